"""A real tool in a process of its own, which answers questions in JSON, line by line."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, NamedTuple, NoReturn

import pytest


class Child(NamedTuple):
    """A running process, and the file that contains its error messages."""

    requests: IO[str]
    answers: IO[str]
    complaints: Path

    def ask(self, question: Mapping[str, Any]) -> Any:
        """The answer to one question."""
        self.requests.write(json.dumps(question) + "\n")
        self.requests.flush()
        line = self.answers.readline()
        assert line, self.complaints.read_text()
        return json.loads(line)

    def version(self) -> str:
        """The version, which some tools send first. Skips the test if the tool cannot start."""
        line = self.answers.readline()
        if not line:
            do_without(self.complaints.read_text())
        version: str = json.loads(line)
        return version


@contextmanager
def started(folder: Path, *command: str) -> Iterator[Child]:
    """The command, running, with that folder as its home. Skips the test if it is missing."""
    if shutil.which(command[0]) is None:
        do_without(f"{command[0]} is not installed")
    complaints = folder / "complaints"
    with (
        complaints.open("w") as stderr,
        subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=stderr,
            env={"PATH": os.environ["PATH"], "HOME": str(folder), "TMPDIR": str(folder)},
            encoding="utf-8",
        ) as process,
    ):
        assert process.stdin and process.stdout
        yield Child(process.stdin, process.stdout, complaints)


def do_without(reason: str) -> NoReturn:
    """Skip the test, except in continuous integration, where nothing may be missing."""
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)
