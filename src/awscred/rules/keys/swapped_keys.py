"""A swapped access key ID and secret key.

## What it does
Reports profiles whose `aws_access_key_id` looks like a secret key and whose `aws_secret_access_key`
looks like an ID.

## Why it matters
Every tool sends the ID in plain text with each request, and logs record it. Here, the value that is
sent and recorded is the secret. AWS refuses the call with `InvalidClientTokenId`. If the profile
was used like this, replace the key.

## Example
```ini
[dev]
aws_access_key_id = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY
aws_secret_access_key = AKIAI44QH8DHBEXAMPLE
```

## Use instead
```ini
[dev]
aws_access_key_id = AKIAI44QH8DHBEXAMPLE
aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY
```

## Fix safety
Safe: swaps the two values. An ID never has 40 characters, and a secret never has 20.
"""

from __future__ import annotations

from collections.abc import Iterator

from awscred.findings import ERROR, Finding, Fix
from awscred.forms import bare
from awscred.keys import are_swapped
from awscred.profiles import Files, Profile
from awscred.rules.edits import change_value
from awscred.rules.places import find, key_place
from awscred.rules.rule import Bad, Context, Good, Rule

ID = "swapped-keys"

_ID, _SECRET = "AKIAI44QH8DHBEXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"

BAD = (
    Bad(
        "",
        f"[a]\naws_access_key_id = {_SECRET}\naws_secret_access_key = {_ID}\n",
        (("credentials", 2, "is in aws_access_key_id"),),
        ("", f"[a]\naws_access_key_id = {_ID}\naws_secret_access_key = {_SECRET}\n"),
    ),
    Bad(
        "",
        f"[a]\n# mine\naws_secret_access_key={_ID}\r\nregion = eu-west-1\n"
        f"aws_access_key_id=  {_SECRET}\n",
        (("credentials", 5, "is in aws_access_key_id"),),
        (
            "",
            f"[a]\n# mine\naws_secret_access_key={_SECRET}\r\nregion = eu-west-1\n"
            f"aws_access_key_id=  {_ID}\n",
        ),
    ),
    Bad(
        "",
        f"[a]\naws_access_key_id = {_SECRET}\naws_secret_access_key = {_ID.replace('K', 'S', 1)}\n"
        "aws_session_token = IQoJb3JpZ2luX2VjEXAMPLE\n",
        (("credentials", 2, "is in aws_access_key_id"),),
        (
            "",
            f"[a]\naws_access_key_id = {_ID.replace('K', 'S', 1)}\n"
            f"aws_secret_access_key = {_SECRET}\naws_session_token = IQoJb3JpZ2luX2VjEXAMPLE\n",
        ),
    ),
)
GOOD = (
    Good("", f"[a]\naws_access_key_id = {_ID}\naws_secret_access_key = {_SECRET}\n"),
    Good("", f"[a]\naws_access_key_id = {_ID}\naws_secret_access_key = {_ID}\n"),
    Good("", f"[a]\naws_access_key_id = {_SECRET}\naws_secret_access_key = {_SECRET}\n"),
    Good("", f"[a]\naws_access_key_id = {_SECRET}\n"),
)


def check(context: Context) -> Iterator[Finding]:
    for profile in context.having("aws_access_key_id"):
        if not are_swapped(profile):
            continue
        message = (
            f"the secret key of {profile.name} is in aws_access_key_id, and the ID is in "
            "aws_secret_access_key: AWS refuses every call, and each request exposes the secret"
        )
        hint = "swap the two values, and replace the key if the profile was used like this"
        place = key_place(profile, "aws_access_key_id")
        fix = _swap(context.files, profile)
        yield Finding(ID, ERROR, message, hint, place, profile.name, context.asked, fix)


def _swap(files: Files, profile: Profile) -> Fix:
    id_file, key_id = find(profile, "aws_access_key_id")
    secret_file, secret = find(profile, "aws_secret_access_key")
    edits = (
        change_value(files, id_file, key_id, bare(secret.value)),
        change_value(files, secret_file, secret, bare(key_id.value)),
    )
    return Fix("swap the ID and the secret", True, edits)


RULE = Rule(ID, __doc__, ERROR, check, BAD, GOOD)
