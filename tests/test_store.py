"""The store finds, reads and replaces files so that a fault leaves the old one or the new one."""

from __future__ import annotations

import errno
import os
import resource
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import filelock
import pytest

from awscred import ini, store
from awscred.errors import FAILED, AwscredError
from awscred.profiles import Files
from awscred.store import Paths

OLD = "[old]\nregion = eu-west-1\n"


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
    return [name for name in os.listdir(folder) if name.endswith(".awscred-new")]


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
    assert store.read(paths.config).data is None
    assert store.load(paths).profiles == {}


def _folder(path: Path) -> None:
    path.mkdir()


def _fifo(path: Path) -> None:
    os.mkfifo(path)


def _device(path: Path) -> None:
    path.symlink_to("/dev/zero")


def _large(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(store.LARGEST + 1)


def _loop(path: Path) -> None:
    path.symlink_to(path.name)


@pytest.mark.parametrize("make", [_folder, _fifo, _device, _large, _loop])
def test_what_is_no_file_to_read_is_refused(make: Callable[[Path], None], aws_folder: Path) -> None:
    make(aws_folder / "config")
    with pytest.raises(AwscredError) as refused:
        store.read(str(aws_folder / "config"))
    assert str(aws_folder / "config") in refused.value.message
    assert refused.value.hint
    assert refused.value.exit_code == FAILED


def test_a_file_in_the_place_of_a_folder_is_refused(home: Path) -> None:
    (home / "file").write_text("")
    with pytest.raises(AwscredError, match="not a directory"):
        store.read(str(home / "file" / "config"))


def test_a_file_that_another_program_is_just_writing_is_waited_for(paths: Paths) -> None:
    Path(paths.config).write_text("")
    script = "import sys, time; time.sleep(0.2); open(sys.argv[1], 'w').write('[new]\\n')"
    with subprocess.Popen([sys.executable, "-c", script, paths.config]):
        assert store.read(paths.config).data == b"[new]\n"


def test_a_file_that_has_been_empty_for_a_while_is_not_waited_for(
    paths: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path(paths.config).write_text("")
    os.utime(paths.config, (0, 0))

    def sleep(_: float) -> None:
        raise AssertionError("it waits")

    monkeypatch.setattr(time, "sleep", sleep)
    assert store.read(paths.config).data == b""


# --- writing


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077, 0o277], ids=oct)
def test_new_files_are_for_the_user_alone(umask: int, home: Path) -> None:
    paths = store.locate({})
    before = os.umask(umask)
    try:
        store.change(paths, _add("new", both=True))
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
    notes = store.change(paths, _add("new"))
    assert _mode(paths.credentials) == mode
    assert bool(notes) == bool(mode & 0o077)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")
def test_an_owner_is_kept(paths: Paths) -> None:
    Path(paths.credentials).write_text(OLD)
    os.chown(paths.credentials, 12345, 54321)
    store.change(paths, _add("new"))
    state = os.stat(paths.credentials)
    assert (state.st_uid, state.st_gid) == (12345, 54321)


def test_extended_attributes_are_kept(paths: Paths) -> None:
    Path(paths.credentials).write_text(OLD)
    try:
        os.setxattr(paths.credentials, "user.note", b"mine")
    except OSError:
        pytest.skip("this file system has no extended attributes")
    store.change(paths, _add("new"))
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
    store.change(paths, _add("new"))
    assert link.is_symlink()
    assert target.read_text().endswith("[new]\nk = v\n")
    assert target.read_text().startswith(OLD) == there


def test_hard_links_are_not_parted(paths: Paths, home: Path) -> None:
    Path(paths.credentials).write_text(OLD)
    os.link(paths.credentials, home / "other")
    with pytest.raises(AwscredError, match="hard links"):
        store.change(paths, _add("new"))
    assert Path(paths.credentials).read_text() == OLD
    assert os.path.samefile(paths.credentials, home / "other")


def test_an_edit_that_changes_nothing_writes_nothing(paths: Paths) -> None:
    Path(paths.credentials).write_text(OLD)
    before = os.stat(paths.credentials)
    store.change(paths, lambda files: files)
    assert os.stat(paths.credentials) == before
    assert os.listdir(os.path.dirname(paths.config)) == ["credentials"]


