"""Lossless documents: the text of a config or credentials file, every byte of it kept.

`str(parse(text)) == text` and `bytes(parse(data)) == data` for every input: bytes that are not
UTF-8 travel as surrogate escapes, and lines are split at LF alone, so that CR, NUL, U+2028 and a
missing last newline stay where they are. Parsing never raises.

A document sees sections and settings as a person means them, which is more than any one tool reads
(`tools` tells what each tool makes of the same lines): a header is a line that begins with `[`,
blanks apart; a setting is a key, `=` or `:`, and a value; an indented line belongs to what is above
it. Edits return new documents and touch only the lines that they are about.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

BLANKS = " \t"
NOT_UTF8 = "[\udc80-\udcff]"
"""Bytes that were not UTF-8, as documents carry them."""
LONGEST_LINE = 65_536
"""Characters; a longer line is none that a person wrote."""

# A section is plain when every tool reads it alike, letter for letter: an unpadded header, then
# nothing but comments in column 0, empty lines, and settings in column 0 with a lower-case key,
# each given once, and a printable ASCII value that has no quote in front and no `#` or `;`.
# Readers take its settings as they stand and go line by line only through the other sections.
NAME = r"[A-Za-z0-9_./@:+%-]+"
PLAIN_LINE = r"[a-z][a-z0-9_]* *= *[!$-&(-:<-~][ !\"$-:<-~]*(?<! )|[#;][^\r\n]*"
_PLAIN_SECTION = re.compile(
    rf"({NAME}(?: {NAME})?)\]"
    rf"(?:\n(?:{PLAIN_LINE}|))*"
)
_PLAIN_HEADER = re.compile(rf"{NAME}(?: {NAME})?\](?:\n|\Z)")
_PLAIN_SETTING = re.compile(r"\n([a-z][a-z0-9_]*) *= *(.*)")
_PLAIN_PREAMBLE = re.compile(r"(?:\n(?:[#;][^\r\n]*)?)*")
# Compiled when first needed: most files have nothing for them.
_INDENTED_HEADER = r"\n(?=[^\S\r\n]+\[[^\]\n]*\])"
_HEADER = r"\ufeff?[^\S\r\n]*\[([^\]\n]*)\]?"
_INLINE_COMMENT = r"(?:^|(?<=[ \t]))[#;].*"


class Span(NamedTuple):
    """A place in a document: 1-based lines and columns, in characters; the end is exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int


class Setting(NamedTuple):
    """One setting: its key as written, its value, and the place of both.

    `value` joins the value's lines by LF, without a `comment` after the first (`# ...`, "" where
    there is none) and the settings nested below; `last_line` is the last line that belongs to it,
    continuation and nested lines included.
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

    `role` is HEADER, SETTING, NESTED (a setting below one without a value), MORE (the value above
    goes on), COMMENT, EMPTY or JUNK. `setting` is the one that a SETTING or NESTED line holds, as
    far as this line goes.
    """

    number: int
    text: str
    role: str
    setting: Setting | None = None

    def __repr__(self) -> str:
        return f"<Line {self.number}: {self.role}>"


class Section:
    """A header and the lines up to the next one; the first section of a document has no header.

    `header` is the text between the brackets, blanks around it stripped (None before the first
    header), `line` the header's 1-based line, and `plain` its settings where every tool reads it
    alike, else None. Line ends are LF here, CRLF being folded.
    """

    def __init__(
        self, header: str | None, line: int, lead: str, rest: str, plain: dict[str, str] | None
    ) -> None:
        self.header = header
        self.line = line
        self.plain = plain
        self._lead = lead  # the text in two parts, as joining 20,000 of them takes its time
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
        """The 1-based number of the section's last line, comments before the next header too."""
        return self.line + self._rest.count("\n")

    @property
    def header_span(self) -> Span:
        """The place of the header, from its `[` to its `]` (or the end of an unclosed one)."""
        if self.plain is not None and self.header is not None:
            return Span(self.line, 1, self.line, len(self.header) + len("[]") + 1)
        head = self.text.partition("\n")[0]
        match = re.match(_HEADER, head)
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
        """Every setting of the section, in order; a key given twice is there twice."""
        return _settings(self.rows)

    @property
    def values(self) -> dict[str, str]:
        """The settings by lower-cased key, the last of each; nested ones are left out."""
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
        """The settings of that key (compared without case), in order."""
        return self._by_key.get(key.lower(), [])

    @cached_property
    def by_line(self) -> dict[int, Setting]:
        """The settings, nested ones too, by the 1-based line of their key."""
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
        """A document of the same kind with another text."""
        return Document(text)

    def with_sections(self, sections: "list[Section]") -> "Document":
        """The same text, of which only those sections are looked at; `section_at` knows all."""
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
        """The text split at LF; a CR before it stays on its line."""
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
        # The loop is the hot path of every command: 20,000 sections in some 30 ms.
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
                sections[-1].plain = None  # some tools let the lines of this one run into it
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
        """The setting, nested ones too, whose key is on a 1-based line."""
        return self.section_at(number).by_line.get(number)

    def has_line_over(self, length: int) -> bool:
        """Whether a line has more characters than that, found without looking at all lines."""
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
    """The document of a file's text or bytes. Never raises for any bytes."""
    if isinstance(source, bytes):
        source = source.decode("utf-8", "surrogateescape")
    return Document(source)


def is_utf8(document: Document) -> bool:
    """Whether a file is UTF-8 throughout."""
    return document.text.isascii() or not re.search(NOT_UTF8, document.text)


def is_utf16(document: Document) -> bool:
    """Whether a file is in UTF-16, which Windows calls Unicode."""
    text = document.text
    return text.startswith(("\udcff\udcfe", "\udcfe\udcff")) or "\0" in text[:2]


def _odd_sections(text: str, line: int) -> Iterator[Section]:
    """Sections of which at least one line is out of the ordinary; indented headers split too."""
    for part in re.split(_INDENTED_HEADER, text):
        match = re.match(_HEADER, part)
        yield Section(match[1].strip() if match else None, line, "", part, None)
        line += part.count("\n") + 1


def _rows(lines: list[str], first: int) -> list[Line]:
    """The lines of a section's body, whose first line has that number, with their roles."""
    rows = []
    above: Setting | None = None  # the setting that deeper lines belong to
    indent = -1  # how deep that one is
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
    """The setting that one line holds, cut at its first `=` or `:`, or None."""
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
