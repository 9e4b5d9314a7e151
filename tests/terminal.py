"""awscred at a terminal, as a person uses it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pexpect


@contextmanager
def terminal(*args: str) -> Iterator[pexpect.spawn]:
    """Run awscred on a terminal of its own."""
    child = pexpect.spawn(
        sys.executable, ["-m", "awscred", *args], encoding="utf-8", timeout=20, dimensions=(24, 100)
    )
    try:
        yield child
    finally:
        child.close(force=True)


def end(child: pexpect.spawn) -> tuple[int, str]:
    """The exit code, and what was shown since the last expectation."""
    child.expect(pexpect.EOF)
    child.close()
    return child.exitstatus, child.before
