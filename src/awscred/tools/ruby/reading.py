"""The AWS SDK for Ruby: how it reads a pair of files.

Both files have the same headers: `[profile X]` and `[X]` are profile X, and a section of any other
type is also a profile, by its whole name. A crash in one file refuses both. The settings of
credentials win, key by key, but credentials come from one file at a time (see `verdicts`).
"""

from __future__ import annotations

from awscred.ini import Document
from awscred.tools.reading import Reading, Refused, refusal
from awscred.tools.ruby.file import COMMENT, read_file, title
from awscred.tools.ruby.verdicts import Sections, judge
from awscred.tools.tool import Title

_TYPES = ("sso-session", "services")


def read(config: Document, credentials: Document) -> Reading:
    """How the SDK reads a pair of files, with its verdicts."""
    try:
        keys = read_file("credentials", credentials)
        own = read_file("config", config)
    except Refused as refused:
        return refusal("ruby", refused)
    profiles = {**own, **keys}
    for name in own.keys() & keys.keys():
        profiles[name] = {**own[name], **keys[name]}
    sessions, services = (_of_type(own, kind) for kind in _TYPES)
    return Reading("ruby", None, profiles, sessions, judge(own, keys), services=services)


def _of_type(sections: Sections, kind: str) -> Sections:
    """The sections of a type, by the name after it."""
    start = f"{kind} "
    return {
        name.removeprefix(start): values
        for name, values in sections.items()
        if name.startswith(start)
    }


def header(file: str, inside: str) -> Title | None:
    """The type and name between the brackets of a header."""
    if not inside or not set("[]").isdisjoint(inside) or COMMENT.search(inside):
        return None
    name = title(inside)
    kind, blank, rest = name.partition(" ")
    if file == "config" and blank and kind in _TYPES:
        return kind, rest
    return "profile", name
