"""How tools read the same input: a row has an input, and by tool id, what each tool reads.

The value without an id is what the other tools of IN_EVERY_ROW read; any other tool is only in the
rows that name it. It was observed in the real tools and written by hand.
"""

from __future__ import annotations

import codecs
from collections.abc import Mapping
from typing import NamedTuple, TypeAlias

import pytest

from awscred import ini
from awscred.tools import TOOLS, read
from awscred.tools.reading import Settings, Value, Verdict

ROWS = 53  # in the table of inputs, which each tool reads in its way

IN_EVERY_ROW = ("toolkit", "cli", "js", "go", "rust")
"""The tools that were asked about every row; recorded readings hold the others (test_recorded)."""

Profiles: TypeAlias = Mapping[str, Settings]


class Refusal(NamedTuple):
    """A tool refuses the files: the line, and the words if they are the tool's own."""

    line: int
    message: str = ""


class Cell(NamedTuple):
    """What one tool does in a case; None if the case is not about that.

    `verdict` is on the profile named a: the kind of its credentials, or why it is not accepted.
    `fault` is what the tool complains about even though it reads the files.
    """

    profiles: Profiles | None = None
    verdict: str | None = None
    refusal: Refusal | None = None
    fault: str | None = None


Column: TypeAlias = Cell | Refusal | Profiles | str


class Case(NamedTuple):
    """A pair of files, the file that may be refused, and what every tool does with them."""

    config: str | bytes
    credentials: str | bytes
    file: str
    cells: Mapping[str, Cell]


def a(*values: Mapping[str, Value], **more: Value) -> Profiles:
    """Only a profile named a, with these settings."""
    return {"a": {key: value for part in (*values, more) for key, value in part.items()}}


def _cell(column: Column) -> Cell:
    if isinstance(column, Cell):
        return column
    if isinstance(column, Refusal):
        return Cell({}, refusal=column)
    return Cell(verdict=column) if isinstance(column, str) else Cell(column)


def _cells(others: Column | None, columns: Mapping[str, Column]) -> dict[str, Cell]:
    """The columns by tool; `others` is for the tools of every row that are not named."""
    assert columns.keys() <= TOOLS.keys()
    named = {**dict.fromkeys(IN_EVERY_ROW, others), **columns}
    return {tool: _cell(column) for tool, column in named.items() if column is not None}


# --- cases: files, what most tools read, and what others read


def config(text: str | bytes, others: Column | None = None, **columns: Column) -> list[Case]:
    return [Case(text, "", "config", _cells(others, columns))]


def credentials(text: str | bytes, others: Column | None = None, **columns: Column) -> list[Case]:
    return [Case("", text, "credentials", _cells(others, columns))]


def both(
    config: str | bytes,
    credentials: str | bytes,
    others: Column | None = None,
    **columns: Column,
) -> list[Case]:
    return [Case(config, credentials, "config", _cells(others, columns))]


def either(text: str, others: Column | None = None, **columns: Column) -> list[Case]:
    """The same lines in config, and under headers without `profile` in credentials."""
    in_credentials = text.replace("[profile ", "[")
    return config(text, others, **columns) + credentials(in_credentials, others, **columns)


def each(*groups: list[Case]) -> list[Case]:
    return [case for group in groups for case in group]


# --- values used in many rows

X, Y = {"x": "1"}, {"y": "2"}
AX = "[profile a]\nx = 1\n"
AXY = a(X, Y)
NONE: Profiles = {}
ONLY_A = a(X)
ONLY_B: Profiles = {"b": Y}
APART: Profiles = {"a": X, "b": Y}
BLEED = AXY  # b's key ends up in a

UNENDED = "Profile definition must end with ']'"
NO_PROFILE = "Expected a profile definition"
STRAY = "Expected a property definition, found continuation"
NO_SIGN = "Expected an '=' sign defining a property"
NO_SIGN_BELOW = "Expected an '=' sign defining a sub-property"

KEY, OTHER_KEY = "AKIAI44QH8DHBEXAMPLE", "AKIAIOSFODNN7EXAMPLE"
SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
ID_LINE, SECRET_LINE = f"aws_access_key_id = {KEY}\n", f"aws_secret_access_key = {SECRET}\n"
TOKEN_LINE = "aws_session_token = t\n"
PAIR = ID_LINE + SECRET_LINE
ID, SECRET_KEY = {"aws_access_key_id": KEY}, {"aws_secret_access_key": SECRET}
OTHER_ID, TOKEN = {"aws_access_key_id": OTHER_KEY}, {"aws_session_token": "t"}
IN_CONFIG, IN_CREDENTIALS = "[profile a]\n", "[a]\n"

