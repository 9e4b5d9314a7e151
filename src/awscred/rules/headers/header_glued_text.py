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
from awscred.rules import measure
from awscred.rules.edits import rewrite
from awscred.rules.headers.header import Header, between, consequences, odd_headers
from awscred.rules.rule import FILE, KEYS, Bad, Context, Good, Rule
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
        if not text or not head.closed:
            continue
        is_comment = text[0] in "#;"
        title, shape = measure.header(head.file), measure.shape(text)
        gap = " " if head.tail[0].isspace() else ""  # odd white space is for header-spacing
        written = between(head.file, f"{title}{gap}{shape}")
        tools = measure.misread_by(written, between(head.file, title, shape))
        if tools:
            what = "a comment" if is_comment else "text"
            one, many = "takes it into the name, or drops it", "take it into the name, or drop it"
            said = consequences(written, tools, one, many)
            message = f"there is {what} behind [{head.title}]: {said}"
            hint = f"write {'it' if is_comment else 'what is needed of it'} on a line of its own"
            place = Place(head.file, head.section.header_span)
            profile = context.files.profile_of(head.file, head.section)
            fix = _move_down(head) if is_comment else None
            yield Finding(ID, ERROR, message, hint, place, profile, tools, fix)


def _move_down(head: Header) -> Fix:
    line = head.section.rows[0].text
    edit = rewrite(head.file, head.section.line, line[: -len(head.tail)], head.tail.strip())
    return Fix("move the comment to a line of its own", True, (edit,))


RULE = Rule(ID, __doc__, ERROR, check, BAD, GOOD, FILE)
