"""Lossless documents: the text of a config or credentials file, with every byte kept.

`str(parse(text)) == text` and `bytes(parse(data)) == data` for every input. Bytes that are not
UTF-8 are kept as surrogate escapes. Lines are split only at LF, so that CR, NUL, U+2028 and a
missing last newline stay where they are. Parsing never raises.

A document has sections and settings as a person means them, which is more than any one tool reads
(see `tools` for each tool's reading). A header is a line whose first character after white space is
`[`. A setting is a key, `=` or `:`, and a value. An indented line belongs to the setting above.
Edits return new documents and change only the lines that they are about.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

from awscred.headers import HEADER_START, INDENTED_HEADER_START

BLANKS = " \t"
NOT_UTF8 = "[\udc80-\udcff]"
"""Bytes that are not UTF-8, in the form that documents keep them."""
LONGEST_LINE = 65_536
"""In characters; nobody writes a longer line."""

# A section is plain if every tool reads it exactly alike. It has an unpadded header, and below it
# only comments in column 0, empty lines, and settings in column 0 with a lower-case key, each given
# once, and a printable ASCII value that does not begin with a quote and has no `#` or `;`. Readers
# use its settings directly, and read only the other sections line by line.
NAME = r"[A-Za-z0-9_./@:+%-]+"
PLAIN_LINE = r"[a-z][a-z0-9_]* *= *[!$-&(-:<-~][ !\"$-:<-~]*(?<! )|[#;][^\r\n]*"
_PLAIN_SECTION = re.compile(
    rf"({NAME}(?: {NAME})?)\]"
    rf"(?:\n(?:{PLAIN_LINE}|))*"
)
_PLAIN_HEADER = re.compile(rf"{NAME}(?: {NAME})?\](?:\n|\Z)")
_PLAIN_SETTING = re.compile(r"\n([a-z][a-z0-9_]*) *= *(.*)")
_PLAIN_PREAMBLE = re.compile(r"(?:\n(?:[#;][^\r\n]*)?)*")
# Compiled when first needed: most files do not need them.
_BEFORE_INDENTED_HEADER = rf"\n(?={INDENTED_HEADER_START})"
_INLINE_COMMENT = r"(?:^|(?<=[ \t]))[#;].*"


class Span(NamedTuple):
    """A place in a document: 1-based lines and columns, in characters; the end is exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int


class Setting(NamedTuple):
    """One setting: its key as written, its value, and the place of both.

    `value` is the value's lines joined by LF, without the settings nested below and without the
    `comment` after the first line (`# ...`, "" if there is none). `last_line` is the last line that
    belongs to the setting, including continuation and nested lines.
    """

    key: str
    value: str
    key_span: Span
    value_span: Span
    last_line: int
    comment: str = ""
    nested: "tuple[Setting, ...]" = ()

    def __repr__(self) -> str:  # the value, and even the key, may be a secret
        return f"<Setting in line {self.key_span.line}>"


HEADER, SETTING, NESTED, MORE, COMMENT, EMPTY, JUNK = (
    *("header", "setting", "nested", "more", "comment", "empty", "junk"),
)


class Line(NamedTuple):
    """One line of a section, and what it is to a person.

    `role` is HEADER, SETTING, NESTED (a setting below one without a value), MORE (a continuation of
    the value above), COMMENT, EMPTY or JUNK. A SETTING or NESTED line has a `setting`, which
    contains only what is on this line.
    """

    number: int
    text: str
    role: str
    setting: Setting | None = None

    def __repr__(self) -> str:
        return f"<Line {self.number}: {self.role}>"


