"""Chains of profiles, each of which names the next: where a chain ends, and its path."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

LONGEST_CHAIN = 20
"""The most names in the path of a chain; the rest is left out."""
_MOST_CHARACTERS = 10_000


class End(NamedTuple):
    """How a chain of profiles ends: `at` the last profile, a `missing` one, or in a `circle`."""

    at: str
    missing: bool = False
    circle: bool = False


def chain_ends(
    names: Iterable[str], profiles: Mapping[str, object], following: Callable[[str], str | None]
) -> dict[str, End]:
    """The ends of the chains that begin at these names, all found in one walk.

    `following` returns the name after a profile, or None if the chain ends there. If a chain leads
    into a circle, `at` is one of the profiles on the circle.
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
    """The names on the chain from a profile, up to and including the first unknown or repeated one.

    After LONGEST_CHAIN names, or about as many characters as on a few pages, the rest is replaced
    by "...".
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