NOTHING_CLI = "Unable to locate credentials"
NOTHING_JS = (
    "Could not resolve credentials using profile: [a] in configuration/credentials file(s)."
)
NOTHING_GO = "failed to refresh cached credentials, no EC2 IMDS role found"
NOTHING_RUST = "profile `a` did not contain credential information"
HALF_CLI = "Partial credentials found in {}, missing: aws_secret_access_key"
HALF_RUST = "invalid credential source in `a`: profile missing {}"
FETCHING_GO = "error fetching config from profile, a, "
HALF_GO = FETCHING_GO + "Error using profile: \n {}, partial credentials found for profile {}\n"
HALF_GO_CONFIG, HALF_GO_CREDENTIALS = HALF_GO.format(1, "profile a"), HALF_GO.format(2, "a")


def of_type(line: int, kind: str, profiles: Profiles) -> Cell:
    """The Toolkit complains about a section's type, at a 0-based line."""
    expected = "Expected one of: profile, sso-session"
    return Cell(profiles, fault=f'{line}:0: Invalid section type "{kind}". {expected}')


def _commented(gap: str) -> list[Case]:
    kept = a(x=f"1{gap} c", y="2")
    return either(f"[profile a]\nx = 1{gap} c\ny = 2\n", AXY, cli=kept)


def _everywhere(value: str) -> list[Case]:
    return either(f"[profile a]\nx = {value}\ny = 2\n", a(x=value, y="2"))


def _quoted(quote: str) -> list[Case]:
    kept = a(x=f"{quote}1{quote}")
    return either(f"[profile a]\nx = {quote}1{quote}\n", kept, go=ONLY_A)


def _lone_quote(quote: str) -> list[Case]:
    kept = a(x=quote)
    headless = Refusal(1, NO_PROFILE)
    return each(
        either(f"[profile a]\nx = {quote}\n", kept, go=Refusal(2)),
        either(f"x = {quote}\n{AX}", ONLY_A, cli=Refusal(1), go=Refusal(1), rust=headless),
        either(
            f"[profile a]\ns3 =\n  x = {quote}\n",
            toolkit=kept,
            cli=a(s3={"x": quote}),
            js=a({"s3.x": quote}),
            go=Refusal(3),
            rust=a(s3=f"\nx = {quote}"),
        ),
    )


def _utf16(mark: bytes, encoding: str) -> list[Case]:
    text = mark + AX.encode(encoding)
    return each(*(file(text, NONE, cli=Refusal(1)) for file in (config, credentials)))


