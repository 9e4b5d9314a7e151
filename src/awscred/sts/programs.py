"""Runs the programs of credential_process, and stops those that have not finished.

A program runs in awscred's own process group, so it can ask on the terminal. Its descendants are
found by their parents, and by a mark in their environment, which daemons also keep. On Linux, they
also become children of this process when their parent ends. If awscred itself is killed, a guard (a
small shell script in its own session) stops them by their marks. macOS and Windows do not list
processes in files: only the programs themselves are stopped there.
"""

from __future__ import annotations

import os
import selectors
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import IO, Any

from awscred.store.foreign import Process, processes
from awscred.sts.answers import ExposedError, NotAllowedError, OutputTooLongError
from awscred.sts.limits import LONGEST, PIECE, TooLongError, collect

_MARK = "AWSCRED_PROGRAM"
_GRACE_SECONDS = 0.3  # between SIGTERM and SIGKILL
_LAST_SECONDS = 2.0  # after this, what cannot be killed is abandoned
_SET_CHILD_SUBREAPER = 36  # an option of Linux's prctl
# Waits for a line. If none comes, awscred was killed. $0 is the mark.
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
    """A running program: the part of `subprocess.Popen` that botocore uses."""

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
        """Wait until it ends; returns its standard output, and nothing for standard error.

        Raises OutputTooLongError if either is longer than LONGEST bytes.
        """
        if sys.platform == "win32":  # where nothing can wait for two pipes
            output, said = self._popen.communicate()
            self.is_finished = True
            if max(len(output), len(said)) > LONGEST:
                raise OutputTooLongError
            return output, b""
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

    def kill(self) -> None:
        """End it immediately, but not its descendants."""
        self._popen.kill()


def _printed(out: IO[bytes], errors: IO[bytes]) -> Iterator[bytes]:
    """The output on `out`. The output on `errors` is only counted.

    Raises TooLongError if it is longer than LONGEST bytes.
    """
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

    It refuses if other users can change the path in `exposed`. `alone` means that this process
    starts nothing else: every other process that becomes its child comes from a program.
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
        with suppress(OSError):  # without a shell, nothing watches this process
            return subprocess.Popen(  # noqa: S603
                ["/bin/sh", "-c", _GUARD, f"{_MARK}={self._run}"],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        return None

    def stop(self) -> None:
        """Refuse new programs, and stop those that have not finished, with their descendants.

        What a finished program leaves running, such as a daemon, is left alone.
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
            if sys.platform == "win32" or not running:  # they are not listed
                self._kill_unfinished()
                return
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

    def _kill_unfinished(self) -> None:
        for program in self._all:
            if not program.is_finished:
                program.kill()

    def _survivors(self, running: Mapping[int, Process], known: set[int]) -> set[int]:
        """The processes of unfinished programs: found by mark or by parent, or orphaned."""
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
    """On Linux, become the parent of descendants whose parent ends."""
    with suppress(ImportError, OSError, AttributeError, TypeError):
        import ctypes  # takes 3 ms, needed only for programs

        ctypes.CDLL(None).prctl(_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
