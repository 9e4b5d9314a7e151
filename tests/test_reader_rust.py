"""The Rust SDK's reader: rule by rule, and compared with a plain model of its resolution.

The reading cases also cover every kind of case in AWS's published cross-SDK parser suite.
"""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awscred import ini
from awscred.chains import LONGEST_CHAIN
from awscred.tools.reading import Reading, Verdict
from awscred.tools.rust import reading as rust
from awscred.tools.rust.verdicts import judge
from tests import readers
from tests.corpus import PAIRS, Pair
from tests.sizes import examples

Values = Mapping[str, str]
Profiles = Mapping[str, Values]
Expected = dict[str, dict[str, str]]


def _read(config: str | bytes = "", credentials: str | bytes = "") -> Reading:
    return rust.read(ini.parse(config), ini.parse(credentials))


# --- reading


@pytest.mark.parametrize(
    ("config", "profiles"),
    [
        pytest.param("", {}, id="an empty file"),
        pytest.param("[profile one]", {"one": {}}, id="a profile without settings"),
        pytest.param("[profile one]\n[profile two]\n", {"one": {}, "two": {}}, id="two of them"),
        pytest.param(
            "[profile one]\na = 1\nb = 2\n[profile two]\nc = 3",
            {"one": {"a": "1", "b": "2"}, "two": {"c": "3"}},
            id="settings",
        ),
        pytest.param("[default]\na = 1", {"default": {"a": "1"}}, id="default"),
        # lines
        pytest.param(
            "[profile one]\r\na = 1\r\n[profile two]\nb = 2\r\n",
            {"one": {"a": "1"}, "two": {"b": "2"}},
            id="lines end at LF or CRLF",
        ),
        pytest.param("[profile p]\na = 1\r", {"p": {"a": "1\r"}}, id="CR at the end stays"),
        pytest.param("[profile p]\na = 1\r\r\nb = 2", {"p": {"a": "1\r", "b": "2"}}, id="CRCRLF"),
        pytest.param("[profile p]\na = 1\rb = 2", {"p": {"a": "1\rb = 2"}}, id="CR within a line"),
        pytest.param(
            "[profile p]\na = 1\u2028\x0b\x0c\x1c\x85",
            {"p": {"a": "1\u2028\x0b\x0c\x1c\x85"}},
            id="other line ends are none",
        ),
        pytest.param(
            " \t\n\n[profile p]\n\t\na = 1\n  \nb = 2\n \t",
            {"p": {"a": "1", "b": "2"}},
            id="blank lines are skipped",
        ),
        pytest.param(
            "# c\n;\n[profile p]\n#a = 0\na = 1\n; more\n",
            {"p": {"a": "1"}},
            id="comments in column 0",
        ),
        # headers
        pytest.param(
            "[profile a] # c\n[profile b]#c\n[profile c] ; c\n[profile d];\n[profile e]\t \n",
            {"a": {}, "b": {}, "c": {}, "d": {}, "e": {}},
            id="comments and blanks behind a header",
        ),
        pytest.param(
            "[ \tprofile \t one\t ]\n[profile\ttwo]\n[  default ]\n",
            {"one": {}, "two": {}, "default": {}},
            id="blanks in a header",
        ),
        pytest.param(
            "[profile \xa0a\u3000]\na = 1\n[\x85profile\xa0 b]",
            {"a": {"a": "1"}, "b": {}},
            id="Unicode spaces",
        ),
        pytest.param("[\x0bdefault\x85]", {"default": {}}, id="Unicode spaces around default"),
        pytest.param("[profile \x1fa]", {}, id="U+001F is none"),
        pytest.param(
            "[profile a]\nx = 1\ny = 1\n[profile b]\n[profile a]\nx = 2\nz = 2",
            {"a": {"x": "2", "y": "1", "z": "2"}, "b": {}},
            id="the same header goes on",
        ),
        pytest.param(
            "[profile a]\nx = 1\ny = 1\n[profile  a]\nx = 2\n[profile a]\nx = 3",
            {"a": {"x": "2", "y": "1"}},
            id="of two spellings the later one wins",
        ),
        pytest.param(
            "[profile az-AZ_09:b/c.d%e@f+g]\n[profile no!]\na = 1\n[profile ünder]\n",
            {"az-AZ_09:b/c.d%e@f+g": {}},
            id="characters of a name",
        ),
        pytest.param(
            "[profile a]\nx = 1\n[profile two words]\nx = 2\n[profile b]\ny = 3",
            {"a": {"x": "1"}, "b": {"y": "3"}},
            id="a name with a blank drops its settings",
        ),
        pytest.param(
            "[one]\n[profiletwo]\n[Profile three]\n[PROFILE four]\n[profiles five]\n[services s]\n"
            "[Default]\n[profile ]\n[\x0b default]\n[]\n",
            {},
            id="other headers are dropped",
        ),
        pytest.param("[profile a]]\n[profile [b]\n[[profile c]\n", {}, id="brackets in a name"),
        pytest.param("[profile \xa0]\na = 1", {"": {"a": "1"}}, id="an empty name"),
        pytest.param(
            "[profile default]\na = 1\n[default]\nb = 2\n[profile default]\nc = 3",
            {"default": {"a": "1", "c": "3"}},
            id="profile default before default",
        ),
        pytest.param(
            "[default]\nb = 2\n[profile  default]\na = 1\n[ default]\nc = 3",
            {"default": {"a": "1"}},
            id="profile default behind default",
        ),
        # settings
        pytest.param(
            "[profile p]\na=1\nb \t=\t 2 \t\nc= 3\n",
            {"p": {"a": "1", "b": "2", "c": "3"}},
            id="blanks around key and value",
        ),
        pytest.param("[profile p]\na = \xa01\x85", {"p": {"a": "\xa01\x85"}}, id="no other space"),
        pytest.param(
            "[profile p]\na = b=c\nd==\ne = = f",
            {"p": {"a": "b=c", "d": "=", "e": "= f"}},
            id="= in a value",
        ),
        pytest.param("[profile p]\na =\nb=  ", {"p": {"a": "", "b": ""}}, id="an empty value"),
        pytest.param("[profile p]\na = 日本 🗝", {"p": {"a": "日本 🗝"}}, id="Unicode in a value"),
        pytest.param('[profile p]\na = "x"\nb = \'', {"p": {"a": '"x"', "b": "'"}}, id="quotes"),
        pytest.param(
            "[profile p]\na = 1 # x ; y\nb = 2\t; c\nc = 3 #\nd = ; e = f",
            {"p": {"a": "1", "b": "2", "c": "3", "d": ""}},
            id="a comment behind a value",
        ),
        pytest.param(
            "[profile p]\na = 1# x\nb = 2; y # z",
            {"p": {"a": "1# x", "b": "2; y"}},
            id="none without a blank before it",
        ),
        pytest.param(
            "[profile p]\na = 1\xa0# x\nb = 2\x1f# x",
            {"p": {"a": "1\xa0", "b": "2\x1f# x"}},
            id="Unicode space is one, and stays",
        ),
        pytest.param("[profile p]\na = 1\na = 2", {"p": {"a": "2"}}, id="the last one wins"),
        pytest.param("[profile p]\nREGION = X\nregion = y", {"p": {"region": "y"}}, id="key case"),
        pytest.param(
            "[profile p]\naZ09-_/.%@:+ = 1\nmy key = 2\nk\u212a = 3\n# = 4\nA#B = 5\n",
            {"p": {"az09-_/.%@:+": "1"}},
            id="characters of a key",
        ),
        # continuation lines
        pytest.param("[profile p]\na = 1\n  2", {"p": {"a": "1\n2"}}, id="a value goes on"),
        pytest.param(
            "[profile p]\na = 1\n\t 2 \t\n   \n 3\n# c\n  4\nb = 5\n 6",
            {"p": {"a": "1\n2\n3\n4", "b": "5\n6"}},
            id="on several lines",
        ),
        pytest.param(
            "[profile p]\na = 1\n 2 # c\n ; d\n [profile q]\n  b = 3\n \xa0 \n",
            {"p": {"a": "1\n2 # c\n; d\n[profile q]\nb = 3\n\xa0"}},
            id="whatever is indented",
        ),
        pytest.param(
            "[profile p]\na = 1\na = 2\n 3\nmy key = 4\n 5\nb = 6",
            {"p": {"a": "2\n3", "b": "6"}},
            id="of the setting above alone",
        ),
        pytest.param("[profile p]\ns3 =\n  a = 1", {"p": {"s3": "\na = 1"}}, id="a nested setting"),
        pytest.param(
            "[profile p]\ns3 = # c\n  a = 1 # c\n \t\n\tB b =\n  # c = d\n",
            {"p": {"s3": "\na = 1 # c\nB b =\n# c = d"}},
            id="nested settings",
        ),
        pytest.param(b"[profile p]\na = 1\n# \xff", {}, id="a file that is not UTF-8"),
        pytest.param("[profile p]\n".encode("utf-16"), {}, id="UTF-16 with a BOM"),
        pytest.param("[profile p]\na = 1\x00", {"p": {"a": "1\x00"}}, id="NUL"),
    ],
)
def test_config_reads_as(config: str | bytes, profiles: Expected) -> None:
    reading = _read(config)
    assert (reading.error, reading.profiles, reading.sessions) == (None, profiles, {})
    assert reading.verdicts.keys() == profiles.keys()


