"""Long-lived keys, which never expire.

## What it does
Lists, in one finding, the profiles with a long-lived access key: its ID begins with `AKIA`.

## Why it matters
Such a key works until somebody deletes it, for anyone who has the file, a backup or a copy. AWS
recommends credentials that expire: IAM Identity Center, `aws login`, or a role. Every tool accepts
long-lived keys, so this finding is only informational.

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
No fix: you have to set up other credentials in AWS first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from awscred.findings import INFO, Finding
from awscred.keys import key_pair
from awscred.profiles import Profile
from awscred.rules.rule import KEYS, Bad, Context, Good, Rule
from awscred.sentences import name_some
from awscred.settings import KNOWN
from awscred.tools.reading import Place

ID = "long-lived-keys"
_PASTED = r"^\s*[^\s#;\[].*\bAKIA[A-Z0-9]{16}\b"


BAD = (
    Bad("", f"[a]\n{KEYS}", (("credentials", 1, "a uses long-lived keys"),)),
    Bad(
        f"[profile a]\nregion = eu-west-1\n\n[profile b]\n{KEYS}",
        f"[a]\n{KEYS}",
        (("credentials", 1, "a and b use long-lived keys"),),
    ),
    Bad("", f"[a]\nx{KEYS}", (("credentials", 1, "a uses"),)),
    Bad("", "[a]\nexport AWS_ACCESS_KEY_ID=AKIAI44QH8DHBEXAMPLE\n", (("credentials", 1, "a"),)),
)
GOOD = (
    Good("[profile a]\n# AKIAI44QH8DHBEXAMPLE\nregoin = eu-west-1\n", ""),
    Good(
        "",
        f"[a]\n{KEYS}aws_session_token = IQoJb3JpZ2luX2VjEXAMPLE\n".replace("AKIA", "ASIA"),
    ),
    Good("[profile a]\nendpoint_url = http://localhost:9000\n", f"[a]\n{KEYS}"),
    Good("[profile a]\nregion = eu-west-1\n", ""),
)


def check(context: Context) -> Iterator[Finding]:
    found = [
        profile
        for profile in context.files.profiles.values()
        if _is_long_lived(profile) and not profile.has_own_endpoint
    ]
    if found:
        names = name_some([profile.name for profile in found])
        verb = "uses" if len(found) == 1 else "use"
        message = f"{names} {verb} long-lived keys, which never expire"
        hint = "use IAM Identity Center (`aws configure sso`) or `aws login` if you can"
        file, section = found[0].origin
        place = Place(file, section.header_span)
        name = found[0].name if len(found) == 1 else None
        yield Finding(ID, INFO, message, hint, place, name, context.asked)


def _is_long_lived(profile: Profile) -> bool:
    """Whether a profile has such a key, even under a misspelled name or pasted as other text."""
    if "aws_access_key_id" in profile.settings:
        return key_pair(profile)[0].startswith("AKIA")
    return any(
        re.search(_PASTED, line)
        for _, section in profile.sections
        if section.plain is None or not section.plain.keys() <= KNOWN.keys()
        for line in section.lines
    )


RULE = Rule(ID, __doc__, INFO, check, BAD, GOOD)
