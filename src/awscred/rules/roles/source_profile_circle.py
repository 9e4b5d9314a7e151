"""A role whose chain of source profiles goes in a circle.

## What it does
Reports roles whose `source_profile`, followed from profile to profile, comes back to a profile that
was on the way already, be it the role's own.

## Why it matters
There are no credentials at the end of such a chain. The AWS Toolkit leaves the profiles out, and
the AWS CLI and the Rust SDK stop with an error; where a profile of the circle has keys of its own,
the JavaScript and Go SDKs may begin with those, the others not.

## Example
```ini
[profile deploy]
role_arn = arn:aws:iam::123456789012:role/deploy
source_profile = admin

[profile admin]
role_arn = arn:aws:iam::123456789012:role/admin
source_profile = deploy
```

## Use instead
```ini
[profile deploy]
role_arn = arn:aws:iam::123456789012:role/deploy
source_profile = admin

[profile admin]
role_arn = arn:aws:iam::123456789012:role/admin
source_profile = base

[profile base]
credential_process = /usr/local/bin/get-credentials
```

## Fix safety
No fix: which profile was to have the credentials is not known.
"""

from __future__ import annotations

from collections.abc import Iterator

from awscred.findings import ERROR, Finding
from awscred.rules.places import key_place
from awscred.rules.rule import KEYS, Bad, Context, Good, Rule
from awscred.rules.sources import broken_chains, tell_path

ID = "source-profile-circle"

_ROLE = "role_arn = arn:aws:iam::123456789012:role/deploy\nsource_profile = "

BAD = (
    Bad(
        f"[profile a]\n{_ROLE}b\n\n[profile b]\n{_ROLE}a\n",
        "",
        (("config", 3, "a -> b -> a"), ("config", 7, "b -> a -> b")),
    ),
    Bad(f"[profile a]\n{_ROLE}a\n", "", (("config", 3, "a -> a"),)),
    Bad(
        f"[profile a]\n{_ROLE}b\n[profile b]\n{_ROLE}c\n[profile c]\n{_ROLE}b\n",
        "",
        (("config", 3, "a -> b -> c -> b"), ("config", 6, "b -> c"), ("config", 9, "c -> b")),
    ),
    Bad(
        f"[profile a]\n{_ROLE}b\n[profile b]\n{_ROLE}a\n",
        f"[a]\n{KEYS}",
        (("config", 3, "a -> b -> a"),),  # b gets its credentials from the keys of a
    ),
)
GOOD = (
    Good(f"[profile a]\n{_ROLE}b\n", f"[b]\n{KEYS}"),
    Good(f"[default]\n{_ROLE}default\n{KEYS}", ""),  # with its own keys
    Good("[profile a]\nsource_profile = a\n", ""),  # no role
)


def check(context: Context) -> Iterator[Finding]:
    profiles = context.files.profiles
    for profile, end in broken_chains(context):
        tools = context.refusing(profile.name)
        if not end.circle or not tools:
            continue
        path = tell_path(profile, profiles)
        message = f"profile {profile.name} is in a circle of source profiles, or before one: {path}"
        hint = "let one of them name a profile that has credentials of its own"
        place = key_place(profile, "source_profile")
        yield Finding(ID, ERROR, message, hint, place, profile.name, tools)


RULE = Rule(ID, __doc__, ERROR, check, BAD, GOOD)
