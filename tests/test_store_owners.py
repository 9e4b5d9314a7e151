"""What root does in a user's home, and what one user finds that another user left.

These tests need root, which can act as both users. Otherwise they are skipped.
"""

from __future__ import annotations

import errno
import os
import pwd
import shutil
import stat
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from awscred import ini, store
from awscred.errors import AwscredError
from awscred.profiles import Files
from awscred.store import Paths, swap
from awscred.store.changing import Purpose, change
from tests import faults
from tests.faults import CONFIG, CREDENTIALS
from tests.forked import Done, Fault, Forks
from tests.test_undo import _add

USER, GROUP = 65534, 54321
pytestmark = pytest.mark.skipif(
    os.geteuid() != 0, reason="only root can be another user: run these tests as root"
)


@pytest.fixture
def theirs() -> Iterator[faults.Home]:
    """The home of another user, which that user can reach, with the two files."""
    with faults.homes() as home:
        home.folder.parent.chmod(0o755)
        home.reset(CONFIG.encode(), CREDENTIALS.encode())
        _give(home)
        yield home


def _give(home: faults.Home) -> None:
    for path in (home.folder, *home.folder.rglob("*")):
        os.chown(path, USER, USER, follow_symlinks=False)


def _as_user(forks: Forks, home: faults.Home, *args: str) -> Done:
    return forks.run(home.folder, *args, user=USER)


def _owners(folder: Path) -> dict[str, tuple[int, int]]:
    return {
        str(path.relative_to(folder)): (path.lstat().st_uid, path.lstat().st_gid)
        for path in folder.rglob("*")
    }


# --- root in a user's home


@pytest.mark.parametrize("args", [faults.SET, faults.RENAME], ids=lambda a: a[0])
def test_root_leaves_nothing_of_its_own(
    args: tuple[str, ...], theirs: faults.Home, forks: Forks
) -> None:
    assert forks.run(theirs.folder, *args).code == 0
    assert {*_owners(theirs.folder).values()} == {(USER, USER)}
    done = _as_user(forks, theirs, "set", "deploy", "region", "eu-west-1")
    assert done.code == 0, done.err
    assert theirs.open_secrets() == []


def test_root_makes_the_first_files_for_the_user(theirs: faults.Home, forks: Forks) -> None:
    for path in (*theirs.paths, theirs.aws):
        path.unlink() if path.is_file() else path.rmdir()
    assert forks.run(theirs.folder, *faults.SET, "--create").code == 0
    assert {*_owners(theirs.folder).values()} == {(USER, USER)}
    assert stat.S_IMODE(theirs.aws.stat().st_mode) == 0o700
    assert _as_user(forks, theirs, "undo").code == 0


def test_what_root_makes_in_a_folder_that_is_a_link_belongs_to_the_folder_s_owner(
    theirs: faults.Home, forks: Forks, home: Path
) -> None:
    """A user cannot get their own file into a folder that belongs to root."""
    mine = home / "of-root"
    mine.mkdir(mode=0o700)
    for path in (*theirs.paths, theirs.aws):
        path.unlink() if path.is_file() else path.rmdir()
    theirs.aws.symlink_to(mine)
    (theirs.folder / ".local").symlink_to(home)
    assert forks.run(theirs.folder, *faults.SET, "--create").code == 0
    assert {*_owners(home).values()} == {(0, 0)}


def test_a_lock_of_root_s_is_told(theirs: faults.Home, forks: Forks) -> None:
    """One made by an older awscred."""
    lock = theirs.aws / ".config.awscred-lock"
    lock.touch(0o600)
    done = _as_user(forks, theirs, *faults.SET)
    assert done.code == 3
    assert "cannot lock ~/.aws/.config.awscred-lock, which belongs to root (uid 0)" in done.err
    assert "delete ~/.aws/.config.awscred-lock" in done.err.partition("hint: ")[2]


# --- a user's file whose group the user is not in


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o666])
def test_a_group_that_the_user_is_not_in_stays(
    mode: int, theirs: faults.Home, forks: Forks
) -> None:
    path = theirs.paths[1]
    os.chown(path, USER, GROUP)
    path.chmod(mode)
    done = _as_user(forks, theirs, *faults.SET_KEY)
    assert done.code == 0, done.err
    state = path.stat()
    assert (state.st_uid, state.st_gid, stat.S_IMODE(state.st_mode)) == (USER, GROUP, mode)
    assert theirs.leftovers() == []
    assert _as_user(forks, theirs, "undo").code == 0
    assert theirs.contents() == (CONFIG.encode(), CREDENTIALS.encode())


