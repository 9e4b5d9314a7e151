"""Lossless documents: the text of a config or credentials file, every byte of it kept.

`str(parse(text)) == text` and `bytes(parse(data)) == data` for every input: bytes that are not
UTF-8 travel as surrogate escapes, and lines are split at LF alone, so that CR, NUL, U+2028 and a
missing last newline stay where they are. Parsing never raises.

A document sees sections and settings as a person means them, which is more than any one tool reads
(`readers` tells what each tool makes of the same lines): a header is a line that begins with `[`,
blanks apart; a setting is a key, `=` or `:`, and a value; an indented line belongs to what is above
it. Edits return new documents and touch only the lines that they are about.
"""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import NamedTuple

BLANKS = " \t"

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
_PLAIN_SETTING = re.compile(r"\n([a-z][a-z0-9_]*) *= *(.*)")
_PLAIN_PREAMBLE = re.compile(r"(?:\n(?:[#;][^\r\n]*)?)*")
# Compiled when first needed: most files have nothing for them.
_INDENTED_HEADER = r"\n(?=[^\S\r\n]+\[[^\]\n]*\])"
_HEADER = r"\ufeff?[^\S\r\n]*\[([^\]\n]*)\]?"
_INLINE_COMMENT = r"(?:^|(?<=[ \t]))[#;].*"
_INDENT = "  "  # of a nested block that is new


class EditError(ValueError):
    """An edit that cannot be made without damage. `lines` are the 1-based lines in its way."""

    def __init__(self, message: str, lines: tuple[int, ...] = ()) -> None:
        super().__init__(message)
        self.lines = lines


class Span(NamedTuple):
    """A place in a document: 1-based lines and columns, in characters; the end is exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int


class Setting(NamedTuple):
    """One setting: its key as written, its value, and where both stand.

    `value` joins the value's lines by LF, without a `comment` behind the first (`# ...`, "" where
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
        """Where the header stands, from its `[` to its `]` (or the end of an unclosed one)."""
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


class Document:
    """The text of one file, immutable; edits return new documents."""

    def __init__(self, text: str = "") -> None:
        self.text = text

    def with_text(self, text: str) -> "Document":
        """A document of the same kind with another text."""
        return Document(text)

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
        """The sections in order; the first is what stands before any header (often empty)."""
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
            if sections[0].header is not None:  # indented, or behind a BOM
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
            sections[-1].plain = None  # some tools let the lines of the next section run into it
            sections.extend(_odd_sections("[" + chunk, line))
            line += chunk.count("\n") + 1
        return sections

    def section_at(self, number: int) -> Section:
        """The section that a 1-based line stands in."""
        sections = self.sections
        return sections[max(0, bisect_right(sections, number, key=lambda part: part.line) - 1)]

    def setting_at(self, number: int) -> Setting | None:
        """The setting, nested ones too, whose key stands on a 1-based line."""
        return self._settings_by_line.get(number)

    @cached_property
    def _settings_by_line(self) -> dict[int, Setting]:
        return {
            item.key_span.line: item
            for section in self.sections
            for setting in section.settings
            for item in (setting, *setting.nested)
        }

    def line(self, number: int) -> str:
        """The text of a 1-based line, without its line end."""
        return self.lines[number - 1].removesuffix("\r")


def parse(source: str | bytes) -> Document:
    """The document of a file's text or bytes. Never raises for any bytes."""
    if isinstance(source, bytes):
        source = source.decode("utf-8", "surrogateescape")
    return Document(source)


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
    indent = -1  # how deep that one stands
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
    """The settings of a section, each with what stands below it."""
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


# --- edits: each returns a new document, and leaves every other line as it was


def add_section(
    document: Document, header: str, settings: Iterable[tuple[str, str]], comment: str = ""
) -> Document:
    """The document with a new section at its end, in the file's own style.

    `comment` (lines without `#`) stands below the header, so that it goes when the section goes.
    Raises EditError where header, key or value would not stay on their lines.
    """
    pairs = list(settings)
    for text in (header, *(part for pair in pairs for part in pair)):
        _refuse_line_ends(text)
    style = _Style(document)
    body = [f"[{header}]", *(f"# {line}" for line in comment.splitlines())]
    body += [f"{key}{style.separator}{value}" for key, value in pairs]
    return document.with_text(
        _ended(document, style) + "".join(line + style.newline for line in body)
    )


def remove_section(document: Document, section: Section) -> Document:
    """The document without that section's header, settings and the comments among them.

    Comments after its last line stay, unless they touch it and a blank line (or the end of the
    file) follows: those are about the section, the others about what comes next. Raises EditError
    for what stands before the first header.
    """
    _refuse_headless(section)
    first, last = section.line, _own_last_line(document, section)
    lines = document.lines
    # One of the two gaps around the removed lines goes with them: that below, if there is one.
    while last < len(lines) and _is_blank(lines[last]) and _gap_above(lines, first):
        last += 1
    while last == len(lines) and first > 1 and _is_blank(lines[first - 2]):
        first -= 1
    return _replace_lines(document, first, last, [])


