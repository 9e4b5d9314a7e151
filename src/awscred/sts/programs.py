"""Runs what credential_process names, and leaves nothing of it running that has not finished.

A program runs in awscred's own process group, so it can ask on the terminal. Its descendants are
found by their parents and by a mark in their environment, which its daemons also keep; on Linux
they also come back to this process when their parent ends. If awscred itself is killed, a guard (a
small shell script in a session of its own) ends them by their marks.
"""

from __future__ import annotations

import os
import selectors
import signal
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import IO, Any

from awscred.store.foreign import Process, processes
from awscred.sts.answers import ExposedError, NotAllowedError, OutputTooLongError
from awscred.sts.limits import LONGEST, PIECE, TooLongError, collect

_MARK = "AWSCRED_PROGRAM"
_GRACE_SECONDS = 0.3  # between asking to end and killing
_LAST_SECONDS = 2.0  # what cannot be killed for so long is abandoned
_SET_CHILD_SUBREAPER = 36  # of Linux's prctl
# Waits for a line: without one, awscred was killed. $0 is the mark.
_GUARD = """
read -r _ && exit
for _ in 1 2 3; do
    for found in $(grep -lsF "$0" /proc/[0-9]*/environ); do
        found=${found#/proc/}
        kill -9 "${found%/environ}"
    done
done
"""


class _Program:
    """A program that runs: what botocore uses of `subprocess.Popen`."""

    def __init__(self, words: list[str], mark: str, given: dict[str, Any]) -> None:
        self.mark = f"{_MARK}={mark}".encode()
        self.is_finished = False
        self._popen: subprocess.Popen[bytes] = subprocess.Popen(  # noqa: S603
            words, env={**os.environ, _MARK: mark}, **given
        )
        self.pid = self._popen.pid

    @property
    def returncode(self) -> int | None:
        return self._popen.returncode

    def communicate(self) -> tuple[bytes, bytes]:
        """What it prints on standard output, once it has ended; of standard error nothing is kept.

        Raises OutputTooLongError above LONGEST of either.
        """
        out, errors = self._popen.stdout, self._popen.stderr
        if out is None or errors is None:
            raise AssertionError("botocore asks for both")
        try:
            with out, errors:
                output = collect(_printed(out, errors))
        except TooLongError:
            raise OutputTooLongError from None
        self._popen.wait()
        self.is_finished = True
        return output, b""


def _printed(out: IO[bytes], errors: IO[bytes]) -> Iterator[bytes]:
    """What comes on `out`; what comes on `errors` is counted, up to LONGEST."""
    said = 0
    with selectors.DefaultSelector() as pipes:
        for pipe in (out, errors):
            pipes.register(pipe, selectors.EVENT_READ)
        while pipes.get_map():
            for key, _ in pipes.select():
                piece = os.read(key.fd, PIECE)
                if not piece:
                    pipes.unregister(key.fileobj)
                elif key.fileobj is out:
                    yield piece
                elif (said := said + len(piece)) > LONGEST:
                    raise TooLongError


class Programs:
    """Runs programs for botocore, as `subprocess.Popen` does, or refuses to.

    It refuses if others can change what is `exposed`. `alone` says that this process starts nothing
    else: what comes back to it is of a program.
    """

    def __init__(self, *, allowed: bool, exposed: str = "", alone: bool = False) -> None:
        self._allowed = allowed
        self._exposed = exposed
        self._alone = alone
        self._lock = threading.Lock()
        self._all: list[_Program] = []
        self._guard: subprocess.Popen[bytes] | None = None
        self._run = f"{os.getpid()}-{time.monotonic_ns()}."

    def __call__(self, words: list[str], **given: Any) -> _Program:
        with self._lock:
            if self._exposed:
                raise ExposedError(self._exposed)
            if not self._allowed:
                raise NotAllowedError
            if not self._all:
                self._guard = self._start_guard()
                if self._alone:
                    _adopt_orphans()
            program = _Program(words, f"{self._run}{len(self._all)}", given)
            self._all.append(program)
        return program

    def _start_guard(self) -> subprocess.Popen[bytes] | None:
        with suppress(OSError):  # no shell: then nobody watches over this process
            return subprocess.Popen(  # noqa: S603
                ["/bin/sh", "-c", _GUARD, f"{_MARK}={self._run}"],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        return None

    def stop(self) -> None:
        """Start none any more, and end those that have not finished, with all they started.

        What a program leaves running that has finished is its own affair: a daemon, for example.
        """
        held = self._lock.acquire(timeout=_LAST_SECONDS)
        self._allowed = False
        if held:
            self._lock.release()
        if not all(program.is_finished for program in self._all):
            self._end_unfinished()
        if self._guard is not None:
            with suppress(OSError, subprocess.TimeoutExpired):
                self._guard.communicate(b"\n", timeout=_LAST_SECONDS)

    def _end_unfinished(self) -> None:
        known: set[int] = set()
        asked: set[int] = set()
        begin = time.monotonic()
        while time.monotonic() - begin < _LAST_SECONDS:
            running = processes()
            known |= self._survivors(running, known)
            left = known & running.keys()
            if not left:
                return
            late = time.monotonic() - begin > _GRACE_SECONDS
            for process in left if late else left - asked:
                with suppress(OSError):
                    os.kill(process, signal.SIGKILL if late else signal.SIGTERM)
            asked |= left
            time.sleep(0.01)

    def _survivors(self, running: Mapping[int, Process], known: set[int]) -> set[int]:
        """The processes of unfinished programs: by their mark, by their parent, or orphaned."""
        unfinished = [program for program in self._all if not program.is_finished]
        marks = {program.mark for program in unfinished}
        found = known | {program.pid for program in unfinished}
        others = {os.getpid(), *(program.pid for program in self._all)}
        if self._guard is not None:
            others.add(self._guard.pid)
        for number, process in running.items():
            words = process.environment.split(b"\0")
            own = [word for word in words if word.startswith(_MARK.encode())]
            is_orphan = self._alone and process.parent == os.getpid() and number not in others
            if not marks.isdisjoint(own) or (is_orphan and not own):
                found.add(number)
        more = found
        while more:
            more = {number for number, process in running.items() if process.parent in more} - found
            found |= more
        return found


def _adopt_orphans() -> None:
    """Become, on Linux, the parent of descendants whose parent ends."""
    with suppress(ImportError, OSError, AttributeError):
        import ctypes  # 3 ms, needed by programs alone

        ctypes.CDLL(None).prctl(_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
