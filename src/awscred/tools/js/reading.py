"""The JavaScript SDK v3: read in @smithy/shared-ini-file-loader 4.7.2, confirmed by running it.

White space and a comment may follow a header or a value. An assignment needs a value: a key without
a value begins a block, whose settings are kept as `s3.addressing_style`. Any other line is silently
ignored, and keys keep their case. It never refuses a file, but if a section is named `__proto__`,
it reads the file as empty. If a profile is in both files, the keys of credentials win.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

from awscred.ini import Document
from awscred.profile_names import INHERITED
from awscred.tools.js.verdicts import judge
from awscred.tools.reading import (
    JAVASCRIPT_COMMENT,
    JAVASCRIPT_PROTOTYPE,
    JAVASCRIPT_SPACE,
    Reading,
    merged,
    replaced,
)
from awscred.tools.tool import Title

Sections: TypeAlias = Mapping[str, Mapping[str, str]]

_TITLE = re.compile(
    rf"""([A-Za-z0-9_-]+)[{JAVASCRIPT_SPACE}](["'])?([A-Za-z0-9_@+.%:/-]+)(?(2)\2)"""
)
_TYPES = ("profile", "sso-session", "services")
_NO_PROFILES = ("sso-session.", "services.")
_FORBIDDEN = (JAVASCRIPT_PROTOTYPE, f"profile {JAVASCRIPT_PROTOTYPE}")

# Each setting in a block repeats the block's name. Real names are short. Cut a name of thousands of
# characters, so that a small file cannot fill the memory.
_LONGEST_BLOCK_NAME = 200


def read(config: Document, credentials: Document) -> Reading:
    """How the JavaScript SDK reads a pair of files, with its verdicts."""
    titles, keys = _read_file(replaced(config)), _read_file(replaced(credentials))
    own = _of_config(titles)
    sessions, services = (
        {
            title.removeprefix(prefix): values
            for title, values in titles.items()
            if title.startswith(prefix)
        }
        for prefix in _NO_PROFILES
    )
    profiles = dict(own)
    for name, values in keys.items():
        profiles[name] = merged((own[name], values)) if name in own else values
    for name in INHERITED:
        profiles.pop(name, None)
    verdicts = judge(profiles, own, sessions)
    # Up to here, sections of other types are also profiles: a `source_profile` may name one.
    for name in [name for name in profiles if name.startswith(_NO_PROFILES)]:
        del profiles[name], verdicts[name]
    return Reading("js", None, profiles, sessions, verdicts, services=services)


def _of_config(titles: Sections) -> dict[str, Mapping[str, str]]:
    """Config's sections by the names of profiles; `[profile default]` replaces `[default]`."""
    found = {"default": titles["default"]} if "default" in titles else {}
    for title, values in titles.items():
        kind, name = _named(title) or ("", "")
        if kind and title != "default":
            found[name if kind == "profile" else title] = values
    return found


def header(file: str, inside: str) -> Title | None:
    """The type and name between the brackets of a header; in credentials, every title is a name."""
    line = re.sub(JAVASCRIPT_COMMENT, "", f"[{inside}]")
    title = _title(inside) if line.endswith("]") else ""
    if file == "config" or not title:
        return _named(title)
    return "profile", title


def _named(title: str) -> Title | None:
    """The type and name of a section of config, by its title."""
    if title == "default":
        return "profile", title
    kind, dot, name = title.partition(".")
    return (kind, name) if dot and kind in _TYPES else None


def _read_file(document: Document) -> dict[str, Mapping[str, str]]:
    """The settings of a file's sections by title; sections with the same title are merged."""
    parts: dict[str, list[Mapping[str, str]]] = {}
    for header, settings in _sections(document):
        if header in _FORBIDDEN:
            return {}
        if settings is not None and (title := _title(header)):
            parts.setdefault(title, []).append(settings)
    return {title: merged(found) for title, found in parts.items()}


def _title(header: str) -> str:
    """The name under which a header's settings are kept: "" if they are dropped."""
    match = _TITLE.fullmatch(header)
    if match is None:
        return header
    return f"{match[1]}.{match[3]}" if match[1] in _TYPES else ""


def _sections(document: Document) -> Iterator[tuple[str, Mapping[str, str] | None]]:
    """Each header with the settings below it, None if there are none."""
    header = ""
    lines: list[str] = []
    for section in document.sections:
        if section.plain is not None:
            if lines:
                yield header, _settings(lines)
                lines = []
            header = section.header or ""
            yield header, section.plain or None
            continue
        for raw in section.lines:
            line = re.sub(JAVASCRIPT_COMMENT, "", raw).rstrip(JAVASCRIPT_SPACE)
            stripped = line.lstrip(JAVASCRIPT_SPACE)
            if stripped.startswith("[") and stripped.endswith("]"):
                yield header, _settings(lines)
                header, lines = stripped[1:-1], []
            else:
                lines.append(line)
    yield header, _settings(lines)


def _settings(lines: Sequence[str]) -> dict[str, str] | None:
    """The settings in a section's lines, None if there are none to keep.

    A block continues, whatever the indentation of its lines, up to a setting in column 0.
    """
    found: dict[str, str] | None = None
    block = ""
    for line in lines:
        key, equals, value = (text.strip(JAVASCRIPT_SPACE) for text in line.partition("="))
        if not (key and equals):
            continue
        if not value:
            block = key[:_LONGEST_BLOCK_NAME]
            continue
        if line[0] not in JAVASCRIPT_SPACE:
            block = ""
        found = {} if found is None else found
        if block:
            found[f"{block}.{key}"] = value
        elif key != JAVASCRIPT_PROTOTYPE:
            found[key] = value
    return found
