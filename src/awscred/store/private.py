"""A folder for one user only: refused if others can change it, and never left through a link.

What is below it is read and deleted through the open folder, not by path, so that nobody can insert
a link between a check and the next step.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from shlex import quote

from awscred.errors import AwscredError
from awscred.store.folders import new_folders
from awscred.store.owners import look

_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_LARGEST = 16 * 1024 * 1024


def make_private(folder: str) -> None:
    """Create the folder if it does not exist, for its owner only.

    Raises AwscredError as `check_private` does, and OSError if the disk does not allow it.
    """
    check_private(folder)
    new_folders(folder, above=True)
    with opened(folder) as handle:
        if os.fstat(handle).st_mode & 0o077:
            os.fchmod(handle, 0o700)


def check_private(folder: str) -> None:
    """Raise AwscredError if another user can change a folder, or one that leads to it.

    A folder that does not exist yet is judged by those above it. Links may lead to the state
    folder, but `folder` and its parent must not be links.
    """
    for own in (os.path.dirname(folder), folder):
        if os.path.islink(own):
            raise AwscredError(
                f"{own} is a link, and backups hold keys",
                "remove it, or set XDG_STATE_HOME to another folder of yours",
            )
    for access in look([folder]):
        hint = "set XDG_STATE_HOME to a folder that only you can change"
        if access.owner and os.geteuid() != 0:  # root may use anybody's
            raise AwscredError(
                f"{access.path} belongs to {access.owner}, and backups hold keys", hint
            )
        if access.others_write:
            raise AwscredError(
                f"{access.path} can be changed by other users (mode {access.mode:04o}), "
                "and backups hold keys",
                f"run `chmod go-w {quote(access.path)}`, or {hint}",
            )


@contextmanager
def opened(folder: str, within: int | None = None) -> Iterator[int]:
    """Open a folder by its path, or by its name `within` an open one; yields its descriptor.

    A link is not followed. May raise OSError.
    """
    handle = os.open(folder, _FOLDER, dir_fd=within)
    try:
        yield handle
    finally:
        os.close(handle)


def owner(handle: int) -> int:
    """The owner of an open file or folder, as a uid."""
    return os.fstat(handle).st_uid


def read_within(name: str, folder: int) -> bytes:
    """The content of a regular file, by its name in an open folder. May raise OSError.

    Raises FileNotFoundError if anything else has this name.
    """
    handle = os.open(name, _FILE, dir_fd=folder)
    with os.fdopen(handle, "rb") as file:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise FileNotFoundError(name)
        return file.read(_LARGEST)


def is_file_within(name: str, folder: int) -> bool:
    """Whether a regular file of that name is in an open folder. May raise OSError."""
    return stat.S_ISREG(os.stat(name, dir_fd=folder, follow_symlinks=False).st_mode)
