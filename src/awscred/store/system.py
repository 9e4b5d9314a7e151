"""What Windows does differently: no owners, no modes, and folders that cannot be opened.

A new file has the permissions of its folder there. In a user's profile folder, these are for that
user, the system and the administrators. Every file has the owner 0, and so has this process.
"""

from __future__ import annotations

import os
import sys

if sys.platform == "win32":
    NO_LINK = 0
    FOLDER = 0
    _NO_WAIT = 0
    _OWN = os.O_BINARY | os.O_NOINHERIT
else:
    NO_LINK = os.O_NOFOLLOW
    FOLDER = os.O_DIRECTORY
    _NO_WAIT = os.O_NONBLOCK
    _OWN = os.O_CLOEXEC
# Flags for os.open. A link is not followed, and a FIFO does not block.
READ = os.O_RDONLY | NO_LINK | _NO_WAIT | _OWN
WRITE = os.O_WRONLY | NO_LINK | _NO_WAIT | _OWN
READ_AND_WRITE = os.O_RDWR | NO_LINK | _OWN
CREATE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | NO_LINK | _OWN
SYNC = WRITE if sys.platform == "win32" else READ
"""Opens a file so that the disk can be asked to confirm it."""

CAN_OPEN_FOLDERS = sys.platform != "win32"


def user() -> int:
    """The user that this process acts as."""
    if sys.platform == "win32":
        return 0
    return os.geteuid()


def is_root() -> bool:
    """Whether this process may use every file, and give files to other users."""
    return sys.platform != "win32" and os.geteuid() == 0


def groups() -> tuple[int, ...]:
    """The groups of this process; none on Windows."""
    if sys.platform == "win32":
        return ()
    return (os.getegid(), *os.getgroups())


def set_mode(handle: int, mode: int) -> None:
    """Change the mode of an open file or folder, if the system has modes. May raise OSError."""
    if sys.platform != "win32":
        os.fchmod(handle, mode)


def set_owner(handle: int, owner: int, group: int) -> None:
    """Change the owner of an open file or folder, if the system has owners. May raise OSError."""
    if sys.platform != "win32":
        os.fchown(handle, owner, group)
