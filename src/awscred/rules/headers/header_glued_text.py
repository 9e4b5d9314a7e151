"""Text behind a header that not every tool knows to be no part of it.

## What it does
Reports headers with a comment behind the `]`, without a blank between; with a comment that
has a `]` in it; and with anything behind the `]` that is no comment.

## Why it matters
To the AWS Toolkit and the JavaScript SDK `[dev]# mine` is no header: the settings below it go to
the section above, so that one profile gets the keys of another. With other text behind, the Go SDK
does the same, and the Rust SDK refuses the files; the AWS CLI drops the text, be it a setting. A
`]` in it ends the header to the AWS CLI, which then has the whole comment in the name.

## Example
```ini
[dev]# for experiments
region = eu-west-1
```

## Use instead
```ini
[dev]
# for experiments
region = eu-west-1
```

## Fix safety
Safe: a comment moves to a line of its own below the header. Other text stays where it is, as it may
be a part of the name, a setting, or nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from awscred.findings import ERROR, Finding, Fix
from awscred.rules.edits import rewrite
from awscred.rules.headers.header import Header, odd_headers
from awscred.rules.rule import FILE, KEYS, Bad, Context, Good, Rule
from awscred.tools import TOOLS, name_tools
from awscred.tools.reading import Place

ID = "header-glued-text"

_PROCESS = "credential_process = /usr/bin/vault\n"

BAD = (
    Bad(
        "",
        f"[dev]# for experiments\n{KEYS}",
        (("credentials", 1, "a comment behind [dev]"),),
        ("", f"[dev]\n# for experiments\n{KEYS}"),
    ),
    Bad(
        f"[profile a]\r\n{_PROCESS}\r\n[profile b];mine\r\n# too\r\n{_PROCESS}",
        "",
        (("config", 4, "a comment behind [profile b]"),),
        (f"[profile a]\r\n{_PROCESS}\r\n[profile b]\r\n;mine\r\n# too\r\n{_PROCESS}", ""),
    ),
    Bad(
        "",
        f"[a] # see [b]\n{KEYS}[b]#[\n{KEYS}[c]#]\n{KEYS}",
        (
            ("credentials", 1, "a comment behind [a]: the AWS CLI takes it into the name"),
            ("credentials", 4, "a comment behind [b]"),
            ("credentials", 7, "a comment behind [c]"),
        ),
        ("", f"[a]\n# see [b]\n{KEYS}[b]\n#[\n{KEYS}[c]\n#]\n{KEYS}"),
    ),
    Bad("", f"[a]\n{KEYS}[b] junk\n{KEYS}", (("credentials", 4, "text behind [b]"),)),
    Bad("", f"[a]x # c\n{KEYS}", (("credentials", 1, "text behind [a]"),)),
    Bad("[default] region = eu-west-1\n", "", (("config", 1, "text behind [default]"),)),
    Bad(f"[profile a]] b\n{_PROCESS}", "", (("config", 1, "text behind [profile a]"),)),
)
GOOD = (
    Good(
        "",
        f"[dev] # for experiments\n{KEYS}[b]\t;mine\n{KEYS}[c]  \n{KEYS}",
    ),
    Good(f"[profile a] #\n# [b]# c\n{_PROCESS}", ""),
)


def check(context: Context) -> Iterator[Finding]:
    for head in odd_headers(context):
        text = head.tail.strip()
        is_comment = text[:1] in ("#", ";")
        tools = _confused(head.tail, is_comment) if text and head.closed else ()
        if tools:
            what = "a comment" if is_comment else "text"
            message = f"there is {what} behind [{head.title}]: {_consequences(tools)}"
            hint = f"write {'it' if is_comment else 'what is needed of it'} on a line of its own"
            place = Place(head.file, head.section.header_span)
            profile = context.files.profile_of(head.file, head.section)
            fix = _move_down(head) if is_comment else None
            yield Finding(ID, ERROR, message, hint, place, profile, tools, fix)


def _confused(tail: str, is_comment: bool) -> tuple[str, ...]:
    """The tools that take what is behind a header for a part of it, or drop a setting there."""
    if is_comment:
        confused = {
            "toolkit": tail[0] in "#;",
            "js": tail[0] in "#;",
            "cli": "]" in tail,
        }
    else:
        confused = dict.fromkeys(TOOLS, True) | {"cli": any(sign in tail for sign in "]=:")}
    return tuple(tool for tool in TOOLS if confused.get(tool))


def _consequences(tools: tuple[str, ...]) -> str:
    said = []
    if blind := [tool for tool in tools if tool in ("toolkit", "js", "go")]:
        said.append(
            f"to {name_tools(blind)} the line is no header, and the settings below it go to the "
            "section above"
        )
    if "rust" in tools:
        said.append("the Rust SDK refuses the files")
    if "cli" in tools:
        said.append("the AWS CLI takes it into the name, or drops it")
    return "; ".join(said)


def _move_down(head: Header) -> Fix:
    line = head.section.rows[0].text
    edit = rewrite(head.file, head.section.line, line[: -len(head.tail)], head.tail.strip())
    return Fix("move the comment to a line of its own", True, (edit,))


RULE = Rule(ID, __doc__, ERROR, check, BAD, GOOD, FILE)
