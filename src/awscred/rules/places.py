"""Where settings, their values and the headers of profiles stand, and what to call a setting."""

from __future__ import annotations

from awscred.ini import Setting
from awscred.profiles import Profile
from awscred.settings import is_name
from awscred.tools.reading import Place

UNNAMED = "a setting"
"""What a setting is called whose key may be part of a secret."""

_LONG = 16
"""From this length on, letters in mixed case may be a line of a key or token."""


def find(profile: Profile, key: str) -> tuple[str, Setting]:
    """The file and the setting that gives a profile the value of that key: the last one."""
    for file, section in reversed(profile.sections):
        if key in section.values:
            return file, section.find(key)[-1]
    raise KeyError(key)


def key_place(profile: Profile, key: str) -> Place:
    """Where the key of that setting stands."""
    file, setting = find(profile, key)
    return Place(file, setting.key_span)


def value_place(profile: Profile, key: str) -> Place:
    """Where the value of that setting stands."""
    file, setting = find(profile, key)
    return Place(file, setting.value_span)


def credentials_place(profile: Profile) -> Place:
    """Where a profile's credentials are set; where it begins, if they are nowhere."""
    key = profile.deciding_key
    return key_place(profile, key) if key else header_place(profile)


def header_place(profile: Profile) -> Place:
    """Where the profile begins: the first of its headers."""
    file, section = profile.sections[0]
    return Place(file, section.header_span)


def called(key: str) -> str:
    """A setting's key in a sentence, which does not tell one that may be part of a secret."""
    is_mixed = not (key.islower() or key.isupper()) and len(key) >= _LONG
    return UNNAMED if is_mixed or not is_name(key) else key
