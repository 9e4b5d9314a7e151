"""The reader of the Go SDK: step by step, and compared with a plain model of the SDK.

test_recorded.py has the real SDK's reading of 2,400 files.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awscred import ini
from awscred.tools.go import reading as go
from awscred.tools.go.values import integer, quoted
from awscred.tools.go.verdicts import judge
from awscred.tools.reading import Reading, Settings, Verdict
from tests import readers
from tests.corpus import PAIRS, Pair
from tests.sizes import examples

KEYS = (
    "aws_access_key_id = AKIAI44QH8DHBEXAMPLE\n"
    "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n"
)
PAIR = {
    "aws_access_key_id": "AKIAI44QH8DHBEXAMPLE",
    "aws_secret_access_key": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
}
ROLE = "role_arn = arn:aws:iam::123456789012:role/deploy\n"
BASE = f"[profile base]\n{KEYS}"


def _read(config: str | bytes, credentials: str | bytes = "") -> Reading:
    return go.read(ini.parse(config), ini.parse(credentials))


# --- one file


@pytest.mark.parametrize(
    ("lines", "settings"),
    [
        pytest.param("k = a\rb\r\n", {"k": "a\rb"}, id="lines end at LF alone"),
        pytest.param("\xa0\x85\n \t\r\n\u2028\nk = v\n", {"k": "v"}, id="white space is skipped"),
        pytest.param("# a = b\n ; a = b\n\t#\nk = v", {"k": "v"}, id="comments are skipped"),
        pytest.param("\xa0# c = d\n", {"# c": "d"}, id="a comment begins behind blanks alone"),
        pytest.param("\x1f\n\x1fk = v\x1f\n", {"\x1fk": "v\x1f"}, id="U+001F is no white space"),
        pytest.param("k = v # c\n", {"k": "v"}, id="a comment behind space and #"),
        pytest.param("k = v ; c\n", {"k": "v"}, id="a comment behind space and ;"),
        pytest.param("k = v\t#c\n", {"k": "v"}, id="a comment behind tab and #"),
        pytest.param("k = v\t;c # d\n", {"k": "v"}, id="the earliest comment counts"),
        pytest.param("k = v#c;d\n", {"k": "v#c;d"}, id="no comment without a blank"),
        pytest.param("k = v\xa0# c\n", {"k": "v\xa0# c"}, id="no comment behind other space"),
        pytest.param("k #= v\nl = w", {"l": "w"}, id="the comment is cut before the separator"),
        pytest.param("junk\nk = v\njunk\n", {"k": "v"}, id="a line without separator is ignored"),
        pytest.param("a=b:c\nd:e=f\n", {"a": "b:c", "d": "e=f"}, id="the earlier of = and :"),
        pytest.param("\u3000k\x85=\xa0v\u2029\n", {"k": "v"}, id="key and value are trimmed"),
        pytest.param("= v\n: w\n", {"": "w"}, id="a key may be empty"),
        pytest.param("k =\n", {"k": ""}, id="a value may be empty"),
        pytest.param(
            "K = v\nÉΣ = w\nİ = x\n", {"k": "v", "é\u03c3": "w", "i": "x"}, id="lower case"
        ),
        pytest.param("k = 'v'\nl = \"w\"\n", {"k": "v", "l": "w"}, id="quotes go"),
        pytest.param("k = ''v''\nl = \"\"\n", {"k": "'v'", "l": ""}, id="quotes go once"),
        pytest.param("k = 'v\"\nl = v'\n", {"k": "'v\"", "l": "v'"}, id="unlike quotes stay"),
        pytest.param("k = ' v '\n", {"k": " v "}, id="what is quoted is not trimmed"),
        pytest.param("k = v\nK: w\n", {"k": "w"}, id="the last of a key wins"),
        pytest.param("s3 =\n  a = 1\n\tB: 2\n", {"s3": {"a": "1", "b": "2"}}, id="a block"),
        pytest.param("s3 =\n  a = 1 # c\n", {"s3": {"a": "1 # c"}}, id="comments stay in a block"),
        pytest.param("s3 =\n  a = '1'\n", {"s3": {"a": "1"}}, id="quotes go in a block"),
        pytest.param(
            "s3 =\n # c\n\n  a = 1\n", {"s3": {"a": "1"}}, id="between, lines are skipped"
        ),
        pytest.param("s3 =\n  a = 1\ns3 = v\n", {"s3": "v"}, id="text replaces a block"),
        pytest.param("s3 = v\ns3 =\n a = 1\n", {"s3": {"a": "1"}}, id="a block replaces text"),
        pytest.param("s3 =\n a = 1\ns3 =\n b = 2\n", {"s3": {"b": "2"}}, id="blocks do not add up"),
        pytest.param(
            "s3 =\n a = 1\n junk\n a = 2", {"s3": {"a": "2"}}, id="text in a block is lost"
        ),
        pytest.param("  k = v\n", {"k": "v"}, id="promoted: the first line of a section"),
        pytest.param("k = v\n  l = w # c\n", {"k": "v", "l": "w"}, id="promoted: below a value"),
        pytest.param(
            "k = v\n l = ' w # c'\n", {"k": "v", "l": "w"}, id="promoted: cut after quotes"
        ),
        pytest.param("= v\n  l = w\n", {"": "v", "l": "w"}, id="promoted: below an empty key"),
        pytest.param(
            "k = v\n  l =\n  a = 1\n",
            {"k": "v", "l": {"a": "1"}},
            id="promoted: a block of its own",
        ),
        pytest.param(
            "k = v\n  --url http://h\n", {"k": "v", "--url http": "//h"}, id="promoted: a URL"
        ),
        pytest.param("k = v\n  w \n\tx\n", {"k": "v\nw \nx"}, id="a value goes on"),
        pytest.param("k = v\r\n  w\r\n", {"k": "v\nw\r"}, id="a CR stays in it"),
        pytest.param("k = v\n  w # c\n", {"k": "v\nw # c"}, id="a comment stays in it"),
        pytest.param("k =\n  w\n", {"k": ""}, id="an empty value does not go on"),
        pytest.param("k = v\n#\n\n  w\n", {"k": "v\nw"}, id="it goes on behind skipped lines"),
        pytest.param("k = v\njunk\n  w\n", {"k": "v\nw"}, id="and behind an ignored one"),
        pytest.param("k = v\n  l = w\n  x\n", {"k": "v", "l": "w\nx"}, id="that of the last key"),
        pytest.param("= v\n  w\n", {"": "v"}, id="that of an empty key does not"),
        pytest.param("  w\nk = v\n", {"k": "v"}, id="that of no key does not"),
    ],
)
def test_the_lines_of_a_section(lines: str, settings: Settings) -> None:
    assert _read(f"[default]\n{lines}").profiles == {"default": settings}


@pytest.mark.parametrize(
    ("header", "names"),
    [
        pytest.param("[a]", ["a"], id="plain"),
        pytest.param("  [a]  ", ["a"], id="indented"),
        pytest.param("\xa0[\u2003a\x85]\r", ["a"], id="white space around it and within"),
        pytest.param("[a]# c", ["a"], id="a comment that touches it"),
        pytest.param("[a] ; ]", ["a"], id="a comment behind it"),
        pytest.param("[a # b]", [], id="a comment within"),
        pytest.param("[a;]", [], id="a comment within, without a blank"),
        pytest.param("[a", [], id="unclosed"),
        pytest.param("[a] b", [], id="junk behind it"),
        pytest.param("a]", [], id="unopened"),
        pytest.param("[a \t b  c]", ["a b  c"], id="the first gap becomes a blank"),
        pytest.param("[a\xa0b]", ["a\xa0b"], id="other space is no gap"),
        pytest.param("[[a]]", ["[a]"], id="brackets within"),
        pytest.param("[a = b]", ["a = b"], id="not a setting"),
        pytest.param("[]", [""], id="nameless"),
        pytest.param("[ \t]", [""], id="blank"),
        pytest.param("[A]", ["A"], id="in its case"),
        pytest.param("[a]\n[b]\n[a]", ["a", "b"], id="repeated"),
        pytest.param("[profile a]\n[profile]", ["profile"], id="profile X is none in credentials"),
        pytest.param("[services]\n[services a]\n[services-a]", ["services-a"], id="services"),
        pytest.param("[sso-session a]\n[sso-session]", ["sso-session"], id="a session"),
    ],
)
def test_a_header(header: str, names: list[str]) -> None:
    assert [*_read("", header).profiles] == names


@pytest.mark.parametrize(
    ("credentials", "profiles"),
    [
        pytest.param("k = v\n  l = w\n  x\n[a]\n", {"a": {}}, id="before any header"),
        pytest.param("[a]\n[]\nk = v\n  l = w\n", {"a": {}, "": {}}, id="below a nameless header"),
        pytest.param("[a]\nk = v\n[b\nl = w\n", {"a": {"k": "v", "l": "w"}}, id="bleeds: unclosed"),
        pytest.param(
            "[a]\nk = v\n[b] c\n  m\nl = w\n", {"a": {"k": "v\nm", "l": "w"}}, id="bleeds: junk"
        ),
        pytest.param("[a]\nk = v\n[a]\n  w\n", {"a": {"k": "v"}}, id="a header ends the value"),
        pytest.param(
            "[a]\nk =\n[a]\n  l = w\n", {"a": {"k": "", "l": "w"}}, id="a header ends the block"
        ),
        pytest.param(
            "[a]\nk = v\n[b]\n[a]\nK = w\nl = x\n",
            {"a": {"k": "w", "l": "x"}, "b": {}},
            id="sections of one name add up",
        ),
        pytest.param("\ufeff[a]\nk = v\n[b]\n", {"b": {}}, id="a header behind a BOM is lost"),
        pytest.param(
            "[a]\n[b]\n  [c]\nk = v\n", {"a": {}, "b": {}, "c": {"k": "v"}}, id="indented"
        ),
    ],
)
def test_what_belongs_where(credentials: str, profiles: Mapping[str, Settings]) -> None:
    assert _read("", credentials).profiles == profiles


def test_bytes_that_are_not_utf8_are_shown_one_by_one() -> None:
    reading = _read("", b"[\xe9]\n\xe2\x82K = a\xff\n")
    assert reading.profiles == {"\ufffd": {"\ufffd\ufffdk": "a\ufffd"}}


@pytest.mark.parametrize(
    ("config", "credentials", "file", "line"),
    [
        pytest.param("[profile a]\nk = '\n", "", "config", 2, id="a setting"),
        pytest.param("", '[a]\n\nk : "\n', "credentials", 3, id="in credentials"),
        pytest.param('[default]\ns3 =\n  a = " \n', "", "config", 3, id="a nested one"),
        pytest.param("k = '\n[a]\n", "", "config", 1, id="before any header"),
        pytest.param("[default]\r\nk = ' # c\r\n", "", "config", 2, id="cut down to a quote"),
        pytest.param("[a]\nk = '\nl = '\n", "[a]\nk = '\n", "config", 2, id="the first one"),
        pytest.param(f"{BASE}[foo]\n\nk = '\n", "", "config", 6, id="in a section without use"),
    ],
)
def test_a_value_that_is_a_quote_makes_it_panic(
    config: str, credentials: str, file: str, line: int
) -> None:
    reading = _read(config, credentials)
    assert reading.error is not None
    assert (reading.error.place.file, reading.error.place.span.line) == (file, line)
    assert reading.error.message == "panic: runtime error: slice bounds out of range [1:0]"
    assert (reading.profiles, reading.sessions, reading.verdicts) == ({}, {}, {})


@pytest.mark.parametrize("line", ["k = ''", "k = \"'", "  k = ' # c", "'", "# k = '", "k ='a"])
def test_other_quotes_do_not(line: str) -> None:
    assert _read(f"[default]\n{line}\n").error is None


# --- both files


@pytest.mark.parametrize(
    ("config", "profiles"),
    [
        pytest.param("[profile a]\nk = v\n", {"a": {"k": "v"}}, id="profile X"),
        pytest.param("[a]\n[Profile b]\n[profilec]\n[foo d]\n", {}, id="others are dropped"),
        pytest.param("[profile]\n", {}, id="without a name"),
        pytest.param("[profile my prof]\n", {"my prof": {}}, id="with a blank"),
        pytest.param('[profile "a"]\n', {'"a"': {}}, id="quotes are part of the name"),
        pytest.param(
            "[default]\nk = v\n[DEFAULT]\nk = w\n[Default]\n",
            {"default": {"k": "v"}, "DEFAULT": {"k": "w"}, "Default": {}},
            id="default in any case",
        ),
        pytest.param(
            "[profile default]\nk = v\n[default]\nk = w\nl = x\n",
            {"default": {"k": "v"}},
            id="profile default takes the place of default",
        ),
        pytest.param(
            "[profile profile a]\nk = v\n[profile a]\nk = w\n",
            {"a": {"k": "w"}, "profile a": {"k": "v"}},
            id="twice: an earlier name has been taken",
        ),
        pytest.param(
            "[profile profile z]\nk = v\n[profile z]\nk = w\n",
            {"profile z": {"k": "v"}},
            id="twice: a later name is passed over",
        ),
        pytest.param("[services a]\n[profile services b]\n", {}, id="services are no profiles"),
        pytest.param("[profile services-a]\n", {"services-a": {}}, id="but for a name like it"),
    ],
)
def test_the_profiles_of_config(config: str, profiles: Mapping[str, Settings]) -> None:
    assert _read(config).profiles == profiles


@pytest.mark.parametrize(
    ("config", "credentials", "sessions"),
    [
        pytest.param("[sso-session s]\nk = v\n", "", {"s": {"k": "v"}}, id="of config"),
        pytest.param("", "[sso-session s t]\n", {"s t": {}}, id="of credentials"),
        pytest.param(
            "[sso-session s]\nsso_region = a\nk = v\n",
            "[sso-session s]\nsso_region = b\nl = w\n",
            {"s": {"sso_region": "b", "k": "v"}},
            id="of both",
        ),
        pytest.param(
            "[sso-session s]\nk = v\n[profile sso-session s]\nk = w\n",
            "",
            {"s": {"k": "w"}},
            id="replaced by a profile",
        ),
    ],
)
def test_the_sessions(config: str, credentials: str, sessions: Mapping[str, Settings]) -> None:
    reading = _read(config, credentials)
    assert (reading.sessions, reading.profiles) == (sessions, {})


@pytest.mark.parametrize(
    ("config", "credentials", "settings"),
    [
        pytest.param("k = v\n", "region = b\n", {"k": "v", "region": "b"}, id="added"),
        pytest.param("region = a\n", "region = b\n", {"region": "b"}, id="replaced"),
        pytest.param("region = a\n", "region =\n", {"region": ""}, id="replaced by nothing"),
        pytest.param(
            "s3 = a\n", "s3 = b\noutput = json\nendpoint_url = u\n", {"s3": "a"}, id="lost"
        ),
        pytest.param("k = v\n", "region =\n a = 1\n", {"k": "v", "region": ""}, id="a block"),
        pytest.param("region =\n a = 1\n", "k = v\n", {"region": {"a": "1"}}, id="a block stays"),
        pytest.param("", KEYS, PAIR, id="a pair"),
        pytest.param(
            "aws_access_key_id = a\naws_secret_access_key = b\n",
            KEYS,
            PAIR,
            id="a pair over a pair",
        ),
        pytest.param(
            "aws_session_token = t\n", KEYS, {**PAIR, "aws_session_token": "t"}, id="a token stays"
        ),
        pytest.param(
            "aws_session_token = t\n",
            f"{KEYS}aws_session_token = u\n",
            {**PAIR, "aws_session_token": "u"},
            id="a token is replaced",
        ),
        pytest.param(KEYS, "aws_access_key_id = a\n", PAIR, id="half a pair is lost"),
        pytest.param(KEYS, "aws_session_token = t\n", PAIR, id="a token alone is lost"),
        pytest.param(
            "",
            "aws_access_key_id =\naws_secret_access_key =\n  a = 1\n",
            {"aws_access_key_id": "", "aws_secret_access_key": ""},
            id="an empty pair is one",
        ),
    ],
)
def test_a_profile_of_both_files(config: str, credentials: str, settings: Settings) -> None:
    reading = _read(f"[profile a]\n{config}", f"[a]\n{credentials}")
    assert reading.profiles == {"a": settings}


def test_a_profile_of_credentials_alone_is_taken_whole() -> None:
    credentials = "[a]\noutput = json\naws_session_token = t\ns3 =\n  a = 1\n"
    expected = {"output": "json", "aws_session_token": "t", "s3": {"a": "1"}}
    assert _read("[a]\nk = v\n", credentials).profiles == {"a": expected}


_MERGED = """role_arn source_profile credential_source external_id mfa_serial role_session_name
    region endpoint_discovery_enabled credential_process web_identity_token_file s3_use_arn_region
    s3_disable_multiregion_access_points ec2_metadata_service_endpoint_mode
    ec2_metadata_service_endpoint ec2_metadata_v1_disabled use_dualstack_endpoint use_fips_endpoint
    defaults_mode retry_mode ca_bundle duration_seconds max_attempts sso_session sso_account_id
    sso_region sso_role_name sso_start_url auth_scheme_preference login_session""".split()


@pytest.mark.parametrize("key", _MERGED)
def test_a_setting_that_credentials_may_add(key: str) -> None:
    assert _read("[profile a]\n", f"[a]\n{key} = v\n").profiles == {"a": {key: "v"}}


# --- verdicts


class Case(NamedTuple):
    """How the SDK judges profile p."""

    config: str
    credentials: str = ""
    reason: str | None = None
    kind: str | None = None
    key: str | None = None
    token: str | None = None


_FETCHING = "error fetching config from profile, p, "
_HALF = f"{_FETCHING}Error using profile: \n "
_ARN = "arn:aws:iam::123456789012:role/deploy"
_MFA = "assume role with MFA enabled, but AssumeRoleTokenProvider session option not set."
_MIXED = (
    "only one credential type may be specified per profile: source profile, credential source, "
    "credential process, web identity token"
)
_NOTHING = "failed to refresh cached credentials, no EC2 IMDS role found"
_SOURCES = "credential_source values must be EcsContainer, Ec2InstanceMetadata, or Environment"
_INCOMPLETE = 'profile "p" is configured to use SSO but is missing required configuration: '
_P = "[profile p]\n"
_SSO = "sso_account_id = 1\nsso_role_name = r\n"
_SESSION = "[sso-session s]\nsso_region = eu-west-1\nsso_start_url = https://a\n"
_TOKEN_FILE = "web_identity_token_file = /t\n"

CASES = {
    # accepted
    "static": Case(_P + KEYS, kind="static"),
    "static, of both files": Case(_P, f"[p]\n{KEYS}", kind="static"),
    "temporary": Case(
        f"{_P}{KEYS}aws_session_token = t\n", kind="temporary", token="aws_session_token"
    ),
    "an empty token is none": Case(f"{_P}{KEYS}aws_session_token =\n", kind="static"),
    "role": Case(f"{_P}{ROLE}source_profile = base\n{BASE}", kind="role"),
    "role by credential_source": Case(f"{_P}{ROLE}credential_source = EcsContainer\n", kind="role"),
    "role by own keys": Case(f"{_P}{ROLE}{KEYS}", kind="role"),
    "role by itself": Case(f"{_P}{ROLE}{KEYS}source_profile = p\n", kind="role"),
    "role by SSO": Case(f"{_P}{ROLE}{_SSO}sso_session = s\n{_SESSION}", kind="role"),
    "role by a process": Case(f"{_P}{ROLE}credential_process = /bin/x\n", kind="role"),
    "role by a login": Case(f"{_P}{ROLE}login_session = x\n", kind="role"),
    "web identity": Case(f"{_P}{ROLE}{_TOKEN_FILE}mfa_serial = m\n", kind="web-identity"),
    "sso": Case(f"{_P}{_SSO}sso_session = s\n{_SESSION}", kind="sso"),
    "sso, account and role unchecked": Case(f"{_P}sso_session = s\n{_SESSION}", kind="sso"),
    "sso, the name trimmed": Case(f"{_P}sso_session = ' s'\n{_SESSION}", kind="sso"),
    "sso, the session of credentials": Case(f"{_P}sso_session = s\n", _SESSION, kind="sso"),
    "sso, alike in both": Case(
        f"{_P}sso_session = s\nsso_region = eu-west-1\n{_SESSION}", kind="sso"
    ),
    "sso, its own region empty": Case(
        f"{_P}sso_session = s\nsso_region =\nsso_start_url =\n{_SESSION}", kind="sso"
    ),
    "sso, without a session": Case(
        f"{_P}{_SSO}sso_region = eu-west-1\nsso_start_url = https://a\n", kind="sso"
    ),
    "login": Case(f"{_P}login_session = x\n", kind="login"),
    "process": Case(f"{_P}credential_process = a | b\n", kind="process"),
    # the order of kinds
    "static over process": Case(f"{_P}{KEYS}credential_process = x\n", kind="static"),
    "static over SSO": Case(f"{_P}{KEYS}sso_region = x\n", kind="static"),
    "static over login": Case(f"{_P}{KEYS}login_session = x\n", kind="static"),
    "own keys over credential_source": Case(
        f"{_P}{KEYS}{ROLE}credential_source = Ec2\n", kind="role"
    ),
    "SSO over login": Case(f"{_P}login_session = x\nsso_session = s\n{_SESSION}", kind="sso"),
    "SSO over process": Case(
        f"{_P}credential_process = x\nsso_session = s\n{_SESSION}", kind="sso"
    ),
    "login over process": Case(f"{_P}credential_process = x\nlogin_session = x\n", kind="login"),
    "source over own keys": Case(
        f"{_P}{KEYS}{ROLE}source_profile = q\n[profile q]\nregion = x\n",
        reason=f"failed to load assume role {_ARN}, of profile q, <nil>",
        key="source_profile",
    ),
    # nothing
    "no credentials": Case(f"{_P}region = x\n", reason=_NOTHING),
    "empty credentials": Case(
        f"{_P}aws_access_key_id =\naws_secret_access_key = x\nlogin_session =\n", reason=_NOTHING
    ),
    "a role alone": Case(_P + ROLE, reason=_NOTHING),
    "blocks for values": Case(
        f"{_P}aws_access_key_id =\n a = 1\naws_secret_access_key =\n a = 1\n"
        "source_profile =\n a = 1\nsso_session =\n a = 1\ncredential_process =\n a = 1\n"
        "mfa_serial =\n a = 1\n",
        reason=_NOTHING,
    ),
    # loading: half a pair
    "half a pair in config": Case(
        f"{_P}aws_access_key_id = x\n",
        reason=f"{_HALF}1, partial credentials found for profile profile p\n",
    ),
    "half a pair in credentials": Case(
        "",
        "[p]\naws_secret_access_key =\n",
        reason=f"{_HALF}2, partial credentials found for profile p\n",
    ),
    "half a pair over a whole one": Case(
        _P + KEYS,
        "[p]\naws_access_key_id = x\n",
        reason=f"{_HALF}2, partial credentials found for profile p\n",
    ),
    "half a pair, forgotten": Case(
        f"{_P}aws_access_key_id = x\n", "[p]\nregion = x\n", reason=_NOTHING
    ),
    "half a pair, made whole": Case(f"{_P}aws_access_key_id = x\n", f"[p]\n{KEYS}", kind="static"),
    "half a pair goes before values": Case(
        f"{_P}aws_access_key_id = x\nretry_mode = x\n",
        reason=f"{_HALF}1, partial credentials found for profile profile p\n",
    ),
    # loading: what needs a role
    "source_profile without role": Case(
        f"{_P}{KEYS}source_profile = gone\ncredential_source = x\n{_TOKEN_FILE}",
        reason="credential type source_profile requires role_arn, profile p",
        key="source_profile",
    ),
    "credential_source without role": Case(
        f"{_P}credential_source = Environment\n{_TOKEN_FILE}",
        reason="credential type credential_source requires role_arn, profile p",
        key="credential_source",
    ),
    "token file without role": Case(
        f"{_P}role_arn =\n{_TOKEN_FILE}",
        reason="credential type web_identity_token_file requires role_arn, profile p",
        key="web_identity_token_file",
    ),
    # loading: only one type
    "two types": Case(
        f"{_P}{ROLE}source_profile = gone\ncredential_process = x\n",
        reason=_MIXED,
        key="credential_process",
    ),
    "two types beside keys": Case(
        f"{_P}{ROLE}{KEYS}credential_source = Environment\n{_TOKEN_FILE}",
        reason=_MIXED,
        key="web_identity_token_file",
    ),
    "two types, one empty": Case(
        f"{_P}{ROLE}credential_source = Environment\ncredential_process =\n", kind="role"
    ),
    "two types of a source with keys": Case(
        f"{_P}{ROLE}source_profile = q\n"
        f"[profile q]\n{KEYS}{ROLE}source_profile = q\ncredential_process = x\n",
        kind="role",
    ),
    # loading: the chain
    "a lost source": Case(
        f"{_P}{ROLE}source_profile = q\n",
        reason=f"failed to load assume role {_ARN}, of profile q, "
        "failed to get shared config profile, q",
        key="source_profile",
    ),
    "a lost source beside keys": Case(
        f"{_P}{KEYS}{ROLE}source_profile = q\n",
        reason=f"failed to load assume role {_ARN}, of profile q, "
        "failed to get shared config profile, q",
        key="source_profile",
    ),
    "a lost source of a source": Case(
        f"{_P}{ROLE}source_profile = q\n[profile q]\nrole_arn = x\nsource_profile = r\n",
        reason="failed to load assume role x, of profile r, failed to get shared config profile, r",
        key="source_profile",
    ),
    "a source with half a pair": Case(
        f"{_P}{ROLE}source_profile = q\n",
        "[q]\naws_access_key_id = x\n",
        reason="error fetching config from profile, q, Error using profile: \n "
        "2, partial credentials found for profile q\n",
        key="source_profile",
    ),
    "a source that needs a role": Case(
        f"{_P}{ROLE}source_profile = q\n[profile q]\n{KEYS}source_profile = base\n{BASE}",
        reason="credential type source_profile requires role_arn, profile q",
        key="source_profile",
    ),
    "a source with two types": Case(
        f"{_P}{ROLE}source_profile = q\n[profile q]\n{ROLE}source_profile = r\n{_TOKEN_FILE}",
        reason=_MIXED,
        key="source_profile",
    ),
    "a source with a login alone": Case(
        f"{_P}{ROLE}source_profile = q\n[profile q]\nlogin_session = x\n",
        reason=f"failed to load assume role {_ARN}, of profile q, <nil>",
        key="source_profile",
    ),
    "a source with a process": Case(
        f"{_P}{ROLE}source_profile = q\n[profile q]\ncredential_process = x\n", kind="role"
    ),
    "a source with a token file": Case(
        f"{_P}{ROLE}source_profile = q\n[profile q]\n{ROLE}{_TOKEN_FILE}", kind="role"
    ),
    "a source with a bad credential_source": Case(
        f"{_P}{ROLE}source_profile = q\n[profile q]\n{ROLE}credential_source = Ec2\n",
        reason=_SOURCES,
        key="source_profile",
    ),
    "a source with half of SSO": Case(
        f"{_P}{ROLE}source_profile = q\n[profile q]\nsso_region = x\n",
        reason=_INCOMPLETE.replace('"p"', '"q"') + "sso_start_url, sso_account_id, sso_role_name",
        key="source_profile",
    ),
    "a session as a source": Case(
        f"{_P}{ROLE}source_profile = sso-session s\n{_SESSION}",
        reason=_INCOMPLETE.replace('"p"', '"sso-session s"') + "sso_account_id, sso_role_name",
        key="source_profile",
    ),
    "a source's keys go before its session": Case(
        f"{_P}{ROLE}source_profile = q\n[profile q]\n{KEYS}sso_session = gone\n", kind="role"
    ),
    "a circle that ends at keys": Case(
        f"{_P}{KEYS}{ROLE}source_profile = q\n[profile q]\n{ROLE}source_profile = p\n", kind="role"
    ),
    "a circle that ends before": Case(
        f"{_P}{ROLE}source_profile = q\n[profile q]\n{KEYS}{ROLE}source_profile = p\n", kind="role"
    ),
    "a circle": Case(
        f"{_P}{ROLE}source_profile = q\n[profile q]\nrole_arn = x\nsource_profile = p\n",
        reason="failed to load assume role x, of profile p, <nil>",
        key="source_profile",
    ),
    "a circle of one": Case(
        f"{_P}{ROLE}source_profile = p\nlogin_session = x\n",
        reason=f"failed to load assume role {_ARN}, of profile p, <nil>",
        key="source_profile",
    ),
    "a circle that ends at SSO": Case(
        f"{_P}{ROLE}source_profile = q\nsso_session = s\n{_SESSION}"
        f"[profile q]\n{ROLE}source_profile = p\n",
        kind="role",
    ),
    "a circle that ends at half of SSO": Case(
        f"{_P}{ROLE}source_profile = p\n{_SSO}",
        reason=f"{_INCOMPLETE}sso_region, sso_start_url",
    ),
    "a circle behind": Case(
        f"{_P}{ROLE}source_profile = q\n[profile q]\nrole_arn = x\nsource_profile = q\n",
        reason="failed to load assume role x, of profile q, <nil>",
        key="source_profile",
    ),
    # loading: sessions
    "a lost session": Case(
        f"{_P}{KEYS}sso_session = ' s'\n",
        reason="failed to find SSO session section,  s",
        key="sso_session",
    ),
    "a lost session beside a source": Case(
        f"{_P}{ROLE}source_profile = base\nsso_session = s\n{BASE}",
        reason="failed to find SSO session section, s",
        key="sso_session",
    ),
    "a source's lost session": Case(
        f"{_P}{ROLE}source_profile = q\nsso_session = gone\n[profile q]\nsso_session = s\n",
        reason="failed to find SSO session section, s",
        key="source_profile",
    ),
    # resolving
    "a bad credential_source": Case(
        f"{_P}{ROLE}credential_source = environment\n", reason=_SOURCES, key="credential_source"
    ),
    "half a session": Case(
        f"{_P}{_SSO}sso_session = s\n[sso-session s]\nsso_region =\n",
        reason=f"{_INCOMPLETE}sso_region, sso_start_url",
        key="sso_session",
    ),
    "half of SSO": Case(
        f"{_P}sso_role_name = r\nsso_session =\n",
        reason=f"{_INCOMPLETE}sso_region, sso_start_url, sso_account_id",
    ),
    "another region than the session's": Case(
        f"{_P}sso_session = s\nsso_region = x\nsso_start_url = x\n{_SESSION}",
        reason='sso_region in profile "p" must match sso_region in sso-session ',
        key="sso_region",
    ),
    "another URL than the session's": Case(
        f"{_P}sso_session = s\nsso_start_url = x\n{_SESSION}",
        reason='sso_start_url in profile "p" must match sso_start_url in sso-session ',
        key="sso_start_url",
    ),
    "MFA": Case(
        f"{_P}{ROLE}source_profile = base\nmfa_serial = m\n{BASE}", reason=_MFA, key="mfa_serial"
    ),
    "MFA by itself": Case(
        f"{_P}{ROLE}{KEYS}source_profile = p\nmfa_serial = m\n", reason=_MFA, key="mfa_serial"
    ),
    "MFA with own keys": Case(f"{_P}{ROLE}{KEYS}mfa_serial = m\n", reason=_MFA, key="mfa_serial"),
    "MFA without credentials": Case(f"{_P}{ROLE}mfa_serial = m\n", reason=_MFA, key="mfa_serial"),
    "MFA without a role": Case(f"{_P}{KEYS}mfa_serial = m\n", kind="static"),
    "MFA of a source": Case(
        f"{_P}{ROLE}source_profile = q\n[profile q]\n{KEYS}{ROLE}mfa_serial = m\n",
        reason=_MFA,
        key="source_profile",
    ),
    "MFA of a circle": Case(
        f"{_P}{ROLE}source_profile = q\nsso_session = s\n{_SESSION}"
        f"[profile q]\n{ROLE}source_profile = p\nmfa_serial = m\n",
        reason=_MFA,
        key="source_profile",
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_a_verdict(case: Case) -> None:
    verdict = _read(case.config, case.credentials).verdicts["p"]
    accepted = case.reason is None
    lacks = "mfa_serial" if case.reason == _MFA else None
    right = Verdict(accepted, case.reason, case.kind, case.key, token=case.token, lacks=lacks)
    assert verdict == right


BAD = "invalid value for shared config profile field, "
VALUES = [
    ("ec2_metadata_service_endpoint_mode", ["IPv4", "ipV6", "' IPv6 '", ""], "IPv5"),
    (
        "defaults_mode",
        ["Auto", "CROSS-region", "in-region", "legacy", "mobile", "standard", ""],
        "x",
    ),
    ("max_attempts", ["3", "010", "0x1F", "0b1", "0o7", "-1", "+1", "1_000", "0_7", "0x_1"], "08"),
    ("retry_mode", ["standard", "adaptive"], "legacy"),
    ("disable_request_compression", ["true", "false"], "True"),
    ("disable_clock_skew_correction", ["true", "false"], ""),
    ("request_min_compression_size_bytes", ["0", "10485760", "0xA00000"], "1k"),
    ("account_id_endpoint_mode", ["preferred", "required", "disabled"], "Required"),
    ("request_checksum_calculation", ["when_supported", "WHEN_required"], ""),
    ("response_checksum_validation", ["when_supported", "WHEN_required"], "when"),
]
COMPLAINTS = {
    "ec2_metadata_service_endpoint_mode": "unknown EC2 IMDS endpoint mode, must be either IPv6 or "
    "IPv4",
    "defaults_mode": "invalid value: x",
    "max_attempts": "invalid value max_attempts=08, expect integer",
    "retry_mode": "unknown RetryMode, legacy",
    "disable_request_compression": f"{BAD}disable_request_compression=True, need true or false",
    "disable_clock_skew_correction": f"{BAD}disable_clock_skew_correction=, need true or false",
    "request_min_compression_size_bytes": "invalid value for min request compression size bytes 1k,"
    " need int64",
    "account_id_endpoint_mode": f"{BAD}account_id_endpoint_mode=Required, "
    "must be preferred/required/disabled",
    "request_checksum_calculation": f"{BAD}request_checksum_calculation=, "
    "must be when_supported/when_required",
    "response_checksum_validation": f"{BAD}response_checksum_validation=when, "
    "must be when_supported/when_required",
}
UNCHECKED = (
    "use_fips_endpoint = x\nuse_dualstack_endpoint =\nec2_metadata_v1_disabled = x\n"
    "endpoint_discovery_enabled = x\nduration_seconds = x\nca_bundle = /gone\n"
)


@pytest.mark.parametrize(("key", "good", "bad"), VALUES, ids=[row[0] for row in VALUES])
def test_a_checked_value(key: str, good: list[str], bad: str) -> None:
    for value in good:
        assert _read(f"{_P}{KEYS}{key} = {value}\n").verdicts["p"].accepted, value
    reason = f"{_FETCHING}failed to load {key} from shared config, {COMPLAINTS[key]}"
    verdict = _read(f"{_P}{KEYS}{key} = {bad}\n").verdicts["p"]
    assert verdict == Verdict(False, reason, None, key)


def test_checked_values_go_by_their_own_order() -> None:
    bad = "".join(f"{key} = {value}\n" for key, _, value in reversed(VALUES))
    for number, (key, _, _) in enumerate(VALUES):
        fine = "".join(f"{row[0]} = {row[1][0]}\n" for row in VALUES[:number])
        assert _read(f"{_P}{bad}{fine}").verdicts["p"].key == key


@pytest.mark.parametrize("size", ["-1", "10485761", "0xffffffffff"])
def test_a_size_out_of_range(size: str) -> None:
    verdict = _read(f"{_P}request_min_compression_size_bytes = {size}\n").verdicts["p"]
    assert verdict.reason == (
        f"{_FETCHING}failed to load request_min_compression_size_bytes from shared config, invalid "
        f"range for min request compression size bytes {int(size, 0)}, must be within 0 and "
        "10485760 inclusively"
    )


def test_other_values_are_not_checked() -> None:
    assert _read(_P + KEYS + UNCHECKED).verdicts["p"].accepted


@pytest.mark.parametrize(
    ("text", "number"),
    [
        *[("0", 0), ("00", 0), ("010", 8), ("0_10", 8), ("0o10", 8), ("0O10", 8), ("0x1f", 31)],
        *[("0X_1F", 31), ("0b10", 2), ("1_0", 10), ("-010", -8), ("+0x1", 1), ("007", 7)],
        *[("9223372036854775807", 2**63 - 1), ("-9223372036854775808", -(2**63))],
        *[("9223372036854775808", None), ("0xffffffffffffffffff", None), ("9" * 5000, None)],
        *[("", None), ("08", None), ("0x", None), ("0b2", None), ("0o8", None), ("1__0", None)],
        *[("_1", None), ("1_", None), ("0_", None), ("0__7", None), ("--1", None), ("1.0", None)],
        *[(" 1", None), ("1\n", None), ("\u0661", None), ("1e3", None), ("+", None), ("0_8", None)],
    ],
)
def test_integers_are_spelt_as_in_go(text: str, number: int | None) -> None:
    assert integer(text) == number


def test_names_are_quoted_as_in_go() -> None:
    assert quoted('a"\\\t\n\x00\x7fé') == r'"a\"\\\t\n\x00\x7fé"'
    assert quoted("\x85\xa0\u2028\U000e0001日\ufffd") == r'"\u0085\u00a0\u2028\U000e0001日�"'


def test_a_profile_without_a_name_cannot_be_loaded() -> None:
    reason = _read("", "[]\n").verdicts[""].reason
    assert reason is not None
    assert reason.startswith("error fetching config from profile, , parsing error")


# --- a plain model of the SDK: one file, one profile at a time

_SPACE = "\t\n\v\f\r \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(
    map(chr, range(0x2000, 0x200B))
)


class Panic(Exception):
    """The SDK panics at a line of a file."""


class Failed(Exception):
    """The SDK refuses a profile: because of its own setting `key`, or of another profile `at`."""

    def __init__(self, at: str, reason: str, key: str | None = None) -> None:
        super().__init__(reason)
        self.at = at
        self.reason = reason
        self.key = key


class Missing(Exception):
    """There is no such profile."""


Sections = dict[str, dict[str, str | dict[str, str]]]


def _cut(text: str, *marks: str) -> str:
    for mark in marks:
        text = text.partition(mark)[0]
    return text


def _setting(text: str) -> tuple[str, str] | None:
    for at, char in enumerate(text):
        if char in "=:":
            key = "".join("i" if c == "İ" else c.lower() for c in text[:at].strip(_SPACE))
            return key, text[at + 1 :].strip(_SPACE)
    return None


def _told_file(file: str, data: bytes) -> Sections:
    """One file's sections, read line by line."""
    text = "".join(
        "\ufffd" if "\udc80" <= c <= "\udcff" else c
        for c in data.decode("utf-8", "surrogateescape")
    )
    sections: Sections = {}
    name, above = "", ""
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip(_SPACE) or line.lstrip(" \t").startswith(("#", ";")):
            continue
        header = _cut(line, "#", ";").strip(_SPACE)
        if header.startswith("[") and header.endswith("]"):
            name, above = header[1:-1].strip(_SPACE), ""
            for at, char in enumerate(name):
                if char in " \t":
                    name = name[:at] + " " + name[at:].lstrip(" \t")
                    break
            sections.setdefault(name, {})
            continue
        indented = line[0] in " \t"
        rest = line.lstrip(" \t") if indented else _cut(line, " #", " ;", "\t#", "\t;")
        setting = _setting(rest)
        values = sections.get(name, {}) if name else {}
        before = values.get(above, "") if above else ""
        if setting is None:
            if indented and isinstance(before, str) and before:
                values[above] = f"{before}\n{rest}"
            continue
        key, value = setting
        if value in ("'", '"'):
            raise Panic(file, number)
        if value and value[0] == value[-1] and value[0] in "'\"":
            value = value[1:-1]
        if not name:
            continue
        if indented and above and not (isinstance(before, str) and before):
            block = before if isinstance(before, dict) else {}
            values[above] = {**block, key: value}
            continue
        if indented:
            value = _cut(value, " #", " ;", "\t#", "\t;").strip(_SPACE)
        values[key], above = value, key
    return sections


