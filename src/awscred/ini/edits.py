"""Edits: each returns a new document, and leaves all other lines unchanged."""

import re
from collections import Counter
from collections.abc import Iterable
from functools import cached_property
from typing import NamedTuple

from awscred.ini.document import BLANKS, Document, Section, Setting

_INDENT = "  "  # of a new nested block


class EditError(ValueError):
    """An edit that is not possible without damage. `lines` are the 1-based lines that prevent
    it."""

    def __init__(self, message: str, lines: tuple[int, ...] = ()) -> None:
        super().__init__(message)
        self.lines = lines


class NewSection(NamedTuple):
    """A section to add. The lines of `comment` (without `#`) go below the header, so that they are
    removed with the section."""

    header: str
    settings: Iterable[tuple[str, str]]
    comment: str = ""

    def __repr__(self) -> str:  # the values may be secrets
        return f"<NewSection {self.header!r}>"


def add_section(
    document: Document, header: str, settings: Iterable[tuple[str, str]], comment: str = ""
) -> Document:
    """The document with a new section at its end: see `add_sections`."""
    return add_sections(document, [NewSection(header, settings, comment)])


def add_sections(document: Document, sections: Iterable[NewSection]) -> Document:
    """The document with new sections at its end, in the file's own style.

    Raises EditError if a header, key or value would not stay on its line.
    """
    style = _Style(document)
    text = _ended(document, style)
    for number, (header, settings, comment) in enumerate(sections):
        pairs = list(settings)
        for part in (header, *(part for pair in pairs for part in pair)):
            _refuse_line_ends(part)
        body = [""] * style.gap if number else []
        body += [f"[{header}]", *(f"# {line}" for line in comment.splitlines())]
        body += [f"{key}{style.separator}{value}" for key, value in pairs]
        text += "".join(line + style.newline for line in body)
    return document.with_text(text)


def remove_section(document: Document, section: Section) -> Document:
    """The document without this section's header, settings, and the comments among them.

    Comments after its last line stay, unless they touch it and are followed by a blank line or the
    end of the file: these are about this section, the others about what comes next. Raises
    EditError for text before the first header.
    """
    _refuse_headless(section)
    first, last = section.line, _own_last_line(document, section)
    lines = document.lines
    # One of the two gaps around the removed lines is also removed: the lower one, if it exists.
    while last < len(lines) and _is_blank(lines[last]) and _gap_above(lines, first):
        last += 1
    while last == len(lines) and first > 1 and _is_blank(lines[first - 2]):
        first -= 1
    return _replace_lines(document, first, last, [])


def copy_section(document: Document, section: Section, header: str) -> Document:
    """The document with a copy of a section's lines, including comments among them, at its end.

    Raises EditError for text before the first header, and if the new header would not stay on its
    line.
    """
    _refuse_headless(section)
    _refuse_line_ends(header)
    style = _Style(document)
    body = document.lines[section.line : _last_content_line(section)]
    lines = [f"[{header}]{style.carriage}", *body]
    if body and len(document.lines) == section.line + len(body):
        lines[-1] += style.carriage  # the last line of the file had no end
    return document.with_text(_ended(document, style) + "".join(f"{line}\n" for line in lines))


def rename_section(document: Document, section: Section, header: str) -> Document:
    """The document with another text between the brackets of a section's header.

    Raises EditError for text before the first header, if the header is not closed, and if the new
    text would not stay on its line.
    """
    _refuse_headless(section)
    _refuse_line_ends(header)
    line = document.lines[section.line - 1]
    start, end = line.index("["), line.find("]")
    if end < 0:
        raise EditError("the header is not closed", (section.line,))
    lines = document.lines.copy()
    lines[section.line - 1] = f"{line[: start + 1]}{header}{line[end:]}"
    return document.with_text("\n".join(lines))


def set_value(document: Document, section: Section, key: str, value: str) -> Document:
    """The document with a setting of a section: changed in its place, or added.

    The key keeps its spelling, indentation and spacing. Comments after the old value and between
    its lines move to lines of their own above. Raises EditError if the key is repeated or has
    nested settings, and if a new setting would have no header above it.
    """
    _refuse_line_ends(key)
    _refuse_line_ends(value)
    style = _Style(document)
    old = _only(section.find(key), key)
    if old is None:
        return _add_lines(document, section, [f"{key}{style.separator}{value}"], style)
    return _replace_lines(document, *_with_value(document, old, value, style))


