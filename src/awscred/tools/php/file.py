"""One file as the SDK for PHP reads it: without the lines that begin with `#`, by PHP's own scanner
for INI files, in its raw mode.

The scanner takes the longest token at each point, and the first of those that are equally long.
Indentation means nothing. Lines end at LF, CR or CRLF. A repeated section replaces the earlier one.
A token in the wrong place is a syntax error: PHP then reads nothing of the file. An index in
brackets (`key[index] = value`) is read as it is written, apart from the words true, false and null;
PHP also replaces its other constants there, and a `${variable}` is left out here.
"""

from __future__ import annotations

import re
from typing import NoReturn, TypeAlias

from awscred.ini import Document, Section
from awscred.tools.reading import BLANK, Refused, Value

Sections: TypeAlias = dict[str, dict[str, Value]]

_WORDS = {
    **dict.fromkeys(("true", "on", "yes"), "BOOL_TRUE"),
    **dict.fromkeys(("false", "off", "no", "none"), "BOOL_FALSE"),
    "null": "NULL_NULL",
}
_NEW_LINE = r"(?:\r\n|[\r\n])"
_LABEL = r'[^=\r\n\t;&|^$~(){}!"\[]+'
_TOKENS = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        ("TC_SECTION", r"\["),
        ("TC_OFFSET", rf"{_LABEL}\[[ \t]*"),
        ("word", rf"(?ai:{'|'.join(sorted(_WORDS, reverse=True))})[ \t]*"),
        ("TC_LABEL", _LABEL),
        ("'='", r"[ \t]*=[ \t]*"),
        ("END_OF_LINE", rf"[ \t]*(?:;[^\r\n]*)?{_NEW_LINE}"),
        ("end of file", r"[ \t]*;[^\r\n]*"),  # a comment in which the file ends
        ("space", r"[ \t]+"),
        ("other", r"[&|^$~(){}!\"]"),
    )
)
_EQUALS = re.compile(r"[ \t]*=[ \t]*")
_TITLE = re.compile(rf"([^\]\r\n]*)\][ \t]*{_NEW_LINE}?")
_LINE_END = re.compile(r"[\r\n]|\Z")
_HASH = re.compile(r"(?m)^#.*\n")
_INDEX = re.compile(
    rf"""(?s)'([^']+)'|"((?:[^"\\]|\\.)*)"[ \t]*"""
    rf"""|((?:[^\r\n$;"'\]\\]|\\.|\$(?:\\.|[^{{]))+)|\$\{{{_LABEL}\}}"""
)
_CONSTANTS = {"true": "1", "false": "", "null": ""}
_INDEX_END = re.compile(r"[ \t]*\]")
_NUMBER = re.compile(r"0|-?[1-9][0-9]{0,17}")


class _SyntaxError(Exception):
    """What PHP says of a syntax error; the LFs before it, without those of comments."""

    def __init__(self, message: str, lines_before: int) -> None:
        super().__init__(message)
        self.lines_before = lines_before


def read_file(file: str, document: Document) -> Sections:
    """The sections of a file by the text between their brackets; raises Refused."""
    if "\0" not in document.text:
        try:
            return _read_by_section(document)
        except _SyntaxError:
            pass  # PHP's number of the line depends on everything before it
    scanner = _Scanner()
    try:
        scanner.feed(document.text)
    except _SyntaxError as error:
        *others, last = enumerate(document.lines, 1)
        numbers = [number for number, line in others if not line.startswith("#")]
        number = (*numbers, last[0])[error.lines_before]
        raise Refused(file, number, str(error)) from None
    return scanner.finish()


def _read_by_section(document: Document) -> Sections:
    """The sections of a file; those that are read as they are written are not scanned."""
    scanner = _Scanner()
    odd: list[str] = []  # lines to be scanned
    *others, last = document.sections
    for section in others:
        if not _is_read_as_written(section):
            odd += document.lines[section.line - 1 : section.last_line]
            continue
        if odd:
            scanner.feed("\n".join((*odd, "")))
            odd = []
        scanner.read_plain(section)
    # A `#` begins a comment only if the line has an end.
    if odd or not _is_read_as_written(last) or document.lines[-1].startswith("#"):
        end = () if last.last_line == len(document.lines) else ("",)  # a partial document
        lines = document.lines[last.line - 1 : last.last_line]
        scanner.feed("\n".join((*odd, *lines, *end)))
    else:
        scanner.read_plain(last)
    return scanner.finish()


def _is_read_as_written(section: Section) -> bool:
    """Whether PHP reads a section like every other tool: no key is a word of its own."""
    return section.plain is not None and _WORDS.keys().isdisjoint(section.plain)


class _Array(dict[str, str]):
    """An array of PHP. A value without an index gets the number after the highest one."""

    def __init__(self) -> None:
        super().__init__()
        self._next: int | None = None

    def add(self, index: str, value: str) -> None:
        """Store a value; an empty index counts as missing."""
        index = index or str(self._next or 0)
        self[index] = value
        if _NUMBER.fullmatch(index):
            after = int(index) + 1
            self._next = after if self._next is None else max(self._next, after)


