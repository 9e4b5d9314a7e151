"""Lines pasted from a shell or from JSON output.

## What it does
Reports shell commands (`export AWS_...=`, `set AWS_...=`, `$Env:AWS_... =`), names of environment
variables instead of settings (`AWS_DEFAULT_REGION=`), and JSON, such as the output of `aws sts
get-session-token`. Consecutive lines are one finding.

## Why it matters
Every tool reads `export AWS_REGION` as the name of an unknown setting, so the pasted lines have no
effect. In `$Env:AWS_... =`, the AWS CLI separates name and value at the colon: with two such lines,
it refuses both files because `$Env` is set twice. It also refuses them for a line with only `{`;
JSON makes the Rust SDK refuse them as well.

## Example
```ini
[dev]
export AWS_ACCESS_KEY_ID="AKIAI44QH8DHBEXAMPLE"
export AWS_SECRET_ACCESS_KEY="wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
```

## Use instead
```ini
[dev]
aws_access_key_id = AKIAI44QH8DHBEXAMPLE
aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY
```

## Fix safety
Safe: the lines become settings, if each line clearly gives one setting and the profile does not
have any of them yet. Unsafe: a line that is not a setting, such as an expiration time, is removed;
or the lines become settings although config or credentials already sets one of them in the profile.
In other cases there is no fix.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from awscred.findings import ERROR, Edit, Finding, Fix
from awscred.rules.places import called
from awscred.rules.rule import FILE, Bad, Context, Good, Rule
from awscred.rules.written import PASTED, Written, setting_of
from awscred.settings import KNOWN

ID = "pasted-text"

_ASSIGNMENT = re.compile(
    r"""(?ix) \s* (?: \$env: | (?:export|setx?|setenv|env)\s+ (?:-\w+\s+)* )?
    (?P<name>aws_\w+) (?:\s*=\s*|\s+) (?P<value>\S.*)"""
)
_MEMBER = re.compile(r"""\s*"(?P<name>[^"\s]*)"\s*:\s*(?P<value>\S.*)""")
_QUOTED = re.compile(r"""(["'])((?:(?!["'`$\\#;])[ -~])+)\1""")
_BARE = re.compile(r"""(?:(?!["'`$\\#;&|<>(){}])[!-~])+""")
_IN_JSON = {  # names in the output of AWS
    "AccessKeyId": "aws_access_key_id",
    "SecretAccessKey": "aws_secret_access_key",
    "SessionToken": "aws_session_token",
}
_FORMS = {"JSON": ("JSON", "JSON"), "shell": ("a shell command", "shell commands")}
_NO_SETTINGS = frozenset("Version Expiration UserName Status CreateDate".split())

_KEYS = (
    "aws_access_key_id = ASIAI44QH8DHBEXAMPLE\n"
    "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n"
    "aws_session_token = IQoJb3JpZ2luX2VjEXAMPLE\n"
)
_SHELL = (
    "export AWS_ACCESS_KEY_ID=ASIAI44QH8DHBEXAMPLE\n"
    'export AWS_SECRET_ACCESS_KEY="wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"\n'
    "export AWS_SESSION_TOKEN='IQoJb3JpZ2luX2VjEXAMPLE'\n"
)
_WINDOWS = _SHELL.replace("export", "set").translate(dict.fromkeys(map(ord, "'\"")))
_MEMBERS = (
    '        "AccessKeyId": "ASIAI44QH8DHBEXAMPLE",\n'
    '        "SecretAccessKey": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",\n'
    '        "SessionToken": "IQoJb3JpZ2luX2VjEXAMPLE"\n'
)

