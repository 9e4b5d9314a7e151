"""A profile that the AWS Toolkit does not accept.

## What it does
Reports every profile that the Toolkit calls "not a valid Credential Profile", with its reason.

## Why it matters
The Toolkit leaves such a profile out of its list and says so only in its log. The profile may still
work in other tools, or fail there with an error that says less.

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

from collections.abc import Iterator
from itertools import islice

from awscred.findings import ERROR, Finding
from awscred.kinds import is_without_credentials
from awscred.rules.rule import KEYS, Bad, Context, Good, Rule
from awscred.settings import (
    CREDENTIAL_KEYS,
    CREDENTIAL_SOURCES,
    KNOWN,
    is_name,
    redact_words,
    suggest,
)
from awscred.tools import load
from awscred.tools.reading import Reading, Settings

ID = "profile-not-valid"
_MOST_UNKNOWN = 20
"""Settings of a profile that a hint looks at, as no real profile has more misspelt ones."""

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
)
GOOD = (
    Good("[profile a]\nregion = eu-west-1\n", ""),  # no mistake, but no credentials either
    Good("", f"[default]\n{KEYS}"),
    Good(f"[profile a]\n{_ROLE}source_profile = default\n", f"[default]\n{KEYS}"),
    Good(f"[profile a]\n{_ROLE}credential_source = Environment\n", ""),
)


def check(context: Context) -> Iterator[Finding]:
    tools_saying: dict[Finding, list[str]] = {}
    for tool, reading in context.readings.items():
        if load(tool).HABITS.explains:
            for found in _refused(reading):
                tools_saying.setdefault(found, []).append(tool)
    for found, tools in tools_saying.items():
        yield found._replace(tools=tuple(tools))


def _refused(reading: Reading) -> Iterator[Finding]:
    """The profiles that a tool does not accept, in its own words; the findings lack the tool."""
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
            return "keep one of credential_source and source_profile, and remove the other"
        return f"write one of {', '.join(CREDENTIAL_SOURCES)}, in exactly this case"
    if reason.startswith("Cycle"):
        return "let source_profile name a profile that has credentials of its own"
    if key == "source_profile":
        return "correct the name in source_profile, or create the profile that it names"
    unknown = (key for key in settings if key not in KNOWN and is_name(key))
    likely = {key: suggest(key) for key in islice(unknown, _MOST_UNKNOWN)}
    renames = [f"rename {key} to {name}" for key, name in likely.items() if name in CREDENTIAL_KEYS]
    if renames:
        return "; ".join(renames)
    if reason.startswith("missing properties"):
        return f"add {reason.partition(': ')[2]} to this profile, spelt exactly so"
    return "give it keys, a role, an SSO session or a credential_process, or remove it"


RULE = Rule(ID, __doc__, ERROR, check, BAD, GOOD)
