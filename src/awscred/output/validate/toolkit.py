"""A report of `validate` as the Toolkit's own log lines."""

from __future__ import annotations

from collections.abc import Sequence

from awscred.output.safe import escape
from awscred.output.validate.showing import Checked, Showing
from awscred.tools import tools_that


def render(checked: Sequence[Checked], showing: Showing) -> str:
    """The two log lines of the Toolkit's user guide, for each profile that it does not accept."""
    stamp = showing.now.strftime("%Y-%m-%d %H:%M:%S")
    lines = []
    profiles = [
        (name, verdicts, tools_that(report.tools, lambda does: does.explains))
        for report, *_ in checked
        for name, verdicts in report.verdicts.items()
    ]
    for name, verdicts, explaining in profiles:
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
