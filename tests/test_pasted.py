"""Documents with access keys: every form that people download or paste, and other documents."""

from __future__ import annotations

import csv
import io
import json
import shlex
from collections.abc import Callable
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awscred import pasted
from awscred.errors import USAGE, AwscredError
from awscred.output import import_ as access_keys
from awscred.pasted import documents
from awscred.pasted.keys import AccessKey
from tests.aws import KEY, OTHER_KEY, OTHER_SECRET, SECRET
from tests.sizes import examples

TEMPORARY = KEY.replace("AKIA", "ASIA")
TOKEN = "IQoJb3JpZ2luX2VjEXAMPLE//////////wEaCXVzLWVhc3QtMSJHMEUCIQD=="
TIME = datetime(2026, 11, 2, 21, 1, 54, tzinfo=timezone.utc)
LONG = {"aws_access_key_id": KEY, "aws_secret_access_key": SECRET}
OTHER = {"aws_access_key_id": OTHER_KEY, "aws_secret_access_key": OTHER_SECRET}
SHORT = {**LONG, "aws_access_key_id": TEMPORARY, "aws_session_token": TOKEN}


def _read(document: str | bytes) -> list[AccessKey]:
    data = document if isinstance(document, bytes) else document.encode("utf-8", "surrogatepass")
    return documents.read(data, "keys")


# --- the console's CSV

CSV = f"Access key ID,Secret access key\r\n{KEY},{SECRET}\r\n"
OLD_HEADER = "User name,Password,Access key ID,Secret access key,Console login link"
OLD = f"{OLD_HEADER}\nalice,,{KEY},{SECRET},https://1.signin.aws.amazon.com/console\n"


@pytest.mark.parametrize(
    ("document", "name"),
    [
        pytest.param(CSV, "", id="of one key"),
        pytest.param("\ufeff" + CSV, "", id="with a BOM"),
        pytest.param(CSV.encode("utf-16"), "", id="in UTF-16"),
        pytest.param(b"\xfe\xff" + CSV.encode("utf-16-be"), "", id="in big-endian UTF-16"),
        pytest.param(CSV.encode("utf-16-le"), "", id="in UTF-16 without BOM"),
        pytest.param(CSV.encode("utf-16-be"), "", id="in big-endian UTF-16 without BOM"),
        pytest.param(CSV.replace("\r\n", "\r"), "", id="with CR"),
        pytest.param(CSV.rstrip(), "", id="without a last newline"),
        pytest.param(f"\n \n{CSV}\n\n", "", id="among blank lines"),
        pytest.param(CSV.replace(",", ";"), "", id="with semicolons"),
        pytest.param(CSV.replace(",", "\t"), "", id="with tabs"),
        pytest.param(CSV.replace(",", " , "), "", id="with blanks"),
        pytest.param(CSV.replace(",", "\xa0,\u200b"), "", id="with blanks of a web page"),
        pytest.param(CSV.upper().split("\r")[0] + f"\n{KEY},{SECRET}", "", id="in upper case"),
        pytest.param(f'"AccessKeyId", SECRETACCESSKEY\n{KEY},"{SECRET}"', "", id="odd header"),
        pytest.param(f"Secret access key,Access key ID\n{SECRET},{KEY}\n", "", id="turned"),
        pytest.param(f"{CSV},,,\r\n", "", id="with an empty row"),
        pytest.param(CSV.replace("\r\n", ",,\r\n"), "", id="with empty columns"),
        pytest.param(
            f"User Name,Access key ID,Secret access key\nalice,{KEY},{SECRET}\n",
            "alice",
            id="of a user",
        ),
        pytest.param(OLD, "alice", id="of old"),
        pytest.param(OLD.replace("alice,,", "alice,p,"), "alice", id="with a password"),
        pytest.param(OLD.replace("alice,,", 'alice,"p,""q",'), "alice", id="an odd password"),
        pytest.param(OLD.replace("alice", '"Ops, alice"'), "Ops, alice", id="a comma in a name"),
        pytest.param(OLD.replace("alice", '"a""b"'), 'a"b', id="a quote in a name"),
        pytest.param(OLD.replace("alice", '"a\nb"'), "a\nb", id="a line end in a name"),
        pytest.param(OLD.replace("alice", "a\u2028b"), "a\u2028b", id="U+2028 in a name"),
        pytest.param(f"{OLD}bob,secret,,,https://x\n", "alice", id="and a user without key"),
    ],
)
def test_a_csv_has_a_key(document: str | bytes, name: str) -> None:
    (key,) = _read(document)
    assert (key.settings, key.name, key.form) == (LONG, name, "the console's CSV")
    assert key.expires is None
    assert key.is_active


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_csv_has_several_keys(delimiter: str) -> None:
    text = f"{OLD}bob,,{OTHER_KEY},{OTHER_SECRET},\n".replace(",", delimiter)
    assert [(key.name, key.line, key.settings) for key in _read(text)] == [
        ("alice", 2, LONG),
        ("bob", 3, OTHER),
    ]


