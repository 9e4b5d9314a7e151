"""Tables for a terminal: one row is one line, however narrow the terminal is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from awscred.output.colors import paint
from awscred.output.safe import escape, width

_GAP = "  "
_LEAST = 16
"""A column that gives way is left out before it gets narrower than this."""
ELLIPSIS = "…"


class Column(NamedTuple):
    """A column: its title, and what happens to it if the table is wider than the terminal.

    Columns with a `gives` above 0 give way, the lowest number first: they are shortened, or left
    out. Then the others are shortened, unless they are `whole`, which is for what people copy.
    Texts lose their middle, as both ends of a name matter; `prose` loses its end.
    """

    title: str
    gives: int = 0
    whole: bool = False
    prose: bool = False


def render(
    columns: Sequence[Column],
    rows: Iterable[Sequence[tuple[str, str]]],
    most: int,
    *,
    color: bool,
) -> str:
    """The lines of a table, as text."""
    return "".join(f"{line}\n" for line in lines(columns, rows, most, color=color))


def lines(
    columns: Sequence[Column],
    rows: Iterable[Sequence[tuple[str, str]]],
    most: int,
    *,
    color: bool,
) -> list[str]:
    """The header and a line for each row of (text, style) cells, at most `most` characters wide.

    A style is as in `colors`, apart by spaces. Columns without any text are left out. Texts may
    come from files: they are escaped here.
    """
    cells = [[(escape(text), style) for text, style in row] for row in rows]
    natural = [max((width(row[at][0]) for row in cells), default=0) for at in range(len(columns))]
    sizes = fit(columns, natural, most)
    shown = [at for at, size in enumerate(sizes) if size]
    table = [[(column.title, "bold") for column in columns], *cells]
    return [_line([(*row[at], columns[at], sizes[at]) for at in shown], color) for row in table]


def fit(columns: Sequence[Column], natural: Sequence[int], most: int) -> list[int]:
    """How wide each column is in a terminal of `most` columns, 0 if it is left out.

    `natural` is the width of the longest text of each, without its title; 0 if it has no text.
    """
    full = [
        max(size, width(column.title)) if size else 0
        for column, size in zip(columns, natural, strict=True)
    ]
    elastic = [at for at, column in enumerate(columns) if not (column.gives or column.whole)]
    sizes = [*full]

    def room() -> int:
        return most - sum(sizes) - len(_GAP) * (sum(size > 0 for size in sizes) - 1)

    giving = [at for at, column in enumerate(columns) if column.gives]
    for at in sorted(giving, key=lambda at: columns[at].gives):
        # A long name is shortened to half of the terminal before the first column gives way, to a
        # third before the next, and so on: one long name does not cost all columns.
        share = max(_LEAST, most // (1 + columns[at].gives))
        for other in elastic:
            sizes[other] = min(full[other], share)
        left = sizes[at] + min(room(), 0)
        sizes[at] = left if left == full[at] or left >= _LEAST else 0
    while room() > 0 and (short := [at for at in elastic if sizes[at] < full[at]]):
        sizes[min(short, key=sizes.__getitem__)] += 1
    while room() < 0 and (long := [at for at in elastic if sizes[at] > 1]):
        sizes[max(long, key=sizes.__getitem__)] -= 1
    return sizes


def shorten(text: str, most: int, *, prose: bool = False) -> str:
    """An escaped text in at most that many terminal columns, with an ellipsis for what is left out.

    It loses its middle, or its end if it is prose.
    """
    if width(text) <= most:
        return text
    room = most - len(ELLIPSIS)
    tail = 0 if prose else room // 2
    end = _start(text[::-1], tail)[::-1]
    return f"{_start(text, room - tail).rstrip()}{ELLIPSIS}{end.lstrip()}"


def _start(text: str, most: int) -> str:
    """As much of the start of a text as fits into that many terminal columns."""
    start = text[: max(most, 0)]
    while width(start) > most:
        start = start[:-1]
    return start


def _line(cells: Sequence[tuple[str, str, Column, int]], color: bool) -> str:
    parts = []
    pad = ""
    for text, style, column, size in cells:
        short = shorten(text, size, prose=column.prose)
        if not short:
            pad += " " * size + _GAP
            continue
        parts.append(pad + paint(short, style, color=color))
        pad = " " * (size - width(short)) + _GAP
    return "".join(parts).rstrip()
