"""The values of a setting that are not right, in profiles and in the sso-sessions they use."""

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
