"""A profile without settings.

## What it does
Reports profiles that have a header in one or both files, but not a single setting.

## Why it matters
The JavaScript SDK does not see the profile at all, and reports its name as unknown. The AWS Toolkit
does not accept it. The AWS CLI and the Go and Rust SDKs find the profile without credentials, and
look for credentials elsewhere.

## Example
```ini
[profile dev]
```

## Use instead
```ini
[profile dev]
region = eu-west-1
```

## Fix safety
No fix: only you know whether to fill in the profile or remove it.
"""

from __future__ import annotations

from collections.abc import Iterator

from awscred.findings import WARNING, Finding
from awscred.rules import measure
from awscred.rules.places import header_place
from awscred.rules.rule import KEYS, Bad, Context, Good, Rule
from awscred.tools import Asked, tools_do, tools_that

ID = "empty-profile"


BAD = (
    Bad("[profile a]\n# region = eu-west-1\n", "", (("config", 1, "a has no settings"),)),
    Bad(
        "\n[default]\n",
        f"[default]\n\n[a]\n{KEYS}",
        (("config", 2, "default has no settings"),),
    ),
    Bad("[profile a]\n[sso-session b]\nsso_region = a\n", "", (("config", 1, "a has no"),)),
    Bad(
        "",
        f"[a]\n[b]\r\n\r\n[c]\n{KEYS}",
        (("credentials", 1, "a"), ("credentials", 2, "b")),
    ),
)
GOOD = (
    Good("[default]\n", f"[default]\n{KEYS}"),
    Good("[profile a]\nregion = eu-west-1\n[sso-session b]\n[services c]\n[plugins]\n", ""),
    Good("[profile a]\nregion eu-west-1\n", ""),  # junk-line says it
    Good("", f"[a]\ns3 =\n  addressing_style = path\n{KEYS}"),
)


def check(context: Context) -> Iterator[Finding]:
    for name, profile in context.profiles.items():
        if not context.meant_in(profile):
            hint = f"add settings to {name}, or remove the header"
            place = header_place(profile)
            message = f"profile {name} has no settings: {_consequences(context.asked, place.file)}"
            yield Finding(ID, WARNING, message, hint, place, name, context.asked)


def _consequences(asked: Asked, file: str) -> str:
    """What tools do with a profile without settings in that file."""
    seeing = measure.verdicts(asked, measure.profile(file))
    blind = [tool for tool in asked if tool not in seeing]
    objecting = [tool for tool in tools_that(asked, lambda does: does.explains) if tool in seeing]
    said = []
    if blind:
        said.append(tools_do(asked, blind, "does not see it", "do not see it"))
    if objecting:
        said.append(tools_do(asked, objecting, "does not accept it", "do not accept it"))
    if not said:
        return f"{tools_do(asked, asked, 'finds', 'find')} no credentials in it"
    if len(blind) + len(objecting) == len(asked):
        return ", and ".join(said)
    return ", ".join((*said, "and the other tools find no credentials in it"))


RULE = Rule(ID, __doc__, WARNING, check, BAD, GOOD)
