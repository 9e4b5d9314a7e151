"""Finds the name that a misspelled one most likely means."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable

_MOST_GUESSES = 20
"""The most missing names to guess, because guessing is slow."""
_MOST_NAMES = 1000
"""The most names to compare a misspelled one with, which takes about 10 ms."""


def closest(name: str, names: Iterable[str], likeness: float) -> str | None:
    """The name most similar to this one; None if none reaches that likeness (0 to 1)."""
    likely = _closest(name, names, likeness, 1)
    return likely[0] if likely else None


def _closest(name: str, names: Iterable[str], likeness: float, most: int) -> list[str]:
    from difflib import get_close_matches  # 3 ms, needed only if something is misspelled

    return get_close_matches(name, list(names), most, likeness)


def closest_ones(name: str, names: Iterable[str], likeness: float) -> list[str]:
    """The names equally similar to this one, at most three; empty if none reaches that likeness."""
    from difflib import SequenceMatcher

    found = _closest(name, names, likeness, 3)
    likenesses = [SequenceMatcher(None, other, name).ratio() for other in found]
    return [other for other, its in zip(found, likenesses, strict=True) if its == likenesses[0]]


def likely_name(name: str, names: Collection[str]) -> str | None:
    """The name that a misspelled one most likely means; None if none resembles it.

    Very long names, and very many names, are not compared, because that is slow.
    """
    if len(name) > 64 or len(names) > _MOST_NAMES:
        return None
    return closest(name, names, 0.75)


def did_you_mean(name: str, known: Iterable[str], otherwise: str, most: int = 1) -> str:
    """The hint for an unknown name: up to `most` names that it resembles, or where to look."""
    *others, last = _closest(name, known, 0.6, most) or [""]
    likely = f"{', '.join(others)} or {last}" if others else last
    return f"did you mean {likely}?" if likely else otherwise


class Questions:
    """What messages ask about names that do not exist: `: did you mean prod?`, or nothing.

    `guess` returns the likely name for a misspelled one. Only the first few names are guessed.
    """

    def __init__(self, guess: Callable[[str], str | None]) -> None:
        self._guess = guess
        self._guesses: dict[str, str | None] = {}

    def about(self, name: str) -> str:
        if name not in self._guesses and len(self._guesses) < _MOST_GUESSES:
            self._guesses[name] = self._guess(name)
        likely = self._guesses.get(name)
        return f": did you mean {likely}?" if likely else ""
