"""A profile with incomplete credentials.

## What it does
Reports an access key ID without a secret key and the reverse, a role without a source of
credentials, a source without a role, and incomplete SSO settings. If the missing setting is only
misspelled, `unknown-setting` reports it instead.

## Why it matters
Tools cannot get credentials from such a profile. Some report an error, others silently continue:
the AWS CLI ignores a secret key without an ID, while the Go SDK refuses the whole profile. The
JavaScript SDK uses a role's own keys if the role has no source. The AWS Toolkit accepts incomplete
SSO settings, and then fails to connect.

## Example
```ini
[profile deploy]
role_arn = arn:aws:iam::123456789012:role/deploy
region = eu-west-1
```

## Use instead
```ini
[profile deploy]
role_arn = arn:aws:iam::123456789012:role/deploy
source_profile = base
region = eu-west-1
```

## Fix safety
No fix: the files do not contain the missing setting.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from awscred.findings import ERROR, INFO, Finding
from awscred.kinds import kinds_of, meant, only_signs_in
from awscred.profiles import Profile, session_values
from awscred.rules.places import key_place
from awscred.rules.rule import Bad, Context, Good, Rule
from awscred.sentences import listed
from awscred.settings import CREDENTIAL_KEYS, SSO_KEYS
from awscred.tools import Asked, in_order, tools_do, tools_that

ID = "missing-keys"

_ID, _SECRET, _ = CREDENTIAL_KEYS
_PARTS = (*CREDENTIAL_KEYS, "aws_security_token")
_SOURCES = ("source_profile", "credential_source", "web_identity_token_file")
_SSO_NEEDS = ("sso_start_url", "sso_region", "sso_account_id", "sso_role_name")

_KEY_ID = "aws_access_key_id = AKIAI44QH8DHBEXAMPLE\n"
_KEY = "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n"
_ROLE = "role_arn = arn:aws:iam::123456789012:role/deploy\n"
_PROCESS = "credential_process = /opt/get\n"
_URL = "sso_start_url = https://example.awsapps.com/start\n"
_SSO = "sso_session = corp\nsso_account_id = 123456789012\nsso_role_name = Developer\n"
_SCOPES = "sso_registration_scopes = sso:account:access\n"
_SESSION = f"[sso-session corp]\n{_URL}sso_region = eu-west-1\n{_SCOPES}"

BAD = (
    Bad("", f"[a]\n{_KEY_ID}", (("credentials", 2, "no aws_secret_access_key"),)),
    Bad("[profile a]\nregion = eu-west-1\n", f"[a]\n{_KEY}", (("credentials", 2, "no aws_acc"),)),
    Bad("", "[a]\naws_session_token = x\n", (("credentials", 2, f"no {_ID} and no {_SECRET}"),)),
    Bad(f"[profile a]\n{_KEY_ID}{_PROCESS}", "", (("config", 2, "the Go SDK"),)),
    Bad(f"[profile a]\n{_ROLE}", "", (("config", 2, "no source of credentials"),)),
    Bad(
        f"[profile a]\n{_ROLE}",
        f"[a]\n{_KEY_ID}{_KEY}",
        (("config", 2, "no source of credentials"),),
    ),
    Bad("[profile a]\ncredential_source = Environment\n", "", (("config", 2, "no role_arn"),)),
    Bad(
        f"[profile a]\nsource_profile = b\n{_PROCESS}[profile b]\n{_PROCESS}",
        "",
        (("config", 2, "no role_arn"),),
    ),
    Bad("[profile a]\nweb_identity_token_file = /run/t\n", "", (("config", 2, "no role_arn"),)),
    Bad(f"[profile a]\n{_URL}", "", (("config", 2, "no sso_region, no sso_account_id and no"),)),
    Bad(
        f"[profile a]\n{_SSO}[sso-session corp]\n{_URL}{_SCOPES}",
        "",
        (("config", 2, "no sso_region"),),
    ),
    Bad(
        f"[profile a]\nsso_session = corp\nsso_role_name = x\n{_SESSION}",
        "",
        (("config", 2, "no sso_account_id"),),
    ),
    Bad(
        f"[profile a]\nsso_session = corp\n{_SESSION}",
        "",
        (("config", 2, "signs in with SSO but has no"),),
    ),
)
GOOD = (
    Good("", f"[a]\n{_KEY_ID}{_KEY}"),
    Good("", f"[a]\n{_KEY_ID}\nxaws_secret_access_key = x\n"),  # unknown-setting reports it
    Good("", f"[a]\n{_KEY_ID}\naws_secret_access_key =\n"),  # empty-value reports it
    Good("", f"[a]\n{_KEY_ID}\n{_KEY.replace(' =', '')}"),  # junk-line reports it
    Good(f"[profile a]\n{_ROLE}source_profile b\n", f"[b]\n{_KEY_ID}{_KEY}"),
    Good(
        f"[profile a]\n{_SSO}{_SESSION.replace('sso_region', 'sso_regoin')}", ""
    ),  # misspelled in the session
    Good(f"[profile a]\n{_SSO.replace('sso_session', 'sso_sesion')}{_SESSION}", ""),
    Good(f"[profile a]\n{_KEY_ID}", f"[a]\n{_KEY}"),  # credentials-split reports it
    Good(f"[profile a]\n{_SSO}{_SESSION}", ""),
    Good(f"[profile a]\n{_ROLE}source_profil = b\n", ""),
    Good(f"[profile a]\n{_URL}sso_region = a\nsso_account_id = 1\nsso_role_name = x\n", ""),
)


def check(context: Context) -> Iterator[Finding]:
    yield from _half_pairs(context)
    yield from _roles_without_source(context)
    yield from _sources_without_role(context)
    yield from _incomplete_sso(context)


def _half_pairs(context: Context) -> Iterator[Finding]:
    suspects = (profile for key in _PARTS for profile in context.having(key))
    for profile in dict.fromkeys(suspects):
        settings = profile.settings
        if _ID in settings and _SECRET in settings:
            continue
        there = context.meant_in(profile)
        lacking = [key for key in (_ID, _SECRET) if not _has(there, key)]
        tools = context.refusing(profile.name)
        if lacking and tools:
            given = next(key for key in _PARTS if key in settings)
            said = f"has {given} but {_none(lacking)}"
            yield _finding(
                context.asked, profile, given, said, f"add {' and '.join(lacking)}", tools
            )


def _roles_without_source(context: Context) -> Iterator[Finding]:
    for profile in context.having("role_arn"):
        there = context.meant_in(profile)
        if any(_has(there, key) for key in _SOURCES):
            continue
        verdicts = context.verdicts_on(profile.name).items()
        failing = {tool for tool, found in verdicts if not found.accepted or found.kind != "role"}
        failing.update(tools_that(context.asked, lambda does: not does.checks_sources))
        said = "has a role_arn but no source of credentials to assume the role"
        hint = "add a source_profile, or remove role_arn"
        yield _finding(
            context.asked, profile, "role_arn", said, hint, in_order(context.asked, failing)
        )


def _sources_without_role(context: Context) -> Iterator[Finding]:
    for key in _SOURCES:
        for profile in context.having(key):
            tools = context.refusing(profile.name)
            mixed = key == "credential_source" and len(kinds_of(profile.settings)) > 1
            if tools and not mixed and not _has(context.meant_in(profile), "role_arn"):
                said = f"has {key} but no role_arn"
                hint = f"add role_arn, or remove {key}"
                yield _finding(context.asked, profile, key, said, hint, tools)


def _incomplete_sso(context: Context) -> Iterator[Finding]:
    sessions = {
        name: session_values(sections) for name, sections in context.files.sso_sessions.items()
    }
    suspects = (profile for key in SSO_KEYS for profile in context.having(key))
    for profile in dict.fromkeys(suspects):
        settings = profile.settings
        session = sessions.get(settings["sso_session"]) if "sso_session" in settings else {}
        if session is None or len(kinds_of(settings)) > 1:
            continue
        there = context.meant_in(profile)
        if "sso_session" not in settings and _has(there, "sso_session"):
            continue  # the name of its session is unknown
        lacking = [key for key in _SSO_NEEDS if not _has(session, key) and not _has(there, key)]
        if not lacking:
            continue
        given = next(key for key in SSO_KEYS if key in settings)
        tools = context.asked
        if session and lacking == ["sso_account_id", "sso_role_name"]:
            said = f"signs in with SSO but has {_none(lacking)}"
            hint = "add both, unless you use only services that accept the SSO sign-in itself"
            severity = INFO if only_signs_in(settings) else ERROR
            yield _finding(context.asked, profile, given, said, hint, tools, severity)
        else:
            where = " of its own or in its sso-session" if session else ""
            said = f"has SSO settings but {_none(lacking)}{where}"
            yield _finding(
                context.asked, profile, given, said, f"add {' and '.join(lacking)}", tools
            )


def _has(settings: Collection[str], key: str) -> bool:
    """Whether a setting is there, even if misspelled."""
    return key in settings or key in meant(settings)


def _none(keys: Collection[str]) -> str:
    return listed(f"no {key}" for key in keys)


def _finding(
    asked: Asked,
    profile: Profile,
    key: str,
    said: str,
    hint: str,
    tools: tuple[str, ...],
    severity: str = ERROR,
) -> Finding:
    nobody = len(tools) == len(asked)
    effect = (
        f"{'no tool gets' if nobody else tools_do(asked, tools, 'gets no', 'get no')} credentials"
    )
    message = f"profile {profile.name} {said}: {effect}"
    place = key_place(profile, key)
    return Finding(ID, severity, message, hint, place, profile.name, tools)


RULE = Rule(ID, __doc__, ERROR, check, BAD, GOOD)
