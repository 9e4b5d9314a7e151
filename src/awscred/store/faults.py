"""Errors of the operating system, explained to a person."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from awscred.errors import AwscredError

_HINTS = {
    errno.ENOSPC: "the disk is full: free some space, and try again",
    errno.EDQUOT: "your quota is used up: free some space, and try again",
    errno.EFBIG: "a limit on file sizes prevents it (ulimit -f): raise the limit, and try again",
    errno.EROFS: "the file system is read-only: name another file with --config or --credentials",
    errno.EACCES: "check who owns the file and its folder, and their modes (ls -la)",
    errno.EPERM: "check who owns the file and its folder, and their modes (ls -la)",
    errno.ELOOP: "the symbolic links are circular: fix them",
    errno.ENOTDIR: "a part of the path is a file, not a folder: check the path",
    errno.ENAMETOOLONG: "use a shorter path",
}


def reason(error: OSError) -> str:
    """What the system says of an error, to be part of a sentence."""
    return (error.strerror or type(error).__name__).lower()


def cannot(what: str, path: str, error: OSError) -> AwscredError:
    """The refusal for an error at a path; `what` is the verb: "read", "write", "create" ..."""
    unchanged = "" if what == "read" else "; nothing was changed"
    return AwscredError(
        f"cannot {what} {path}: {reason(error)}{unchanged}",
        _HINTS.get(error.errno or 0, "check the disk, and try again"),
    )


@contextmanager
def as_refusal(what: str, path: str) -> Iterator[None]:
    """Turn an OSError raised within into its refusal."""
    try:
        yield
    except OSError as error:
        raise cannot(what, path, error) from None
