"""White space in a header, or in front of it, that tools do not read alike.

## What it does
Reports headers with blanks inside the brackets (`[ dev ]`), more than one blank or another sign
than a space between type and name (`[profile  dev]`, or a tab), an indentation, and white space
other than blanks behind them.

## Why it matters
Each tool takes another part of it for the name. To the AWS Toolkit `[profile  dev]` has no name,
the JavaScript SDK drops it, and `[ dev ]` is a profile called " dev " to the AWS CLI. An indented
header goes on with the value above it for the AWS CLI and the Rust SDK, and all settings below it
with that; the Rust SDK refuses the files where it has nothing to go on with.

## Example
```ini
[profile  dev ]
region = eu-west-1
```

## Use instead
```ini
[profile dev]
region = eu-west-1
```

## Fix safety
Safe: the header is written in the one form that all tools read. It is left alone where the file has
such a header already, and where its name would not be read by all tools then.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from awscred.findings import ERROR, Finding, Fix
from awscred.ini import BLANKS, HEADER, SETTING
from awscred.rules import measure
from awscred.rules.headers.header import Header, count_titles, misread_by, odd_headers
from awscred.rules.rule import FILE, KEYS, Bad, Context, Good, Rule
from awscred.tools import in_order, name_tools
from awscred.tools.reading import Place

ID = "header-spacing"

_PROCESS = "credential_process = /usr/bin/vault\n"

BAD = (
    Bad(
        "",
        f"[ dev ]\n{KEYS}\n[b ] # mine\n{KEYS}[\tc]\n{KEYS}[d\u3000]\n{KEYS}",
        (
            (
                "credentials",
                1,
                "white space in it, [dev] has another name or none to the AWS Toolkit, the AWS",
            ),
            ("credentials", 5, "[b]"),
            ("credentials", 8, "[c]"),
            ("credentials", 11, "[d]"),
        ),
        (
            "",
            f"[dev]\n{KEYS}\n[b] # mine\n{KEYS}[c]\n{KEYS}[d]\n{KEYS}",
        ),
    ),
    Bad(
        f"[profile  a]\r\n{_PROCESS}[ profile b ]\r\n{_PROCESS}[profile\tc]\n{_PROCESS}"
        f"[profile\xa0d]\n{_PROCESS}[default ]\n{_PROCESS}[profile e ]\n{_PROCESS}",
        "",
        (
            ("config", 1, "[profile a] has another name or none to the AWS Toolkit and the Ja"),
            ("config", 3, "[profile b]"),
            ("config", 5, "[profile c]"),
            ("config", 7, "[profile d]"),
            ("config", 9, "[default]"),
            ("config", 11, "[profile e] has another name or none to the JavaScript SDK"),
        ),
        (
            f"[profile a]\r\n{_PROCESS}[profile b]\r\n{_PROCESS}[profile c]\n{_PROCESS}"
            f"[profile d]\n{_PROCESS}[default]\n{_PROCESS}[profile e]\n{_PROCESS}",
            "",
        ),
    ),
    Bad(
        "[sso-session   corp]\nsso_start_url = https://example.awsapps.com/start\n"
        "sso_region = eu-west-1\nsso_registration_scopes = sso:account:access\n"
        "[services  local]\ns3 =\n  endpoint_url = http://localhost:9000\n",
        "",
        (("config", 1, "[sso-session corp]"), ("config", 5, "[services local]")),
        (
            "[sso-session corp]\nsso_start_url = https://example.awsapps.com/start\n"
            "sso_region = eu-west-1\nsso_registration_scopes = sso:account:access\n"
            "[services local]\ns3 =\n  endpoint_url = http://localhost:9000\n",
            "",
        ),
    ),
    Bad(
        f"[profile a]\n{_PROCESS}  [profile b] # mine\n{_PROCESS}",
        "",
        (("config", 3, "[profile b] is part of the value above, or a mistake, to the AWS CLI"),),
        (f"[profile a]\n{_PROCESS}[profile b] # mine\n{_PROCESS}", ""),
    ),
    Bad(
        f"[profile a]\n{_PROCESS}",
        f" [a]\n{KEYS}",
        (("credentials", 1, "or a mistake, to the Rust SDK"),),
        (f"[profile a]\n{_PROCESS}", f"[a]\n{KEYS}"),
    ),
    Bad(
        "",
        f"[a]\xa0\n{KEYS}[b]\x1f# c\n{KEYS}",
        (("credentials", 1, "behind it, [a]"), ("credentials", 4, "behind it, [b]")),
        ("", f"[a]\n{KEYS}[b] # c\n{KEYS}"),
    ),
    # no fix: [profile a] is there, and the name of the other is not one word
    Bad(
        f"[profile a]\n{_PROCESS}[profile  a]\n{_PROCESS}[profile  my prof]\n{_PROCESS}",
        "",
        (("config", 3, "[profile a]"), ("config", 5, "[profile my prof]")),
    ),
)
GOOD = (
    Good("", f"[dev] \n{KEYS}[b]\t# [ c ]\n{KEYS}"),
    Good(f"# [ a ]\n[profile a]\n{_PROCESS}[sso-session b]\nsso_region = eu-west-1\n", ""),
    Good("", f"[my prof]\n{KEYS}"),
)


def check(context: Context) -> Iterator[Finding]:
    suspects = [
        head
        for head in odd_headers(context)
        if head.closed and not head.is_nameless
        if head.indent or _is_padded(head) or _odd_gap(head)
    ]
    if not suspects:
        return
    counts = count_titles(context)
    above = _indent_above(context)
    for head in suspects:
        said = _consequences(head, above.get((head.file, head.section.line)))
        message = "; ".join(f"{what} to {name_tools(tools)}" for what, tools in said)
        tools = in_order({tool for _, tools in said for tool in tools})
        hint = f"write [{head.title}] at the beginning of the line"
        place = Place(head.file, head.section.header_span)
        profile = context.files.profile_of(head.file, head.section)
        fix = None
        if counts[head.file][head.own_title] == 1 and head.is_portable and head.is_typed:
            fix = Fix(hint, True, (head.with_title(head.title),))
        yield Finding(ID, ERROR, message, hint, place, profile, tools, fix)


def _is_padded(head: Header) -> bool:
    """Whether blanks between the brackets are more, or others, than the title needs."""
    return head.inside != head.title and head.kind != ""


def _odd_gap(head: Header) -> set[str]:
    """White space behind a header, or before its comment, that is not blank."""
    text = head.tail.lstrip()
    is_bare = not text or text[0] in "#;"
    return set(head.tail[: len(head.tail) - len(text)]).difference(BLANKS) if is_bare else set()


def _consequences(head: Header, above: str | None) -> list[tuple[str, Sequence[str]]]:
    """What each kind of white space makes of a header, and the tools to which it does.

    `above` is the white space in front of the setting above it, None if there is none.
    """
    said: list[tuple[str, Sequence[str]]] = []
    title = f"[{head.title}]"
    if _is_padded(head):
        what = f"because of the white space in it, {title} has another name or none"
        said.append((what, misread_by(head)))
    if head.indent:
        what = f"indented, {title} is part of the value above, or a mistake,"
        said.append((what, _misread_by(head.file, head.indent, "", above)))
    if gap := _odd_gap(head):
        what = f"because of the white space behind it, {title} is no header"
        said.append((what, _misread_by(head.file, "", "".join(sorted(gap)), "")))
    return said


def _misread_by(file: str, before: str, behind: str, above: str | None) -> tuple[str, ...]:
    """The tools that misread a header with such white space around it, below such a setting."""
    other, title = measure.header(file, "q"), measure.header(file)
    written, meant = [f"{before}{title}{behind}", "y = 1"], [title, "y = 1"]
    if above is not None:
        written = [other, f"{' ' * len(above)}{measure.FIRST}", *written]
        meant = [other, measure.FIRST, *meant]
    return measure.misread_by(measure.in_file(file, *written), measure.in_file(file, *meant))


def _indent_above(context: Context) -> dict[tuple[str, int], str]:
    """What is in front of the setting whose value may go on with a header, by the header's line.

    Of several such settings in a row, it is the one that the others are deeper than.
    """
    above: dict[tuple[str, int], str] = {}
    file = ""
    indent: str | None = None
    for odd in context.odd:
        if odd.file != file:
            file, indent = odd.file, None
        for row in odd.rows:
            here = row.text[: len(row.text) - len(row.text.lstrip())]
            is_deeper = indent is not None and len(here) > len(indent)
            if row.role == HEADER:
                if indent is not None:
                    above[file, row.number] = indent
                if not is_deeper:
                    indent = None
            elif row.role == SETTING and not is_deeper:
                indent = here
    return above


RULE = Rule(ID, __doc__, ERROR, check, BAD, GOOD, FILE)
