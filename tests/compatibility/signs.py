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
}
"""By character: its sign, and its name."""
_AT_END = ("·", "a space at the end of a line")
_LONGEST = 100


def visible(text: str) -> str:
    """One line of text with signs for what cannot be seen, and for spaces at its end."""
    shown = "".join(SIGNS.get(char, (char,))[0] for char in text.rstrip(" "))
    return shown + _AT_END[0] * (len(text) - len(text.rstrip(" ")))


def shortened(text: str) -> str:
    """Text of a few words, or the beginning of it and its length."""
    return text if len(text) <= _LONGEST else f"{text[:30]}... ({len(text):,} characters)"


def example(text: str) -> str:
    """The lines of a file, shortened and with signs for what cannot be seen."""
    lines = re.sub("\r\n?", "\r\n", text).split("\n")
    return "\n".join(visible(shortened(line)) for line in lines)


def legend(texts: Iterable[str]) -> str:
    """What the signs in texts mean: "⇥ is a tab"; "" if there are none."""
    whole = "".join(texts)
    return ", ".join(
        f"`{sign}` is {name}" for sign, name in (*SIGNS.values(), _AT_END) if sign in whole
    )


def code(text: str) -> str:
    """Text within a line of Markdown, as code."""
    shown = visible(text)
    if not shown:
        return "an empty text"
    fence = "`" * (max(map(len, re.findall("`+", shown)), default=0) + 1)
    return f"{fence}{shown}{fence}" if len(fence) == 1 else f"{fence} {shown} {fence}"
