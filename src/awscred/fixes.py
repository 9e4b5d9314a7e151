"""Fixes applied: files and findings in, mended files out, nothing written.

A fix is kept only if it is proven: the fixed files are read and checked again, each finding that
was fixed must be gone, and there must be no new error and no new kind of warning.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from awscred.findings import ERROR, WARNING, Edit, Finding, Report
from awscred.ini import Document
from awscred.profiles import CONFIG, CREDENTIALS, Files
from awscred.tools import read_each
from awscred.tools.reading import Verdict

_MOST_CHECKS = 200
"""How often files are checked again before what is left of the fixes is given up."""


class Fixed(NamedTuple):
    """The mended files and their report, and the findings whose fixes went into them."""

    files: Files
    report: Report
    applied: list[Finding]


def apply(
    files: Files,
    validate: Callable[[Files], Report],
    *,
    unsafe: bool = False,
    only: Callable[[Finding], bool] = lambda _: True,
    most_checks: int = _MOST_CHECKS,
) -> Fixed:
    """The files with every fix that holds: safe ones, and with `unsafe` the others too.

    `validate` makes the whole report of files, as a fix for one tool must not harm another; `only`
    tells which of its findings to mend. After `most_checks`, the rest is left as it is.
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
        while batches and checks < most_checks:
            batch = batches.pop(0)
            checks += 1
            mended = _edited(before.files, batch)
            report = validate(mended)
            better = Fixed(mended, report, [*before.applied, *batch])
            if _is_better(before, better):
                fixed = better
                break  # the rest has moved: look again
            batches[:0] = _halves(batch)
        if fixed is before:
            return fixed


def _batches(findings: Sequence[Finding]) -> list[list[Finding]]:
    """The findings in batches, the fixes of each of which touch no line in common."""
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
    """Two halves of a batch; what belongs to one profile stays together as long as possible.

    Fixes may need each other: a key id and its secret that are both misspelled.
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
    """The lines that a finding's fix touches."""
    return {
        (edit.file, number)
        for edit in (found.fix.edits if found.fix else ())
        for number in range(edit.first, max(edit.first, edit.last) + 1)
    }


def _is_better(before: Fixed, after: Fixed) -> bool:
    """Whether what was fixed is gone, nothing worse has come, and no tool refuses what it accepted.

    A new info, or one more warning of a rule that had one, is no reason to leave an error.
    """
    old, new = (
        Counter((found.rule, found.severity, found.profile) for found in fixed.report.findings)
        for fixed in (before, after)
    )
    fixed = Counter(
        (found.rule, found.severity, found.profile)
        for found in after.applied[len(before.applied) :]
    )
    then = after.report.verdicts
    return (
        all(new[key] + count <= old[key] for key, count in fixed.items())
        and all(new[key] <= old[key] for key in new if key[1] == ERROR)
        and _warning_rules(after.report) <= _warning_rules(before.report)
        and after.report.refusals.keys() <= before.report.refusals.keys()
        and all(
            _are_accepted(verdicts, then.get(name, {}))
            for name, verdicts in before.report.verdicts.items()
        )
        and all(_reads_each(tool, before.files, after.files) for tool in before.report.refusals)
    )


def _count(findings: Sequence[Finding]) -> Counter[tuple[str, str, str | None]]:
    return Counter((found.rule, found.severity, found.profile) for found in findings)


def _warning_rules(report: Report) -> set[str]:
    return {found.rule for found in report.findings if found.severity == WARNING}


def _are_accepted(before: Mapping[str, Verdict], then: Mapping[str, Verdict]) -> bool:
    """Whether no verdict that accepted something has become one that refuses it."""
    return all(
        then[key].accepted for key, verdict in before.items() if verdict.accepted and key in then
    )


def _reads_each(tool: str, before: Files, after: Files) -> bool:
    """Whether a tool that refuses a file goes on to read the other one, and what that one has."""
    then = read_each(tool, after.config, after.credentials)
    return all(
        file in then and _are_accepted(reading.verdicts, then[file].verdicts)
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
    """The document with lines replaced; new lines end as the ones that they replace."""
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
        kept.append("")  # the last line is gone: the one that is last now keeps its newline
    return Document("\n".join(kept))
