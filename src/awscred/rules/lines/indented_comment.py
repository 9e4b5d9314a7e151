"""An indented comment.

## What it does
Reports comments with spaces or tabs before their `#` or `;`.

## Why it matters
After a value, the Rust SDK reads the comment as part of the value. Anywhere else, it refuses both
files.

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
Safe: the spaces before the comment are removed.
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
from awscred.tools import Asked, tools_do

ID = "indented-comment"


BAD = (
    Bad(
        "[profile a]\nregion = eu-west-1\n  # Ireland\n",
        f"[a]\n{KEYS}",
        (("config", 3, "the C runtime read this indented comment as part of region"),),
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
        (("config", 1, "refuse both files"), ("credentials", 2, "refuse both files")),
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
        is_marked = line.number == 1 and line.text.startswith(BOM)  # see `encoding`
        if line.role == COMMENT and line.text[0] not in "#;" and not is_marked:
            above = line.above
            is_more = above is not None and above.value and not _lead(line).strip(BLANKS)
            # A longer value does not make a tool refuse the files.
            if not is_more or (above and context.is_of_aws(line.file, above)):
                yield _finding(context.asked, line)


def _finding(asked: Asked, line: Written) -> Finding:
    lead = _lead(line)
    comment = line.text[len(lead) :]
    tools = _misreading(asked, line, lead, comment)
    refuse = tools_do(asked, tools, "refuses both files", "refuse both files")
    if lead.strip(BLANKS):
        misread = tools_do(asked, tools, "refuses both files", "refuse both files, or misread it")
        message = f"this comment has an invisible character before it: {misread}"
    elif line.above is None:
        message = f"this comment is indented, before any setting: {refuse}"
    elif not line.above.value:
        block = called(line.above.key)
        message = f"this comment is indented, below {block} =: {refuse}"
    else:
        read = tools_do(asked, tools, "reads", "read")
        message = f"{read} this indented comment as part of {called(line.above.key)}"
    fix = Fix(
        "remove the spaces before the comment", True, (rewrite(line.file, line.number, comment),)
    )
    hint = "start the comment in the first column"
    return Finding(ID, ERROR, message, hint, line.place, line.profile, tools, fix)


def _lead(line: Written) -> str:
    """What is before the comment."""
    return line.text[: next(at for at, char in enumerate(line.text) if char in "#;")]


def _misreading(asked: Asked, line: Written, lead: str, comment: str) -> tuple[str, ...]:
    """The tools that misread a comment, by the text before it and the line above.

    Its text, up to a second comment, may turn it into a setting.
    """
    first = re.split(r"\s[#;]", comment, maxsplit=1)[0]
    shape = "#" + "".join(f" a {sign}" for sign in dict.fromkeys(first) if sign in "=:") + " a"
    block: tuple[str, ...] = (measure.FIRST,)
    if line.above is not None and not line.above.value:
        block = ("y =", "  z = 1")
    at = 0 if line.above is None else 1
    written = (*block[:at], f"{measure.squeezed(lead)}{shape}", *block[at:])
    return measure.misread_by(
        asked, measure.profile(line.file, *written), measure.profile(line.file, *block)
    )


RULE = Rule(ID, __doc__, ERROR, check, BAD, GOOD, FILE)
