"""Lines: what each line of a section that is not plain is, to the rules about lines.

This is no rule, but what those rules share: every line is the business of one of them, however
many tools stumble over it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import takewhile
from typing import NamedTuple

from awscred.ini import (
    COMMENT,
    EMPTY,
    HEADER,
    JUNK,
    MORE,
    NESTED,
    SETTING,
    Line,
    Section,
    Setting,
    Span,
    is_utf16,
)
from awscred.other_programs import is_aws_setting
from awscred.profiles import CONFIG, CREDENTIALS, Files
from awscred.rules.blocks import block_of, lines_below
from awscred.rules.wrapped import MOST_LINES, lines_after
from awscred.settings import KNOWN, suggest
from awscred.settings import NESTED as KNOWN_BELOW
from awscred.tools.reading import JAVASCRIPT_SPACE, UNICODE_SPACE, Place

FLAT = "flat"
"""A setting that belongs to the block above, and is not indented."""
BOM = "\ufeff"
PASTED = "pasted"

MOST_SUGGESTIONS = 1000
"""Names that a likely one is sought for, as in `unknown-setting`, which says the rest."""
PORTABLE_KEY = re.compile(r"[A-Za-z0-9_.:%@/+-]+")
"""A key that every tool keeps, but for the case of its letters."""
WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
"""A key that looks like a setting's."""

MERGE_MARKS = ("<<<<<<<", "=======", ">>>>>>>", "|||||||")
"""What begins a line that a merge conflict leaves behind."""

_API_VERSIONS = "api_versions"
"""A block whose settings are the ids of services."""
_MOST_NESTED = 100
"""Settings of a block that are compared, as no real one has more."""

_SHELL = r"""(?i:(?:export|setx?|setenv|env)\s+(?:-\w+\s+)*["']?|\$env:)(?i:aws_)"""
_JSON = r"""[{}\]],?\s*$|\{\s*"|"[^"\s]*"\s*:"""
_PASTED = re.compile(rf"\s*(?:{_SHELL}|{_JSON})")
_WITHOUT_SEPARATOR = re.compile(
    r"\s*([A-Za-z0-9_]+)[ \t]+(?![=:#;\s])(?!.*(?:[ \t][=:]|[=:][ \t]))\S.*"
)
_CUT_BY_COMMENT = re.compile(f"[{JAVASCRIPT_SPACE}{UNICODE_SPACE}][#;]")
_HIDDEN = frozenset(("Cc", "Cf", "Zs", "Zl", "Zp"))  # Unicode's categories of what is not seen

_VARIABLES: dict[str, str | None] = {  # named otherwise than the setting, or no setting at all
    "AWS_DEFAULT_REGION": "region",
    "AWS_DEFAULT_OUTPUT": "output",
    "AWS_PAGER": "cli_pager",
    "AWS_PROFILE": None,
    "AWS_DEFAULT_PROFILE": None,
    "AWS_CONFIG_FILE": None,
    "AWS_SHARED_CREDENTIALS_FILE": None,
    "AWS_CREDENTIAL_EXPIRATION": None,
    "AWS_SESSION_EXPIRATION": None,
    "AWS_SDK_LOAD_CONFIG": None,
}


class Odd(NamedTuple):
    """A section that is not plain, line by line, and the profile that it belongs to, if any."""

    file: str
    section: Section
    profile: str | None
    rows: list[Line]


class Written(NamedTuple):
    """A line as it is written, and what it is to a person who sees more than `ini` does.

    `role` is one of `ini`'s, PASTED for a line of a shell or of JSON, or FLAT. MORE is also a line
    that more likely goes on with a value: with a separator (`--url=...`), or in column 1 (the rest
    of an ARN). JUNK is also what stands before the first header, or in a nested block without being
    a setting, and a known setting without its separator. EMPTY and COMMENT lines may have
    characters in them, or in front, that are not seen. `above` is the setting that a deeper line
    stands below, or that the line belongs to; for a comment, the last one before it.
    """

    file: str
    profile: str | None
    section: Section
    number: int
    text: str
    role: str
    setting: Setting | None
    above: Setting | None

    @property
    def indent(self) -> str:
        """The white space in front."""
        return self.text[: len(self.text) - len(self.text.lstrip())]

    @property
    def place(self) -> Place:
        """Where the line's text stands."""
        start, end = len(self.indent) + 1, len(self.text.rstrip()) + 1
        return Place(self.file, Span(self.number, start, self.number, max(start, end)))

    @property
    def is_known(self) -> bool:
        """Whether the setting on the line is in the catalogue, there where it stands."""
        if self.setting is None:
            return False
        key = self.setting.key.lower()
        if self.role == NESTED and self.above is not None:
            above = "services" if self._is_of_services else self.above.key.lower()
            return above == _API_VERSIONS or key in KNOWN_BELOW.get(above, ())
        return self._is_of_services or key in KNOWN

    @property
    def is_of_aws(self) -> bool:
        """Whether an AWS tool reads the setting on the line, there where it is."""
        if self.setting is None or not self.is_known:
            return False
        return self.role == NESTED or self._is_of_services or is_aws_setting(self.setting.key)

    @property
    def _is_of_services(self) -> bool:
        return (self.section.header or "").startswith("services ")


def written(files: Files, odd: Iterable[Odd]) -> Iterator[Written]:
    """The lines of those sections; a file in UTF-16 has none. A context has them at hand."""
    utf16 = {file for file in (CONFIG, CREDENTIALS) if is_utf16(files.document(file))}
    for part in odd:
        if part.file not in utf16:
            yield from _written(part)