# --- JSON

STS = {"AccessKeyId": TEMPORARY, "SecretAccessKey": SECRET, "SessionToken": TOKEN}
UNTIL = {**STS, "Expiration": "2026-11-02T21:01:54+00:00"}
CREATED = {"UserName": "alice", "AccessKeyId": KEY, "Status": "Active", "SecretAccessKey": SECRET}
PORTAL = {
    "accessKeyId": TEMPORARY,
    "secretAccessKey": SECRET,
    "sessionToken": TOKEN,
    "expiration": 1793653314000,
}
ROLE = {"AssumedRoleId": "A:me", "Arn": "arn:aws:sts::123456789012:assumed-role/deploy/me"}
USER = {"FederatedUserId": "1:bob", "Arn": "arn:aws:sts::123456789012:federated-user/bob"}


@pytest.mark.parametrize(
    ("document", "form", "name", "settings"),
    [
        pytest.param({"Credentials": UNTIL}, "aws sts", "", SHORT, id="get-session-token"),
        pytest.param(
            {"Credentials": UNTIL, "AssumedRoleUser": ROLE}, "sts", "deploy", SHORT, id="role"
        ),
        pytest.param(
            {
                "AssumedRoleUser": ROLE,
                "Credentials": UNTIL,
                "Provider": "x",
                "SubjectFromWebIdentityToken": "y",
                "Audience": "z",
            },
            *("sts", "deploy", SHORT),
            id="assume-role-with-web-identity",
        ),
        pytest.param(
            {"Credentials": UNTIL, "FederatedUser": USER, "PackedPolicySize": 6},
            *("sts", "bob", SHORT),
            id="get-federation-token",
        ),
        pytest.param({"AccessKey": CREATED}, "aws iam", "alice", LONG, id="create-access-key"),
        pytest.param({"Version": 1, **UNTIL}, "credential_process", "", SHORT, id="process"),
        pytest.param(
            {"Version": 1, "AccessKeyId": KEY, "SecretAccessKey": SECRET, "SessionToken": None},
            *("credential_process", "", LONG),
            id="process with long-lived keys",
        ),
        pytest.param(
            {"roleCredentials": PORTAL}, "SSO portal", "", SHORT, id="get-role-credentials"
        ),
        pytest.param(STS, "JSON", "", SHORT, id="the object alone"),
        pytest.param([{"a": [{"Credentials": STS}]}], "sts", "", SHORT, id="within a list"),
    ],
)
@pytest.mark.parametrize("indent", [None, 4])
def test_json_has_a_key(
    document: object, form: str, name: str, settings: dict[str, str], indent: int | None
) -> None:
    (key,) = _read(json.dumps(document, indent=indent))
    assert (key.settings, key.name) == (settings, name)
    assert form in key.form
    assert key.expires in (TIME, None)
    assert (key.expires is None) == ("xpiration" not in json.dumps(document))


@pytest.mark.parametrize(("status", "active"), [("Active", True), ("Inactive", False)])
def test_the_status_of_a_created_key_is_told(status: str, active: bool) -> None:
    (key,) = _read(json.dumps({"AccessKey": {**CREATED, "Status": status}}))
    assert key.is_active is active
    told = "inactive" in "".join(access_keys.lines("keys", [key], TIME))
    assert told is not active


def test_several_keys_of_json_stand_in_their_order() -> None:
    keys = [{"AccessKey": CREATED}, {"AccessKeyId": OTHER_KEY, "SecretAccessKey": OTHER_SECRET}]
    found = _read(json.dumps(keys, indent=1))
    assert [key.settings for key in found] == [LONG, OTHER]
    assert [key.line for key in found] == [5, 11]


