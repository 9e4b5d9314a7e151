"""Which name among others a misspelt one most likely means."""

from __future__ import annotations

from collections.abc import Collection

MOST_GUESSES = 20
"""Missing names that a likely one is sought for, as that takes its time."""
_MOST_NAMES = 1000
"""Names that a misspelt one is held against, as that takes some 10 ms already."""


def likely_name(name: str, names: Collection[str]) -> str | None:
    """The name among others that a misspelt one most likely means, None where nothing is like it.

    A message says it of the first few misspelt names only: it takes its time.
    """
    if len(name) > 64 or len(names) > _MOST_NAMES:
        return None
    import difflib  # needed only where something is misspelt

    likely = difflib.get_close_matches(name, names, 1, 0.75)
    return likely[0] if likely else None
