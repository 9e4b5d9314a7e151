"""A name that some tools misread.

## What it does
Reports profiles, SSO sessions and services sections whose name is quoted, or contains characters
other than the letters A to Z, digits and `_ . / @ : + % -`.

## Why it matters
The JavaScript SDK (in config) and the Rust SDK silently drop the section. The AWS Toolkit cuts the
name at a space. If the name contains a bracket, the Toolkit adds the settings to the section above.
In the Go and Rust SDKs, `#` and `;` begin a comment, so they do not find a header. In config, the
AWS CLI handles quotes and backslashes as a shell does; other tools keep them as part of the name.

## Example
```ini
[profile my work]
region = eu-west-1

[profile "dev"]
region = eu-west-1
```

## Use instead
```ini
[profile my-work]
region = eu-west-1

[profile dev]
region = eu-west-1
```

## Fix safety
Safe: in config, quotes around a name that all tools read are removed, unless the file already has
that name. Other names are not changed, because scripts and other profiles refer to them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from awscred.findings import ERROR, Finding, Fix
from awscred.profile_names import PORTABLE
from awscred.profiles import CONFIG
from awscred.rules.headers.header import count_titles, misread_by, unusual_headers
from awscred.rules.rule import FILE, KEYS, Bad, Context, Good, Rule
from awscred.tools import name_tools
from awscred.tools.reading import Place

ID = "name-not-portable"

_PROCESS = "credential_process = /usr/bin/vault\n"

BAD = (
    Bad(
        f"[profile my work]\n{_PROCESS}",
        f"[my prof]\n{KEYS}[b]\n{KEYS}[my old prof]\n{KEYS}",
        (
            ("config", 1, "my work"),
            ("credentials", 1, "my prof is misread by the AWS Toolkit, the Java"),
            ("credentials", 7, "is misread by the AWS Toolkit, the Rust SDK, the Java SDK and"),
        ),
    ),
    Bad(
        f"[profile \"dev\"] # mine\n{_PROCESS}[sso-session 'corp']\r\nsso_region = eu-west-1\n",
        f"['b']\r\n{KEYS}",
        (
            ("config", 1, 'the name "dev" is misread by the AWS Toolkit, the Go'),
            ("config", 3, "'corp'"),
            ("credentials", 1, "'b' is misread by every tool"),
        ),
        (
            f"[profile dev] # mine\n{_PROCESS}[sso-session corp]\r\nsso_region = eu-west-1\n",
            f"['b']\r\n{KEYS}",
        ),
    ),
    Bad(
        f'[profile "my prof"]\n{_PROCESS}[profile \'b]\n{_PROCESS}[profile ""]\n{_PROCESS}',
        "",
        (("config", 1, "my prof"), ("config", 3, "'b"), ("config", 5, "")),
    ),
    Bad(
        f"[profile münchen]\n{_PROCESS}[sso-session büro]\nsso_region = eu-west-1\n",
        f"[日本]\n{KEYS}[a\u00ad]\n{KEYS}",
        (
            (
                "config",
                1,
                "münchen is misread by the JavaScript SDK, the Rust SDK, the Java SDK and",
            ),
            ("config", 3, "büro"),
            ("credentials", 1, "日本 is misread by the Rust SDK"),
            ("credentials", 4, ""),
        ),
    ),
    Bad(
        f"[profile CORP\\\\bob]\n{_PROCESS}[profile o'brien]\n{_PROCESS}[profile a&b]\n{_PROCESS}",
        f"[CORP\\\\bob]\n{KEYS}[a,b]\n{KEYS}",
        (
            ("config", 1, "by the AWS CLI, the JavaScript SDK, the Rust SDK and the Java SDK"),
            ("config", 3, "o'brien"),
            ("config", 5, "a&b is misread by the JavaScript SDK, the Rust SDK, the Java SDK"),
            ("credentials", 1, "by the Rust SDK"),
            ("credentials", 4, "a,b"),
        ),
    ),
    Bad(
        f"[profile a]b]\n{_PROCESS}[profile [c]\n{_PROCESS}[profile d#e]\n{_PROCESS}",
        f"[[a]] # mine\n{KEYS}[b;c]\n{KEYS}[d # e]\n{KEYS}",
        (
            *(("config", 1, "a]b"), ("config", 3, "[c"), ("config", 5, "d#e")),
            ("credentials", 1, "[a] is misread"),
            (
                "credentials",
                4,
                "b;c is misread by the Go SDK, the Rust SDK, the Java SDK and the C runtime",
            ),
            ("credentials", 7, "d # e"),
        ),
    ),
    # no fix: there is a [profile dev]; and no tool reads a profile named toString correctly
    Bad(
        f"[profile dev]\n{_PROCESS}[profile 'dev']\n{_PROCESS}[profile 'toString']\n{_PROCESS}",
        "",
        (("config", 3, "'dev'"), ("config", 5, "'toString'")),
    ),
)
GOOD = (
    Good(f"[profile dev-1.x_y/z@corp:+%]\n{_PROCESS}", f"[DEV-1.x_y/z@corp:+%] # é\n{KEYS}"),
    Good("[sso-session a.b]\nsso_region = eu-west-1\n# [profile my prof]\n", f"[1]\n{KEYS}"),
)


def check(context: Context) -> Iterator[Finding]:
    suspects = [
        head
        for head in unusual_headers(context)
        if head.closed and head.is_typed and head.quoted and not PORTABLE.fullmatch(head.quoted)
    ]
    if not suspects:
        return
    counts = count_titles(context)
    for head in suspects:
        # Tools read a name with a bracket in unpredictable ways.
        tools = (
            context.asked if re.search(r"[\[\]]", head.quoted) else misread_by(context.asked, head)
        )
        fix = None
        hint = "use only A-Z, a-z, 0-9 and _ . / @ : + % - in the name"
        if head.is_portable:  # without its quotes
            hint = f"write [{head.own_title}] without quotes"
            if head.file == CONFIG and counts[CONFIG][head.own_title] == 1:
                edit = head.with_title(head.own_title)
                fix = Fix("remove the quotes from the name", True, (edit,))
        message = f"the name {head.quoted} is misread by {name_tools(context.asked, tools)}"
        place = Place(head.file, head.section.header_span)
        profile = context.files.profile_of(head.file, head.section)
        yield Finding(ID, ERROR, message, hint, place, profile, tools, fix)


RULE = Rule(ID, __doc__, ERROR, check, BAD, GOOD, FILE)
