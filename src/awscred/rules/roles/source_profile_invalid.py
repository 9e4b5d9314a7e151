"""A role whose source profile has no usable credentials.

## What it does
Reports roles whose source profile exists, but gives no credentials to some tools. Not reported if
an error about one of the two profiles already explains why.

## Why it matters
If the source profile fails, the role fails. The AWS CLI and the SDKs refuse it, some with an error
that names only the role. The AWS Toolkit does not check the source profile: it accepts the role,
and then fails to connect.

## Example
```ini
[profile deploy]
role_arn = arn:aws:iam::123456789012:role/deploy
source_profile = base

[profile base]
region = eu-west-1
```

## Use instead
```ini
[profile deploy]
role_arn = arn:aws:iam::123456789012:role/deploy
source_profile = base

[profile base]
region = eu-west-1
credential_process = /usr/local/bin/get-credentials
```

## Fix safety
No fix: the source profile needs credentials.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from awscred.chains import chain_ends
from awscred.findings import ERROR, Finding
from awscred.profiles import Profile
from awscred.rules.links import source_beyond, source_of
from awscred.rules.places import key_place
from awscred.rules.rule import KEYS, Bad, Context, Good, Rule
from awscred.rules.sources import (
    asks_for_mfa,
    broken_chains,
    roles_behind_mfa,
    unresolved,
)
from awscred.tools import Asked, in_order, load, tools_do, tools_that
from awscred.tools.tool import DELEGATES

ID = "source-profile-invalid"

_ROLE = "role_arn = arn:aws:iam::123456789012:role/deploy\nsource_profile = "
_LOGIN = "login_session = arn:aws:iam::123456789012:user/me\n"

BAD = (
    Bad(f"[profile a]\n{_ROLE}b\n[profile b]\nregion = eu-west-1\n", "", (("config", 3, "no t"),)),
    Bad(
        f"[profile a]\n{_ROLE}b\n[profile b]\n{_ROLE}c\n",
        "[c]\naws_access_key_id = AKIAI44QH8DHBEXAMPLE\n",
        (("config", 3, "no tool"), ("config", 6, "no tool")),
    ),
    Bad(f"[profile a]\n{_ROLE}b\n[profile b]\n{_LOGIN}", "", (("config", 3, "the Go SDK"),)),
    Bad(
        f"[profile a]\n{_ROLE}b\n[profile b]\nretry_mode = legacy\n",
        f"[b]\n{KEYS}",
        (("config", 3, "the Go SDK"),),
    ),
)
GOOD = (
    Good(f"[profile a]\n{_ROLE}b\n", f"[b]\n{KEYS}"),
    Good(f"[profile a]\n{_ROLE}b\n[profile b]\ncredential_process = /opt/get\n", ""),
    Good(f"[profile a]\n{_ROLE}gone\n", ""),  # source-profile-missing
    Good(
        f"[profile a]\n{_ROLE}b\n[profile b]\n{_ROLE}c\nmfa_serial = x\n", f"[c]\n{KEYS}"
    ),  # mfa-role
)


def check(context: Context) -> Iterator[Finding]:
    profiles = context.files.profiles
    broken = {profile.name for profile, _ in broken_chains(context)}
    broken.update(unresolved(context))  # `other-file` reports these
    behind_mfa = roles_behind_mfa(context)
    sources = {
        profile: source
        for profile in context.having("source_profile")
        if (source := source_of(profile)) == profile.settings["source_profile"]
        and profile.name not in broken
    }
    ends = chain_ends(sources.values(), profiles, lambda name: source_beyond(profiles[name]))
    for profile, source in sources.items():
        tools = _refusing_for_source(context, profile, source)
        if profile.name in behind_mfa or asks_for_mfa(profile.settings):
            tools = tools.difference(tools_that(context.asked, lambda does: does.mfa == DELEGATES))
        tools |= _accepting_too_soon(context, ends[source].at)
        wrong = in_order(context.asked, tools - context.with_error(profile.name))
        if wrong and source != profile.name:
            message = (
                f"profile {profile.name} has the source profile {source}: "
                f"{_nobody(context.asked, wrong)} credentials from it"
            )
            hint = f"fix profile {source}: `awscred show {source}` shows how each tool reads it"
            place = key_place(profile, "source_profile")
            yield Finding(ID, ERROR, message, hint, place, profile.name, wrong)


def _refusing_for_source(context: Context, profile: Profile, source: str) -> set[str]:
    """The tools that refuse a role because of its source profile."""
    own, others = context.verdicts_on(profile.name), context.verdicts_on(source)
    return {
        tool
        for tool in context.refusing(profile.name)
        if tool not in others or not others[tool].accepted or own[tool].key == "source_profile"
    }


def _accepting_too_soon(context: Context, last: str) -> set[str]:
    """The tools that accept a role without checking its source, and refuse the last profile."""
    return {
        tool
        for tool, verdict in context.verdicts_on(last).items()
        if not verdict.accepted and not load(tool).HABITS.checks_sources
    }


def _nobody(asked: Asked, tools: Sequence[str]) -> str:
    if len(tools) == len(asked):
        return "no tool gets"
    return f"{tools_do(asked, tools, 'gets', 'get')} no"


RULE = Rule(ID, __doc__, ERROR, check, BAD, GOOD)