TABLE: dict[str, list[Case]] = {
    "k = v # c": each(*map(_commented, (" #", " ;", "\t#"))),
    "k = v#c": each(_everywhere("1#c"), _everywhere("1;c")),
    "[b] # c": each(
        either(f"{AX}[profile b] # c\ny = 2\n", APART),
        either(f"{AX}[profile b]\t; c\ny = 2\n", APART),
    ),
    "[b]# c, [b];c": each(
        either(f"{AX}[profile b]# c\ny = 2\n", APART, toolkit=BLEED, js=BLEED),
        either(f"{AX}[profile b];c\ny = 2\n", APART, toolkit=BLEED, js=BLEED),
    ),
    "[b] junk": either(
        f"{AX}[profile b] junk\ny = 2\n", BLEED, cli=APART, rust=Refusal(3, UNENDED)
    ),
    "[b": each(
        either(f"{AX}[profile b\ny = 2\n", BLEED, cli=Refusal(3), rust=Refusal(3, UNENDED)),
        config(
            f"{AX}[profile b = 3\ny = 2\n",
            a(X, Y, {"[profile b": "3"}),
            rust=Refusal(3, UNENDED),
        ),
        credentials(
            "[a]\nx = 1\n[b: 3\ny = 2\n",
            BLEED,
            cli=a(X, Y, {"[b": "3"}),
            go=a(X, Y, {"[b": "3"}),
            rust=Refusal(3, UNENDED),
        ),
    ),
    "[ b ] in credentials": credentials(
        "[a]\nx = 1\n[ b ]\ny = 2\n",
        {"a": X, " b ": Y},
        toolkit=of_type(2, "", ONLY_A),
        go=APART,
        rust=APART,
    ),
    "[profile  b]": config(f"{AX}[profile  b]\ny = 2\n", APART, toolkit={"a": X, "": Y}, js=ONLY_A),
    "[profile<TAB>b]": config(
        f"{AX}[profile\tb]\ny = 2\n", APART, toolkit={"a": X, "profile\tb": Y}
    ),
    "[b], indented, after a key": each(
        config(
            f"{AX}  [profile b]\ny = 2\n",
            APART,
            cli=a(Y, x="1\n[profile b]"),
            rust=a(Y, x="1\n[profile b]"),
        ),
        credentials(
            "[a]\nx = 1\n\t[b]\ny = 2\n",
            APART,
            cli=a(Y, x="1\n[b]"),
            rust=a(Y, x="1\n[b]"),
        ),
    ),
    "[foo] in config": config(f"{AX}[foo]\ny = 2\n", ONLY_A, toolkit={"a": X, "foo": Y}),
    "[profile foo] in credentials": credentials(
        "[a]\nx = 1\n[profile foo]\ny = 2\n",
        ONLY_A,
        toolkit={"a": X, "foo": Y},
        cli={"a": X, "profile foo": Y},
        js={"a": X, "profile.foo": Y},
    ),
    "[default] and [profile default]": each(
        config(
            "[default]\nx = 1\n[profile default]\ny = 2\n",
            {"default": Y},
            toolkit={"default": X | Y},
        ),
        config(
            "[profile default]\ny = 2\n[default]\nx = 1\n",
            {"default": Y},
            toolkit={"default": X | Y},
            cli={"default": X},
        ),
    ),
    "[DEFAULT]": each(
        config(
            "[DEFAULT]\nx = 1\n[profile b]\ny = 2\n",
            {"DEFAULT": X, "b": Y},
            cli={"b": X | Y},
            js=ONLY_B,
            rust=ONLY_B,
        ),
        credentials(
            "[a]\nx = 3\n[b]\ny = 2\n[DEFAULT]\nx = 1\n",
            {"a": {"x": "3"}, "b": Y, "DEFAULT": X},
            cli={"a": {"x": "3"}, "b": X | Y},
        ),
    ),
    "[Profile x]": each(
        config(f"{AX}[Profile x]\ny = 2\n", ONLY_A, toolkit=of_type(2, "Profile", ONLY_A)),
        credentials(
            "[a]\nx = 1\n[Profile x]\ny = 2\n",
            {"a": X, "Profile x": Y},
            toolkit=of_type(2, "Profile", ONLY_A),
            js=ONLY_A,
            rust=ONLY_A,
        ),
    ),
    "[profiles x], [profile-a x]": each(
        config(
            f"{AX}[profiles b]\ny = 2\n", ONLY_A, toolkit=of_type(2, "profiles", ONLY_A), cli=APART
        ),
        config(
            f"{AX}[profile-a b]\ny = 2\n",
            ONLY_A,
            toolkit=of_type(2, "profile-a", ONLY_A),
            cli=APART,
        ),
    ),
    '[profile "my prof"]': config(
        '[profile "my prof"]\nx = 1\n',
        NONE,
        toolkit={'"my': X},
        cli={"my prof": X},
        go={'"my prof"': X},
    ),
    "[profile my prof]": config(
        "[profile my prof]\nx = 1\n", NONE, toolkit={"my": X}, go={"my prof": X}
    ),
    "[my prof] in credentials": credentials(
        "[my prof]\nx = 1\n",
        {"my prof": X},
        toolkit=of_type(0, "my", NONE),
        js=NONE,
        rust=NONE,
    ),
    "[profile münchen]": config(
        "[profile münchen]\nx = 1\n",
        {"münchen": X},
        js=NONE,
        rust=NONE,
    ),
    r"[profile CORP\bob]": config(
        "[profile CORP\\bob]\nx = 1\n",
        {"CORP\\bob": X},
        cli={"CORPbob": X},
        js=NONE,
        rust=NONE,
    ),
    "names with - _ . / @ : + %": each(
        *(either(f"[profile a{sign}b]\nx = 1\n", {f"a{sign}b": X}) for sign in "-_./@:+%"),
        either("[profile %+:@/._-]\nx = 1\n", {"%+:@/._-": X}),
    ),
    "a section or key twice": each(
        either(f"{AX}y = 1\n{AX.replace('x = 1', 'y = 2')}", AXY, cli=Refusal(4)),
        either("[profile a]\nx = 0\nx = 1\n", ONLY_A, cli=Refusal(3)),
        either("[profile a]\nX = 0\nx = 1\n", ONLY_A, cli=Refusal(3), js=a({"X": "0"}, X)),
        # If one header is written in two ways, the Rust SDK uses either value of a key.
        config(f"{AX}[profile  a]\ny = 2\n", AXY, toolkit={"a": X, "": Y}, cli=a(Y), js=ONLY_A),
    ),
    "AWS_ACCESS_KEY_ID": each(
        *(
            file(
                header + ID_LINE.replace("aws_access_key_id", "AWS_ACCESS_KEY_ID") + SECRET_LINE,
                Cell(a(ID, SECRET_KEY), "static"),
                js=Cell(a(SECRET_KEY, AWS_ACCESS_KEY_ID=KEY), NOTHING_JS),
            )
            for file, header in ((config, IN_CONFIG), (credentials, IN_CREDENTIALS))
        )
    ),
    "k: v": either(f"{AX}y: 2\n", ONLY_A, cli=AXY, go=AXY, rust=Refusal(3, NO_SIGN)),
    "a line without =": each(
        either(f"{AX}junk\ny = 2\n", AXY, cli=Refusal(3), rust=Refusal(3, NO_SIGN)),
        either(
            f"{AX}http://h\ny = 2\n",
            AXY,
            cli=a(X, Y, http="//h"),
            go=a(X, Y, http="//h"),
            rust=Refusal(3, NO_SIGN),
        ),
    ),
    "a key before any section": either(
        f"y = 2\n{AX}", ONLY_A, cli=Refusal(1), rust=Refusal(1, NO_PROFILE)
    ),
    "the first key indented": either("[profile a]\n  x = 1\ny = 2\n", AXY, rust=Refusal(2, STRAY)),
    "a later key indented": either(
        f"{AX}  y = 2\n", AXY, cli=a(x="1\ny = 2"), rust=a(x="1\ny = 2")
    ),
    "an indented comment": each(
        either(f"{AX}  # c\ny = 2\n", AXY, rust=a(Y, x="1\n# c")),
        either(f"{AX}\t; c\ny = 2\n", AXY, rust=a(Y, x="1\n; c")),
    ),
    "an indented comment in a block": each(
        *(
            either(
                f"[profile a]\ns3 =\n  {comment}\n  x = 1\n",
                a(s3=X),
                toolkit=ONLY_A,
                js=a({"s3.x": "1"}),
                rust=Refusal(3, NO_SIGN_BELOW),
            )
            for comment in ("# c", "; c")
        )
    ),
    "a continuation line": either(
        f"{AX}  more\ny = 2\n",
        a(Y, x="1\nmore"),
        toolkit=AXY,
        js=AXY,
    ),
    "a continuation line with = or :": each(
        either(
            f"{AX}  --url=h\ny = 2\n",
            a(X, Y, {"--url": "h"}),
            cli=a(Y, x="1\n--url=h"),
            rust=a(Y, x="1\n--url=h"),
        ),
        either(
            f"{AX}  --url http://h\ny = 2\n",
            AXY,
            cli=a(Y, x="1\n--url http://h"),
            go=a(X, Y, {"--url http": "//h"}),
            rust=a(Y, x="1\n--url http://h"),
        ),
    ),
    'k = "v"': each(*map(_quoted, "\"'")),
    "a lone quote": each(*map(_lone_quote, "\"'")),
    "k = and a blank": either(
        "[profile a]\nx = \ny = 2\n",
        a(Y, x=""),
        toolkit=a(Y, x=" "),
        js=a(Y),
    ),
    "s3 = and a block": either(
        "[profile a]\ns3 =\n  x = 1\n  z = 3\ny = 2\n",
        a(Y, s3={**X, "z": "3"}),
        toolkit=a(X, Y, z="3"),
        js=a(Y, {"s3.x": "1", "s3.z": "3"}),
        rust=a(Y, s3="\nx = 1\nz = 3"),
    ),
    "a key named __proto__": each(
        either(f"{AX}__proto__ = 2\n", a(X, __proto__="2"), toolkit=ONLY_A, js=ONLY_A),
        either(
            f"{AX}__Proto__ = 2\n",
            a(X, __proto__="2"),
            toolkit=ONLY_A,
            js=a(X, __Proto__="2"),
        ),
        either(
            "[profile a]\ns3 =\n  __proto__ = 2\nx = 1\n",
            a(X, s3={"__proto__": "2"}),
            toolkit=ONLY_A,
            js=a(X, {"s3.__proto__": "2"}),
            rust=a(X, s3="\n__proto__ = 2"),
        ),
        either(f"{AX}constructor = 2\nvalueof = 3\n", a(X, constructor="2", valueof="3")),
    ),
    "[services x]": config(
        f"{AX}[services x]\ns3 =\n  endpoint_url = http://h\n[profile b]\ny = 2\n",
        APART,
        toolkit=of_type(2, "services", APART),
    ),
    "a UTF-8 BOM": either(
        f"\ufeff{AX}[profile b]\ny = 2\n",
        APART,
        cli=Refusal(1),
        go=ONLY_B,
        rust=Refusal(1, NO_PROFILE),
    ),
    "UTF-16": each(
        _utf16(codecs.BOM_UTF16_LE, "utf-16-le"),
        _utf16(codecs.BOM_UTF16_BE, "utf-16-be"),
        # Without a BOM it is UTF-8, full of NULs.
        config(AX.encode("utf-16-le"), NONE, cli=Refusal(3), rust=Refusal(1, UNENDED)),
    ),
    "a byte that is not UTF-8": each(
        both(
            f"# \xe9\n{AX}".encode("latin-1"),
            "[b]\ny = 2\n",
            APART,
            cli=Refusal(1),
            rust=ONLY_B,
        ),
        credentials(
            b"[a]\nx = 1\xe9\n",
            a(x="1\ufffd"),
            cli=Refusal(2),
            rust=NONE,
        ),
    ),
    "CRLF, mixed, no final newline": each(
        *(
            either(text, APART)
            for text in (
                "[profile a]\r\nx = 1\r\n\r\n[profile b]\r\ny = 2\r\n",
                "[profile a]\r\nx = 1\n[profile b]\ny = 2\r\n",
                "[profile a]\r\nx = 1\r\n[profile b]\r\ny = 2",
                f"{AX}[profile b]\ny = 2",
            )
        )
    ),
    "a lone CR": either("[profile a]\rx = 1\r", NONE, cli=ONLY_A, rust=Refusal(1, UNENDED)),
    "NBSP after a value": either("[profile a]\nx = 1\xa0\n", ONLY_A, rust=a(x="1\xa0")),
    "%(x)s, $HOME, ~, NUL, 100 kB": each(
        *map(_everywhere, ("%(y)s", "%", "$HOME/x", "~/x", "a\0b", "v" * 100_000))
    ),
    "the id in one file, the secret in the other": each(
        both(
            IN_CONFIG + ID_LINE,
            IN_CREDENTIALS + SECRET_LINE,
            Cell(a(ID, SECRET_KEY), "static"),
            cli=Cell(a(ID, SECRET_KEY), HALF_CLI.format("config-file")),
            go=Cell(a(ID), HALF_GO_CREDENTIALS),
        ),
        both(
            IN_CONFIG + SECRET_LINE,
            IN_CREDENTIALS + ID_LINE,
            Cell(a(ID, SECRET_KEY), "static"),
            cli=Cell(a(ID, SECRET_KEY), HALF_CLI.format("shared-credentials-file")),
            go=Cell(a(SECRET_KEY), HALF_GO_CREDENTIALS),
        ),
    ),
    "a pair in config, another id in credentials": both(
        IN_CONFIG + PAIR,
        f"{IN_CREDENTIALS}aws_access_key_id = {OTHER_KEY}\n",
        Cell(a(OTHER_ID, SECRET_KEY), "static"),
        cli=Cell(a(OTHER_ID, SECRET_KEY), HALF_CLI.format("shared-credentials-file")),
        go=Cell(a(ID, SECRET_KEY), HALF_GO_CREDENTIALS),
    ),
    "the token in the other file": each(
        both(
            IN_CONFIG + TOKEN_LINE,
            IN_CREDENTIALS + PAIR,
            Cell(a(ID, SECRET_KEY, TOKEN), "temporary"),
            cli=Cell(a(ID, SECRET_KEY, TOKEN), "static"),
        ),
        both(
            IN_CONFIG + PAIR,
            IN_CREDENTIALS + TOKEN_LINE,
            Cell(a(ID, SECRET_KEY, TOKEN), "temporary"),
            cli=Cell(a(ID, SECRET_KEY, TOKEN), "static"),
            go=Cell(a(ID, SECRET_KEY), "static"),
        ),
    ),
    "endpoint_url in credentials": each(
        both(
            f"{IN_CONFIG}region = r\n",
            f"{IN_CREDENTIALS}endpoint_url = h\noutput = o\nmax_attempts = 3\n",
            a(region="r", endpoint_url="h", output="o", max_attempts="3"),
            go=a(region="r", max_attempts="3"),
        ),
        credentials("[a]\nendpoint_url = h\n", a(endpoint_url="h")),
    ),
    "xaws_access_key_id": each(
        config(
            f"{IN_CONFIG}x{PAIR}",
            toolkit="missing properties: aws_access_key_id",
            cli=NOTHING_CLI,
            js=NOTHING_JS,
            go=HALF_GO_CONFIG,
            rust=HALF_RUST.format("aws_access_key_id"),
        ),
        credentials(
            f"{IN_CREDENTIALS}x{PAIR}",
            toolkit="missing properties: aws_access_key_id",
            cli=NOTHING_CLI,
            js=NOTHING_JS,
            go=HALF_GO_CREDENTIALS,
            rust=HALF_RUST.format("aws_access_key_id"),
        ),
        either(
            f"[profile a]\nx{ID_LINE}x{SECRET_LINE}",
            toolkit="not supported by the Toolkit",
            cli=NOTHING_CLI,
            js=NOTHING_JS,
            go=NOTHING_GO,
            rust=NOTHING_RUST,
        ),
    ),
    "[default] xaws... on one line": either(
        f"[default] xaws_access_key_id= {KEY} xaws_secret_access_key= {SECRET}\n",
        NONE,
        cli={"default": {}},
        rust=Refusal(1, UNENDED),
    ),
    "export AWS_...": either(
        f"[profile a]\nexport AWS_ACCESS_KEY_ID={KEY}\n",
        a({"export aws_access_key_id": KEY}),
        js=a({"export AWS_ACCESS_KEY_ID": KEY}),
        rust=a(),
    ),
}

