"""The settings of the catalogue as profiles have them, and the tools that read them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from awscred.forms import bare
from awscred.ini import Setting
from awscred.redaction import MASK
from awscred.rules.places import find
from awscred.rules.rule import Context
from awscred.settings import KNOWN, NESTED, Known, shown_value
from awscred.tools import BOTO3, OWN, TOOLS, load, modelled, tools_do
from awscred.tools.reading import Place


class Given(NamedTuple):
    """A setting of the catalogue as a profile has it, its value without quotes around it."""

    profile: str
    file: str
    setting: Setting
    known: Known

    @property
    def value(self) -> str:
        return bare(self.setting.value)

    @property
    def shown(self) -> str:
        """The key and the value in a message, the latter only if it may be shown."""
        value = shown_value(self.known.name, self.value)
        return self.known.name if value == MASK else f"{self.known.name} = {value}"

    @property
    def place(self) -> Place:
        """Where the value stands."""
        return Place(self.file, self.setting.value_span)


def settings_given(context: Context, wanted: Mapping[str, Known]) -> Iterator[Given]:
    """The wanted settings that profiles have a value for, nested ones too, by their names.

    Those of profiles that have one of a setting's own words are left out, as nearly all do.
    """
    for known in wanted.values():
        words = ("", *words_of(known))
        for profile in context.having(known.name) if known.name in KNOWN else ():
            if bare(profile.settings[known.name]) not in words:
                yield Given(profile.name, *find(profile, known.name), known)
    for odd in context.odd:
        for setting in odd.section.settings if odd.profile is not None else ():
            below = NESTED.get(setting.key.lower(), {})
            for nested in setting.nested if below else ():
                key = nested.key.lower()
                if key in below and key in wanted and bare(nested.value):
                    yield Given(odd.profile or "", odd.file, nested, below[key])


def readers_of(known: Known) -> tuple[str, ...]:
    """The tools that read a setting, but for those whose own words say what they accept.

    boto3 goes under the AWS CLI, which alone reads what nobody else was asked about.
    """
    found = modelled(known.tools or (OWN,))
    return tuple(tool for tool in found if not load(tool).HABITS.explains)


def readers_do(known: Known, tools: Sequence[str], one_does: str, many_do: str) -> str:
    """What some of the tools that read a setting do with it, in a sentence."""
    said = tools_do(tools, one_does, many_do)
    only_boto3 = "boto3" in known.tools and OWN not in known.tools
    return said.replace(TOOLS[OWN].title, BOTO3) if only_boto3 else said


def words_of(known: Known) -> tuple[str, ...]:
    """The words that a setting may have as its value everywhere."""
    return tuple(word for word in known.values if (known.name, word) != ("retry_mode", "legacy"))