@pytest.mark.parametrize(
    ("credentials", "profiles"),
    [
        pytest.param("[one]\na = 1\n[  two\t]", {"one": {"a": "1"}, "two": {}}, id="names"),
        pytest.param("[profile one]\n[a b]\n[sso-session c]\na = 1", {}, id="a type is none"),
        pytest.param(
            "[profileone]\n[sso-session]\n[profile]\n[DEFAULT]\n[\xa0x\u2003]",
            {name: {} for name in ("profileone", "sso-session", "profile", "DEFAULT", "x")},
            id="any word is a name",
        ),
        pytest.param("[]\na = 1\n[ ]\nb = 2", {"": {"a": "1", "b": "2"}}, id="even none"),
        pytest.param("[a!b]\n[münchen]\n['a']\n[a\x1fb]", {}, id="of usual characters"),
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
            "[p]\nb = 2\nc = 2",
            {"p": {"a": "1", "b": "2", "c": "2"}},
            id="credentials win, key by key",
        ),
        pytest.param(
            "[profile p]\naws_access_key_id = 1\naws_session_token = 1",
            "[p]\naws_access_key_id = 2\naws_secret_access_key = 2",
            {
                "p": {
                    "aws_access_key_id": "2",
                    "aws_secret_access_key": "2",
                    "aws_session_token": "1",
                }
            },
            id="a token too",
        ),
        pytest.param(
            "[profile default]\na = 1\n[default]\nb = 2",
            "[default]\nc = 3",
            {"default": {"a": "1", "c": "3"}},
            id="default of credentials stays",
        ),
        pytest.param("[profile p]\na =\n b = 1", "[p]\na = 2", {"p": {"a": "2"}}, id="blocks too"),
        pytest.param("[profile p]\na = 1", b"[p]\na = \xe9", {"p": {"a": "1"}}, id="not UTF-8"),
        pytest.param("\ufeff".encode("utf-16"), "[p]", {"p": {}}, id="config not UTF-8"),
    ],
)
def test_two_files_read_as(
    config: str | bytes, credentials: str | bytes, profiles: Expected
) -> None:
    assert _read(config, credentials).profiles == profiles


