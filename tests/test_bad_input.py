"""Every awkward file with every command: a result, never an exception, and nothing lost."""

from __future__ import annotations

import io
import os
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest

import awscred
from awscred.cli import main
from awscred.output.validate import FORMATS
from awscred.tools import TOOLS
from tests.aws import KEY, SECRET

GOOD = f"[good]\naws_access_key_id = {KEY}\naws_secret_access_key = {SECRET}\n"

STRUCTURE = {
    "empty": "",
    "only comments": "# a\n; b\n",
    "BOM": "\ufeff" + GOOD,
    "CRLF": GOOD.replace("\n", "\r\n"),
    "mixed ends": GOOD.replace("\n", "\r\n", 1),
    "lone CR": GOOD.replace("\n", "\r"),
    "no final newline": GOOD.rstrip("\n"),
    "a last comment without newline": GOOD + "# note",
    "runs of blank lines": "\n\n\n" + GOOD + "\n\n\n",
    "trailing spaces": GOOD.replace("\n", "  \n"),
    "tabs": GOOD.replace(" = ", "\t=\t"),
    "FF, VT, NEL, U+2028": GOOD + "a\x0c= b\nc\x0b= d\ne\x85= f\ng\u2028= h\n",
    "NUL": GOOD + "a\x00b = c\x00\n",
    "Latin-1": (GOOD + "# é\n").encode("latin-1"),
    "UTF-16": GOOD.encode("utf-16"),
    "UTF-16 without BOM": GOOD.encode("utf-16-le"),
    "invalid UTF-8 in a value": GOOD.encode() + b"region = \xff\xfe\n",
    "a key before a section": "region = x\n" + GOOD,
    "a garbage line": GOOD + "garbage\n",
    "an empty section": GOOD + "[empty]\n",
    "an empty value": GOOD + "region =\n",
    "[]": "[]\nregion = x\n" + GOOD,
    "an unclosed header": GOOD + "[a\nregion = x\n",
    "] in a name": GOOD + "[a]b]\nregion = x\n",
    "text after a header": GOOD + "[a] b\nregion = x\n",
    "an indented header": GOOD + "  [a]\nregion = x\n",
    "a padded header": GOOD + "[ a ]\nregion = x\n",
    "a tab in a header": GOOD + "[profile\tx]\nregion = x\n",
    "several spaces in a header": GOOD + "[profile   x]\nregion = x\n",
}
KEYS = {
    "a case variant": GOOD + "Region = x\n",
    "a duplicate key": GOOD + "region = x\nregion = y\n",
    "a duplicate section": GOOD + GOOD,
    "a duplicate by quoting": GOOD + '["good"]\nregion = x\n',
    "a colon": GOOD + "region: x\n",
    "a tight equals sign": GOOD + "region=x\n",
    "== in a token": GOOD + "aws_session_token = abc==\n",
    "%": GOOD + "x = %(y)s %s %d {0} {x}\n",
    "[v] as value": GOOD + "x = [v]\n",
    "an inline #": GOOD + "region = x # y\n",
    "an inline ;": GOOD + "region = x ; y\n",
    "# in a secret": "[a]\naws_secret_access_key = ab#cd\n",
    "a continuation": GOOD + "x = a\n  b\n",
    "a nested s3": GOOD + "s3 =\n  max_queue_size = 5\n",
    "a nested key of the same name": GOOD + "s3 =\n  region = x\nregion = y\n",
    "nested at the end": GOOD + "s3 =\n  max_queue_size = 5",
    "a commented-out target": GOOD + "# region = x\n",
    "an sso-session": "[sso-session a]\nsso_region = x\n" + GOOD,
    "services": "[services a]\ns3 =\n  endpoint_url = http://x\n" + GOOD,
    "[DEFAULT]": "[DEFAULT]\nregion = x\n" + GOOD,
    "a prefix in credentials": GOOD + "[profile a]\nregion = x\n",
    "__proto__": "[__proto__]\nx = 1\n[constructor]\n__proto__ = 2\n" + GOOD,
    "only equals signs": GOOD + "=\n==\n= =\n",
}
NAMES = {
    name: f"[{name}]\nregion = x\n" + GOOD
    for name in (
        *(
            "a b",
            "o'brien",
            'a"b',
            "münchen",
            "nfc \u00e9",
            "nfd e\u0301",
            "\u202eabc",
            "\x1b]52;c;AA\x07",
        ),
        *("[red]", "[/]", "../", "-rf", "", " ", "\x00", "%s", "{x}", "a\\b"),
    )
}
SIZE = {
    "a line of 1 MB": GOOD + "x = " + "y" * 1_000_000 + "\n",
    "a comment of 1 MB": GOOD + "#" + "y" * 1_000_000 + "\n",
    "500 profiles": "".join(GOOD.replace("good", f"good{number}") for number in range(500)),
}
FILES = {**STRUCTURE, **KEYS, **NAMES, **SIZE}
COMMANDS = (
    ("list",),
    ("list", "-f", "json"),
    ("list", "-f", "table", "--invalid"),
    ("validate",),
    *(("validate", "-f", name) for name in FORMATS if name != "text"),
    ("validate", "--diff", "--unsafe-fixes"),
    ("validate", "--for", "cli,rust", "--strict"),
    ("show", "good"),
    ("show", "good", "-f", "table"),
    ("show", "good", "-f", "json"),
    *(("show", "--as", tool, "-f", "json") for tool in TOOLS),
    ("show", "--as", "cli", "-f", "table"),
    ("show", "--as", "rust", "-f", "plain"),
    ("whoami", "gone"),
)
RAW_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\udc80-\udcff]")


