"""Who besides the user can change a file or a folder, as OpenSSH and git ask it."""

from __future__ import annotations

from collections.abc import Iterable
from shlex import quote
from typing import NamedTuple

_GROUP, _OTHERS, _STICKY = 0o020, 0o002, 0o1000


class Access(NamedTuple):
    """What the disk says about a file or a folder.

    `owner` is the other user who owns it: empty if that is the user or root. `is_own_group` says
    that nobody but the user is in its group, as on systems with a group for each user.
    """

    path: str
    mode: int
    is_folder: bool
    owner: str = ""
    is_own_group: bool = False

    @property
    def others_write(self) -> bool:
        """Whether its mode lets others change it; in a sticky folder they change only their own."""
        bits = _OTHERS if self.is_own_group else _GROUP | _OTHERS
        return bool(self.mode & bits) and not (self.is_folder and self.mode & _STICKY)

    @property
    def is_exposed(self) -> bool:
        """Whether others can change it."""
        return bool(self.owner) or self.others_write

    @property
    def remedy(self) -> str:
        """The command that keeps others out."""
        if self.owner:
            return f'sudo chown "$(id -u)" {quote(self.path)}'
        return f"chmod {'go-w' if self.is_folder else '600'} {quote(self.path)}"


def exposed(access: Iterable[Access]) -> list[Access]:
    """Those that others can change."""
    return [one for one in access if one.is_exposed]
