"""Searches folders for pairs of AWS files, for `validate` in a repository."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from typing import NamedTuple

from awscred import ini
from awscred.errors import FAILED, USAGE, AwscredError
from awscred.pairs import (
    fixed_part,
    is_certain,
    is_left_out,
    is_pattern,
    looks_like_aws,
    matches,
    partner,
    type_of,
)
from awscred.profiles import CONFIG, file_named, likely_file
from awscred.store import Paths
from awscred.store.faults import reason
from awscred.store.snapshot import LARGEST

BINARY, LARGE, UNREADABLE = "binary", "too large", "unreadable"
LINKED, SPECIAL = "linked", "special"
"""Links that lead out of the folder or nowhere; and pipes, devices and sockets."""


class Found(NamedTuple):
    """The pairs in the order of their paths, with "" for a file that does not exist; and the files
    that were skipped, with the reason: BINARY, LARGE, UNREADABLE, LINKED or SPECIAL."""

    pairs: list[Paths]
    skipped: dict[str, str]


def search(word: str) -> Found:
    """The pairs in a folder and the folders below it, or those that match a pattern.

    Links are followed only to files below that folder. Raises AwscredError if it does not exist or
    cannot be read.
    """
    is_folder = os.path.isdir(word) or not is_pattern(word)  # `[id]` may be the name of a folder
    folder, pattern = (word, None) if is_folder else fixed_part(word)
    folder = "" if folder == os.curdir else folder
    found = Found([], {})
    taken: set[str] = set()
    for path in _files(folder, pattern, found):
        document = None if os.path.realpath(path) in taken else _document(path, found)
        if document is None or not (is_certain(path) or looks_like_aws(document)):
            continue
        other = partner(path) or ""
        if not other or _why_not(folder, other) or not _document(other, found):
            other = ""
        taken |= {os.path.realpath(one) for one in (path, other) if one}
        file = type_of(path) or file_named(os.path.basename(path)) or likely_file(document)
        found.pairs.append(Paths(path, other) if file == CONFIG else Paths(other, path))
    return found


def _files(folder: str, pattern: list[str] | None, found: Found) -> Iterator[str]:
    """The paths of files that may be AWS files, sorted; files that match a pattern may have any
    name."""
    for parts in _walk(folder, found):
        path = os.path.join(folder, *parts)
        is_match = pattern is not None and matches(parts, pattern)
        is_below = pattern is None or any(
            matches(parts[:at], pattern) for at in range(1, len(parts))
        )
        if is_match or (is_below and type_of(path)):
            why = _why_not(folder, path)
            if why is None:
                yield path
            elif is_certain(path) and not os.path.isdir(path):  # others are hardly AWS files
                found.skipped[path] = why


def _walk(root: str, found: Found) -> Iterator[tuple[str, ...]]:
    """The files below a folder, each by the parts of its path, sorted; links to folders are not
    followed."""
    waiting: list[tuple[str, ...]] = [()]
    while waiting:
        parts = waiting.pop()
        path = os.path.join(root, *parts)
        try:
            with os.scandir(path or os.curdir) as entries:
                inside = sorted(entries, key=lambda entry: entry.name)
        except OSError as error:
            if not parts:
                is_missing = isinstance(error, FileNotFoundError | NotADirectoryError)
                raise AwscredError(
                    f"cannot search {root or os.curdir}: {reason(error)}",
                    "check the path",
                    exit_code=USAGE if is_missing else FAILED,
                ) from None
            found.skipped[path] = UNREADABLE
            continue
        if parts and is_left_out(parts[-1], [entry.name for entry in inside]):
            continue
        yield from ((*parts, one.name) for one in inside if not one.is_dir(follow_symlinks=False))
        waiting += [
            (*parts, one.name) for one in reversed(inside) if one.is_dir(follow_symlinks=False)
        ]


def _why_not(folder: str, path: str) -> str | None:
    """Why a path below a folder is not read; None if it is a regular file, or a link to one below
    the folder."""
    try:
        is_file = stat.S_ISREG(os.stat(path).st_mode)
    except OSError:
        return LINKED if os.path.islink(path) else UNREADABLE
    root = os.path.join(os.path.realpath(folder or os.curdir), "")
    if not os.path.realpath(path).startswith(root):
        return LINKED
    return None if is_file else SPECIAL


def _document(path: str, found: Found) -> ini.Document | None:
    """The content of a file; None, and the file is noted, if it cannot be validated."""
    try:
        with open(path, "rb") as file:
            data = file.read(LARGEST + 1)
    except OSError:
        found.skipped[path] = UNREADABLE
        return None
    if len(data) > LARGEST:
        found.skipped[path] = LARGE
        return None
    document = ini.parse(data)
    if b"\0" in data and not (ini.is_utf16(document) and data[:2] != b"\0\0"):
        if is_certain(path):  # `bin/my-config` is only a program
            found.skipped[path] = BINARY
        return None
    return document
