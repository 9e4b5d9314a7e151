"""An invalid access key ID.

## What it does
Reports IDs that begin with `AKIA` or `ASIA` but are not 20 characters from A to Z and 2 to 7, IDs
in lowercase, IDs of users, roles and groups (`AIDA...`, `AROA...`, `AGPA...`), and IDs with spaces
or other invalid characters. Other providers and emulators use other IDs, such as `test`: these are
informational, and not reported if the profile has an `endpoint_url`.

## Why it matters
No tool checks the ID. AWS refuses every call with `InvalidClientTokenId`, as if the key had been
deleted. The usual cause is a `0` typed for an `O`, or a character lost in copying.

## Example
```ini
[dev]
aws_access_key_id = akiai44qh8dhbexample
```

## Use instead
```ini
[dev]
aws_access_key_id = AKIAI44QH8DHBEXAMPLE
```

## Fix safety
Safe: converts lowercase to capitals, if the result is a valid AWS key ID. Nothing else is changed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from awscred.findings import ERROR, INFO, Finding, Fix
from awscred.forms import KEY, KEY_ID, bare
from awscred.keys import are_swapped, is_placeholder
from awscred.profiles import Files, Profile
from awscred.rules.edits import change_value
from awscred.rules.places import find
from awscred.rules.rule import Bad, Context, Good, Rule
from awscred.tools import Asked
from awscred.tools.reading import Place

ID = "access-key-id-form"
_KEY = "aws_access_key_id"
_OTHERS = {  # what other AWS IDs belong to, by their first four letters
    "ABIA": "a bearer token",
    "ACCA": "a service-specific credential",
    "AGPA": "a group",
    "AIDA": "a user",
    "AIPA": "an instance profile",
    "ANPA": "a policy",
    "ANVA": "a version of a policy",
    "APKA": "a public key",
    "AROA": "a role",
    "ASCA": "a certificate",
}

_REST = "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n"


def _with_id(key_id: str) -> str:
    return f"[a]\naws_access_key_id = {key_id}\n{_REST}"


BAD = (
    Bad(
        "",
        _with_id("akiai44qh8dhbexample"),
        (("credentials", 2, "lowercase"),),
        ("", _with_id("AKIAI44QH8DHBEXAMPLE")),
    ),
    Bad("", _with_id("AKIAI44QH8DHBEXAMPL"), (("credentials", 2, "19 characters"),)),
    Bad("", _with_id("AKIAI44QH2DHB0123456"), (("credentials", 2, "0, 1, 8 or 9"),)),
    Bad("", _with_id("AKIA I44QH8DHBEXAMPLE"), (("credentials", 2, "a space"),)),
    Bad("", _with_id("AKIAI44QH8DHB-EXAMPLE"), (("credentials", 2, "not a letter or"),)),
    Bad("", _with_id("AROAI44QH2DHBEXAMPLE2"), (("credentials", 2, "the ID of a role"),)),
    Bad(
        "",
        _with_id("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"),
        (("credentials", 2, "looks like a secret key"),),
    ),
    Bad("", _with_id("minioadmin"), (("credentials", 2, "not an AWS key ID"),)),
    Bad(
        "[profile a]\naws_access_key_id = test\n" + _REST, "", (("config", 2, "not an AWS key ID"),)
    ),
)
GOOD = (
    Good("", _with_id("AKIAI44QH8DHBEXAMPLE")),
    Good("", _with_id("AKIAIOSFODNN7EXAMPLE")),
    Good("", _with_id("ASIAQNZGKIQY56JQ7WML") + "aws_session_token = IQoJb3JpZ2luX2VjEXAMPLE\n"),
    Good(
        "[profile a]\nregion = us-east-1\nendpoint_url = http://localhost:4566\n", _with_id("test")
    ),
    Good("", "[a]\naws_access_key_id =\n"),
    Good("", _with_id("YOUR_ACCESS_KEY_ID")),
)


def check(context: Context) -> Iterator[Finding]:
    is_key_id = re.compile(KEY_ID).fullmatch
    for profile in context.having(_KEY):
        value = bare(profile.settings[_KEY])
        if not value or is_key_id(value) or profile.has_own_endpoint:
            continue
        if not is_placeholder(value) and not are_swapped(profile):
            yield _finding(context.asked, context.files, profile, value)


def _finding(asked: Asked, files: Files, profile: Profile, value: str) -> Finding:
    file, setting = find(profile, _KEY)
    place, fix = Place(file, setting.value_span), None
    severity, hint = ERROR, "copy the ID again from the place where the key was created"
    if re.fullmatch(KEY, value):
        wrong, hint = "looks like a secret key", f"write the ID of the key in {_KEY}"
    elif re.search(r"\s", value):
        wrong = "contains a space"
    elif not re.fullmatch(r"\w+", value, re.ASCII):
        wrong = "contains a character that is not a letter or digit"
    elif re.fullmatch(KEY_ID, value.upper()):
        wrong, hint = "is in lowercase, but AWS key IDs are in capitals", "write the ID in capitals"
        fix = Fix(hint, True, (change_value(files, file, setting, value.upper()),))
    elif value[:4] in _OTHERS and len(value) >= 16:
        wrong = f"is the ID of {_OTHERS[value[:4]]}, not of an access key"
    elif value[:4].upper() not in ("AKIA", "ASIA"):
        severity = INFO
        wrong = "is not an AWS key ID: it may be for an emulator or another provider"
        hint = "add the provider's endpoint_url, or write the ID of an AWS access key"
    elif len(value) != 20:
        wrong = f"has {len(value)} characters instead of 20"
    else:
        wrong = "contains a digit that AWS does not use: 0, 1, 8 or 9"
    message = f"the access key ID of {profile.name} {wrong}"
    return Finding(ID, severity, message, hint, place, profile.name, asked, fix)


RULE = Rule(ID, __doc__, ERROR, check, BAD, GOOD)
