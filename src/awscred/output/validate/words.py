"""What the formats that other programs read say about a finding."""

from __future__ import annotations

from awscred.findings import Finding
from awscred.output.safe import escape


def one_line(finding: Finding) -> str:
    """What is wrong and what to do, in one line that is safe to show."""
    return escape(f"{finding.message} ({finding.hint})")
