"""White space in or before a header that tools read differently.

## What it does
Reports headers with spaces inside the brackets (`[ dev ]`), with several spaces or a tab between
type and name (`[profile  dev]`), with an indentation, or followed by white space other than spaces
and tabs.

## Why it matters
Tools disagree on which white space belongs to the name. To the AWS Toolkit, `[profile  dev]` has no
name; the JavaScript SDK drops it. To the AWS CLI, `[ dev ]` is a profile named " dev ". The AWS CLI
and the Rust SDK read an indented header, and all settings below it, as part of the value above. If
there is no value above, the Rust SDK refuses the files.

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
Safe: the header is written in the one form that all tools read. There is no fix if the file already
has this header, or if some tools would still misread the name.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from awscred.findings import ERROR, Finding, Fix
from awscred.ini import BLANKS, HEADER, SETTING
from awscred.other_programs import owned_section
from awscred.rules import measure
from awscred.rules.headers.header import Header, count_titles, misread_by, odd_headers
from awscred.rules.rule import FILE, KEYS, Bad, Context, Good, Rule
from awscred.tools import Asked, in_order, name_tools
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
                "its white space, [dev] has another name or no name in the AWS Toolkit, the AWS",
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
            ("config", 1, "[profile a] has another name or no name in the AWS Toolkit and the Ja"),
            ("config", 3, "[profile b]"),
            ("config", 5, "[profile c]"),
            ("config", 7, "[profile d]"),
            ("config", 9, "[default]"),
            ("config", 11, "[profile e] has another name or no name in the JavaScript SDK"),
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
        (
            (
                "config",
                3,
                "continues the value above or is an error in the AWS CLI",
            ),
        ),
        (f"[profile a]\n{_PROCESS}[profile b] # mine\n{_PROCESS}", ""),
    ),
    Bad(
        f"[profile a]\n{_PROCESS}",
        f" [a]\n{KEYS}",
        (("credentials", 1, "or is an error in the Rust SDK"),),
        (f"[profile a]\n{_PROCESS}", f"[a]\n{KEYS}"),
    ),
    Bad(
        "",
        f"[a]\xa0\n{KEYS}[b]\x1f# c\n{KEYS}",
        (
            ("credentials", 1, "after it, [a] is not a header"),
            ("credentials", 4, "after it, [b] is not a header"),
        ),
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
    Good("[ okta ]\naws_saml_url = home/amazon_aws/abc123/281\n", f"[a]\n{KEYS}"),
)


def check(context: Context) -> Iterator[Finding]:
    suspects = [
        head
        for head in odd_headers(context)
        if head.closed and not head.is_nameless
        if head.indent or _is_padded(head) or _odd_gap(head)
        if head.indent or not owned_section(head.section.values)
    ]
    if not suspects:
        return
    counts = count_titles(context)
    above = _indent_above(context)
    for head in suspects:
        said = _consequences(context.asked, head, above.get((head.file, head.section.line)))
        message = "; ".join(f"{what} in {name_tools(context.asked, tools)}" for what, tools in said)
        tools = in_order(context.asked, {tool for _, tools in said for tool in tools})
        hint = f"write [{head.title}] at the start of the line"
        place = Place(head.file, head.section.header_span)
        profile = context.files.profile_of(head.file, head.section)
        fix = None
        if counts[head.file][head.own_title] == 1 and head.is_portable and head.is_typed:
            fix = Fix(hint, True, (head.with_title(head.title),))
        yield Finding(ID, ERROR, message, hint, place, profile, tools, fix)


def _is_padded(head: Header) -> bool:
    """Whether the white space between the brackets differs from what the title needs."""
    return head.inside != head.title and head.kind != ""


def _odd_gap(head: Header) -> set[str]:
    """White space after a header, or before its comment, other than spaces and tabs."""
    text = head.tail.lstrip()
    is_bare = not text or text[0] in "#;"
    return set(head.tail[: len(head.tail) - len(text)]).difference(BLANKS) if is_bare else set()


def _consequences(asked: Asked, head: Header, above: str | None) -> list[tuple[str, Sequence[str]]]:
    """What each kind of white space does to a header, and in which tools.

    `above` is the indentation of the setting above the header, None without such a setting.
    """
    said: list[tuple[str, Sequence[str]]] = []
    title = f"[{head.title}]"
    if _is_padded(head):
        what = f"because of its white space, {title} has another name or no name"
        said.append((what, misread_by(asked, head)))
    if head.indent:
        what = f"{title} is indented: it continues the value above or is an error"
        said.append((what, _misread_by(asked, head.file, head.indent, "", above)))
    if gap := _odd_gap(head):
        what = f"because of the white space after it, {title} is not a header"
        said.append((what, _misread_by(asked, head.file, "", "".join(sorted(gap)), "")))
    return said


def _misread_by(
    asked: Asked, file: str, before: str, after: str, above: str | None
) -> tuple[str, ...]:
    """The tools that misread a header with this white space around it, below such a setting."""
    other, title = measure.header(file, "q"), measure.header(file)
    written, meant = [f"{before}{title}{after}", "y = 1"], [title, "y = 1"]
    if above is not None:
        written = [other, f"{' ' * len(above)}{measure.FIRST}", *written]
        meant = [other, measure.FIRST, *meant]
    return measure.misread_by(asked, measure.in_file(file, *written), measure.in_file(file, *meant))


def _indent_above(context: Context) -> dict[tuple[str, int], str]:
    """By a header's line, the indentation of the setting whose value the header may continue.

    Of several settings in a row, this is the least indented one.
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
