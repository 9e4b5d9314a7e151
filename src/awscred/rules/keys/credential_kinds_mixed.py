"""A profile with more than one kind of credentials.

## What it does
Reports profiles that have more than one of these: keys, a role (with `source_profile`,
`credential_source` or a web identity), SSO settings, a `credential_process`, a `login_session`. A
role assumed with keys of the same profile is also reported. If the command is that of aws-sso-util,
SSO settings next to it are not reported: the command uses them.

## Why it matters
Each tool has its own order of precedence. In a profile with keys, the AWS CLI prefers SSO settings,
the AWS Toolkit prefers a `credential_process`, the Rust SDK prefers nearly everything else, and the
JavaScript SDK prefers the keys. The Go SDK refuses several combinations. The same profile can sign
in as different users in different tools, without a warning.

## Example
```ini
[profile dev]
aws_access_key_id = AKIAI44QH8DHBEXAMPLE
aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY
credential_process = /usr/local/bin/get-credentials
```

## Use instead
```ini
[profile dev]
credential_process = /usr/local/bin/get-credentials

[profile dev-keys]
aws_access_key_id = AKIAI44QH8DHBEXAMPLE
aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY
```

## Fix safety
No fix: only you know which credentials are meant.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from awscred.findings import ERROR, WARNING, Finding
from awscred.kinds import USES, kinds_of
from awscred.other_programs import uses_own_sso
from awscred.profiles import Profile
from awscred.rules.places import key_place
from awscred.rules.rule import KEYS, Bad, Context, Good, Rule
from awscred.sentences import listed
from awscred.settings import CREDENTIAL_KEYS
from awscred.tools import Asked, tools_do
from awscred.tools.agreement import group

ID = "credential-kinds-mixed"

_ID, _SECRET, _ = CREDENTIAL_KEYS
_SSO_KINDS = {"SSO settings", "a credential process"}


_ROLE = "role_arn = arn:aws:iam::123456789012:role/deploy\n"
_PROCESS = "credential_process = /opt/get\n"
_SSO_UTIL = "credential_process = aws-sso-util credential-process"
_SSO = (
    "sso_start_url = https://example.awsapps.com/start\nsso_region = eu-west-1\n"
    "sso_account_id = 123456789012\nsso_role_name = Developer\n"
)
_LOGIN = "login_session = arn:aws:iam::123456789012:user/me\n"

BAD = (
    Bad(
        f"[profile a]\n{_PROCESS}",
        f"[a]\n{KEYS}",
        (("config", 2, "keys and a credential pro"),),
    ),
    Bad(f"[profile a]\n{KEYS}{_PROCESS}", "", (("config", 4, "the JavaScript SDK"),)),
    Bad(
        f"[profile a]\n{_SSO}",
        f"[a]\n{KEYS}",
        (("config", 2, "the AWS CLI, the Rust SDK and the Java SDK"),),
    ),
    Bad(f"[profile a]\n{_LOGIN}{KEYS}", "", (("config", 2, "keys and a login session"),)),
    Bad(f"[profile a]\n{_SSO}{_PROCESS}", "", (("config", 2, "SSO settings and a credential"),)),
    Bad(
        f"[profile a]\n{_SSO}{_SSO_UTIL} --profile b\n",
        "",
        (("config", 2, "SSO settings and a credential"),),
    ),
    Bad(
        f"[profile a]\n{_SSO_UTIL} --profile a\n",
        f"[a]\n{KEYS}",
        (("config", 2, "keys and a credential"),),
    ),
    Bad(
        f"[profile a]\n{_ROLE}source_profile = b\ncredential_source = Environment\n"
        f"[profile b]\n{_PROCESS}",
        "",
        (("config", 3, "a source profile and a credential source"),),
    ),
    Bad(
        f"[profile a]\n{_ROLE}source_profile = b\nweb_identity_token_file = /run/token\n"
        f"[profile b]\n{_PROCESS}",
        "",
        (("config", 3, "a web identity"),),
    ),
    Bad(f"[profile a]\n{_ROLE}source_profile = a\n{KEYS}", "", (("config", 3, "the role"),)),
    Bad(
        f"[profile a]\n{_ROLE}source_profile = b\n{KEYS}[profile b]\n{_PROCESS}",
        "",
        (("config", 3, "every tool uses the role"),),
    ),
    Bad(
        f"[profile a]\ncredential_source = Environment\n{KEYS}",
        "",
        (("config", 2, "the keys"),),
    ),
)
GOOD = (
    Good(f"[profile a]\n{_ROLE}source_profile = b\n[profile b]\n{_PROCESS}", ""),
    Good(f"[profile a]\n{_ROLE}web_identity_token_file = /run/token\n", ""),
    Good(f"[profile a]\n{_SSO}", f"[b]\n{KEYS}"),
    Good(f"[profile a]\n{_SSO}{_SSO_UTIL} --profile a\n", ""),
    Good(f"[profile a]\n{_PROCESS}", "[a]\naws_session_token = x\n"),  # no pair
)


def check(context: Context) -> Iterator[Finding]:
    for profile in context.profiles.values():
        if len(profile.settings) < 2 or len(kinds := kinds_of(profile.settings)) < 2:
            continue
        if kinds.keys() != _SSO_KINDS or not uses_own_sso(profile.name, profile.settings):
            yield _finding(context, profile, kinds)


def _finding(context: Context, profile: Profile, kinds: Mapping[str, str]) -> Finding:
    verdicts = context.verdicts_on(profile.name)
    uses = group({tool: USES.get(found.kind or "") for tool, found in verdicts.items()})
    told = "; ".join(_tell(context.asked, what, tools) for what, tools in uses)
    *most, last = kinds
    message = f"profile {profile.name} has {listed(kinds)}: {told}"
    hint = "keep one kind of credentials, and move the others to separate profiles"
    if "keys" in kinds and "source_profile" in kinds.values():
        hint = "move the keys to a separate profile, and set source_profile to its name"
    place = key_place(profile, kinds[last if most == ["keys"] else most[-1]])
    severity, tools = _judge(context.asked, dict(uses))
    return Finding(ID, severity, message, hint, place, profile.name, tools)


def _judge(asked: Asked, uses: Mapping[str | None, list[str]]) -> tuple[str, tuple[str, ...]]:
    """The severity and the tools affected; `uses` has None for tools that refuse the profile."""
    refusing = uses.get(None, [])
    if len(uses) == 1 and not refusing:
        return WARNING, asked
    wrong = refusing if len(uses) <= 2 and refusing else list(asked)
    return ERROR, tuple(wrong)


def _tell(asked: Asked, what: str | None, tools: Sequence[str]) -> str:
    """What tools do with a profile."""
    if what is None and len(tools) == len(asked):
        return "no tool accepts it"
    if what is None:
        return f"{tools_do(asked, tools, 'does', 'do')} not accept it"
    return f"{tools_do(asked, tools, 'uses', 'use')} {what}"


RULE = Rule(ID, __doc__, ERROR, check, BAD, GOOD)
