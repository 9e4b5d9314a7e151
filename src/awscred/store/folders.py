"""Where awscred keeps what is its own: beside a file while that changes, and in the state folder.

Beside `credentials` are `.credentials.awscred-lock`, permanently, and during a change
`.credentials.awscred-new` and `.credentials.awscred-change`. If the folder cannot be written to,
they are in the user's state folder, under a name derived from the path.
"""

from __future__ import annotations

import errno
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress

from awscred.errors import AwscredError
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


NAME_THE_FILES = (
    "set HOME, or name both files: with AWS_CONFIG_FILE and AWS_SHARED_CREDENTIALS_FILE, "
    "or with --config and --credentials"
)
_NAME_THE_STATE = "set HOME, or set XDG_STATE_HOME to the folder for locks and backups"


def in_home(path: str, hint: str = NAME_THE_FILES) -> str:
    """A path with the home folder for its `~`. Raises AwscredError if there is no such folder."""
    if not path.startswith("~"):
        return path
    full = os.path.expanduser(path)
    home = os.environ.get("HOME")
    is_own = path.split(os.sep)[0] == "~"
    if os.path.isabs(full) and not (is_own and home == ""):
        return full
    if not is_own:
        raise AwscredError(f"there is no home folder for {path}", "name the file by its full path")
    if home is None:
        why = f"HOME is not set, and user {os.getuid()} has no entry in the password database"
    else:
        why = "HOME is empty" if not home else f"HOME is not a full path: {home}"
    raise AwscredError(f"there is no home folder ({why})", hint)


def state_folder(*names: str) -> str:
    """A folder of awscred's below the user's state folder; not made here."""
    if sys.platform in ("win32", "darwin"):
        from platformdirs import user_state_dir

        return os.path.join(user_state_dir("awscred"), *names)
    # What platformdirs says elsewhere, whose import takes as long as half of what `list` does.
    home = os.environ.get("XDG_STATE_HOME", "")
    if not os.path.isabs(home):  # a relative one counts for nothing
        home = in_home("~/.local/state", _NAME_THE_STATE)
    return os.path.join(home, "awscred", *names)


def is_backup_due() -> bool:
    """Whether a backup is to be deleted, by the names in the folder alone."""
    with suppress(OSError, AwscredError):  # also without a home folder
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
    return in_state_folder(real, kind)


def in_state_folder(real: str, kind: str) -> str:
    """The path in the state folder for what cannot be beside a file."""
    from hashlib import sha256

    return os.path.join(
        state_folder("beside"), f"{sha256(os.fsencode(real)).hexdigest()[:32]}.{kind}"
    )


def own_files(real: str) -> tuple[str, ...]:
    """What is beside a file while it is changed, except its lock: records, and new content."""
    record = beside(real, RECORD)
    new = beside(real, NEW)
    return record, f"{record}-new", new, f"{new}-part", aside(new)


def aside(new: str) -> str:
    """The name that keeps what new content is about to replace, if a system cannot exchange."""
    return f"{new}-old"


def has_leavings(paths: Iterable[str]) -> bool:
    """Whether a change of those files is under way, or was when its process was killed."""
    with suppress(AwscredError):  # without a home folder, nothing can have been left there
        return any(map(_has_left, real_paths(paths)))
    return False


def _has_left(real: str) -> bool:
    return any(map(is_there, own_files(real)))


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
    """The files at the ends of those paths; empty paths and the null device are left out.

    A link is one of them if a change of the file that it has replaced was interrupted.
    """
    named = [path for path in paths if path and path != os.devnull]
    links = [
        os.path.join(os.path.realpath(os.path.dirname(path)), os.path.basename(path))
        for path in named
        if os.path.islink(path)
    ]
    return [*dict.fromkeys((*map(os.path.realpath, named), *filter(_has_left, links)))]


def is_writable(folder: str) -> bool:
    """Whether files can be made in a folder."""
    effective = os.access in os.supports_effective_ids
    return os.access(folder, os.W_OK | os.X_OK, effective_ids=effective)


def user_name(uid: int) -> str:
    """A user as people know them: `alice (uid 1000)`, or `uid 1000` if no name is known."""
    with suppress(ImportError, KeyError, OSError):
        import pwd  # not on Windows

        return f"{pwd.getpwuid(uid).pw_name} (uid {uid})"
    return f"uid {uid}"


def make_folder(folder: str) -> None:
    """Make a folder that is for the user alone, if there is none yet, and those above it."""
    with as_refusal("create", folder):
        new_folders(folder)


def new_folders(folder: str, *, private: bool = True, above: bool = False) -> None:
    """Make a folder, if there is none yet, and those above it, as `new_folder` does.

    It is `private`, and those `above` it, or as the umask says. May raise OSError.
    """
    if folder and not os.path.isdir(folder):
        parent = os.path.dirname(folder)
        new_folders(parent, private=above, above=above)
        with suppress(FileExistsError):
            new_folder(folder, private=private)
        with suppress(OSError):  # a crash must not lose it; but its parent may not be readable
            sync_folder(parent)


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


def sync(handle: int) -> bool:
    """Have the disk confirm what is open; returns False if its file system does not offer that.

    May raise OSError.
    """
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP):
            raise
        return False
    return True


def sync_folder(folder: str) -> bool:
    """Have the disk confirm what was made, renamed or removed in a folder; returns as `sync`.

    May raise OSError.
    """
    handle = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        return sync(handle)
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
        sync(handle)
    finally:
        os.close(handle)
