"""A profile in both files, for tools that do not merge the files.

## What it does
Reports profiles with settings in config and in credentials, if a tool that is asked uses only one
of the two sections and knows a setting of the other. The tools that are asked by default merge the
sections.

## Why it matters
The PHP SDK looks into one file at a time. Settings that are meant to work together do not: a role
in config does not find its source profile in credentials, and a token does not belong to its keys.

## Example
```ini
# config
[profile dev]
credential_process = /usr/local/bin/get-credentials
# credentials
[dev]
region = eu-west-1
```

## Use instead
```ini
# config
[profile dev]
region = eu-west-1
credential_process = /usr/local/bin/get-credentials
```

## Fix safety
No fix: other tools may need the settings in their files.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from awscred.findings import ERROR, Finding
from awscred.profiles import CONFIG, CREDENTIALS, Profile
from awscred.rules import measure
from awscred.rules.places import key_place
from awscred.rules.rule import KEYS, Bad, Context, Good, Rule
from awscred.sentences import listed
from awscred.settings import KNOWN
from awscred.tools import Asked, name_tools, tools_do, tools_reading

ID = "both-files"

_PROCESS = "credential_process = /bin/get\n"

BAD = (
    Bad(
        f"[profile a]\n{_PROCESS}",
        "[a]\nregion = eu-west-1\n",
        (
            (
                "config",
                2,
                "does not merge the sections of a in the two files: credential_process of",
            ),
        ),
        of_all=True,
    ),
    Bad(
        f"[profile b]\nregion = eu-west-1\n{_PROCESS}[profile a]\naws_session_token = x\n",
        f"[a]\n{KEYS}[b]\n{KEYS}",
        (
            ("config", 3, "credential_process of config"),
            ("config", 5, "aws_session_token of config"),
        ),
        of_all=True,
    ),
)
GOOD = (
    Good(f"[profile a]\n{_PROCESS}", f"[a]\n{KEYS}"),
    Good("[profile a]\nregion = eu-west-1\n", f"[a]\n{KEYS}", of_all=True),  # not used by it
    Good(f"[profile a]\n{_PROCESS}[default]\n{_PROCESS}", f"[b]\n{KEYS}", of_all=True),
)


def check(context: Context) -> Iterator[Finding]:
    tools = _not_merging(context.asked)
    known = {tool: frozenset(key for key in KNOWN if tools_reading((tool,), key)) for tool in tools}
    if not known:
        return
    for name, profile in context.files.profiles.items():
        if len(profile.sections) < 2 or len({file for file, _ in profile.sections}) < 2:
            continue
        by_lost: dict[tuple[str, ...], list[str]] = {}
        for tool, keys in known.items():
            lost = _lost(context, tool, profile, keys)
            if lost and tool not in context.with_error(name):
                by_lost.setdefault(lost, []).append(tool)
        for lost, losing in by_lost.items():
            merge = tools_do(context.asked, losing, "does not merge", "do not merge")
            are = "is" if len(lost) == 1 else "are"
            message = (
                f"{merge} the sections of {name} in the two files: "
                f"{listed(lost)} of config {are} separate from [{name}] in credentials"
            )
            used = f"unless you use {name} in {name_tools(context.asked, losing)}"
            hint = f"nothing to do, {used}: then write it in one file only"
            place = key_place(profile, lost[0])
            yield Finding(ID, ERROR, message, hint, place, name, tuple(losing))


def _lost(context: Context, tool: str, profile: Profile, known: Collection[str]) -> tuple[str, ...]:
    """The settings of config among those that a tool knows which it does not read, because it reads
    credentials."""
    read = context.readings[tool].profiles.get(profile.name)
    if read is None:  # for another reason
        return ()
    lost = [key for key in profile.settings if key in known and key not in read]
    if not lost:  # almost always
        return ()
    settings = {
        wanted: {key for file, part in profile.sections if file == wanted for key in part.values}
        for wanted in (CONFIG, CREDENTIALS)
    }
    return tuple(key for key in lost if key in settings[CONFIG] - settings[CREDENTIALS])


def _not_merging(asked: Asked) -> tuple[str, ...]:
    """The tools that do not see the settings of config if credentials has the profile."""
    lines = measure.Lines("[profile p]\nx = 1\n", "[p]\ny = 1\n")
    found = measure.readings(asked, lines).items()
    return tuple(tool for tool, reading in found if reading.profiles.get("p") == {"y": "1"})


RULE = Rule(ID, __doc__, ERROR, check, BAD, GOOD)