BAD = (
    Bad(
        "",
        f"[a]\n{_SHELL}",
        (("credentials", 2, "lines are shell commands"),),
        ("", f"[a]\n{_KEYS}"),
    ),
    Bad(
        "",
        f"[a]\nregion = eu-west-1\n{_WINDOWS}",
        (("credentials", 3, "lines are shell commands"),),
        ("", f"[a]\nregion = eu-west-1\n{_KEYS}"),
    ),
    Bad(
        "",
        f"[a]\n{_SHELL.replace('export ', '$Env:').replace('=', ' = ', 1)}",
        (("credentials", 2, "lines are shell commands"),),
        ("", f"[a]\n{_KEYS}"),
    ),
    Bad(
        "",
        f"[a]\n{_WINDOWS.replace('set', 'set -gx').replace('=', ' ')}"
        "set -gx AWS_CREDENTIAL_EXPIRATION 2026-11-02T21:01:54Z\n",
        (("credentials", 2, "4 lines are shell commands"),),
        ("", f"[a]\n{_KEYS}"),
    ),
    Bad(
        "[profile a]\noutput = json\nAWS_DEFAULT_REGION = eu-west-1\n",
        f"[a]\n{_KEYS}",
        (("config", 3, "environment variable AWS_DEFAULT_REGION here; the setting is region"),),
        ("[profile a]\noutput = json\nregion = eu-west-1\n", f"[a]\n{_KEYS}"),
    ),
    Bad(
        "[profile a]\nregion = eu-west-1\nexport AWS_REGION=us-east-1\n",
        f"[a]\n{_KEYS}",
        (("config", 3, "the setting is region"),),
    ),
    Bad(
        "[profile a]\nregion = eu-west-1\nAWS_PROFILE=b\n",
        f"[a]\n{_KEYS}",
        (("config", 3, "environment variable AWS_PROFILE here, and no setting replaces it"),),
        ("[profile a]\nregion = eu-west-1\n", f"[a]\n{_KEYS}"),
    ),
    Bad(
        "",
        f'[a]\n{{\n    "Credentials": {{\n{_MEMBERS}    }},\n    "Version": 1\n}}\n',
        (("credentials", 2, "8 lines are JSON"),),
        ("", f"[a]\n{_KEYS}"),
    ),
    Bad("", f"[a]\n{_MEMBERS}", (("credentials", 2, "3 lines are JSON"),), ("", f"[a]\n{_KEYS}")),
    Bad(
        "",
        f'[a]\n{_KEYS}{{"AccessKeyId": "ASIAI44QH8DHBEXAMPLE"}}\n',
        (("credentials", 5, "this line is JSON"),),
    ),
    Bad("", _SHELL, (("credentials", 1, "lines are shell commands"),)),
)
GOOD = (
    Good("", f"[a]\n{_KEYS}# export AWS_ACCESS_KEY_ID=AKIAI44QH8DHBEXAMPLE\n#{{\n"),
    Good("", f"[a]\n{_KEYS.upper()}"),  # but for case, settings
    Good("[profile a]\naws_region = eu-west-1\nexport_format = x\n", ""),  # misspelled
    Good("[profile a]\ncredential_process = env AWS_PROFILE=b /usr/bin/vault --json\n", ""),
)


def check(context: Context) -> Iterator[Finding]:
    for (_, form), run in groupby(context.written, lambda line: (line.file, _form(line))):
        if form is not None:
            yield _finding(context, form, list(run))


def _form(line: Written) -> str | None:
    """The kind of a pasted line, one of _FORMS; None for any other line."""
    if line.role != PASTED:
        return None
    return "JSON" if line.text.lstrip()[0] in '{}]"' else "shell"


def _finding(context: Context, form: str, run: list[Written]) -> Finding:
    first = run[0]
    match = _ASSIGNMENT.match(first.text) if len(run) == 1 else None
    if match:
        name, setting = called(match["name"]), setting_of(match["name"].upper())
        rest = f"; the setting is {setting}" if setting else ", and no setting replaces it"
        message = f"no tool reads the environment variable {name} here{rest}"
        hint = f"write `{setting} = ...`" if setting else "remove the line"
    else:
        one, many = _FORMS[form]
        what = f"this line is {one}" if len(run) == 1 else f"these {len(run)} lines are {many}"
        message = f"{what}, which no tool reads here"
        hint = "write each setting as `key = value`, and remove the other lines"
    fix = _fix(context, run)
    return Finding(ID, ERROR, message, hint, first.place, first.profile, context.asked, fix)


def _fix(context: Context, run: list[Written]) -> Fix | None:
    """The fix that turns all lines into settings, if all of them are understood."""
    first = run[0]
    if first.profile is None:
        return None
    edits: list[Edit] = []
    keys: list[str] = []
    safe = True
    for line in run:
        pair = _meaning(line.text)
        if pair is None:
            return None
        key, value = pair
        keys += [key] if value else []
        safe = safe and (value != "" or key in ("{", "}"))
        text = (f"{key} = {value}",) if value else ()
        edits.append(Edit(first.file, line.number, line.number, text))
    known = first.section.values
    if len(set(keys)) < len(keys) or not known.keys().isdisjoint(keys):
        return None
    profile = context.files.profiles[first.profile]
    safe = safe and profile.settings.keys().isdisjoint(keys)
    title = "write them as settings" if keys else "remove the lines that are not settings"
    return Fix(title, safe, tuple(edits))


def _meaning(text: str) -> tuple[str, str] | None:
    """The key and value that a pasted line means, or a word and "" if it is not a setting.

    None if the line is not understood.
    """
    text = text.strip()
    if text.strip(",") in ("{", "}"):
        return text.strip(","), ""
    if match := _MEMBER.fullmatch(text):
        name, value = match["name"], match["value"].removesuffix(",").rstrip()
        if value == "{":
            return "{", ""
        key = _IN_JSON.get(name) or (name.lower() if name.lower() in KNOWN else None)
    elif match := _ASSIGNMENT.fullmatch(text):
        name, value = match["name"], match["value"]
        key = setting_of(name.upper())
        if key is None:
            return name, ""
    else:
        return None
    if key is None:
        return (name, "") if name in _NO_SETTINGS else None
    quoted, bare = _QUOTED.fullmatch(value), _BARE.fullmatch(value)
    word = quoted[2].strip() if quoted else value if bare else ""
    return (key, word) if word else None


RULE = Rule(ID, __doc__, ERROR, check, BAD, GOOD, FILE)