class Section:
    """A header and the lines up to the next one; the first section of a document has no header.

    `header` is the text between the brackets without surrounding white space (None before the first
    header). `line` is the header's 1-based line. `plain` has the settings if every tool reads the
    section alike; otherwise it is None. CRLF is replaced by LF.
    """

    def __init__(
        self, header: str | None, line: int, lead: str, rest: str, plain: dict[str, str] | None
    ) -> None:
        self.header = header
        self.line = line
        self.plain = plain
        self._lead = lead  # in two parts, because joining 20,000 of them is slow
        self._rest = rest

    @property
    def text(self) -> str:
        """The section's lines joined by LF."""
        return self._lead + self._rest

    @property
    def lines(self) -> list[str]:
        """The section's lines, its header first, without line ends."""
        return self.text.split("\n")

    @property
    def last_line(self) -> int:
        """The 1-based number of the section's last line, including comments before the next
        header."""
        return self.line + self._rest.count("\n")

    @property
    def header_span(self) -> Span:
        """The place of the header, from its `[` to its `]` (or the end of an unclosed one)."""
        if self.plain is not None and self.header is not None:
            return Span(self.line, 1, self.line, len(self.header) + len("[]") + 1)
        head = self.text.partition("\n")[0]
        match = re.match(HEADER_START, head)
        if match is None:
            return Span(self.line, 1, self.line, len(head) + 1)
        start = head.index("[") + 1
        return Span(self.line, start, self.line, len(head[: match.end()].rstrip()) + 1)

    @cached_property
    def rows(self) -> list[Line]:
        """Every line of the section with its role."""
        if self.header is None:
            return _rows(self.lines, self.line)
        head, *body = self.lines
        return [Line(self.line, head, HEADER), *_rows(body, self.line + 1)]

    @cached_property
    def settings(self) -> list[Setting]:
        """Every setting of the section, in order; a repeated key is repeated here."""
        return _settings(self.rows)

    @property
    def values(self) -> dict[str, str]:
        """The settings by lower-case key; of repeated ones the last, and no nested ones."""
        return self._odd_values if self.plain is None else self.plain

    @cached_property
    def _odd_values(self) -> dict[str, str]:
        return {setting.key.lower(): setting.value for setting in self.settings}

    @cached_property
    def _by_key(self) -> dict[str, list[Setting]]:
        by_key: dict[str, list[Setting]] = {}
        for setting in self.settings:
            by_key.setdefault(setting.key.lower(), []).append(setting)
        return by_key

    def find(self, key: str) -> list[Setting]:
        """The settings with this key (in any case), in order."""
        return self._by_key.get(key.lower(), [])

    @cached_property
    def by_line(self) -> dict[int, Setting]:
        """The settings, including nested ones, by the 1-based line of their key."""
        return {
            item.key_span.line: item
            for setting in self.settings
            for item in (setting, *setting.nested)
        }


class Document:
    """The text of one file, immutable; edits return new documents."""

    def __init__(self, text: str = "") -> None:
        self.text = text

    def with_text(self, text: str) -> "Document":
        """A document with another text. A subclass may keep more."""
        return Document(text)

    def with_sections(self, sections: "list[Section]") -> "Document":
        """The same text with only some of its sections; `section_at` still finds all of them."""
        document = Document(self.text)
        document.sections, document._all_sections = sections, self.sections
        return document

    def __str__(self) -> str:
        return self.text

    def __bytes__(self) -> bytes:
        return self.text.encode("utf-8", "surrogateescape")

    def __repr__(self) -> str:
        return f"<Document of {len(self.lines)} lines>"  # the text may hold secrets

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Document) and self.text == other.text

    def __hash__(self) -> int:
        return hash(self.text)

    @cached_property
    def lines(self) -> list[str]:
        """The text split at LF; a CR before an LF stays on its line."""
        return self.text.split("\n")

    @cached_property
    def sections(self) -> list[Section]:
        """The sections in order; the first is the text before any header (often empty)."""
        text = self.text
        if "\r" in text:
            text = text.replace("\r\n", "\n")
        preamble, *chunks = ("\n" + text).split("\n[")
        plain_section, plain_settings = _PLAIN_SECTION.fullmatch, _PLAIN_SETTING.findall
        plain_preamble: dict[str, str] | None = {} if _PLAIN_PREAMBLE.fullmatch(preamble) else None
        # The hot path of every command: 20,000 sections in about 30 ms.
        if plain_preamble is not None:
            sections = [Section(None, 1, "", preamble[1:], plain_preamble)]
        else:
            sections = list(_odd_sections(preamble[1:], 1))
            if sections[0].header is not None:  # indented, or after a BOM
                sections.insert(0, Section(None, 1, "", "", {}))
        append = sections.append
        line = preamble.count("\n") + 1
        for chunk in chunks:
            match = plain_section(chunk)
            if match is not None:
                pairs = plain_settings(chunk)
                settings = dict(pairs)
                if len(settings) == len(pairs):
                    append(Section(match[1], line, "[", chunk, settings))
                    line += chunk.count("\n") + 1
                    continue
            if not _PLAIN_HEADER.match(chunk):
                sections[-1].plain = None  # in some tools, the lines of this one continue it
            sections.extend(_odd_sections("[" + chunk, line))
            line += chunk.count("\n") + 1
        return sections

    @cached_property
    def _all_sections(self) -> list[Section]:
        return self.sections

    def section_at(self, number: int) -> Section:
        """The section that contains a 1-based line."""
        sections = self._all_sections
        return sections[max(0, bisect_right(sections, number, key=lambda part: part.line) - 1)]

    def setting_at(self, number: int) -> Setting | None:
        """The setting (also a nested one) whose key is on a 1-based line."""
        return self.section_at(number).by_line.get(number)

    def has_line_over(self, length: int) -> bool:
        """Whether a line has more than `length` characters, found without looking at all lines."""
        start = 0
        while start + length < len(self.text):
            end = self.text.rfind("\n", start, start + length + 1)
            if end < 0:
                return True
            start = end + 1
        return False

    def line(self, number: int) -> str:
        """The text of a 1-based line, without its line end."""
        return self.lines[number - 1].removesuffix("\r")


