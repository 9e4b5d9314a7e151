"""Picks a profile on the terminal, for commands that need one if none is named."""

from __future__ import annotations

from collections.abc import Sequence

import click

from awscred.cli.asking import ask
from awscred.cli.terminal import can_ask, note
from awscred.errors import NO, USAGE, AwscredError
from awscred.output.safe import escape, width
from awscred.profiles import Files

_MOST_ROWS = 20
"""The most profiles to list at once; a part of a name shows the others."""


class ProfileArgument(click.Argument):
    """An argument that names a profile. On a terminal, a missing one is picked from a list."""

    def process_value(self, ctx: click.Context, value: object) -> object:
        if self.value_is_missing(value) and can_ask() and not ctx.resilient_parsing:
            name = pick(ctx.obj.load())
            value = (name,) if self.nargs == -1 else name
        return super().process_value(ctx, value)


class AskedArgument(click.Argument):
    """An argument that its command asks for on a terminal, if it is missing. Elsewhere, a missing
    one is refused."""

    def process_value(self, ctx: click.Context, value: object) -> object:
        try:
            return super().process_value(ctx, value)
        except click.MissingParameter:
            if can_ask():
                return ()
            raise


def pick(files: Files) -> str:
    """The profile that the user picks, by its number, its name, or a part of the name.

    Raises AwscredError if there are no profiles.
    """
    names = [*files.profiles]
    if not names:
        raise AwscredError(
            "there are no profiles to choose from", "run `awscred add`", exit_code=NO
        )
    numbers = {name: str(number) for number, name in enumerate(names, 1)}

    def show(some: Sequence[str]) -> None:
        rows = some[:_MOST_ROWS]
        kinds = {name: files.profiles[name].kind for name in rows}
        size = max(width(escape(name)) for name in rows)
        kind_size = max(map(len, kinds.values()))
        for name, kind in kinds.items():
            pad = " " * (size - width(escape(name)))
            account, _ = files.profiles[name].account
            row = f"{numbers[name]:>4}  {name}{pad}  {kind:{kind_size}}  {account or ''}"
            note(row.rstrip(), indent=6)
        if len(some) > _MOST_ROWS:
            note(f"      and {len(some) - _MOST_ROWS} more; type a part of the name")

    def parse(text: str) -> str:
        text = text.strip()
        exact = [name for name in names if text in (name, numbers[name])]
        found = exact or [name for name in names if text.lower() in name.lower()]
        if len(found) == 1:
            return found[0]
        if found:
            show(found)
            words = f"{len(found)} profiles have {text!r} in their name"
            raise AwscredError(words, "type a number", exit_code=USAGE)
        raise AwscredError(f"no profile has {text!r} in its name", "try again", exit_code=USAGE)

    show(names)
    return ask("Profile (number or part of the name)", None, "PROFILE", parse)
