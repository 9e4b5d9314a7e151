"""A missing or empty sso-session.

## What it does
Reports profiles whose `sso_session` names a section that is missing from config. Also reports
`[sso-session]` sections without settings.

## Why it matters
You cannot sign in with the profile. The AWS CLI and the SDKs refuse it, the JavaScript SDK with an
error about "undefined". The AWS Toolkit accepts the profile, and then fails to connect. The
JavaScript SDK also ignores a section without settings.

## Example
```ini
[profile dev]
sso_session = crop
sso_account_id = 123456789012
sso_role_name = Developer

[sso-session corp]
sso_start_url = https://example.awsapps.com/start
sso_region = eu-west-1
```

## Use instead
```ini
[profile dev]
sso_session = corp
sso_account_id = 123456789012
sso_role_name = Developer

[sso-session corp]
sso_start_url = https://example.awsapps.com/start
sso_region = eu-west-1
```

## Fix safety
No fix: the suggested name is a guess, and the wrong session may use the wrong portal.
"""

from __future__ import annotations

from collections.abc import Iterator

from awscred.findings import ERROR, WARNING, Finding
from awscred.forms import bare
from awscred.guesses import Questions, likely_name
from awscred.profiles import CONFIG
from awscred.redaction import redact
from awscred.rules.measure import in_file, misread_by
from awscred.rules.places import value_place
from awscred.rules.rule import Bad, Context, Good, Rule
from awscred.tools import in_order, tools_do
from awscred.tools.reading import Place

ID = "sso-session-missing"

_EMPTY = in_file(CONFIG, "[sso-session s]")

_REST = "sso_account_id = 123456789012\nsso_role_name = Developer\n"
_SESSION = (
    "[sso-session corp]\nsso_start_url = https://example.awsapps.com/start\n"
    "sso_region = eu-west-1\nsso_registration_scopes = sso:account:access\n"
)

BAD = (
    Bad(f"[profile a]\nsso_session = gone\n{_REST}", "", (("config", 2, "gone, which"),)),
    Bad(
        f"{_SESSION}[profile a]\nsso_session = crop\n{_REST}",
        "",
        (("config", 6, "did you mean corp?"),),
    ),
    Bad(
        f"{_SESSION}[profile a]\nsso_session = sso-session corp\n{_REST}",
        "",
        (("config", 6, "did you mean corp?"),),
    ),
    Bad("[sso-session corp]\n", "", (("config", 1, "corp is empty"),)),
    Bad("[profile a]\nsso_session = a\n", "", (("config", 2, "a, which does not exist"),)),
)
GOOD = (
    Good(f"{_SESSION}[profile a]\nsso_session = corp\n{_REST}", ""),
    Good(f"{_SESSION}[profile a]\noutput = json\n", f"[a]\nsso_session = corp\n{_REST}"),
    Good("[profile a]\nsso_session =\n", ""),
)


def check(context: Context) -> Iterator[Finding]:
    sessions = context.files.sso_sessions
    blind = misread_by(context.asked, _EMPTY, _EMPTY)
    for name, sections in sessions.items():
        if not any(section.values for section in sections):
            ignore = tools_do(context.asked, blind, "ignores", "ignore")
            message = f"sso-session {name} is empty: {ignore} it"
            hint = "add sso_start_url and sso_region, or remove the section"
            place = Place(CONFIG, sections[0].header_span)
            yield Finding(ID, WARNING, message, hint, place, None, blind)
    questions = Questions(lambda name: likely_name(name.removeprefix("sso-session "), sessions))
    for profile in context.having("sso_session"):
        if context.files.absent == CONFIG:  # `other-file` reports it
            break
        name = bare(profile.settings["sso_session"])
        tools = _tools(context, profile.name, name) if name and name not in sessions else ()
        if not tools:
            continue
        message = f"profile {profile.name} has the sso-session {redact(name)}, which does not exist"
        hint = "correct the name, or add an sso-session with that name to config"
        place = value_place(profile, "sso_session")
        yield Finding(
            ID, ERROR, f"{message}{questions.about(name)}", hint, place, profile.name, tools
        )


def _tools(context: Context, profile: str, session: str) -> tuple[str, ...]:
    """The tools that try SSO without the session, or refuse the profile."""
    going = {
        tool
        for tool, verdict in context.verdicts_on(profile).items()
        if verdict.kind == "sso" and session not in context.readings[tool].sessions
    }
    return in_order(context.asked, going.union(context.refusing(profile)))


RULE = Rule(ID, __doc__, ERROR, check, BAD, GOOD)
