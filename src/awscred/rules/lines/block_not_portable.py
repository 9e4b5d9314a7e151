"""A nested block that some tools do not read.

## What it does
Reports settings with nested settings below them that a tool which is asked does not read as a
block: because the block is in credentials, or because of a comment or an empty line in it. The
tools that are asked by default read such blocks.

## Why it matters
The .NET SDK ends a block at a comment that is not indented, and reads the rest of it as settings of
the profile. It reads no block in credentials.

## Example
```ini
[profile dev]
s3 =
# few files, all large
  max_concurrent_requests = 20
```

## Use instead
```ini
[profile dev]
# few files, all large
s3 =
  max_concurrent_requests = 20
```

## Fix safety
No fix: other tools read the block, and some read an indented comment as a setting.
"""

from __future__ import annotations

from collections.abc import Iterator

from awscred.findings import ERROR, Finding
from awscred.ini import COMMENT, EMPTY, NESTED, Setting
from awscred.other_programs import is_aws_setting
from awscred.rules import measure
from awscred.rules.blocks import SERVICES
from awscred.rules.places import called
from awscred.rules.rule import KEYS, Bad, Context, Good, Rule
from awscred.rules.written import Odd
from awscred.settings import KNOWN
from awscred.tools import Asked, may_read, tools_do
from awscred.tools.reading import Place

ID = "block-not-portable"

_BLOCK = "s3 =\n  addressing_style = path\n"

BAD = (
    Bad(
        "[profile a]\ns3 =\n# c\n  addressing_style = path\n",
        f"[a]\n{KEYS}",
        (("config", 2, "the .NET SDK does not read the settings below s3 as its block, because"),),
        of_all=True,
    ),
    Bad(
        f"[services a]\n{_BLOCK}[services b]\nec2 =\n  endpoint_url = http://x\n# c\n  x = 1\n",
        f"[a]\n{KEYS}{_BLOCK}",
        (
            ("config", 5, "the settings below ec2 as its block, because of a comment or an empty"),
            ("credentials", 4, "does not read the settings below s3 in credentials"),
        ),
        of_all=True,
    ),
)
GOOD = (
    Good("[profile a]\ns3 =\n# c\n  addressing_style = path\n", f"[a]\n{KEYS}{_BLOCK}"),
    Good(f"[profile a]\n# c\n{_BLOCK}# c\n\nregion = eu-west-1\n", f"[a]\n{KEYS}", of_all=True),
    Good("[profile a]\ncolour =\n# c\n  red = 1\n", f"[a]\n{KEYS}", of_all=True),
)


def check(context: Context) -> Iterator[Finding]:
    for odd in context.odd:
        for setting in odd.section.settings:
            if setting.nested and _is_used(odd, setting):
                yield from _finding(context, odd, setting)


def _is_used(odd: Odd, setting: Setting) -> bool:
    """Whether a block is one of AWS's."""
    return _is_of_services(odd) or is_aws_setting(setting.key)


def _is_of_services(odd: Odd) -> bool:
    return (odd.section.header or "").startswith(f"{SERVICES} ")


def _finding(context: Context, odd: Odd, setting: Setting) -> Iterator[Finding]:
    rows = _rows(odd, setting)
    tools = _misreading(context.asked, odd.file, rows)
    if not _is_of_services(odd) and setting.key in KNOWN:
        readers = may_read(context.asked, setting.key)
        tools = tuple(tool for tool in tools if tool in readers)
    if not tools:
        return
    does_not_read = tools_do(context.asked, tools, "does not read", "do not read")
    if tools == _misreading(context.asked, odd.file, rows[:1]):
        message = f"{does_not_read} the settings below {called(setting.key)} in {odd.file}"
        hint = "move the block to config"
    else:
        message = (
            f"{does_not_read} the settings below {called(setting.key)} as its block, "
            "because of a comment or an empty line"
        )
        hint = f"move the comment above {called(setting.key)}, or remove the line"
    place = Place(odd.file, setting.key_span)
    yield Finding(ID, ERROR, message, hint, place, odd.profile, tools)


def _rows(odd: Odd, setting: Setting) -> tuple[str, ...]:
    """Stand-ins for the lines of a block, a setting last; a kind of line is repeated only once."""
    found = []
    for row in odd.section.rows:
        if setting.key_span.line < row.number <= setting.nested[-1].key_span.line:
            if row.role == NESTED:
                found.append("  a = 1")
            elif row.role == COMMENT and row.text[:1] in "#;":  # see indented-comment
                found.append("# c")
            elif row.role == EMPTY and not row.text.strip("\r"):
                found.append("")
    kinds = dict.fromkeys(row for row in found if row != "  a = 1")
    return ("  a = 1", *(line for kind in kinds for line in (kind, "  b = 1")))


def _misreading(asked: Asked, file: str, rows: tuple[str, ...]) -> tuple[str, ...]:
    """The tools that do not read the settings of a block as settings of that block."""
    written = measure.section(file, "z =", *rows)
    meant = measure.section(file, "z =", *dict.fromkeys(row for row in rows if row[:1] == " "))
    return measure.misread_by(asked, written, meant)


RULE = Rule(ID, __doc__, ERROR, check, BAD, GOOD)