def _told(pair: Pair) -> tuple[Sections, dict[str, tuple[int, str]]]:
    """All sections of both files, and those with half a pair of keys."""
    config, credentials = (
        _told_file("config", pair.config),
        _told_file("credentials", pair.credentials),
    )
    half: dict[str, tuple[int, str]] = {}
    passed = set()
    for title in sorted(config):
        if title in passed:
            continue
        values = config[title]
        if title.startswith("profile "):
            del config[title]
            name = title[len("profile ") :]
            config[name] = values
            half.pop(name, None)
            passed.add(name)
        elif title.startswith(("sso-session ", "services ")) or title.lower() == "default":
            name = title
        else:
            del config[title]
            continue
        if len(values.keys() & PAIR.keys()) == 1:
            half[name] = (1, title)
    for name, values in credentials.items():
        if name.startswith("profile "):
            continue
        half.pop(name, None)
        if len(values.keys() & PAIR.keys()) == 1:
            half[name] = (2, name)
        if name not in config:
            config[name] = values
            continue
        wanted = [*_MERGED]
        if values.keys() >= PAIR.keys():
            wanted += [*PAIR, "aws_session_token"]
        for key in wanted:
            if key in values:
                value = values[key]
                config[name][key] = value if isinstance(value, str) else ""
    return config, half


