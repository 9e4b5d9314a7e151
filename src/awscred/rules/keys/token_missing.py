"""A temporary key without its session token.

## What it does
Reports profiles that have a temporary key (its ID begins with `ASIA`) but no `aws_session_token`.

## Why it matters
A temporary key works only with the token that was issued with it. Without the token, AWS refuses
every call with `InvalidClientTokenId`, as if the key did not exist. The usual cause is that only
two of the three lines were copied, or that a tool overwrote an older profile.

## Example
```ini
[dev]
aws_access_key_id = ASIAI44QH8DHBEXAMPLE
aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY
```

## Use instead
```ini
[dev]
aws_access_key_id = ASIAI44QH8DHBEXAMPLE
aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY
aws_session_token = IQoJb3JpZ2luX2VjEXAMPLE
```

## Fix safety
No fix: the file does not contain the token.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from awscred.findings import ERROR, Finding
from awscred.forms import KEY_ID
from awscred.keys import key_pair
from awscred.kinds import meant
from awscred.rules.places import key_place
from awscred.rules.rule import Bad, Context, Good, Rule
from awscred.settings import TOKENS

ID = "token-missing"

_KEY = "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n"
_KEYS = f"aws_access_key_id = ASIAI44QH8DHBEXAMPLE\n{_KEY}"

BAD = (
    Bad("", f"[a]\n{_KEYS}", (("credentials", 2, "has no aws_session_token"),)),
    Bad(f"[profile a]\n{_KEYS}", "", (("config", 2, "has no aws_session_token"),)),
    Bad("", f"[a]\n{_KEY}\naws_access_key_id=ASIAQNZGKIQY56JQ7WML\n", (("credentials", 4, ""),)),
)
GOOD = (
    Good("", f"[a]\n{_KEYS}aws_session_token = IQoJb3JpZ2luX2VjEXAMPLE\n"),
    Good("", f"[a]\n{_KEYS}".replace("ASIA", "AKIA")),
    Good("", f"[a]\n{_KEYS}aws_session_token =\n"),
    Good("", f"[a]\n{_KEYS}aws_sesion_token = IQoJb3JpZ2luX2VjEXAMPLE\n"),  # misspelled
    Good("", f"[a]\n{_KEYS}aws_session_token IQoJb3JpZ2luX2VjEXAMPLE\n"),  # junk-line reports it
    Good("[profile a]\nendpoint_url = http://localhost:4566\n", f"[a]\n{_KEYS}"),
)


def check(context: Context) -> Iterator[Finding]:
    is_key_id = re.compile(KEY_ID).fullmatch
    for profile in context.having("aws_access_key_id"):
        key_id = key_pair(profile)[0]
        if key_id[:4] != "ASIA" or _has_token(context.meant_in(profile)):
            continue
        if is_key_id(key_id) and not profile.has_own_endpoint:
            message = (
                f"the key of {profile.name} is temporary, but has no aws_session_token: "
                "AWS refuses every call"
            )
            hint = "add the aws_session_token that came with the key, or get new credentials"
            place = key_place(profile, "aws_access_key_id")
            yield Finding(ID, ERROR, message, hint, place, profile.name, context.asked)


def _has_token(settings: Collection[str]) -> bool:
    """Whether there is a token, even if misspelled or under its old name.

    unknown-setting and legacy-token report these.
    """
    return any(key in settings or key in meant(settings) for key in TOKENS)


RULE = Rule(ID, __doc__, ERROR, check, BAD, GOOD)
