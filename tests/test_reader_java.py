"""The reader of the SDK for Java: recordings, its rules one by one, and its resolution retold."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awscred import ini
from awscred.chains import LONGEST_CHAIN
from awscred.tools import java
from awscred.tools.java.verdicts import judge
from awscred.tools.reading import Reading, Verdict
from tests import readers
from tests.corpus import PAIRS, Pair
from tests.record.__main__ import NEAR_CLEAN, RECORDED, load
from tests.sizes import examples

Profiles = Mapping[str, Mapping[str, str]]
Expected = dict[str, dict[str, str]]


def _read(config: str | bytes = "", credentials: str | bytes = "") -> Reading:
    return java.read(ini.parse(config), ini.parse(credentials))


# --- reading


@pytest.mark.parametrize("path", [RECORDED, NEAR_CLEAN], ids=["random", "near clean"])
def test_it_sees_what_the_real_one_saw(path: Path) -> None:
    wrong = []
    for case in load(path):
        reading = _read(*((case[file] or "") for file in ("config", "credentials")))
        seen: dict[str, Any] = {"refused": reading.error is not None, "profiles": reading.profiles}
        if reading.error is not None:
            seen["message"] = reading.error.message
        if seen != case["readings"]["java"]:
            wrong.append(case["id"])
    assert not wrong


@pytest.mark.parametrize(
    ("config", "profiles"),
    [
        pytest.param("", {}, id="an empty file"),
        pytest.param("[profile p]", {"p": {}}, id="a profile without settings"),
        pytest.param("[default]\na = 1", {"default": {"a": "1"}}, id="default"),
        # lines
        pytest.param(
            "[profile p]\r\na = 1\rb = 2\r\r\n\nc = 3\r",
            {"p": {"a": "1", "b": "2", "c": "3"}},
            id="lines end at LF, CRLF or CR",
        ),
        pytest.param("\r[profile p]\r[default]\r", {"p": {}, "default": {}}, id="headers, too"),
        pytest.param(
            "[profile p]\na = 1\u2028b\x0b\x0c\x85",
            {"p": {"a": "1\u2028b\x0b\x0c\x85"}},
            id="other line ends are none",
        ),
        pytest.param(" \t\n[profile p]\n\t\na = 1\n  \n", {"p": {"a": "1"}}, id="blank lines"),
        pytest.param("# c\n;\n[profile p]\n#a = 0\n;b", {"p": {}}, id="comments in column 0"),
        # headers
        pytest.param(
            "[profile a] # c\n[profile b]#c\n[profile c] ; c\n[profile d];\n[profile e]\x00 \x1f",
            {"a": {}, "b": {}, "c": {}, "d": {}, "e": {}},
            id="comments and control characters after a header",
        ),
        pytest.param(
            "[ \tprofile \t one\x01]\n[\x00profile\ttwo]\n[\x0b default ]\n",
            {"one": {}, "two": {}, "default": {}},
            id="around its words",
        ),
        pytest.param(
            "[profile a]\nx = 1\ny = 1\n[profile b]\n[profile  a]\nx = 2",
            {"a": {"x": "2", "y": "1"}, "b": {}},
            id="the same header continues",
        ),
        pytest.param("[profile az-AZ_09:b/c.d%e@f+g]", {"az-AZ_09:b/c.d%e@f+g": {}}, id="a name"),
        pytest.param(
            "[profile no!]\n[profile ü]\n[profile a b]\n[profile \xa0a]\n[profile [a]",
            {},
            id="other characters",
        ),
        pytest.param(
            "[one]\n[profiletwo]\n[Profile three]\n[services s]\n[Default]\n[profile ]\n[]\n"
            "[profile\x01 a]\n[profile\xa0b]\n[[profile c]",
            {},
            id="other headers",
        ),
        pytest.param(
            "[x]\njunk\n = 1\n b\n[profile p]\na = 1\n[services s]\njunk\n[profile q!]\n\x00",
            {"p": {"a": "1"}},
            id="lines below an ignored header",
        ),
        pytest.param(
            "[default]\na = 1\n[profile default]\nb = 1\n[default]\njunk\n[profile default]\nc = 1",
            {"default": {"b": "1", "c": "1"}},
            id="profile default replaces default",
        ),
        pytest.param(
            "[ default]\na = 1\n[default]\nb = 1\n[ profile  default]\n",
            {"default": {}},
            id="in any spelling",
        ),
        pytest.param("[sso-session ] # c\njunk", {}, id="a session that ends before the blank"),
        # settings
        pytest.param(
            "[profile p]\na=1\nb \x00=\x1f 2 \t\nc= 3\x0b",
            {"p": {"a": "1", "b": "2", "c": "3"}},
            id="space and control characters around key and value",
        ),
        pytest.param("[profile p]\na = \xa01\x7f", {"p": {"a": "\xa01\x7f"}}, id="no other"),
        pytest.param("[profile p]\na = b=c\nd==", {"p": {"a": "b=c", "d": "="}}, id="= in a value"),
        pytest.param("[profile p]\na =\nb=  ", {"p": {"a": "", "b": ""}}, id="an empty value"),
        pytest.param('[profile p]\na = "x"', {"p": {"a": '"x"'}}, id="quotes"),
        pytest.param(
            "[profile p]\na = 1 # x ; y\nb = 2\t; c\nc = 3 #\nd = ; e = f",
            {"p": {"a": "1", "b": "2", "c": "3", "d": ""}},
            id="a comment after a value",
        ),
        pytest.param(
            "[profile p]\na = 1# x\nb = 2;c\nc = 3\xa0# x\x0b#",
            {"p": {"a": "1# x", "b": "2;c", "c": "3\xa0# x\x0b#"}},
            id="none without a blank before it",
        ),
        pytest.param("[profile p]\na = 1\na = 2", {"p": {"a": "2"}}, id="the last one wins"),
        pytest.param(
            "[profile p]\nRegion = X\nregion = y",
            {"p": {"Region": "X", "region": "y"}},
            id="keys keep their case",
        ),
        pytest.param(
            "[profile p]\naZ09-_/.%@:+ = 1\nmy key = 2\n c\nk\u212a = 3\n \nA#B = 5\n =\n",
            {"p": {"aZ09-_/.%@:+": "1"}},
            id="characters of a key",
        ),
        # continuation lines
        pytest.param(
            "[profile p]\na = 1\n\t 2 \x00\t\n   \n 3 # c\n# c\n ; d\n [profile q]\nb = 5\n 6",
            {"p": {"a": "1\n2\n3 # c\n; d\n[profile q]", "b": "5\n6"}},
            id="a value continues on whatever is indented",
        ),
        pytest.param("[profile p]\na = 1\n \x00", {"p": {"a": "1\n"}}, id="even on nothing"),
        pytest.param("[profile p]\na = 1\na = 2\n 3", {"p": {"a": "2\n3"}}, id="of the last one"),
        pytest.param(
            "[profile p]\ns3 = # c\n  a = 1 # c\n\tmy key =\n  # c = d\n",
            {"p": {"s3": "\na = 1 # c\nmy key =\n# c = d"}},
            id="nested settings",
        ),
        # bytes
        pytest.param(
            b"[profile p]\na = \xff\xe2\x82|\xf0\x80\x80|\xed\xa0\x80\xed\xa0|\xed|\xed\x9f\xbf",
            {"p": {"a": "\ufffd\ufffd|\ufffd\ufffd\ufffd|\ufffd\ufffd|\ufffd|\ud7ff"}},
            id="not UTF-8",
        ),
        pytest.param(b"[profile \xff]\na = 1", {}, id="a name that is not UTF-8"),
        pytest.param("[profile p]\na = 1\x002", {"p": {"a": "1\x002"}}, id="NUL in a value"),
    ],
)
def test_config_reads_as(config: str | bytes, profiles: Expected) -> None:
    reading = _read(config)
    assert (reading.error, reading.profiles, reading.sessions) == (None, profiles, {})
    assert reading.verdicts.keys() == profiles.keys()


@pytest.mark.parametrize(
    ("credentials", "profiles"),
    [
        pytest.param("[one]\na = 1\n[\x00two\t]", {"one": {"a": "1"}, "two": {}}, id="names"),
        pytest.param("[]\na = 1\n[ ]\nb = 2", {"": {"a": "1", "b": "2"}}, id="even none"),
        pytest.param(
            "[profileone]\n[sso-session]\n[profile]\n[DEFAULT]\n[services ]",
            {name: {} for name in ("profileone", "sso-session", "profile", "DEFAULT", "services")},
            id="any word is a name",
        ),
        pytest.param(
            "[profile one]\njunk\n[a b]\n[sso-session c]\n[\xa0x]\n[a!]\n[sso-session ]#\njunk",
            {},
            id="others are ignored",
        ),
        pytest.param(
            "[default]\na = 1\n[profile default]\njunk\n[default]\nb = 1",
            {"default": {"a": "1", "b": "1"}},
            id="profile default is none",
        ),
    ],
)
def test_credentials_read_as(credentials: str, profiles: Expected) -> None:
    reading = _read(credentials=credentials)
    assert (reading.error, reading.profiles, reading.sessions) == (None, profiles, {})


@pytest.mark.parametrize(
    ("config", "credentials", "profiles"),
    [
        pytest.param(
            "[profile p]\na = 1\nb = 1",
            "[p]\nb = 2\nB = 3",
            {"p": {"a": "1", "b": "2", "B": "3"}},
            id="credentials win, key by key",
        ),
        pytest.param(
            "[default]\na = 1\n[profile default]\nb = 2",
            "[default]\nc = 3",
            {"default": {"b": "2", "c": "3"}},
            id="default of credentials stays",
        ),
        pytest.param("[profile p]\ns =\n b = 1", "[p]\ns = 2", {"p": {"s": "2"}}, id="a block"),
        pytest.param("[x]\na = 1", "[p]\na = \xe9", {"p": {"a": "\xe9"}}, id="one file alone"),
    ],
)
def test_two_files_read_as(config: str, credentials: str, profiles: Expected) -> None:
    assert _read(config, credentials).profiles == profiles


@pytest.mark.parametrize(
    ("config", "sessions"),
    [
        pytest.param("[sso-session s]\nA = 1\n[profile s]", {"s": {"A": "1"}}, id="a session"),
        pytest.param("[ sso-session\t s\x00] # c\na =1", {"s": {"a": "1"}}, id="blanks"),
        pytest.param(
            "[sso-session s]\na = 1\nb = 1\n[sso-session s]\na = 2",
            {"s": {"a": "2", "b": "1"}},
            id="twice",
        ),
        pytest.param("[sso-session s t]\njunk\n[SSO-session s]\n[sso-sessions]", {}, id="none"),
    ],
)
def test_sessions_read_as(config: str, sessions: Expected) -> None:
    reading = _read(config, "[sso-session x]\njunk")
    assert reading.sessions == sessions


NO_HEADER = "Expected a profile definition on line {}"
NO_SETTING = "Expected a profile or property definition on line {}"
NO_EQUALS = "Expected an '=' sign defining a property on line {}"
NO_KEY = "Property did not have a name on line {}"
NOT_CLOSED = "Profile definition must end with ']' on line {}"
SESSION_NOT_CLOSED = "Section definition must end with ']' on line {}"
CRASH = "begin 1, end 0, length 1"


@pytest.mark.parametrize(
    ("config", "line", "message"),
    [
        pytest.param("a = 1", 1, NO_HEADER, id="a setting before any header"),
        pytest.param("# c\n\njunk", 3, NO_HEADER, id="junk there"),
        pytest.param("\ufeff[profile p]", 1, NO_HEADER, id="a BOM"),
        pytest.param("\xa0\n[profile p]", 1, NO_HEADER, id="a no-break space"),
        pytest.param("\x0b", 1, NO_HEADER, id="a control character"),
        pytest.param("[profile p]".encode("utf-16"), 1, NO_HEADER, id="UTF-16"),
        pytest.param("  a = 1", 1, NO_SETTING, id="an indented line there"),
        pytest.param(" [profile p]", 1, NO_SETTING, id="an indented header"),
        pytest.param("[profile p]\n  # c", 2, NO_SETTING, id="an indented comment first"),
        pytest.param("[x]\n y\n[profile p]\na = 1\n[profile p]\n\n b", 7, NO_SETTING, id="again"),
        pytest.param("[profile p]\n!a = 1\n b\n[profile q]\n c", 5, NO_SETTING, id="below another"),
        pytest.param("[profile p", 1, NOT_CLOSED, id="a header that is not closed"),
        pytest.param("[\x00", 1, NOT_CLOSED, id="nothing but its beginning"),
        pytest.param("[profile a#b]", 1, NOT_CLOSED, id="# in it"),
        pytest.param("[x;b]", 1, NOT_CLOSED, id="; in another one"),
        pytest.param("\r\n[profile p] junk", 2, NOT_CLOSED, id="junk after it"),
        pytest.param("[profile p]\xa0", 1, NOT_CLOSED, id="a no-break space after it"),
        pytest.param("[services s", 1, NOT_CLOSED, id="a service that is not closed"),
        pytest.param("[sso-session", 1, NOT_CLOSED, id="a session without a blank"),
        pytest.param("[sso-session st", 1, SESSION_NOT_CLOSED, id="a session with one"),
        pytest.param("[sso-session #s]", 1, SESSION_NOT_CLOSED, id="# in a session"),
        pytest.param("[sso-session ", 1, NOT_CLOSED, id="only the blank"),
        pytest.param("[x]\n[", 2, CRASH, id="a bracket alone"),
        pytest.param("[x]\r[", 1, CRASH, id="after CR"),
        pytest.param("[profile p]\njunk", 2, NO_EQUALS, id="no ="),
        pytest.param("[profile p]\na #= 1", 2, NO_EQUALS, id="= in a comment"),
        pytest.param("[sso-session p]\njunk", 2, NO_EQUALS, id="in a session"),
        pytest.param("[profile p]\n\x85", 2, NO_EQUALS, id="other space alone"),
        pytest.param("[profile p]\n= 1", 2, NO_KEY, id="no key"),
        pytest.param("[profile p]\n\x00 = 1", 2, NO_KEY, id="nothing but a control character"),
        pytest.param("[profile p]\ns3 =\n a", 3, NO_EQUALS, id="no = in a nested setting"),
        pytest.param("[profile p]\ns3 = # c\n a = 1\n  # c", 4, NO_EQUALS, id="a comment there"),
        pytest.param("[profile p]\ns3 =\n = 1", 3, NO_KEY, id="no key in a nested setting"),
    ],
)
def test_a_line_refuses_the_files(config: str | bytes, line: int, message: str) -> None:
    reading = _read(config, "[p]\na = 1")
    assert reading.error is not None
    place = reading.error.place
    assert (place.file, place.span.line) == ("config", line)
    assert reading.error.message == message.format(line)
    assert (reading.profiles, reading.sessions, reading.verdicts) == ({}, {}, {})


def test_lines_that_end_at_cr_count_in_the_message() -> None:
    error = _read("[profile p]\ra = 1\r\n\rb = 2\r\r\njunk").error
    assert error is not None
    assert (error.place.span.line, error.message) == (3, NO_EQUALS.format(6))


def test_the_error_in_credentials_comes_first() -> None:
    error = _read("junk", "[p]\n\njunk").error
    assert error is not None
    assert (error.place.file, error.message) == ("credentials", NO_EQUALS.format(3))


@pytest.mark.parametrize(
    ("inside", "in_config", "in_credentials"),
    [
        ("profile p", ("profile", "p"), None),
        (" profile\t p\x00", ("profile", "p"), None),
        ("default", ("profile", "default"), ("profile", "default")),
        ("p", None, ("profile", "p")),
        ("", None, ("profile", "")),
        ("sso-session s", ("sso-session", "s"), None),
        ("services s", ("services", "s"), None),
        ("profile p q", None, None),
        ("profile ü", None, None),
    ],
)
def test_headers(inside: str, in_config: object, in_credentials: object) -> None:
    assert java.header("config", inside) == in_config
    assert java.header("credentials", inside) == in_credentials


# --- verdicts

KEYS = "aws_access_key_id = AKIAI44QH8DHBEXAMPLE\naws_secret_access_key = x\n"
SSO = "sso_start_url = u\nsso_region = r\nsso_account_id = 1\nsso_role_name = n\n"
ROLE = "role_arn = arn:aws:iam::123456789012:role/deploy\n"
OTHERS = f"""
[profile keys]
{KEYS}
[profile session]
{SSO}
[profile web]
{ROLE}web_identity_token_file = f
[profile role]
{ROLE}source_profile = keys
[profile role_and_keys]
{KEYS}{ROLE}source_profile = gone
[profile lone_role]
{ROLE}
[profile half]
aws_access_key_id = AKIAI44QH8DHBEXAMPLE
[profile login]
login_session = x
[profile login_and_keys]
login_session = x
{KEYS}
[profile to_p]
{ROLE}source_profile = p
[profile to_itself]
{KEYS}{ROLE}source_profile = to_itself
"""


def _verdict(settings: str) -> Verdict:
    """The verdict on profile p with these settings, together with OTHERS."""
    return _read(f"{OTHERS}\n[profile p]\n{settings}").verdicts["p"]


@pytest.mark.parametrize(
    ("settings", "kind"),
    [
        pytest.param(KEYS, "static", id="keys"),
        pytest.param(KEYS + ROLE, "static", id="beside a role without a source"),
        pytest.param(KEYS + "web_identity_token_file = f\n", "static", id="or a token file"),
        pytest.param(KEYS + "source_profile = gone\n", "static", id="or a source"),
        pytest.param(KEYS + "credential_source = x\n", "static", id="or another one"),
        pytest.param(KEYS + "aws_session_token = t\n", "temporary", id="with a token"),
        pytest.param(KEYS + "aws_session_token =\n", "static", id="with an empty one"),
        pytest.param(KEYS + "aws_security_token = t\n", "static", id="with an old one"),
        pytest.param(
            "aws_access_key_id =\naws_secret_access_key =\naws_session_token = t\n",
            "temporary",
            id="empty keys with one",
        ),
        pytest.param("credential_process = c\n" + KEYS, "process", id="a command before keys"),
        pytest.param(SSO + KEYS + "credential_process = c\n", "sso", id="SSO before that"),
        pytest.param(SSO + ROLE + "source_profile = keys\n", "sso", id="and before a role"),
        pytest.param("sso_session =\nsso_account_id =\nsso_role_name =\n", "sso", id="a session"),
        pytest.param(
            ROLE + "web_identity_token_file =\nsource_profile = gone\n" + SSO + KEYS,
            "web-identity",
            id="web identity first",
        ),
        pytest.param(ROLE + "credential_source = eCSCONTAINER\n" + KEYS, "role", id="a place"),
        pytest.param(ROLE + "credential_source = Environment\n", "role", id="another"),
        pytest.param(ROLE + "credential_source = Ec2InstanceMetadata\n", "role", id="the third"),
        pytest.param(ROLE + "source_profile = keys\n", "role", id="a role by keys"),
        pytest.param("role_arn =\nsource_profile = session\n" + KEYS, "role", id="by SSO"),
        pytest.param(ROLE + "source_profile = web\n", "role", id="by web identity"),
        pytest.param(ROLE + "source_profile = role\n", "role", id="by a role"),
    ],
)
def test_a_profile_is_accepted(settings: str, kind: str) -> None:
    token = "aws_session_token" if kind == "temporary" else None
    assert _verdict(settings) == Verdict(True, None, kind, token=token)


NOTHING = "Profile file contained no credentials for profile 'p'"


def _missing(key: str, name: str = "p") -> str:
    return f"Profile property '{key}' was not configured for '{name}'."


def _no_source(source: str, name: str = "p") -> str:
    return (
        f"The source profile of '{name}' was configured to be '{source}', but that source profile"
        " has no credentials configured."
    )


def _circular(names: str) -> str:
    return f"Invalid profile file: Circular relationship detected with profiles [{names}]."


@pytest.mark.parametrize(
    ("settings", "reason", "key"),
    [
        pytest.param("", NOTHING, None, id="nothing"),
        pytest.param("AWS_ACCESS_KEY_ID = x\nregion = x\n", NOTHING, None, id="nothing of use"),
        pytest.param("aws_secret_access_key = x\n", NOTHING, None, id="a secret alone"),
        pytest.param(ROLE, NOTHING, None, id="a role alone"),
        pytest.param("source_profile = keys\n", NOTHING, None, id="a source alone"),
        pytest.param("web_identity_token_file = f\n", NOTHING, None, id="a token file alone"),
        pytest.param("aws_access_key_id =\n", _missing("aws_secret_access_key"), None, id="no key"),
        pytest.param("aws_session_token =\n", _missing("aws_access_key_id"), None, id="a token"),
        pytest.param(
            "aws_access_key_id =\naws_secret_access_key =\n",
            "Access key ID cannot be blank.",
            "aws_access_key_id",
            id="an empty id",
        ),
        pytest.param(
            "aws_access_key_id = x\naws_secret_access_key =\n",
            "Secret access key cannot be blank.",
            "aws_secret_access_key",
            id="an empty key",
        ),
        pytest.param(
            "credential_process =\n" + KEYS,
            "Failed to refresh process-based credentials.",
            "credential_process",
            id="an empty command",
        ),
        pytest.param("sso_start_url =\n" + KEYS, _missing("sso_account_id"), None, id="no account"),
        pytest.param("sso_account_id = 1\n", _missing("sso_role_name"), None, id="no SSO role"),
        pytest.param(
            "sso_role_name = 1\nsso_account_id = 1\n", _missing("sso_region"), None, id="no region"
        ),
        pytest.param(
            "sso_role_name = 1\nsso_account_id = 1\nsso_region =\n",
            _missing("sso_start_url"),
            None,
            id="no URL",
        ),
        pytest.param("sso_session = s\n", _missing("sso_account_id"), None, id="a session alone"),
        pytest.param(
            ROLE + "source_profile = keys\ncredential_source = x\n",
            "Invalid profile file: profile has both source_profile and credential_source.",
            "credential_source",
            id="both sources",
        ),
        pytest.param(
            ROLE + "credential_source = Nope\n" + KEYS,
            "Nope is not a valid credential_source",
            "credential_source",
            id="an unknown place",
        ),
        pytest.param(
            ROLE + "source_profile = gone\n" + KEYS, _no_source("gone"), "source_profile", id="gone"
        ),
        pytest.param(
            ROLE + "source_profile = lone_role\n", _no_source("lone_role"), "source_profile",
            id="a source without credentials",
        ),
        pytest.param(
            ROLE + "source_profile = role_and_keys\n", _no_source("gone", "role_and_keys"),
            "source_profile", id="a role comes before keys in a source",
        ),
        pytest.param(
            ROLE + "source_profile = half\n", _missing("aws_secret_access_key", "half"),
            "source_profile", id="half a source",
        ),
        pytest.param(
            ROLE + "source_profile = p\n" + KEYS, _circular("p"), "source_profile", id="itself"
        ),
        pytest.param(
            ROLE + "source_profile = to_p\n", _circular("p, to_p"), "source_profile", id="a circle"
        ),
        pytest.param(
            ROLE + "source_profile = to_itself\n", _circular("p, to_itself"), "source_profile",
            id="a circle of others",
        ),
    ],
)  # fmt: skip
def test_a_profile_is_refused(settings: str, reason: str, key: str | None) -> None:
    assert _verdict(settings) == Verdict(False, reason, None, key)


@pytest.mark.parametrize(
    ("settings", "verdict"),
    [
        pytest.param("login_session = x\n", Verdict(False, NOTHING, None), id="nothing else"),
        pytest.param("login_session =\n" + KEYS, Verdict(True, None, "static"), id="keys"),
        pytest.param(
            "login_session =\naws_access_key_id = x\n",
            Verdict(False, _missing("aws_secret_access_key"), None),
            id="half of them",
        ),
        pytest.param(
            ROLE + "source_profile = login\n",
            Verdict(False, _no_source("login"), None, "source_profile"),
            id="the source of a role",
        ),
        pytest.param(
            ROLE + "source_profile = login_and_keys\n", Verdict(True, None, "role"), id="with keys"
        ),
    ],
)
def test_it_lacks_login_session(settings: str, verdict: Verdict) -> None:
    assert _verdict(settings) == verdict._replace(lacks="login_session")


def test_sso_comes_before_login_session() -> None:
    assert _verdict("login_session = x\n" + SSO).lacks is None


# --- the resolution, retold


class _Failed(Exception):
    """The error at the end of a profile's resolution, and the setting that is to blame."""

    def __init__(self, reason: str, key: str | None = None) -> None:
        super().__init__(reason)
        self.key = key


