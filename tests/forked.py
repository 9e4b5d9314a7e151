"""Runs awscred in forks of one warm process: quickly, and with a fault at any system call.

The warm process (`python -m tests.forked`) has imported everything that awscred needs, so that a
fork does only awscred's own work. `sys.setprofile` shows each call of a C function before and after
it, so Python is enough to kill a process, or to let a call fail, at the n-th call. strace can do
both at each system call.
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import FrameType, ModuleType, TracebackType
from typing import Any, NamedTuple

MARK = 10**9
"""Not a process id: asking for one from here on marks a call in strace's log."""
READING = frozenset(
    "stat lstat readlink listdir scandir read pread readline access getxattr".split()
)
CHANGING = frozenset(
    "open mkdir rename replace unlink remove rmdir chmod fchmod chown fchown ftruncate truncate "
    "fsync setxattr link symlink flock write flush close __exit__".split()
)
CALLS = READING | CHANGING | {"fstat", "listxattr", "lseek"}
"""The C functions that call the system and can fail; the CHANGING ones may change the disk."""
_LATE = ("close", "__exit__", "write", "flush", "read", "readline")
"""What fails only after it is done: a file whose closing failed is closed nevertheless."""


class Fault(NamedTuple):
    """A fault at a call: the n-th one of CALLS (1-based), or one that strace counts.

    `error` is an errno; 0 kills the process. `strace` is the expression for strace's -e inject.
    """

    at: int = 0
    error: int = 0
    strace: str = ""


class Done(NamedTuple):
    """The result of a run: the exit code (negative: the signal that ended it), the output, the
    names of the CALLS, and strace's log."""

    code: int
    out: str
    err: str
    calls: tuple[str, ...]
    log: str

    @property
    def system_calls(self) -> list[str]:
        """The calls in strace's log, by name and number: `write:when=3` is the third write."""
        seen: Counter[str] = Counter()
        found = []
        for name in re.findall(r"^(?:\d+ +)?(\w+)\(", self.log, re.MULTILINE):
            seen[name] += 1
            found.append(f"{name}:when={seen[name]}")
        return found


class Forks:
    """The warm process, to be used with `with`."""

    def __enter__(self) -> Forks:
        self._scratch = tempfile.TemporaryDirectory()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.forked", self._scratch.name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=Path(__file__).parent.parent,
            env={"PATH": os.environ["PATH"], "HOME": self._scratch.name},
            text=True,
        )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.communicate()
        self._scratch.cleanup()

    def run(
        self,
        home: Path,
        *args: str,
        input: str = "",
        fault: Fault | None = None,
        umask: int = 0o022,
        user: int | None = None,
        env: Mapping[str, str] | None = None,
        count: bool = False,
        trace: bool = False,
    ) -> Done:
        """Run `awscred ARGS` in a home folder, as another `user` if one is given.

        With `count`, the result has the names of its CALLS. With `trace`, strace logs what it does,
        with a mark for each of CALLS.
        """
        return self._ask(
            args=args,
            env={"HOME": str(home), "PATH": os.environ["PATH"], **(env or {})},
            folder=".",
            input=input,
            fault=fault or Fault(),
            umask=umask,
            user=user,
            count=count,
            trace=trace,
        )

    def run_here(self, *args: str, input: str, env: Mapping[str, str]) -> Done:
        """Run `awscred ARGS` in this environment and in the current folder, as a child process
        would."""
        umask = os.umask(0)
        os.umask(umask)
        return self._ask(args=args, env={**env}, folder=os.getcwd(), input=input, umask=umask)

    def _ask(self, **job: object) -> Done:
        assert self._process.stdin
        assert self._process.stdout
        usual = {"fault": Fault(), "user": None, "count": False, "trace": False}
        self._process.stdin.write(json.dumps({**usual, **job}) + "\n")
        self._process.stdin.flush()
        code, out, err, calls, log = json.loads(self._process.stdout.readline())
        return Done(code, out, err, tuple(calls), log)


# --- the warm process


def _is_call(function: Any) -> bool:
    """Whether a C function is one of CALLS, of posix, fcntl or a file."""
    owner = getattr(function, "__self__", None)
    if function.__name__ not in CALLS:
        return False
    if isinstance(owner, ModuleType):
        return owner.__name__ in ("posix", "_io", "io", "fcntl")
    kind = type(owner)
    return kind.__module__ in ("_io", "posix") and kind.__name__ not in ("StringIO", "BytesIO")


