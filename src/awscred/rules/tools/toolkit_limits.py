"""Something that the AWS Toolkit does not do, or does in its own way.

## What it does
Reports roles that the AWS Toolkit does not assume (by `credential_source` or with a web identity),
settings of a role that it does not send (`external_id`, `role_session_name`), nested settings and
sections that it takes for those of a profile, and profiles for AWS Builder ID, which it hides.

## Why it matters
The AWS Toolkit calls such a profile valid, and then works with other credentials than the AWS CLI
and the SDKs, with another region or endpoint, or fails to connect.

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
No fix: other tools read the settings as they are meant, and may need them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from awscred.findings import WARNING, Finding
from awscred.profiles import CLI_SECTIONS, CONFIG, session_values
from awscred.rules.measure import FIRST, in_file, readings, section, verdicts
from awscred.rules.places import called, key_place
from awscred.rules.rule import KEYS, Bad, Context, Good, Rule
from awscred.settings import BUILDER_ID, KNOWN
from awscred.tools import in_order, other_than, tools_do, tools_reading, tools_that
from awscred.tools.reading import Place
from awscred.tools.tool import FLAT

ID = "toolkit-limits"

_NOT_ASSUMED = {  # the kind of credentials that tools go for at such a line, and how
    "credential_source": (
        "source",
        "credential_source = Environment",
        "uses the credentials of credential_source themselves, and never assumes the role",
        "use the credentials of credential_source themselves, and never assume the role",
    ),
    "web_identity_token_file": (
        "role",
        "web_identity_token_file = /run/token",
        "takes it for a role with a source profile, and fails to connect",
        "take it for a role with a source profile, and fail to connect",
    ),
}
_NOT_SENT = {
    "external_id": "AWS refuses a role that asks for one",
    "role_session_name": "the session has another name",
}

_ROLE = "role_arn = arn:aws:iam::123456789012:role/deploy\n"
_BUILDER_ID = f"sso_start_url = {BUILDER_ID}\nsso_region = us-east-1\n"
_ACCOUNT = "sso_account_id = 123456789012\nsso_role_name = Developer\n"

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
        (("config", 4, "external_id"), ("config", 5, "role_session_name")),
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
    Bad("[plugins]\ncli_legacy_plugin_path = /opt/plugins\n", "", (("config", 1, "[plugins]"),)),
)
GOOD = (
    Good(f"[profile a]\n{_ROLE}source_profile = b\n", f"[b]\n{KEYS}"),
    Good("[profile a]\ns3 =\n  addressing_style = path\n", f"[a]\n{KEYS}"),
    Good("[services local]\ns3 =\n  endpoint_url = http://localhost:4566\n", f"[a]\n{KEYS}"),
    Good("", f"[plugins]\n{KEYS}"),  # a profile in credentials
)


def check(context: Context) -> Iterator[Finding]:
    yield from _roles(context)
    yield from _builder_id(context)
    yield from _nested(context)
    for part in context.files.config.sections:
        name = part.header or ""
        if name in CLI_SECTIONS:
            tools = _seeing(name)
            said = f"{tools_do(tools, 'takes', 'take')} [{name}] for a profile"
            hint = "nothing to do, if the AWS CLI needs it"
            yield _finding(name, said, hint, Place(CONFIG, part.header_span), tools)


def _roles(context: Context) -> Iterator[Finding]:
    for profile in context.having("role_arn"):
        name, settings = profile.name, profile.settings
        key = next((key for key in _NOT_ASSUMED if key in settings), None)
        if key is not None and "source_profile" not in settings:
            kind, line, one_does, many_do = _NOT_ASSUMED[key]
            tools = _taking_for(kind, line)
            said = tools_do(tools, one_does, many_do)
            use = tools_do(tools, "is", "are")
            hint = f"nothing to do, unless {use} to use it: then name a source_profile"
            yield _finding(name, said, hint, key_place(profile, key), tools)
        elif key is None and "source_profile" in settings:
            for sent, effect in _NOT_SENT.items():
                if sent in settings:
                    tools = other_than(tools_reading(sent))
                    said = f"{tools_do(tools, 'does', 'do')} not send {sent}: {effect}"
                    hint = f"nothing to do, unless {tools_do(tools, 'is', 'are')} to use the role"
                    yield _finding(name, said, hint, key_place(profile, sent), tools)


def _builder_id(context: Context) -> Iterator[Finding]:
    sessions = context.files.sso_sessions.items()
    found = {name for name, parts in sessions if _is_builder_id(session_values(parts))}
    tools = _hiding_builder_id()
    said = (
        f"{tools_do(tools, 'hides', 'hide')} it, as it signs in to AWS Builder ID, which has a "
        "place of its own there"
    )
    hint = "nothing to do, unless the start URL is the wrong one"
    for profile in context.having("sso_start_url"):
        if _is_builder_id(profile.settings):
            yield _finding(profile.name, said, hint, key_place(profile, "sso_start_url"), tools)
    for profile in context.having("sso_session"):
        if profile.settings["sso_session"] in found:
            yield _finding(profile.name, said, hint, key_place(profile, "sso_session"), tools)


def _nested(context: Context) -> Iterator[Finding]:
    """Settings below others that tools take for those of the profile."""
    flattening = tools_that(lambda does: does.nested == FLAT)
    for odd in context.odd:
        for setting in odd.section.settings if odd.profile is not None else ():
            for nested in setting.nested:
                key = nested.key.lower()
                readers = tools_reading(key) if key in KNOWN and nested.value else ()
                tools = tuple(tool for tool in flattening if tool in readers)
                if tools:
                    take = tools_do(tools, "takes", "take")
                    said = f"{take} {key} below {called(setting.key)} for the profile's own {key}"
                    hint = "give the profile and the nested block the same value, or part them"
                    place = Place(odd.file, nested.key_span)
                    yield _finding(odd.profile or "", said, hint, place, tools)


def _is_builder_id(values: Mapping[str, str]) -> bool:
    return values.get("sso_start_url") == BUILDER_ID


def _taking_for(kind: str, line: str) -> tuple[str, ...]:
    """The tools that go for that kind of credentials in a role with that line."""
    found = verdicts(section(CONFIG, "role_arn = arn:aws:iam::123456789012:role/r", line))
    return in_order({tool for tool, verdict in found.items() if verdict.kind == kind})


def _hiding_builder_id() -> tuple[str, ...]:
    """The tools that do not offer a profile for AWS Builder ID."""
    found = verdicts(section(CONFIG, f"sso_start_url = {BUILDER_ID}"))
    return in_order({tool for tool, verdict in found.items() if verdict.hidden})


def _seeing(name: str) -> tuple[str, ...]:
    """The tools to which a section of config with that header is a profile."""
    found = readings(in_file(CONFIG, f"[{name}]", FIRST))
    return in_order({tool for tool, reading in found.items() if name in reading.profiles})


def _finding(profile: str, said: str, hint: str, place: Place, tools: tuple[str, ...]) -> Finding:
    return Finding(ID, WARNING, f"profile {profile}: {said}", hint, place, profile, tools)


RULE = Rule(ID, __doc__, WARNING, check, BAD, GOOD)