def test_a_group_of_the_folder_stays(theirs: faults.Home, forks: Forks) -> None:
    """A folder with the set-group-ID bit gives its group to the new file: there is nothing to
    do."""
    for path in (theirs.aws, theirs.paths[1]):
        os.chown(path, USER, GROUP)
    theirs.aws.chmod(0o2700)
    inode = theirs.paths[1].stat().st_ino
    assert _as_user(forks, theirs, *faults.SET_KEY).code == 0
    state = theirs.paths[1].stat()
    assert state.st_gid == GROUP and state.st_ino != inode


def test_a_group_that_cannot_be_kept_is_told(theirs: faults.Home, forks: Forks) -> None:
    path = theirs.paths[1]
    os.chown(path, USER, GROUP)
    path.chmod(0o400)
    done = _as_user(forks, theirs, *faults.SET_KEY)
    assert done.code == 3
    assert f"~/.aws/credentials belongs to a group that you are not in (gid {GROUP})" in done.err
    assert "chmod u+w ~/.aws/credentials" in done.err.partition("hint: ")[2]
    assert theirs.contents() == (CONFIG.encode(), CREDENTIALS.encode())
    assert theirs.leftovers() == []
    assert not (theirs.folder / ".local").exists()


# --- one user finds another user's change


def _killed(
    forks: Forks, home: faults.Home, user: int | None, *args: str, call: str = "replace"
) -> None:
    """Kill a user's change before the last one of these calls."""
    calls = forks.run(home.folder, *args, user=user, count=True).calls
    shutil.rmtree(home.folder)
    home.reset(CONFIG.encode(), CREDENTIALS.encode())
    _give(home)
    at = len(calls) - [*reversed(calls)].index(call)
    assert forks.run(home.folder, *args, user=user, fault=Fault(at)).code < 0
    assert home.leftovers()


def _everything(folder: Path) -> dict[str, bytes | None]:
    """All files except the locks."""
    return {
        str(path): path.read_bytes() if path.is_file() else None
        for path in folder.rglob("*")
        if not path.name.endswith("lock")
    }


READING = ("list",), ("show", "deploy"), ("validate",)


@pytest.mark.parametrize("args", READING, ids=" ".join)
def test_root_leaves_a_change_of_the_user_s_to_the_user(
    args: tuple[str, ...], theirs: faults.Home, forks: Forks
) -> None:
    _killed(forks, theirs, USER, *faults.RENAME)
    before = _everything(theirs.folder)
    read = forks.run(theirs.folder, *args)
    assert read.out
    changed = forks.run(theirs.folder, *faults.SET)
    assert changed.code == 3
    assert _everything(theirs.folder) == before
    name = f"{pwd.getpwuid(USER).pw_name} (uid {USER})"
    for said in (read.err, changed.err):
        assert said.count(f"belongs to {name}") == 1
        assert f"run `awscred list` as {name}" in said
    done = _as_user(forks, theirs, "list")
    assert "the rest of the change is now written" in done.err
    assert b"main-account" in theirs.paths[1].read_bytes()
    assert theirs.leftovers() == []


def test_the_user_completes_a_change_that_root_made_in_their_home(
    theirs: faults.Home, forks: Forks
) -> None:
    _killed(forks, theirs, None, *faults.RENAME)
    done = _as_user(forks, theirs, "list")
    assert "the rest of the change is now written" in done.err
    assert b"main-account" in theirs.paths[1].read_bytes()
    assert theirs.leftovers() == []
    assert _as_user(forks, theirs, "undo").code == 0
    assert theirs.contents() == (CONFIG.encode(), CREDENTIALS.encode())


def test_root_that_is_killed_at_any_call_locks_nobody_out(
    theirs: faults.Home, forks: Forks
) -> None:
    def begin() -> None:
        theirs.reset(CONFIG.encode(), CREDENTIALS.encode())
        _give(theirs)

    calls = forks.run(theirs.folder, *faults.RENAME, count=True).calls
    points = [n for n, call in enumerate(calls, 1) if call in ("open", "fchmod", "mkdir", "flock")]
    for at in points[::2]:
        begin()
        assert forks.run(theirs.folder, *faults.RENAME, fault=Fault(at)).code < 0
        assert {*_owners(theirs.folder).values()} == {(USER, USER)}, at
    assert len(points) > 20


