"""An unusually long line.

## What it does
Reports lines of more than 65,536 characters (64 KiB).

## Why it matters
Tools accept lines of any length, but the longest real lines, session tokens, have a few thousand
characters. A longer line was probably pasted by mistake, or the file is not an AWS file. Editors
and secret scanners may give up on the line, and every tool reads it each time it starts.

## Example
```ini
[dev]
# iVBORw0KGgoAAAANSUhEUgAA... (and so on, for a megabyte)
region = eu-west-1
```

## Use instead
```ini
[dev]
region = eu-west-1
```

## Fix safety
No fix: the purpose of the line is not known.
"""

from __future__ import annotations

from collections.abc import Iterator

from awscred.findings import WARNING, Finding
from awscred.ini import LONGEST_LINE, Span
from awscred.profiles import CONFIG, CREDENTIALS
from awscred.rules.rule import KEYS, Bad, Context, Good, Rule
from awscred.tools.reading import Place

ID = "line-too-long"

_LONG = "x" * LONGEST_LINE

BAD = (
    Bad("", f"[a]\n# {_LONG}\n{KEYS}", (("credentials", 2, "65538 characters"),)),
    Bad(
        f"[profile a]\nregion = eu-west-1\nmfa_serial = {_LONG}",
        f"[a]\n{KEYS}",
        (("config", 3, ""),),
    ),
    Bad(f"# c\n# {_LONG}\n# c\n#{_LONG}\n", "", (("config", 2, ""), ("config", 4, ""))),
)
GOOD = (
    Good("", f"[a]\n# {_LONG[2:]}\n# {_LONG[2:]}\n{KEYS}"),
    Good(f"[profile a]\nregion = eu-west-1\nmfa_serial = {_LONG[:1000]}\n", f"[a]\n{KEYS}"),
)


def check(context: Context) -> Iterator[Finding]:
    for file in (CONFIG, CREDENTIALS):
        document = context.files.document(file)
        if not document.has_line_over(LONGEST_LINE):
            continue
        for number, line in enumerate(document.lines, 1):
            if len(line) > LONGEST_LINE:
                message = f"this line has {len(line)} characters, far more than any real setting"
                hint = "remove the line, or move its text to another file"
                place = Place(file, Span(number, 1, number, len(line) + 1))
                profile = context.files.profile_at(file, number)
                yield Finding(ID, WARNING, message, hint, place, profile, context.asked)


RULE = Rule(ID, __doc__, WARNING, check, BAD, GOOD)