@pytest.mark.parametrize(
    ("config", "sessions"),
    [
        pytest.param("[sso-session s]\na = 1\n[profile p]", {"s": {"a": "1"}}, id="a session"),
        pytest.param("[sso-session\t s ]\na = 1", {"s": {"a": "1"}}, id="blanks"),
        pytest.param("[sso-session s]\na = 1\n[sso-session s]", {"s": {"a": "1"}}, id="twice"),
        pytest.param("[sso-session s t]\n[SSO-session s]\n[sso-sessions]", {}, id="none"),
    ],
)
def test_sessions_read_as(config: str, sessions: Expected) -> None:
    assert _read(config, "[sso-session x]").sessions == sessions


NO_HEADER = "Expected a profile definition"
NO_SETTING = "Expected a property definition, found continuation"
NO_EQUALS = "Expected an '=' sign defining a property"
NO_KEY = "Property did not have a name"
NOT_CLOSED = "Profile definition must end with ']'"


@pytest.mark.parametrize(
    ("config", "line", "message"),
    [
        pytest.param("a = 1", 1, NO_HEADER, id="a setting before any header"),
        pytest.param("# c\n\njunk", 3, NO_HEADER, id="junk there"),
        pytest.param("  a = 1", 1, NO_HEADER, id="an indented line there"),
        pytest.param("  # c", 1, NO_HEADER, id="an indented comment there"),
        pytest.param(" [profile p]", 1, NO_HEADER, id="an indented header"),
        pytest.param("\ufeff[profile p]", 1, NO_HEADER, id="a BOM"),
        pytest.param("\xa0\n[profile p]", 1, NO_HEADER, id="a no-break space"),
        pytest.param("\r[profile p]", 1, NO_HEADER, id="a lone CR"),
        pytest.param("[profile p]".encode("utf-16-le"), 1, NOT_CLOSED, id="UTF-16 without a BOM"),
        pytest.param("[profile p", 1, NOT_CLOSED, id="a header that is not closed"),
        pytest.param("[", 1, NOT_CLOSED, id="nothing but its beginning"),
        pytest.param("[profile a#b]", 1, NOT_CLOSED, id="# in it"),
        pytest.param("[profile a;b]", 1, NOT_CLOSED, id="; in it"),
        pytest.param("\r\n[profile p] junk", 2, NOT_CLOSED, id="junk behind it"),
        pytest.param("[profile p]\xa0", 1, NOT_CLOSED, id="a no-break space behind it"),
        pytest.param("[profile p]\r", 1, NOT_CLOSED, id="CR behind it at the end"),
        pytest.param("[default] a = 1", 1, NOT_CLOSED, id="a setting behind it"),
        pytest.param("[profile p]\n  a = 1", 2, NO_SETTING, id="the first setting indented"),
        pytest.param("[profile p]\n # c", 2, NO_SETTING, id="a comment there"),
        pytest.param("[profile p]\na = 1\n[x]\n\n b", 5, NO_SETTING, id="below the next header"),
        pytest.param("[profile p]\na = 1\n[profile p]\n b", 4, NO_SETTING, id="or the same again"),
        pytest.param("[profile p]\njunk", 2, NO_EQUALS, id="no ="),
        pytest.param("[profile p]\na: 1", 2, NO_EQUALS, id="a colon"),
        pytest.param("[profile p]\na #= 1", 2, NO_EQUALS, id="= in a comment"),
        pytest.param("[x]\njunk", 2, NO_EQUALS, id="below a dropped header"),
        pytest.param("[profile p]\n\r", 2, NO_EQUALS, id="CR alone"),
        pytest.param("[profile p]\n\x85", 2, NO_EQUALS, id="other space alone"),
        pytest.param("[profile p]\n= 1", 2, NO_KEY, id="no key"),
        pytest.param("[profile p]\n==", 2, NO_KEY, id="nothing but signs"),
        pytest.param(
            "[profile p]\ns3 =\n a", 3, "Expected an '=' sign defining a sub-property",
            id="no = in a nested setting",
        ),
        pytest.param(
            "[profile p]\ns3 =\n a = 1\n  # c", 4, "Expected an '=' sign defining a sub-property",
            id="a comment there",
        ),
        pytest.param(
            "[profile p]\ns3 =\n = 1", 3, "Sub-property did not have a name",
            id="no key in a nested setting",
        ),
    ],
)  # fmt: skip
def test_a_line_refuses_the_files(config: str | bytes, line: int, message: str) -> None:
    reading = _read(config, "[p]\na = 1\njunk")
    assert reading.error is not None
    place = reading.error.place
    assert (place.file, place.span.line, reading.error.message) == ("config", line, message)
    assert (reading.profiles, reading.sessions, reading.verdicts) == ({}, {}, {})


