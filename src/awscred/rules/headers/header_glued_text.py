"""Text after a header that some tools read as part of it.

## What it does
Reports headers followed by a comment without a space in between, by a comment that contains a `]`,
or by any other text.

## Why it matters
The AWS Toolkit and the JavaScript SDK do not recognize `[dev]# mine` as a header. They add the
settings below it to the section above, so one profile gets the keys of another. If other text
follows, the Go SDK does the same, and the Rust SDK refuses the files. The AWS CLI drops the text,
even if it is a setting. If the comment contains a `]`, the AWS CLI ends the header there, so the
name includes the comment.

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
Safe: a comment moves to its own line below the header. Other text stays, because it may be part of
the name, a setting, or a mistake.
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
        (("credentials", 1, "a comment after [dev]"),),
        ("", f"[dev]\n# for experiments\n{KEYS}"),
    ),
    Bad(
        f"[profile a]\r\n{_PROCESS}\r\n[profile b];mine\r\n# too\r\n{_PROCESS}",
        "",
        (("config", 4, "a comment after [profile b]"),),
        (f"[profile a]\r\n{_PROCESS}\r\n[profile b]\r\n;mine\r\n# too\r\n{_PROCESS}", ""),
    ),
    Bad(
        "",
        f"[a] # see [b]\n{KEYS}[b]#[\n{KEYS}[c]#]\n{KEYS}",
        (
            ("credentials", 1, "a comment after [a]: the AWS CLI adds the comment to the name"),
            ("credentials", 4, "a comment after [b]"),
            ("credentials", 7, "a comment after [c]"),
        ),
        ("", f"[a]\n# see [b]\n{KEYS}[b]\n#[\n{KEYS}[c]\n#]\n{KEYS}"),
    ),
    Bad("", f"[a]\n{KEYS}[b] junk\n{KEYS}", (("credentials", 4, "text after [b]"),)),
    Bad("", f"[a]x # c\n{KEYS}", (("credentials", 1, "text after [a]"),)),
    Bad("[default] region = eu-west-1\n", "", (("config", 1, "text after [default]"),)),
    Bad(f"[profile a]] b\n{_PROCESS}", "", (("config", 1, "text after [profile a]"),)),
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
        gap = " " if head.tail[0].isspace() else ""  # header-spacing reports odd white space
        written = between(head.file, f"{title}{gap}{shape}")
        tools = measure.misread_by(context.asked, written, between(head.file, title, shape))
        if tools:
            what = "a comment" if is_comment else "text"
            noun = "comment" if is_comment else "text"
            one = f"adds the {noun} to the name, or drops it"
            many = f"add the {noun} to the name, or drop it"
            said = consequences(context.asked, written, tools, one, many)
            message = f"there is {what} after [{head.title}]: {said}"
            hint = f"move the {noun} to its own line, or remove it"
            place = Place(head.file, head.section.header_span)
            profile = context.files.profile_of(head.file, head.section)
            fix = _move_down(head) if is_comment else None
            yield Finding(ID, ERROR, message, hint, place, profile, tools, fix)


def _move_down(head: Header) -> Fix:
    line = head.section.rows[0].text
    edit = rewrite(head.file, head.section.line, line[: -len(head.tail)], head.tail.strip())
    return Fix("move the comment to its own line", True, (edit,))


RULE = Rule(ID, __doc__, ERROR, check, BAD, GOOD, FILE)
