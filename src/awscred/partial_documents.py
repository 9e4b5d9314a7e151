"""Partial documents: only the sections that mention given names.

All tools read most sections of most files alike (`ini.Section.plain`). Such a section matters to a
change of a profile only if it mentions the profile. The `sections` of a partial document leave out
the others. Its text, bytes, lines and line numbers are those of the whole file. A change among ten
thousand profiles then takes only a little longer than reading the file.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import cached_property, lru_cache

from awscred.ini import NAME, PLAIN_LINE, Document, Section
from awscred.profile_names import RESERVED

_TYPES = frozenset(("profile", "sso-session", "services"))
_LONGEST_PATTERN = 2_000
# Matches plain sections, and those that repeat a setting: a tool that refuses these refuses the
# whole file, before and after a change.
_PLAIN_LINES = rf"(?:\n(?:{PLAIN_LINE}|\[{NAME}(?: {NAME})?\]|))*"


class PartialDocument(Document):
    """A document with only some `sections`: those that tools may read differently, those whose
    headers share a word with these, those that contain one of `names`, and those with one of
    `headers`."""

    def __init__(
        self, text: str, names: frozenset[str], headers: frozenset[str | None] = frozenset()
    ) -> None:
        super().__init__(text)
        self.names = names
        self.headers = headers

    def with_text(self, text: str) -> Document:
        return partial_document(Document(text), self.names, self.headers)

    @cached_property
    def sections(self) -> list[Section]:
        """The selected sections, in order; the first is everything before any header."""
        text = "\n" + self.text.replace("\r\n", "\n")
        starts = _odd_starts(text)
        words = {word for start in starts for word in re.findall(NAME, _section_text(text, start))}
        words = (words | self.names | RESERVED) - _TYPES
        starts |= {
            found.start()
            for found in re.finditer(_header_with(words | self.headers), text)
            if found[1] in self.headers or not words.isdisjoint(found[1].split())
        }
        for name in self.names - {""}:
            starts.update(_starts_with(text, name))
        return _sections(text, sorted(starts))


@lru_cache(maxsize=4)  # a change needs it many times, before and after
def partial_document(
    document: Document, names: frozenset[str], headers: frozenset[str | None] = frozenset()
) -> Document:
    """The part of a document about these names and headers."""
    return PartialDocument(document.text, names, headers)


def with_headers(document: Document, headers: frozenset[str | None]) -> Document:
    """A document; if it is partial, it also gets the sections with these headers."""
    if isinstance(document, PartialDocument):
        return partial_document(Document(document.text), document.names, document.headers | headers)
    return document


def left_out(document: Document) -> list[str]:
    """The lines of a document that are in none of its sections; empty unless it is partial."""
    if not isinstance(document, PartialDocument):
        return []
    lines: list[str] = []
    at = 0
    for section in document.sections:
        lines += document.lines[at : section.line - 1]
        at = section.last_line
    return lines + document.lines[at:]


def whole(document: Document) -> Document:
    """The whole document of a partial one."""
    return Document(document.text)


def _header_with(words: Collection[str | None]) -> str:
    """A pattern that finds at least the headers that have one of these words, or are one of
    them."""
    likely = "|".join(re.escape(word) for word in words if word)
    if len(likely) > _LONGEST_PATTERN:  # trying each would be slower than looking at every header
        likely = NAME
    return rf"\n\[((?:[^\] \n]+ )?(?:{likely})(?: [^\]\n]*)?)\]"


def _odd_starts(text: str) -> set[int]:
    """The offsets of sections that may not be plain. If even the header is not plain, the section
    above is included, because some tools let its lines run on. 0 is everything before any
    header."""
    plain, plain_header = re.compile(_PLAIN_LINES), re.compile(rf"\n\[{NAME}(?: {NAME})?\](?=\n|$)")
    starts = {0}
    at = 0
    while at >= 0:
        end = plain.match(text, at).end()  # type: ignore[union-attr]  # it also matches nothing
        if end == len(text):
            break
        start = max(0, text.rfind("\n[", 0, end + 1))
        starts.add(start)
        if not plain_header.match(text, start):
            starts.add(max(0, text.rfind("\n[", 0, start)))
        at = text.find("\n[", end)
    return starts


def _starts_with(text: str, name: str) -> Iterator[int]:
    """The offsets of sections that contain a name, not as part of a longer word."""
    at = text.find(name)
    while at >= 0:
        end = at + len(name)
        if not (re.match(NAME, text[at - 1]) or re.match(NAME, text[end : end + 1])):
            yield max(0, text.rfind("\n[", 0, at))
        at = text.find(name, end)


def _section_text(text: str, start: int) -> str:
    end = text.find("\n[", start + 1)
    return text[start:] if end < 0 else text[start:end]


def _sections(text: str, starts: list[int]) -> list[Section]:
    """The sections at these offsets, with the line numbers of the whole text."""
    sections: list[Section] = []
    at, line = 0, 0  # the offset up to which the text is read, and its number of lines
    group = ""  # adjacent sections are read together
    for number, start in enumerate(starts):
        group += _section_text(text, start)
        end = start + len(_section_text(text, start))
        if number + 1 < len(starts) and starts[number + 1] == end:
            continue
        begin = end - len(group)
        line += text.count("\n", at, begin)
        found = Document(group[1:]).sections
        for section in found if begin == 0 else found[1:]:
            section.line += line
            sections.append(section)
        at, group = begin, ""
    return sections
