"""A role with a circular chain of source profiles.

## What it does
Reports chains of source profiles that return to a profile already in the chain, including a role
that names itself. There is one finding for each circle, which also lists the roles that lead to it.

## Why it matters
Such a chain never reaches credentials. The AWS Toolkit does not list the profiles, and the AWS CLI
and the Rust SDK stop with an error. If a profile in the circle has its own keys, the JavaScript and
Go SDKs may use them; the other tools do not.

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
No fix: only you know which profile should have the credentials.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from awscred.findings import ERROR, Finding
from awscred.profiles import Profile
from awscred.rules.links import source_of
from awscred.rules.places import key_place
from awscred.rules.rule import KEYS, Bad, Context, Good, Rule
from awscred.rules.sources import and_roles, broken_chains, tell_path
from awscred.tools import in_order

ID = "source-profile-circle"

_ROLE = "role_arn = arn:aws:iam::123456789012:role/deploy\nsource_profile = "

BAD = (
    Bad(
        f"[profile a]\n{_ROLE}b\n\n[profile b]\n{_ROLE}a\n",
        "",
        (("config", 3, "a -> b -> a"),),
    ),
    Bad(f"[profile a]\n{_ROLE}a\n", "", (("config", 3, "a -> a"),)),
    Bad(
        f"[profile a]\n{_ROLE}b\n[profile b]\n{_ROLE}c\n[profile c]\n{_ROLE}b\n",
        "",
        (("config", 6, "b -> c -> b; this also affects the role a"),),
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
    circles: dict[str, list[Profile]] = defaultdict(list)
    for profile, end in broken_chains(context):
        if end.circle and context.refusing(profile.name):
            circles[end.at].append(profile)
    for at, roles in circles.items():
        on_circle = _circle(at, context.files.profiles)
        first = next((role for role in roles if role.name in on_circle), roles[0])
        beyond = [role.name for role in roles if role.name not in on_circle]
        path = tell_path(first, context.files.profiles)
        message = f"the chain of source profiles is circular: {path}{and_roles(beyond)}"
        hint = "in one of these profiles, set source_profile to a profile with its own credentials"
        place = key_place(first, "source_profile")
        tools = in_order(
            context.asked, {tool for role in roles for tool in context.refusing(role.name)}
        )
        yield Finding(ID, ERROR, message, hint, place, first.name, tools)


def _circle(at: str, profiles: Mapping[str, Profile]) -> set[str]:
    """The names of the profiles in the circle that contains a profile."""
    names: set[str] = set()
    source: str | None = at
    while source is not None and source not in names:
        names.add(source)
        source = source_of(profiles[source])
    return names


RULE = Rule(ID, __doc__, ERROR, check, BAD, GOOD)
