"""What awscred does under faults: `python -m tests.faults` prints the figures, tried and failed.

`--figure N` prints one of them. A figure is a function that returns how much it tried and what
failed, in words (with the files, if they are random). tests/test_faults.py calls each with a small
size.
"""

from __future__ import annotations

import argparse
import difflib
import errno
import json
import os
import random
import re
import shutil
import stat
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import NamedTuple

from botocore.configloader import load_config, raw_config_parse
from botocore.exceptions import BotoCoreError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import awscred
from awscred.profiles import Profile
from awscred.tools import default_tools, load
from tests.aws import KEY, OTHER_KEY, SECRET
from tests.corpus import MUTATED, ONE_REFUSED, PAIRS, Pair
from tests.forked import CHANGING, Done, Fault, Forks
from tests.sizes import LONG

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
LIST, UNDO, REDO = ("list",), ("undo",), ("redo",)
RENAME = ("rename", "base", "main-account")
SET = ("set", "base", "region", "us-east-1")
SET_KEY = ("set", "base", "aws_access_key_id", OTHER_KEY)
ADD = ("add", "fresh", "--access-key-id", KEY, "--stdin", "--no-verify", "--region", "eu-west-1")
IMPORT = ("import", "-", "--profile", "fresh", "--no-verify")
KEYS = f"export AWS_ACCESS_KEY_ID={KEY}\nexport AWS_SECRET_ACCESS_KEY={SECRET}\n"
COPY, REMOVE = ("copy", "base", "twin"), ("remove", "deploy", "--yes")
UNSET, FIX = ("unset", "base", "region"), ("validate", "--fix")


class Figure(NamedTuple):
    """How much was tried, and what failed."""

    tried: int
    failed: list[str]

    def __add__(self, other: object) -> Figure:
        assert isinstance(other, Figure)
        return Figure(self.tried + other.tried, self.failed + other.failed)


Contents = tuple[bytes | None, ...]


class Home:
    """A home folder with the two files, made again for each try."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.aws = folder / ".aws"
        self.paths = (self.aws / "config", self.aws / "credentials")

    def reset(self, config: bytes | None, credentials: bytes | None) -> None:
        """Reset to these two files only, with private modes."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir()
        self.aws.mkdir(mode=0o700)
        for path, data in zip(self.paths, (config, credentials), strict=True):
            if data is not None:
                path.write_bytes(data)
                path.chmod(0o600)
                os.utime(path, (0, 0))  # awscred waits for a new empty file

    def contents(self) -> Contents:
        """The two files; None for one that does not exist."""
        return tuple(path.read_bytes() if path.exists() else None for path in self.paths)

    def leftovers(self) -> list[str]:
        """What is beside the files, except locks, and unfinished backups."""
        backups = self.folder.glob(".local/state/awscred/backups/.new-*")
        beside = [path for path in self.aws.iterdir() if path not in self.paths]
        return [path.name for path in [*beside, *backups] if not path.name.endswith("awscred-lock")]

    def open_secrets(self) -> list[str]:
        """The files with a key, and awscred's folders, that other users can read."""
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


# --- 1 and 12: edits of random files, and undo


class Edit(NamedTuple):
    """A command about a profile: a new value of a `key` (None: remove it), or a new `name`."""

    args: tuple[str, ...]
    profile: str
    input: str = ""
    key: str = ""
    value: str | None = None
    name: str = ""

    @property
    def keys(self) -> set[str]:
        """The settings that change: with a new key, the old one's token is removed."""
        stale = {"aws_session_token", "aws_security_token"}
        return {self.key, *self.key.split(".")} | (stale if self.value == OTHER_KEY else set())


_VALUES = {
    "region": "ap-south-1",
    "output": "yaml",
    "cli_pager": "less",
    "external_id": "partner-7",
    "s3.addressing_style": "virtual",
    "aws_access_key_id": OTHER_KEY,
}


def _random_edit(pair: Pair, seed: int) -> Edit:
    """An edit of an existing profile or of a new one."""
    choose = random.Random(seed)
    profiles = awscred.read(config=pair.config, credentials=pair.credentials).profiles
    name = choose.choice([*(name for name in profiles if "\0" not in name), "fresh"])
    keys = profiles[name].settings if name in profiles else {}
    key, value = choose.choice([*_VALUES.items()])
    own = choose.choice([*keys, key])
    return choose.choice(
        [
            Edit(("set", "--create", "--", name, key, value), name, "", key, value),
            Edit(("set", "--create", "--", name, key, value), name, "", key, value),
            Edit(("unset", "--", name, own), name, "", own),
            Edit(("rename", "--", name, "other"), name, name="other"),
            Edit(("copy", "--", name, "other"), name, name="other"),
            Edit(("remove", "--yes", "--force", "--", name), name),
            Edit(
                *(("add", "other", "--access-key-id", KEY, "--stdin", "--no-verify"), "other"),
                *(f"{SECRET}\n", "", "", "other"),
            ),
        ]
    )


Readings = dict[str, Mapping[str, Mapping[str, object]]]


