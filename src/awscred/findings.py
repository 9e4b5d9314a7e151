"""What `validate` has to say: findings, and the report that gathers them."""

from typing import NamedTuple

from awscred.readers.reading import Place, Verdict

ERROR, WARNING, INFO = "error", "warning", "info"
SEVERITIES = (ERROR, WARNING, INFO)


class Finding(NamedTuple):
    """One thing that is wrong, or worth knowing, at one place.

    `message` says what, `hint` what to do; neither quotes a value that may be secret. Names from
    the files stand in them as they are: whoever shows a finding escapes it. `profile` is None where
    the finding concerns no single profile; `tools` are the tools that it concerns.
    """

    rule: str
    severity: str
    message: str
    hint: str
    place: Place
    profile: str | None
    tools: tuple[str, ...]


class Report(NamedTuple):
    """The findings in the order of the files, and every tool's verdict on every profile.

    `verdicts` maps a profile's name to tool names to verdicts.
    """

    findings: list[Finding]
    verdicts: dict[str, dict[str, Verdict]]

    def count(self, severity: str) -> int:
        """How many findings have that severity."""
        return sum(finding.severity == severity for finding in self.findings)
