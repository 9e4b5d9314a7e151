"""An access key split or repeated across both files.

## What it does
Reports profiles whose access key ID, secret key and session token are not all in one file: they are
split between config and credentials, or given in both. This includes a token under its old name,
`aws_security_token`.

## Why it matters
Tools combine the parts in different ways. The AWS Toolkit and the JavaScript and Rust SDKs merge
the files setting by setting, so they may sign with an ID from one file and a secret from the other,
which AWS refuses. The AWS CLI reads all parts from one file, and stops if a part is missing there.
The Go SDK reports partial credentials, and ignores a token that is not beside its key.

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
Unsafe: moves a token, under its new name, to the file that has the rest of the temporary key. For
other parts there is no fix: only you know which parts belong together.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from awscred.findings import ERROR, WARNING, Edit, Finding, Fix
from awscred.forms import bare
from awscred.keys import keys_by_file
from awscred.profiles import CONFIG, CREDENTIALS, Files, Profile
from awscred.rules.measure import Lines, section, verdicts
from awscred.rules.places import find
from awscred.rules.rule import Bad, Context, Good, Rule
from awscred.settings import CREDENTIAL_KEYS, TOKENS
from awscred.tools import Asked, other_than, tools_do
from awscred.tools.reading import Place

ID = "credentials-split"

_HINT = (
    "keep aws_access_key_id, aws_secret_access_key and aws_session_token together in credentials, "
    "and remove them from config"
)
_ID, _SECRET, _TOKEN = CREDENTIAL_KEYS
_PARTS = (_ID, _SECRET, *TOKENS)
_KEY_ID = "aws_access_key_id = AKIAI44QH8DHBEXAMPLE\n"
_OTHER_ID = "aws_access_key_id = AKIAIOSFODNN7EXAMPLE\n"
_KEY = "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n"
_TEMPORARY = f"{_KEY_ID.replace('AKIA', 'ASIA')}{_KEY}"
_SESSION = "aws_session_token = IQoJb3JpZ2luX2VjEXAMPLE\n"
_OLD_SESSION = _SESSION.replace("session", "security")

BAD = (
    Bad(f"[profile a]\n{_KEY_ID}", f"[a]\n{_KEY}", (("config", 2, "do not combine them"),)),
    Bad(f"[default]\n{_KEY}", f"[default]\n{_KEY_ID}", (("config", 2, "the AWS CLI and the Go"),)),
    Bad(
        f"[profile a]\nregion = eu-west-1\n{_KEY_ID}{_KEY}",
        f"[a]\n{_OTHER_ID}",
        (("config", 3, "two different values of aws_access_key_id"),),
    ),
    Bad(
        f"[profile a]\n{_OTHER_ID}{_KEY}",
        f"[a]\n{_KEY_ID}{_KEY}",
        (("config", 2, "no tool uses the key in config"),),
    ),
    Bad(
        f"[profile a]\n{_KEY_ID}{_KEY}",
        f"[a]\n{_KEY_ID}{_KEY}",
        (("config", 2, "in both files"),),
    ),
    Bad(
        f"[profile a]\n{_SESSION}",
        f"[a]\n{_TEMPORARY}",
        (("config", 2, "aws_session_token in"),),
        ("[profile a]\n", f"[a]\n{_TEMPORARY}{_SESSION}"),
    ),
    Bad(
        f"[profile a]\n{_TEMPORARY}",
        f"[a]\n{_SESSION}",
        (("config", 2, "and the Go SDK do not"),),
        (f"[profile a]\n{_TEMPORARY}{_SESSION}", "[a]\n"),
    ),
    Bad(
        f"[profile a]\nregion = eu-west-1\n{_OLD_SESSION}",
        f"[a]\n{_TEMPORARY}",
        (("config", 3, "aws_security_token in config, aws_access_key_id and"),),
        ("[profile a]\nregion = eu-west-1\n", f"[a]\n{_TEMPORARY}{_SESSION}"),
    ),
    Bad(
        f"[profile a]\nregion = eu-west-1\n{_TEMPORARY}",
        f"[a]\n{_OLD_SESSION}",
        (("config", 3, "aws_security_token in credentials: no tool combines them"),),
        (f"[profile a]\nregion = eu-west-1\n{_TEMPORARY}{_SESSION}", "[a]\n"),
    ),
    Bad(
        f"[profile a]\n{_OLD_SESSION}",
        f"[a]\n{_TEMPORARY.replace('ASIA', 'AKIA')}",
        (("config", 2, "no tool combines them"),),
    ),
)
GOOD = (
    Good("[profile a]\nregion = eu-west-1\n", f"[a]\n{_KEY_ID}{_KEY}"),
    Good(f"[profile a]\n{_TEMPORARY}{_SESSION}", "[a]\nregion = eu-west-1\n"),
    Good(f"[profile a]\n{_KEY_ID}{_KEY}", f"[b]\n{_OTHER_ID}{_KEY}"),
    Good("", f"[a]\n{_KEY_ID}\n[a]\n{_KEY}"),  # all in one file
    Good(f"[profile a]\n{_OLD_SESSION}", f"[a]\n{_TEMPORARY}{_SESSION}"),  # not used
    Good(f"[profile a]\n{_SESSION}", f"[a]\n{_KEY_ID}"),  # missing-keys reports it
)


def check(context: Context) -> Iterator[Finding]:
    for profile in context.having(_ID):
        if len(profile.sections) > 1 and _SECRET in profile.settings:
            config, credentials = keys_by_file(profile)
            if config and credentials:
                yield _finding(context.asked, context.files, profile, config, credentials)


def _finding(
    asked: Asked,
    files: Files,
    profile: Profile,
    config: Mapping[str, str],
    credentials: Mapping[str, str],
) -> Finding:
    different = [key for key in config if config[key] != credentials.get(key, config[key])]
    wrong = asked if different else _parting(asked, config, credentials)
    severity, hint, fix = ERROR, _HINT, None
    if different:
        message = (
            f"profile {profile.name} has two different values of {' and '.join(different)}, one in "
            f"config and one in credentials: {_effect(config, credentials)}"
        )
    elif wrong:
        said = f"{tools_do(asked, wrong, 'does', 'do')} not combine them"
        if len(wrong) == len(asked):
            said = "no tool combines them"
        message = (
            f"the access key of profile {profile.name} is split: {' and '.join(config)} in config, "
            f"{' and '.join(credentials)} in credentials: {said}"
        )
        for file, parts in ((CONFIG, config), (CREDENTIALS, credentials)):
            if {*parts} == {_ID, _SECRET} and parts[_ID].startswith("ASIA"):
                hint = f"move the token to {file}, as {_TOKEN}"
                fix = _move_token(files, profile, file)
    else:
        severity, wrong = WARNING, asked
        message = (
            f"the keys of profile {profile.name} are in both files: if you change one copy, tools "
            "mix the two or stop"
        )
    return Finding(ID, severity, message, hint, _place(profile), profile.name, wrong, fix)


def _move_token(files: Files, profile: Profile, file: str) -> Fix | None:
    """The fix that moves a profile's token to the file that has its keys."""
    key = _TOKEN if _TOKEN in profile.settings else TOKENS[1]
    there, token = find(profile, key)
    secret = find(profile, _SECRET)[1]
    if token.comment or not bare(token.value) or token.nested:
        return None
    line = files.document(file).line(secret.key_span.line)
    indent = line[: secret.key_span.column - 1]
    after = secret.last_line
    edits = (
        Edit(there, token.key_span.line, token.last_line, ()),
        Edit(file, after + 1, after, (f"{indent}{_TOKEN} = {token.value}",)),
    )
    return Fix(f"move the token to {file}, as {_TOKEN}", False, edits)