class _Scanner:
    """The sections of one file, so far. An array before the first header counts as one."""

    def __init__(self) -> None:
        self._sections: Sections = {}
        self._top: dict[str, Value] = {}  # what is above the first header
        self._values: dict[str, Value] | None = None  # of the section that is open
        self._line = 1  # as PHP counts
        self._is_first = True
        self._text = ""

    def finish(self) -> Sections:
        """All sections."""
        arrays: Sections = {
            key: {**value} for key, value in self._top.items() if isinstance(value, _Array)
        }
        return arrays | self._sections

    def read_plain(self, section: Section) -> None:
        """Read a whole section that is read as it is written."""
        if section.header is not None:
            self._values = self._sections[section.header] = {**(section.plain or {})}
        self._is_first = self._is_first and not section.text

    def feed(self, text: str) -> None:
        """Read statements, which do not go on after the text; raises _SyntaxError."""
        self._text = _HASH.sub("", text).partition("\0")[0]
        at = 0
        if self._is_first and self._text.startswith("\ufeff"):
            at += 1
        self._is_first = False
        while at < len(self._text):
            at = self._statement(at)

    def _statement(self, at: int) -> int:
        """Read a statement; the place after it."""
        text = self._text
        kind, end = self._token(at)
        if kind == "TC_LABEL":
            if equals := _EQUALS.match(text, end):
                return self._set(text[at:end].strip(BLANK), None, equals.end())
        elif kind == "TC_SECTION":
            return self._open(end)
        elif kind == "TC_OFFSET":
            return self._set_index(text[at : text.index("[", at)].strip(BLANK), end)
        elif kind == "END_OF_LINE":
            self._line += 1
        elif kind == "end of file":
            return len(text)
        elif kind != "space":
            self._fail(kind, at)
        return end

    def _token(self, at: int) -> tuple[str, int]:
        """The name of the token there for PHP's messages, and where it ends."""
        text = self._text
        longest = 0
        kind = ""
        for name, pattern in _TOKENS:
            match = pattern.match(text, at)
            if match is None:
                continue
            length = match.end() - at
            if name == "TC_LABEL" and match.end() == len(text):
                length += 1  # together with the NUL after the text
            if length > longest:
                longest, kind = length, name
        end = min(at + longest, len(text))
        if kind == "word":
            kind = _WORDS[text[at:end].rstrip(BLANK).lower()]
        elif kind == "other":
            kind = f"'{text[at]}'"
        return kind, end

    def _open(self, at: int) -> int:
        """Open the section whose name begins there; the place after the header."""
        title = _TITLE.match(self._text, at)
        if title is None:
            self._fail("end of file", at, "']'")
        self._values = self._sections[title[1]] = {}
        self._line += 1  # even if the line goes on
        return title.end()

    def _set(self, key: str, index: str | None, at: int) -> int:
        """Store the value that begins there; the place after it."""
        text = self._text
        after = _LINE_END.search(text, at)
        end = after.start() if after else len(text)
        if text.startswith(";", at) and end == len(text):
            self._fail("end of file", at)
        quote = text.rfind('"', at, end) if text.startswith('"', at) else at
        comment = text.find(";", quote, end)
        cut = end if comment < 0 else comment
        value = text[at:cut].strip(BLANK)
        if len(value) > 1 and value[0] == value[-1] == '"':
            value = value[1:-1]
        else:
            end = cut
        self._store(key, index, value)
        return end

    def _set_index(self, key: str, at: int) -> int:
        """Store a value in an array, whose index begins there; the place after it."""
        text = self._text
        index = ""
        while (close := _INDEX_END.match(text, at)) is None:
            part = _INDEX.match(text, at)
            if part is None:
                self._fail_in_index(at)
            plain = part[3] or ""
            index += part[1] or part[2] or _CONSTANTS.get(plain.lower(), plain)
            self._line += len(re.findall(_NEW_LINE, part[2] or ""))
            at = part.end()
        equals = _EQUALS.match(text, close.end())
        if equals is None:
            self._fail(*self._next_token(close.end()), "'='")
        return self._set(key, index, equals.end())

    def _fail_in_index(self, at: int) -> NoReturn:
        """Fail at an index that does not go on."""
        expected = "']'"
        if self._text.startswith('"', at):
            expected = "TC_DOLLAR_CURLY or TC_QUOTED_STRING or '\"'"
            self._line += len(re.findall(_NEW_LINE, self._text[at:]))
        elif self._text.startswith("${", at):
            expected = "'}'"
        self._fail("end of file", at, expected)

    def _next_token(self, at: int) -> tuple[str, int]:
        """The name and the place of the token there, or of the one after white space."""
        kind, end = self._token(at)
        if kind == "space":
            return self._next_token(end)
        if kind == "END_OF_LINE":
            self._line += 1
        is_end = at == len(self._text) or (kind == "TC_LABEL" and end == len(self._text))
        return "end of file" if is_end else kind, at

    def _store(self, key: str, index: str | None, value: str) -> None:
        """Store a value. A text replaces an array, and the other way round."""
        values = self._top if self._values is None else self._values
        if index is None:
            values[key] = value
            return
        array = values.get(key)
        if not isinstance(array, _Array):
            array = values[key] = _Array()
        array.add(index, value)

    def _fail(self, token: str, at: int, expected: str = "") -> NoReturn:
        expecting = f", expecting {expected}" if expected else ""
        message = f"syntax error, unexpected {token}{expecting} in Unknown on line {self._line}"
        raise _SyntaxError(message, self._text.count("\n", 0, at))
