"""The result of reading a pair of files, of one type for all readers, and steps that they share."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple, TypeAlias

from awscred.ini import Document, Section, Span, is_utf8

Value: TypeAlias = str | Mapping[str, str]
"""A setting's value; a mapping if the tool nests settings below it."""
Settings: TypeAlias = Mapping[str, Value]

# White space in the languages of the tools. Python's `str.strip` uses another set.
JAVASCRIPT_SPACE = (
    "\t\n\v\f\r \xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000\ufeff"
)
UNICODE_SPACE = JAVASCRIPT_SPACE.replace("\ufeff", "\x85")  # Go's and Rust's
BLANK = " \t"
JAVASCRIPT_COMMENT = rf"(?s)(?:^|[{JAVASCRIPT_SPACE}])[#;].*"
"""What the Toolkit and the JavaScript SDK remove from a line."""
JAVASCRIPT_PROTOTYPE = "__proto__"
"""A name that cannot hold text: the prototype of a JavaScript object is always an object."""


class Place(NamedTuple):
    """A place in one of the two files; `file` is "config" or "credentials"."""

    file: str
    span: Span


class Verdict(NamedTuple):
    """How a tool judges one profile.

    `reason` is the tool's own error message, None if it accepts the profile. `kind` is the kind of
    credentials that the tool would use (one of profiles.KINDS), None if it finds none. `key` is the
    setting that decided against the profile, None if no single one did. `token` is the setting that
    holds the token of a temporary key. A `hidden` profile is accepted, but not offered to the user.
    `lacks` is a setting that the tool does not support, if this is the only reason why it refuses
    the profile or uses other credentials; otherwise None.
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
    """A tool's complaint about a line of a file, in its own words."""

    place: Place
    message: str

    def __repr__(self) -> str:  # the message may quote a secret
        return f"<Fault at {self.place}>"


class Part(NamedTuple):
    """The settings that a profile gets from one section.

    `section` contains the profile's header, at the 1-based `line`. `lines` has the line of each
    key, or is None if the section is plain: then the section has the lines.
    """

    file: str
    section: Section
    line: int
    values: dict[str, str]
    lines: dict[str, int] | None

    def __repr__(self) -> str:
        return f"<Part of {self.file} from line {self.line}>"

    def place(self, key: str) -> Place:
        """The place of a key of `values`."""
        if self.lines is not None:
            line = self.lines[key]
            return Place(self.file, Span(line, 1, line, len(key) + 1))
        return Place(self.file, self.section.find(key)[-1].key_span)


class Reading(NamedTuple):
    """How one tool reads a config and a credentials file.

    `error` is why the tool refuses both files (then there are no profiles). `faults` are its other
    complaints, and `skipped` are the lines that it silently ignores. `profiles` has each profile's
    settings as the tool presents them, and `sessions` those of the `[sso-session NAME]` sections.
    `parts` has the sections that each profile comes from, in the order in which the tool merges
    them, if the reader keeps them. `services` has the settings of the `[services NAME]` sections.
    """

    tool: str
    error: Fault | None
    profiles: Mapping[str, Settings]
    sessions: Mapping[str, Settings]
    verdicts: Mapping[str, Verdict]
    faults: Sequence[Fault] = ()
    skipped: Sequence[Place] = ()
    parts: Mapping[str, list[Part]] = {}
    services: Mapping[str, Settings] = {}

    def __repr__(self) -> str:  # the settings hold secrets
        return f"<Reading by {self.tool}: {len(self.profiles)} profiles>"

    def named(self, kind: str) -> Mapping[str, Settings]:
        """The settings of the sections of a type (one of headers.TYPES), by name."""
        return {"sso-session": self.sessions, "services": self.services}.get(kind, self.profiles)

    def place(self, profile: str, key: str | None = None) -> Place:
        """The place of a profile's setting, or of its header if no key is given or the profile
        lacks it."""
        parts = self.parts[profile]
        for part in reversed(parts):
            if key is not None and key in part.values:
                return part.place(key)
        last = parts[-1]
        return Place(last.file, last.section.header_span._replace(line=last.line))


class Refused(Exception):
    """A tool refuses a file: the 1-based line and the reason, in its own words."""

    def __init__(self, file: str, line: int, message: str) -> None:
        super().__init__(message)
        self.fault = Fault(Place(file, Span(line, 1, line, 1)), message)


def refusal(tool: str, refused: Refused) -> Reading:
    """The reading of a tool that refuses the files."""
    return Reading(tool, refused.fault, {}, {}, {})


def replaced(document: Document) -> Document:
    """The document with U+FFFD for bytes that are not UTF-8, as WHATWG decoders replace them."""
    if is_utf8(document):
        return document
    return Document(bytes(document).decode("utf-8", "replace"))


def merged(parts: Iterable[Mapping[str, str]]) -> Mapping[str, str]:
    """The settings of all parts together; later ones win. A single part is not copied."""
    first, *others = parts
    if not others:
        return first
    whole = dict(first)
    for part in others:
        whole.update(part)
    return whole