def test_what_an_edit_refuses_leaves_everything(paths: Paths) -> None:
    Path(paths.credentials).write_text(OLD)

    def refuse(_: Files) -> Files:
        raise AwscredError("no", "really")

    with pytest.raises(AwscredError, match="no"):
        store.change(paths, refuse)
    assert Path(paths.credentials).read_text() == OLD


def test_one_file_in_both_roles_is_not_written_twice(paths: Paths) -> None:
    Path(paths.config).write_text(OLD)
    with pytest.raises(AwscredError, match="one file"):
        store.change(Paths(paths.config, paths.config), _add("new", both=True))
    assert Path(paths.config).read_text() == OLD


# --- other programs


def test_a_change_by_another_program_is_noticed_and_kept(paths: Paths) -> None:
    Path(paths.credentials).write_text(OLD)
    calls = []

    def edit(files: Files) -> Files:
        calls.append(str(files.credentials))
        if len(calls) == 2:  # the first call only finds out what is to be locked
            Path(paths.credentials).write_text(OLD + "[theirs]\n")
        return _add("ours")(files)

    store.change(paths, edit)
    assert len(calls) == 3
    assert set(store.load(paths).profiles) == {"old", "theirs", "ours"}


def test_a_file_that_never_rests_is_given_up(paths: Paths) -> None:
    count = iter(range(1000))

    def edit(files: Files) -> Files:
        Path(paths.credentials).write_text(f"[theirs{next(count)}]\n")
        return _add("ours")(files)

    with pytest.raises(AwscredError, match="keeps changing"):
        store.change(paths, edit)
    assert Path(paths.credentials).read_text().startswith("[theirs")
    assert "ours" not in Path(paths.credentials).read_text()
    assert not _leftovers(Path(paths.credentials).parent)


def test_a_file_that_appears_in_between_is_not_overwritten(paths: Paths) -> None:
    calls = []

    def edit(files: Files) -> Files:
        calls.append(1)
        if len(calls) == 2:
            Path(paths.credentials).write_text("[theirs]\n")
        return _add("ours")(files)

    store.change(paths, edit)
    assert set(store.load(paths).profiles) == {"theirs", "ours"}


ADD_ONE = """
import sys
from awscred import ini, store
from awscred.profiles import Files
def edit(files):
    new = ini.add_section(files.credentials, sys.argv[1], [("k", "v")])
    return Files(files.config, new, files.config_path, files.credentials_path)
store.LOCK_SECONDS = 60
store.change(store.locate({}), edit)
"""


def test_processes_that_write_at_once_lose_nothing(paths: Paths) -> None:
    Path(paths.credentials).write_text(OLD)
    names = [f"p{number}" for number in range(16)]
    writers = [subprocess.Popen([sys.executable, "-c", ADD_ONE, name]) for name in names]
    assert [writer.wait(60) for writer in writers] == [0] * len(names)
    assert set(store.load(paths).profiles) == {"old", *names}