@pytest.mark.parametrize(
    "text",
    [
        *("2026-11-02T21:01:54Z", "2026-11-02T21:01:54+00:00", "2026-11-02T22:01:54+0100"),
        *("2026-11-02T21:01:54.1Z", "2026-11-02T21:01:54.123456+00:00", "2026-11-02T21:01:54"),
        *("2026-11-02 21:01:54", "2026-11-02t21:01:54z", "1793653314", "1793653314000"),
        *("/Date(1793653314000)/", "1793653314.0"),
    ],
)
def test_an_expiry_is_read_in_every_form(text: str) -> None:
    (key,) = _read(json.dumps({**STS, "Expiration": text}))
    assert key.expires == TIME


@pytest.mark.parametrize(
    "value",
    [
        *("soon", "", "9" * 5000, 10**30, 1e300, "0000-00-00", "²" * 9),
        *("0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59"),
    ],
)
def test_an_expiry_that_is_none_is_no_reason_to_refuse(value: object) -> None:
    (key,) = _read(json.dumps({**STS, "Expiration": value}))
    assert key.expires is None


# --- lines

NAMES = {
    "AWS_ACCESS_KEY_ID": TEMPORARY,
    "AWS_SECRET_ACCESS_KEY": SECRET,
    "AWS_SESSION_TOKEN": TOKEN,
}


def _lines(form: str) -> str:
    return "".join(f"{form.format(name, value)}\n" for name, value in NAMES.items())


LINES = {
    "export": _lines("export {}={}"),
    "export in double quotes": _lines('export {}="{}"'),
    "export in single quotes": _lines("export {}='{}'"),
    "export -p": _lines('declare -x {}="{}"'),
    "all in one line": _lines("export {}={};").replace("\n", " "),
    "and and": "true && " + _lines("export {}='{}' && ").replace("\n", "") + "true",
    "one export": "export " + _lines("{}={}").replace("\n", " "),
    "lines that go on": "env \\\n" + _lines("  {}={} \\") + "  aws s3 ls",
    "assigned, then exported": _lines("{0}={1}; export {0}"),
    "set": _lines("set {}={}"),
    "SET": _lines("SET {}={}  "),
    "set in quotes": _lines('set "{}={}"'),
    "set in one line": _lines("set {}={}&& ").replace("\n", "") + "echo",
    "setx": _lines('setx {} "{}" /M'),
    "setx without quotes": _lines("setx {} {}"),
    "PowerShell": _lines('$Env:{}="{}"'),
    "PowerShell, spaced": _lines("$env:{} = '{}'"),
    "PowerShell, in braces": _lines('${{Env:{}}} = "{}"'),
    "PowerShell, in one line": _lines('$env:{}="{}"; ').replace("\n", ""),
    "fish": _lines("set -gx {} {}"),
    "fish in quotes": _lines("set -Ux {} '{}';"),
    "csh": _lines("setenv {} '{}';"),
    "behind a prompt": _lines("PS C:\\Users> $Env:{}='{}'"),
    ".env": _lines("{}={}"),
    ".env in quotes": _lines('{}="{}"'),
    ".env with comments": "# don't touch\n" + _lines("{}='{}' # it's mine") + "DB='pass\n",
    "spaced": _lines("{} = {}"),
    "in lower case": _lines("{} = {}")
    .lower()
    .replace(TEMPORARY.lower(), TEMPORARY)
    .replace(SECRET.lower(), SECRET)
    .replace(TOKEN.lower(), TOKEN),
    "indented": _lines("    export {}={}"),
    "twice the same": _lines("export {}={}") * 2,
    "the token by its old name": _lines("export {}={}").replace("SESSION", "SECURITY"),
    "what was set before is unset": "unset AWS_SESSION_TOKEN AWS_SECRET_ACCESS_KEY\n"
    "set -e AWS_ACCESS_KEY_ID AWS_SESSION_TOKEN\n" + _lines("export {}={}"),
    "other variables": _lines("export {}={}") + "AWS_PROFILE=$X\nexport AWS_PAGER=\nFOO=$BAR\n",
    "a comment with another key": f"# export AWS_ACCESS_KEY_ID={KEY}\n"
    f"REM set AWS_ACCESS_KEY_ID={KEY}\n:: AWS_SESSION_TOKEN=x\n" + _lines("export {}={}"),
}


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
@pytest.mark.parametrize("text", LINES.values(), ids=LINES)
def test_lines_for_a_shell_have_a_key(text: str, ends: str) -> None:
    (key,) = _read(text.replace("\n", ends))
    assert key.settings == SHORT
    assert key.form == "lines that set environment variables"


