"""Headers: how they are written, what they mean, and how each tool reads them.

The rules about headers share this module.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from awscred.findings import Edit
from awscred.ini import BLANKS, Section, is_utf16
from awscred.profile_names import is_portable
from awscred.profiles import CONFIG, CREDENTIALS
from awscred.rules import measure
from awscred.rules.edits import rewrite
from awscred.rules.measure import Lines
from awscred.rules.rule import Context
from awscred.tools import Asked, load, tools_do
from awscred.tools.tool import Title, Tool

TYPES = ("profile", "sso-session", "services")
_LINE = re.compile(r"(?s)(\ufeff?)(\s*)\[([^\]]*)(\]?)(.*)")


class Header(NamedTuple):
    """A header as it is written.

    `inside` is the text between the brackets, up to the last `]` if the name seems to contain one.
    `tail` is the text after the header. `closed` is whether there is a `]` at all, and `mark` is a
    byte order mark before the header. `prefix` is the word before the name ("" without one), and
    `quoted` is the name with its quotes, both without the white space around them.
    """

    file: str
    section: Section
    mark: str
    indent: str
    inside: str
    closed: bool
    tail: str
    prefix: str
    quoted: str

    @property
    def title(self) -> str:
        """The text between the brackets, without needless white space."""
        return f"{self.prefix} {self.quoted}" if self.prefix else self.quoted

    @property
    def kind(self) -> str:
        """The intended type, one of TYPES; "" if the prefix does not mean any of them."""
        return _type_meant(self.prefix) if self.prefix else "profile"

    @property
    def name(self) -> str:
        """The intended name."""
        return _unquoted(self.quoted)

    @property
    def own_title(self) -> str:
        """The title without quotes, which all spellings of a header have in common."""
        return f"{self.prefix} {self.name}" if self.prefix else self.name

    @property
    def is_nameless(self) -> bool:
        """Whether the header has no name: it is empty or, in config, only a type."""
        return not self.quoted or (self.file == CONFIG and self.title in TYPES)

    @property
    def is_typed(self) -> bool:
        """Whether the header has the prefix that its file needs; credentials needs none."""
        if self.file == CREDENTIALS:
            return not self.prefix
        return self.prefix in TYPES or self.title == "default"

    @property
    def is_portable(self) -> bool:
        """Whether every tool reads a section of this name if its header is correct."""
        return is_portable(self.name)

    def with_title(self, title: str) -> Edit:
        """The edit that rewrites the header with this title, without indentation."""
        text = self.tail.lstrip()
        gap = self.tail[: len(self.tail) - len(text)]
        if gap.strip(BLANKS):  # not white space to every tool
            gap = " " if text else ""
        return rewrite(self.file, self.section.line, f"{self.mark}[{title}]{gap}{text}")


def header(file: str, section: Section) -> Header:
    """The header of a section; the section must have one."""
    match = None if section.plain is not None else _LINE.match(section.rows[0].text)
    if match is None:
        title = section.header or ""
        return Header(file, section, "", "", title, True, "", *_parts(file, title))
    mark, indent, inside, bracket, tail = match.groups()
    more = re.split("[#;]", tail, maxsplit=1)[0].rstrip()
    if more.endswith("]"):
        inside, tail = f"{inside}]{more[:-1]}", tail[len(more) :]
    return Header(file, section, mark, indent, inside, bool(bracket), tail, *_parts(file, inside))


def odd_headers(context: Context) -> Iterator[Header]:
    """The headers of the sections that are not plain."""
    return _headers(context, ((odd.file, odd.section) for odd in context.odd))


def unusual_headers(context: Context) -> Iterator[Header]:
    """The headers that, at first sight, are not in the form that their file needs."""
    yield from odd_headers(context)
    for file in (CONFIG, CREDENTIALS):
        for section in context.files.document(file).sections:
            if section.plain is None or section.header is None:
                continue
            first, space, _ = section.header.partition(" ")
            if (not space or first not in TYPES) if file == CONFIG else space:
                yield header(file, section)


def all_headers(context: Context) -> Iterator[Header]:
    """The headers of both files, config first."""
    sections = (
        (file, section)
        for file in (CONFIG, CREDENTIALS)
        for section in context.files.document(file).sections
    )
    return _headers(context, sections)


def _headers(context: Context, sections: Iterable[tuple[str, Section]]) -> Iterator[Header]:
    """The headers of sections, without those that other rules fully cover.

    Those are headers with a CR in their line, as tools disagree on how many lines that is, and
    apparent headers in a UTF-16 file.
    """
    for file, section in sections:
        if section.header is None or is_utf16(context.files.document(file)):
            continue
        if section.plain is not None or "\r" not in section.rows[0].text:
            yield header(file, section)


def count_titles(context: Context) -> Mapping[str, Counter[str]]:
    """How often each title occurs in each file, in any spelling (see `own_title`)."""
    counts = {
        file: Counter(
            section.header
            for section in context.files.document(file).sections
            if section.plain is not None and section.header is not None
        )
        for file in (CONFIG, CREDENTIALS)
    }
    for head in odd_headers(context):
        counts[head.file][head.own_title] += head.closed
    return counts


def misread_by(asked: Asked, head: Header, name: str | None = None) -> tuple[str, ...]:
    """The tools that do not read a header as its kind and `name`, by default its own name."""
    meant = head.kind, head.name if name is None else name
    return tuple(tool for tool in asked if not _is_read_by(load(tool), head, meant))


def read_by(asked: Asked, head: Header) -> tuple[str, ...]:
    """The tools that read a header as a type that they use."""
    found = {tool: load(tool).header(head.file, head.inside) for tool in asked}
    return tuple(
        tool for tool, title in found.items() if title and title[0] in load(tool).HABITS.types
    )


def _is_read_by(tool: Tool, head: Header, meant: Title) -> bool:
    """Whether a tool reads the intended title, or as any unused type if it does not use that type.

    If a tool does not recognize a header, the lines below go to another section.
    """
    read = tool.header(head.file, head.inside)
    if meant[0] in tool.HABITS.types:
        return read == meant
    return read is not None and read[0] not in tool.HABITS.types


def between(file: str, *lines: str) -> Lines:
    """Lines to be measured, below the section of another profile, `q`, and above a setting."""
    return measure.in_file(file, measure.header(file, "q"), measure.FIRST, *lines, "y = 1")


def consequences(asked: Asked, written: Lines, tools: Sequence[str], one: str, many: str) -> str:
    """In words, what tools do with a header (see `between`) that they misread.

    `one` and `many` say what tools do that neither refuse the files nor skip the header.
    """
    found = measure.readings(asked, written)
    refusing = [tool for tool in tools if found[tool].error is not None]
    blind = [tool for tool in tools if "y" in found[tool].profiles.get("q", {})]
    others = [tool for tool in tools if tool not in (*refusing, *blind)]
    said = []
    if blind:
        said.append(
            f"{tools_do(asked, blind, 'skips the header and adds', 'skip the header and add')} "
            "its settings to the section above"
        )
    if refusing:
        said.append(f"{tools_do(asked, refusing, 'refuses', 'refuse')} the files")
    if others:
        said.append(tools_do(asked, others, one, many))
    return "; ".join(said)


def _parts(file: str, inside: str) -> tuple[str, str]:
    """The prefix and the name in the text between brackets.

    In credentials, a name may contain spaces, so only a type is a prefix there.
    """
    first, *rest = inside.split(maxsplit=1) or [""]
    if rest and (file == CONFIG or _type_meant(first)):
        return first, rest[0].rstrip()
    return "", inside.strip()


def _type_meant(prefix: str) -> str:
    """The type that a prefix means, in any case, number and spelling; "" without a match."""
    singular = prefix.lower().replace("_", "-").removesuffix("s")
    return next((kind for kind in TYPES if kind.removesuffix("s") == singular), "")


def _unquoted(name: str) -> str:
    quotes = name[:1] == name[-1:] and name[:1] in ("'", '"') and len(name) > 1
    return name[1:-1] if quotes else name
