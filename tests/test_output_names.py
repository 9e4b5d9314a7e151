"""Names in outputs: those that look like secrets are masked, and a CI system runs none of them."""

from __future__ import annotations

import json
import os
import random
import re
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

from awscred.cli import main
from awscred.output.document import to_json
from awscred.output.names import Names
from awscred.output.paths import short_path, with_short_paths
from awscred.output.safe import escape, inert, spelled
from awscred.output.validate import FORMATS
from awscred.redaction import MASK
from awscred.tools import TOOLS
from tests.aws import KEY, SECRET

Capture = pytest.CaptureFixture[str]

KEYS = f"aws_access_key_id = {KEY}\naws_secret_access_key = {SECRET}\n"
TOKENS = tuple(
    "".join(random.Random(seed).choices(string.ascii_letters + string.digits, k=length))
    for seed, length in enumerate((40, 30, 36))
)
VIEWS = (
    *(("list", "-f", name) for name in ("plain", "table", "json")),
    ("list", "--names"),
    *(("show", "-f", name, "NAME") for name in ("plain", "table", "json")),
    *(("show", "--as", tool, "-f", "json") for tool in TOOLS),
    *(("show", "--as", "cli", "-f", name) for name in ("plain", "table")),
    *(("whoami", "-f", name, "NAME") for name in ("plain", "table", "json")),
    *(("whoami", "--all", "-f", name) for name in ("plain", "table", "json")),
    ("whoami", "--explain", "NAME"),
    *(("undo", "--list", "-f", name) for name in ("plain", "table", "json")),
)
REPORTS = (
    *(("validate", "-f", name) for name in FORMATS),
    ("--color", "always", "validate"),
    ("validate", "--diff", "--unsafe-fixes"),
)
CHANGES = (
    ("set", "NAME", "region", "us-east-1"),
    ("set", "NAME", "region", "us-east-1", "--dry-run"),
    ("set", "NAME", "aws_access_key_id", KEY),
    ("unset", "NAME", "region"),
    ("unset", "NAME", "gone"),
    ("rename", "NAME", "other"),
    ("rename", "other", "NAME"),
    ("copy", "NAME", "third"),
    ("remove", "NAME"),
    ("remove", "NAME", "--yes", "--force"),
    ("undo", "--dry-run"),
    ("undo",),
    ("add", "NAME"),
    ("validate", "--fix"),
    ("validate", "--unsafe-fixes"),
    ("show", "gone"),
    ("show", "NAMEs"),
    ("whoami", "NAMEs"),
    ("validate", "NAME"),
    ("import", "NAME"),
)


def _write(aws_folder: Path, config: str, credentials: str) -> None:
    for name, text in (("config", config), ("credentials", credentials)):
        (aws_folder / name).write_text(text)
        (aws_folder / name).chmod(0o600)
        os.utime(aws_folder / name, (0, 0))


def _said(capsys: Capture, args: tuple[str, ...], name: str) -> tuple[str, str]:
    """A command's standard output and standard error; of SARIF, only the results."""
    main([arg.replace("NAME", name) for arg in args])
    said = capsys.readouterr()
    return (said.out.partition('"results"')[2] if "sarif" in args else said.out), said.err


# --- names that look like secrets


@pytest.fixture
def secretive(aws_folder: Path, capsys: Capture) -> Path:
    """Profiles, a session and a chain with such names, and one change to undo."""
    first, second, third = TOKENS
    _write(
        aws_folder,
        f"[profile {first}]\nregion = nowhere\nrole_arn = x\nsource_profile = {second}\n"
        f"[profile prod]\nsource_profile = {third}\nrole_arn = x\nsso_session = {third}\n"
        f"[sso-session {third}]\nsso_region = nowhere\n[{third}]\noutput = jason\n",
        f"[{second}]\n{KEYS}region = {first}\n[{third}]\n{KEYS}{first} = 1\n{second} = 2\n",
    )
    for name in (first, second):
        assert main(("set", name, "output", "json")) == 0
    capsys.readouterr()
    return aws_folder


