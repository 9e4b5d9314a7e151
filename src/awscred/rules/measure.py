"""Measures which tools misread a few lines, by running the readers of the tools that are asked.

A rule gives the lines as they are written, and the same lines as they are intended, in a form that
every tool reads the same way. The lines are in separate files, with stand-ins for names and values,
so that no other problem of the user's files matters, and lines of the same shape are read once:

    >>> asked = ("toolkit", "cli", "js", "go", "rust")
    >>> misread_by(asked, section("config", "region: a"), section("config", "region = a"))
    ('toolkit', 'js', 'rust')
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple, TypeAlias

from awscred.ini import Document, Section
from awscred.ini.document import NOT_UTF8
from awscred.profiles import CONFIG, Files, session_values
from awscred.tools import TOOLS, Asked, Row, read
from awscred.tools.agreement import PERSON, compare
from awscred.tools.reading import Reading, Settings, Value, Verdict

_MOST_KEPT = 2048
"""Shapes kept in memory: real files have a few; hostile files must not fill the memory."""

FIRST = "x = 1"
"""A setting in every section, because some tools do not see an empty section."""


_Tools: TypeAlias = tuple[tuple[str, Row], ...]
"""Items of TOOLS, as part of a cache key: a tool may be registered at any time."""


class Lines(NamedTuple):
    """The text of a config and a credentials file with only a few lines to measure."""

    config: str = ""
    credentials: str = ""

    def __repr__(self) -> str:  # the shape of a line may still be private
        return "<Lines>"


def in_file(file: str, *lines: str) -> Lines:
    """Lines in one of the two files; the other file is empty."""
    text = "".join(f"{line}\n" for line in lines)
    return Lines(text, "") if file == CONFIG else Lines("", text)


def profile(file: str, *lines: str) -> Lines:
    """The section of a profile: its header and these lines."""
    return in_file(file, header(file), *lines)


def section(file: str, *lines: str) -> Lines:
    """The section of a profile with a setting above these lines."""
    return profile(file, FIRST, *lines)


def setting(file: str, line: str, *, nested: bool) -> Lines:
    """The section of a profile with a setting, in a block with another one if `nested`."""
    return section(file, "z =", "  a = 1", f"  {line}") if nested else section(file, line)


def header(file: str, name: str = "p") -> str:
    """The header of a profile."""
    return f"[profile {name}]" if file == CONFIG else f"[{name}]"


def shape(text: str) -> str:
    """Text with everything folded that no tool looks at: words and repetitions."""
    return squeezed(re.sub(rf"(?:\w|{NOT_UTF8})+", "a", text))


def squeezed(text: str) -> str:
    """Text in which no character occurs more than twice in a row."""
    return re.sub(r"(?s)(.)\1{2,}", r"\1\1", text)


def readers(asked: Asked, written: Lines, meant: Lines) -> tuple[str, ...]:
    """The tools that read `written` exactly as a person reads `meant`.

    Their own readings of `written` and `meant` are also the same, unless they refuse `meant`.
    """
    return _readers(_rows(asked), written, meant)


def misread_by(asked: Asked, written: Lines, meant: Lines) -> tuple[str, ...]:
    """The tools that refuse `written`, or read a different profile, setting or value."""
    right = readers(asked, written, meant)
    return tuple(tool for tool in asked if tool not in right)


def refusing(asked: Asked, written: Lines) -> tuple[str, ...]:
    """The tools that refuse files with these lines."""
    return tuple(
        tool for tool, found in readings(asked, written).items() if found.error is not None
    )


def readings(asked: Asked, written: Lines) -> Mapping[str, Reading]:
    """How each tool reads the lines."""
    return _readings(_rows(asked), written)


def verdicts(asked: Asked, written: Lines, profile: str = "p") -> dict[str, Verdict]:
    """By tool, the verdict on a profile of the lines, if the tool sees the profile."""
    found = readings(asked, written).items()
    return {tool: each.verdicts[profile] for tool, each in found if profile in each.verdicts}


def _rows(asked: Asked) -> _Tools:
    return tuple([(tool, TOOLS[tool]) for tool in asked])


@lru_cache(_MOST_KEPT)
def _readings(tools: _Tools, written: Lines) -> Mapping[str, Reading]:
    config, credentials = map(Document, written)
    return {tool: read(tool, config, credentials) for tool, _ in tools}


@lru_cache(_MOST_KEPT)
def _readers(tools: _Tools, written: Lines, meant: Lines) -> tuple[str, ...]:
    profiles, sessions = _meaning(meant)
    as_meant = _readings(tools, meant)
    return tuple(
        tool
        for tool, found in _readings(tools, written).items()
        if found.error is None
        and _is_as_meant(found, as_meant[tool])
        and _is_same(tool, found.profiles, profiles)
        and _is_same(tool, found.sessions, sessions)
    )


def _is_as_meant(found: Reading, meant: Reading) -> bool:
    """Whether a tool reads the lines like the intended ones, unless it refuses those.

    This includes differences in nested settings, which `compare` ignores.
    """
    return meant.error is not None or (found.profiles, found.sessions) == (
        meant.profiles,
        meant.sessions,
    )


def _is_same(tool: str, read: Mapping[str, Settings], meant: Mapping[str, Settings]) -> bool:
    """Whether a tool reads sections, by name, as intended."""
    return read.keys() == meant.keys() and not any(
        compare({PERSON: meant[name], tool: read[name]}) for name in meant
    )


@lru_cache(_MOST_KEPT)
def _meaning(meant: Lines) -> tuple[Mapping[str, Settings], Mapping[str, Settings]]:
    """The profiles and the sso-sessions that a person sees in lines."""
    files = Files(Document(meant.config), Document(meant.credentials))
    profiles = {
        name: {key: value for _, part in profile.sections for key, value in _settings(part)}
        for name, profile in files.profiles.items()
    }
    named = files.sso_sessions.items()
    return profiles, {name: session_values(sections) for name, sections in named}


def _settings(part: Section) -> Iterator[tuple[str, Value]]:
    """The settings of a section; a setting with nested settings has them as its value."""
    for setting in part.settings:
        block = {below.key.lower(): below.value for below in setting.nested}
        yield setting.key.lower(), block or setting.value
