"""A setting without a value.

## What it does
Reports settings with nothing after the `=` except spaces, and no nested settings. It is an error if
the setting gives a profile its credentials or belongs to SSO, or if a tool refuses the profile
because of it; otherwise it is a warning. If nested settings follow, spaces after the `=` are a
warning. `cli_pager =` is accepted: it turns off the pager of the AWS CLI. Empty settings that no
AWS tool reads are also accepted.

## Why it matters
The AWS CLI and the Go and Rust SDKs read an empty string. The AWS Toolkit and the JavaScript SDK
read nothing; if spaces follow the `=`, the Toolkit reads a single space. An empty region stops the
AWS CLI. With an empty secret key, some tools sign requests, and others look for credentials
elsewhere.

## Example
```ini
[dev]
region =
output = json
```

## Use instead
```ini
[dev]
output = json
```

## Fix safety
Safe: the line is removed if the setting is known and gives no credentials, neither file has a value
for it in that profile, and the profile has other settings. Spaces before nested settings are also
removed. Unsafe: the line is removed although one of the files has a value for the setting, because
the empty line may be there to override that value.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest
from typing import NamedTuple, TypeAlias

from awscred.findings import ERROR, WARNING, Edit, Finding, Fix
from awscred.ini import BLANKS, JUNK, MORE, NESTED, SETTING, Section, Setting
from awscred.rules import measure
from awscred.rules.blocks import block_of, tools_stopping
from awscred.rules.edits import rewrite
from awscred.rules.measure import Lines
from awscred.rules.places import called
from awscred.rules.rule import KEYS, Bad, Context, Good, Rule
from awscred.rules.written import FLAT, Written, is_given_once, settings_written
from awscred.settings import CREDENTIAL_SETTINGS, MEANT_EMPTY
from awscred.tools import BOTO3, OWN, TOOLS, Asked, in_order, tools_do
from awscred.tools.reading import Place

ID = "empty-value"

_Slot: TypeAlias = str | tuple[str, int]
_MOST_SECTIONS = 20
"""Sections checked per profile; real profiles have fewer."""


class _Shape(NamedTuple):
    """What matters about a setting without a value.

    `has_gap` is whether spaces follow the `=`, `is_followed` is whether the next setting is
    indented, and `is_lost` is whether nothing else in the section has a value.
    """

    file: str
    is_nested: bool
    has_gap: bool
    is_followed: bool
    is_lost: bool


BAD = (
    Bad(
        "[profile a]\nregion =\n\n# c\noutput = json\n",
        f"[a]\n{KEYS}",
        (("config", 2, "the Java SDK and the C runtime read an empty string"),),
        ("[profile a]\n\n# c\noutput = json\n", f"[a]\n{KEYS}"),
    ),
    Bad(
        "[profile a]\nregion = \t\noutput = json\n",
        f"[a]\n{KEYS}",
        (("config", 2, "the AWS Toolkit"),),
        ("[profile a]\noutput = json\n", f"[a]\n{KEYS}"),
    ),
    Bad(
        "",
        "[a]\naws_access_key_id = AKIAI44QH8DHBEXAMPLE\naws_secret_access_key=\n",
        (("credentials", 3, "aws_secret_access_key has no value"),),
    ),
    Bad("", "[a]\nsource_profile = # b\n", (("credentials", 2, "source_profile has no value"),)),
    Bad(
        "[profile a]\noutput = json\nsso_account_id =\nemr =\n",
        f"[a]\n{KEYS}",
        (("config", 3, "sso_account_id has no value"), ("config", 4, "emr has no value")),
        ("[profile a]\noutput = json\nsso_account_id =\n", f"[a]\n{KEYS}"),
    ),
    Bad(
        "[profile a]\nregion =\noutput = json\n",
        f"[a]\n{KEYS}region = eu-west-1\n",
        (("config", 2, "region has no value"),),
        ("[profile a]\noutput = json\n", f"[a]\n{KEYS}region = eu-west-1\n"),
    ),
    Bad(
        "[profile a]\ns3 =\n  addressing_style =\n  use_accelerate_endpoint = true\n",
        f"[a]\n{KEYS}",
        (("config", 3, "addressing_style has no value"),),
        ("[profile a]\ns3 =\n  use_accelerate_endpoint = true\n", f"[a]\n{KEYS}"),
    ),
    Bad(
        "[profile a]\nregion = eu-west-1\ns3 =\n  us_east_1_regional_endpoint =\n",
        f"[a]\n{KEYS}",
        (("config", 4, "boto3 (and version 1 of the AWS CLI) refuses the profile"),),
        ("[profile a]\nregion = eu-west-1\n", f"[a]\n{KEYS}"),
    ),
    Bad(
        "[profile a]\nregion = eu-west-1\ns3 =\n# c\n  addressing_style =\n"
        "  us_east_1_regional_endpoint =\n",
        f"[a]\n{KEYS}",
        (("config", 5, "the AWS CLI refuses"), ("config", 6, "refuses the profile")),
        ("[profile a]\nregion = eu-west-1\n# c\n", f"[a]\n{KEYS}"),
    ),
    Bad(
        "[profile a]\nregion =\n",
        f"[b]\n{KEYS}",
        (("config", 2, "the JavaScript SDK does not see the section"),),
    ),
    Bad(
        "[profile a]\nregion =\n",
        f"[a]\n{KEYS}",
        (("config", 2, "region has no value"),),
        ("[profile a]\n", f"[a]\n{KEYS}"),
    ),
    Bad(
        "[profile a]\ns3 =  \n  addressing_style = path\n",
        f"[a]\n{KEYS}",
        (("config", 2, "spaces follow the = of s3"),),
        ("[profile a]\ns3 =\n  addressing_style = path\n", f"[a]\n{KEYS}"),
    ),
    Bad(
        "[sso-session a]\nsso_region =\n"
        "sso_start_url = https://example.awsapps.com/start\n"
        "sso_registration_scopes = sso:account:access\n",
        "",
        (("config", 2, "sso_region has no value"),),
    ),
)
GOOD = (
    Good("[profile a]\ns3 =\n  addressing_style = path\n", f"[a]\n{KEYS}"),
    Good("[services a]\ns3 =\n\n# c\n  endpoint_url = http://x\n", ""),
    Good("[profile a]\ns3 =\n", f"[a]\n{KEYS}"),  # block-expected
    Good("[profile a]\nregion =\n  eu-west-1\n", f"[a]\n{KEYS}"),  # see multiline-value
    Good("[profile a]\noutput = json\ncli_pager =\n", f"[a]\n{KEYS}"),
    Good("[profile a]\noutput = json\ncolour =\nazure_default_role_arn= \n", f"[a]\n{KEYS}"),
    Good("[profile a]\ns3api = \n  endpoint_url = http://localhost\n", f"[a]\n{KEYS}"),
)


def check(context: Context) -> Iterator[Finding]:
    below = {  # what follows a setting without a value
        (line.file, line.above.key_span.line): line.role
        for line in context.written
        if line.above is not None and line.role in (NESTED, JUNK, MORE, FLAT)
    }
    lost: dict[_Slot, bool] = {}
    settings = list(settings_written(context.written))
    for (line, setting), after in zip_longest(settings, settings[1:]):
        gap = _gap(line, setting)
        more = below.get((line.file, line.number))
        if gap is None or setting.key.lower() in MEANT_EMPTY:
            continue
        if not context.is_of_aws(line.file, setting):
            continue
        if more is not None:
            if gap and more == NESTED:
                yield _above_block(context.asked, line, setting)
            continue
        block = block_of(line.section, setting.key) if line.role == SETTING else None
        if block is not None and tools_stopping(context.asked, block):
            continue  # see block-expected
        follows = after is not None and after[0].section is line.section and after[0].indent != ""
        is_lost = not follows and _is_lost(context, line, lost)
        shape = _Shape(line.file, line.role == NESTED, gap != "", follows, is_lost)
        stopped = _stopped(context, line, setting)
        yield _finding(
            context.asked, line, setting, shape, stopped, _is_elsewhere(context, line, setting)
        )


def _is_lost(context: Context, line: Written, known: dict[_Slot, bool]) -> bool:
    """Whether nothing in the profile or section of a line has a value."""
    slot = line.profile or (line.file, line.section.line)
    if slot not in known:
        sections = _sections(context, line) or [line.section]
        known[slot] = not any(
            setting.value or setting.nested for section in sections for setting in section.settings
        )
    return known[slot]


def _is_elsewhere(context: Context, line: Written, setting: Setting) -> bool:
    """Whether another section of the profile has, or may have, a value for the setting."""
    sections = [] if line.role == NESTED else _sections(context, line)
    key = setting.key.lower()
    return any(section.values.get(key) for section in sections) or len(sections) > _MOST_SECTIONS


def _sections(context: Context, line: Written) -> list[Section]:
    """The sections of a line's profile, up to one more than `_MOST_SECTIONS`."""
    profile = context.files.profiles.get(line.profile or "")
    return [section for _, section in profile.sections[: _MOST_SECTIONS + 1]] if profile else []


