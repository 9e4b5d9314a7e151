"""Ask the real tools again: `python -m tests.record [--write] [TOOL...]`.

Prints how many of the recorded files each tool reads differently now, and the first of these. Exits
with 1 if there are any; `--write` records what they read now. A tool that is not installed is left
out, with the reason.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from tests.corpus import Pair
from tests.record import botocore, cplusplus, javascript, php, ruby

RECORDED = Path(__file__).parent.parent / "data" / "recorded.json.gz"
NEAR_CLEAN = RECORDED.with_name("near_clean.json.gz")
"""4,000 nearly good files, as the tools read them that do not follow AWS's common format."""

Ask: TypeAlias = Callable[[Pair], dict[str, Any]]
RECORDERS: dict[str, Callable[[Path], AbstractContextManager[tuple[str, Ask]]]] = {
    "cli": botocore.recorder,
    "js": javascript.recorder,
    "cpp": cplusplus.recorder,
    "php": php.recorder,
    "ruby": ruby.recorder,
}


def load(path: Path = RECORDED) -> list[dict[str, Any]]:
    """The recorded cases: an id, the two files, and what each tool reads in them."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        found: list[dict[str, Any]] = json.load(file)
    return found


def save(cases: Sequence[Mapping[str, Any]]) -> None:
    """Write the cases, so that the same ones give the same bytes."""
    lines = ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases)
    text = f"[\n{lines}\n]\n"
    RECORDED.write_bytes(gzip.compress(text.encode(), mtime=0))


def pair_of(case: Mapping[str, Any]) -> Pair:
    """The files of a case, as bytes."""
    return Pair(*((case[file] or "").encode() for file in ("config", "credentials")))


def record(tool: str, cases: Sequence[dict[str, Any]]) -> tuple[str, list[str]]:
    """Ask a tool about all cases, and store its answers; returns its version and the changed
    ids."""
    different = []
    with tempfile.TemporaryDirectory() as folder, RECORDERS[tool](Path(folder)) as (version, ask):
        for case in cases:
            now = ask(pair_of(case))
            before = case["readings"][tool]
            if any(before[key] != now[key] for key in now):
                different.append(case["id"])
            case["readings"][tool] = before | now
    return version, different


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.record", description=__doc__)
    parser.add_argument("tools", nargs="*", metavar="TOOL", help=", ".join(RECORDERS))
    parser.add_argument("--write", action="store_true", help="record what they read now")
    options = parser.parse_args(arguments)
    if unknown := set(options.tools) - RECORDERS.keys():
        parser.error(f"there is no recorder for {', '.join(sorted(unknown))}")
    cases = load()
    found = False
    for tool in options.tools or RECORDERS:
        try:
            version, different = record(tool, cases)
        except pytest.skip.Exception as reason:
            print(f"{tool}: left out, as {reason}")
            continue
        print(f"{tool} ({version}): {len(different)} of {len(cases)} files are read otherwise")
        print("".join(f"  {name}\n" for name in different[:10]), end="")
        found = found or bool(different)
    if options.write:
        save(cases)
    return int(found and not options.write)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