def copy_section(document: Document, section: Section, header: str) -> Document:
    """The document with a copy of a section's lines, comments among them, at its end.

    Raises EditError for what stands before the first header, and where the new header would not
    stay on its line.
    """
    _refuse_headless(section)
    _refuse_line_ends(header)
    style = _Style(document)
    body = document.lines[section.line : _last_content_line(section)]
    lines = [f"[{header}]{style.carriage}", *body]
    if body and len(document.lines) == section.line + len(body):
        lines[-1] += style.carriage  # the last line of the file had no end
    return document.with_text(_ended(document, style) + "".join(f"{line}\n" for line in lines))


def rename_section(document: Document, section: Section, header: str) -> Document:
    """The document with another text between the brackets of a section's header.

    Raises EditError for what stands before the first header, where the header is not closed, and
    where the new text would not stay on its line.
    """
    _refuse_headless(section)
    _refuse_line_ends(header)
    line = document.lines[section.line - 1]
    start, end = line.index("["), line.find("]")
    if end < 0:
        raise EditError("the header is not closed", (section.line,))
    lines = document.lines.copy()
    lines[section.line - 1] = f"{line[: start + 1]}{header}{line[end:]}"
    return document.with_text("\n".join(lines))


def set_value(document: Document, section: Section, key: str, value: str) -> Document:
    """The document with that setting in that section: changed where it stands, else added.

    The key keeps its spelling, indentation and spacing. Comments behind the old value and between
    its lines move to lines of their own above. Raises EditError where the key is there more than
    once or holds nested settings, or where a new one would have no header above it.
    """
    _refuse_line_ends(key)
    _refuse_line_ends(value)
    style = _Style(document)
    old = _only(section.find(key), key)
    if old is None:
        return _add_lines(document, section, [f"{key}{style.separator}{value}"], style)
    return _replace_lines(document, *_with_value(document, old, value, style))


def set_values(document: Document, targets: Iterable[tuple[Section, str]], value: str) -> Document:
    """The document with one value for several settings (section, key), each where it stands.

    Raises EditError as `set_value` does.
    """
    _refuse_line_ends(value)
    style = _Style(document)
    found = [setting for section, key in targets if (setting := _only(section.find(key), key))]
    lines = document.lines.copy()
    for setting in sorted(found, key=lambda setting: setting.key_span.line, reverse=True):
        _splice(lines, *_with_value(document, setting, value, style))
    return document.with_text("\n".join(lines))


def set_nested(document: Document, section: Section, key: str, below: str, value: str) -> Document:
    """The document with `below = value` nested in that section's setting `key`.

    Changed where it stands, else added as the last of the block, which begins where there is none.
    Raises EditError as `set_value` does, and where the setting has a value of its own.
    """
    for text in (key, below, value):
        _refuse_line_ends(text)
    style = _Style(document)
    block = _only(section.find(key), key)
    line = f"{below}{style.separator}{value}"
    if block is None:
        head = f"{key}{style.separator.rstrip()}"
        return _add_lines(document, section, [head, f"{_INDENT}{line}"], style)
    if block.value:
        raise EditError(f"{key} has a value of its own", (block.key_span.line,))
    old = _only([item for item in block.nested if item.key.lower() == below.lower()], below)
    if old is not None:
        return _replace_lines(document, *_with_value(document, old, value, style))
    model = block.nested[0] if block.nested else block
    text = document.line(model.key_span.line)
    indent = text[: len(text) - len(text.lstrip(BLANKS))] + ("" if block.nested else _INDENT)
    return _replace_lines(
        document, block.last_line + 1, block.last_line, [indent + line], style.newline
    )


def unset(document: Document, section: Section, key: str, below: str = "") -> Document:
    """The document without that setting and what is nested in it, every time it is given.

    With `below`, without that nested setting alone, or the block where it holds no other.
    """
    found = section.find(key)
    if below:
        found = [
            inner if len(item.nested) > 1 else item
            for item in found
            for inner in item.nested
            if inner.key.lower() == below.lower()
        ]
    gone: set[int] = set()
    for setting in found:
        gone.update(range(setting.key_span.line, setting.last_line + 1))
    kept = [line for number, line in enumerate(document.lines, 1) if number not in gone]
    if len(document.lines) in gone:
        kept.append("")  # what is the last line now keeps its newline
    return document.with_text("\n".join(kept))


def _only(found: list[Setting], key: str) -> Setting | None:
    """The one setting found, or None. Raises EditError where there are several."""
    if len(found) > 1:
        lines = tuple(setting.key_span.line for setting in found)
        raise EditError(f"{key} stands there {len(found)} times", lines)
    return found[0] if found else None


def _add_lines(document: Document, section: Section, lines: list[str], style: "_Style") -> Document:
    """The document with lines at the end of a section's settings, or of what it says of itself."""
    _refuse_headless(section)
    at = _last_content_line(section) if section.settings else _own_last_line(document, section)
    # As little indented as any: deeper than the last, they would belong to that one.
    least = min(section.settings, key=lambda setting: setting.key_span.column, default=None)
    model = document.line(least.key_span.line) if least else ""
    indent = model[: len(model) - len(model.lstrip(BLANKS))]
    return _replace_lines(document, at + 1, at, [indent + line for line in lines], style.newline)