def test_lines_tell_region_and_expiry() -> None:
    more = "export AWS_DEFAULT_REGION=eu-west-1\nexport AWS_REGION=eu-west-1\n"
    more += "export AWS_CREDENTIAL_EXPIRATION=2026-11-02T21:01:54+00:00\n"
    (key,) = _read(_lines("export {}={}") + more)
    assert key.settings == {**SHORT, "region": "eu-west-1"}
    assert key.expires == TIME


@pytest.mark.parametrize("token", ["AWS_SESSION_TOKEN=", "AWS_SESSION_TOKEN= aws s3 ls", ""])
def test_an_empty_token_is_none(token: str) -> None:
    (key,) = _read(f"AWS_ACCESS_KEY_ID={KEY}\nAWS_SECRET_ACCESS_KEY={SECRET}\n{token}")
    assert key.settings == LONG


# --- sections

SECTION = (
    f"aws_access_key_id={TEMPORARY}\naws_secret_access_key={SECRET}\naws_session_token={TOKEN}\n"
)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        pytest.param(f"[123456789012_Admin]\n{SECTION}", "123456789012_Admin", id="portal"),
        pytest.param(f"[default]\n{SECTION}".replace("=", " = ", 3), "default", id="spaced"),
        pytest.param(f"[profile a]\n{SECTION}region = eu-west-1\n", "a", id="region"),
        pytest.param(f"# c\n\n  [ a ]  # b\n{SECTION.upper()[:18]}{SECTION[18:]}", "a", id="odd"),
        pytest.param(f"[a]\n{SECTION.replace('=', '= ', 2)}", "a", id="half spaced"),
        pytest.param("[a]\n" + SECTION.replace(SECRET, f'"{SECRET}"'), "a", id="quoted"),
        pytest.param("[r]\nrole_arn = x\n[a]\n" + SECTION, "a", id="behind another"),
    ],
)
def test_a_section_has_a_key_and_a_name(text: str, name: str) -> None:
    (key,) = _read(text)
    assert key.name == name
    assert {**key.settings, "region": "eu-west-1"} == {**SHORT, "region": "eu-west-1"}


def test_two_sections_are_two_keys() -> None:
    text = (
        f"[a]\n{SECTION}\n[b]\naws_access_key_id={OTHER_KEY}\naws_secret_access_key={OTHER_SECRET}"
    )
    assert [(key.name, key.line, key.settings) for key in _read(text)] == [
        ("a", 2, SHORT),
        ("b", 7, OTHER),
    ]


# --- not a document with keys

SHELL = f"export AWS_ACCESS_KEY_ID={KEY}\nexport AWS_SECRET_ACCESS_KEY={SECRET}\n"


