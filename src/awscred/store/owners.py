"""Finds who can change a file: looks at the file and at every folder that leads to it."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterable
from contextlib import suppress

from awscred.access import Access
from awscred.store import system
from awscred.store.folders import user_name


def look(paths: Iterable[str]) -> tuple[Access, ...]:
    """The existing files, and all folders above them and above their links; each once.

    None on Windows, which has no modes.
    """
    found: dict[str, Access] = {}
    if sys.platform == "win32":
        return ()
    for path in paths:
        for one in _on_the_way(path) if path and path != os.devnull else ():
            if one not in found:
                with suppress(OSError):
                    found[one] = _access(one, os.stat(one))
    return tuple(found.values())


def _on_the_way(path: str) -> list[str]:
    """A file, and every folder in which somebody could replace it."""
    ways = [os.path.abspath(path), os.path.realpath(path)]
    for _ in range(40):  # the most links that Linux follows
        if not os.path.islink(ways[-2]):
            break
        target = os.path.join(os.path.dirname(ways[-2]), os.readlink(ways[-2]))
        ways.insert(-1, os.path.abspath(target))
    found = [path]
    for way in ways:
        folder = os.path.dirname(way)
        while folder not in found:
            found.append(folder)
            folder = os.path.dirname(folder)
    return found


def _access(path: str, state: os.stat_result) -> Access:
    mode = stat.S_IMODE(state.st_mode)
    user = system.user()
    owner = "" if state.st_uid in (0, user) else user_name(state.st_uid)
    is_folder = stat.S_ISDIR(state.st_mode)
    matters = mode & (0o020 if is_folder else 0o070)  # looking up a group takes a millisecond
    own_group = bool(matters) and _is_own_group(state.st_gid, user)
    return Access(path, mode, is_folder, owner, own_group)


def _is_own_group(group: int, user: int) -> bool:
    """Whether a group is only the user's: it has the user's name and no other members."""
    if sys.platform != "win32":
        with suppress(ImportError, KeyError):
            import grp
            import pwd

            entry, name = grp.getgrgid(group), pwd.getpwuid(user).pw_name
            return entry.gr_name == name and not {*entry.gr_mem} - {name}
    return False
