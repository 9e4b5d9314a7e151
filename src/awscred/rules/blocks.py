"""Blocks: settings with nested settings below them, indented or not."""

from __future__ import annotations

import re
from collections.abc import Iterable

from awscred.ini import COMMENT, EMPTY, SETTING, Line, Section
from awscred.settings import KNOWN, NESTED
from awscred.tools import Asked, load

SERVICES = "services"
"""The block of NESTED that represents any service ID."""
_VERSIONS = "api_versions"
_is_version = re.compile(r"\d{4}-\d{2}-\d{2}").fullmatch


def block_of(section: Section, key: str) -> str | None:
    """The name in NESTED of the block that a setting begins; None if it does not begin one."""
    if (section.header or "").startswith(f"{SERVICES} "):
        return SERVICES if key.lower() not in KNOWN or key.lower() in NESTED else None
    key = key.lower()
    return key if key in NESTED and key != SERVICES else None


def tools_stopping(asked: Asked, block: str) -> tuple[str, ...]:
    """The tools that fail if a block has its own value, even an empty one."""
    if block == SERVICES:
        return tuple(tool for tool in asked if load(tool).HABITS.blocks)
    return tuple(tool for tool in asked if block in load(tool).HABITS.blocks)


def lines_below(block: str, following: Iterable[Line]) -> int:
    """How many lines after the first line of a block are its settings without indentation.

    They are if at least one of them has no meaning anywhere else.
    """
    count, is_certain = 0, False
    for number, row in enumerate(following, 1):
        if row.role in (COMMENT, EMPTY):
            continue
        if row.role != SETTING or row.setting is None:
            break
        key = row.setting.key.lower()
        if block == _VERSIONS:
            belongs = key not in KNOWN and _is_version(row.setting.value) is not None
        else:
            belongs = key in NESTED[block]
        if not belongs:
            break
        is_certain = is_certain or block == SERVICES or key not in KNOWN
        count = number
    return count if is_certain else 0
