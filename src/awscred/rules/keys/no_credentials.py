"""A profile without any credentials.

## What it does
Reports profiles that have settings, such as a region, and nothing that credentials could come from.

## Why it matters
No tool finds credentials in such a profile: the AWS CLI and the SDKs go on to environment variables
and to the machine's own role, or stop, and the AWS Toolkit leaves the profile out of its list. That
may be all that is wanted, on a machine with a role, say; nobody signs in with the profile itself.

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

from awscred.findings import WARNING, Finding
from awscred.kinds import is_without_credentials
from awscred.rules.places import header_place
from awscred.rules.rule import Bad, Context, Good, Rule
from awscred.settings import CREDENTIAL_SETTINGS
from awscred.tools import TOOLS, tools_do, tools_that

ID = "no-credentials"

BAD = (
    Bad("[profile a]\nregion = eu-west-1\n", "", (("config", 1, "a has no credentials"),)),
    Bad("", "# mine\n[default]\noutput = json\n", (("credentials", 2, "default has no"),)),
    Bad(
        "[profile a]\nregion = eu-west-1\ns3 =\n  addressing_style = path\n",
        "[a]\nendpoint_url = http://localhost:4566\n",
        (("config", 1, "a has no credentials"),),
    ),
)
GOOD = (
    Good("[default]\nregion = eu-west-1\n", "[default]\naws_access_key_id = test\n"),
    Good("[profile a]\n", ""),
    Good("", "[a]\nxaws_access_key_id = AKIAI44QH8DHBEXAMPLE\n"),  # misspelt
    Good("[profile a]\nsource_profile = b\n", ""),  # not enough, but meant to be
)


def check(context: Context) -> Iterator[Finding]:
    leave = tools_do(tools_that(lambda does: does.explains), "leaves", "leave")
    for name, profile in context.profiles.items():
        settings = profile.settings
        if not settings or not CREDENTIAL_SETTINGS.isdisjoint(settings):
            continue
        if is_without_credentials(settings):
            message = (
                f"profile {name} has no credentials: {leave} it out, and every other tool looks "
                "for credentials elsewhere"
            )
            hint = (
                "give it keys, a role, an SSO session or a credential_process, if it is to sign in"
            )
            yield Finding(ID, WARNING, message, hint, header_place(profile), name, tuple(TOOLS))


RULE = Rule(ID, __doc__, WARNING, check, BAD, GOOD)
