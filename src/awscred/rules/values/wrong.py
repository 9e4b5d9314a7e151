"""Wrong values of a setting, in profiles and in sso-sessions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from awscred.forms import bare
from awscred.ini import Setting
from awscred.profiles import CONFIG, Profile
from awscred.rules.places import find
from awscred.rules.rule import Context
from awscred.settings import KNOWN
from awscred.tools.reading import Place


class Wrong(NamedTuple):
    """A wrong value, and where it is.

    `title` names its profile or sso-session in a sentence. `profile` is None if the value is not in
    a profile. `value` is without the quotes around it.
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
    """The wrong values of a key, in profiles and, if the key belongs there, in sso-sessions.

    Other rules report empty values and values of several lines.
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
