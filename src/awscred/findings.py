"""What `validate` has to say: findings, their fixes, and the report that gathers them."""

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from awscred.tools.reading import Fault, Place, Reading, Verdict

ERROR, WARNING, INFO = "error", "warning", "info"
SEVERITIES = (ERROR, WARNING, INFO)


class Edit(NamedTuple):
    """The 1-based lines `first` to `last` of a file (none where last < first) become `lines`.

    `file` is "config" or "credentials"; the lines come without line ends.
    """

    file: str
    first: int
    last: int
    lines: tuple[str, ...]

    def __repr__(self) -> str:  # the lines may hold secrets
        return f"<Edit of lines {self.first} to {self.last} of {self.file}>"


class Fix(NamedTuple):
    """How a finding can be fixed. `title` is an imperative: "move the comment up".

    A `safe` fix makes all tools read what was meant, and there is only one thing that can have been
    meant; any other is the user's to choose. The edits do not overlap.
    """

    title: str
    safe: bool
    edits: tuple[Edit, ...]


class Finding(NamedTuple):
    """One thing that is wrong, or worth knowing, at one place.

    `message` says what, `hint` what to do; neither quotes a value that may be secret. Names from
    the files stand in them as they are: whoever shows a finding escapes it. `profile` is None where
    the finding concerns no single profile; `tools` are those that do not do what is meant.
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

    `verdicts` maps a profile's name to tool names to verdicts; a tool that does not see the profile
    is not among them. `refusals` are the tools that refuse the files as a whole, and why;
    `readings` is what each tool reads, values and words as they are. `ignored` are the findings
    that comments in the files switch off; they are not among `findings`. `unresolved` are the
    profiles that need what may be in a file that was not given: no verdict says that a tool refuses
    them.
    """

    findings: list[Finding]
    verdicts: dict[str, dict[str, Verdict]]
    refusals: dict[str, Fault]
    tools: tuple[str, ...]
    readings: Mapping[str, Reading] = {}
    ignored: Sequence[Finding] = ()
    unresolved: Collection[str] = ()

    def count(self, severity: str) -> int:
        """How many findings have that severity."""
        return sum(finding.severity == severity for finding in self.findings)
