"""A report of `validate` as JSON, and as the Toolkit's own log lines."""

from __future__ import annotations

from datetime import datetime

from awscred.findings import ERROR, INFO, WARNING, Finding, Report
from awscred.output.document import to_json
from awscred.output.names import Names
from awscred.output.rows import SCHEMA
from awscred.output.safe import escape
from awscred.profiles import Files


def as_json(report: Report, files: Files) -> str:
    """The `validate` document of the contract; each finding has a `hint` besides."""
    document = {
        "schema": SCHEMA,
        "summary": {
            "errors": report.count(ERROR),
            "warnings": report.count(WARNING),
            "infos": report.count(INFO),
            "profiles": len(files.profiles),
        },
        "findings": [_finding(finding, files) for finding in report.findings],
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


def as_toolkit_log(report: Report, now: datetime) -> str:
    """The two log lines that the Toolkit's user guide shows, for each profile it does not accept.

    `now` is the local time that the lines carry.
    """
    stamp = now.strftime("%Y-%m-%d %H:%M:%S")
    lines = []
    for name, verdicts in report.verdicts.items():
        verdict = verdicts.get("toolkit")
        if verdict and not verdict.accepted:
            lines.append(
                f"{stamp} [ERROR]: Profile [{name}] is not a valid Credential Profile: "
                f"{verdict.reason}"
            )
            lines.append(
                f"{stamp} [WARN]: Shared Credentials Profile [{name}] is not valid. "
                "It will not be used by the toolkit."
            )
    return "".join(f"{escape(line)}\n" for line in lines)
