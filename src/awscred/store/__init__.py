"""The disk: finds the two files, reads them, and writes them so that a fault leaves old or new.

The only module that opens files. A change locks against other awscred processes, reads, writes and
syncs a temporary file beside each target, checks that no other program has changed the target in
the meantime (then everything begins anew), and replaces it.
"""

import errno
import os
import stat
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from typing import NamedTuple

from awscred import ini
from awscred.errors import AwscredError
from awscred.profiles import CONFIG, CREDENTIALS, Files
from awscred.store import backups

LARGEST = 4 * 1024 * 1024
"""Bytes; a larger file is refused unread."""
LOCK_SECONDS = 5
ATTEMPTS = 5
"""How often a change begins anew when another program writes in between."""
SETTLE_SECONDS = 1.0
"""How long an empty file, just written, may be another tool between truncating and writing."""


class Paths(NamedTuple):
    """The paths of the two files, as named by option or environment, `~` expanded."""

    config: str
    credentials: str


class Snapshot(NamedTuple):
    """A file as it was when read: `data` is None where there was none.

    `path` is the path as named, `real` the file behind its symlinks, `stat` its state.
    """

    path: str
    real: str
    data: bytes | None
    stat: os.stat_result | None


def locate(
    environ: Mapping[str, str], config: str | None = None, credentials: str | None = None
) -> Paths:
    """The two files: the options, else the environment, else `~/.aws`. An empty one is none."""
    return Paths(
        os.path.expanduser(config or environ.get("AWS_CONFIG_FILE") or "~/.aws/config"),
        os.path.expanduser(
            credentials or environ.get("AWS_SHARED_CREDENTIALS_FILE") or "~/.aws/credentials"
        ),
    )


def load(paths: Paths, *, own: bool = True) -> Files:
    """The two files, read; a missing one is empty. Raises AwscredError where one is unreadable.

    The modes of files that are not the user's `own`, of a checkout for example, mean nothing, and
    are left out.
    """
    config, credentials = read(paths.config), read(paths.credentials)
    modes = (_mode(config), _mode(credentials)) if own else (None, None)
    return _files(paths, config, credentials, modes)


def read(path: str) -> Snapshot:
    """A file's bytes and state; None and None where it does not exist.

    Raises AwscredError for what is no regular file, too large or not readable.
    """
    snapshot = _read(path)
    deadline = time.monotonic() + SETTLE_SECONDS
    while snapshot.data == b"" and _written_just_now(snapshot) and time.monotonic() < deadline:
        time.sleep(0.02)
        snapshot = _read(path)
    return snapshot


