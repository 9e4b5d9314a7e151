"""The reader of the SDK for .NET: recordings, its rules one by one, and its resolution retold."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awscred import ini
from awscred.settings import redact_words
from awscred.tools import dotnet
from awscred.tools.dotnet.reading import Store
from awscred.tools.dotnet.verdicts import judge
from awscred.tools.reading import Reading, Verdict
from tests import readers
from tests.corpus import PAIRS, Pair
from tests.record.__main__ import NEAR_CLEAN, RECORDED, load
from tests.sizes import examples

Values = Mapping[str, str]
Profiles = Mapping[str, Values]


def _read(config: str | bytes = "", credentials: str | bytes = "") -> Reading:
    return dotnet.read(ini.parse(config), ini.parse(credentials))


# --- reading


@pytest.mark.parametrize("path", [RECORDED, NEAR_CLEAN], ids=["random", "near clean"])
def test_it_sees_what_the_real_one_saw(path: Path) -> None:
    """The recording asked for all names that any tool saw, and the SDK lists some of them."""
    wrong = []
    for case in load(path):
        real = case["readings"]["dotnet"]
        files = [ini.parse(case[file] or "") for file in ("config", "credentials")]
        reading = dotnet.read(*files)
        if reading.error:
            message = real.get("message", "").replace("HOME/.aws/", "")
            agrees = reading.error.message.split("\n")[0] == message
        else:
            store = Store(*files)
            asked = {name: store.profile(name) for name in real["profiles"]}
            seen = {name: one.settings() for name, one in asked.items() if one}
            agrees = not real["refused"] and {**seen, **reading.profiles} == real["profiles"]
        if not agrees:
            wrong.append(case["id"])
    assert not wrong


@pytest.mark.parametrize(
    ("config", "profiles"),
    [
        pytest.param("", {}, id="an empty file"),
        pytest.param("[profile p]", {"p": {}}, id="a profile without settings"),
        pytest.param("[default]\na = 1", {"default": {"a": "1"}}, id="default"),
        pytest.param(
            "[profile default]\na = 1\n[default]\nb = 2",
            {"default": {"b": "2"}},
            id="default before profile default",
        ),
        pytest.param(
            "[default]\na = 1\nA = 2\n[profile default]\nb = 1",
            {"default": {"b": "1"}},
            id="unless a key is there twice",
        ),
        pytest.param("[p]\na = 1\n[sso-session s]\n[Profile x]", {}, id="other headers"),
        pytest.param(
            "[profile \t p]\na = 1\n[profile p]\nb = 1", {"p": {"a": "1"}}, id="the first"
        ),
        pytest.param("[profile]\n[profilex]\n[profile\xa0y]", {}, id="blanks behind the type"),
        pytest.param("[ profile p\x85]\u3000\n", {"p": {}}, id="white space around it"),
        pytest.param(" [profile p]\n\ta = 1", {"p": {"a": "1"}}, id="indented"),
        pytest.param("[profile a b]\n[profile é[]]", {"a b": {}, "é[]": {}}, id="any characters"),
        pytest.param(
            "[profile p]\na=1\r\nb = 2\rc = 3", {"p": {"a": "1", "b": "2", "c": "3"}}, id="ends"
        ),
        pytest.param("a = 1\n# c\n[profile p]", {"p": {}}, id="settings before any header"),
        pytest.param(
            '[profile p]\na = 1 # c\nb = "x"', {"p": {"a": "1 # c", "b": '"x"'}}, id="all"
        ),
        pytest.param(
            "[profile p]\na = b = c\n= d", {"p": {"a": "b = c", "": "d"}}, id="the first ="
        ),
        pytest.param(
            "[profile p]\na = 1\n  b = 2", {"p": {"a": "1", "b": "2"}}, id="indent is none"
        ),
        pytest.param("[profile p]\nRegion = x", {"p": {"Region": "x"}}, id="keys keep their case"),
        pytest.param("[profile p]\na = 1\nA = 2", {}, id="a key twice: absent"),
        pytest.param(
            "[profile p]\na = 1\na = 2\n[profile p]\na = 3", {}, id="and no other section is tried"
        ),
        pytest.param("[profile p]\na =", {"p": {"a": ""}}, id="an empty value"),
        pytest.param("[profile p]\na =\n\nb = 1", {"p": {"b": "1"}}, id="lost above an empty line"),
        pytest.param("[profile p]\na =\n", {"p": {"a": ""}}, id="the end of the file is none"),
        pytest.param("[profile p]\na =\n\n", {"p": {}}, id="an empty line at the end is one"),
        pytest.param("[profile p]\na =\r\r\n", {"p": {}}, id="even of CR"),
        pytest.param(
            "[profile p]\ns3 =\n  a = 1\n # c\n\n\tB b = 2 # c\nc = 3",
            {"p": {"s3": {"a": "1", "B b": "2 # c"}, "c": "3"}},
            id="a block",
        ),
        pytest.param(
            "[profile p]\ns3 =\n  a = 1\n# c\n  b = 2",
            {"p": {"s3": {"a": "1"}, "b": "2"}},
            id="that a comment in column 0 ends",
        ),
        pytest.param(
            "[profile p]\ns3 =\n [profile q]", {"p": {"s3": ""}, "q": {}}, id="or a header"
        ),
        pytest.param(
            "[profile p]\ns3 =\n a = 1\nS3 =\n a = 2\n b = 3",
            {"p": {"s3": {"a": "2", "b": "3"}}},
            id="blocks add up",
        ),
        pytest.param("[profile p]\ns3 = 1\ns3 =\n a = 2", {}, id="but not to a value"),
        pytest.param(
            "[default]\ns3 =\n a = 1\nb = 2", {"default": {"s3": "", "b": "2"}}, id="lost"
        ),
        pytest.param(
            "[profile p]\na = 1\n[profile q=r]\nb = 2",
            {"p": {"a": "1", "[profile q": "r]", "b": "2"}, "q=r": {"b": "2"}},
            id="a header that is a setting",
        ),
        pytest.param(b"\xef\xbb\xbf[default]\na = 1", {"default": {"a": "1"}}, id="a mark"),
        pytest.param("[default]\na = é".encode("utf-16"), {"default": {"a": "é"}}, id="UTF-16"),
        pytest.param(
            b"\xfe\xff" + "[default]\na = 1".encode("utf-16-be"), {"default": {"a": "1"}}, id="BE"
        ),
        pytest.param("[default]\na = 🗝".encode("utf-32"), {"default": {"a": "🗝"}}, id="UTF-32"),
        pytest.param(
            b"[default]\na = \xe9\xff", {"default": {"a": "\ufffd\ufffd"}}, id="not UTF-8"
        ),
        pytest.param("[default]\na = \x00\x1f", {"default": {"a": "\x00\x1f"}}, id="NUL"),
    ],
)
def test_config_reads_as(config: str | bytes, profiles: object) -> None:
    reading = _read(config)
    assert (reading.error, reading.profiles) == (None, profiles)
    assert reading.verdicts.keys() == reading.profiles.keys()


@pytest.mark.parametrize(
    ("config", "credentials", "profiles"),
    [
        pytest.param("", "[p]\na = 1\n[p]\nb = 1", {"p": {"a": "1"}}, id="the first section"),
        pytest.param("", "[profile p]", {"p": {}}, id="profile is no part of a name"),
        pytest.param(
            "",
            "[p]\na = 1\na = 1\n[profile p]\nb = 1",
            {"p": {"b": "1"}},
            id="the other one if it is broken",
        ),
        pytest.param(
            "[profile p]\nA = 1\nb = 1",
            "[p]\na = 2\nc = 2",
            {"p": {"A": "2", "b": "1", "c": "2"}},
            id="credentials win, keys stay",
        ),
        pytest.param("", "[p]\ns3 =\n a = 1", {"p": {"s3": ""}}, id="blocks are lost"),
        pytest.param("", "[sso-session s]\n[]", {"sso-session s": {}, "": {}}, id="all are names"),
        pytest.param("[p]", "", {}, id="config needs the type"),
    ],
)
def test_files_read_as(config: str, credentials: str, profiles: object) -> None:
    assert _read(config, credentials).profiles == profiles


def test_sessions() -> None:
    reading = _read(
        "[sso-session  s]\na = 1\nb = 1\n[sso-session x]\na = 1\nA = 1", "[sso-session s]\nB = 2"
    )
    assert reading.sessions == {"s": {"a": "1", "b": "2"}}


@pytest.mark.parametrize(
    ("config", "credentials", "file", "line", "text"),
    [
        pytest.param("[a\n", "", "config", 1, "Line 1:<[a\n>", id="not closed"),
        pytest.param("", "\r\n[p] # c\r\n", "credentials", 2, "Line 2:<[p] # c\r\n>", id="CRLF"),
        pytest.param("", "[p]\r[q] c\rx", "credentials", 1, "Line 2:<[q] c\r>", id="CR"),
        pytest.param("junk", "x", "credentials", 1, "Line 1:<x>", id="credentials first"),
        pytest.param("[profile p]\na =\n  b", "", "config", 3, "Line 3:<  b>", id="in a block"),
        pytest.param("[profile p]\na = 1\n  b", "", "config", 3, "Line 3:<  b>", id="more lines"),
        pytest.param(
            "\ufeff\ufeff[default]", "", "config", 1, "Line 1:<\ufeff[default]>", id="marks"
        ),
    ],
)
def test_files_are_refused(config: str, credentials: str, file: str, line: int, text: str) -> None:
    error = _read(config, credentials).error
    assert error is not None
    assert (error.place.file, error.place.span.line) == (file, line)
    assert error.message == (
        f"InvalidDataException: {text.replace('>', '')}> in file {file} does not contain a section,"
        " property or comment."
    )


@pytest.mark.parametrize("line", ["aws_secret_access_key : k", "k", "k>\r\n", "k\n", "k # >"])
def test_the_line_that_a_refusal_quotes_is_not_shown(line: str) -> None:
    error = _read("", f"[p]\n{line}").error
    assert error is not None
    assert redact_words(error.message) == (
        "InvalidDataException: Line 2:<...> in file credentials does not contain a section,"
        " property or comment."
    )


@pytest.mark.parametrize(
    ("file", "inside", "title"),
    [
        ("config", "default", ("profile", "default")),
        ("config", "profile\t p", ("profile", "p")),
        ("config", "sso-session p", ("sso-session", "p")),
        ("config", "services p", ("services", "p")),
        ("config", "p", None),
        ("credentials", " p ", ("profile", "p")),
        ("credentials", "profile p", ("profile", "p")),
        ("credentials", "services p", ("profile", "services p")),
    ],
)
def test_headers(file: str, inside: str, title: object) -> None:
    assert dotnet.header(file, inside) == title


# --- verdicts

KEYS = "aws_access_key_id = AKIAI44QH8DHBEXAMPLE\n"
KEYS += "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n"
ROLE = "role_arn = arn:aws:iam::123456789012:role/r\n"
SSO = "sso_session = s\nsso_account_id = 1\nsso_role_name = n\n"
OTHERS = f"""
[sso-session s]
sso_start_url = https://example.awsapps.com/start
sso_region = eu-west-1
[sso-session empty]
[sso-session bad]
region = a_b
[sso-session absent]
max_attempts = 0
[sso-session self]
sso_session = self
[sso-session outer]
sso_session = gone
[profile keys]
{KEYS}
[profile both]
{KEYS}credential_process = c
[profile role]
{ROLE}source_profile = keys
[profile gone]
{ROLE}source_profile = nowhere
[profile bad]
{KEYS}use_fips_endpoint = 1
[profile odd_region]
{KEYS}region = a_b
[profile code]
{ROLE}source_profile = keys
mfa_serial = x
[profile to_p]
{ROLE}source_profile = p
[profile to_code]
{ROLE}source_profile = code
"""


def _verdict(settings: str) -> Verdict:
    return _read(f"{OTHERS}\n[profile p]\n{settings}", f"[profile x]\n{KEYS}").verdicts["p"]


@pytest.mark.parametrize(
    ("settings", "kind"),
    [
        (KEYS, "static"),
        (
            KEYS + "services = x\nendpoint_url = y\nregion = eu-west-1\nduration_seconds = 1",
            "static",
        ),
        (KEYS + "aws_session_token = t\n", "temporary"),
        (KEYS + "aws_session_token =\nrole_arn =\n# c\n", "static"),
        (KEYS + "login_session = x\naws_security_token = x\n", "static"),
        (KEYS + "ROLE_ARN = x\n", "static"),
        (KEYS + "use_fips_endpoint = TRUE\nretry_mode = LEGACY, standard\n", "static"),
        (KEYS + "retry_mode = 7\nmax_attempts = +3\ndefaults_mode = x\n", "static"),
        ("credential_process = c\n", "process"),
        (ROLE + "source_profile = keys\n", "role"),
        (ROLE + "source_profile = role\nexternal_id = x\nrole_session_name = n\n", "role"),
        (ROLE + "source_profile = profile x\n", "role"),
        (ROLE + "credential_source = ENVIRONMENT\n", "role"),
        (ROLE + "credential_source = 2\nrole_session_name = n\nendpoint_url = x\n", "role"),
        (ROLE + "web_identity_token_file = f\nrole_session_name = n\n", "web-identity"),
        (SSO, "sso"),
        (SSO + KEYS + ROLE, "sso"),
        (SSO.replace("sso_session", "SSO_Session") + "sso_region = a_b\n", "sso"),
    ],
)
def test_a_profile_is_accepted(settings: str, kind: str) -> None:
    token = "aws_session_token" if kind == "temporary" else None
    assert _verdict(settings) == Verdict(True, None, kind, token=token)


INVALID = (
    "InvalidDataException: Credential profile [p] is not valid.  Please ensure the profile contains"
    " a valid combination of properties."
)
ABSENT = 'Unable to find the "p" profile in CredentialProfileStoreChain.'
FROM = "InvalidDataException: Error reading source profile [{}] for profile [p]. ---> "
NO_SESSION = "AmazonClientException: Invalid Configuration.  Failed to find sso_session [{}]"
NULL = "ArgumentNullException: Value cannot be null. (Parameter '{}')"
NOT_FOUND = "Source profile [{}] was not found."
CYCLE = "Error reading profile [{}]: the source profile definition is cyclical."
STOPPED = "InvalidOperationException: The profile [p] is an assume role profile that requires an"
NO_CODE = "InvalidOperationException: The MfaSerialNumber has been set"
REGION = "ArgumentException: Invalid region endpoint provided"


@pytest.mark.parametrize(
    ("settings", "reason", "key"),
    [
        ("", INVALID, None),
        ("aws_access_key_id = x\naws_secret_access_key =\n", INVALID, None),
        ("AWS_ACCESS_KEY_ID = x\naws_secret_access_key = x\n", INVALID, None),
        (KEYS + "credential_process = c\n", INVALID, "credential_process"),
        (KEYS + ROLE + "source_profile = keys\n", INVALID, None),
        (KEYS + "mfa_serial = x\n", INVALID, "mfa_serial"),
        (ROLE + "credential_source = Environment\nexternal_id = x\n", INVALID, "external_id"),
        (ROLE + "source_profile = keys\ncredential_process = c\n", INVALID, "credential_process"),
        (ROLE + "source_profile = keys\ncredential_source = Environment\n", INVALID, None),
        ("credential_process = c\nendpoint_url = x\n", INVALID, "endpoint_url"),
        (ROLE + KEYS, INVALID, "role_arn"),
        (KEYS + "use_fips_endpoint = 1\n", ABSENT, "use_fips_endpoint"),
        (KEYS + "s3_use_arn_region =\n", ABSENT, "s3_use_arn_region"),
        (KEYS + "retry_mode = fast\n", ABSENT, "retry_mode"),
        (KEYS + "max_attempts = 0\n", ABSENT, "max_attempts"),
        (KEYS + "max_attempts = 2147483648\n", ABSENT, "max_attempts"),
        (KEYS + "sts_regional_endpoints = x\n", ABSENT, "sts_regional_endpoints"),
        (
            KEYS + "ec2_metadata_service_endpoint_mode = IPv7\n",
            ABSENT,
            "ec2_metadata_service_endpoint_mode",
        ),
        (
            KEYS + "request_min_compression_size_bytes = 10485761\n",
            ABSENT,
            "request_min_compression_size_bytes",
        ),
        (KEYS + "toolkit_artifact_guid = x\n", ABSENT, "toolkit_artifact_guid"),
        (KEYS + "region =\n", REGION, "region"),
        (KEYS + "max_attempts = x\nregion = eu_west_1\n", REGION, "region"),
        (
            KEYS + "ec2_metadata_service_endpoint = a b\n",
            "AmazonClientException: Invalid value a b for ec2_metadata_service_endpoint in profile"
            " p. A well-formed Uri is expected.",
            "ec2_metadata_service_endpoint",
        ),
        (
            ROLE + "source_profile = nowhere\n",
            FROM.format("nowhere") + NOT_FOUND.format("nowhere"),
            "source_profile",
        ),
        (
            ROLE + "source_profile = gone\n",
            FROM.format("gone") + NOT_FOUND.format("nowhere"),
            "source_profile",
        ),
        (
            ROLE + "source_profile = bad\n",
            FROM.format("bad") + NOT_FOUND.format("bad"),
            "source_profile",
        ),
        (
            ROLE + "source_profile = both\n",
            FROM.format("both") + INVALID.partition(": ")[2].replace("[p]", "[both]"),
            "source_profile",
        ),
        (ROLE + "source_profile = odd_region\n", REGION, "source_profile"),
        (ROLE + "source_profile = p\n", FROM.format("p") + CYCLE.format("p"), "source_profile"),
        (
            ROLE + "source_profile = to_p\n",
            FROM.format("to_p") + CYCLE.format("p"),
            "source_profile",
        ),
        (
            ROLE + "credential_source = Nope\n",
            "InvalidDataException: Error reading credential source [Nope] for profile [p]. --->"
            " Credential source [Nope] is invalid.",
            "credential_source",
        ),
        (
            ROLE + "credential_source = 3\n",
            "InvalidDataException: Error reading credential source [3] for profile [p]. --->"
            " Credential source [3] is not implemented.",
            "credential_source",
        ),
        ("sso_session = gone\n" + KEYS, NO_SESSION.format("gone"), "sso_session"),
        ("sso_session = absent\n", NO_SESSION.format("absent"), "sso_session"),
        ("sso_session = outer\n", NO_SESSION.format("gone"), "sso_session"),
        ("sso_session = bad\n", REGION, "sso_session"),
        ("sso_session = self\n", "Stack overflow.", "sso_session"),
        ("sso_session = empty\nsso_region = eu-west-1\n", NULL.format("region"), "sso_session"),
        ("sso_start_url = x\n", NULL.format("region"), None),
        ("sso_region = a_b\n", REGION, "sso_region"),
        (
            "sso_region = a\n" + KEYS,
            NULL.format("Property cannot be empty: AccountId, RoleName, StartUrl"),
            None,
        ),
    ],
)
def test_a_profile_is_refused(settings: str, reason: str, key: str | None) -> None:
    assert _verdict(settings) == Verdict(False, reason, None, key)


@pytest.mark.parametrize(
    ("settings", "begins", "key", "lacks"),
    [
        ("login_session = x\n", "InvalidDataException: Credential", None, "login_session"),
        (ROLE + "source_profile = keys\nmfa_serial = x\n", STOPPED, "mfa_serial", "mfa_serial"),
        (ROLE + "source_profile = nowhere\nmfa_serial = x\n", STOPPED, "mfa_serial", "mfa_serial"),
        (
            ROLE + "source_profile = keys\nmfa_serial = x\nrole_session_name = n\n",
            NO_CODE,
            "mfa_serial",
            "mfa_serial",
        ),
        (ROLE + "source_profile = to_code\n", NO_CODE, "source_profile", "mfa_serial"),
    ],
)
def test_a_profile_wants_what_it_lacks(
    settings: str, begins: str, key: str | None, lacks: str
) -> None:
    verdict = _verdict(settings)
    assert (verdict.reason or "").startswith(begins)
    assert verdict == Verdict(False, verdict.reason, None, key, lacks=lacks)


# --- against a plain retelling of the resolution


class _Error(Exception):
    """What the resolution ends with: an exception of .NET, `data` being an InvalidDataException."""

    def __init__(self, words: str, data: bool = False, key: str | None = None) -> None:
        super().__init__(words)
        self.data = data
        self.key = key


_GROUPS = {
    "static": "aws_access_key_id aws_secret_access_key",
    "temporary": "aws_access_key_id aws_secret_access_key aws_session_token",
    "process": "credential_process",
    "chain": "role_arn source_profile",
    "chain ": "role_arn source_profile role_session_name",
    "chain  ": "role_arn source_profile mfa_serial",
    "chain   ": "role_arn source_profile mfa_serial role_session_name",
    "role": "role_arn credential_source",
    "role ": "role_arn credential_source role_session_name",
    "web-identity": "role_arn web_identity_token_file",
    "web-identity ": "role_arn web_identity_token_file role_session_name",
}
_SETS = {frozenset(keys.split()): kind for kind, keys in _GROUPS.items()}
_SETS |= {
    keys | {"endpoint_url"}: kind + " " for keys, kind in list(_SETS.items()) if kind != "process"
}


class _Resolution:
    """One profile the way the SDK resolves it: no memory, no shortcuts."""

    def __init__(self, profiles: Profiles, sessions: Profiles) -> None:
        self.profiles = profiles
        self.sessions = sessions

    def verdict(self, name: str) -> Verdict:
        try:
            found = self._get(
                name,
                self.profiles,
                f'Unable to find the "{name}" profile in CredentialProfileStoreChain.',
            )
            options, kind = found
            if kind is not None and set(options) == {"role_arn", "source_profile", "mfa_serial"}:
                raise _Error("stopped", key="mfa_serial")
            code = self._create(name, options, kind, [])
            if code is not None:
                raise _Error("code", key="mfa_serial" if code == name else "source_profile")
        except _Error as error:
            return Verdict(False, str(error), None, error.key)
        kind = (kind or "").strip().replace("chain", "role")
        return Verdict(True, None, kind, token="aws_session_token" if kind == "temporary" else None)

    def _get(self, name: str, sections: Profiles, missing: str) -> tuple[Values, str | None]:
        values = sections.get(name)
        if values is None:
            raise _Error(missing, data=True)
        options = {
            key: value
            for key, value in values.items()
            if value and key not in ("region", "max_attempts", "use_fips_endpoint")
        }
        if values.get("region") in ("", "a_b"):
            raise _Error(REGION, key="region")
        if values.get("max_attempts", "1") != "1":
            raise _Error(missing, data=True, key="max_attempts")
        if (session := values.get("sso_session")) is not None:
            try:
                found = self._get(session, self.sessions, NO_SESSION.format(session))[0]
            except _Error as error:
                raise _Error(str(error), key="sso_session") from error
            for key in ("sso_region", "sso_start_url"):
                options[key] = found.get(key, "")
        if values.get("use_fips_endpoint", "true") != "true":
            raise _Error(missing, data=True, key="use_fips_endpoint")
        if any(key.startswith("sso_") for key in options):
            return options, "sso"
        return options, _SETS.get(frozenset(options))

    def _create(self, name: str, options: Values, kind: str | None, seen: list[str]) -> str | None:
        """Raises what creating or using the credentials does; the profile that wants a code."""
        if kind is None:
            raise _Error(
                INVALID.partition(": ")[2].replace("[p]", f"[{name}]"),
                data=True,
            )
        if kind == "sso":
            where = "sso_session" if options.get("sso_session") else None
            if not options.get("sso_region"):
                raise _Error(NULL.format("region"), key=where)
            if options["sso_region"] == "a_b":
                raise _Error(REGION, key=where or "sso_region")
            empty = [
                word
                for word, key in (
                    ("AccountId", "account_id"),
                    ("RoleName", "role_name"),
                    ("StartUrl", "start_url"),
                )
                if not options.get(f"sso_{key}")
            ]
            if empty:
                key = where if empty == ["StartUrl"] else None
                raise _Error(NULL.format(f"Property cannot be empty: {', '.join(empty)}"), key=key)
        if kind.startswith("role") and options["credential_source"] != "environment":
            raise _Error(
                f"Credential source [{options['credential_source']}] is invalid.",
                data=True,
                key="credential_source",
            )
        if not kind.startswith("chain"):
            return None
        if name in seen:
            raise _Error(
                f"Error reading profile [{name}]: the source profile definition is cyclical.",
                data=True,
            )
        source = options["source_profile"]
        try:
            found = self._get(source, self.profiles, f"Source profile [{source}] was not found.")
            code = self._create(source, *found, [*seen, name])
        except _Error as error:
            raise _Error(str(error), error.data, "source_profile") from error
        return name if "mfa_serial" in options else code


def _short(verdict: Verdict) -> Verdict:
    """A verdict with the cause alone of an exception."""
    reason = verdict.reason
    if reason is not None:
        reason = reason.rpartition(" ---> ")[2].removeprefix("InvalidDataException: ")
        if reason.startswith("InvalidOperationException"):
            reason = "stopped" if "This type of profile" in reason else "code"
    return verdict._replace(reason=reason, lacks=None)


_CHOICES = {
    "source_profile": ("a", "b", "c", "gone"),
    "credential_source": ("environment", "x"),
    "sso_session": ("s", "t", "gone", ""),
    "sso_region": ("eu-west-1", "a_b", ""),
    "region": ("eu-west-1", "eu-west-1", "a_b"),
    "max_attempts": ("1", "1", "0"),
    "use_fips_endpoint": ("true", "true", "1"),
}
_SSO_KEYS = ("sso_session", "sso_region", "sso_start_url", "sso_account_id", "sso_role_name")


def _values(key: str) -> st.SearchStrategy[tuple[str, str]]:
    return st.tuples(st.just(key), st.sampled_from(_CHOICES.get(key, ("x", "x", "x", ""))))


def _some(keys: tuple[str, ...], most: int) -> st.SearchStrategy[dict[str, str]]:
    return st.lists(st.sampled_from(keys).flatmap(_values), max_size=most).map(dict)


_SET = st.sampled_from([tuple(sorted(keys)) for keys in (*_SETS, frozenset(_SSO_KEYS))]).flatmap(
    lambda keys: st.tuples(*map(_values, keys)).map(dict)
)
_EXTRA = ("region", "max_attempts", "use_fips_endpoint", "endpoint_url", "mfa_serial", *_SSO_KEYS)
_PROFILE = st.one_of(
    _SET,
    _SET,
    st.builds(lambda own, more: own | more, _SET, _some(_EXTRA, 1)),
    _some(tuple({key for keys in _SETS for key in keys} | set(_EXTRA)), 5),
)
_SESSION = _some((*_SSO_KEYS[1:3], *_SSO_KEYS[1:3], "region", "use_fips_endpoint"), 3)


@examples(200, 50_000)
@given(
    st.dictionaries(st.sampled_from(("a", "b", "c", "d")), _PROFILE, max_size=4),
    st.dictionaries(st.sampled_from(("s", "t")), _SESSION, max_size=2),
)
def test_verdicts_are_those_of_the_resolution(
    profiles: dict[str, dict[str, str]], sessions: dict[str, dict[str, str]]
) -> None:
    retold = _Resolution(profiles, sessions)
    for name, verdict in judge(profiles, profiles.get, sessions).items():
        expected = retold.verdict(name)
        if expected.key is None:  # which setting is one too many is not the SDK's to say
            expected = expected._replace(key=verdict.key)
        assert _short(verdict) == _short(expected)


# --- any files


@examples(200, 50_000)
@given(PAIRS)
def test_any_files_are_read_and_judged(pair: Pair) -> None:
    reading = _read(*pair)
    assert reading.tool == "dotnet"
    assert not (reading.error and reading.profiles)
    assert reading.verdicts.keys() == reading.profiles.keys()
    readers.give_reasons(reading)


@examples(200, 50_000)
@given(PAIRS)
def test_plain_sections_read_as_line_by_line(pair: Pair) -> None:
    readers.read_alike(dotnet.read, pair)


# --- big files: each would take minutes, were any step not linear


def test_a_long_chain_and_a_long_circle_are_followed() -> None:
    chain = "".join(
        f"[profile p{number}]\n{ROLE}source_profile = p{number + 1}\n" for number in range(20_000)
    )
    verdicts = _read(f"{chain}[profile p20000]\n{KEYS}").verdicts
    assert {verdicts[f"p{number}"].kind for number in range(20_000)} == {"role"}
    verdicts = _read(f"{chain}[profile p20000]\n{ROLE}source_profile = p0\n").verdicts
    assert not any(verdict.accepted for verdict in verdicts.values())
    sessions = "".join(f"[sso-session s{n}]\nsso_session = s{n + 1}\n" for n in range(20_000))
    profiles = "".join(f"[profile p{n}]\nsso_session = s{n}\n" for n in range(20_000))
    verdicts = _read(profiles + sessions).verdicts
    assert verdicts["p0"].reason == NO_SESSION.format("s20000")


@pytest.mark.parametrize("end", ["\n", " \n"], ids=["plain", "odd"])
def test_many_sections_are_read(end: str) -> None:
    text = "".join(f"[profile p{number}]\nregion = x{end}" for number in range(20_000))
    assert len(_read(text + text).profiles) == 20_000


def test_headers_that_are_settings_do_not_fill_the_memory() -> None:
    text = "".join(f"[k{number}=x]\n" for number in range(5_000))
    assert len(_read("", text).profiles) == 100
    assert len(_read("[profile p]\n" + text).profiles["p"]) == 5_000


def test_many_nested_settings_are_read() -> None:
    text = "[profile p]\na =\n" + "".join(f"  k{number} = 1\n" for number in range(20_000))
    assert len(_read(text).profiles["p"]["a"]) == 20_000
