"""A reserved or empty name.

## What it does
Reports `[DEFAULT]`; profiles named `__proto__`, `constructor`, `toString` or after another property
that every JavaScript object has; `[services]` in credentials; and headers without a name: `[]`,
`[profile]`.

## Why it matters
The AWS CLI applies the settings of `[DEFAULT]`, even keys, to every profile in the file. The
JavaScript SDK drops a profile named after a property; if the name is `__proto__`, it reads the
whole file as empty. The Go SDK ignores `[services]`. Because of `[]`, the AWS CLI refuses the
files; the settings below any other header without a name are lost.

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
No fix: only you know which name is intended.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from awscred.findings import ERROR, Finding
from awscred.profile_names import INHERITED, RESERVED
from awscred.rules import measure
from awscred.rules.headers.header import TYPES, Header, between, header, odd_headers
from awscred.rules.rule import FILE, KEYS, Bad, Context, Good, Rule
from awscred.tools import Asked, in_order, tools_do
from awscred.tools.reading import Place

ID = "name-reserved"

_PROCESS = "credential_process = /usr/bin/vault\n"

BAD = (
    Bad(
        f"[DEFAULT]\nregion = eu-west-1\n[profile a]\n{_PROCESS}",
        "",
        (("config", 1, "the AWS CLI applies the settings of [DEFAULT] to every profile"),),
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
            ("config", 3, "the JavaScript SDK drops profile toString"),
            ("credentials", 1, "the JavaScript SDK drops profile constructor"),
            ("credentials", 4, "profile toString"),
        ),
    ),
    Bad("", f"[services]\n{KEYS}", (("credentials", 1, "the Go SDK drops profile services"),)),
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
            if said := _object(context.asked, head):
                yield _finding(head, *said, name)
    for head in odd_headers(context):
        if head.closed and not head.quoted:
            yield _finding(head, *_nameless(context.asked, head.file), None)


def _object(asked: Asked, head: Header) -> tuple[str, str, Collection[str]] | None:
    """What is wrong with a name, what to do, and the affected tools."""
    if head.is_nameless:
        return _nameless(asked, head.file)
    if head.name == "DEFAULT":
        return _defaults(asked, head.file) if head.inside == "DEFAULT" else None
    return _lost(asked, head)


def _nameless(asked: Asked, file: str) -> tuple[str, str, Collection[str]]:
    lost = "the settings below are lost"
    if refusing := measure.refusing(asked, measure.in_file(file, "[]")):
        lost = f"{tools_do(asked, refusing, 'refuses', 'refuse')} the files for [], and {lost}"
    message = f"this header has no name: {lost}"
    return message, "add a name, or remove the header", asked


def _defaults(asked: Asked, file: str) -> tuple[str, str, Collection[str]]:
    """What is wrong with [DEFAULT], which is an ordinary profile to other tools."""
    written = measure.in_file(file, "[DEFAULT]", "x = 1", measure.header(file), "y = 1")
    found = {tool: each.profiles for tool, each in measure.readings(asked, written).items()}
    giving = [tool for tool, profiles in found.items() if "x" in profiles["p"]]
    lacking = [tool for tool, profiles in found.items() if "DEFAULT" not in profiles]
    dropping = [tool for tool in lacking if tool not in giving]
    of_default = "the settings of [DEFAULT]"
    parts = []
    if giving:
        give = tools_do(asked, giving, "applies", "apply")
        parts.append(f"{give} {of_default} to every profile in the file")
    if dropping:
        drop = tools_do(asked, dropping, "drops", "drop")
        parts.append(f"{drop} {'them' if giving else of_default}")
    message = ", and ".join(parts)
    hint = "write [default] for the default profile, or repeat shared settings in each profile"
    return message, hint, in_order(asked, {*giving, *dropping})


def _lost(asked: Asked, head: Header) -> tuple[str, str, Collection[str]] | None:
    """What is wrong with a name that a tool reserves; None if no tool does."""
    hint = "rename the profile"
    if empty := _reading_nothing(asked, head):
        read = tools_do(asked, empty, "reads", "read")
        message = f"{read} the whole file as empty because of the name {head.name}"
        return message, hint, empty
    if not head.is_typed or head.name not in RESERVED:
        return None
    written = between(head.file, measure.header(head.file, head.name))
    losing = measure.misread_by(asked, written, written)
    if not losing:
        return None
    drop = tools_do(asked, losing, "drops", "drop")
    why = "the name is reserved" if head.name in INHERITED else "the name is a section type"
    return f"{drop} profile {head.name}: {why}", hint, losing


def _reading_nothing(asked: Asked, head: Header) -> list[str]:
    """The tools that lose even the section above such a header."""
    found = measure.readings(asked, between(head.file, f"[{head.inside}]"))
    return [tool for tool, each in found.items() if each.error is None and "q" not in each.profiles]


def _finding(
    head: Header, message: str, hint: str, tools: Collection[str], profile: str | None
) -> Finding:
    place = Place(head.file, head.section.header_span)
    return Finding(ID, ERROR, message, hint, place, profile, tuple(tools))


RULE = Rule(ID, __doc__, ERROR, check, BAD, GOOD, FILE)
