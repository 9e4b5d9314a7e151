"""The lines of one file, as the SDK for .NET divides them into sections.

Each line, stripped, has to be blank, a comment, a setting (it contains a `=`) or a header (it is in
brackets); `[a=b]` is both of the latter. Below a setting without a value, the SDK swallows the
lines that begin with white space, up to a header: they are its nested settings.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from awscred.ini import Document
from awscred.tools.reading import UNICODE_SPACE, Refused, replaced

_LINE = re.compile(r"[^\r\n]*(?:\r\n?|\n)|[^\r\n]+")
_ENCODINGS = (  # UTF-32 before UTF-16, whose mark it begins with
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
)
_MARKS = ("\ufeff", "\udcff\udcfe", "\udcfe\udcff", "\0\0\udcfe\udcff")
"""What those are in a document."""

# A line that is both a setting and a header opens a section, and the one above goes on. Of the
# headers in one such run, the later ones are left out, lest a small file fill the memory.
_MOST_IN_A_RUN = 100


class Setting(NamedTuple):
    """A setting, and the lines that were swallowed below it, stripped."""

    key: str
    value: str
    swallowed: list[str]

    def __repr__(self) -> str:  # both may be secret
        return "<Setting>"


class Block(NamedTuple):
    """What is below a header: the `values` of a plain section, or those of `run` from `start` on.

    Sections share a run if one goes on while another one begins.
    """

    values: dict[str, str] | None
    run: list[Setting]
    start: int

    def __repr__(self) -> str:
        return "<Block>"

    def settings(self) -> Iterator[Setting]:
        """The settings, in order; only of a block without `values`."""
        return islice(self.run, self.start, None)


def blocks(file: str, document: Document) -> dict[str, Block]:
    """The first section of each title. Raises Refused at a line that is nothing to the SDK."""
    document = _decoded(document)
    parser = _Parser()
    last = document.sections[-1]
    for section in document.sections:
        if section.plain is None:
            lines = section.text.replace("\r", "\n").split("\n")  # a CR by itself ends a line
            if section is last and not lines[-1]:
                lines.pop()  # nothing after the last line end is a line
            if not parser.feed(lines):
                raise _refused(file, document.text)
        elif section.header is not None:
            parser.open_plain(section.header, section.plain)
    return parser.blocks


def _decoded(document: Document) -> Document:
    """The document as a .NET program decodes it: by its byte order mark, else as UTF-8."""
    if document.text.startswith(_MARKS):
        data = bytes(document)
        for mark, encoding in _ENCODINGS:
            if data.startswith(mark):
                return Document(data[len(mark) :].decode(encoding, "replace"))
    return replaced(document)


class _Parser:
    """The sections of one file, in pieces."""

    def __init__(self) -> None:
        self.blocks: dict[str, Block] = {}
        self._run: list[Setting] = []
        self._headers = 0  # within the run
        self._swallowed: list[str] | None = None

    def open_plain(self, title: str, values: dict[str, str]) -> None:
        """Read a plain section."""
        self._swallowed = None
        self.blocks.setdefault(title, Block(values, [], 0))

    def feed(self, lines: list[str]) -> bool:
        """Read lines without their ends, up to one that is nothing; False if there is one."""
        for line in lines:
            text = line.strip(UNICODE_SPACE)
            is_header = text[:1] == "[" and text[-1:] == "]"
            is_silent = not text or text[0] in "#;"
            is_indented = not line or line[0] in UNICODE_SPACE  # a line end is white space
            if self._swallowed is not None and is_indented and not is_header:
                if not is_silent and "=" not in text:
                    return False
                self._swallowed.append("" if is_silent else text)
                continue
            self._swallowed = None
            if is_silent:
                continue
            key, equals, value = text.partition("=")
            if equals:
                self._add(key.rstrip(UNICODE_SPACE), value.lstrip(UNICODE_SPACE))
            elif is_header:
                self._run, self._headers = [], 0
            else:
                return False
            if is_header and self._headers < _MOST_IN_A_RUN:
                self._headers += 1
                block = Block(None, self._run, len(self._run))
                self.blocks.setdefault(text[1:-1].strip(UNICODE_SPACE), block)
        return True

    def _add(self, key: str, value: str) -> None:
        setting = Setting(key, value, [])
        self._run.append(setting)
        if not value:
            self._swallowed = setting.swallowed


def _refused(file: str, text: str) -> Refused:
    """The SDK's complaint about the first line that is nothing to it."""
    parser = _Parser()
    at = 0
    number = 0
    line = ""
    for line in _LINE.findall(text):
        number += 1
        if not parser.feed([line.rstrip("\r\n")]):
            break
        at += len(line)
    message = f"Line {number}:<{line}> in file {file} does not contain a section, property or"
    place = text.count("\n", 0, at) + 1
    return Refused(file, place, f"InvalidDataException: {message} comment.")
