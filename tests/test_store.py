"""The store finds, reads and replaces files so that a fault leaves the old or the new one."""

from __future__ import annotations

import errno
import itertools
import os
import resource
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any, TextIO

import filelock
import pytest

from awscred import ini, store
from awscred.errors import FAILED, AwscredError
from awscred.profiles import Files
from awscred.store import Paths, changing, locks, snapshot, swap, writers, writing
from awscred.store.changing import Purpose

SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
PURPOSE = Purpose("test")
OLD = f"[old]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = {SECRET}\n"


@pytest.fixture
def paths(aws_folder: Path) -> Paths:
    return Paths(str(aws_folder / "config"), str(aws_folder / "credentials"))


def _add(name: str, *, both: bool = False) -> Callable[[Files], Files]:
    """An edit that adds a section to credentials, or to both files."""

    def edit(files: Files) -> Files:
        config = ini.add_section(files.config, f"profile {name}", [("k", "v")]) if both else None
        credentials = ini.add_section(files.credentials, name, [("k", "v")])
        return Files(config or files.config, credentials, files.config_path, files.credentials_path)

    return edit


def _mode(path: str | Path) -> int:
    return stat.S_IMODE(os.stat(path).st_mode)


def _leftovers(folder: Path) -> list[str]:
    names = os.listdir(folder)
    return [name for name in names if ".awscred-" in name and not name.endswith("-lock")]


# --- where the files are


@pytest.mark.parametrize(
    ("environ", "options", "expected"),
    [
        pytest.param({}, (None, None), ("~/.aws/config", "~/.aws/credentials"), id="default"),
        pytest.param(
            {"AWS_CONFIG_FILE": "", "AWS_SHARED_CREDENTIALS_FILE": ""},
            (None, None),
            ("~/.aws/config", "~/.aws/credentials"),
            id="an empty variable is none",
        ),
        pytest.param(
            {"AWS_CONFIG_FILE": "~/c", "AWS_SHARED_CREDENTIALS_FILE": "/k"},
            (None, None),
            ("~/c", "/k"),
            id="environment",
        ),
        pytest.param(
            {"AWS_CONFIG_FILE": "/c", "AWS_SHARED_CREDENTIALS_FILE": "/k"},
            ("~/mine", "there/k"),
            ("~/mine", "there/k"),
            id="options go first",
        ),
    ],
)
def test_the_files_are_found(
    environ: dict[str, str],
    options: tuple[str | None, str | None],
    expected: tuple[str, str],
) -> None:
    assert store.locate(environ, *options) == tuple(map(os.path.expanduser, expected))


# --- reading


def test_a_missing_file_is_none(paths: Paths) -> None:
    assert snapshot.read(paths.config).data is None
    assert store.load(paths).profiles == {}


def _folder(path: Path) -> None:
    path.mkdir()


def _fifo(path: Path) -> None:
    os.mkfifo(path)


def _device(path: Path) -> None:
    path.symlink_to("/dev/zero")


def _large(path: Path) -> None:
    path.write_text(OLD)
    os.truncate(path, snapshot.LARGEST + 1)


def _loop(path: Path) -> None:
    path.symlink_to(path.name)


@pytest.mark.parametrize("make", [_folder, _fifo, _device, _large, _loop])
def test_what_is_no_file_to_read_is_refused(make: Callable[[Path], None], aws_folder: Path) -> None:
    make(aws_folder / "config")
    with pytest.raises(AwscredError) as refused:
        snapshot.read(str(aws_folder / "config"))
    assert str(aws_folder / "config") in refused.value.message
    assert refused.value.hint
    assert refused.value.exit_code == FAILED
    assert SECRET not in repr(refused.value)


