"""A limitation of the AWS Toolkit.

## What it does
Reports, in one finding for each limitation, the profiles affected: roles that the AWS Toolkit does
not assume (with `credential_source` or a web identity), role settings that it does not send
(`external_id`, `role_session_name`), nested settings that it uses as the profile's own, and
profiles for AWS Builder ID, which it does not list.

## Why it matters
The AWS Toolkit accepts such a profile, but then uses other credentials than the AWS CLI and the
SDKs, uses another region or endpoint, or fails to connect.

## Example
```ini
[profile deploy]
role_arn = arn:aws:iam::123456789012:role/deploy
credential_source = Ec2InstanceMetadata
```

## Use instead
```ini
[profile deploy]
role_arn = arn:aws:iam::123456789012:role/deploy
source_profile = base
```

## Fix safety
No fix: other tools read the settings correctly, and may need them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import NamedTuple, TypeAlias

from awscred.findings import ERROR, INFO, Finding
from awscred.profiles import CONFIG, session_values
from awscred.rules.measure import section, verdicts
from awscred.rules.places import called, key_place
from awscred.rules.rule import KEYS, Bad, Context, Good, Rule
from awscred.sentences import name_some
from awscred.settings import BUILDER_ID, KNOWN
from awscred.tools import (
    Asked,
    in_order,
    name_tools,
    other_than,
    tools_do,
    tools_reading,
    tools_that,
)
from awscred.tools.reading import Place
from awscred.tools.tool import FLAT

ID = "toolkit-limits"

_NOT_ASSUMED = {  # a kind of credentials, a line for which tools use it, and what they do
    "credential_source": (
        "source",
        "credential_source = Environment",
        "uses the credentials of credential_source directly, and never assumes the role",
        "use the credentials of credential_source directly, and never assume the role",
    ),
    "web_identity_token_file": (
        "role",
        "web_identity_token_file = /run/token",
        "expects a source_profile instead of web_identity_token_file, and fails to connect",
        "expect a source_profile instead of web_identity_token_file, and fail to connect",
    ),
}
_NOT_SENT = {
    "external_id": "AWS refuses a role that requires one",
    "role_session_name": "the session gets another name",
}

_ROLE = "role_arn = arn:aws:iam::123456789012:role/deploy\n"
_PORTAL = "sso_start_url = https://example.awsapps.com/start\nsso_region = us-east-1\n"
_BUILDER_ID = f"sso_start_url = {BUILDER_ID}\nsso_region = us-east-1\n"
_ACCOUNT = "sso_account_id = 123456789012\nsso_role_name = Developer\n"


class _Limit(NamedTuple):
    """A limitation of some tools."""

    said: str
    hint: str
    tools: tuple[str, ...]
    severity: str = INFO


_Found: TypeAlias = tuple[_Limit, str, Place]
"""A limitation, and the name and place of a profile that it affects."""

BAD = (
    Bad(
        f"[profile a]\n{_ROLE}credential_source = Ec2InstanceMetadata\n",
        "",
        (("config", 3, "never assumes the role"),),
    ),
    Bad(
        f"[profile a]\n{_ROLE}web_identity_token_file = /run/token\n",
        "",
        (("config", 3, "fails to connect"),),
    ),
    Bad(
        f"[profile a]\n{_ROLE}source_profile = b\nexternal_id = 1234\nrole_session_name = me\n",
        f"[b]\n{KEYS}",
        (("config", 4, "does not send external_id and role_session_name"),),
    ),
    Bad(
        "[profile a]\nregion = eu-west-1\ns3 =\n  region = us-east-1\n  addressing_style = path\n",
        f"[a]\n{KEYS}",
        (("config", 4, "region below s3"),),
    ),
    Bad(
        f"[profile a]\n{_ACCOUNT}{_BUILDER_ID}",
        "",
        (("config", 4, "AWS Builder ID"),),
    ),
    Bad(
        f"[profile a]\nsso_session = me\n{_ACCOUNT}\n[sso-session me]\n{_BUILDER_ID}",
        "",
        (("config", 2, "AWS Builder ID"),),
    ),
)
GOOD = (
    Good(f"[profile a]\n{_ROLE}source_profile = b\n", f"[b]\n{KEYS}"),
    Good("[profile a]\ns3 =\n  addressing_style = path\n", f"[a]\n{KEYS}"),
    Good("[services local]\ns3 =\n  endpoint_url = http://localhost:4566\n", f"[a]\n{KEYS}"),
    Good("[plugins]\ncli_legacy_plugin_path = /opt/plugins\n", ""),
    Good(f"[profile a]\nsso_session = me\n{_ACCOUNT}{_BUILDER_ID}[sso-session me]\n{_PORTAL}", ""),
)


def check(context: Context) -> Iterator[Finding]:
    limits: dict[_Limit, list[tuple[str, Place]]] = defaultdict(list)
    for find in (_not_assumed, _not_sent, _builder_id, _nested):
        for limit, name, place in find(context):
            limits[limit].append((name, place))
    for limit, where in limits.items():
        names = list(dict.fromkeys(name for name, _ in where))
        message = f"{limit.said} ({name_some(names)})"
        profile = names[0] if len(names) == 1 else None
        yield Finding(ID, limit.severity, message, limit.hint, where[0][1], profile, limit.tools)


def _not_assumed(context: Context) -> Iterator[_Found]:
    """Roles whose source of credentials tools do not use for the role."""
    for profile in context.having("role_arn"):
        key = next((key for key in _NOT_ASSUMED if key in profile.settings), None)
        if key is not None and "source_profile" not in profile.settings:
            kind, line, one_does, many_do = _NOT_ASSUMED[key]
            tools = _taking_for(context.asked, kind, line)
            named = name_tools(context.asked, tools)
            hint = f"nothing to do, unless you use {named}: then set source_profile"
            limit = _Limit(tools_do(context.asked, tools, one_does, many_do), hint, tools)
            yield limit, profile.name, key_place(profile, key)


def _not_sent(context: Context) -> Iterator[_Found]:
    """Roles with settings that tools do not send to AWS."""
    roles = [
        profile
        for profile in context.having("role_arn")
        if "source_profile" in profile.settings and _NOT_ASSUMED.keys().isdisjoint(profile.settings)
    ]
    by_tools: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for key in _NOT_SENT:
        if any(key in role.settings for role in roles):
            by_tools[other_than(context.asked, tools_reading(context.asked, key))].append(key)
    for tools, keys in by_tools.items():
        effects = "; ".join(_NOT_SENT[key] for key in keys)
        do = tools_do(context.asked, tools, "does", "do")
        said = f"{do} not send {' and '.join(keys)}: {effects}"
        hint = f"nothing to do, unless you use the role in {name_tools(context.asked, tools)}"
        for role in roles:
            sent = next((key for key in keys if key in role.settings), None)
            if sent is not None:
                yield _Limit(said, hint, tools), role.name, key_place(role, sent)


def _builder_id(context: Context) -> Iterator[_Found]:
    """Profiles for AWS Builder ID, which some tools do not list."""
    sessions = context.files.sso_sessions.items()
    found = {name for name, parts in sessions if _is_builder_id(session_values(parts))}
    tools = _hiding_builder_id(context.asked)
    lists = tools_do(context.asked, tools, "lists", "list")
    said = f"{lists} AWS Builder ID under its own name, not as a profile"
    limit = _Limit(said, "nothing to do, unless sso_start_url is wrong", tools)
    for profile in context.having("sso_start_url"):
        if _is_builder_id(profile.settings) and "sso_session" not in profile.settings:
            yield limit, profile.name, key_place(profile, "sso_start_url")
    for profile in context.having("sso_session"):
        if profile.settings["sso_session"] in found:
            yield limit, profile.name, key_place(profile, "sso_session")


def _nested(context: Context) -> Iterator[_Found]:
    """Nested settings that tools use as the profile's own; an error if they change its settings."""
    flattening = tools_that(context.asked, lambda does: does.nested == FLAT)
    for odd in context.odd:
        own = {} if odd.profile is None else context.files.profiles[odd.profile].settings
        for setting in odd.section.settings if odd.profile is not None else ():
            for nested in setting.nested:
                key = nested.key.lower()
                readers = tools_reading(context.asked, key) if key in KNOWN and nested.value else ()
                tools = tuple(tool for tool in flattening if tool in readers)
                if tools:
                    use = tools_do(context.asked, tools, "uses", "use")
                    said = f"{use} {key} below {called(setting.key)} as the profile's own {key}"
                    named = name_tools(context.asked, tools)
                    hint = f"nothing to do, unless you use the profile in {named}"
                    is_other = own.get(key, nested.value) != nested.value
                    limit = _Limit(said, hint, tools, ERROR if is_other else INFO)
                    yield limit, odd.profile or "", Place(odd.file, nested.key_span)


def _is_builder_id(values: Mapping[str, str]) -> bool:
    return values.get("sso_start_url") == BUILDER_ID


def _taking_for(asked: Asked, kind: str, line: str) -> tuple[str, ...]:
    """The tools that use a kind of credentials in a role with a line."""
    found = verdicts(asked, section(CONFIG, "role_arn = arn:aws:iam::123456789012:role/r", line))
    return in_order(asked, {tool for tool, verdict in found.items() if verdict.kind == kind})


def _hiding_builder_id(asked: Asked) -> tuple[str, ...]:
    """The tools that do not list a profile for AWS Builder ID."""
    found = verdicts(asked, section(CONFIG, f"sso_start_url = {BUILDER_ID}"))
    return in_order(asked, {tool for tool, verdict in found.items() if verdict.hidden})


RULE = Rule(ID, __doc__, INFO, check, BAD, GOOD)
