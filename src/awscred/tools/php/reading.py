"""The AWS SDK for PHP: how it reads a pair of files.

It does not merge them: each of its providers looks into one file. A profile is here what it finds
by a name: the section of credentials, or else `[profile NAME]` of config. A syntax error in one
file is reported as if both were refused.
"""

from __future__ import annotations

from awscred.ini import Document
from awscred.tools.php.file import read_file
from awscred.tools.php.verdicts import PROFILE, SESSION, judge
from awscred.tools.reading import Reading, Refused, Settings, refusal
from awscred.tools.tool import Title

_TYPES = {PROFILE: "profile", SESSION: "sso-session", "services ": "services"}


def read(config: Document, credentials: Document) -> Reading:
    """How the SDK reads a pair of files, with its verdicts."""
    try:
        own = read_file("config", config)
        keys = read_file("credentials", credentials)
    except Refused as refused:
        return refusal("php", refused)
    profiles: dict[str, Settings] = {
        title.removeprefix(PROFILE): values
        for title, values in own.items()
        if title.startswith(PROFILE)
    }
    profiles.update(keys)
    sessions = {
        title.removeprefix(SESSION): values
        for title, values in own.items()
        if title.startswith(SESSION)
    }
    return Reading("php", None, profiles, sessions, judge(profiles, own, keys))


def header(file: str, inside: str) -> Title | None:
    """The type and name between the brackets of a header; in credentials, any title is a name."""
    if set("]\r\n").intersection(inside):
        return None
    if file == "credentials":
        return "profile", inside
    for start, kind in _TYPES.items():
        if inside.startswith(start):
            return kind, inside.removeprefix(start)
    return None
