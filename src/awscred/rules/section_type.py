"""A header of a type that the AWS Toolkit does not know.

## What it does
Reports headers of two or more words whose first word is neither `profile` nor `sso-session`.

## Why it matters
The Toolkit logs an error ("Invalid section type") and ignores the settings below the header. The
AWS CLI and the SDKs know `services` besides, and drop nearly everything else without a word; a
profile name with a space in it, or `[Profile x]`, is read differently by almost every tool.

## Example
```ini
[Profile dev]
region = eu-west-1
```

## Use instead
```ini
[profile dev]
region = eu-west-1
```

## Fix safety
No fix: the type that was meant is for you to say.
"""

from __future__ import annotations

from collections.abc import Iterator

from awscred.findings import ERROR, INFO, Finding
from awscred.profiles import CONFIG
from awscred.rules.rule import Bad, Context, Good, Rule

ID = "section-type"

BAD = (
    Bad("[Profile dev]\nregion = eu-west-1\n", "", (("config", 1, '"Profile"'),)),
    Bad("", "\n[my profile]\nregion = eu-west-1\n", (("credentials", 2, '"my"'),)),
    Bad("[services local]\ns3 =\n  endpoint_url = http://x\n", "", (("config", 1, "services"),)),
)
GOOD = (
    Good(
        "[default]\n[profile a]\n[sso-session b]\nsso_start_url = https://x.awsapps.com/start\n", ""
    ),
    Good("", "[default]\n[a]\n"),
)


def check(context: Context) -> Iterator[Finding]:
    for fault in context.readings["toolkit"].faults:
        services = fault.place.file == CONFIG and '"services"' in fault.message
        severity = INFO if services else ERROR
        hint = (
            "nothing to do: the AWS CLI and the SDKs read it, and the Toolkit only logs this"
            if services
            else "write [profile NAME] in config and [NAME] in credentials, NAME without spaces"
        )
        words = fault.message.partition(": ")[2]
        yield Finding(ID, severity, words, hint, fault.place, None, ("toolkit",))


RULE = Rule(ID, __doc__, check, BAD, GOOD)
