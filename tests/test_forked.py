"""What the tests start: a fork behaves like a new process, and both can be interrupted."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from awscred.cli import Commands
from tests.aws import KEY, SECRET
from tests.conftest import Run

ARGS = {
    "list": ("list",),
    "show": ("show", "dev"),
    "validate": ("validate",),
    "rules": ("rules",),
    "add": ("add", "new", "--access-key-id", KEY, "--stdin", "--no-verify"),
    "import": ("import", "-", "--name", "new", "--no-verify"),
    "set": ("set", "dev", "region", "us-east-1"),
    "unset": ("unset", "dev", "region"),
    "copy": ("copy", "dev", "new"),
    "rename": ("rename", "dev", "new"),
    "remove": ("remove", "dev", "--yes"),
    "undo": ("undo", "--list"),
    "redo": ("redo",),
    "whoami": ("whoami", "gone"),
    "completion": ("completion", "bash"),
    "edit": ("edit",),
}


@pytest.mark.parametrize("name", Commands.NAMES)
def test_a_fork_answers_like_a_new_process(
    name: str, aws_folder: Path, run: Run, run_cold: Run
) -> None:
    config = aws_folder / "config"
    found = []
    for start in (run, run_cold):
        config.write_text("[profile dev]\nregion = eu-west-1\n")
        done = start(*ARGS[name], input=f"{SECRET}\n", COLUMNS="80")
        found.append((done.returncode, done.stdout, done.stderr, config.read_text()))
        (aws_folder / "credentials").unlink(missing_ok=True)
    assert found[0] == found[1]


def test_what_runs_in_the_background_can_be_interrupted() -> None:
    """A shell started it with SIGINT ignored, which its children would inherit."""
    code = "import signal, tests.conftest; print(signal.getsignal(signal.SIGINT))"
    done = subprocess.run(
        ["sh", "-c", 'trap "" INT; exec "$0" -c "$1"', sys.executable, code],
        cwd=Path(__file__).parent.parent,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "default_int_handler" in done.stdout
