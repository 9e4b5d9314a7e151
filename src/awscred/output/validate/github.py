"""A report of `validate` as workflow commands, which GitHub Actions shows beside the lines."""

from __future__ import annotations

from collections.abc import Callable

from awscred.findings import ERROR, INFO, WARNING, Finding, Report
from awscred.output.safe import escape, inert
from awscred.output.validate.showing import Showing
from awscred.profiles import Files

_COMMANDS = {ERROR: "error", WARNING: "warning", INFO: "notice"}
# A command is cut at these: in its message, and, among its properties, at two more.
_IN_MESSAGE = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_IN_PROPERTY = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"})


def render(report: Report, files: Files, showing: Showing) -> str:
    """One command a finding."""
    return "".join(_command(finding, files, showing.relative) for finding in report.findings)


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
    message = inert(escape(f"{finding.message} ({finding.hint})")).translate(_IN_MESSAGE)
    return f"::{_COMMANDS[finding.severity]} {told}::{message}\n"
