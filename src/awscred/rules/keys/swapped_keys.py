"""An access key id and its secret, each in the place of the other.

## What it does
Reports profiles whose `aws_access_key_id` has the form of a secret key and whose
`aws_secret_access_key` has the form of an id.

## Why it matters
Every tool sends the id with each request, in the clear and into logs: here that is the secret. AWS
then answers that it knows no such key (`InvalidClientTokenId`). Replace the key if it was used so.

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
Safe: the two values change places, as no id has 40 characters and no secret has 20.
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
from awscred.tools import TOOLS

ID = "swapped-keys"

_ID, _SECRET = "AKIAI44QH8DHBEXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"

BAD = (
    Bad(
        "",
        f"[a]\naws_access_key_id = {_SECRET}\naws_secret_access_key = {_ID}\n",
        (("credentials", 2, "stands in aws_access_key_id"),),
        ("", f"[a]\naws_access_key_id = {_ID}\naws_secret_access_key = {_SECRET}\n"),
    ),
    Bad(
        "",
        f"[a]\n# mine\naws_secret_access_key={_ID}\r\nregion = eu-west-1\n"
        f"aws_access_key_id=  {_SECRET}\n",
        (("credentials", 5, "stands in aws_access_key_id"),),
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
        (("credentials", 2, "stands in aws_access_key_id"),),
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
            f"the secret key of {profile.name} stands in aws_access_key_id, and the id in "
            "aws_secret_access_key: AWS knows no such key, and the secret goes out as the id"
        )
        hint = "let the two values change places, and replace the key if it was used so"
        place = key_place(profile, "aws_access_key_id")
        fix = _swap(context.files, profile)
        yield Finding(ID, ERROR, message, hint, place, profile.name, tuple(TOOLS), fix)


def _swap(files: Files, profile: Profile) -> Fix:
    id_file, key_id = find(profile, "aws_access_key_id")
    secret_file, secret = find(profile, "aws_secret_access_key")
    edits = (
        change_value(files, id_file, key_id, bare(secret.value)),
        change_value(files, secret_file, secret, bare(key_id.value)),
    )
    return Fix("let the id and the secret change places", True, edits)


RULE = Rule(ID, __doc__, ERROR, check, BAD, GOOD)
