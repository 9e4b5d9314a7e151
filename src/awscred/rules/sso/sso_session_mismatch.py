"""SSO settings in both a profile and its sso-session.

## What it does
Reports profiles with an `sso_session` that have their own `sso_start_url` or `sso_region`.

## Why it matters
The Rust SDK always refuses such a profile. If the values differ, the AWS CLI and the Go SDK also
refuse it, and the JavaScript SDK uses the values of the sso-session.

## Example
```ini
[profile dev]
sso_session = corp
sso_region = eu-west-1
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
Unsafe: removes the setting from the profile. Old tools that do not support sso-sessions need it
there. If the values differ, the one in the sso-session may be wrong.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from awscred.findings import ERROR, Edit, Finding, Fix
from awscred.profiles import CONFIG, Profile, session_values
from awscred.rules.measure import section, verdicts
from awscred.rules.places import find
from awscred.rules.rule import Bad, Context, Good, Rule
from awscred.tools import Asked, other_than, tools_do
from awscred.tools.reading import Place

ID = "sso-session-mismatch"

_VALUES = {"sso_start_url": "https://example.com", "sso_region": "eu-west-1"}
_KEYS = tuple(_VALUES)
_REST = "sso_session = corp\nsso_account_id = 123456789012\nsso_role_name = Developer\n"
_URL = "sso_start_url = https://example.awsapps.com/start\n"
_SESSION = (
    f"[sso-session corp]\n{_URL}sso_region = eu-west-1\n"
    "sso_registration_scopes = sso:account:access\n"
)

BAD = (
    Bad(
        f"[profile a]\n{_REST}sso_region = eu-west-1\n\n{_SESSION}",
        "",
        (("config", 5, "the Rust SDK does not accept"),),
        (f"[profile a]\n{_REST}\n{_SESSION}", ""),
    ),
    Bad(
        f"[profile a]\nsso_region=us-east-1\n{_REST}{_URL}{_SESSION}",
        "",
        (("config", 2, "a different value"), ("config", 6, "the Rust SDK")),
        (f"[profile a]\n{_REST}{_SESSION}", ""),
    ),
    Bad(
        f"[profile a]\n{_REST}{_URL}{_SESSION.replace(_URL, '')}",
        "",
        (("config", 5, "does not have"),),
    ),
)
GOOD = (
    Good(f"[profile a]\n{_REST}{_SESSION}", ""),
    Good(f"[profile a]\n{_REST.replace('corp', 'gone')}{_URL}", ""),  # no session to compare
    Good(f"[profile a]\n{_URL}sso_region = eu-west-1\n{_SESSION}", ""),
)


def check(context: Context) -> Iterator[Finding]:
    sessions = {
        name: session_values(sections) for name, sections in context.files.sso_sessions.items()
    }
    for profile in context.having("sso_session"):
        session = sessions.get(profile.settings["sso_session"])
        if session is not None and any(key in profile.settings for key in _KEYS):
            refusing = context.refusing(profile.name)
            for key in _KEYS:
                if key in profile.settings:
                    yield from _judge(context.asked, profile, key, session, refusing)


def _refusing_twice(asked: Asked, key: str) -> tuple[str, ...]:
    """The tools that refuse a profile with a setting that its sso-session has with that value."""
    session = [f"{name} = {value}" for name, value in _VALUES.items()]
    profile = ["sso_session = s", "sso_account_id = 1", "sso_role_name = r"]
    lines = (*profile, f"{key} = {_VALUES[key]}", "[sso-session s]", *session)
    found = verdicts(asked, section(CONFIG, *lines))
    return other_than(asked, {tool for tool, verdict in found.items() if verdict.accepted})


def _judge(
    asked: Asked, profile: Profile, key: str, session: Mapping[str, str], refusing: tuple[str, ...]
) -> Iterator[Finding]:
    """The finding about a profile's setting that belongs in its sso-session."""
    file, setting = find(profile, key)
    given = session.get(key)
    if given == profile.settings[key]:
        refusing = tuple(tool for tool in refusing if tool in _refusing_twice(asked, key))
        does = tools_do(asked, refusing, "does", "do")
        said = f"which its sso-session already has: {does} not accept the profile"
    elif given is None:
        said = "which its sso-session does not have: tools look for it there"
    else:
        refusing = asked if refusing else ()
        said = "but its sso-session has a different value: tools stop, or use one of the two"
    if refusing:
        message = f"profile {profile.name} has {key}, {said}"
        hint = f"keep {key} only in the sso-session"
        removal = Edit(file, setting.key_span.line, setting.last_line, ())
        fix = Fix(f"remove {key} from the profile", False, (removal,)) if given else None
        place = Place(file, setting.key_span)
        yield Finding(ID, ERROR, message, hint, place, profile.name, refusing, fix)


RULE = Rule(ID, __doc__, ERROR, check, BAD, GOOD)
