"""A section that stands twice in one file.

## What it does
Reports every header that its file has already, also in another spelling (`[profile "a"]`).

## Why it matters
The AWS CLI refuses the files, and so every command fails, whatever profile it is for; of two
spellings it reads the later section alone, and other tools miss the one that they do not know. The
rest join the two, which nobody who looks at one of them sees.

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
Safe: the lines of the later section move up below those of the first, comments too, unless a
setting stands in both.
"""

from __future__ import annotations

from collections.abc import Container, Iterator

from awscred.findings import ERROR, Edit, Finding, Fix
from awscred.ini import COMMENT, EMPTY, JUNK, Document, Line
from awscred.profiles import CONFIG
from awscred.rules import measure
from awscred.rules.headers.header import Header, all_headers, count_titles
from awscred.rules.rule import FILE, KEYS, Bad, Context, Good, Rule
from awscred.tools import in_order, tools_do
from awscred.tools.reading import Place

ID = "duplicate-section"

_PROCESS = "credential_process = /usr/bin/vault\n"

BAD = (
    Bad(
        "",
        f"[a]\n{KEYS}\n[b]\n{KEYS}\n[a]\nregion = eu-west-1\n",
        (("credentials", 9, "[a] stands here again, after line 1: the AWS CLI refuses the files"),),
        ("", f"[a]\n{KEYS}region = eu-west-1\n\n[b]\n{KEYS}"),
    ),
    Bad(
        f"[profile a]\r\n{_PROCESS}\r\n# more\r\n[profile a] # again\r\n# here\r\ns3 =\r\n"
        "  addressing_style = path\r\n\r\n# the end\r\n",
        "",
        (("config", 5, "after line 1"),),
        (
            f"[profile a]\r\n{_PROCESS}# again\r\n# here\r\ns3 =\r\n  addressing_style = path\r\n"
            "\r\n# more\r\n\r\n# the end\r\n",
            "",
        ),
    ),
    Bad(
        f"[profile a]\n{_PROCESS}[profile a]\nregion = eu-west-1\n[profile a]\n\noutput = json",
        "",
        (("config", 3, "after line 1"), ("config", 5, "after line 1")),
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
    # no fix: a setting stands in both; there is text behind the header
    Bad(
        "",
        f"[a]\n{KEYS}[a]\nAWS_Access_Key_Id = AKIAI44QH8DHBEXAMPLE\n[a] x\n{_PROCESS}",
        (("credentials", 4, "after line 1"), ("credentials", 6, "after line 1")),
    ),
)
GOOD = (
    Good(f"[profile a]\n{_PROCESS}[sso-session a]\nsso_region = eu-west-1\n", f"[a]\n{KEYS}"),
    Good("", f"[a]\n{KEYS}[A]\n{KEYS}# [a]\n"),
    Good(f"[a]\n{_PROCESS}[profile a]\n{_PROCESS}", ""),  # of which section-prefix speaks
)


def check(context: Context) -> Iterator[Finding]:
    for heads in _repeated(context):
        first, *later = heads
        known = {setting.key.lower() for setting in first.section.settings}
        titles = {first.inside}
        for head in later:
            keys = {setting.key.lower() for setting in head.section.settings}
            is_apart = known.isdisjoint(keys)
            again = f"[{head.own_title}] stands here again, after line {first.section.line}"
            if head.inside in titles:
                title = measure.header(head.file)
                tools = _not_joining(head.file, title, title)
                message = f"{again}: {tools_do(tools, 'refuses', 'refuse')} the files"
            else:
                spellings = _spelling(first), _spelling(head)
                tools = _not_joining(head.file, *spellings)
                not_join = tools_do(tools, "does not join", "do not join")
                message = f"{again}, in another spelling: {not_join} the two"
                by_chance = [] if is_apart else _choosing(head.file, *spellings, tools)
                if by_chance:
                    take = tools_do(by_chance, "takes", "take")
                    message += f", and {take} one of them by chance"
                    tools = in_order({*tools, *by_chance})
            hint = "write all settings below one of the headers, and remove the other"
            place = Place(head.file, head.section.header_span)
            profile = context.files.profile_of(head.file, head.section)
            fix = _merge(context.files.document(head.file), first, head) if is_apart else None
            yield Finding(ID, ERROR, message, hint, place, profile, tools, fix)
            known |= keys
            titles.add(head.inside)


def _not_joining(file: str, first: str, later: str) -> tuple[str, ...]:
    """The tools that do not read sections below two headers as one."""
    title = measure.header(file)
    written = measure.in_file(file, first, "x = 1", later, "y = 1")
    return measure.misread_by(written, measure.in_file(file, title, "x = 1", "y = 1"))


def _choosing(file: str, first: str, later: str, apart: Container[str]) -> list[str]:
    """The tools, but for those, that go by spelling where a setting is below both headers.

    These do not take the last one if the first header comes once more.
    """
    lines = (first, "x = 1", later, "x = 2", first, "x = 3")
    meant = measure.in_file(file, measure.header(file), "x = 3")
    misreading = measure.misread_by(measure.in_file(file, *lines), meant)
    return [tool for tool in misreading if tool not in apart]


def _spelling(head: Header) -> str:
    """A header with stand-ins for its type and name: its quotes and blanks are what matters."""
    start = head.inside.rindex(head.name)
    before, after = head.inside[:start], head.inside[start + len(head.name) :]
    if head.file == CONFIG:
        before = before.replace(head.prefix, "profile", 1) if head.prefix else f"{before}profile "
    return f"[{measure.squeezed(before)}p{measure.squeezed(after)}]"


def _repeated(context: Context) -> list[list[Header]]:
    """The headers that stand in a file more than once, in order, in one list each."""
    repeated: dict[tuple[str, str], list[Header]] = {
        (file, title): []
        for file, counts in count_titles(context).items()
        for title, count in counts.items()
        if count > 1 and title not in ("", "DEFAULT")  # the AWS CLI joins the latter
    }
    if repeated:
        for head in all_headers(context):
            if head.closed and (head.file, head.own_title) in repeated:
                repeated[head.file, head.own_title].append(head)
    return [heads for heads in repeated.values() if len(heads) > 1]  # none where it is UTF-16


def _merge(document: Document, first: Header, later: Header) -> Fix | None:
    """The fix that moves the lines of a section up below those of another."""
    comment = later.tail.strip()
    if comment and comment[0] not in "#;":
        return None
    body = _content(later.section.rows[1:])
    if any(row.role == JUNK for row in body) or (body and body[0].text[0].isspace()):
        return None  # an indented line would belong to what stands above it then
    lines = (*([comment] if comment else []), *(row.text for row in body))
    at = _content(first.section.rows)[-1].number
    start, end = later.section.line, body[-1].number if body else later.section.line
    if end == len(document.lines) or not document.line(end + 1).strip():
        while start > at + 1 and not document.line(start - 1).strip():
            start -= 1  # one of the two gaps goes too
    edits = (Edit(later.file, at + 1, at, lines), Edit(later.file, start, end, ()))
    if not lines:
        return Fix("remove the header", True, edits[1:])
    return Fix(f"move the lines below it to the first [{first.title}]", True, edits)


def _content(rows: list[Line]) -> list[Line]:
    """The rows without empty ones in front, and without what comes after the last setting.

    An indented comment there stays, as some tools take it into the value above.
    """
    first, last = 0, len(rows)
    while last and (rows[last - 1].role == EMPTY or _is_apart(rows[last - 1])):
        last -= 1
    while first < last and rows[first].role == EMPTY:
        first += 1
    return rows[first:last]


def _is_apart(row: Line) -> bool:
    """Whether a line is a comment in column 1, which is no part of what stands above."""
    return row.role == COMMENT and row.text[0] in "#;"


RULE = Rule(ID, __doc__, ERROR, check, BAD, GOOD, FILE)
