"""An access key that stands in two files.

## What it does
Reports profiles whose access key id, secret key and session token are not all in one file: parted
between config and credentials, or given in both.

## Why it matters
Tools put the parts together in four ways. The AWS Toolkit and the JavaScript and Rust SDKs merge
the files setting by setting, so that an id from one file and a secret from the other may sign a
request that AWS then refuses; the AWS CLI takes all from one file, and stops where only half a pair
is in it; the Go SDK calls such credentials partial, and loses tokens.

## Example
```ini
# config
[profile dev]
aws_access_key_id = AKIAI44QH8DHBEXAMPLE
region = eu-west-1
# credentials
[dev]
aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY
```

## Use instead
```ini
# config
[profile dev]
region = eu-west-1
# credentials
[dev]
aws_access_key_id = AKIAI44QH8DHBEXAMPLE
aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY
```

## Fix safety
No fix: which of the parts belong together is not known.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from awscred.findings import ERROR, WARNING, Finding
from awscred.keys import keys_by_file
from awscred.profiles import CONFIG, CREDENTIALS, Profile
from awscred.rules.measure import Lines, section, verdicts
from awscred.rules.rule import Bad, Context, Good, Rule
from awscred.settings import CREDENTIAL_KEYS
from awscred.tools import TOOLS, other_than, tools_do
from awscred.tools.reading import Place

ID = "credentials-split"

_HINT = (
    "keep aws_access_key_id, aws_secret_access_key and aws_session_token together in credentials, "
    "and remove them from config"
)
_ID, _SECRET, _TOKEN = CREDENTIAL_KEYS
_KEY_ID = "aws_access_key_id = AKIAI44QH8DHBEXAMPLE\n"
_OTHER_ID = "aws_access_key_id = AKIAIOSFODNN7EXAMPLE\n"
_KEY = "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n"
_TEMPORARY = f"{_KEY_ID.replace('AKIA', 'ASIA')}{_KEY}"
_SESSION = "aws_session_token = IQoJb3JpZ2luX2VjEXAMPLE\n"

BAD = (
    Bad(f"[profile a]\n{_KEY_ID}", f"[a]\n{_KEY}", (("config", 2, "do not put them together"),)),
    Bad(f"[default]\n{_KEY}", f"[default]\n{_KEY_ID}", (("config", 2, "the AWS CLI and the Go"),)),
    Bad(
        f"[profile a]\nregion = eu-west-1\n{_KEY_ID}{_KEY}",
        f"[a]\n{_OTHER_ID}",
        (("config", 3, "two different values of aws_access_key_id"),),
    ),
    Bad(
        f"[profile a]\n{_OTHER_ID}{_KEY}",
        f"[a]\n{_KEY_ID}{_KEY}",
        (("config", 2, "no tool uses that of config"),),
    ),
    Bad(
        f"[profile a]\n{_KEY_ID}{_KEY}",
        f"[a]\n{_KEY_ID}{_KEY}",
        (("config", 2, "stand in config too"),),
    ),
    Bad(f"[profile a]\n{_SESSION}", f"[a]\n{_TEMPORARY}", (("config", 2, "aws_session_token in"),)),
    Bad(
        f"[profile a]\n{_TEMPORARY}", f"[a]\n{_SESSION}", (("config", 2, "and the Go SDK do not"),)
    ),
)
GOOD = (
    Good("[profile a]\nregion = eu-west-1\n", f"[a]\n{_KEY_ID}{_KEY}"),
    Good(f"[profile a]\n{_TEMPORARY}{_SESSION}", "[a]\nregion = eu-west-1\n"),
    Good(f"[profile a]\n{_KEY_ID}{_KEY}", f"[b]\n{_OTHER_ID}{_KEY}"),
    Good("", f"[a]\n{_KEY_ID}\n[a]\n{_KEY}"),  # in one file at least
    Good(f"[profile a]\n{_SESSION}", f"[a]\n{_KEY_ID}"),  # half of it is nowhere
)


def check(context: Context) -> Iterator[Finding]:
    for profile in context.having(_ID):
        if len(profile.sections) > 1 and _SECRET in profile.settings:
            config, credentials = keys_by_file(profile)
            if config and credentials:
                yield _finding(profile, config, credentials)


def _finding(
    profile: Profile, config: Mapping[str, str], credentials: Mapping[str, str]
) -> Finding:
    different = [key for key in config if config[key] != credentials.get(key, config[key])]
    wrong = tuple(TOOLS) if different else _parting(config, credentials)
    severity = ERROR
    if different:
        message = (
            f"profile {profile.name} has two different values of {' and '.join(different)}, in "
            f"config and in credentials: {_effect(config, credentials)}"
        )
    elif wrong:
        message = (
            f"the access key of profile {profile.name} is parted, {' and '.join(config)} in config"
            f" and {' and '.join(credentials)} in credentials: "
            f"{tools_do(wrong, 'does', 'do')} not put them together"
        )
    else:
        severity, wrong = WARNING, tuple(TOOLS)
        message = (
            f"the keys of profile {profile.name} stand in config too: tools will mix the two, or"
            " stop, once one of them is changed"
        )
    return Finding(ID, severity, message, _HINT, _place(profile), profile.name, wrong)


def _effect(config: Collection[str], credentials: Collection[str]) -> str:
    """What tools make of two access keys."""
    whole = _ID in credentials and _SECRET in credentials
    if whole and (_TOKEN in credentials or _TOKEN not in config):
        return "no tool uses that of config"
    return "tools mix the two, or stop"


def _parting(config: Collection[str], credentials: Collection[str]) -> tuple[str, ...]:
    """The tools that do not see the key as a whole, of which no part has two values."""
    kind = "temporary" if _TOKEN in config or _TOKEN in credentials else "static"
    config_lines, credentials_lines = (
        [f"{key} = 1" for key in CREDENTIAL_KEYS if key in keys] for keys in (config, credentials)
    )
    written = Lines(
        section(CONFIG, *config_lines).config, section(CREDENTIALS, *credentials_lines).credentials
    )
    return other_than({tool for tool, found in verdicts(written).items() if found.kind == kind})


def _place(profile: Profile) -> Place:
    """Where the first part of the key stands that is in config."""
    found = (
        section.find(key)[0].key_span
        for file, section in profile.sections
        if file == CONFIG
        for key in CREDENTIAL_KEYS
        if key in section.values
    )
    return Place(CONFIG, min(found))


RULE = Rule(ID, __doc__, ERROR, check, BAD, GOOD)
