"""Where awscred keeps its own files: beside a file while it changes, and in the state folder.

Beside `credentials` are `.credentials.awscred-lock`, permanently, and during a change
`.credentials.awscred-new` and `.credentials.awscred-change`. If the folder cannot be written to,
they are in the user's state folder, under a name derived from the path; so is the lock of a file in
a git repository, whose working tree must stay clean.
"""

from __future__ import annotations

import errno
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress

from awscred.errors import AwscredError
from awscred.store import system
from awscred.store.faults import as_refusal

LOCK, NEW, RECORD = "awscred-lock", "awscred-new", "awscred-change"
_NOTHING_THERE = (errno.ENOENT, errno.ENOTDIR, errno.ENAMETOOLONG, errno.ELOOP, errno.EACCES)
"""Errors that mean that there is nothing to find. In a folder that we may not enter, we cannot use
any file. Any other error proves nothing."""
_PATH_ONLY: int = getattr(os, "O_PATH", os.O_RDONLY)
"""Opens a folder that may be writable but not readable; not available on every system."""


BACKUPS, UNFINISHED = "backups", ".new-"
COPIES, COPY = "edit", "edit-"
LONGEST_SECONDS = 7 * 24 * 60 * 60
"""How long a backup is kept, in seconds."""
SKEW_SECONDS = 60 * 60
"""How far in the future a backup may be dated, in seconds: clocks get corrected."""


_HOME = "USERPROFILE" if sys.platform == "win32" else "HOME"
NAME_THE_FILES = (
    f"set {_HOME}, or name both files: with AWS_CONFIG_FILE and AWS_SHARED_CREDENTIALS_FILE, "
    "or with --config and --credentials"
)
_NAME_THE_STATE = f"set {_HOME}, or set XDG_STATE_HOME to the folder for locks and backups"


def in_home(path: str, hint: str = NAME_THE_FILES) -> str:
    """A path with its `~` replaced by the home folder. Raises AwscredError if there is none."""
    if not path.startswith("~"):
        return path
    full = os.path.expanduser(path).replace("/", os.sep)
    home = os.environ.get(_HOME)
    is_own = path[1:2] in ("", "/", os.sep)
    if os.path.isabs(full) and not (is_own and home == ""):
        return full
    if not is_own:
        raise AwscredError(f"there is no home folder for {path}", "name the file by its full path")
    if home is None:
        why = f"{_HOME} is not set"
        if sys.platform != "win32":
            why += f", and user {os.getuid()} has no entry in the password database"
    else:
        why = f"{_HOME} is empty" if not home else f"{_HOME} is not a full path: {home}"
    raise AwscredError(f"there is no home folder ({why})", hint)


def state_folder(*names: str) -> str:
    """The path of one of awscred's folders below the user's state folder; it is not created
    here."""
    home = os.environ.get("XDG_STATE_HOME", "")
    if not os.path.isabs(home):  # a relative path is ignored, as the XDG specification says
        if sys.platform in ("win32", "darwin"):
            from platformdirs import user_state_dir

            return os.path.join(user_state_dir("awscred"), *names)
        # The same as platformdirs, whose import takes half as long as all of `list`.
        home = in_home("~/.local/state", _NAME_THE_STATE)
    return os.path.join(home, "awscred", *names)


def is_backup_due() -> bool:
    """Whether a backup needs to be deleted, judged only by the names in the folder."""
    with suppress(OSError, AwscredError):  # also if there is no home folder
        for name in os.listdir(state_folder(BACKUPS)):
            finished = name.removeprefix(UNFINISHED)
            if finished[:1].isdigit() and (finished != name or is_name_expired(name)):
                return True
    return False


def has_copies() -> bool:
    """Whether there are private copies of the files, for an editor or left by one."""
    for folder in copy_folders():
        with suppress(OSError):
            if any(name.startswith(COPY) for name in os.listdir(folder)):
                return True
    return False


def copy_folders() -> list[str]:
    """Where private copies may be: the user's folder in memory, if there is one, and the state
    folder. They may not exist."""
    found = []
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    if os.path.isabs(runtime):
        found.append(os.path.join(runtime, "awscred"))
    with suppress(AwscredError):  # there is no home folder
        found.append(state_folder(COPIES))
    return found


def is_name_expired(name: str) -> bool:
    """Whether a backup is too old. Its name begins with the time when it was made."""
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


def repository_of(real: str) -> str | None:
    """The root of the git repository that a file is in, by its path without links, if any."""
    folder = os.path.dirname(real)
    while not os.path.exists(os.path.join(folder, ".git")):
        if folder == os.path.dirname(folder):
            return None
        folder = os.path.dirname(folder)
    return folder


def lock_of(real: str) -> str:
    """The path of the lock of a file."""
    return beside(real, LOCK) if repository_of(real) is None else in_state_folder(real, LOCK)


def in_state_folder(real: str, kind: str) -> str:
    """The path in the state folder for what cannot be beside a file."""
    from hashlib import sha256

    return os.path.join(
        state_folder("beside"), f"{sha256(os.fsencode(real)).hexdigest()[:32]}.{kind}"
    )


def own_files(real: str) -> tuple[str, ...]:
    """The paths that may exist beside a file during a change, except its lock: records and new
    content."""
    record = beside(real, RECORD)
    new = beside(real, NEW)
    return record, f"{record}-new", new, f"{new}-part", aside(new)


def aside(new: str) -> str:
    """The name that keeps the file that new content replaces, if a system cannot exchange files."""
    return f"{new}-old"


def has_leavings(paths: Iterable[str]) -> bool:
    """Whether a change of these files is under way, or its process was killed."""
    with suppress(AwscredError):  # without a home folder, nothing can be there
        return any(map(_has_left, real_paths(paths)))
    return False


