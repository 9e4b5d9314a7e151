"""Where awscred keeps what is its own: beside a file while that changes, and in the state folder.

Beside `credentials` stand `.credentials.awscred-lock`, for good, and `.credentials.awscred-new` and
`.credentials.awscred-change` as long as a change is under way. Where the folder cannot be written
to, they stand in the user's state folder, under a name that is made of the path.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterable
from contextlib import suppress

from awscred.errors import AwscredError
from awscred.store.faults import as_refusal

LOCK, NEW, RECORD = "awscred-lock", "awscred-new", "awscred-change"


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
    from platformdirs import user_state_dir  # 5 ms, needed by changes alone

    if not os.path.isabs(os.environ.get("XDG_STATE_HOME", "")):  # a relative one does not count
        in_home("~", _NAME_THE_STATE)
    folder = user_state_dir("awscred")
    if not os.path.isabs(folder):  # of a relative XDG_STATE_HOME
        folder = in_home("~/.local/state/awscred", _NAME_THE_STATE)
    return os.path.join(folder, *names)


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
    """What stands beside a file while it is changed, its lock apart: records, and new content."""
    record = beside(real, RECORD)
    return record, f"{record}-new", beside(real, NEW)


def has_leavings(paths: Iterable[str]) -> bool:
    """Whether a change of those files is under way, or was when its process was killed."""
    return any(os.path.lexists(path) for real in real_paths(paths) for path in own_files(real))


def real_paths(paths: Iterable[str]) -> list[str]:
    """The files behind those paths; without what stands for no file."""
    return [os.path.realpath(path) for path in paths if path and path != os.devnull]


def is_writable(folder: str) -> bool:
    """Whether files can be made in a folder."""
    effective = os.access in os.supports_effective_ids
    return os.access(folder, os.W_OK | os.X_OK, effective_ids=effective)


def make_folder(folder: str) -> None:
    """Make a folder that is for the user alone, where there is none yet."""
    if os.path.isdir(folder):
        return
    parent = os.path.dirname(folder)
    above = parent
    while not os.path.isdir(above) and above != os.path.dirname(above):
        above = os.path.dirname(above)
    with as_refusal("create", folder):
        os.makedirs(parent, exist_ok=True)
        with suppress(FileExistsError):
            os.mkdir(folder, 0o700)
            os.chmod(folder, 0o700)  # whatever the umask
    while True:  # a crash must not lose a folder with what is saved in it
        with suppress(OSError):  # one may not be readable
            sync_folder(parent)
        if parent == above:
            return
        parent = os.path.dirname(parent)


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
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    handle = os.open(path, flags, 0o600)
    try:
        with os.fdopen(handle, "wb", closefd=False) as file:
            file.write(data)
        os.fchmod(handle, 0o600)  # whatever the umask
        if dress:
            dress(handle)
        sync(handle)
    finally:
        os.close(handle)
