"""Pieces of Markdown: text that is shown as it is, tables, and samples of code."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence
from typing import TypeAlias

Pages: TypeAlias = dict[str, str]
"""Markdown by path below docs/, such as `rules/index.md`."""

_CODE = re.compile(r"(`[^`]*`)")
_OPTION = re.compile(r"((?<![\w-])--?[a-z][a-z-]*\b)")
_SPECIAL = re.compile(r"([\\*_\[\]#|])")


def prose(text: str) -> str:
    """Text of a help or a docstring; quoted code and options are set as code."""
    parts = _CODE.split(text)
    parts[::2] = [_escaped(part) for part in parts[::2]]
    return "".join(parts)


def _escaped(text: str) -> str:
    """Text without code, in which nothing is markup except the options."""
    pieces = _OPTION.split(html.escape(text, quote=False))
    pieces[::2] = [_SPECIAL.sub(r"\\\1", piece) for piece in pieces[::2]]
    pieces[1::2] = [whole(option) for option in pieces[1::2]]
    return "".join(pieces)


def code(text: str) -> str:
    """Text within a line, as code."""
    return f"`{text}`"


def whole(text: str) -> str:
    """A word of code that is not broken between lines, such as an option."""
    return f"{code(text)}{{ .whole }}"


def sample(text: str, language: str = "text", title: str = "") -> str:
    """A block of code; the fence is longer than any in the text."""
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    titled = f' title="{title}"' if title else ""
    return f"{fence} {{ .{language}{titled} }}\n{text.rstrip()}\n{fence}\n"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; the cells are Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def anchor(title: str) -> str:
    """The anchor of a heading of plain words."""
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")


def navigation(
    first: Iterable[tuple[str, str]],
    groups: Iterable[tuple[str, Iterable[tuple[str, str]]]] = (),
) -> str:
    """The list that the navigation of a folder is made from: titles and paths, then groups."""
    lines = [f"* [{title}]({path})" for title, path in first]
    for group, pages in groups:
        lines.append(f"* {group}")
        lines += [f"    * [{title}]({path})" for title, path in pages]
    return "\n".join(lines) + "\n"
