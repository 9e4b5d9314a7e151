"""The reader of the SDK for Ruby: recordings, its rules one by one, its resolution retold, and the
real parser."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awscred import ini
from awscred.tools import ruby
from awscred.tools.reading import Reading, Refused, Verdict
from awscred.tools.ruby.file import read_file
from awscred.tools.ruby.verdicts import judge
from tests import readers
from tests.corpus import MUTATED, PAIRS, Pair
from tests.record.__main__ import NEAR_CLEAN, RECORDED, load
from tests.record.ruby import Sdk, started
from tests.sizes import cpu_limit, examples

Values = Mapping[str, str]
Profiles = Mapping[str, Values]

NO_ITEM = "NoMethodError: undefined method `[]' for nil:NilClass"
NO_SECTION = "NoMethodError: undefined method `[]=' for nil:NilClass"
NO_UTF8 = "ArgumentError: invalid byte sequence in UTF-8"


def _read(config: str | bytes = "", credentials: str | bytes = "") -> Reading:
    return ruby.read(ini.parse(config), ini.parse(credentials))


# --- reading


@pytest.mark.parametrize("path", [RECORDED, NEAR_CLEAN], ids=["random", "near clean"])
def test_it_sees_what_the_real_one_saw(path: Path) -> None:
    wrong = []
    for case in load(path):
        real = case["readings"]["ruby"]
        reading = _read(case["config"] or "", case["credentials"] or "")
        said = reading.error and reading.error.message
        if (said, reading.profiles) != (real.get("message"), real["profiles"]):
            wrong.append(case["id"])
    assert not wrong


@pytest.mark.parametrize(
    ("text", "profiles"),
    [
        pytest.param("", {}, id="an empty file"),
        pytest.param("[p]", {}, id="a section without settings does not exist"),
        pytest.param("a = 1\n =\n", {}, id="before the first header"),
        # lines
        pytest.param("[p]\na = 1\r\nb = 2\r", {"p": {"a": "1", "b": "2"}}, id="CR is white space"),
        pytest.param("[p]\na = 1\rb = 2\n", {"p": {"a": "1\rb = 2"}}, id="CR ends no line"),
        pytest.param("[p]\na = 1\u2028\x85\xa0", {"p": {"a": "1\u2028\x85\xa0"}}, id="other space"),
        pytest.param("[p]\na\v=\f1\v", {"p": {"a": "1"}}, id="VT and FF are white space"),
        pytest.param("[p]\na = 1\0\n", {"p": {"a": "1\0"}}, id="NUL"),
        pytest.param(
            "[p]\na = 1 ; c\nb = 2\t;c\nc = 3;c",
            {"p": {"a": "1", "b": "2", "c": "3;c"}},
            id="a semicolon after white space cuts the line",
        ),
        pytest.param("[p]\na = 1 # c", {"p": {"a": "1 # c"}}, id="a number sign does not"),
        pytest.param("[p]\n# a = 1\n;b = 2", {"p": {"# a": "1", ";b": "2"}}, id="no comment lines"),
        pytest.param("[p]\ns3 =\n ;x = 1\n", {"p": {"s3": {";x": "1"}}}, id="not in column 0"),
        # headers
        pytest.param(
            "[a]\nk = 1\n[profile b]\nk = 1\n[profile \t\vc]\nk = 1\n[profile]\nk = 1\n",
            {name: {"k": "1"} for name in ("a", "b", "c", "profile")},
            id="names",
        ),
        pytest.param("[profile  ]\nk = 1\n", {" ": {"k": "1"}}, id="a name of a space"),
        pytest.param("[profile ]\nk = 1\n", {"profile ": {"k": "1"}}, id="no name"),
        pytest.param(
            "[ a ]\nk = 1\n[Profile b]\nk = 1",
            {" a ": {"k": "1"}, "Profile b": {"k": "1"}},
            id="the inside as it is",
        ),
        pytest.param(
            "[sso-session s]\nk = 1\n[services x]\nk = 1",
            {"sso-session s": {"k": "1"}, "services x": {"k": "1"}},
            id="other types",
        ),
        pytest.param(
            "[a]\nk = 1\n[b] # c\nk = 2\n[c]#c\nk = 3\n[d] \r\nk = 4",
            {"a": {"k": "1"}, "b": {"k": "2"}, "c": {"k": "3"}, "d": {"k": "4"}},
            id="comments after a header",
        ),
        pytest.param(
            "[a]\n[b] #\nk = 1\n[b];c\n[b] x\n[[b]]\n[]\n [b]\n", {"a": {"k": "1"}}, id="no headers"
        ),
        pytest.param("[a]\n[b] = 1\n[c]#\n", {"a": {"[b]": "1"}}, id="a header that is a setting"),
        pytest.param("[b] ;c\n[a] ; d\nk = 1", {"a": {"k": "1"}}, id="a cut header"),
        pytest.param(
            "\ufeff[a]\nk = 1\n[b]\nk = 2", {"b": {"k": "2"}}, id="a BOM loses the header"
        ),
        pytest.param(
            "[a]\nk = 1\nl = 1\n[b]\nm = 1\n[profile a]\nk = 2",
            {"a": {"k": "2", "l": "1"}, "b": {"m": "1"}},
            id="a header goes on",
        ),
        # settings
        pytest.param(
            "[p]\na=1\nB \t=\t 2 \na = 3", {"p": {"a": "3", "B": "2"}}, id="the last wins"
        ),
        pytest.param(
            "[p]\na = b=c\nd==\n==v\n", {"p": {"a": "b=c", "d": "=", "=": "v"}}, id="= in it"
        ),
        pytest.param(
            "[p]\na =  \t \nb = \r\n", {"p": {"a": " ", "b": "\r"}}, id="spaces are a value"
        ),
        pytest.param("[p]\na = 'x'\nb = \"\"", {"p": {"a": "'x'", "b": '""'}}, id="quotes"),
        pytest.param("[p]\nmy key = 1\n: = 2", {"p": {"my key": "1", ":": "2"}}, id="any key"),
        pytest.param("[p]\nk =\n=\njunk\na: b", {}, id="no value"),
        # blocks
        pytest.param(
            "[p]\ns3 =\n  a = 1\n\tb=2\n", {"p": {"s3": {"a": "1", "b": "2"}}}, id="a block"
        ),
        pytest.param("[p]\na = 1\n =\n", {"p": {"a": "1"}}, id="a block without settings"),
        pytest.param(
            "[p]\ns3 =\n a =\n  b = 1", {"p": {" a": {"b": "1"}}}, id="the indent is kept"
        ),
        pytest.param(
            "[p]\ns3 =\n a = 1\n[q]\n b = 2\n",
            {"p": {"s3": {"a": "1"}}, "q": {"s3": {"b": "2"}}},
            id="a block goes on below a header",
        ),
        pytest.param(
            "[p]\ns3 =\n a = 1\nb = 2\nc = 3\n d = 4",
            {"p": {"s3": {"a": "1"}, "b": "2", "c": "3", "": {"d": "4"}}},
            id="under nil",
        ),
        pytest.param("[p]\ns3 = \n a = 1", {"p": {"s3": {"a": "1"}}}, id="below a blank value"),
        pytest.param("[p]\ns3 = \0\n a = 1", {"p": {"s3": {"a": "1"}}}, id="NUL is blank"),
        pytest.param("[p]\ns3 = xay\ns3 =\n a = 1", {"p": {"s3": "x1y"}}, id="within a text"),
        pytest.param("[p]\ns3 =\n a = 1\ns3 = 2\n", {"p": {"s3": "2"}}, id="a text after a block"),
        pytest.param("[p]\nx =\n = 1\n  =v\n", {"p": {"x": {" ": "v"}}}, id="a space for a key"),
        pytest.param(
            "[p]\nx =\n  =v=w\n  ==", {"p": {"x": {"=v": "w", " ": "="}}}, id="= for a key"
        ),
    ],
)
def test_a_file_reads_as(text: str, profiles: object) -> None:
    assert _read(text).profiles == _read("", text).profiles == profiles
    assert _read(text).error is None
    assert _read(text).verdicts.keys() == _read(text).profiles.keys()


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        pytest.param("[p]\n a = 1", 2, NO_ITEM, id="nothing above"),
        pytest.param("[p]\nx = 1\n\n a = 1", 4, NO_ITEM, id="an empty line above"),
        pytest.param("[p]\nx = 1\njunk\n a = 1", 4, NO_ITEM, id="junk above"),
        pytest.param(
            "[p]\nx = \n[q]\n a = 1", 4, NO_SECTION, id="a blank value in another section"
        ),
        pytest.param(
            "[p]\ns3 = x\ns3 =\n a = 1", 4, "IndexError: string not matched", id="not in the text"
        ),
        pytest.param(b"# \xff\n[p]\n", 1, NO_UTF8, id="bytes in a comment"),
        pytest.param(b"[p]\na = 1\n;\xed\xa0\x80", 3, NO_UTF8, id="a surrogate"),
        pytest.param("[p]\n".encode("utf-16"), 1, NO_UTF8, id="UTF-16"),
    ],
)
def test_a_line_refuses_both_files(text: str | bytes, line: int, message: str) -> None:
    good = "[good]\na = 1\n"
    for reading, file in ((_read(text, good), "config"), (_read(good, text), "credentials")):
        assert reading.error is not None
        assert reading.error.message == message
        assert (reading.error.place.file, reading.error.place.span.line) == (file, line)
        assert reading.profiles == {}


def test_credentials_are_read_first() -> None:
    reading = _read("[p]\n a = 1", b"\xff")
    assert reading.error is not None
    assert reading.error.place.file == "credentials"


def test_bytes_after_a_crash_do_not_count() -> None:
    reading = _read(b"[p]\n a = 1\n\xff")
    assert reading.error is not None
    assert reading.error.message == NO_ITEM


def test_settings_of_credentials_win() -> None:
    reading = _read("[profile p]\na = 1\nb = 1\n[q]\nc = 1", "[p]\na = 2\n[profile r]\nd = 2\n")
    assert reading.profiles == {"p": {"a": "2", "b": "1"}, "q": {"c": "1"}, "r": {"d": "2"}}


def test_sessions_are_those_of_config() -> None:
    reading = _read("[sso-session s]\na = 1\n", "[sso-session t]\na = 1\n")
    assert reading.sessions == {"s": {"a": "1"}}


@pytest.mark.parametrize(
    ("file", "inside", "title"),
    [
        ("config", "a", ("profile", "a")),
        ("config", "profile a", ("profile", "a")),
        ("credentials", "profile a", ("profile", "a")),
        ("config", "profile \t a b ", ("profile", "a b ")),
        ("config", "sso-session s", ("sso-session", "s")),
        ("config", "services s", ("services", "s")),
        ("credentials", "sso-session s", ("profile", "sso-session s")),
        ("config", "Profile a", ("profile", "Profile a")),
        ("config", "", None),
        ("config", "[a", None),
        ("credentials", "a]", None),
    ],
)
def test_headers(file: str, inside: str, title: object) -> None:
    assert ruby.header(file, inside) == title


# --- verdicts

KEYS = (
    "aws_access_key_id = AKIAIOSFODNN7EXAMPLE\n"
    "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n"
)
ROLE = "role_arn = arn:aws:iam::123456789012:role/deploy\n"
ACCOUNT = "sso_account_id = 123456789012\nsso_role_name = Dev\n"
SSO = f"{ACCOUNT}sso_start_url = https://example.awsapps.com/start\nsso_region = us-east-1\n"
SESSION = "[sso-session s]\nsso_region = us-east-1\nsso_start_url = u\n"
MISSING = "Aws::Errors::MissingCredentialsError: unable to sign request without credentials set"


@pytest.mark.parametrize(
    ("config", "credentials", "kind"),
    [
        pytest.param("", KEYS, "static", id="keys"),
        pytest.param(KEYS, "", "static", id="keys in config"),
        pytest.param("", f"{KEYS}aws_session_token = t\n", "temporary", id="a token"),
        pytest.param("aws_session_token = t\n", KEYS, "static", id="a token in the other file"),
        pytest.param("", f"{KEYS}{ROLE}source_profile = p\n", "role", id="a role with own keys"),
        pytest.param(
            "", f"{ROLE}credential_source = EcsContainer\n", "role", id="a role of a container"
        ),
        pytest.param(f"{ROLE}web_identity_token_file = t\n{SSO}", KEYS, "web-identity", id="web"),
        pytest.param(SSO, KEYS, "sso", id="SSO before keys"),
        pytest.param(f"{ACCOUNT}sso_session = s\n{SESSION}", "", "sso", id="a session"),
        pytest.param(
            f"{ACCOUNT}sso_session = s\n[sso-session 's']\nsso_region = r\n",
            "",
            "sso",
            id="a session in quotes",
        ),
        pytest.param("credential_process = x\n", "", "process", id="a command"),
        pytest.param("credential_process = x\n", KEYS, "static", id="keys before a command"),
        pytest.param(
            f"{ROLE}",
            f"{ROLE}credential_source = Ec2InstanceMetadata\n",
            "role",
            id="the role of credentials is the first",
        ),
        pytest.param("sso_region = x\nsso_start_url = y\n", KEYS, "static", id="a URL is no SSO"),
        pytest.param("retry_mode = standard\nmax_attempts = +0_3x\n", KEYS, "static", id="numbers"),
    ],
)
def test_a_profile_is_accepted(config: str, credentials: str, kind: str) -> None:
    verdict = _read(f"[profile p]\n{config}", f"[p]\n{credentials}").verdicts["p"]
    token = "aws_session_token" if kind == "temporary" else None
    assert verdict == Verdict(True, None, kind, token=token)


BOTH = (
    "Profile p has a source_profile, and a credential_source. For assume role credentials, must"
    " provide only source_profile or credential_source, not both."
)
NOT_THERE = "NoSuchProfileError: Profile `nope' not found in credentials or config"
NO_ROLE = "ArgumentError: missing required parameter params[:role_arn]"


@pytest.mark.parametrize(
    ("credentials", "reason", "key"),
    [
        pytest.param("region = x\n", MISSING, None, id="nothing"),
        pytest.param("aws_access_key_id = x\n", MISSING, None, id="half a pair"),
        pytest.param(
            f"{KEYS}{ROLE}",
            "Profile p has a role_arn, but no source_profile.",
            "role_arn",
            id="no source",
        ),
        pytest.param(
            f"{ROLE}web_identity_token_file = t\n",
            "Profile p has a role_arn, but no source_profile.",
            "role_arn",
            id="web identity in credentials",
        ),
        pytest.param(
            f"{ROLE}source_profile = p\ncredential_source = EcsContainer\n",
            BOTH,
            "credential_source",
            id="two sources",
        ),
        pytest.param(f"{ROLE}source_profile = nope\n", NOT_THERE, "source_profile", id="unknown"),
        pytest.param(
            f"{ROLE}source_profile =\n x = y\n",
            NOT_THERE.replace("nope", '{"x"=>"y"}'),
            "source_profile",
            id="a block for a source",
        ),
        pytest.param(
            f"{ROLE}credential_source = Environment\n",
            "Unsupported credential_source: Environment",
            "credential_source",
            id="the environment",
        ),
        pytest.param(
            "credential_source = EcsContainer\n",
            NO_ROLE,
            "credential_source",
            id="no role of a container",
        ),
        pytest.param(f"{KEYS}source_profile = p\n", NO_ROLE, "source_profile", id="no role"),
        pytest.param(
            f"{ROLE}source_profile = p\n",
            "SourceProfileCircularReferenceError",
            "source_profile",
            id="itself without keys",
        ),
        pytest.param(
            f"{ROLE}source_profile = q\n[q]\nregion = x\n",
            "Profile p has a role_arn, and source_profile, but the source_profile does not"
            " have credentials.",
            "source_profile",
            id="a source without credentials",
        ),
        pytest.param(
            f"{ROLE}source_profile = q\n[q]\n{ROLE}source_profile = r\n[r]\nregion = x\n",
            "Profile q has a role_arn, and source_profile, but the source_profile does not"
            " have credentials.",
            "source_profile",
            id="a chain without credentials",
        ),
        pytest.param(
            f"{ACCOUNT}sso_session = nope\n{SESSION}",
            "sso-session nope must be defined in the config file. Referenced by profile p",
            "sso_session",
            id="no session",
        ),
        pytest.param(
            f"{ACCOUNT}sso_session = s\n[sso-session s]\nx = y\n",
            "sso-session s missing required parameter: sso_region",
            "sso_session",
            id="a session without a region",
        ),
        pytest.param(
            f"{ACCOUNT}sso_session = s\nsso_region = b\n{SESSION}",
            "sso-session s's sso_region (us-east-1) does not match the profile p's sso_region (b'",
            "sso_region",
            id="two regions",
        ),
        pytest.param(
            f"sso_account_id = 1\nsso_session = s\n{SESSION}",
            "Missing required keys: [:sso_role_name]",
            "sso_account_id",
            id="no SSO role",
        ),
        pytest.param(
            "sso_role_name = x\n",
            "Missing required keys: [:sso_start_url, :sso_account_id, :sso_region]",
            "sso_role_name",
            id="only an SSO role",
        ),
        pytest.param(
            f"{KEYS}retry_mode = Standard\n",
            "Must provide either `legacy`, `standard`, or `adaptive` for retry_mode"
            " profile option or for ENV['AWS_RETRY_MODE']",
            "retry_mode",
            id="retry mode",
        ),
        pytest.param(
            f"{KEYS}max_attempts = 0x3\n",
            "Must provide a positive integer for max_attempts profile option or for"
            " ENV['AWS_MAX_ATTEMPTS']",
            "max_attempts",
            id="attempts",
        ),
    ],
)
def test_a_profile_is_refused(credentials: str, reason: str, key: str | None) -> None:
    assert _read("", f"[p]\n{credentials}").verdicts["p"] == Verdict(False, reason, None, key)


@pytest.mark.parametrize("section", ["[p]\n{}", f"[p]\n{ROLE}source_profile = q\n[q]\n{{}}"])
def test_it_lacks_a_login(section: str) -> None:
    found = _read(section.format("login_session = arn\n")).verdicts["p"]
    assert (found.accepted, found.lacks) == (False, "login_session")


def test_halves_in_two_files_do_not_meet() -> None:
    one, two = KEYS.splitlines()
    assert _read(f"[profile p]\n{one}", f"[p]\n{two}").verdicts["p"].reason == MISSING
    source = "source_profile = q\n"
    own = f"[profile p]\n{ROLE}\n[profile q]\n{KEYS}"
    assert _read(own, f"[p]\n{source}").verdicts["p"].reason == NO_ROLE


class _Failed(Exception):
    """What the resolution of a profile ends with."""


class _Resolution:
    """The credentials of one profile, step by step as in the SDK's source."""

    def __init__(self, config: Profiles, credentials: Profiles) -> None:
        self.config = config
        self.credentials = credentials

    def verdict(self, name: str) -> tuple[str | None, str | None]:
        try:
            kind = self.resolve(name)
        except _Failed as failed:
            return None, str(failed)
        return kind, None if kind else MISSING

    def resolve(self, name: str) -> str | None:
        """The kind of credentials, None if there are none; raises _Failed."""
        return (
            self._web(name)
            or self._sso(self.credentials, name)
            or self._sso(self.config, name)
            or self._role(name, set())
            or self._static(name)
            or self._process(name)
        )

    def _web(self, name: str) -> str | None:
        found = self.config.get(name, {})
        return "web-identity" if {"role_arn", "web_identity_token_file"} <= found.keys() else None

    def _process(self, name: str) -> str | None:
        both = {**self.config.get(name, {}), **self.credentials.get(name, {})}
        return "process" if "credential_process" in both else None

    def _static(self, name: str) -> str | None:
        for file in (self.credentials, self.config):
            found = file.get(name, {})
            if found.get("aws_access_key_id") and found.get("aws_secret_access_key"):
                return "temporary" if "aws_session_token" in found else "static"
        return None

    def _sso(self, file: Profiles, name: str) -> str | None:
        found = file.get(name, {})
        if "sso_account_id" not in found and "sso_role_name" not in found:
            return None
        region, url = found.get("sso_region"), found.get("sso_start_url")
        if session := found.get("sso_session"):
            if f"sso-session {session}" not in file:
                raise _Failed(
                    f"sso-session {session} must be defined in the config file. "
                    f"Referenced by profile {name}"
                )
            section = file[f"sso-session {session}"]
            if "sso_region" not in section:
                raise _Failed(f"sso-session {session} missing required parameter: sso_region")
            for key in ("sso_region", "sso_start_url"):
                if key in found and found[key] != section.get(key):
                    raise _Failed(
                        f"sso-session {session}'s {key} ({section.get(key, '')}) does not match "
                        f"the profile {name}'s {key} ({found[key]}'"
                    )
            region = section["sso_region"]
        options = {
            "sso_start_url": url or session,
            "sso_account_id": found.get("sso_account_id"),
            "sso_region": region,
            "sso_role_name": found.get("sso_role_name"),
        }
        if missing := [f":{key}" for key, value in options.items() if value is None]:
            raise _Failed(f"Missing required keys: [{', '.join(missing)}]")
        return "sso"

    def _role(self, name: str, visited: set[str]) -> str | None:
        return self._role_of(self.credentials, name, visited) or self._role_of(
            self.config, name, visited
        )

    def _role_of(self, file: Profiles, name: str, visited: set[str]) -> str | None:
        found = file.get(name, {})
        source, provider = found.get("source_profile"), found.get("credential_source")
        if source and provider:
            raise _Failed(BOTH.replace("Profile p ", f"Profile {name} "))
        if source:
            if not self._source(source, visited):
                raise _Failed(
                    f"Profile {name} has a role_arn, and source_profile, but the source_profile "
                    "does not have credentials."
                )
        elif provider:
            if provider not in ("Ec2InstanceMetadata", "EcsContainer"):
                raise _Failed(f"Unsupported credential_source: {provider}")
        elif "role_arn" in found:
            raise _Failed(f"Profile {name} has a role_arn, but no source_profile.")
        else:
            return None
        if "role_arn" not in found:
            raise _Failed(NO_ROLE)
        return "role"

    def _source(self, name: str, visited: set[str]) -> str | None:
        if name in visited:
            raise _Failed("SourceProfileCircularReferenceError")
        visited.add(name)
        if name not in self.credentials and name not in self.config:
            raise _Failed(NOT_THERE.replace("nope", name))
        if kind := self._static(name):
            return kind
        found = self.credentials[name] if name in self.credentials else self.config[name]
        if "source_profile" in found:
            return self._role(name, visited)
        return (
            self._web(name)
            or self._process(name)
            or self._sso(self.credentials, name)
            or self._sso(self.config, name)
        )


