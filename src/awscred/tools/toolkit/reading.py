"""The AWS Toolkit for VS Code, as of July 2026: read in its source, confirmed by running it.

It splits lines at LF or CRLF, removes comments, and knows three kinds of lines: headers,
assignments, and the rest, which it silently skips. There are no continuation lines and no nested
settings. Both files may have `[x]` and `[profile x]`. It never refuses a file.
"""

from __future__ import annotations

import re

from awscred.ini import Document, Span
from awscred.settings import BUILDER_ID
from awscred.tools.reading import (
    JAVASCRIPT_COMMENT,
    JAVASCRIPT_PROTOTYPE,
    JAVASCRIPT_SPACE,
    Fault,
    Part,
    Place,
    Reading,
    merged,
    replaced,
)
from awscred.tools.tool import Title
from awscred.tools.toolkit.verdicts import judge

_LINE_ENDS = "\n\r\u2028\u2029"  # not matched by a dot in JavaScript's regular expressions
_HEADER = r"\[([^\[\]]+)\]"
_SECTION_TYPES = ("profile", "sso-session")
_URL = "sso_start_url"


def read(config: Document, credentials: Document) -> Reading:
    """How the Toolkit reads a pair of files, with its verdicts."""
    profiles: dict[str, list[Part]] = {}
    sessions: dict[str, list[Part]] = {}
    faults: list[Fault] = []
    skipped: list[Place] = []
    types = {"profile": profiles, "sso-session": sessions}
    for file, document in (("config", config), ("credentials", credentials)):
        _read_file(file, replaced(document), types, faults, skipped)
    by_name, sso = (
        {name: merged(part.values for part in parts) for name, parts in found.items()}
        for found in (profiles, sessions)
    )
    builder_id = {name for name, session in sso.items() if session.get(_URL) == BUILDER_ID}
    verdicts = judge(by_name, builder_id)
    return Reading("toolkit", None, by_name, sso, verdicts, faults, skipped, profiles)


def _read_file(
    file: str,
    document: Document,
    parts_by_type: dict[str, dict[str, list[Part]]],
    faults: list[Fault],
    skipped: list[Place],
) -> None:
    """Add one file's sections to the parts of their type and name."""
    part: Part | None = None  # the part that the next assignments belong to
    for section in document.sections:
        if section.plain is not None:
            if section.header is not None:
                part = Part(file, section, section.line, section.plain, None)
                _place(part, section.header, parts_by_type, faults)
            continue
        for number, raw in enumerate(section.lines, section.line):
            line = re.sub(JAVASCRIPT_COMMENT, "", raw)
            if (title := _header(line)) is not None:
                part = Part(file, section, number, {}, {})
                _place(part, title, parts_by_type, faults)
            elif (
                part is not None
                and (pair := assignment(line))
                and (key := pair[0].lower()) != JAVASCRIPT_PROTOTYPE
            ):
                part.values[key] = pair[1]
                if part.lines is not None:
                    part.lines[key] = number
            elif line.strip(JAVASCRIPT_SPACE):
                skipped.append(Place(file, Span(number, 1, number, len(raw) + 1)))


def _place(
    part: Part, title: str, parts_by_type: dict[str, dict[str, list[Part]]], faults: list[Fault]
) -> None:
    """Add a part to those of its section type and name, or record what is wrong with its header."""
    kind, name = _split_title(title)
    if kind in parts_by_type:
        parts_by_type[kind].setdefault(name, []).append(part)
        return
    expected = ", ".join(_SECTION_TYPES)
    message = f'{part.line - 1}:0: Invalid section type "{kind}". Expected one of: {expected}'
    span = Span(part.line, 1, part.line, len(title) + 3)
    faults.append(Fault(Place(part.file, span), message))


def header(_: str, inside: str) -> Title | None:
    """The type and name between the brackets of a header, whichever file it is in."""
    title = _header(re.sub(JAVASCRIPT_COMMENT, "", f"[{inside}]"))
    return None if title is None else _split_title(title)


def _header(line: str) -> str | None:
    """The text between the brackets, if a line without its comment is a header."""
    found = re.fullmatch(_HEADER, line.strip(JAVASCRIPT_SPACE))
    return found and found[1]


def _split_title(title: str) -> tuple[str, str]:
    """A header's section type and name, split at single spaces. One word is a profile's name."""
    first, space, rest = title.partition(" ")
    return (first, rest.partition(" ")[0]) if space else ("profile", first)


def assignment(line: str) -> tuple[str, str] | None:
    """What JavaScript's `^\\s*(.+?)\\s*=\\s*(.+?)\\s*$` captures in a line, or None.

    In linear time, unlike the expression itself. The first `=` counts that leaves a key and a
    value, neither empty and neither across a line end. If nothing else is left, a white space
    character serves as the key or the value.
    """
    start = len(line) - len(line.lstrip(JAVASCRIPT_SPACE))
    end = len(line.rstrip(JAVASCRIPT_SPACE))
    key_limit = min((at for c in _LINE_ENDS if (at := line.find(c, start, end)) >= 0), default=end)
    value_from = max(line.rfind(c, start, end) for c in _LINE_ENDS) + 1
    at = line.find("=", start + 1)
    while at >= 0:
        key = line[start:at].rstrip(JAVASCRIPT_SPACE) or line[start : start + 1]
        if start + len(key) > key_limit:
            break
        if value := _value(line, at + 1, end, value_from):
            return key, value
        at = line.find("=", at + 1)
    # `= v` has no key, unless white space before the sign serves as one.
    space = line[:start].rstrip(_LINE_ENDS)[-1:]
    if space and line[start : start + 1] == "=":
        value = _value(line, start + 1, end, value_from)
        return (space, value) if value else None
    return None


def _value(line: str, start: int, end: int, not_before: int) -> str:
    """The value after an `=`, or "". White space around it is stripped; of white space alone, one
    character is kept."""
    if start >= end:
        return line[start:].rstrip(_LINE_ENDS)[-1:]
    value = line[start:end].lstrip(JAVASCRIPT_SPACE)
    return value if end - len(value) >= not_before else ""