class _Resolution:
    """The credentials of one profile as the SDK finds them, step by step."""

    def __init__(self, profiles: Profiles) -> None:
        self.profiles = profiles
        self.children: list[str] = []
        self.lacks: str | None = None

    def verdict(self, name: str) -> Verdict:
        try:
            kind = self._resolve(name)
            if kind is None:
                raise _Failed(f"Profile file contained no credentials for profile '{name}'")
        except _Failed as failed:
            key = "source_profile" if self.children else failed.key
            return Verdict(False, str(failed), None, key, lacks=self.lacks)
        token = "aws_session_token" if kind == "temporary" else None
        return Verdict(True, None, kind, token=token, lacks=self.lacks)

    def _resolve(self, name: str) -> str | None:
        values = self.profiles[name]
        if "role_arn" in values and "web_identity_token_file" in values:
            return "web-identity"
        if any(
            f"sso_{key}" in values
            for key in ("role_name", "account_id", "region", "start_url", "session")
        ):
            self._require(name, "sso_account_id", "sso_role_name")
            if "sso_session" not in values:
                self._require(name, "sso_region", "sso_start_url")
            return "sso"
        if "role_arn" in values:
            if "source_profile" in values and "credential_source" in values:
                reason = "profile has both source_profile and credential_source."
                raise _Failed(f"Invalid profile file: {reason}", "credential_source")
            if "source_profile" in values:
                return self._by_source(name, values["source_profile"])
            if "credential_source" in values:
                place = values["credential_source"]
                if place.lower() in ("environment", "ec2instancemetadata", "ecscontainer"):
                    return "role"
                raise _Failed(f"{place} is not a valid credential_source", "credential_source")
        if "login_session" in values:
            self.lacks = "login_session"
        if "credential_process" in values:
            if values["credential_process"] == "":
                reason = "Failed to refresh process-based credentials."
                raise _Failed(reason, "credential_process")
            return "process"
        if "aws_session_token" in values:
            self._require(name, "aws_access_key_id", "aws_secret_access_key")
            return "temporary" if values["aws_session_token"] else "static"
        if "aws_access_key_id" in values:
            self._require(name, "aws_access_key_id", "aws_secret_access_key")
            for key, what in (("id", "Access key ID"), ("", "Secret access key")):
                full = "aws_access_key_id" if key else "aws_secret_access_key"
                if values[full] == "":
                    raise _Failed(f"{what} cannot be blank.", full)
            return "static"
        return None

    def _by_source(self, name: str, source: str) -> str:
        if name in self.children:
            names = ", ".join(sorted(self.children))  # the hashes of short names are in this order
            raise _Failed(
                f"Invalid profile file: Circular relationship detected with profiles [{names}]."
            )
        self.children.append(name)
        if source not in self.profiles or self._resolve(source) is None:
            raise _Failed(
                f"The source profile of '{name}' was configured to be '{source}', "
                "but that source profile has no credentials configured."
            )
        return "role"

    def _require(self, name: str, *keys: str) -> None:
        for key in keys:
            if key not in self.profiles[name]:
                raise _Failed(f"Profile property '{key}' was not configured for '{name}'.")