def set_values(document: Document, targets: Iterable[tuple[Section, str]], value: str) -> Document:
    """The document with one value for several settings (section, key), each in its place.

    Raises EditError as `set_value` does.
    """
    _refuse_line_ends(value)
    style = _Style(document)
    found = [setting for section, key in targets if (setting := _only(section.find(key), key))]
    lines = document.lines.copy()
    for setting in sorted(found, key=lambda setting: setting.key_span.line, reverse=True):
        _splice(lines, *_with_value(document, setting, value, style))
    return document.with_text("\n".join(lines))


def set_nested(document: Document, section: Section, key: str, below: str, value: str) -> Document:
    """The document with `below = value` nested in the setting `key` of a section.

    An existing setting is changed in its place. A new one becomes the last of the block, which is
    created if necessary. Raises EditError as `set_value` does, and if `key` has a value of its own.
    """
    for text in (key, below, value):
        _refuse_line_ends(text)
    style = _Style(document)
    block = _only(section.find(key), key)
    line = f"{below}{style.separator}{value}"
    if block is None:
        head = f"{key}{style.separator.rstrip()}"
        return _add_lines(document, section, [head, f"{_INDENT}{line}"], style)
    if block.value:
        raise EditError(f"{key} has a value of its own", (block.key_span.line,))
    old = _only([item for item in block.nested if item.key.lower() == below.lower()], below)
    if old is not None:
        return _replace_lines(document, *_with_value(document, old, value, style))
    model = block.nested[0] if block.nested else block
    text = document.line(model.key_span.line)
    indent = text[: len(text) - len(text.lstrip(BLANKS))] + ("" if block.nested else _INDENT)
    return _replace_lines(
        document, block.last_line + 1, block.last_line, [indent + line], style.newline
    )


def unset(document: Document, section: Section, key: str, below: str = "") -> Document:
    """The document without a setting and what is nested in it, even if it is repeated.

    With `below`, only this nested setting is removed, or the whole block if it has no other.
    """
    found = section.find(key)
    if below:
        found = [
            inner if len(item.nested) > 1 else item
            for item in found
            for inner in item.nested
            if inner.key.lower() == below.lower()
        ]
    gone: set[int] = set()
    for setting in found:
        gone.update(range(setting.key_span.line, setting.last_line + 1))
    kept = [line for number, line in enumerate(document.lines, 1) if number not in gone]
    if len(document.lines) in gone:
        kept.append("")  # the line that is now the last keeps its newline
    return document.with_text("\n".join(kept))


def _only(found: list[Setting], key: str) -> Setting | None:
    """The one setting found, or None. Raises EditError if there are several."""
    if len(found) > 1:
        lines = tuple(setting.key_span.line for setting in found)
        raise EditError(f"{key} is set {len(found)} times", lines)
    return found[0] if found else None


def _add_lines(document: Document, section: Section, lines: list[str], style: "_Style") -> Document:
    """The document with lines after a section's settings, or after its own comments if it has
    none."""
    _refuse_headless(section)
    at = _last_content_line(section) if section.settings else _own_last_line(document, section)
    # With the least indentation of any setting: with more than the last, they would belong to it.
    least = min(section.settings, key=lambda setting: setting.key_span.column, default=None)
    model = document.line(least.key_span.line) if least else ""
    indent = model[: len(model) - len(model.lstrip(BLANKS))]
    return _replace_lines(document, at + 1, at, [indent + line for line in lines], style.newline)


def _with_value(
    document: Document, old: Setting, value: str, style: "_Style"
) -> tuple[int, int, list[str], str]:
    """The arguments of `_splice` that give a setting another value."""
    if old.nested:
        raise EditError(f"{old.key} holds nested settings", (old.key_span.line,))
    line = document.line(old.key_span.line)
    lead = line[: old.value_span.column - 1]
    if not old.value and style.separator.endswith(" "):
        lead = lead.rstrip() + " "
    below = map(str.strip, document.lines[old.key_span.line : old.last_line])
    comments = [old.comment, *(text for text in below if _is_comment(text))]
    above = [comment for comment in comments if comment]  # in column 0, as all tools read them
    carriage = document.lines[old.key_span.line - 1].endswith("\r")
    newline = "\r\n" if carriage else "\n"
    if old.last_line == len(document.lines):
        newline = style.newline
    return old.key_span.line, old.last_line, [*above, lead + value], newline


