"""Triples (before, change, after): what a user types, and both files byte for byte.

The cases are in `triples/*.txt`, which read like a diff:

    ## what the owner of the files expects
    $ set dev region eu-west-2      the command, or several
    < line                          of standard input
    ! 2                             the exit code, if it is not 0: then nothing may change
    > text                          in the output
    ~ js, rust                      tools that do not see the change, because they do not see such a
                                    profile or setting at all
    ~ toolkit as name               a tool with another name for the profile
    * js, rust                      tools that see the profile now, and did not before
    ? crt                           tools that mix up sections of the same name: not compared
    config                          an existing file; `+config` is created; others do not exist
     |line                          kept
    -|line                          removed
    +|line                          new

In a file's lines, `\\r`, `\\t`, `\\s` (a space) and `\\xNN` are bytes, and `\\z` is an end of the
file without a newline. Other lines that begin with `#` are headings.

Each case also checks what the reader of each default tool and botocore itself see before and after
it, by rules of its own (`_expected`), and that `undo` restores the files.
"""

from __future__ import annotations

import io
import re
import shlex
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

import pytest
from botocore.exceptions import ConfigParseError
from botocore.session import Session

import awscred
from awscred.cli import main
from awscred.tools import default_tools
from awscred.tools.agreement import as_block
from tests.aws import OTHER_SECRET, SECRET

FILES = ("config", "credentials")
BOTOCORE = "botocore"
SECRETS = ("aws_secret_access_key", "aws_session_token")
_ESCAPES = {b"r": b"\r", b"t": b"\t", b"s": b" ", b"\\": b"\\"}

Contents = dict[str, bytes]
"""The two files by name; a missing file is not in it."""


class Triple(NamedTuple):
    """One case, see above.

    `names` are the tools' names for the profile, None if they do not see it. `gain` are the tools
    that see it only after the commands. `mixed` are the tools that are not compared.
    """

    id: str
    commands: list[list[str]]
    stdin: str
    code: int
    says: list[str]
    names: dict[str, str | None]
    gain: list[str]
    mixed: list[str]
    before: Contents
    after: Contents


def _triples() -> Iterator[Triple]:
    for path in sorted((Path(__file__).parent / "triples").glob("*.txt")):
        for text in re.split(r"(?m)^## ", path.read_text(encoding="utf-8"))[1:]:
            title, *lines = text.split("\n")
            yield _triple(f"{path.stem}: {title}", lines)


def _triple(name: str, lines: list[str]) -> Triple:
    """One case of a file, parsed."""
    triple = Triple(name, [], "", 0, [], {}, [], [], {}, {})
    file = ""
    for line in lines:
        mark, text = line[:1], line[2:]
        if mark == "$":
            triple.commands.append(shlex.split(text))
        elif mark == "<":
            triple = triple._replace(stdin=f"{triple.stdin}{text}\n")
        elif mark == "!":
            triple = triple._replace(code=int(text))
        elif mark == ">":
            triple.says.append(text)
        elif mark == "~":
            tools, known, name = text.partition(" as")
            called = _bytes(f"{name.strip()}\\z").decode() if known else None
            triple.names.update(dict.fromkeys(tools.split(", "), called))
        elif mark == "*":
            triple.gain.extend(text.split(", "))
        elif mark == "?":
            triple.mixed.extend(text.split(", "))
        elif line.lstrip("+") in FILES:
            file = line.lstrip("+")
            for contents in [triple.after] if mark == "+" else [triple.before, triple.after]:
                contents[file] = b""
        elif line and mark != "#":
            assert line[1] == "|" and mark in " +-", line
            for contents, other in ((triple.before, "+"), (triple.after, "-")):
                if mark != other:
                    contents[file] += _bytes(text)
    return triple


def _bytes(text: str) -> bytes:
    """The bytes of one line of a file."""

    def byte(match: re.Match[bytes]) -> bytes:
        return _ESCAPES.get(match[1]) or bytes.fromhex(match[1][1:].decode())

    data = text.encode() + b"\n"
    return re.sub(rb"\\(x[0-9a-f]{2}|[rts\\])", byte, data.removesuffix(b"\\z\n"))


TRIPLES = [*_triples()]


@pytest.mark.parametrize("triple", TRIPLES, ids=lambda triple: triple.id)
def test_a_triple(
    triple: Triple,
    aws_folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for file, data in triple.before.items():
        (aws_folder / file).write_bytes(data)
        (aws_folder / file).chmod(0o600)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(triple.stdin.encode())))
    before = views(aws_folder)
    codes = [main(command) for command in triple.commands]
    shown = "".join(capsys.readouterr())
    assert _contents(aws_folder) == triple.after, shown
    assert codes == [*[0] * (len(codes) - 1), triple.code], shown
    for text in triple.says:
        assert text in shown
    for secret in (SECRET, OTHER_SECRET):
        assert secret not in shown
    if triple.code:
        assert triple.after == triple.before
        return
    after = views(aws_folder)
    seen = next(view for reader, view in after.items() if reader not in triple.gain)
    for reader, view in before.items():
        if view is not None and reader not in triple.mixed:  # it does not refuse the original files
            assert after[reader] == _wanted(triple, reader, view, seen or frozenset()), reader
    if triple.after != triple.before:
        left = sum(-1 if verb == "undo" else 1 for verb, *_ in triple.commands)
        assert [main(["undo"]) for _ in range(left)] == [0] * left
        assert _contents(aws_folder) == triple.before


def _contents(folder: Path) -> Contents:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.name in FILES}


# --- what readers see


class Fact(NamedTuple):
    """One setting that a reader sees; a nested one has a key like `s3.max_bandwidth`."""

    type: str
    name: str
    key: str
    value: str


