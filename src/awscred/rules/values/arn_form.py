"""An ARN of the wrong kind, or an invalid ARN.

## What it does
Reports a `role_arn` that is not the ARN of a role (but of a user, a policy or a session, or not an
ARN), an `mfa_serial` that is neither the ARN nor the serial number of an MFA device, and a
`login_session` that is not the ARN of a user or role.

## Why it matters
Every tool sends these values to AWS unchanged. AWS answers with `ValidationError` or
`AccessDenied`, as if a permission were missing. A common mistake is to paste the ARN that
`aws sts get-caller-identity` shows: it belongs to a session, not to the role.

## Example
```ini
[profile deploy]
role_arn = arn:aws:sts::123456789012:assumed-role/deploy/anna
source_profile = default
```

## Use instead
```ini
[profile deploy]
role_arn = arn:aws:iam::123456789012:role/deploy
source_profile = default
```

## Fix safety
No fix: the file does not contain the right ARN.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from awscred.findings import ERROR, WARNING, Finding
from awscred.forms import ARN
from awscred.rules.rule import Bad, Context, Good, Rule
from awscred.rules.values.wrong import wrong_values
from awscred.tools import tools_reading

ID = "arn-form"

_PATH = r"(?:/[!-.0-~]+)*/[A-Za-z0-9_+=,.@-]{1,64}"
_FORMS = {  # account-id-form checks that the account has 12 digits
    "role_arn": rf"{ARN}iam::[^:/]+:role{_PATH}",
    "mfa_serial": rf"{ARN}iam::[^:/]+:(?:sms-)?mfa(?:/[!-.0-~]+)+|[A-Za-z0-9_+=/,.@-]{{9,256}}",
    "login_session": (
        rf"{ARN}(?:iam|sts)::[^:/]+:(?:root|(?:user|assumed-role|federated-user)/[!-~]+)"
    ),
}
_WRITE = {
    "role_arn": "write arn:aws:iam::ACCOUNT:role/NAME, as shown on the role's page in IAM",
    "mfa_serial": "write arn:aws:iam::ACCOUNT:mfa/NAME, or the number on the device",
    "login_session": "run `aws login` again: it writes the right value",
}
_KINDS = {  # what an ARN can name
    "user": "a user",
    "group": "a group",
    "policy": "a policy",
    "instance-profile": "an instance profile",
    "assumed-role": "a session of a role",
    "federated-user": "a federated user",
    "root": "an account",
    "saml-provider": "an identity provider",
    "oidc-provider": "an identity provider",
    "u2f": "a FIDO key, which works only in browsers",
    "mfa": "an MFA device",
    "role": "a role",
}

_KEYS = """\
[b]
aws_access_key_id = AKIAI44QH8DHBEXAMPLE
aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY
"""


def _role(arn: str, mfa: str = "GAHT12345678") -> str:
    return f"[profile a]\nrole_arn = {arn}\nsource_profile = b\nmfa_serial = {mfa}\n"


_GOOD = "arn:aws:iam::123456789012:role/deploy"

BAD = (
    Bad(_role("deploy"), _KEYS, (("config", 2, "role_arn of a is not an ARN"),)),
    Bad(
        _role("arn:aws:sts::123456789012:assumed-role/deploy/anna"),
        _KEYS,
        (("config", 2, "the ARN of a session of a role"),),
    ),
    Bad(_role("arn:aws:iam::123456789012:user/anna"), _KEYS, (("config", 2, "ARN of a user"),)),
    Bad(_role("arn:aws:iam::aws:policy/ReadOnlyAccess"), _KEYS, (("config", 2, "of a policy"),)),
    Bad(_role("arn:aws:s3:::bucket"), _KEYS, (("config", 2, "not the ARN of a role"),)),
    Bad(_role("arn:aws:iam:::role/deploy"), _KEYS, (("config", 2, "has no account"),)),
    Bad(_role("arn:aws:iam::role/deploy"), _KEYS, (("config", 2, "is not an ARN"),)),
    Bad(_role("arn:aws:iam::123456789012:role/"), _KEYS, (("config", 2, "not the ARN of a role"),)),
    Bad(
        _role("arn:aws:iam::123456789012:role/my role"),
        _KEYS,
        (("config", 2, "not the ARN of a role"),),
    ),
    Bad(_role(_GOOD, "123456"), _KEYS, (("config", 4, "is too short"),)),
    Bad(
        _role(_GOOD, "arn:aws:iam::123456789012:user/anna"),
        _KEYS,
        (("config", 4, "mfa_serial of a is the ARN of a user"),),
    ),
    Bad(
        _role(_GOOD, "arn:aws:iam::123456789012:u2f/user/anna/key-ABC"),
        _KEYS,
        (("config", 4, "a FIDO key"),),
    ),
    Bad("[default]\nlogin_session = anna\n", "", (("config", 2, "login_session of default"),)),
)
GOOD = (
    Good(_role(_GOOD, "arn:aws:iam::123456789012:mfa/team/anna"), _KEYS),
    Good(_role("arn:aws-us-gov:iam::123456789012:role/team/deploy"), _KEYS),
    Good(
        _role(
            "arn:aws:iam::123456789012:role/aws-reserved/sso.amazonaws.com/eu-west-1/"
            "AWSReservedSSO_Dev_0123456789abcdef"
        ),
        _KEYS,
    ),
    Good(_role("arn:aws-iso-b:iam::123456789012:role/deploy"), _KEYS),
    Good(_role("arn:aws:iam::12345678901:role/deploy"), _KEYS),  # account-id-form reports it
    Good("[default]\nlogin_session = arn:aws:sts::123456789012:assumed-role/dev/anna\n", ""),
    Good(_role("arn:aws:iam:::role/deploy") + "endpoint_url = http://localhost:9000\n", _KEYS),
)


def check(context: Context) -> Iterator[Finding]:
    for key, form in _FORMS.items():
        for wrong in wrong_values(context, key, re.compile(form).fullmatch):
            if wrong.profile is not None and not wrong.profile.has_own_endpoint:
                message = f"{key} of {wrong.title} {_explain(key, wrong.value)}"
                severity = WARNING if key == "login_session" else ERROR
                tools = tools_reading(context.asked, key)
                yield Finding(ID, severity, message, _WRITE[key], wrong.place, wrong.name, tools)


def _explain(key: str, value: str) -> str:
    """What is wrong with an ARN, without quoting any of it."""
    parts = value.split(":", 5)
    if len(parts) < 6 or parts[0] != "arn":
        if key == "mfa_serial":
            return f"is {'too short for' if len(value) < 9 else 'not'} a serial number"
        return "is not an ARN"
    kind = re.split("[:/]", parts[5], maxsplit=1)[0]
    right = {"role_arn": "role", "mfa_serial": "mfa"}.get(key)
    if parts[2] in ("iam", "sts") and kind in _KINDS and kind != right:
        return f"is the ARN of {_KINDS[kind]}"
    if parts[2] == "iam" and not parts[4]:
        return "has no account"
    what = {"role_arn": "a role", "mfa_serial": "an MFA device"}.get(key, "a user or role")
    return f"is not the ARN of {what}"


RULE = Rule(ID, __doc__, ERROR, check, BAD, GOOD)
