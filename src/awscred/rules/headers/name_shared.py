"""An SSO session or services section with the name of a profile.

## What it does
Reports `[sso-session NAME]` and `[services NAME]` in config if there is also `[profile NAME]`, for
tools that merge all sections of a name.

## Why it matters
The C runtime adds the settings of such a section to the profile, and no longer finds the SSO
session or the services. This is an error if it uses one of the settings; it does not use those for
SSO. Other tools keep the sections apart.

## Example
```ini
[profile corp]
sso_session = corp
sso_account_id = 123456789012
sso_role_name = Developer

[sso-session corp]
sso_start_url = https://example.awsapps.com/start
sso_region = eu-west-1
```

## Use instead
```ini
[profile corp]
sso_session = corp-sso
sso_account_id = 123456789012
sso_role_name = Developer

[sso-session corp-sso]
sso_start_url = https://example.awsapps.com/start
sso_region = eu-west-1
```

## Fix safety
No fix: other programs may refer to the name.
"""

from __future__ import annotations

from collections.abc import Iterator

from awscred.findings import ERROR, INFO, Finding
from awscred.profiles import CONFIG
from awscred.rules.rule import KEYS, Bad, Context, Good, Rule
from awscred.settings import KNOWN
from awscred.tools import tools_do, tools_reading, tools_that
from awscred.tools.reading import Place

ID = "name-shared"

BAD = (
    Bad(
        "[profile a]\nregion = eu-west-1\n[sso-session a]\nsso_region = eu-west-1\n",
        f"[a]\n{KEYS}",
        (("config", 3, "the C runtime merges [sso-session a] into profile a"),),
    ),
    Bad(
        "[services default]\ns3 =\n  endpoint_url = http://x\n[default]\nregion = eu-west-1\n",
        f"[default]\n{KEYS}",
        (("config", 1, "the C runtime merges [services default] into profile default"),),
    ),
)
GOOD = (
    Good("[sso-session a]\nsso_region = eu-west-1\n", f"[a]\n{KEYS}"),
    Good("[profile a]\nregion = eu-west-1\n[services b]\ns3 =\n  endpoint_url = http://x\n", ""),
)


def check(context: Context) -> Iterator[Finding]:
    profiles = context.files.profiles
    named = (("sso-session", context.files.sso_sessions), ("services", context.files.services))
    for kind, sections in named:
        for name, (first, *_) in sections.items():
            profile = profiles.get(name)
            if profile is None or all(file != CONFIG for file, _ in profile.sections):
                continue
            tools = tools_that(context.asked, lambda does: does.pours)
            merge = tools_do(context.asked, tools, "merges", "merge")
            message = f"{merge} [{kind} {name}] into profile {name}"
            is_read = any(tools_reading(tools, key) for key in first.values if key in KNOWN)
            severity = ERROR if is_read else INFO
            hint = f"rename [{kind} {name}], and write the new name in the profiles that use it"
            yield Finding(
                ID, severity, message, hint, Place(CONFIG, first.header_span), None, tools
            )


RULE = Rule(ID, __doc__, ERROR, check, BAD, GOOD)
