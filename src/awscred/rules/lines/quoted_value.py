"""A quoted value.

## What it does
Reports values, including nested values, that begin and end with the same quotation mark, and values
that consist of one quotation mark. A `credential_process`, in which quotes have a meaning, and
settings that no AWS tool reads are reported only if they consist of one quotation mark.

## Why it matters
Only the Go SDK (and therefore Terraform) removes the quotes, and the PHP SDK if they are double
quotes. Other tools ask for the region `"eu-west-1"`, or sign with a key that includes the quotes.
If a value consists of one quotation mark, the Go SDK panics, whichever profile is used.

## Example
```ini
[dev]
aws_access_key_id = "AKIAI44QH8DHBEXAMPLE"
aws_secret_access_key = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
```

## Use instead
```ini
[dev]
aws_access_key_id = AKIAI44QH8DHBEXAMPLE
aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY
```

## Fix safety
Safe: quotes around an access key ID, a secret key or a session token are removed, because these
values cannot contain quotes. Other values are not changed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from awscred.findings import ERROR, Finding, Fix
from awscred.ini import MORE, NESTED, Setting
from awscred.rules import measure
from awscred.rules.edits import rewrite
from awscred.rules.places import called
from awscred.rules.rule import FILE, KEYS, Bad, Context, Good, Rule
from awscred.rules.written import Written, settings_written
from awscred.settings import CREDENTIAL_KEYS
from awscred.tools import Asked, name_tools, other_than, tools_do
from awscred.tools.reading import Place

ID = "quoted-value"

_QUOTES = ("'", '"')
_COMMAND = "credential_process"
_KEY = re.compile(r"[A-Za-z0-9/+=_.-]+")


BAD = (
    Bad(
        "",
        '[a]\naws_access_key_id = "AKIAI44QH8DHBEXAMPLE"  ; mine\n'
        "aws_secret_access_key='wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY'\n",
        (
            ("credentials", 2, "aws_access_key_id is quoted"),
            ("credentials", 3, "aws_secret_access_key is quoted"),
        ),
        (
            "",
            "[a]\naws_access_key_id = AKIAI44QH8DHBEXAMPLE  ; mine\n"
            "aws_secret_access_key=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n",
        ),
    ),
    Bad(
        '[profile a]\nregion = "eu-west-1"\ns3 =\n  addressing_style = "path"\n',
        f"[a]\n{KEYS}",
        (("config", 2, "region is quoted"), ("config", 4, "addressing_style is quoted")),
    ),
    Bad(
        '[profile a]\noutput = ""\n',
        f"[a]\n{KEYS}",
        (("config", 2, "output is quoted"),),
    ),
    Bad("[profile a]\noutput = '\n", f"[a]\n{KEYS}", (("config", 2, "the Go SDK panics"),)),
    Bad(
        "[profile a]\nsso_role_name = 'Dev'\n",
        '[a]\nrole_session_name = "me"\n',
        (
            ("config", 2, "every tool except the Go SDK keeps the quotes"),
            ("credentials", 2, "every tool except the Go SDK and the PHP SDK keeps the quotes"),
        ),
        of_all=True,
    ),
    Bad(
        '[profile a]\ncredential_process = "\n',
        "",
        (("config", 2, "the Go SDK panics"),),
    ),
    Bad(
        "[profile a]\ncredential_process = /usr/bin/vault\n  --name='\n",
        "",
        (("config", 3, "the Go SDK panics"),),
    ),
)
GOOD = (
    Good("[profile a]\ncredential_process = \"/usr/bin/my vault\" --json 'x y'\n", ""),
    Good("[profile a]\ncredential_process = '/usr/bin/vault'\n", ""),  # see process-command
    Good("[profile a]\nusername = \"admin\"\nazure_tenant_id = '1234'\n", f"[a]\n{KEYS}"),
    Good("[profile a]\nrole_session_name = o'brien\ncolour = \"a' \n", f"[a]\n{KEYS}"),
)


def check(context: Context) -> Iterator[Finding]:
    for line in context.written:
        if line.role == MORE and line.setting and line.setting.value in _QUOTES:
            yield _finding(context.asked, line, line.setting)
    for line, setting in settings_written(context.written):
        first, last = setting.value[:1], setting.value[-1:]
        if setting.value in _QUOTES or (
            first in _QUOTES
            and first == last
            and setting.key.lower() != _COMMAND
            and context.is_of_aws(line.file, setting)
        ):
            yield _finding(context.asked, line, setting)


def _finding(asked: Asked, line: Written, setting: Setting) -> Finding:
    key, place = called(setting.key), Place(line.file, setting.value_span)
    if setting.value in _QUOTES:
        panicking = measure.refusing(asked, measure.section(line.file, "y = '"))
        message = f"{key} is only a quotation mark"
        if panicking:
            panic = tools_do(asked, panicking, "panics", "panic")
            message += f": {panic}, whichever profile is used"
        hint = "write the whole value without quotes, or remove the line"
        return Finding(ID, ERROR, message, hint, place, line.profile, asked)
    nested = line.role == NESTED
    quote = setting.value[0]
    written = measure.setting(line.file, f"y = {quote}a{quote}", nested=nested)
    keeping = measure.misread_by(asked, written, measure.setting(line.file, "y = a", nested=nested))
    keep = tools_do(asked, keeping, "keeps", "keep")
    if others := other_than(asked, keeping):
        keep = f"every tool except {name_tools(asked, others)} keeps"
    message = f"{key} is quoted; {keep} the quotes"
    hint = "remove the quotes"
    bare = setting.value[1:-1]
    fix = None
    if setting.key.lower() in CREDENTIAL_KEYS and _KEY.fullmatch(bare):
        span = setting.value_span
        text = line.text[: span.column - 1] + bare + line.text[span.end_column - 1 :]
        fix = Fix("remove the quotes", True, (rewrite(line.file, line.number, text),))
    return Finding(ID, ERROR, message, hint, place, line.profile, keeping, fix)


RULE = Rule(ID, __doc__, ERROR, check, BAD, GOOD, FILE)