def test_a_line_of_credentials_refuses_config_too() -> None:
    error = _read("[profile p]\na = 1", "[p]\n\njunk").error
    assert error is not None
    assert (error.place.file, error.place.span.line, error.message) == ("credentials", 3, NO_EQUALS)


# --- verdicts

KEYS = "aws_access_key_id = AKIAI44QH8DHBEXAMPLE\naws_secret_access_key = x\n"
SSO = "sso_start_url = u\nsso_region = r\nsso_account_id = 1\nsso_role_name = n\n"
ROLE = "role_arn = arn:aws:iam::123456789012:role/deploy\n"
INVALID = "invalid credential source in `p`: "
BAD_SSO = "profile `p` has invalid SSO config: "


@pytest.mark.parametrize(
    ("settings", "kind"),
    [
        pytest.param(KEYS, "static", id="keys"),
        pytest.param("aws_access_key_id =\naws_secret_access_key =\n", "static", id="empty ones"),
        pytest.param(KEYS + "source_profile = gone\n", "static", id="source_profile alone"),
        pytest.param(KEYS + "aws_session_token =\n", "temporary", id="keys with a token"),
        pytest.param("credential_process =\n" + KEYS, "process", id="a command before keys"),
        pytest.param("login_session =\ncredential_process = c\n", "login", id="login before that"),
        pytest.param("login_session = a\n" + SSO + KEYS, "sso", id="SSO before that"),
        pytest.param("web_identity_token_file = f\n" + ROLE + SSO, "web-identity", id="web before"),
        pytest.param("credential_source = Environment\n" + SSO, "source", id="a source before"),
        pytest.param("credential_source = eCSCONTAINER\n", "source", id="in any case"),
        pytest.param("credential_source = ec2instancemetadata\n", "source", id="the third one"),
        pytest.param(
            ROLE + "web_identity_token_file = f\ncredential_source = Environment\n", "source",
            id="a source before web identity",
        ),
        pytest.param(ROLE + "credential_source = environment\n", "role", id="a role by a source"),
        pytest.param(ROLE + "source_profile = keys\n", "role", id="a role by keys"),
        pytest.param(ROLE + "source_profile = keys\n" + KEYS, "role", id="own keys set aside"),
        pytest.param(ROLE + "source_profile = temporary\n", "role", id="by temporary keys"),
        pytest.param(ROLE + "source_profile = p\n" + KEYS, "role", id="by its own keys"),
        pytest.param(ROLE + "source_profile = p\ncredential_process = c\n", "role", id="command"),
        pytest.param(ROLE + "source_profile = web\n", "role", id="by web identity"),
        pytest.param(ROLE + "source_profile = session\n", "role", id="by SSO"),
        pytest.param(ROLE + "source_profile = role\n", "role", id="by a role"),
        pytest.param(ROLE + "source_profile = broken_role_with_keys\n", "role", id="keys end it"),
        pytest.param(ROLE + "source_profile = keys_and_role\n", "role", id="its source set aside"),
        pytest.param(ROLE + "source_profile = mixed\n", "role", id="keys of a source go first"),
        pytest.param(ROLE + "source_profile =\n", "role", id="by a profile without a name"),
        pytest.param(SSO, "sso", id="SSO without a session"),
        pytest.param("sso_session = s\nsso_account_id =\nsso_role_name =\n", "sso", id="SSO"),
    ],
)  # fmt: skip
def test_a_profile_is_accepted(settings: str, kind: str) -> None:
    token = "aws_session_token" if kind == "temporary" else None
    assert _verdict(settings) == Verdict(True, None, kind, token=token)


