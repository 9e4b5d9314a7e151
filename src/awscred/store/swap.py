"""Renames after which nothing is lost: what another program has put in the place stays.

A plain rename removes whatever is at its target, also what was put there a moment ago. Linux can
exchange two files in one step, and refuse a target that exists: renameat2(2). Where the system or
the file system cannot, these functions say so, and the caller does it the plain way.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from functools import cache

_NO_REPLACE, _EXCHANGE = 1, 2
_HERE = -100  # AT_FDCWD: relative paths are those of the current folder
_NOT_OFFERED = (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP)


def exchange(one: str, other: str) -> bool:
    """Exchange what is at two paths; if nothing is at one of them, move the other one there.

    Returns False if that is not offered here. May raise OSError: FileExistsError and
    FileNotFoundError if another program is at work there.
    """
    if not os.path.lexists(one):
        return _renamed(other, one, _NO_REPLACE)
    if not os.path.lexists(other):
        return _renamed(one, other, _NO_REPLACE)
    return _renamed(one, other, _EXCHANGE)


def _renamed(source: str, target: str, flags: int) -> bool:
    renameat2 = _renameat2()
    if renameat2 is None:
        return False
    try:
        _rename(renameat2, source, target, flags)
    except OSError as error:
        if error.errno in _NOT_OFFERED:
            return False
        raise
    return True


def _rename(renameat2: Callable[..., int], source: str, target: str, flags: int) -> None:
    import ctypes

    if renameat2(_HERE, os.fsencode(source), _HERE, os.fsencode(target), flags):
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code), source, None, target)


@cache
def _renameat2() -> Callable[..., int] | None:
    """The function of the C library, None where there is none."""
    try:
        import ctypes

        function = ctypes.CDLL(None, use_errno=True).renameat2
    except (ImportError, OSError, AttributeError, TypeError):  # not Linux, or an old C library
        return None
    function.argtypes = (
        *(ctypes.c_int, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p, ctypes.c_uint),
    )
    return function
