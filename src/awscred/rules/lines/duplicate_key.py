"""A repeated setting.

## What it does
Reports every setting that already occurs in its section, even with different capital letters.

## Why it matters
The AWS CLI refuses the files, so every command fails, whichever profile it uses. Other tools use
the last value. The JavaScript SDK treats `Region` and `region` as different settings, and reads the
lower-case one.

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
Safe: if both settings have the same value, the later one is removed, or the one with capital
letters. If the values differ, only you can decide which is right.
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
from awscred.tools import Asked, tools_do
from awscred.tools.reading import Place

ID = "duplicate-key"


BAD = (
    Bad(
        "",
        f"[a]\n{KEYS}# old\n{KEYS}",
        (
            ("credentials", 5, "aws_access_key_id is repeated (already on line 2)"),
            ("credentials", 6, "aws_secret_access_key is repeated (already on line 3)"),
        ),
        ("", f"[a]\n{KEYS}# old\n"),
    ),
    Bad(
        "[profile a]\r\nregion = eu-west-1\r\noutput = json\r\nregion=eu-west-1  ",
        f"[a]\n{KEYS}",
        (("config", 4, "region is repeated"),),
        ("[profile a]\r\nregion = eu-west-1\r\noutput = json\r\n", f"[a]\n{KEYS}"),
    ),
    Bad(
        "[profile a]\nRegion = eu-west-1\nregion = eu-west-1\nREGION = eu-west-1\n",
        f"[a]\n{KEYS}",
        (("config", 3, "region is repeated"), ("config", 4, "REGION is repeated")),
        ("[profile a]\nregion = eu-west-1\n", f"[a]\n{KEYS}"),
    ),
    Bad(
        "[sso-session a]\nsso_region = a\nsso_region = a\n[plugins]\nx = 1\nx = 1\n",
        "",
        (("config", 3, "sso_region is repeated"), ("config", 6, "x is repeated")),
        ("[sso-session a]\nsso_region = a\n[plugins]\nx = 1\n", ""),
    ),
    # no fix: the values, comments or nested lines differ, or few tools read one of them
    Bad(
        "[profile a]\nregion = eu-west-1\nregion = us-east-1\nregion = eu-west-1\n"
        "output = json # 1\noutput = json # 2\ns3 =\n  addressing_style = path\ns3 =\n"
        "  addressing_style = path\ncli_pager: less\ncli_pager = less\nOutput = text\n",
        f"[a]\n{KEYS}",
        (
            *(("config", 3, "region"), ("config", 4, "already on line 3"), ("config", 6, "output")),
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
            tools, said = _consequences(context.asked, line.file, other, setting)
            key = called(setting.key)
            message = f"{key} is repeated (already on line {earlier.number}): {said}"
            if key in NESTED:
                tools = context.asked  # each merges the blocks, or not, in its own way
            hint = "keep the correct line, and remove the other"
            place = Place(line.file, setting.key_span)
            fix = _remove(earlier, line)
            yield Finding(ID, ERROR, message, hint, place, line.profile, tools, fix)
        seen[slot] = line, setting


def _consequences(
    asked: Asked, file: str, earlier: Setting, later: Setting
) -> tuple[tuple[str, ...], str]:
    """The tools that do not use the last of two settings with the same name, and what they do."""
    key, again = "kk", "kk"
    if earlier.key != later.key:
        key = "kk" if earlier.key == earlier.key.lower() else "Kk"
        again = "kk" if later.key == later.key.lower() else "kK"
    lines = f"{key} = 1", f"{again} = {1 if earlier.value == later.value else 2}"
    written = measure.section(file, *lines)
    tools = measure.misread_by(asked, written, written)
    refusing = measure.refusing(asked, written)
    keeping = [tool for tool in tools if tool not in refusing]
    parts = [f"{tools_do(asked, refusing, 'refuses', 'refuse')} the files"] if refusing else []
    if keeping:
        does_not = tools_do(asked, keeping, "does not", "do not")
        parts.append(f"{does_not} read it as the same setting")
    return tools, ", and ".join(parts) or "only one of the two may count"


def _remove(earlier: Written, later: Written) -> Fix | None:
    """The fix that removes one of two lines, if it does not matter which one."""
    said = _parts(earlier), _parts(later)
    if said[0] != said[1] or not (
        said[0][1] and _has_nothing_below(earlier) and _has_nothing_below(later)
    ):
        return None
    keys = [line.setting.key if line.setting else "" for line in (earlier, later)]
    gone = earlier if keys[1] == keys[1].lower() != keys[0] else later
    return Fix(f"remove line {gone.number}", True, (rewrite(gone.file, gone.number),))


def _parts(line: Written) -> tuple[str, str]:
    """The text before the `=`, including indentation, and after it, without spaces around it."""
    key, _, value = line.text.partition("=")
    return key.rstrip(BLANKS).lower(), value.strip(BLANKS)


def _has_nothing_below(line: Written) -> bool:
    """Whether no line below a setting belongs to it."""
    rows = line.section.rows
    at = line.number - line.section.line + 1
    while at < len(rows) and rows[at].role in (COMMENT, EMPTY):
        at += 1
    if at == len(rows):
        return True
    text = rows[at].text
    return len(text) - len(text.lstrip()) <= len(line.indent)


RULE = Rule(ID, __doc__, ERROR, check, BAD, GOOD, FILE)
