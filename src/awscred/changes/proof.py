"""The proof of a change: what every modelled reader sees before and after it.

Readings of a long file take time, and most of it has nothing to do with the change. Sections that
every tool reads alike by their form (`ini.Section.plain`), that are the same before and after, and
whose names stand nowhere in the rest cannot have a part in it, and are left out of both readings.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeAlias

from awscred.errors import AwscredError
from awscred.ini import Document, Section
from awscred.names import RESERVED
from awscred.profiles import Files
from awscred.readers import TOOLS, name_tools, read
from awscred.readers.reading import Reading

Outcome: TypeAlias = bool | None
"""Whether a tool sees a change: as asked for (True), not at all (None), or otherwise (False)."""

_WORD = r"[A-Za-z0-9_./@:+%-]+"
_TYPES = frozenset(("profile", "sso-session", "services"))


def prove(
    before: Files, after: Files, what: str, judge: Callable[[Reading, Reading], Outcome]
) -> tuple[str, ...]:
    """The tools that do not see a change at all, while all others see it as asked for.

    `judge` compares what a tool reads before and after. A tool that refuses the files as they are
    is not asked: nothing that is changed can make that worse. Raises AwscredError, about `what`,
    where some tool would read something else than was asked for, or none would see it.
    """
    if (before.config, before.credentials) == (after.config, after.credentials):
        return ()
    old_files, new_files = _relevant(before, after)
    unseen = []
    seen = False
    for tool in TOOLS:
        old = read(tool, *old_files)
        if old.error is not None:
            continue
        new = read(tool, *new_files)
        outcome = new.error is None and judge(old, new)
        if outcome is False:
            raise AwscredError(
                f"{TOOLS[tool]} would not read {what} as meant, as the files stand",
                "see what `awscred validate` says of them, and mend that first",
            )
        seen = seen or outcome is True
        unseen += [tool] if outcome is None else []
    if unseen and not seen:
        raise AwscredError(
            f"{name_tools(unseen)} would see nothing of {what}",
            "see what `awscred validate` says of the files, and mend that first",
        )
    return tuple(unseen)


def _relevant(
    before: Files, after: Files
) -> tuple[tuple[Document, Document], tuple[Document, Document]]:
    """The documents before and after, without what has no part in the change."""
    pairs = ((before.config, after.config), (before.credentials, after.credentials))
    same = [_same(old.sections, new.sections) for old, new in pairs]
    kept: set[str] = set(RESERVED)
    for (old, new), (head, tail) in zip(pairs, same, strict=True):
        for document in (old, new):
            for section in _own(document.sections, head, tail):
                kept.update(re.findall(_WORD, section.text))
    kept -= _TYPES
    (head, tail), (head2, tail2) = same
    return (
        (
            _reduced(before.config, head, tail, kept),
            _reduced(before.credentials, head2, tail2, kept),
        ),
        (
            _reduced(after.config, head, tail, kept),
            _reduced(after.credentials, head2, tail2, kept),
        ),
    )


def _same(old: list[Section], new: list[Section]) -> tuple[int, int]:
    """How many sections two documents have in common at their beginning, and at their end."""
    most = min(len(old), len(new))
    head = next((at for at in range(most) if not _is_same(old[at], new[at])), most)
    most -= head
    tail = next((at for at in range(most) if not _is_same(old[-1 - at], new[-1 - at])), most)
    return head, tail


def _is_same(one: Section, other: Section) -> bool:
    return one is other or (one.header == other.header and one.text == other.text)


def _own(sections: list[Section], head: int, tail: int) -> list[Section]:
    """The sections that differ, or that tools may read differently."""
    end = len(sections) - tail
    return [
        section
        for at, section in enumerate(sections)
        if section.plain is None or section.header is None or head <= at < end
    ]


def _reduced(document: Document, head: int, tail: int, kept: set[str]) -> Document:
    """The document without the plain sections that are the same, and named by none of the words."""
    sections, lines = document.sections, document.lines
    end = len(sections) - tail
    found: list[str] = []
    for at, section in enumerate(sections):
        if (
            section.plain is None
            or section.header is None
            or head <= at < end
            or not kept.isdisjoint(section.header.split())
        ):
            after = sections[at + 1].line - 1 if at + 1 < len(sections) else len(lines)
            found += lines[section.line - 1 : after]
    text = "\n".join(found)
    # What is added begins a line of its own, and so may give the last line an end.
    return Document(text if not text or text.endswith("\n") else f"{text}\n")
