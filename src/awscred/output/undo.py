"""Backup sets as rows and JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from awscred.output import SCHEMA
from awscred.output.safe import escape

if TYPE_CHECKING:
    from awscred.store.backups import Set

HEADER = ("Set", "Time", "Command", "Profiles", "Files")


def row(one: Set, time: str) -> tuple[str, ...]:
    """A set as cells: its name, the time as given, the command, its profiles, and the files."""
    paths = ", ".join(kept.path for kept in one.files)
    cells = (one.name, time, one.command, ", ".join(one.profiles) or "-", paths)
    return tuple(map(escape, cells))


def as_json(found: Sequence[Set]) -> str:
    """The `undo --list` document; times in seconds since 1970."""
    import json

    rows = [
        {
            "set": one.name,
            "time": one.time,
            "command": one.command,
            "profiles": list(one.profiles),
            "files": [kept.path for kept in one.files],
        }
        for one in found
    ]
    return json.dumps({"schema": SCHEMA, "sets": rows}, indent=2) + "\n"
