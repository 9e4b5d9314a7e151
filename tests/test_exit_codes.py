"""The exit code of each kind of answer is the one that docs/scripts.md lists."""

from __future__ import annotations

import errno
import os
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from awscred.cli import Commands, main
from awscred.errors import FAILED, INTERRUPTED, NO, OK, USAGE
from awscred.identity import Identity, without
from tests.test_options import CONFIG, CREDENTIALS, ROLE

SCRIPTS = (Path(__file__).parent.parent / "docs" / "scripts.md").read_text(encoding="utf-8")
ADD = ("add", "x", "--no-verify")
TABLE: Sequence[tuple[tuple[str, ...], int, str]] = (
    # the command line, the exit code, and the first error
    ((), USAGE, ""),
    (("--help",), OK, ""),
    (("--version",), OK, ""),
    (("lst",), USAGE, "command 'lst' does not exist"),
    (("--nope", "list"), USAGE, "option --nope does not exist"),
    (("list", "--nope"), USAGE, "option --nope does not exist"),
    (("list", "--color"), USAGE, "--color needs a value"),
    (("--color", "x", "list"), USAGE, "'x' is not valid for --color"),
    (("list",), OK, ""),
    (("list", "nothing-like-it"), OK, ""),
    (("list", "a", "b"), USAGE, "too many arguments"),
    (("list", "-f", "x"), USAGE, "'x' is not valid for --format"),
    (("list", "--kind", "x"), USAGE, "'x' is not valid for --kind"),
    (("list", "--sort", "x"), USAGE, "'x' is not valid for --sort"),
    (("list", "--group", "x"), USAGE, "'x' is not valid for --group"),
    (("list", "--verify", "--timeout", "0"), USAGE, "'0' is not valid for --timeout"),
    (("list", "--verify", "--timeout", "nan"), USAGE, "'nan' is not valid for --timeout"),
    (("list", "--verify"), NO, ""),
    (("list", "--config", "missing"), FAILED, "missing does not exist"),
    (("--credentials", "missing", "list"), FAILED, "missing does not exist"),
    (("list", "--config", "."), FAILED, ". is a folder, not a file"),
    (("list", "--config", "config/x"), FAILED, "cannot read config/x: not a directory"),
    (("list", "--config", os.devnull), OK, ""),
    (("list", "--config", ""), OK, ""),
    (("show",), USAGE, "PROFILE is missing"),
    (("show", "half"), OK, ""),
    (("show", "nope"), NO, "profile nope does not exist"),
    (("show", "nope", "-f", "json"), NO, "profile nope does not exist"),
    (("show", "nope", "--as", "js"), NO, "profile nope does not exist"),
    (("show", "sso-session nope"), NO, "[sso-session nope] does not exist"),
    (("show", "sso-session nope", "--as", "js"), USAGE, "--as needs a profile"),
    (("show", "dev", "--as", "x"), USAGE, "'x' is not valid for --as"),
    (("show", "dev", "--config", "missing"), FAILED, "missing does not exist"),
    (("completion", "bash"), OK, ""),
    (("edit", "nope"), NO, "profile nope does not exist"),
    (("edit", "--file", "x"), USAGE, "'x' is not valid for --file"),
    (("completion", "tcsh"), USAGE, "'tcsh' is not valid for SHELL"),
    (("validate",), NO, ""),
    (("validate", "credentials"), OK, ""),
    (("validate", "--select", "file-mode"), OK, ""),
    (("validate", "--select", "file-mode", "--strict"), NO, ""),
    (("validate", "./missing"), USAGE, "./missing does not exist"),
    (("validate", "my-config"), USAGE, "my-config does not exist"),
    (("validate", "config", "missing/credentials"), USAGE, "missing/credentials does not exist"),
    (("validate", "."), NO, ""),
    (("validate", "empty"), OK, ""),
    (("validate", "empty/*"), OK, ""),
    (("validate", "empty", "--require-files"), USAGE, "there are no AWS files in empty"),
    (("validate", "--require-files"), NO, ""),
    (("validate", "half", "--exit-zero"), OK, ""),
    (("validate", "half", "--quiet"), NO, ""),
    (("validate", "-f", "json=no/x"), FAILED, "the report no/x cannot be written"),
    (("validate", "-f", "json=config"), USAGE, "the report would replace config"),
    (("validate", "-f", "json", "-f", "sarif"), USAGE, "json and sarif cannot both be"),
    (("validate", "missing"), USAGE, "missing is neither a profile nor a file"),
    (("validate", "dev", "missing"), USAGE, "missing is neither a profile nor a file"),
    (("validate", "credentials", "dev"), USAGE, "credentials is a file, and dev is a profile"),
    (("validate", "dev", "--type", "config"), USAGE, "--type needs a file"),
    (("validate", ".", "--type", "config"), USAGE, "--type needs a file"),
    (("validate", "missing/*"), USAGE, "cannot search missing: no such file"),
    (("validate", "dev"), OK, ""),
    (("validate", "deploy", "dev"), OK, ""),
    (("validate", "half"), NO, ""),
    (("validate", "dev", "--config", "missing"), USAGE, "missing does not exist"),
    (("validate", "config", "config"), NO, ""),
    (("validate", "--for", "x"), USAGE, "tool 'x' does not exist"),
    (("validate", "--select", "x"), USAGE, "rule 'x' does not exist"),
    (("validate", "--ignore", "x"), USAGE, "rule 'x' does not exist"),
    (("validate", "--type", "x", "config"), USAGE, "'x' is not valid for --type"),
    (("validate", "-", "--fix"), USAGE, "standard input cannot be fixed"),
    (("validate", "--verify", "--select", "credentials-unverified"), FAILED, ""),
    (("rules",), OK, ""),
    (("rules", "encoding"), OK, ""),
    (("rules", "x"), USAGE, "rule 'x' does not exist"),
    (("whoami", "dev"), OK, ""),
    (("whoami", "nope"), NO, "profile nope does not exist"),
    (("whoami", "nope", "-f", "json"), NO, "profile nope does not exist"),
    (("whoami", "dev", "nope"), NO, "profile nope does not exist"),
    (("whoami", "half"), NO, "half: "),
    (("whoami", "audit"), FAILED, ""),
    (("whoami", "--all"), NO, ""),
    (("whoami", "dev", "--expect-account", "999999999999"), NO, "profile dev is in account"),
    (("whoami", "dev", "--expect-account", "1"), USAGE, "--expect-account: '1' is not"),
    (("whoami", "dev", "--expect-arn", "*"), USAGE, "--expect-arn: '*' is empty"),
    (("add",), USAGE, "profile name is missing, and there is no terminal"),
    (("add", "dev"), USAGE, "profile dev already exists"),
    (("add", "my work"), USAGE, '"my work" is not portable'),
    ((*ADD, "--process", ""), USAGE, "an empty value is not a command"),
    ((*ADD, "--region", "x", "--process", "true"), USAGE, "x is not a region"),
    ((*ADD, "--role-arn", ROLE, "--source-profile", "nope"), NO, "source profile nope does not"),
    ((*ADD, "--role-arn", ROLE, "--source-profile", "dev"), OK, ""),
    ((*ADD, "--process", "/bin/true", "--config", "new"), OK, ""),
    (("import", "missing"), FAILED, "missing does not exist"),
    (("import", "."), FAILED, ". is a folder, not a file"),
    (("import", "config"), USAGE, "config:"),
    (("import", "-"), USAGE, "<stdin> is empty"),
    (("set", "dev"), USAGE, "KEY is missing"),
    (("set", "dev", "region", "x"), USAGE, "x is not a region"),
    (("set", "dev", "regoin", "x"), USAGE, "unknown setting regoin"),
    (("set", "dev", "region", "eu-west-1"), OK, ""),
    (("set", "nope", "region", "eu-west-1"), NO, "profile nope does not exist"),
    (("set", "dev", "region", "eu-west-1", "--config", "new", "--create"), OK, ""),
    (("unset", "half", "region"), OK, ""),
    (("unset", "half", "output"), NO, 'half has no setting "output"'),
    (("unset", "half", "="), USAGE, "one of the KEYs is not a valid setting name"),
    (("unset", "nope", "region"), NO, "profile nope does not exist"),
    (("rename", "nope", "x"), NO, "profile nope does not exist"),
    (("rename", "dev", "half"), USAGE, "profile half already exists"),
    (("rename", "dev"), USAGE, "new name is missing, and there is no terminal"),
    (("copy", "nope", "x"), NO, "profile nope does not exist"),
    (("copy", "dev", "half"), USAGE, "profile half already exists"),
    (("remove", "nope"), NO, "profile nope does not exist"),
    (("remove", "dev", "--yes"), NO, "deploy depends on dev"),
    (("remove", "half"), USAGE, "there is no terminal to ask for confirmation"),
    (("remove", "half", "--dry-run"), OK, ""),
    (("remove", "half", "--yes"), OK, ""),
    (("undo",), NO, "there is no change to undo"),
    (("undo", "nope"), NO, "there is no change nope to undo"),
    (("undo", "--dry-run"), NO, "there is no change to undo"),
    (("undo", "--list"), OK, ""),
    (("undo", "--purge"), USAGE, "there is no terminal to ask for confirmation"),
    (("redo",), NO, "there is no change to redo"),
    (("redo", "x"), USAGE, "too many arguments"),
)
Capture = pytest.CaptureFixture[str]