def _as_resolved(
    config: Profiles, credentials: Profiles
) -> dict[str, tuple[str | None, str | None]]:
    """The kind of credentials of each profile, and the reason if it has none."""
    resolution = _Resolution(config, credentials)
    return {name: resolution.verdict(name) for name in {**config, **credentials}}


_NAMES = ("a", "b", "c", "d", "e", "default")
_VALUES = {
    "source_profile": (*_NAMES, "gone"),
    "credential_source": ("Environment", "Ec2InstanceMetadata", "EcsContainer", "Ec2"),
    "sso_session": ("a", "b", "gone"),
    "sso_region": ("x", "y"),
}
_DECIDING = (
    *("role_arn", "source_profile") * 4,
    *("aws_access_key_id", "aws_secret_access_key") * 2,
    *("credential_source", "web_identity_token_file", "login_session", "credential_process"),
    *("aws_session_token", "region"),
    *("sso_session", "sso_start_url", "sso_region", "sso_account_id", "sso_role_name"),
)


def _settings(keys: tuple[str, ...], most: int) -> st.SearchStrategy[dict[str, str]]:
    one = st.sampled_from(keys).flatmap(
        lambda key: st.tuples(st.just(key), st.sampled_from(_VALUES.get(key, ("x",))))
    )
    return st.lists(one, min_size=1, max_size=most).map(dict)


