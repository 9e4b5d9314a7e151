"""What runs in node: the real JavaScript SDK, which answers one case after another."""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, NamedTuple, NoReturn

import pytest
from filelock import FileLock

from tests.corpus import Pair

FOLDER = Path(__file__).parent / "js"


class Sdk(NamedTuple):
    """A node process that answers cases one by one."""

    requests: IO[str]
    answers: IO[str]
    complaints: Path

    def ask(
        self, pair: Pair, verdicts: Collection[str] = (), uses: str | None = None
    ) -> dict[str, Any]:
        """What the SDK reads in two files, its verdict on some profiles, and what it uses from
        one."""
        config, credentials = (base64.b64encode(data).decode() for data in pair)
        case: dict[str, Any] = {"config": config, "credentials": credentials}
        case["verdicts"] = [*verdicts]
        if uses is not None:
            case["uses"] = uses
        self.requests.write(json.dumps(case) + "\n")
        self.requests.flush()
        line = self.answers.readline()
        assert line, self.complaints.read_text()
        answer: dict[str, Any] = json.loads(line)
        return answer


@contextmanager
def started(folder: Path) -> Iterator[Sdk]:
    """The SDK, installed and running, with this folder as its home. Skips the test if that
    fails."""
    install()
    complaints = folder / "complaints"
    with (
        complaints.open("w") as stderr,
        subprocess.Popen(
            ["node", str(FOLDER / "sdk.js")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=stderr,
            env={"PATH": os.environ["PATH"], "HOME": str(folder), "TMPDIR": str(folder)},
            encoding="utf-8",
        ) as process,
    ):
        assert process.stdin and process.stdout
        yield Sdk(process.stdin, process.stdout, complaints)


def install() -> None:
    """Install the exact versions of tests/js/package.json, unless they are there."""
    with FileLock(FOLDER / ".installing"):  # tests run in several processes
        _install()


def _install() -> None:
    for program in ("node", "npm"):
        if shutil.which(program) is None:
            _do_without(f"{program} is not installed")
    wanted = json.loads((FOLDER / "package.json").read_text())["dependencies"]
    if wanted == {name: _installed(name) for name in wanted}:
        return
    options = "--ignore-scripts --no-package-lock --no-audit --no-fund --loglevel=error".split()
    done = subprocess.run(
        ["npm", "install", *options, "--prefix", str(FOLDER)],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        _do_without(f"npm cannot install what tests/js/package.json names: {done.stderr.strip()}")


def _installed(package: str) -> str | None:
    try:
        text = (FOLDER / "node_modules" / package / "package.json").read_text()
    except FileNotFoundError:
        return None
    version: str = json.loads(text)["version"]
    return version


def _do_without(reason: str) -> NoReturn:
    """Skip the test, except in continuous integration, where nothing may be missing."""
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)