def _ended(document: Document, style: "_Style") -> str:
    """The text up to where a new section may begin: with a last line end and a gap."""
    text = document.text
    if text and not text.endswith("\n"):
        text += "\n" if text.endswith("\r") else style.newline
    if text:
        blank = _blank_lines_above(text.split("\n"), text.count("\n") + 1)
        text += style.newline * max(0, style.gap - blank)
    return text


def _refuse_headless(section: Section) -> None:
    if section.header is None:
        raise EditError("there is no header above it", (section.line,))


def _refuse_line_ends(text: str) -> None:
    if "\n" in text or "\r" in text:
        raise EditError("a line end cannot be part of a name, a key or a value")


def _replace_lines(
    document: Document, first: int, last: int, texts: list[str], newline: str = "\n"
) -> Document:
    """The document with lines `first` to `last` (none if last < first) replaced by `texts`."""
    lines = document.lines.copy()
    _splice(lines, first, last, texts, newline)
    return document.with_text("\n".join(lines))


def _splice(lines: list[str], first: int, last: int, texts: list[str], newline: str) -> None:
    """Replace lines `first` to `last` of a file (none if last < first) by `texts`."""
    carriage = newline.removesuffix("\n")
    new = [text + carriage for text in texts]
    at_end = last == len(lines)
    if at_end and texts and last >= first:
        new[-1] = texts[-1]  # a last line without a newline still has none
    elif at_end and first > 1:
        if texts and not lines[first - 2].endswith("\r"):
            lines[first - 2] += carriage  # the old last line gets its newline from the join
        new.append("")
    lines[first - 1 : last] = new


def _own_last_line(document: Document, section: Section) -> int:
    """The last line that is about the section, which is removed with it (see `remove_section`)."""
    last = touching = _last_content_line(section)
    end = section.last_line
    while touching < end and _is_comment(document.lines[touching]):
        touching += 1
    followed = touching < len(document.lines) and not _is_blank(document.lines[touching])
    return last if followed else touching


def _is_blank(line: str) -> bool:
    return not line.strip()


def _is_comment(line: str) -> bool:
    return line.lstrip()[:1] in ("#", ";")


def _last_content_line(section: Section) -> int:
    """The last line that is neither blank nor a comment: a setting, or junk, or the header."""
    lines = section.lines
    while len(lines) > 1 and (_is_blank(lines[-1]) or _is_comment(lines[-1])):
        lines.pop()
    return section.line + len(lines) - 1


def _gap_above(lines: list[str], first: int) -> bool:
    return first == 1 or _is_blank(lines[first - 2])


class _Style:
    """The most frequent style of a file: line ends, spacing, gaps between sections."""

    def __init__(self, document: Document) -> None:
        self._document = document

    @cached_property
    def newline(self) -> str:
        text = self._document.text
        return "\r\n" if 2 * text.count("\r\n") > text.count("\n") else "\n"

    @property
    def carriage(self) -> str:
        """The CR at the end of a line, before its LF; or ""."""
        return self.newline.removesuffix("\n")

    @cached_property
    def separator(self) -> str:
        separators = Counter(re.findall(r"(?m)^[A-Za-z]\w*( ?= ?)\S", self._document.text))
        return max(separators, key=separators.__getitem__, default=" = ")

    @cached_property
    def gap(self) -> int:
        # Between sections: the first two entries are the preamble and the first section. All
        # sections count, even in a partial document (`partial_documents`).
        lines, parts = self._document.lines, Document(self._document.text).sections[2:]
        gaps = Counter(_blank_lines_above(lines, part.line) for part in parts)
        return max(gaps, key=gaps.__getitem__, default=1)


def _blank_lines_above(lines: list[str], number: int) -> int:
    """The number of blank lines above a 1-based line and the comments that touch it."""
    at = number - 2
    while at >= 0 and _is_comment(lines[at]):
        at -= 1
    bottom = at
    while at >= 0 and _is_blank(lines[at]):
        at -= 1
    return bottom - at
