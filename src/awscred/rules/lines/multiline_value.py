"""A value that goes on in the next line.

## What it does
Reports values that go on in the next lines. Such a line is deeper than the key and has no `=`, or
something in front of it that is not a setting's name, such as `--url=...`; or it is the rest that
an ARN, URL, key, token, region or name needs to be whole, even if it is not indented.

## Why it matters
No tool reads the value as it is meant. If the line is not indented, the AWS CLI and the Rust SDK
refuse both files, or all tools read the line as another setting, or ignore it. If it is, the AWS
Toolkit and the JavaScript SDK read the first line only. The AWS CLI and the Rust SDK join
the lines by line breaks, which no key, region or name can hold; the Go SDK does so too, but makes a
setting of a line with a `=` or `:` in it. One profile then has several keys, or commands.

## Example
```ini
[dev]
credential_process = /usr/bin/vault
  --json
```

## Use instead
```ini
[dev]
credential_process = /usr/bin/vault --json
```

## Fix safety
Unsafe: the lines become one, with a space in between for settings that are commands or lists, if
that makes a value that the setting can have, and the first line does not. Only you know whether
they belong together.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from awscred.findings import ERROR, Finding, Fix
from awscred.ini import MORE, Document, Setting
from awscred.rules import measure
from awscred.rules.edits import rewrite
from awscred.rules.places import called
from awscred.rules.rule import FILE, KEYS, Bad, Context, Good, Rule
from awscred.rules.wrapped import SPACED, is_whole, joined, lines_after
from awscred.rules.written import Written
from awscred.tools import TOOLS, tools_do
from awscred.tools.reading import Place

ID = "multiline-value"


_ARN = "arn:aws:iam::123456789012:role/platform/deploy"
_ROLE = f"role_arn = {_ARN}\nsource_profile = b\n"
_CUT, _CUT_AGAIN = "34\n56", "m/\n"
_PROCESS = "credential_process = /usr/bin/vault"
_KEY_ID = "aws_access_key_id = ASIAI44QH8DHBEXAMPLE\n"
_KEY = "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n"
_SESSION = "aws_session_token = IQoJb3JpZ2luX2VjEXAMPLE"
_SSO = "sso_region = eu-west-1\nsso_registration_scopes = sso:account:access\n"

BAD = (
    Bad(
        f"[profile a]\n{_PROCESS}\n  --json\n  --fast\n",
        "",
        (("config", 2, "credential_process goes on"),),
        (f"[profile a]\n{_PROCESS} --json --fast\n", ""),
    ),
    Bad(
        f"[profile a]\n{_PROCESS}\n\t--url=http://x\n\t--fast\n",
        "",
        (("config", 2, "credential_process goes on"),),
        (f"[profile a]\n{_PROCESS} --url=http://x --fast\n", ""),
    ),
    Bad(
        "",
        f"[a]\n{_KEY_ID}{_KEY.replace('G/b', 'G/' + chr(10) + ' b')}{_SESSION}\n",
        (("credentials", 3, "aws_secret_access_key goes on"),),
        ("", f"[a]\n{_KEY_ID}{_KEY}{_SESSION}\n"),
    ),
    Bad(
        "",
        f"[a]\n{_KEY_ID}{_KEY}{_SESSION}\nIQoJb3JpZ2luX2VjEXAMPLE\nb3Jp==\n",
        (("credentials", 4, "aws_session_token goes on"),),
        ("", f"[a]\n{_KEY_ID}{_KEY}{_SESSION}IQoJb3JpZ2luX2VjEXAMPLEb3Jp==\n"),
    ),
    Bad(
        f"[profile a]\n{_ROLE.replace('= arn', '=' + chr(10) + 'arn')}",
        f"[b]\n{KEYS}",
        (("config", 2, "role_arn goes on"),),
        (f"[profile a]\n{_ROLE}", f"[b]\n{KEYS}"),
    ),
    Bad(
        f"[profile a]\n{_ROLE.replace('= arn', '=' + chr(10) + '  arn')}",
        f"[b]\n{KEYS}",
        (("config", 2, "role_arn goes on"),),
        (f"[profile a]\n{_ROLE}", f"[b]\n{KEYS}"),
    ),
    Bad(
        f"[profile a]\n{_ROLE.replace('3456', _CUT).replace('m/', _CUT_AGAIN)}",
        f"[b]\n{KEYS}",
        (("config", 2, "role_arn goes on"),),
        (f"[profile a]\n{_ROLE}", f"[b]\n{KEYS}"),
    ),
    Bad(
        "[profile a]\nregion =\n  eu-west-1\noutput =\njson\n",
        f"[a]\n{KEYS}",
        (("config", 2, "region goes on"), ("config", 4, "output goes on")),
        ("[profile a]\nregion = eu-west-1\noutput = json\n", f"[a]\n{KEYS}"),
    ),
    Bad(
        f"[sso-session a]\nsso_start_url =\nhttps://example.awsapps.com/start\n{_SSO}",
        "",
        (("config", 2, "sso_start_url goes on"),),
        (f"[sso-session a]\nsso_start_url = https://example.awsapps.com/start\n{_SSO}", ""),
    ),
    Bad(
        "[profile a]\nregion = eu-west-1\n  junk\noutput = json\n  note: x\n",
        f"[a]\n{KEYS}",
        (("config", 2, "region goes on"), ("config", 4, "output goes on")),
    ),
    Bad(
        "[sso-session a]\nsso_region = eu-west-1\n"
        "sso_start_url = https://example.awsapps.com/start\n"
        "sso_registration_scopes = sso:account:access,\n  sso:other\n",
        "",
        (("config", 4, "sso_registration_scopes goes on"),),
        (
            "[sso-session a]\nsso_region = eu-west-1\n"
            "sso_start_url = https://example.awsapps.com/start\n"
            "sso_registration_scopes = sso:account:access, sso:other\n",
            "",
        ),
    ),
)
GOOD = (
    Good("[profile a]\nregion = eu-west-1\n\n# c\ns3 =\n  a = 1\n  b = 2\n", f"[a]\n{KEYS}"),
    Good("[profile a]\nregion = eu-west-1\n  output = json\n", f"[a]\n{KEYS}"),  # indented
    Good("[profile a]\ns3 =\n  junk\n", f"[a]\n{KEYS}"),  # no value to go on with
    Good(f"[profile a]\n{_ROLE}junk\nregion =\noutput json\n", f"[b]\n{KEYS}"),  # junk-line
    Good("", f"[a]\n{_KEY_ID}{_KEY}{_SESSION}\nOwner=\nnote = x\n"),
)


def check(context: Context) -> Iterator[Finding]:
    values: dict[tuple[str, int], tuple[Setting, list[Written]]] = {}
    for line in context.written:
        above = line.above
        if line.role == MORE and above is not None and context.is_of_aws(line.file, above):
            at = line.file, above.key_span.line
            values.setdefault(at, (above, []))[1].append(line)
    for (file, _), (setting, lines) in values.items():
        yield _finding(context.files.document(file), setting, lines)


def _finding(document: Document, setting: Setting, lines: Sequence[Written]) -> Finding:
    first, last = lines[0], lines[-1].place.span
    span = setting.key_span._replace(end_line=last.end_line, end_column=last.end_column)
    message = f"the value of {called(setting.key)} goes on in the next line: {_effect(first)}"
    hint, fix = "write the value on one line", _join(document, setting, lines)
    place = Place(first.file, span)
    return Finding(ID, ERROR, message, hint, place, first.profile, tuple(TOOLS), fix)


def _effect(line: Written) -> str:
    """What tools make of a value in two lines, by the indent of the second one."""
    if not line.indent:
        return "to every tool, that line is junk, or another setting"
    one_line = measure.section(line.file, "y = a")
    cutting = measure.readers(measure.section(line.file, "y = a", "  b"), one_line)
    return (
        f"{tools_do(cutting, 'reads', 'read')} the first line only, "
        "and other tools put a line break in the value"
    )


def _join(document: Document, setting: Setting, lines: Sequence[Written]) -> Fix | None:
    """The fix that writes the lines as one, if that makes a value that the setting can have."""
    key, number = setting.key.lower(), setting.key_span.line
    text = document.line(number)
    head = text[: setting.key_span.end_column - 1]
    separator = text[len(head) :].lstrip()[:1]
    value = text[len(head) :].lstrip()[1:].strip()
    rest = [line.text.strip() for line in lines]
    whole = joined(key, value, *rest)
    is_needed = key in SPACED or lines_after(setting, rest) == len(rest)
    if setting.comment or not is_needed or not is_whole(key, whole):
        return None
    if any(whole.count(mark) % 2 for mark in "'\""):
        return None
    edits = [rewrite(lines[0].file, number, f"{head} {separator} {whole}")]
    edits += [rewrite(line.file, line.number) for line in lines]
    return Fix("join the lines", False, tuple(edits))


RULE = Rule(ID, __doc__, ERROR, check, BAD, GOOD, FILE, claims=True)