def _stopped(context: Context, line: Written, setting: Setting) -> str:
    """In words, the tools that refuse the profile because of a setting or its block."""
    key = (line.above if line.role == NESTED and line.above else setting).key.lower()
    refused = {
        tool: verdict.reason or ""
        for tool, verdict in context.verdicts_on(line.profile or "").items()
        if not verdict.accepted and verdict.key == key
    }
    said = (
        tools_do(context.asked, in_order(context.asked, refused), "refuses", "refuse")
        if refused
        else ""
    )
    only_boto3 = refused.get(OWN, "").startswith("boto3: ")
    return said.replace(TOOLS[OWN].title, BOTO3) if only_boto3 else said


def _above_block(asked: Asked, line: Written, setting: Setting) -> Finding:
    written = measure.section(line.file, "y = ", "  z = 1")
    tools = measure.misread_by(asked, written, measure.section(line.file, "y =", "  z = 1"))
    read = tools_do(asked, tools, "reads", "read")
    message = f"spaces follow the = of {called(setting.key)}: {read} a space as its value"
    hint = "remove the spaces after the ="
    fix = None
    if not setting.comment:
        fix = Fix(hint, True, (rewrite(line.file, line.number, line.text.rstrip()),))
    place = Place(line.file, setting.value_span)
    return Finding(ID, WARNING, message, hint, place, line.profile, tools, fix)


