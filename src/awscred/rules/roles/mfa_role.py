"""A role that needs an MFA code.

## What it does
Lists, in one finding, the roles that have an `mfa_serial` or get their credentials from such a
role.

## Why it matters
The AWS CLI and the AWS Toolkit ask for the code. The JavaScript and Go SDKs leave that to the
program, and refuse the profile if the program cannot ask for a code; Terraform and most programs
cannot. The Rust SDK does not read the setting: it assumes the role without a code, and AWS refuses
this if the role requires MFA.

## Example
```ini
[profile admin]
role_arn = arn:aws:iam::123456789012:role/admin
source_profile = base
mfa_serial = arn:aws:iam::123456789012:mfa/me
```

## Use instead
If all tools have to use the profile:
```ini
[profile admin]
sso_session = corp
sso_account_id = 123456789012
sso_role_name = Admin
```

## Fix safety
No fix: the role may require the code.
"""

from __future__ import annotations

from collections.abc import Iterator

from awscred.findings import INFO, Finding
from awscred.rules.places import key_place
from awscred.rules.rule import KEYS, Bad, Context, Good, Rule
from awscred.rules.sources import asks_for_mfa, roles_behind_mfa
from awscred.sentences import name_some
from awscred.tools import name_tools, other_than, tools_do, tools_that
from awscred.tools.tool import DELEGATES, IGNORES, PROMPTS

ID = "mfa-role"

_ROLE = "role_arn = arn:aws:iam::123456789012:role/deploy\nsource_profile = "
_MFA = "mfa_serial = arn:aws:iam::123456789012:mfa/me\n"

BAD = (
    Bad(f"[profile a]\n{_ROLE}b\n{_MFA}", f"[b]\n{KEYS}", (("config", 4, "a needs an MFA code"),)),
    Bad(
        "[profile a]\nrole_arn = arn:aws:iam::123456789012:role/deploy\n"
        f"credential_source = Environment\n{_MFA}",
        "",
        (("config", 4, "a needs an MFA code"),),
    ),
    Bad(
        f"[profile a]\n{_ROLE}b\n[profile b]\n{_ROLE}c\n[profile c]\n{_ROLE}d\n{_MFA}",
        f"[d]\n{KEYS}",
        (("config", 10, "c, a and b need an MFA code"),),
    ),
)
GOOD = (
    Good(f"[profile a]\n{_ROLE}b\n[profile b]\n{_MFA}", f"[b]\n{KEYS}"),
    Good(f"[profile a]\n{_ROLE}b\n[profile b]\n{_ROLE}b\n", f"[b]\n{KEYS}"),
    Good(f"[profile a]\n{_MFA}", f"[a]\n{KEYS}"),  # no role
)


def check(context: Context) -> Iterator[Finding]:
    sources = roles_behind_mfa(context)
    roles = context.having("role_arn")
    asking = [role for role in roles if asks_for_mfa(role.settings)]
    behind = [role for role in roles if role.name in sources and role not in asking]
    if not asking and not behind:
        return
    names = name_some([role.name for role in (*asking, *behind)])
    asked = context.asked
    delegating, ignoring, prompting = (
        tools_that(asked, lambda does, how=how: does.mfa == how)  # type: ignore[misc]
        for how in (DELEGATES, IGNORES, PROMPTS)
    )
    need = "needs" if len(asking) + len(behind) == 1 else "need"
    accept = tools_do(asked, delegating, "accepts", "accept")
    send = tools_do(asked, ignoring, "sends", "send")
    limits = (
        *([f"{accept} the profile only in a program that asks for the code"] if delegating else []),
        *([f"{send} no code"] if ignoring else []),
    )
    message = f"{names} {need} an MFA code: {', and '.join(limits)}"
    others = name_tools(asked, prompting) if prompting else "a tool that asks for the code"
    hint = f"nothing to do if you use {others}"
    role = (*asking, *behind)[0]
    place = key_place(role, "mfa_serial" if role in asking else "source_profile")
    name = role.name if need == "needs" else None
    yield Finding(ID, INFO, message, hint, place, name, other_than(asked, prompting))


RULE = Rule(ID, __doc__, INFO, check, BAD, GOOD)
