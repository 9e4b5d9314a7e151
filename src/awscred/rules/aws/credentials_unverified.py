"""Credentials that could not be verified.

## What it does
Only with `validate --verify`: reports profiles whose credentials could not be verified, because the
network was down, AWS was busy, a sign-in or an MFA code is missing, or a program would have to run.

## Why it matters
The credentials may be valid, but awscred cannot confirm it. `validate --verify` then exits with 3,
unless you pass `--allow-unverified`.

## Example
```ini
[profile dev]
sso_session = corp
sso_account_id = 123456789012
sso_role_name = Developer

[sso-session corp]
sso_start_url = https://example.awsapps.com/start
sso_region = eu-west-1
sso_registration_scopes = sso:account:access
```

## Use instead
```sh
aws sso login --profile dev
```

## Fix safety
No fix: the files may be correct.
"""

from __future__ import annotations

from collections.abc import Iterator

from awscred.findings import WARNING, Finding
from awscred.identity import Identity, without
from awscred.rules.places import credentials_place
from awscred.rules.rule import KEYS, NOTHING, Bad, Context, Good, Rule

ID = "credentials-unverified"

_UNKNOWN = without("a", "unknown", "Network", "AWS cannot be reached.", "Check the network.")
_REFUSED = without("a", "refused", "ExpiredToken", "They have expired.", "Get new ones.")

BAD = (
    Bad(
        "",
        f"[a]\n{KEYS}",
        (("credentials", 2, "profile a could not be verified: AWS cannot be reached"),),
        identities={"a": _UNKNOWN},
    ),
)
GOOD = (
    Good("", f"[a]\n{KEYS}"),
    Good("", f"[a]\n{KEYS}", identities={"a": Identity("a", "ok")}),
    Good("", f"[a]\n{KEYS}", identities={"a": _REFUSED}),
)


def check(context: Context) -> Iterator[Finding]:
    for name, who in context.identities.items():
        if who.error is not None and who.status == "unknown":
            place = credentials_place(context.files.profiles[name])
            message = f"profile {name} could not be verified: {who.error.message}"
            yield Finding(ID, WARNING, message, who.error.hint, place, name, context.asked)


RULE = Rule(ID, __doc__, WARNING, check, BAD, GOOD, reach=NOTHING)
