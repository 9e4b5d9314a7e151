"""The README has the test command that CI runs, names every command, and its quick commands run."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from awscred.cli import Commands

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_ci_runs_exactly_the_test_command_of_the_readme() -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    beside = ("#", "set ", "cd ", "(($# == 0)) || ", ".ci/install ")
    commands = [line for line in script if line and not line.startswith(beside)]
    assert len(commands) == 1
    assert f"```sh\n{commands[0]}\n```" in README


def test_ci_accepts_no_arguments() -> None:
    """Tried without a PATH, so that it cannot run anything."""
    bash = shutil.which("bash")
    assert bash
    done = subprocess.run(
        [bash, ".ci/run", "--fast"],
        cwd=ROOT,
        env={"PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "usage: .ci/run (without arguments)\n"


CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
QUICK = re.findall(r"^\.venv/bin/python -m pytest (.*?) +# a (.*)$", CONTRIBUTING, re.MULTILINE)


def test_the_quick_commands_are_shown() -> None:
    assert [what for _, what in QUICK] == ["rule", "tool", "format"]


@pytest.mark.parametrize("arguments", [arguments for arguments, _ in QUICK])
def test_a_quick_command_finds_tests(arguments: str) -> None:
    command = f"{shlex.quote(sys.executable)} -m pytest --collect-only -q {arguments}"
    done = subprocess.run(
        ["bash", "-c", command], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


def test_every_command_is_in_the_readme() -> None:
    named = re.findall(r"`(?:awscred )?([a-z]+)\b[^`\n]*`|^awscred ([a-z]+)", README, re.MULTILINE)
    assert set(Commands.NAMES) <= {name for names in named for name in names}
