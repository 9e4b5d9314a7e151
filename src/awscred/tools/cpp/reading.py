"""The C++ SDK's loader, which works on bytes, and says what is wrong in its log only.

A line with a `[` and a `]` anywhere is a header, or begins a section that is unknown, whose lines
are skipped. A setting is a line with a `=`, however it is indented; keys keep their case. Any
other line in a profile or an SSO session ends the reading: the section that is open is lost, and
what is below it. Profiles of credentials are plain names; config needs `profile`, but for
`default`. The SDK keeps the files apart; here the keys of credentials are put over those of config.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from awscred.ini import Document
from awscred.tools import TOOLS
from awscred.tools import read as read_by
from awscred.tools.cpp.verdicts import judge
from awscred.tools.reading import BLANK, Reading, Settings, Value, merged
from awscred.tools.tool import Title

RUNTIME = "crt"
"""The tool that the SDK asks for credentials."""
_SPACE = "\t\n\v\f\r "
_SHORTEST = len("a=b")  # in bytes
_COMMENT = re.compile(r"[ \t][#;]")
_IDENTIFIER = r"[A-Za-z0-9_/.%@:+-]+"
_HEADER = re.compile(
    rf"""(?xs) [ \t]*\[[ \t]*
    (?P<profile> profile[ \t]+ )?
    (?P<word> {_IDENTIFIER} ) (?: [ \t]+ (?P<name> {_IDENTIFIER} ) )?
    [ \t]*\][ \t]* (?: [#;].* )?"""
)
_NAMED = ("sso-session", "services")

Sections = dict[str, Mapping[str, str]]


def read(config: Document, credentials: Document) -> Reading:
    """The C++ SDK's reading and verdicts of a pair of files."""
    parser = _read_file("config", config)
    own, keys = parser.found, _read_file("credentials", credentials).found
    found, others = own.get("profile", {}), keys.get("profile", {})
    profiles = {
        name: merged(part[name] for part in (found, others) if name in part)
        for name in (found | others)
    }
    sessions = own.get("sso-session", {})
    runtime = read_by(RUNTIME, config, credentials).verdicts if RUNTIME in TOOLS else {}
    verdicts = judge(profiles, found, sessions, runtime)
    return Reading("cpp", None, profiles, sessions, verdicts, services=parser.services)


def header(file: str, inside: str) -> Title | None:
    """The type and name between the brackets of a header, None if its section is unknown."""
    return _title(file, _cut(f"[{inside}]"))


def _title(file: str, line: str) -> Title | None:
    match = _HEADER.fullmatch(line)
    is_config = file == "config"
    if match is None or (match["profile"] and not is_config):
        return None
    word, name = match["word"], match["name"]
    if word == "services" or (word == "sso-session" and is_config):
        return (word, name) if name else None
    if name or (is_config and not match["profile"] and word != "default"):
        return None
    return "profile", word


def _cut(line: str) -> str:
    """A line without the comment after it."""
    comment = _COMMENT.search(line)
    return line[: comment.start()] if comment else line


def _trimmed(text: str) -> str:
    return text.partition("\0")[0].strip(_SPACE)


class _Parser:
    """The sections of one file by type and name, line by line."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.found: dict[str, Sections] = {}
        self.services: dict[str, Settings] = {}
        self._title: Title | None = None
        self._feed: Callable[[str], bool] = self._before
        self._values: dict[str, str] = {}
        self._service = ""
        self._endpoints: dict[str, Value] = {}  # by service

    def open(self, title: Title | None, values: dict[str, str]) -> None:
        """Begin a section, which some settings are known of, or one that is skipped."""
        self.close()
        self._title, self._values, self._service, self._endpoints = title, values, "", {}
        if title is None:
            self._feed = self._pass
        else:
            self._feed = self._in_services if title[0] == "services" else self._in_profile

    def close(self) -> None:
        """Keep the section that is open."""
        if self._title is not None:
            kind, name = self._title
            if kind == "services":
                self.services[name] = self._endpoints
            self.found.setdefault(kind, {})[name] = self._values

    def feed(self, line: str) -> bool:
        """Read one line; False if the reading ends here."""
        if line[:1] in ("#", ";"):
            return True
        line = _cut(line)
        if len(line) < _SHORTEST and len(line.encode("utf-8", "surrogateescape")) < _SHORTEST:
            return True
        if not line.strip(BLANK):
            return True
        if "[" in line and "]" in line:
            self.open(_title(self.file, line), {})
            return True
        return self._feed(line)

    def _before(self, line: str) -> bool:
        return False

    def _pass(self, line: str) -> bool:
        return True

    def _in_profile(self, line: str) -> bool:
        key, equals, value = line.partition("=")
        if equals:
            self._values[_trimmed(key)] = _trimmed(value)
        return bool(equals)

    def _in_services(self, line: str) -> bool:
        """Only an endpoint may be set, below the name of a service."""
        key, equals, value = line.partition("=")
        if not equals:
            return True
        key = _trimmed(key)
        if not _trimmed(value):
            self._service = key
            return True
        is_endpoint = key == "endpoint_url"
        if is_endpoint and self._service:
            self._endpoints[self._service] = {key: _trimmed(value)}
        return is_endpoint == bool(self._service)


def _read_file(file: str, document: Document) -> _Parser:
    """The parser that has read one file."""
    parser = _Parser(file)
    last = document.sections[-1]
    for section in document.sections:
        title = _title(file, f"[{section.header}]") if section.plain and section.header else None
        if title and title[0] != "services" and section.plain and _is_alone(section.text):
            parser.open(title, section.plain)
            continue
        lines = section.lines
        if section is last:
            lines[-1] = lines[-1].removesuffix("\r")  # the others' belong to their line ends
        if not all(map(parser.feed, lines)):
            return parser
    parser.close()
    return parser


def _is_alone(text: str) -> bool:
    """Whether a section's header is the only line with brackets."""
    return text.count("]") == 1
