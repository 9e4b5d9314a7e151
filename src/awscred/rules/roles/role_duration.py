"""A session duration that some tools ignore.

## What it does
Lists, in one finding, the roles that have `duration_seconds`.

## Why it matters
The AWS CLI and the JavaScript and Go SDKs ask AWS for a session of this length. The AWS Toolkit and
the Rust SDK ignore the setting and use their default length, so a long-running program may have to
renew its credentials sooner.

## Example
```ini
[profile deploy]
role_arn = arn:aws:iam::123456789012:role/deploy
source_profile = base
duration_seconds = 7200
```

## Use instead
If all tools have to keep to the same duration:
```ini
[profile deploy]
role_arn = arn:aws:iam::123456789012:role/deploy
source_profile = base
```

## Fix safety
No fix: the setting works in the other tools.
"""

from __future__ import annotations

from collections.abc import Iterator

from awscred.findings import INFO, Finding
from awscred.rules.places import key_place
from awscred.rules.rule import Bad, Context, Good, Rule
from awscred.sentences import name_some
from awscred.tools import other_than, tools_do, tools_reading

ID = "role-duration"

_KEY = "duration_seconds"
_ROLE = "role_arn = arn:aws:iam::123456789012:role/deploy\n"
_BASE = "[profile b]\ncredential_process = /opt/get\n"

BAD = (
    Bad(
        f"[profile a]\n{_ROLE}source_profile = b\nduration_seconds = 3600\n{_BASE}",
        "",
        (("config", 4, "the AWS Toolkit, the Rust SDK, the Java SDK and the C runtime"),),
    ),
    Bad(
        f"[profile a]\nduration_seconds = 900\n{_ROLE}credential_source = Environment\n",
        "",
        (("config", 2, "duration_seconds"),),
    ),
)
GOOD = (
    Good(f"[profile a]\n{_ROLE}source_profile = b\n{_BASE}", ""),
    Good(f"[profile a]\nduration_seconds = 3600\n{_BASE}", ""),  # no role
)


def check(context: Context) -> Iterator[Finding]:
    roles = [
        profile
        for profile in context.having(_KEY)
        if "role_arn" in profile.settings and profile.settings[_KEY]
    ]
    if roles:
        tools = other_than(context.asked, tools_reading(context.asked, _KEY))
        names = name_some([role.name for role in roles])
        message = f"{tools_do(context.asked, tools, 'does', 'do')} not use the {_KEY} of {names}"
        hint = "nothing to do, unless a program depends on the duration"
        name = roles[0].name if len(roles) == 1 else None
        yield Finding(ID, INFO, message, hint, key_place(roles[0], _KEY), name, tools)


RULE = Rule(ID, __doc__, INFO, check, BAD, GOOD)