OTHERS = f"""
[sso-session s]
sso_start_url = https://example.awsapps.com/start
sso_region = eu-west-1
[sso-session empty]
[profile keys]
{KEYS}
[profile temporary]
{KEYS}aws_session_token = x
[profile session]
sso_session = s
sso_account_id = 1
sso_role_name = n
[profile web]
{ROLE}web_identity_token_file = f
[profile role]
{ROLE}source_profile = keys
[profile broken_role_with_keys]
{KEYS}{ROLE}
[profile keys_and_role]
{KEYS}{ROLE}source_profile = empty
[profile mixed]
{KEYS}credential_source = x
[profile empty]
[profile half]
aws_access_key_id = AKIAI44QH8DHBEXAMPLE
[profile broken_role]
{ROLE}
[profile no_source]
{ROLE}source_profile = gone
[profile own_keys_missing]
{ROLE}source_profile = own_keys_missing
[profile unknown]
credential_source = unknown
[profile token]
sso_session = s
[profile to_p]
{ROLE}source_profile = p
[profile to_itself]
{ROLE}source_profile = to_and_fro
[profile to_and_fro]
{ROLE}source_profile = to_itself
[profile \xa0]
{KEYS}
"""


def _verdict(settings: str) -> Verdict:
    """The verdict on profile p with these settings, together with OTHERS."""
    return _read(f"{OTHERS}\n[profile p]\n{settings}").verdicts["p"]


@pytest.mark.parametrize(
    ("settings", "reason", "key"),
    [
        pytest.param("", "profile `p` did not contain credential information", None, id="nothing"),
        pytest.param(
            "region = x\nsource_profile = keys\n",
            "profile `p` did not contain credential information", None,
            id="nothing of use",
        ),
        pytest.param(
            "aws_access_key_id =\n", INVALID + "profile missing aws_secret_access_key", None,
            id="no secret",
        ),
        pytest.param(
            "aws_secret_access_key = x\n", INVALID + "profile missing aws_access_key_id", None,
            id="no id",
        ),
        pytest.param(
            "aws_session_token = x\n", INVALID + "profile missing aws_access_key_id", None,
            id="a token alone",
        ),
        pytest.param(
            "credential_source = Ec2\n" + KEYS,
            "profile referenced `Ec2` provider but that provider is not supported",
            "credential_source",
            id="an unknown source",
        ),
        pytest.param(
            ROLE + "credential_source =\n",
            "profile referenced `` provider but that provider is not supported",
            "credential_source",
            id="no source for a role",
        ),
        pytest.param(
            "web_identity_token_file =\n" + KEYS,
            INVALID + "`web_identity_token_file` was specified but `role_arn` was missing",
            "web_identity_token_file",
            id="web identity without a role",
        ),
        pytest.param(
            ROLE + KEYS,
            INVALID + "profile must contain `source_profile` or `credential_source` but neither"
            " were defined",
            "role_arn",
            id="a role without a source",
        ),
        pytest.param(
            ROLE + "source_profile = keys\ncredential_source = Environment\n",
            INVALID + "profile contained both source_profile and credential_source. Only one or the"
            " other can be defined",
            "credential_source",
            id="a role with two",
        ),
        pytest.param(
            ROLE + "source_profile = p\ncredential_source = Environment\n",
            INVALID + "profile contained both source_profile and credential_source. Only one or the"
            " other can be defined",
            "credential_source",
            id="one of them itself",
        ),
        pytest.param(
            ROLE + "source_profile = gone\n" + KEYS,
            "profile `gone` was not defined: could not find source profile gone referenced from p",
            "source_profile",
            id="a source that is not there",
        ),
        pytest.param(
            ROLE + "source_profile = no_source\n",
            "profile `gone` was not defined: could not find source profile gone referenced from"
            " no_source",
            "source_profile",
            id="a source's source that is not there",
        ),
        pytest.param(
            ROLE + "source_profile = p\n", "profile `p` did not contain credential information",
            None,
            id="itself without keys",
        ),
        pytest.param(
            ROLE + "source_profile = own_keys_missing\n",
            "profile `own_keys_missing` did not contain credential information", "source_profile",
            id="a source that is itself without keys",
        ),
        pytest.param(
            ROLE + "source_profile = empty\n",
            "invalid credential source in `empty`: could not load source profile: profile `empty`"
            " did not contain credential information",
            "source_profile",
            id="an empty source",
        ),
        pytest.param(
            ROLE + "source_profile = half\n",
            "invalid credential source in `half`: could not load source profile: invalid credential"
            " source in `half`: profile missing aws_secret_access_key",
            "source_profile",
            id="half a source",
        ),
        pytest.param(
            ROLE + "source_profile = broken_role\n",
            "invalid credential source in `broken_role`: profile must contain `source_profile` or"
            " `credential_source` but neither were defined",
            "source_profile",
            id="a broken role as source",
        ),
        pytest.param(
            ROLE + "source_profile = unknown\n",
            "profile referenced `unknown` provider but that provider is not supported",
            "source_profile",
            id="an unknown source behind it",
        ),
        pytest.param(
            ROLE + "source_profile = token\n",
            "selected profile will resolve an access token instead of credentials since it doesn't"
            " have `sso_account_id` and `sso_role_name` set. Specify both `sso_account_id` and"
            " `sso_role_name` to let this profile resolve credentials.",
            "source_profile",
            id="a token behind it",
        ),
        pytest.param(
            ROLE + "source_profile = to_p\n",
            'profile formed an infinite loop. first we loaded ["p", "to_p"], then attempted to'
            " reload p",
            "source_profile",
            id="a circle",
        ),
        pytest.param(
            ROLE + "source_profile = to_p\n" + KEYS,
            'profile formed an infinite loop. first we loaded ["p", "to_p"], then attempted to'
            " reload p",
            "source_profile",
            id="a circle that its own keys do not end",
        ),
        pytest.param(
            ROLE + "source_profile = to_itself\n",
            'profile formed an infinite loop. first we loaded ["p", "to_itself", "to_and_fro"],'
            " then attempted to reload to_itself",
            "source_profile",
            id="a circle of others",
        ),
        pytest.param(
            SSO + "sso_session = s\n",
            BAD_SSO + "`sso_start_url` can only be specified in the [sso-session] config when a"
            " session name is given",
            "sso_start_url",
            id="a URL beside a session",
        ),
        pytest.param(
            "sso_session = gone\nsso_region =\n",
            BAD_SSO + "`sso_region` can only be specified in the [sso-session] config when a"
            " session name is given",
            "sso_region",
            id="a region beside one",
        ),
        pytest.param(
            "sso_session = gone\nsso_account_id = 1\n",
            "sso-session named `gone` (referenced by profile `p`) was not found",
            "sso_session",
            id="no such session",
        ),
        pytest.param(
            "sso_session = empty\nsso_account_id = 1\n",
            BAD_SSO + "if `sso_account_id` is set, then `sso_role_name` must also be set",
            "sso_account_id",
            id="no role",
        ),
        pytest.param(
            "sso_role_name = n\n",
            BAD_SSO + "if `sso_role_name` is set, then `sso_account_id` must also be set",
            "sso_role_name",
            id="no account",
        ),
        pytest.param(
            "sso_session = empty\n", "profile `p` was not defined: `sso_region` was missing", None,
            id="no region",
        ),
        pytest.param(
            "sso_region = r\nsso_account_id = 1\nsso_role_name = n\n",
            "profile `p` was not defined: `sso_start_url` was missing", None,
            id="no URL",
        ),
        pytest.param(
            "sso_session = s\n" + KEYS,
            "selected profile will resolve an access token instead of credentials since it doesn't"
            " have `sso_account_id` and `sso_role_name` set. Specify both `sso_account_id` and"
            " `sso_role_name` to let this profile resolve credentials.",
            None,
            id="a token alone, of SSO",
        ),
    ],
)  # fmt: skip
def test_a_profile_is_refused(settings: str, reason: str, key: str | None) -> None:
    assert _verdict(settings) == Verdict(False, reason, None, key)


