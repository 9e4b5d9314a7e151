"""A wrong or missing section prefix.

## What it does
Reports `[x]` in config instead of `[profile x]`; a type before the name in credentials, where every
section is a profile; misspelled types (`[profiles x]`, `[Profile x]`); and sections of unknown
types in config. If a section has no setting that an AWS tool reads, the finding is informational. A
section is not reported if all of its settings belong to another program, such as `[okta]` of
aws-okta.

## Why it matters
In config, the AWS CLI and the JavaScript, Go and Rust SDKs silently ignore `[x]`; only the AWS
Toolkit reads it as a profile. In credentials, the AWS CLI reads `[profile x]` as a profile named
"profile x", and the SDKs do not read it as a profile. Only the AWS CLI reads `[profiles x]` as
profile x. The Toolkit logs "Invalid section type" for every type except `profile` and
`sso-session`.

## Example
```ini
# ~/.aws/config
[dev]
region = eu-west-1
```

## Use instead
```ini
# ~/.aws/config
[profile dev]
region = eu-west-1
```

## Fix safety
Safe: the header gets the type that its file needs, or loses a type that does not belong there.
There is no fix if the file already has the correct section, or if the type is not certain: `[x]` in
config must have settings that only a profile has.

Unsafe: a misspelled type, or `profile` without a space after it, is corrected.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from awscred.findings import ERROR, INFO, WARNING, Finding, Fix
from awscred.guesses import likely_name
from awscred.other_programs import is_aws_setting, is_owned_header, owned_section
from awscred.profiles import CONFIG, CREDENTIALS, section_type
from awscred.rules import measure
from awscred.rules.headers.header import (
    TYPES,
    Header,
    count_titles,
    misread_by,
    read_by,
    unusual_headers,
)
from awscred.rules.rule import FILE, KEYS, Bad, Context, Good, Rule
from awscred.settings import KNOWN, suggest
from awscred.tools import Asked, tools_do
from awscred.tools.reading import Place

ID = "section-prefix"

_MOST_KEYS = 50
"""Settings checked per section; real sections of other programs have fewer."""
_DOTTED = tuple(f"{kind}." for kind in TYPES)  # the JavaScript SDK reads these as types

_PROCESS = "credential_process = /usr/bin/vault\n"
_SSO = """\
sso_start_url = https://example.awsapps.com/start
sso_region = eu-west-1
sso_registration_scopes = sso:account:access
"""
_USING = """\
[profile y]
services = local
sso_session = corp
sso_account_id = 123456789012
sso_role_name = Developer
[profile z]
sso_session = b
sso_account_id = 123456789012
sso_role_name = Developer
"""

BAD = (
    Bad(
        "[prfile a]\nregion = eu-west-1\n",
        "",
        (("config", 1, "did you mean [profile a]?"),),
        ("[profile a]\nregion = eu-west-1\n", ""),
    ),
    Bad(
        "[profilea]\nregion = eu-west-1\n[defualt]\nregion = eu-west-1\n",
        "",
        (("config", 1, "did you mean [profile a]?"), ("config", 3, "did you mean [default]?")),
        ("[profile a]\nregion = eu-west-1\n[default]\nregion = eu-west-1\n", ""),
    ),
    Bad(
        f"[dev]\nregion = eu-west-1\n\n[corp] # mine\r\n{_PROCESS}",
        f"[dev]\n{KEYS}",
        (
            ("config", 1, '[dev] needs the "profile" prefix: the AWS CLI, the JavaScript SDK, the'),
            ("config", 4, "[corp] needs"),
        ),
        (
            f"[profile dev]\nregion = eu-west-1\n\n[profile corp] # mine\r\n{_PROCESS}",
            f"[dev]\n{KEYS}",
        ),
    ),
    Bad(
        f"[profiles a]\n{_PROCESS}[Profile b]\n{_PROCESS}[PROFILE default]\n{_PROCESS}"
        f"[SSO-Session corp]\n{_SSO}[sso_session c]\n{_SSO}{_USING}"
        "[service local]\ns3 =\n  endpoint_url = http://localhost:9000\n",
        "",
        (
            (
                "config",
                1,
                '"profiles" instead of "profile": the AWS Toolkit, the JavaScript SDK, the',
            ),
            ("config", 3, 'instead of "profile": every tool ignores or misreads it'),
            ("config", 5, "[PROFILE default]"),
            ("config", 7, "[SSO-Session corp]"),
            ("config", 11, "[sso_session c]"),
            ("config", 24, "[service local]"),
        ),
        (
            f"[profile a]\n{_PROCESS}[profile b]\n{_PROCESS}[default]\n{_PROCESS}"
            f"[sso-session corp]\n{_SSO}[sso-session c]\n{_SSO}{_USING}"
            "[services local]\ns3 =\n  endpoint_url = http://localhost:9000\n",
            "",
        ),
    ),
    Bad(
        "",
        f"[profile a]\n{KEYS}[profile default] # mine\n{KEYS}[Profile  b]\n{KEYS}",
        (
            ("credentials", 1, "which is only for config: the AWS CLI, the JavaScript SDK, the"),
            ("credentials", 4, "[profile default]"),
            ("credentials", 7, "[Profile b]"),
        ),
        ("", f"[a]\n{KEYS}[default] # mine\n{KEYS}[b]\n{KEYS}"),
    ),
    Bad(
        "",
        f"[sso-session corp]\n{_SSO}[services local]\ns3 =\n  endpoint_url = http://localhost\n",
        (("credentials", 1, "belongs in config"), ("credentials", 5, "belongs in config")),
    ),
    Bad(
        f"[foo x]\n{_PROCESS}[kind b]\n{_PROCESS}[default x]\n{_PROCESS}",
        "",
        (("config", 1, "foo"), ("config", 3, "kind"), ("config", 5, "default")),
    ),
    Bad(
        f"[profile a]\n{_PROCESS}[default]\n{_PROCESS}",
        "",
        (("config", 3, "the PHP SDK does not find [default] in config"),),
        of_all=True,
    ),
    # no fix: the file already has the other; the type is not certain; the name is not certain
    Bad(
        f"[a]\n{_PROCESS}[profile a]\n{_PROCESS}[b]\n{_SSO}[c]\ncolour = blue\n[d]\n"
        f"[Default]\n{_PROCESS}[my-prof!]\n{_PROCESS}[services.x]\n{_PROCESS}[profile'x']\n",
        f"[a]\n{KEYS}[profile a]\n{KEYS}[profile my prof]\n{KEYS}",
        (
            *(("config", 1, "[a]"), ("config", 5, "[b]"), ("config", 9, "[c]")),
            *(("config", 11, "[d]"), ("config", 12, "[Default]"), ("config", 14, "[my-prof!]")),
            *(("config", 16, "[services.x]"), ("config", 18, "[profile'x']")),
            *(("credentials", 4, "[profile a]"), ("credentials", 7, "[profile my prof]")),
        ),
    ),
)
GOOD = (
    Good(
        f"[default]\n{_PROCESS}[profile x]\n{_PROCESS}[sso-session x]\n{_SSO}"
        "[services x]\ns3 =\n  endpoint_url = http://localhost:9000\n"
        "[plugins]\ncli_legacy_plugin_path = /opt\n[preview]\ncloudfront = true\n",
        f"[x]\n{KEYS}[profile]\n{KEYS}[profiles]\n{KEYS}[profile-x]\n{KEYS}",
    ),
    Good(
        f"[default]\nregion = eu-west-1\n[profile default]\n{_PROCESS}",
        f"[default]\n{KEYS}",
        of_all=True,
    ),
    Good(f"[profile default]\n{_PROCESS}", "", of_all=True),
    Good("[okta]\naws_saml_url = home/amazon_aws/abc123/281\n[Okta x]\nsession_ttl = 1h\n", ""),
    Good(f"# [x]\n[profile\tx]\n{_PROCESS}[ default ]\n{_PROCESS}", f"[my prof]\n{KEYS}"),
)


def check(context: Context) -> Iterator[Finding]:
    suspects = [
        head
        for head in unusual_headers(context)
        if head.closed
        and _is_wrong(head)
        and not (owned_section(head.section.values) or is_owned_header(head.title))
    ]
    counts = count_titles(context) if suspects else {}
    for head in suspects:
        meant = "default" if head.title.lower() == "default" else head.name
        tools = misread_by(context.asked, head, meant) if head.kind else context.asked
        guess = _guess(head)
        title = guess or _right_title(head)
        fix = None
        message, hint = _explain(context.asked, head, tools)
        if guess:
            message += f": did you mean [{guess}]?"
        if title and any(counts[head.file][other] for other in _spellings(head.file, title)):
            hint = f"move the settings to the other [{title}], and remove this header"
        elif title:
            hint = f"write [{title}]"
            fix = Fix(hint, guess is None, (head.with_title(title),))
        is_read = head.kind or guess or read_by(context.asked, head)
        place = Place(head.file, head.section.header_span)
        profile = context.files.profile_of(head.file, head.section)
        severity = ERROR if is_read else WARNING
        if head.section.values and not _has_aws_settings(head.section.values):
            severity = INFO
        yield Finding(ID, severity, message, hint, place, profile, tools, fix)
    yield from _plain_default(context)


def _plain_default(context: Context) -> Iterator[Finding]:
    """`[default]` of config, for tools that do not look for it there."""
    found = measure.readings(context.asked, measure.in_file(CONFIG, "[default]", measure.FIRST))
    tools = tuple(
        tool
        for tool, reading in found.items()
        if "default" not in reading.profiles and "default" not in context.readings[tool].profiles
    )
    sections = context.files.config.sections if tools else ()
    for section in sections:
        if section.header == "default" and _has_aws_settings(section.values):
            ignore = tools_do(context.asked, tools, "does not find", "do not find")
            message = f'{ignore} [default] in config: it needs the "profile" prefix there'
            hint = "write [profile default], which every tool reads"
            place = Place(CONFIG, section.header_span)
            yield Finding(ID, ERROR, message, hint, place, "default", tools)
            return


def _is_wrong(head: Header) -> bool:
    if head.is_typed or head.is_nameless or head.title == "DEFAULT":
        return False
    return bool(head.prefix) or section_type(head.file, head.title)[0] != ""  # true for [plugins]


def _has_aws_settings(keys: Iterable[str]) -> bool:
    """Whether AWS tools read one of the first few settings of a section, even if misspelled."""
    return any(is_aws_setting(key) or suggest(key) for key in islice(keys, _MOST_KEYS))


def _right_title(head: Header) -> str | None:
    """The title that the header should have; None if that is not certain."""
    if not head.is_portable or not head.kind:
        return None
    if head.file == CREDENTIALS:
        return head.name if head.kind == "profile" else None
    if not head.prefix and not _is_profile(head):
        return None
    return "default" if head.name == "default" else f"{head.kind} {head.name}"


def _guess(head: Header) -> str | None:
    """The title that a misspelled one in config most likely means, None if it resembles none."""
    if head.file != CONFIG or not head.is_portable:
        return None
    if head.prefix and not head.kind:
        kind = likely_name(head.prefix, TYPES)
        return f"{kind} {head.name}" if kind else None
    if head.prefix:
        return None
    if likely_name(head.name, ("default",)) and head.name.lower() != "default":
        return "default"
    glued = re.fullmatch(r"profiles?[-_.:]?(\w.*)", head.name)
    return f"profile {glued[1]}" if glued else None


def _spellings(file: str, title: str) -> tuple[str, ...]:
    """The titles that mean the same in a file as a correct title."""
    return (title, "profile default") if (file, title) == (CONFIG, "default") else (title,)


def _is_profile(head: Header) -> bool:
    """Whether a header without a type has settings that only a profile has."""
    sections = [KNOWN[key].sections if key in KNOWN else () for key in head.section.values]
    is_other = head.name.lower() == "default" or head.name.startswith(_DOTTED)
    return (
        all("profile" in found for found in sections) and ("profile",) in sections and not is_other
    )


def _explain(asked: Asked, head: Header, tools: Sequence[str]) -> tuple[str, str]:
    """What is wrong with a header, and what to do if the right title is not certain."""
    title = f"[{head.title}]"
    if not head.kind:
        said = "no tool reads its settings"
        if reading := read_by(asked, head):
            said = f"{tools_do(asked, reading, 'looks', 'look')} only at its first letters"
        hint = "write [profile NAME], [sso-session NAME] or [services NAME]"
        return f"{title} has an unknown type: {said}", hint
    if not head.prefix:
        if head.name.lower() == "default":
            misread = tools_do(asked, tools, "ignores or misreads", "ignore or misread")
            return f"{title} is not in lower case: {misread} it", "write [default]"
        is_dotted = head.name.startswith(_DOTTED)  # as if it had a type
        does = ("misreads", "misread") if is_dotted else ("ignores", "ignore")
        hint = f"write [profile {head.name}]"
        return f'{title} needs the "profile" prefix: {tools_do(asked, tools, *does)} it', hint
    if head.file == CREDENTIALS and head.kind != "profile":
        ignore = tools_do(asked, tools, "ignores", "ignore")
        return f"{title} belongs in config: {ignore} it in credentials", "move it to config"
    hint = f"write [{head.kind} NAME] in config, or [NAME] in credentials"
    misread = tools_do(asked, tools, "ignores or misreads", "ignore or misread")
    if head.file == CREDENTIALS:
        return f"{title} has a prefix, which is only for config: {misread} it", hint
    return f'{title} has the prefix "{head.prefix}" instead of "{head.kind}": {misread} it', hint


RULE = Rule(ID, __doc__, ERROR, check, BAD, GOOD, FILE)
