"""The default profile declared in both forms.

## What it does
Reports `[default]` and `[profile default]` in the same config file, if their settings differ.

## Why it matters
The AWS Toolkit reads the settings of both sections. The AWS CLI reads only the section that comes
last in the file. The JavaScript, Go and Rust SDKs always read `[profile default]`. `aws configure
set` writes to `[default]`, which those SDKs then ignore.

## Example
```ini
[default]
region = eu-west-1

[profile default]
output = json
```

## Use instead
```ini
[default]
region = eu-west-1
output = json
```

## Fix safety
No fix: only you can decide which settings to keep.
"""

from __future__ import annotations

from collections.abc import Iterator

from awscred.findings import ERROR, Finding
from awscred.ini import Section
from awscred.profiles import CONFIG
from awscred.rules import measure
from awscred.rules.headers.header import header
from awscred.rules.measure import Lines
from awscred.rules.rule import Bad, Context, Good, Rule
from awscred.tools import tools_do
from awscred.tools.reading import Place

ID = "default-declared-twice"

_PROCESS = "credential_process = /usr/bin/vault\n"

BAD = (
    Bad(
        f"[default]\nregion = eu-west-1\n[profile default]\n{_PROCESS}",
        "",
        (("config", 3, "[default] (line 1) are the same profile"),),
    ),
    Bad(
        f"[profile default]\n{_PROCESS}region = eu-west-1\n[default]\n{_PROCESS}",
        "",
        (("config", 1, "the AWS CLI reads only one of the two"),),
    ),
)
GOOD = (
    Good(f"[profile default]\n{_PROCESS}", ""),
    Good("[default]\nregion = eu-west-1\n", f"[default]\n{_PROCESS}"),
    Good(f"[default]\n{_PROCESS}[profile default]\n{_PROCESS}region = eu-west-1\n", ""),
    Good(f"[Default]\n{_PROCESS}[profile default]\n{_PROCESS}", ""),
)


def check(context: Context) -> Iterator[Finding]:
    profile = context.files.profiles.get("default")
    heads = (
        [header(file, part) for file, part in profile.sections if file == CONFIG] if profile else []
    )
    bare, prefixed = (
        [head.section for head in heads if head.closed and head.own_title == title]
        for title in ("default", "profile default")
    )
    if not bare or not prefixed or not _said([*bare, *prefixed]):
        return
    both = _with_stand_ins(bare, prefixed)
    tools = measure.misread_by(context.asked, both, both)
    if tools:
        message = (
            f"[profile default] and [default] (line {bare[0].line}) are the same profile: "
            f"{tools_do(context.asked, tools, 'reads', 'read')} only one of the two"
        )
        hint = "move all settings to [default], and remove [profile default]"
        place = Place(CONFIG, prefixed[0].header_span)
        yield Finding(ID, ERROR, message, hint, place, "default", tools)


def _with_stand_ins(bare: list[Section], prefixed: list[Section]) -> Lines:
    """Both sections, with one stand-in for all settings that occur in them in the same way."""
    said, other = _said(bare), _said(prefixed)
    ways = {(key in said, key in other, said.get(key) == other.get(key)) for key in said | other}
    first, second = ["[default]"], ["[profile default]"]
    for number, (in_bare, in_prefixed, is_same) in enumerate(sorted(ways)):
        first += [f"k{number} = 1"] if in_bare else []
        second += [f"k{number} = {1 if is_same else 2}"] if in_prefixed else []
    if prefixed[-1].line < bare[-1].line:
        first, second = second, first
    return measure.in_file(CONFIG, *first, *second)


def _said(sections: list[Section]) -> dict[str, tuple[str, list[tuple[str, str]]]]:
    """The settings of sections with their nested settings; later settings win."""
    return {
        setting.key.lower(): (setting.value, [(below.key, below.value) for below in setting.nested])
        for section in sections
        for setting in section.settings
    }


RULE = Rule(ID, __doc__, ERROR, check, BAD, GOOD)
