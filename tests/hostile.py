"""Endless answers, programs and files: the peak of memory, and the processes left running.

Figures 17 and 18 of tests/faults.py; tests/test_hostile.py has a small size of each.
"""

from __future__ import annotations

import json
import os
import shlex
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from tests.aws import KEY, SECRET, RawServer
from tests.faults import Figure, homes

MOST_MEGABYTES = 100
KEYS = f"region = us-east-1\naws_access_key_id = {KEY}\naws_secret_access_key = {SECRET}\n"
ROLE = "role_arn = arn:aws:iam::123456789012:role/deploy\n"
PRINTED = json.dumps({"Version": 1, "AccessKeyId": KEY, "SecretAccessKey": SECRET})

_WITH_PEAK = """
import os, sys, threading
from awscred.__main__ import _run
code = _run()
with open("/proc/self/status") as status:
    peak = next(line for line in status if line.startswith("VmHWM")).split()[1]
with open(os.environ["PEAK"], "w") as file:
    file.write(peak)
os._exit(code)
"""


# --- 17: memory

_PIECE = 65536
_MEGABYTE = 1024 * 1024


def _sending(first: bytes, endless: bytes = b"") -> Callable[[socket.socket], None]:
    """Send `first`, and then `endless` again and again."""

    def treat(connection: socket.socket) -> None:
        connection.recv(_PIECE)
        connection.sendall(first)
        while endless:
            connection.sendall(endless)

    return treat


def _head(*fields: str) -> bytes:
    return "\r\n".join(("HTTP/1.1 200 OK", "Content-Type: text/xml", *fields, "", "")).encode()


def _whole(body: bytes) -> Callable[[socket.socket], None]:
    return _sending(_head(f"Content-Length: {len(body)}") + body)


_CHUNKED = _head("Transfer-Encoding: chunked")
ANSWERS = {
    "endless body": _sending(_head(), b"x" * _PIECE),
    "endless chunks": _sending(_CHUNKED, b"10000\r\n" + b"x" * _PIECE + b"\r\n"),
    "endless chunk size": _sending(_CHUNKED, b"1" * _PIECE),
    "endless trailer": _sending(_CHUNKED + b"0\r\nX: ", b"y" * _PIECE),
    "endless gzip": _sending(_head("Content-Encoding: gzip") + b"\x1f\x8b", b"\0" * _PIECE),
    "endless header": _sending(b"HTTP/1.1 200 OK\r\nX: ", b"y" * _PIECE),
    "endless headers": _sending(b"HTTP/1.1 200 OK\r\n", b"X: " + b"y" * 60_000 + b"\r\n"),
    "endless interim answers": _sending(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 1_000),
    "a million nested tags": _whole(b"<a>" * 1_000_000 + b"</a>" * 1_000_000),
    "nested tags": _whole(b"<a>" * 340_000),
    "tags": _whole(b"<r>" + b"<a/>" * 260_000 + b"</r>"),
    "attributes": _whole(b"<a " + b" ".join(b'b%d=""' % n for n in range(90_000)) + b"/>"),
    "lines": _whole(b"<a>" + b"xy\n" * 340_000 + b"</a>"),
    "entities": _whole(
        b'<!DOCTYPE a [<!ENTITY b "' + b"<c/>" * 2_000 + b'">]><a>' + b"&b;" * 2_000 + b"</a>"
    ),
    "lists": _whole(b"[" + b"{}," * 340_000 + b"{}]"),
}
"""What a server sends instead of an answer."""
PROGRAMS = {
    "endless output": "yes",
    "endless errors": "sh -c 'yes >&2'",
    "both": "sh -c 'yes & yes >&2'",
    "endless output and no end": "sh -c 'trap : TERM PIPE; while :; do yes; done'",
}
"""What a credential_process may do."""
FILES = {
    "token from /dev/zero": f"{ROLE}web_identity_token_file = /dev/zero\n",
}
"""Settings of a profile that name an endless file."""


def memory(answers: Iterable[str] = tuple(ANSWERS), times: int = 1) -> Figure:
    """Ask about `times` profiles for each of ANSWERS, PROGRAMS and FILES (figure 17)."""
    total = Figure(0, [])
    with homes() as home:
        for name in answers:
            with RawServer(ANSWERS[name]) as server:
                total += _peak(name, f"endpoint_url = {server.url}\n{KEYS}", times, home.folder)
        for name, command in PROGRAMS.items():
            total += _peak(name, f"credential_process = {command}\n", times, home.folder)
        for name, settings in FILES.items():
            total += _peak(name, settings, times, home.folder)
    return total


def _peak(name: str, settings: str, times: int, home: Path) -> Figure:
    profiles = "".join(f"[profile p{number}]\n{settings}" for number in range(times))
    done, kilobytes = _measured(home, profiles, "whoami", "--all", "--allow-process", "-f", "plain")
    wrong = []
    if kilobytes > MOST_MEGABYTES * 1024:
        wrong.append(f"{name}: {kilobytes / 1024:.0f} MB")
    states = {line.split("\t")[1] for line in done.stdout.splitlines()}
    if not states or not states <= {"unknown", "broken"}:
        wrong.append(f"{name}: {done.returncode} {states} {done.stderr[-300:]}")
    return Figure(1, wrong)


