"""Use an installed awscred as a person and as a library would: `python -I smoke.py`.

It needs only awscred and what awscred depends on. HOME is an empty folder, and nothing answers at
AWS_ENDPOINT_URL.
"""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import redirect_stdout
from importlib.resources import files as resources
from io import StringIO
from pathlib import Path

KEY, SECRET = "AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
PROGRAM = Path(sys.executable).with_name("awscred.exe" if os.name == "nt" else "awscred")


def program(*args: str, typed: str = "") -> str:
    """What the installed program writes to standard output; it has to succeed."""
    done = subprocess.run(
        [PROGRAM, *args], input=typed, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, f"{args} ended with {done.returncode}: {done.stderr}"
    return done.stdout


def awscred(*args: str, code: int = 0) -> str:
    """The same for a command in this process, which is faster; it may end with another code."""
    from awscred.cli import main

    with redirect_stdout(StringIO()) as out:
        ended = main(args)
    assert ended == code, f"{args} ended with {ended}"
    return out.getvalue()


def commands() -> None:
    """Every command shows its help, and the most used ones work."""
    from awscred import __version__
    from awscred.cli import Commands

    assert program("--version") == f"awscred {__version__}\n"
    for name in Commands.NAMES:
        assert f"Usage: awscred {name}" in awscred(name, "--help")
    keys = ("add", "dev", "--access-key-id", KEY, "--region", "eu-west-1", "--stdin", "--no-verify")
    program(*keys, typed=f"{SECRET}\n")
    assert awscred("list", "--names", "--color", "never") == "dev\n"
    nothing = ("--config", os.devnull, "--credentials", os.devnull)
    assert awscred("list", "--names", *nothing) == ""
    assert SECRET not in awscred("show", "dev")
    awscred("validate", "--strict")
    awscred("whoami", "dev", "--timeout", "1", code=3)  # AWS cannot be reached
    awscred("whoami", "--all", "--timeout", "1", code=3)
    awscred("set", "dev", "output", "json")
    assert "output" in awscred("undo", "--dry-run")
    awscred("undo")
    assert "output" not in awscred("undo", "--dry-run")
    assert "awscred" in awscred("completion", "bash")


def library() -> None:
    """The same profile, read as a library; the package has its types and schemas."""
    import awscred

    files = awscred.load()
    assert files.profiles["dev"].kind
    assert awscred.reading("cli", files).verdicts["dev"].accepted
    assert {found.severity for found in awscred.validate(files).findings} == {"info"}
    package = resources("awscred")
    assert (package / "py.typed").is_file()
    assert (package / "schemas" / "validate.json").is_file()


if __name__ == "__main__":
    commands()
    library()
