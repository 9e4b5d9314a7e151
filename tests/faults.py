"""What awscred does under faults: `python -m tests.faults` prints the figures, tried and failed.

`--figure N` prints one of them. A figure is a function that returns what it tried and what failed,
in words without content of files; tests/test_faults.py calls each in a small size.
"""

from __future__ import annotations

import argparse
import errno
import os
import re
import shutil
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple

from tests.aws import KEY, OTHER_KEY, OTHER_SECRET, SECRET
from tests.forked import CHANGING, Done, Fault, Forks

CONFIG = """\
# settings
[profile base]
region = eu-west-1

[profile deploy]
role_arn = arn:aws:iam::123456789012:role/deploy
source_profile = base
"""
CREDENTIALS = f"""\
# keys
[base]
aws_access_key_id = {KEY}
aws_secret_access_key = {SECRET}
"""
ERRORS = (errno.ENOSPC, errno.EIO, errno.EACCES, errno.EROFS, errno.EDQUOT, errno.EFBIG)
LIST, UNDO = ("list",), ("undo",)
RENAME = ("rename", "base", "main")
SET = ("set", "base", "region", "us-east-1")
SET_KEY = ("set", "base", "aws_access_key_id", OTHER_KEY)


class Figure(NamedTuple):
    """How much was tried, and what failed of it."""

    tried: int
    failed: list[str]

    def __add__(self, other: object) -> Figure:
        assert isinstance(other, Figure)
        return Figure(self.tried + other.tried, self.failed + other.failed)


Contents = tuple[bytes | None, ...]


class Home:
    """A home folder with the two files, made anew for each try."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.aws = folder / ".aws"
        self.paths = (self.aws / "config", self.aws / "credentials")

    def reset(self, config: bytes | None, credentials: bytes | None) -> None:
        """Only these two files, private."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir()
        self.aws.mkdir(mode=0o700)
        for path, data in zip(self.paths, (config, credentials), strict=True):
            if data is not None:
                path.write_bytes(data)
                path.chmod(0o600)

    def contents(self) -> Contents:
        """The two files; None for one that is not there."""
        return tuple(path.read_bytes() if path.exists() else None for path in self.paths)

    def leftovers(self) -> list[str]:
        """What stands beside the files, the locks apart, and unfinished backups."""
        backups = self.folder.glob(".local/state/awscred/backups/.new-*")
        beside = [path for path in self.aws.iterdir() if path not in self.paths]
        return [
            path.name for path in [*beside, *backups] if not path.name.endswith("awscred-lock")
        ]

    def open_secrets(self) -> list[str]:
        """The files with a key, and the folders of awscred's, that others can look into."""
        return [
            path.name
            for path in self.folder.rglob("*")
            if stat.S_IMODE(path.lstat().st_mode) & 0o077
            and (
                path.parent.name == "backups"
                if path.is_dir()
                else b"aws_secret_access_key" in path.read_bytes()
            )
        ]


@contextmanager
def homes() -> Iterator[Home]:
    """A home folder below the temporary folder."""
    with tempfile.TemporaryDirectory() as folder:
        yield Home(Path(folder, "home"))


# --- 2: killed


class Scenario(NamedTuple):
    """A change to disturb: what is there before it, the command, and what the files are then.

    `set_up` begins with the files that `reset` has made. `old` and `new` are the files before and
    after the change; `in_place` are the numbers of the files that are written in place. Where
    `redone`, undoing at the old files leads to the new ones.
    """

    name: str
    args: tuple[str, ...]
    old: Contents
    new: Contents
    set_up: Callable[[Forks, Home], None]
    in_place: tuple[int, ...] = ()
    redone: bool = False

    def begin(self, forks: Forks, home: Home) -> None:
        """Make what is there before the change."""
        home.reset(CONFIG.encode(), CREDENTIALS.encode())
        self.set_up(forks, home)

    def is_whole(self, home: Home) -> bool:
        """Whether every file that is replaced is the old one or the new one."""
        now = enumerate(zip(home.contents(), self.old, self.new, strict=True))
        return all(data in (old, new) or n in self.in_place for n, (data, old, new) in now)


