"""awscred manages AWS credential profiles, and explains how AWS tools read them.

    import awscred
    files = awscred.load()
    files.profiles["dev"].kind
    awscred.reading("toolkit", files).verdicts["dev"].accepted
    awscred.validate(files).findings

Nothing here imports click or boto3.
"""

from __future__ import annotations

import os

TYPE_CHECKING = False  # without importing typing, see __main__
if TYPE_CHECKING:
    from awscred.findings import Report
    from awscred.profiles import Files
    from awscred.tools.reading import Reading

__version__ = "0.1.0"
__all__ = ["__version__", "load", "read", "reading", "validate"]


def read(*, config: bytes | str | None = None, credentials: bytes | str | None = None) -> Files:
    """The files with this content; None for a file that is absent. Never raises, whatever the
    content."""
    from awscred import ini
    from awscred.profiles import Files

    return Files(ini.parse(config or b""), ini.parse(credentials or b""))


def load(config: str | None = None, credentials: str | None = None) -> Files:
    """The files on disk: the given paths, or those in the environment, or those in `~/.aws`.

    Raises awscred.errors.AwscredError if one of them cannot be read; a missing one is empty.
    """
    from awscred import store

    return store.load(store.locate(os.environ, config, credentials))


def reading(tool: str, files: Files) -> Reading:
    """How a tool reads the files: one of `awscred.tools.TOOLS`; "cli" includes boto3.

    Raises KeyError for any other name.
    """
    from awscred import tools

    return tools.read(tool, files.config, files.credentials)


def validate(files: Files) -> Report:
    """Every finding, and every tool's verdict on every profile."""
    from awscred import validation

    return validation.validate(files)