def settings_written(lines: Iterable[Written]) -> Iterator[tuple[Written, Setting]]:
    """Those lines that hold a setting, nested or not, and the setting."""
    for line in lines:
        if line.setting is not None and line.role in (SETTING, NESTED):
            yield line, line.setting


def settings_of_aws(lines: Iterable[Written]) -> Iterator[tuple[Written, Setting]]:
    """Those of the settings that an AWS tool reads there, or that are misspelled ones."""
    others: set[str] = set()
    for line, setting in settings_written(lines):
        is_of_aws = line.is_of_aws
        if not is_of_aws and line.role == SETTING and not line.is_known:
            others.add(setting.key)
            is_of_aws = len(others) <= MOST_SUGGESTIONS and suggest(setting.key) is not None
        if is_of_aws:
            yield line, setting


def known_without_separator(line: Written) -> str | None:
    """The known setting that a junk line begins with, if its separator is missing."""
    if line.text.startswith(MERGE_MARKS) or line.section.header is None:
        return None
    return _known_without_separator(line.text, line.above)


def _known_without_separator(text: str, above: Setting | None) -> str | None:
    found = _WITHOUT_SEPARATOR.fullmatch(text)
    known = KNOWN if above is None else KNOWN_BELOW.get(above.key.lower(), {})
    return found[1] if found and found[1].lower() in known else None


def is_hidden(char: str) -> bool:
    """Whether a character is not seen, or looks like a blank and is none."""
    return not char.isprintable() and char not in "\t\r" and unicodedata.category(char) in _HIDDEN


def is_given_once(line: Written, setting: Setting) -> bool:
    """Whether the setting on a line is there once, whatever the case of its letters."""
    if line.role != NESTED or line.above is None:
        return len(line.section.find(setting.key)) == 1
    blocks = line.section.find(line.above.key)
    if len(blocks) > 1 or len(blocks[0].nested) > _MOST_NESTED:
        return False
    return [other.key.lower() for other in blocks[0].nested].count(setting.key.lower()) == 1


def setting_of(variable: str) -> str | None:
    """The setting that stands in the files for an environment variable, None where none does."""
    if variable in _VARIABLES:
        return _VARIABLES[variable]
    names = (variable.lower(), variable.lower().removeprefix("aws_"))
    return next((name for name in names if name in KNOWN), None)


def _written(odd: Odd) -> Iterator[Written]:
    above: Setting | None = None  # that deeper lines belong to
    level = 0  # how deep that one stands
    wrapped = flat = 0  # lines to come that belong to the setting above, though not deeper
    for at, row in enumerate(odd.rows, 1):
        depth = len(row.text) - len(row.text.lstrip())
        below = above if depth > level or wrapped or flat else None
        role = MORE if wrapped else _role(row, odd.section, below)
        if flat and role == NESTED:
            role = FLAT
        wrapped, flat = max(0, wrapped - 1), max(0, flat - 1)
        here = above if role == COMMENT else below
        yield Written(
            odd.file, odd.profile, odd.section, row.number, row.text, role, row.setting, here
        )
        if role == SETTING and row.setting is not None:
            above, level = row.setting, depth
            block = block_of(odd.section, above.key)
            if block is None:
                wrapped = _wrapped(above, odd.rows[at : at + MOST_LINES])
            elif not above.value and not above.comment:
                flat = lines_below(block, odd.rows[at : at + MOST_LINES])


def _wrapped(setting: Setting, rows: Sequence[Line]) -> int:
    """How many of the rows after a setting go on with its value."""
    texts = (row.text for row in rows)
    return lines_after(setting, takewhile(lambda text: not text.startswith(MERGE_MARKS), texts))


def _role(row: Line, section: Section, above: Setting | None) -> str:
    """What a line is, deeper than a setting or not."""
    setting = row.setting
    if row.role in (HEADER, COMMENT, EMPTY):
        return row.role
    if _is_pasted(row):
        return PASTED
    if unseen := _unseen(row.text):
        return unseen
    if section.header is None or row.text.startswith(MERGE_MARKS):
        return JUNK
    if setting is not None and _CUT_BY_COMMENT.search(setting.key):
        return JUNK  # most tools see no separator, as it is in a comment
    if above is not None and above.value:
        return MORE if setting is None or _goes_on(row.text, setting, above) else SETTING
    if setting is None or _known_without_separator(row.text, above):
        return JUNK
    return SETTING if above is None else NESTED


def _goes_on(text: str, setting: Setting, above: Setting) -> bool:
    """Whether an indented line below a value more likely belongs to that than is a setting.

    So it is where its key looks like none, or where the value may be a secret: base64 ends in `=`.
    """
    if setting.key.lower() in KNOWN:
        return False
    separator = text[setting.key_span.end_column - 1 :].lstrip()[:1]
    known = KNOWN.get(above.key.lower())
    return separator == ":" or not WORD.fullmatch(setting.key) or known is None or known.secret


def _is_pasted(row: Line) -> bool:
    if _PASTED.match(row.text):
        return True
    key = row.setting.key if row.setting else ""
    if not key.startswith("AWS_") or not key.isupper() or key.lower() in KNOWN:
        return False
    return key in _VARIABLES or setting_of(key) is not None


def _unseen(text: str) -> str | None:
    """EMPTY or COMMENT where a line is that behind characters that are not seen, else None."""
    seen = text.lstrip()
    if seen[:1].isprintable():
        return None
    at = next((at for at, char in enumerate(seen) if not is_hidden(char) and char != " "), None)
    if at is None:
        return EMPTY
    return COMMENT if seen[at] in "#;" else None
