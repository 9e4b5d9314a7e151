"""A setting that stands twice in one section.

## What it does
Reports every setting that its section has already, also in other capitals.

## Why it matters
The AWS CLI refuses the files, and so every command fails, whatever profile it is for. The other
tools take the last of them; the JavaScript SDK takes `Region` and `region` for two settings, and
reads the one in lower case.

## Example
```ini
[dev]
region = eu-west-1
region = eu-west-1
```

## Use instead
```ini
[dev]
region = eu-west-1
```

## Fix safety
Safe: of two that say the same, the later one is removed, or the one with capitals. Where they do
not, which of them is right is for you to say.
"""

from __future__ import annotations

from collections.abc import Iterator

from awscred.findings import ERROR, Finding, Fix
from awscred.ini import BLANKS, COMMENT, EMPTY, SETTING, Setting
from awscred.rules import measure
from awscred.rules.edits import rewrite
from awscred.rules.places import called
from awscred.rules.rule import FILE, KEYS, Bad, Context, Good, Rule
from awscred.rules.written import Written, settings_written
from awscred.settings import NESTED
from awscred.tools import TOOLS, tools_do
from awscred.tools.reading import Place

ID = "duplicate-key"


BAD = (
    Bad(
        "",
        f"[a]\n{KEYS}# old\n{KEYS}",
        (
            ("credentials", 5, "aws_access_key_id stands here again, after line 2"),
            ("credentials", 6, "aws_secret_access_key stands here again, after line 3"),
        ),
        ("", f"[a]\n{KEYS}# old\n"),
    ),
    Bad(
        "[profile a]\r\nregion = eu-west-1\r\noutput = json\r\nregion=eu-west-1  ",
        f"[a]\n{KEYS}",
        (("config", 4, "region stands here again"),),
        ("[profile a]\r\nregion = eu-west-1\r\noutput = json\r\n", f"[a]\n{KEYS}"),
    ),
    Bad(
        "[profile a]\nRegion = eu-west-1\nregion = eu-west-1\nREGION = eu-west-1\n",
        f"[a]\n{KEYS}",
        (("config", 3, "region stands here again"), ("config", 4, "REGION stands here again")),
        ("[profile a]\nregion = eu-west-1\n", f"[a]\n{KEYS}"),
    ),
    Bad(
        "[sso-session a]\nsso_region = a\nsso_region = a\n[plugins]\nx = 1\nx = 1\n",
        "",
        (("config", 3, "sso_region stands here again"), ("config", 6, "x stands here again")),
        ("[sso-session a]\nsso_region = a\n[plugins]\nx = 1\n", ""),
    ),
    # no fix: the values differ, or what is behind or below them, or one is read by few tools
    Bad(
        "[profile a]\nregion = eu-west-1\nregion = us-east-1\nregion = eu-west-1\n"
        "output = json # 1\noutput = json # 2\ns3 =\n  addressing_style = path\ns3 =\n"
        "  addressing_style = path\ncli_pager: less\ncli_pager = less\nOutput = text\n",
        f"[a]\n{KEYS}",
        (
            *(("config", 3, "region"), ("config", 4, "after line 3"), ("config", 6, "output")),
            *(("config", 9, "s3"), ("config", 12, "cli_pager")),
            ("config", 13, "the JavaScript SDK"),
        ),
    ),
)
GOOD = (
    Good("[profile a]\nregion = a\n[profile b]\nregion = a\n# region = a\n", f"[a]\n{KEYS}"),
    Good(
        "[profile a]\ns3 =\n  addressing_style = path\nregion = a\nregions = b\n",
        f"[a]\n{KEYS}",
    ),
    Good("[services a]\ns3 =\n  endpoint_url = http://x\nec2 =\n  endpoint_url = http://x\n", ""),
)


def check(context: Context) -> Iterator[Finding]:
    seen: dict[tuple[str, int, str], tuple[Written, Setting]] = {}
    for line, setting in settings_written(context.written):
        if line.role != SETTING or line.section.header is None:
            continue
        slot = line.file, line.section.line, setting.key.lower()
        if slot in seen:
            earlier, other = seen[slot]
            tools, said = _consequences(line.file, other, setting)
            key = called(setting.key)
            message = f"{key} stands here again, after line {earlier.number}: {said}"
            if key in NESTED:
                tools = tuple(TOOLS)  # which add the blocks up, or not, each in its way
            hint = "keep the one that is right, and remove the other"
            place = Place(line.file, setting.key_span)
            fix = _remove(earlier, line)
            yield Finding(ID, ERROR, message, hint, place, line.profile, tools, fix)
        seen[slot] = line, setting


def _consequences(file: str, earlier: Setting, later: Setting) -> tuple[tuple[str, ...], str]:
    """The tools that do not take the last of two settings of a name, and what they do."""
    key, again = "kk", "kk"
    if earlier.key != later.key:
        key = "kk" if earlier.key == earlier.key.lower() else "Kk"
        again = "kk" if later.key == later.key.lower() else "kK"
    lines = f"{key} = 1", f"{again} = {1 if earlier.value == later.value else 2}"
    written = measure.section(file, *lines)
    tools = measure.misread_by(written, written)
    refusing = measure.refusing(written)
    keeping = [tool for tool in tools if tool not in refusing]
    said = f"{tools_do(refusing, 'refuses', 'refuse')} the files"
    if keeping:
        does_not = tools_do(keeping, "does not", "do not")
        said += f", and {does_not} read it as the same setting"
    return tools, said


def _remove(earlier: Written, later: Written) -> Fix | None:
    """The fix that removes one of two lines, if it is all the same which of them stays."""
    said = _parts(earlier), _parts(later)
    if said[0] != said[1] or not (
        said[0][1] and _has_nothing_below(earlier) and _has_nothing_below(later)
    ):
        return None
    keys = [line.setting.key if line.setting else "" for line in (earlier, later)]
    gone = earlier if keys[1] == keys[1].lower() != keys[0] else later
    return Fix(f"remove line {gone.number}", True, (rewrite(gone.file, gone.number),))


def _parts(line: Written) -> tuple[str, str]:
    """What stands before the `=`, indentation too, and behind it, whatever the blanks around it."""
    key, _, value = line.text.partition("=")
    return key.rstrip(BLANKS).lower(), value.strip(BLANKS)


def _has_nothing_below(line: Written) -> bool:
    """Whether nothing stands below a setting that is a part of it."""
    rows = line.section.rows
    at = line.number - line.section.line + 1
    while at < len(rows) and rows[at].role in (COMMENT, EMPTY):
        at += 1
    if at == len(rows):
        return True
    text = rows[at].text
    return len(text) - len(text.lstrip()) <= len(line.indent)


RULE = Rule(ID, __doc__, ERROR, check, BAD, GOOD, FILE)
