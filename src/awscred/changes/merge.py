"""Merges two changes of one file that were made at the same time, section by section."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple, TypeAlias

from awscred.ini import Document

Key: TypeAlias = tuple[str | None, int]
"""A section: its header (None: the lines before any header), and which one of that header it is."""


class Part(NamedTuple):
    """The lines of a section with the comments right above its header, and the empty lines below.

    Their line ends are LF or CR LF, as in the file.
    """

    body: str
    gap: str

    def __repr__(self) -> str:  # the body may hold secrets
        return f"<Part of {len(self.body)} characters>"


class Merged(NamedTuple):
    """A merged document, and the headers of the sections that both sides changed differently."""

    document: Document
    conflicts: tuple[str | None, ...]


def parts(document: Document) -> dict[Key, Part]:
    """The sections of a document in their order; joined, they are its text."""
    lines = document.lines
    starts = [0]
    for section in document.sections[1:]:
        start = section.line - 1
        while start > starts[-1] and lines[start - 1][:1] in ("#", ";"):
            start -= 1
        starts.append(start)
    seen: Counter[str | None] = Counter()
    found = {}
    ends = [*starts[1:], len(lines)]
    for section, start, end in zip(document.sections, starts, ends, strict=True):
        key = section.header, seen[section.header]
        seen[section.header] += 1
        last = end
        while last > start and not lines[last - 1].strip():
            last -= 1
        text = "".join(f"{line}\n" for line in lines[start:end])
        size = sum(len(line) + 1 for line in lines[start:last])
        if end == len(lines):
            text = text[:-1]  # there is no line end after the last line
        found[key] = Part(text[:size], text[size:])
    return found


def merge(base: Document, mine: Document, theirs: Document, *, prefer_mine: bool = False) -> Merged:
    """The document with both changes of `base`.

    A conflict is a section that both changed differently, or an order that both changed; the merged
    document has mine there. With `prefer_mine`, conflicts are not reported.
    """
    if base == theirs or mine == theirs:
        return Merged(mine, ())
    if base == mine:
        return Merged(theirs, ())
    old, own, other = parts(base), parts(mine), parts(theirs)
    chosen: dict[Key, Part] = {}
    conflicts: list[str | None] = []
    for key in dict.fromkeys((*own, *other)):
        was, here, there = old.get(key), own.get(key), other.get(key)
        if _body(here) == _body(was):
            part = there
        else:
            part = here
            if _body(there) not in (_body(was), _body(here)):
                conflicts.append(key[0])
        if part is not None:
            gaps = [one.gap for one in (was, here, there) if one is not None]
            chosen[key] = part._replace(gap=_gap(gaps) if len(gaps) == 3 else part.gap)
    common = [key for key in old if key in own and key in other]
    order, added = list(other), list(own)
    if [key for key in own if key in common] != common:  # mine is in another order
        order, added = added, order
        if [key for key in other if key in common] not in (common, [k for k in own if k in common]):
            conflicts.append(None)
    for key in added:
        if key not in order:
            order.insert(_after(added, key, order), key)
    text = _joined([chosen[key] for key in order if key in chosen])
    return Merged(base.with_text(text), () if prefer_mine else tuple(dict.fromkeys(conflicts)))


def _body(part: Part | None) -> str | None:
    """What counts as a change of a section; its last line may lack a line end."""
    return None if part is None else part.body.rstrip("\r\n")


def _gap(gaps: Sequence[str]) -> str:
    """The gap below a section that all three have: the one that was changed."""
    was, here, there = gaps
    return there if here == was else here


def _after(added: Sequence[Key], key: Key, order: Sequence[Key]) -> int:
    """The place for an added section: after the section that it follows where it was added."""
    above = added[: added.index(key)]
    return next((order.index(one) + 1 for one in reversed(above) if one in order), 0)


def _joined(found: Sequence[Part]) -> str:
    """The text of these sections; each begins on a line of its own."""
    text = ""
    newline = "\r\n" if any("\r\n" in part.body for part in found) else "\n"
    for part in found:
        if text and not text.endswith("\n") and part.body:
            text += newline
        text += part.body + part.gap
    return text
