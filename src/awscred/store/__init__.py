"""The disk: finds the two files, reads them, and writes them safely: a fault leaves old or new.

Only this package opens files. `snapshot` reads a file and `writing` writes one. `changing` changes
both files, and `journal` makes this one change. `backups` keeps what undo needs.
"""

import os
from collections.abc import Collection, Mapping
from typing import NamedTuple

from awscred import ini
from awscred.access import Access
from awscred.errors import AwscredError
from awscred.profiles import CONFIG, Files
from awscred.store.folders import has_leavings, in_home, is_backup_due
from awscred.store.owners import look
from awscred.store.snapshot import LARGEST, Snapshot, mode, read


class Paths(NamedTuple):
    """The paths of the two files, as named by option or environment, `~` expanded."""

    config: str
    credentials: str


def locate(
    environ: Mapping[str, str], config: str | None = None, credentials: str | None = None
) -> Paths:
    """The two files: from the options, or from the environment, or in `~/.aws`. An empty path does
    not count.

    Raises AwscredError if a path needs a home folder that does not exist.
    """
    return Paths(
        in_home(config or environ.get("AWS_CONFIG_FILE") or "~/.aws/config"),
        in_home(credentials or environ.get("AWS_SHARED_CREDENTIALS_FILE") or "~/.aws/credentials"),
    )


def load(paths: Paths, *, own: bool = True, required: Collection[str] = ()) -> Files:
    """Read the two files; a missing one is empty.

    Raises AwscredError if one is unreadable, or if it is missing and its path is `required`.

    If the files are not the user's `own` (they are in a checkout, for example), their modes and who
    has access to them mean nothing and are left out.
    """
    config, credentials = read(paths.config), read(paths.credentials)
    for file in (config, credentials):
        if file.path in required:
            _data_of(file)
    modes = (mode(config), mode(credentials)) if own else (None, None)
    return files_of(paths, config, credentials, modes, look(paths) if own else ())


def files_of(
    paths: Paths,
    config: Snapshot,
    credentials: Snapshot,
    modes: tuple[int | None, int | None] = (None, None),
    access: tuple[Access, ...] = (),
) -> Files:
    """The documents of two snapshots, under the paths as the user named them."""
    return Files(
        ini.parse(config.data or b""),
        ini.parse(credentials.data or b""),
        paths.config,
        paths.credentials,
        modes,
        access,
    )


def recover(paths: Paths) -> list[str]:
    """Complete or undo a change whose process was killed; returns notes for the user.

    Also deletes backups that are too old. Raises AwscredError if the disk does not allow it, or if
    another process keeps the files locked.
    """
    if has_leavings(paths):
        from awscred.store import journal  # rarely needed

        return journal.recover(paths)
    if is_backup_due():
        from awscred.store import backups  # once a week

        backups.tidy()
    return []


def read_one(path: str, file: str) -> Files:
    """A named file alone, as `config` or `credentials`; the other one is absent.

    Raises AwscredError if it does not exist, or as `read` does.
    """
    return as_file(read_bytes_of(path), path, file)


def read_bytes_of(path: str) -> bytes:
    """The bytes of a file of any kind. Raises AwscredError as `read_one` does."""
    return _data_of(read(path))


def _data_of(file: Snapshot) -> bytes:
    if file.data is None:
        if file.path.startswith("/dev/"):  # such as a shell's <(command)
            raise AwscredError(
                f"{file.path} is not a regular file", "pipe it into awscred, with `-` as FILE"
            )
        raise AwscredError(f"{file.path} does not exist", "check the file name")
    return file.data


def as_file(data: bytes, path: str, file: str) -> Files:
    """Bytes from anywhere as the `config` or `credentials` of this path. The other file is absent.

    Raises AwscredError if there are too many bytes.
    """
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
    """The path of a file relative to the root of its git repository; absolute if it has none."""
    real = os.path.realpath(path)
    root = os.path.dirname(real)
    while not os.path.exists(os.path.join(root, ".git")):
        if root == os.path.dirname(root):
            return os.path.abspath(path)
        root = os.path.dirname(root)
    return os.path.relpath(real, root)
