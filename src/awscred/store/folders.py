"""Where awscred keeps what is its own: beside a file while that changes, and in the state folder.

Beside `credentials` stand `.credentials.awscred-lock`, for good, and `.credentials.awscred-new` and
`.credentials.awscred-change` as long as a change is under way. Where the folder cannot be written
to, they stand in the user's state folder, under a name that is made of the path.
"""

from __future__ import annotations

import errno
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress

from awscred.store.faults import as_refusal

LOCK, NEW, RECORD = "awscred-lock", "awscred-new", "awscred-change"
_NOTHING_THERE = (errno.ENOENT, errno.ENOTDIR, errno.ENAMETOOLONG, errno.ELOOP, errno.EACCES)
"""Any other error proves nothing. In a folder that we may not look into, we can use no file."""
_PATH_ONLY: int = getattr(os, "O_PATH", os.O_RDONLY)
"""Opens a folder that may be written to, though not read; not on every system."""


BACKUPS, UNFINISHED = "backups", ".new-"
LONGEST_SECONDS = 7 * 24 * 60 * 60
"""How long a backup is kept."""
SKEW_SECONDS = 60 * 60
"""How far in the future a backup may be dated, as clocks are corrected."""


def state_folder(*names: str) -> str:
    """A folder of awscred's below the user's state folder; not made here."""
    if sys.platform in ("win32", "darwin"):
        from platformdirs import user_state_dir

        return os.path.join(user_state_dir("awscred"), *names)
    # What platformdirs says elsewhere, whose import takes as long as half of what `list` does.
    home = os.environ.get("XDG_STATE_HOME", "")
    if not os.path.isabs(home):  # a relative one counts for nothing
        home = os.path.expanduser("~/.local/state")
    return os.path.join(home, "awscred", *names)


def is_backup_due() -> bool:
    """Whether a backup is to be deleted, by the names in the folder alone."""
    with suppress(OSError):
        for name in os.listdir(state_folder(BACKUPS)):
            finished = name.removeprefix(UNFINISHED)
            if finished[:1].isdigit() and (finished != name or is_name_expired(name)):
                return True
    return False


def is_name_expired(name: str) -> bool:
    """Whether a backup of that name, which begins with the time it was made, is too old."""
    now = time.time()
    oldest, newest = (
        time.strftime("%Y%m%dT%H%M%S", time.gmtime(moment))
        for moment in (now - LONGEST_SECONDS, now + SKEW_SECONDS)
    )
    return not oldest <= name[: len(oldest)] <= newest


def beside(real: str, kind: str) -> str:
    """The path of the lock, the new content or the record (LOCK, NEW, RECORD) of a file."""
    folder, name = os.path.split(real)
    if is_writable(folder) or not os.path.isdir(folder):
        return os.path.join(folder, f".{name}.{kind}")
    from hashlib import sha256

    return os.path.join(
        state_folder("beside"), f"{sha256(os.fsencode(real)).hexdigest()[:32]}.{kind}"
    )


def own_files(real: str) -> tuple[str, ...]:
    """What stands beside a file while it is changed, its lock apart: records, and new content."""
    record = beside(real, RECORD)
    return record, f"{record}-new", beside(real, NEW)


def has_leavings(paths: Iterable[str]) -> bool:
    """Whether a change of those files is under way, or was when its process was killed."""
    return any(is_there(path) for real in real_paths(paths) for path in own_files(real))


def is_there(path: str) -> bool:
    """Whether there is anything at a path; also if the disk does not let us look."""
    try:
        os.lstat(path)
    except ValueError:
        return False
    except OSError as error:
        return error.errno not in _NOTHING_THERE
    return True


def real_paths(paths: Iterable[str]) -> list[str]:
    """The files behind those paths; without what stands for no file."""
    return [os.path.realpath(path) for path in paths if path and path != os.devnull]


def is_writable(folder: str) -> bool:
    """Whether files can be made in a folder."""
    effective = os.access in os.supports_effective_ids
    return os.access(folder, os.W_OK | os.X_OK, effective_ids=effective)


def user_name(uid: int) -> str:
    """A user as people know them: `alice (uid 1000)`, or `uid 1000` if no name is known."""
    import pwd  # not on Windows

    with suppress(KeyError, OSError):
        return f"{pwd.getpwuid(uid).pw_name} (uid {uid})"
    return f"uid {uid}"


def make_folder(folder: str) -> None:
    """Make a folder that is for the user alone, if there is none yet, and those above it."""
    with as_refusal("create", folder):
        new_folders(folder)


def new_folders(folder: str, *, private: bool = True) -> None:
    """Make a folder, if there is none yet, and those above it, as `new_folder` does.

    Those above it are as the umask says. May raise OSError.
    """
    if folder and not os.path.isdir(folder):
        new_folders(os.path.dirname(folder), private=False)
        with suppress(FileExistsError):
            new_folder(folder, private=private)


def new_folder(path: str, *, private: bool = True) -> None:
    """Make a folder that must not be there yet, in a folder that is.

    It is for its owner alone if it is `private`, else as the umask says. May raise OSError.
    """
    name = os.path.basename(path)

    def make(parent: int) -> int:
        os.mkdir(name, 0o700 if private else 0o777, dir_fd=parent)
        flags = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
        handle = os.open(name, flags, dir_fd=parent)
        if private:
            os.fchmod(handle, 0o700)  # whatever the umask
        return handle

    os.close(_made(os.path.dirname(path), make))


def new_file(path: str) -> int:
    """Make a file that must not be there yet, for its owner alone; returns it open for writing.

    May raise OSError.
    """
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC

    def make(parent: int) -> int:
        handle = os.open(os.path.basename(path), flags, 0o600, dir_fd=parent)
        os.fchmod(handle, 0o600)  # whatever the umask
        return handle

    return _made(os.path.dirname(path), make)


def _made(folder: str, make: Callable[[int], int]) -> int:
    """What is made in a folder, as the owner of the folder if this is root; returned open.

    If it belonged to root, it would lock the user out, and so would a run that is killed before it
    gives it away. The folder is opened once: it is this one, even if a link takes its place.
    """
    parent = os.open(folder or ".", _PATH_ONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        owner = os.fstat(parent)
        if os.geteuid() or owner.st_uid == 0:
            return make(parent)
        with suppress(PermissionError), _user(owner.st_uid, owner.st_gid):
            return make(parent)
        # Its owner cannot write to it, or root cannot be anybody else in this container.
        handle = make(parent)
        with suppress(OSError):
            os.fchown(handle, owner.st_uid, owner.st_gid)
        return handle
    finally:
        os.close(parent)


@contextmanager
def _user(user: int, group: int) -> Iterator[None]:
    """Let root be another user. Raises PermissionError if it may not."""
    group_of_root = os.getegid()
    try:
        os.setegid(group)
        os.seteuid(user)
        yield
    finally:
        os.seteuid(0)
        os.setegid(group_of_root)


def sync_folder(folder: str) -> None:
    """Have the disk confirm what was made, renamed or removed in a folder. May raise OSError."""
    handle = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_new(path: str, data: bytes, dress: Callable[[int], None] | None = None) -> None:
    """Write and sync a file that must not be there yet; for the user alone, or as `dress` makes it.

    `dress` gets the open file before it is synced. May raise OSError.
    """
    handle = new_file(path)
    try:
        with os.fdopen(handle, "wb", closefd=False) as file:
            file.write(data)
        if dress:
            dress(handle)
        os.fsync(handle)
    finally:
        os.close(handle)
