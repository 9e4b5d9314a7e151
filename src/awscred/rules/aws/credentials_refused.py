"""Credentials that AWS refuses, or that cannot be obtained.

## What it does
Only with `validate --verify`: asks AWS about each profile, and reports profiles whose credentials
it refuses (an unknown or inactive key, the secret of another key, expired credentials, a role that
may not be assumed). Also reports profiles from which no credentials can be obtained (a program that
fails, an invalid region), unless another rule explains why.

## Why it matters
The files may be correct although the key was deleted last week. Tools notice this only when they
use the key.

## Example
```ini
[dev]
aws_access_key_id = AKIAI44QH8DHBEXAMPLE
aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY
```

## Use instead
```ini
[dev]
aws_access_key_id = AKIAIOSFODNN7EXAMPLE
aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY
```

## Fix safety
No fix: you have to get other credentials from AWS.
"""

from __future__ import annotations

from collections.abc import Iterator

from awscred.findings import ERROR, Finding
from awscred.identity import Identity, without
from awscred.rules.places import credentials_place
from awscred.rules.rule import KEYS, NOTHING, Bad, Context, Good, Rule

ID = "credentials-refused"

_PROCESS = "[profile a]\ncredential_process = /opt/get\n"
_REFUSED = without("a", "refused", "ExpiredToken", "They have expired.", "Get new ones.")
_BROKEN = without("a", "broken", "BadProcess", "credential_process failed.", "Run it by hand.")
_UNKNOWN = without("a", "unknown", "Network", "AWS cannot be reached.", "Check the network.")

BAD = (
    Bad(
        "",
        f"[a]\n{KEYS}",
        (("credentials", 2, "AWS refuses the credentials of profile a: They have"),),
        identities={"a": _REFUSED},
    ),
    Bad(
        _PROCESS,
        "",
        (("config", 2, "cannot get credentials from profile a: credential_process failed"),),
        identities={"a": _BROKEN},
    ),
)
GOOD = (
    Good("", f"[a]\n{KEYS}"),
    Good("", f"[a]\n{KEYS}", identities={"a": Identity("a", "ok")}),
    Good("", f"[a]\n{KEYS}", identities={"a": _UNKNOWN}),
)


def check(context: Context) -> Iterator[Finding]:
    for name, who in context.identities.items():
        if who.error is None or who.status not in ("refused", "broken"):
            continue
        if who.status == "broken" and context.says_why(name):
            continue
        said = (
            f"AWS refuses the credentials of profile {name}"
            if who.status == "refused"
            else f"cannot get credentials from profile {name}"
        )
        place = credentials_place(context.files.profiles[name])
        message = f"{said}: {who.error.message}"
        yield Finding(ID, ERROR, message, who.error.hint, place, name, context.asked)


RULE = Rule(ID, __doc__, ERROR, check, BAD, GOOD, reach=NOTHING)
