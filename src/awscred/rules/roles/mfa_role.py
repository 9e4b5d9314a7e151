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

from collections.abc import Iterator, Mapping

from awscred.findings import WARNING, Finding
from awscred.readers.reading import chain_ends
from awscred.rules.rule import KEYS, Bad, Context, Good, Rule
from awscred.rules.source_profile_missing import has_pair, source_beyond, source_of
from awscred.rules.values import key_place

ID = "mfa-role"

_TOOLS = ("js", "go", "rust")
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
        message += (
            ": the JavaScript and Go SDKs refuse it where the program has no function for that, and"
            " the Rust SDK sends none"
        )
        hint = "nothing to do, if only the AWS CLI and the AWS Toolkit are to use it"
        yield Finding(ID, WARNING, message, hint, place, name, _TOOLS)


def asks_for_mfa(settings: Mapping[str, str]) -> bool:
    """Whether a profile is a role that wants an MFA code."""
    return (
        "mfa_serial" in settings
        and "role_arn" in settings
        and ("source_profile" in settings or "credential_source" in settings)
    )


def roles_behind_mfa(context: Context) -> dict[str, str]:
    """The roles whose chain of source profiles leads over one that wants a code, and that one."""
    profiles = context.files.profiles

    def onward(name: str) -> str | None:
        settings = profiles[name].settings
        return None if asks_for_mfa(settings) else source_beyond(profiles[name])

    sources = {profile.name: source_of(profile) for profile in context.having("role_arn")}
    ends = chain_ends((source for source in sources.values() if source), profiles, onward)
    behind = {}
    for name, source in sources.items():
        end = ends[source] if source else None
        if end is not None and not end.missing and not end.circle:
            last = profiles[end.at]
            if asks_for_mfa(last.settings) and not has_pair(last):
                behind[name] = end.at
    return behind


RULE = Rule(ID, __doc__, WARNING, check, BAD, GOOD)
