"""Comments that turn rules off: `# awscred: ignore[RULE, RULE]` on the line above."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from awscred.ini import Span
from awscred.profiles import CONFIG, CREDENTIALS, Files

if TYPE_CHECKING:
    from awscred.findings import Finding
    from awscred.tools.reading import Place

_IGNORE = r"[#;]\s*awscred:\s*ignore\b(?:\s*\[([^\[\]]*)\])?"
_MARK = "awscred:"


class Ignore(NamedTuple):
    """A rule that a comment names; "" if the comment names none.

    `place` is the place of the name. `lines` are the 1-based lines where the rule is off: the next
    line, and the first one that is not a comment. It is empty if the comment follows something else
    on its line: the AWS CLI reads that as part of a value, so the comment turns nothing off.
    """

    rule: str
    place: Place
    lines: tuple[int, ...]


def has_ignores(files: Files) -> bool:
    """Whether the files may have such comments. Fast."""
    return any(_MARK in files.document(file).text for file in (CONFIG, CREDENTIALS))


def ignores(files: Files) -> list[Ignore]:
    """All rules that such comments name, in the order of the files."""
    if not has_ignores(files):
        return []
    return [found for file in (CONFIG, CREDENTIALS) for found in _in_file(files, file)]


def switched_off(found: Sequence[Ignore]) -> Mapping[tuple[str, int], set[str]]:
    """The rules that are off, by file and 1-based line."""
    off: dict[tuple[str, int], set[str]] = defaultdict(set)
    for ignore in found:
        for line in ignore.lines:
            off[ignore.place.file, line].add(ignore.rule)
    return off


def is_ignored(found: Finding, off: Mapping[tuple[str, int], set[str]]) -> bool:
    """Whether a comment turns off the rule of a finding on its line."""
    return found.rule in off.get((found.place.file, found.place.span.line), ())


def _in_file(files: Files, file: str) -> Iterator[Ignore]:
    waiting: list[tuple[str, Place]] = []  # names in the comments directly above
    for number, line in enumerate(files.document(file).lines, 1):
        named = list(_named(file, number, line)) if _MARK in line else []
        if line.lstrip()[:1] in ("#", ";"):
            waiting += named
            continue
        for rule, place in waiting:
            yield Ignore(rule, place, (place.span.line + 1, number))
        waiting.clear()
        for rule, place in named:
            yield Ignore(rule, place, ())
    for rule, place in waiting:
        yield Ignore(rule, place, (place.span.line + 1,))


def _named(file: str, number: int, line: str) -> Iterator[tuple[str, Place]]:
    from awscred.tools.reading import Place  # not needed by `list`

    for comment in re.finditer(_IGNORE, line):
        names = list(re.finditer(r"[^\s,]+", comment[1] or ""))
        for name in names:
            start = comment.start(1)
            span = Span(number, start + name.start() + 1, number, start + name.end() + 1)
            yield name[0], Place(file, span)
        if not names:
            span = Span(number, comment.start() + 1, number, comment.end() + 1)
            yield "", Place(file, span)