@pytest.mark.parametrize(
    ("document", "told"),
    [
        ("", "keys is empty"),
        (b"\xff\xfe", "keys is empty"),
        ("\ufeff\n \n", "keys is empty"),
        ("hello", "awscred found no access key in keys"),
        (b"PK\x03\x04\x00", "awscred found no access key in keys"),
        (b"\0\0\0\0", "awscred found no access key in keys"),
        (f"{KEY}\n{SECRET}\n", "awscred found no access key in keys"),
        ("User name,Password,Console sign-in URL\na,b,c\n", "keys:1: this file from the console"),
        ("Access key ID,Secret access key\n", "awscred found no access key in keys"),
        (f"Access key ID,Secret access key\n{KEY},\n", "keys:2: there is no secret access key"),
        (f"Access key ID,Secret access key\n,{SECRET}\n", "keys:2: there is no access key id"),
        (f"Access key ID,Status\n{KEY},Active\n", "keys:2: there is no secret access key"),
        (f"Access key ID,Secret access key\n{SECRET},{KEY}\n", "keys:2: this is a secret key"),
        (OLD.replace("alice", "Ops, alice"), "keys:2: the row has 6 values for 5 columns"),
        (OLD.replace("alice", '"alice'), "keys:2: the quotes of this row"),
        (OLD.replace("alice", '"al"ice'), "keys:2: the quotes of this row"),
        (OLD.replace("alice", "x" * 200_000), "keys:2: the quotes of this row"),
        (OLD.replace(KEY, TEMPORARY), "keys:2: this is a temporary key"),
        (f"Access key ID,Secret access key\n{KEY},{SECRET[:9]} x", "keys:2: the secret key has"),
        (CSV + f"{KEY},{SECRET}\r\n" * 100, "keys has more than 100"),
        (json.dumps({"Credentials": {**STS, "SessionToken": ""}}), "keys:1: this is a temporary"),
        (json.dumps({"AccessKeyMetadata": [{"AccessKeyId": KEY}]}), "keys:1: there is no secret"),
        (json.dumps({**STS, "Version": 2}, indent=1), "keys:2: this is a credential_process's"),
        (json.dumps({**STS, "SecretAccessKey": 1e3}), "keys:1: the secret access key is not"),
        (json.dumps({**STS, "SecretAccessKey": [SECRET]}), "keys:1: the secret access key is no"),
        (json.dumps({**STS, "SecretAccessKey": None}), "keys:1: there is no secret access key"),
        (f'{{"AccessKeyId": "{KEY}", "AccessKeyId": "{OTHER_KEY}"}}', "keys:1: the access key id"),
        (json.dumps(STS)[:-1], "keys:1: this is not valid JSON from"),
        (json.dumps(STS, indent=1).replace('",', '"'), "keys:3: this is not valid JSON from"),
        (json.dumps(STS) + json.dumps(STS), "keys:1: there is more text after"),
        ("{}", "awscred found no access key in keys"),
        (SHELL + "\n" * 10_000, "keys has more than 10,000 lines"),
        ('{"a":' * 100_000, "keys:1: the JSON is nested too deeply"),
        ('{"a":[' + "1" * 5000 + "]}", "awscred found no access key in keys"),
        (SHELL.partition("\n")[0], "keys:1: there is no secret access key to the access key id"),
        (SHELL.partition("\n")[2], "keys:1: there is no access key id to the secret access key"),
        (SHELL + SHELL.replace(KEY, OTHER_KEY), "keys:3: the access key id differs"),
        (SHELL + SHELL.replace(SECRET, OTHER_SECRET), "keys:4: the secret access key differs"),
        (SHELL.replace(KEY, TEMPORARY), "keys:1: this is a temporary key"),
        (SHELL.replace(SECRET, "$(pass show aws)"), "keys:2: the secret access key is a shell"),
        (SHELL.replace(SECRET, "`pass aws`"), "keys:2: the secret access key is a shell"),
        (SHELL.replace(SECRET, "%SECRET%"), "keys:2: the secret access key is a shell"),
        (SHELL.replace(SECRET, f"'{SECRET}"), "keys:2: a quote is not closed"),
        (SHELL + "AWS_SESSION_TOKEN=" + "x" * 20_000, "keys:3: the line is too long"),
        (SHELL + "AWS_REGION='eu west 1'", "keys:3: the region is not a valid"),
        ("AWS_REGION=eu-west-1\n", "keys:1: there is no access key id"),
        (f"[a]\naws_access_key_id = {KEY}\n", "keys:2: there is no secret access key"),
        (f"[a]\n{SECTION}{SECTION.replace(SECRET, OTHER_SECRET)}", "keys:6: the secret access"),
    ],
)
def test_what_cannot_be_imported_is_told_with_its_line(document: str | bytes, told: str) -> None:
    with pytest.raises(AwscredError) as caught:
        _read(document)
    error = caught.value
    assert told in error.message
    assert error.hint
    assert error.exit_code == USAGE
    for secret in (SECRET, OTHER_SECRET, TOKEN):
        assert secret not in error.message + error.hint


# --- names and times


@pytest.mark.parametrize(
    ("text", "name"),
    [
        *(("alice", "alice"), ("a.b@example.com", "a.b@example.com"), ("", ""), ("日本", "")),
        *(("Jürgen, Ops", "Jurgen-Ops"), (' "a"  b\n', "a-b"), ("[red]\x1b[1m", "red-1m")),
        *((SECRET, ""), ("123456789012_Admin", "123456789012_Admin")),
    ],
)
def test_a_name_is_made_portable(text: str, name: str) -> None:
    assert pasted.profile_name(text) == name