def _readings(folder: Path, pair: Pair) -> Readings:
    """Each tool's profiles, including botocore's own; without those of a tool that refuses."""
    files = awscred.read(config=pair.config, credentials=pair.credentials)
    found: Readings = {}
    for tool in default_tools():
        reading = awscred.reading(tool, files)
        # tests/test_edits.py compares those that pour.
        if reading.error is None and not load(tool).HABITS.pours:
            found[tool] = reading.profiles
    for name, data in pair._asdict().items():
        (folder / name).write_bytes(data)
    try:
        profiles = dict(load_config(str(folder / "config"))["profiles"])
        for name, values in raw_config_parse(str(folder / "credentials")).items():
            profiles[name] = {**profiles.get(name, {}), **values}
        found["botocore"] = profiles
    except (BotoCoreError, ValueError):
        pass
    return found


_PAIR = {"aws_access_key_id", "aws_secret_access_key", "aws_session_token"}


def _may_differ(edit: Edit, known: Mapping[str, Profile], tool: str) -> set[str]:
    """The settings that a tool may read differently after an edit."""
    keys = edit.keys
    if tool == "go" and keys & _PAIR:  # reads a key pair in credentials as a whole or not at all
        return keys | _PAIR
    sections = known[edit.profile].sections if edit.profile in known else ()
    settings = [setting for _, section in sections for setting in section.find(edit.key)]
    nested = {inner.key.lower() for setting in settings for inner in setting.nested}
    if tool == "toolkit":  # reads a nested setting like any other
        return keys | nested
    return keys | {f"{edit.key}.{one}" for one in nested} if tool == "js" else keys


def _wrong_reading(edit: Edit, known: Mapping[str, Profile], old: Readings, new: Readings) -> str:
    """What a tool reads other than what was asked for; empty if there is nothing."""
    command = edit.args[0]
    for tool, before in old.items():
        if tool not in new:
            return f"{tool} cannot read the files any more"
        after = new[tool]
        changed = {one for one in {*before, *after} if before.get(one) != after.get(one)}
        if command == "rename":
            changed -= {one for one in changed if after.get(one) == _pointed(before, one, edit)}
        others = changed & {*known} - {edit.profile, edit.name}
        if others:
            return f"{tool} reads another profile otherwise"
        own = [one for one in changed if command in ("set", "unset")]
        for one in own:
            then, was = after.get(one, {}), before.get(one, {})
            keys = {key for key in {*then, *was} if then.get(key) != was.get(key)}
            if not {key.lower() for key in keys} <= _may_differ(edit, known, tool):
                return f"{tool} reads another setting otherwise"
            if any(edit.value is None and key in then for key in keys if "." not in edit.key):
                return f"{tool} still reads what was unset"
        if command == "remove" and {*after} - {*before}:
            return f"{tool} reads a new profile"
    return ""


def _pointed(before: Mapping[str, Mapping[str, object]], name: str, edit: Edit) -> object:
    """A profile's settings, with the new name in place of the old one."""
    if name not in before:
        return None
    return {
        key: edit.name
        if key.lower() in ("source_profile", "include_profile") and value == edit.profile
        else value
        for key, value in before[name].items()
    }


def _wrong_lines(edit: Edit, old: bytes, new: bytes) -> str:
    """The lines that differ and that the edit is not about; empty if there are none."""
    unended = old.rpartition(b"\n")[2]
    ended = unended + b"\r\n"
    if unended and new.count(ended) > old.count(ended):  # the last line, which now has an end
        old += b"\r"
    before, after = (text.removesuffix(b"\n").split(b"\n") if text else [] for text in (old, new))
    gone, come = [], []
    matcher = difflib.SequenceMatcher(a=before, b=after, autojunk=False)
    for kind, first, last, at, end in matcher.get_opcodes():
        if kind != "equal":
            gone += before[first:last]
            come += [line for line in after[at:end] if line.strip()]
    words = (edit.key.rpartition(".")[2], edit.key.partition(".")[0], edit.profile, edit.name)
    key, above, name, other = (word.encode("utf-8", "surrogateescape") for word in words)
    may_go: dict[str, Callable[[bytes], bool]] = {
        "set": lambda line: any(one.encode() in line.lower() for one in edit.keys),
        "unset": lambda line: key in line.lower() or above in line.lower() or line[:1] in b" \t",
        "rename": lambda line: name in line,
        "remove": lambda line: True,
    }
    may_come: dict[str, Callable[[bytes], bool]] = {
        "set": lambda line: key in line or above in line or line.lstrip()[:1] in b"#;[",
        "rename": lambda line: other in line,
        "copy": lambda line: True,
        "add": lambda line: True,
    }
    command = edit.args[0]
    gone = [line for line in gone if command not in may_go or not may_go[command](line)]
    come = [line for line in come if command not in may_come or not may_come[command](line)]
    return f"{len(gone)} lines are gone, {len(come)} have come" if gone or come else ""


def _ended(old: bytes, new: bytes) -> bytes:
    """A file with an end to its last line, if something was added below it.

    Some tools read a lone CR at the very end of a file as part of the value.
    """
    return old + b"\n" if old and new.startswith(old + b"\n") else old