def _nothing(_: Forks, __: Home) -> None:
    """The files are all that is needed."""


def _link(number: int) -> Callable[[Forks, Home], None]:
    def link(_: Forks, home: Home) -> None:
        os.link(home.paths[number], home.folder / "link")

    return link


def _renamed(forks: Forks, home: Home) -> None:
    assert forks.run(home.folder, *RENAME).code == 0


def _killed_between(forks: Forks, home: Home) -> None:
    """One file is renamed, the other one is not."""
    calls = forks.run(home.folder, *RENAME).calls
    home.reset(CONFIG.encode(), CREDENTIALS.encode())
    at = len(calls) - [*reversed(calls)].index("replace")
    assert forks.run(home.folder, *RENAME, fault=Fault(at)).code < 0


def _killed_half_way(forks: Forks, home: Home) -> None:
    """The first half of a file is written in place."""
    _link(1)(forks, home)
    old = home.contents()[1] or b""
    calls = forks.run(home.folder, *SET_KEY).calls
    new = home.contents()[1] or b""
    home.reset(CONFIG.encode(), CREDENTIALS.encode())
    _link(1)(forks, home)
    at = calls.index("ftruncate") + 1
    assert forks.run(home.folder, *SET_KEY, fault=Fault(at)).code < 0
    half = new.index(OTHER_KEY.encode()) + 8
    home.paths[1].write_bytes(new[:half] + old[half:])


def scenarios(forks: Forks, home: Home) -> list[Scenario]:
    """The changes that are disturbed."""

    def after(*args: str) -> Contents:
        home.reset(CONFIG.encode(), CREDENTIALS.encode())
        assert forks.run(home.folder, *args).code == 0
        return home.contents()

    old = (CONFIG.encode(), CREDENTIALS.encode())
    renamed, one, key = after(*RENAME), after(*SET), after(*SET_KEY)
    return [
        Scenario("rename", RENAME, old, renamed, _nothing),
        Scenario("set", SET, old, one, _nothing),
        Scenario("set in place", SET_KEY, old, key, _link(1), (1,)),
        Scenario("rename, one file in place", RENAME, old, renamed, _link(0), (0,)),
        Scenario("undo", UNDO, renamed, old, _renamed, redone=True),
        Scenario("recovery", LIST, old, renamed, _killed_between),
        Scenario("recovery in place", LIST, old, key, _killed_half_way, (1,)),
    ]


def survives(forks: Forks, home: Home, scenario: Scenario) -> str:
    """What is wrong after a process was killed; empty where nothing is."""
    if not scenario.is_whole(home):
        return "a file is torn"
    if home.open_secrets():
        return f"others can read {home.open_secrets()}"
    left = home.leftovers()
    listed = forks.run(home.folder, *LIST)
    if listed.code or bool(left) != ("note: " in listed.err):
        return f"list answers {listed.code}, {left} left: {listed.err}"
    now = home.contents()
    if now not in (scenario.old, scenario.new):
        return "the files do not belong together"
    if home.leftovers():
        return f"list leaves {home.leftovers()}"
    back = scenario.old if now == scenario.new else scenario.new if scenario.redone else None
    undone = forks.run(home.folder, *UNDO)
    if home.contents() != (back or now) or undone.code != (back is None):
        return f"undo answers {undone.code}: {undone.err}"
    return "" if not (home.leftovers() or home.open_secrets()) else "undo leaves something"


def _points(calls: Iterable[str]) -> list[Fault]:
    """Killed before each call that may change something, and at the last one of all."""
    return [Fault(n) for n, name in enumerate(calls, 1) if name in CHANGING]


def _strace_points(done: Done) -> list[Fault]:
    """Killed at every system call."""
    return [Fault(strace=call.replace(":", ":signal=SIGKILL:")) for call in done.system_calls]


