"""Lines: the role of each line in a section that is not plain.

The rules about lines share this module, so that exactly one rule reports each line.
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
"""A setting that belongs to the block above, but is not indented."""
BOM = "\ufeff"
PASTED = "pasted"

MOST_SUGGESTIONS = 1000
"""Names that get a suggestion, as in `unknown-setting`, which explains the limit."""
PORTABLE_KEY = re.compile(r"[A-Za-z0-9_.:%@/+-]+")
"""A key that every tool keeps, except for the case of its letters."""
WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
"""A key that looks like the name of a setting."""

MERGE_MARKS = ("<<<<<<<", "=======", ">>>>>>>", "|||||||")
"""What the mark of a merge conflict begins with."""

_API_VERSIONS = "api_versions"
"""A block whose settings are service IDs."""
_MOST_NESTED = 100
"""Settings compared per block; real blocks have fewer."""

_SHELL = r"""(?i:(?:export|setx?|setenv|env)\s+(?:-\w+\s+)*["']?|\$env:)(?i:aws_)"""
_JSON = r"""[{}\]],?\s*$|\{\s*"|"[^"\s]*"\s*:"""
_PASTED = re.compile(rf"\s*(?:{_SHELL}|{_JSON})")
_WITHOUT_SEPARATOR = re.compile(
    r"\s*([A-Za-z0-9_]+)[ \t]+(?![=:#;\s])(?!.*(?:[ \t][=:]|[=:][ \t]))\S.*"
)
_CUT_BY_COMMENT = re.compile(f"[{JAVASCRIPT_SPACE}{UNICODE_SPACE}][#;]")
_HIDDEN = frozenset(("Cc", "Cf", "Zs", "Zl", "Zp"))  # Unicode categories of invisible characters

_VARIABLES: dict[str, str | None] = {  # with a setting of another name, or without one
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
    """A section that is not plain, with its lines and the profile that it belongs to, if any."""

    file: str
    section: Section
    profile: str | None
    rows: list[Line]


class Written(NamedTuple):
    """A line as it is written, and its role to a person, who understands more than `ini`.

    `role` is a role of `ini`, PASTED for a shell command or JSON, or FLAT. MORE includes lines that
    probably continue a value: with a separator (`--url=...`), or in column 1 (the rest of an ARN).
    JUNK includes lines before the first header, lines in a nested block that are not settings, and
    known settings without their separator. EMPTY and COMMENT lines may contain invisible
    characters, or begin with them. `above` is the setting that the line is nested below or belongs
    to; for a comment, it is the last setting before it.
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
        """The white space at the start of the line."""
        return self.text[: len(self.text) - len(self.text.lstrip())]

    @property
    def place(self) -> Place:
        """The place of the line's text."""
        start, end = len(self.indent) + 1, len(self.text.rstrip()) + 1
        return Place(self.file, Span(self.number, start, self.number, max(start, end)))

    @property
    def is_known(self) -> bool:
        """Whether the catalog of settings has the setting on the line, in this kind of place."""
        if self.setting is None:
            return False
        key = self.setting.key.lower()
        if self.role == NESTED and self.above is not None:
            above = "services" if self._is_of_services else self.above.key.lower()
            return above == _API_VERSIONS or key in KNOWN_BELOW.get(above, ())
        return self._is_of_services or key in KNOWN

    @property
    def is_of_aws(self) -> bool:
        """Whether an AWS tool reads the setting on the line, in this kind of place."""
        if self.setting is None or not self.is_known:
            return False
        return self.role == NESTED or self._is_of_services or is_aws_setting(self.setting.key)

    @property
    def _is_of_services(self) -> bool:
        return (self.section.header or "").startswith("services ")


def written(files: Files, odd: Iterable[Odd]) -> Iterator[Written]:
    """The lines of those sections; none for a UTF-16 file. `Context.written` has them."""
    utf16 = {file for file in (CONFIG, CREDENTIALS) if is_utf16(files.document(file))}
    for part in odd:
        if part.file not in utf16:
            yield from _written(part)


def settings_written(lines: Iterable[Written]) -> Iterator[tuple[Written, Setting]]:
    """The lines that contain a setting, nested or not, and the setting."""
    for line in lines:
        if line.setting is not None and line.role in (SETTING, NESTED):
            yield line, line.setting


def settings_of_aws(lines: Iterable[Written]) -> Iterator[tuple[Written, Setting]]:
    """The settings of those lines that an AWS tool reads, or that are misspelled."""
    others: set[str] = set()
    for line, setting in settings_written(lines):
        is_of_aws = line.is_of_aws
        if not is_of_aws and line.role == SETTING and not line.is_known:
            others.add(setting.key)
            is_of_aws = len(others) <= MOST_SUGGESTIONS and suggest(setting.key) is not None
        if is_of_aws:
            yield line, setting


def known_without_separator(line: Written) -> str | None:
    """The known setting that a line begins with, if its separator is missing."""
    if line.text.startswith(MERGE_MARKS) or line.section.header is None:
        return None
    return _known_without_separator(line.text, line.above)


def _known_without_separator(text: str, above: Setting | None) -> str | None:
    found = _WITHOUT_SEPARATOR.fullmatch(text)
    known = KNOWN if above is None else KNOWN_BELOW.get(above.key.lower(), {})
    return found[1] if found and found[1].lower() in known else None


def is_hidden(char: str) -> bool:
    """Whether a character is invisible, or only looks like a space."""
    return not char.isprintable() and char not in "\t\r" and unicodedata.category(char) in _HIDDEN


def is_given_once(line: Written, setting: Setting) -> bool:
    """Whether the setting on a line occurs only once, in any letter case."""
    if line.role != NESTED or line.above is None:
        return len(line.section.find(setting.key)) == 1
    blocks = line.section.find(line.above.key)
    if len(blocks) > 1 or len(blocks[0].nested) > _MOST_NESTED:
        return False
    return [other.key.lower() for other in blocks[0].nested].count(setting.key.lower()) == 1


def setting_of(variable: str) -> str | None:
    """The setting that corresponds to an environment variable; None without one."""
    if variable in _VARIABLES:
        return _VARIABLES[variable]
    names = (variable.lower(), variable.lower().removeprefix("aws_"))
    return next((name for name in names if name in KNOWN), None)


def _written(odd: Odd) -> Iterator[Written]:
    above: Setting | None = None  # the setting that lines with more indentation belong to
    level = 0  # the indentation of `above`
    wrapped = flat = 0  # following lines that belong to `above` without more indentation
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
    """How many of the rows after a setting continue its value."""
    texts = (row.text for row in rows)
    return lines_after(setting, takewhile(lambda text: not text.startswith(MERGE_MARKS), texts))


def _role(row: Line, section: Section, above: Setting | None) -> str:
    """The role of a line; `above` is the setting that it is nested below, if any."""
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
        return JUNK  # to most tools, the separator is in a comment
    if above is not None and above.value:
        return MORE if setting is None or _goes_on(row.text, setting, above) else SETTING
    if setting is None or _known_without_separator(row.text, above):
        return JUNK
    return SETTING if above is None else NESTED


def _goes_on(text: str, setting: Setting, above: Setting) -> bool:
    """Whether an indented line below a value probably continues the value.

    It does if its key does not look like a setting, or if the value may be a secret (base64 ends
    in `=`).
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
    """EMPTY or COMMENT if a line is that after invisible characters; None otherwise."""
    seen = text.lstrip()
    if seen[:1].isprintable():
        return None
    at = next((at for at, char in enumerate(seen) if not is_hidden(char) and char != " "), None)
    if at is None:
        return EMPTY
    return COMMENT if seen[at] in "#;" else None
