"""A line that is not a header, a setting or a comment.

## What it does
Reports lines without an `=` (`region eu-west-1`), also if the intended value contains one
(`aws_session_token AbC==`), lines with nothing before the `=`, lines whose only `=` is in a comment
(`region # = eu-west-1`), and the marks of a merge conflict. All settings
before the first header are one finding.

## Why it matters
The AWS CLI and boto3 refuse both files because of one such line, without naming the line or the
reason. The Rust SDK also refuses both files. The AWS Toolkit and the JavaScript and Go SDKs
silently ignore the line, so a setting is missing.

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
Unsafe: a known setting gets its `=`, unless the section has that setting elsewhere. Settings before
the first header get the header `[default]`, unless that would change an existing default profile.
Any other line becomes a comment, so that tools read the rest of the file; whatever the line was
meant to set is still missing. There is no fix for such a line below a setting without a value.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import groupby

from awscred.findings import ERROR, Edit, Finding, Fix
from awscred.ini import JUNK
from awscred.kinds import is_without_credentials
from awscred.profiles import Files
from awscred.rules import measure
from awscred.rules.edits import rewrite
from awscred.rules.places import called
from awscred.rules.rule import FILE, KEYS, Bad, Context, Good, Rule
from awscred.rules.written import MERGE_MARKS, Written, known_without_separator
from awscred.settings import KNOWN
from awscred.tools import Asked, name_tools, other_than, tools_differ, tools_do

ID = "junk-line"

_REFUSE = "refuses both files", "refuse both files"
_SKIP = "skips it", "skip it"


_ARN = "arn:aws:iam::123456789012:role/deploy"
_PROCESS = "credential_process = /opt/get\n"

BAD = (
    Bad(
        "",
        f"[a]\n{KEYS}region eu-west-1\n",
        (("credentials", 4, "has no = after region"),),
        ("", f"[a]\n{KEYS}region = eu-west-1\n"),
    ),
    Bad(
        f"[profile a]\nrole_arn {_ARN}\nsource_profile\tb\nregion eu-west-1\nregion = x\n",
        f"[b]\n{KEYS}",
        (
            ("config", 2, "no = after role_arn"),
            ("config", 3, "no = after source_profile"),
            ("config", 4, "no = after region"),
        ),
        (
            f"[profile a]\nrole_arn = {_ARN}\nsource_profile = b\n# region eu-west-1\nregion = x\n",
            f"[b]\n{KEYS}",
        ),
    ),
    Bad(
        "[profile a]\noutput = json\nregions are everywhere\n",
        f"[a]\n{KEYS}",
        (("config", 3, "is not a header, a setting or a comment"),),
        ("[profile a]\noutput = json\n# regions are everywhere\n", f"[a]\n{KEYS}"),
    ),
    Bad(
        "[profile a]\noutput = json\ns3 =\n  addressing_style path\n",
        f"[a]\n{KEYS}",
        (("config", 4, "no = after addressing_style"),),
        ("[profile a]\noutput = json\ns3 =\n  addressing_style = path\n", f"[a]\n{KEYS}"),
    ),
    Bad(
        "",
        f"\n{KEYS}\n[b]\n{KEYS}",
        (("credentials", 2, "this line and 1 more come before any section"),),
        ("", f"\n[default]\n{KEYS}\n[b]\n{KEYS}"),
    ),
    Bad(
        "[default]\nregion = eu-west-1\n",
        KEYS,
        (("credentials", 1, "before any section"),),
        ("[default]\nregion = eu-west-1\n", f"[default]\n{KEYS}"),
    ),
    Bad("", f"{KEYS}[default]\n{KEYS}", (("credentials", 1, "before any section"),)),
    Bad(
        f"region = eu-west-1\n[default]\n{_PROCESS}",
        "",
        (("config", 1, "this line comes before any section"),),
    ),
    Bad(
        f"written by = hand\n[default]\n{_PROCESS}",
        "",
        (("config", 1, "this line comes before any section"),),
        (f"# written by = hand\n[default]\n{_PROCESS}", ""),
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
        (("config", 2, "nothing before"), ("config", 3, "nothing before")),
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
        f"[a]\n{KEYS}>>>>>>> theirs: fixed\n",
        (("credentials", 4, "a merge conflict"),),
        ("", f"[a]\n{KEYS}# >>>>>>> theirs: fixed\n"),
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
    junk = (line for line in context.written if line.role == JUNK)
    for (file, is_headless), lines in groupby(junk, _run):
        if is_headless:
            yield _headless(context.asked, context.files, file, [*lines])
        else:
            yield from [_finding(context.asked, line) for line in lines]


def _run(line: Written) -> tuple[str, bool]:
    """The file of a line, and whether the line is a setting before the first header."""
    return line.file, line.section.header is None and line.setting is not None


def _headless(asked: Asked, files: Files, file: str, lines: Sequence[Written]) -> Finding:
    """The finding for all settings before the first header of a file."""
    refusing = measure.refusing(asked, measure.in_file(file, "y = 1", measure.header(file)))
    what, it = "this line comes", "it"
    if len(lines) > 1:
        what, it = f"this line and {len(lines) - 1} more come", "them"
    said = tools_differ(asked, refusing, _REFUSE, (f"skips {it}", f"skip {it}"))
    message = f"{what} before any section: {said}"
    hint = "write [default], or the header of another profile, above this line"
    first = lines[0]
    keys = {line.setting.key.lower() for line in lines if line.setting}
    fix = None
    if keys.isdisjoint(KNOWN):
        fix = Fix("turn them into comments", False, tuple(map(_as_comment, lines)))
    elif _may_be_default(files, file, keys):
        edit = Edit(file, first.number, first.number - 1, ("[default]",))
        fix = Fix("write [default] above them", False, (edit,))
    else:
        hint = "write the header of a profile above this line; [default] already exists"
    return Finding(ID, ERROR, message, hint, first.place, None, asked, fix)


def _may_be_default(files: Files, file: str, keys: Collection[str]) -> bool:
    """Whether settings can become those of profile default in a file without changing others."""
    default = files.profiles.get("default")
    if default is None:
        return True
    is_here = any(part == file for part, _ in default.sections)
    return (
        not is_here
        and is_without_credentials(default.settings)
        and not keys & default.settings.keys()
    )


def _finding(asked: Asked, line: Written) -> Finding:
    wrong, hint = _explain(asked, line)
    fix = None
    if added := _with_separator(line):
        fix = Fix("add the missing =", False, (rewrite(line.file, line.number, added),))
    elif line.above is None:
        fix = Fix("turn the line into a comment", False, (_as_comment(line),))
    message = f"this line {wrong}"
    return Finding(ID, ERROR, message, hint, line.place, line.profile, asked, fix)


def _as_comment(line: Written) -> Edit:
    return rewrite(line.file, line.number, f"# {line.text.strip()}")


def _with_separator(line: Written) -> str | None:
    """The line with its missing = added; None if its setting is unknown or already given."""
    key = known_without_separator(line)
    if key is None or (line.section.find(key) and line.above is None):
        return None
    value = line.text.strip()[len(key) :].strip()
    return f"{line.indent}{key} = {value}"


def _explain(asked: Asked, line: Written) -> tuple[str, str]:
    """What is wrong with a line and its effect, and what to do; neither quotes the line."""
    text, head = line.text.strip(), measure.header(line.file)
    skip = _SKIP
    if text.startswith(MERGE_MARKS):
        wrong = f"is left from a merge conflict: {_both_sides(asked, line.file)}"
        return wrong, "choose one side of the conflict, and remove this line"
    if key := known_without_separator(line):
        lines = [head, "y a: b" if line.setting else "y a"]
        wrong, hint = f"has no = after {key}", f"write `{key} = ...`"
        if line.setting:
            skip = "skips it, or reads a different setting", "skip it, or read a different setting"
    elif line.setting:
        lines = [head, "y # a = 1"]
        wrong = "has its separator in a comment"
        skip = (
            "skips it, or adds the comment to the name",
            "skip it, or add the comment to the name",
        )
        hint = "remove ` #` or ` ;` from the name"
    elif line.above is not None:
        lines = [head, "x =", "  y"]
        above = called(line.above.key)
        wrong = f"is not a setting, and is indented below {above}, which has no value"
        hint = f"write `key = value`, or move the value to the line of {above}"
    elif text.startswith(("=", ":")):
        lines = [head, f"{text[0]} 1"]
        wrong, hint = "has nothing before its separator", "write `key = value`, or remove the line"
    else:
        lines = [head, "y"]
        wrong = "is not a header, a setting or a comment"
        hint = "write `key = value`, or remove the line"
    refusing = measure.refusing(asked, measure.in_file(line.file, *lines))
    return f"{wrong}: {tools_differ(asked, refusing, _REFUSE, skip)}", hint


def _both_sides(asked: Asked, file: str) -> str:
    """What tools do with the marks of a conflict; some read a mark with a colon as a setting."""
    refusing = measure.refusing(asked, measure.section(file, "<<<<<<< y"))
    always = measure.refusing(asked, measure.section(file, "<<<<<<< y: 1"))
    mostly = [tool for tool in refusing if tool not in always]
    parts = [tools_do(asked, always, *_REFUSE)] if always else []
    if mostly:
        usually = f"usually {name_tools(asked, mostly)} as well"
        parts.append(usually if always else f"usually {tools_do(asked, mostly, *_REFUSE)}")
    said = ", ".join(parts)
    reading = other_than(asked, refusing)
    if not said:
        return f"{tools_do(asked, reading, 'reads', 'read')} both sides"
    return f"{said}, and other tools read both sides" if reading else said


RULE = Rule(ID, __doc__, ERROR, check, BAD, GOOD, FILE)
