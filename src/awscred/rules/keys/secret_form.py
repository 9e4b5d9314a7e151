"""An invalid secret key, or a placeholder.

## What it does
Reports keys and tokens that are still placeholders (`<secret>`, `YOUR_KEY`, `...`, `xxxx`, a masked
`****************MPLE`, an unexpanded `$SECRET`). If the ID is an AWS key ID, also reports secrets
that are not 40 characters long or contain characters that AWS does not use.

## Why it matters
No tool checks the secret key. AWS refuses every call with `SignatureDoesNotMatch`, an error that
does not mention the file. The usual cause is a character lost in copying, or a space or quote in
the middle.

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
No fix: the file does not contain the right secret. AWS shows it only once, when the key is created.
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

ID = "secret-form"

_USUAL = {  # values that are quickly known not to be placeholders, unless they end in xxx
    "aws_access_key_id": KEY_ID,
    "aws_secret_access_key": KEY,
    "aws_session_token": r"[A-Za-z0-9/+=]{100}.*",
}

_KEY_LINE = "aws_access_key_id = AKIAI44QH8DHBEXAMPLE\n"
_REST = "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n"


def _with_secret(secret: str) -> str:
    return f"[a]\n{_KEY_LINE}aws_secret_access_key = {secret}\n"


BAD = (
    Bad("", _with_secret("<your secret key>"), (("credentials", 3, "is still a placeholder"),)),
    Bad(
        "", _with_secret("YOUR_SECRET_ACCESS_KEY"), (("credentials", 3, "is still a placeholder"),)
    ),
    Bad("", _with_secret("${AWS_SECRET_ACCESS_KEY}"), (("credentials", 3, "still a placeholder"),)),
    Bad("", _with_secret("****************EKEY"), (("credentials", 3, "is still a placeholder"),)),
    Bad(
        "",
        "[a]\naws_access_key_id = xxxxxxxxxxxxxxxxxxxx\naws_secret_access_key = ...\n",
        (
            ("credentials", 2, "aws_access_key_id of a"),
            ("credentials", 3, "is still a placeholder"),
        ),
    ),
    Bad(
        "",
        f"[a]\n{_KEY_LINE.replace('AKIA', 'ASIA')}{_REST}aws_session_token = <token>\n",
        (("credentials", 4, "aws_session_token of a is still a placeholder"),),
    ),
    Bad(
        "",
        _with_secret("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKE"),
        (("credentials", 3, "39 characters instead of 40"),),
    ),
    Bad(
        "", _with_secret("wJalrXUtnFEMI/K7MDENG bPxRfiCYEXAMPLEKEY"), (("credentials", 3, "space"),)
    ),
    Bad(
        "", _with_secret("wJalrXUtnFEMI/K7MDENG'bPxRfiCYEXAMPLEKEY"), (("credentials", 3, "quote"),)
    ),
    Bad(
        "",
        _with_secret("wJalrXUtnFEMI-K7MDENG-bPxRfiCYEXAMPLEKEY"),
        (("credentials", 3, "not a letter, digit, / or +"),),
    ),
    Bad(
        "",
        _with_secret("AKIAI44QH8DHBEXAMPLE"),
        (("credentials", 3, "looks like an access key ID"),),
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
                wrong = "is still a placeholder"
            elif not usual and key == "aws_secret_access_key" and _is_for_aws(profile):
                wrong = _explain(value)
            else:
                continue
            if not profile.has_own_endpoint:
                message = f"{key} of {profile.name} {wrong}: AWS refuses every call"
                place = value_place(profile, key)
                yield Finding(ID, ERROR, message, _HINTS[key], place, profile.name, context.asked)


def _is_for_aws(profile: Profile) -> bool:
    """Whether the secret belongs to an AWS key ID."""
    return not are_swapped(profile) and bool(re.fullmatch(KEY_ID, key_pair(profile)[0]))


_HINTS = {
    "aws_access_key_id": "write the ID of your access key, or remove the profile",
    "aws_secret_access_key": "copy the secret again, or create a new key: AWS shows it only once",
    "aws_session_token": "copy the token that came with the key",
}


def _explain(secret: str) -> str:
    """What is wrong with a secret that AWS cannot have issued, without quoting any of it."""
    if re.fullmatch(KEY_ID, secret):
        return "looks like an access key ID"
    if re.search(r"\s", secret):
        return "contains a space"
    if re.search("[\"'`]", secret):
        return "contains a quote"
    if len(secret) != 40:
        return f"has {len(secret)} characters instead of 40"
    return "contains a character that is not a letter, digit, / or +"


RULE = Rule(ID, __doc__, ERROR, check, BAD, GOOD)