def test_a_file_that_is_longer_than_it_says_is_refused(
    aws_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is not read in part: writing that would lose the rest."""
    monkeypatch.setattr(snapshot, "LARGEST", 100)
    (aws_folder / "config").symlink_to("/proc/self/status")  # reports a size of 0
    with pytest.raises(AwscredError, match="reads up to 100"):
        snapshot.read(str(aws_folder / "config"))


def test_a_file_in_the_place_of_a_folder_is_refused(home: Path) -> None:
    (home / "file").write_text("")
    with pytest.raises(AwscredError, match="not a directory"):
        snapshot.read(str(home / "file" / "config"))


def test_a_file_that_another_program_is_just_writing_is_waited_for(paths: Paths) -> None:
    Path(paths.config).write_text("")
    script = "import sys, time; time.sleep(0.2); open(sys.argv[1], 'w').write('[new]\\n')"
    with subprocess.Popen([sys.executable, "-c", script, paths.config]):
        assert snapshot.read(paths.config).data == b"[new]\n"


def test_a_file_that_has_been_empty_for_a_while_is_not_waited_for(
    paths: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path(paths.config).write_text("")
    os.utime(paths.config, (0, 0))

    def sleep(_: float) -> None:
        raise AssertionError("it waits")

    monkeypatch.setattr(time, "sleep", sleep)
    assert snapshot.read(paths.config).data == b""


# --- writing


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077, 0o277], ids=oct)
def test_new_files_are_for_the_user_alone(umask: int, home: Path) -> None:
    paths = store.locate({})
    before = os.umask(umask)
    try:
        changing.change(paths, _add("new", both=True), PURPOSE)
    finally:
        os.umask(before)
    assert (_mode(home / ".aws"), _mode(paths.config), _mode(paths.credentials)) == (
        0o700,
        0o600,
        0o600,
    )


@pytest.mark.parametrize("mode", [0o600, 0o400, 0o644, 0o660], ids=oct)
def test_a_mode_is_kept_and_an_open_one_told(mode: int, paths: Paths) -> None:
    Path(paths.credentials).write_text(OLD)
    os.chmod(paths.credentials, mode)
    notes = changing.change(paths, _add("new"), PURPOSE)
    assert _mode(paths.credentials) == mode
    assert bool(notes) == bool(mode & 0o077)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")
def test_an_owner_is_kept(paths: Paths) -> None:
    Path(paths.credentials).write_text(OLD)
    os.chown(paths.credentials, 12345, 54321)
    changing.change(paths, _add("new"), PURPOSE)
    state = os.stat(paths.credentials)
    assert (state.st_uid, state.st_gid) == (12345, 54321)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")
def test_a_group_is_kept_in_a_folder_that_gives_its_own(paths: Paths, aws_folder: Path) -> None:
    Path(paths.credentials).write_text(OLD)
    os.chown(aws_folder, -1, 54321)
    os.chmod(aws_folder, 0o2700)
    changing.change(paths, _add("new"), PURPOSE)
    assert os.stat(paths.credentials).st_gid == os.getegid()


def test_extended_attributes_are_kept(paths: Paths) -> None:
    Path(paths.credentials).write_text(OLD)
    try:
        os.setxattr(paths.credentials, "user.note", b"mine")
    except OSError:
        pytest.skip("this file system has no extended attributes")
    changing.change(paths, _add("new"), PURPOSE)
    assert os.getxattr(paths.credentials, "user.note") == b"mine"


@pytest.mark.parametrize("there", [True, False], ids=["to a file", "dangling"])
@pytest.mark.parametrize("relative", [True, False], ids=["relative", "absolute"])
def test_a_symbolic_link_stays_one(there: bool, relative: bool, paths: Paths, home: Path) -> None:
    target = home / "dotfiles" / "credentials"
    target.parent.mkdir()
    if there:
        target.write_text(OLD)
    link = Path(paths.credentials)
    link.symlink_to("../dotfiles/credentials" if relative else target)
    changing.change(paths, _add("new"), PURPOSE)
    assert link.is_symlink()
    assert target.read_text().endswith("[new]\nk = v\n")
    assert target.read_text().startswith(OLD) == there


def test_hard_links_are_not_parted(paths: Paths, home: Path) -> None:
    Path(paths.credentials).write_text(OLD)
    os.link(paths.credentials, home / "other")
    os.chmod(paths.credentials, 0o640)
    changing.change(paths, _add("new"), PURPOSE)
    assert Path(paths.credentials).read_text() == OLD + "\n[new]\nk = v\n"
    assert os.path.samefile(paths.credentials, home / "other")
    assert _mode(paths.credentials) == 0o640
    assert not _leftovers(Path(paths.credentials).parent)


def test_an_edit_that_changes_nothing_writes_nothing(paths: Paths) -> None:
    Path(paths.credentials).write_text(OLD)
    before = os.stat(paths.credentials)
    changing.change(paths, lambda files: files, PURPOSE)
    assert os.stat(paths.credentials) == before
    assert os.listdir(os.path.dirname(paths.config)) == ["credentials"]


def test_what_an_edit_refuses_leaves_everything(paths: Paths) -> None:
    Path(paths.credentials).write_text(OLD)

    def refuse(_: Files) -> Files:
        raise AwscredError("no", "really")

    with pytest.raises(AwscredError, match="no"):
        changing.change(paths, refuse, PURPOSE)
    assert Path(paths.credentials).read_text() == OLD


def test_one_file_in_both_roles_is_not_written_twice(paths: Paths) -> None:
    Path(paths.config).write_text(OLD)
    with pytest.raises(AwscredError, match="one file"):
        changing.change(Paths(paths.config, paths.config), _add("new", both=True), PURPOSE)
    assert Path(paths.config).read_text() == OLD


def test_two_hard_links_of_one_file_are_not_written_one_over_the_other(paths: Paths) -> None:
    Path(paths.config).write_text(OLD)
    os.link(paths.config, paths.credentials)
    with pytest.raises(AwscredError, match="one file"):
        changing.change(paths, _add("new", both=True), PURPOSE)
    assert Path(paths.config).read_text() == OLD


@pytest.mark.parametrize("nothing", ["/nowhere/null", ""])
def test_what_stands_for_no_file_is_not_replaced_by_one(
    nothing: str, paths: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As root, awscred could replace /dev/null; the test uses another path, in case it fails."""
    monkeypatch.setattr(os, "devnull", nothing)
    Path(paths.credentials).write_text(OLD)
    with pytest.raises(AwscredError, match="is not a file"):
        changing.change(Paths(nothing, paths.credentials), _add("new", both=True), PURPOSE)
    assert Path(paths.credentials).read_text() == OLD


# --- other programs


def test_a_change_by_another_program_is_noticed_and_kept(paths: Paths) -> None:
    Path(paths.credentials).write_text(OLD)
    calls = []

    def edit(files: Files) -> Files:
        calls.append(str(files.credentials))
        if len(calls) < 3:  # before the lock is held, and after
            Path(paths.credentials).write_text(OLD + f"[theirs{len(calls)}]\n")
        return _add("ours")(files)

    changing.change(paths, edit, PURPOSE)
    assert len(calls) == 3
    assert set(store.load(paths).profiles) == {"old", "theirs2", "ours"}


def test_an_edit_is_made_once_where_nobody_writes(paths: Paths) -> None:
    Path(paths.credentials).write_text(OLD)
    calls = []

    def edit(files: Files) -> Files:
        calls.append(1)
        return _add("ours")(files)

    changing.change(paths, edit, PURPOSE)
    assert calls == [1]


def test_a_file_that_never_rests_is_given_up(paths: Paths, monkeypatch: pytest.MonkeyPatch) -> None:
    """After pauses between the attempts, because the other program may finish soon."""
    count = iter(range(1000))
    pauses: list[float] = []
    monkeypatch.setattr(time, "sleep", pauses.append)

    def edit(files: Files) -> Files:
        Path(paths.credentials).write_text(f"[theirs{next(count)}]\n")
        return _add("ours")(files)

    with pytest.raises(AwscredError, match="keeps changing"):
        changing.change(paths, edit, PURPOSE)
    assert Path(paths.credentials).read_text().startswith("[theirs")
    assert "ours" not in Path(paths.credentials).read_text()
    assert len(pauses) > 2
    assert not _leftovers(Path(paths.credentials).parent)


def test_a_file_that_appears_in_between_is_not_overwritten(paths: Paths) -> None:
    calls = []

    def edit(files: Files) -> Files:
        calls.append(1)
        if len(calls) == 1:
            Path(paths.credentials).write_text("[theirs]\n")
        return _add("ours")(files)

    changing.change(paths, edit, PURPOSE)
    assert set(store.load(paths).profiles) == {"theirs", "ours"}


ADD_BOTH = """
import sys
from awscred import ini, store
from awscred.store import changing, locks
from awscred.profiles import Files
def edit(files):
    header, settings = sys.argv[1], [("k", "v")]
    config = ini.add_section(files.config, "profile " + header, settings)
    credentials = ini.add_section(files.credentials, header, settings)
    return Files(config, credentials, files.config_path, files.credentials_path)
"""
RUN = """
locks.LOCK_SECONDS = 60
changing.change(store.locate({}), edit, changing.Purpose("test"))
"""


def test_processes_that_write_at_once_lose_nothing(paths: Paths) -> None:
    Path(paths.credentials).write_text(OLD)
    names = [f"p{number}" for number in range(20)]
    writers = [subprocess.Popen([sys.executable, "-c", ADD_BOTH + RUN, name]) for name in names]
    assert [writer.wait(60) for writer in writers] == [0] * len(names)
    profiles = store.load(paths).profiles
    assert set(profiles) == {"old", *names}
    assert all(len(profiles[name].sections) == 2 for name in names)


def _lock_path(path: str) -> str:
    return os.path.join(os.path.dirname(path), f".{os.path.basename(path)}.awscred-lock")


def test_a_lock_is_waited_for(paths: Paths) -> None:
    script = """
import filelock, sys, time
with filelock.FileLock(sys.argv[1]):
    print("held", flush=True)
    time.sleep(0.3)
    open(sys.argv[2], "w").write("[theirs]\\n")
"""
    Path(paths.credentials).write_text(OLD)
    command = [sys.executable, "-c", script, _lock_path(paths.credentials), paths.credentials]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as holder:
        assert holder.stdout and holder.stdout.readline() == b"held\n"
        changing.change(paths, _add("ours"), PURPOSE)
    assert set(store.load(paths).profiles) == {"theirs", "ours"}


def test_the_lock_of_a_killed_process_is_no_obstacle(
    paths: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = """
import filelock, os, signal, sys
filelock.FileLock(sys.argv[1]).acquire()
os.kill(os.getpid(), signal.SIGKILL)
"""
    killed = [sys.executable, "-c", script, _lock_path(paths.credentials)]
    assert subprocess.run(killed, check=False).returncode == -signal.SIGKILL
    assert os.path.exists(_lock_path(paths.credentials))
    monkeypatch.setattr(locks, "LOCK_SECONDS", 0.2)
    changing.change(paths, _add("new"), PURPOSE)
    assert set(store.load(paths).profiles) == {"new"}


def test_a_lock_that_is_held_is_told_and_nothing_written(
    paths: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path(paths.credentials).write_text(OLD)
    monkeypatch.setattr(locks, "LOCK_SECONDS", 0.2)
    lock = filelock.FileLock(_lock_path(paths.credentials))
    with lock, pytest.raises(AwscredError, match="another awscred"):
        changing.change(paths, _add("new"), PURPOSE)
    assert Path(paths.credentials).read_text() == OLD


# --- faults

CALLS = ("open", "fdopen", "fstat", "write", "fchmod", "fsync", "close", "replace")
ERRORS = (errno.ENOSPC, errno.EIO, errno.EROFS, errno.EDQUOT, errno.EFBIG, errno.EACCES)


class _Faulty:
    """A call of `os` that fails from the n-th time on, or only then. Locks are left alone.

    "write" is that of the new files, and fails half-way.
    """

    def __init__(self, call: str, fail_at: int, error: int, *, lasting: bool = False) -> None:
        self.name = "fdopen" if call == "write" else call
        self.real: Callable[..., Any] = getattr(os, self.name)
        self.halfway = call == "write"
        self.left = fail_at
        self.error = error
        self.lasting = lasting
        self.failed = False
        self.path = ""

    def __call__(self, target: int | str, *args: Any, **kwargs: Any) -> Any:
        path = os.readlink(f"/proc/self/fd/{target}") if isinstance(target, int) else target
        if not path.endswith("lock") and not (self.halfway and "wb" not in args):
            self.left -= 1
            if self.left == 0 or (self.lasting and self.left < 0):
                self.failed = True
                self.path = path
                if self.halfway:
                    os.write(int(target), b"[half a he")
                raise OSError(self.error, os.strerror(self.error))
        return self.real(target, *args, **kwargs)


@pytest.mark.parametrize("error", ERRORS, ids=errno.errorcode.get)
@pytest.mark.parametrize("call", CALLS)
def test_a_fault_of_the_disk_leaves_both_files(call: str, error: int, paths: Paths) -> None:
    """Each call fails in turn, the first, the second ... until the change succeeds."""
    for fail_at in range(1, 200):
        Path(paths.config).write_text(OLD)
        Path(paths.credentials).write_text(OLD)
        faulty = _Faulty(call, fail_at, error)
        refused: AwscredError | None = None
        notes: list[str] = []
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(os, faulty.name, faulty)
            try:
                notes = changing.change(paths, _add("new", both=True), PURPOSE)
            except AwscredError as told:
                refused = told
        assert not _leftovers(Path(paths.config).parent)
        if refused is not None:
            assert refused.hint
            assert Path(paths.config).read_text() == OLD
            assert Path(paths.credentials).read_text() == OLD
            continue
        assert set(store.load(paths).profiles) == {"old", "new"}
        if not faulty.failed:
            assert fail_at > 1, f"{call} was never called"
            return
        # Saved, with a note. A failure to close what was only read is not reported, and what fails
        # in the state folder after the backup does not affect the change.
        assert (
            call == "close"
            or any("did not confirm" in note for note in notes)
            or "/.aws" not in faulty.path
        ), faulty.path
    pytest.fail("it never came through")


@pytest.mark.parametrize("call", CALLS)
def test_a_disk_that_stays_broken_is_told_as_it_is(call: str, paths: Paths) -> None:
    """One file is replaced, the other cannot be, and nothing can be undone any more."""
    for fail_at in range(1, 200):
        Path(paths.config).write_text(OLD)
        Path(paths.credentials).write_text(OLD)
        faulty = _Faulty(call, fail_at, errno.EIO, lasting=True)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(os, faulty.name, faulty)
            try:
                changing.change(paths, _add("new", both=True), PURPOSE)
                message = ""
            except AwscredError as told:
                message = told.message
        if not message:
            assert set(store.load(paths).profiles) == {"old", "new"}
            return
        changed = [path for path in paths if Path(path).read_text() != OLD]
        if changed:
            assert message.startswith(f"{changed[0]} is changed")
        assert ("nothing was changed" in message) <= (not changed)
        assert len(changed) < 2
    pytest.fail("it never came through")


def test_new_files_are_taken_back_too(paths: Paths) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "replace", _Faulty("replace", 2, errno.EIO))
        with pytest.raises(AwscredError, match="nothing was changed"):
            changing.change(paths, _add("new", both=True), PURPOSE)
    assert not os.path.exists(paths.config)
    assert not os.path.exists(paths.credentials)


def test_a_disk_that_is_really_full_leaves_the_files(aws_folder: Path) -> None:
    (aws_folder.parent / "before").write_text(OLD)
    script = """
mount -t tmpfs -o size=64k none ~/.aws || exit 77
cp ~/before ~/.aws/credentials
cat /dev/zero > ~/.aws/filler 2> /dev/null
"$0" -c "$1" new
cmp ~/before ~/.aws/credentials && ls -A ~/.aws
"""
    command = ["unshare", "-rm", "sh", "-c", script, sys.executable, ADD_BOTH + RUN]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        pytest.skip("there is no unshare")
    if done.returncode == 77 or "unshare" in done.stderr:
        pytest.skip("this system does not let us mount a disk")
    assert "no space left on device; nothing was changed" in done.stderr
    left = {name for name in done.stdout.split() if not name.endswith("awscred-lock")}
    assert left == {"credentials", "filler"}


def test_a_limit_on_file_sizes_leaves_the_file(paths: Paths) -> None:
    Path(paths.credentials).write_text(OLD)
    limited = subprocess.run(
        [sys.executable, "-c", ADD_BOTH + RUN, "x" * 4000],
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (1024, 1024)),
        capture_output=True,
        text=True,
        check=False,
    )
    assert "file too large" in limited.stderr
    assert Path(paths.credentials).read_text() == OLD
    assert not _leftovers(Path(paths.credentials).parent)


@pytest.fixture
def unprivileged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder for working as a user who is not root; it also has the state folder."""
    folder = Path("/tmp") / f"awscred-{os.getpid()}-{tmp_path.name}"
    folder.mkdir()
    state = folder / "state"
    state.mkdir()
    monkeypatch.setenv("XDG_STATE_HOME", str(state))
    root = os.geteuid() == 0
    if root:
        os.chown(folder, 65534, 65534)
        os.chown(state, 65534, 65534)
        os.setegid(65534)
        os.seteuid(65534)
    try:
        yield folder
    finally:
        if root:
            os.seteuid(0)
            os.setegid(0)
        for path in sorted(folder.rglob("*"), reverse=True):
            path.parent.chmod(0o700)
            path.rmdir() if path.is_dir() else path.unlink()
        folder.rmdir()


def test_a_read_only_folder_is_told_and_nothing_changed(unprivileged: Path) -> None:
    credentials = unprivileged / "credentials"
    credentials.write_text(OLD)
    unprivileged.chmod(0o500)
    paths = Paths(str(unprivileged / "config"), str(credentials))
    with pytest.raises(AwscredError, match="permission denied") as refused:
        changing.change(paths, _add("new", both=True), PURPOSE)
    assert refused.value.hint
    assert credentials.read_text() == OLD


def test_a_file_in_a_read_only_folder_is_written_in_place(unprivileged: Path) -> None:
    credentials = unprivileged / "credentials"
    credentials.write_text(OLD)
    inode = credentials.stat().st_ino
    unprivileged.chmod(0o500)
    changing.change(Paths(str(unprivileged / "config"), str(credentials)), _add("new"), PURPOSE)
    assert credentials.read_text() == OLD + "\n[new]\nk = v\n"
    assert credentials.stat().st_ino == inode
    left = [path.name for path in (unprivileged / "state").rglob("*.awscred-*")]
    assert all(name.endswith("lock") for name in left)


def test_a_read_only_file_that_is_not_changed_is_not_touched(unprivileged: Path) -> None:
    fixed = unprivileged / "fixed"
    fixed.mkdir()
    (fixed / "config").write_text(OLD)
    fixed.chmod(0o500)
    paths = Paths(str(fixed / "config"), str(unprivileged / "credentials"))
    changing.change(paths, _add("new"), PURPOSE)
    assert os.listdir(fixed) == ["config"]
    assert (unprivileged / "credentials").read_text() == "[new]\nk = v\n"


def test_an_unreadable_file_is_told(unprivileged: Path) -> None:
    (unprivileged / "config").write_text(OLD)
    (unprivileged / "config").chmod(0)
    with pytest.raises(AwscredError, match="permission denied") as refused:
        snapshot.read(str(unprivileged / "config"))
    assert refused.value.hint


KILL = """
import os, signal
call, at, count = sys.argv[2], int(sys.argv[3]), 0
real = getattr(os, call)
def deadly(target, *args, **kwargs):
    global count
    count += 1
    if count == at:
        if call == "fdopen" and "wb" in args:
            os.write(target, b"[half a he")
        os.kill(os.getpid(), signal.SIGKILL)
    return real(target, *args, **kwargs)
setattr(os, call, deadly)
"""


@pytest.mark.parametrize("call", ["open", "fdopen", "fchmod", "fsync", "close", "replace"])
def test_a_process_that_is_killed_leaves_whole_files(call: str, paths: Paths) -> None:
    config, credentials = Path(paths.config), Path(paths.credentials)
    command = [sys.executable, "-c", ADD_BOTH + KILL + RUN, "new", call]
    for at in range(1, 120):
        shutil.rmtree(config.parent.parent / ".local", ignore_errors=True)
        config.write_text(OLD)
        credentials.write_text(OLD)
        done = subprocess.run([*command, str(at)], check=False)
        assert config.read_text() in (OLD, OLD + "\n[profile new]\nk = v\n")
        assert credentials.read_text() in (OLD, OLD + "\n[new]\nk = v\n")
        if done.returncode == 0:
            assert at > 1, f"{call} was never called"
            break
        assert done.returncode == -signal.SIGKILL
        changing.change(paths, _add("next", both=True), PURPOSE)
        assert len(store.load(paths).profiles["next"].sections) == 2
        assert not _leftovers(credentials.parent)
    else:
        pytest.fail("it never came through")


# --- another program that writes at the last moment


def _in_place(path: Path, text: str) -> None:
    path.write_text(text)


def _replaced(path: Path, text: str) -> None:
    path.with_name("theirs").write_text(text)
    os.replace(path.with_name("theirs"), path)


def _deleted(path: Path, _: str) -> None:
    path.unlink()


def _fifo_there(path: Path, _: str) -> None:
    path.unlink()
    os.mkfifo(path)


def _in_folder(path: Path, text: str) -> None:
    path.unlink()
    path.mkdir()
    (path / "file").write_text(text)


def _of_another_user(path: Path, text: str) -> None:
    _replaced(path, text)
    os.chown(path, 12345, -1)


def _linked(path: Path, text: str) -> None:
    path.with_name("theirs").write_text(text)
    path.unlink()
    path.symlink_to("theirs")


@pytest.mark.parametrize("write", [_in_place, _replaced, _deleted, _linked])
@pytest.mark.parametrize("which", [0, 1])
def test_what_is_written_in_the_last_moment_is_kept(
    which: int, write: Callable[[Path, str], None], paths: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the last check and the replacement: it is found in the place, and the change includes
    it."""
    for path in paths:
        Path(path).write_text(OLD)
    really, renames = swap._rename, [0]

    def rename(function: Callable[..., int], one: str, other: str, flags: int) -> None:
        if renames[0] == which:
            write(Path(paths[which]), f"{OLD}\n[theirs]\nk = v\n")
        renames[0] += 1
        really(function, one, other, flags)

    monkeypatch.setattr(swap, "_rename", rename)
    notes = changing.change(paths, _add("new", both=True), PURPOSE)
    assert any("at the same time" in note for note in notes)
    assert "new" in store.load(paths).profiles
    for path in paths:
        assert "new]" in Path(path).read_text()
    assert ("[theirs]" in Path(paths[which]).read_text()) == (write is not _deleted)
    assert not _leftovers(Path(paths.config).parent)


@pytest.mark.parametrize("there", [True, False], ids=["new", "deleted"])
def test_a_file_that_appears_or_changes_in_the_last_moment_is_kept(
    there: bool, paths: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    really, left = swap._rename, [1]
    config = Path(paths.config)
    if not there:
        changing.change(paths, _add("new", both=True), PURPOSE)

    def rename(function: Callable[..., int], one: str, other: str, flags: int) -> None:
        if left:
            left.pop()
            config.write_text("# theirs\n")
        really(function, one, other, flags)

    monkeypatch.setattr(swap, "_rename", rename)
    if there:
        changing.change(paths, _add("new", both=True), PURPOSE)
        assert "[profile new]" in config.read_text()
    else:
        with pytest.raises(AwscredError, match="another program has changed"):
            changing.undo(paths)
    assert config.read_text().startswith("# theirs\n")
    assert not _leftovers(config.parent)


@pytest.mark.parametrize("code", [errno.ENOSYS, errno.EINVAL])
def test_a_file_system_without_exchange_is_replaced_plainly(
    code: int, paths: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(swap, "_rename", refused)
    changing.change(paths, _add("new", both=True), PURPOSE)
    changing.change(paths, _add("newer", both=True), PURPOSE)
    changing.undo(paths)
    changing.undo(paths)
    assert not os.path.exists(paths.config)
    assert not _leftovers(Path(paths.config).parent)


def test_killed_after_it_replaced_what_another_program_wrote(paths: Paths) -> None:
    """The next command restores that: awscred never read it."""
    config = Path(paths.config)
    config.write_text(OLD)
    child = os.fork()
    if child == 0:
        really = swap._rename

        def rename(function: Callable[..., int], one: str, other: str, flags: int) -> None:
            config.write_text("# theirs\n")
            really(function, one, other, flags)
            os._exit(9)

        swap._rename = rename  # type: ignore[assignment]
        try:
            changing.change(paths, _add("new"), PURPOSE)
        finally:
            os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9
    assert store.recover(paths)
    assert config.read_text() == "# theirs\n"
    assert not _leftovers(config.parent)


def test_killed_after_it_replaced_what_another_program_wrote_to_one_of_two(paths: Paths) -> None:
    """The change was not finished, so the other file is restored, and nothing more is reported."""
    credentials = Path(paths.credentials)
    for path in paths:
        Path(path).write_text(OLD)
    child = os.fork()
    if child == 0:
        really = swap._rename

        def rename(function: Callable[..., int], one: str, other: str, flags: int) -> None:
            if other == paths.credentials:
                credentials.write_text(f"{OLD}# theirs\n")
            really(function, one, other, flags)
            if other == paths.credentials:
                os._exit(9)

        swap._rename = rename  # type: ignore[assignment]
        try:
            changing.change(paths, _add("new", both=True), PURPOSE)
        finally:
            os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9
    (note,) = store.recover(paths)
    assert "since: the part that was written is undone" in note
    assert credentials.read_text() == f"{OLD}# theirs\n"
    assert Path(paths.config).read_text() == OLD
    assert not _leftovers(credentials.parent)


@pytest.mark.parametrize("write", [_in_place, _deleted, _linked, _fifo_there])
def test_what_is_written_to_a_hard_link_in_the_last_moment_is_kept(
    write: Callable[[Path, str], None],
    paths: Paths,
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It is written in place, so what is there is read once more."""
    Path(paths.credentials).write_text(OLD)
    os.link(paths.credentials, home / "other name")
    really, left = writing._write_in_place, [1]

    def written(*args: Any) -> None:
        if left:
            left.pop()
            write(Path(paths.credentials), f"{OLD}# theirs\n")
        really(*args)

    monkeypatch.setattr(writing, "_write_in_place", written)
    if write is _fifo_there:
        with pytest.raises(AwscredError, match="not a regular file"):
            changing.change(paths, _add("new"), PURPOSE)
    else:
        notes = changing.change(paths, _add("new"), PURPOSE)
        assert any("at the same time" in note for note in notes)
        assert "new" in store.load(paths).profiles
        assert ("# theirs" in Path(paths.credentials).read_text()) == (write is not _deleted)
    assert (home / "other name").read_text().startswith(OLD)
    assert not _leftovers(Path(paths.credentials).parent)


def test_what_is_written_to_a_new_file_is_not_taken_back(
    paths: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    config, really = Path(paths.config), swap._rename

    def rename(function: Callable[..., int], one: str, other: str, flags: int) -> None:
        if other == paths.credentials:
            config.write_text("# theirs\n")
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        really(function, one, other, flags)

    with monkeypatch.context() as patch:
        patch.setattr(swap, "_rename", rename)
        with pytest.raises(AwscredError, match="could not be put back"):
            changing.change(paths, _add("new", both=True), PURPOSE)
    assert config.read_text() == "# theirs\n"
    assert store.recover(paths)
    assert config.read_text() == "# theirs\n"
    assert "[new]" in Path(paths.credentials).read_text()
    assert not _leftovers(config.parent)


root_only = pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")
linux_only = pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells of open files")


@linux_only
@pytest.mark.parametrize("is_removed", [False, True])
def test_what_a_program_writes_to_the_file_it_had_open_is_kept(
    is_removed: bool, paths: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It opened the file before it was replaced, and writes to what was replaced."""
    credentials = Path(paths.credentials)
    if is_removed:
        changing.change(paths, _add("new"), PURPOSE)
    else:
        credentials.write_text(OLD)
    really = swap._rename
    opened: list[TextIO] = []

    def rename(function: Callable[..., int], one: str, other: str, flags: int) -> None:
        if not opened:
            opened.append(credentials.open("a"))
        really(function, one, other, flags)

    def sleep(_: float) -> None:
        if not opened[0].closed:
            opened[0].write("# theirs\n")
            opened[0].close()

    monkeypatch.setattr(swap, "_rename", rename)
    monkeypatch.setattr(time, "sleep", sleep)
    if is_removed:
        with pytest.raises(AwscredError, match="another program has changed"):
            changing.undo(paths)
    else:
        changing.change(paths, _add("new"), PURPOSE)
    assert ("# theirs\n" in credentials.read_text()) and "new" in store.load(paths).profiles
    assert not _leftovers(credentials.parent)


@linux_only
def test_a_file_that_a_program_goes_on_writing_is_left_to_it(
    paths: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    credentials = Path(paths.credentials)
    credentials.write_text(OLD)
    monkeypatch.setattr(writers, "WAIT_SECONDS", 0.0)
    with credentials.open("a"), pytest.raises(AwscredError, match="open for writing"):
        changing.change(paths, _add("new"), PURPOSE)
    assert credentials.read_text() == OLD
    assert not _leftovers(credentials.parent)
    changing.change(paths, _add("new"), PURPOSE)
    assert "new" in store.load(paths).profiles


def _overtake(paths: Paths, then: Callable[[int], None]) -> None:
    """Write the file right before and right after it is replaced; calls `then` after each step."""
    credentials, really, turns = Path(paths.credentials), swap._rename, [0]

    def rename(function: Callable[..., int], one: str, other: str, flags: int) -> None:
        if turns[0] < 2:
            _in_place(credentials, ("# first\n", "# second\n")[turns[0]])
        really(function, one, other, flags)
        turns[0] += 1
        then(turns[0])

    swap._rename = rename  # type: ignore[assignment]
    try:
        changing.change(paths, _add("new"), PURPOSE)
    finally:
        swap._rename = really


def _keeps_both(paths: Paths, now: str, undone: str) -> None:
    credentials = Path(paths.credentials)
    (note,) = store.recover(paths)
    assert "is kept as a backup" in note
    assert credentials.read_text() == now
    assert not _leftovers(credentials.parent)
    changing.undo(paths)
    assert credentials.read_text() == undone


def test_of_two_writes_in_the_last_moment_both_are_kept(paths: Paths) -> None:
    Path(paths.credentials).write_text(OLD)
    with pytest.raises(AwscredError, match="twice while it was being changed"):
        _overtake(paths, lambda _: None)
    _keeps_both(paths, "# second\n", "# first\n")


@pytest.mark.parametrize("turn", [2, 3])
def test_killed_between_two_writes_of_others_both_are_kept(turn: int, paths: Paths) -> None:
    Path(paths.credentials).write_text(OLD)
    child = os.fork()
    if child == 0:
        try:
            _overtake(paths, lambda turns: os._exit(9) if turns == turn else None)
        finally:
            os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9
    both = ("# first\n", "# second\n")
    _keeps_both(paths, *(both if turn == 2 else reversed(both)))


# --- interrupted, failed or killed after another program wrote at the last moment


def _watch(
    patch: pytest.MonkeyPatch,
    before: Callable[[int], object] = lambda _: None,
    after: Callable[[int], object] = lambda _: None,
) -> None:
    """Call these with the number of each exchange (1, 2 ...), right before it and right after
    it."""
    really, turns = swap._rename, itertools.count(1)

    def rename(*args: Any) -> None:
        turn = next(turns)
        before(turn)
        really(*args)
        after(turn)

    patch.setattr(swap, "_rename", rename)


def _writes(path: Path, *texts: str) -> Callable[[int], None]:
    """Write the n-th text at the n-th call."""
    return lambda turn: _in_place(path, texts[turn - 1]) if turn <= len(texts) else None


def _killed(paths: Paths, patched: Callable[[pytest.MonkeyPatch], None]) -> None:
    """Make a change in a process that ends with 9 at a point set by `patched`."""
    child = os.fork()
    if child == 0:
        try:
            patched(pytest.MonkeyPatch())
            changing.change(paths, _add("new"), PURPOSE)
        finally:
            os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9


def _killed_after(turn: int, paths: Paths, before: Callable[[int], object]) -> None:
    _killed(paths, lambda patch: _watch(patch, before, lambda now: now == turn and os._exit(9)))


def _interrupt(turn: int) -> None:
    if turn == 1:
        raise KeyboardInterrupt


@pytest.mark.parametrize("write", [_in_place, _replaced, _linked])
def test_ctrl_c_after_it_replaced_what_another_program_wrote(
    write: Callable[[Path, str], object], paths: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    credentials = Path(paths.credentials)
    credentials.write_text(OLD)
    _watch(
        monkeypatch, lambda turn: turn == 1 and write(credentials, "# theirs\n"), after=_interrupt
    )
    with pytest.raises(KeyboardInterrupt):
        changing.change(paths, _add("new"), PURPOSE)
    assert credentials.read_text() == "# theirs\n"
    assert not _leftovers(credentials.parent)


def test_ctrl_c_between_two_writes_of_others_keeps_both(
    paths: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    credentials = Path(paths.credentials)
    credentials.write_text(OLD)
    with monkeypatch.context() as patch:
        _watch(patch, _writes(credentials, "# first\n", "# second\n"), _interrupt)
        with pytest.raises(AwscredError, match="twice"):
            changing.change(paths, _add("new"), PURPOSE)
    _keeps_both(paths, "# second\n", "# first\n")


@pytest.mark.parametrize("code", [errno.EIO, errno.EBUSY])
def test_a_fault_after_it_replaced_what_another_program_wrote(
    code: int, paths: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is not mistaken for a mounted file, which would be written in place."""
    credentials = Path(paths.credentials)
    credentials.write_text(OLD)

    def before(turn: int) -> None:
        if turn == 1:
            credentials.write_text("# theirs\n")
        if turn == 2:
            raise OSError(code, os.strerror(code))

    _watch(monkeypatch, before)
    with pytest.raises(AwscredError, match="nothing was changed"):
        changing.change(paths, _add("new"), PURPOSE)
    assert credentials.read_text() == "# theirs\n"
    assert not _leftovers(credentials.parent)


@linux_only
def test_what_a_program_still_writes_waits_for_it(
    paths: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Awscred was killed after it replaced the file that the program has open."""
    credentials = Path(paths.credentials)
    credentials.write_text(OLD)
    _killed_after(1, paths, _writes(credentials, "# theirs\n"))
    monkeypatch.setattr(writers, "WAIT_SECONDS", 0.0)
    with credentials.with_name(".credentials.awscred-new").open("a") as opened:
        with pytest.raises(AwscredError, match="is still writing"):
            store.recover(paths)
        opened.write("# more\n")
    assert store.recover(paths)
    assert credentials.read_text() == "# theirs\n# more\n"
    assert not _leftovers(credentials.parent)


@pytest.mark.parametrize(
    "write", [_linked, _in_folder, pytest.param(_of_another_user, marks=root_only)]
)
@pytest.mark.parametrize("is_overtaken", [False, True])
def test_killed_over_what_awscred_could_not_have_made(
    is_overtaken: bool, write: Callable[[Path, str], object], paths: Paths
) -> None:
    """It gets its place again, or a name of its own if the place has been written since."""
    credentials = Path(paths.credentials)
    credentials.write_text(OLD)
    _killed_after(1, paths, lambda turn: turn == 1 and write(credentials, "# theirs\n"))
    where = credentials
    if is_overtaken:
        credentials.write_text("# second\n")
        where = credentials if write is _of_another_user else Path(f"{credentials}.before-awscred")
    with suppress(AwscredError):  # a folder cannot be read
        (note,) = store.recover(paths)
        assert (str(where) in note) or not is_overtaken
    if is_overtaken and write is _of_another_user:
        assert "is kept as a backup" in note
        changing.undo(paths)
    assert "# theirs\n" in (where / "file" if where.is_dir() else where).read_text()
    assert write is _in_folder or not _leftovers(credentials.parent)


def test_killed_and_then_the_file_becomes_a_link(paths: Paths) -> None:
    """As dotfile managers do; what is left is beside the link."""
    credentials = Path(paths.credentials)
    for turn in (0, 1):
        credentials.write_text(OLD)
        _killed(
            paths,
            lambda patch, turn=turn: _watch(  # type: ignore[misc]
                patch,
                lambda _: turn or os._exit(9),
                lambda _: os._exit(9),
            ),
        )
        credentials.rename(credentials.with_name("dotfile"))
        credentials.symlink_to("dotfile")
        now = credentials.read_text()
        assert store.recover(paths)
        assert credentials.read_text() == now and credentials.is_symlink()
        assert not _leftovers(credentials.parent)
        credentials.unlink()


def test_a_file_that_becomes_a_link_after_it_was_read(
    paths: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    credentials, really, left = Path(paths.credentials), writing.await_writers, [1]
    credentials.write_text(OLD)

    def wait(old: snapshot.Snapshot) -> None:
        if left:
            left.pop()
            _linked(credentials, f"{OLD}# theirs\n")
        really(old)

    monkeypatch.setattr(writing, "await_writers", wait)
    changing.change(paths, _add("new"), PURPOSE)
    assert "# theirs\n" in credentials.read_text() and credentials.is_symlink()


def test_a_mode_that_changes_after_the_file_was_read_is_kept(
    paths: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    credentials, really = Path(paths.credentials), writing.prepare
    credentials.write_text(OLD)
    credentials.chmod(0o644)

    def prepare(change: writing.Prepared) -> None:
        really(change)
        credentials.chmod(0o600)

    monkeypatch.setattr(writing, "prepare", prepare)
    changing.change(paths, _add("new"), PURPOSE)
    assert _mode(credentials) == 0o600


def test_a_new_file_that_is_mounted_since_cannot_be_undone(
    paths: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    changing.change(paths, _add("new"), PURPOSE)

    def refused(_: int) -> None:
        raise OSError(errno.EBUSY, os.strerror(errno.EBUSY))

    _watch(monkeypatch, refused)
    with pytest.raises(AwscredError, match="mount point and cannot be removed; nothing"):
        changing.undo(paths)
    assert "new" in store.load(paths).profiles
    assert not _leftovers(Path(paths.credentials).parent)


@linux_only
def test_a_program_that_opens_a_hard_link_in_the_last_moment_is_waited_for(
    paths: Paths, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    credentials, really = Path(paths.credentials), writing._write_in_place
    credentials.write_text(OLD)
    os.link(credentials, home / "other name")
    opened: list[TextIO] = []

    def write(*args: Any) -> None:
        if not opened:
            opened.append(credentials.open("r+"))
            opened[0].seek(0, os.SEEK_END)
        really(*args)

    def sleep(_: float) -> None:
        if not opened[0].closed:
            opened[0].write("# theirs\n")
            opened[0].close()

    monkeypatch.setattr(writing, "_write_in_place", write)
    monkeypatch.setattr(time, "sleep", sleep)
    changing.change(paths, _add("new"), PURPOSE)
    opened[0].close()
    assert credentials.read_text() == f"{OLD}# theirs\n\n[new]\nk = v\n"


@linux_only
def test_another_user_s_file_is_being_written_if_it_was_just_now(
    paths: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only the owner can ask the system who has it open."""
    import fcntl

    def refused(*_: object) -> None:
        raise OSError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr(fcntl, "fcntl", refused)
    monkeypatch.setattr(writers, "WAIT_SECONDS", 0.0)
    Path(paths.credentials).write_text(OLD)
    assert not writers.wait(paths.credentials)
    os.utime(paths.credentials, (0, 0))
    assert writers.wait(paths.credentials)


def test_new_content_never_takes_the_name_of_what_another_program_wrote(paths: Paths) -> None:
    credentials = Path(paths.credentials)
    credentials.write_text(OLD)
    theirs = credentials.with_name(".credentials.awscred-new")
    theirs.write_text("# theirs\n")
    change = writing.plan(snapshot.read(paths.credentials), b"[new]\n")
    for act in (writing.prepare, writing.clear):
        with pytest.raises(AwscredError, match="twice"):
            act(change)
    assert theirs.read_text() == "# theirs\n"


# --- without a way to exchange files


def _no_exchange(patch: pytest.MonkeyPatch, *, only_flags: Collection[int] = (1, 2)) -> None:
    really = swap._rename

    def rename(function: Callable[..., int], one: str, other: str, flags: int) -> None:
        if flags in only_flags:
            raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS))
        really(function, one, other, flags)

    patch.setattr(swap, "_rename", rename)


@pytest.mark.parametrize("write", [_in_place, _replaced, _linked])
@pytest.mark.parametrize("there", [True, False], ids=["changed", "new"])
def test_without_exchange_what_is_written_in_the_last_moment_is_kept(
    there: bool,
    write: Callable[[Path, str], object],
    paths: Paths,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    credentials, really, left = Path(paths.credentials), os.link, [1]
    if there:
        credentials.write_text(OLD)

    def link(*args: Any, **how: Any) -> None:
        if left:
            left.pop()
            credentials.touch()
            write(credentials, f"{OLD}# theirs\n")
        really(*args, **how)

    _no_exchange(monkeypatch)
    monkeypatch.setattr(os, "link", link)
    notes = changing.change(paths, _add("new"), PURPOSE)
    assert any("at the same time" in note for note in notes)
    assert "# theirs\n" in credentials.read_text() and "new" in store.load(paths).profiles
    assert not _leftovers(credentials.parent)


@pytest.mark.parametrize("at", ["link", "replace"])
def test_killed_while_links_exchange_the_files(at: str, paths: Paths) -> None:
    """What another program had written has a second name, which recovery knows."""
    credentials, really = Path(paths.credentials), {"link": os.link, "replace": os.replace}
    credentials.write_text(OLD)

    def call(name: str, *args: Any, **how: Any) -> None:
        if name == "link":
            credentials.write_text("# theirs\n")
        really[name](*args, **how)
        if name == at and paths.credentials in args:
            os._exit(9)

    def patched(patch: pytest.MonkeyPatch) -> None:
        _no_exchange(patch)
        for name in really:
            patch.setattr(os, name, partial(call, name))

    _killed(paths, patched)
    assert store.recover(paths)
    assert credentials.read_text() == "# theirs\n"
    assert credentials.stat().st_nlink == 1
    assert not _leftovers(credentials.parent)


def test_a_file_that_cannot_be_given_back_is_not_taken_for_replaced(
    paths: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The system can move it away, but cannot exchange it with what was written there since."""
    credentials = Path(paths.credentials)
    changing.change(paths, _add("new"), PURPOSE)

    def refused(*_: object, **__: object) -> None:
        raise OSError(errno.EPERM, os.strerror(errno.EPERM))

    with monkeypatch.context() as patch:
        _no_exchange(patch, only_flags=(2,))
        patch.setattr(os, "link", refused)
        _watch(
            patch,
            _writes(credentials, "# first\n"),
            lambda turn: turn == 1 and credentials.write_text("# second\n"),
        )
        with pytest.raises(AwscredError, match="twice"):
            changing.undo(paths)
    (note,) = store.recover(paths)
    assert "is kept as a backup" in note
    assert credentials.read_text() == "# second\n"
    changing.undo(paths)
    assert credentials.read_text() == "# first\n"
