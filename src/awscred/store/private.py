"""A folder for one user only: refused if others can change it, and never left through a link.

What is below it is read and deleted through the open folder, not by path, so that nobody can insert
a link between a check and the next step. Windows cannot open a folder, so paths are used there.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from shlex import quote
from typing import NamedTuple

from awscred.errors import AwscredError
from awscred.store import system
from awscred.store.folders import new_folders, sync
from awscred.store.owners import look

_LARGEST = 16 * 1024 * 1024


def make_private(folder: str) -> None:
    """Create the folder if it does not exist, for its owner only.

    Raises AwscredError as `check_private` does, and OSError if the disk does not allow it.
    """
    check_private(folder)
    new_folders(folder, above=True)
    with opened(folder) as within:
        if within.handle is not None and os.fstat(within.handle).st_mode & 0o077:
            system.set_mode(within.handle, 0o700)


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
        if access.owner and not system.is_root():  # root may use anybody's
            raise AwscredError(
                f"{access.path} belongs to {access.owner}, and backups hold keys", hint
            )
        if access.others_write:
            raise AwscredError(
                f"{access.path} can be changed by other users (mode {access.mode:04o}), "
                "and backups hold keys",
                f"run `chmod go-w {quote(access.path)}`, or {hint}",
            )


class Folder(NamedTuple):
    """A folder that stays the same while it is used, with its descriptor (None on Windows).

    `name` is of something in it. All methods may raise OSError.
    """

    path: str
    handle: int | None

    def names(self) -> list[str]:
        """The names of everything in it, in no order."""
        return os.listdir(self.path if self.handle is None else self.handle)

    def owner(self) -> int:
        """Its owner, as a uid."""
        return os.stat(self.path if self.handle is None else self.handle).st_uid

    def read(self, name: str) -> bytes:
        """The content of a regular file. Raises FileNotFoundError if anything else is there."""
        handle = os.open(self._place(name), system.READ, dir_fd=self.handle)
        with os.fdopen(handle, "rb") as file:
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                raise FileNotFoundError(name)
            return file.read(_LARGEST)

    def is_file(self, name: str) -> bool:
        """Whether a regular file has this name."""
        state = os.stat(self._place(name), dir_fd=self.handle, follow_symlinks=False)
        return stat.S_ISREG(state.st_mode)

    def rename(self, name: str, to: str) -> None:
        """Give something another name, which is free."""
        old, new = self._place(name), self._place(to)
        os.rename(old, new, src_dir_fd=self.handle, dst_dir_fd=self.handle)

    def moved(self, path: str) -> Folder:
        """The same open folder, after it was renamed to this path."""
        return self._replace(path=path)

    def remove_file(self, name: str) -> None:
        """Delete a file or a link."""
        os.unlink(self._place(name), dir_fd=self.handle)

    def remove_folder(self, name: str) -> None:
        """Delete an empty folder."""
        os.rmdir(self._place(name), dir_fd=self.handle)

    def sync(self) -> None:
        """Wait until the disk confirms the names in it."""
        if self.handle is not None:
            sync(self.handle)

    @contextmanager
    def opened(self, name: str) -> Iterator[Folder]:
        """A folder in it. Raises NotADirectoryError for anything else, also for a link."""
        with _opened(self._place(name), os.path.join(self.path, name), self.handle) as folder:
            yield folder

    def _place(self, name: str) -> str:
        return os.path.join(self.path, name) if self.handle is None else name


@contextmanager
def opened(path: str) -> Iterator[Folder]:
    """Open a folder. May raise OSError; a link is not followed."""
    with _opened(path, path, None) as folder:
        yield folder


@contextmanager
def _opened(place: str, path: str, within: int | None) -> Iterator[Folder]:
    if not system.CAN_OPEN_FOLDERS:
        if not stat.S_ISDIR(os.lstat(path).st_mode):
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), path)
        yield Folder(path, None)
        return
    handle = os.open(place, system.READ | system.FOLDER, dir_fd=within)
    try:
        yield Folder(path, handle)
    finally:
        os.close(handle)