class Loaded:
    """A loaded profile."""

    def __init__(self, name: str, values: Mapping[str, str | Mapping[str, str]]) -> None:
        self.name = name
        self.values = {
            key: value if isinstance(value, str) else "" for key, value in values.items()
        }
        self.source: Loaded | None = None
        self.session: Mapping[str, str] | None = None

    def __getitem__(self, key: str) -> str:
        return self.values.get(key, "")

    def unset(self, *keys: str) -> None:
        for key in keys:
            self.values.pop(key, None)

    @property
    def keys(self) -> bool:
        return self["aws_access_key_id"] != "" and self["aws_secret_access_key"] != ""

    @property
    def sso(self) -> bool:
        keys = ("sso_session", "sso_region", "sso_start_url", "sso_account_id", "sso_role_name")
        return any(self[key] for key in keys)

    @property
    def types(self) -> list[str]:
        keys = ("source_profile", "credential_source", "credential_process")
        return [key for key in (*keys, "web_identity_token_file") if self[key]]


class World(NamedTuple):
    """The input for loading profiles."""

    sections: Mapping[str, Settings]
    half: Mapping[str, tuple[int, str]]


def _load(world: World, name: str, seen: list[str]) -> Loaded:
    if name not in world.sections:
        raise Missing
    loaded = Loaded(name, world.sections[name])
    fetching = f"error fetching config from profile, {name}, "
    if name in world.half:
        number, header = world.half[name]
        said = f"{number}, partial credentials found for profile {header}"
        raise Failed(name, f"{fetching}Error using profile: \n {said}\n")
    if not name:
        said = "parsing error : could not find profile section name after processing files: []"
        raise Failed(name, fetching + said)
    for key, said in _bad_values(loaded.values):
        raise Failed(name, f"{fetching}failed to load {key} from shared config, {said}", key)
    if name in seen:
        loaded.unset("role_arn", "source_profile", "mfa_serial", "external_id", "role_session_name")
    else:
        for key in ("source_profile", "credential_source", "web_identity_token_file"):
            if loaded[key] and not loaded["role_arn"]:
                raise Failed(name, f"credential type {key} requires role_arn, profile {name}", key)
    if seen and loaded.keys:
        return loaded
    seen.append(name)
    if len(loaded.types) > 1:
        raise Failed(name, _MIXED, loaded.types[-1])
    source = loaded["source_profile"]
    if source:
        loaded.unset(*PAIR, "sso_region", "sso_start_url", "sso_account_id", "sso_role_name")
        assuming = f"failed to load assume role {loaded['role_arn']}, of profile {source}, "
        try:
            loaded.source = _load(world, source, seen)
        except Missing:
            said = f"failed to get shared config profile, {source}"
            raise Failed(name, assuming + said, "source_profile") from None
        if not (loaded.source.types or loaded.source.sso or loaded.source.keys):
            raise Failed(name, f"{assuming}<nil>", "source_profile")
    session = loaded["sso_session"]
    if session:
        section = f"sso-session {session.strip(_SPACE)}"
        if section not in world.sections:
            raise Failed(name, f"failed to find SSO session section, {session}", "sso_session")
        loaded.session = Loaded(section, world.sections[section]).values
    return loaded