def _with_value(
    document: Document, old: Setting, value: str, style: "_Style"
) -> tuple[int, int, list[str], str]:
    """The lines that give a setting another value, as `_splice` takes them."""
    if old.nested:
        raise EditError(f"{old.key} holds nested settings", (old.key_span.line,))
    line = document.line(old.key_span.line)
    lead = line[: old.value_span.column - 1]
    if not old.value and style.separator.endswith(" "):
        lead = lead.rstrip() + " "
    below = map(str.strip, document.lines[old.key_span.line : old.last_line])
    comments = [old.comment, *(text for text in below if _is_comment(text))]
    above = [comment for comment in comments if comment]  # in column 0, as all tools have them
    carriage = document.lines[old.key_span.line - 1].endswith("\r")
    newline = "\r\n" if carriage else "\n"
    if old.last_line == len(document.lines):
        newline = style.newline
    return old.key_span.line, old.last_line, [*above, lead + value], newline


def _ended(document: Document, style: "_Style") -> str:
    """The text up to where a new section may begin: its last line ended, and a gap behind it."""
    text = document.text
    if text and not text.endswith("\n"):
        text += "\n" if text.endswith("\r") else style.newline
    if text:
        blank = _blank_lines_above(text.split("\n"), text.count("\n") + 1)
        text += style.newline * max(0, style.gap - blank)
    return text


def _refuse_headless(section: Section) -> None:
    if section.header is None:
        raise EditError("there is no header above it", (section.line,))


def _refuse_line_ends(text: str) -> None:
    if "\n" in text or "\r" in text:
        raise EditError("a line end cannot be part of a name, a key or a value")


def _replace_lines(
    document: Document, first: int, last: int, texts: list[str], newline: str = "\n"
) -> Document:
    """The document with lines `first` to `last` (none where last < first) replaced by `texts`."""
    lines = document.lines.copy()
    _splice(lines, first, last, texts, newline)
    return document.with_text("\n".join(lines))


def _splice(lines: list[str], first: int, last: int, texts: list[str], newline: str) -> None:
    """Replace lines `first` to `last` of a file (none where last < first) by `texts`."""
    carriage = newline.removesuffix("\n")
    new = [text + carriage for text in texts]
    at_end = last == len(lines)
    if at_end and texts and last >= first:
        new[-1] = texts[-1]  # a last line without a newline keeps none
    elif at_end and first > 1:
        if texts and not lines[first - 2].endswith("\r"):
            lines[first - 2] += carriage  # the old last line gets its newline from the join
        new.append("")
    lines[first - 1 : last] = new


def _own_last_line(document: Document, section: Section) -> int:
    """The last line that is about the section: it goes with it (see `remove_section`)."""
    last = touching = _last_content_line(section)
    end = section.last_line
    while touching < end and _is_comment(document.lines[touching]):
        touching += 1
    followed = touching < len(document.lines) and not _is_blank(document.lines[touching])
    return last if followed else touching


def _is_blank(line: str) -> bool:
    return not line.strip()


def _is_comment(line: str) -> bool:
    return line.lstrip()[:1] in ("#", ";")


def _last_content_line(section: Section) -> int:
    """The last line that is neither blank nor a comment: a setting, or junk, or the header."""
    lines = section.lines
    while len(lines) > 1 and (_is_blank(lines[-1]) or _is_comment(lines[-1])):
        lines.pop()
    return section.line + len(lines) - 1


def _gap_above(lines: list[str], first: int) -> bool:
    return first == 1 or _is_blank(lines[first - 2])


class _Style:
    """How a file is written, by what it does most: line ends, spacing, gaps between sections."""

    def __init__(self, document: Document) -> None:
        self._document = document

    @cached_property
    def newline(self) -> str:
        text = self._document.text
        return "\r\n" if 2 * text.count("\r\n") > text.count("\n") else "\n"

    @property
    def carriage(self) -> str:
        """What stands at the end of a line before its LF."""
        return self.newline.removesuffix("\n")

    @cached_property
    def separator(self) -> str:
        separators = Counter(re.findall(r"(?m)^[A-Za-z]\w*( ?= ?)\S", self._document.text))
        return max(separators, key=separators.__getitem__, default=" = ")

    @cached_property
    def gap(self) -> int:
        # Between sections: the first two entries are the preamble and the first section. All of
        # them count, also where only some are looked at (`excerpt`).
        lines, parts = self._document.lines, Document(self._document.text).sections[2:]
        gaps = Counter(_blank_lines_above(lines, part.line) for part in parts)
        return max(gaps, key=gaps.__getitem__, default=1)


def _blank_lines_above(lines: list[str], number: int) -> int:
    """How many blank lines stand above a 1-based line and the comments that touch it."""
    at = number - 2
    while at >= 0 and _is_comment(lines[at]):
        at -= 1
    bottom = at
    while at >= 0 and _is_blank(lines[at]):
        at -= 1
    return bottom - at