class _Failed(Exception):
    """The error at the end of a profile's resolution, and the setting that is to blame."""

    def __init__(self, reason: str, key: str | None = None) -> None:
        super().__init__(reason)
        self.key = key


class _Resolution:
    """The credentials of one profile as the SDK finds them, without caches or shortcuts."""

    def __init__(self, profiles: Profiles, sessions: Profiles) -> None:
        self.profiles = profiles
        self.sessions = sessions

    def verdict(self, name: str) -> Verdict:
        seen: list[str] = []
        try:
            kind = self._resolve(name, "the root profile", seen)
        except _Failed as failed:
            key = failed.key if len(seen) == 1 else "source_profile"
            return Verdict(False, str(failed), None, key)
        return Verdict(True, None, kind, token="aws_session_token" if kind == "temporary" else None)

    def _resolve(self, name: str, before: str, seen: list[str]) -> str:
        if name not in self.profiles:
            raise _Failed(
                f"profile `{name}` was not defined: "
                f"could not find source profile {name} referenced from {before}",
                "source_profile",
            )
        if name in seen:
            loaded = "[" + ", ".join('"' + one + '"' for one in seen) + "]"
            raise _Failed(
                f"profile formed an infinite loop. first we loaded {loaded}, "
                f"then attempted to reload {name}"
            )
        seen.append(name)
        values = self.profiles[name]
        if len(seen) > 1 and {"aws_access_key_id", "aws_secret_access_key"} <= values.keys():
            return "static"
        if "role_arn" in values and "web_identity_token_file" not in values:
            invalid = f"invalid credential source in `{name}`: "
            named = "source_profile" in values
            if named and "credential_source" in values:
                raise _Failed(
                    f"{invalid}profile contained both source_profile and credential_source. "
                    "Only one or the other can be defined",
                    "credential_source",
                )
            if not named and "credential_source" not in values:
                raise _Failed(
                    f"{invalid}profile must contain `source_profile` or `credential_source` "
                    "but neither were defined",
                    "role_arn",
                )
            if named and values["source_profile"] != name:
                self._resolve(values["source_profile"], name, seen)
            else:
                self._base(name, "")
            return "role"
        front = f"invalid credential source in `{name}`: could not load source profile: "
        return self._base(name, front if len(seen) > 1 else "")

    def _base(self, name: str, front: str) -> str:
        values = self.profiles[name]
        invalid = f"{front}invalid credential source in `{name}`: "
        if "credential_source" in values:
            source = values["credential_source"]
            if source.lower() not in ("environment", "ec2instancemetadata", "ecscontainer"):
                raise _Failed(
                    f"profile referenced `{source}` provider but that provider is not supported",
                    "credential_source",
                )
            return "source"
        if "web_identity_token_file" in values:
            if "role_arn" not in values:
                raise _Failed(
                    f"{invalid}`web_identity_token_file` was specified but `role_arn` was missing",
                    "web_identity_token_file",
                )
            return "web-identity"
        if any(key.startswith("sso_") and key != "sso_registration_scopes" for key in values):
            self._sso(name, front)
            return "sso"
        for key in ("login_session", "credential_process"):
            if key in values:
                return key.split("_")[key == "credential_process"]
        has = [f"aws_{part}" in values for part in ("access_key_id", "secret_access_key")]
        if not any(has) and "aws_session_token" not in values:
            raise _Failed(f"{front}profile `{name}` did not contain credential information")
        if not has[0]:
            raise _Failed(f"{invalid}profile missing aws_access_key_id")
        if not has[1]:
            raise _Failed(f"{invalid}profile missing aws_secret_access_key")
        return "temporary" if "aws_session_token" in values else "static"

    def _sso(self, name: str, front: str) -> None:
        values = self.profiles[name]
        bad = f"{front}profile `{name}` has invalid SSO config: "
        url, region = values.get("sso_start_url"), values.get("sso_region")
        if (session := values.get("sso_session")) is not None:
            only = "can only be specified in the [sso-session] config when a session name is given"
            if url is not None:
                raise _Failed(f"{bad}`sso_start_url` {only}", "sso_start_url")
            if region is not None:
                raise _Failed(f"{bad}`sso_region` {only}", "sso_region")
            if session not in self.sessions:
                raise _Failed(
                    f"{front}sso-session named `{session}` (referenced by profile `{name}`) "
                    "was not found",
                    "sso_session",
                )
            url = self.sessions[session].get("sso_start_url")
            region = self.sessions[session].get("sso_region")
        account, role = "sso_account_id" in values, "sso_role_name" in values
        if account and not role:
            raise _Failed(
                f"{bad}if `sso_account_id` is set, then `sso_role_name` must also be set",
                "sso_account_id",
            )
        if role and not account:
            raise _Failed(
                f"{bad}if `sso_role_name` is set, then `sso_account_id` must also be set",
                "sso_role_name",
            )
        if region is None:
            raise _Failed(f"{front}profile `{name}` was not defined: `sso_region` was missing")
        if url is None:
            raise _Failed(f"{front}profile `{name}` was not defined: `sso_start_url` was missing")
        if not account:
            raise _Failed(
                "selected profile will resolve an access token instead of credentials since it"
                " doesn't have `sso_account_id` and `sso_role_name` set. Specify both"
                " `sso_account_id` and `sso_role_name` to let this profile resolve credentials."
            )


