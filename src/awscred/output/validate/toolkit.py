"""A report of `validate` as the Toolkit's own log lines."""

from __future__ import annotations

from awscred.findings import Report
from awscred.output.safe import escape
from awscred.output.validate.showing import Showing
from awscred.profiles import Files
from awscred.tools import tools_that


def render(report: Report, _files: Files, showing: Showing) -> str:
    """The two log lines of the Toolkit's user guide, for each profile that it does not accept."""
    stamp = showing.now.strftime("%Y-%m-%d %H:%M:%S")
    lines = []
    explaining = tools_that(report.tools, lambda does: does.explains)
    for name, verdicts in report.verdicts.items():
        refused = (verdicts[tool] for tool in explaining if tool in verdicts)
        for verdict in (found for found in refused if not found.accepted):
            lines.append(
                f"{stamp} [ERROR]: Profile [{name}] is not a valid Credential Profile: "
                f"{verdict.reason}"
            )
            lines.append(
                f"{stamp} [WARN]: Shared Credentials Profile [{name}] is not valid. "
                "It will not be used by the toolkit."
            )
    return "".join(f"{escape(line)}\n" for line in lines)
