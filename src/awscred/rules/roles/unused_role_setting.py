"""A role setting without effect.

## What it does
Reports `mfa_serial`, `external_id`, `duration_seconds` and `role_session_name` in a profile that
does not assume a role. Also reports `mfa_serial` in a source profile if the role's own profile does
not have it.

## Why it matters
AWS tools use these settings only to assume the role of the same profile. In a source profile, an
`mfa_serial` is ignored: AWS then refuses a role that requires MFA, with an error that does not
mention MFA. Some programs, such as aws-vault and awsume, do use the `mfa_serial` of a source
profile.

## Example
```ini
[profile build]
role_arn = arn:aws:iam::123456789012:role/build
source_profile = base

[profile base]
mfa_serial = arn:aws:iam::123456789012:mfa/anna
```

## Use instead
```ini
[profile build]
role_arn = arn:aws:iam::123456789012:role/build
source_profile = base
mfa_serial = arn:aws:iam::123456789012:mfa/anna
```

## Fix safety
No fix: only you know whether the role requires MFA.
"""

from __future__ import annotations

from collections.abc import Iterator

from awscred.findings import WARNING, Finding
from awscred.profiles import Profile
from awscred.rules.places import key_place
from awscred.rules.rule import KEYS, Bad, Context, Good, Rule
from awscred.sentences import name_some
from awscred.settings import KNOWN, suggest
from awscred.tools import tools_reading

ID = "unused-role-setting"
_SETTINGS = ("mfa_serial", "external_id", "duration_seconds", "role_session_name")
_ROLE = "role_arn"

_MFA = "mfa_serial = arn:aws:iam::123456789012:mfa/anna\n"
_BUILD = "[profile build]\nrole_arn = arn:aws:iam::123456789012:role/build\nsource_profile = base\n"

BAD = (
    Bad(
        f"{_BUILD}\n[profile base]\n{_MFA}",
        f"[base]\n{KEYS}",
        (("config", 6, "use it as a source: build"),),
    ),
    Bad(f"[profile a]\n{_MFA}", f"[a]\n{KEYS}", (("config", 2, "mfa_serial of a has no effect"),)),
    Bad(
        "[profile a]\nduration_seconds = 3600\nexternal_id = 1234\n",
        f"[a]\n{KEYS}",
        (("config", 2, "duration_seconds"), ("config", 3, "external_id")),
    ),
)
GOOD = (
    Good(f"{_BUILD}{_MFA}", f"[base]\n{KEYS}"),
    Good(f"{_BUILD}{_MFA}\n[profile base]\n{_MFA}", f"[base]\n{KEYS}"),
    Good(f"[profile a]\nrole_anr = arn:aws:iam::123456789012:role/build\n{_MFA}", ""),  # misspelled
)


def check(context: Context) -> Iterator[Finding]:
    for key in _SETTINGS:
        for profile in context.having(key):
            if not _assumes_a_role(profile):
                yield from _finding(context, profile, key)


def _assumes_a_role(profile: Profile) -> bool:
    settings = profile.settings
    return _ROLE in settings or any(suggest(key) == _ROLE for key in settings.keys() - KNOWN.keys())


def _finding(context: Context, profile: Profile, key: str) -> Iterator[Finding]:
    message = f"{key} of {profile.name} has no effect: the profile does not assume a role"
    hint = f"add a role_arn, or remove {key}"
    if key == "mfa_serial":
        users = context.having("source_profile")
        roles = [user for user in users if user.settings["source_profile"] == profile.name]
        if roles:
            without = [role.name for role in roles if key not in role.settings]
            if not without:
                return  # the roles have their own
            names = name_some(without)
            message = (
                f"{key} of {profile.name} does not apply to roles that use it as a source: {names}"
            )
            hint = f"if a role requires MFA, add {key} to its own profile"
    yield Finding(
        ID,
        WARNING,
        message,
        hint,
        key_place(profile, key),
        profile.name,
        tools_reading(context.asked, key),
    )


RULE = Rule(ID, __doc__, WARNING, check, BAD, GOOD)
