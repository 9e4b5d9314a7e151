"""What a change does to a file, as a unified diff in which nothing secret can be read."""

from __future__ import annotations

from difflib import SequenceMatcher

from awscred.ini import Document
from awscred.output.colors import paint
from awscred.output.safe import escape, masked_source

_CONTEXT = 3


def render(path: str, before: Document, after: Document, *, color: bool) -> str:
    """The lines that change, with a few around them; "" if none do.

    Values that may be secret, and comments, are masked on both sides, so that a line may look as it
    did before.
    """
    if before == after:
        return ""
    old, new = before.lines, after.lines
    same = _common(old, new)
    first = max(0, same - _CONTEXT)
    last = min(_common(old[same:][::-1], new[same:][::-1]), len(old), len(new))
    last = max(0, last - _CONTEXT)
    old, new = old[first : len(old) - last], new[first : len(new) - last]
    lines = [f"--- {escape(path)}", f"+++ {escape(path)}"]
    # Lines that repeat count for nothing in a long file, or it would take forever.
    for hunk in SequenceMatcher(None, old, new).get_grouped_opcodes(_CONTEXT):
        (_, start, _, new_start, _), (_, _, end, _, new_end) = hunk[0], hunk[-1]
        spans = f"-{_span(first, start, end)} +{_span(first, new_start, new_end)}"
        lines.append(paint(f"@@ {spans} @@", "cyan", color=color))
        for kind, start, end, new_start, new_end in hunk:
            if kind == "equal":
                lines += [" " + masked_source(before, first + at + 1) for at in range(start, end)]
                continue
            lines += [
                paint("-" + masked_source(before, first + at + 1), "red", color=color)
                for at in range(start, end)
            ]
            lines += [
                paint("+" + masked_source(after, first + at + 1), "green", color=color)
                for at in range(new_start, new_end)
            ]
    return "".join(f"{line}\n" for line in lines)


def _common(one: list[str], other: list[str]) -> int:
    """How many lines two lists begin with in common."""
    return next(
        (at for at, (left, right) in enumerate(zip(one, other, strict=False)) if left != right),
        min(len(one), len(other)),
    )


def _span(first: int, start: int, end: int) -> str:
    return f"{first + start + 1},{end - start}"
