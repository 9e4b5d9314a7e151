"""What the formats that other programs read say about a finding."""

from __future__ import annotations

from awscred.findings import Finding
from awscred.output import DOCS
from awscred.output.safe import escape


def one_line(finding: Finding) -> str:
    """What is wrong and what to do, in one line that is safe to show."""
    return escape(f"{finding.message} ({finding.hint})")


def rule_address(rule: str) -> str:
    """The address of the page that explains a rule."""
    return f"{DOCS}/rules.md#{rule}"
