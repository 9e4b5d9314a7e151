"""awscred at a terminal, as a person uses it."""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pexpect


@contextmanager
def terminal(*args: str, columns: int = 100) -> Iterator[pexpect.spawn]:
    """Run awscred on a terminal of its own. What it shows is also logged, for `screen`."""
    child = pexpect.spawn(
        sys.executable,
        ["-m", "awscred", *args],
        encoding="utf-8",
        timeout=20,
        dimensions=(24, columns),
    )
    child.logfile_read = io.StringIO()
    try:
        yield child
    finally:
        child.close(force=True)


def end(child: pexpect.spawn) -> tuple[int, str]:
    """The exit code, and what was shown since the last expectation."""
    child.expect(pexpect.EOF)
    child.close()
    return child.exitstatus, child.before


_ERASE = "\x1b[K"
_PIECE = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|.", re.DOTALL)


def screen(shown: str, columns: int) -> list[str]:
    """The lines on a terminal that has shown a text: lines wrap, "\\r" and erasing are obeyed."""
    lines = [""]
    at = 0
    for piece in _PIECE.findall(shown):
        if piece == "\n":
            lines.append("")
        elif piece == "\r":
            at = 0
        elif piece == _ERASE:
            lines[-1] = lines[-1][:at]
        elif not piece.startswith("\x1b"):
            if at == columns:
                lines.append("")
                at = 0
            lines[-1] = lines[-1][:at].ljust(at) + piece + lines[-1][at + 1 :]
            at += 1
    return [line.rstrip() for line in lines]