def _gap(line: Written, setting: Setting) -> str | None:
    """The spaces in place of a value, before any comment; None if there is a value."""
    after = line.text[setting.key_span.end_column - 1 :].lstrip()[1:]
    if setting.comment:
        after = after[: after.index(setting.comment)]
        if not after:
            return None  # without a space before it, the comment is the value
        after = after[:-1]
    return after if not after.strip(BLANKS) else None


def _removal(line: Written) -> tuple[Edit, ...]:
    """The edits that remove a line, and the first line of its block if the block becomes empty."""
    edit = rewrite(line.file, line.number)
    if line.role == NESTED and line.above is not None:
        (block,) = line.section.find(line.above.key)
        if len(block.nested) == 1:
            return rewrite(line.file, block.key_span.line), edit
    return (edit,)


def _finding(
    asked: Asked, line: Written, setting: Setting, shape: _Shape, stopped: str, is_elsewhere: bool
) -> Finding:
    key = called(setting.key)
    tools, said = _consequences(asked, shape)
    is_credential = setting.key.lower() in CREDENTIAL_SETTINGS or key.startswith("sso_")
    is_needed = is_credential and line.role != NESTED
    if is_needed:
        tools = asked  # no tool gets what it needs
    message = f"{key} has no value: {said}"
    if stopped and not is_needed:
        message += f"; {stopped} the profile"
    fix = None
    hint = "write a value, or remove the line"
    if (
        line.is_known
        and not is_needed
        and not shape.is_lost  # nothing would be left of the profile
        and not setting.comment
        and is_given_once(line, setting)
    ):
        fix = Fix("remove the line", not is_elsewhere, _removal(line))
    place = Place(line.file, setting.key_span)
    severity = ERROR if is_needed or stopped else WARNING
    return Finding(ID, severity, message, hint, place, line.profile, tools, fix)


def _consequences(asked: Asked, shape: _Shape) -> tuple[tuple[str, ...], str]:
    """The tools that read a setting without a value as something, and as what."""
    written, without = _with_and_without(shape)
    found = measure.readings(asked, written)
    blank = [tool for tool, each in found.items() if each.profiles.get("p", {}).get("y") == " "]
    nesting = _nesting(asked, shape.file) if shape.is_followed and not shape.is_nested else []
    known = {*blank, *nesting}
    nothing = [tool for tool in measure.readers(asked, written, without) if tool not in known]
    known.update(nothing)
    empty = [tool for tool in measure.readers(asked, written, written) if tool not in known]
    others = [tool for tool in asked if tool not in (*blank, *nothing, *empty)]
    tools = in_order(asked, (*empty, *blank, *others))
    said = ", ".join(
        f"{tools_do(asked, reading, 'reads', 'read')} {what}"
        for reading, what in ((empty, "an empty string"), (blank, "a space"))
        if reading
    )
    rest = ""
    if others and shape.is_lost:
        rest = f"{tools_do(asked, others, 'does', 'do')} not see the section"
    elif others:
        rest = f"{tools_do(asked, others, 'reads', 'read')} the next line as nested below it"
    elif not tools:
        rest = f"{tools_do(asked, asked, 'reads', 'read')} nothing"
    elif not blank and nothing:
        rest = "other tools read nothing"
    return tools, ", and ".join(filter(None, (said, rest)))


def _with_and_without(shape: _Shape) -> tuple[Lines, Lines]:
    """The lines around a setting without a value, with the setting and without."""
    before, setting, after = [measure.FIRST], "y = " if shape.has_gap else "y =", []
    if shape.is_nested:
        before, setting = ["z =", "  a = 1"], f"  {setting}"
        after = ["  b = 1"] if shape.is_followed else []
    elif shape.is_lost:
        before = []
    written = measure.profile(shape.file, *before, setting, *after)
    return written, measure.profile(shape.file, *before, *after)


def _nesting(asked: Asked, file: str) -> list[str]:
    """The tools that nest a setting below one without a value at the same depth."""
    found = measure.readings(asked, measure.profile(file, "  y =", "  z = 1"))
    return [
        tool for tool, each in found.items() if not each.error and "z" not in each.profiles["p"]
    ]


RULE = Rule(ID, __doc__, WARNING, check, BAD, GOOD)
