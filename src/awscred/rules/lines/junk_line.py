"""A line that is no header, no setting and no comment.

## What it does
Reports lines without a `=`, lines with nothing in front of it, lines whose `=` is behind a ` #`,
settings before the first header, and what a merge conflict leaves behind.

## Why it matters
The AWS CLI and boto3 refuse both files because of one such line, and say neither which nor why; so
does the Rust SDK. The AWS Toolkit and the JavaScript and Go SDKs pass over it without a word, so
that a setting is missing.

## Example
```ini
[dev]
region eu-west-1
```

## Use instead
```ini
[dev]
region = eu-west-1
```

## Fix safety
Unsafe: the line becomes a comment, so that the rest of the file is read; what it was meant to say
is then still missing. There is no fix for a line below a setting without a value.
"""

from __future__ import annotations

from collections.abc import Iterator

from awscred.findings import ERROR, Finding, Fix
from awscred.ini import JUNK
from awscred.rules import measure
from awscred.rules.edits import rewrite
from awscred.rules.places import called
from awscred.rules.rule import FILE, KEYS, Bad, Context, Good, Rule
from awscred.rules.written import MERGE_MARKS, Written
from awscred.tools import TOOLS, name_tools, tools_do

ID = "junk-line"

_RENAMED = "and others skip it, or take the comment into the name"


BAD = (
    Bad(
        "",
        f"[a]\n{KEYS}region eu-west-1\n",
        (("credentials", 4, "is no header, no setting and no comment"),),
        ("", f"[a]\n{KEYS}# region eu-west-1\n"),
    ),
    Bad(
        "",
        f"{KEYS}[b]\n{KEYS}",
        (("credentials", 1, "before the first header"), ("credentials", 2, "before the first")),
        ("", "# " + KEYS.replace("\n", "\n# ", 1) + f"[b]\n{KEYS}"),
    ),
    Bad(
        "[profile a]\nregion = eu-west-1\n",
        f"[a]\n{KEYS}<<<<<<< HEAD\n=======\n>>>>>>> theirs\n",
        (
            ("credentials", 4, "a merge conflict"),
            ("credentials", 5, "a merge conflict"),
            ("credentials", 6, "a merge conflict"),
        ),
        (
            "[profile a]\nregion = eu-west-1\n",
            f"[a]\n{KEYS}# <<<<<<< HEAD\n# =======\n# >>>>>>> theirs\n",
        ),
    ),
    Bad(
        "[profile a]\n= eu-west-1\n: x\nregion = eu-west-1\n",
        f"[a]\n{KEYS}",
        (("config", 2, "nothing in front"), ("config", 3, "nothing in front")),
        ("[profile a]\n# = eu-west-1\n# : x\nregion = eu-west-1\n", f"[a]\n{KEYS}"),
    ),
    Bad(
        "[profile a]\nregion #= eu-west-1\noutput ; of mine = json\n",
        f"[a]\n{KEYS}",
        (("config", 2, "in a comment"), ("config", 3, "in a comment")),
        ("[profile a]\n# region #= eu-west-1\n# output ; of mine = json\n", f"[a]\n{KEYS}"),
    ),
    Bad(
        "",
        f"[a]\n{KEYS}>>>>>>> theirs: mended\n",
        (("credentials", 4, "a merge conflict"),),
        ("", f"[a]\n{KEYS}# >>>>>>> theirs: mended\n"),
    ),
    Bad(
        "[profile a]\nregion =\n  eu-west-1\n",
        f"[a]\n{KEYS}",
        (("config", 3, "below region, which has no value"),),
    ),
    Bad(
        "[profile a]\noutput = json\ns3 =\n  addressing_style = path\n  fast\n",
        f"[a]\n{KEYS}",
        (("config", 5, "below s3, which has no value"),),
    ),
)
GOOD = (
    Good(
        "# region eu-west-1\n\n[profile a]\nrole_session_name = a = b : c\n\t \n",
        f"[a]\n{KEYS}",
    ),
    Good("[profile a]\nregion=\n", f"[a]\n{KEYS}"),
    Good("[profile a]\nregion: eu-west-1\n", f"[a]\n{KEYS}"),  # other tools read it
    Good("", f'[a]\n{{\n"AccessKeyId": "x"\n}}\n{KEYS}'),  # pasted
)


def check(context: Context) -> Iterator[Finding]:
    for line in context.written:
        if line.role == JUNK:
            yield _finding(line)


def _finding(line: Written) -> Finding:
    wrong, hint = _explain(line)
    message = f"this line {wrong}"
    fix = None
    if line.above is None:
        edit = rewrite(line.file, line.number, f"# {line.text.strip()}")
        fix = Fix("make the line a comment", False, (edit,))
    return Finding(ID, ERROR, message, hint, line.place, line.profile, tuple(TOOLS), fix)


def _explain(line: Written) -> tuple[str, str]:
    """What is wrong with a line and what comes of it, and what to do; neither quotes the line."""
    text, head = line.text.strip(), measure.header(line.file)
    skipping = "and others skip it"
    if text.startswith(MERGE_MARKS):
        wrong = f"is left from a merge conflict: {_both_sides(line.file)}"
        return wrong, "choose one side of the conflict, and remove this line"
    if line.section.header is None and line.setting:
        lines = ["y = 1", head]
        wrong = "stands before the first header"
        hint = "write [default], or the header of its profile, above it"
    elif line.setting:
        lines = [head, "y # a = 1"]
        wrong, skipping = "has its separator in a comment", _RENAMED
        hint = "write no ` #` or ` ;` into a name"
    elif line.above is not None:
        lines = [head, "x =", "  y"]
        above = called(line.above.key)
        wrong = f"stands below {above}, which has no value, and is no setting"
        hint = "write `key = value`, or write the value behind the `=`"
    elif text.startswith(("=", ":")):
        lines = [head, f"{text[0]} 1"]
        wrong, hint = "has nothing in front of its separator", "write the name of the setting there"
    else:
        lines = [head, "y"]
        wrong = "is no header, no setting and no comment"
        hint = "write `key = value`, or remove the line"
    refusing = measure.refusing(measure.in_file(line.file, *lines))
    return f"{wrong}: {tools_do(refusing, 'refuses', 'refuse')} both files, {skipping}", hint


def _both_sides(file: str) -> str:
    """What tools make of the marks of a conflict; one with a colon is a setting to some."""
    refusing = measure.refusing(measure.section(file, "<<<<<<< y"))
    always = measure.refusing(measure.section(file, "<<<<<<< y: 1"))
    said = f"{tools_do(always, 'refuses', 'refuse')} both files"
    mostly = [tool for tool in refusing if tool not in always]
    if mostly:
        said += f", mostly {name_tools(mostly)} too"
    return f"{said}, and others read both sides"


RULE = Rule(ID, __doc__, ERROR, check, BAD, GOOD, FILE)
