"""Words and numbers in a sentence: all words, or the first few and how many more."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

_MOST_NAMED = 3
"""Names that a sentence lists before it counts the rest."""


def listed(words: Iterable[str], conjunction: str = "and") -> str:
    """At least one word: "a", "a and b", "a, b and c"."""
    *most, last = words
    return f"{', '.join(most)} {conjunction} {last}" if most else last


def name_some(names: Sequence[str]) -> str:
    """At least one name: "a", "a and b", "a, b and c", "a, b, c and 4 more"."""
    if len(names) <= _MOST_NAMED + 1:
        return listed(names)
    return listed((*names[:_MOST_NAMED], f"{len(names) - _MOST_NAMED} more"))


def counted(number: int, noun: str) -> str:
    """A number of things: "1 profile", "2,000 profiles"."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
