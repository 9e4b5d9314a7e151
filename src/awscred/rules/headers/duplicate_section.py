"""A repeated section.

## What it does
Reports every header that already occurs in the same file, even in another spelling (`[profile
"a"]`).

## Why it matters
The AWS CLI refuses the files, so every command fails, whichever profile it uses. If the two
spellings differ, the AWS CLI reads only the later section, and other tools ignore a spelling that
they do not know. The remaining tools merge the two sections, which is easy to miss when you look at
only one of them.

## Example
```ini
[dev]
region = eu-west-1

[dev]
output = json
```

## Use instead
```ini
[dev]
region = eu-west-1
output = json
```

## Fix safety
Safe: the lines of the later section, including comments, move to the end of the first section.
There is no fix if both sections have the same setting.
"""

from __future__ import annotations

from collections.abc import Container, Iterator

from awscred.findings import ERROR, Edit, Finding, Fix
from awscred.ini import COMMENT, EMPTY, JUNK, Document, Line
from awscred.profiles import CONFIG
from awscred.rules import measure
from awscred.rules.headers.header import Header, all_headers, count_titles
from awscred.rules.rule import FILE, KEYS, Bad, Context, Good, Rule
from awscred.tools import Asked, in_order, tools_do
from awscred.tools.reading import Place

ID = "duplicate-section"

_PROCESS = "credential_process = /usr/bin/vault\n"

BAD = (
    Bad(
        "",
        f"[a]\n{KEYS}\n[b]\n{KEYS}\n[a]\nregion = eu-west-1\n",
        (("credentials", 9, "[a] is repeated (first on line 1): the AWS CLI refuses the files"),),
        ("", f"[a]\n{KEYS}region = eu-west-1\n\n[b]\n{KEYS}"),
    ),
    Bad(
        f"[profile a]\r\n{_PROCESS}\r\n# more\r\n[profile a] # again\r\n# here\r\ns3 =\r\n"
        "  addressing_style = path\r\n\r\n# the end\r\n",
        "",
        (("config", 5, "first on line 1"),),
        (
            f"[profile a]\r\n{_PROCESS}# again\r\n# here\r\ns3 =\r\n  addressing_style = path\r\n"
            "\r\n# more\r\n\r\n# the end\r\n",
            "",
        ),
    ),
    Bad(
        f"[profile a]\n{_PROCESS}[profile a]\nregion = eu-west-1\n[profile a]\n\noutput = json",
        "",
        (("config", 3, "first on line 1"), ("config", 5, "first on line 1")),
        (f"[profile a]\n{_PROCESS}region = eu-west-1\noutput = json\n", ""),
    ),
    Bad(
        f'[profile a]\n{_PROCESS}[profile "a"]\nregion = eu-west-1\n[profile  a]\noutput = json\n',
        "",
        (
            ("config", 3, "in another spelling: the AWS Toolkit, the AWS CLI, the"),
            ("config", 5, "in another spelling: the AWS Toolkit, the AWS CLI and the Java"),
        ),
        (f"[profile a]\n{_PROCESS}region = eu-west-1\noutput = json\n", ""),
    ),
    Bad(
        "[sso-session a]\nsso_region = eu-west-1\n[sso-session a]\n[plugins]\n[plugins]\n",
        "",
        (("config", 3, "[sso-session a]"), ("config", 5, "[plugins]")),
        ("[sso-session a]\nsso_region = eu-west-1\n[plugins]\n", ""),
    ),
    # no fix: both sections have the same setting; there is text after the header
    Bad(
        "",
        f"[a]\n{KEYS}[a]\nAWS_Access_Key_Id = AKIAI44QH8DHBEXAMPLE\n[a] x\n{_PROCESS}",
        (("credentials", 4, "first on line 1"), ("credentials", 6, "first on line 1")),
    ),
)
GOOD = (
    Good(f"[profile a]\n{_PROCESS}[sso-session a]\nsso_region = eu-west-1\n", f"[a]\n{KEYS}"),
    Good("", f"[a]\n{KEYS}[A]\n{KEYS}# [a]\n"),
    Good(f"[a]\n{_PROCESS}[profile a]\n{_PROCESS}", ""),  # see section-prefix
)


