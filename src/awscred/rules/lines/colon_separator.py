"""A colon instead of an equals sign.

## What it does
Reports settings, including nested settings, whose first separator is `:` instead of `=`.

## Why it matters
The AWS CLI and the Go SDK read `region: eu-west-1`. The AWS Toolkit and the JavaScript SDK do not
recognize it as a setting, and the Rust SDK refuses both files. In a nested block, the AWS CLI
refuses the files as well. If an `=` follows later, as in `a:b = c`, some tools split the line there
and read a different setting.

## Example
```ini
[dev]
region: eu-west-1
```

## Use instead
```ini
[dev]
region = eu-west-1
```

## Fix safety
Safe: after the name of a known setting, the colon becomes `=`, unless the setting occurs twice.
After any other name, the colon may be part of the name.
"""

from __future__ import annotations

from collections.abc import Iterator

from awscred.findings import ERROR, Finding, Fix
from awscred.ini import BLANKS, NESTED, Setting
from awscred.rules import measure
from awscred.rules.edits import rewrite
from awscred.rules.measure import Lines
from awscred.rules.places import called
from awscred.rules.rule import FILE, KEYS, Bad, Context, Good, Rule
from awscred.rules.written import Written, is_given_once, settings_written
from awscred.tools import Asked, tools_do
from awscred.tools.reading import Place

ID = "colon-separator"

_ID = "aws_access_key_id = AKIAI44QH8DHBEXAMPLE\n"
_REST = "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n"

BAD = (
    Bad(
        "",
        f"[a]\n{KEYS.replace(' =', ':')}",
        (("credentials", 2, "aws_access_key_id"), ("credentials", 3, "aws_secret_access_key")),
        ("", f"[a]\n{KEYS}"),
    ),
    Bad(
        "[profile a]\nregion:eu-west-1\ncredential_process :\t/usr/bin/vault --id=1\n",
        "",
        (("config", 2, "region"), ("config", 3, "the Rust SDK")),
        ("[profile a]\nregion = eu-west-1\ncredential_process = /usr/bin/vault --id=1\n", ""),
    ),
    Bad(
        "[profile a]\noutput = json\ns3:\n  addressing_style: path\n",
        f"[a]\n{KEYS}",
        (("config", 3, "s3"), ("config", 4, "the AWS CLI")),
        ("[profile a]\noutput = json\ns3 =\n  addressing_style = path\n", f"[a]\n{KEYS}"),
    ),
    Bad(
        "[profile a]\noutput = json\nteam:name = x\n",
        f"[a]\n{KEYS}",
        (("config", 3, "team"),),
    ),
    Bad(
        "[profile a]\noutput: json\noutput = text\n",
        f"[a]\n{KEYS}",
        (("config", 2, "output"),),
    ),
)
GOOD = (
    Good(
        "[profile a]\nrole_session_name = a:b\ns3 =\n  addressing_style = a:b\n",
        f"[a]\n{KEYS}",
    ),
    Good("# region: eu-west-1\n[profile a:b]\nregion = eu-west-1\n", f"[a:b]\n{KEYS}"),
    Good("[profile a]\ncredential_process = /usr/bin/vault\n  at: here\n", ""),  # part of the value
)


def check(context: Context) -> Iterator[Finding]:
    for line, setting in settings_written(context.written):
        if _after_key(line, setting)[:1] == ":":
            yield _finding(context.asked, line, setting)


def _after_key(line: Written, setting: Setting) -> str:
    """The rest of the line after a setting's name, starting with the separator."""
    return line.text[setting.key_span.end_column - 1 :].lstrip()


def _finding(asked: Asked, line: Written, setting: Setting) -> Finding:
    tools = measure.misread_by(asked, *(_shape(line, setting, sign) for sign in ":="))
    key = called(setting.key)
    not_read = tools_do(asked, tools, "does not read", "do not read")
    message = f"{key} is followed by a colon instead of =: {not_read} the setting"
    fix = None
    if line.is_known and is_given_once(line, setting):
        name = line.text[: setting.key_span.end_column - 1]
        value = _after_key(line, setting)[1:].strip(BLANKS)
        edit = rewrite(line.file, line.number, f"{name} = {value}".rstrip())
        fix = Fix("replace the colon with =", True, (edit,))
    place = Place(line.file, setting.key_span)
    hint = f"write `{key} = ...`" if key == setting.key else "replace the colon with ="
    return Finding(ID, ERROR, message, hint, place, line.profile, tools, fix)


def _shape(line: Written, setting: Setting, sign: str) -> Lines:
    """A setting with this separator; without a value, a nested setting follows if possible."""
    nested = line.role == NESTED
    if nested or setting.value:
        text = f"y{sign} a" if setting.value else f"y{sign}"
        return measure.setting(line.file, text, nested=nested)
    return measure.section(line.file, f"y{sign}", "  a = 1")


RULE = Rule(ID, __doc__, ERROR, check, BAD, GOOD, FILE)
