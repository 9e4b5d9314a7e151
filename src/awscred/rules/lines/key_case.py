"""A setting whose name is not written in lower case.

## What it does
Reports settings, nested ones too, with capitals in their names. Where the name in lower case is one
that AWS tools know, it is an error, else a warning.

## Why it matters
The AWS Toolkit, the AWS CLI, and the Go and Rust SDKs read `Region` as `region`. The JavaScript SDK
keeps the capitals, so it has no region, or no keys. Of nested settings the AWS CLI and the Rust SDK
keep them too.

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
Safe: a known name becomes lower-case, unless the same setting is there in another spelling. Names
that no AWS tool knows are left as they are, as a tool of your own may want them so.
"""

from __future__ import annotations

from collections.abc import Iterator

from awscred.findings import ERROR, WARNING, Edit, Finding, Fix
from awscred.ini import NESTED, SETTING, Setting
from awscred.rules import measure
from awscred.rules.edits import rewrite
from awscred.rules.places import called
from awscred.rules.rule import Bad, Context, Good, Rule
from awscred.rules.written import (
    MOST_SUGGESTIONS,
    PORTABLE_KEY,
    Written,
    is_given_once,
    settings_written,
)
from awscred.settings import suggest
from awscred.tools import tools_do
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
            ("credentials", 2, "AWS_ACCESS_KEY_ID is not in lower case"),
            ("credentials", 3, "AWS_SECRET_ACCESS_KEY is not in lower case"),
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
        (("config", 2, "the JavaScript SDK does not read it as region"),),
        ("[profile a]\nregion = eu-west-1\n", _KEYS),
    ),
    Bad(
        "[profile a]\nregion = eu-west-1\nS3 =\n  Addressing_Style = path\n",
        _KEYS,
        (("config", 3, "S3"), ("config", 4, "the AWS CLI, the JavaScript SDK and the Rust SDK")),
        ("[profile a]\nregion = eu-west-1\ns3 =\n  addressing_style = path\n", _KEYS),
    ),
    Bad("[profile a]\ns3 =\n  MÜNCHEN = 1\n", _KEYS, (("config", 3, "is not in lower case"),)),
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
    Bad("[profile a]\nmyColour = blue\n", _KEYS, (("config", 2, "myColour is not"),)),
    Bad(
        "[profile a]\nregion = eu-west-1\nRegion = us-east-1\n",
        _KEYS,
        (("config", 3, "not in lower case"),),
    ),
)
GOOD = (
    Good("[profile a]\nrole_session_name = Bob\ns3 =\n  colour = Blue\n", _KEYS),
    Good("[profile A]\nrole_session_name = Bob\n", _KEYS.replace("a", "A", 1)),
    Good("[profile a]\nAWS_REGION = eu-west-1\n", _KEYS),  # the name of something else
    Good("[profile a]\nRegoin = eu-west-1\n", _KEYS),  # misspelt
    Good("[profile a]\nMünchen = 1\n", _KEYS),
)


def check(context: Context) -> Iterator[Finding]:
    for number, (line, setting) in enumerate(_capitals(context)):
        asked = not line.is_known and line.role == SETTING and number < MOST_SUGGESTIONS
        if not (asked and suggest(setting.key)):  # which `unknown-setting` says
            yield _finding(line, setting)


def _capitals(context: Context) -> Iterator[tuple[Written, Setting]]:
    for line, setting in settings_written(context.written):
        has_capitals = setting.key != setting.key.lower()
        if has_capitals and (line.role == NESTED or PORTABLE_KEY.fullmatch(setting.key)):
            yield line, setting


def _finding(line: Written, setting: Setting) -> Finding:
    key, name = called(setting.key), called(setting.key.lower())
    nested = line.role == NESTED
    written = measure.setting(line.file, "Y = a", nested=nested)
    tools = measure.misread_by(written, measure.setting(line.file, "y = a", nested=nested))
    not_read = tools_do(tools, "does not read", "do not read")
    message = f"{key} is not in lower case: {not_read} it as {name}"
    place, severity, fix = Place(line.file, setting.key_span), WARNING, None
    if line.is_known:
        severity = ERROR
        if is_given_once(line, setting):
            fix = Fix(f"write {name}", True, (_edit(line, setting),))
    return Finding(ID, severity, message, f"write {name}", place, line.profile, tools, fix)


def _edit(line: Written, setting: Setting) -> Edit:
    start, end = setting.key_span.column - 1, setting.key_span.end_column - 1
    text = line.text[:start] + setting.key.lower() + line.text[end:]
    return rewrite(line.file, line.number, text)


RULE = Rule(ID, __doc__, ERROR, check, BAD, GOOD)