@pytest.mark.parametrize(
    ("away", "told"),
    [
        (timedelta(minutes=59, seconds=59), "in 59 minutes"),
        (timedelta(minutes=60), "in 1 hour"),
        (timedelta(hours=23), "in 23 hours"),
        (timedelta(days=2, hours=1), "in 2 days"),
        (timedelta(seconds=1), "in less than a minute"),
        (timedelta(0), "less than a minute ago"),
        (timedelta(days=-1), "1 day ago"),
    ],
)
def test_an_expiry_is_told_with_what_is_left(away: timedelta, told: str) -> None:
    time = (TIME + away).astimezone(timezone(timedelta(hours=5)))
    assert access_keys.expiry(time, TIME) == f"{TIME + away:%Y-%m-%d %H:%M} UTC, {told}"


# --- any text

CANARY = "canary0secret/wJalrXUtnFEMI"
PIECES = st.sampled_from(
    [
        *("AWS_SECRET_ACCESS_KEY=", "export ", "set ", "$Env:", "aws_session_token = ", "[a]"),
        *("Access key ID,Secret access key", '"', "'", ",", ";", "\t", "\\", "#", "{", "}", "[{"),
        *('"AccessKeyId": ', '"SecretAccessKey": ', '"Expiration": ', '"Version": 1', ":", "="),
        *(f"AWS_ACCESS_KEY_ID={KEY}", KEY, TEMPORARY, f'"{KEY}"', "AWS_REGION=", "\0", "\ufeff"),
        *("User name,Password,Access key ID,Secret access key", "region = ", " ", "\r", "$", "&&"),
        *(CANARY, CANARY, f'"{CANARY}"', "\n", "\n", "\n"),
    ]
)
TEXTS = st.lists(PIECES, max_size=25).map("".join)


def _shown(data: bytes) -> str:
    """Everything visible of a document, whether it is read or refused."""
    try:
        keys = documents.read(data, "keys")
    except AwscredError as error:
        return f"{error.message} {error.hint} {error!r} {error.__cause__!r}"
    keys = [key._replace(name="") for key in keys]  # names may be shown
    return "\n".join((repr(keys), *access_keys.lines("keys", keys, TIME)))


@examples(400, 20_000)
@given(data=st.binary() | TEXTS.map(str.encode) | st.text().map(lambda text: text.encode("utf-16")))
def test_any_bytes_are_read_or_refused_without_showing_a_secret(data: bytes) -> None:
    shown = _shown(data)
    assert shown
    assert CANARY not in shown


KEY_IDS = st.from_regex(r"AKIA[A-Z2-7]{16}", fullmatch=True)
TEMPORARY_IDS = st.from_regex(r"ASIA[A-Z2-7]{16}", fullmatch=True)
SECRETS = st.text(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/", min_size=40, max_size=40
)
TOKENS = st.from_regex(r"[A-Za-z0-9+/]{20,400}={0,2}", fullmatch=True)
SETTINGS = st.builds(
    lambda key, secret: {"aws_access_key_id": key, "aws_secret_access_key": secret},
    KEY_IDS,
    SECRETS,
) | st.builds(
    lambda key, secret, token: {
        "aws_access_key_id": key,
        "aws_secret_access_key": secret,
        "aws_session_token": token,
    },
    TEMPORARY_IDS,
    SECRETS,
    TOKENS,
)


def _as_csv(settings: dict[str, str], user: str, delimiter: str) -> str:
    rows = io.StringIO()
    writer = csv.writer(rows, delimiter=delimiter)
    names = ("User name", "Access key ID", "Secret access key", "Session token")
    writer.writerow(names[: len(settings) + 1])
    writer.writerow([user, *settings.values()])
    return rows.getvalue()


def _as_json(settings: dict[str, str]) -> str:
    names = ("AccessKeyId", "SecretAccessKey", "SessionToken")
    return json.dumps({"Credentials": dict(zip(names, settings.values(), strict=False))})


@examples(100, 5_000)
@given(
    settings=SETTINGS,
    user=st.text(st.characters(exclude_categories=["C", "Z"]), max_size=20),
    delimiter=st.sampled_from(",;\t"),
)
def test_what_is_written_in_a_form_is_read_from_it(
    settings: dict[str, str], user: str, delimiter: str
) -> None:
    (key,) = _read(_as_csv(settings, user, delimiter))
    assert (key.settings, key.name) == (settings, user)
    variables = {name.upper(): value for name, value in settings.items()}
    for form in (
        _as_json(settings),
        "".join(f"export {name}={shlex.quote(value)}\n" for name, value in variables.items()),
        "".join(f"set {name}={value}\r\n" for name, value in variables.items()),
        "".join(f'$Env:{name} = "{value}"\r\n' for name, value in variables.items()),
        "".join(f"set -gx {name} {shlex.quote(value)};\n" for name, value in variables.items()),
        "".join(f'{name}="{value}"\n' for name, value in variables.items()),
        "[a]\n" + "".join(f"{name} = {value}\n" for name, value in settings.items()),
    ):
        for encoding in ("utf-8", "utf-8-sig", "utf-16"):
            (key,) = _read(form.encode(encoding))
            assert key.settings == settings


