"""The default profile, declared in both of its forms.

## What it does
Reports `[default]` and `[profile default]` in one config file, where they do not say the same.

## Why it matters
The AWS Toolkit reads the settings of both. The AWS CLI reads the one that stands further down, and
the JavaScript, Go and Rust SDKs read `[profile default]`, wherever it stands. `aws configure set`
writes to `[default]`, which those SDKs then ignore.

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
No fix: whether the two belong together is for you to say.
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
        (("config", 3, "[default] of line 1"),),
    ),
    Bad(
        f"[profile default]\n{_PROCESS}region = eu-west-1\n[default]\n{_PROCESS}",
        "",
        (("config", 1, "the AWS CLI reads one of the two alone"),),
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
    tools = measure.misread_by(both, both)
    if tools:
        message = (
            f"[profile default] stands beside the [default] of line {bare[0].line}: "
            f"{tools_do(tools, 'reads', 'read')} one of the two alone"
        )
        hint = "write all settings below [default], and remove [profile default]"
        place = Place(CONFIG, prefixed[0].header_span)
        yield Finding(ID, ERROR, message, hint, place, "default", tools)


def _with_stand_ins(bare: list[Section], prefixed: list[Section]) -> Lines:
    """Both sections, with one setting for all that they have in the same way."""
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
    """The settings of sections, the later ones winning, with what is nested below them."""
    return {
        setting.key.lower(): (setting.value, [(below.key, below.value) for below in setting.nested])
        for section in sections
        for setting in section.settings
    }


RULE = Rule(ID, __doc__, ERROR, check, BAD, GOOD)