def _has_left(real: str) -> bool:
    return any(map(is_there, own_files(real)))


def is_there(path: str) -> bool:
    """Whether anything is at a path, or the disk does not allow us to look."""
    try:
        os.lstat(path)
    except ValueError:
        return False
    except OSError as error:
        return error.errno not in _NOTHING_THERE
    return True


def real_paths(paths: Iterable[str]) -> list[str]:
    """The files that these paths lead to; empty paths and the null device are left out.

    A link is included if a change of the file that the link has replaced was interrupted.
    """
    named = [path for path in paths if path and path != os.devnull]
    links = [
        os.path.join(os.path.realpath(os.path.dirname(path)), os.path.basename(path))
        for path in named
        if os.path.islink(path)
    ]
    return [*dict.fromkeys((*map(os.path.realpath, named), *filter(_has_left, links)))]


def is_writable(folder: str) -> bool:
    """Whether files can be created in a folder."""
    effective = os.access in os.supports_effective_ids
    return os.access(folder, os.W_OK | os.X_OK, effective_ids=effective)


def user_name(uid: int) -> str:
    """A user's name for people: `alice (uid 1000)`, or `uid 1000` if the name is not known."""
    if sys.platform != "win32":
        with suppress(ImportError, KeyError, OSError):
            import pwd

            return f"{pwd.getpwuid(uid).pw_name} (uid {uid})"
    return f"uid {uid}"


def make_folder(folder: str) -> None:
    """Create a folder readable only by the user, and those above it, if they do not exist.

    Raises AwscredError.
    """
    with as_refusal("create", folder):
        new_folders(folder)


def new_folders(folder: str, *, private: bool = True, above: bool = False) -> None:
    """Create a folder and those above it as `new_folder` does, if they do not exist.

    The folder may be `private`, and so may those `above` it; otherwise the umask decides. May raise
    OSError.
    """
    if folder and not os.path.isdir(folder):
        parent = os.path.dirname(folder)
        new_folders(parent, private=above, above=above)
        with suppress(FileExistsError):
            new_folder(folder, private=private)
        with suppress(OSError):  # a crash must not lose it, but its parent may not be readable
            sync_folder(parent)


def new_folder(path: str, *, private: bool = True) -> None:
    """Create a folder that must not exist yet, in a folder that exists.

    Only its owner can use it if it is `private`; otherwise the umask decides. May raise OSError.
    """
    name, mode = os.path.basename(path), 0o700 if private else 0o777

    def make(parent: int) -> int:
        os.mkdir(name, mode, dir_fd=parent)
        handle = os.open(name, system.READ | system.FOLDER, dir_fd=parent)
        if private:
            system.set_mode(handle, mode)  # whatever the umask
        return handle

    if not system.CAN_OPEN_FOLDERS:
        os.mkdir(path, mode)
        return
    os.close(_made(os.path.dirname(path), make))


def new_file(path: str) -> int:
    """Create a file that must not exist yet, for its owner only; returns it open for writing.

    May raise OSError.
    """

    def make(parent: int) -> int:
        handle = os.open(os.path.basename(path), system.CREATE, 0o600, dir_fd=parent)
        system.set_mode(handle, 0o600)  # whatever the umask
        return handle

    if not system.CAN_OPEN_FOLDERS:
        return os.open(path, system.CREATE, 0o600)
    return _made(os.path.dirname(path), make)


def _made(folder: str, make: Callable[[int], int]) -> int:
    """Create something in a folder, as the owner of the folder if this is root; returned open.

    If it belonged to root, it would lock the user out. To create it and then change its owner is
    not enough: the process may be killed in between. The folder is opened once, so that a link that
    takes its place has no effect.
    """
    parent = os.open(folder or ".", _PATH_ONLY | system.FOLDER)
    try:
        owner = os.fstat(parent)
        if not system.is_root() or owner.st_uid == 0:
            return make(parent)
        with suppress(PermissionError), _user(owner.st_uid, owner.st_gid):
            return make(parent)
        # Its owner cannot write to it, or root cannot become another user in this container.
        handle = make(parent)
        with suppress(OSError):
            system.set_owner(handle, owner.st_uid, owner.st_gid)
        return handle
    finally:
        os.close(parent)


@contextmanager
def _user(user: int, group: int) -> Iterator[None]:
    """Let root act as another user. Raises PermissionError if it may not."""
    if sys.platform == "win32":
        raise PermissionError
    group_of_root = os.getegid()
    try:
        os.setegid(group)
        os.seteuid(user)
        yield
    finally:
        os.seteuid(0)
        os.setegid(group_of_root)


def sync(handle: int) -> bool:
    """Wait until the disk confirms an open file; returns False if its file system does not offer
    that.

    May raise OSError.
    """
    try:
        _sync(handle)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP):
            raise
        return False
    return True


def _sync(handle: int) -> None:
    if sys.platform == "darwin":  # fsync does not wait for the disk there
        import fcntl

        with suppress(OSError):  # not every file system offers it
            fcntl.fcntl(handle, fcntl.F_FULLFSYNC)
            return
    os.fsync(handle)


def sync_folder(folder: str) -> bool:
    """Wait until the disk confirms what was created, renamed or removed in a folder; returns as
    `sync`.

    May raise OSError.
    """
    if not system.CAN_OPEN_FOLDERS:  # Windows keeps a journal of names
        return True
    handle = os.open(folder, system.READ & ~system.NO_LINK)
    try:
        return sync(handle)
    finally:
        os.close(handle)


def write_new(path: str, data: bytes, dress: Callable[[int], None] | None = None) -> None:
    """Write and sync a file that must not exist yet; only for the user, or as `dress` changes it.

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