def test_a_lock_that_is_held_is_told_and_nothing_written(
    paths: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path(paths.credentials).write_text(OLD)
    monkeypatch.setattr(store, "LOCK_SECONDS", 0.2)
    lock = os.path.join(os.path.dirname(paths.credentials), ".credentials.awscred-lock")
    with filelock.FileLock(lock), pytest.raises(AwscredError, match="another awscred"):
        store.change(paths, _add("new"))
    assert Path(paths.credentials).read_text() == OLD


# --- faults

CALLS = ("open", "fdopen", "fsync", "fchmod", "replace")
ERRORS = (errno.ENOSPC, errno.EIO, errno.EROFS, errno.EDQUOT, errno.EACCES)


class _Faulty:
    """A call of `os` that fails once, the n-th time it is about a new file or a folder's entry."""

    def __init__(self, call: str, fail_at: int, error: int) -> None:
        self.real: Callable[..., Any] = getattr(os, call)
        self.left = fail_at
        self.error = error
        self.failed = False

    def __call__(self, target: int | str, *args: Any, **kwargs: Any) -> Any:
        path = os.readlink(f"/proc/self/fd/{target}") if isinstance(target, int) else target
        self.left -= not path.endswith("lock")
        if not self.left:
            self.failed, self.left = True, -1
            raise OSError(self.error, os.strerror(self.error))
        return self.real(target, *args, **kwargs)


@pytest.mark.parametrize("error", ERRORS, ids=errno.errorcode.get)
@pytest.mark.parametrize("call", CALLS)
def test_a_fault_of_the_disk_leaves_both_files(call: str, error: int, paths: Paths) -> None:
    """Each call fails in turn, the first, the second ... until the change comes through."""
    for fail_at in range(1, 50):
        Path(paths.config).write_text(OLD)
        Path(paths.credentials).write_text(OLD)
        faulty = _Faulty(call, fail_at, error)
        refused: AwscredError | None = None
        notes: list[str] = []
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(os, call, faulty)
            try:
                notes = store.change(paths, _add("new", both=True))
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
        assert any("did not confirm" in note for note in notes)  # saved, and told so
    pytest.fail("it never came through")


def test_a_limit_on_file_sizes_leaves_the_file(paths: Paths) -> None:
    Path(paths.credentials).write_text(OLD)
    limited = subprocess.run(
        [sys.executable, "-c", ADD_ONE, "x" * 4000],
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (1024, 1024)),
        capture_output=True,
        text=True,
        check=False,
    )
    assert "file too large" in limited.stderr
    assert Path(paths.credentials).read_text() == OLD
    assert not _leftovers(Path(paths.credentials).parent)


@pytest.fixture
def unprivileged(tmp_path: Path) -> Iterator[Path]:
    """A folder to work in as a user who is not root."""
    folder = Path("/tmp") / f"awscred-{os.getpid()}-{tmp_path.name}"
    folder.mkdir()
    root = os.geteuid() == 0
    if root:
        os.chown(folder, 65534, 65534)
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
    with pytest.raises(AwscredError, match="permission denied") as refused:
        store.change(Paths(str(unprivileged / "config"), str(credentials)), _add("new"))
    assert refused.value.hint
    assert credentials.read_text() == OLD


def test_a_read_only_file_that_is_not_changed_is_not_touched(unprivileged: Path) -> None:
    fixed = unprivileged / "fixed"
    fixed.mkdir()
    (fixed / "config").write_text(OLD)
    fixed.chmod(0o500)
    paths = Paths(str(fixed / "config"), str(unprivileged / "credentials"))
    store.change(paths, _add("new"))
    assert os.listdir(fixed) == ["config"]
    assert (unprivileged / "credentials").read_text() == "[new]\nk = v\n"


def test_an_unreadable_file_is_told(unprivileged: Path) -> None:
    (unprivileged / "config").write_text(OLD)
    (unprivileged / "config").chmod(0)
    with pytest.raises(AwscredError, match="permission denied"):
        store.read(str(unprivileged / "config"))


KILLED = """
import os, signal, sys
from awscred import ini, store
from awscred.profiles import Files
call, at, count = sys.argv[1], int(sys.argv[2]), 0
real = getattr(os, call)
def deadly(*args, **kwargs):
    global count
    count += 1
    if count == at:
        os.kill(os.getpid(), signal.SIGKILL)
    return real(*args, **kwargs)
setattr(os, call, deadly)
def edit(files):
    new = ini.add_section(files.credentials, "new", [("k", "v")])
    return Files(files.config, new, files.config_path, files.credentials_path)
store.change(store.locate({}), edit)
"""


@pytest.mark.parametrize("call", ["open", "fsync", "fchmod", "replace", "close", "fstat"])
def test_a_process_that_is_killed_leaves_a_whole_file(call: str, paths: Paths) -> None:
    whole = (OLD, OLD + "\n[new]\nk = v\n")
    for at in range(1, 60):
        Path(paths.credentials).write_text(OLD)
        done = subprocess.run([sys.executable, "-c", KILLED, call, str(at)], check=False)
        assert Path(paths.credentials).read_text() in whole
        if done.returncode == 0:
            assert at > 1, f"{call} was never called"
            break
        assert done.returncode == -signal.SIGKILL
        store.change(paths, _add("next"))
        assert "next" in store.load(paths).profiles
        assert not _leftovers(Path(paths.credentials).parent)
    else:
        pytest.fail("it never came through")
