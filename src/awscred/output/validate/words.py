"""What the formats that other programs read say about a finding."""

from __future__ import annotations

from collections.abc import Iterable

from awscred.findings import Finding
from awscred.output.names import Names
from awscred.output.safe import escape
from awscred.output.validate.showing import Checked


def one_line(finding: Finding) -> str:
    """What is wrong and what to do, in one line that is safe to show."""
    return escape(f"{finding.message} ({finding.hint})")


def names_in(checked: Iterable[Checked]) -> Names:
    """The names of all profiles of a report, none of which may show a secret."""
    return Names(name for one in checked for name in one.files.profiles)
