"""The C runtime, which nearly follows AWS's cross-SDK rules: observed in aws-c-sdkutils.

The first character of a line decides what the line is, as for the Rust SDK. Only ASCII means
anything; other bytes are kept as they are. Keys keep their case. A header with an unusual name, or
without a type in config, is skipped with its settings, and what follows its `]` is not looked
at. Some invalid lines make it refuse the file, and its credentials provider uses the other one
alone. Each section of config is poured into the profile of that name, whatever its type is, if
config has such a profile. The keys of credentials win.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from awscred.ini import Document
from awscred.tools.crt.verdicts import judge
from awscred.tools.reading import Fault, Reading, Refused, merged
from awscred.tools.tool import Title

WHITE = "\t\n\r "
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_IDENTIFIER = f"{_LETTERS}{_LETTERS.upper()}0123456789_-/.%@:+\\"
_NAME = re.escape(_IDENTIFIER)
_HEADER = re.compile(
    rf"""(?xs)
    \[[{WHITE}]*
    (?: (profile|sso-session|services) [{WHITE}]+ )?
    ([{_NAME}]*)
    [{WHITE}]*
    (.*)"""
)
_ANY_COMMENT = re.compile("[#;]")
_COMMENT = re.compile(rf"[{WHITE}][#;]")

_TYPES = ("profile", "sso-session", "services")
_DEFAULT, _BARE_DEFAULT = ("profile", "default"), ("", "default")

_NO_BRACKET = "Profile declaration missing required ending bracket"
_NO_PROPERTY = "Property continuation seen outside of a current property"
_NO_SUB_PROPERTY = "Empty-valued property continuation must contain the assignment operator"
_NO_ASSIGNMENT = "Property definition does not contain the assignment operator"
_NO_PROFILE = "Property definition seen before any profiles"

Parts = dict[Title, list[Mapping[str, str]]]
"""What was read below each header, by its type ("" if it has none) and its name."""


def read(config: Document, credentials: Document) -> Reading:
    """How the C runtime reads a pair of files, with its verdicts.

    If it refuses a file, there are no profiles, and `faults` has what it says of the second one.
    Its credentials provider then uses the other file: the sessions and verdicts are of that one.
    """
    files = (_attempt("config", config), _attempt("credentials", credentials))
    faults = [file for file in files if isinstance(file, Fault)]
    found = _poured([file for file in files if not isinstance(file, Fault)])
    profiles, sessions, services = (found[kind] for kind in _TYPES)
    verdicts = judge(profiles)
    if faults:
        return Reading("crt", faults[0], {}, sessions, verdicts, faults[1:], services=services)
    return Reading("crt", None, profiles, sessions, verdicts, services=services)


def _attempt(file: str, document: Document) -> Parts | Fault:
    try:
        return _read_file(file, document)
    except Refused as refused:
        return refused.fault


def _poured(files: Iterable[Parts]) -> dict[str, dict[str, Mapping[str, str]]]:
    """The sections of the files together, by type and name.

    A section of another type that is named like a profile is poured into that profile.
    """
    found: dict[str, dict[str, list[Mapping[str, str]]]] = {kind: {} for kind in _TYPES}
    profiles = found["profile"]
    for parts in files:
        for kind in _TYPES:
            for (own_kind, name), values in parts.items():
                if (own_kind or "profile") == kind:
                    into = profiles if name in profiles else found[kind]
                    into.setdefault(name, []).extend(values)
    return {
        kind: {name: merged(values) for name, values in sections.items()}
        for kind, sections in found.items()
    }


def header(file: str, inside: str) -> Title | None:
    """The type and name between the brackets of a header, None if its section is skipped or
    the file is refused."""
    try:
        title = _title(file, 1, f"[{inside}]")
    except Refused:
        return None
    return title and (title[0] or "profile", title[1])


def _title(file: str, number: int, line: str) -> Title | None:
    """The type ("" if there is none) and name in the line of a header, None if its section is
    skipped. Raises Refused, with the number of the line."""
    kind, name, rest = _HEADER.findall(_cut(line, _ANY_COMMENT))[0]
    if not name or (kind if file == "credentials" else not kind and name != "default"):
        return None
    if "]" not in rest:
        raise Refused(file, number, _NO_BRACKET)
    return (kind, name) if rest[0] == "]" else None


def _cut(line: str, comment: re.Pattern[str]) -> str:
    """A line without its comment and the white space before that."""
    return comment.split(line, maxsplit=1)[0].rstrip(WHITE)


class _Parser:
    """Reads one file line by line into `parts`."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.number = 0
        self.parts: Parts = {}
        self._has_header = False
        self._part: dict[str, str] | None = None  # the part that gets the settings
        self._key = ""
        self._value: list[str] = []  # the lines of the setting being read, if any

    def open(self, title: Title | None, values: dict[str, str]) -> None:
        """Begin a section, which some settings are known of, or one that is skipped (None).

        In config, `[profile default]` replaces `[default]`.
        """
        self.finish()
        self._has_header = True
        self._part = None
        if title is None or (title == _BARE_DEFAULT and _DEFAULT in self.parts):
            return
        if title == _DEFAULT:
            self.parts.pop(_BARE_DEFAULT, None)
        self._part = values
        self.parts.setdefault(title, []).append(values)

    def feed(self, line: str, number: int) -> None:
        """Read one line. Raises Refused."""
        self.number = number
        if not line.strip(WHITE) or line[0] in "#;":
            return
        if line[0] == "[":
            self.open(_title(self.file, number, line), {})
        elif line[0] in WHITE:
            self._continue(line.strip(WHITE))
        else:
            self.finish()
            self._assign(_cut(line, _COMMENT))

    def finish(self) -> None:
        """Store the setting that has been read."""
        if self._part is not None and self._value:
            self._part[self._key] = "\n".join(self._value)
        self._value = []

    def _continue(self, text: str) -> None:
        if not self._value:
            raise self._refused(_NO_PROPERTY)
        if not self._value[0] and text.find("=") < 1:
            raise self._refused(_NO_SUB_PROPERTY)
        self._value.append(text)

    def _assign(self, text: str) -> None:
        key, equals, value = text.partition("=")
        key = key.rstrip(WHITE)
        if key.strip(_IDENTIFIER):  # an invalid name: the line is skipped, whatever it is
            return
        if not (key and equals):
            raise self._refused(_NO_ASSIGNMENT)
        if self._part is not None:
            self._key, self._value = key, [value.lstrip(WHITE)]
        elif not self._has_header:
            raise self._refused(_NO_PROFILE)

    def _refused(self, message: str) -> Refused:
        return Refused(self.file, self.number, message)


def _read_file(file: str, document: Document) -> Parts:
    """The parts of one file. Raises Refused."""
    parser = _Parser(file)
    for section in document.sections:
        if section.plain is None:
            for number, line in enumerate(section.lines, section.line):
                parser.feed(line.rstrip("\r"), number)
        elif section.header is not None:
            parser.open(_title(file, section.line, f"[{section.header}]"), section.plain)
    parser.finish()
    return parser.parts
