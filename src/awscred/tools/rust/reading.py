"""The Rust SDK, which follows AWS's cross-SDK rules exactly: observed in smithy-rs.

The first character of a line decides what the line is: `[` begins a header, `#` or `;` a comment, a
space or tab continues the value above, and anything else begins a setting, split at `=`. One
invalid line makes it refuse both files. Config has `[default]` and headers with a type, credentials
have plain names. Names and keys with unusual characters are dropped. For each key, the value in
credentials wins.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from awscred.ini import Document, is_utf8
from awscred.tools.reading import BLANK, UNICODE_SPACE, Reading, Refused, merged, refusal
from awscred.tools.rust.verdicts import judge
from awscred.tools.tool import Title

_COMMENT = re.compile(rf"(?<=[{UNICODE_SPACE}])[#;]")
_IDENTIFIER = re.compile(r"[A-Za-z0-9_/.%@:+-]*")  # only a profile's name may be empty

_TYPES = ("profile", "sso-session", "services")

Parts = dict[str, list[Mapping[str, str]]]


def read(config: Document, credentials: Document) -> Reading:
    """How the Rust SDK reads a pair of files, with its verdicts."""
    try:
        sections = _read_file("config", config)
        keys = _read_file("credentials", credentials)
    except Refused as refused:
        return refusal("rust", refused)
    parts, *others = _of_config(sections)
    for kind, name, found in _named(keys):
        if kind is None:
            parts.setdefault(name, []).extend(found)
    profiles = {name: merged(found) for name, found in parts.items()}
    sessions, services = (
        {name: merged(found) for name, found in by_name.items()} for by_name in others
    )
    verdicts = judge(profiles, sessions)
    return Reading("rust", None, profiles, sessions, verdicts, services=services)


def _of_config(sections: Parts) -> tuple[Parts, Parts, Parts]:
    """The sections of config that are profiles, SSO sessions, and services, by name.

    `[profile default]` replaces `[default]`. If a header is written in two ways (`[profile  a]`),
    the SDK lets a random one win; here the later one wins.
    """
    profiles: Parts = {}
    sessions: Parts = {}
    services: Parts = {}
    unprefixed: Parts = {}
    for kind, name, found in _named(sections):
        if kind == "profile":
            profiles.setdefault(name, []).extend(found)
        elif kind == "sso-session":
            sessions.setdefault(name, []).extend(found)
        elif kind == "services":
            services.setdefault(name, []).extend(found)
        elif kind is None and name == "default":
            unprefixed.setdefault(name, []).extend(found)
    return {**unprefixed, **profiles}, sessions, services


def _named(sections: Parts) -> Iterator[tuple[str | None, str, list[Mapping[str, str]]]]:
    """Each header's type (None if it is a single word), its name, and its parts."""
    for title, found in sections.items():
        kind, name = _split_title(title)
        if _IDENTIFIER.fullmatch(name):
            yield kind, name, found


def header(file: str, inside: str) -> Title | None:
    """The type and name between the brackets of a header."""
    kind, name = _split_title(inside)
    if not _IDENTIFIER.fullmatch(name):
        return None
    if kind is None:
        return ("profile", name) if file == "credentials" or name == "default" else None
    return (kind, name) if file == "config" and kind in _TYPES else None


def _split_title(title: str) -> tuple[str | None, str]:
    """A header's type (None if it is a single word), and its name."""
    first, space, rest = title.strip(BLANK).replace("\t", " ").partition(" ")
    kind, name = (first.strip(UNICODE_SPACE), rest) if space else (None, first)
    return kind, name.strip(UNICODE_SPACE)


class _Parser:
    """Reads one file line by line; `parts` has its sections by the text between the brackets."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.number = 0
        self.parts: Parts = {}
        self._part: dict[str, str] | None = None  # the part that gets the settings
        self._key = ""
        self._value: list[str] = []  # the lines of the setting being read, if any

    def feed(self, line: str, number: int) -> None:
        """Read one line."""
        self.number = number
        if not line.strip(BLANK) or line[0] in "#;":
            return
        if line[0] == "[":
            self._open(line)
        elif self._part is None:
            raise self._refused("Expected a profile definition")
        elif line[0] not in BLANK:
            self.finish()
            self._key, value = self._assignment("property", line)
            self._value = [value]
        elif not self._value:
            raise self._refused("Expected a property definition, found continuation")
        else:
            if not self._value[0]:
                self._assignment("sub-property", line)
            self._value.append(line.strip(BLANK))

    def finish(self) -> None:
        """Store the setting that has been read."""
        if self._part is not None and self._value and _IDENTIFIER.fullmatch(self._key):
            self._part[self._key.lower()] = "\n".join(self._value)
        self._value = []

    def _open(self, line: str) -> None:
        """Begin a section, or continue one of the same header."""
        header = re.split("[#;]", line, maxsplit=1)[0].rstrip(BLANK)
        if header[-1] != "]":
            raise self._refused("Profile definition must end with ']'")
        self.finish()
        self._part = {}
        self.parts.setdefault(header[1:-1], []).append(self._part)

    def _assignment(self, what: str, line: str) -> tuple[str, str]:
        """The key and value of a line; `what` is the name in messages of what the line should
        be."""
        text = _COMMENT.split(line.strip(BLANK), maxsplit=1)[0]
        key, equals, value = (part.strip(BLANK) for part in text.partition("="))
        if not equals:
            raise self._refused(f"Expected an '=' sign defining a {what}")
        if not key:
            raise self._refused(f"{what.capitalize()} did not have a name")
        return key, value

    def _refused(self, message: str) -> Refused:
        return Refused(self.file, self.number, message)


def _read_file(file: str, document: Document) -> Parts:
    """The parts of one file's sections by header; a file that is not UTF-8 has none."""
    if not is_utf8(document):
        return {}
    parser = _Parser(file)
    for section in document.sections:
        if section.plain is None:
            for number, line in enumerate(section.lines, section.line):
                parser.feed(line, number)
        elif section.header is not None:
            parser.parts.setdefault(section.header, []).append(section.plain)
    parser.finish()
    return parser.parts