_FILE = st.builds(
    lambda profiles, sessions: {
        **profiles,
        **{f"sso-session {name}": values for name, values in sessions.items()},
    },
    st.dictionaries(st.sampled_from(_NAMES), _settings(_DECIDING, 6), max_size=6),
    st.dictionaries(
        st.sampled_from(("a", "b")), _settings(("sso_region", "sso_start_url"), 2), max_size=2
    ),
)


@examples(120, 50_000)
@given(_FILE, _FILE)
def test_verdicts_are_those_of_the_resolution(
    config: dict[str, dict[str, str]], credentials: dict[str, dict[str, str]]
) -> None:
    verdicts = judge(config, credentials)
    short = {name: (verdict.kind, verdict.reason) for name, verdict in verdicts.items()}
    assert short == _as_resolved(config, credentials)


# --- any files


@examples(80, 50_000)
@given(PAIRS)
def test_any_files_are_read_and_judged(pair: Pair) -> None:
    reading = _read(*pair)
    assert reading.tool == "ruby"
    assert not (reading.error and reading.profiles)
    assert reading.verdicts.keys() == reading.profiles.keys()
    readers.give_reasons(reading)


@examples(80, 50_000)
@given(st.one_of(PAIRS, MUTATED))
def test_plain_sections_read_as_line_by_line(pair: Pair) -> None:
    readers.read_alike(ruby.read, pair)


