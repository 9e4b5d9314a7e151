"""Settings and their values: where they stand, whose business they are, and edits of them.

This is no rule, but what rules about values share.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from typing import NamedTuple

from awscred.findings import Edit
from awscred.ini import Setting
from awscred.profiles import CONFIG, Files, Profile
from awscred.readers import TOOLS
from awscred.readers.reading import Place
from awscred.rules.rule import Context
from awscred.settings import KNOWN


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


def rewrite(file: str, number: int, *lines: str) -> Edit:
    """The edit that puts lines in the place of one; none removes it."""
    return Edit(file, number, number, lines)


def change_value(files: Files, file: str, setting: Setting, value: str) -> Edit:
    """The edit that gives a setting on one line another value, in the quotes of the old one."""
    number = setting.value_span.line
    line = files.document(file).line(number)
    value = setting.value.replace(bare(setting.value), value, 1)
    start, end = setting.value_span.column - 1, setting.value_span.end_column - 1
    return rewrite(file, number, line[:start] + value + line[end:])


def bare(value: str) -> str:
    """A value without quotes around it; "" where it has several lines, or is a lone quote.

    What tools make of quotes and of further lines is for other rules to say.
    """
    if "\n" in value:
        return ""
    quoted = value[:1] in ("'", '"') and value[0] == value[-1]
    return value[1:-1] if quoted else value


class Wrong(NamedTuple):
    """A value that is not right, and where it stands.

    `title` is whose it is in a sentence, a profile's or an sso-session's; `profile` has it from
    there, None where no profile does. The value is bare.
    """

    title: str
    profile: Profile | None
    file: str
    setting: Setting
    value: str

    @property
    def name(self) -> str | None:
        return None if self.profile is None else self.profile.name

    @property
    def place(self) -> Place:
        return Place(self.file, self.setting.value_span)


def wrong_values(context: Context, key: str, is_right: Callable[[str], object]) -> Iterator[Wrong]:
    """The values of a key that are not right, of profiles and of the sso-sessions they use.

    Empty ones, and those of several lines, are left to other rules.
    """
    for profile in context.having(key):
        value = bare(profile.settings[key])
        if value and not is_right(value):
            yield Wrong(profile.name, profile, *find(profile, key), value)
    if "sso-session" not in KNOWN[key].sections:
        return
    for name, sections in context.files.sso_sessions.items():
        given = [section for section in sections if key in section.values]
        value = bare(given[-1].values[key]) if given else ""
        if value and not is_right(value):
            setting = given[-1].find(key)[-1]
            yield Wrong(f"sso-session {name}", None, CONFIG, setting, value)


def tools_reading(key: str) -> tuple[str, ...]:
    """The modelled tools that read a setting of the catalogue; boto3 and the AWS CLI are one."""
    readers = {"cli" if tool == "boto3" else tool for tool in KNOWN[key].tools}
    return tuple(tool for tool in TOOLS if tool in readers)


def has_own_endpoint(profile: Profile) -> bool:
    """Whether a profile's requests go, or may go, to something else than AWS.

    An emulator takes any key, region or ARN, so their form says nothing there.
    """
    url = profile.settings.get("endpoint_url", "")
    if "services" in profile.settings:
        return True
    return bool(url) and not re.search(r"\.amazonaws\.|\.api\.aws\b", url)


_MOST_NAMES = 1000
"""Names that a misspelt one is held against, as that takes some 10 ms already."""


def likely_name(name: str, names: Collection[str]) -> str | None:
    """The name among others that a misspelt one most likely means, None where nothing is like it.

    A message says it of the first few misspelt names only: it takes its time.
    """
    if len(name) > 64 or len(names) > _MOST_NAMES:
        return None
    import difflib  # needed only where something is misspelt

    likely = difflib.get_close_matches(name, names, 1, 0.75)
    return likely[0] if likely else None
