"""What files were before a change: a set a change, in the user's state folder, for a few days.

Never beside the files themselves, as people keep `~/.aws` in repositories. A folder is 0700 and a
file 0600 from the start. What a set holds is told by its `set.json`.
"""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from contextlib import suppress

from awscred.errors import AwscredError

MOST_SETS = 10
LONGEST_SECONDS = 7 * 24 * 60 * 60


def keep(command: str, files: Sequence[tuple[str, bytes | None]]) -> str:
    """Keep the content of files (path, bytes; None where there was none) and return the set's path.

    Sets that are too many or too old go. Raises AwscredError where the disk does not allow it.
    """
    import json
    import shutil

    folder = _folder()
    name = time.strftime("%Y%m%dT%H%M%S", time.gmtime()) + f"-{time.time_ns()}"
    path = os.path.join(folder, name)
    record = {
        "command": command,
        "time": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "files": {str(number): real for number, (real, _) in enumerate(files)},
    }
    try:
        os.makedirs(folder, 0o700, exist_ok=True)
        os.mkdir(path, 0o700)
        for number, (_, data) in enumerate(files):
            if data is not None:
                _write(os.path.join(path, str(number)), data)
        _write(os.path.join(path, "set.json"), json.dumps(record).encode())
    except OSError as error:
        shutil.rmtree(path, ignore_errors=True)
        raise AwscredError(
            f"cannot keep a backup in {folder}: {(error.strerror or '').lower()}; "
            "nothing was changed",
            "free some space there, or set XDG_STATE_HOME to a folder of yours",
        ) from None
    _prune(folder)
    return path


def _folder() -> str:
    from platformdirs import user_state_path  # 11 ms, needed by changes alone

    return str(user_state_path("awscred") / "backups")


def _write(path: str, data: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(handle)


def _prune(folder: str) -> None:
    """Remove the sets beyond the newest ones, and those that are too old."""
    import shutil

    names = sorted(os.listdir(folder), reverse=True)
    for number, name in enumerate(names):
        path = os.path.join(folder, name)
        with suppress(OSError):  # another awscred has removed it
            if number >= MOST_SETS or time.time() - os.stat(path).st_mtime > LONGEST_SECONDS:
                shutil.rmtree(path)
