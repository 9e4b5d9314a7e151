"""Whether tools read the same settings: brings their readings into one form and compares them.

Each tool presents a nested block in its own way (`Habits.nested`): as settings of the profile
itself, as `s3.key`, as lines of text, or as a block. This does not count as a disagreement, unless
a tool reads a nested setting as one of the profile's own.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple, TypeAlias, TypeVar

from awscred.settings import KNOWN
from awscred.tools import load, tools_reading
from awscred.tools.reading import Reading, Settings, Value
from awscred.tools.tool import BLOCK, DOTTED, FLAT

PERSON = "person"
"""The reader of what is meant, listed among the tools. Its nested settings are a block."""


class Difference(NamedTuple):
    """A disagreement: groups of tools that agree, each as (what they read, the tools).

    `key` is a setting, or "" for the profile itself. None means that a tool does not see the
    setting or the profile.
    """

    key: str
    groups: list[tuple[Value | None, list[str]]]


def compare(settings: Mapping[str, Settings | None]) -> list[Difference]:
    """What tools read differently. `settings` has each tool's, or None if it sees no such
    profile."""
    found = list(settings.values())
    if not found or found.count(found[0]) == len(found):  # almost always
        return []
    if None in found:
        there: dict[str, Value | None] = {
            tool: None if item is None else "" for tool, item in settings.items()
        }
        return [Difference("", group(there))]
    seen = {tool: item for tool, item in settings.items() if item is not None}
    blocks = _blocks(seen)
    alike = {tool: _in_one_form(tool, item, blocks) for tool, item in seen.items()}
    flat = [tool for tool in alike if _presents(tool) == FLAT]
    own = {key for tool, item in alike.items() if tool not in flat for key in item}
    for tool in flat:
        alike[tool] = _without_nested(tool, alike[tool], blocks, own)
    differences = []
    for key in dict.fromkeys(key for item in alike.values() for key in item):
        values: dict[str, Value | None] = {
            tool: item.get(key)
            for tool, item in alike.items()
            if tool not in flat or key not in blocks or key in item
        }
        groups = group(values)
        if len(groups) > 1:
            differences.append(Difference(key, groups))
    return differences


def unread_by(
    name: str, key: str, readings: Mapping[str, Reading], kind: str = "profile"
) -> tuple[str, ...]:
    """The tools that accept the files, but do not find this setting in the section of this type and
    name."""
    return tuple(
        tool
        for tool, reading in readings.items()
        if reading.error is None and key not in reading.named(kind).get(name, ())
    )


_Read = TypeVar("_Read")


def group(read: Mapping[str, _Read]) -> list[tuple[_Read, list[str]]]:
    """Each value that is read, with the tools that read it, in the order of the tools."""
    groups: list[tuple[_Read, list[str]]] = []
    for tool, value in read.items():
        for known, tools in groups:
            if known == value:
                tools.append(tool)
                break
        else:
            groups.append((value, [tool]))
    return groups


_Blocks: TypeAlias = Mapping[str, Collection[str]]


def _blocks(settings: Mapping[str, Settings]) -> _Blocks:
    """The keys of every nested block, in lower case, by the key above the block."""
    dotted = {tool for tool in settings if _presents(tool) == DOTTED}
    others = {key for tool, found in settings.items() if tool not in dotted for key in found}
    blocks: dict[str, set[str]] = {}
    for tool, found in settings.items():
        for key, value in found.items():
            above, dot, below = key.partition(".")
            if tool in dotted and dot and key.lower() not in others:
                blocks.setdefault(above, set()).add(below.lower())
            elif block := as_block(value):
                blocks.setdefault(key, set()).update(map(str.lower, block))
    return blocks


def as_block(value: Value) -> Mapping[str, str] | None:
    """A nested block as a mapping, from a mapping or from lines of text; None for a plain value."""
    if not isinstance(value, str):
        return value
    if not value.startswith("\n"):
        return None
    pairs = (line.partition("=") for line in value[1:].split("\n"))
    return {key.strip(): text.strip() for key, _, text in pairs}


def _in_one_form(tool: str, settings: Settings, blocks: _Blocks) -> Settings:
    """A tool's settings with nested blocks as mappings."""
    if _presents(tool) == DOTTED:
        return _from_dotted(settings, blocks)
    return {key: as_block(value) or value for key, value in settings.items()}


def _without_nested(
    tool: str, settings: Settings, blocks: _Blocks, own: Collection[str]
) -> Settings:
    """A tool's settings without nested ones, for a tool that does not mark them as nested.

    The setting above a block, which is empty to such a tool, is also left out. Another setting
    stays if tools that keep blocks apart see it as the profile's own, or if this tool
    reads a setting of that name.
    """
    below = {key for keys in blocks.values() for key in keys if not _is_for(tool, key)}
    return {
        key: value
        for key, value in settings.items()
        if (value or key not in blocks) and (key in own or key not in below)
    }


def _is_for(tool: str, key: str) -> bool:
    return key in KNOWN and tool in tools_reading((tool,), key)


def _presents(tool: str) -> str:
    """How a tool presents a nested block."""
    return BLOCK if tool == PERSON else load(tool).HABITS.nested


def _from_dotted(settings: Settings, blocks: _Blocks) -> Settings:
    found: dict[str, Value] = {}
    nested: dict[str, dict[str, str]] = {}
    for key, value in settings.items():
        above, dot, below = key.partition(".")
        if dot and above in blocks and isinstance(value, str):
            nested.setdefault(above, {})[below] = value
        else:
            found[key] = value
    return {**found, **nested}