@pytest.mark.parametrize("args", [*VIEWS, *REPORTS, *CHANGES], ids=" ".join)
def test_a_name_that_looks_like_a_secret_is_masked(
    args: tuple[str, ...], secretive: Path, capsys: Capture
) -> None:
    for said in _said(capsys, args, TOKENS[0]):
        for token in TOKENS:
            assert token not in said


@pytest.mark.parametrize("args", VIEWS, ids=" ".join)
def test_names_are_shown_if_asked_for(
    args: tuple[str, ...], secretive: Path, capsys: Capture
) -> None:
    out, _ = _said(capsys, (*args, "--show-names"), TOKENS[0])
    folded = re.sub(r"\s", "", out)  # a table folds them
    names_none = args[:3] == ("show", "-f", "plain") or args == ("undo", "--list", "-f", "table")
    assert names_none or any(token in folded for token in TOKENS[:2])
    assert SECRET not in folded


def test_masked_names_do_not_collide(secretive: Path, capsys: Capture) -> None:
    def document(*args: str) -> dict[str, object]:
        main(args)
        found: dict[str, object] = json.loads(capsys.readouterr().out)
        return found

    masked = {MASK, f"{MASK} (2)", f"{MASK} (3)"}
    verdicts = document("validate", "-f", "json")["verdicts"]
    assert isinstance(verdicts, dict) and masked <= verdicts.keys()
    profiles = document("show", "--as", "toolkit", "-f", "json")["profiles"]
    assert isinstance(profiles, dict) and masked <= profiles.keys()
    listed = document("list", "-f", "json")["profiles"]
    assert isinstance(listed, list) and masked <= {one["name"] for one in listed}
    assert any({MASK, f"{MASK} (2)"} <= settings.keys() for settings in profiles.values())


def test_names_are_numbered_and_others_stay() -> None:
    first, second, third = TOKENS
    names = Names([first, "dev", MASK, second, "dev"])
    assert [*map(names.raw, (first, "dev", MASK, second))] == [
        *(f"{MASK} (2)", "dev", MASK),
        f"{MASK} (3)",
    ]
    assert names.raw(third) == MASK
    assert names.raw(f"of {first}") == f"of {MASK}"
    assert Names([first], clear=True)(first) == first
    assert Names([f"{first}\x1b"], clear=True)(f"{first}\x1b") == f"{first}\\x1b"
    assert escape(Names([first], clear=True)(first)) == first
    assert to_json({first: {second: [third, "a"]}, third: 1}, names) == (
        f'{{\n  "{MASK} (2)": {{\n    "{MASK} (3)": [\n      "{MASK}",\n      "a"\n    ]\n  }},\n'
        f'  "{MASK}": 1\n}}\n'
    )


# --- lines that a CI system runs

COMMANDS = (
    *("::error::x", "::set-output name=a::b", "::stop-commands::t", " ::error::x"),
    *("##[error]x", "##vso[task.setvariable variable=a]b", "a ##teamcity[x]b"),
)
_RUN = re.compile(r"^(?:\s|\x1b\[[0-9;]*m)*::|##\w*\[")


def _files_with(name: str) -> Iterator[tuple[str, str]]:
    """Files with this as a profile, a session, a key, a value, or a line of its own."""
    yield (
        f"[profile {name}]\nregion = {name}\n{name} = {name}\noutput = {name}\n"
        f"[sso-session {name}]\nsso_region = {name}\n[profile b]\nsource_profile = {name}\n"
        f"role_arn = {name}\ns3 =\n  addressing_style = {name}\n  more\n",
        f"[{name}]\n{KEYS}region = {name}\n",
    )
    yield f"{name}\n[{name}\n", f"[{name}]\n{name}\n  {name}\n[x]{name}\nregion = a\n  {name}\n"


