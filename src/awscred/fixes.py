"""Applies fixes: files and findings in, fixed files out, nothing written.

A fix is kept only if it is proven: the fixed files are read and checked again. Each fixed finding
must be gone, and there must be no new error and no new kind of warning, unless the tools that it
concerns could not use the profile before.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from awscred.findings import ERROR, WARNING, Edit, Finding, Report
from awscred.ini import Document
from awscred.profiles import CONFIG, CREDENTIALS, Files
from awscred.tools import TOOLS, read_each
from awscred.tools.reading import Verdict

_MOST_CHECKS = 200
"""The most times that files are checked again; then the remaining fixes are abandoned."""


class Fixed(NamedTuple):
    """The fixed files and their report, and the findings whose fixes were applied.

    `blocked` are the findings of the report whose fixes do not hold, and what each fix would do.
    """

    files: Files
    report: Report
    applied: list[Finding]
    blocked: Mapping[Finding, str] = {}


def apply(
    files: Files,
    validate: Callable[[Files], Report],
    *,
    unsafe: bool = False,
    only: Callable[[Finding], bool] = lambda _: True,
    most_checks: int = _MOST_CHECKS,
) -> Fixed:
    """The files with every fix that holds: the safe ones, and with `unsafe` also the others.

    `validate` returns the whole report, because a fix for one tool must not harm another. `only`
    selects the findings to fix. After `most_checks` checks, the rest is left unchanged.
    """
    fixed = Fixed(files, validate(files), [])
    checks = 0
    while True:
        fixable = [
            found
            for found in fixed.report.findings
            if found.fix is not None and (unsafe or found.fix.safe) and only(found)
        ]
        batches = _batches(fixable)
        before = fixed
        blocked: dict[Finding, str] = {}
        while batches and checks < most_checks:
            batch = batches.pop(0)
            checks += 1
            edited = _edited(before.files, batch)
            report = validate(edited)
            better = Fixed(edited, report, [*before.applied, *batch])
            harm = _harm(before, better)
            if harm is None:
                fixed = better
                break  # lines have moved: look again
            if len({found.profile for found in batch}) == 1:  # fixes that may need each other
                blocked = dict.fromkeys(batch, harm) | blocked
            batches[:0] = _halves(batch)
        if fixed is before:
            return fixed._replace(blocked=blocked)


def _batches(findings: Sequence[Finding]) -> list[list[Finding]]:
    """The findings in batches. No two fixes of a batch change the same line."""
    batches = []
    while findings:
        taken: set[tuple[str, int]] = set()
        batch: list[Finding] = []
        rest: list[Finding] = []
        for found in findings:
            lines = _lines(found)
            (batch if taken.isdisjoint(lines) else rest).append(found)
            taken |= lines
        batches.append(batch)
        findings = rest
    return batches


def _halves(batch: Sequence[Finding]) -> list[list[Finding]]:
    """Two halves of a batch. The findings of a profile stay together as long as possible.

    Fixes may need each other: for example, if a key id and its secret are both misspelled.
    """
    if len(batch) < 2:
        return []
    names = list(dict.fromkeys(found.profile for found in batch))
    first = set(names[: len(names) // 2])
    if first:
        return [
            [found for found in batch if found.profile in first],
            [found for found in batch if found.profile not in first],
        ]
    half = len(batch) // 2
    return [[*batch[:half]], [*batch[half:]]]


def _lines(found: Finding) -> set[tuple[str, int]]:
    """The lines that a finding's fix changes."""
    return {
        (edit.file, number)
        for edit in (found.fix.edits if found.fix else ())
        for number in range(edit.first, max(edit.first, edit.last) + 1)
    }