def _as_resolved(profiles: Profiles, sessions: Profiles) -> dict[str, Verdict]:
    resolution = _Resolution(profiles, sessions)
    return {name: resolution.verdict(name) for name in profiles}


_NAMES = ("a", "b", "c", "d", "e", "default")
_VALUES = {
    "source_profile": (*_NAMES, "gone", ""),
    "credential_source": ("Environment", "EC2InstanceMetadata", "ecscontainer", "Ec2", ""),
    "sso_session": ("a", "b", "gone"),
    "role_arn": ("arn:aws:iam::123456789012:role/deploy", ""),
}
_DECIDING = (
    *("role_arn", "source_profile") * 4,
    *("credential_source", "web_identity_token_file", "login_session", "credential_process"),
    *("aws_access_key_id", "aws_secret_access_key", "aws_session_token", "region"),
    *("sso_session", "sso_start_url", "sso_region", "sso_account_id", "sso_role_name"),
    "sso_registration_scopes",
)


def _settings(keys: tuple[str, ...], most: int) -> st.SearchStrategy[dict[str, str]]:
    one = st.sampled_from(keys).flatmap(
        lambda key: st.tuples(st.just(key), st.sampled_from(_VALUES.get(key, ("x", ""))))
    )
    return st.lists(one, max_size=most).map(dict)


