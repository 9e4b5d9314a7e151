"""A line split into words as a POSIX shell does, no word meaning anything: Python's `shlex.split`.

It is done here again as that takes a minute for a line of 4 MB, its time being quadratic.
"""

from __future__ import annotations

import re

_PIECE = re.compile(
    r"""(?s)(?P<blank>[ \t\r\n]+) | (?P<bare>[^ \t\r\n\\'"]+) | '(?P<single>[^']*)'
    | "(?P<double>[^"\\]*(?:\\.[^"\\]*)*)" | \\(?P<escaped>.)""",
    re.VERBOSE,
)
_ESCAPED_IN_DOUBLE = r'\\(["\\])'


def split(text: str) -> list[str]:
    """The words of a line. Raises ValueError, worded as Python's, where a quote stays open."""
    words = []
    pieces: list[str] = []  # of the word being read
    at = 0
    while at < len(text):
        piece = _PIECE.match(text, at)
        if piece is None:
            backslashes = len(text) - len(text.rstrip("\\"))
            open_escape = backslashes % 2 and text[at] != "'"
            raise ValueError("No escaped character" if open_escape else "No closing quotation")
        if piece.lastgroup == "double":
            pieces.append(re.sub(_ESCAPED_IN_DOUBLE, r"\1", piece["double"]))
        elif piece.lastgroup != "blank":
            pieces.append(piece[piece.lastgroup or 0])
        elif pieces:
            words.append("".join(pieces))
            pieces = []
        at = piece.end()
    return [*words, "".join(pieces)] if pieces else words