@pytest.fixture(scope="module")
def sdk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sdk]:
    with started(tmp_path_factory.mktemp("ruby")) as found:
        yield found


_BITS = (
    *("[a]\n", "[profile b]\n", "[a] #", "[", "]", "k = v\n", "k =\n", " k = v\n", "\tx =\n"),
    *("k", "s3 =", "s3 = ", "=", "=", " ", " ", "\t", "\n", "\n", "\n", "\r", "\r\n", ";", " ;c"),
    *("#", "# c", "\0", "\ufeff", "\xa0", "\v", "\f", "\x85", "é", "\udcff", "v", "profile "),
)
_SCRAPS = st.lists(st.sampled_from(_BITS), max_size=14).map(
    lambda bits: "".join(bits).encode("utf-8", "surrogateescape")
)


@examples(1_000, 30_000)
@given(st.one_of(PAIRS, MUTATED, st.tuples(_SCRAPS, _SCRAPS)))
def test_the_real_parser_reads_the_same(sdk: Sdk, pair: tuple[bytes, bytes]) -> None:
    for data in pair:
        try:
            found: object = read_file("config", ini.parse(data))
        except Refused as refused:
            found = str(refused)
        assert found == sdk.read(data)


# --- big files: each would take minutes, were any step not linear


def _chain(length: int, last: str) -> str:
    links = (f"[p{number}]\n{ROLE}source_profile = p{number + 1}\n" for number in range(length))
    return "".join(links) + f"[p{length}]\n{last}"


