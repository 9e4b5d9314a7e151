"""A header without a closing bracket.

## What it does
Reports lines that begin with `[` but have no `]`.

## Why it matters
The AWS CLI and the Rust SDK refuse the files. (If the line has an `=` or `:`, the AWS CLI reads it
as a setting.) The AWS Toolkit and the JavaScript and Go SDKs skip the line and add the settings
below it to the section above, so one profile gets the keys of another.

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
No fix: only you know where the name ends, or whether the line is meant to be a header.
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
            tools = measure.misread_by(
                context.asked, written, between(head.file, measure.header(head.file))
            )
            said = consequences(
                context.asked, written, tools, "reads it as a setting", "read it as a setting"
            )
            message = f"this header is not closed: {said}"
            hint = "add ] at the end of the name"
            place = Place(head.file, head.section.header_span)
            # The line may hold anything, even a secret: do not quote it.
            yield Finding(ID, ERROR, message, hint, place, None, tools)


RULE = Rule(ID, __doc__, ERROR, check, BAD, GOOD, FILE)
