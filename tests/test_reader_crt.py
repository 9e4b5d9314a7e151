"""The reader of the C runtime: recordings, its rules one by one, its resolution retold, and the
real one within awscrt."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awscred import ini
from awscred.tools import crt
from awscred.tools.reading import Reading, Verdict
from tests import readers
from tests.corpus import MUTATED, ONE_REFUSED, PAIRS, Pair
from tests.record.__main__ import NEAR_CLEAN, RECORDED, load
from tests.record.crt import Runtime, started
from tests.sizes import cpu_limit, examples

Values = Mapping[str, str]
Profiles = Mapping[str, Values]

NO_BRACKET = "Profile declaration missing required ending bracket"
NO_PROPERTY = "Property continuation seen outside of a current property"
NO_SUB_PROPERTY = "Empty-valued property continuation must contain the assignment operator"
NO_ASSIGNMENT = "Property definition does not contain the assignment operator"
NO_PROFILE = "Property definition seen before any profiles"


def _read(config: str | bytes = "", credentials: str | bytes = "") -> Reading:
    return crt.read(ini.parse(config), ini.parse(credentials))


def _refused_files(reading: Reading) -> set[str]:
    faults = [*reading.faults] if reading.error is None else [reading.error, *reading.faults]
    return {fault.place.file for fault in faults}


# --- reading


@pytest.mark.parametrize("path", [RECORDED, NEAR_CLEAN], ids=["random", "near clean"])
def test_it_sees_what_the_real_one_saw(path: Path) -> None:
    wrong = []
    for case in load(path):
        real = case["readings"]["crt"]
        reading = _read(case["config"] or "", case["credentials"] or "")
        refused = {file for file in ("config", "credentials") if real[f"{file}_refused"]}
        seen = (reading.error is not None, _refused_files(reading))
        if (*seen, reading.profiles, reading.sessions) != (
            real["refused"],
            refused,
            real["profiles"],
            real["sessions"],
        ) or reading.verdicts.keys() != real.get("merged_anyway", real["profiles"]).keys():
            wrong.append(case["id"])
    assert not wrong


@pytest.mark.parametrize(
    ("config", "profiles"),
    [
        pytest.param("", {}, id="an empty file"),
        pytest.param("[profile p]", {"p": {}}, id="a profile without settings"),
        # lines
        pytest.param(
            "[profile p]\r\na = 1\r\r\nb = 2\r", {"p": {"a": "1", "b": "2"}}, id="CR at the end"
        ),
        pytest.param("[profile p]\na = 1\rb = 2", {"p": {"a": "1\rb = 2"}}, id="CR within a line"),
        pytest.param("[profile p]\na = 1\r# c", {"p": {"a": "1"}}, id="CR is white space"),
        pytest.param("[profile p]\na = 1\n\r2", {"p": {"a": "1\n2"}}, id="CR begins a line"),
        pytest.param(
            "[profile p]\na\r=\r1\n\t\r \n\r\nb = 2",
            {"p": {"a": "1", "b": "2"}},
            id="CR as the other white space",
        ),
        pytest.param(
            "[profile p]\na = 1\u2028\x0b\x0c\x1c\x85\xa0",
            {"p": {"a": "1\u2028\x0b\x0c\x1c\x85\xa0"}},
            id="other characters are not white space",
        ),
        pytest.param(
            "# c\n;\n \t\n\n[profile p]\n#a = 0\na = 1\n", {"p": {"a": "1"}}, id="comments"
        ),
        pytest.param("[profile p]\na = 1\0\nb = \0", {"p": {"a": "1\0", "b": "\0"}}, id="NUL"),
        pytest.param(b"[profile p]\na = \xff", {"p": {"a": "\udcff"}}, id="not UTF-8"),
        # headers
        pytest.param(
            "[ \tprofile \t a\t ]\n[profile\tb]\n[profile\rc\r]\n[ default ]",
            {"a": {}, "b": {}, "c": {}, "default": {}},
            id="white space in a header",
        ),
        pytest.param(
            "[profile a]#c\n[profile b] ; c\n[profile c] \t\n[profile d]junk\n[profile e]]\n"
            "[profile f][g]\n[profile h]\xa0",
            {name: {} for name in "abcdefh"},
            id="after a header",
        ),
        pytest.param(
            "[profile aZ09-_/.%@:+\\]\n[profile default]",
            {"aZ09-_/.%@:+\\": {}, "default": {}},
            id="characters of a name",
        ),
        pytest.param(
            "[profile a b]\nk = 1\n[profile münchen]\n[profile a\x0b]\n[profile a\0]\n[profile é\n"
            "[profile ]\n[foo]\n[foo\n[profilefoo]\n[profile\n[profile]\n[sso-session]\n"
            "[ services\n[Profile a]\n[\xa0default]\n[Default]\n[]\n[\n[[profile a]\n[profile [a]"
            '\n[#profile a]\n["default"]\n[profile "a"]\n[profile é] = 1\nkey\xa0',
            {},
            id="headers that are passed over",
        ),
        pytest.param(
            "[profile a]\nx = 1\n[foo]\nx = 2\ny = 2\n[profile a]\nz = 3",
            {"a": {"x": "1", "z": "3"}},
            id="with their settings",
        ),
        pytest.param(
            "[profile a]\nx = 1\ny = 1\n[profile b]\n[profile \ta]\nx = 2",
            {"a": {"x": "2", "y": "1"}, "b": {}},
            id="a section goes on",
        ),
        pytest.param(
            "[default]\na = 1\n[profile default]\nb = 2\n[default]\nc = 3\n"
            "[profile default]\nd = 4",
            {"default": {"b": "2", "d": "4"}},
            id="profile default replaces default",
        ),
        pytest.param(
            "[default]\na = 1\n[sso-session default]\nb = 2\n[default]\nc = 3",
            {"default": {"a": "1", "b": "2", "c": "3"}},
            id="a session does not",
        ),
        # settings
        pytest.param(
            "[profile p]\na=1\nb \t=\t 2 \t\n", {"p": {"a": "1", "b": "2"}}, id="white space"
        ),
        pytest.param(
            "[profile p]\na = b=c\nd==\ne = = f",
            {"p": {"a": "b=c", "d": "=", "e": "= f"}},
            id="= in a value",
        ),
        pytest.param("[profile p]\na =\nb=  ", {"p": {"a": "", "b": ""}}, id="no value"),
        pytest.param("[profile p]\na = 'x'\nb = \"", {"p": {"a": "'x'", "b": '"'}}, id="quotes"),
        pytest.param(
            "[profile p]\na = 1 # c\nb = 1\t;c\nc = 1#c\nd = # c\ne = 1\xa0# c",
            {"p": {"a": "1", "b": "1", "c": "1#c", "d": "", "e": "1\xa0# c"}},
            id="comments after a value",
        ),
        pytest.param("[profile p]\na = 1\na = 2\nA = 3", {"p": {"a": "2", "A": "3"}}, id="twice"),
        pytest.param(
            "[profile p]\naZ09-_/.%@:+\\ = 1\nmy key = 2\né = 3\nk\x0b = 4\nab c\nmünchen\n\xa0\n"
            "é # =\n\0\na\0b",
            {"p": {"aZ09-_/.%@:+\\": "1"}},
            id="characters of a key",
        ),
        # continuation lines
        pytest.param(
            "[profile p]\na = 1\n\t 2 # c \n# c\n\n  ; d\n [profile q]\n b = 3\nc = 4\n 5",
            {"p": {"a": "1\n2 # c\n; d\n[profile q]\nb = 3", "c": "4\n5"}},
            id="a value goes on",
        ),
        pytest.param(
            "[profile p]\ns3 =\n a = 1 # c\n  b=\n é = x\n\t#=",
            {"p": {"s3": "\na = 1 # c\nb=\né = x\n#="}},
            id="nested settings",
        ),
        pytest.param("[profile p]\na = 1\n\xa0\n b", None, id="after a line that is passed over"),
        pytest.param("[profile p]\na = 1\na = 2\n 3", {"p": {"a": "2\n3"}}, id="of the last one"),
    ],
)
def test_config_reads_as(config: str | bytes, profiles: object) -> None:
    reading = _read(config)
    if profiles is None:
        assert reading.error is not None
        return
    assert (reading.error, reading.profiles) == (None, profiles)
    assert reading.verdicts.keys() == reading.profiles.keys()


@pytest.mark.parametrize(
    ("credentials", "profiles"),
    [
        pytest.param("[p]\na = 1\n[ q\t]#", {"p": {"a": "1"}, "q": {}}, id="names"),
        pytest.param(
            "[profile p]\na = 1\n[sso-session p]\n[services p]\n[profile \n[a b]\n[profile p",
            None,
            id="no types",
        ),
        pytest.param("[profile p]\na = 1\n[sso-session p\n[services\tp", {}, id="not looked at"),
        pytest.param(
            "[profile]\n[ profile ]\n[profilep]\n[sso-session]",
            {"profile": {}, "profilep": {}, "sso-session": {}},
            id="words",
        ),
        pytest.param(
            "[default]\na = 1\n[default]\nb = 1", {"default": {"a": "1", "b": "1"}}, id="d"
        ),
    ],
)
def test_credentials_read_as(credentials: str, profiles: object) -> None:
    reading = _read("", credentials)
    assert (reading.profiles if reading.error is None else None) == profiles


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("[default]\n[default", 2, NO_BRACKET),
        ("[default # ]", 1, NO_BRACKET),
        ("[default é", 1, NO_BRACKET),
        (" a = 1", 1, NO_PROPERTY),
        ("[default]\n\n \x0b", 3, NO_PROPERTY),
        ("[a b]\nx = 1\n 2", 3, NO_PROPERTY),
        ("[default]\nmy key = 1\n 2", 3, NO_PROPERTY),
        ("[default]\na = 1\n[default]\n 2", 4, NO_PROPERTY),
        ("[default]\na =\n b", 3, NO_SUB_PROPERTY),
        ("[default]\na =\n b = 1\n = c", 4, NO_SUB_PROPERTY),
        ("[default]\na = # c\n # d", 3, NO_SUB_PROPERTY),
        ("[default]\njunk", 2, NO_ASSIGNMENT),
        ("[a b]\njunk", 2, NO_ASSIGNMENT),
        ("[default]\na # = 1", 2, NO_ASSIGNMENT),
        ("[default]\n= 1", 2, NO_ASSIGNMENT),
        ("[default]\n=", 2, NO_ASSIGNMENT),
        ("<<<<<<< HEAD", 1, None),
        ("=======", 1, NO_ASSIGNMENT),
        ("a = 1\n[default]", 1, NO_PROFILE),
        ("\ufeff[default]\na = 1", 2, NO_PROFILE),
        ("\ufeff[default]\n[default]\na = 1", 0, None),
        ("# c\nmy key\na = 1", 3, NO_PROFILE),
    ],
)
def test_a_line_is_refused(text: str, line: int, reason: str | None) -> None:
    for reading in (_read(text), _read("", text)):
        if reason is None:
            assert reading.error is None
            continue
        assert reading.error is not None
        assert (reading.error.place.span.line, reading.error.message) == (line, reason)


def test_only_config_replaces_default_and_refuses_what_goes_on_below_it() -> None:
    text = "[profile default]\na = 1\n[default]\nb = 1\n 2"
    assert _read(text).error is not None
    assert _read("[default]\na = 1\n[default]\nb = 1\n 2").error is None


def test_two_files() -> None:
    reading = _read(
        "[profile p]\na = 1\nb = 1\n[profile q]\ns3 =\n  a = 1\n[sso-session s]\nc = 1",
        "[p]\nb = 2\nB = 3\n[q]\ns3 =\n  b = 1\n[s]\nd = 1",
    )
    assert reading.profiles == {
        "p": {"a": "1", "b": "2", "B": "3"},
        "q": {"s3": "\nb = 1"},
        "s": {"d": "1"},
    }
    assert reading.sessions == {"s": {"c": "1"}}


def test_sections_of_config_are_poured_into_its_profiles() -> None:
    reading = _read(
        "[sso-session p]\na = 2\n[services p]\nb = 3\n[services q]\n[sso-session q]\n[profile p]\n"
        "a = 1\nb = 1\nc = 1",
        "[p]\nc = 4",
    )
    assert reading.profiles == {"p": {"a": "2", "b": "3", "c": "4"}}
    assert reading.sessions == {"q": {}}


@pytest.mark.parametrize("junk", ["junk", "[default", "[foo]\n x"])
def test_a_refused_file_leaves_the_other_to_the_credentials_provider(junk: str) -> None:
    good = "[default]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = x\n"
    session = "[sso-session s]\n"
    for reading in (_read(good + session, junk), _read(junk, good)):
        assert reading.error is not None
        assert len(_refused_files(reading)) == 1
        assert (reading.profiles, reading.verdicts) == ({}, {"default": _STATIC})
    assert _read(good + session, junk).sessions == {"s": {}}
    both = _read(good + junk, junk)
    assert (_refused_files(both), both.verdicts) == ({"config", "credentials"}, {})
    lines = [fault.place.span.line for fault in (both.error, *both.faults) if fault]
    assert lines == [4 + junk.count("\n"), 1 + junk.count("\n")]


@pytest.mark.parametrize(
    ("file", "inside", "title"),
    [
        ("config", " profile\tp ", ("profile", "p")),
        ("config", "default", ("profile", "default")),
        ("config", "profile default", ("profile", "default")),
        ("config", "sso-session p", ("sso-session", "p")),
        ("config", "services p", ("services", "p")),
        ("config", "profile p]x", ("profile", "p")),
        ("config", "p", None),
        ("config", "profile p q", None),
        ("config", "profile p#", None),
        ("config", "", None),
        ("config", "#", None),
        ("credentials", "p", ("profile", "p")),
        ("credentials", "profile", ("profile", "profile")),
        ("credentials", "a\\b", ("profile", "a\\b")),
        ("credentials", "a b", None),
        ("credentials", "profile p", None),
        ("credentials", "sso-session p", None),
    ],
)
def test_headers(file: str, inside: str, title: object) -> None:
    assert crt.header(file, inside) == title


# --- verdicts

KEYS = "aws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = x\n"
ROLE = "role_arn = arn:aws:iam::123456789012:role/deploy\n"
NO_KEYS = (
    "AWS_AUTH_CREDENTIALS_PROVIDER_PROFILE_SOURCE_FAILURE: "
    "Valid credentials could not be sourced by a profile provider"
)
NO_SIGNATURE = (
    "AWS_AUTH_SIGNING_NO_CREDENTIALS: Attempt to sign an http request without credentials"
)
CIRCLE = (
    "6173 (AWS_AUTH_PROFILE_STS_CREDENTIALS_PROVIDER_CYCLE_FAILURE): Failed to resolve credentials"
    " because the profile contains a cycle in the assumeRole chain."
)
LEFT_OVER = (
    "48 (AWS_ERROR_STRING_MATCH_NOT_FOUND): The specified substring was not present in the input"
    " string."
)
INVALID = "34 (AWS_ERROR_INVALID_ARGUMENT): An invalid argument was passed to a function."
NO_COMMAND = (
    "Failed to resolve credentials_process command during process credentials provider"
    " initialization."
)
NO_TOKEN_FILE = "Failed to resolve token file path during sts web identity provider initialization."
NO_ROLE = "Failed to resolve role arn during sts web identity provider initialization."
ABSENT = "Profile credentials provider could not load a profile at {}."

_STATIC = Verdict(True, None, "static")
_OTHERS = f"""
[profile keys]
{KEYS}[profile half]
aws_access_key_id = x
[profile nothing]
[profile single]
{ROLE}source_profile = keys
{KEYS}[profile self]
{ROLE}source_profile = self
[profile sso]
sso_session = s
[profile noarn]
role_arn =
source_profile = keys
[profile back]
{ROLE}source_profile = p
"""


@pytest.mark.parametrize(
    ("settings", "kind"),
    [
        pytest.param(KEYS, "static", id="keys"),
        pytest.param(KEYS + "aws_session_token = t\n", "temporary", id="a token"),
        pytest.param(KEYS + "aws_session_token =\n", "static", id="an empty token"),
        pytest.param(KEYS + "aws_security_token = t\n", "static", id="the old token"),
        pytest.param(KEYS + "credential_process = c\n", "static", id="keys before a command"),
        pytest.param(KEYS + "sso_session = s\nlogin_session = l\n", "static", id="and before SSO"),
        pytest.param(KEYS + "source_profile = gone\n", "static", id="a source without a role"),
        pytest.param(KEYS + "web_identity_token_file = f\n", "static", id="a token file as well"),
        pytest.param("credential_process = c\nsso_session = s\n", "process", id="a command"),
        pytest.param("credential_process =\n  a = b\n", "process", id="on a later line"),
        pytest.param(ROLE + "source_profile = keys\n", "role", id="a role"),
        pytest.param(ROLE + "source_profile = single\n", "role", id="of a role with keys"),
        pytest.param(ROLE + "source_profile = p\n" + KEYS, "role", id="of itself"),
        pytest.param(ROLE + "source_profile = keys\n" + KEYS, "role", id="beside keys"),
        pytest.param(
            ROLE + "source_profile = keys\ncredential_source = x\n", "role", id="of two sources"
        ),
        *(
            pytest.param(f"{ROLE}credential_source = {source}\n", "role", id=source)
            for source in ("Environment", "EC2INSTANCEMETADATA", "ecscontainer")
        ),
        pytest.param(ROLE + "web_identity_token_file = f\n", "web-identity", id="a token file"),
        pytest.param(
            ROLE + "web_identity_token_file = f\nrole_session_name =\n",
            "web-identity",
            id="unnamed",
        ),
        pytest.param(
            ROLE + "source_profile = keys\nmfa_serial = m\nduration_seconds = x\nexternal_id =\n",
            "role",
            id="what is ignored",
        ),
    ],
)
def test_a_profile_is_accepted(settings: str, kind: str) -> None:
    verdict = _read(f"[profile p]\n{settings}{_OTHERS}").verdicts["p"]
    token = "aws_session_token" if kind == "temporary" else None
    assert verdict == Verdict(True, None, kind, token=token)


@pytest.mark.parametrize(
    ("settings", "reason", "key", "lacks"),
    [
        pytest.param("", NO_KEYS, None, None, id="nothing"),
        pytest.param("aws_access_key_id = x\n", NO_KEYS, None, None, id="one key"),
        pytest.param("aws_session_token = x\n", NO_KEYS, None, None, id="a token alone"),
        pytest.param(KEYS + "aws_access_key_id =\n", NO_KEYS, None, None, id="an empty key"),
        pytest.param(KEYS.replace("aws_s", "AWS_s"), NO_KEYS, None, None, id="in capitals"),
        pytest.param(
            "aws_access_key_id =\ncredential_process = c\n", NO_KEYS, None, None, id="no command"
        ),
        pytest.param("sso_session = s\n", NO_KEYS, None, "sso_session", id="SSO"),
        pytest.param("sso_start_url = s\n", NO_KEYS, None, "sso_start_url", id="SSO by itself"),
        pytest.param("login_session = s\n", NO_KEYS, None, "login_session", id="login"),
        pytest.param(
            "login_session = s\naws_access_key_id = x\n", NO_KEYS, None, None, id="and half of keys"
        ),
        pytest.param("web_identity_token_file = f\n", NO_KEYS, None, None, id="no role"),
        pytest.param(
            "credential_process =\n", NO_COMMAND, "credential_process", None, id="no value"
        ),
        pytest.param(ROLE + KEYS, LEFT_OVER, "role_arn", None, id="a role without a source"),
        pytest.param("role_arn =\n", LEFT_OVER, "role_arn", None, id="an empty one"),
        pytest.param(
            ROLE + "credential_source = x\n", INVALID, "credential_source", None, id="bad source"
        ),
        pytest.param(
            ROLE + "credential_source =\n", INVALID, "credential_source", None, id="empty source"
        ),
        pytest.param(
            "role_arn =\ncredential_source = Environment\n", INVALID, "role_arn", None, id="no role"
        ),
        pytest.param(
            ROLE + "credential_source = Environment\nrole_session_name =\n",
            INVALID, "role_session_name", None,
            id="no name of a session",
        ),
        pytest.param(
            ROLE + "web_identity_token_file =\n",
            NO_TOKEN_FILE, "web_identity_token_file", None,
            id="no token file",
        ),
        pytest.param(
            "role_arn =\nweb_identity_token_file =\n", NO_ROLE, "role_arn", None, id="nor a role"
        ),
        pytest.param(
            "role_arn =\nsource_profile = keys\n", INVALID, "role_arn", None, id="of a source"
        ),
        pytest.param(
            ROLE + "source_profile = keys\nrole_session_name = \0x\n",
            INVALID, "role_session_name", None,
            id="a name up to NUL",
        ),
    ],
)  # fmt: skip
def test_a_profile_is_refused(
    settings: str, reason: str, key: str | None, lacks: str | None
) -> None:
    verdict = _read(f"[profile p]\n{settings}{_OTHERS}").verdicts["p"]
    assert verdict == Verdict(False, reason, None, key, lacks=lacks)


@pytest.mark.parametrize(
    ("source", "reason", "lacks"),
    [
        ("gone", ABSENT.format("gone"), None),
        ("", ABSENT.format(""), None),
        ("Keys", ABSENT.format("Keys"), None),
        ("half", NO_SIGNATURE, None),
        ("nothing", NO_SIGNATURE, None),
        ("sso", NO_SIGNATURE, "sso_session"),
        ("self", CIRCLE, None),
        ("p", CIRCLE, None),
        ("back", CIRCLE, None),
        ("noarn", INVALID, None),
    ],
)
def test_a_source_is_refused(source: str, reason: str, lacks: str | None) -> None:
    verdicts = _read(f"[profile p]\n{ROLE}source_profile = {source}\n{_OTHERS}").verdicts
    assert verdicts["p"] == Verdict(False, reason, None, "source_profile", lacks=lacks)


def test_keys_do_not_end_a_chain_that_is_back_at_its_start() -> None:
    text = f"[profile p]\n{ROLE}source_profile = back\n{KEYS}{_OTHERS}"
    verdicts = _read(text).verdicts
    assert (verdicts["p"].reason, verdicts["back"].kind) == (CIRCLE, "role")


# --- against a plain retelling of how a provider is created


class _Failed(Exception):
    """Why a provider cannot be created, and the setting that is to blame."""

    def __init__(self, reason: str, key: str) -> None:
        super().__init__(reason)
        self.key = key


class _NoKeys(Exception):
    """A provider that has nothing to give, perhaps for lack of that setting."""

    def __init__(self, lacks: str | None, is_signed: bool) -> None:
        super().__init__(NO_SIGNATURE if is_signed else NO_KEYS)
        self.lacks = lacks
        self.key = "source_profile" if is_signed else None


def _retold(name: str, profiles: Profiles) -> Verdict:
    try:
        provider = _create(name, profiles, [])
        if isinstance(provider, _NoKeys):
            return Verdict(False, str(provider), None, provider.key, lacks=provider.lacks)
    except _Failed as failed:
        return Verdict(False, str(failed), None, failed.key)
    token = "aws_session_token" if provider == "temporary" else None
    return Verdict(True, None, provider, token=token)


def _create(name: str, profiles: Profiles, visited: list[str]) -> str | _NoKeys:
    """The kind of the provider of a profile."""
    if name not in profiles:
        raise _Failed(ABSENT.format(name), "source_profile")
    values = profiles[name]
    has_keys = "aws_access_key_id" in values or "aws_secret_access_key" in values
    if name in visited and (len(set(visited)) > 1 or not has_keys):
        raise _Failed(CIRCLE, "source_profile")
    is_first = not visited
    visited.append(name)
    if "role_arn" in values and (is_first or not has_keys):
        return _assume(values, profiles, visited)
    if "credential_process" in values and not has_keys:
        if not values["credential_process"]:
            raise _Failed(NO_COMMAND, "credential_process")
        return "process"
    if values.get("aws_access_key_id", "") != "" != values.get("aws_secret_access_key", ""):
        return "temporary" if values.get("aws_session_token", "") != "" else "static"
    unknown = ("session", "start_url", "region", "role_name", "account_id")
    lacks = [
        key for key in (*(f"sso_{part}" for part in unknown), "login_session") if key in values
    ]
    return _NoKeys(lacks[0] if lacks and not has_keys else None, is_signed=False)


def _assume(values: Values, profiles: Profiles, visited: list[str]) -> str | _NoKeys:
    """The provider of a role."""
    found: str | _NoKeys = "source"
    if "source_profile" in values:
        try:
            found = _create(values["source_profile"], profiles, visited)
        except _Failed as failed:
            raise _Failed(str(failed), "source_profile") from None
    elif "credential_source" in values:
        if values["credential_source"].lower() not in (
            *("ec2instancemetadata", "environment", "ecscontainer"),
        ):
            raise _Failed(INVALID, "credential_source")
    elif "web_identity_token_file" in values:
        if values["role_arn"] == "":
            raise _Failed(NO_ROLE, "role_arn")
        if values["web_identity_token_file"] == "":
            raise _Failed(NO_TOKEN_FILE, "web_identity_token_file")
        return "web-identity"
    else:
        raise _Failed(LEFT_OVER, "role_arn")
    if values["role_arn"] == "":
        raise _Failed(INVALID, "role_arn")
    if re.match("\0|$", values.get("role_session_name", "awscred")):
        raise _Failed(INVALID, "role_session_name")
    return _NoKeys(found.lacks, is_signed=True) if isinstance(found, _NoKeys) else "role"


_NAMES = ("a", "b", "c", "d", "e", "default")
_ROLES = (("role_arn", "arn:aws:iam::123456789012:role/deploy"),) * 8
_SOURCES = ("Environment", "EC2InstanceMetadata", "ecscontainer", "Ec2", "")
_OTHER_KEYS = (
    *("aws_access_key_id", "aws_secret_access_key", "aws_session_token", "role_session_name"),
    *("web_identity_token_file", "credential_process", "login_session", "sso_session", "region"),
)
_DECIDING = (
    *(*_ROLES, ("role_arn", ""), ("sso_account_id", "x")),
    *(("source_profile", name) for name in (*_NAMES, "gone", "")),
    *(("credential_source", source) for source in _SOURCES),
    *((key, value) for key in _OTHER_KEYS for value in ("x", "")),
)
_SETTINGS = st.lists(st.sampled_from(_DECIDING), max_size=5).map(dict)
_PROFILES = st.dictionaries(st.sampled_from(_NAMES), _SETTINGS, max_size=6)


def _judged(profiles: Profiles) -> dict[str, Verdict]:
    return {name: _retold(name, profiles) for name in profiles}


@examples(250, 50_000)
@given(_PROFILES)
def test_verdicts_are_those_of_the_resolution(profiles: dict[str, dict[str, str]]) -> None:
    assert crt.judge(profiles) == _judged(profiles)


# --- against the real one

_PIECES = (
    *(b"[profile p]", b"[profile q]", b"[p]", b"[q]", b"[default]", b"[profile default]"),
    *(
        b"[sso-session p]",
        b"[services q]",
        b"[profile p q]",
        b"[profile \xc3\xa9]",
        b"[q",
        b"[foo]",
    ),
    *(b"aws_access_key_id = AKIAIOSFODNN7EXAMPLE", b"aws_secret_access_key = x") * 4,
    *(b"aws_access_key_id =", b"aws_secret_access_key=1", b"aws_session_token = t", b"junk", b"="),
    *(b"role_arn = r", b"source_profile = q", b"source_profile = p", b"role_arn="),
    *(b"credential_source = environment", b"credential_source = EcsContainer ; c"),
    *(b"web_identity_token_file = f", b"role_session_name =", b"credential_process = true"),
    *(b"\xef\xbb\xbf", b"\xc2\xa0", b"\x0b", b"\0", b"\r", b"\xff", b" # c", b"#", b";c", b"\t"),
    *(b" x", b"x y = 1", b"\\", b"]", b" ]", b" = 1", b" a = b", b"\n", b"\n\n"),
)
_LINE = st.tuples(
    st.sampled_from((b"",) * 8 + _PIECES),
    st.sampled_from(_PIECES),
    st.sampled_from((b"",) * 6 + _PIECES),
).map(b"".join)
_FILE = st.tuples(
    st.sampled_from((b"", b"[default]\n", b"[profile p]\n", b"[p]\n")),
    st.lists(_LINE, max_size=12).map(b"\n".join),
).map(b"".join)
_FILES = st.one_of(st.builds(Pair, _FILE, _FILE), PAIRS, MUTATED, ONE_REFUSED)
_ASKED = (*("a", "b", "default", "corp", "p", "q", "ci", "deploy", "vault", "dev-1.x_y/z@:+%"), "é")


@pytest.fixture(scope="module")
def runtime(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runtime]:
    with started(tmp_path_factory.mktemp("crt")) as found:
        yield found


@examples(1_000, 20_000)
@given(pair=_FILES)
def test_the_real_one_yields_these_keys(runtime: Runtime, pair: Pair) -> None:
    reading = _provided(pair)
    expected = {name: _yield(reading, name) for name in {*_ASKED, *reading.verdicts}}
    used = {name: isinstance(found, dict) and "keys" in found for name, found in expected.items()}
    real = runtime.ask(pair, used)
    assert {name: _said(answer) for name, answer in real.items()} == expected


def _provided(pair: Pair) -> Reading:
    """The reading of the files that are not refused."""
    refused = _refused_files(_read(*pair))
    return _read(*(b"" if file in refused else data for file, data in pair._asdict().items()))


def _yield(reading: Reading, name: str) -> object:
    """What the runtime should say about a profile: an error, {} for a provider that is not to be
    asked, or the "keys"."""
    verdict = reading.verdicts.get(name)
    if verdict is None:
        return "another error"
    if verdict.reason == NO_KEYS:
        return {"keys": NO_KEYS}
    if verdict.kind in ("static", "temporary"):
        values = reading.profiles[name]
        keys = [str(values[f"aws_{part}"]) for part in ("access_key_id", "secret_access_key")]
        token = values.get("aws_session_token") or None
        return {"keys": [_shown(key) for key in (*keys, token and str(token))]}
    if verdict.accepted or verdict.reason == NO_SIGNATURE:
        return {}
    return verdict.reason if verdict.reason in (CIRCLE, INVALID) else "another error"


def _shown(key: str | None) -> str | None:
    """A key as far as awscrt returns it."""
    return "?" if key and re.search(ini.NOT_UTF8, key) else key


def _said(answer: Mapping[str, object]) -> object:
    """What the runtime says about a profile; errors that are only left over are all the same."""
    error = answer.get("error")
    if error is None:
        return answer
    return error if error in (CIRCLE, INVALID) else "another error"


# --- any files


@examples(300, 50_000)
@given(st.one_of(PAIRS, ONE_REFUSED))
def test_any_files_are_read_and_judged(pair: Pair) -> None:
    reading, provided = _read(*pair), _provided(pair)
    assert reading.tool == "crt"
    assert (reading.error is None) == (reading == provided)
    assert (reading.verdicts, reading.sessions) == (provided.verdicts, provided.sessions)
    assert reading.profiles == ({} if reading.error else provided.profiles)
    profiles = {
        name: {key: str(value) for key, value in values.items()}
        for name, values in provided.profiles.items()
    }
    assert reading.verdicts == _judged(profiles)
    readers.give_reasons(reading)


@examples(300, 50_000)
@given(st.one_of(PAIRS, MUTATED))
def test_plain_sections_read_as_line_by_line(pair: Pair) -> None:
    readers.read_alike(crt.read, pair)


# --- big files: each would take minutes if any step were not linear


@pytest.mark.parametrize(
    ("last", "reason"),
    [
        (KEYS, None),
        ("", NO_SIGNATURE),
        (f"{ROLE}source_profile = p0\n", CIRCLE),
        (f"{ROLE}source_profile = gone\n", ABSENT.format("gone")),
        (f"role_arn =\nsource_profile = keys\n[profile keys]\n{KEYS}", INVALID),
    ],
    ids=["keys", "nothing", "circle", "gone", "invalid"],
)
def test_a_long_chain_is_followed(last: str, reason: str | None) -> None:
    with cpu_limit(10):
        verdicts = _read(readers.chain(5_000, last)).verdicts
    assert {verdicts[f"p{number}"].reason for number in range(5_000)} == {reason}


@pytest.mark.parametrize("end", ["\n", " \n"], ids=["plain", "odd"])
def test_many_sections_are_read(end: str) -> None:
    text = "".join(f"[profile p{number}]\nregion = x{end}" for number in range(10_000))
    with cpu_limit(10):
        assert len(_read(text + text).profiles) == 10_000


MB = 1_000_000


@pytest.mark.parametrize(
    ("line", "length"),
    [
        pytest.param("a = " + "x" * MB, MB, id="a value"),
        pytest.param("a = x" + " #" * (MB // 2), 1, id="comments"),
        pytest.param("a = x" + " \t" * (MB // 2), 1, id="blanks"),
        pytest.param("a = 1\n" + "=" * MB, None, id="signs"),
        pytest.param("a = 1\n[" + "profile " * (MB // 8), None, id="a header"),
        pytest.param("a = 1\n[" + " " * MB + "é]", 1, id="spaces in a header"),
        pytest.param("a = 1\n[profile " + "a" * MB + "]", 1, id="a name"),
        pytest.param("a = 1" + "\n  x" * 100_000, 200_001, id="a value on many lines"),
        pytest.param("a =" + "\n  x = 1" * 100_000, 600_000, id="many nested settings"),
    ],
)
def test_big_lines_and_values_are_read(line: str, length: int | None) -> None:
    with cpu_limit(10):
        reading = _read(f"[profile p]\n{line}")
    value = None if reading.error else str(reading.profiles["p"]["a"])
    assert (None if value is None else len(value)) == length