def random_edits(count: int, *, undo_every: int = 1) -> tuple[Figure, Figure, int]:
    """Edit `count` random files (figure 1), and undo every k-th edit (figure 12).

    The last number is how many edits were refused.
    """
    edited, undone = Figure(0, []), Figure(0, [])
    refused = 0
    with Forks() as forks, homes() as home, tempfile.TemporaryDirectory() as scratch:

        def one(pair: Pair, seed: int) -> None:
            nonlocal edited, undone, refused
            if edited.tried >= count:
                return
            edit = _random_edit(pair, seed)
            home.reset(*pair)
            done = forks.run(home.folder, *edit.args, input=edit.input)
            now = home.contents()
            what = f"{edit.args[0]} with seed {seed} of {pair!r}"
            if done.code or now == pair:
                refused += 1
                wrong = "" if now == pair else "refused, and changed"
                undone += Figure(0, [f"{what}: {wrong}"] if wrong else [])
                return
            after = Pair(*(data or b"" for data in now))
            wrong = _wrong_lines(edit, pair.config, after.config)
            wrong = wrong or _wrong_lines(edit, pair.credentials, after.credentials)
            known = awscred.read(config=pair.config, credentials=pair.credentials).profiles
            before = _readings(Path(scratch), Pair(*map(_ended, pair, after)))
            wrong = wrong or _wrong_reading(edit, known, before, _readings(Path(scratch), after))
            edited += Figure(1, [f"{what}: {wrong}"] if wrong else [])
            if edited.tried % undo_every == 0:
                states = []
                for command in (UNDO, REDO):
                    forks.run(home.folder, *command)
                    states.append(home.contents())
                same = states == [pair, now]
                undone += Figure(1, [] if same else [f"{what}: not undone"])

        while edited.tried < count:
            _try_random(st.one_of(PAIRS, MUTATED), one, count - edited.tried + 20)
    return edited, undone, refused


def _try_random(
    pairs: st.SearchStrategy[Pair], one: Callable[[Pair, int], None], count: int
) -> None:
    """Call `one` with `count` random pairs, each with a random number."""
    settings(
        max_examples=count,
        deadline=None,
        database=None,
        derandomize=not LONG,
        suppress_health_check=[*HealthCheck],
    )(given(pairs, st.integers(0, 2**32))(one))()


# --- 19: beside a file that a tool refuses

_FIXES = (("validate", "--fix"), ("validate", "--unsafe-fixes"))