# --- differences after reading: verdicts on the profile named a

ROLE = "role_arn = arn:aws:iam::123456789012:role/deploy\n"
OF_B = f"{ROLE}source_profile = b\n"
BY_ENVIRONMENT = "credential_source = Environment\n"
BY_TOKEN_FILE = "web_identity_token_file = /t\n"
SIGN_IN = "sso_start_url = https://example.awsapps.com/start\nsso_region = eu-west-1\n"
SSO = f"{SIGN_IN}sso_account_id = 123456789012\nsso_role_name = Dev\n"
PROCESS, LOGIN = "credential_process = /bin/tool\n", "login_session = arn:aws:iam::1:user/u\n"

NO_ROLE_CLI = (
    "The provided profile or the current environment is configured to assume role with web"
    " identity but has no role ARN configured. Ensure that the profile has the role_arn"
    "configuration set or the AWS_ROLE_ARN env var is set."
)
NO_ROLE_GO = "credential type {} requires role_arn, profile a"
NO_ROLE_RUST = (
    "invalid credential source in `a`: "
    "`web_identity_token_file` was specified but `role_arn` was missing"
)
ONE_TYPE_GO = (
    "only one credential type may be specified per profile: "
    "source profile, credential source, credential process, web identity token"
)
ONLY_TOKEN_RUST = (
    "selected profile will resolve an access token instead of credentials since it doesn't have"
    " `sso_account_id` and `sso_role_name` set. Specify both `sso_account_id` and `sso_role_name`"
    " to let this profile resolve credentials."
)
LEGACY_CLI = (
    'AWS CLI: Invalid value provided to "mode": "legacy" must be one of: "standard" or "adaptive"'
)
NOT_A_NUMBER = "invalid literal for int() with base 10: '{}'"


