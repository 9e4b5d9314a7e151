"""`aws configure set` and `awscred set`: the same setting in the same ten awkward files.

`python -m tests.side_by_side` prints what each of them did, by the bytes, and by what every reader
and botocore itself see before and after. Needs the AWS CLI; touches nothing of the user's.
"""

from __future__ import annotations

import difflib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from tests.aws import KEY, OTHER_KEY, SECRET
from tests.test_triples import View, views

ID, TOKEN = "aws_access_key_id", "aws_session_token"


class Case(NamedTuple):
    """An awkward pair of files, and the setting to change."""

    title: str
    profile: str
    key: str
    value: str
    config: str = ""
    credentials: str = ""

    @property
    def keys(self) -> tuple[str, ...]:
        """The settings that should change: with a key, also the token of the old one."""
        return (ID, TOKEN) if self.key == ID else (self.key,)


OPS = "[profile ops]\noutput = text\n\n"
CASES = [
    Case(
        "an upper-case key",
        *("dev", "region", "eu-west-2"),
        config="[profile dev]\nRegion = eu-west-1\noutput = json\n",
    ),
    Case(
        "an indented header",
        *("dev", "region", "eu-west-2"),
        config=f"  [profile dev]\nregion = eu-west-1\n\n{OPS}",
    ),
    Case(
        "indented settings",
        *("dev", "region", "eu-west-2"),
        config="[profile dev]\n  region = eu-west-1\n  output = json\n",
    ),
    Case(
        "a last comment line without a newline",
        *("dev", "output", "json"),
        config="[profile dev]\nregion = eu-west-1\n# note",
    ),
    Case(
        "Windows line ends",
        *("dev", "region", "eu-west-2"),
        config=f"{OPS}[profile dev]\nregion = eu-west-1\n".replace("\n", "\r\n"),
    ),
    Case(
        "a comment behind the value",
        *("dev", "region", "eu-west-2"),
        config="[profile dev]\nregion = eu-west-1  # near the office\noutput = json\n",
    ),
    Case(
        "a quoted name",
        *("my work", "region", "eu-west-2"),
        config='[profile "my work"]\nregion = eu-west-1\n',
    ),
    Case("a new name with an apostrophe", "o'brien", "region", "eu-west-2", config=OPS),
    Case(
        "[profile default]",
        *("default", "region", "eu-west-2"),
        config="[profile default]\nregion = eu-west-1\noutput = json\n",
    ),
    Case(
        "a new key where there is a session token",
        *("dev", ID, OTHER_KEY),
        credentials=f"[dev]\naws_access_key_id = {KEY.replace('AKIA', 'ASIA')}\n"
        f"aws_secret_access_key = {SECRET}\naws_session_token = AQoEXAMPLE==\n",
    ),
]


def aws(case: Case) -> list[str]:
    """The AWS CLI's command for a case."""
    return ["aws", "configure", "set", case.key, case.value, "--profile", case.profile]


def awscred(case: Case) -> list[str]:
    """awscred's command for a case."""
    command = [sys.executable, "-m", "awscred", "set"]
    return [*command, "--create", "--", case.profile, case.key, case.value]


class Done(NamedTuple):
    """The output of a tool for a case, and the harm that it did."""

    said: str
    harm: list[str]


def done(case: Case, command: list[str], home: Path) -> Done:
    """Run a tool on a case, in an empty home folder."""
    folder = home / ".aws"
    folder.mkdir()
    for name in ("config", "credentials"):
        if text := getattr(case, name):
            (folder / name).write_bytes(text.encode())
            (folder / name).chmod(0o600)
    before, seen = _text(folder), views(folder)
    env = {name: value for name, value in os.environ.items() if name[:4] not in ("AWS_", "XDG_")}
    env["HOME"] = str(home)
    ran = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    after = _text(folder)
    notes = [line for line in ran.stderr.split("\n") if line.startswith(("note: ", "error: "))]
    said = ", ".join(["done" if ran.returncode == 0 else f"refused ({ran.returncode})", *notes])
    if after == before:
        return Done(f"{said}; nothing written", [])
    return Done(said, [*_lines(case, before, after), *_readings(case, seen, views(folder))])


def _text(folder: Path) -> str:
    """Both files, with every byte."""
    files = (folder / "config", folder / "credentials")
    return "".join(file.read_bytes().decode() for file in files if file.exists())


def _lines(case: Case, before: str, after: str) -> Iterator[str]:
    """The lines that are lost or changed, except those that should be."""
    old, new = (re.findall(r"[^\n]*\n|[^\n]+$", text) for text in (before, after))
    asked = rf"(?i)\s*({'|'.join(case.keys)})\s*="
    gone = [line[2:] for line in difflib.ndiff(old, new) if line[0] == "-"]
    lost = [line for line in gone if not re.match(asked, line) and f"{line}\n" not in new]
    converted = [line for line in gone if line.replace("\r\n", "\n") in new]
    if converted:
        yield f"CRLF lost in {len(converted)} lines"
    yield from (f"lost or changed: {line.rstrip()}" for line in lost if line not in converted)
    for comment in re.findall(r"[ \t]([#;].*)", before):
        if comment not in after:
            yield f"comment lost: {comment}"
    count = len(re.findall(rf"(?im)^\s*{case.key}\s*=", after))
    if count > 1:
        yield f"{case.key} is set {count} times"


def _readings(case: Case, before: dict[str, View], after: dict[str, View]) -> Iterator[str]:
    """What readers see that was not asked for, and the readers that do not see what was."""
    # Only readers that saw something of the file before.
    pairs = {name: (old, after[name]) for name, old in before.items() if old}
    both = {name: (old, new) for name, (old, new) in pairs.items() if new is not None}
    found = {
        "cannot read the file any more": pairs.keys() - both.keys(),
        "do not see it": {
            name
            for name, (_, new) in both.items()
            if (case.key, case.value) not in {(fact.key, fact.value) for fact in new}
        },
        "read something else differently": {
            name
            for name, (old, new) in both.items()
            if any(fact.key not in case.keys for fact in old ^ new)
        },
        "take the old session token for the new key's": {
            name
            for name, (old, new) in both.items()
            if case.key == ID and any(fact.key == TOKEN for fact in old & new)
        },
    }
    yield from (f"{', '.join(sorted(names))} {what}" for what, names in found.items() if names)


def main() -> None:
    """Print what both tools did to every case."""
    if not shutil.which("aws"):
        sys.exit("the AWS CLI is not installed")
    for case in CASES:
        print(f"{case.title}: set {case.key} of {case.profile}")
        for title, command in (("aws", aws(case)), ("awscred", awscred(case))):
            with tempfile.TemporaryDirectory() as home:
                said, harm = done(case, command, Path(home))
            print(f"  {title:8}{said}")
            for line in harm or ["no harm"]:
                print(f"{'':10}- {line}")


if __name__ == "__main__":
    main()