def _as_resolved(profiles: Profiles) -> dict[str, Verdict]:
    return {name: _Resolution(profiles).verdict(name) for name in profiles}


_NAMES = ("a", "b", "c", "d", "e", "f")
_VALUES = {
    "source_profile": (*_NAMES, "gone", ""),
    "credential_source": ("Environment", "EC2InstanceMetadata", "ecscontainer", "Ec2", ""),
    "role_arn": ("arn:aws:iam::123456789012:role/deploy", ""),
}
_DECIDING = (
    *("role_arn", "source_profile") * 5,
    *("credential_source", "web_identity_token_file", "login_session", "credential_process"),
    *("aws_access_key_id", "aws_secret_access_key") * 2,
    *("aws_session_token", "aws_security_token", "region", "sso_registration_scopes"),
    *("sso_session", "sso_start_url", "sso_region", "sso_account_id", "sso_role_name"),
)
_SETTING = st.sampled_from(_DECIDING).flatmap(
    lambda key: st.tuples(st.just(key), st.sampled_from(_VALUES.get(key, ("x", ""))))
)
_PROFILES = st.dictionaries(
    st.sampled_from(_NAMES), st.lists(_SETTING, max_size=6).map(dict), max_size=6
)


@examples(250, 50_000)
@given(_PROFILES)
def test_verdicts_are_those_of_the_resolution(profiles: Expected) -> None:
    assert judge(profiles) == _as_resolved(profiles)