def profile(*lines: str) -> str:
    return IN_CONFIG + "".join(lines)


def _with_keys(setting: str, others: Column | None = None, **columns: Column) -> list[Case]:
    """A setting together with good keys."""
    return both(profile(f"{setting}\n"), IN_CREDENTIALS + PAIR, others, **columns)


def _command(command: str, others: Column | None = None, **columns: Column) -> list[Case]:
    return config(profile(f"credential_process = {command}\n"), others, **columns)


def _read_as(command: str, verdict: str) -> Cell:
    return Cell(a(credential_process=command), verdict)


DIFFERENCES: dict[str, list[Case]] = {
    "keys and SSO": each(
        config(profile(PAIR, SSO), "static", cli="sso", rust="sso"),
        both(profile(SSO), IN_CREDENTIALS + PAIR, "static", cli="sso", rust="sso"),
        config(profile(PAIR, SIGN_IN), "static", rust=ONLY_TOKEN_RUST),
    ),
    "keys and a command": each(
        config(profile(PAIR, PROCESS), "process", js="static", go="static"),
        both(
            profile(PROCESS),
            IN_CREDENTIALS + PAIR,
            "static",
            toolkit="process",
            rust="process",
        ),
        both(
            profile(PAIR),
            IN_CREDENTIALS + PROCESS,
            "process",
            js="static",
            go="static",
        ),
    ),
    "keys and a login": each(
        config(profile(PAIR, LOGIN), "static", cli="login", rust="login"),
        both(profile(LOGIN), IN_CREDENTIALS + PAIR, "static", rust="login"),
    ),
    "every kind, then one less each time": each(
        config(
            profile(BY_ENVIRONMENT, BY_TOKEN_FILE, SSO, LOGIN, PROCESS, PAIR),
            "source",
            cli=NO_ROLE_CLI,
            js="static",
            go=NO_ROLE_GO.format("credential_source"),
        ),
        config(
            profile(BY_TOKEN_FILE, SSO, LOGIN, PROCESS, PAIR),
            toolkit="process",
            cli=NO_ROLE_CLI,
            js="static",
            go=NO_ROLE_GO.format("web_identity_token_file"),
            rust=NO_ROLE_RUST,
        ),
        config(
            profile(SSO, LOGIN, PROCESS, PAIR), "sso", toolkit="process", js="static", go="static"
        ),
        config(profile(LOGIN, PROCESS, PAIR), "login", toolkit="process", js="static", go="static"),
    ),
    "kinds without keys": each(
        config(profile(SSO, PROCESS), "sso", toolkit="process", js="process"),
        config(profile(SSO, LOGIN), "sso"),
        config(profile(LOGIN, PROCESS), "login", toolkit="process", js="process"),
    ),
    "an empty setting counts": each(
        config(
            profile("credential_process =\n", PAIR),
            "static",
            cli="list index out of range",
            rust="process",
        ),
        config(profile("login_session =\n", PAIR), "static", cli="login", rust="login"),
        config(
            profile("aws_access_key_id =\naws_secret_access_key =\n"),
            "static",
            toolkit="not supported by the Toolkit",
            js=NONE,
            go=NOTHING_GO,
        ),
    ),
    "a role by credential_source": each(
        config(profile(ROLE, BY_ENVIRONMENT), "role", toolkit="source"),
        config(profile(ROLE, BY_ENVIRONMENT, PAIR), "role", toolkit="source"),
    ),
    "a role by a token file": each(
        config(profile(ROLE, BY_TOKEN_FILE), "web-identity", toolkit="role"),
        config(
            profile(ROLE, BY_TOKEN_FILE, PROCESS),
            "web-identity",
            toolkit="role",
            go=ONE_TYPE_GO,
        ),
    ),
    "a role's other settings": both(
        profile(OF_B, "external_id = x\nrole_session_name = s\nduration_seconds = 3600\n"),
        f"[b]\n{PAIR}",
        "role",
    ),
    "an SSO session without scopes": config(
        profile("sso_session = s\nsso_account_id = 123456789012\nsso_role_name = Dev\n")
        + f"[sso-session s]\n{SIGN_IN}",
        "sso",
    ),
    "retry_mode = legacy": _with_keys(
        "retry_mode = legacy",
        "static",
        cli=LEGACY_CLI,
        go=FETCHING_GO + "failed to load retry_mode from shared config, unknown RetryMode, legacy",
    ),
    "use_fips_endpoint = True": _with_keys(
        "use_fips_endpoint = True",
        Cell(a(ID, SECRET_KEY, use_fips_endpoint="True"), "static"),
    ),
    "max_attempts": each(
        _with_keys("max_attempts = 010", "static"),
        _with_keys(
            "max_attempts = 0x10",
            "static",
            cli=NOT_A_NUMBER.format("0x10"),
        ),
        _with_keys(
            "max_attempts = 08",
            "static",
            go=(
                f"{FETCHING_GO}failed to load max_attempts from shared config, "
                "invalid value max_attempts=08, expect integer"
            ),
        ),
    ),
    "metadata settings": _with_keys(
        "metadata_service_timeout = x",
        "static",
        cli=NOT_A_NUMBER.format("x"),
    ),
    "credential_process": each(
        *(
            _command(command, _read_as(command, "process"))
            for command in ("~/tool", "$HOME/tool", "a | b", "a && b", "X=1 a")
        ),
        _command(
            '"/a b/tool"',
            _read_as('"/a b/tool"', "process"),
            go=_read_as("/a b/tool", "process"),
        ),
        _command(
            '"/a b/tool" --p "x"',
            _read_as('"/a b/tool" --p "x"', "process"),
            go=_read_as('/a b/tool" --p "x', "process"),
        ),
        _command("/a 'b", "process", cli="No closing quotation"),
    ),
    "names by case": either("[profile a]\nx = 1\n[profile A]\ny = 2\n", {"a": X, "A": Y}),
    "aws_security_token": credentials(
        f"{IN_CREDENTIALS}{PAIR}aws_security_token = t\n", "static", cli="temporary"
    ),
}