def _read(path: str) -> Snapshot:
    if not path or path == os.devnull:  # only the other file was named, or none is wanted
        return Snapshot(path, path, None, None)
    real = os.path.realpath(path)
    try:
        # Not blocking: a FIFO in the file's place would wait for a writer.
        handle = os.open(real, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError:
        return Snapshot(path, real, None, None)
    except OSError as error:
        raise _cannot("read", path, error) from None
    try:
        state = os.fstat(handle)
        if stat.S_ISDIR(state.st_mode):
            raise AwscredError(f"{path} is a folder, not a file", "name the file itself")
        if not stat.S_ISREG(state.st_mode):
            raise AwscredError(f"{path} is not a regular file", "name a file on disk")
        with os.fdopen(handle, "rb", closefd=False) as file:
            data = file.read(LARGEST + 1)
        size = max(state.st_size, len(data))  # some file systems say 0
        if size > LARGEST:
            raise AwscredError(
                f"{path} is {size:,} bytes long; awscred reads up to {LARGEST:,}",
                "check that it is the file you mean",
            )
        return Snapshot(path, real, data, state)
    except OSError as error:
        raise _cannot("read", path, error) from None
    finally:
        with suppress(OSError):  # what is read is read
            os.close(handle)


def change(
    paths: Paths, edit: Callable[[Files], Files], *, backup_for: str | None = None
) -> list[str]:
    """Apply an edit to the two files, both or neither; returns notes for the user.

    `edit` gets the files as they are on disk and returns them as they are to be; it may be called
    again when another program writes in between, and what it raises leaves everything as it was.
    `backup_for` names the command for whose sake the old content is kept (see `backups`). Raises
    AwscredError where the disk does not allow it: then the old content stands.
    """
    locked: frozenset[str] = frozenset()  # only what is changed: the rest may be read-only
    for _ in range(ATTEMPTS):
        with _locked(locked):
            before = (read(paths.config), read(paths.credentials))
            after = edit(_files(paths, *before))
            wanted = (bytes(after.config), bytes(after.credentials))
            changed = [
                (old, data)
                for old, data in zip(before, wanted, strict=True)
                if data != (old.data or b"")
            ]
            targets = frozenset(old.real for old, _ in changed)
            if len(targets) < len(changed):
                raise AwscredError(
                    f"{paths.config} and {paths.credentials} are one file",
                    "name two files: keys do not belong among the other settings",
                )
            if targets <= locked:
                if backup_for and changed:
                    backups.keep(backup_for, [(old.real, old.data) for old, _ in changed])
                with suppress(_ChangedMeanwhile):
                    return _replace_all(changed)
        locked |= targets
    raise AwscredError(
        "another program keeps changing the files; nothing was written",
        "stop it, or try again when it is done",
    )


def _files(
    paths: Paths,
    config: Snapshot,
    credentials: Snapshot,
    modes: tuple[int | None, int | None] = (None, None),
) -> Files:
    return Files(
        ini.parse(config.data or b""),
        ini.parse(credentials.data or b""),
        paths.config,
        paths.credentials,
        modes,
    )


def _mode(snapshot: Snapshot) -> int | None:
    return None if snapshot.stat is None else stat.S_IMODE(snapshot.stat.st_mode)


def read_one(path: str, file: str) -> Files:
    """A named file alone, as `config` or `credentials`; the other one is empty.

    Raises AwscredError where it does not exist, or as `read` does.
    """
    snapshot = read(path)
    if snapshot.data is None:
        raise AwscredError(f"{path} does not exist", "check the name")
    return as_file(snapshot.data, path, file)


def as_file(data: bytes, path: str, file: str) -> Files:
    """Bytes from anywhere as `config` or `credentials`, under that path; the other one is empty."""
    if len(data) > LARGEST:
        raise AwscredError(f"{path} is longer than {LARGEST:,} bytes", "check what it holds")
    empty, document = ini.Document(), ini.parse(data)
    if file == CONFIG:
        return Files(document, empty, path, CREDENTIALS)
    return Files(empty, document, CONFIG, path)


def from_repository(path: str) -> str:
    """The path from the root of the git repository that a file stands in; absolute outside."""
    real = os.path.realpath(path)
    root = os.path.dirname(real)
    while not os.path.exists(os.path.join(root, ".git")):
        if root == os.path.dirname(root):
            return os.path.abspath(path)
        root = os.path.dirname(root)
    return os.path.relpath(real, root)


# --- writing


class _ChangedMeanwhile(Exception):
    """Another program has changed a file since it was read."""


def _replace_all(changes: list[tuple[Snapshot, bytes]]) -> list[str]:
    """Replace every file, or none: all are written and synced before the first is replaced."""
    prepared: list[tuple[Snapshot, str]] = []
    done: list[Snapshot] = []
    try:
        for old, data in changes:
            temporary = _temporary_path(old.real)
            prepared.append((old, temporary))
            _write_beside(old, data, temporary)
        if any(not _is_unchanged(old) for old, _ in prepared):
            raise _ChangedMeanwhile
        for old, temporary in prepared:
            with _as_refusal("write", old.path):
                os.replace(temporary, old.real)
            done.append(old)
    except BaseException:
        for _, temporary in prepared:
            with suppress(OSError):
                os.unlink(temporary)
        for old in reversed(done):
            _put_back(old)
        raise
    return [note for old in done for note in (*_sync_folder(old), *_mode_note(old))]


def _write_beside(old: Snapshot, data: bytes, temporary: str) -> None:
    if old.stat is not None and old.stat.st_nlink > 1:
        raise AwscredError(
            f"{old.path} has {old.stat.st_nlink} hard links, which replacing it would part",
            "make the other names symbolic links, and try again",
        )
    with _as_refusal("write", old.path):
        with suppress(FileNotFoundError):
            os.unlink(temporary)  # of an awscred that was killed: the lock says that it is gone
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
        handle = os.open(temporary, flags, 0o600)
        try:
            with os.fdopen(handle, "wb", closefd=False) as file:
                file.write(data)
            _keep_owner_and_mode(handle, old)
            os.fsync(handle)
        finally:
            os.close(handle)


def _keep_owner_and_mode(handle: int, old: Snapshot) -> None:
    """Give a new file the owner, mode and extended attributes of the one it replaces."""
    if old.stat is None:
        os.fchmod(handle, 0o600)
        return
    new = os.fstat(handle)  # a folder may give its own group to what is made in it
    if (old.stat.st_uid, old.stat.st_gid) != (new.st_uid, new.st_gid):
        os.fchown(handle, old.stat.st_uid, old.stat.st_gid)
    os.fchmod(handle, stat.S_IMODE(old.stat.st_mode))
    if hasattr(os, "listxattr"):
        for name in _attributes(old.real):
            with suppress(OSError):  # some belong to the kernel, and come by themselves
                os.setxattr(handle, name, os.getxattr(old.real, name))


def _attributes(path: str) -> list[str]:
    with suppress(OSError):  # a file system without any
        return os.listxattr(path)
    return []


def _is_unchanged(old: Snapshot) -> bool:
    now = _read(old.path)
    return (now.real, now.data) == (old.real, old.data) and _identity(now) == _identity(old)


def _identity(snapshot: Snapshot) -> tuple[int, int, int] | None:
    state = snapshot.stat
    return None if state is None else (state.st_dev, state.st_ino, state.st_mtime_ns)


def _put_back(old: Snapshot) -> None:
    """Take a replacement back, because the other file's could not be made."""
    temporary = _temporary_path(old.real)
    try:
        if old.data is None:
            os.unlink(old.real)
        else:
            _write_beside(old, old.data, temporary)
            os.replace(temporary, old.real)
    except (AwscredError, OSError):
        with suppress(OSError):
            os.unlink(temporary)
        raise AwscredError(
            f"{old.path} is changed without the other file, and could not be put back",
            "check the disk, and look through that file before you try again",
        ) from None


def _temporary_path(real: str) -> str:
    folder, name = os.path.split(real)
    return os.path.join(folder, f".{name}.awscred-new")


def _sync_folder(old: Snapshot) -> Iterator[str]:
    try:
        handle = os.open(os.path.dirname(old.real), os.O_RDONLY | os.O_CLOEXEC)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
    except OSError as error:
        yield f"{old.path} is saved, but the disk did not confirm it: {error.strerror}"


def _mode_note(old: Snapshot) -> Iterator[str]:
    if old.stat is not None and old.stat.st_mode & 0o077:
        mode = stat.S_IMODE(old.stat.st_mode)
        yield f"other users may read {old.path} (mode {mode:04o}); chmod 600 keeps it to you"


def _make_folder(folder: str) -> None:
    if os.path.isdir(folder):
        return
    with _as_refusal("create", folder):
        os.makedirs(os.path.dirname(folder), exist_ok=True)
        with suppress(FileExistsError):
            os.mkdir(folder, 0o700)
            os.chmod(folder, 0o700)  # whatever the umask


@contextmanager
def _locked(targets: frozenset[str]) -> Iterator[None]:
    """Hold the locks of those files, always in the same order; makes their folders."""
    from filelock import FileLock, Timeout  # 30 ms, needed by changes alone

    with ExitStack() as locks:
        for real in sorted(targets):
            folder, name = os.path.split(real)
            _make_folder(folder)
            lock = FileLock(os.path.join(folder, f".{name}.awscred-lock"), LOCK_SECONDS, 0o600)
            try:
                locks.enter_context(lock)
            except Timeout:
                raise AwscredError(
                    f"another awscred has been changing {real} for {LOCK_SECONDS} seconds",
                    "wait for it to end, and try again",
                ) from None
            except OSError as error:
                raise _cannot("write", real, error) from None
        yield


def _written_just_now(snapshot: Snapshot) -> bool:
    state = snapshot.stat
    return state is not None and abs(time.time() - state.st_mtime) < SETTLE_SECONDS


@contextmanager
def _as_refusal(what: str, path: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise _cannot(what, path, error) from None


_HINTS = {
    errno.ENOSPC: "the disk is full: free some space, and try again",
    errno.EDQUOT: "your quota is used up: free some space, and try again",
    errno.EFBIG: "a limit on file sizes stands in the way (ulimit -f): raise it, and try again",
    errno.EROFS: "the file system is read-only: name another file with --config or --credentials",
    errno.EACCES: "check who owns the file and its folder, and their modes (ls -la)",
    errno.EPERM: "check who owns the file and its folder, and their modes (ls -la)",
    errno.ELOOP: "the symbolic links lead in a circle: mend them",
    errno.ENOTDIR: "a part of the path is a file, not a folder",
    errno.ENAMETOOLONG: "name a shorter path",
    errno.EBUSY: "the file is mounted by itself: mount its folder, or edit the file at its source",
}


def _cannot(what: str, path: str, error: OSError) -> AwscredError:
    why = (error.strerror or type(error).__name__).lower()
    unchanged = "" if what == "read" else "; nothing was changed"
    return AwscredError(
        f"cannot {what} {path}: {why}{unchanged}",
        _HINTS.get(error.errno or 0, "check the disk, and try again"),
    )
