"""A value spanning several lines.

## What it does
Reports values that continue on the next lines. Such a line is indented deeper than the key. It has
no `=`, like `--json` in the example, or the text before its `=` is not the name of a setting, as in
`--url=https://...`. A line that is not indented is also reported if it completes an ARN, URL, key,
token, region or name.

## Why it matters
No tool reads the value as intended. If the line is not indented, the AWS CLI and the Rust SDK
refuse both files, or all tools read the line as another setting or ignore it. If the line is
indented, the AWS Toolkit and the JavaScript SDK read only the first line. The AWS CLI and the Rust
SDK join the lines with line breaks, which a key, region or name cannot contain. So does the Go SDK,
but it reads a line with an `=` or `:` as a setting. One profile can then use different keys or
commands in different tools.

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
Unsafe: the lines are joined, with a space between them for commands and lists, if the result is a
possible value of the setting and the first line alone is not. Only you know whether the lines
belong together.
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
from awscred.tools import Asked, tools_differ
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
        f"[profile a]\n{_PROCESS} \\\n  --json\n",
        "",
        (("config", 2, "credential_process spans several"),),
        (f"[profile a]\n{_PROCESS} --json\n", ""),
    ),
    Bad(
        f"[profile a]\n{_PROCESS}\n  --json\n  --fast\n",
        "",
        (("config", 2, "credential_process spans"),),
        (f"[profile a]\n{_PROCESS} --json --fast\n", ""),
    ),
    Bad(
        f"[profile a]\n{_PROCESS}\n\t--url=http://x\n\t--fast\n",
        "",
        (("config", 2, "credential_process spans"),),
        (f"[profile a]\n{_PROCESS} --url=http://x --fast\n", ""),
    ),
    Bad(
        "",
        f"[a]\n{_KEY_ID}{_KEY.replace('G/b', 'G/' + chr(10) + ' b')}{_SESSION}\n",
        (("credentials", 3, "aws_secret_access_key spans"),),
        ("", f"[a]\n{_KEY_ID}{_KEY}{_SESSION}\n"),
    ),
    Bad(
        "",
        f"[a]\n{_KEY_ID}{_KEY}{_SESSION}\nIQoJb3JpZ2luX2VjEXAMPLE\nb3Jp==\n",
        (("credentials", 4, "aws_session_token spans"),),
        ("", f"[a]\n{_KEY_ID}{_KEY}{_SESSION}IQoJb3JpZ2luX2VjEXAMPLEb3Jp==\n"),
    ),
    Bad(
        f"[profile a]\n{_ROLE.replace('= arn', '=' + chr(10) + 'arn')}",
        f"[b]\n{KEYS}",
        (("config", 2, "role_arn spans"),),
        (f"[profile a]\n{_ROLE}", f"[b]\n{KEYS}"),
    ),
    Bad(
        f"[profile a]\n{_ROLE.replace('= arn', '=' + chr(10) + '  arn')}",
        f"[b]\n{KEYS}",
        (("config", 2, "role_arn spans"),),
        (f"[profile a]\n{_ROLE}", f"[b]\n{KEYS}"),
    ),
    Bad(
        f"[profile a]\n{_ROLE.replace('3456', _CUT).replace('m/', _CUT_AGAIN)}",
        f"[b]\n{KEYS}",
        (("config", 2, "role_arn spans"),),
        (f"[profile a]\n{_ROLE}", f"[b]\n{KEYS}"),
    ),
    Bad(
        "[profile a]\nregion =\n  eu-west-1\noutput =\njson\n",
        f"[a]\n{KEYS}",
        (("config", 2, "region spans"), ("config", 4, "output spans")),
        ("[profile a]\nregion = eu-west-1\noutput = json\n", f"[a]\n{KEYS}"),
    ),
    Bad(
        f"[sso-session a]\nsso_start_url =\nhttps://example.awsapps.com/start\n{_SSO}",
        "",
        (("config", 2, "sso_start_url spans"),),
        (f"[sso-session a]\nsso_start_url = https://example.awsapps.com/start\n{_SSO}", ""),
    ),
    Bad(
        "[profile a]\nregion = eu-west-1\n  junk\noutput = json\n  note: x\n",
        f"[a]\n{KEYS}",
        (("config", 2, "region spans"), ("config", 4, "output spans")),
    ),
    Bad(
        "[sso-session a]\nsso_region = eu-west-1\n"
        "sso_start_url = https://example.awsapps.com/start\n"
        "sso_registration_scopes = sso:account:access,\n  sso:other\n",
        "",
        (("config", 4, "sso_registration_scopes spans"),),
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
    Good("[profile a]\ns3 =\n  junk\n", f"[a]\n{KEYS}"),  # no value to continue
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
        yield _finding(context.asked, context.files.document(file), setting, lines)


def _finding(
    asked: Asked, document: Document, setting: Setting, lines: Sequence[Written]
) -> Finding:
    first, last = lines[0], lines[-1].place.span
    span = setting.key_span._replace(end_line=last.end_line, end_column=last.end_column)
    message = f"the value of {called(setting.key)} spans several lines: {_effect(asked, first)}"
    hint, fix = "write the value on one line", _join(document, setting, lines)
    place = Place(first.file, span)
    return Finding(ID, ERROR, message, hint, place, first.profile, asked, fix)


def _effect(asked: Asked, line: Written) -> str:
    """What tools do with a value on two lines, by the indentation of the second one."""
    if not line.indent:
        return "every tool reads the next line as an error or as another setting"
    one_line = measure.section(line.file, "y = a")
    cutting = measure.readers(asked, measure.section(line.file, "y = a", "  b"), one_line)
    return tools_differ(
        asked,
        cutting,
        ("reads only the first line", "read only the first line"),
        ("adds a line break to the value", "add a line break to the value"),
    )


def _join(document: Document, setting: Setting, lines: Sequence[Written]) -> Fix | None:
    """The fix that joins the lines, if the result is a possible value of the setting."""
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