class _Watch:
    """A profile function that counts CALLS, marks them, and injects the fault."""

    def __init__(self, fault: Fault, calls: str, *, mark: bool) -> None:
        self._fault = fault
        self._mark = mark
        self._count = 0
        self._log = os.open(calls, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)

    def __call__(self, frame: FrameType, event: str, function: Any) -> None:
        if event == "call" and frame.f_code.co_name == "_rename":  # by ctypes, which is not seen
            event, name = "c_call", "replace"
        elif event in ("c_call", "c_return") and _is_call(function):
            name = function.__name__
        else:
            return
        if event == "c_call":
            self._count += 1
            if self._mark:
                with suppress(ProcessLookupError):
                    os.getpgid(MARK + self._count)
            else:
                os.write(self._log, f"{name}\n".encode())
        if self._count != self._fault.at:
            return
        if not self._fault.error:
            os.kill(os.getpid(), signal.SIGKILL)
        if (event == "c_return") == (name in _LATE):
            raise OSError(self._fault.error, os.strerror(self._fault.error))


def _child(job: dict[str, Any], scratch: str, go: int) -> None:
    """Become the process that a job describes; does not return."""
    fault = Fault(*job["fault"])
    os.environ.clear()
    os.environ.update(job["env"])
    for number, name in enumerate(("input", "out", "err")):
        os.dup2(os.open(os.path.join(scratch, name), os.O_RDWR), number)
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115 - as long as the process
    sys.argv = ["awscred", *job["args"]]
    watch = _Watch(fault, os.path.join(scratch, "calls"), mark=job["trace"])
    os.chdir(job["folder"])
    os.umask(job["umask"])
    if job["user"] is not None:
        os.setgroups([])
        os.setgid(job["user"])
        os.setuid(job["user"])
    from awscred.__main__ import run

    signal.alarm(60)
    os.read(go, 1)
    if job["trace"] or job["count"] or fault.at:
        sys.setprofile(watch)
    run()


def _answer(job: dict[str, Any], scratch: str) -> list[object]:
    for name in ("input", "out", "err", "calls", "log"):
        Path(scratch, name).write_text(job["input"] if name == "input" else "", encoding="utf-8")
    wait, go = os.pipe()
    pid = os.fork()
    if not pid:
        try:
            os.close(go)
            _child(job, scratch, wait)
        finally:
            os._exit(99)
    tracer = None
    strace = Fault(*job["fault"]).strace
    if strace or job["trace"]:
        injected = ["-e", f"inject={strace}"] if strace else []
        log = os.path.join(scratch, "log")
        command = ["strace", "-f", "-s", "0", "-o", log, *injected, "-p", str(pid)]
        tracer = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
        assert tracer.stderr
        said = tracer.stderr.readline()
        if "attached" not in said:
            raise RuntimeError(said)
    os.write(go, b"!")
    _, status = os.waitpid(pid, 0)
    os.close(go)
    os.close(wait)
    if tracer:
        tracer.communicate()
    out, err, calls, log = (
        Path(scratch, name).read_text(encoding="utf-8", errors="replace")
        for name in ("out", "err", "calls", "log")
    )
    return [os.waitstatus_to_exitcode(status), out, err, calls.split(), log]


_WARM: Sequence[tuple[str, ...]] = (
    ("set", "a", "region", "eu-west-1", "--create"),
    ("set", "a", "aws_secret_access_key", "--stdin"),
    ("list",),
    ("unset", "a", "nothing"),
    ("copy", "a", "b"),
    ("rename", "b", "c"),
    ("remove", "c", "--yes"),
    ("add", "d", "--region", "eu-west-1", "--no-verify", "--process", "/bin/true"),
    ("whoami", "d", "-f", "json"),
    ("undo",),
    ("undo", "--list", "-f", "json"),
    ("undo", "--purge"),
    ("list", "-f", "json"),
    ("list", "-f", "table"),
    ("show", "a", "-f", "json"),
    ("validate", "-f", "json"),
    ("validate", "--diff"),
)


def _serve(scratch: str) -> None:
    jobs, answers, error = os.fdopen(os.dup(0)), os.fdopen(os.dup(1), "w"), os.dup(2)
    for number in range(3):
        os.dup2(os.open(os.devnull, os.O_RDWR), number)
    import click

    from awscred.cli import Commands, app, main

    for args in _WARM:
        main(args)
    for command in Commands.NAMES:  # nothing must be imported later
        Commands().get_command(click.Context(app), command)
    from awscred.store import journal, locks  # noqa: F401 - needed after a fault alone

    os.dup2(error, 2)
    for line in jobs:
        answers.write(json.dumps(_answer(json.loads(line), scratch)) + "\n")
        answers.flush()


if __name__ == "__main__":
    _serve(sys.argv[1])
