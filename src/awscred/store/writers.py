"""Whether another program has a file open for writing.

What it writes goes to the file that it opened, also if that one has been replaced since, and would
be lost with it. Linux tells: it grants no read lease on such a file (fcntl(2), F_SETLEASE).
"""

from __future__ import annotations

import errno
import os
import signal
import sys
import time

WAIT_SECONDS = 1.0
"""How long another program may go on writing before it is in the way."""


def wait(path: str) -> bool:
    """Wait until no other program has a file open for writing; returns False if one still has.

    Returns True where the system does not tell. May raise OSError, as for a file that is gone.
    """
    deadline = time.monotonic() + WAIT_SECONDS
    while _is_open(path):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.005)
    return True


def _is_open(path: str) -> bool:
    if sys.platform != "linux":
        return False
    import fcntl

    handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        # Who opens the file during the lease waits until it is released, which sends this process
        # a signal: one that does nothing, as the default one would end it.
        fcntl.fcntl(handle, fcntl.F_SETSIG, signal.SIGURG)
        fcntl.fcntl(handle, fcntl.F_SETLEASE, fcntl.F_RDLCK)
        fcntl.fcntl(handle, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    except OSError as error:  # any other: no leases on this file system, or for this user
        return error.errno == errno.EAGAIN
    finally:
        os.close(handle)
    return False
