"""Which tools do not read a few lines as they are meant, asked of the readers of all tools.

A rule gives lines as they are written, and the same lines as they are meant, in a form that
everybody reads alike. The lines are in files of their own, with stand-ins for names and values, so
that no other fault of the user's files matters, and lines of one shape are read once:

    >>> misread_by(section("config", "region: a"), section("config", "region = a"))
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
from awscred.tools import TOOLS, Row, read
from awscred.tools.agreement import PERSON, compare
from awscred.tools.reading import Reading, Settings, Value, Verdict

_MOST_KEPT = 2048
"""Shapes that are kept: real files have a handful, and a hostile one must not fill the memory."""

FIRST = "x = 1"
"""A setting that is in every section, as some tools do not see an empty one."""


_Tools: TypeAlias = tuple[tuple[str, Row], ...]
"""What TOOLS has, as it is part of what is kept: a tool may be registered at any time."""


class Lines(NamedTuple):
    """The text of a config and a credentials file with nothing but a few lines to measure."""

    config: str = ""
    credentials: str = ""

    def __repr__(self) -> str:  # a shape of a line is still somebody's
        return "<Lines>"


def in_file(file: str, *lines: str) -> Lines:
    """Lines of one of the two files, the other one being empty."""
    text = "".join(f"{line}\n" for line in lines)
    return Lines(text, "") if file == CONFIG else Lines("", text)


def profile(file: str, *lines: str) -> Lines:
    """The section of a profile: its header, and those lines."""
    return in_file(file, header(file), *lines)


def section(file: str, *lines: str) -> Lines:
    """The section of a profile with a setting above those lines."""
    return profile(file, FIRST, *lines)


def setting(file: str, line: str, *, nested: bool) -> Lines:
    """The section of a profile with that setting, be it in a block with another one."""
    return section(file, "z =", "  a = 1", f"  {line}") if nested else section(file, line)


def header(file: str, name: str = "p") -> str:
    """The header of a profile."""
    return f"[profile {name}]" if file == CONFIG else f"[{name}]"


def shape(text: str) -> str:
    """Text with what no tool looks at folded: words, and repetitions."""
    return squeezed(re.sub(rf"(?:\w|{NOT_UTF8})+", "a", text))


def squeezed(text: str) -> str:
    """Text with what is there more than twice in a row twice."""
    return re.sub(r"(?s)(.)\1{2,}", r"\1\1", text)


def readers(written: Lines, meant: Lines) -> tuple[str, ...]:
    """The tools that read lines as a person reads those that are meant, and nothing besides.

    They also read them as they read those that are meant, unless they refuse these.
    """
    return _readers(tuple(TOOLS.items()), written, meant)


def misread_by(written: Lines, meant: Lines) -> tuple[str, ...]:
    """The tools that refuse lines, or read another profile, setting or value than is meant."""
    right = readers(written, meant)
    return tuple(tool for tool in TOOLS if tool not in right)


def refusing(written: Lines) -> tuple[str, ...]:
    """The tools that refuse the files because of these lines."""
    return tuple(tool for tool, found in readings(written).items() if found.error is not None)


def readings(written: Lines) -> Mapping[str, Reading]:
    """What each tool makes of the lines."""
    return _readings(tuple(TOOLS.items()), written)


def verdicts(written: Lines, profile: str = "p") -> dict[str, Verdict]:
    """How each tool judges a profile of the lines, as far as it sees it."""
    found = readings(written).items()
    return {tool: each.verdicts[profile] for tool, each in found if profile in each.verdicts}


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
    """Whether a tool reads lines as those that are meant, unless it refuses these.

    Nested settings differ in ways that `compare` leaves to each tool.
    """
    return meant.error is not None or (found.profiles, found.sessions) == (
        meant.profiles,
        meant.sessions,
    )


def _is_same(tool: str, read: Mapping[str, Settings], meant: Mapping[str, Settings]) -> bool:
    """Whether a tool reads sections, by name, as they are meant."""
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
    """The settings of a section, those that others are nested below as a block."""
    for setting in part.settings:
        block = {below.key.lower(): below.value for below in setting.nested}
        yield setting.key.lower(), block or setting.value
