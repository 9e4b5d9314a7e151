"""An SSO session that the AWS Toolkit cannot use.

## What it does
Reports `[sso-session]` sections that profiles use and that do not have `sso:account:access` in
`sso_registration_scopes`.

## Why it matters
The AWS Toolkit accepts the profiles, and then fails to connect with "missing required scope". The
AWS CLI and the SDKs request this scope automatically, so the profiles work there.

## Example
```ini
[sso-session corp]
sso_start_url = https://example.awsapps.com/start
sso_region = eu-west-1
```

## Use instead
```ini
[sso-session corp]
sso_start_url = https://example.awsapps.com/start
sso_region = eu-west-1
sso_registration_scopes = sso:account:access
```

## Fix safety
Unsafe: adds the scope. At the next sign-in, you are asked to approve it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from awscred.findings import WARNING, Finding, Fix
from awscred.forms import bare
from awscred.ini import Section
from awscred.profiles import CONFIG, Files, session_values
from awscred.rules.edits import change_value, rewrite
from awscred.rules.rule import Bad, Context, Good, Rule
from awscred.settings import BUILDER_ID, KNOWN, suggest
from awscred.tools import tools_do, tools_that
from awscred.tools.reading import Place

ID = "sso-scope-missing"

_KEY, _SCOPE = "sso_registration_scopes", "sso:account:access"
_PROFILE = (
    "[profile a]\nsso_session = corp\nsso_account_id = 123456789012\nsso_role_name = Developer\n"
)
_SESSION = (
    "[sso-session corp]\nsso_start_url = https://example.awsapps.com/start\n"
    "sso_region = eu-west-1\n"
)

BAD = (
    Bad(
        f"{_SESSION}\n{_PROFILE}",
        "",
        (("config", 1, "sso:account:access"),),
        (f"{_SESSION}{_KEY} = {_SCOPE}\n\n{_PROFILE}", ""),
    ),
    Bad(
        f"{_PROFILE}\n{_SESSION}{_KEY} = openid\n# the end",
        "",
        (("config", 9, "sso:account:access"),),
        (f"{_PROFILE}\n{_SESSION}{_KEY} = openid, {_SCOPE}\n# the end", ""),
    ),
)
GOOD = (
    Good(f"{_SESSION}{_KEY} = {_SCOPE}\n{_PROFILE}", ""),
    Good(f"{_SESSION}{_KEY} = openid,{_SCOPE}\n{_PROFILE}", ""),
    Good(_SESSION, ""),  # no profile uses it
    Good(f"{_SESSION}sso_registration_scope = {_SCOPE}\n{_PROFILE}", ""),  # misspelled
)


def check(context: Context) -> Iterator[Finding]:
    files = context.files
    failing = tools_that(context.asked, lambda does: not does.adds_scope)
    fail = tools_do(context.asked, failing, "fails", "fail")
    used = {profile.settings["sso_session"] for profile in context.having("sso_session")}
    for name, sections in files.sso_sessions.items():
        if name not in used:
            continue
        values = session_values(sections)
        if any(suggest(key) == _KEY for key in values.keys() - KNOWN.keys()):
            continue  # it is misspelled
        scopes = bare(values.get(_KEY, ""))
        if _SCOPE in map(str.strip, scopes.split(",")) or values.get("sso_start_url") == BUILDER_ID:
            continue
        message = (
            f"sso-session {name} does not request the scope {_SCOPE}: "
            f"{fail} to connect with the profiles that use it"
        )
        hint = f"add {_SCOPE} to {_KEY}"
        yield Finding(
            ID, WARNING, message, hint, _place(sections), None, failing, _fix(files, sections)
        )


def _place(sections: Sequence[Section]) -> Place:
    """The place of the scopes or, if there are none, of the header."""
    for section in reversed(sections):
        if _KEY in section.values:
            return Place(CONFIG, section.find(_KEY)[-1].key_span)
    return Place(CONFIG, sections[0].header_span)


def _fix(files: Files, sections: Sequence[Section]) -> Fix | None:
    """The fix that adds the scope; None if the present value is empty or unclear."""
    for section in reversed(sections):
        if _KEY in section.values:
            setting = section.find(_KEY)[-1]
            if not bare(setting.value):
                return None
            edit = change_value(files, CONFIG, setting, f"{bare(setting.value)}, {_SCOPE}")
            return Fix(f"add the scope {_SCOPE}", False, (edit,))
    line = sections[-1].settings[-1].last_line if sections[-1].settings else sections[-1].line
    edit = rewrite(CONFIG, line, files.config.line(line), f"{_KEY} = {_SCOPE}")
    return Fix(f"add the scope {_SCOPE}", False, (edit,))


RULE = Rule(ID, __doc__, WARNING, check, BAD, GOOD)
