"""How `--help` is laid out: the real width of the terminal, and text wrapped between words."""

from __future__ import annotations

from collections.abc import Iterable

import click

from awscred.output.safe import width
from awscred.output.wrapping import wrapped

_MOST_COLUMNS = 80
_LEAST_COLUMNS = 20
_GAP = 2
ARGUMENTS = {
    "OLD": "Name of the profile; picked from a list on a terminal.",
    "[NEW]": "New name; prompted for on a terminal.",
    "PROFILE": "Name of the profile.",
    "[PROFILE]": "Name of the profile.",
    "PROFILE...": "Names of the profiles; picked from a list on a terminal.",
    "[PROFILE]...": "Names of the profiles.",
    "KEY [VALUE] [KEY VALUE]...": "Settings and their values; no VALUE for a secret.",
    "KEY...": "Names of the settings.",
    "[TEXT]": "Part of a name, account or kind.",
    "FILE": "File with access keys, or - for standard input.",
    "[PATH|PROFILE]...": "What to check.  [default: your two files]",
    "[RULE]": "Name of a rule.  [default: list all rules]",
    "[SHELL]": "bash, zsh, fish or powershell.  [default: the shell in $SHELL]",
    "[SET]": "Name of a change, or its beginning, from `awscred undo --list`.",
}
"""What each argument is, by how the usage line shows it."""


def columns() -> int:
    """How wide help is: the terminal, up to 80 columns; 80 if there is no terminal."""
    import shutil  # loaded only for help

    size = shutil.get_terminal_size((_MOST_COLUMNS, 24)).columns
    return max(_LEAST_COLUMNS, min(size, _MOST_COLUMNS))


class Formatter(click.HelpFormatter):
    """click's layout, in which variables, options and commands in backticks are never broken."""

    def __init__(
        self, indent_increment: int = 2, width: int | None = None, max_width: int | None = None
    ) -> None:
        super().__init__(indent_increment, width or columns() - 2, max_width)

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        usage = f"{prefix or 'Usage: '}{prog} {args}".rstrip()
        self.write(self._lines(usage, 0, 4) + "\n")

    def write_text(self, text: str) -> None:
        indent = self.current_indent
        paragraphs = (" ".join(part.split()) for part in text.split("\n\n"))
        shown = (self._lines(" " * indent + part, 0, indent) for part in paragraphs)
        self.write("\n\n".join(shown) + "\n")

    def write_dl(
        self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = _GAP
    ) -> None:
        rows = [*rows]
        indent = self.current_indent
        most = min(col_max, max(self.width // 2 - 8, 4))
        start = (
            indent + col_spacing + min(most, max((width(first) for first, _ in rows), default=0))
        )
        for first, second in rows:
            lead = " " * indent + self._term(first)
            fits = width(lead) + col_spacing <= start
            lead = lead.ljust(start) if fits else f"{lead}\n{' ' * start}"
            self.write(f"{lead}{self._lines(second, start, start)}".rstrip() + "\n")

    def _term(self, term: str) -> str:
        """An option with its values; if it is too long for a line, broken between the values."""
        if self.current_indent + width(term) <= self.width:
            return term
        indent = self.current_indent
        lines = wrapped(term.replace("|", "| "), indent, indent + 4, self.width)
        return "\n".join(lines).replace("| ", "|")

    def _lines(self, text: str, start: int, indent: int) -> str:
        return "\n".join(wrapped(text, start, indent, self.width))