def _identify(_: object, names: Sequence[str], *__: object) -> list[Identity]:
    """`dev` is a user, `half` has no secret key, and nobody answers for the others."""
    arn = "arn:aws:iam::123456789012:user/alice"
    known = {
        "dev": Identity("dev", "ok", "123456789012", arn, "AIDA", "user", "aws", "alice"),
        "half": without("half", "broken", "PartialCredentials", "no secret key", "add it"),
    }
    return [known.get(name) or without(name, "unknown", "Network", "?", "wait") for name in names]


@pytest.fixture
def folder(aws_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(aws_folder)
    monkeypatch.setattr("awscred.sts.identify", _identify)
    monkeypatch.setattr("sys.stdin", None)
    (aws_folder / "config").write_text(CONFIG)
    (aws_folder / "credentials").write_text(CREDENTIALS)
    (aws_folder / "credentials").chmod(0o644)
    (aws_folder / "empty").mkdir()
    return aws_folder


@pytest.mark.parametrize(
    ("args", "code", "first"), TABLE, ids=[" ".join(args) for args, *_ in TABLE]
)
def test_an_exit_code_is_as_listed(
    args: tuple[str, ...], code: int, first: str, folder: Path, capsys: Capture
) -> None:
    assert main(args) == code, capsys.readouterr().err
    said = capsys.readouterr().err
    errors = [line for line in said.splitlines() if line.startswith("error: ")]
    assert "\nhint: " in said or not first or first.startswith("there is no change")
    assert (errors[0] if errors and first else "error: ").startswith(f"error: {first}")


def test_each_command_is_in_the_table() -> None:
    for command in Commands.NAMES:
        codes = {code for args, code, _ in TABLE if command in args[:1]}
        assert len(codes) >= 2, command


@pytest.mark.parametrize(
    "args",
    [
        ("set", "dev", "region", "eu-west-1"),
        ("unset", "half", "region"),
        ("rename", "half", "x"),
        ("copy", "half", "x"),
        ("remove", "half", "--yes"),
        (*ADD, "--process", "/bin/true"),
        ("validate", "--fix"),
    ],
    ids=" ".join,
)
def test_a_read_only_disk_is_not_a_no(
    args: tuple[str, ...], folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    real = os.open

    def fail(path: str, flags: int, *args: int, **more: int) -> int:
        if flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
            raise OSError(errno.EROFS, os.strerror(errno.EROFS), path)
        return real(path, flags, *args, **more)

    monkeypatch.setattr("os.open", fail)
    assert main(args) == FAILED
    said = capsys.readouterr().err
    assert "error: " in said
    assert "read-only file system" in said.lower()


@pytest.mark.parametrize("command", ["list", "validate", "rules", "whoami", "show"])
def test_ctrl_c_is_130(
    command: str, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    def interrupt(*_: object, **__: object) -> bool:
        raise KeyboardInterrupt

    monkeypatch.setattr(f"awscred.cli.{command}.use_color", interrupt)
    args = {"list": ("-f", "table"), "rules": ("-f", "table"), "whoami": ("dev", "-f", "table")}
    assert main((command, *args.get(command, ("dev",) if command == "show" else ()))) == INTERRUPTED
    assert capsys.readouterr().err.strip() == "error: interrupted"


@pytest.mark.parametrize(
    "command", ["--help", "list --help", "--version", "list -f json", "rules", "show dev -f json"]
)
def test_a_closed_pipe_is_no_answer(command: str, folder: Path) -> None:
    shell = f"set -o pipefail; {sys.executable} -m awscred {command} | true"
    done = subprocess.run(["bash", "-c", shell], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (OK, "")


def test_the_page_for_scripts_lists_all_codes() -> None:
    table = SCRIPTS.partition("| exit code | meaning |")[2].partition("\n\n")[0]
    assert re.findall(r"^\| (\d+) \|", table, re.MULTILINE) == [
        str(code) for code in (OK, NO, USAGE, FAILED, INTERRUPTED)
    ]