@pytest.mark.parametrize(
    ("last", "reason"),
    [
        pytest.param(KEYS, None, id="keys"),
        pytest.param(f"{ROLE}source_profile = nope\n", NOT_THERE, id="an unknown source"),
        pytest.param(
            f"{ROLE}source_profile = p0\n", "SourceProfileCircularReferenceError", id="a circle"
        ),
        pytest.param(
            "region = x\n",
            "Profile p19999 has a role_arn, and source_profile, but the"
            " source_profile does not have credentials.",
            id="no credentials",
        ),
    ],
)
def test_a_long_chain_is_followed(last: str, reason: str | None) -> None:
    with cpu_limit(10):
        verdicts = _read(_chain(20_000, last)).verdicts
    assert {verdicts[f"p{number}"].reason for number in range(20_000)} == {reason}


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("k = " + "x" * 1_000_000, id="a value"),
        pytest.param("k = x" + " \t" * 500_000, id="white space"),
        pytest.param("k" + " " * 1_000_000, id="a key"),
        pytest.param("k = 1\n" + "[" * 1_000_000, id="brackets"),
        pytest.param("k = 1\n[profile" + " " * 1_000_000, id="a header"),
        pytest.param("k = 1\n[a]" + " " * 1_000_000 + "x", id="after a header"),
        pytest.param("k = 1\ns3 =" + "\n  x = 1" * 100_000, id="a block"),
        pytest.param("k = 1" + "\n[q]\nx = 1 " * 50_000, id="sections"),
    ],
)
def test_big_lines_are_read(text: str) -> None:
    with cpu_limit(10):
        reading = _read(f"[p]\n{text}")
    assert reading.error is None
    assert re.match("[1x]", str(reading.profiles["p"]["k"] if "k =" in text else "1"))
