"""An indented setting.

## What it does
Reports settings with spaces before their name, except settings nested below one without a value,
such as `s3 =`. All indented settings of a section are one finding.

## Why it matters
If the first setting of a section is indented, the Rust SDK refuses both files; otherwise it reads
the line as part of the value above. So does the AWS CLI if the line is indented deeper than the
line above. Below a setting without a value that is not meant as a block, such as `region =`, the
JavaScript and Go SDKs read the setting as nested in it.

## Example
```ini
[dev]
region = eu-west-1
  output = json
```

## Use instead
```ini
[dev]
region = eu-west-1
output = json
```

## Fix safety
Safe: the spaces are removed, if all of these settings are known and occur only once. Unsafe: the
spaces are removed although some settings are unknown, as those may continue the value above.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from awscred.findings import ERROR, Finding, Fix
from awscred.ini import BLANKS, SETTING, Setting
from awscred.rules import measure
from awscred.rules.edits import rewrite
from awscred.rules.places import called
from awscred.rules.rule import FILE, KEYS, Bad, Context, Good, Rule
from awscred.rules.written import WORD, Written
from awscred.tools import Asked, in_order, load, tool_names, tools_do

ID = "indented-key"

_INDENTED = "  " + KEYS.replace("\n", "\n  ", 1)

BAD = (
    Bad("", f"[a]\n{_INDENTED}", (("credentials", 2, "the Rust SDK"),), ("", f"[a]\n{KEYS}")),
    Bad(
        "[profile a]\nregion = eu-west-1\n\toutput = json\n",
        f"[a]\n{KEYS}",
        (("config", 3, "the AWS CLI, the Rust SDK, the Java SDK and the C runtime"),),
        ("[profile a]\nregion = eu-west-1\noutput = json\n", f"[a]\n{KEYS}"),
    ),
    Bad(
        "[profile a]\n  s3 =\n    addressing_style = path\n  region = eu-west-1\n",
        f"[a]\n{KEYS}",
        (("config", 2, "the JavaScript SDK, the Go SDK, the Rust SDK, the Java SDK and"),),
        (
            "[profile a]\ns3 =\n    addressing_style = path\nregion = eu-west-1\n",
            f"[a]\n{KEYS}",
        ),
    ),
    Bad(
        "",
        f"[a]\n{_INDENTED}",
        (("credentials", 2, "the C runtime, the Ruby SDK and the C++ SDK do not read it"),),
        ("", f"[a]\n{KEYS}"),
        of_all=True,
    ),
    Bad(
        "[profile a]\nregion = eu-west-1\n  colour = blue\n",
        f"[a]\n{KEYS}",
        (("config", 3, "colour is indented"),),
        ("[profile a]\nregion = eu-west-1\ncolour = blue\n", f"[a]\n{KEYS}"),
    ),
    Bad(
        "[profile a]\n --url = x\nregion = eu-west-1\n",
        f"[a]\n{KEYS}",
        (("config", 2, "is indented"),),
    ),
    Bad(
        "[services a]\n  dynamodb =\n    endpoint_url = http://x\n",
        "",
        (("config", 2, "dynamodb is indented"),),
        ("[services a]\ndynamodb =\n    endpoint_url = http://x\n", ""),
    ),
)
GOOD = (
    Good("[profile a]\nrole_arn = x\ns3 =\n  use_arn_region = true\n", "", of_all=True),
    Good("[profile a]\nregion = eu-west-1\ns3 =\n  addressing_style = path\n", f"[a]\n{KEYS}"),
    Good("[profile a]\nregion =   eu-west-1\n\n   \n# c\n", f"[a]\n{KEYS}"),
    Good("[profile a]\ncredential_process = /usr/bin/vault\n  --url=http://x\n", ""),
)


def check(context: Context) -> Iterator[Finding]:
    for _, lines in groupby(context.written, lambda line: (line.file, line.section.line)):
        settings = [line for line in lines if line.role == SETTING]
        indented = [line for line in settings if line.indent and not line.indent.strip(BLANKS)]
        if indented:
            yield _finding(context.asked, settings, indented)


def _finding(asked: Asked, settings: list[Written], indented: list[Written]) -> Finding:
    first, tools = indented[0], _misreading(asked, settings)
    key = called(first.setting.key) if first.setting else ""
    more = f" (and {len(indented) - 1} more below it)" if len(indented) > 1 else ""
    not_read = tools_do(asked, tools, "does not read", "do not read")
    message = f"{key} is indented{more}: {not_read} it as a separate setting"
    hint = "remove the spaces before the name"
    fix = _fix(indented)
    return Finding(ID, ERROR, message, hint, first.place, first.profile, tools, fix)


def _misreading(asked: Asked, settings: list[Written]) -> tuple[str, ...]:
    """The tools that do not read all settings of a section with indented settings."""
    shapes = set()
    above: Setting | None = None
    level = 0  # the indentation that a line below must exceed to continue the value
    for line in settings:
        depth = len(line.indent)
        depths = sorted({0, level, depth})
        leads = ("  " * depths.index(level), "  " * depths.index(depth))
        shapes.add((_shape(above), *leads))
        if above is None or depth <= level:
            level = depth
        above = line.setting
    runtimes = {tool: own for tool in asked if (own := load(tool).HABITS.runtime) in tool_names()}
    wrong: set[str] = set()
    for block, lead, indent in shapes:
        written = (*(f"{lead}{row}" for row in block), f"{indent}y = 1")
        texts = [measure.profile(settings[0].file, *rows) for rows in (written, (*block, "y = 1"))]
        wrong.update(measure.misread_by(asked, *texts))
        wrong.update(tool for tool, own in runtimes.items() if measure.misread_by((own,), *texts))
    return in_order(asked, wrong)


def _shape(above: Setting | None) -> tuple[str, ...]:
    """Stand-in lines for a setting: only whether it has a value matters."""
    if above is None:
        return ()
    return ("x = 1",) if above.value else ("x =", "  z = 1")


def _fix(indented: list[Written]) -> Fix | None:
    """The fix that moves all of them to the left, if each is certainly a setting."""
    for line in indented:
        key = line.setting.key if line.setting else ""
        if not (WORD.fullmatch(key) and len(line.section.find(key)) == 1):
            return None
    edits = [rewrite(line.file, line.number, line.text.lstrip()) for line in indented]
    safe = all(line.is_known for line in indented)
    return Fix("remove the spaces before the name", safe, tuple(edits))


RULE = Rule(ID, __doc__, ERROR, check, BAD, GOOD, FILE)
