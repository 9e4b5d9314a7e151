"""Which tool has which setting, from the catalog of settings and from what is known of versions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from awscred.settings import KNOWN, Known
from awscred.tools import BOTO3, OWN, TOOLS, needed_version, tools_reading
from tests.compatibility.cells import IGNORED, READ, Cell


class Setting(NamedTuple):
    """A setting of the catalog: what each tool makes of it, and the versions that added it."""

    known: Known
    cells: Mapping[str, Cell]
    since: Mapping[str, str]


def settings() -> Iterator[Setting]:
    """The settings that at least one of the tools has, in the order of the catalog."""
    for name, known in KNOWN.items():
        having = tools_reading(tuple(TOOLS), name)
        if having:
            versions = {tool: needed_version(tool, [name]) for tool in having}
            since = {tool: version for tool, version in versions.items() if version is not None}
            yield Setting(known, {tool: _cell(known, tool, having) for tool in TOOLS}, since)


def _cell(known: Known, tool: str, having: tuple[str, ...]) -> Cell:
    if tool not in having:
        return Cell(IGNORED, ("does not have the setting",), known.name)
    if tool == OWN and not {OWN, "boto3"} <= {*known.tools}:
        return Cell(READ, (f"only {BOTO3}" if OWN not in known.tools else "only version 2",))
    return Cell(READ)
