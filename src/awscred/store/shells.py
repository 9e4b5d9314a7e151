"""Where shells load completions from: saves a script and names it in a startup file."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Mapping
from typing import NamedTuple

from awscred.store.faults import as_refusal
from awscred.store.folders import in_home

_PROFILE = "Microsoft.PowerShell_profile.ps1"


class Installed(NamedTuple):
    """The path of the script, and of the startup file if a line was added to it."""

    script: str
    changed: str | None


def _source(path: str) -> str:
    """The line of a POSIX shell that loads a script, if it is there."""
    quoted = shlex.quote(path)
    return f"[ -r {quoted} ] && . {quoted}"


def _dot_source(path: str) -> str:
    """The line of PowerShell that loads a script, if it is there."""
    quoted = "'" + path.replace("'", "''") + "'"
    return f"if (Test-Path -LiteralPath {quoted}) {{ . {quoted} }}"


class _Place(NamedTuple):
    """Where a shell's script is saved, and the startup file that loads it.

    fish loads what is in its folder without that.
    """

    script: str
    startup: str | None = None


def install(shell: str, script: str) -> Installed:
    """Save the script of a shell, and add the line that loads it to the shell's startup file.

    A line that is already there is not added again. Raises KeyError for an unknown shell, and
    AwscredError if the disk does not allow it.
    """
    place = _places(os.environ)[shell]
    path = in_home(place.script)
    with as_refusal("write", path):
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(script)
    if place.startup is None:
        return Installed(path, None)
    startup = in_home(place.startup)
    with as_refusal("change", startup):
        load = _dot_source if shell == "powershell" else _source
        changed = _add_line(startup, load(path))
    return Installed(path, startup if changed else None)


def _places(environ: Mapping[str, str]) -> dict[str, _Place]:
    """The places of each shell, by the variables with which people move them."""
    data = environ.get("XDG_DATA_HOME") or "~/.local/share"
    config = environ.get("XDG_CONFIG_HOME") or "~/.config"
    bashrc = "~/.bash_profile" if sys.platform == "darwin" else "~/.bashrc"
    return {
        "bash": _Place(f"{data}/bash-completion/completions/awscred", bashrc),
        "zsh": _Place(f"{data}/awscred/awscred.zsh", f"{environ.get('ZDOTDIR') or '~'}/.zshrc"),
        "fish": _Place(f"{config}/fish/completions/awscred.fish"),
        "powershell": _Place(
            f"{data}/awscred/awscred.ps1",
            _powershell_profile(config),
        ),
    }


def _powershell_profile(config: str) -> str:
    """The current user's profile of PowerShell 7 ($PROFILE)."""
    if sys.platform == "win32":
        from platformdirs import user_documents_dir

        return os.path.join(user_documents_dir(), "PowerShell", _PROFILE)
    return f"{config}/powershell/{_PROFILE}"


def _add_line(path: str, line: str) -> bool:
    """Add a line at the end of a text file, unless it is there; returns whether it was added."""
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "a+", encoding="utf-8", errors="surrogateescape", newline="") as file:
        file.seek(0)
        text = file.read()
        if line in text.splitlines():
            return False
        is_complete = not text or text.endswith("\n")
        file.write(("" if is_complete else "\n") + f"{line}\n")
    return True
