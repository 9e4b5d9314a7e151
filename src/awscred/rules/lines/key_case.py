"""A setting name with capital letters.

## What it does
Reports settings, including nested settings, whose name has capital letters, if AWS tools know the
name in lower case.

## Why it matters
The AWS Toolkit, the AWS CLI, and the Go and Rust SDKs read `Region` as `region`. The JavaScript SDK
keeps the capital letters, so it does not find the region or the keys. The AWS CLI and the Rust SDK
also keep the capital letters of nested settings.

## Example
```ini
[dev]
AWS_ACCESS_KEY_ID = AKIAI44QH8DHBEXAMPLE
AWS_SECRET_ACCESS_KEY = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY
```

## Use instead
```ini
[dev]
aws_access_key_id = AKIAI44QH8DHBEXAMPLE
aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY
```

## Fix safety
Safe: the name is changed to lower case, unless the same setting occurs in another spelling.
"""

from __future__ import annotations

from collections.abc import Iterator

from awscred.findings import ERROR, Edit, Finding, Fix
from awscred.ini import NESTED, Setting
from awscred.rules import measure
from awscred.rules.edits import rewrite
from awscred.rules.places import called
from awscred.rules.rule import Bad, Context, Good, Rule
from awscred.rules.written import PORTABLE_KEY, Written, is_given_once
from awscred.tools import Asked, tools_do
from awscred.tools.reading import Place

ID = "key-case"

_KEYS = (
    "[a]\naws_access_key_id = AKIAI44QH8DHBEXAMPLE\n"
    "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n"
)

BAD = (
    Bad(
        "",
        "[a]\nAWS_ACCESS_KEY_ID = AKIAI44QH8DHBEXAMPLE\n"
        "AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n",
        (
            ("credentials", 2, "AWS_ACCESS_KEY_ID has capital letters"),
            ("credentials", 3, "AWS_SECRET_ACCESS_KEY has capital letters"),
        ),
        (
            "",
            "[a]\naws_access_key_id = AKIAI44QH8DHBEXAMPLE\n"
            "aws_secret_access_key=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n",
        ),
    ),
    Bad(
        "[profile a]\nRegion = eu-west-1\n",
        _KEYS,
        (
            (
                "config",
                2,
                "the JavaScript SDK, the Java SDK and the C runtime do not read it as region",
            ),
        ),
        ("[profile a]\nregion = eu-west-1\n", _KEYS),
    ),
    Bad(
        "[profile a]\nregion = eu-west-1\nS3 =\n  Addressing_Style = path\n",
        _KEYS,
        (
            ("config", 3, "S3"),
            ("config", 4, "the AWS CLI, the JavaScript SDK, the Rust SDK, the Java SDK and"),
        ),
        ("[profile a]\nregion = eu-west-1\ns3 =\n  addressing_style = path\n", _KEYS),
    ),
    Bad(
        "[sso-session a]\nSSO_Region = eu-west-1\n"
        "sso_start_url = https://example.awsapps.com/start\n"
        "sso_registration_scopes = sso:account:access\n",
        "",
        (("config", 2, "SSO_Region"),),
        (
            "[sso-session a]\nsso_region = eu-west-1\n"
            "sso_start_url = https://example.awsapps.com/start\n"
            "sso_registration_scopes = sso:account:access\n",
            "",
        ),
    ),
    Bad(
        "[profile a]\nregion = eu-west-1\nRegion = us-east-1\n",
        _KEYS,
        (("config", 3, "has capital letters"),),
    ),
)
GOOD = (
    Good("[profile a]\nrole_session_name = Bob\ns3 =\n  colour = Blue\n", _KEYS),
    Good("[profile A]\nrole_session_name = Bob\n", _KEYS.replace("a", "A", 1)),
    Good("[profile a]\nAWS_REGION = eu-west-1\n", _KEYS),  # the name of something else
    Good("[profile a]\nmyColour = blue\ns3 =\n  MÜNCHEN = 1\n", _KEYS),
    Good("[profile a]\nRegoin = eu-west-1\n", _KEYS),  # misspelled
    Good("[profile a]\nMünchen = 1\n", _KEYS),
)


def check(context: Context) -> Iterator[Finding]:
    for line, setting in context.settings:
        has_capitals = setting.key != setting.key.lower()
        if not has_capitals or not line.is_known:  # see `unknown-setting`
            continue
        if line.role == NESTED or PORTABLE_KEY.fullmatch(setting.key):
            yield _finding(context.asked, line, setting)


def _finding(asked: Asked, line: Written, setting: Setting) -> Finding:
    key, name = called(setting.key), called(setting.key.lower())
    nested = line.role == NESTED
    written = measure.setting(line.file, "Y = a", nested=nested)
    tools = measure.misread_by(asked, written, measure.setting(line.file, "y = a", nested=nested))
    not_read = tools_do(asked, tools, "does not read", "do not read")
    message = f"{key} has capital letters: {not_read} it as {name}"
    place, fix = Place(line.file, setting.key_span), None
    if is_given_once(line, setting):
        fix = Fix(f"write {name}", True, (_edit(line, setting),))
    return Finding(ID, ERROR, message, f"write {name}", place, line.profile, tools, fix)


def _edit(line: Written, setting: Setting) -> Edit:
    start, end = setting.key_span.column - 1, setting.key_span.end_column - 1
    text = line.text[:start] + setting.key.lower() + line.text[end:]
    return rewrite(line.file, line.number, text)


RULE = Rule(ID, __doc__, ERROR, check, BAD, GOOD)
