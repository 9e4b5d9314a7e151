"""Writes a report to a file that the user names, in one step, and never over the AWS files."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from contextlib import suppress
from shlex import quote

from awscred.errors import USAGE, AwscredError
from awscred.headers import CONFIG, CREDENTIALS
from awscred.store import system
from awscred.store.faults import reason
from awscred.store.folders import in_home, repository_of, write_new


def target(path: str, inputs: Iterable[str]) -> str:
    """The full path to write a report to; a `~` at its beginning is the home folder.

    `inputs` are the paths of the files that awscred reads. Raises AwscredError if the report would
    replace one of them or another file with the name of an AWS file, if a link leads out of the
    repository, if there is no such folder, or if the path is that of a folder.
    """
    full = os.path.abspath(in_home(path))
    real = os.path.realpath(full)
    is_aws_file = os.path.basename(real) in (CONFIG, CREDENTIALS) and os.path.exists(real)
    if is_aws_file or any(_is_one_file(real, os.path.realpath(one)) for one in inputs if one):
        raise AwscredError(
            f"the report would replace {path}", "choose another file for it", exit_code=USAGE
        )
    # Links in a repository are not trusted; other links are the user's.
    root = repository_of(full)
    if root and not real.startswith(os.path.join(os.path.realpath(root), "")):
        raise AwscredError(
            f"the report {path} cannot be written: a link leads out of the repository",
            "choose another file for it",
            exit_code=USAGE,
        )
    folder = os.path.dirname(real)
    if not os.path.isdir(folder):
        raise AwscredError(
            f"the report {path} cannot be written: its folder does not exist",
            f"run `mkdir -p {quote(folder)}` first",
        )
    if os.path.isdir(real):
        raise AwscredError(
            f"the report {path} cannot be written: it is a folder", "name a file in it"
        )
    return full


def _is_one_file(one: str, other: str) -> bool:
    """Whether two paths without links are of one file; hard links are also one file."""
    with suppress(OSError):
        return os.path.samefile(one, other)
    return one == other


def write(path: str, text: str) -> None:
    """Replace a file with a report, in UTF-8; if it fails, the old file is left.

    A new file has the mode that the umask allows. Pipes and devices are written to. Raises
    AwscredError.
    """
    data = text.encode("utf-8", "backslashreplace")
    try:
        _write(path, data)
    except OSError as error:
        raise AwscredError(
            f"the report {path} cannot be written: {reason(error)}", "choose another file for it"
        ) from None


def _write(path: str, data: bytes) -> None:
    mode = 0o666 & ~_umask()
    with suppress(FileNotFoundError):
        # By the path as it is: Linux refuses to follow other users' links in /tmp, and
        # /dev/stdout leads to a pipe that has no path.
        state = os.stat(path)
        if not stat.S_ISREG(state.st_mode):
            with open(path, "wb") as file:
                file.write(data)
            return
        mode = stat.S_IMODE(state.st_mode)
    real = os.path.realpath(path)
    folder, name = os.path.split(real)
    new = os.path.join(folder, f".{name}.{os.getpid()}.awscred-new")
    try:
        write_new(new, data, lambda handle: system.set_mode(handle, mode))
        os.replace(new, real)
    except BaseException:
        with suppress(OSError):
            os.unlink(new)
        raise


def _umask() -> int:
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
