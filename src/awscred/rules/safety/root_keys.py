"""A profile that signs in as the account's root user.

## What it does
Reports profiles that say so: a `login_session` that ends in `:root`, or an `mfa_serial` that is the
root user's device.

## Why it matters
The root user may do everything, and no policy holds it back. AWS recommends it for the few tasks
that need it, and a user or role for all others. A role cannot be assumed as root at all.

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
No fix: another user has to sign in.
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
                    f"{profile.name} signs in as the root user of its account, whom nothing limits"
                )
                hint = "sign in as a user or a role, and keep the root user for what needs it"
                place = value_place(profile, key)
                yield Finding(ID, WARNING, message, hint, place, profile.name, tools_reading(key))


RULE = Rule(ID, __doc__, WARNING, check, BAD, GOOD)