def parse(source: str | bytes) -> Document:
    """The document of a file's text or bytes. Never raises."""
    if isinstance(source, bytes):
        source = source.decode("utf-8", "surrogateescape")
    return Document(source)


def is_utf8(document: Document) -> bool:
    """Whether a file is UTF-8 throughout."""
    return document.text.isascii() or not re.search(NOT_UTF8, document.text)


def is_utf16(document: Document) -> bool:
    """Whether a file is in UTF-16, which Windows calls "Unicode"."""
    text = document.text
    return text.startswith(("\udcff\udcfe", "\udcfe\udcff")) or "\0" in text[:2]


def _odd_sections(text: str, line: int) -> Iterator[Section]:
    """Sections that are not plain, split at indented headers as well."""
    for part in re.split(_BEFORE_INDENTED_HEADER, text):
        match = re.match(HEADER_START, part)
        yield Section(match[1].strip() if match else None, line, "", part, None)
        line += part.count("\n") + 1


def _rows(lines: list[str], first: int) -> list[Line]:
    """The lines of a section's body with their roles; `first` is the number of its first line."""
    rows = []
    above: Setting | None = None  # the setting that more indented lines belong to
    indent = -1  # its indentation
    for number, text in enumerate(lines, first):
        stripped = text.strip()
        if not stripped or stripped[0] in "#;":
            rows.append(Line(number, text, COMMENT if stripped else EMPTY))
            continue
        depth = len(text) - len(text.lstrip())
        setting = _setting(text, number)
        if above is not None and depth > indent and (setting is None or not above.value):
            rows.append(Line(number, text, NESTED if setting else MORE, setting))
        elif setting is not None:
            rows.append(Line(number, text, SETTING, setting))
            above, indent = setting, depth
        else:
            rows.append(Line(number, text, JUNK))
    return rows


def _settings(rows: list[Line]) -> list[Setting]:
    """The settings of a section, each with its nested settings."""
    found: list[Setting] = []
    below: list[Line] = []
    for row in rows:
        if row.role in (NESTED, MORE):
            below.append(row)
        elif row.role == SETTING and row.setting is not None:
            if below:
                found[-1] = _whole(found[-1], below)
                below = []
            found.append(row.setting)
    if below:
        found[-1] = _whole(found[-1], below)
    return found


def _whole(setting: Setting, below: list[Line]) -> Setting:
    """A setting with the lines that belong to it."""
    last = below[-1]
    more = [row.text.strip() for row in below if row.role == MORE]
    end = len(last.text.rstrip()) + 1
    span = setting.value_span._replace(end_line=last.number, end_column=end)
    return setting._replace(
        value="\n".join((setting.value, *more)),
        value_span=span if more else setting.value_span,
        last_line=last.number,
        nested=tuple(row.setting for row in below if row.setting is not None),
    )


def _setting(line: str, number: int) -> Setting | None:
    """The setting on one line, cut at its first `=` or `:`; None if there is none."""
    cut = min((at for at in (line.find("="), line.find(":")) if at >= 0), default=-1)
    key = line[:cut].strip() if cut > 0 else ""
    if not key:
        return None
    rest = line[cut + 1 :]
    comment = re.search(_INLINE_COMMENT, rest)
    value = (rest[: comment.start()] if comment else rest).strip()
    start = len(line) - len(line.lstrip())
    at = line.index(value, cut + 1) if value else cut + 1
    return Setting(
        key,
        value,
        Span(number, start + 1, number, start + len(key) + 1),
        Span(number, at + 1, number, at + len(value) + 1),
        number,
        comment[0].rstrip() if comment else "",
    )