def test_in_a_folder_that_only_root_can_write_to_root_gives_its_files_away(
    theirs: faults.Home, forks: Forks
) -> None:
    theirs.aws.chmod(0o500)
    assert forks.run(theirs.folder, *faults.RENAME).code == 0
    assert {*_owners(theirs.folder).values()} == {(USER, USER)}


@pytest.mark.parametrize("kind", ["change", "change-new", "new"])
def test_what_belongs_to_root_waits_for_root(kind: str, theirs: faults.Home, forks: Forks) -> None:
    """From an older awscred; the lock may also belong to root."""
    _killed(forks, theirs, USER, *faults.RENAME)
    path = theirs.aws / f".credentials.awscred-{kind}"
    path.touch(0o600)
    for one in (path, theirs.aws / ".config.awscred-lock"):
        os.chown(one, 0, 0)
    before = _everything(theirs.folder)
    read = _as_user(forks, theirs, "list")
    assert read.code == 0
    changed = _as_user(forks, theirs, *faults.SET)
    assert changed.code == 3
    for said in (read.err, changed.err):
        assert f"~/.aws/{path.name} belongs to root (uid 0)" in said
        assert "run `sudo awscred list`" in said
    assert _everything(theirs.folder) == before


def test_a_user_without_a_name_is_told_by_number(theirs: faults.Home, forks: Forks) -> None:
    new = theirs.aws / ".config.awscred-new"
    new.write_text(CONFIG)
    os.chown(new, 12345, 12345)
    assert "belongs to uid 12345: " in forks.run(theirs.folder, "list").err
    assert new.exists()


def test_root_changes_no_file_that_the_folder_s_owner_could_not_complete(home: Path) -> None:
    """A killed change belongs to the user, who cannot write to a file that belongs to root."""
    there = faults.Home(home)
    there.reset(CONFIG.encode(), CREDENTIALS.encode())
    os.chown(there.aws, 65534, 65534)
    os.chown(there.paths[0], 65534, 65534)
    before = there.contents()
    with pytest.raises(AwscredError, match="and its folder to") as refused:
        change(Paths(*map(str, there.paths)), _add("new"), Purpose("add new"))
    assert f"chown 65534 {there.paths[1]}" in refused.value.hint
    assert there.contents() == before
    assert there.leftovers() == []


def test_root_writes_a_user_s_file_in_its_own_folder_in_place(home: Path) -> None:
    """Everything that a killed change leaves then belongs to root, which can complete it."""
    there = faults.Home(home)
    there.reset(CONFIG.encode(), CREDENTIALS.encode())
    inodes = []
    for path in there.paths:
        os.chown(path, 65534, 65534)
        inodes.append(path.stat().st_ino)
    change(Paths(*map(str, there.paths)), _add("new"), Purpose("add new"))
    assert [path.stat().st_ino for path in there.paths] == inodes
    assert {path.stat().st_uid for path in there.paths} == {65534}
    assert there.leftovers() == []


def test_a_file_of_another_user_never_takes_the_place_in_a_shared_folder(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is put beside the first file after that is done, and then the second file fails."""
    folder = home / ".aws"
    folder.mkdir()
    folder.chmod(0o1777)
    config, credentials = folder / "config", folder / "credentials"
    for path in (config, credentials):
        path.write_text("[old]\nk = v\n")
    really = swap._rename

    def rename(function: Callable[..., int], one: str, other: str, flags: int) -> None:
        if other == str(credentials):
            planted = folder / ".config.awscred-new"
            planted.write_text("[default]\ncredential_process = /tmp/evil\n")
            os.chown(planted, USER, USER)
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        really(function, one, other, flags)

    monkeypatch.setattr(swap, "_rename", rename)
    paths = Paths(str(config), str(credentials))
    with pytest.raises(AwscredError):
        change(paths, _in_both, Purpose("test"))
    assert "evil" not in config.read_text()
    monkeypatch.undo()
    with suppress(AwscredError):
        store.recover(paths)
    assert "evil" not in config.read_text()


def _in_both(files: Files) -> Files:
    both = (files.config, files.credentials)
    return files.with_documents(*(ini.add_section(one, "new", [("k", "v")]) for one in both))