Facts: TypeAlias = frozenset[Fact]
View: TypeAlias = Facts | None
"""Everything that a reader sees, None if it refuses the files."""


def views(folder: Path) -> dict[str, View]:
    """What every reader, and botocore itself, see in the files of a folder."""
    files = awscred.load(str(folder / "config"), str(folder / "credentials"))
    found: dict[str, View] = {BOTOCORE: _botocore(folder)}
    for tool in default_tools():
        reading = awscred.reading(tool, files)
        profiles, sessions = _facts("profile", reading.profiles), _facts("sso", reading.sessions)
        found[tool] = None if reading.error else frozenset([*profiles, *sessions])
    # To the Toolkit the settings of a block are the profile's own.
    in_js = sorted(found["js"] or (), key=lambda fact: -fact.key.count("."))
    nested = {(fact.name, fact.key.rpartition(".")[2]): fact.key for fact in in_js}
    found["toolkit"] = frozenset(
        fact._replace(key=nested.get((fact.name, fact.key), fact.key))
        for fact in found["toolkit"] or ()
    )
    return found


def _botocore(folder: Path) -> View:
    session = Session()
    session.set_config_variable("config_file", str(folder / "config"))
    session.set_config_variable("credentials_file", str(folder / "credentials"))
    try:
        config: dict[str, Any] = session.full_config
    except (ConfigParseError, UnicodeDecodeError):
        return None
    profiles, sessions = config["profiles"], config.get("sso_sessions", {})
    return frozenset([*_facts("profile", profiles), *_facts("sso", sessions)])


def _facts(type_: str, sections: Mapping[str, Mapping[str, Any]]) -> Iterator[Fact]:
    for name, settings in sections.items():
        for key, value in settings.items():
            for below, text in (as_block(value) or {"": value}).items():
                if text.strip():  # some tools also see a block as an empty setting
                    yield Fact(type_, name, f"{key}.{below}".strip(".").lower(), text)


# --- what they should see


def _wanted(triple: Triple, reader: str, view: Facts, seen: Facts) -> Facts:
    """What a reader should see after a triple's commands.

    `view` is what it sees before them. `seen` is what it sees after them, for a reader that already
    saw the profile.
    """
    wanted = view
    for verb, *words in triple.commands:
        if verb == "undo":
            wanted = view
        else:
            called = triple.names.get(reader, words[0])
            wanted = _expected(verb, words, triple.stdin, wanted, called)
    new = triple.commands[-1][-1] if reader in triple.gain else None
    return wanted | {fact for fact in seen if fact.name == new}


def _expected(verb: str, words: list[str], stdin: str, view: Facts, called: str | None) -> Facts:
    """What a reader should see after a command, if it `called` the profile this (None: unseen)."""
    if called is None:
        return view
    if verb == "import":
        key_id, secret = stdin.split("\n")[-2].split(",")[-2:]
        values = {"aws_access_key_id": key_id, "aws_secret_access_key": secret}
        return view | {Fact("profile", words[2], key, value) for key, value in values.items()}
    options = [word for word in words if word.startswith("--")]
    name, *rest = (word for word in words if not word.startswith("--"))
    mine = {fact for fact in view if (fact.type, fact.name) == ("profile", called)}
    if verb == "set":
        return view - mine | _set(called, mine, dict(_pairs(rest, stdin)))
    if verb == "unset":
        gone = {key.lower() for key in rest}
        return view - {fact for fact in mine if not gone.isdisjoint(_keys(fact))}
    if verb == "remove":
        kept = {fact for fact in view if fact.type != "profile" or fact.name not in {called, *rest}}
        unused = _sessions(view) - _sessions(kept) if "--sso-sessions" in options else set()
        return frozenset(fact for fact in kept if (fact.type, fact.name) not in unused)
    (new,) = rest
    followed = {_pointed(fact, name, new)._replace(name=new) for fact in mine}
    if verb == "copy":
        return view | followed
    return frozenset({_pointed(fact, name, new) for fact in view - mine} | followed)


def _set(name: str, mine: Iterable[Fact], values: dict[str, str]) -> set[Fact]:
    """A profile's facts with other values: a new key pair drops the old session token."""
    new = {Fact("profile", name, key, value) for key, value in values.items()}
    gone = {*values, *(["aws_session_token"] if "aws_access_key_id" in values else [])}
    return {fact for fact in mine if fact.key not in gone} | new


def _pairs(words: list[str], stdin: str) -> Iterator[tuple[str, str]]:
    given, secrets = iter(words), iter(stdin.split("\n"))
    for key in given:
        yield key.lower(), next(secrets if key in SECRETS else given)


def _sessions(facts: Iterable[Fact]) -> set[tuple[str, str]]:
    """The types and names of the sso-sessions that profiles use."""
    return {("sso", fact.value) for fact in facts if fact.key == "sso_session"}


def _keys(fact: Fact) -> tuple[str, str]:
    return fact.key, fact.key.partition(".")[0]


def _pointed(fact: Fact, old: str, new: str) -> Fact:
    names = fact.key == "source_profile" and re.fullmatch(rf"{re.escape(old)}(\s+#.*)?", fact.value)
    return fact._replace(value=new) if names else fact


def test_a_long_comment_stays(aws_folder: Path) -> None:
    """With a comment of 50,000 characters, `aws configure set` takes half a minute."""
    text = f"# {'x' * 50_000}\n[profile dev]\nregion = eu-west-1\n"
    (aws_folder / "config").write_text(text)
    assert main(["set", "dev", "region", "eu-west-2"]) == 0
    assert (aws_folder / "config").read_text() == text.replace("west-1", "west-2")


def test_there_are_triples_enough() -> None:
    assert len(TRIPLES) >= 60
    assert len({triple.id for triple in TRIPLES}) == len(TRIPLES)
