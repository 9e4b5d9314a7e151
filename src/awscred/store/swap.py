"""Renames that lose nothing: they keep what another program has just put in the place.

A plain rename removes whatever is at its target, even if it was put there a moment ago. Linux can
exchange two files in one step, and can refuse to replace an existing target: renameat2(2). On other
systems, hard links do the same in several steps: a second name keeps what is about to be replaced.
Then only what another program renames into the place during these steps is lost. If the file system
has no hard links either, functions return False, and their caller uses a plain rename.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from functools import cache

from awscred.store.folders import aside, is_there

_NO_REPLACE, _EXCHANGE = 1, 2
_HERE = -100  # AT_FDCWD: paths are relative to the current folder
_NOT_OFFERED = (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP)
_FOLLOW = os.link not in os.supports_follow_symlinks  # Windows never follows, nor accepts False
_NO_LINKS = (*_NOT_OFFERED, errno.EPERM, errno.EXDEV, errno.EMLINK)


def exchange(one: str, other: str) -> bool:
    """Exchange what is at two paths; if nothing is at one of them, move the other one there.

    `one` is awscred's own name, which no other program uses. Returns False if the system cannot do
    that. May raise OSError: FileExistsError and FileNotFoundError if another program interferes.
    """
    if not is_there(one):
        return _renamed(other, one, _NO_REPLACE) or _moved(other, one)
    if not is_there(other):
        return _renamed(one, other, _NO_REPLACE) or _linked(one, other)
    return _renamed(one, other, _EXCHANGE) or _exchanged_by_links(one, other)


def finish(one: str) -> None:
    """Finish an exchange by hard links that was interrupted. May raise OSError."""
    kept = aside(one)
    if not is_there(kept):
        return
    if is_there(one):  # nothing was replaced: this is a second name of the file
        os.unlink(kept)
    else:
        os.rename(kept, one)


def _moved(source: str, target: str) -> bool:
    """Move what is at a path to a free name of awscred's. May raise OSError."""
    os.rename(source, target)
    return True


def _linked(source: str, target: str) -> bool:
    """Move a file to a free path; returns False if there are no hard links. May raise OSError."""
    try:
        os.link(source, target, follow_symlinks=_FOLLOW)
    except OSError as error:
        if error.errno in _NO_LINKS:
            return False
        raise
    os.unlink(source)
    return True


def _exchanged_by_links(one: str, other: str) -> bool:
    """Exchange two files in steps that `finish` can complete; returns as `exchange` does."""
    try:
        os.link(other, aside(one), follow_symlinks=_FOLLOW)
    except OSError as error:
        if error.errno in _NO_LINKS:
            return False
        raise
    try:
        os.replace(one, other)
    finally:
        finish(one)
    return True


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
    """The function of the C library, None if it has none."""
    try:
        import ctypes

        function = ctypes.CDLL(None, use_errno=True).renameat2
    except (ImportError, OSError, AttributeError, TypeError):  # not Linux, or an old C library
        return None
    function.argtypes = (
        *(ctypes.c_int, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p, ctypes.c_uint),
    )
    return function
