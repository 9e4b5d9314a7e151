"""Places of settings, values and headers, and how to name a setting in a message."""

from __future__ import annotations

from awscred.ini import Setting
from awscred.profiles import Profile
from awscred.settings import is_name
from awscred.tools.reading import Place

UNNAMED = "a setting"
"""The name in messages for a setting whose key may be part of a secret."""

_LONG = 16
"""From this length on, letters in mixed case may be part of a key or token."""


def find(profile: Profile, key: str) -> tuple[str, Setting]:
    """The last setting with a key in a profile, which gives its value, and the file of it."""
    for file, section in reversed(profile.sections):
        if key in section.values:
            return file, section.find(key)[-1]
    raise KeyError(key)


def key_place(profile: Profile, key: str) -> Place:
    """The place of the key of a setting."""
    file, setting = find(profile, key)
    return Place(file, setting.key_span)


def value_place(profile: Profile, key: str) -> Place:
    """The place of the value of a setting."""
    file, setting = find(profile, key)
    return Place(file, setting.value_span)


def credentials_place(profile: Profile) -> Place:
    """The place where a profile's credentials are set, or its first header if it has none."""
    key = profile.deciding_key
    return key_place(profile, key) if key else header_place(profile)


def header_place(profile: Profile) -> Place:
    """The place of the first header of a profile."""
    file, section = profile.sections[0]
    return Place(file, section.header_span)


def called(key: str) -> str:
    """The key of a setting for a message, or UNNAMED if it may be part of a secret."""
    is_mixed = not (key.islower() or key.isupper()) and len(key) >= _LONG
    return UNNAMED if is_mixed or not is_name(key) else key
