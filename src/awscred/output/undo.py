"""Backup sets as rows and JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timezone
from typing import TYPE_CHECKING

from awscred.output import SCHEMA
from awscred.output.document import to_json
from awscred.output.names import Names
from awscred.output.paths import short_path
from awscred.output.safe import Shown, escape
from awscred.output.table import Column
from awscred.output.times import iso_time

if TYPE_CHECKING:
    from awscred.store.backups import Set

COLUMNS = (
    Column("Set", whole=True),
    Column("Time", gives=3),
    Column("Command"),
    Column("Profiles", gives=2),
    Column("Files", gives=1),
    Column("State"),
)


def row(one: Set, time: str, names: Names) -> tuple[str, ...]:
    """A set as cells: its name, the time as given, the command, its profiles, the files, and the
    state: "done" (`undo` undoes it) or "undone" (`redo` reapplies it)."""
    paths = ", ".join(kept.path for kept in one.files)
    profiles = Shown(", ".join(map(names, one.profiles)) or "-")
    return tuple(map(escape, (one.name, time, one.command, profiles, paths, _state(one))))


def table_rows(sets: Sequence[Set], rows: Sequence[Sequence[str]]) -> list[list[tuple[str, str]]]:
    """Rows of `row` as cells of a table: names are as short as `undo` accepts them, paths begin
    with `~`, and the states are left out if nothing is undone."""
    counts = Counter(map(_second, sets))
    undone = any(one.undone for one in sets)
    return [
        [
            (cell, "")
            for cell in (
                _second(one) if counts[_second(one)] == 1 else name,
                *cells,
                escape(", ".join(short_path(kept.path) for kept in one.files)),
                state if undone else "",
            )
        ]
        for one, (name, *cells, _, state) in zip(sets, rows, strict=True)
    ]


def _second(one: Set) -> str:
    """The beginning of a set's name, without its nanoseconds."""
    return one.name.partition("-")[0]


def as_json(found: Sequence[Set], names: Names) -> str:
    """The `undo --list` document."""
    rows = [
        {
            "set": one.name,
            "time": iso_time(datetime.fromtimestamp(one.time, timezone.utc)),
            "command": one.command,
            "profiles": list(one.profiles),
            "files": [kept.path for kept in one.files],
            "state": _state(one),
        }
        for one in found
    ]
    return to_json({"schema": SCHEMA, "sets": rows}, names)


def _state(one: Set) -> str:
    return "undone" if one.undone else "done"
