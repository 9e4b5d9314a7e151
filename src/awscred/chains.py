"""Chains of profiles, each of which names the next: where they end, and how to say so."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

LONGEST_CHAIN = 20
"""Hops of a chain of profiles that a reason spells out; beyond, its middle is left out."""
_MOST_CHARACTERS = 10_000


class End(NamedTuple):
    """How a chain of profiles ends: `at` the last profile, a `missing` one, or in a `circle`."""

    at: str
    missing: bool = False
    circle: bool = False


def chain_ends(
    names: Iterable[str], profiles: Mapping[str, object], following: Callable[[str], str | None]
) -> dict[str, End]:
    """How the chain from each name on ends, all of them in one walk.

    `following` tells the name after a profile, None if the chain ends there. A circle is
    met by every chain that leads into it, `at` being one of the profiles on it.
    """
    ends: dict[str, End] = {}
    for name in names:
        path: dict[str, None] = {}
        at = name
        while at not in ends:
            if at in path:
                ends[at] = End(at, circle=True)
            elif at not in profiles:
                ends[at] = End(at, missing=True)
            else:
                path[at] = None
                after = following(at)
                if after is not None:
                    at = after
                    continue
                ends[at] = End(at)
        ends.update(dict.fromkeys(path, ends[at]))
    return ends


def chain_path(
    name: str, profiles: Mapping[str, object], following: Callable[[str], str | None]
) -> list[str]:
    """The names on the chain from a profile on, up to the first unknown or repeated one (included).

    Cut behind LONGEST_CHAIN names, or as many characters as a few pages have, the last one then
    being "...".
    """
    path = {name: None}
    length = len(name)
    at = following(name) if name in profiles else None
    while at is not None and at in profiles and at not in path:
        length += len(at)
        if len(path) >= LONGEST_CHAIN or length > _MOST_CHARACTERS:
            return [*path, "..."]
        path[at] = None
        at = following(at)
    return [*path] if at is None else [*path, at]
