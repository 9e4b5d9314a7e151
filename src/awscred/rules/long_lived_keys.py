"""Keys of an IAM user, which never expire.

## What it does
Notes, once for each profile, that its access key is a long-lived one: its id begins with `AKIA`.

## Why it matters
Such a key is good until somebody deletes it, for whoever has the file, a backup or a copy of it.
AWS recommends credentials that expire: IAM Identity Center, `aws login`, or a role. Every tool
reads these keys well, so this is only for you to know.

## Example
```ini
[dev]
aws_access_key_id = AKIAI44QH8DHBEXAMPLE
aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY
```

## Use instead
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

## Fix safety
No fix: other credentials have to be set up at AWS first.
"""

from __future__ import annotations

from collections.abc import Iterator

from awscred.findings import INFO, Finding
from awscred.readers import TOOLS
from awscred.readers.reading import Place
from awscred.rules.rule import Bad, Context, Good, Rule, has_own_endpoint
from awscred.rules.swapped_keys import key_pair

ID = "long-lived-keys"

_KEYS = """\
aws_access_key_id = AKIAI44QH8DHBEXAMPLE
aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY
"""

BAD = (
    Bad("", f"[a]\n{_KEYS}", (("credentials", 1, "a are long-lived"),)),
    Bad(
        f"[profile a]\nregion = eu-west-1\n\n[profile b]\n{_KEYS}",
        f"[a]\n{_KEYS}",
        (("config", 4, "b are long-lived"), ("credentials", 1, "a are long-lived")),
    ),
)
GOOD = (
    Good("", f"[a]\n{_KEYS}aws_session_token = IQoJb3JpZ2luX2VjEXAMPLE\n".replace("AKIA", "ASIA")),
    Good("[profile a]\nendpoint_url = http://localhost:9000\n", f"[a]\n{_KEYS}"),
    Good("[profile a]\nregion = eu-west-1\n", ""),
)


def check(context: Context) -> Iterator[Finding]:
    hint = "use IAM Identity Center (`aws configure sso`) or `aws login` where you can"
    for profile in context.having("aws_access_key_id"):
        if key_pair(profile)[0][:4] == "AKIA" and not has_own_endpoint(profile):
            message = f"the keys of {profile.name} are long-lived: they are good until deleted"
            file, section = profile.origin
            place = Place(file, section.header_span)
            yield Finding(ID, INFO, message, hint, place, profile.name, tuple(TOOLS))


RULE = Rule(ID, __doc__, INFO, check, BAD, GOOD)