def _resolve(loaded: Loaded) -> str:
    """The kind of credentials of a loaded profile."""
    if loaded.source:
        _resolve(loaded.source)
        kind = "source"
    elif loaded.keys:
        kind = "temporary" if loaded["aws_session_token"] else "static"
    elif loaded["credential_source"]:
        if loaded["credential_source"] not in (
            "Environment",
            "Ec2InstanceMetadata",
            "EcsContainer",
        ):
            raise Failed(loaded.name, _SOURCES, "credential_source")
        kind = "source"
    elif loaded["web_identity_token_file"]:
        return "web-identity"
    elif loaded.sso:
        _check_sso(loaded)
        kind = "sso"
    elif loaded["login_session"]:
        kind = "login"
    elif loaded["credential_process"]:
        kind = "process"
    else:
        kind = ""
    if loaded["role_arn"]:
        if loaded["mfa_serial"]:
            raise Failed(loaded.name, _MFA, "mfa_serial")
        kind = kind and "role"
    if not kind:
        raise Failed(loaded.name, _NOTHING)
    return kind


def _check_sso(loaded: Loaded) -> None:
    title = f"profile {quoted(loaded.name)}"
    where = loaded.values if loaded.session is None else loaded.session
    needed = ["sso_region", "sso_start_url"]
    if loaded.session is None:
        needed += ["sso_account_id", "sso_role_name"]
    missing = [key for key in needed if not where.get(key)]
    if missing:
        said = "is configured to use SSO but is missing required configuration: "
        key = None if loaded.session is None else "sso_session"
        raise Failed(loaded.name, f"{title} {said}{', '.join(missing)}", key)
    for key in ("sso_region", "sso_start_url"):
        if loaded[key] and loaded[key] != where[key]:
            raise Failed(loaded.name, f"{key} in {title} must match {key} in sso-session ", key)


