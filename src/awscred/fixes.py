"""Fixes applied: files and findings in, mended files out, nothing written.

A fix is kept only where it is proven: the mended files are read and checked again, and a finding
must have gone for every fix, and none have come.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from awscred.findings import Edit, Finding, Report
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
            if len(batch) > 1:
                half = len(batch) // 2
                batches[:0] = [batch[:half], batch[half:]]
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


def _lines(found: Finding) -> set[tuple[str, int]]:
    """The lines that a finding's fix touches."""
    return {
        (edit.file, number)
        for edit in (found.fix.edits if found.fix else ())
        for number in range(edit.first, max(edit.first, edit.last) + 1)
    }


def _is_better(before: Fixed, after: Fixed) -> bool:
    """Whether a finding has gone for each fix, none has come, and no tool refuses what it took."""
    old, new = (
        Counter((found.rule, found.severity, found.profile) for found in fixed.report.findings)
        for fixed in (before, after)
    )
    then = after.report.verdicts
    return (
        new <= old
        and new.total() <= old.total() - (len(after.applied) - len(before.applied))
        and after.report.refusals.keys() <= before.report.refusals.keys()
        and all(
            _are_accepted(verdicts, then.get(name, {}))
            for name, verdicts in before.report.verdicts.items()
        )
        and all(_reads_each(tool, before.files, after.files) for tool in before.report.refusals)
    )


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
