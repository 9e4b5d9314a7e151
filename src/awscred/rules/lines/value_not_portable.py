"""A value with a character at which some tools stop reading.

## What it does
Reports values with `;`, and lines with both `[` and `]` in a value, for tools to which these
characters have a meaning there. The tools that are asked by default read them as part of the value.

## Why it matters
The PHP SDK reads a `;` as the start of a comment, even without a space before it, so it runs only
the first part of a command. The C++ SDK reads a line with `[` and `]` as a header: it ignores the
rest of the section.

## Example
```ini
[profile dev]
credential_process = /usr/local/bin/get-credentials 'build;1'
```

## Use instead
```ini
[profile dev]
credential_process = /usr/local/bin/get-build-1-credentials
```

## Fix safety
No fix: only you know what else the value may be.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from awscred.findings import ERROR, Finding
from awscred.ini import Document, Section, Setting
from awscred.other_programs import is_aws_setting
from awscred.profiles import CONFIG, CREDENTIALS
from awscred.rules import measure
from awscred.rules.places import called
from awscred.rules.rule import KEYS, Bad, Context, Good, Rule
from awscred.tools import Asked, tools_do
from awscred.tools.reading import Place

ID = "value-not-portable"


class _Sign(NamedTuple):
    """Characters that together mean something to a tool, and what it then does.

    `probe` is a value in which they do. `garbles`: the settings below are also lost.
    """

    chars: str
    probe: str
    one_does: str
    many_do: str
    garbles: bool = False


_SIGNS = (
    _Sign(";", "a;b", "reads only what is before its ;", "read only what is before its ;"),
    _Sign(
        "[]",
        "[a]",
        "reads the line as a header, and ignores the settings below it",
        "read the line as a header, and ignore the settings below it",
        garbles=True,
    ),
)

BAD = (
    Bad(
        "[profile a]\ncredential_process = /bin/get 'build;1'\n",
        "",
        (("config", 2, "credential_process has a ; in its value: the PHP SDK reads only"),),
        of_all=True,
    ),
    Bad(
        "[profile a]\ncredential_process = /bin/get [x]\nregion = eu-west-1\ncolour = [y]\n",
        "",
        (
            ("config", 2, "has [ and ] in its value: the C++ SDK reads the line as a header"),
            ("config", 4, "colour has [ and ]"),
        ),
        of_all=True,
    ),
    Bad(
        f"[sso-session a]\n{KEYS}sso_start_url = https://example.com/a;b\n",
        f"[b]\n{KEYS}role_session_name = [b]\n",
        (("config", 4, "sso_start_url has a ;"), ("credentials", 4, "role_session_name has [")),
        of_all=True,
    ),
)
GOOD = (
    Good("[profile a]\ncredential_process = /bin/get 'build;1' [x]\n", ""),
    Good(
        "[profile a]\ncredential_process = /bin/get x]\ncolour = a;b\n# [x];\n",
        f"[a] ; [b]\n{KEYS}",
        of_all=True,
    ),
)


def check(context: Context) -> Iterator[Finding]:
    for sign in _SIGNS:
        if _upset(context.asked, CONFIG, sign, sign.probe):
            for file in (CONFIG, CREDENTIALS):
                document = context.files.document(file)
                for section in document.sections if _may_have(document, sign) else ():
                    yield from _findings(context, file, section, sign)


def _may_have(document: Document, sign: _Sign) -> bool:
    """Whether a file has the characters in other places than in its headers."""
    last = sign.chars[-1]
    in_headers = sum(section.header is not None for section in document.sections)
    return document.text.count(last) > (in_headers if last == "]" else 0)


def _findings(context: Context, file: str, section: Section, sign: _Sign) -> Iterator[Finding]:
    if not all(
        char in section.text[len(section.header or "") + len("[]") :] for char in sign.chars
    ):
        return
    for setting in section.settings:
        value = setting.value.partition("\n")[0]
        if all(char in value for char in sign.chars) and (
            sign.garbles or is_aws_setting(setting.key)
        ):
            tools = _upset(context.asked, file, sign, value)
            if tools:
                yield _finding(context, Place(file, setting.value_span), setting, sign, tools)


def _finding(
    context: Context, place: Place, setting: Setting, sign: _Sign, tools: tuple[str, ...]
) -> Finding:
    what = f"a {sign.chars}" if len(sign.chars) == 1 else " and ".join(sign.chars)
    do = tools_do(context.asked, tools, sign.one_does, sign.many_do)
    message = f"{called(setting.key)} has {what} in its value: {do}"
    hint = f"write the value without {' and '.join(sign.chars)}"
    profile = context.files.profile_at(place.file, place.span.line)
    return Finding(ID, ERROR, message, hint, place, profile, tools)


def _upset(asked: Asked, file: str, sign: _Sign, value: str) -> tuple[str, ...]:
    """The tools that misread a value, but not one without these characters."""
    found = []
    shape = measure.shape(value)
    for text in (shape, "".join("a" if char in sign.chars else char for char in shape)):
        lines = measure.section(file, f"y = {text}", "z = 1")
        found.append(measure.misread_by(asked, lines, lines))
    return tuple(tool for tool in found[0] if tool not in found[1])


RULE = Rule(ID, __doc__, ERROR, check, BAD, GOOD)
