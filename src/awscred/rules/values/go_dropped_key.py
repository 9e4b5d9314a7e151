"""A setting in the credentials file that the Go SDK drops.

## What it does
Reports settings in credentials that the Go SDK drops because config also has the profile. Settings
that the Go SDK never uses are not reported.

## Why it matters
The Go SDK, and therefore Terraform, merges the two files by a fixed list of settings. If a profile
is in both files, it silently drops `endpoint_url`, `services`, `s3` and others from credentials.
The other tools merge all settings.

## Example
```ini
# config
[profile dev]
region = eu-west-1
# credentials
[dev]
endpoint_url = http://localhost:4566
```

## Use instead
```ini
# config
[profile dev]
region = eu-west-1
endpoint_url = http://localhost:4566
```

## Fix safety
Safe: moves the setting to the profile's section in config, where all tools read it. There is no fix
for settings that may hold a secret, or that config already has.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from awscred.findings import ERROR, Edit, Finding, Fix
from awscred.ini import Section, Setting
from awscred.profiles import CONFIG, CREDENTIALS, Files, Profile
from awscred.rules.edits import rewrite
from awscred.rules.places import called
from awscred.rules.rule import KEYS, Bad, Context, Good, Rule
from awscred.rules.values.dropped import dropped
from awscred.settings import CREDENTIAL_KEYS, KNOWN
from awscred.tools import Asked, tools_do
from awscred.tools.reading import Place

ID = "go-dropped-key"

_TOKEN = CREDENTIAL_KEYS[2]
_MOVABLE = {row.name for row in KNOWN.values() if "profile" in row.sections and not row.secret}

BAD = (
    Bad(
        "[profile a]\nregion = eu-west-1\n\n[profile b]\noutput = json\n",
        f"[a]\n{KEYS}endpoint_url = http://localhost:4566\n",
        (("credentials", 4, "endpoint_url"),),
        (
            "[profile a]\nregion = eu-west-1\nendpoint_url = http://localhost:4566\n"
            "\n[profile b]\noutput = json\n",
            f"[a]\n{KEYS}",
        ),
    ),
    Bad(
        "[default]\nregion = eu-west-1",
        f"[default]\nsdk_ua_app_id=web\n{KEYS}s3 =\n  addressing_style = path\n",
        (("credentials", 2, "sdk_ua_app_id"), ("credentials", 5, "s3")),
        (
            "[default]\nregion = eu-west-1\nsdk_ua_app_id=web\ns3 =\n  addressing_style = path",
            f"[default]\n{KEYS}",
        ),
    ),
    Bad(
        "[profile a]\nsdk_ua_app_id = web\n",
        f"[a]\n{KEYS}sdk_ua_app_id = app\n",
        (("credentials", 4, "the one in config"),),
    ),
    Bad(
        "[profile a]\ncredential_process = /opt/get\n",
        "[a]\naws_session_token = IQoJb3JpZ2luX2VjEXAMPLE\n",
        (("credentials", 2, "aws_session_token"),),
    ),
)
GOOD = (
    Good("[profile a]\noutput = json\n", f"[a]\n{KEYS}region = eu-west-1\n"),
    Good("[profile a]\noutput = json\n", f"[a]\n{KEYS}output = text\ncli_pager =\n"),
    Good("", f"[a]\n{KEYS}endpoint_url = http://localhost:4566\n"),
    Good("[profile a]\noutput = json\n", f"[a]\n{KEYS}colour = blue\nmfa_process = /opt/otp\n"),
    Good("[profile a]\noutput = json\n", f"[a]\n{KEYS}aws_expiration = 2026-11-28T12:00:00Z\n"),
    Good("[profile b]\noutput = json\n", f"[a]\n{KEYS}s3 =\n  addressing_style = path\n"),
)


def check(context: Context) -> Iterator[Finding]:
    dropping = dropped(context.asked)
    surely_kept = KNOWN.keys() - dropping.keys()
    for profile in context.profiles.values():
        if len(profile.sections) == 1 or profile.sections[0][0] != CONFIG:
            continue
        suspects = [
            section
            for file, section in profile.sections
            if file == CREDENTIALS and not surely_kept.issuperset(section.values)
        ]
        if suspects:
            config = [section for file, section in profile.sections if file == CONFIG]
            for section in suspects:
                yield from _dropped(
                    context.asked, context.files, profile, section, config, dropping
                )


def _dropped(
    asked: Asked,
    files: Files,
    profile: Profile,
    section: Section,
    config: Sequence[Section],
    dropping: Mapping[str, tuple[str, ...]],
) -> Iterator[Finding]:
    """What tools drop from a section of credentials; `config` has the profile's sections there."""
    given = {key for part in config for key in part.values}
    for setting in section.settings:
        key = setting.key.lower()
        tools = dropping.get(key, ())
        if not tools or (key == _TOKEN and "aws_access_key_id" in profile.settings):
            continue
        twice = key in given
        if twice:
            effect = f"{tools_do(asked, tools, 'reads', 'read')} the one in config instead"
        else:
            effect = f"{tools_do(asked, tools, 'drops', 'drop')} it"
        message = (
            f"{called(setting.key)} of profile {profile.name} is in credentials, and config also "
            f"has the profile: {effect}"
        )
        hint = (
            "remove the setting from one of the two files"
            if twice
            else "move the setting to config"
        )
        movable = key in _MOVABLE and not twice
        fix = _move(files, setting, config[-1]) if movable else None
        place = Place(CREDENTIALS, setting.key_span)
        yield Finding(ID, ERROR, message, hint, place, profile.name, tools, fix)


def _move(files: Files, setting: Setting, section: Section) -> Fix:
    """The fix that moves a setting, with the lines that belong to it, to the end of a section."""
    first, last = setting.key_span.line, setting.last_line
    moved = [files.credentials.line(number) for number in range(first, last + 1)]
    end = section.settings[-1].last_line if section.settings else section.line
    above = rewrite(CONFIG, end, files.config.line(end), *moved)
    edits = (above, Edit(CREDENTIALS, first, last, ()))
    return Fix("move the setting to config", True, edits)


RULE = Rule(ID, __doc__, ERROR, check, BAD, GOOD)
