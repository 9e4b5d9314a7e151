"""What a change does to a file, as a unified diff in which nothing secret can be read."""

from __future__ import annotations

from difflib import SequenceMatcher

from awscred.ini import Document
from awscred.output.safe import escape, masked_source

_CONTEXT = 3
_RED, _GREEN, _CYAN = "31", "32", "36"


def render(path: str, before: Document, after: Document, *, color: bool) -> str:
    """The lines that change, with a few around them; "" where none do.

    Values that may be secret, and comments, are masked on both sides, so that a line may look as it
    did before.
    """
    if before == after:
        return ""
    old, new = before.lines, after.lines
    lines = [_line(f"--- {escape(path)}", "", color), _line(f"+++ {escape(path)}", "", color)]
    for hunk in SequenceMatcher(None, old, new, autojunk=False).get_grouped_opcodes(_CONTEXT):
        first, last = hunk[0], hunk[-1]
        spans = f"-{first[1] + 1},{last[2] - first[1]} +{first[3] + 1},{last[4] - first[3]}"
        lines.append(_line(f"@@ {spans} @@", _CYAN, color))
        for kind, start, end, new_start, new_end in hunk:
            if kind == "equal":
                lines += [" " + masked_source(before, at + 1) for at in range(start, end)]
                continue
            lines += [
                _line("-" + masked_source(before, at + 1), _RED, color) for at in range(start, end)
            ]
            lines += [
                _line("+" + masked_source(after, at + 1), _GREEN, color)
                for at in range(new_start, new_end)
            ]
    return "".join(f"{line}\n" for line in lines)


def _line(text: str, code: str, color: bool) -> str:
    return f"\x1b[{code}m{text}\x1b[0m" if color and code else text
