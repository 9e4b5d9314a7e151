"""Signs for characters that cannot be seen, so that examples can be shown."""

from __future__ import annotations

import re
from collections.abc import Iterable

SIGNS = {
    "\t": ("⇥", "a tab"),
    "\r": ("␍", "a carriage return"),
    "\n": ("⏎", "a line break"),
    "\0": ("␀", "a NUL character"),
    "\xa0": ("⍽", "a no-break space"),
    "\u200b": ("⌷", "a zero-width space"),
    "\ufeff": ("⟪BOM⟫", "a byte order mark"),
    "\ufffd": ("\ufffd", "a byte that is not a character"),
    " ": ("·", "a space"),
}
"""By character: its sign, and its name."""
_LONGEST = 100


def visible(text: str) -> str:
    """One line of text with signs for what cannot be seen, and for spaces at its ends."""
    ends = len(text) - len(text.lstrip(" ")), len(text.rstrip(" "))
    shown = "".join(
        SIGNS[char][0] if char in SIGNS and (char != " " or not ends[0] <= at < ends[1]) else char
        for at, char in enumerate(text)
    )
    return shown if len(shown) <= _LONGEST else f"{shown[:20]}… ({len(text):,} characters)"


def example(text: str) -> str:
    """The lines of a file with signs for what cannot be seen, and for spaces at their ends."""
    lines = text.split("\n")
    indents = [re.match(" *", line) or "" for line in lines]
    return "\n".join(
        f"{indent[0] if indent else ''}{visible(line.lstrip(' '))}"
        if line.strip(" ")
        else visible(line)
        for indent, line in zip(indents, lines, strict=True)
    )


def legend(texts: Iterable[str]) -> str:
    """What the signs in texts mean: "⇥ is a tab"; "" if there are none."""
    whole = "".join(texts)
    return ", ".join(f"`{sign}` is {name}" for sign, name in SIGNS.values() if sign in whole)


def code(text: str) -> str:
    """Text within a line of Markdown, as code."""
    shown = visible(text)
    if not shown:
        return "an empty text"
    fence = "`" * (max(map(len, re.findall("`+", shown)), default=0) + 1)
    return f"{fence}{shown}{fence}" if len(fence) == 1 else f"{fence} {shown} {fence}"
