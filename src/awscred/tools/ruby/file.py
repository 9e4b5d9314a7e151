"""One file as the SDK for Ruby reads it: line by line, each line matched by regular expressions.

Lines end at LF, and CR is white space. There are no comment lines: `# a = b` is a setting with the
key `# a`. A header does not end what the lines above it began: an indented setting still belongs to
the last block, and a section exists only after something is stored in it.
"""

from __future__ import annotations

import re
from typing import TypeAlias

from awscred.ini import NOT_UTF8, Document, Section, is_utf8
from awscred.tools.reading import Refused, Value

SPACE = "\t\n\v\f\r "
"""The white space of Ruby's regular expressions."""
_NIL = ""
"""The key of indented settings that are below nothing: `nil` in Ruby."""

COMMENT = re.compile(rf"[{SPACE}];")
"""What begins a comment, even in a header."""
_HEADER = re.compile(rf"\[([^\[\]]+)\][{SPACE}]*(?:#.+)?")
_PROFILE = re.compile(rf"profile[{SPACE}]+(.+)")
_ASSIGNING_COMMENT = re.compile(r"\n[#;].*=")

_NO_ITEM = "NoMethodError: undefined method `[]' for nil:NilClass"
_NO_SECTION = "NoMethodError: undefined method `[]=' for nil:NilClass"
_NO_MATCH = "IndexError: string not matched"
_NO_UTF8 = "ArgumentError: invalid byte sequence in UTF-8"

Sections: TypeAlias = dict[str, dict[str, Value]]


class _Crash(Exception):
    """The SDK stops at a line, with this error."""


def read_file(file: str, document: Document) -> Sections:
    """The sections of a file that have settings, by name; raises Refused."""
    parser = _Parser()
    is_whole = is_utf8(document)
    try:
        for section in document.sections:
            if is_whole and _is_read_as_written(section):
                parser.read_plain(section)
                continue
            lines = document.lines[section.line - 1 : section.last_line]
            for parser.number, line in enumerate(lines, section.line):
                parser.feed(line)
    except _Crash as crash:
        raise Refused(file, parser.number, str(crash)) from None
    return parser.sections


def title(inside: str) -> str:
    """The name that the text between the brackets of a header gives to its section."""
    match = _PROFILE.fullmatch(inside)
    return match[1] if match else inside


def _is_read_as_written(section: Section) -> bool:
    """Whether the SDK reads a section like every other tool: no comment of it is a setting."""
    return section.plain is not None and not _ASSIGNING_COMMENT.search(section.text)


class _Parser:
    """The sections of one file, so far, and the state that the next lines depend on."""

    def __init__(self) -> None:
        self.sections: Sections = {}
        self.number = 0
        self._name: str | None = None
        self._prefix: str | None = None  # the key that indented settings are below
        self._above = ""  # the last line that was no header

    def read_plain(self, section: Section) -> None:
        """Read a whole section that is read as it is written."""
        if section.header is None:
            return
        self._name = title(section.header)
        if section.plain:
            self.sections.setdefault(self._name, {}).update(section.plain)
            self._prefix = None
        _, end, last = section.text.rpartition("\n")
        if end:
            self._above = last

    def feed(self, line: str) -> None:
        """Read one line, without its LF; raises _Crash."""
        if not line.isascii() and re.search(NOT_UTF8, line):
            raise _Crash(_NO_UTF8)
        if comment := COMMENT.search(line, 1):
            line = line[: comment.start()]
        if line.startswith("[") and (header := _HEADER.fullmatch(line)):
            self._name = title(header[1])
        elif self._name is not None:
            above, self._above = self._above, line
            self._store(self._name, line, above)

    def _store(self, name: str, line: str, above: str) -> None:
        """Store the setting of a line in the section of that name, if there is one."""
        key, value = _split(line)
        if key is None:
            return
        if value is None:
            self._prefix = key
        elif key[0] in SPACE:
            self._nest(name, line, above)
        else:
            self._prefix = None
            self.sections.setdefault(name, {})[key] = value

    def _nest(self, name: str, line: str, above: str) -> None:
        """Store an indented setting in the block of the key above it."""
        if self._prefix is None:
            key, value = _split(above)
            if key is None or value is None:
                raise _Crash(_NO_ITEM)
            if not value.strip(f"\0{SPACE}"):
                if name not in self.sections:
                    raise _Crash(_NO_SECTION)
                self._prefix = key
                self.sections[name][key] = {}
        key, value = _indented(line)
        prefix = _NIL if self._prefix is None else self._prefix
        block = self.sections.setdefault(name, {}).setdefault(prefix, {})
        if isinstance(block, dict):
            block[key] = value
        elif isinstance(block, str):  # here Ruby replaces a part of the text
            if key not in block:
                raise _Crash(_NO_MATCH)
            self.sections[name][prefix] = block.replace(key, value, 1)


def _split(line: str) -> tuple[str | None, str | None]:
    """The key and the value of a line: no key without a `=`, no value if nothing is after it.

    A key has at least one character, even if that is a `=` or a space, and so has a value.
    """
    cut = line.find("=", 1)
    if cut < 0:
        return None, None
    key, value = line[:cut], line[cut + 1 :]
    return key.rstrip(SPACE) or key[0], (value.strip(SPACE) or value[-1:]) or None


def _indented(line: str) -> tuple[str, str]:
    """The key and the value of a line that begins with white space, and has both."""
    stripped = line.lstrip(SPACE)
    key, value = _split(stripped)
    if key is None or value is None:  # a `=` without a key: the last space is the key
        return line[-len(stripped) - 1], stripped[1:].strip(SPACE) or stripped[-1]
    return key, value
