"""Finds the files with preferences: the user's own, and that of the project."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterator

from awscred.errors import USAGE, AwscredError
from awscred.preferences import Preferences, Source, parse
from awscred.store.faults import cannot
from awscred.store.folders import in_home

_OWN = "config.toml"
_OF_PROJECT, _WITHIN_PROJECT = "awscred.toml", "pyproject.toml"
_MOST_BYTES = 1_048_576


def load_preferences() -> Preferences:
    """The project's preferences over the user's own; none if there are no such files.

    Raises AwscredError if a file is wrong or cannot be read.
    """
    found = Preferences()
    if folder := _config_folder():
        found = _with(found, os.path.join(folder, _OWN), os.path.expanduser("~")) or found
    return _of_project(found)


def _config_folder() -> str | None:
    """awscred's folder for the user's configuration; None if there is no home folder."""
    if sys.platform in ("win32", "darwin"):
        from platformdirs import user_config_dir

        return user_config_dir("awscred")
    # The same as platformdirs, whose import takes half as long as all of `list`.
    folder = os.environ.get("XDG_CONFIG_HOME", "")
    if not os.path.isabs(folder):  # a relative path is ignored, as the XDG specification says
        try:
            folder = in_home("~/.config")
        except AwscredError:
            return None
    return os.path.join(folder, "awscred")


def _of_project(found: Preferences) -> Preferences:
    for folder in _folders():
        for name in (_OF_PROJECT, _WITHIN_PROJECT):
            both = _with(found, os.path.join(folder, name), folder)
            if both is not None:
                return both
    return found


def _with(found: Preferences, path: str, folder: str) -> Preferences | None:
    """The preferences in a file over those found before; None if it has none."""
    data = _read(path)
    within_project = os.path.basename(path) == _WITHIN_PROJECT
    if data is None or (within_project and b"awscred" not in data):
        return None
    mine = parse(Source(path, data, folder), within_project=within_project)
    return None if mine is None else mine.over(found)


def _folders() -> Iterator[str]:
    """The working folder and those above it, up to the root of its repository or the home
    folder."""
    try:
        folder = os.getcwd()
    except OSError:  # it was deleted
        return
    home = os.path.realpath(os.path.expanduser("~"))
    while True:
        yield folder
        above = os.path.dirname(folder)
        if above == folder or folder == home or os.path.lexists(os.path.join(folder, ".git")):
            return
        folder = above


def _read(path: str) -> bytes | None:
    """The content of a file, or None if it does not exist; only its beginning if it is huge."""
    if not os.path.lexists(path):
        return None
    try:
        if not stat.S_ISREG(os.stat(path).st_mode):
            raise AwscredError(
                f"{path} is not a regular file",
                "remove it, or ignore it with --no-config",
                exit_code=USAGE,
            )
        with open(path, "rb") as file:
            return file.read(_MOST_BYTES)
    except OSError as error:
        raise cannot("read", path, error) from None
