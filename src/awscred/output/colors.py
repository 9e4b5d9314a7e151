"""The colors of screens: readable on black and on white, and never the only sign of anything."""

from __future__ import annotations

CODES = {
    "bold": "1",
    "dim": "38;5;243",
    "red": "38;5;160",
    "green": "38;5;28",
    "yellow": "38;5;130",
    "blue": "38;5;32",
    "cyan": "38;5;31",
}
"""What turns a style on. The colors are from the fixed part of the palette of 256, not from the 16
that each terminal defines: each has a contrast of at least 3.8 with black and with white."""


def codes(style: str) -> str:
    """The code that turns on a style, which is words of CODES, apart by spaces; "" for none."""
    return ";".join(CODES[word] for word in style.split())


def paint(text: str, style: str, *, color: bool) -> str:
    """A text in a style, if it is to be in color."""
    return f"\x1b[{codes(style)}m{text}\x1b[0m" if color and style else text
