"""A kind of credentials that a tool does not support.

## What it does
Notes, for each tool that is asked, the profiles whose credentials it cannot get because it lacks
the feature: `login_session` in SDKs that are older than `aws login`, SSO in the C runtime, and a
role of the config file in the SDK for PHP, which looks for the source profile only in the same
file, by its whole header.

## Why it matters
The profile is correct, and works in other tools. A program that uses this tool finds no
credentials.

## Example
```ini
[profile dev]
login_session = arn:aws:iam::123456789012:user/dev
```

## Use instead
If you need one of these tools, use keys, a role or a `credential_process`.

```ini
[profile dev]
credential_process = aws configure export-credentials --profile other
```

## Fix safety
No fix: other tools use the profile.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from awscred.findings import INFO, Finding
from awscred.rules.places import header_place, key_place
from awscred.rules.rule import KEYS, Bad, Context, Good, Rule
from awscred.rules.sources import unresolved
from awscred.sentences import name_some
from awscred.tools import in_order, name_tools, tools_do

ID = "not-supported"

_ELSEWHERE = {"mfa_serial", "credential_source", "web_identity_token_file"}
"""What mfa-role and toolkit-limits report."""
_SAID = {
    "source_profile": (
        "looks for a source profile only in the same file, by its whole header",
        "look for a source profile only in the same file, by its whole header",
    ),
}

_ROLE = "role_arn = arn:aws:iam::123456789012:role/deploy\nsource_profile = b\n"
_LOGIN = "login_session = arn:aws:iam::123456789012:user/me\n"
_SSO = (
    "sso_session = s\nsso_account_id = 123456789012\nsso_role_name = Dev\n[sso-session s]\n"
    "sso_start_url = https://example.awsapps.com/start\nsso_region = us-east-1\n"
)

BAD = (
    Bad(f"[profile a]\n{_LOGIN}", "", (("config", 2, "login_session (a)"),)),
    Bad(
        f"[profile b]\n{_LOGIN}[profile a]\n{_LOGIN}",
        "",
        (("config", 2, "login_session (b and a)"),),
    ),
    Bad(f"[profile a]\n{_SSO}", "", (("config", 2, "the C runtime does not support sso_ses"),)),
)
GOOD = (
    Good(f"[profile a]\n{_ROLE}", f"[b]\n{KEYS}"),
    Good(f"[profile a]\n{_ROLE}mfa_serial = x\n", f"[b]\n{KEYS}"),  # mfa-role
)


def check(context: Context) -> Iterator[Finding]:
    profiles = context.files.profiles
    left_open = set(unresolved(context))  # `other-file` reports these
    lacking: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for tool, reading in context.readings.items():
        for name, verdict in reading.verdicts.items():
            lacks = verdict.lacks
            if lacks is None or lacks in _ELSEWHERE or name in left_open or name not in profiles:
                continue
            if not verdict.accepted and tool not in context.with_error(name):
                lacking[lacks][name].add(tool)
    for key, by_name in lacking.items():
        by_tools: dict[tuple[str, ...], list[str]] = defaultdict(list)
        for name in (name for name in profiles if name in by_name):
            by_tools[in_order(context.asked, by_name[name])].append(name)
        for tools, names in by_tools.items():
            said = _SAID.get(key, (f"does not support {key}", f"do not support {key}"))
            message = f"{tools_do(context.asked, tools, *said)} ({name_some(names)})"
            hint = f"nothing to do, unless you use {name_tools(context.asked, tools)}"
            first = profiles[names[0]]
            place = key_place(first, key) if key in first.settings else header_place(first)
            profile = names[0] if len(names) == 1 else None
            yield Finding(ID, INFO, message, hint, place, profile, tools)


RULE = Rule(ID, __doc__, INFO, check, BAD, GOOD)
