"""The AWS SDK for Java, which follows AWS's cross-SDK rules except for lines that it ignores.

The first character of a line decides what the line is: `[` begins a header, `#` or `;` a comment, a
space or tab continues the value above, and anything else begins a setting, split at `=`. One
invalid line makes it refuse both files, but lines below a header that it ignores are never invalid.
Config has `[default]` and headers with a type, credentials have plain names. Keys keep their case.
For each key, the value in credentials wins.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from awscred.ini import Document, is_utf8
from awscred.tools.java.verdicts import judge
from awscred.tools.reading import BLANK, Reading, Refused, merged, refusal, replaced
from awscred.tools.tool import Title

SPACE = "".join(map(chr, range(0x21)))
"""What Java's `String.trim` removes: the control characters and the space."""

_SESSION = "sso-session"
_TYPE = re.compile(rf"(?:profile|{_SESSION}|services)(?=[{BLANK}])")
_IDENTIFIER = re.compile(r"[A-Za-z0-9_/.%@:+-]*")
_COMMENT = re.compile(rf"[{BLANK}][#;]")
_HALF_PAIR = "\udced[\udca0-\udcbf][\udc80-\udcbf]?"  # bytes that look like half of a UTF-16 pair

Parts = dict[str, list[Mapping[str, str]]]


def read(config: Document, credentials: Document) -> Reading:
    """How the SDK reads a pair of files, with its verdicts."""
    try:
        keys = _read_file("credentials", credentials)  # whose errors come first
        own = _read_file("config", config)
    except Refused as refused:
        return refusal("java", refused)
    for name, found in keys.profiles.items():
        own.profiles.setdefault(name, []).extend(found)
    profiles = {name: merged(found) for name, found in own.profiles.items()}
    sessions = {name: merged(found) for name, found in own.sessions.items()}
    return Reading("java", None, profiles, sessions, judge(profiles))


def header(file: str, inside: str) -> Title | None:
    """The type and name between the brackets of a header."""
    return _title(file, *_split_title(inside))


def _split_title(inside: str) -> tuple[str | None, str]:
    """A header's type (None if it has none), and its name."""
    text = inside.strip(SPACE)
    match = _TYPE.match(text)
    return (match[0], text[match.end() :].strip(SPACE)) if match else (None, text)


def _title(file: str, kind: str | None, name: str) -> Title | None:
    """The type and name of a header; None if it is ignored. Only config has types."""
    if not _IDENTIFIER.fullmatch(name):
        return None
    if file == "credentials":
        return ("profile", name) if kind is None else None
    if kind is None:
        return ("profile", name) if name == "default" else None
    return kind, name


class _Parser:
    """Reads one file line by line, and collects the parts of its profiles and sessions."""

    def __init__(self, file: str) -> None:
        self.profiles: Parts = {}
        self.sessions: Parts = {}
        self._file = file
        self._line = 0
        self._returns = 0  # how many lines so far ended at a CR alone
        self._typed_default = False  # whether there was a `[profile default]`
        self._part: dict[str, str] | None = None  # the part that gets the settings
        self._is_ignored = False  # whether the lines of the section are skipped
        self._key: str | None = None  # None if it is ignored
        self._value: list[str] = []  # the lines of the setting being read, if any

    def feed(self, line: str, number: int) -> None:
        """Read one line, which may have several lines to Java."""
        self._line = number
        first, *more = line.split("\r")
        self._feed(first)
        for part in more:
            self._returns += 1
            self._feed(part)

    def begin(self, kind: str | None, name: str, part: Mapping[str, str]) -> bool:
        """Add a part to the profile or session of a header; False if the header is ignored.

        `[profile default]` replaces `[default]`.
        """
        title = _title(self._file, kind, name)
        if title is None or kind == "services":
            return False
        if title == ("profile", "default"):
            if kind is None and self._typed_default:
                return False
            if kind is not None and not self._typed_default:
                self._typed_default = True
                self.profiles.pop(name, None)
        sections = self.sessions if kind == _SESSION else self.profiles
        sections.setdefault(name, []).append(part)
        return True

    def finish(self) -> None:
        """Store the setting that has been read."""
        if self._part is not None and self._key is not None:
            self._part[self._key] = "\n".join(self._value)
        self._key, self._value = None, []

    def _feed(self, line: str) -> None:
        if not line.strip(BLANK) or line[0] in "#;":
            return
        if line[0] == "[":
            self._open(line)
        elif self._is_ignored:
            return
        elif line[0] in BLANK:
            self._continue(line.strip(SPACE))
        elif self._part is None:
            raise self._refused("Expected a profile definition")
        else:
            self.finish()
            key, value = self._assignment(_COMMENT.split(line, maxsplit=1)[0].strip(SPACE))
            self._key = key if _IDENTIFIER.fullmatch(key) else None
            self._value = [value]

    def _open(self, line: str) -> None:
        """Begin a section, or continue one of the same header."""
        if line == "[":
            raise Refused(self._file, self._line, "begin 1, end 0, length 1")  # it crashes
        is_session = _split_title(line[1:-1])[0] == _SESSION  # even if it ends before the blank
        text = re.split("[#;]", line, maxsplit=1)[0].strip(SPACE)
        if text[-1] != "]":
            what = "Section" if is_session else "Profile"
            raise self._refused(f"{what} definition must end with ']'")
        self.finish()
        kind, name = _split_title(text[1:-1])
        is_known = (kind == _SESSION) == is_session
        self._part = {}
        self._is_ignored = not (is_known and self.begin(kind, name, self._part))

    def _continue(self, text: str) -> None:
        """Add a line to the setting above."""
        if not self._value:
            raise self._refused("Expected a profile or property definition")
        if self._key is None:
            return
        if not self._value[0]:
            self._assignment(text)
        self._value.append(text)

    def _assignment(self, text: str) -> tuple[str, str]:
        """The key and value in a text."""
        key, equals, value = (part.strip(SPACE) for part in text.partition("="))
        if not equals:
            raise self._refused("Expected an '=' sign defining a property")
        if not key:
            raise self._refused("Property did not have a name")
        return key, value

    def _refused(self, message: str) -> Refused:
        """The error about the current line, whose number is Java's in the message."""
        return Refused(self._file, self._line, f"{message} on line {self._line + self._returns}")


def _read_file(file: str, document: Document) -> _Parser:
    """What the parser collects in one file. Bytes that are not UTF-8 become U+FFFD, as in Java."""
    parser = _Parser(file)
    for section in _decoded(document).sections:
        if section.plain is None:
            for number, line in enumerate(section.lines, section.line):
                parser.feed(line, number)
        elif section.header is not None:
            parser.begin(*_split_title(section.header), section.plain)
    parser.finish()
    return parser


def _decoded(document: Document) -> Document:
    """The document as Java decodes it, which replaces half of a UTF-16 pair by one character."""
    if is_utf8(document):
        return document
    return replaced(Document(re.sub(_HALF_PAIR, "\ufffd", document.text)))
