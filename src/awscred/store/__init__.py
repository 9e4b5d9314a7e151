"""The disk: finds the two files, reads them, and writes them so that a fault leaves old or new.

Only this package opens files. `snapshot` reads a file and `writing` writes one. `changing` changes
both, and `journal` makes that one change. `backups` keeps what undo needs.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, NamedTuple

from awscred.errors import AwscredError
from awscred.headers import CONFIG, CREDENTIALS, OTHER_SECTIONS, section_type, titles
from awscred.store.folders import (
    has_copies,
    has_leavings,
    in_home,
    is_backup_due,
    repository_of,
)
from awscred.store.snapshot import LARGEST, Snapshot, mode, read

if TYPE_CHECKING:
    from awscred.access import Access
    from awscred.profiles import Files


class Missing(AwscredError):
    """A file that somebody named does not exist."""


class Paths(NamedTuple):
    """The paths of the two files, as named by option or environment, `~` expanded."""

    config: str
    credentials: str


def locate(
    environ: Mapping[str, str], config: str | None = None, credentials: str | None = None
) -> Paths:
    """The two files: the options, else the environment, else `~/.aws`; an empty value is ignored.

    Raises AwscredError if one is in the home folder, and there is no such folder.
    """
    return Paths(
        in_home(config or environ.get("AWS_CONFIG_FILE") or "~/.aws/config"),
        in_home(credentials or environ.get("AWS_SHARED_CREDENTIALS_FILE") or "~/.aws/credentials"),
    )


def load(paths: Paths, *, own: bool = True, required: Collection[str] = ()) -> Files:
    """Read the two files; a missing one is empty.

    Raises AwscredError if one is unreadable, and Missing if it is missing and its path is
    `required`.

    If the files are not the user's `own` (they are in a checkout, for example), their modes and who
    has access to them mean nothing and are left out.
    """
    config, credentials = read(paths.config), read(paths.credentials)
    for file in (config, credentials):
        if file.path in required:
            _data_of(file)
    if not own:
        return files_of(paths, config, credentials)
    from awscred.store.owners import look

    modes = mode(config), mode(credentials)
    return files_of(paths, config, credentials, modes, look(paths))


def files_of(
    paths: Paths,
    config: Snapshot,
    credentials: Snapshot,
    modes: tuple[int | None, int | None] = (None, None),
    access: tuple[Access, ...] = (),
) -> Files:
    """What two snapshots mean, under the paths as they were named."""
    from awscred import ini  # not needed to name profiles
    from awscred.profiles import Files

    return Files(
        ini.parse(config.data or b""),
        ini.parse(credentials.data or b""),
        paths.config,
        paths.credentials,
        modes,
        access,
    )


def names_in(config: Snapshot, credentials: Snapshot) -> tuple[list[str], list[str]]:
    """The names of the profiles, in the order of `Files.profiles`, and the headers of the other
    sections that profiles name, such as `sso-session corp`; faster than reading the files."""
    found = [
        (file, *section_type(file, title))
        for file, snapshot in ((CONFIG, config), (CREDENTIALS, credentials))
        for title in titles((snapshot.data or b"").decode("utf-8", "surrogateescape"))
    ]
    profiles = dict.fromkeys(name for _, kind, name in found if kind == "profile" and name)
    others = dict.fromkeys(
        f"{kind} {name}" for file, kind, name in found if file == CONFIG and kind in OTHER_SECTIONS
    )
    return [*profiles], [*others]


def recover(paths: Paths) -> list[str]:
    """Complete or take back a change whose process was killed; returns notes for the user.

    Backups that are too old, and copies that nobody edits any more, are deleted. Raises
    AwscredError if the disk does not allow it, or another process is at work for long.
    """
    if has_copies():
        from awscred.store import copies  # hardly ever needed

        copies.sweep()
    if has_leavings(paths):
        from awscred.store import journal  # hardly ever needed

        return journal.recover(paths)
    if is_backup_due():
        from awscred.store import backups  # once a week

        backups.tidy()
    return []


def names_file(word: str) -> bool:
    """Whether a word can only be a file: `-`, a path, or the name of a file that exists."""
    has_folder = os.path.basename(word) != word
    return word == "-" or has_folder or (os.path.exists(word) and not os.path.isdir(word))


def read_bytes_of(path: str) -> bytes:
    """The bytes of a file of any kind.

    Raises Missing if it does not exist, or AwscredError as `read` does.
    """
    return _data_of(read(path))


def _data_of(file: Snapshot) -> bytes:
    if file.data is None:
        if file.path.startswith("/dev/"):  # such as a shell's <(command)
            raise AwscredError(
                f"{file.path} is not a regular file", "pipe it into awscred, with `-` as FILE"
            )
        raise Missing(f"{file.path} does not exist", "check the file name")
    return file.data


def as_file(data: bytes, path: str, file: str) -> Files:
    """Bytes from anywhere as `config` or `credentials`, under that path, and no other."""
    from awscred import ini
    from awscred.profiles import Files

    refuse_larger(data, path)
    empty, document = ini.Document(), ini.parse(data)
    if file == CONFIG:
        return Files(document, empty, path, "")
    return Files(empty, document, "", path)


def refuse_larger(data: bytes, path: str) -> None:
    """Raise AwscredError for more bytes than a file may have."""
    if len(data) > LARGEST:
        raise AwscredError(
            f"{path} is longer than {LARGEST:,} bytes", "check that it is the file you mean"
        )


def from_repository(path: str) -> str:
    """The path of a file from the root of its git repository, with slashes; outside of one, from
    the working folder if it is below it, else absolute."""
    real = os.path.realpath(path)
    here = os.path.realpath(os.curdir)
    root = repository_of(real) or (here if real.startswith(os.path.join(here, "")) else None)
    if root is None:
        return os.path.abspath(path)
    return os.path.relpath(real, root).replace(os.sep, "/")


def from_working_folder(path: str) -> str:
    """The path of a file in a git repository from the working folder, with slashes; outside of one,
    as `from_repository` has it."""
    if os.path.isabs(named := from_repository(path)):
        return named
    return os.path.relpath(os.path.realpath(path), os.path.realpath(".")).replace(os.sep, "/")
