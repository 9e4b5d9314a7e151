"""The same access key in several profiles.

## What it does
Reports profiles that have the same key ID as another profile. If the secrets differ, this is an
error, because one of them is wrong. If the whole key is the same, it is only informational.

## Why it matters
An ID has only one secret, so AWS refuses the calls of one of the two profiles with
`SignatureDoesNotMatch`. Copies of a whole key work, but when you replace the key, it is easy to
forget a copy.

## Example
```ini
[dev]
aws_access_key_id = AKIAI44QH8DHBEXAMPLE
aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY

[test]
aws_access_key_id = AKIAI44QH8DHBEXAMPLE
aws_secret_access_key = wJalrXUtnFEMI/K8MDENG/bPxRfiCYEXAMPLEKEY
```

## Use instead
```ini
[dev]
aws_access_key_id = AKIAI44QH8DHBEXAMPLE
aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY
```

## Fix safety
No fix: only you know which secret is right and which profiles you need.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from awscred.findings import ERROR, INFO, Finding
from awscred.forms import KEY, KEY_ID
from awscred.keys import key_pair
from awscred.profiles import Profile
from awscred.rules.places import value_place
from awscred.rules.rule import KEYS, Bad, Context, Good, Rule
from awscred.tools import Asked
from awscred.tools.reading import Place

ID = "key-reused"

_ID_LINE = "aws_access_key_id = AKIAI44QH8DHBEXAMPLE\n"
_OTHER = f"{_ID_LINE}aws_secret_access_key = je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY\n"

BAD = (
    Bad(
        "",
        f"[a]\n{KEYS}[b]\n{KEYS}",
        (("credentials", 4, "b has the same access key as a"),),
    ),
    Bad(
        f"[profile c]\n{KEYS}",
        f"[a]\n{KEYS}[b]\n{KEYS}",
        (
            ("credentials", 1, "a has the same access key as c"),
            ("credentials", 4, "b has the same access key as c"),
        ),
    ),
    Bad("", f"[a]\n{KEYS}[b]\n{_OTHER}", (("credentials", 6, "but a different secret"),)),
)
GOOD = (
    Good("", f"[a]\n{KEYS}[b]\n{KEYS.replace('I44QH8DHB', 'IOSFODNN7')}"),
    Good("", f"[a]\n{KEYS}[b]\n{_ID_LINE}aws_secret_access_key = <secret>\n"),
    Good(
        "",
        "[a]\naws_access_key_id = test\naws_secret_access_key = test\n"
        "[b]\naws_access_key_id = test\naws_secret_access_key = best\n",
    ),
    Good(
        "[profile b]\nendpoint_url = http://localhost:9000\n",
        f"[a]\n{KEYS}[b]\n{_OTHER}",
    ),
)


def check(context: Context) -> Iterator[Finding]:
    is_key_id, is_key = (re.compile(form).fullmatch for form in (KEY_ID, KEY))
    first: dict[str, tuple[Profile, str]] = {}
    for profile in context.files.profiles.values():
        key_id, secret = key_pair(profile)
        if not is_key_id(key_id) or not is_key(secret) or profile.has_own_endpoint:
            continue
        other, its_secret = first.setdefault(key_id, (profile, secret))
        if other is not profile:
            yield _finding(context.asked, profile, other, secret == its_secret)


def _finding(asked: Asked, profile: Profile, other: Profile, same: bool) -> Finding:
    name, tools = profile.name, asked
    if same:
        message = f"{name} has the same access key as {other.name}"
        hint = "keep the key in one profile, so that you can replace it in one place"
        file, section = profile.origin
        place = Place(file, section.header_span)
        return Finding(ID, INFO, message, hint, place, name, tools)
    message = (
        f"{name} has the same access key ID as {other.name}, but a different secret: AWS refuses "
        "one of the two"
    )
    hint = "find out which of the two secrets is right, and correct the other"
    place = value_place(profile, "aws_secret_access_key")
    return Finding(ID, ERROR, message, hint, place, name, tools)


RULE = Rule(ID, __doc__, ERROR, check, BAD, GOOD)
