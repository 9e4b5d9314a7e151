"""The results of `validate`: findings, their fixes, and the report that contains them."""

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from awscred.tools.reading import Fault, Place, Reading, Verdict

ERROR, WARNING, INFO = "error", "warning", "info"
SEVERITIES = (ERROR, WARNING, INFO)


class Edit(NamedTuple):
    """Replaces the 1-based lines `first` to `last` of a file (none if last < first) by `lines`.

    `file` is "config" or "credentials". The lines have no line ends.
    """

    file: str
    first: int
    last: int
    lines: tuple[str, ...]

    def __repr__(self) -> str:  # the lines may contain secrets
        return f"<Edit of lines {self.first} to {self.last} of {self.file}>"


class Fix(NamedTuple):
    """How to fix a finding. `title` is an imperative: "move the comment up".

    After a `safe` fix, all tools read what was meant, and only one thing can have been meant. For
    other fixes, the user has to choose. The edits do not overlap.
    """

    title: str
    safe: bool
    edits: tuple[Edit, ...]


class Finding(NamedTuple):
    """One thing that is wrong or worth knowing, at one place.

    `message` says what is wrong, and `hint` what to do. Neither quotes a value that may be secret.
    Names from the files are not escaped: whoever shows a finding escapes them. `profile` is None if
    the finding is not about one profile. `tools` are those that do not do what is meant.
    """

    rule: str
    severity: str
    message: str
    hint: str
    place: Place
    profile: str | None
    tools: tuple[str, ...]
    fix: Fix | None = None


class Report(NamedTuple):
    """The findings in the order of the files, and every tool's verdict on every profile.

    `verdicts` has the verdicts by profile and tool, without tools that do not see the profile.
    `refusals` are the tools that refuse the files, with the reasons. `readings` is what each tool
    reads, with values and messages as they are. `ignored` are the findings that comments in the
    files turn off; they are not in `findings`. `unresolved` are the profiles that need what may be
    in a file that was not given: no verdict says that a tool refuses them. `named` are the profiles
    that the report is limited to; None means all.
    """

    findings: list[Finding]
    verdicts: dict[str, dict[str, Verdict]]
    refusals: dict[str, Fault]
    tools: tuple[str, ...]
    readings: Mapping[str, Reading] = {}
    ignored: Sequence[Finding] = ()
    unresolved: Collection[str] = ()
    named: Collection[str] | None = None

    def count(self, severity: str) -> int:
        """The number of findings of this severity."""
        return sum(finding.severity == severity for finding in self.findings)
