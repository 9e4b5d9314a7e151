"""A setting whose name has characters that not every tool takes.

## What it does
Reports names of settings with other characters than letters, digits and `_ . : % @ / + -`. It is a
warning where no AWS tool knows the name anyway, and an error where one does.

## Why it matters
The Rust SDK drops such a setting without a word, and the AWS Toolkit and the JavaScript SDK drop
one named `__proto__`. Letters outside ASCII become lower-case in one way here and in another there,
and a letter that only looks like a `k` is one to some tools and none to the Rust SDK.

## Example
```ini
[dev]
my colour = blue
```

## Use instead
```ini
[dev]
my_colour = blue
```

## Fix safety
No fix: the name is for the tool to say that reads the setting.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from awscred.findings import ERROR, WARNING, Finding
from awscred.ini import SETTING, Setting
from awscred.rules import measure
from awscred.rules.places import called
from awscred.rules.rule import Bad, Context, Good, Rule
from awscred.rules.written import (
    MOST_SUGGESTIONS,
    PORTABLE_KEY,
    Written,
    is_hidden,
    settings_written,
)
from awscred.settings import suggest
from awscred.tools import tools_do
from awscred.tools.reading import JAVASCRIPT_PROTOTYPE, Place

ID = "key-not-portable"

_KEYS = (
    "[a]\naws_access_key_id = AKIAI44QH8DHBEXAMPLE\n"
    "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n"
)

BAD = (
    Bad("[profile a]\nmy colour = blue\n", _KEYS, (("config", 2, "my colour has"),)),
    Bad("[profile a]\nmünchen = 1\n", _KEYS, (("config", 2, "the Rust SDK does not take"),)),
    Bad(
        "[profile a]\nMünchen = 1\nA*B = 1\n",
        _KEYS,
        (
            ("config", 2, "the JavaScript SDK and the Rust SDK"),
            ("config", 3, "the JavaScript SDK and the Rust SDK"),
        ),
    ),
    Bad(
        "[profile a]\n\u0391\u03a3 = 1\n\u0130 = 1\n",  # a final sigma, and an I with a dot
        _KEYS,
        (("config", 2, "the Go SDK"), ("config", 3, "the Go SDK")),
    ),
    Bad(
        "[profile a]\n__PROTO__ = x\n",
        f"{_KEYS}__proto__ = x\n",
        (
            ("config", 2, "the AWS Toolkit and the JavaScript SDK do not take"),
            ("credentials", 4, "the AWS Toolkit and the JavaScript SDK do not take"),
        ),
    ),
    Bad(
        "",
        "[a]\naws_access_\u212aey_id = AKIAI44QH8DHBEXAMPLE\n"
        "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n",
        (("credentials", 2, "has a name"),),
    ),
    Bad("[sso-session a]\n{x} = 1\nsso_region = eu-west-1\n", "", (("config", 2, "Rust"),)),
)
GOOD = (
    Good("[profile a]\nmy.colour-%of@x/y+z_1 = blue\n", _KEYS),
    Good("[profile a]\ns3 =\n  my colour = blue\n", _KEYS),
    Good("[profile a]\naws access key id = x\n", _KEYS),  # misspelt
)


def check(context: Context) -> Iterator[Finding]:
    for number, (line, setting) in enumerate(_odd(context)):
        if line.is_known or number >= MOST_SUGGESTIONS or not suggest(setting.key):
            yield _finding(line, setting)


def _odd(context: Context) -> Iterator[tuple[Written, Setting]]:
    for line, setting in settings_written(context.written):
        if line.role != SETTING:
            continue
        is_lost = setting.key.lower() == JAVASCRIPT_PROTOTYPE
        if PORTABLE_KEY.fullmatch(setting.key) and not is_lost:
            continue
        if not any(map(is_hidden, setting.key)):  # which `encoding` says
            yield line, setting


def _finding(line: Written, setting: Setting) -> Finding:
    written = measure.section(line.file, f"{_shape(setting.key)} = 1")
    tools = measure.misread_by(written, written)
    not_take = tools_do(tools, "does not take", "do not take")
    message = f"{called(setting.key)} has a name that {not_take} as it is"
    hint = "write the name in lower-case letters, digits and _, if the tool that reads it lets you"
    place, severity = Place(line.file, setting.key_span), ERROR if line.is_known else WARNING
    return Finding(ID, severity, message, hint, place, line.profile, tools)


def _shape(key: str) -> str:
    """A key with its small letters folded, its capitals, and all that is neither.

    Letters outside ASCII stay, as tools write each of them small in their own way.
    """
    if key.lower() == JAVASCRIPT_PROTOTYPE:
        return key
    letters = re.sub("[A-Z]+", "A", re.sub("[a-z0-9_]+", "a", key))
    return re.sub(r"[^\w\r]+", "*", letters)


RULE = Rule(ID, __doc__, WARNING, check, BAD, GOOD)
