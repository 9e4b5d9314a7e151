"""Prompts for values on the terminal, and values read from standard input."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext

import click

from awscred import pasted
from awscred.cli.terminal import (
    can_ask,
    drop_typed_ahead,
    hide_typing,
    is_typed_ahead,
    note,
    own_line,
    resumed,
    standard_input,
    wipe,
    wipe_all,
)
from awscred.errors import FAILED, USAGE, AwscredError
from awscred.output.safe import escape, inert
from awscred.redaction import looks_secret
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
    """The value given, or one prompted for until it parses.

    Raises AwscredError if there is no terminal for the prompt; `option` is how to pass the value.
    """
    if given is not None:
        return parse(given)
    if not can_ask():
        raise AwscredError(
            f"{label.lower()} is missing, and there is no terminal to prompt for it",
            f"provide it with {option}",
            exit_code=USAGE,
        )
    prompt = f"{label} [{escape(default)}]" if default else label  # a name of a file, perhaps
    shown = f"{prompt}: "
    while True:
        ahead = is_typed_ahead()
        if ahead and hide and looks_secret(drop_typed_ahead()):
            wipe_all()
            note("A secret was on the screen, which is now cleared. Paste it only here.")
        line = nullcontext() if hide else own_line()  # click itself begins one after a hidden line
        with line, resumed(shown, hide_typing if hide else None):
            answer = click.prompt(
                prompt, hide_input=hide, default=default, show_default=False, err=True
            )
        try:
            return parse(answer)
        except AwscredError as error:
            if error.exit_code == FAILED:  # another answer would not help
                raise
            if not hide and looks_secret(answer):
                wipe_all() if ahead else wipe(f"{shown}{answer}")
            note(f"{error.message}; {error.hint}" if answer.strip() else _needed(error.hint))


def _needed(hint: str) -> str:
    """What to say if Enter is pressed without a value."""
    example = hint.removeprefix(pasted.LIKE)
    return f"a value is needed{f', such as {example}' if example != hint else ''}; Ctrl-C cancels"


def choose(label: str, options: Mapping[str, str], option: str, *, default: str = "1") -> str:
    """One of several words, by its number or itself; they are listed with what they mean.

    `default` is what Enter means, "" for nothing. Raises AwscredError as `ask` does.
    """
    words = list(options)
    size = max(map(len, words))
    if can_ask():
        for number, (word, meaning) in enumerate(options.items(), 1):
            row = f"  {number}  {word:{size}}  "
            note(f"{row}{meaning}", len(row))

    def parse(text: str) -> str:
        typed = pasted.trim(text)
        text = typed.lower()
        if text.isdecimal() and 1 <= int(text) <= len(words):
            return words[int(text) - 1]
        if word := begun(text, words):
            return word
        raise AwscredError(
            f"{typed!r} is not in the list",
            f"type a number from 1 to {len(words)}",
            exit_code=USAGE,
        )

    return ask(label, None, option, parse, default=default)


def begun(text: str, words: Sequence[str]) -> str | None:
    """The word that a text is, or else the only one that begins with it; None if there is none."""
    if text in words:
        return text
    found = [word for word in words if text and word.startswith(text)]
    return found[0] if len(found) == 1 else None


def ask_yes(question: str) -> bool:
    """Ask on the terminal; Enter means no. The question may contain names from files."""

    def parse(text: str) -> str:
        typed = text.strip().lower()
        if typed not in ("", "n", "no", "y", "yes"):
            raise AwscredError(f"{text.strip()!r} is not valid", "type y or n", exit_code=USAGE)
        return typed[:1]

    return ask(f"{inert(escape(question))} [y/N]", None, "a terminal", parse) == "y"


def ask_hidden(label: str, parse: Callable[[str], str], option: str) -> str:
    """A secret, typed without being shown."""
    return ask(label, None, option, parse, hide=True)


def read_lines() -> list[str]:
    """The non-empty lines of standard input, without surrounding white space."""
    text = standard_input(LARGEST).decode("utf-8", "replace")
    return [line for line in map(pasted.trim, text.split("\n")) if line]


def read_secrets(
    keys: Sequence[str], parsers: Mapping[str, Callable[[str], str]], *, from_stdin: bool
) -> dict[str, str]:
    """The values of those secret settings: lines of standard input, or answers to prompts."""
    if not from_stdin:
        return {key: ask_hidden(key, parsers[key], "--stdin") for key in keys}
    lines = read_lines()
    if len(lines) != len(keys):
        raise AwscredError(
            f"standard input has {_counted(len(lines), 'line', 'lines')}, but "
            f"{_counted(len(keys), 'secret is', 'secrets are')} needed",
            "write one secret per line, in the order of the settings",
            exit_code=USAGE,
        )
    return {key: parsers[key](line) for key, line in zip(keys, lines, strict=True)}


def _counted(count: int, one: str, many: str) -> str:
    """A count in a sentence: `no lines`, `1 line`, `2 lines`."""
    return f"{count or 'no'} {one if count == 1 else many}"