def check(context: Context) -> Iterator[Finding]:
    for heads in _repeated(context):
        first, *later = heads
        known = {setting.key.lower() for setting in first.section.settings}
        titles = {first.inside}
        for head in later:
            keys = {setting.key.lower() for setting in head.section.settings}
            is_apart = known.isdisjoint(keys)
            again = f"[{head.own_title}] is repeated (first on line {first.section.line})"
            if head.inside in titles:
                title = measure.header(head.file)
                tools = _not_joining(context.asked, head.file, title, title)
                message = (
                    f"{again}: {tools_do(context.asked, tools, 'refuses', 'refuse')} the files"
                )
            else:
                spellings = _spelling(first), _spelling(head)
                tools = _not_joining(context.asked, head.file, *spellings)
                not_join = tools_do(context.asked, tools, "does not merge", "do not merge")
                parts = [f"{not_join} the two sections"] if tools else []
                by_chance = (
                    [] if is_apart else _choosing(context.asked, head.file, *spellings, tools)
                )
                if by_chance:
                    pick = tools_do(context.asked, by_chance, "picks", "pick")
                    parts.append(f"{pick} one of them unpredictably")
                    tools = in_order(context.asked, {*tools, *by_chance})
                message = f"{again} in another spelling: {', and '.join(parts)}"
            hint = "move all settings below one header, and remove the other header"
            place = Place(head.file, head.section.header_span)
            profile = context.files.profile_of(head.file, head.section)
            fix = _merge(context.files.document(head.file), first, head) if is_apart else None
            yield Finding(ID, ERROR, message, hint, place, profile, tools, fix)
            known |= keys
            titles.add(head.inside)


def _not_joining(asked: Asked, file: str, first: str, later: str) -> tuple[str, ...]:
    """The tools that do not read two sections with these headers as one."""
    title = measure.header(file)
    written = measure.in_file(file, first, "x = 1", later, "y = 1")
    return measure.misread_by(asked, written, measure.in_file(file, title, "x = 1", "y = 1"))


def _choosing(asked: Asked, file: str, first: str, later: str, apart: Container[str]) -> list[str]:
    """The tools, except `apart`, that choose by spelling if both sections have the same setting.

    If the first header occurs a third time, these tools do not use the last value.
    """
    lines = (first, "x = 1", later, "x = 2", first, "x = 3")
    meant = measure.in_file(file, measure.header(file), "x = 3")
    misreading = measure.misread_by(asked, measure.in_file(file, *lines), meant)
    return [tool for tool in misreading if tool not in apart]


def _spelling(head: Header) -> str:
    """A header with stand-ins for its type and name: only its quotes and white space matter."""
    start = head.inside.rindex(head.name)
    before, after = head.inside[:start], head.inside[start + len(head.name) :]
    if head.file == CONFIG:
        before = before.replace(head.prefix, "profile", 1) if head.prefix else f"{before}profile "
    return f"[{measure.squeezed(before)}p{measure.squeezed(after)}]"


def _repeated(context: Context) -> list[list[Header]]:
    """The headers that occur more than once in a file: one list per header, in file order."""
    repeated: dict[tuple[str, str], list[Header]] = {
        (file, title): []
        for file, counts in count_titles(context).items()
        for title, count in counts.items()
        if count > 1 and title not in ("", "DEFAULT")  # the AWS CLI merges [DEFAULT] sections
    }
    if repeated:
        for head in all_headers(context):
            if head.closed and (head.file, head.own_title) in repeated:
                repeated[head.file, head.own_title].append(head)
    return [heads for heads in repeated.values() if len(heads) > 1]  # empty for UTF-16


def _merge(document: Document, first: Header, later: Header) -> Fix | None:
    """The fix that moves the lines of a section to the end of an earlier one."""
    comment = later.tail.strip()
    if comment and comment[0] not in "#;":
        return None
    body = _content(later.section.rows[1:])
    if any(row.role == JUNK for row in body) or (body and body[0].text[0].isspace()):
        return None  # an indented line would continue the line above it
    lines = (*([comment] if comment else []), *(row.text for row in body))
    at = _content(first.section.rows)[-1].number
    start, end = later.section.line, body[-1].number if body else later.section.line
    if end == len(document.lines) or not document.line(end + 1).strip():
        while start > at + 1 and not document.line(start - 1).strip():
            start -= 1  # also remove one of the two gaps
    edits = (Edit(later.file, at + 1, at, lines), Edit(later.file, start, end, ()))
    if not lines:
        return Fix("remove the header", True, edits[1:])
    return Fix(f"move its lines to the first [{first.title}]", True, edits)


def _content(rows: list[Line]) -> list[Line]:
    """The rows from the first that is not empty to the last setting.

    An indented comment after that is kept: some tools read it as part of the value above.
    """
    first, last = 0, len(rows)
    while last and (rows[last - 1].role == EMPTY or _is_apart(rows[last - 1])):
        last -= 1
    while first < last and rows[first].role == EMPTY:
        first += 1
    return rows[first:last]


def _is_apart(row: Line) -> bool:
    """Whether a line is a comment in column 1, which never continues the line above."""
    return row.role == COMMENT and row.text[0] in "#;"


RULE = Rule(ID, __doc__, ERROR, check, BAD, GOOD, FILE)