def edits_beside_refused(count: int) -> tuple[Figure, Figure]:
    """Edit, and fix, files of which a tool refuses one, until enough of each changed the other.

    What the tool read of the other file alone, it still reads; after an edit, as asked for.
    """
    edited, fixed = Figure(0, []), Figure(0, [])
    with Forks() as forks, homes() as home, tempfile.TemporaryDirectory() as scratch:

        def one(pair: Pair, seed: int) -> None:
            nonlocal edited, fixed
            wanted = [n for n in (0, 1) if (edited, fixed)[n].tried < count]
            if not wanted:
                return
            is_fix = wanted[seed % len(wanted)] == 1
            edit = Edit(_FIXES[seed // 2 % 2], "") if is_fix else _random_edit(pair, seed)
            home.reset(*pair)
            forks.run(home.folder, *edit.args, input=edit.input)
            after = Pair(*(data or b"" for data in home.contents()))
            figure = _read_alone(edit, pair, after, Path(scratch))
            figure = Figure(figure.tried, [f"{edit.args}, {pair!r}: {w}" for w in figure.failed])
            if is_fix:
                fixed += figure
            else:
                edited += figure

        while min(edited.tried, fixed.tried) < count:
            _try_random(ONE_REFUSED, one, 10 * count)
    return edited, fixed


def _read_alone(edit: Edit, before: Pair, after: Pair, folder: Path) -> Figure:
    """Whether each changed file is read as before by the tools that refuse the other file."""
    figure = Figure(0, [])
    known = awscred.read(config=before.config, credentials=before.credentials).profiles
    accepting = _readings(folder, before)
    for name in Pair._fields:
        alone = [Pair(b"", b"")._replace(**{name: getattr(p, name)}) for p in (before, after)]
        if alone[0] == alone[1]:
            continue
        alone[0] = Pair(*map(_ended, *alone))
        old, new = (_readings(folder, pair) for pair in alone)
        old = {tool: found for tool, found in old.items() if tool not in accepting}
        if not old:
            continue
        refusing = ", ".join(old.keys() - new.keys())
        wrong = f"{refusing} refuses {name} now" if refusing else ""
        if not wrong and edit.profile:
            wrong = _wrong_reading(edit, known, old, new)
        figure += Figure(1, [wrong] if wrong else [])
    return figure


# --- 2: killed


class Scenario(NamedTuple):
    """A change to disturb: the state before it, the command, and the files after it.

    `set_up` begins with the files that `reset` has made. `old` and `new` are the files before and
    after the change. `in_place` are the numbers of the files that are written in place. If
    `redone`, undoing leads from the old files to the new ones, and redoing back.
    """

    name: str
    args: tuple[str, ...]
    old: Contents
    new: Contents
    set_up: Callable[[Forks, Home], None]
    in_place: tuple[int, ...] = ()
    redone: bool = False
    input: str = ""

    def begin(self, forks: Forks, home: Home) -> None:
        """Create the state before the change."""
        home.reset(CONFIG.encode(), CREDENTIALS.encode())
        self.set_up(forks, home)

    def is_whole(self, home: Home) -> bool:
        """Whether every file that is replaced is the old one or the new one."""
        now = enumerate(zip(home.contents(), self.old, self.new, strict=True))
        return all(data in (old, new) or n in self.in_place for n, (data, old, new) in now)


def _nothing(_: Forks, __: Home) -> None:
    """Nothing: the files are enough."""


def _link(number: int) -> Callable[[Forks, Home], None]:
    def link(_: Forks, home: Home) -> None:
        os.link(home.paths[number], home.folder / "link")

    return link


def _renamed(forks: Forks, home: Home) -> None:
    assert forks.run(home.folder, *RENAME).code == 0


def _undone(forks: Forks, home: Home) -> None:
    _renamed(forks, home)
    assert forks.run(home.folder, *UNDO).code == 0


def _no_files(_: Forks, home: Home) -> None:
    for path in home.paths:
        path.unlink()


def _added(forks: Forks, home: Home) -> None:
    _no_files(forks, home)
    assert forks.run(home.folder, *ADD, input=SECRET).code == 0


def _fixable(_: Forks, home: Home) -> None:
    home.paths[0].write_text(CONFIG.replace("region =", "Region ="))


def _killed_between(
    forks: Forks, home: Home, set_up: Callable[[Forks, Home], None] = _nothing
) -> None:
    """Killed after one of two files was renamed."""
    set_up(forks, home)
    calls = forks.run(home.folder, *RENAME, count=True).calls
    home.reset(CONFIG.encode(), CREDENTIALS.encode())
    set_up(forks, home)
    at = len(calls) - [*reversed(calls)].index("replace")
    assert forks.run(home.folder, *RENAME, fault=Fault(at)).code < 0


def _killed_half_way(forks: Forks, home: Home) -> None:
    """Killed after half of a file was written in place."""
    _link(1)(forks, home)
    old = home.contents()[1] or b""
    calls = forks.run(home.folder, *SET_KEY, count=True).calls
    new = home.contents()[1] or b""
    home.reset(CONFIG.encode(), CREDENTIALS.encode())
    _link(1)(forks, home)
    at = len(calls) - [*reversed(calls)].index("ftruncate")  # locks may be truncated before
    assert forks.run(home.folder, *SET_KEY, fault=Fault(at)).code < 0
    half = new.index(OTHER_KEY.encode()) + 8
    home.paths[1].write_bytes(new[:half] + old[half:])


def scenarios(forks: Forks, home: Home) -> list[Scenario]:
    """The changes to disturb."""

    def after(
        *args: str, input: str = "", set_up: Callable[[Forks, Home], None] = _nothing
    ) -> Contents:
        home.reset(CONFIG.encode(), CREDENTIALS.encode())
        set_up(forks, home)
        assert forks.run(home.folder, *args, input=input).code == 0
        return home.contents()

    old = (CONFIG.encode(), CREDENTIALS.encode())
    fixable = (CONFIG.replace("region =", "Region =").encode(), old[1])
    added = after(*ADD, input=SECRET, set_up=_no_files)
    renamed, one, key = after(*RENAME), after(*SET), after(*SET_KEY)
    return [
        Scenario("rename", RENAME, old, renamed, _nothing),
        Scenario("set", SET, old, one, _nothing),
        Scenario("set in place", SET_KEY, old, key, _link(1), (1,)),
        Scenario("rename, one file in place", RENAME, old, renamed, _link(0), (0,)),
        Scenario("undo", UNDO, renamed, old, _renamed, redone=True),
        Scenario("redo", REDO, old, renamed, _undone),
        Scenario("add, no files yet", ADD, (None, None), added, _no_files, input=SECRET),
        Scenario("undo of that", UNDO, added, (None, None), _added, redone=True),
        Scenario("import", IMPORT, old, after(*IMPORT, input=KEYS), _nothing, input=KEYS),
        *(Scenario(args[0], args, old, after(*args), _nothing) for args in (COPY, REMOVE, UNSET)),
        Scenario("fix", FIX, fixable, after(*FIX, set_up=_fixable), _fixable),
        Scenario("recovery", LIST, old, renamed, _killed_between),
        Scenario("recovery in place", LIST, old, key, _killed_half_way, (1,)),
    ]


def survives(forks: Forks, home: Home, scenario: Scenario) -> str:
    """What is wrong after a process was killed; empty if nothing is."""
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
    command = REDO if scenario.redone and now == scenario.new else UNDO
    undone = forks.run(home.folder, *command)
    if home.contents() != (back or now) or undone.code != (back is None):
        return f"undo answers {undone.code}: {undone.err}"
    return "" if not (home.leftovers() or home.open_secrets()) else "undo leaves something"


def _points(calls: Iterable[str]) -> list[Fault]:
    """Killed before each call that may change something, and at the very last call."""
    return [Fault(n) for n, name in enumerate(calls, 1) if name in CHANGING]


def _strace_points(done: Done) -> list[Fault]:
    """Killed at every system call."""
    return [Fault(strace=call.replace(":", ":signal=SIGKILL:")) for call in done.system_calls]


def kill_points(every: int = 1, *, strace: bool = False) -> Iterator[tuple[str, Figure]]:
    """Kill each change at every (or every k-th) call, and check what the next command does.

    A system call that strace counted may not occur again, for example when waiting for a lock. Then
    the change is made, which does not count as a try.
    """
    with Forks() as forks, homes() as home:
        for scenario in scenarios(forks, home):
            scenario.begin(forks, home)
            done = forks.run(
                home.folder, *scenario.args, input=scenario.input, count=True, trace=strace
            )
            assert home.contents() == scenario.new, scenario.name
            points = (_strace_points(done) if strace else _points(done.calls))[::every]
            tried, failed = 0, []
            for point in points:
                scenario.begin(forks, home)
                killed = forks.run(
                    home.folder, *scenario.args, input=scenario.input, fault=point, umask=0
                )
                if killed.code >= 0:
                    continue
                tried += 1
                if wrong := survives(forks, home, scenario):
                    failed.append(f"{scenario.name} at {point}: {wrong}")
            yield scenario.name, Figure(tried, failed)


CHANGING_CALLS = re.compile(
    r"(?:openat\(.*O_CREAT|open\(.*O_CREAT|p?write(?:64|v)?\((?!1[,<]|2[,<])|rename|unlink|rmdir|mkdir|"
    r"f?truncate|f?chmod|f?chown|f?setxattr|link|symlink)"
)


def unseen_calls() -> Figure:
    """Whether killing at each C function's call covers the system calls that strace sees.

    Tried: the system calls that change something on disk. Failed: those with no call of a C
    function between them and the one before.
    """
    total = Figure(0, [])
    with Forks() as forks, homes() as home:
        for scenario in scenarios(forks, home):
            scenario.begin(forks, home)
            log = forks.run(home.folder, *scenario.args, input=scenario.input, trace=True).log
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
    """What is untrue in the output of a process that met a fault; empty if nothing is."""
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


def disk_faults(every: int = 1, *, strace: bool = False) -> Iterator[tuple[str, Figure]]:
    """Let each call of each change fail, with each of ERRORS."""
    with Forks() as forks, homes() as home:
        for scenario in scenarios(forks, home):
            if scenario.args == LIST:
                continue
            scenario.begin(forks, home)
            done = forks.run(
                home.folder, *scenario.args, input=scenario.input, count=True, trace=strace
            )
            tried, failed = 0, []
            points = _failing(done, strace=strace)[::every]
            for point in points:
                scenario.begin(forks, home)
                disturbed = forks.run(
                    home.folder, *scenario.args, input=scenario.input, fault=point
                )
                tried += 1
                wrong = _truthful(forks, home, scenario, disturbed)
                if not wrong:
                    forks.run(home.folder, *LIST)
                    if home.leftovers() or home.contents() not in (scenario.old, scenario.new):
                        wrong = f"left: {home.leftovers()}"
                if wrong:
                    failed.append(f"{scenario.name} at {point}: {wrong}")
            yield scenario.name, Figure(tried, failed)


_CANNOT_FAIL = re.compile(
    r"get|brk|mmap|munmap|mprotect|rt_sig|exit|alarm|clock|select|futex|madv|lseek"
)


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


# --- 4 and 5: writers at once


def _settings_of(home: Home, number: int) -> tuple[str, str, str]:
    """The profile, key and value that a writer sets."""
    return f"p{number // 2}", ("region", "output")[number % 2], ("eu-west-1", "json")[number % 2]


def parallel_writers(rounds: int, writers: int = 50) -> Figure:
    """Processes that set different settings, of different profiles and of the same ones, at
    once."""
    failed = []
    with homes() as home:
        env = {"HOME": str(home.folder), "PATH": os.environ["PATH"]}
        for _ in range(rounds):
            home.reset(None, CREDENTIALS.encode())
            running = [
                subprocess.Popen(
                    [sys.executable, "-m", "awscred", "set", "--create", *_settings_of(home, n)],
                    env=env,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.PIPE,
                    text=True,
                )
                for n in range(writers)
            ]
            said = [(process.communicate()[1], process.returncode) for process in running]
            profiles = awscred.read(config=home.contents()[0] or b"").profiles
            for number, (error, code) in enumerate(said):
                name, key, value = _settings_of(home, number)
                if code:
                    failed.append(f"writer {number} answers {code}: {error}")
                elif name not in profiles or profiles[name].settings.get(key) != value:
                    failed.append(f"{key} of {name} is lost")
            if home.leftovers():
                failed.append(f"left: {home.leftovers()}")
    return Figure(rounds * writers, failed)


_FOREIGN = """
import os, sys, time
path, stop, overwritten = sys.argv[1:]
count = 0
while not os.path.exists(stop):
    with open(path) as file:
        read = file.read()
    with open(path, "r+") as file:
        found = file.read()
        if found != read:
            with open(overwritten, "a") as log:
                log.write(found)
        file.seek(0)
        file.truncate()
        file.write(read.replace(f"foreign = {count}\\n", f"foreign = {count + 1}\\n"))
    count += 1
    time.sleep(0.01)
"""
"""Reads, truncates and writes, as `aws configure set` does, and prints what it has overwritten."""


def foreign_writer(edits: int, command: tuple[str, ...] | None = None) -> Figure:
    """Edits while a program writes all the time: those that are reported are there at the end.

    Edits that the other program says it has overwritten do not count as lost. `command` is another
    such program, which runs once and reports nothing.
    """
    with Forks() as forks, homes() as home:
        home.reset(CONFIG.replace("region", "foreign = 0\nregion").encode(), CREDENTIALS.encode())
        stop, overwritten = home.folder / "stop", home.folder / "overwritten"
        overwritten.touch()
        env = {"HOME": str(home.folder), "PATH": os.environ["PATH"]}
        again = 'while [ ! -e "$0" ]; do "$@"; done'
        foreign = (
            [sys.executable, "-c", _FOREIGN, str(home.paths[0]), str(stop), str(overwritten)]
            if command is None
            else ["sh", "-c", again, str(stop), *command]
        )
        reported = []
        with subprocess.Popen(foreign, env=env) as running:
            for number in range(edits):
                done = forks.run(
                    home.folder, "set", "--create", f"p{number}", "region", "eu-west-1"
                )
                if done.code == 0:
                    reported.append(f"p{number}")
            stop.touch()
            running.wait(60)
        theirs = awscred.read(config=overwritten.read_bytes()).profiles
        profiles = awscred.read(config=home.contents()[0] or b"").profiles
        lost = [name for name in reported if name not in profiles and name not in theirs]
        if running.returncode:
            lost.append(f"the other program answers {running.returncode}")
        return Figure(len(reported), lost)


def torn_reads(reads: int, writes: int) -> Figure:
    """Read both files while others write them: each is always one of those that were written."""
    with Forks() as forks, homes() as home:
        commands = (
            SET,
            RENAME,
            ("set", RENAME[2], "region", "eu-west-1"),
            ("rename", RENAME[2], "base"),
        )
        home.reset(CONFIG.encode(), CREDENTIALS.encode())
        whole = [{data} for data in home.contents()]
        for command in commands:
            assert forks.run(home.folder, *command).code == 0
            for seen, data in zip(whole, home.contents(), strict=True):
                seen.add(data)
        made = 0

        def write() -> None:
            nonlocal made
            while made < writes or tried < reads:
                assert forks.run(home.folder, *commands[made % len(commands)]).code == 0
                made += 1

        tried, failed = 0, []
        writer = threading.Thread(target=write)
        writer.start()
        while tried < reads or made < writes:
            for path, seen in zip(home.paths, whole, strict=True):
                tried += 1
                if path.read_bytes() not in seen:
                    failed.append(f"{path.name} is torn")
        writer.join()
        return Figure(tried, failed)


# --- 6: what a file is stays


def _target(home: Home, *, there: bool = True) -> Path:
    """Make config a link to another folder."""
    target = home.folder / "dotfiles" / "config"
    target.parent.mkdir()
    if there:
        shutil.move(home.paths[0], target)
    else:
        home.paths[0].unlink()
    home.paths[0].symlink_to(target)
    return target


def _keeps_link(forks: Forks, home: Home, *, there: bool) -> bool:
    target = _target(home, there=there)
    done = forks.run(home.folder, *SET, "--create")
    return done.code == 0 and home.paths[0].is_symlink() and b"us-east-1" in target.read_bytes()


def _keeps_hard_link(forks: Forks, home: Home) -> bool:
    _link(1)(forks, home)
    done = forks.run(home.folder, *SET_KEY)
    return done.code == 0 and os.path.samefile(home.paths[1], home.folder / "link")


def _keeps_mode(forks: Forks, home: Home, mode: int) -> bool:
    home.paths[1].chmod(mode)
    done = forks.run(home.folder, *SET_KEY)
    return done.code == 0 and stat.S_IMODE(home.paths[1].stat().st_mode) == mode


def _keeps_owner(forks: Forks, home: Home) -> bool | None:
    if os.geteuid():
        return None
    os.chown(home.paths[1], 12345, 54321)
    done = forks.run(home.folder, *SET_KEY)
    state = home.paths[1].stat()
    return done.code == 0 and (state.st_uid, state.st_gid) == (12345, 54321)


def _keeps_attribute(forks: Forks, home: Home) -> bool | None:
    try:
        os.setxattr(home.paths[1], "user.note", b"mine")
    except OSError:
        return None
    done = forks.run(home.folder, *SET_KEY)
    return done.code == 0 and os.getxattr(home.paths[1], "user.note") == b"mine"


def _keeps_mount(_: Forks, home: Home) -> bool | None:
    """The file is a mount point, as in a container: the file outside is changed."""
    outside = home.folder / "outside"
    shutil.copy(home.paths[1], outside)
    script = 'mount --bind "$0" "$1" || exit 77; shift; "$@"'
    command = ["unshare", "-rm", "sh", "-c", script, str(outside), str(home.paths[1])]
    env = {"HOME": str(home.folder), "PATH": os.environ["PATH"]}
    awscred_set = (sys.executable, "-m", "awscred", *SET_KEY)
    try:
        done = subprocess.run(
            [*command, *awscred_set], env=env, capture_output=True, text=True, check=False
        )
    except FileNotFoundError:
        return None
    if done.returncode == 77 or "unshare" in done.stderr:
        return None
    inside = home.paths[1].read_bytes()
    return done.returncode == 0 and OTHER_KEY.encode() in outside.read_bytes() != inside


def _keeps_read_only_folder(forks: Forks, home: Home) -> bool:
    """As a user who may write the file, but not beside it."""
    user = 65534 if os.geteuid() == 0 else None
    if user:
        home.folder.parent.chmod(0o755)
        for path in (home.folder, home.aws, *home.paths):
            os.chown(path, user, user)
    inode = home.paths[1].stat().st_ino
    home.aws.chmod(0o500)
    done = forks.run(home.folder, *SET_KEY, user=user)
    home.aws.chmod(0o700)
    data = home.paths[1].read_bytes()
    same = home.paths[1].stat().st_ino == inode and not home.leftovers()
    return done.code == 0 and OTHER_KEY.encode() in data and same


def _keeps_private(forks: Forks, home: Home, umask: int) -> bool:
    """New files and folders are only for the user."""
    shutil.rmtree(home.aws)
    done = forks.run(home.folder, *SET, "--create", umask=umask)
    modes = [stat.S_IMODE(path.stat().st_mode) for path in (home.aws, home.paths[0])]
    return done.code == 0 and modes == [0o700, 0o600] and not home.open_secrets()


MODES = (0o600, 0o400, 0o640, 0o666)
KEPT: dict[str, Callable[[Forks, Home], bool | None]] = {
    "symbolic link": partial(_keeps_link, there=True),
    "dangling link": partial(_keeps_link, there=False),
    "hard link": _keeps_hard_link,
    **{
        f"mode {mode:04o}": partial(_keeps_mode, mode=mode) for mode in (0o600, 0o400, 0o640, 0o666)
    },
    "owner": _keeps_owner,
    "extended attribute": _keeps_attribute,
    "bind mount": _keeps_mount,
    "read-only folder": _keeps_read_only_folder,
    **{
        f"umask {umask:03o}": partial(_keeps_private, umask=umask)
        for umask in (0o000, 0o022, 0o077)
    },
}
"""What is kept: whether it is; None if this machine cannot try it."""


def kept() -> Figure:
    """Try all of KEPT that this machine allows."""
    total = Figure(0, [])
    with Forks() as forks, homes() as home:
        for name, keeps in KEPT.items():
            home.reset(CONFIG.encode(), CREDENTIALS.encode())
            answer = keeps(forks, home)
            if answer is not None:
                total += Figure(1, [] if answer else [name])
    return total


# --- 13: speed


def ratios(times: int = 5) -> dict[str, float]:
    """The time of an edit as a multiple of importing click in a new process; the best of
    several."""

    def seconds(command: tuple[str, ...], home: Home) -> float:
        env = {"HOME": str(home.folder), "PATH": os.environ["PATH"]}
        start = time.perf_counter()
        subprocess.run([sys.executable, *command], env=env, check=True, capture_output=True)
        return time.perf_counter() - start

    files = {
        "beside a comment of 1 MB": CONFIG + "#" + "y" * 1_000_000 + "\n",
        "among 10,000 profiles": CONFIG
        + "".join(f"[profile p{n}]\nregion = eu-west-1\n" for n in range(10_000)),
    }
    found = {}
    with homes() as home:
        for name, config in files.items():
            home.reset(config.encode(), CREDENTIALS.encode())
            pairs = [
                (
                    seconds(("-m", "awscred", *SET[:3], f"us-east-{n}"), home),
                    seconds(("-c", "import click"), home),
                )
                for n in range(1, times + 1)
            ]
            edit, other = (min(column) for column in zip(*pairs, strict=True))
            found[f"{name} ({edit:.2f} s)"] = edit / other
    return found


# --- 15 and 16: backups


def plant(home: Home) -> None:
    """Put things that awscred did not make among the backups and beside them."""
    backups = home.folder / ".local" / "state" / "awscred" / "backups"
    assert backups.is_dir()
    old, new = "20200101T000000-00000000", time.strftime("%Y%m%dT%H%M%S-00000000")
    thesis = home.folder / "thesis"
    thesis.mkdir()
    for number, name in enumerate((f"{old}1", f"{new}1", f".new-{old}2", "thesis", ".new-mine")):
        folder = backups / name
        folder.mkdir()
        (folder / "thesis").write_text(f"years {number}")
    for name in (f"{old}3", f"{new}3", f".new-{old}3", "link"):
        (backups / name).symlink_to(thesis)
    (thesis / "set.json").write_text("{}")
    (thesis / "0").write_text("chapter 0")
    newer = {"version": 2, "what": "nobody knows yet"}
    sound = {"command": "set", "profiles": [], "time": 1, "files": [_KEPT]}
    for name, record in ((f"{old}4", newer), (f"{new}4", newer), (f"{old}5", sound)):
        (backups / name).mkdir()
        (backups / name / "set.json").write_text(json.dumps(record))
    (backups / f"{old}5" / "0").symlink_to(thesis / "0")
    foreign = backups / f"{old}6"
    foreign.mkdir()
    (foreign / "set.json").write_text(json.dumps(sound))
    (backups / "notes.txt").write_text("mine")
    if os.geteuid() == 0:
        os.chown(foreign, 12345, 12345)


_KEPT = {"path": "/a", "before": None, "after": None}


def everything_below(folder: Path) -> dict[str, tuple[int, int, bytes | str]]:
    """The contents of a folder: mode, owner and content (or target) by path."""
    return {
        str(path.relative_to(folder)): (
            path.lstat().st_mode,
            path.lstat().st_uid,
            os.readlink(path)
            if path.is_symlink()
            else path.read_bytes()
            if path.is_file()
            else b"",
        )
        for path in folder.rglob("*")
    }


def foreign_kept(rounds: int) -> Figure:
    """Change, undo, redo and list beside what awscred did not make; it must not be touched."""
    figure = Figure(0, [])
    with Forks() as forks, homes() as home:
        home.reset(CONFIG.encode(), CREDENTIALS.encode())
        assert forks.run(home.folder, *SET).code == 0
        own = everything_below(home.folder)
        plant(home)
        before = everything_below(home.folder)
        for number in range(rounds):
            forks.run(home.folder, *SET[:3], f"us-east-{number}")
            for command in (UNDO, REDO, LIST, ("validate",), ("undo", "--list")):
                forks.run(home.folder, *command)
        forks.run(home.folder, "undo", "--purge", "--yes")
        after = everything_below(home.folder)
        for path, what in before.items():
            if path not in own:
                figure += Figure(1, [] if after.get(path) == what else [path])
    return figure


def walks(rounds: int, steps: int = 9) -> Figure:
    """Make changes, undo them one by one, and redo them; wrong contents are failures."""
    figure = Figure(0, [])
    with Forks() as forks, homes() as home:
        for seed in range(rounds):
            choose = random.Random(seed)
            home.reset(CONFIG.encode(), CREDENTIALS.encode())
            states = [home.contents()]
            while len(states) <= steps:
                key, value = choose.choice([("region", "us-east-"), ("role_session_name", "s")])
                name = choose.choice(("base", "deploy"))
                forks.run(home.folder, "set", name, key, f"{value}{choose.randrange(1, 9)}")
                if home.contents() != states[-1]:
                    states.append(home.contents())
            for command, expected in ((UNDO, states[-2::-1]), (REDO, states[1:])):
                for state in expected:
                    done = forks.run(home.folder, *command)
                    same = home.contents() == state and done.code == 0
                    figure += Figure(1, [] if same else [f"{command[0]} with seed {seed}"])
    return figure


# --- all of them


def _show(name: str, figure: Figure) -> int:
    print(f"{name}: {figure.tried} tried, {len(figure.failed)} failed", flush=True)
    for line in figure.failed[:10]:
        print(f"    {line}")
    return len(figure.failed)


def _show_all(name: str, figures: Iterable[tuple[str, Figure]]) -> int:
    return sum(_show(f"{name}, {part}", figure) for part, figure in figures)


def main(wanted: Iterable[int], files: int) -> int:
    """Print these figures in their long size; returns how much failed."""
    strace = shutil.which("strace") is not None
    failed = 0
    if {1, 12} & {*wanted}:
        edited, undone, refused = random_edits(files, undo_every=10)
        failed += _show("1 random files, edited", edited)
        failed += _show("12 changes taken back, and that taken back", undone)
        print(f"   {refused} edits were refused")
    if {2, 14} & {*wanted}:
        failed += _show_all("2 and 14 killed at a call", kill_points())
        if strace:
            failed += _show("2 changing system calls with a call of their own", unseen_calls())
            failed += _show_all("2 and 14 killed at a system call", kill_points(strace=True))
    if 3 in wanted:
        failed += _show_all("3 calls failing", disk_faults())
        if strace:
            failed += _show_all("3 system calls failing", disk_faults(strace=True))
    if 4 in wanted:
        failed += _show("4 parallel writers", parallel_writers(10))
        failed += _show("4 beside a foreign writer", foreign_writer(300))
        if shutil.which("aws"):
            aws = ("aws", "configure", "set", "output", "json", "--profile", "deploy")
            failed += _show("4 beside `aws configure set`", foreign_writer(75, aws))
    if 5 in wanted:
        failed += _show("5 reads", torn_reads(50_000, 500))
    if 6 in wanted:
        failed += _show(f"6 kept, of {len(KEPT)}", kept())
    if 15 in wanted:
        failed += _show("15 kept, of what awscred did not make", foreign_kept(15))
    if 16 in wanted:
        failed += _show("16 steps of undo and redo", walks(50))
    if {17, 18, 23} & {*wanted}:
        from tests import hostile  # imports this module
    if 17 in wanted:
        failed += _show("17 endless answers, programs and files", hostile.memory())
        failed += _show("17 the same for 100 profiles at once", hostile.memory(times=100))
    if 18 in wanted:
        failed += _show("18 programs that hang, at each end of awscred", hostile.leftovers())
    if 23 in wanted:
        for args in (("list",), ("validate",), ("set", "p", "output", "json")):
            failed += _show(f"Ctrl-C at a call of `{args[0]}`", hostile.interruptions(100, *args))
    if 19 in wanted:
        parts = zip(("edited", "fixed"), edits_beside_refused(files // 10), strict=True)
        failed += _show_all("19 a file whose other one a tool refuses", parts)
    if 13 in wanted:
        for name, ratio in ratios().items():
            print(f"13 an edit {name}: {ratio:.1f} times `import click`")
    return failed


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--figure", type=int, action="append", help="print this figure alone")
    parser.add_argument(
        "--files", type=int, default=10_000, help="random files of figures 1, 12, a tenth for 19"
    )
    options = parser.parse_args()
    figures = options.figure or (1, 2, 3, 4, 5, 6, 12, 13, 15, 16, 17, 18, 19, 23)
    sys.exit(main(figures, options.files) > 0)
