"""A session token under its old name, aws_security_token.

## What it does
Reports `aws_security_token` in the same file as an access key. If it is the same token as
`aws_session_token`, the finding is only informational: saml2aws and aws-mfa write both for old
programs.

## Why it matters
Only the AWS CLI and boto3 read the old name, and they prefer it to `aws_session_token`. The AWS
Toolkit and the JavaScript, Go and Rust SDKs ignore it. They use the token under the new name; if
there is none, AWS refuses a temporary key.

## Example
```ini
[dev]
aws_access_key_id = ASIAI44QH8DHBEXAMPLE
aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY
aws_security_token = IQoJb3JpZ2luX2VjEXAMPLE
```

## Use instead
```ini
[dev]
aws_access_key_id = ASIAI44QH8DHBEXAMPLE
aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY
aws_session_token = IQoJb3JpZ2luX2VjEXAMPLE
```

## Fix safety
Safe: renames the only token of a temporary key. Unsafe: removes the token under the old name if the
profile has two different tokens or a long-lived key, and renames the token of a key that is not in
AWS's format.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from awscred.findings import ERROR, INFO, Edit, Finding, Fix
from awscred.forms import KEY_ID, bare
from awscred.ini import Setting
from awscred.keys import key_pair
from awscred.profiles import Files, Profile
from awscred.rules.edits import rewrite
from awscred.rules.places import find
from awscred.rules.rule import KEYS, Bad, Context, Good, Rule
from awscred.tools import Asked, other_than, tools_do, tools_reading
from awscred.tools.reading import Place

ID = "legacy-token"

_OLD, _NEW = "aws_security_token", "aws_session_token"

_PAIRED = "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n"
_TEMPORARY = f"aws_access_key_id = ASIAI44QH8DHBEXAMPLE\n{_PAIRED}"
_SESSION = " = IQoJb3JpZ2luX2VjEXAMPLE\n"
_OTHER = " = IQoJb3JpZ2luX2VjSECONDEXAMPLE\n"

BAD = (
    Bad(
        "",
        f"[a]\n{_TEMPORARY}aws_security_token{_SESSION}",
        (("credentials", 4, "which only the AWS CLI reads"),),
        ("", f"[a]\n{_TEMPORARY}aws_session_token{_SESSION}"),
    ),
    Bad(
        f"[profile a]\n{_TEMPORARY}aws_security_token={_SESSION[3:]}region = eu-west-1\n",
        "",
        (("config", 4, "which only the AWS CLI reads"),),
        (f"[profile a]\n{_TEMPORARY}aws_session_token={_SESSION[3:]}region = eu-west-1\n", ""),
    ),
    Bad(
        "",
        f"[a]\naws_security_token{_SESSION}{_TEMPORARY}aws_session_token{_SESSION}",
        (("credentials", 2, "the same token"),),
    ),
    Bad(
        "",
        f"[a]\n{_TEMPORARY}aws_session_token{_SESSION}aws_security_token{_OTHER}",
        (("credentials", 5, "another token"),),
        ("", f"[a]\n{_TEMPORARY}aws_session_token{_SESSION}"),
    ),
    Bad(
        "[profile a]\nendpoint_url = http://localhost:4566\n",
        f"[a]\naws_access_key_id = test\n{_PAIRED}aws_security_token{_SESSION}",
        (("credentials", 4, "which only the AWS CLI reads"),),
        (
            "[profile a]\nendpoint_url = http://localhost:4566\n",
            f"[a]\naws_access_key_id = test\n{_PAIRED}aws_session_token{_SESSION}",
        ),
    ),
    Bad(
        "",
        f"[a]\n{KEYS}aws_security_token{_SESSION}",
        (("credentials", 4, "long-lived"),),
        ("", f"[a]\n{KEYS}"),
    ),
)
GOOD = (
    Good("", f"[a]\n{_TEMPORARY}aws_session_token{_SESSION}"),
    Good("", f"[a]\n{KEYS}"),
    Good("", f"[a]\naws_security_token{_SESSION}"),  # without a key
    Good(f"[profile a]\naws_security_token{_SESSION}", f"[a]\n{_TEMPORARY}"),  # credentials-split
)


def check(context: Context) -> Iterator[Finding]:
    for profile in context.having(_OLD):
        settings = profile.settings
        if "aws_access_key_id" in settings and bare(settings[_OLD]):
            yield from _judge(context.asked, context.files, profile)


def _judge(asked: Asked, files: Files, profile: Profile) -> Iterator[Finding]:
    name, settings = profile.name, profile.settings
    file, setting = find(profile, _OLD)
    place = Place(file, setting.key_span)
    knowing = tools_reading(asked, _OLD)
    if file != find(profile, "aws_access_key_id")[0]:
        return  # no tool combines them: see credentials-split
    key_id = key_pair(profile)[0]
    if _NEW in settings:
        same = bare(settings[_OLD]) == bare(settings[_NEW])
        what = "the same token twice" if same else "another token under its old name"
        message = (
            f"profile {name} has {what}: {tools_do(asked, knowing, 'signs', 'sign')} with {_OLD}"
        )
        if len(knowing) < len(asked):
            message += f", other tools with {_NEW}"
        hint = "keep only the current token, in aws_session_token"
        if same:
            hint = "nothing to do: programs such as saml2aws write both"
            yield Finding(ID, INFO, message, hint, place, name, knowing)
            return
        fix = Fix("remove aws_security_token", False, _removal(file, setting))
        yield Finding(ID, ERROR, message, hint, place, name, knowing, fix)
    elif key_id.startswith("AKIA") and re.fullmatch(KEY_ID, key_id):
        message = (
            f"the key of profile {name} is long-lived, but the profile also has a session token: "
            f"{tools_do(asked, knowing, 'sends', 'send')} both, and AWS refuses every call"
        )
        hint = "remove aws_security_token, or write the key that belongs to it"
        fix = Fix("remove aws_security_token", False, _removal(file, setting))
        yield Finding(ID, ERROR, message, hint, place, name, knowing, fix)
    else:
        only = f"only {tools_do(asked, knowing, 'reads', 'read')}" if knowing else "no tool reads"
        message = f"the token of profile {name} has its old name, {_OLD}, which {only}"
        hint = f"rename {_OLD} to {_NEW}"
        fix = Fix(hint, key_id.startswith("ASIA"), (_rename(files, file, setting),))
        yield Finding(ID, ERROR, message, hint, place, name, other_than(asked, knowing), fix)


def _removal(file: str, setting: Setting) -> tuple[Edit, ...]:
    return (Edit(file, setting.key_span.line, setting.last_line, ()),)


def _rename(files: Files, file: str, setting: Setting) -> Edit:
    span = setting.key_span
    line = files.document(file).line(span.line)
    return rewrite(file, span.line, line[: span.column - 1] + _NEW + line[span.end_column - 1 :])


RULE = Rule(ID, __doc__, ERROR, check, BAD, GOOD)
