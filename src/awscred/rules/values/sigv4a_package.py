"""SigV4a signatures, which the JavaScript SDK cannot create by itself.

## What it does
Reports profiles that prefer SigV4a signatures for all regions: `auth_scheme_preference` has
`sigv4a` before `sigv4`, and `sigv4a_signing_region_set` is `*`.

## Why it matters
For these signatures, the JavaScript SDK needs another package, `@aws-sdk/signature-v4a` or
`@aws-sdk/signature-v4-crt`, which it does not install. Without one, its STS client fails before it
sends a request, as do other clients that support SigV4a. The other tools sign as usual.

## Example
```ini
[profile dev]
auth_scheme_preference = sigv4a, sigv4
sigv4a_signing_region_set = *
```

## Use instead
```ini
[profile dev]
auth_scheme_preference = sigv4, sigv4a
sigv4a_signing_region_set = *
```

## Fix safety
No fix: a service may need these signatures, and a program may already have the package.
"""

from __future__ import annotations

from collections.abc import Iterator

from awscred.findings import ERROR, Finding
from awscred.rules.places import value_place
from awscred.rules.rule import KEYS, Bad, Context, Good, Rule
from awscred.tools import in_order, name_tools

ID = "sigv4a-package"

_KEY = "auth_scheme_preference"
_FOR_ALL = "sigv4a_signing_region_set = *\n"

BAD = (
    Bad(
        f"[profile a]\n{_KEY} = sigv4a\n{_FOR_ALL}",
        f"[a]\n{KEYS}",
        (("config", 2, "the JavaScript SDK cannot sign for all regions (SigV4a)"),),
    ),
    Bad("", f"[a]\n{KEYS}{_FOR_ALL}{_KEY} = sigv4a, sigv4\n", (("credentials", 5, "SigV4a"),)),
)
GOOD = (
    Good(f"[profile a]\n{_KEY} = sigv4, sigv4a\n{_FOR_ALL}", f"[a]\n{KEYS}"),
    Good(f"[profile a]\n{_KEY} = sigv4a\n", f"[a]\n{KEYS}"),
    Good(f"[profile a]\n{_FOR_ALL}", f"[a]\n{KEYS}"),
)


def check(context: Context) -> Iterator[Finding]:
    for profile in context.having(_KEY):
        verdicts = context.verdicts_on(profile.name).items()
        tools = in_order(context.asked, {tool for tool, verdict in verdicts if verdict.key == _KEY})
        if not tools:
            continue
        message = (
            f"profile {profile.name} prefers sigv4a: {name_tools(context.asked, tools)} "
            "cannot sign for all regions (SigV4a) without another package"
        )
        hint = "write sigv4 first, or install @aws-sdk/signature-v4a in each JavaScript program"
        place = value_place(profile, _KEY)
        yield Finding(ID, ERROR, message, hint, place, profile.name, tools)


RULE = Rule(ID, __doc__, ERROR, check, BAD, GOOD)
