"""The examples of each command, run on the files in `sample` at a terminal of their own."""

from __future__ import annotations

import fcntl
import io
import json
import os
import pty
import shlex
import shutil
import signal
import struct
import sys
import tempfile
import termios
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import TypeVar

import pexpect
from pexpect.fdpexpect import fdspawn

from awscred.__main__ import run as run_awscred
from tests.aws import (
    ACCOUNT,
    KEY,
    OTHER_KEY,
    SECRET,
    Answer,
    Request,
    StandIn,
    assumed,
    identity,
    session,
)
from tests.site.command_pages import Ran
from tests.terminal import screen

assert sys.platform != "win32"  # which has no such terminals, and no forks

T = TypeVar("T")
SAMPLE = Path(__file__).parent / "sample"
_COLUMNS = 84
_PATIENCE = 10
"""Seconds until an example must have shown the next prompt, or have ended."""
_ROLE_KEY = "ASIAI44QH8DHBEXAMPLE"
_IDENTITIES = {
    OTHER_KEY: f"arn:aws:iam::{ACCOUNT}:user/build",
    _ROLE_KEY: f"arn:aws:sts::{ACCOUNT}:assumed-role/deploy/session",
}
"""Who has these keys; the others belong to a user, alice."""
_PLACEHOLDERS = {"ID": KEY, "ARN": f"arn:aws:iam::{ACCOUNT}:role/deploy"}
_TEMPORARY = json.dumps(
    {
        "Credentials": {
            "AccessKeyId": "ASIAIOSFODNN7EXAMPLE",
            "SecretAccessKey": SECRET,
            "SessionToken": "AQoEXAMPLEH4aoAH0gNCAPyJxz4BlCFFxWNE1OPTgk5TthT+FvwqnKwRcOIfrRh3c",
            "Expiration": "2099-01-01T00:00:00Z",
        }
    }
)
_PIPED = {"pass": f"{SECRET}\n", "aws": _TEMPORARY}
"""What the programs before a pipe print."""
_BEFORE = {
    "add dev-mfa": (),
    "add dev": ("remove dev deploy old-customer default --yes",),
    "pass": ("remove dev deploy old-customer default --yes",),
    "add deploy": ("remove deploy --yes",),
    "import ~": ("remove default --yes",),
    "import new.csv": ("remove default --yes", "rename dev ci"),
    "undo": ("set dev region eu-west-1",),
    "redo": ("set dev region eu-west-1", "undo"),
}
"""Commands that run before the examples that begin with these words; the first row counts."""
_TYPED = {
    "add dev-mfa": (
        ("of the MFA device", f"arn:aws:iam::{ACCOUNT}:mfa/alice"),
        ("code", "123456"),
    ),
    "add dev": (
        ("Kind of credentials", "key"),
        ("Access key id", KEY),
        ("Secret access key", SECRET),
        ("Region", "eu-central-1"),
    ),
    "import ~": (("Profile name", ""), ("Region", "eu-central-1")),
    "remove": (("[y/N]", "y"),),
    "set dev aws_access_key_id": (("aws_secret_access_key: ", SECRET),),
}
"""What is typed at the prompts of such examples: a part of each prompt, and the answer."""
_ENVIRONMENT = {
    "PATH": os.environ["PATH"],
    "EDITOR": "sed -i -e s/json/yaml/ -e s/nothing/no/",
    "SHELL": "/bin/bash",
    "TERM": "xterm",
    "NO_COLOR": "1",
    "AWS_EC2_METADATA_DISABLED": "true",
}


def run(epilogs: Mapping[str, str]) -> dict[str, list[Ran]]:
    """Run the examples of each command, one per line; each starts with the sample files."""
    with _aws() as url:
        return {
            name: [_run(_filled(line), url) for line in epilog.splitlines()]
            for name, epilog in epilogs.items()
        }


def sample_files() -> dict[str, str]:
    """The sample files of AWS, by the path that the examples show."""
    names = ("config", "credentials")
    return {f"~/.aws/{name}": (SAMPLE / ".aws" / name).read_text("utf-8") for name in names}


def _filled(line: str) -> str:
    """An example with values instead of placeholders."""
    return " ".join(_PLACEHOLDERS.get(word, word) for word in line.split(" "))


