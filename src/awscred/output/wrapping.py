"""Text wrapped between words, for a terminal."""

from __future__ import annotations

import re

from awscred.output.safe import width

_WORD = re.compile(r"\s*(?:`[^`]*`|\S)+")
"""A word, or a command between backticks, with the space before it."""


def wrapped(text: str, start: int, indent: int, columns: int | None) -> list[str]:
    """The lines of an escaped text, of which the first begins in column `start`, the others in
    `indent`. With None columns, it is one line.

    A command between backticks stays on one line. A longer word than a line is not broken.
    """
    if columns is None:
        return [text]
    lines = [""]
    at, is_empty = start, True
    for word in _WORD.findall(text):
        size = width(word)
        if not is_empty and at + size > columns:
            word = word.lstrip()
            lines.append(" " * indent)
            at, size = indent, width(word)
        lines[-1] += word
        at, is_empty = at + size, False
    return lines
