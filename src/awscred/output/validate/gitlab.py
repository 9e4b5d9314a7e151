"""A report of `validate` as GitLab Code Quality, which merge requests show beside the lines."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from hashlib import sha256

from awscred.findings import ERROR, INFO, WARNING, Finding
from awscred.output.document import dump, masked
from awscred.output.safe import escape
from awscred.output.validate.showing import Checked, Showing
from awscred.output.validate.words import names_in, one_line

_SEVERITIES = {ERROR: "major", WARNING: "minor", INFO: "info"}
_LINE_NUMBERS = r"\b(lines?) \d+(?:(?:, | and | to |-)\d+)*"


def render(checked: Sequence[Checked], showing: Showing) -> str:
    """One issue for each finding, with paths from the root of the repository."""
    seen: Counter[str] = Counter()
    issues = [
        _issue(found, escape(showing.relative(one.path(found))), seen)
        for one in checked
        for found in one.report.findings
    ]
    return dump(masked(issues, names_in(checked)))


def _issue(finding: Finding, path: str, seen: Counter[str]) -> dict[str, object]:
    span = finding.place.span
    return {
        "description": one_line(finding),
        "check_name": finding.rule,
        "fingerprint": _fingerprint(finding, path, seen),
        "severity": _SEVERITIES[finding.severity],
        "location": {"path": path, "lines": {"begin": span.line, "end": span.end_line}},
    }


def _fingerprint(finding: Finding, path: str, seen: Counter[str]) -> str:
    """What GitLab recognizes a finding by: it stays the same if only the lines above it change.

    Findings that differ only in their lines are numbered in the order of the file. `seen` counts
    them.
    """
    words = re.sub(_LINE_NUMBERS, r"\1", one_line(finding))
    about = "\0".join((path, finding.rule, escape(finding.profile or ""), words))
    seen[about] += 1
    return sha256(f"{about}\0{seen[about]}".encode()).hexdigest()