# --- the Toolkit's checks, in its order

CYCLE = "Cycle detected within Shared Credentials Profiles. Reference chain: {}"
LOST = "Shared Credentials Profile {} not found. Reference chain: {}"
NOT_SUPPORTED = "not supported by the Toolkit"
TO_C = f"[profile b]\n{ROLE}source_profile = c\n"

JUDGED: dict[str, tuple[str, str]] = {
    "1 two sources": (
        profile(OF_B, BY_ENVIRONMENT),
        "credential_source and source_profile cannot both be set",
    ),
    "1 another source": (
        profile("credential_source = environment\n"),
        "Credential source environment is not supported",
    ),
    "1 a blank for a source": (
        profile("credential_source = \n", PROCESS),
        "Credential source   is not supported",
    ),
    **{
        f"1 {source}": (profile(f"credential_source = {source}\n", ID_LINE), "source")
        for source in ("EcsContainer", "Ec2InstanceMetadata", "Environment")
    },
    "2 a cycle": (
        profile(OF_B) + "[profile b]\nsource_profile = a\n",
        CYCLE.format("a -> b -> a"),
    ),
    "2 its own source": (profile(ROLE, "source_profile = a\n", PAIR), CYCLE.format("a -> a")),
    "2 a cycle further on": (
        profile(OF_B) + TO_C + "[profile c]\nsource_profile = b\n",
        CYCLE.format("a -> b -> c -> b"),
    ),
    "2 no such profile": (profile(OF_B, PAIR), LOST.format("b", "a -> b")),
    "2 none further on": (profile(OF_B) + TO_C, LOST.format("c", "a -> b -> c")),
    "2 a blank for a source": (profile(ROLE, "source_profile = \n"), LOST.format(" ", "a ->  ")),
    "2 a source that is not valid": (
        profile(OF_B) + "[profile b]\ncredential_source = x\n",
        "role",
    ),
    "2 a source with nothing": (profile(OF_B) + "[profile b]\n", "role"),
    "2 no source": (profile(ROLE, ID_LINE), "role"),
    "3 a command": (profile(PROCESS, ID_LINE), "process"),
    "4 keys": (profile(PAIR, SSO), "static"),
    "4 keys and a token": (profile(PAIR, TOKEN_LINE), "temporary"),
    "4 no secret": (profile(ID_LINE, SSO), "missing properties: aws_secret_access_key"),
    "4 no id": (profile(SECRET_LINE, LOGIN), "missing properties: aws_access_key_id"),
    "4 a token alone": (
        profile(TOKEN_LINE),
        "missing properties: aws_access_key_id, aws_secret_access_key",
    ),
    **{
        f"5 {key}": (profile(f"{key} = x\n", LOGIN), "sso")
        for key in "sso_session sso_start_url sso_region sso_role_name sso_account_id".split()
    },
    "6 a login": (profile(LOGIN), "login"),
    "7 a token file without a role": (profile(BY_TOKEN_FILE), NOT_SUPPORTED),
    "7 a region": (profile("region = eu-west-1\n"), NOT_SUPPORTED),
    "7 a source without a role": (profile("source_profile = b\n"), NOT_SUPPORTED),
    "7 nothing": (profile(), NOT_SUPPORTED),
}

