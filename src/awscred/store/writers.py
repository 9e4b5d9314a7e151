"""Whether another program has a file open for writing.

What it writes goes to the file that it opened, also if that one has been replaced since, and would
be lost with it. Linux grants no read lease on such a file (fcntl(2), F_SETLEASE). Only the owner of
a file can ask for one; others go by when the file was last written.
"""

from __future__ import annotations

import errno
import os
import signal
import sys
import time

WAIT_SECONDS = 1.0
"""How long another program may go on writing before it is in the way."""
_SETTLE_SECONDS = 1.0
"""How long ago a file was last written if no program is likely to be writing it."""


def wait(path: str) -> bool:
    """Wait until no other program is writing a file; returns False if one still is.

    Returns True if the system does not tell, and for a file that is gone or is now a link. May
    raise OSError.
    """
    deadline = time.monotonic() + WAIT_SECONDS
    while _is_written(path):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.005)
    return True


def _is_written(path: str) -> bool:
    if sys.platform != "linux":
        return False
    import fcntl

    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        if error.errno in (errno.ENOENT, errno.ELOOP):
            return False
        raise
    try:
        # Who opens the file during the lease waits until it is released, which sends this process
        # a signal: one that does nothing, as the default one would end it.
        fcntl.fcntl(handle, fcntl.F_SETSIG, signal.SIGURG)
        fcntl.fcntl(handle, fcntl.F_SETLEASE, fcntl.F_RDLCK)
        fcntl.fcntl(handle, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    except OSError as error:
        if error.errno == errno.EACCES:  # the file is another user's
            return abs(time.time() - os.fstat(handle).st_mtime) < _SETTLE_SECONDS
        return error.errno == errno.EAGAIN  # any other: no leases on this file system
    finally:
        os.close(handle)
    return False
