"""What tools drop of a profile that is in both files, asked of their readers."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from awscred.profiles import CONFIG, CREDENTIALS
from awscred.rules.measure import FIRST, Lines, header, in_file, readings
from awscred.settings import CREDENTIAL_KEYS, KNOWN
from awscred.tools import TOOLS

UNKNOWN = "x-unknown"
"""Stands for every setting that is not in the catalogue."""

_PAIR = CREDENTIAL_KEYS[:2]  # tools want both from one file, see credentials-split
_KEYS = tuple(key for key in (*KNOWN, UNKNOWN) if key not in _PAIR)


def dropped() -> Mapping[str, tuple[str, ...]]:
    """Each setting that tools drop in credentials if config has the profile too, and those tools.

    They read it if config does not have the profile. A session token is among them for the case
    that credentials has no access key.
    """
    return _dropped(tuple(TOOLS))


@lru_cache(1)
def _dropped(tools: tuple[str, ...]) -> Mapping[str, tuple[str, ...]]:
    alone = in_file(CREDENTIALS, header(CREDENTIALS), *(f"{key} = 1" for key in _KEYS))
    beside = Lines(in_file(CONFIG, header(CONFIG), FIRST).config, alone.credentials)
    lost = {tool: _keys(alone, tool) - _keys(beside, tool) for tool in tools}
    by_key = {key: tuple(tool for tool in tools if key in lost[tool]) for key in _KEYS}
    return {key: dropping for key, dropping in by_key.items() if dropping}


def _keys(lines: Lines, tool: str) -> set[str]:
    """The settings that a tool reads of the profile in those lines."""
    return set(readings(lines)[tool].profiles.get("p", ()))
