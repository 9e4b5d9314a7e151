"""One file as botocore's configuration parser, which is Python's `configparser`, reads it.

White space is what Python considers white space, and a lone CR also ends a line. A line that is
indented more than the setting above continues its value, whatever the line looks like. A comment is
a whole line.
"""

from __future__ import annotations

from collections import ChainMap
from typing import NamedTuple, TypeAlias

from awscred.ini import Document
from awscred.tools.reading import Refused, Settings, Value

_DEFAULTS = "DEFAULT"

Sections: TypeAlias = dict[str, Settings]


def read_file(file: str, document: Document) -> Sections:
    """The sections of a file by the text between their brackets. Raises Refused."""
    parser = _Parser(file)
    parser.check_encoding(document.text)
    for section in document.sections:
        if section.plain is None or section.header == _DEFAULTS:
            for number, raw in enumerate(section.lines, section.line):
                for line in raw.split("\r"):
                    parser.feed(line, number)
        elif section.header is not None:
            # Plain: both its header and the next one begin in column 0, so neither continues a
            # value.
            parser.open(section.header, section.line, section.plain)
    return parser.finish()


class _Text(NamedTuple):
    """A value as separate lines, and the 1-based line of its key."""

    number: int
    lines: list[str]


class _Parser:
    """Reads sections that are not plain line by line, and accepts plain ones as a whole."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._sections: Sections = {}
        self._texts: dict[str, dict[str, _Text]] = {}  # by section and key
        self._title: str | None = None
        self._value: list[str] | None = None  # continued by lines with more indentation
        self._level = 0  # the indentation of the last header or setting

    def check_encoding(self, text: str) -> None:
        """Refuse a file that is not UTF-8 throughout, including its comments."""
        try:
            text.encode()
        except UnicodeEncodeError as error:
            number = text.count("\n", 0, error.start) + 1
            byte = ord(text[error.start]) & 0xFF
            raise self._refused(number, f"'utf-8' codec can't decode byte {byte:#x}") from None

    def open(self, title: str, number: int, values: Settings) -> None:
        """Add a section with these settings."""
        if title in self._sections:
            raise self._refused(number, f"section {title!r} already exists")
        self._sections[title] = values

    def feed(self, line: str, number: int) -> None:
        """Read one line."""
        text = line.strip()
        if text.startswith(("#", ";")):
            return
        indent = len(line) - len(line.lstrip())
        if self._value is not None and (not text or indent > self._level):
            self._value.append(text)
        elif text:
            self._level = indent
            if text[0] == "[" and text.rfind("]") > 1:
                self._header(text[1 : text.rindex("]")], number)
            else:
                self._setting(text, number)

    def _header(self, title: str, number: int) -> None:
        if title != _DEFAULTS:
            self.open(title, number, {})
        self._title, self._value = title, None

    def _setting(self, text: str, number: int) -> None:
        if self._title is None:
            raise self._refused(number, "file contains no section headers")
        cut = min((at for at in (text.find("="), text.find(":")) if at >= 0), default=0)
        if not cut:
            raise self._refused(number, "file contains parsing errors")
        key = text[:cut].rstrip().lower()
        section = self._texts.setdefault(self._title, {})
        if key in section:
            message = f"option {key!r} in section {self._title!r} already exists"
            raise self._refused(number, message)
        self._value = [text[cut + 1 :].lstrip()]
        section[key] = _Text(number, self._value)

    def finish(self) -> Sections:
        """All sections, each with the defaults for settings that it does not have."""
        texts_of_defaults = self._texts.pop(_DEFAULTS, {})
        sections = self._sections
        for title, texts in self._texts.items():
            sections[title] = {key: self._joined(text) for key, text in texts.items()}
        defaults = {
            key: self._joined(text)
            for key, text in texts_of_defaults.items()
            if any(key not in values for values in sections.values())
        }
        if not defaults:
            return sections
        # The defaults are not copied into each section. A section's own settings hide them: they
        # are the first layer for look-ups. They are also the last, because iteration begins with
        # the last layer.
        own = {title: dict(values) for title, values in sections.items()}
        return {title: ChainMap(values, defaults, values) for title, values in own.items()}

    def _joined(self, text: _Text) -> Value:
        """A value's lines joined, or a mapping if settings are nested below an empty value."""
        value = "\n".join(text.lines).rstrip()
        if not value.startswith("\n"):
            return value
        nested = {}
        for line in filter(None, map(str.strip, value.splitlines())):
            key, equals, below = line.partition("=")
            if not equals:
                raise self._refused(text.number, "a line nested below the option has no '='")
            nested[key.rstrip()] = below.lstrip()
        return nested

    def _refused(self, number: int, message: str) -> Refused:
        return Refused(self._file, number, message)
