"""An account ID without exactly 12 digits.

## What it does
Reports `sso_account_id` and `aws_account_id`, and the account in `role_arn`, `mfa_serial` and
`login_session`, if they are anything but 12 digits.

## Why it matters
In every tool, AWS refuses such an account with an error about access (`ForbiddenException`,
`AccessDenied`). The usual cause is a lost leading 0, because YAML or a spreadsheet treated the ID
as a number, or dashes copied from the console.

## Example
```ini
[profile dev]
sso_session = corp
sso_account_id = 12345678901
sso_role_name = Developer
```

## Use instead
```ini
[profile dev]
sso_session = corp
sso_account_id = 012345678901
sso_role_name = Developer
```

## Fix safety
Safe: removes dashes and spaces between 12 digits. Unsafe: adds a leading 0 to 11 digits, because it
was most likely lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from awscred.findings import ERROR, WARNING, Finding, Fix
from awscred.forms import bare, is_account
from awscred.profiles import Files, Profile
from awscred.rules.edits import change_value
from awscred.rules.places import find
from awscred.rules.rule import Bad, Context, Good, Rule
from awscred.tools import Asked, tools_reading
from awscred.tools.reading import Place

ID = "account-id-form"
_IDS = ("sso_account_id", "aws_account_id")
_ARNS = ("role_arn", "mfa_serial", "login_session")

_SESSION = """\

[sso-session corp]
sso_start_url = https://example.awsapps.com/start
sso_region = eu-west-1
sso_registration_scopes = sso:account:access
"""
_KEYS = """\
[b]
aws_access_key_id = AKIAI44QH8DHBEXAMPLE
aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY
"""


def _sso(account: str) -> str:
    return (
        f"[profile a]\nsso_session = corp\nsso_account_id = {account}\nsso_role_name = Dev\n"
        f"{_SESSION}"
    )


def _role(account: str, mfa: str = "123456789012") -> str:
    return (
        f"[profile a]\nrole_arn = arn:aws:iam::{account}:role/deploy\n"
        f"mfa_serial = arn:aws:iam::{mfa}:mfa/me\nsource_profile = b\n"
    )


BAD = (
    Bad(_sso("12345678901"), "", (("config", 3, "11 digits"),), (_sso("012345678901"), "")),
    Bad(_sso("1234-5678-9012"), "", (("config", 3, "12 digits"),), (_sso("123456789012"), "")),
    Bad(_sso("my-company"), "", (("config", 3, "is not an account ID"),)),
    Bad(_sso("<account>"), "", (("config", 3, "is not an account ID"),)),
    Bad(_sso("1234567890123"), "", (("config", 3, "13 digits"),)),
    Bad(
        _role("12345678901", "1234567890"),
        _KEYS,
        (("config", 2, "role_arn of a has 11 digits"), ("config", 3, "mfa_serial of a has 10")),
        (_role("012345678901", "1234567890"), _KEYS),
    ),
    Bad(_role("ACCOUNT_ID"), _KEYS, (("config", 2, "is not an account ID"),)),
    Bad(
        "[default]\nlogin_session = arn:aws:iam::0123456789012:user/anna\n",
        "",
        (("config", 2, "login_session of default has 13 digits"),),
    ),
    Bad(
        "[profile b]\naws_account_id = 123 456 789 012\n",
        _KEYS,
        (("config", 2, "12 digits"),),
        ("[profile b]\naws_account_id = 123456789012\n", _KEYS),
    ),
)
GOOD = (
    Good(_sso("000000000001"), ""),
    Good(_role("123456789012"), _KEYS),
    Good("[profile a]\nrole_arn = arn:aws-cn:iam::123456789012:role/team/deploy\n", ""),
    Good(_role("").replace("::role", ":::role"), _KEYS),  # arn-form reports it
    Good("[profile a]\nmfa_serial = GAHT12345678\n", ""),
)


def check(context: Context) -> Iterator[Finding]:
    for key in (*_IDS, *_ARNS):
        for profile in context.having(key):
            account = _account(key, bare(profile.settings[key]))
            if not account or is_account(account):
                continue
            if key == "sso_account_id" or not profile.has_own_endpoint:
                yield _finding(context.asked, context.files, profile, key, account)


def _account(key: str, value: str) -> str:
    """The account that a value names, as written; "" if it names none.

    The account `aws` owns AWS's policies, which none of these settings accepts: `arn-form`
    reports them.
    """
    if key in _IDS:
        return value
    parts = value.split(":", 5)
    return parts[4] if len(parts) == 6 and parts[0] == "arn" and parts[4] != "aws" else ""


def _finding(asked: Asked, files: Files, profile: Profile, key: str, account: str) -> Finding:
    digits = re.sub("[ -]", "", account)
    fixed = None
    if not re.fullmatch("[0-9]+", digits):
        wrong, hint = "is not an account ID", "write the 12 digits of the account"
    elif len(digits) == 12:
        wrong, hint = "has dashes or spaces between its 12 digits", "write only the 12 digits"
        fixed = digits
    elif len(digits) == 11:
        wrong, hint = "has 11 digits instead of 12", "add the leading 0"
        fixed = f"0{digits}"
    else:
        wrong, hint = (
            f"has {len(digits)} digits instead of 12",
            "write the 12 digits of the account",
        )
    what = key if key in _IDS else f"the account in {key}"
    message = f"{what} of {profile.name} {wrong}"
    file, setting = find(profile, key)
    fix = None
    if fixed:
        value = bare(setting.value).replace(account, fixed, 1)
        edit = change_value(files, file, setting, value)
        fix = Fix(hint, len(digits) == 12, (edit,))
    # No tool sends login_session to AWS: with a wrong one, tools only find no session.
    severity = WARNING if key == "login_session" else ERROR
    place = Place(file, setting.value_span)
    return Finding(ID, severity, message, hint, place, profile.name, tools_reading(asked, key), fix)


RULE = Rule(ID, __doc__, ERROR, check, BAD, GOOD)
