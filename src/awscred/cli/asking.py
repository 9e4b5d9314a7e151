"""Values that are asked for on the terminal, or read from standard input."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import click

from awscred import pasted
from awscred.cli.terminal import can_ask, note, standard_input
from awscred.errors import USAGE, AwscredError
from awscred.store.snapshot import LARGEST


def ask(
    label: str,
    given: str | None,
    option: str,
    parse: Callable[[str], str],
    *,
    default: str = "",
    hide: bool = False,
) -> str:
    """The value given, or one asked for on the terminal until it parses.

    Raises AwscredError where it is to be asked for and there is no terminal; `option` gives it.
    """
    if given is not None:
        return parse(given)
    if not can_ask():
        raise AwscredError(
            f"there is no {label.lower()}, and no terminal to ask for it on",
            f"give it by {option}",
            exit_code=USAGE,
        )
    while True:
        answer = click.prompt(
            label, hide_input=hide, default=default, show_default=bool(default), err=True
        )
        try:
            return parse(answer)
        except AwscredError as error:
            if error.exit_code != USAGE:  # no other answer would do either
                raise
            note(f"{error.message}; {error.hint}")


def ask_hidden(label: str, parse: Callable[[str], str], option: str) -> str:
    """A secret, typed unseen."""
    return ask(label, None, option, parse, hide=True)


def read_lines() -> list[str]:
    """The lines of standard input that are not empty, what is pasted along stripped."""
    text = standard_input(LARGEST).decode("utf-8", "replace")
    return [line for line in map(pasted.trim, text.split("\n")) if line]


def read_secrets(
    keys: Sequence[str], parsers: Mapping[str, Callable[[str], str]], *, from_stdin: bool
) -> dict[str, str]:
    """The values of those secret settings: lines of standard input, or asked for unseen."""
    if not from_stdin:
        return {key: ask_hidden(key, parsers[key], "--stdin") for key in keys}
    lines = read_lines()
    if len(lines) != len(keys):
        raise AwscredError(
            f"standard input has {len(lines) or 'no'} {'line' if len(lines) == 1 else 'lines'}, "
            f"and there are {len(keys) or 'no'} secrets to set",
            "write one secret a line, in the order of the settings",
            exit_code=USAGE,
        )
    return {key: parsers[key](line) for key, line in zip(keys, lines, strict=True)}
