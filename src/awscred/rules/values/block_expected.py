"""A block without indented settings below it.

## What it does
Reports `s3`, `api_versions`, `emr`, and the IDs of services in a `[services]` section, if they
have a value on their own line, nothing below them, or settings below them that are not indented.

## Why it matters
The AWS CLI and boto3 expect indented settings below. Without them, they stop with an error about a
`str` that does not mention the file. If `s3 =` or `api_versions` is wrong, that stops every client;
any other block stops only the clients of its service. Tools ignore settings that are not indented,
or read them as the profile's own.

## Example
```ini
[profile dev]
s3 =
addressing_style = path
```

## Use instead
```ini
[profile dev]
s3 =
  addressing_style = path
```

## Fix safety
Safe: indents settings that can only belong to the block, and removes a block without settings,
unless it is the only line of the profile.
Unsafe: indents settings that the profile may have as its own. A value on the block's line has no
fix: only you know which setting it was meant for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from awscred.findings import ERROR, Finding, Fix
from awscred.forms import bare
from awscred.ini import COMMENT, EMPTY, SETTING, Setting
from awscred.profiles import CONFIG
from awscred.rules.blocks import SERVICES, block_of, tools_stopping
from awscred.rules.edits import rewrite
from awscred.rules.places import called, value_place
from awscred.rules.rule import KEYS, Bad, Context, Good, Rule
from awscred.rules.written import FLAT, Written, is_given_once
from awscred.settings import KNOWN, NESTED
from awscred.tools import Asked, in_order, tools_do, tools_reading
from awscred.tools.reading import Place

ID = "block-expected"

_S3 = "[profile a]\ns3 =\n"
_OWN_SERVICES = "[profile a]\nservices = b\n[services b]\ndynamodb =\n"
_URL = "endpoint_url = http://localhost:4566\n"

BAD = (
    Bad("[profile a]\ns3 = path\n", "", (("config", 2, "s3 of profile a"),)),
    Bad("[default]\napi_versions=2006-03-01\n", "", (("config", 2, "api_versions of profile"),)),
    Bad("[services b]\ns3 = http://x\n", "", (("config", 2, "s3 of [services b]"),)),
    Bad(
        f"{_S3}addressing_style = path\n# c\nmax_queue_size = 2\nregion = eu-west-1\n",
        f"[a]\n{KEYS}",
        (("config", 2, "the settings of s3 are not indented"),),
        (
            f"{_S3}  addressing_style = path\n# c\n  max_queue_size = 2\nregion = eu-west-1\n",
            f"[a]\n{KEYS}",
        ),
    ),
    Bad(
        f"{_S3}use_dualstack_endpoint = true\naddressing_style = path\n",
        f"[a]\n{KEYS}",
        (("config", 2, "the settings of s3 are not indented"),),
        (
            f"{_S3}  use_dualstack_endpoint = true\n  addressing_style = path\n",
            f"[a]\n{KEYS}",
        ),
    ),
    Bad(
        f"{_S3}output = json\n",
        f"[a]\n{KEYS}",
        (("config", 2, "s3 has no settings below it"),),
        ("[profile a]\noutput = json\n", f"[a]\n{KEYS}"),
    ),
    Bad(
        f"{_OWN_SERVICES}{_URL}s3 =\n{_URL}",
        f"[a]\n{KEYS}",
        (("config", 4, "the settings of dynamodb"), ("config", 6, "the settings of s3")),
        (f"{_OWN_SERVICES}  {_URL}s3 =\n  {_URL}", f"[a]\n{KEYS}"),
    ),
    Bad(
        "[profile a]\napi_versions = \nec2 = 2015-03-01\nemr =\nlog_uri = s3://logs\n",
        f"[a]\n{KEYS}",
        (("config", 2, "the settings of api_versions"), ("config", 4, "the settings of emr")),
        (
            "[profile a]\napi_versions =\n  ec2 = 2015-03-01\nemr =\n  log_uri = s3://logs\n",
            f"[a]\n{KEYS}",
        ),
    ),
)
GOOD = (
    Good("[profile a]\ns3 =\n  addressing_style = path\n", ""),
    Good("[profile a]\napi_versions =\n  ec2 = 2015-03-01\n", ""),
    Good(f"{_OWN_SERVICES}  {_URL}", ""),
    Good("[profile a]\nemr =\n", ""),  # empty-value
    Good(f"[services b]\n{_URL}", ""),  # misplaced-setting
)


def check(context: Context) -> Iterator[Finding]:
    for block in NESTED:
        for profile in context.having(block) if block != SERVICES else ():
            if bare(profile.settings[block]) and (tools := tools_stopping(context.asked, block)):
                owner = f"profile {profile.name}"
                yield _with_value(
                    context.asked, block, value_place(profile, block), owner, profile.name, tools
                )
    for section in (part for parts in context.files.services.values() for part in parts):
        for setting in section.settings:
            service = block_of(section, setting.key)
            if service is not None and bare(setting.value):
                place, owner = Place(CONFIG, setting.value_span), f"[{section.header}]"
                yield _with_value(
                    context.asked,
                    setting.key,
                    place,
                    owner,
                    None,
                    tools_stopping(context.asked, service),
                )
    yield from _without_value(context)


def _with_value(
    asked: Asked, key: str, place: Place, owner: str, profile: str | None, tools: tuple[str, ...]
) -> Finding:
    message = (
        f"{called(key)} of {owner} has a value instead of indented settings below it: "
        f"{tools_do(asked, tools, 'stops', 'stop')} with an error"
    )
    hint = f"write only `{called(key)} =` on this line, and its settings indented below it"
    return Finding(ID, ERROR, message, hint, place, profile, tools)


def _without_value(context: Context) -> Iterator[Finding]:
    below: dict[tuple[str, int], list[Written]] = defaultdict(list)
    for line in context.written:
        if line.above is not None and line.role not in (COMMENT, EMPTY):
            below[line.file, line.above.key_span.line].append(line)
    for line in context.written:
        if line.role != SETTING or line.setting is None or line.setting.value:
            continue
        block = block_of(line.section, line.setting.key)
        if block is None or (line.profile is None and block != SERVICES):
            continue
        lines = below[line.file, line.number]
        if all(other.role == FLAT for other in lines):
            profile = context.files.profiles.get(line.profile or "")
            is_alone = profile is not None and len(profile.settings) == 1
            yield from _judge(context.asked, line, line.setting, block, lines, is_alone)


def _judge(
    asked: Asked, line: Written, setting: Setting, block: str, below: list[Written], is_alone: bool
) -> Iterator[Finding]:
    """The finding about a block whose settings, if any, are not indented.

    `is_alone`: whether the block is the only setting of the profile.
    """
    key, stopping = called(setting.key), tools_stopping(asked, block)
    stop = f"{tools_do(asked, stopping, 'stops', 'stop')} with an error" if stopping else ""
    ignoring = tools_reading(asked, block)
    if not stopping and not ignoring:
        return
    # some tools read the block's own line as one more setting of the profile
    tools = in_order(asked, {*stopping, *ignoring}) if line.profile is None else asked
    place = Place(line.file, setting.key_span)
    if below:
        said = stop or f"{tools_do(asked, ignoring, 'does', 'do')} not read them"
        last = below[-1].place.span
        span = setting.key_span._replace(end_line=last.end_line, end_column=last.end_column)
        message, hint = (
            f"the settings of {key} are not indented: {said}",
            "indent the settings by two spaces",
        )
        place = Place(line.file, span)
        yield Finding(ID, ERROR, message, hint, place, line.profile, tools, _indent(line, below))
    elif stopping:
        message = f"{key} has no settings below it: {stop}"
        hint = f"add indented settings below {key}, or remove the line"
        fix = None
        if not setting.comment and not is_alone and is_given_once(line, setting):
            fix = Fix("remove the line", True, (rewrite(line.file, line.number),))
        yield Finding(ID, ERROR, message, hint, place, line.profile, tools, fix)


def _indent(line: Written, below: list[Written]) -> Fix:
    """The fix that indents the settings of a block."""
    own = [other for other in below if other.setting and other.setting.key.lower() in KNOWN]
    safe = not own or line.profile is None
    edits = [rewrite(other.file, other.number, f"  {other.text}") for other in below]
    if line.text != line.text.rstrip():
        edits.insert(0, rewrite(line.file, line.number, line.text.rstrip()))
    return Fix("indent the settings", safe, tuple(edits))


RULE = Rule(ID, __doc__, ERROR, check, BAD, GOOD, claims=True)
