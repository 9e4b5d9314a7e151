"""Known settings as given in profiles, and the tools that read them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from awscred.forms import bare
from awscred.ini import Setting
from awscred.redaction import MASK
from awscred.rules.places import find
from awscred.rules.rule import Context
from awscred.settings import KNOWN, NESTED, Known, shown_value
from awscred.tools import BOTO3, OWN, TOOLS, Asked, modelled, tools_do
from awscred.tools.reading import Place


class Given(NamedTuple):
    """A known setting as given in a profile; its value is without the quotes around it."""

    profile: str
    file: str
    setting: Setting
    known: Known

    @property
    def value(self) -> str:
        return bare(self.setting.value)

    @property
    def shown(self) -> str:
        """The key and, if it may be shown, the value, for a message."""
        value = shown_value(self.known.name, self.value)
        return self.known.name if value == MASK else f"{self.known.name} = {value}"

    @property
    def place(self) -> Place:
        """Where the value is."""
        return Place(self.file, self.setting.value_span)


def settings_given(context: Context, wanted: Mapping[str, Known]) -> Iterator[Given]:
    """The wanted settings for which profiles have a value, including nested settings.

    `wanted` is by name. Values that the setting is known to accept are left out: nearly all are.
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


def readers_of(asked: Asked, known: Known) -> tuple[str, ...]:
    """The tools that read a setting: the AWS CLI (and boto3) if no tool is known to."""
    return modelled(asked, known.tools or (OWN,))


def readers_do(
    asked: Asked, known: Known, tools: Sequence[str], one_does: str, many_do: str
) -> str:
    """The subject and verb of a sentence: what some of a setting's readers do with it."""
    said = tools_do(asked, tools, one_does, many_do)
    only_boto3 = "boto3" in known.tools and OWN not in known.tools
    return said.replace(TOOLS[OWN].title, BOTO3) if only_boto3 else said


def words_of(known: Known) -> tuple[str, ...]:
    """The values of a setting that all its readers accept."""
    return tuple(word for word in known.values if (known.name, word) != ("retry_mode", "legacy"))
