"""What a tool makes of a row, found from how its reader reads the example."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from awscred import ini
from awscred.profiles import Profile
from awscred.sentences import listed
from awscred.settings import KNOWN
from awscred.tools import load, may_read, read
from awscred.tools.agreement import PERSON, compare
from awscred.tools.reading import Reading, Settings, Value
from tests.compatibility.row import Row
from tests.compatibility.signs import code, shortened

READ, MISREAD, IGNORED, REFUSED = "read", "misread", "ignored", "refused"

WORDS = {
    READ: "The tool reads what the writer means.",
    MISREAD: "The tool accepts it, but reads another value, another profile or other credentials.",
    IGNORED: "The tool skips it silently, or does not have this feature.",
    REFUSED: "The tool reports an error, and uses neither the files nor the profile.",
}
"""What a cell may say, and what it means."""

_SCOPE = "sso:account:access"
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

    `notes` are verbs and what follows, in Markdown: "reads `region` as `a # b`". `lacks` is the
    setting that the tool does not have, if this is the only reason for the word; otherwise None.
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
    faults = [*_readings(row, tool, reading), *_outcomes(row, tool, reading)]
    if not faults:
        return Cell(READ)
    word = next(
        word for word in (REFUSED, MISREAD, IGNORED) if word in {one.word for one in faults}
    )
    notes = dict.fromkeys(note for fault in faults for note in fault.notes)
    lacks = [fault.lacks for fault in faults if fault.word == word]
    return Cell(word, (*notes,), lacks[0] if all(lacks) else None)


def _readings(row: Row, tool: str, reading: Reading) -> Iterator[Cell]:
    """How what a tool reads differs from what is meant."""
    for name, meant in row.profiles.items():
        lacked = [key for key in meant if not _may_read(tool, key)]
        if lacked:
            yield Cell(IGNORED, (f"does not have {listed([*map(code, lacked)])}",), lacked[0])
        if name in reading.profiles:
            yield from _settings(tool, meant, reading.profiles[name])
        elif not meant or len(lacked) < len(meant):
            yield Cell(IGNORED, (f"does not see the profile {code(name)}",))
    for kind, sections in (("sso-session", row.sessions), ("services", row.services)):
        found = reading.named(kind)
        for name, meant in sections.items():
            if name in found:
                yield from _settings(tool, meant, found[name])
            elif _has(tool, kind) and any(_may_read(tool, key) for key in meant):
                yield Cell(IGNORED, (f"does not see the {kind} {code(name)}",))
    # Some tools read the other sections as profiles, which nobody uses.
    others = {f"sso-session {name}" for name in row.sessions}
    others |= {f"services {name}" for name in row.services}
    for name, settings in reading.profiles.items():
        if name not in {*row.profiles, *others} and not KNOWN.keys().isdisjoint(settings):
            yield Cell(MISREAD, (f"reads a profile {code(name)}",))


def _has(tool: str, kind: str) -> bool:
    """Whether a reader keeps the sections of a type, as far as it says."""
    plainest = ini.parse(f"[{kind} a]\ns3 =\n  endpoint_url = http://localhost\n")
    return bool(read(tool, plainest, ini.parse("")).named(kind))


def _settings(tool: str, meant: Settings, found: Settings) -> Iterator[Cell]:
    understood = {key: _understood(tool, key, value, meant) for key, value in found.items()}
    unseen = []
    for key, groups in compare({PERSON: meant, tool: understood}):
        values = {reader: value for value, readers in groups for reader in readers}
        if not _may_read(tool, key):
            continue
        if values[tool] is None:
            unseen.append(code(key))
        elif values[PERSON] is not None:
            yield Cell(MISREAD, (f"reads {code(key)} as {_shown(values[tool])}",))
        elif key in KNOWN:
            yield Cell(MISREAD, (f"also reads {code(key)} as {_shown(values[tool])}",))
    if unseen:
        yield Cell(IGNORED, (f"does not see {listed(unseen)}",))


def _understood(tool: str, key: str, value: Value, meant: Settings) -> Value:
    """A value as the tool understands it: a word in any case, or a number with leading zeros."""
    wanted, habits = meant.get(key), load(tool).HABITS
    if not isinstance(value, str) or not isinstance(wanted, str):
        return value
    if key in habits.any_case and value.lower() == wanted.lower():
        return wanted
    if re.fullmatch("[1-9][0-9]*", wanted) and re.fullmatch("0[0-7]+", value):
        return str(int(value, 8 if habits.octal else 10))
    return value


def _may_read(tool: str, key: str) -> bool:
    return key not in KNOWN or tool in may_read((tool,), key)


def _outcomes(row: Row, tool: str, reading: Reading) -> Iterator[Cell]:
    """How the credentials that a tool uses differ from those that are meant."""
    habits = load(tool).HABITS
    for name, settings in row.profiles.items():
        meant = row.kinds.get(name) or _kind(settings)
        verdict = reading.verdicts.get(name)
        if meant == "none" or verdict is None:
            continue
        lack = () if verdict.lacks is None else (f"does not support {code(verdict.lacks)}",)
        if not verdict.accepted:
            said = f"refuses the profile {code(name)}: {_quoted(verdict.reason or '')}"
            yield Cell(REFUSED, (*lack, said), verdict.lacks)
        elif row.needs_shell and not habits.shell:
            yield Cell(MISREAD, ("runs the command without a shell",))
        elif not habits.checks_sources and not _has_source(row, settings):
            yield Cell(MISREAD, ("accepts the role, and fails later",))
        elif not habits.adds_scope and not _has_scope(row, settings):
            yield Cell(REFUSED, (f"signs in without the scope {code(_SCOPE)}, and fails",))
        elif verdict.kind != meant:
            yield Cell(MISREAD, (*lack, f"uses {_USED[verdict.kind]}"), verdict.lacks)


def _has_source(row: Row, settings: Settings) -> bool:
    """Whether a profile is not a role, or the role has a source of credentials."""
    source = str(settings.get("source_profile"))
    return (
        _kind(settings) != "role"
        or "credential_source" in settings
        or _kind(row.profiles.get(source, {})) != "none"
    )


def _has_scope(row: Row, settings: Settings) -> bool:
    """Whether a profile has no sso-session, or one with the scope that AWS accounts need."""
    session = row.sessions.get(
        str(settings.get("sso_session")), {"sso_registration_scopes": _SCOPE}
    )
    return _SCOPE in str(session.get("sso_registration_scopes"))


def _kind(settings: Settings) -> str:
    """The kind of credentials that settings mean to a person."""
    profile = Profile("")
    profile.settings = {key: value for key, value in settings.items() if isinstance(value, str)}
    return profile.kind


def _quoted(message: str) -> str:
    return code(" ".join(message.split()))


def _shown(value: Value | None) -> str:
    if not value:
        return "nothing"
    if isinstance(value, str):
        return code(shortened(value))
    return f"a block with {listed([code(f'{key} = {text}') for key, text in value.items()])}"
