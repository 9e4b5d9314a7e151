"""What a tool makes of a row, found from how its reader reads the example."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from awscred.profiles import Profile
from awscred.settings import KNOWN, redact_words
from awscred.tools import load, may_read, read
from awscred.tools.agreement import PERSON, compare
from awscred.tools.reading import Reading, Settings, Value
from tests.compatibility.row import Row

READ, MISREAD, IGNORED, REFUSED = "read", "misread", "ignored", "refused"

WORDS = {
    READ: "The tool reads what the writer means.",
    MISREAD: "The tool accepts it, but reads another value, another profile or other credentials.",
    IGNORED: "The tool skips it silently, or does not have this feature.",
    REFUSED: "The tool reports an error, and uses neither the files nor the profile.",
}
"""What a cell may say, and what it means."""

_USED = {
    "static": "the keys without a session token",
    "temporary": "the keys with a session token",
    "role": "the role of a source profile",
    "sso": "SSO",
    "process": "the credential process",
    "web-identity": "the web identity",
    "login": "the login session",
    "source": "the credential source itself",
    None: "no credentials of the profile",
}


class Cell(NamedTuple):
    """What a tool makes of a row: one of WORDS, and how.

    `notes` are verbs and what follows: "reads `region` as `a # b`". `lacks` is the setting that the
    tool does not have, if this is the only reason; otherwise None.
    """

    word: str
    notes: tuple[str, ...] = ()
    lacks: str | None = None


def cell(row: Row, tool: str) -> Cell:
    """What a tool makes of a row."""
    files = row.files
    return judged(row, tool, read(tool, files.config, files.credentials))


def judged(row: Row, tool: str, reading: Reading) -> Cell:
    """What a tool makes of a row, if this is how it reads the example."""
    if reading.error is not None:
        return Cell(REFUSED, (f"refuses both files: {_quoted(reading.error.message)}",))
    found = [*_readings(row, tool, reading)]
    outcomes = [*_outcomes(row, tool, reading)]
    faults = found + outcomes
    if not faults:
        return Cell(READ)
    for word in (REFUSED, MISREAD, IGNORED):
        if any(fault.word == word for fault in faults):
            notes = dict.fromkeys(note for fault in faults for note in fault.notes)
            lacks = None if any(not fault.lacks for fault in faults) else faults[0].lacks
            return Cell(word, (*notes,), lacks)
    raise AssertionError("a fault has one of the words")


def _readings(row: Row, tool: str, reading: Reading) -> Iterator[Cell]:
    """How what a tool reads differs from what is meant."""
    yield from _sections(tool, "profile", row.profiles, reading.profiles)
    types = load(tool).HABITS.types
    for kind, meant, found in (
        ("sso-session", row.sessions, reading.sessions),
        ("services", row.services, reading.services),
    ):
        if kind in types:
            yield from _sections(tool, kind, meant, found)
    # What some tools call the other sections is not the name of a profile.
    others = {f"sso-session {name}" for name in row.sessions}
    others |= {f"services {name}" for name in row.services}
    for name, settings in reading.profiles.items():
        if name not in row.profiles and name not in others and not KNOWN.keys().isdisjoint(settings):
            yield Cell(MISREAD, (f"reads a profile {_code(name)}",))


def _sections(
    tool: str, kind: str, meant: Mapping[str, Settings], found: Mapping[str, Settings]
) -> Iterator[Cell]:
    for name, wanted in meant.items():
        useful = [key for key in wanted if _may_read(tool, key)]
        if wanted and not useful and kind == "profile":
            lacked = next(iter(wanted))
            yield Cell(IGNORED, (f"does not have the setting {_code(lacked)}",), lacked)
        elif name not in found:
            if useful or not wanted:
                yield Cell(IGNORED, (f"does not see the {kind} {_code(name)}",))
        else:
            yield from _settings(tool, wanted, found[name])


def _settings(tool: str, wanted: Settings, found: Settings) -> Iterator[Cell]:
    for difference in compare({PERSON: wanted, tool: found}):
        key = difference.key
        if not _may_read(tool, key):
            continue
        values: dict[str, Value | None] = {
            reader: value for value, readers in difference.groups for reader in readers
        }
        if values[tool] is None:
            yield Cell(IGNORED, (f"does not see {_code(key)}",))
        elif values[PERSON] is not None:
            yield Cell(MISREAD, (f"reads {_code(key)} as {_shown(values[tool])}",))
        elif key in KNOWN:
            yield Cell(MISREAD, (f"also reads {_code(key)} as {_shown(values[tool])}",))


def _may_read(tool: str, key: str) -> bool:
    return key not in KNOWN or tool in may_read((tool,), key)


def _outcomes(row: Row, tool: str, reading: Reading) -> Iterator[Cell]:
    """How the credentials that a tool uses differ from those that are meant."""
    for name, settings in row.profiles.items():
        meant = row.kinds.get(name) or _kind(settings)
        verdict = reading.verdicts.get(name)
        if meant == "none" or verdict is None:
            continue
        lack = () if verdict.lacks is None else (f"does not support {_code(verdict.lacks)}",)
        if not verdict.accepted:
            said = f"refuses the profile {_code(name)}: {_quoted(verdict.reason or '')}"
            yield Cell(REFUSED, (*lack, said), verdict.lacks)
        elif verdict.kind != meant:
            yield Cell(MISREAD, (*lack, f"uses {_USED[verdict.kind]}"), verdict.lacks)


def _kind(settings: Settings) -> str:
    """The kind of credentials that settings mean to a person."""
    profile = Profile("")
    profile.settings = {key: value for key, value in settings.items() if isinstance(value, str)}
    return profile.kind


def _quoted(message: str) -> str:
    return f"“{redact_words(message)}”"


def _shown(value: Value | None) -> str:
    if not value:
        return "nothing"
    if isinstance(value, str):
        return _code(value)
    return "a block with " + ", ".join(_code(f"{key} = {text}") for key, text in value.items())


def _code(text: str) -> str:
    """Text as Markdown shows it, with signs for what cannot be seen."""
    from tests.compatibility.signs import visible

    return f"`{visible(text)}`"