def kill_points(every: int = 1, *, strace: bool = False) -> dict[str, Figure]:
    """Kill each change at every (or every k-th) of its calls, and see what the next command does.

    A system call that strace counted may not come again, as in waiting for a lock; then the change
    is made, and that is no try.
    """
    found = {}
    with Forks() as forks, homes() as home:
        for scenario in scenarios(forks, home):
            scenario.begin(forks, home)
            done = forks.run(home.folder, *scenario.args, trace=strace)
            assert home.contents() == scenario.new, scenario.name
            points = (_strace_points(done) if strace else _points(done.calls))[::every]
            tried, failed = 0, []
            for point in points:
                scenario.begin(forks, home)
                killed = forks.run(home.folder, *scenario.args, fault=point, umask=0)
                if killed.code >= 0:
                    continue
                tried += 1
                if wrong := survives(forks, home, scenario):
                    failed.append(f"{scenario.name} at {point}: {wrong}")
            found[scenario.name] = Figure(tried, failed)
    return found


CHANGING_CALLS = re.compile(
    r"(?:openat\(.*O_CREAT|open\(.*O_CREAT|p?write(?:64|v)?\((?!1[,<]|2[,<])|rename|unlink|rmdir|mkdir|"
    r"f?truncate|f?chmod|f?chown|f?setxattr|link|symlink)"
)


def unseen_calls() -> Figure:
    """Whether killing at each C function's call covers the system calls that strace sees.

    Tried are the system calls that change something on disk; failed those that no C function's call
    separates from the one before.
    """
    total = Figure(0, [])
    with Forks() as forks, homes() as home:
        for scenario in scenarios(forks, home):
            scenario.begin(forks, home)
            log = forks.run(home.folder, *scenario.args, trace=True).log
            since: str | None = None
            for line in log.splitlines():
                call = line.partition(" ")[2].strip()
                if call.startswith("getpgid(1"):
                    since = None
                elif CHANGING_CALLS.match(call) and not call.endswith("(File exists)"):
                    total += Figure(1, [f"{since} and {call}"] if since else [])
                    since = call
    return total


# --- 3: faults of the disk


def _truthful(forks: Forks, home: Home, scenario: Scenario, done: Done) -> str:
    """What is untrue of what a process said that met a fault; empty where nothing is."""
    now = home.contents()
    if now not in (scenario.old, scenario.new):
        return f"the files do not belong together: {done.err}"
    if done.code == 0 and now != scenario.new:
        return "it says that it is done"
    if "nothing was changed" in done.err and now != scenario.old:
        return "it says that nothing was changed"
    if done.code and not ("hint: " in done.err or "output" in done.err):
        return f"it does not say what to do: {done.err}"
    if "a bug in awscred" in done.err or "Traceback" in done.err:
        return done.err
    if home.open_secrets():
        return f"others can read {home.open_secrets()}"
    return ""


def disk_faults(every: int = 1, *, strace: bool = False) -> dict[str, Figure]:
    """Let each call of each change fail, with each of ERRORS."""
    found = {}
    with Forks() as forks, homes() as home:
        for scenario in scenarios(forks, home):
            if scenario.args == LIST:
                continue
            scenario.begin(forks, home)
            done = forks.run(home.folder, *scenario.args, trace=strace)
            tried, failed = 0, []
            points = _failing(done, strace=strace)[::every]
            for point in points:
                scenario.begin(forks, home)
                disturbed = forks.run(home.folder, *scenario.args, fault=point)
                tried += 1
                wrong = _truthful(forks, home, scenario, disturbed)
                if not wrong:
                    forks.run(home.folder, *LIST)
                    if home.leftovers() or home.contents() not in (scenario.old, scenario.new):
                        wrong = f"left: {home.leftovers()}"
                if wrong:
                    failed.append(f"{scenario.name} at {point}: {wrong}")
            found[scenario.name] = Figure(tried, failed)
    return found


_CANNOT_FAIL = re.compile(r"get|brk|mmap|munmap|mprotect|rt_sig|exit|alarm|clock|select|futex|madv")


def _failing(done: Done, *, strace: bool) -> list[Fault]:
    if not strace:
        calls = range(1, len(done.calls) + 1)
        return [Fault(at, error) for at in calls for error in ERRORS]
    return [
        Fault(strace=call.replace(":", f":error={errno.errorcode[error]}:"))
        for call in done.system_calls
        if not _CANNOT_FAIL.match(call)
        for error in ERRORS
    ]
