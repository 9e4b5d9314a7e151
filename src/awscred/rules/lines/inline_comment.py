"""A comment after a value.

## What it does
Reports settings of AWS tools, including nested settings, with a comment (` #` or ` ;` and text) on
the same line.

## Why it matters
The AWS CLI and boto3 accept comments only on their own lines, so the comment becomes part of the
key, the region or the name. After a nested setting, the Go and Rust SDKs also keep the comment. If
nothing is between the `=` and the `#`, every tool reads the comment as the value.

## Example
```ini
[dev]
region = eu-west-1  # Ireland
```

## Use instead
```ini
[dev]
# Ireland
region = eu-west-1
```

## Fix safety
Safe: the comment moves to its own line above. There is no fix if the value or the comment may
contain a secret, or part of one.
"""

from __future__ import annotations

from collections.abc import Iterator

from awscred.findings import ERROR, Finding, Fix
from awscred.ini import BLANKS, NESTED, Setting
from awscred.redaction import looks_secret
from awscred.rules import measure
from awscred.rules.edits import rewrite
from awscred.rules.places import called
from awscred.rules.rule import Bad, Context, Good, Rule
from awscred.rules.written import Written
from awscred.settings import is_shown
from awscred.tools import Asked, tools_do
from awscred.tools.reading import Place

ID = "inline-comment"

_ID = "aws_access_key_id = AKIAI44QH8DHBEXAMPLE\n"
_REST = "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n"
_KEYS = f"[a]\n{_ID}{_REST}"

BAD = (
    Bad(
        "",
        f"[a]\naws_access_key_id = AKIAI44QH8DHBEXAMPLE ; mine\n{_REST}",
        (("credentials", 2, "the AWS CLI reads the comment after aws_access_key_id"),),
        ("", f"[a]\n; mine\n{_ID}{_REST}"),
    ),
    Bad(
        "[profile a]\nregion=eu-west-1\t#Ireland\noutput = json\n",
        _KEYS,
        (("config", 2, "the AWS CLI reads the comment after region as part"),),
        ("[profile a]\n#Ireland\nregion=eu-west-1\noutput = json\n", _KEYS),
    ),
    Bad(
        "[profile a]\nregion = eu-west-1\ns3 = # fast\n  addressing_style = path  ; old\n",
        _KEYS,
        (
            ("config", 3, "the AWS CLI"),
            ("config", 4, "the AWS CLI, the Go SDK, the Rust SDK, the Java SDK and"),
        ),
        (
            "[profile a]\nregion = eu-west-1\n# fast\ns3 =\n; old\n  addressing_style = path\n",
            _KEYS,
        ),
    ),
    Bad(
        "[profile a]\nregion = eu-west-1\n",
        f"[a]\n{_ID}{_REST[:-1]} # wJalrXUtnFEMI\n",
        (("credentials", 3, "aws_secret_access_key"),),
    ),
    Bad(
        "",
        f"[a]\n{_ID[:-1]} # {_REST}{_REST}",
        (("credentials", 2, "aws_access_key_id"),),
    ),
    Bad("[profile a]\noutput =# none\n", _KEYS, (("config", 2, "every tool"),)),
    Bad(
        "[sso-session a]\nsso_region = eu-west-1 # Ireland\n"
        "sso_start_url = https://example.awsapps.com/start\n"
        "sso_registration_scopes = sso:account:access\n",
        "",
        (("config", 2, "sso_region"),),
        (
            "[sso-session a]\n# Ireland\nsso_region = eu-west-1\n"
            "sso_start_url = https://example.awsapps.com/start\n"
            "sso_registration_scopes = sso:account:access\n",
            "",
        ),
    ),
)
GOOD = (
    Good("# c\n[profile a] # c\nregion = eu-west-1\n; c\n", _KEYS),
    Good("[profile a]\nrole_session_name = a#b;c\n", _KEYS),
    Good("[profile a]\ncolor = ff0000 # production\n", f"{_KEYS}expiration = never ; mine\n"),
    Good(
        "[profile a]\nservices = a\n[services a]\ns3 =\n# c\n  endpoint_url = http://x/#y\n", _KEYS
    ),
)


def check(context: Context) -> Iterator[Finding]:
    for line, setting in context.settings:
        if setting.comment:
            yield _finding(context.asked, line, setting)


def _finding(asked: Asked, line: Written, setting: Setting) -> Finding:
    end = setting.value_span.end_column - 1
    start = line.text.index(setting.comment, end)
    is_apart = line.text[start - 1] in BLANKS
    shapes = ("y = a # b", "y = a") if is_apart else ("y =# b", "y =")
    nested = line.role == NESTED
    tools = measure.misread_by(
        asked, *(measure.setting(line.file, y, nested=nested) for y in shapes)
    )
    read = tools_do(asked, tools, "reads", "read")
    message = f"{read} the comment after {called(setting.key)} as part of its value"
    span = setting.value_span._replace(column=start + 1, end_column=len(line.text.rstrip()) + 1)
    fix = None
    may_be_secret = not is_shown(setting.key, setting.value) or looks_secret(line.text)
    if is_apart and not may_be_secret:
        edit = rewrite(line.file, line.number, setting.comment, line.text[:start].rstrip(BLANKS))
        fix = Fix("move the comment to its own line above", True, (edit,))
    hint = "move the comment to its own line above"
    place = Place(line.file, span)
    return Finding(ID, ERROR, message, hint, place, line.profile, tools, fix)


RULE = Rule(ID, __doc__, ERROR, check, BAD, GOOD)