def _bad_values(values: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The values that the SDK refuses, in its order, with its error messages."""
    mode, defaults, attempts, retry, switch, skew, size, accounts, *checksums = (
        values.get(key) for key, _, _ in VALUES
    )
    if mode and mode.strip(_SPACE).lower() not in ("", "ipv4", "ipv6"):
        yield VALUES[0][0], "unknown EC2 IMDS endpoint mode, must be either IPv6 or IPv4"
    modes = ("auto", "cross-region", "in-region", "legacy", "mobile", "standard")
    if defaults and defaults.lower() not in modes:
        yield "defaults_mode", f"invalid value: {defaults}"
    if attempts is not None and integer(attempts) is None:
        yield "max_attempts", f"invalid value max_attempts={attempts}, expect integer"
    if retry is not None and retry not in ("standard", "adaptive"):
        yield "retry_mode", f"unknown RetryMode, {retry}"
    for key, value in zip((VALUES[4][0], VALUES[5][0]), (switch, skew), strict=True):
        if value is not None and value not in ("true", "false"):
            yield key, f"{BAD}{key}={value}, need true or false"
    if size is not None:
        number, what = integer(size), "min request compression size bytes"
        if number is None:
            yield VALUES[6][0], f"invalid value for {what} {size}, need int64"
        elif not 0 <= number <= 10485760:
            said = f"invalid range for {what} {number}, must be within 0 and 10485760 inclusively"
            yield VALUES[6][0], said
    if accounts is not None and accounts not in ("preferred", "required", "disabled"):
        key = "account_id_endpoint_mode"
        yield key, f"{BAD}{key}={accounts}, must be preferred/required/disabled"
    for key, value in zip((VALUES[8][0], VALUES[9][0]), checksums, strict=True):
        if value is not None and value.lower() not in ("when_supported", "when_required"):
            yield key, f"{BAD}{key}={value}, must be when_supported/when_required"


def _judged(world: World, name: str) -> Verdict:
    """The verdict on a selected profile."""
    try:
        kind = _resolve(_load(world, name, []))
    except Failed as failed:
        key = failed.key if failed.at == name else "source_profile"
        if failed.reason == _MFA and Loaded(name, world.sections[name])["mfa_serial"]:
            key = "mfa_serial"
        lacks = "mfa_serial" if failed.reason == _MFA else None
        return Verdict(False, failed.reason, None, key, lacks=lacks)
    token = "aws_session_token" if kind == "temporary" else None
    return Verdict(True, None, kind, token=token)


@examples(250, 50_000)
@given(pair=PAIRS)
def test_files_are_read_as_told(pair: Pair) -> None:
    reading = _read(*pair)
    if reading.error is not None:
        with pytest.raises(Panic) as panic:
            _told(pair)
        place = reading.error.place
        assert (place.file, place.span.line) == panic.value.args
        return
    sections, half = _told(pair)
    others = ("sso-session ", "services ")
    profiles = {
        name: values
        for name, values in sections.items()
        if not name.startswith(others) and name != "services"
    }
    sessions = {
        name[len("sso-session ") :]: values
        for name, values in sections.items()
        if name.startswith("sso-session ")
    }
    assert (reading.profiles, reading.sessions) == (profiles, sessions)
    world = World(sections, half)
    assert reading.verdicts == {name: _judged(world, name) for name in profiles}


def _some(*values: str) -> st.SearchStrategy[str]:
    return st.sampled_from(values)


_NAMES = ("p", "q", "r", "t", "u")
_NAME = _some(*_NAMES)
_BLOCK = st.just({"a": "1"})
_TEXT = _some("", "x", "x", "x")
_SIGN_IN = ("sso_region", "sso_start_url", "sso_account_id", "sso_role_name")
_ANYTHING = st.fixed_dictionaries(
    {},
    optional={
        **dict.fromkeys((*PAIR, "aws_session_token", "mfa_serial"), _TEXT),
        **dict.fromkeys(("credential_process", "web_identity_token_file", "login_session"), _TEXT),
        **dict.fromkeys(_SIGN_IN, _some("", "x", "x", "y")),
        "role_arn": _TEXT | _BLOCK,
        "source_profile": _NAME | _NAME | _some("", "gone", "sso-session s") | _BLOCK,
        "credential_source": _some("", "Environment", "EcsContainer", "x"),
        "sso_session": _some("s", "t ", "", "gone"),
        **{key: _some(*good, bad) for key, good, bad in VALUES},
    },
)
_KIND = st.one_of(
    st.just(PAIR),
    st.just({**PAIR, "aws_session_token": "x"}),
    st.just(dict.fromkeys(_SIGN_IN, "x")),
    *(
        st.fixed_dictionaries({key: _TEXT})
        for key in ("credential_process", "login_session", "mfa_serial", "web_identity_token_file")
    ),
    st.fixed_dictionaries({"sso_session": _some("s", "t"), "sso_region": _TEXT}),
    st.fixed_dictionaries({"credential_source": _some("Environment", "x"), "role_arn": _TEXT}),
    st.fixed_dictionaries({key: _some(good[0], bad) for key, good, bad in VALUES[2:4]}),
)
_ROLE = st.fixed_dictionaries(
    {"role_arn": _some("x", "x", "x", ""), "source_profile": _NAME},
    optional={"mfa_serial": _TEXT, "sso_session": _some("s", "t", "gone", "lost")},
)
_ALL_OF = st.builds(lambda *parts: {key: part[key] for part in parts for key in part}, _ROLE, _KIND)
_PROFILES = st.dictionaries(_NAME, st.one_of(_ROLE, _ROLE, _KIND, _ALL_OF, _ANYTHING), min_size=1)
_CIRCLE = st.lists(_ROLE, min_size=1, max_size=5).map(
    lambda roles: {
        name: {**role, "role_arn": name, "source_profile": source}
        for name, source, role in zip(
            _NAMES, (*_NAMES[1 : len(roles)], _NAMES[0]), roles, strict=False
        )
    }
)
_SESSIONS = st.fixed_dictionaries(
    {"sso-session s": st.just({"sso_region": "x", "sso_start_url": "x"})},
    optional={"sso-session t": _ANYTHING},
)
_WORLDS = st.builds(
    lambda *parts: World({key: part[key] for part in parts[:2] for key in part}, parts[2]),
    st.one_of(_PROFILES, _PROFILES, _CIRCLE),
    _SESSIONS,
    st.one_of(st.just({}), st.just({}), st.dictionaries(_NAME, st.just((1, "x")), max_size=1)),
)


@examples(250, 50_000)
@given(world=_WORLDS)
def test_profiles_are_judged_as_told(world: World) -> None:
    names = [name for name in world.sections if not name.startswith("sso-session ")]
    told = {name: _judged(world, name) for name in names}
    assert judge(names, world.sections, world.half) == told
    assert judge(names[::-1], world.sections, world.half) == told


@examples(250, 50_000)
@given(pair=PAIRS)
def test_plain_sections_are_read_like_all_others(pair: Pair) -> None:
    readers.read_alike(go.read, pair)


# --- large files


def _chain(length: int, last: str) -> str:
    """A chain of roles without keys, each the source of the one before, and `last` at the end."""
    return last + "".join(
        f"[profile p{number}]\nrole_arn = r{number}\nsource_profile = p{number + 1}\n"
        for number in range(length)
    )


def test_a_long_chain() -> None:
    reading = _read(_chain(20_000, f"[profile p20000]\n{KEYS}"))
    assert {verdict.kind for verdict in reading.verdicts.values()} == {"role", "static"}


@pytest.mark.parametrize(
    ("last", "reason"),
    [
        pytest.param("", "profile p20000, failed to get shared config profile, p20000", id="lost"),
        pytest.param("[profile p20000]\n", "profile p20000, <nil>", id="without credentials"),
        pytest.param(
            "[profile p20000]\nrole_arn = r20000\nsource_profile = p19000\n",
            "failed to load assume role r20000, of profile p19000, <nil>",
            id="in a circle",
        ),
    ],
)
def test_a_long_chain_that_leads_nowhere(last: str, reason: str) -> None:
    verdicts = _read(_chain(20_000, last)).verdicts
    assert {verdicts[f"p{number}"].key for number in range(20_000)} == {"source_profile"}
    for number in (0, 10_000, 18_999):
        assert (verdicts[f"p{number}"].reason or "").endswith(reason)


@pytest.mark.parametrize("sso", ["", "sso_session = s\n"], ids=["nothing", "SSO"])
def test_a_great_circle(sso: str) -> None:
    last = f"{_SESSION}[profile p20000]\nrole_arn = r20000\nsource_profile = p0\n{sso}"
    verdicts = _read(_chain(20_000, last)).verdicts
    for number in (1, 10_000, 20_000):
        verdict = verdicts[f"p{number}"]
        if sso and number == 20_000:
            assert verdict.kind == "role"
        else:
            role = f"failed to load assume role r{number - 1}, of profile p{number}, <nil>"
            assert verdict.reason == role


def test_many_sections() -> None:
    plain = "".join(f"[p{number}]\n{KEYS}" for number in range(50_000))
    odd = "".join(f"  [q{number}]\nRegion : x\n" for number in range(50_000))
    verdicts = _read("", plain + odd).verdicts
    assert len(verdicts) == 100_000
    assert verdicts["p49999"].accepted
    assert verdicts["q49999"].reason == _NOTHING


@pytest.mark.parametrize("line", ["k{0} = v\n", "K{0} : v\n"], ids=["plain", "odd"])
def test_many_sections_of_one_name(line: str) -> None:
    text = "".join(f"[a]\n{line.format(number)}" for number in range(50_000))
    assert len(_read("", text).profiles["a"]) == 50_000


@pytest.mark.parametrize("char", ["a", " ", "\t#", "=", "'", "[", "\u3000", "é", "\\", "9"])
def test_a_long_line(char: str) -> None:
    much = char * (1_000_000 // len(char))
    for line in (much, f"k = {much}", f"  k = {much}", f"[{much}]", f"max_attempts = {much}"):
        for above in ("", "k = v\n", "s3 =\n"):
            assert _read("", f"[a]\n{above}{line}\n").error is None


@pytest.mark.parametrize(
    ("above", "line", "size"),
    [
        pytest.param("k = v\n", "  w\n", len("v") + 100_000 * len("\nw"), id="a value goes on"),
        pytest.param("k =\n", "  w\n", 0, id="nothing to go on with"),
        pytest.param("k =\n", "  a = 1\n", 1, id="a block"),
    ],
)
def test_many_lines_of_a_value(above: str, line: str, size: int) -> None:
    assert len(_read("", f"[a]\n{above}{line * 100_000}").profiles["a"]["k"]) == size