BUILDER_ID = "sso_start_url = https://view.awsapps.com/start\n"


# --- the tests

PARAMS = [
    pytest.param(tool, case, id=f"{row} ({number} of {len(cases)}) {tool}")
    for row, cases in (TABLE | DIFFERENCES).items()
    for number, case in enumerate(cases, 1)
    for tool in case.cells
]


def _word(verdict: Verdict) -> str | None:
    return verdict.kind if verdict.accepted else verdict.reason


@pytest.mark.parametrize(("tool", "case"), PARAMS)
def test_a_tool_reads_the_input_so(tool: str, case: Case) -> None:
    expected = case.cells[tool]
    reading = read(tool, ini.parse(case.config), ini.parse(case.credentials))
    if expected.refusal:
        assert reading.error is not None and (reading.profiles, reading.verdicts) == ({}, {})
        assert (reading.error.place.file, reading.error.place.span.line) == (
            case.file,
            expected.refusal.line,
        )
        assert expected.refusal.message in reading.error.message
        return
    assert reading.error is None
    if expected.profiles is not None:
        assert reading.profiles == expected.profiles
    if expected.verdict is not None:
        assert _word(reading.verdicts["a"]) == expected.verdict
    assert [fault.message for fault in reading.faults] == (
        [expected.fault] if expected.fault else []
    )


def test_no_row_of_the_table_is_lost() -> None:
    assert len(TABLE) == ROWS
    assert all(TABLE.values())


@pytest.mark.parametrize(("config", "word"), JUDGED.values(), ids=JUDGED)
def test_the_toolkit_asks_in_this_order(config: str, word: str) -> None:
    verdict = read("toolkit", ini.parse(config), ini.parse("")).verdicts["a"]
    assert (_word(verdict), verdict.hidden) == (word, False)


@pytest.mark.parametrize(
    ("config", "word", "hidden"),
    [
        (profile(BUILDER_ID), "sso", True),
        (profile("sso_session = s\n") + f"[sso-session s]\n{BUILDER_ID}", "sso", True),
        (profile(BUILDER_ID, PAIR), "static", True),
        (profile(BUILDER_ID, ID_LINE), "missing properties: aws_secret_access_key", False),
        (profile(BUILDER_ID.replace("start\n", "start/\n")), "sso", False),
    ],
)
def test_the_toolkit_hides_builder_id(config: str, word: str, hidden: bool) -> None:
    verdict = read("toolkit", ini.parse(config), ini.parse("")).verdicts["a"]
    assert (_word(verdict), verdict.hidden) == (word, hidden)
