"""An sso-session that no profile uses.

## What it does
Reports `[sso-session]` sections that no profile names in `sso_session`.

## Why it matters
An unused sso-session does no harm. It may be left over, or a profile may use another one by
mistake.

## Example
```ini
[sso-session old]
sso_start_url = https://example.awsapps.com/start
sso_region = eu-west-1
```

## Use instead
```ini
[sso-session corp]
sso_start_url = https://example.awsapps.com/start
sso_region = eu-west-1

[profile dev]
sso_session = corp
sso_account_id = 123456789012
sso_role_name = Developer
```

## Fix safety
No fix: it may be kept to sign in with `aws sso login --sso-session NAME`.
"""

from __future__ import annotations

from collections.abc import Iterator

from awscred.findings import INFO, Finding
from awscred.profiles import CONFIG
from awscred.rules.rule import Bad, Context, Good, Rule
from awscred.tools.reading import Place

ID = "unused-sso-session"

_REST = "sso_start_url = https://example.awsapps.com/start\nsso_region = eu-west-1\n"

BAD = (
    Bad(f"[sso-session corp]\n{_REST}", "", (("config", 1, "sso-session corp"),)),
    Bad(
        f"[profile a]\nsso_session = corp\n[sso-session corp]\n{_REST}[sso-session old]\n{_REST}",
        "",
        (("config", 6, "sso-session old"),),
    ),
)
GOOD = (
    Good(f"[sso-session corp]\n{_REST}[profile a]\nsso_session = corp\n", ""),
    Good(f"[sso-session corp]\n{_REST}", "[a]\nsso_session = corp\n"),
    Good(f"[profile corp]\n{_REST}", ""),
)


def check(context: Context) -> Iterator[Finding]:
    used = {profile.settings.get("sso_session") for profile in context.files.profiles.values()}
    for name, sections in context.files.sso_sessions.items():
        if name not in used:
            place = Place(CONFIG, sections[0].header_span)
            message = f"no profile uses sso-session {name}"
            hint = f"remove the section, unless you use `aws sso login --sso-session {name}`"
            yield Finding(ID, INFO, message, hint, place, None, context.asked)


RULE = Rule(ID, __doc__, INFO, check, BAD, GOOD)
