"""A report of `validate` as workflow commands, which GitHub Actions shows beside the lines."""

from __future__ import annotations

from collections.abc import Callable

from awscred.findings import ERROR, INFO, SEVERITIES, WARNING, Finding, Report
from awscred.output.safe import escape, inert
from awscred.output.validate.showing import Showing
from awscred.output.validate.summary import summarize
from awscred.output.validate.words import one_line
from awscred.profiles import Files

_MOST_SHOWN = 10
"""Annotations of one severity that GitHub shows for one step."""
_COMMANDS = {ERROR: "error", WARNING: "warning", INFO: "notice"}
# A command is cut at these: in its message, and, among its properties, at two more.
_IN_MESSAGE = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_IN_PROPERTY = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"})


def render(report: Report, files: Files, showing: Showing) -> str:
    """One command a finding, errors first; then the summary, a command if anything is found."""
    findings = sorted(report.findings, key=lambda found: SEVERITIES.index(found.severity))
    summary = str(summarize(report, files))
    if findings:
        summary = (
            f"::{_COMMANDS[_severity(report)]} title=awscred::{summary.translate(_IN_MESSAGE)}"
        )
    return "".join(_command(found, files, showing.relative) for found in findings) + f"{summary}\n"


def _severity(report: Report) -> str:
    """The worst severity from which GitHub shows one more annotation, else the worst of all."""
    worst = min(SEVERITIES.index(found.severity) for found in report.findings)
    has_room = (kind for kind in SEVERITIES[worst:] if report.count(kind) < _MOST_SHOWN)
    return next(has_room, SEVERITIES[worst])


def _command(finding: Finding, files: Files, relative: Callable[[str], str]) -> str:
    span = finding.place.span
    properties = {
        "file": relative(files.path(finding.place.file)),
        "line": span.line,
        "endLine": span.end_line,
        "title": f"awscred: {finding.rule}",
    }
    if span.line == span.end_line:  # GitHub refuses columns of a place that spans lines
        properties |= {"col": span.column, "endColumn": span.end_column}
    told = ",".join(
        f"{name}={escape(str(value)).translate(_IN_PROPERTY)}" for name, value in properties.items()
    )
    message = inert(one_line(finding)).translate(_IN_MESSAGE)
    return f"::{_COMMANDS[finding.severity]} {told}::{message}\n"
