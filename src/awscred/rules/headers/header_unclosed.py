"""A header without its closing bracket.

## What it does
Reports lines that begin with `[` and have no `]`.

## Why it matters
The AWS CLI and the Rust SDK refuse the files (the AWS CLI takes the line for a setting where it has
an `=` or `:`). The AWS Toolkit, the JavaScript SDK and the Go SDK pass over the line, and the
settings below it go to the section above: one profile gets the keys of another.

## Example
```ini
[dev
region = eu-west-1
```

## Use instead
```ini
[dev]
region = eu-west-1
```

## Fix safety
No fix: where the name ends, or whether the line was meant for a header, is for you to say.
"""

from __future__ import annotations

from collections.abc import Iterator

from awscred.findings import ERROR, Finding
from awscred.rules import measure
from awscred.rules.headers.header import between, consequences, odd_headers
from awscred.rules.rule import FILE, KEYS, Bad, Context, Good, Rule
from awscred.tools.reading import Place

ID = "header-unclosed"


BAD = (
    Bad("", f"[dev\n{KEYS}", (("credentials", 1, "is not closed"),)),
    Bad(
        "[profile a]\nregion = eu-west-1\n[profile b]\r\noutput = json\n[profile c # mine\n",
        f"[a]\n{KEYS}",
        (("config", 5, "is not closed"),),
    ),
    Bad("[sso-session corp\n", "", (("config", 1, "is not closed"),)),
    Bad("", f"[a]\n{KEYS}[b = c\n[d: e\n", (("credentials", 4, ""), ("credentials", 5, ""))),
    Bad("", f"[a]\n{KEYS}[\n[[[ b\n", (("credentials", 4, ""), ("credentials", 5, ""))),
)
GOOD = (
    Good("", f"[dev] # [\n{KEYS}# [old\n"),
    Good("[profile a]\nregion = eu-west-1\noutput = [\n", f"[a]\n{KEYS}"),
)


def check(context: Context) -> Iterator[Finding]:
    for head in odd_headers(context):
        if not head.closed:
            written = between(head.file, measure.shape(head.section.rows[0].text.strip()))
            tools = measure.misread_by(written, between(head.file, measure.header(head.file)))
            said = consequences(written, tools, "takes it for a setting", "take it for a setting")
            message = f"a header that begins here is not closed: {said}"
            hint = "end the header with ]"
            place = Place(head.file, head.section.header_span)
            # What stands there may be anything, also a key or a secret: it is not named.
            yield Finding(ID, ERROR, message, hint, place, None, tools)


RULE = Rule(ID, __doc__, ERROR, check, BAD, GOOD, FILE)
