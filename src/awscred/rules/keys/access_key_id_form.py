"""An access key id that AWS cannot have issued.

## What it does
Reports ids that begin as AWS's do (`AKIA`, `ASIA`) and are not 20 characters of A to Z and 2 to 7,
ids in small letters, ids of users, roles and other things that are no keys, and ids with blanks or
other characters in them. Other providers and emulators have ids of another form, such as `test`:
they are only an info, and nothing is reported if the profile has an `endpoint_url`.

## Why it matters
No tool looks at an id: AWS refuses every call with `InvalidClientTokenId`, as if the key had been
deleted. An `O` read as a `0`, or a character lost in copying, is enough.

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
Safe: small letters become capitals, where that makes an id of AWS's form. Nothing else is changed.
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
from awscred.tools import TOOLS
from awscred.tools.reading import Place

ID = "access-key-id-form"
_KEY = "aws_access_key_id"
_OTHERS = {  # what else has an id of AWS's, by its first four letters
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
        (("credentials", 2, "small letters"),),
        ("", _with_id("AKIAI44QH8DHBEXAMPLE")),
    ),
    Bad("", _with_id("AKIAI44QH8DHBEXAMPL"), (("credentials", 2, "19 characters"),)),
    Bad("", _with_id("AKIAI44QH2DHB0123456"), (("credentials", 2, "0, 1, 8 or 9"),)),
    Bad("", _with_id("AKIA I44QH8DHBEXAMPLE"), (("credentials", 2, "a blank"),)),
    Bad("", _with_id("AKIAI44QH8DHB-EXAMPLE"), (("credentials", 2, "neither a letter nor"),)),
    Bad("", _with_id("AROAI44QH2DHBEXAMPLE2"), (("credentials", 2, "the id of a role"),)),
    Bad(
        "",
        _with_id("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"),
        (("credentials", 2, "the form of a secret"),),
    ),
    Bad("", _with_id("minioadmin"), (("credentials", 2, "not of AWS's form"),)),
    Bad(
        "[profile a]\naws_access_key_id = test\n" + _REST, "", (("config", 2, "not of AWS's form"),)
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
            yield _finding(context.files, profile, value)


def _finding(files: Files, profile: Profile, value: str) -> Finding:
    file, setting = find(profile, _KEY)
    place, fix = Place(file, setting.value_span), None
    severity, hint = ERROR, "copy the id again, from where the key was made"
    if re.fullmatch(KEY, value):
        wrong, hint = "has the form of a secret key", f"write the id into {_KEY}"
    elif re.search(r"\s", value):
        wrong = "has a blank in it, which no id has"
    elif not re.fullmatch(r"\w+", value, re.ASCII):
        wrong = "has a character in it that is neither a letter nor a digit"
    elif re.fullmatch(KEY_ID, value.upper()):
        wrong, hint = "is in small letters, and AWS's are in capitals", "write it in capitals"
        fix = Fix(hint, True, (change_value(files, file, setting, value.upper()),))
    elif value[:4] in _OTHERS and len(value) >= 16:
        wrong = f"is the id of {_OTHERS[value[:4]]}, and not of an access key"
    elif value[:4].upper() not in ("AKIA", "ASIA"):
        severity = INFO
        wrong = "is not of AWS's form: it is for an emulator or another provider"
        hint = "add the provider's endpoint_url, or write the id of an access key"
    elif len(value) != 20:
        wrong = f"has {len(value)} characters, and AWS's have 20"
    else:
        wrong = "has a 0, 1, 8 or 9 in it, and AWS's have none of 0, 1, 8 or 9"
    message = f"the access key id of {profile.name} {wrong}"
    return Finding(ID, severity, message, hint, place, profile.name, tuple(TOOLS), fix)


RULE = Rule(ID, __doc__, ERROR, check, BAD, GOOD)