def _harm(before: Fixed, after: Fixed) -> str | None:
    """What is wrong with fixes, as the end of "it would ..."; None if they hold.

    They hold if what was fixed is gone, nothing worse is there, and no tool refuses what it
    accepted. A new info, or one more warning of a rule that had one, does not prevent the fix of an
    error.
    """
    old, new, harmful = (
        Counter(map(_kind, found))
        for found in (
            before.report.findings,
            after.report.findings,
            [found for found in after.report.findings if _was_used(found, before.report)],
        )
    )
    fixed = Counter(map(_kind, after.applied[len(before.applied) :]))
    if any(new[kind] + count > old[kind] for kind, count in fixed.items()):
        return "leave the problem"
    warned = {found.rule for found in before.report.findings if found.severity == WARNING}
    for rule, severity, profile in harmful:
        kind = rule, severity, profile
        if severity == ERROR and harmful[kind] > old[kind]:
            return f"cause an error ({rule})"
        if severity == WARNING and rule not in warned:
            return f"cause a warning ({rule})"
    tool = _refusing_more(before, after)
    return f"make {TOOLS[tool].title} refuse what it accepts now" if tool else None


def _kind(found: Finding) -> tuple[str, str, str | None]:
    """The rule, severity and profile, by which findings are counted."""
    return found.rule, found.severity, found.profile


def _was_used(found: Finding, before: Report) -> bool:
    """Whether a finding concerns a tool that accepted the profile before, or all profiles.

    If a tool could not use a profile before, what a fix reveals in it is not the fault of the fix.
    """
    if found.profile is None:
        return True
    verdicts = before.verdicts.get(found.profile, {})
    return any(tool in verdicts and verdicts[tool].accepted for tool in found.tools)


def _refusing_more(before: Fixed, after: Fixed) -> str | None:
    """A tool that refuses files or a profile that it accepted before; None if there is none."""
    refusals = before.report.refusals
    then = after.report.verdicts
    for tool in after.report.refusals:
        if tool not in refusals:
            return tool
    for name, verdicts in before.report.verdicts.items():
        if (refusing := _refusing(verdicts, then.get(name, {}))) is not None:
            return refusing
    return next(
        (tool for tool in refusals if not _reads_each(tool, before.files, after.files)), None
    )


def _refusing(before: Mapping[str, Verdict], then: Mapping[str, Verdict]) -> str | None:
    """The key of a verdict that accepted something and now refuses it; None if there is none."""
    lost = (key for key, found in before.items() if found.accepted and key in then)
    return next((key for key in lost if not (then[key].accepted or then[key].lacks)), None)


def _reads_each(tool: str, before: Files, after: Files) -> bool:
    """Whether a tool that refuses one of the files still reads the other one and accepts the
    same."""
    then = read_each(tool, after.config, after.credentials)
    return all(
        file in then and _refusing(reading.verdicts, then[file].verdicts) is None
        for file, reading in read_each(tool, before.config, before.credentials).items()
    )


def _edited(files: Files, findings: Sequence[Finding]) -> Files:
    edits = [edit for found in findings if found.fix for edit in found.fix.edits]
    config, credentials = (
        _replace(files.document(file), [edit for edit in edits if edit.file == file])
        for file in (CONFIG, CREDENTIALS)
    )
    return files.with_documents(config, credentials)


def _replace(document: Document, edits: Sequence[Edit]) -> Document:
    """The document with lines replaced; new lines get the line ends of those that they replace."""
    if not edits:
        return document
    lines = document.lines
    kept: list[str] = []
    at = 0
    edits = sorted(edits, key=lambda edit: (edit.first, edit.last))
    for edit in edits:
        kept += lines[at : edit.first - 1]
        at = max(edit.last, edit.first - 1)
        old = lines[edit.first - 1] if edit.first <= len(lines) else ""
        carriage = "\r" if old.endswith("\r") and edit.first < len(lines) else ""
        kept += [line + carriage for line in edit.lines]
    kept += lines[at:]
    if at >= len(lines) and lines[-1] and kept and not edits[-1].lines:
        kept.append("")  # the last line was removed: the one before keeps its newline
    return Document("\n".join(kept))
