"""Whether another program has a file open for writing.

What that program writes goes to the file that it opened. If that file has been replaced since, the
text is lost. Linux grants no read lease on such a file (fcntl(2), F_SETLEASE). Only the owner of a
file can ask for a lease; for other users, the time of the last write decides.
"""

from __future__ import annotations

import errno
import os
import signal
import sys
import time

from awscred.store import system

WAIT_SECONDS = 1.0
"""How long another program may continue to write, in seconds."""
_SETTLE_SECONDS = 1.0
"""If a file was last written this many seconds ago, probably no program is writing it."""


def wait(path: str) -> bool:
    """Wait until no other program is writing a file; returns False if one still is.

    Returns True if the system cannot answer, and if the file is gone or is now a link. May raise
    OSError.
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
        handle = os.open(path, system.READ)
    except OSError as error:
        if error.errno in (errno.ENOENT, errno.ELOOP):
            return False
        raise
    try:
        # A program that opens the file during the lease waits until the lease is released, and this
        # process gets a signal. SIGURG does nothing; the default signal would end the process.
        fcntl.fcntl(handle, fcntl.F_SETSIG, signal.SIGURG)
        fcntl.fcntl(handle, fcntl.F_SETLEASE, fcntl.F_RDLCK)
        fcntl.fcntl(handle, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    except OSError as error:
        if error.errno == errno.EACCES:  # the file belongs to another user
            return abs(time.time() - os.fstat(handle).st_mtime) < _SETTLE_SECONDS
        return error.errno == errno.EAGAIN  # other errors: no leases on this file system
    finally:
        os.close(handle)
    return False