def _measured(home: Path, config: str, *args: str) -> tuple[subprocess.CompletedProcess[str], int]:
    """Run awscred with this config; its peak of memory is in kilobytes."""
    peak = home.parent / "peak"
    done = subprocess.run(
        [sys.executable, "-c", _WITH_PEAK, *args],
        env=_environment(home, config) | {"PEAK": str(peak)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    return done, int(peak.read_text())


def _environment(home: Path, config: str) -> dict[str, str]:
    folder = home / ".aws"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "config").write_text(config)
    (folder / "config").chmod(0o600)
    ours = {"HOME": str(home), "AWS_EC2_METADATA_DISABLED": "true"}
    ours["PYTHONPATH"] = str(Path(__file__).parent.parent)
    return {"PATH": os.environ["PATH"], **ours}


# --- 18: processes left


class Family(NamedTuple):
    """A program that hangs, and its number of processes."""

    command: str
    size: int


_HANG = "sleep 7654"
_DAEMON = (
    "import os, time; os.fork() and time.sleep(7654); os.setsid(); os.fork() and os._exit(0); "
    "[os.dup2(os.open(os.devnull, 2), number) for number in range(3)]; time.sleep(7654)"
)
FAMILIES = {
    "alone": Family(_HANG, 1),
    "with a child": Family(f"sh -c '{_HANG} & {_HANG}'", 3),
    "with a session": Family(f"sh -c 'setsid {_HANG} & {_HANG}'", 3),
    "with a daemon": Family(shlex.join([sys.executable, "-c", _DAEMON]), 2),
    "without an environment": Family(f"sh -c '(env -i setsid {_HANG} &); {_HANG}'", 3),
    "that ignores signals": Family(f"sh -c 'trap \"\" TERM INT HUP; {_HANG} & {_HANG}'", 3),
}
ENDS = (None, signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT, signal.SIGKILL)
"""None is the deadline."""


def leftovers(
    families: Iterable[str] = tuple(FAMILIES), ends: Iterable[signal.Signals | None] = ENDS
) -> Figure:
    """End awscred in each of these ways while each of these programs hangs (figure 18)."""
    wanted = tuple(families)
    return sum((_left(wanted, end) for end in ends), Figure(0, []))


def _left(names: tuple[str, ...], end: signal.Signals | None) -> Figure:
    """All these programs at once."""
    if end == signal.SIGKILL:  # then they are found only by their environment
        names = tuple(name for name in names if name != "without an environment")
    config = "".join(
        f"[profile {name.replace(' ', '-')}]\ncredential_process = {FAMILIES[name].command}\n"
        for name in names
    )
    with homes() as home, ExitStack() as stack:
        before = _hanging()
        args = ("whoami", "--all", "--allow-process", "--timeout", "3" if end is None else "60")
        process = stack.enter_context(started(_environment(home.folder, config), *args))
        expected = sum(FAMILIES[name].size for name in names)
        grown = _until(lambda: len(_hanging() - before) >= expected)
        if end is not None:
            process.send_signal(end)
        process.communicate(timeout=60)
        if end == signal.SIGKILL:
            _until(lambda: not _hanging() - before)
        left = _hanging() - before
        for number in left:
            with suppress(OSError):
                os.kill(number, signal.SIGKILL)
    how = "the deadline" if end is None else end.name
    wrong = [f"{how}: {len(left)} processes left"] if left else []
    if not grown:
        wrong.append(f"{how}: the programs did not start")
    return Figure(len(names), wrong)


def _until(holds: Callable[[], bool], seconds: float = 5) -> bool:
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def _hanging() -> set[int]:
    """The processes that sleep for 7654 seconds, and those that wait for them."""
    found = set()
    for path in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            words = (path / "cmdline").read_bytes()
            state = (path / "stat").read_text().rpartition(") ")[2][0]
            if b"7654" in words and b"awscred" not in words and state != "Z":
                found.add(int(path.name))
    return found


@contextmanager
def started(environment: dict[str, str], *args: str) -> Iterator[subprocess.Popen[str]]:
    """awscred in its own process, with the default reaction to signals: the tests may ignore
    some."""
    usual = "import signal as s; [s.signal(n, s.SIG_DFL) for n in (1, 3, 15)]; "
    code = f"{usual}s.signal(2, s.default_int_handler); from awscred.__main__ import run; run()"
    with subprocess.Popen(
        [sys.executable, "-c", code, *args],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


# --- interrupted

# Sends itself SIGINT at the n-th call of a Python function; the first one is `run`.
_AT_A_CALL = """
import os, signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
at, count = int(os.environ["AT"]), 0
def watch(frame, event, _):
    global count
    if event == "call":
        count += 1
        if count == at:
            os.kill(os.getpid(), signal.SIGINT)
def say_count(code):
    sys.setprofile(None)
    if not at:
        with open(os.environ["COUNT"], "w") as file:
            file.write(str(count))
    leave(code)
leave, os._exit = os._exit, say_count
from awscred.__main__ import run
sys.setprofile(watch)
run()
"""


def interruptions(points: int, *args: str) -> Figure:
    """Send SIGINT at this many calls of a command, from its first to its last; it has to end with
    130 and one line."""
    wrong = []
    with homes() as home:
        count = home.folder.parent / "count"

        def run(at: int) -> subprocess.CompletedProcess[str]:
            home.reset(None, None)
            environment = _environment(home.folder, f"[profile p]\n{KEYS}")
            return subprocess.run(
                [sys.executable, "-c", _AT_A_CALL, *args],
                env={**environment, "AT": str(at), "COUNT": str(count)},
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                check=False,
                timeout=60,
            )

        run(0)
        calls = int(count.read_text()) - 10  # the last ones are not awscred's own
        for number in range(points):
            at = 2 + calls * number // points
            done = run(at)
            if (done.returncode, done.stderr) != (130, "error: interrupted\n"):
                wrong.append(f"{args} at call {at}: {done.returncode} {done.stderr[-300:]}")
    return Figure(points, wrong)
