"""A misplaced setting.

## What it does
Reports settings in the wrong type of section, and settings with different values in the two files.
Keys in config and other settings in credentials are informational.

## Why it matters
A setting in the wrong type of section does nothing: no tool looks for it there. If the two files
have different values, the JavaScript SDK uses the one in config for most client settings, and the
other tools use the one in credentials. Tools also read keys in config, but people share config with
others and keep only credentials private.

## Example
```ini
[profile dev]
sso_session = corp
sso_account_id = 123456789012
sso_role_name = Developer
sso_registration_scopes = sso:account:access

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
sso_registration_scopes = sso:account:access
```

## Fix safety
No fix: only you know which section the setting belongs in.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from awscred.findings import INFO, WARNING, Finding
from awscred.ini import Section
from awscred.keys import keys_by_file
from awscred.other_programs import is_aws_setting
from awscred.profiles import CONFIG, CREDENTIALS, Files, Profile
from awscred.rules.places import key_place
from awscred.rules.rule import KEYS, Bad, Context, Good, Rule
from awscred.rules.values.dropped import dropped
from awscred.settings import CREDENTIAL_KEYS, KNOWN
from awscred.tools import OWN, Asked, load, tools_do, tools_reading
from awscred.tools.reading import Place

ID = "misplaced-setting"

_KEYS = frozenset((*CREDENTIAL_KEYS, "aws_security_token"))
_IN_CREDENTIALS = _KEYS | {"aws_account_id", "aws_credential_scope"}
_ELSEWHERE = [row.name for row in KNOWN.values() if "profile" not in row.sections]

_SESSION = (
    "[sso-session corp]\nsso_start_url = https://example.awsapps.com/start\n"
    "sso_region = eu-west-1\nsso_registration_scopes = sso:account:access\n"
)

BAD = (
    Bad(
        "[profile a]\nsso_registration_scopes = sso:account:access\n",
        f"[a]\n{KEYS}",
        (("config", 2, "belongs in the [sso-session] section"),),
    ),
    Bad(
        f"{_SESSION}region = eu-west-1\nsso_account_id = 123456789012\n",
        "",
        (("config", 5, "region belongs in"), ("config", 6, "sso_account_id belongs in")),
    ),
    Bad(
        "[services local]\nendpoint_url = http://localhost:4566\n",
        "",
        (("config", 2, "below the ID of a service"),),
    ),
    Bad(f"[profile a]\n{KEYS}", "", (("config", 2, "are in config"),)),
    Bad(
        "[profile b]\noutput = json\n",
        f"[a]\n{KEYS}region = eu-west-1\noutput = json\n",
        (("credentials", 4, "region, output"),),
    ),
    Bad(
        "[profile a]\nuse_fips_endpoint = false\n",
        f"[a]\n{KEYS}use_fips_endpoint = true\n",
        (("credentials", 4, "use_fips_endpoint"), ("credentials", 4, "has two values")),
    ),
    Bad(  # every tool reads the value in credentials
        "[profile a]\nexternal_id = 1\nrole_session_name = me\n",
        f"[a]\n{KEYS}external_id = 2\nrole_session_name = you\n",
        (("credentials", 4, "external_id, role_session_name"),),
    ),
)
GOOD = (
    Good(f"[profile a]\nsso_session = corp\nregion = eu-west-1\n{_SESSION}", f"[b]\n{KEYS}"),
    Good("[profile a]\nregion = eu-west-1\n", f"[a]\n{KEYS}aws_session_token = x\n"),
    Good("[services local]\ns3 =\n  endpoint_url = http://localhost:4566\n", ""),
    Good("[plugins]\ncli_legacy_plugin_path = /opt/plugins\n", ""),
    Good("[profile a]\ncolour = blue\n", f"[b]\n{KEYS}colour = blue\n"),
    Good("[sso-session a]\nmfa_process = /opt/otp\n", f"[b]\n{KEYS}mfa_process = /opt/otp\n"),
)


def check(context: Context) -> Iterator[Finding]:
    for key in _ELSEWHERE:
        for profile in context.having(key):
            where = f"the [{KNOWN[key].sections[0]}] section"
            yield _elsewhere(context.asked, key, where, key_place(profile, key), profile.name)
    yield from _in_other_sections(context.asked, context.files)
    dropping = dropped(context.asked)
    for profile in context.profiles.values():
        for file, section in profile.sections:
            if file == CONFIG and not _KEYS.isdisjoint(section.values):
                yield from _keys_in_config(context.asked, profile, section)
            elif file == CREDENTIALS and not _IN_CREDENTIALS.issuperset(section.values):
                yield from _others_in_credentials(context.asked, profile, section, dropping)
        if len(profile.sections) > 1:
            yield from _two_values(context.asked, profile)


def _in_other_sections(asked: Asked, files: Files) -> Iterator[Finding]:
    """Profile settings in sso-session and services sections."""
    for kind, named in (("sso-session", files.sso_sessions), ("services", files.services)):
        for section in (section for sections in named.values() for section in sections):
            for setting in section.settings:
                key = setting.key.lower()
                if not is_aws_setting(key) or setting.nested:
                    continue
                if kind not in KNOWN[key].sections:
                    place = Place(CONFIG, setting.key_span)
                    below = kind == "services" and key == "endpoint_url"
                    where = "an indented line below the ID of a service" if below else "a profile"
                    yield _elsewhere(asked, key, where, place, None)


def _elsewhere(asked: Asked, key: str, where: str, place: Place, profile: str | None) -> Finding:
    message = f"{key} belongs in {where}: no tool reads it here"
    tools = tools_reading(asked, key) or (OWN,)
    return Finding(ID, WARNING, message, f"move it to {where}", place, profile, tools)


def _keys_in_config(asked: Asked, profile: Profile, section: Section) -> Iterator[Finding]:
    whole = "aws_access_key_id" in section.values and "aws_secret_access_key" in section.values
    if whole and not keys_by_file(profile)[1]:  # else they are split
        place = Place(CONFIG, section.find("aws_access_key_id")[0].key_span)
        message = f"the keys of profile {profile.name} are in config"
        hint = "move the keys to credentials"
        yield Finding(ID, INFO, message, hint, place, profile.name, asked)


def _others_in_credentials(
    asked: Asked, profile: Profile, section: Section, dropping: Collection[str]
) -> Iterator[Finding]:
    """Client settings in credentials, except those that go-dropped-key reports."""
    reported = dropping if profile.sections[0][0] == CONFIG else ()
    found = [
        key
        for key in section.values
        if is_aws_setting(key) and key not in _IN_CREDENTIALS and key not in reported
    ]
    if found:
        place = Place(CREDENTIALS, section.find(found[0])[0].key_span)
        message = f"settings of profile {profile.name} are in credentials: {', '.join(found)}"
        hint = "move these settings to config, and keep credentials for keys"
        yield Finding(ID, INFO, message, hint, place, profile.name, asked)


def _two_values(asked: Asked, profile: Profile) -> Iterator[Finding]:
    """Settings that some tools read from config although credentials has them."""
    config: dict[str, str] = {}
    for file, section in profile.sections:
        if file == CONFIG:
            config.update(section.values)
    for key, value in config.items():
        if value == profile.settings[key]:
            continue
        tools = tuple(tool for tool in asked if key in load(tool).HABITS.config_wins)
        if tools:
            use = tools_do(asked, tools, "uses", "use")
            message = f"{key} of profile {profile.name} has two values: {use} the one in config"
            if len(tools) < len(asked):
                message += ", other tools the one in credentials"
            place = key_place(profile, key)
            hint = "keep only the right value, in config"
            yield Finding(ID, WARNING, message, hint, place, profile.name, tools)


RULE = Rule(ID, __doc__, WARNING, check, BAD, GOOD)
