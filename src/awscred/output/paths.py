"""Paths as people type them: the home folder is `~`, the same in every message and screen."""

from __future__ import annotations

import os
import re

from awscred.profiles import Files


def short_path(path: str) -> str:
    """A path with the home folder as `~`."""
    home = _home()
    return "~" + path[len(home) :] if home and path.startswith(home + os.sep) else path


def with_short_files(files: Files) -> Files:
    """The same documents under paths with the home folder as `~`; nothing else of the files."""
    places = short_path(files.config_path), short_path(files.credentials_path)
    return Files(files.config, files.credentials, *places)


def with_short_paths(text: str) -> str:
    """A message in which paths in the home folder begin with `~`.

    A path in quotes stays as it is, because shells do not replace a `~` in quotes.
    """
    home = _home()
    if not home or home not in text:
        return text
    return re.sub(rf"(?<![^\s(`]){re.escape(home + os.sep)}", lambda _: "~" + os.sep, text)


def _home() -> str:
    """The home folder, without a slash at the end; "" if it is not known or is the root."""
    home = os.path.expanduser("~").rstrip(os.sep)
    return home if os.path.isabs(home) else ""
