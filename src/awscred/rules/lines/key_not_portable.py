"""A setting name with characters that some tools do not accept.

## What it does
Reports settings of AWS tools whose name has characters other than the letters A to Z, digits and
`_ . : % @ / + -`. Names that no AWS tool reads may contain any character. If a tool that is asked
refuses files because of a name, the name is also reported, whoever reads the setting.

## Why it matters
The Rust SDK silently drops the setting. The C runtime refuses the file if lines below the setting
are indented. The PHP SDK refuses a file with a setting that has one of the names `yes`, `no`, `on`,
`off`, `true`, `false`, `none` and `null`. Some tools read the sign of the unit kelvin (U+212A) as
the letter `k`, which it looks like; the Rust SDK does not.

## Example
```ini
[services local]
dynamödb =
  endpoint_url = http://localhost:8000
```

## Use instead
```ini
[services local]
dynamodb =
  endpoint_url = http://localhost:8000
```

## Fix safety
No fix: only you know which name is intended.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from awscred.findings import ERROR, Finding
from awscred.ini import NESTED, SETTING, Setting
from awscred.profiles import CONFIG, CREDENTIALS
from awscred.rules import measure
from awscred.rules.places import called
from awscred.rules.rule import FILE, Bad, Context, Good, Rule
from awscred.rules.written import (
    PORTABLE_KEY,
    Written,
    is_hidden,
)
from awscred.tools import TOOLS, Asked, load, tools_do, tools_that
from awscred.tools.reading import Place

ID = "key-not-portable"

_KEYS = (
    "[a]\naws_access_key_id = AKIAI44QH8DHBEXAMPLE\n"
    "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n"
)

BAD = (
    Bad(
        "",
        "[a]\naws_access_\u212aey_id = AKIAI44QH8DHBEXAMPLE\n"  # a Kelvin sign
        "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n",
        (("credentials", 2, "the Rust SDK, the Java SDK and the C runtime do not accept"),),
    ),
    Bad(
        "[services a]\ns\u00e93 = x\n",
        _KEYS,
        (("config", 2, "the Rust SDK, the Java SDK and the C runtime do not accept"),),
    ),
    Bad(
        "[profile a]\nregion = eu-west-1\nmy(colour) = 1\n",
        f"{_KEYS}a[b = 1\n",
        (
            ("config", 3, "the PHP SDK refuses the whole file because of the characters"),
            ("credentials", 4, "the characters in the name of a setting"),
        ),
        of_all=True,
    ),
    Bad(
        "[profile a]\nregion = eu-west-1\n# c\nOn = 1\n",
        f"{_KEYS}null = 1\n",
        (
            ("config", 4, "the PHP SDK refuses the whole file"),
            ("credentials", 4, "the name null"),
        ),
        of_all=True,
    ),
)
GOOD = (
    Good("[profile a]\nyes = 1\n", _KEYS),
    Good("[profile a]\noutput = yes\nyesterday = on\n", _KEYS, of_all=True),
    Good("[profile a]\nmy.colour-%of@x/y+z_1 = blue\n", _KEYS),
    Good("[profile a]\ns3 =\n  my colour = blue\n", _KEYS),
    Good("[profile a]\naws access key id = x\n", _KEYS),  # misspelled
    Good("[profile a]\nmy colour = blue\nm\u00fcnchen = 1\n", f"{_KEYS}__proto__ = x\n"),
)


def check(context: Context) -> Iterator[Finding]:
    yield from _refused_words(context)
    yield from _refused_characters(context)
    for line, setting in context.settings:
        if line.role != SETTING or not line.is_known or PORTABLE_KEY.fullmatch(setting.key):
            continue
        if not any(map(is_hidden, setting.key)):  # see `encoding`
            yield _finding(context.asked, line, setting)


def _refused_words(context: Context) -> Iterator[Finding]:
    """Settings because of whose names tools refuse the files."""
    words = set[str]().union(*(load(tool).HABITS.refused_keys for tool in context.asked))
    for file in (CONFIG, CREDENTIALS) if words else ():
        for section in context.files.document(file).sections:
            if section.plain is not None and words.isdisjoint(section.plain):
                continue
            for setting in section.by_line.values():
                key = setting.key.lower()
                tools = _refusing(context.asked, key)
                if tools:
                    refuse = tools_do(context.asked, tools, "refuses", "refuse")
                    message = f"{refuse} the whole file because of a setting with the name {key}"
                    hint = "use another name, or remove the line"
                    profile = context.files.profile_of(file, section)
                    place = Place(file, setting.key_span)
                    yield Finding(ID, ERROR, message, hint, place, profile, tools)


def _refused_characters(context: Context) -> Iterator[Finding]:
    """Settings of any program because of whose names tools that are not asked by default refuse the
    files."""
    others = tuple(tool for tool in context.asked if not TOOLS[tool].is_default)
    for line in context.written if others else ():
        if line.setting is None or line.role not in (SETTING, NESTED):
            continue
        key = line.setting.key
        if PORTABLE_KEY.fullmatch(key) or any(map(is_hidden, key)):
            continue
        tools = measure.refusing(
            others, measure.section(line.file, f"{measure.shape(key)} = 1", "z = 1")
        )
        if tools:
            refuse = tools_do(context.asked, tools, "refuses", "refuse")
            named = called(key)
            message = f"{refuse} the whole file because of the characters in the name of {named}"
            hint = "use only a-z, 0-9 and _ in the name, or remove the line"
            place = Place(line.file, line.setting.key_span)
            yield Finding(ID, ERROR, message, hint, place, line.profile, tools)


def _refusing(asked: Asked, key: str) -> tuple[str, ...]:
    return tools_that(asked, lambda does: key in does.refused_keys)


def _finding(asked: Asked, line: Written, setting: Setting) -> Finding:
    written = measure.section(line.file, f"{_shape(setting.key)} = 1")
    tools = measure.misread_by(asked, written, written)
    not_accept = tools_do(asked, tools, "does not accept", "do not accept")
    message = f"the name of {called(setting.key)} has characters that {not_accept}"
    hint = "use only a-z, 0-9 and _ in the name"
    place = Place(line.file, setting.key_span)
    return Finding(ID, ERROR, message, hint, place, line.profile, tools)


def _shape(key: str) -> str:
    """A key with its lower-case letters, its capital letters and its other characters folded.

    Letters outside ASCII are kept, because each tool lower-cases them in its own way.
    """
    letters = re.sub("[A-Z]+", "A", re.sub("[a-z0-9_]+", "a", key))
    return re.sub(r"[^\w\r]+", "*", letters)


RULE = Rule(ID, __doc__, ERROR, check, BAD, GOOD, FILE)
