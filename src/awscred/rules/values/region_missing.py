"""A profile without a region or a default region.

## What it does
Lists, in one finding, the profiles that have credentials but no `region`, if neither the profile
`default` nor the environment (`AWS_REGION`, `AWS_DEFAULT_REGION`) sets one. Source profiles of
roles are not listed, because requests are made in the region of the role's profile.

## Why it matters
Most services have a separate address in each region. Without a region, the AWS SDKs and the AWS CDK
stop with an error such as "Missing region in config", as does the AWS CLI without `--region`.

## Example
```ini
[profile dev]
sso_session = corp
sso_account_id = 123456789012
sso_role_name = Developer
```

## Use instead
```ini
[profile dev]
region = eu-west-1
sso_session = corp
sso_account_id = 123456789012
sso_role_name = Developer
```

## Fix safety
No fix: only you know the region.
"""

from __future__ import annotations

from collections.abc import Iterator

from awscred.findings import INFO, Finding
from awscred.profiles import CONFIG
from awscred.rules.places import header_place
from awscred.rules.rule import KEYS, Bad, Context, Good, Rule
from awscred.sentences import name_some
from awscred.settings import CREDENTIAL_SETTINGS
from awscred.tools import tools_reading

ID = "region-missing"
_VARIABLES = ("AWS_REGION", "AWS_DEFAULT_REGION")

_ROLE = "role_arn = arn:aws:iam::123456789012:role/deploy\nsource_profile = b\n"

BAD = (
    Bad("", f"[a]\n{KEYS}", (("credentials", 1, "a has no region"),)),
    Bad(
        f"[profile a]\n{_ROLE}\n[profile c]\ncredential_process = /usr/bin/keys\n",
        f"[b]\n{KEYS}",
        (("config", 1, "a and c have no region"),),
    ),
    Bad("[default]\nregion =\n", f"[default]\n{KEYS}", (("config", 1, "default has no region"),)),
)
GOOD = (
    Good("[profile a]\nregion = eu-west-1\n", f"[a]\n{KEYS}"),
    Good("[default]\nregion = eu-west-1\n", f"[a]\n{KEYS}"),
    Good("[profile a]\noutput = json\n", ""),
    Good(f"[profile a]\n{_ROLE}region = eu-west-1\n", f"[b]\n{KEYS}"),
)


def check(context: Context) -> Iterator[Finding]:
    profiles = context.files.profiles
    default = profiles.get("default")
    if context.files.absent == CONFIG:  # `other-file` reports it
        return
    if (default and default.region) or any(map(context.environment.get, _VARIABLES)):
        return
    sources = {profile.settings.get("source_profile") for profile in profiles.values()}
    found = [
        profile
        for name, profile in profiles.items()
        if not profile.region
        and name not in sources
        and not CREDENTIAL_SETTINGS.isdisjoint(profile.settings)
    ]
    if found:
        names = name_some([profile.name for profile in found])
        verb = "has" if len(found) == 1 else "have"
        message = f"{names} {verb} no region: AWS SDKs and the AWS CDK stop without one"
        hint = "add `region = ...` to the profile, or set AWS_REGION"
        name = found[0].name if len(found) == 1 else None
        tools = tools_reading(context.asked, "region")
        yield Finding(ID, INFO, message, hint, header_place(found[0]), name, tools)


RULE = Rule(ID, __doc__, INFO, check, BAD, GOOD)
