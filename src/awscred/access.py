"""Who can change a file or a folder besides the user, by the same criteria as OpenSSH and git."""

from __future__ import annotations

from collections.abc import Iterable
from shlex import quote
from typing import NamedTuple

_GROUP, _OTHERS, _STICKY = 0o020, 0o002, 0o1000


class Access(NamedTuple):
    """The owner and mode of a file or a folder.

    `owner` is empty if it belongs to the user or root; otherwise it names the other user.
    `is_own_group` means that nobody but the user is in its group, as on systems with a group for
    each user.
    """

    path: str
    mode: int
    is_folder: bool
    owner: str = ""
    is_own_group: bool = False

    @property
    def others_write(self) -> bool:
        """Whether its mode lets others change it. In a sticky folder, they change only their own
        files."""
        bits = _OTHERS if self.is_own_group else _GROUP | _OTHERS
        return bool(self.mode & bits) and not (self.is_folder and self.mode & _STICKY)

    @property
    def is_exposed(self) -> bool:
        """Whether others can change it."""
        return bool(self.owner) or self.others_write

    @property
    def remedy(self) -> str:
        """The command that keeps others from changing it."""
        if self.owner:
            return f'sudo chown "$(id -u)" {quote(self.path)}'
        return f"chmod {'go-w' if self.is_folder else '600'} {quote(self.path)}"


def exposed(access: Iterable[Access]) -> list[Access]:
    """The files and folders that others can change."""
    return [one for one in access if one.is_exposed]