def _write(aws_folder: Path, content: str | bytes, *names: str) -> bytes:
    data = content if isinstance(content, bytes) else content.encode("utf-8", "surrogateescape")
    for name in names:
        (aws_folder / name).write_bytes(data)
        os.utime(aws_folder / name, (0, 0))  # awscred waits for a new empty file
    return data


@pytest.mark.parametrize("args", COMMANDS, ids=" ".join)
@pytest.mark.parametrize("content", FILES.values(), ids=[ascii(name) for name in FILES])
def test_an_awkward_file_is_answered(
    content: str | bytes,
    args: tuple[str, ...],
    aws_folder: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    data = _write(aws_folder, content, "config", "credentials")
    code = main(args)
    said = capsys.readouterr()
    assert code in (0, 1, 2, 3)
    assert not RAW_CONTROL.search(said.out + said.err)
    # SARIF contains the help of the rules, which has AWS's example keys.
    shown = said.out.partition('"results"')[2] if "sarif" in args else said.out
    assert SECRET not in shown + said.err
    assert (aws_folder / "credentials").read_bytes() == data


@pytest.mark.parametrize("content", FILES.values(), ids=[ascii(name) for name in FILES])
def test_adding_to_an_awkward_file_keeps_all_of_it(
    content: str | bytes,
    aws_folder: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    data = _write(aws_folder, content, "config", "credentials")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(SECRET.encode())))
    args = ("--access-key-id", KEY, "--region", "eu-west-1", "--stdin", "--no-verify")
    code = main(("add", "new", *args))
    said = capsys.readouterr()
    assert SECRET not in said.out + said.err
    for name, lines in (("config", b"region = eu-west-1"), ("credentials", b"aws_access_key_id")):
        after = (aws_folder / name).read_bytes()
        if code == 0:
            assert after.startswith(data)
            assert lines.split(b" ")[0] in after[len(data) :]
        else:
            assert after == data
            assert "hint: " in said.err


CHANGES = (
    ("set", "NAME", "region", "us-east-1", "s3.addressing_style", "path"),
    ("unset", "NAME", "aws_access_key_id"),
    ("rename", "NAME", "brand-new"),
    ("remove", "NAME", "--force", "--yes"),
)


