"""Settings that tools drop from a profile in both files, measured with their readers."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from awscred.profiles import CONFIG, CREDENTIALS
from awscred.rules.measure import FIRST, Lines, header, in_file, readings
from awscred.settings import CREDENTIAL_KEYS, KNOWN
from awscred.tools import Asked, may_read

_PAIR = CREDENTIAL_KEYS[:2]  # tools need both from one file, see credentials-split
_KEYS = tuple(key for key in KNOWN if key not in _PAIR)
_MOST_SETS = 64
"""Sets of tools whose answers are kept in memory."""


@lru_cache(_MOST_SETS)
def dropped(asked: Asked) -> Mapping[str, tuple[str, ...]]:
    """Each setting that tools drop from credentials if config also has the profile, and the tools.

    Without the profile in config, these tools read and use the setting. The session token is
    included, for profiles without an access key in credentials.
    """
    alone = in_file(CREDENTIALS, header(CREDENTIALS), *(f"{key} = 1" for key in _KEYS))
    beside = Lines(in_file(CONFIG, header(CONFIG), FIRST).config, alone.credentials)
    lost = {tool: _keys(asked, alone, tool) - _keys(asked, beside, tool) for tool in asked}
    by_key = {
        key: tuple(tool for tool in may_read(asked, key) if key in lost[tool]) for key in _KEYS
    }
    return {key: dropping for key, dropping in by_key.items() if dropping}


def _keys(asked: Asked, lines: Lines, tool: str) -> set[str]:
    """The settings that a tool reads of the profile in those lines."""
    return set(readings(asked, lines)[tool].profiles.get("p", ()))
