"""A profile that signs in as the account's root user.

## What it does
Reports profiles with a `login_session` that ends in `:root`, or with the root user's MFA device in
`mfa_serial`.

## Why it matters
The root user can do everything, and IAM policies do not limit it. AWS recommends the root user only
for the few tasks that require it, and a user or role for everything else. The root user cannot
assume a role.

## Example
```ini
[profile admin]
login_session = arn:aws:iam::123456789012:root
```

## Use instead
```ini
[profile admin]
login_session = arn:aws:iam::123456789012:user/anna
```

## Fix safety
No fix: you have to sign in as another user.
"""

from __future__ import annotations

from collections.abc import Iterator

from awscred.findings import WARNING, Finding
from awscred.forms import bare
from awscred.rules.places import value_place
from awscred.rules.rule import KEYS, Bad, Context, Good, Rule
from awscred.tools import tools_reading

ID = "root-keys"
_ROOT = {"login_session": ":root", "mfa_serial": ":mfa/root-account-mfa-device"}

_ROLE = "role_arn = arn:aws:iam::123456789012:role/deploy\nsource_profile = b\n"

BAD = (
    Bad(
        "[default]\nlogin_session = arn:aws:iam::123456789012:root\n",
        "",
        (("config", 2, "default signs in as the root user"),),
    ),
    Bad(
        "[profile b]\nmfa_serial = arn:aws-us-gov:iam::123456789012:mfa/root-account-mfa-device\n",
        f"[b]\n{KEYS}",
        (("config", 2, "b signs in as the root user"),),
    ),
)
GOOD = (
    Good("[default]\nlogin_session = arn:aws:iam::123456789012:user/root\n", ""),
    Good("[default]\nlogin_session = arn:aws:sts::123456789012:assumed-role/root/anna\n", ""),
    Good(
        f"[profile a]\n{_ROLE}mfa_serial = arn:aws:iam::123456789012:mfa/root\n",
        f"[b]\n{KEYS}",
    ),
)


def check(context: Context) -> Iterator[Finding]:
    for key, end in _ROOT.items():
        for profile in context.having(key):
            if bare(profile.settings[key]).endswith(end):
                message = (
                    f"{profile.name} signs in as the root user of its account, which no IAM policy "
                    "limits"
                )
                hint = "sign in as a user or role, and use root only for tasks that require it"
                place = value_place(profile, key)
                yield Finding(
                    ID,
                    WARNING,
                    message,
                    hint,
                    place,
                    profile.name,
                    tools_reading(context.asked, key),
                )


RULE = Rule(ID, __doc__, WARNING, check, BAD, GOOD)