def _run(line: str, url: str) -> Ran:
    with tempfile.TemporaryDirectory(prefix="home-") as scratch:
        home = Path(scratch)
        shutil.copytree(SAMPLE, home, dirs_exist_ok=True)
        for path in (home / ".aws", *(home / ".aws").iterdir()):
            path.chmod(path.stat().st_mode & 0o700)
        environment = {**_ENVIRONMENT, "HOME": scratch, "AWS_ENDPOINT_URL_STS": url}
        key = line.removeprefix("awscred ")
        for earlier in _of(_BEFORE, key):
            _at_terminal(earlier.split(), environment)
        before, _, command = line.rpartition(" | ")
        command, _, target = command.partition(" > ")
        words = [word.replace("~", scratch) for word in shlex.split(command)[1:]]
        piped = _PIPED.get(before.split()[0], "") if before else None
        code, shown = _at_terminal(words, environment, _of(_TYPED, key), piped)
        return Ran(line, "" if target else shown.replace(scratch, "~"), code)


def _of(table: Mapping[str, tuple[T, ...]], line: str) -> tuple[T, ...]:
    """The row whose words begin the line."""
    return next((row for words, row in table.items() if line.startswith(words)), ())


def _at_terminal(
    words: Sequence[str],
    environment: Mapping[str, str],
    typed: Sequence[tuple[str, str]] = (),
    piped: str | None = None,
) -> tuple[int, str]:
    """Run awscred in a fork with a terminal: the exit code, and the text on the screen.

    `piped` is its standard input, if that is not the terminal.
    """
    pid, terminal = pty.fork()
    if not pid:
        try:
            _become(words, environment, piped)
        finally:
            os._exit(99)
    child = fdspawn(terminal, timeout=_PATIENCE, encoding="utf-8")
    child.logfile_read = io.StringIO()
    try:
        for prompt, answer in typed:
            child.expect_exact(prompt)
            child.sendline(answer)
        child.expect(pexpect.EOF)
    except pexpect.EOF:
        pass  # an error ended it early; the exit code shows that
    except pexpect.TIMEOUT:  # it waits for something else
        os.kill(pid, signal.SIGKILL)
    _, status = os.waitpid(pid, 0)
    child.close()
    shown = "\n".join(screen(child.logfile_read.getvalue(), _COLUMNS)).strip("\n")
    return os.waitstatus_to_exitcode(status), shown


def _become(words: Sequence[str], environment: Mapping[str, str], piped: str | None) -> None:
    """Turn a fork into `awscred WORDS`; does not return."""
    if piped is not None:
        reading, writing = os.pipe()
        os.write(writing, piped.encode())
        os.close(writing)
        os.dup2(reading, 0)
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(Path(environment["HOME"], "project"))
    sys.argv = ["awscred", *words]
    # those of the parent may have been no terminals
    sys.stdin, sys.stdout, sys.stderr = (
        open(number, mode, encoding="utf-8", closefd=False)  # noqa: SIM115 - until the end
        for number, mode in ((0, "r"), (1, "w"), (2, "w"))
    )
    fcntl.ioctl(1, termios.TIOCSWINSZ, struct.pack("HHHH", 40, _COLUMNS, 0, 0))
    run_awscred()


@contextmanager
def _aws() -> Iterator[str]:
    """A stand-in for AWS in a process of its own: this one, which forks, must have no threads."""
    reading, writing = os.pipe()
    pid = os.fork()
    if not pid:
        try:
            with StandIn(choose=_answer) as aws:
                os.write(writing, aws.url.encode())
                os.close(writing)
                signal.pause()
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        url = pipe.read()
    try:
        yield url
    finally:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


def _answer(request: Request) -> Answer:
    """AWS accepts all keys, and lets everybody assume the role deploy."""
    if request.action == "AssumeRole":
        until = datetime.now(timezone.utc) + timedelta(hours=1)
        answer = assumed("deploy", f"{until:%Y-%m-%dT%H:%M:%SZ}")
        return replace(answer, body=answer.body.replace(OTHER_KEY, _ROLE_KEY))
    if request.action == "GetSessionToken":
        until = datetime.now(timezone.utc) + timedelta(hours=12)
        return session(f"{until:%Y-%m-%dT%H:%M:%SZ}")
    return identity(_IDENTITIES.get(request.key, f"arn:aws:iam::{ACCOUNT}:user/alice"))
