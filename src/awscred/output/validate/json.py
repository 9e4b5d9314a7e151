"""A report of `validate` as JSON."""

from __future__ import annotations

from awscred.findings import ERROR, INFO, WARNING, Finding, Report
from awscred.output import SCHEMA
from awscred.output.document import to_json
from awscred.output.names import Names
from awscred.output.validate.showing import Showing
from awscred.profiles import Files


def render(report: Report, files: Files, _: Showing) -> str:
    """The `validate` document of the contract, with each finding's `hint` and what is ignored."""
    document = {
        "schema": SCHEMA,
        "summary": {
            "errors": report.count(ERROR),
            "warnings": report.count(WARNING),
            "infos": report.count(INFO),
            "profiles": len(files.profiles),
        },
        "findings": [_finding(finding, files) for finding in report.findings],
        "ignored": [_finding(finding, files) for finding in report.ignored],
        "verdicts": {
            profile: {
                tool: {
                    "accepted": verdict.accepted,
                    "reason": verdict.reason,
                    "kind": verdict.kind,
                }
                for tool, verdict in verdicts.items()
            }
            for profile, verdicts in report.verdicts.items()
        },
    }
    return to_json(document, Names([*files.profiles, *report.verdicts]))


def _finding(finding: Finding, files: Files) -> dict[str, object]:
    span = finding.place.span
    return {
        "rule": finding.rule,
        "severity": finding.severity,
        "message": finding.message,
        "hint": finding.hint,
        "profile": finding.profile,
        "path": files.path(finding.place.file),
        "line": span.line,
        "column": span.column,
        "end_line": span.end_line,
        "end_column": span.end_column,
        "tools": list(finding.tools),
        "fix": None
        if finding.fix is None
        else {"safe": finding.fix.safe, "title": finding.fix.title},
    }