@pytest.mark.parametrize(
    ("parse", "text", "expected"),
    [
        (pasted.access_key_id, f' "{KEY}", ', KEY),
        (pasted.access_key_id, f"\u201c{KEY}\u201d", KEY),
        (pasted.secret_access_key, f"'{SECRET}';", SECRET),
        (pasted.account_id, "1111-2222-3333", "111122223333"),
        (pasted.account_id, " 1111 2222 3333\n", "111122223333"),
        (pasted.account_id, '"111122223333"', "111122223333"),
        (pasted.region, "EU-West-1", "eu-west-1"),
        (pasted.region, "us_east_1", "us-east-1"),
        (pasted.role_arn, "`arn:aws:iam::123456789012:role/x`", "arn:aws:iam::123456789012:role/x"),
        (pasted.start_url, "acme.awsapps.com/start", "https://acme.awsapps.com/start"),
        (pasted.start_url, "https://acme.awsapps.com/start#/", "https://acme.awsapps.com/start"),
        (pasted.start_url, "https://acme.awsapps.com/start/", "https://acme.awsapps.com/start"),
        (pasted.role_name, "`Power.User@corp`", "Power.User@corp"),
        (pasted.mfa_serial, "GAHT12345678", "GAHT12345678"),
        (pasted.command, ' "/opt/my tool" --of dev', '"/opt/my tool" --of dev'),
        (
            pasted.login_session,
            "arn:aws:sts::123456789012:assumed-role/Admin/alice",
            "arn:aws:sts::123456789012:assumed-role/Admin/alice",
        ),
    ],
)
def test_what_comes_along_with_a_value_is_left_out(
    parse: Callable[[str], str], text: str, expected: str
) -> None:
    assert parse(text) == expected


@pytest.mark.parametrize(
    ("parse", "text"),
    [
        (pasted.account_id, "1111-2222-333"),
        (pasted.account_id, "1111--2222-3333"),
        (pasted.start_url, "http://acme.awsapps.com/start"),
        (pasted.start_url, "acme"),
        (pasted.start_url, "https://"),
        (pasted.login_session, "arn:aws:iam::123456789012:role/Admin"),
        (pasted.sso_session_name, SECRET.replace("/", "")),
        (pasted.role_name, ""),
        (pasted.role_name, SECRET),
        (pasted.role_name, SECRET.replace("/", "")),
        (pasted.role_name, "arn:aws:iam::123456789012:role/Admin"),
        (pasted.mfa_serial, ""),
        (pasted.mfa_serial, SECRET),
        (pasted.mfa_serial, "arn:aws:iam::123456789012:user/alice"),
        (pasted.command, " "),
        (pasted.command, SECRET),
        (pasted.access_key_id, '"'),
        (pasted.region, "Europe"),
        (pasted.secret_of(KEY), SECRET[:-1]),
        (pasted.secret_of(KEY), SECRET + "a"),
    ],
)
def test_what_cannot_be_the_value_is_refused(parse: Callable[[str], str], text: str) -> None:
    with pytest.raises(AwscredError):
        parse(text)


def test_the_secrets_of_other_providers_have_any_length() -> None:
    assert pasted.secret_of("minioadmin-access")("minioadmin") == "minioadmin"


@pytest.mark.parametrize("parse", [pasted.region, pasted.account_id, pasted.start_url])
def test_a_refused_value_is_shown_as_it_was_typed(parse: Callable[[str], str]) -> None:
    """Another spelling of a secret would not be recognized as one."""
    with pytest.raises(AwscredError) as refused:
        parse(SECRET)
    assert refused.value.message.startswith("********")
    with pytest.raises(AwscredError) as refused:
        parse("Some_Thing Else")
    assert "Some_Thing Else" in refused.value.message
