"""What runs in node: the real JavaScript SDK, which answers one case after another."""

from __future__ import annotations

import base64
import json
import shutil
import subprocess
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from filelock import FileLock

from tests import child
from tests.child import Child, do_without
from tests.corpus import Pair

FOLDER = Path(__file__).parent / "js"


class Sdk(NamedTuple):
    """A node process that answers cases one by one."""

    child: Child

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
        answer: dict[str, Any] = self.child.ask(case)
        return answer


@contextmanager
def started(folder: Path) -> Iterator[Sdk]:
    """The SDK, installed and running, with this folder as its home. Skips the test if that
    fails."""
    install()
    with child.started(folder, "node", str(FOLDER / "sdk.js")) as process:
        yield Sdk(process)


def install() -> None:
    """Install the exact versions of tests/js/package.json, unless they are there."""
    with FileLock(FOLDER / ".installing"):  # tests run in several processes
        _install()


def _install() -> None:
    for program in ("node", "npm"):
        if shutil.which(program) is None:
            do_without(f"{program} is not installed")
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
        do_without(f"npm cannot install what tests/js/package.json names: {done.stderr.strip()}")


def _installed(package: str) -> str | None:
    try:
        text = (FOLDER / "node_modules" / package / "package.json").read_text()
    except FileNotFoundError:
        return None
    version: str = json.loads(text)["version"]
    return version