_PROFILES = st.dictionaries(st.sampled_from(_NAMES), _settings(_DECIDING, 6), max_size=6)
_SESSIONS = st.dictionaries(
    st.sampled_from(("a", "b")), _settings(("sso_region", "sso_start_url"), 2), max_size=2
)


@examples(200, 50_000)
@given(_PROFILES, _SESSIONS)
def test_verdicts_are_those_of_the_resolution(
    profiles: dict[str, dict[str, str]], sessions: dict[str, dict[str, str]]
) -> None:
    assert judge(profiles, sessions) == _as_resolved(profiles, sessions)


# --- any files


@examples(200, 50_000)
@given(PAIRS)
def test_any_files_are_read_and_judged(pair: Pair) -> None:
    reading = _read(*pair)
    assert reading.tool == "rust"
    assert not (reading.error and reading.profiles)
    profiles, sessions = _flat(reading.profiles), _flat(reading.sessions)
    assert reading.verdicts == _as_resolved(profiles, sessions)
    readers.give_reasons(reading)


def _flat(sections: Mapping[str, Mapping[str, object]]) -> Profiles:
    """Sections in which all values are strings."""
    return {
        name: {key: value for key, value in values.items() if isinstance(value, str)}
        for name, values in sections.items()
    }


@examples(200, 50_000)
@given(PAIRS)
def test_plain_sections_read_as_line_by_line(pair: Pair) -> None:
    readers.read_alike(rust.read, pair)


# --- big files: each would take minutes if any step were not linear


def test_a_long_chain_is_followed() -> None:
    accepted = _read(readers.chain(20_000, KEYS)).verdicts
    assert {accepted[f"p{number}"].kind for number in range(20_000)} == {"role"}
    refused = _read(readers.chain(20_000, ROLE + "source_profile = gone\n")).verdicts
    reason = "profile `gone` was not defined: could not find source profile gone referenced from"
    assert {verdict.reason for verdict in refused.values()} == {f"{reason} p20000"}


def test_a_long_circle_is_cut() -> None:
    verdicts = _read(readers.chain(20_000, f"{ROLE}source_profile = p0\n")).verdicts
    assert not any(verdict.accepted for verdict in verdicts.values())
    loaded = ", ".join(f'"p{number}"' for number in range(7, 7 + LONGEST_CHAIN))
    assert verdicts["p7"].reason == (
        f"profile formed an infinite loop. first we loaded [{loaded}], then attempted to reload ..."
    )


def test_keys_in_a_long_circle_end_it_for_others() -> None:
    verdicts = _read(readers.chain(20_000, f"{KEYS}{ROLE}source_profile = p0\n")).verdicts
    assert [name for name, verdict in verdicts.items() if not verdict.accepted] == ["p20000"]


@pytest.mark.parametrize("end", ["\n", " \n"], ids=["plain", "odd"])
def test_many_sections_are_read(end: str) -> None:
    text = "".join(f"[profile p{number}]\nregion = x{end}" for number in range(100_000))
    assert len(_read(text + text).profiles) == 100_000


def test_a_header_over_and_over_is_one_profile() -> None:
    text = "".join(f"[profile p]\nk{number} = 1\n[profile  p]\n" for number in range(50_000))
    assert len(_read(text).profiles["p"]) == 50_000


MB = 1_000_000


@pytest.mark.parametrize(
    ("line", "length"),
    [
        pytest.param("a = " + "x" * MB, MB, id="a value"),
        pytest.param("a = x" + " #" * (MB // 2), 1, id="comments"),
        pytest.param("a = x" + "#" * MB, MB + 1, id="no comments"),
        pytest.param("a = x" + " \t" * (MB // 2), 1, id="blanks"),
        pytest.param("a = x" + "\xa0" * MB, MB + 1, id="Unicode spaces"),
        pytest.param("a = 1\n" + "=" * MB + "\n", None, id="signs"),
        pytest.param("a = 1\n" + "x " * (MB // 2), None, id="no sign"),
        pytest.param("a = 1\n[" + "profile " * (MB // 8), None, id="a header"),
        pytest.param("a = 1\n[" + "]" * MB, 1, id="brackets"),
        pytest.param("a = 1\n[profile" + " \t\xa0" * (MB // 3) + "x]", 1, id="spaces in a header"),
        pytest.param("a = 1" + "\n  x" * 100_000, 200_001, id="a value on many lines"),
        pytest.param("a =" + "\n  x = 1" * 100_000, 600_000, id="many nested settings"),
        pytest.param("a = 1" + "\n  [x]" * 100_000, 400_001, id="many indented headers"),
        pytest.param("a = 1" + "\n" * MB, 1, id="many empty lines"),
    ],
)
def test_big_lines_and_values_are_read(line: str, length: int | None) -> None:
    reading = _read(f"[profile p]\n{line}")
    value = reading.profiles["p"]["a"] if reading.error is None else None
    assert (None if value is None else len(value)) == length
