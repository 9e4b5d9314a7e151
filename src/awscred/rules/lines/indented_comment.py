"""A comment that does not begin in the first column.

## What it does
Reports comments with spaces or tabs in front of their `#` or `;`.

## Why it matters
Below a value, the Rust SDK takes such a comment for more of the value. Anywhere else it refuses
both files because of it.

## Example
```ini
[dev]
s3 =
  # few files, all large
  max_concurrent_requests = 20
```

## Use instead
```ini
[dev]
s3 =
# few files, all large
  max_concurrent_requests = 20
```

## Fix safety
Safe: the blanks in front go, and the comment stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from awscred.findings import ERROR, Finding, Fix
from awscred.ini import BLANKS, COMMENT
from awscred.rules import measure
from awscred.rules.edits import rewrite
from awscred.rules.places import called
from awscred.rules.rule import FILE, KEYS, Bad, Context, Good, Rule
from awscred.rules.written import BOM, Written
from awscred.tools import tools_do

ID = "indented-comment"


BAD = (
    Bad(
        "[profile a]\nregion = eu-west-1\n  # Ireland\n",
        f"[a]\n{KEYS}",
        (("config", 3, "the Rust SDK takes this comment for more of region"),),
        ("[profile a]\nregion = eu-west-1\n# Ireland\n", f"[a]\n{KEYS}"),
    ),
    Bad(
        "[profile a]\ns3 =\n  ; fast\n  addressing_style = path\n\t# a = b\n",
        f"[a]\n{KEYS}",
        (("config", 3, "below s3 ="), ("config", 5, "below s3 =")),
        ("[profile a]\ns3 =\n; fast\n  addressing_style = path\n# a = b\n", f"[a]\n{KEYS}"),
    ),
    Bad(
        " # mine\n",
        f"[a]\n  #mine\n{KEYS}",
        (("config", 1, "refuses both files"), ("credentials", 2, "refuses both files")),
        ("# mine\n", f"[a]\n#mine\n{KEYS}"),
    ),
    Bad(
        "[profile a]\nregion = eu-west-1\n\xa0# a = b\n",
        f"[a]\n{KEYS}",
        (("config", 3, "the Go SDK and the Rust SDK"),),
        ("[profile a]\nregion = eu-west-1\n# a = b\n", f"[a]\n{KEYS}"),
    ),
)
GOOD = (
    Good(
        "# c\n\n[profile a]\n# c\ns3 =\n# c\n  addressing_style = path\n; c\n",
        f"[a]\n{KEYS}",
    ),
    Good("[profile a]\nrole_session_name = a#c\n", f"[a]\n{KEYS}"),
)


def check(context: Context) -> Iterator[Finding]:
    for line in context.written:
        is_marked = line.number == 1 and line.text.startswith(BOM)  # which `encoding` says
        if line.role == COMMENT and line.text[0] not in "#;" and not is_marked:
            above = line.above
            is_more = above is not None and above.value and not _lead(line).strip(BLANKS)
            # Only more of a value is no reason to refuse the files.
            if not is_more or (above and context.is_of_aws(line.file, above)):
                yield _finding(line)


def _finding(line: Written) -> Finding:
    lead = _lead(line)
    comment = line.text[len(lead) :]
    tools = _misreading(line, lead, comment)
    refuse = tools_do(tools, "refuses both files", "refuse both files")
    if lead.strip(BLANKS):
        misread = tools_do(tools, "refuses both files", "refuse both files, or misread it")
        message = f"this comment has something in front that is not seen: {misread}"
    elif line.above is None:
        message = f"this comment is indented, above all settings: {refuse}"
    elif not line.above.value:
        block = called(line.above.key)
        message = f"this comment is indented, below {block} =: {refuse}"
    else:
        take = tools_do(tools, "takes", "take")
        message = f"{take} this comment for more of {called(line.above.key)}"
    fix = Fix("begin the line with the comment", True, (rewrite(line.file, line.number, comment),))
    hint = "begin the line with the comment"
    return Finding(ID, ERROR, message, hint, line.place, line.profile, tools, fix)


def _lead(line: Written) -> str:
    """What is in front of the comment."""
    return line.text[: next(at for at, char in enumerate(line.text) if char in "#;")]


def _misreading(line: Written, lead: str, comment: str) -> tuple[str, ...]:
    """The tools that take a comment for something else, by what is in front of and above it.

    What follows it may make a setting of it, up to a second comment.
    """
    first = re.split(r"\s[#;]", comment, maxsplit=1)[0]
    shape = "#" + "".join(f" a {sign}" for sign in dict.fromkeys(first) if sign in "=:") + " a"
    block: tuple[str, ...] = (measure.FIRST,)
    if line.above is not None and not line.above.value:
        block = ("y =", "  z = 1")
    at = 0 if line.above is None else 1
    written = (*block[:at], f"{measure.squeezed(lead)}{shape}", *block[at:])
    return measure.misread_by(
        measure.profile(line.file, *written), measure.profile(line.file, *block)
    )


RULE = Rule(ID, __doc__, ERROR, check, BAD, GOOD, FILE)