def _effect(config: Collection[str], credentials: Collection[str]) -> str:
    """What tools do with two access keys."""
    whole = _ID in credentials and _SECRET in credentials
    if whole and (_TOKEN in credentials or _TOKEN not in config):
        return "no tool uses the key in config"
    return "tools mix the two, or stop"


def _parting(
    asked: Asked, config: Collection[str], credentials: Collection[str]
) -> tuple[str, ...]:
    """The tools that do not read the whole key from its parts; no part has two values."""
    kind = "static" if {*TOKENS}.isdisjoint((*config, *credentials)) else "temporary"
    config_lines, credentials_lines = (
        [f"{key} = 1" for key in _PARTS if key in keys] for keys in (config, credentials)
    )
    written = Lines(
        section(CONFIG, *config_lines).config, section(CREDENTIALS, *credentials_lines).credentials
    )
    return other_than(
        asked, {tool for tool, found in verdicts(asked, written).items() if found.kind == kind}
    )


def _place(profile: Profile) -> Place:
    """The place of the key's first part in config."""
    found = (
        section.find(key)[0].key_span
        for file, section in profile.sections
        if file == CONFIG
        for key in _PARTS
        if key in section.values
    )
    return Place(CONFIG, min(found))


RULE = Rule(ID, __doc__, ERROR, check, BAD, GOOD)
