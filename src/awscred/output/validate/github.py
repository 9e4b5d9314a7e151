"""A report of `validate` as workflow commands, which GitHub Actions shows beside the lines."""

from __future__ import annotations

from collections.abc import Sequence

from awscred.findings import ERROR, INFO, SEVERITIES, WARNING, Finding
from awscred.output.safe import escape, inert
from awscred.output.validate.showing import Checked, Showing
from awscred.output.validate.summary import summarize
from awscred.output.validate.words import one_line

_MOST_SHOWN = 10
"""Annotations of one severity that GitHub shows for one step."""
_COMMANDS = {ERROR: "error", WARNING: "warning", INFO: "notice"}
# A command is cut at these: in its message, and, among its properties, at two more.
_IN_MESSAGE = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_IN_PROPERTY = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"})


def render(checked: Sequence[Checked], showing: Showing) -> str:
    """One command a finding, errors first; then the summary, a command if anything is found."""
    findings = sorted(
        ((found, one.path(found)) for one in checked for found in one.report.findings),
        key=lambda pair: SEVERITIES.index(pair[0].severity),
    )
    summary = str(summarize(checked))
    if kinds := [found.severity for found, _ in findings]:
        summary = f"::{_COMMANDS[_severity(kinds)]} title=awscred::{summary.translate(_IN_MESSAGE)}"
    return (
        "".join(_command(found, showing.relative(path)) for found, path in findings)
        + f"{summary}\n"
    )


def _severity(kinds: Sequence[str]) -> str:
    """The worst severity from which GitHub shows one more annotation, else the worst of all."""
    worst = min(map(SEVERITIES.index, kinds))
    has_room = (kind for kind in SEVERITIES[worst:] if kinds.count(kind) < _MOST_SHOWN)
    return next(has_room, SEVERITIES[worst])


def _command(finding: Finding, path: str) -> str:
    span = finding.place.span
    properties = {
        "file": path,
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