def test_a_circle_lists_its_profiles_as_a_hash_set_does() -> None:
    verdicts = _read(readers.chain(14, ROLE + "source_profile = p0\n")).verdicts
    names = "p0, p1, p2, p3, p4, p5, p6, p7, p8, p9, p10, p12, p11, p14, p13"  # the SDK's own list
    assert {verdict.reason for verdict in verdicts.values()} == {_circular(names)}


def test_a_long_chain_is_followed() -> None:
    accepted = _read(readers.chain(20_000, KEYS)).verdicts
    assert {accepted[f"p{number}"].kind for number in range(20_000)} == {"role"}
    refused = _read(readers.chain(20_000, "")).verdicts
    reasons = {verdict.reason for name, verdict in refused.items() if name != "p20000"}
    assert reasons == {_no_source("p20000", "p19999")}


def test_a_long_circle_is_cut() -> None:
    reason = _read(readers.chain(20_000, f"{ROLE}source_profile = p0\n")).verdicts["p7"].reason
    assert reason is not None
    assert reason.endswith(", ...].")
    assert reason.count(", ") == LONGEST_CHAIN


# --- any files


@examples(300, 50_000)
@given(PAIRS)
def test_any_files_are_read_and_judged(pair: Pair) -> None:
    reading = _read(*pair)
    assert reading.tool == "java"
    assert not (reading.error and reading.profiles)
    assert reading.verdicts.keys() == reading.profiles.keys()
    readers.give_reasons(reading)


@examples(300, 50_000)
@given(PAIRS)
def test_plain_sections_read_as_line_by_line(pair: Pair) -> None:
    readers.read_alike(java.read, pair)


MB = 1_000_000


@pytest.mark.parametrize(
    ("line", "length"),
    [
        pytest.param("a = x" + "#" * MB, MB + 1, id="no comments"),
        pytest.param("a = x" + " \t" * (MB // 2), 1, id="blanks"),
        pytest.param("a = 1\n" + "x " * (MB // 2), None, id="no sign"),
        pytest.param("a = 1\n[sso-session" + " \t" * (MB // 2) + "x]", 1, id="blanks in a header"),
        pytest.param("a = 1" + "\r  x" * 100_000, 200_001, id="a value on many lines"),
        pytest.param("a =" + "\n  x = 1" * 100_000, 600_000, id="many nested settings"),
        pytest.param("a = 1" + "\r" * MB, 1, id="many empty lines"),
    ],
)
def test_big_lines_and_values_are_read(line: str, length: int | None) -> None:
    reading = _read(f"[profile p]\n{line}")
    value = reading.profiles["p"]["a"] if reading.error is None else None
    assert (None if value is None else len(value)) == length
