"""What a tool makes of a pair of files: the one answer type of all readers."""

from typing import NamedTuple

from awscred.ini import Section, Span


class Place(NamedTuple):
    """A place in one of the two files; `file` is "config" or "credentials"."""

    file: str
    span: Span


class Verdict(NamedTuple):
    """How a tool judges one profile.

    `reason` is in the tool's own words, None where it accepts the profile. `kind` is the kind of
    credentials that the tool would use, None where it would use none. `key` is the setting that
    decided against the profile, None where no single one did. A `hidden` profile is accepted and
    yet not offered to the user.
    """

    accepted: bool
    reason: str | None
    kind: str | None
    key: str | None = None
    hidden: bool = False


class Fault(NamedTuple):
    """What a tool says about a line of a file, in its own words."""

    place: Place
    message: str


class Part(NamedTuple):
    """The settings that one section gives to a profile.

    `section` is where the profile's header stands, at 1-based `line`; `lines` has the line of each
    key, or is None where the section is plain and knows them itself.
    """

    file: str
    section: Section
    line: int
    values: dict[str, str]
    lines: dict[str, int] | None

    def place(self, key: str) -> Place:
        """Where a key of `values` stands."""
        if self.lines is not None:
            line = self.lines[key]
            return Place(self.file, Span(line, 1, line, len(key) + 1))
        return Place(self.file, self.section.find(key)[-1].key_span)


class Reading(NamedTuple):
    """One tool's view of a config and a credentials file.

    `error` says why the tool refuses the files as a whole (then there are no profiles), `faults`
    what else it complains about, and `skipped` are the lines that it passes over without a word.
    `profiles` has each profile's settings as the tool presents them; `parts` the sections that they
    come from, in the order in which the tool merges them.
    """

    tool: str
    error: Fault | None
    profiles: dict[str, dict[str, str]]
    verdicts: dict[str, Verdict]
    faults: list[Fault]
    skipped: list[Place]
    parts: dict[str, list[Part]]

    def place(self, profile: str, key: str | None = None) -> Place:
        """Where the tool has a profile's setting from; without a key (or that key), its header."""
        parts = self.parts[profile]
        for part in reversed(parts):
            if key is not None and key in part.values:
                return part.place(key)
        last = parts[-1]
        return Place(last.file, last.section.header_span._replace(line=last.line))
