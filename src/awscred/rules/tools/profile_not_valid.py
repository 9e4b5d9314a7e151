"""A profile that the AWS Toolkit, or another tool that is asked by name, does not accept.

## What it does
Reports profiles that the Toolkit calls "not a valid Credential Profile", with its reason, unless
another error already explains the problem. `awscred validate --format toolkit` lists all of them.
Profiles that are refused by a tool which is not asked by default are reported with its own words:
the Ruby SDK refuses `credential_source = Environment`, and the .NET SDK a `credential_process` with
`services`.

## Why it matters
The Toolkit does not list such a profile, and reports this only in its log. The profile may still
work in other tools, or fail there with a less specific error.

## Example
```ini
[Profile_Name]
xaws_access_key_id = AKIAI44QH8DHBEXAMPLE
xaws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY
```

## Use instead
```ini
[Profile_Name]
aws_access_key_id = AKIAI44QH8DHBEXAMPLE
aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY
```

## Fix safety
No fix: only you know which credentials the profile is meant to use.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import islice

from awscred.findings import ERROR, Finding
from awscred.kinds import is_without_credentials, needs_no_credentials
from awscred.rules.places import header_place, key_place
from awscred.rules.rule import KEYS, Bad, Context, Good, Rule
from awscred.rules.sources import unresolved
from awscred.settings import (
    CREDENTIAL_KEYS,
    CREDENTIAL_SOURCES,
    KNOWN,
    is_name,
    redact_words,
    suggest,
)
from awscred.tools import TOOLS, load, name_tools, tools_do
from awscred.tools.agreement import group
from awscred.tools.reading import Reading, Settings

ID = "profile-not-valid"
_MOST_UNKNOWN = 20
"""How many unknown settings a hint checks; no real profile has more misspelled ones."""

_PROCESS = "credential_process = /bin/get\n"
_ROLE = "role_arn = arn:aws:iam::123456789012:role/deploy\n"

BAD = (
    Bad(
        "",
        "[Profile_Name]\nxaws_access_key_id= AKIAI44QH8DHBEXAMPLE\n"
        "xaws_secret_access_key= wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n",
        (("credentials", 1, "not supported by the Toolkit"),),
    ),
    Bad(
        "",
        "[a]\naws_access_key_id = AKIAI44QH8DHBEXAMPLE\n",
        (("credentials", 1, "missing properties: aws_secret_access_key"),),
    ),
    Bad(
        f"[profile a]\n{_ROLE}source_profile = gone\n",
        "",
        (("config", 3, "Shared Credentials Profile gone not found. Reference chain: a -> gone"),),
    ),
    Bad(
        f"[profile a]\n{_ROLE}source_profile = b\n\n[profile b]\n{_ROLE}source_profile = a\n",
        "",
        (("config", 3, "a -> b -> a"), ("config", 7, "b -> a -> b")),
    ),
    Bad(
        f"[profile a]\n{_ROLE}credential_source = Ec2\n",
        "",
        (("config", 3, "Credential source Ec2 is not supported"),),
    ),
    Bad(
        f"[profile a]\n{_ROLE}credential_source = Environment\nsource_profile = a\n",
        "",
        (("config", 3, "cannot both be set"),),
    ),
    Bad(
        f"[profile a]\n{_ROLE}credential_source = Environment\n[profile b]\n{_PROCESS}"
        f"services = x\n[services x]\ns3 =\n  endpoint_url = http://x\n",
        "",
        (
            ("config", 3, "the Ruby SDK does not accept a because of credential_source: Unsupp"),
            ("config", 6, "the .NET SDK does not accept b because of services: InvalidData"),
        ),
        of_all=True,
    ),
    Bad(
        "",
        f"[a]\n{KEYS}toolkit_artifact_guid = 0\n",
        (("credentials", 4, "the .NET SDK does not accept a because of toolkit_artifact_guid"),),
        of_all=True,
    ),
)
GOOD = (
    Good("[profile a]\nregion = eu-west-1\n", ""),  # has no credentials, but is not wrong
    Good("", f"[default]\n{KEYS}"),
    Good(f"[profile a]\n{_ROLE}source_profile = default\n", f"[default]\n{KEYS}"),
    Good(f"[profile a]\n{_ROLE}credential_source = Environment\n", ""),
    Good(f"[profile a]\n{_ROLE}credential_source = EcsContainer\n", "", of_all=True),
    Good("[profile a]\nregion = eu-west-1\n", f"[b]\n{KEYS}", of_all=True),
)


def check(context: Context) -> Iterator[Finding]:
    tools_saying: dict[Finding, list[str]] = {}
    left_open = set(unresolved(context))  # `other-file` reports these
    for tool, reading in context.readings.items():
        if load(tool).HABITS.explains:
            for found in _refused(reading):
                name = found.profile or ""
                if name not in left_open and tool not in context.with_error(name):
                    tools_saying.setdefault(found, []).append(tool)
    for found, tools in tools_saying.items():
        yield found._replace(tools=tuple(tools))
    yield from _refused_by_others(context, left_open)


def _refused_by_others(context: Context, left_open: Collection[str]) -> Iterator[Finding]:
    """Findings about profiles that tools refuse which are not asked by default."""
    others = [reading for tool, reading in context.readings.items() if not TOOLS[tool].is_default]
    names = {
        name
        for reading in others
        for name, verdict in reading.verdicts.items()
        if not verdict.accepted and verdict.lacks is None
    }
    for name, profile in context.files.profiles.items() if names else ():
        if name not in names or name in left_open or needs_no_credentials(profile.settings):
            continue
        explained = context.explained("profile", name)
        refused = {
            reading.tool: (verdict.reason or "", verdict.key)
            for reading in others
            if reading.tool not in explained and (verdict := reading.verdicts.get(name))
            if not verdict.accepted and verdict.lacks is None
        }
        for (reason, key), tools in group(refused):
            does = tools_do(context.asked, tools, "does", "do")
            cause = f" because of {key}" if key else ""
            message = f"{does} not accept {name}{cause}: {redact_words(reason)}"
            what = f"change or remove {key}" if key else "give it one complete kind of credentials"
            used = f"unless you use {name} in {name_tools(context.asked, tools)}"
            hint = f"nothing to do, {used}: then {what}"
            place = key_place(profile, key) if key in profile.settings else header_place(profile)
            yield Finding(ID, ERROR, message, hint, place, name, tuple(tools))


def _refused(reading: Reading) -> Iterator[Finding]:
    """Findings, still without tools, in the tool's own words about profiles that it refuses."""
    for name, verdict in reading.verdicts.items():
        if not verdict.accepted and not is_without_credentials(reading.profiles[name]):
            reason = verdict.reason or ""
            message = f"Profile {name} is not a valid Credential Profile: {redact_words(reason)}"
            hint = _hint(reading.profiles[name], reason, verdict.key)
            place = reading.place(name, verdict.key)
            yield Finding(ID, ERROR, message, hint, place, name, ())


def _hint(settings: Settings, reason: str, key: str | None) -> str:
    if key == "credential_source":
        if "source_profile" in settings:
            return "remove credential_source or source_profile"
        return f"write one of {', '.join(CREDENTIAL_SOURCES)}, exactly as shown"
    if reason.startswith("Cycle"):
        return "set source_profile to a profile with its own credentials"
    if key == "source_profile":
        return "correct the name in source_profile, or create that profile"
    unknown = (key for key in settings if key not in KNOWN and is_name(key))
    likely = {key: suggest(key) for key in islice(unknown, _MOST_UNKNOWN)}
    renames = [f"rename {key} to {name}" for key, name in likely.items() if name in CREDENTIAL_KEYS]
    if renames:
        return "; ".join(renames)
    if reason.startswith("missing properties"):
        return f"add {reason.partition(': ')[2]} to this profile"
    return "add keys, a role, an sso_session or a credential_process, or remove the profile"


RULE = Rule(ID, __doc__, ERROR, check, BAD, GOOD)
