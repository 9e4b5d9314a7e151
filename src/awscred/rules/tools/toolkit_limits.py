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
from awscred.rules.places import called, key_place
from awscred.rules.rule import KEYS, Bad, Context, Good, Rule
from awscred.settings import BUILDER_ID, KNOWN
from awscred.tools.reading import Place

ID = "toolkit-limits"

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
    for odd in context.odd:
        for setting in odd.section.settings if odd.profile is not None else ():
            for nested in setting.nested:
                key = nested.key.lower()
                if key in KNOWN and "toolkit" in KNOWN[key].tools and nested.value:
                    said = f"takes {key} below {called(setting.key)} for the profile's own {key}"
                    hint = "give the profile and the nested block the same value, or part them"
                    yield _finding(odd.profile or "", said, hint, Place(odd.file, nested.key_span))
    for section in context.files.config.sections:
        name = section.header or ""
        if name in CLI_SECTIONS:
            said = f"takes [{name}] for a profile"
            hint = "nothing to do, if the AWS CLI needs it"
            yield _finding(name, said, hint, Place(CONFIG, section.header_span))


def _roles(context: Context) -> Iterator[Finding]:
    for profile in context.having("role_arn"):
        name, settings = profile.name, profile.settings
        key = next(
            (key for key in ("credential_source", "web_identity_token_file") if key in settings),
            None,
        )
        if key is not None and "source_profile" not in settings:
            said = (
                "uses the credentials of credential_source themselves, and never assumes the role"
                if key == "credential_source"
                else "takes it for a role with a source profile, and fails to connect"
            )
            hint = "nothing to do, unless the AWS Toolkit is to use it: then name a source_profile"
            yield _finding(name, said, hint, key_place(profile, key))
        elif key is None and "source_profile" in settings:
            for sent, effect in _NOT_SENT.items():
                if sent in settings:
                    said = f"does not send {sent}: {effect}"
                    hint = "nothing to do, unless the AWS Toolkit is to use the role"
                    yield _finding(name, said, hint, key_place(profile, sent))


def _builder_id(context: Context) -> Iterator[Finding]:
    sessions = context.files.sso_sessions.items()
    found = {name for name, parts in sessions if _is_builder_id(session_values(parts))}
    said = "hides it, as it signs in to AWS Builder ID, which has a place of its own there"
    hint = "nothing to do, unless the start URL is the wrong one"
    for profile in context.having("sso_start_url"):
        if _is_builder_id(profile.settings):
            yield _finding(profile.name, said, hint, key_place(profile, "sso_start_url"))
    for profile in context.having("sso_session"):
        if profile.settings["sso_session"] in found:
            yield _finding(profile.name, said, hint, key_place(profile, "sso_session"))


def _is_builder_id(values: Mapping[str, str]) -> bool:
    return values.get("sso_start_url") == BUILDER_ID


def _finding(profile: str, said: str, hint: str, place: Place) -> Finding:
    message = f"profile {profile}: the AWS Toolkit {said}"
    return Finding(ID, WARNING, message, hint, place, profile, ("toolkit",))


RULE = Rule(ID, __doc__, WARNING, check, BAD, GOOD)
