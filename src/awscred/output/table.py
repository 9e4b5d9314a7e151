"""Tables for a terminal. The only module that imports rich."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from awscred.output.safe import escape

# rich lays out about four rows a millisecond: more than this many print at once as plain columns.
LARGEST = 300


def render(
    header: Sequence[str],
    rows: Iterable[Sequence[tuple[str, str]]],
    *,
    columns: int,
    color: bool,
    unbroken: str = "",
) -> str:
    """Rows of (text, style) cells as a table that fits into that many terminal columns.

    The column of the title `unbroken` holds what is to be copied, and is never folded.
    Texts may come from files: they are escaped here, and never read as markup.
    """
    cells = [[(escape(text), style) for text, style in row] for row in rows]
    if len(cells) > LARGEST:
        return _columns(header, [[text for text, _ in row] for row in cells])
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for title in header:
        table.add_column(title, overflow="fold", no_wrap=title == unbroken)
    for row in cells:
        table.add_row(*(Text(text, style) for text, style in row))
    buffer = io.StringIO()
    console = Console(
        file=buffer,
        width=columns,
        force_terminal=color,
        no_color=not color,
        color_system="standard" if color else None,
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
    )
    console.print(table)
    return "".join(f"{line.rstrip()}\n" for line in buffer.getvalue().splitlines())


def _columns(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [header, *rows]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "".join(
        "  ".join(cell.ljust(size) for cell, size in zip(line, widths, strict=True)).rstrip() + "\n"
        for line in lines
    )
