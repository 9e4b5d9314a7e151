"""A value that goes on in the next line.

## What it does
Reports lines that go on with the value above: deeper than its key, without a `=`, or with something
in front of it that is no setting's name, such as `--url=...`.

## Why it matters
The AWS Toolkit and the JavaScript SDK read the first line only. The AWS CLI and the Rust SDK join
the lines by line breaks, which no key, region or name can hold; the Go SDK does so too, but makes a
setting of a line with a `=` or `:` in it. One profile then has several keys, or commands.

## Example
```ini
[dev]
credential_process = /usr/bin/vault
  --json
```

## Use instead
```ini
[dev]
credential_process = /usr/bin/vault --json
```

## Fix safety
No fix: whether the lines belong together, with a blank or without, is for you to say.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from awscred.findings import ERROR, Finding
from awscred.ini import MORE
from awscred.rules import measure
from awscred.rules.places import called
from awscred.rules.rule import KEYS, Bad, Context, Good, Rule
from awscred.rules.written import Written
from awscred.tools import TOOLS, tools_do

ID = "multiline-value"


BAD = (
    Bad(
        "[profile a]\ncredential_process = /usr/bin/vault\n  --json\n  --fast\n",
        "",
        (("config", 3, "credential_process goes on"),),
    ),
    Bad(
        "[profile a]\ncredential_process = /usr/bin/vault\n\t--url=http://x\n\t--fast\n",
        "",
        (("config", 3, "credential_process goes on"),),
    ),
    Bad(
        "",
        "[a]\naws_access_key_id = AKIAI44QH8DHBEXAMPLE\n"
        "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/\n bPxRfiCYEXAMPLEKEY\n",
        (("credentials", 4, "aws_secret_access_key goes on"),),
    ),
    Bad(
        "",
        "[a]\naws_access_key_id = ASIAI44QH8DHBEXAMPLE\n"
        "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n"
        "aws_session_token = IQoJb3JpZ2luX2VjEXAMPLE\n  IQoJb3JpZ2luX2VjEXAMPLE==\n",
        (("credentials", 5, "aws_session_token goes on"),),
    ),
    Bad(
        "[profile a]\nregion = eu-west-1\n  junk\noutput = json\n  note: x\n",
        f"[a]\n{KEYS}",
        (("config", 3, "region goes on"), ("config", 5, "output goes on")),
    ),
    Bad(
        "[sso-session a]\nsso_region = eu-west-1\n"
        "sso_start_url = https://example.awsapps.com/start\n"
        "sso_registration_scopes = sso:account:access,\n  sso:other\n",
        "",
        (("config", 5, "sso_registration_scopes goes on"),),
    ),
)
GOOD = (
    Good("[profile a]\nregion = eu-west-1\n\n# c\ns3 =\n  a = 1\n  b = 2\n", f"[a]\n{KEYS}"),
    Good("[profile a]\nregion = eu-west-1\n  output = json\n", f"[a]\n{KEYS}"),  # indented
    Good("[profile a]\ns3 =\n  junk\n", f"[a]\n{KEYS}"),  # no value to go on with
)


def check(context: Context) -> Iterator[Finding]:
    more = (line for line in context.written if line.role == MORE)
    for _, lines in groupby(more, _value_above):
        yield _finding(next(lines))


def _value_above(line: Written) -> tuple[str, int]:
    """Where the value stands that a line goes on with."""
    return line.file, line.above.key_span.line if line.above else 0


def _finding(line: Written) -> Finding:
    key = called(line.above.key) if line.above else ""
    one_line = measure.section(line.file, "y = a")
    cutting = measure.readers(measure.section(line.file, "y = a", "  b"), one_line)
    message = (
        f"{key} goes on in this line: {tools_do(cutting, 'reads', 'read')} the first line only, "
        "and other tools put a line break in the value"
    )
    hint = "write the value on one line"
    return Finding(ID, ERROR, message, hint, line.place, line.profile, tuple(TOOLS))


RULE = Rule(ID, __doc__, ERROR, check, BAD, GOOD)
