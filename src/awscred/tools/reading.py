"""What a tool makes of a pair of files: the one answer type of all readers, and shared steps."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple, TypeAlias

from awscred.ini import Document, Section, Span, is_utf8

Value: TypeAlias = str | Mapping[str, str]
"""A setting's value; a mapping where the tool nests the settings below it."""
Settings: TypeAlias = Mapping[str, Value]

# What the tools' languages take for white space. Python's `str.strip` has its own set.
JAVASCRIPT_SPACE = (
    "\t\n\v\f\r \xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000\ufeff"
)
UNICODE_SPACE = JAVASCRIPT_SPACE.replace("\ufeff", "\x85")  # Go's and Rust's
BLANK = " \t"
JAVASCRIPT_COMMENT = rf"(?s)(?:^|[{JAVASCRIPT_SPACE}])[#;].*"
"""What the Toolkit and the JavaScript SDK drop from a line."""
JAVASCRIPT_PROTOTYPE = "__proto__"
"""A name that stores no text: an object takes only another object for its prototype."""


class Place(NamedTuple):
    """A place in one of the two files; `file` is "config" or "credentials"."""

    file: str
    span: Span


class Verdict(NamedTuple):
    """How a tool judges one profile.

    `reason` is in the tool's own words, None if it accepts the profile. `kind` is the kind of
    credentials that the tool goes for (one of profiles.KINDS), None if it finds none. `key` is
    the setting that decided against the profile, None if no single one did; `token` is the
    setting that a temporary key's token comes from. A `hidden` profile is accepted and yet not
    offered to the user. `lacks` is the setting that the tool does not support, if it refuses the
    profile or uses other credentials only because of that; None otherwise.
    """

    accepted: bool
    reason: str | None
    kind: str | None
    key: str | None = None
    hidden: bool = False
    token: str | None = None
    lacks: str | None = None

    def __repr__(self) -> str:  # the reason may quote a secret
        return f"<Verdict: {'accepted' if self.accepted else 'refused'}, {self.kind}>"


class Fault(NamedTuple):
    """What a tool says about a line of a file, in its own words."""

    place: Place
    message: str

    def __repr__(self) -> str:  # the words may quote a secret
        return f"<Fault at {self.place}>"


class Part(NamedTuple):
    """The settings that one section gives to a profile.

    `section` is where the profile's header stands, at 1-based `line`; `lines` has the line of each
    key, or is None if the section is plain and knows them itself.
    """

    file: str
    section: Section
    line: int
    values: dict[str, str]
    lines: dict[str, int] | None

    def __repr__(self) -> str:
        return f"<Part of {self.file} from line {self.line}>"

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
    `profiles` has each profile's settings as the tool presents them, `sessions` those of the
    `[sso-session NAME]` sections; `parts` the sections that profiles come from, in the order in
    which the tool merges them, where its reader keeps them.
    """

    tool: str
    error: Fault | None
    profiles: Mapping[str, Settings]
    sessions: Mapping[str, Settings]
    verdicts: Mapping[str, Verdict]
    faults: Sequence[Fault] = ()
    skipped: Sequence[Place] = ()
    parts: Mapping[str, list[Part]] = {}

    def __repr__(self) -> str:  # the settings hold secrets
        return f"<Reading by {self.tool}: {len(self.profiles)} profiles>"

    def place(self, profile: str, key: str | None = None) -> Place:
        """Where the tool has a profile's setting from; without a key (or that key), its header."""
        parts = self.parts[profile]
        for part in reversed(parts):
            if key is not None and key in part.values:
                return part.place(key)
        last = parts[-1]
        return Place(last.file, last.section.header_span._replace(line=last.line))


class Refused(Exception):
    """A tool refuses a file: at which 1-based line, and why, in its own words."""

    def __init__(self, file: str, line: int, message: str) -> None:
        super().__init__(message)
        self.fault = Fault(Place(file, Span(line, 1, line, 1)), message)


def refusal(tool: str, refused: Refused) -> Reading:
    """The reading of a tool that refuses the files."""
    return Reading(tool, refused.fault, {}, {}, {})


def replaced(document: Document) -> Document:
    """The document with U+FFFD for what is not UTF-8, as decoders of the WHATWG rules put it."""
    if is_utf8(document):
        return document
    return Document(bytes(document).decode("utf-8", "replace"))


def merged(parts: Iterable[Mapping[str, str]]) -> Mapping[str, str]:
    """Settings over settings, the later ones winning; a lone part is not copied."""
    first, *others = parts
    if not others:
        return first
    whole = dict(first)
    for part in others:
        whole.update(part)
    return whole
