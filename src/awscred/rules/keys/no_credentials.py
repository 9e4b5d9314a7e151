"""A profile without credentials.

## What it does
Reports profiles that have settings, such as a region, but no credentials. The profile `default` is
not reported, because this is often intended there. Profiles that have only settings of other
programs are not reported either.

## Why it matters
No tool finds credentials in such a profile. The AWS CLI and the SDKs look for them in environment
variables and in the machine's own role, and the AWS Toolkit does not list the profile. This is not
a problem on a machine with a role, or for a profile that only sets a region.

## Example
```ini
[profile dev]
region = eu-west-1
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
No fix: only you know which credentials the profile is meant to use.
"""

from __future__ import annotations

from collections.abc import Iterator

from awscred.findings import INFO, Finding
from awscred.kinds import is_without_credentials
from awscred.rules.places import header_place
from awscred.rules.rule import Bad, Context, Good, Rule
from awscred.settings import CREDENTIAL_SETTINGS, KNOWN

ID = "no-credentials"

BAD = (
    Bad("[profile a]\nregion = eu-west-1\n", "", (("config", 1, "a has no credentials"),)),
    Bad("", "# mine\n[dev]\noutput = json\n", (("credentials", 2, "dev has no"),)),
    Bad(
        "[profile a]\nregion = eu-west-1\ns3 =\n  addressing_style = path\n",
        "[a]\nendpoint_url = http://localhost:4566\n",
        (("config", 1, "a has no credentials"),),
    ),
)
GOOD = (
    Good("[default]\nregion = eu-west-1\n", "[default]\naws_access_key_id = test\n"),
    Good("[default]\nregion = eu-west-1\n", ""),
    Good("[profile a]\n", ""),
    Good("[profile a]\nazure_tenant_id = 1234\n", ""),
    Good("", "[a]\nxaws_access_key_id = AKIAI44QH8DHBEXAMPLE\n"),  # misspelled
    Good("[profile a]\nsource_profile = b\n", ""),  # missing-keys reports it
)


def check(context: Context) -> Iterator[Finding]:
    if context.files.absent:  # `other-file` reports it
        return
    for name, profile in context.profiles.items():
        settings = profile.settings
        if name == "default" or KNOWN.keys().isdisjoint(settings):
            continue
        if not CREDENTIAL_SETTINGS.isdisjoint(settings):
            continue
        if is_without_credentials(settings):
            message = f"profile {name} has no credentials of its own: tools look for them elsewhere"
            hint = "to sign in with it, add keys, a role, an sso_session or a credential_process"
            yield Finding(ID, INFO, message, hint, header_place(profile), name, context.asked)


RULE = Rule(ID, __doc__, INFO, check, BAD, GOOD)