@pytest.mark.parametrize("args", CHANGES, ids=" ".join)
@pytest.mark.parametrize("content", FILES.values(), ids=[ascii(name) for name in FILES])
def test_a_change_of_an_awkward_file_is_made_and_taken_back_or_told(
    content: str | bytes,
    args: tuple[str, ...],
    aws_folder: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    data = _write(aws_folder, content, "config", "credentials")
    names = [*awscred.load().profiles, "good"]
    command = [names[0] if arg == "NAME" else arg for arg in args]
    code = main((*command[:1], "--dry-run", "--", *command[1:])) if "--yes" not in args else 0
    dry = capsys.readouterr()
    assert (aws_folder / "credentials").read_bytes() == data
    assert main(
        (command[0], *command[2:], "--", names[0])
        if "--yes" in args
        else (command[0], "--", *command[1:])
    ) in (0, 1, 2, 3)
    said = capsys.readouterr()
    for shown in (dry.out, dry.err, said.out, said.err):
        assert SECRET not in shown
        assert not RAW_CONTROL.search(shown)
    if [(aws_folder / name).read_bytes() for name in ("config", "credentials")] == [data, data]:
        assert "hint: " in said.err or code == 0
        return
    assert said.out
    for name in ("config", "credentials"):
        os.utime(aws_folder / name, (0, 0))
    assert main(("undo",)) == 0
    assert [(aws_folder / name).read_bytes() for name in ("config", "credentials")] == [data, data]


HOSTILE = f"""\
[default]
aws_access_key_id = {KEY}
aws_secret_access_key = {SECRET}
endpoint_url = http://127.0.0.1:9/
ca_bundle = /etc/passwd
credential_process = touch /tmp/awscred-was-here
web_identity_token_file = /etc/passwd
sso_start_url = http://127.0.0.1:9/
ec2_metadata_service_endpoint = http://127.0.0.1:9/
data_path = /etc
[plugins]
cli_legacy_plugin_path = /tmp
evil = evil
[profile r]
role_arn = arn:aws:iam::123456789012:role/r
credential_source = Ec2InstanceMetadata
[profile p]
credential_process = "touch /tmp/awscred-was-here"
"""
_WATCHED = """
import sys
events = []
watched = ("subprocess.", "os.system", "os.exec", "os.posix_spawn", "os.fork", "socket.", "ctypes.")
own = ("ctypes.dlopen", (None,)), ("ctypes.dlsym", "renameat2")  # how a file is replaced
def hook(name, args):
    called = (name, args[-1] if name == "ctypes.dlsym" else args)
    if name.startswith(watched) and called not in own:
        events.append(name)
sys.addaudithook(hook)
from awscred.cli import main
main(sys.argv[1:])
print(sorted(set(events)), file=sys.stderr)
"""


@pytest.mark.parametrize(
    "args",
    [
        *(("validate", "-f", name) for name in FORMATS),
        ("validate", "--unsafe-fixes"),
        *(("show", name) for name in ("default", "r", "p")),
        *(("show", "--as", tool) for tool in TOOLS),
        ("rules",),
        ("list",),
    ],
    ids=" ".join,
)
def test_looking_at_a_hostile_file_runs_and_asks_nothing(
    args: tuple[str, ...], aws_folder: Path
) -> None:
    for name in ("config", "credentials"):
        _write(aws_folder, HOSTILE, name)
    done = subprocess.run(
        [sys.executable, "-c", _WATCHED, *args], capture_output=True, text=True, check=True
    )
    assert done.stderr.splitlines()[-1] == "[]"
    assert not Path("/tmp/awscred-was-here").exists()


def _folder(path: Path) -> None:
    path.mkdir()


def _fifo(path: Path) -> None:
    os.mkfifo(path)


def _loop(path: Path) -> None:
    path.symlink_to(path)


def _large(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(5 * 1024 * 1024)


@pytest.mark.parametrize("make", [_folder, _fifo, _loop, _large])
@pytest.mark.parametrize(
    "args", [("list",), ("validate",), ("whoami",), ("add", "a")], ids=" ".join
)
def test_what_is_no_file_is_told_with_what_to_do(
    make: object, args: tuple[str, ...], aws_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = aws_folder / "credentials"
    assert callable(make)
    make(path)
    before = stat.S_IFMT(path.lstat().st_mode)
    assert main(args) == 3
    said = capsys.readouterr()
    assert said.out == ""
    assert "~/.aws/credentials" in said.err
    assert "\nhint: " in said.err
    assert stat.S_IFMT(path.lstat().st_mode) == before


@pytest.mark.parametrize("args", [("show", "good"), ("show", "good", "--as", "go")], ids=" ".join)
def test_a_profile_that_is_not_there_is_told(
    args: tuple[str, ...], aws_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _write(aws_folder, GOOD.replace("good", "goood"), "credentials")
    assert main(args) == 1
    assert "did you mean goood?" in capsys.readouterr().err


@pytest.mark.parametrize("args", [("list",), ("validate",)], ids=" ".join)
def test_missing_files_are_no_error(
    args: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(args) == 0
    assert "awscred add" in capsys.readouterr().err


def test_a_named_file_that_is_missing_is_an_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(("validate", "no/such/credentials")) == 2
    assert "no/such/credentials does not exist" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (("bogus",), "does not exist"),
        (("list", "--bogus"), "does not exist"),
        (("list", "-f", "xml"), "xml"),
        (("list", "--kind", "odd"), "odd"),
        (("list", "a", "extra"), "too many arguments"),
        (("validate", "a/config", "b/missing"), "does not exist"),
        (("show",), "--as"),
        (("show", "--as", "perl"), "perl"),
        (("rules", "no-such-rule"), "does not exist"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else None,
)
def test_wrong_usage_is_told(
    args: tuple[str, ...],
    told: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "config").write_text("")
    monkeypatch.chdir(tmp_path)
    assert main(args) == 2
    said = capsys.readouterr().err
    assert told in said
    assert "hint: " in said


def test_standard_input_without_end_is_refused() -> None:
    command = f"yes | {sys.executable} -m awscred validate -"
    done = subprocess.run(
        ["bash", "-c", command], capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 3
    assert "longer than" in done.stderr