def _runs(said: str) -> list[str]:
    return [line for line in said.split("\n") if _RUN.search(line)]


@pytest.mark.parametrize("name", COMMANDS)
def test_no_line_is_one_that_a_ci_system_runs(
    name: str, aws_folder: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_PROFILE", name)
    for config, credentials in _files_with(name):
        for args in (*VIEWS, *REPORTS, *CHANGES):
            _write(aws_folder, config, credentials)
            out, err = _said(capsys, args, name)
            assert not _runs(err)
            if "github" not in args:
                assert not _runs(out)
            else:
                command = re.compile(r"::(?:error|warning|notice) [^:\n]*::[^\n]*")
                lines = out.splitlines()
                assert lines and all(map(command.fullmatch, lines))
                assert not any("##" in line and _RUN.search(line[2:]) for line in lines)


@pytest.mark.parametrize("name", ["::error::x", "##[error]x"])
def test_in_json_a_command_is_the_name_it_is(name: str, aws_folder: Path, capsys: Capture) -> None:
    _write(aws_folder, "", f"[{name[:-1]}y]\n{KEYS}".replace("[##[error]y]", "[##x[y]\n[a]"))
    main(("list", "-f", "json"))
    said = capsys.readouterr().out
    names = [one["name"] for one in json.loads(said)["profiles"]]
    assert not _runs(said)
    assert names[0] in ("::error::y", "##x[y")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("::error::x", "\\x3a:error::x"),
        ("  ::x", "  \\x3a:x"),
        ("\x1b[1m::x\x1b[0m\na\n\t::y", "\x1b[1m\\x3a:x\x1b[0m\na\n\t\\x3a:y"),
        ("##[error]", "\\x23#[error]"),
        ("a ##vso[x] ##[y]", "a \\x23#vso[x] \\x23#[y]"),
        ("###[x", "#\\x23#[x"),
        ("a::b", "a::b"),
        ("arn:aws:iam::123456789012:role/x", "arn:aws:iam::123456789012:role/x"),
        ("## [x]", "## [x]"),
        ("#[x]", "#[x]"),
        (":x", ":x"),
    ],
)
def test_only_commands_are_spelled_out(text: str, shown: str) -> None:
    assert inert(text) == shown
    assert inert(shown) == shown


def test_spelled_text_is_not_masked() -> None:
    assert spelled(f"{TOKENS[0]}\x07") == f"{TOKENS[0]}\\x07"
    assert escape(f"{TOKENS[0]}\x07") == f"{MASK}\\x07"


# --- paths


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("cannot read HOME/.aws/config: denied", "cannot read ~/.aws/config: denied"),
        ("run `chmod 600 HOME/a`", "run `chmod 600 ~/a`"),
        ("a (HOME/.aws/config:3)", "a (~/.aws/config:3)"),
        ("HOME/a and HOME/b", "~/a and ~/b"),
        ("chmod 600 'HOME/a b'", "chmod 600 'HOME/a b'"),  # a shell keeps a ~ in quotes
        ("HOME-2/a HOMEx/b /x/HOME/c", "HOME-2/a HOMEx/b /x/HOME/c"),
        ("HOME is a folder", "HOME is a folder"),
        ("no path", "no path"),
    ],
)
def test_messages_show_paths_as_they_are_typed(text: str, expected: str, home: Path) -> None:
    shown = with_short_paths(text.replace("HOME", str(home)))
    assert shown == expected.replace("HOME", str(home))


@pytest.mark.parametrize("home", ["", "/", "relative", "/root/"])
def test_a_home_that_is_no_folder_shortens_nothing(
    home: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", home)
    shortened = "~/.aws/config" if home == "/root/" else "/root/.aws/config"
    assert short_path("/root/.aws/config") == shortened
    assert with_short_paths("see /root/.aws/config") == f"see {shortened}"
