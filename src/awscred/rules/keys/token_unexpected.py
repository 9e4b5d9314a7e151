"""A long-lived key with a session token.

## What it does
Reports profiles that have a long-lived key (its ID begins with `AKIA`) and an `aws_session_token`.

## Why it matters
Tools send the token with each request, and AWS refuses every call with `InvalidClientTokenId`,
although the key is valid. `aws configure` and `aws configure import` do not remove an old token
when they replace a temporary key with a long-lived one.

## Example
```ini
[dev]
aws_access_key_id = AKIAI44QH8DHBEXAMPLE
aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY
aws_session_token = IQoJb3JpZ2luX2VjEXAMPLE
```

## Use instead
```ini
[dev]
aws_access_key_id = AKIAI44QH8DHBEXAMPLE
aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY
```

## Fix safety
Unsafe: removes the token. If the token is right and the key is wrong, replace the key instead.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from awscred.findings import ERROR, Edit, Finding, Fix
from awscred.forms import KEY_ID
from awscred.keys import key_pair
from awscred.profiles import Profile
from awscred.rules.places import key_place
from awscred.rules.rule import KEYS, Bad, Context, Good, Rule

ID = "token-unexpected"
_KEY = "aws_session_token"

_LINE = "aws_session_token = IQoJb3JpZ2luX2VjEXAMPLE\n"

BAD = (
    Bad(
        "",
        f"[a]\n{KEYS}{_LINE}region = eu-west-1\n",
        (("credentials", 4, "long-lived, but the profile also has a session token"),),
        ("", f"[a]\n{KEYS}region = eu-west-1\n"),
    ),
    Bad(
        "",
        f"[a]\n{_LINE}# of 2026\n{KEYS}",
        (("credentials", 2, "long-lived, but the profile also has a session token"),),
        ("", f"[a]\n# of 2026\n{KEYS}"),
    ),
    Bad(
        f"[profile a]\n{_LINE}",
        f"[a]\n{KEYS}",
        (("config", 2, "long-lived, but the profile also has a session token"),),
        ("[profile a]\n", f"[a]\n{KEYS}"),
    ),
)
GOOD = (
    Good("", f"[a]\n{KEYS}"),
    Good("", f"[a]\n{KEYS}{_LINE}".replace("AKIA", "ASIA")),
    Good("[profile a]\nendpoint_url = http://localhost:4566\n", f"[a]\n{KEYS}{_LINE}"),
    Good("", f"[a]\n{KEYS}aws_session_token =\n"),
)


def check(context: Context) -> Iterator[Finding]:
    for profile in context.having(_KEY):
        key_id = key_pair(profile)[0]
        if not profile.settings[_KEY] or key_id[:4] != "AKIA" or profile.has_own_endpoint:
            continue
        if re.fullmatch(KEY_ID, key_id):
            message = (
                f"the key of {profile.name} is long-lived, but the profile also has a session token"
                ": AWS refuses every call"
            )
            hint = f"remove {_KEY}, or write the key that belongs to it"
            fix = Fix("remove the session token", False, _removal(profile))
            place = key_place(profile, _KEY)
            yield Finding(ID, ERROR, message, hint, place, profile.name, context.asked, fix)


def _removal(profile: Profile) -> tuple[Edit, ...]:
    """The edits that remove every token of a profile."""
    return tuple(
        Edit(file, setting.key_span.line, setting.last_line, ())
        for file, section in profile.sections
        for setting in section.find(_KEY)
    )


RULE = Rule(ID, __doc__, ERROR, check, BAD, GOOD)
