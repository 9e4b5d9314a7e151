"""The sections that the Go SDK finds in one file.

A header may be indented. A line without indentation is a setting or nothing. An indented line with
a separator is nested if the setting above has no value; otherwise it is a setting of its own. An
indented line without a separator continues the value above. Quotes around a value are dropped, and
a value that consists of one quote makes the SDK panic.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from awscred.ini import NOT_UTF8, Document, Section
from awscred.tools.reading import BLANK, UNICODE_SPACE, Refused, Settings

_COMMENT = re.compile(f"[{BLANK}][#;]")
_SEPARATOR = re.compile("[=:]")
_QUOTES = ("'", '"')
_PANIC = "panic: runtime error: slice bounds out of range [1:0]"


class _Value(NamedTuple):
    """A value while its lines are read: its text, and the settings nested below it."""

    lines: list[str]
    block: dict[str, str]


class _Part(dict[str, _Value]):
    """The settings below one header of a section that is not plain."""


def read_file(file: str, document: Document) -> dict[str, Settings]:
    """The sections by the text of their headers. Raises Refused if the SDK panics."""
    parts: dict[str, list[Settings | _Part]] = {}
    part = _Part()  # settings before any header, or below `[]`, are dropped
    above: _Value | None = None  # the value that an indented line may belong to
    for section in document.sections:
        if section.plain is not None:
            if section.header is not None:
                parts.setdefault(section.header, []).append(section.plain)
            continue
        for number, line in _lines(document, section):
            text = line.lstrip(BLANK)
            indented = text != line
            title = header_title(text)
            pair = _pair(text if indented else _without_comment(text))
            if title is not None:
                part, above = _Part(), None
                parts.setdefault(title, []).extend([part] if title else [])
            elif pair is None:
                if indented and above and above.lines[0]:
                    above.lines.append(text)
            elif pair[1] in _QUOTES:
                raise Refused(file, number, _PANIC)
            elif indented and above and not above.lines[0]:
                above.block[pair[0]] = _unquoted(pair[1])
            else:
                key, value = pair[0], _unquoted(pair[1])
                if indented:
                    value = _without_comment(value).strip(UNICODE_SPACE)
                part[key] = _Value([value], {})
                above = part[key] if key else None
    return {title: _merged(found) for title, found in parts.items()}


def _lines(document: Document, section: Section) -> Iterator[tuple[int, str]]:
    """The numbered lines of a section, each with its CR, without empty lines and comments."""
    for number in range(section.line, section.last_line + 1):
        line = document.lines[number - 1]
        if line.strip(UNICODE_SPACE) and line.lstrip(BLANK)[0] not in "#;":
            yield number, re.sub(NOT_UTF8, "\ufffd", line)


def _merged(parts: list[Settings | _Part]) -> Settings:
    """The settings below all headers of one name; the later ones win."""
    found = [_settings(part) if isinstance(part, _Part) else part for part in parts]
    return found[0] if len(found) == 1 else {k: v for values in found for k, v in values.items()}


def _settings(part: _Part) -> Settings:
    return {key: value.block or "\n".join(value.lines) for key, value in part.items()}


def header_title(text: str) -> str | None:
    """The text between the brackets of a header, its first gap reduced to one space; otherwise
    None."""
    header = re.split("[#;]", text, maxsplit=1)[0].strip(UNICODE_SPACE)
    if header[:1] != "[" or header[-1] != "]":
        return None
    return re.sub(f"[{BLANK}]+", " ", header[1:-1].strip(UNICODE_SPACE), count=1)


def _pair(text: str) -> tuple[str, str] | None:
    """The key and the value of a setting, the value still quoted. None if a line has no
    separator."""
    key, *value = (part.strip(UNICODE_SPACE) for part in _SEPARATOR.split(text, maxsplit=1))
    # Letter by letter: Python turns a dotted I into two letters, and a sigma depends on its place.
    return ("".join(letter.lower()[0] for letter in key), value[0]) if value else None


def _without_comment(text: str) -> str:
    return _COMMENT.split(text, maxsplit=1)[0]


def _unquoted(value: str) -> str:
    return value[1:-1] if value[:1] in _QUOTES and value[:1] == value[-1:] else value
