"""The AWS CLI and boto3, which both read through botocore: observed in botocore 1.44.

One bad line makes it refuse both files. In config, a profile's header only has to begin with
`profile`, and is split into words as in a shell. In credentials, every section is a profile, named
exactly as its header. For each key, the value in credentials wins over the one in config.
"""

from __future__ import annotations

import re
from collections import ChainMap
from collections.abc import MutableMapping

from awscred.ini import Document
from awscred.tools.cli import shell
from awscred.tools.cli.file import Sections, read_file
from awscred.tools.cli.verdicts import Loaded, judge
from awscred.tools.reading import Reading, Refused, Settings, Value, refusal
from awscred.tools.tool import Title

_TYPES = ("profile", "sso-session", "services")
_PLAIN_TITLE = re.compile(r"(profile|sso-session|services) ([A-Za-z0-9_./@:+%-]+)")


def read(config: Document, credentials: Document) -> Reading:
    """How botocore reads a pair of files, with its verdicts."""
    try:
        found = sections(config, credentials)
    except Refused as refused:
        return refusal("cli", refused)
    services = found.services
    return Reading("cli", None, found.profiles, found.sessions, judge(found), services=services)


def sections(config: Document, credentials: Document) -> Loaded:
    """What botocore has read, before it judges. Raises Refused."""
    by_type = _by_type(read_file("config", config))
    keys = read_file("credentials", credentials)
    own, sessions, services = (by_type[kind] for kind in _TYPES)
    profiles = {**own, **keys}
    for name in own.keys() & keys.keys():
        profiles[name] = _over(keys[name], own[name])
    return Loaded(profiles, own, keys, sessions, services)


def _by_type(sections: Sections) -> dict[str, Sections]:
    """The sections of config by type and name; a later section replaces an earlier one of that
    name.

    Of sections without a type, only `[default]` is a profile.
    """
    found: dict[str, Sections] = {kind: {} for kind in _TYPES}
    for title, values in sections.items():
        if named := _named(title):
            kind, name = named
            found[kind][name] = values
    return found


def header(file: str, inside: str) -> Title | None:
    """The type and name between the brackets of a header."""
    return _named(inside) if file == "config" else ("profile", inside)


def _named(title: str) -> Title | None:
    """The type and name of a section of config, None if botocore does not use the section."""
    if plain := _PLAIN_TITLE.fullmatch(title):
        return plain[1], plain[2]
    if title == "default":
        return "profile", title
    if kind := next((kind for kind in _TYPES if title.startswith(kind)), None):
        words = _words(title)
        if len(words) == 2:
            return kind, words[1]
    return None


def _words(title: str) -> list[str]:
    try:
        return shell.split(title)
    except ValueError:  # an unclosed quote
        return []


def _over(upper: Settings, lower: Settings) -> Settings:
    """Settings that override others, as a copy unless one of them is layered over a file's
    defaults."""
    if isinstance(upper, dict) and isinstance(lower, dict):
        return {**lower, **upper}
    return ChainMap(*_layers(upper), *_layers(lower))


def _layers(settings: Settings) -> list[MutableMapping[str, Value]]:
    return settings.maps if isinstance(settings, ChainMap) else [dict(settings)]
