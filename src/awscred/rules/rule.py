"""What every rule is made of, and what it may look at."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from awscred.findings import Finding
from awscred.profiles import Files
from awscred.readers.reading import Reading


class Context(NamedTuple):
    """What a rule may look at: the files, and what each tool reads in them."""

    files: Files
    readings: dict[str, Reading]


class Bad(NamedTuple):
    """An example that a rule objects to, and where: (file, line, a part of the message)."""

    config: str
    credentials: str
    expected: tuple[tuple[str, int, str], ...]


class Good(NamedTuple):
    """An example that a rule has nothing to say about."""

    config: str
    credentials: str


class Rule(NamedTuple):
    """A rule: its name, its page, its check, and the examples that are its tests.

    `doc` is the module's docstring, under fixed headings: what it does, why it matters, example,
    use instead, fix safety. `check` yields the findings, in any order.
    """

    id: str
    doc: str
    check: Callable[[Context], Iterator[Finding]]
    bad: tuple[Bad, ...]
    good: tuple[Good, ...]
