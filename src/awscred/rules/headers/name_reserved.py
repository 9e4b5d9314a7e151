"""A name that some tool keeps for itself, or no name at all.

## What it does
Reports `[DEFAULT]`; profiles called `__proto__`, `constructor`, `toString` or by another of the
names that every JavaScript object has; and headers without a name: `[]`, `[profile]`.

## Why it matters
The AWS CLI gives the settings of `[DEFAULT]` to every profile of the file, keys too. The JavaScript
SDK loses a profile of the other names, and at `__proto__` it reads the whole file as empty. A
header without a name makes the AWS CLI refuse the files (`[]`), or its settings are lost.

## Example
```ini
[DEFAULT]
region = eu-west-1
```

## Use instead
```ini
[default]
region = eu-west-1
```

## Fix safety
No fix: which name is meant is for you to say.
"""

from __future__ import annotations

from collections.abc import Iterator

from awscred.findings import ERROR, Finding
from awscred.profile_names import INHERITED
from awscred.profiles import CONFIG
from awscred.rules.headers.header import TYPES, Header, header, odd_headers
from awscred.rules.rule import FILE, KEYS, Bad, Context, Good, Rule
from awscred.tools import TOOLS
from awscred.tools.reading import Place

ID = "name-reserved"
_NO_DEFAULTS = ("cli", "js", "rust")  # the others have a profile of that name

_PROCESS = "credential_process = /usr/bin/vault\n"

BAD = (
    Bad(
        f"[DEFAULT]\nregion = eu-west-1\n[profile a]\n{_PROCESS}",
        "",
        (("config", 1, "the AWS CLI gives the settings of [DEFAULT] to every profile"),),
    ),
    Bad(
        "",
        f"[a]\n{KEYS}[DEFAULT] # all\n{KEYS}",
        (("credentials", 4, "[DEFAULT]"),),
    ),
    Bad(
        f"[profile __proto__]\n{_PROCESS}[profile toString]\n{_PROCESS}[profile a]\n{_PROCESS}",
        f"[constructor]\n{KEYS}[toString]\n{KEYS}",
        (
            ("config", 1, "reads the whole file as empty"),
            ("config", 3, "the JavaScript SDK loses profile toString"),
            ("credentials", 1, "the JavaScript SDK loses profile constructor"),
            ("credentials", 4, "profile toString"),
        ),
    ),
    Bad("", f"[__proto__]\n{KEYS}[a]\n{KEYS}", (("credentials", 1, "as empty"),)),
    Bad(
        f"[profile]\n{_PROCESS}[sso-session ]\nsso_region = eu-west-1\n[ ]\n{_PROCESS}",
        f"[]\n{KEYS}",
        (
            *(("config", 1, "no name"), ("config", 3, "no name"), ("config", 5, "no name")),
            ("credentials", 1, "no name"),
        ),
    ),
)
GOOD = (
    Good(f"[profile DEFAULT]\n{_PROCESS}[default]\n{_PROCESS}", f"[Constructor]\n{KEYS}"),
    Good(f"[profile proto]\n{_PROCESS}", f"[profile]\n{KEYS}[to-string]\n{KEYS}"),
)


def check(context: Context) -> Iterator[Finding]:
    for name in (*INHERITED, *TYPES, "DEFAULT"):
        profile = context.files.profiles.get(name)
        for file, section in profile.sections if profile else ():
            head = header(file, section)
            if said := _object(head):
                yield _finding(head, *said, name)
    for head in odd_headers(context):
        if head.closed and not head.quoted:
            yield _finding(head, *_NAMELESS, None)


_NAMELESS = (
    "the header has no name: the AWS CLI refuses the files for [], and what stands below is lost",
    "give it a name, or remove it",
    tuple(TOOLS),
)


def _object(head: Header) -> tuple[str, str, tuple[str, ...]] | None:
    """What is wrong with a name, what to do, and for which tools it is wrong."""
    if head.is_nameless:
        return _NAMELESS
    if head.name == "DEFAULT":
        if head.inside != "DEFAULT":
            return None
        message = "the AWS CLI gives the settings of [DEFAULT] to every profile of the file"
        hint = "write [default] if that is meant, and shared settings in each profile"
        if head.file == CONFIG:
            return f"{message}, and the JavaScript and Rust SDKs drop them", hint, _NO_DEFAULTS
        return message, hint, ("cli",)
    if head.inside in ("__proto__", "profile __proto__"):
        message = "the JavaScript SDK reads the whole file as empty because of the name __proto__"
    elif head.is_typed and head.name in INHERITED:
        message = f"the JavaScript SDK loses profile {head.name}, as its objects have such a name"
    else:
        return None
    return message, "give the profile another name", ("js",)


def _finding(
    head: Header, message: str, hint: str, tools: tuple[str, ...], profile: str | None
) -> Finding:
    place = Place(head.file, head.section.header_span)
    return Finding(ID, ERROR, message, hint, place, profile, tools)


RULE = Rule(ID, __doc__, ERROR, check, BAD, GOOD, FILE)
