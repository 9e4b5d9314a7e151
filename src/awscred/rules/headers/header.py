"""Headers: how they are written, what is meant by them, and what each tool makes of them.

This is no rule, but what the rules about headers share.
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
from awscred.tools import TOOLS, load, name_tools, tools_do
from awscred.tools.tool import Title, Tool

TYPES = ("profile", "sso-session", "services")
_LINE = re.compile(r"(?s)(\ufeff?)(\s*)\[([^\]]*)(\]?)(.*)")


class Header(NamedTuple):
    """A header as it is written.

    `inside` stands between the brackets: up to the last `]`, where the name seems to have one in
    it. `tail` stands behind. `closed` tells whether there is a `]` at all, `mark` is a byte order
    mark in front. `prefix` is the word before the name ("" where there is none), and `quoted` the
    name with the quotes around it, both without the blanks around them.
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
        """What stands between the brackets, without needless blanks."""
        return f"{self.prefix} {self.quoted}" if self.prefix else self.quoted

    @property
    def kind(self) -> str:
        """The type that is meant, one of TYPES; "" where the prefix means none of them."""
        return _type_meant(self.prefix) if self.prefix else "profile"

    @property
    def name(self) -> str:
        """The name that is meant."""
        return _unquoted(self.quoted)

    @property
    def own_title(self) -> str:
        """The title without quotes: what all spellings of a header have in common."""
        return f"{self.prefix} {self.name}" if self.prefix else self.name

    @property
    def is_nameless(self) -> bool:
        """Whether there is no name: nothing at all, or in config a type alone."""
        return not self.quoted or (self.file == CONFIG and self.title in TYPES)

    @property
    def is_typed(self) -> bool:
        """Whether the prefix is the one that the file asks for, or none where it asks for none."""
        if self.file == CREDENTIALS:
            return not self.prefix
        return self.prefix in TYPES or self.title == "default"

    @property
    def is_portable(self) -> bool:
        """Whether every tool reads a section of that name, once its header is in order."""
        return is_portable(self.name)

    def with_title(self, title: str) -> Edit:
        """The edit that writes the header anew, with this title, in column 0."""
        text = self.tail.lstrip()
        gap = self.tail[: len(self.tail) - len(text)]
        if gap.strip(BLANKS):  # not all tools take it for white space
            gap = " " if text else ""
        return rewrite(self.file, self.section.line, f"{self.mark}[{title}]{gap}{text}")


def header(file: str, section: Section) -> Header:
    """The header of a section, which is not one before any header."""
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
    """The headers that are not, at first sight, what their file asks for."""
    yield from odd_headers(context)
    for file in (CONFIG, CREDENTIALS):
        for section in context.files.document(file).sections:
            if section.plain is None or section.header is None:
                continue
            first, blank, _ = section.header.partition(" ")
            if (not blank or first not in TYPES) if file == CONFIG else blank:
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
    """The headers of sections, without those that other rules say all about.

    These are a header with a CR in its line, as tools do not agree on how many lines that is, and
    what seems to be one in a file in UTF-16.
    """
    for file, section in sections:
        if section.header is None or is_utf16(context.files.document(file)):
            continue
        if section.plain is not None or "\r" not in section.rows[0].text:
            yield header(file, section)


def count_titles(context: Context) -> Mapping[str, Counter[str]]:
    """How often each title stands in each file, whatever its spelling (see `own_title`)."""
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


def misread_by(head: Header, name: str | None = None) -> tuple[str, ...]:
    """The tools that do not read a header as one of its kind and that name, its own if None."""
    meant = head.kind, head.name if name is None else name
    return tuple(tool for tool in TOOLS if not _is_read_by(load(tool), head, meant))


def read_by(head: Header) -> tuple[str, ...]:
    """The tools that read a header as one of a type that they have a use for."""
    found = {tool: load(tool).header(head.file, head.inside) for tool in TOOLS}
    return tuple(
        tool for tool, title in found.items() if title and title[0] in load(tool).HABITS.types
    )


def _is_read_by(tool: Tool, head: Header, meant: Title) -> bool:
    """Whether a tool reads what is meant; what it has no use for, it may take for anything such.

    A header that is none to it gives its lines to another section.
    """
    read = tool.header(head.file, head.inside)
    if meant[0] in tool.HABITS.types:
        return read == meant
    return read is not None and read[0] not in tool.HABITS.types


def between(file: str, *lines: str) -> Lines:
    """Lines below the section of another profile, `q`, and above a setting, to be measured."""
    return measure.in_file(file, measure.header(file, "q"), measure.FIRST, *lines, "y = 1")


def consequences(written: Lines, tools: Sequence[str], one: str, many: str) -> str:
    """What tools make of a header `between` others that they misread, in words.

    `one` and `many` say what those do that neither refuse the files nor pass over the header.
    """
    found = measure.readings(written)
    refusing = [tool for tool in tools if found[tool].error is not None]
    blind = [tool for tool in tools if "y" in found[tool].profiles.get("q", {})]
    others = [tool for tool in tools if tool not in (*refusing, *blind)]
    said = []
    if blind:
        said.append(
            f"to {name_tools(blind)} the line is no header, and the settings below it go to the "
            "section above"
        )
    if refusing:
        said.append(f"{tools_do(refusing, 'refuses', 'refuse')} the files")
    if others:
        said.append(tools_do(others, one, many))
    return "; ".join(said)


def _parts(file: str, inside: str) -> tuple[str, str]:
    """The prefix and the name in what stands between brackets.

    In credentials a name may have blanks in it, so there only a type is a prefix.
    """
    first, *rest = inside.split(maxsplit=1) or [""]
    if rest and (file == CONFIG or _type_meant(first)):
        return first, rest[0].rstrip()
    return "", inside.strip()


def _type_meant(prefix: str) -> str:
    """The type that a prefix means, in whatever case, number and spelling; "" for none."""
    singular = prefix.lower().replace("_", "-").removesuffix("s")
    return next((kind for kind in TYPES if kind.removesuffix("s") == singular), "")


def _unquoted(name: str) -> str:
    quotes = name[:1] == name[-1:] and name[:1] in ("'", '"') and len(name) > 1
    return name[1:-1] if quotes else name
