"""Lines that set environment variables, from shells, Windows and `.env` files."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator

from awscred.pasted.keys import Field, PastedKey, label_of, refusal

FORM = "lines that set environment variables"

LONGEST = 16 * 1024
"""Characters of a line. A token has about a thousand at most, and shlex is slow."""

_ABOUT_AWS = re.compile(r"(?ai)(?<!\w)aws_\w")
_COMMENT = re.compile(r"(?i)\s*(#|//|;|::|rem\s)")
_NAME = re.compile(r"(?ais)(?:\$\{?env:)?(aws_\w+)\}?(?:(=)(.*))?")
_SETTERS = frozenset(("set", "setx", "setenv"))  # need no `=`
_GOES_ON = " \\^`"  # the end of a line that continues in the next


def parts(text: str, path: str) -> Iterator[PastedKey]:
    """The one key that the lines set; nothing if they set none of its variables.

    Raises AwscredError if a line sets one of them to something that only a shell can evaluate.
    """
    fields = [
        field for line, words in _statements(text, path) for field in _fields(line, words, path)
    ]
    if fields:
        yield PastedKey(FORM, "", fields)


def _statements(text: str, path: str) -> Iterator[tuple[int, list[str]]]:
    """The commands that are about AWS, split into words, each with its line."""
    for number, line in enumerate(text.split("\n"), 1):
        if not _ABOUT_AWS.search(line) or _COMMENT.match(line):
            continue
        if len(line) > LONGEST:
            raise refusal(path, number, "the line is too long", "copy only the keys")
        words: list[str] = []
        try:
            for word in _lexer(line.rstrip(_GOES_ON)):
                if word.startswith("#"):
                    break
                if not word.strip(";&"):
                    yield number, words
                    words = []
                else:
                    words.append(word)
        except ValueError:
            hint = "close the quote, or remove the line"
            raise refusal(path, number, "a quote is not closed", hint) from None
        yield number, words


def _lexer(line: str) -> shlex.shlex:
    lexer = shlex.shlex(line, posix=True, punctuation_chars=";&")
    lexer.whitespace_split = True
    lexer.commenters = ""  # they would also end a word
    return lexer


def _fields(line: int, words: list[str], path: str) -> Iterator[Field]:
    for at, word in enumerate(words):
        name = _NAME.fullmatch(word)
        label = label_of(name[1]) if name else None
        if name is None or label is None:
            continue
        value = _value(name[2], name[3] or "", words[:at], words[at + 1 :])
        if re.search(r"[$`%]", value):
            raise refusal(
                path,
                line,
                f"the {label} is a shell expression, which awscred does not evaluate",
                "replace it with the value itself",
            )
        yield Field(line, label, value)


def _value(equals: str | None, value: str, before: list[str], after: list[str]) -> str:
    """The value of a variable: `A=x`, `A= x`, `A = x`, `A =x`, or `A x` after a setter."""
    if value or not after or _NAME.fullmatch(after[0]):
        return value
    if equals:  # `A= x`; but `A= x y` runs x with an empty A
        return after[0] if len(after) == 1 else ""
    if after[0].startswith("="):
        return after[0][1:] or "".join(after[1:2])
    return after[0] if _SETTERS & {word.lower() for word in before} else ""
