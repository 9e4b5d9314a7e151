"""A report of `validate` as JSON."""

from __future__ import annotations

from awscred.findings import ERROR, INFO, WARNING, Report
from awscred.output import SCHEMA, parts
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
            "profiles": len(files.profiles if report.named is None else report.named),
        },
        "findings": [parts.finding(finding, files) for finding in report.findings],
        "ignored": [parts.finding(finding, files) for finding in report.ignored],
        "verdicts": {
            profile: {tool: parts.verdict(verdict) for tool, verdict in verdicts.items()}
            for profile, verdicts in report.verdicts.items()
        },
    }
    return to_json(document, Names([*files.profiles, *report.verdicts]))
