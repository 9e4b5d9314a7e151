"""A role that asks for an MFA code.

## What it does
Reports roles with an `mfa_serial`, and the roles that have such a role on their way.

## Why it matters
The AWS CLI and the AWS Toolkit ask for the code. The JavaScript and Go SDKs leave that to the
program, and refuse the profile where it has no function for it, as Terraform and most programs have
none. The Rust SDK does not know the setting: it assumes the role without a code, which AWS refuses
where the role wants one.

## Example
```ini
[profile admin]
role_arn = arn:aws:iam::123456789012:role/admin
source_profile = base
mfa_serial = arn:aws:iam::123456789012:mfa/me
```

## Use instead
```ini
[profile admin]
sso_session = corp
sso_account_id = 123456789012
sso_role_name = Admin
```

## Fix safety
No fix: the role may well want the code.
"""

from __future__ import annotations

from collections.abc import Iterator

from awscred.findings import WARNING, Finding
from awscred.rules.places import key_place
from awscred.rules.rule import KEYS, Bad, Context, Good, Rule
from awscred.rules.sources import asks_for_mfa, roles_behind_mfa
from awscred.tools import other_than, tools_do, tools_that
from awscred.tools.tool import DELEGATES, IGNORES, PROMPTS

ID = "mfa-role"

_ROLE = "role_arn = arn:aws:iam::123456789012:role/deploy\nsource_profile = "
_MFA = "mfa_serial = arn:aws:iam::123456789012:mfa/me\n"

BAD = (
    Bad(f"[profile a]\n{_ROLE}b\n{_MFA}", f"[b]\n{KEYS}", (("config", 4, "an MFA code"),)),
    Bad(
        "[profile a]\nrole_arn = arn:aws:iam::123456789012:role/deploy\n"
        f"credential_source = Environment\n{_MFA}",
        "",
        (("config", 4, "an MFA code"),),
    ),
    Bad(
        f"[profile a]\n{_ROLE}b\n[profile b]\n{_ROLE}c\n[profile c]\n{_ROLE}d\n{_MFA}",
        f"[d]\n{KEYS}",
        (("config", 3, "role c, which asks"), ("config", 6, "role c"), ("config", 10, "")),
    ),
)
GOOD = (
    Good(f"[profile a]\n{_ROLE}b\n[profile b]\n{_MFA}", f"[b]\n{KEYS}"),
    Good(f"[profile a]\n{_ROLE}b\n[profile b]\n{_ROLE}b\n", f"[b]\n{KEYS}"),
    Good(f"[profile a]\n{_MFA}", f"[a]\n{KEYS}"),  # no role
)


def check(context: Context) -> Iterator[Finding]:
    sources = roles_behind_mfa(context)
    prompting = tools_that(lambda does: does.mfa == PROMPTS)
    refuse = tools_do(tools_that(lambda does: does.mfa == DELEGATES), "refuses", "refuse")
    send = tools_do(tools_that(lambda does: does.mfa == IGNORES), "sends", "send")
    effect = f"{refuse} it where the program has no function for that, and {send} none"
    hint = f"nothing to do, if only {tools_do(prompting, 'is', 'are')} to use it"
    failing = other_than(prompting)
    for profile in context.having("role_arn"):
        name = profile.name
        if asks_for_mfa(profile.settings):
            message = f"the role of profile {name} asks for an MFA code"
            place = key_place(profile, "mfa_serial")
        elif name in sources:
            message = f"profile {name} gets its credentials from role {sources[name]}, which asks"
            message += " for an MFA code"
            place = key_place(profile, "source_profile")
        else:
            continue
        yield Finding(ID, WARNING, f"{message}: {effect}", hint, place, name, failing)


RULE = Rule(ID, __doc__, WARNING, check, BAD, GOOD)
