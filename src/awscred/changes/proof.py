"""The proof of a change: what every modeled reader sees before and after it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from functools import partial
from typing import TypeAlias

from awscred.changes.limits import is_limited, unpoured, within_limits
from awscred.errors import AwscredError
from awscred.findings import INFO
from awscred.headers import TYPES
from awscred.ini import Document
from awscred.partial_documents import left_out, whole, with_headers
from awscred.profiles import CONFIG, CREDENTIALS, Files
from awscred.tools import (
    TOOLS,
    default_tools,
    in_order,
    load,
    name_tools,
    read,
    read_each,
    tools_that,
)
from awscred.tools.reading import Reading

_BOTH = (CONFIG, CREDENTIALS)

Outcome: TypeAlias = bool | None
"""Whether a tool sees a change: as asked for (True), not at all (None), or differently (False)."""
Judge: TypeAlias = Callable[[Reading, Reading, Files, Collection[str]], Outcome]


def prove(
    before: Files, after: Files, what: str, judge: Judge, kind: str = "profile"
) -> tuple[str, ...]:
    """The default tools that do not see a change at all. All others see it as asked for.

    `judge` gets what a tool reads before and after, the files as a person sees them before (what
    may be related to the change), and the files that were read: both, or only one. `kind` is the
    type of section that changes: tools that never read it do not count as unseeing.

    A default tool must see exactly what was asked for, in both files together, or in each that it
    does not refuse already. Any other tool must do so in each file alone, except in sections that
    it misreads anyway: its limits are not the fault of the change.

    Raises AwscredError, about `what`, if any tool would read something else, or if no default tool
    would see the change. Its hint names the line that is to blame, if `validation` finds one.
    """
    if (before.config, before.credentials) == (after.config, after.credentials):
        return ()
    hint = partial(_to_fix, before, after)
    before, after = _alike(before, after)
    _check_rest(before, after)
    outcomes: dict[str, Outcome] = {}
    for tool in TOOLS:
        was, now = unpoured(before, after) if load(tool).HABITS.pours else (before, after)
        old = None if is_limited(tool) else read(tool, was.config, was.credentials)
        if old is None or old.error is not None:
            outcome: Outcome = _reads_each(tool, was, now, judge)
        else:
            new = read(tool, now.config, now.credentials)
            outcome = outcomes[tool] = new.error is None and judge(old, new, before, _BOTH)
        if outcome is False:
            why = "" if is_limited(tool) else ", because of a problem in the files"
            raise AwscredError(f"{TOOLS[tool].title} would misread {what}{why}", hint([tool]))
    usual = tools_that(default_tools(), lambda habits: kind in habits.types)
    unseen = tuple(tool for tool in usual if outcomes.get(tool, True) is None)
    if unseen and not any(outcomes.get(tool) for tool in usual):
        raise AwscredError(f"{name_tools(usual, unseen)} would not read {what}", hint(unseen))
    return unseen


def _reads_each(tool: str, before: Files, after: Files, judge: Judge) -> bool:
    """Whether a tool still reads each file that it reads alone, changed as asked for."""
    then = read_each(tool, after.config, after.credentials)
    return all(
        file in then and _judged(judge, reading, then[file], before, after, file) is not False
        for file, reading in read_each(tool, before.config, before.credentials).items()
    )


def _judged(
    judge: Judge, old: Reading, new: Reading, before: Files, after: Files, file: str
) -> Outcome:
    """Whether a tool sees the change of a file that it reads alone, within its limits."""
    outcome = judge(old, new, before, (file,))
    if outcome is False and is_limited(old.tool):
        old, new = within_limits(old, new, _only(before, file), _only(after, file))
        is_same = all(old.named(kind) == new.named(kind) for kind in TYPES)
        return None if is_same else judge(old, new, before, (file,))
    return outcome


def _only(files: Files, file: str) -> Files:
    """The files, with nothing in the other one."""
    empty = Document()
    if file == CONFIG:
        return files.with_documents(files.config, empty)
    return files.with_documents(empty, files.credentials)


def _check_rest(before: Files, after: Files) -> None:
    """Raise AwscredError if lines outside the change differ.

    Blank lines and line ends may differ, because a new section has a gap above. There may be new
    comments: those after a removed section then belong to the section above.
    """
    for file in (CONFIG, CREDENTIALS):
        if before.document(file) == after.document(file):
            continue
        old, new = left_out(before.document(file)), left_out(after.document(file))
        if old != new and not _is_kept(_written(old), _written(new)):
            raise AwscredError(
                f"other profiles in {before.path(file)} would also change; nothing was written",
                "please report this: this is a bug in awscred",
            )


def _written(lines: list[str]) -> list[str]:
    return [line.removesuffix("\r") for line in lines if line.strip()]


def _is_kept(old: list[str], new: list[str]) -> bool:
    """Whether the new lines are the old ones in their order, with at most comments added."""
    wanted = iter([*old, ""])  # "" marks the end
    line = next(wanted)
    for other in new:
        if other == line:
            line = next(wanted)
        elif other.lstrip()[0] not in "#;":
            return False
    return line == ""


def _to_fix(before: Files, after: Files, tools: Collection[str]) -> str:
    """The hint to fix a problem first: one that these tools misread, in the changed lines."""
    touched = {
        file: _touched(before.document(file), after.document(file))
        for file in (CONFIG, CREDENTIALS)
    }
    from awscred import validation  # imports all rules, needed only if something is wrong
    from awscred.rules import THEMES

    about_form = {rule.id for theme in THEMES if theme.is_form for rule in theme.rules}
    asked = in_order(tuple(TOOLS), {*default_tools(), *tools})
    for found in validation.validate(before.whole(), asked).findings:
        line = found.place.span.line
        if (
            not set(found.tools).isdisjoint(tools)
            and found.rule in about_form
            and found.severity != INFO
            and line in touched[found.place.file]
        ):
            where = f"{before.path(found.place.file)}:{line}"
            return f"fix {where} first: {found.message}; run `awscred validate` to see more"
    if limited := next(filter(is_limited, tools), None):
        return (
            f"if you do not use {TOOLS[limited].title}, make the change with `awscred edit`; "
            f"otherwise see `awscred validate --for {limited}`"
        )
    return "run `awscred validate`, and fix what it reports first"


def _touched(before: Document, after: Document) -> range:
    """The lines of all sections between the first and the last change of a document."""
    old, new = before.lines, after.lines
    if old == new:
        return range(0)
    first, last = _same(old, new) + 1, len(old) - _same(old[::-1], new[::-1])
    sections = whole(before)
    return range(sections.section_at(first).line, sections.section_at(last).last_line + 1)


def _same(old: Sequence[str], new: Sequence[str]) -> int:
    """The number of equal lines at the beginning."""
    pairs = enumerate(zip(old, new, strict=False))
    return next((number for number, (a, b) in pairs if a != b), min(len(old), len(new)))


def _alike(before: Files, after: Files) -> tuple[Files, Files]:
    """Both pairs of files, reduced to the same sections if they are partial documents."""
    config, new_config = _same_headers(_ended(before.config, after.config), after.config)
    credentials, new_credentials = _same_headers(
        _ended(before.credentials, after.credentials), after.credentials
    )
    return (
        before.with_documents(config, credentials),
        after.with_documents(new_config, new_credentials),
    )


def _same_headers(*pair: Document) -> Iterable[Document]:
    """A document before and after, reduced to the same sections if they are partial."""
    before, after = ([section.header for section in document.sections] for document in pair)
    if before == after:
        return pair
    both = frozenset((*before, *after))
    return [with_headers(document, both) for document in pair]


def _ended(old: Document, new: Document) -> Document:
    """A document, with the line end that added text gave its last line."""
    is_added = len(new.text) > len(old.text) and new.text.startswith(old.text)
    if is_added and old.text and not old.text.endswith("\n"):
        return old.with_text(f"{old.text}\n")
    return old
