"""A secret key that no AWS key has, or something that only holds its place.

## What it does
Reports keys and tokens that were never filled in (`<secret>`, `YOUR_KEY`, `...`, `xxxx`, a masked
`****************MPLE`, an unexpanded `$SECRET`). Where the id is one of AWS's, it also reports
secrets that are not 40 characters long or have other characters in them than AWS's have.

## Why it matters
No tool looks at a secret key: it signs with what is there, and AWS refuses every call with
`SignatureDoesNotMatch`, which says nothing about the file. A character lost in copying, a blank or
a quote in the middle is enough.

## Example
```ini
[dev]
aws_access_key_id = AKIAI44QH8DHBEXAMPLE
aws_secret_access_key = <your secret key>
```

## Use instead
```ini
[dev]
aws_access_key_id = AKIAI44QH8DHBEXAMPLE
aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY
```

## Fix safety
No fix: the right secret is not in the file. AWS shows it once, when the key is made.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from awscred.findings import ERROR, Finding
from awscred.forms import KEY, KEY_ID, bare
from awscred.keys import are_swapped, is_placeholder, key_pair
from awscred.profiles import Profile
from awscred.rules.places import value_place
from awscred.rules.rule import Bad, Context, Good, Rule
from awscred.settings import CREDENTIAL_KEYS
from awscred.tools import TOOLS

ID = "secret-form"

_USUAL = {  # what is none, at one look, unless it ends in xxx
    "aws_access_key_id": KEY_ID,
    "aws_secret_access_key": KEY,
    "aws_session_token": r"[A-Za-z0-9/+=]{100}.*",
}

_KEY_LINE = "aws_access_key_id = AKIAI44QH8DHBEXAMPLE\n"
_REST = "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n"


def _with_secret(secret: str) -> str:
    return f"[a]\n{_KEY_LINE}aws_secret_access_key = {secret}\n"


BAD = (
    Bad("", _with_secret("<your secret key>"), (("credentials", 3, "was never filled in"),)),
    Bad("", _with_secret("YOUR_SECRET_ACCESS_KEY"), (("credentials", 3, "was never filled in"),)),
    Bad("", _with_secret("${AWS_SECRET_ACCESS_KEY}"), (("credentials", 3, "never filled in"),)),
    Bad("", _with_secret("****************EKEY"), (("credentials", 3, "was never filled in"),)),
    Bad(
        "",
        "[a]\naws_access_key_id = xxxxxxxxxxxxxxxxxxxx\naws_secret_access_key = ...\n",
        (("credentials", 2, "aws_access_key_id of a"), ("credentials", 3, "was never filled in")),
    ),
    Bad(
        "",
        f"[a]\n{_KEY_LINE.replace('AKIA', 'ASIA')}{_REST}aws_session_token = <token>\n",
        (("credentials", 4, "aws_session_token of a was never filled in"),),
    ),
    Bad(
        "",
        _with_secret("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKE"),
        (("credentials", 3, "39 characters long"),),
    ),
    Bad(
        "", _with_secret("wJalrXUtnFEMI/K7MDENG bPxRfiCYEXAMPLEKEY"), (("credentials", 3, "blank"),)
    ),
    Bad(
        "", _with_secret("wJalrXUtnFEMI/K7MDENG'bPxRfiCYEXAMPLEKEY"), (("credentials", 3, "quote"),)
    ),
    Bad(
        "",
        _with_secret("wJalrXUtnFEMI-K7MDENG-bPxRfiCYEXAMPLEKEY"),
        (("credentials", 3, "none of letters, digits, / and +"),),
    ),
    Bad(
        "", _with_secret("AKIAI44QH8DHBEXAMPLE"), (("credentials", 3, "the form of an access key"),)
    ),
)
GOOD = (
    Good("", f"[a]\n{_KEY_LINE}{_REST}"),
    Good("", "[a]\naws_access_key_id = test\naws_secret_access_key = test\n"),
    Good(
        "[profile a]\nendpoint_url = http://localhost:9000\n",
        "[a]\naws_access_key_id = xxx\naws_secret_access_key = xxx\n",
    ),
    Good("", f"[a]\n{_KEY_LINE}aws_secret_access_key =\n"),
)


def check(context: Context) -> Iterator[Finding]:
    for key in CREDENTIAL_KEYS:
        is_usual = re.compile(_USUAL[key]).fullmatch
        for profile in context.having(key):
            value = bare(profile.settings[key])
            usual = is_usual(value)
            if not value or (usual and not value.endswith(("xxx", "XXX"))):
                continue
            if is_placeholder(value):
                wrong = "was never filled in"
            elif not usual and key == "aws_secret_access_key" and _is_for_aws(profile):
                wrong = _explain(value)
            else:
                continue
            if not profile.has_own_endpoint:
                message = f"{key} of {profile.name} {wrong}: AWS refuses every call"
                place = value_place(profile, key)
                yield Finding(ID, ERROR, message, _HINTS[key], place, profile.name, tuple(TOOLS))


def _is_for_aws(profile: Profile) -> bool:
    """Whether the id beside a secret is one of AWS's."""
    return not are_swapped(profile) and bool(re.fullmatch(KEY_ID, key_pair(profile)[0]))


_HINTS = {
    "aws_access_key_id": "write the id of your access key, or remove the profile",
    "aws_secret_access_key": "copy the secret again, or make a new key, as AWS shows it only once",
    "aws_session_token": "copy the token that came with the key",
}


def _explain(secret: str) -> str:
    """What is wrong with a secret that is none of AWS's, without quoting any of it."""
    if re.fullmatch(KEY_ID, secret):
        return "has the form of an access key id, and not of a secret"
    if re.search(r"\s", secret):
        return "has a blank in it, which no secret has"
    if re.search("[\"'`]", secret):
        return "has a quote in it, which no secret has"
    if len(secret) != 40:
        return f"is {len(secret)} characters long, and every secret has 40"
    return "has a character that is none of letters, digits, / and +"


RULE = Rule(ID, __doc__, ERROR, check, BAD, GOOD)
