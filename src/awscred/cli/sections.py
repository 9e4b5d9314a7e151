"""Sections of config that are not profiles, named by their header: `sso-session corp`."""

from __future__ import annotations

from collections.abc import Sequence

from awscred.errors import USAGE, AwscredError
from awscred.profiles import OTHER_SECTIONS, Files
from awscred.sentences import listed


def joined(words: Sequence[str], files: Files) -> list[str]:
    """The names in the words of a command line: `sso-session` and `corp`, typed without quotes, are
    one header.

    They are two names if there is a profile called `sso-session`. Raises AwscredError if there is
    also such a section.
    """
    names: list[str] = []
    rest = list(words)
    while rest:
        name = rest.pop(0)
        if name in OTHER_SECTIONS and rest:
            header = f"{name} {rest[0]}"
            if name not in files.profiles:
                name, rest = header, rest[1:]
            elif files.places(header):
                raise AwscredError(
                    f"{listed([name, rest[0]])} may be two profiles or one section",
                    f"quote the section's header: '{header}'; name one of them at a time",
                    exit_code=USAGE,
                )
        names.append(name)
    return names


def with_header(words: Sequence[str], files: Files) -> list[str]:
    """The words of a command line whose first is a profile or another section: a header that is
    typed without quotes becomes one word."""
    return [*joined(words[:2], files), *words[2:]]
