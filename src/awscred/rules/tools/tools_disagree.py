"""Tools that read a profile differently for a reason that no other rule reports.

## What it does
Compares how the tools that are asked read the files. By default, these are the AWS Toolkit, the AWS
CLI (and boto3), the JavaScript, Go, Rust and Java SDKs, and the C runtime. Reports a profile if the
tools read different settings, if some refuse it, or if they use different credentials, unless
another finding already explains the difference.

## Why it matters
The same profile works differently in different tools. A tool may sign in as another user, use
another region, or find no profile, without a warning.

## Example
This difference has its own rule, inline-comment. Differences without a rule look similar.

```ini
[profile dev]
region = eu-west-1 # Ireland
```

## Use instead
```ini
# Ireland
[profile dev]
region = eu-west-1
```

## Fix safety
No fix: the intent cannot be determined.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache
from typing import TypeAlias

from awscred.findings import ERROR, Finding
from awscred.ini import Span
from awscred.kinds import needs_no_credentials
from awscred.other_programs import is_aws_setting, uses_own_sso
from awscred.profiles import CLI_SECTIONS, CONFIG, Files
from awscred.redaction import MASK
from awscred.rules.places import header_place
from awscred.rules.rule import KEYS, Bad, Context, Good, Rule
from awscred.rules.sources import unresolved
from awscred.settings import MEANT_EMPTY, NESTED, is_name, redact_words, shown_value
from awscred.tools import Asked, default_tools, may_read, name_tools, tools_do, tools_that
from awscred.tools.agreement import Difference, compare, group
from awscred.tools.reading import Place, Reading, Value, Verdict
from awscred.tools.tool import FLAT

ID = "tools-disagree"

_Used: TypeAlias = tuple[str | None, Value | None]
_MOST = 3
"""Differences of one profile that a message spells out."""


BAD = (  # the other rules do not run here
    Bad(
        "[profile a]\nregion = eu-west-1 # c\n",
        f"[a]\n{KEYS}",
        (("config", 1, "region of a is 'eu-west-1' for the AWS Toolkit"),),
    ),
    Bad(
        "[profile a\n",
        f"[a]\n{KEYS}",
        tuple(
            ("config", 1, f"the {name} refuses")
            for name in ("AWS CLI", "Rust SDK", "Java SDK", "C runtime")
        ),
    ),
    Bad("[profile münchen]\nregion = eu-west-1\n", "", (("config", 1, "see münchen, "),)),
    Bad(
        "[profile a]\ncredential_process = /bin/x\n",
        f"[a]\n{KEYS}",
        (("config", 1, "use process credentials"),),
    ),
    Bad("[sso-session a]\nsso_region = x # c\n", "", (("config", 1, "sso_region of sso-session"),)),
    Bad(
        "[profile a]\nsso_session = gone\nsso_account_id = 123456789012\nsso_role_name = Dev\n",
        "",
        (("config", 1, "does not accept a"),),
    ),
)
GOOD = (
    Good("[profile a]\nregion = eu-west-1\n", ""),  # is not meant to have credentials
    Good(
        "[profile a]\ns3 =\n  endpoint_url = http://x\ns3api =\n  endpoint_url = http://x\n",
        f"[a]\n{KEYS}",
    ),
    Good(
        "[profile a]\nregion = eu-west-1\ns3 =\n  addressing_style = path\n",
        f"[a]\n{KEYS}",
    ),
)


def check(context: Context) -> Iterator[Finding]:
    unexplained = [
        reading
        for tool, reading in context.readings.items()
        if tool not in context.explained_everywhere
    ]
    for error, tools in group({reading.tool: reading.error for reading in unexplained}):
        if error is not None:
            refuse = tools_do(context.asked, tools, "refuses", "refuse")
            message = f"{refuse} the whole file: {redact_words(error.message)}"
            hint = "correct the line that the error names"
            yield Finding(ID, ERROR, message, hint, error.place, None, tuple(tools))
    readings = [reading for reading in unexplained if reading.error is None]
    profiles = context.files.profiles
    in_order = set[str]()
    if set(context.asked).issubset(default_tools()):  # others may read plain profiles differently
        in_order |= profiles.keys() - context.profiles.keys()
    # Sections of the AWS CLI, SSO sessions and services are not profiles.
    in_order |= (CLI_SECTIONS | context.files.titles) - profiles.keys()
    left_open = set(unresolved(context))  # `other-file` reports these
    for name in dict.fromkeys(name for reading in readings for name in reading.profiles):
        if name in in_order or _is_agreed(context.asked, name, readings):
            continue
        explained = context.explained("profile", name)
        by_tool = {found.tool: found for found in readings if found.tool not in explained}
        differences = compare({tool: found.profiles.get(name) for tool, found in by_tool.items()})
        verdicts = {
            tool: found.verdicts[name]
            for tool, found in by_tool.items()
            if name in found.profiles and found.verdicts[name].lacks is None
        }
        if not _is_for_aws_tools(name, readings):
            continue
        said = [
            _tell(context.asked, difference, name)
            for difference in differences
            if _matters(context.asked, difference)
            and not _is_flattened(context.asked, difference, context.files, name)
        ]
        if not said and name not in left_open and _is_to_sign_in(context, name):
            said = _judged(context.asked, verdicts, _used(by_tool, context.files, name), name)
        if said:
            yield _finding(said, name, _place(context.files, name), name, tuple(by_tool))
    signing_in = [
        found for found in readings if found.tool in may_read(context.asked, "sso_session")
    ]
    for name in dict.fromkeys(name for reading in signing_in for name in reading.sessions):
        explained = context.explained("sso-session", name)
        by_tool = {found.tool: found for found in signing_in if found.tool not in explained}
        differences = compare({tool: found.sessions.get(name) for tool, found in by_tool.items()})
        if differences:
            title = f"sso-session {name}"
            said = [
                _tell(context.asked, difference, title)
                for difference in differences
                if _matters(context.asked, difference)
            ]
            if said:
                place = _session_place(context.files, name)
                yield _finding(said, title, place, None, tuple(by_tool))


def _is_to_sign_in(context: Context, name: str) -> bool:
    """Whether a profile is meant to have credentials, which a tool may refuse."""
    profile = context.files.profiles.get(name)
    return profile is None or not needs_no_credentials(profile.settings)


def _is_for_aws_tools(name: str, readings: Sequence[Reading]) -> bool:
    """Whether a profile has a setting that an AWS tool reads, or no settings."""
    found = [pair for reading in readings for pair in reading.profiles.get(name, {}).items()]
    return not found or any(
        is_aws_setting(key) and (value not in ("", " ") or key.lower() not in MEANT_EMPTY)
        for key, value in found
    )


def _matters(asked: Asked, difference: Difference) -> bool:
    """Whether a difference is about the whole profile, or between tools that use the setting."""
    key = difference.key.lower()
    if key and not is_aws_setting(key):
        return False
    readers, below = may_read(asked, key) if key else asked, NESTED.get(key)
    read = [
        _read_below(found, below) if below else found
        for found, tools in difference.groups
        if not set(tools).isdisjoint(readers)
    ]
    return bool(read) and read.count(read[0]) < len(read)


def _is_flattened(asked: Asked, difference: Difference, files: Files, name: str) -> bool:
    """Whether only tools that use nested settings as the profile's own see a setting.

    toolkit-limits reports these.
    """
    flattening = tools_that(asked, lambda does: does.nested == FLAT)
    seeing = {tool for found, tools in difference.groups if found is not None for tool in tools}
    if name not in files.profiles or not seeing.issubset(flattening):
        return False
    return difference.key in {
        nested.key.lower()
        for _, section in files.profiles[name].sections
        for setting in (section.settings if section.plain is None else ())
        for nested in setting.nested
    }


def _read_below(value: Value | None, known: Collection[str]) -> Value | None:
    """A block without the settings that no AWS tool reads; None if nothing is left."""
    if value is None or isinstance(value, str):
        return value
    return {key: text for key, text in value.items() if key.lower() in known} or None


def _used(readings: Mapping[str, Reading], files: Files, name: str) -> dict[str, _Used]:
    """The kind of credentials, and the token, that each tool uses if it sees the profile."""
    profile = files.profiles.get(name)
    is_one = profile is not None and uses_own_sso(name, profile.settings)
    used = {}
    for tool, reading in readings.items():
        if name in reading.profiles:
            verdict = reading.verdicts[name]
            kind = "sso" if is_one and verdict.kind == "process" else verdict.kind
            used[tool] = kind, reading.profiles[name].get(verdict.token or "")
    return used


def _is_agreed(asked: Asked, name: str, readings: Sequence[Reading]) -> bool:
    """Whether all tools read the same of what they use in a profile, and accept it, except for what
    they lack. This is true of nearly all profiles."""
    first = readings[0].profiles.get(name)
    if first is None:
        return False
    for reading in readings[1:]:
        other = reading.profiles.get(name)
        if other != first and (
            other is None
            or any(
                first.get(key) != other.get(key) and _is_used(asked, key.lower(), reading.tool)
                for key in first.keys() | other.keys()
            )
        ):
            return False
    found = [one for reading in readings if (one := reading.verdicts[name]).lacks is None]
    return all(one.accepted for one in found) and len({(one.kind, one.token) for one in found}) < 2


def _is_used(asked: Asked, key: str, tool: str) -> bool:
    """Whether a tool uses a setting, or may: a dot may mean a nested one."""
    return "." in key or (is_aws_setting(key) and tool in _readers(asked, key))


@cache
def _readers(asked: Asked, key: str) -> frozenset[str]:
    return frozenset(may_read(asked, key))


def _finding(
    said: list[str], title: str, place: Place, profile: str | None, tools: tuple[str, ...]
) -> Finding:
    more = f"; and {len(said) - _MOST} more" if len(said) > _MOST else ""
    message = f"{'; '.join(said[:_MOST])}{more}"
    hint = f"run `awscred show {profile}` to compare, and rewrite the profile for all tools"
    if profile is None:
        hint = f"write [{title}] only once, in config"
    return Finding(ID, ERROR, message, hint, place, profile, tools)


def _tell(asked: Asked, difference: Difference, title: str) -> str:
    """What tools read, side by side; values that may be secret are not shown."""
    if not difference.key:
        there = [tool for found, tools in difference.groups if found is not None for tool in tools]
        gone = [tool for found, tools in difference.groups if found is None for tool in tools]
        sees, does = tools_do(asked, there, "sees", "see"), tools_do(asked, gone, "does", "do")
        return f"{sees} {title}, {does} not"
    key = difference.key if is_name(difference.key) else "a setting"
    parts: list[str] = []
    for value, tools in difference.groups:
        shown = (
            "missing"
            if value is None
            else repr(shown_value(key, value))
            if isinstance(value, str) and shown_value(key, value) != MASK
            else "a different value"
            if parts
            else "one value"
        )
        parts.append(f"{shown} for {name_tools(asked, tools)}")
    return f"{key} of {title} is {', '.join(parts)}"


def _judged(
    asked: Asked, verdicts: Mapping[str, Verdict], used: Mapping[str, _Used], name: str
) -> list[str]:
    """Why tools refuse a profile that they read the same, or which credentials they use."""
    refused = {tool: found.reason for tool, found in verdicts.items() if not found.accepted}
    if refused:
        return [
            f"{tools_do(asked, tools, 'does', 'do')} not accept {name}: "
            f"{redact_words(reason or '')}"
            for reason, tools in group(refused)
        ]
    kinds = group({tool: used[tool] for tool in verdicts})
    if len(kinds) <= 1:
        return []
    parts = [
        f"{tools_do(asked, tools, 'uses', 'use')} {kind} credentials" for (kind, _), tools in kinds
    ]
    return [f"for {name}, {', and '.join(parts)}"]


def _place(files: Files, name: str) -> Place:
    if name in files.profiles:
        return header_place(files.profiles[name])
    return Place(CONFIG, Span(1, 1, 1, 1))


def _session_place(files: Files, name: str) -> Place:
    sections = files.sso_sessions.get(name)
    return Place(CONFIG, sections[0].header_span if sections else Span(1, 1, 1, 1))


RULE = Rule(ID, __doc__, ERROR, check, BAD, GOOD)
