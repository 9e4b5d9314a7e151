"""Where awscred keeps what is its own: beside a file while that changes, and in the state folder.

Beside `credentials` stand `.credentials.awscred-lock`, for good, and `.credentials.awscred-new` and
`.credentials.awscred-change` as long as a change is under way. Where the folder cannot be written
to, they stand in the user's state folder, under a name that is made of the path.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterable
from contextlib import suppress

from awscred.store.faults import as_refusal

LOCK, NEW, RECORD = "awscred-lock", "awscred-new", "awscred-change"


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
        return any(
            name.startswith(UNFINISHED) or (name[:1].isdigit() and is_name_expired(name))
            for name in os.listdir(state_folder(BACKUPS))
        )
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
    with as_refusal("create", folder):
        os.makedirs(os.path.dirname(folder), exist_ok=True)
        with suppress(FileExistsError):
            os.mkdir(folder, 0o700)
            os.chmod(folder, 0o700)  # whatever the umask


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
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    handle = os.open(path, flags, 0o600)
    try:
        with os.fdopen(handle, "wb", closefd=False) as file:
            file.write(data)
        os.fchmod(handle, 0o600)  # whatever the umask
        if dress:
            dress(handle)
        os.fsync(handle)
    finally:
        os.close(handle)
