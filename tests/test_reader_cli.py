"""The reader of the AWS CLI and boto3, compared with botocore: readings, verdicts, surprises."""

from __future__ import annotations

import contextlib
import re
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import botocore.loaders
import botocore.session
import pytest
from botocore import exceptions
from hypothesis import given
from hypothesis import strategies as st

from awscred import ini
from awscred.tools.cli import reading as cli
from awscred.tools.cli import shell
from awscred.tools.cli.clients import NESTED
from awscred.tools.reading import Reading, Verdict
from tests.corpus import PAIRS, Pair
from tests.sizes import examples

KEYS = (
    "aws_access_key_id = AKIAI44QH8DHBEXAMPLE\n"
    "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n"
)
ROLE = "role_arn = arn:aws:iam::123456789012:role/deploy\n"

_LOADER = botocore.loaders.Loader()  # caches the models of clients

Write = Callable[[Pair], None]


def _read(config: str | bytes, credentials: str | bytes = "") -> Reading:
    return cli.read(ini.parse(config), ini.parse(credentials))


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Puts a pair of files where botocore looks, in an environment where it cannot run programs."""
    config, credentials = tmp_path / "config", tmp_path / "credentials"
    monkeypatch.setenv("AWS_CONFIG_FILE", str(config))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(credentials))
    monkeypatch.setenv("PATH", str(tmp_path / "nowhere"))
    monkeypatch.delenv("AWS_ENDPOINT_URL")  # would override the files

    def write(pair: Pair) -> None:
        config.write_bytes(pair.config)
        credentials.write_bytes(pair.credentials)

    return write


def _session(profile: str | None = None) -> Any:
    session = botocore.session.Session(profile=profile, include_builtin_handlers=False)
    session.register_component("data_loader", _LOADER)
    return session


# --- readings


@examples(250, 200_000)
@given(pair=PAIRS)
def test_files_are_read_as_botocore_reads_them(write: Write, pair: Pair) -> None:
    write(pair)
    reading = _read(*pair)
    try:
        real = _session().full_config
    except exceptions.ConfigParseError:
        assert reading.error is not None
        assert (reading.profiles, reading.sessions, reading.verdicts) == ({}, {}, {})
    else:
        assert reading.error is None
        assert (reading.profiles, reading.sessions) == (real["profiles"], real["sso_sessions"])


_LINES = st.sampled_from(
    ("[profile a]", " [b]", "[c", "k = v", "  l = w", "= x", "junk", "# c", "")
)


@examples(150, 20_000)
@given(lines=st.lists(_LINES, max_size=6))
def test_a_refusal_names_the_line_that_is_wrong(write: Write, lines: list[str]) -> None:
    config = "\n".join(lines)
    write(Pair(config.encode(), b""))
    error = _read(config).error
    try:
        assert _session().full_config and error is None
    except exceptions.ConfigParseError as refused:
        cause = refused.kwargs["error"]
        assert error is not None
        # Python reports lines that it cannot parse at the end, but a missing or repeated section
        # header immediately.
        errors = [number for number, _ in getattr(cause, "errors", ())]
        assert (
            error.place.span.line == errors[0] if errors else error.place.span.line <= cause.lineno
        )


@examples(200, 200_000)
@given(text=st.text(alphabet="ab \t\n\\\"'\x0b\u3000é", max_size=12))
def test_words_are_split_as_python_splits_them(text: str) -> None:
    def words(split: Callable[[str], list[str]]) -> list[str] | str:
        try:
            return split(text)
        except ValueError as error:
            return str(error)

    assert words(shell.split) == words(shlex.split)


@pytest.mark.parametrize(
    ("config", "profiles"),
    [
        pytest.param("[default]\na = 1", {"default": {"a": "1"}}, id="a profile"),
        pytest.param("[profile p]\na = 1 # c", {"p": {"a": "1 # c"}}, id="no inline comments"),
        pytest.param("[profile p] # c\na = 1", {"p": {"a": "1"}}, id="but behind a header"),
        pytest.param(
            "[profile p]#]\na = 1", {"p]#": {"a": "1"}}, id="a header ends at the last bracket"
        ),
        pytest.param("[profile p]\n[a = 1", {"p": {"[a": "1"}}, id="an unclosed one with ="),
        pytest.param("[profile p]\na: 1=2", {"p": {"a": "1=2"}}, id="a colon separates too"),
        pytest.param("[profile p]\nA = B", {"p": {"a": "B"}}, id="keys are lower-cased"),
        pytest.param("  [profile p]\n  a = 1", {"p": {"a": "1"}}, id="all of it indented"),
        pytest.param(
            "[profile p]\na = 1\n  [profile q]\n  b = 2",
            {"p": {"a": "1\n[profile q]\nb = 2"}},
            id="deeper lines go on with the value",
        ),
        pytest.param(
            "[profile p]\na = 1\n\n  b\n# c\n  # d\n\tc\n\nd = 2",
            {"p": {"a": "1\n\nb\nc", "d": "2"}},
            id="empty lines are part of it, comments are not",
        ),
        pytest.param(
            "[profile p]\n  a = 1\n b = 2\n  c = 3",
            {"p": {"a": "1", "b": "2\nc = 3"}},
            id="deeper than the last setting counts",
        ),
        pytest.param(
            "[profile p]\ra = 1\r\r\n  b\rc = 2",
            {"p": {"a": "1\n\nb", "c": "2"}},
            id="a lone CR ends a line",
        ),
        pytest.param(
            "[profile p]\na = 1\xa0\u2028\nb\x1f=\x85\x002",
            {"p": {"a": "1", "b": "\x002"}},
            id="blanks are Python's",
        ),
        pytest.param(
            "[profile p]\ns3 =\n  a = 1\n\n  b=2=3\n  a = 4\n   = 5",
            {"p": {"s3": {"a": "4", "b": "2=3", "": "5"}}},
            id="settings below an empty one are nested",
        ),
        pytest.param(
            "[profile p]\na =\n\n  b = 1", {"p": {"a": {"b": "1"}}}, id="behind an empty line too"
        ),
        pytest.param(
            "[DEFAULT]\na = 1\n[profile p]\n[profile q]\na = 2\n[DEFAULT]\nb = 3",
            {"p": {"a": "1", "b": "3"}, "q": {"a": "2", "b": "3"}},
            id="every section has the defaults",
        ),
        pytest.param("[DEFAULT]\na =\n  b", {}, id="of which nothing is seen without sections"),
        pytest.param(
            "[DEFAULT]\na =\n  b\n[profile p]\na = 1",
            {"p": {"a": "1"}},
            id="or where all sections hide them",
        ),
        pytest.param(
            "[profiles a]\n[profile-x b]\n[profile\tc]\n[profile  d]\n[ profile e]",
            {"a": {}, "b": {}, "c": {}, "d": {}},
            id="the type need only begin with profile",
        ),
        pytest.param(
            "[profile 'a b']\n[profile c\\d]\n[profile e\"f\"g]\n[profile h\\ i]",
            {"a b": {}, "cd": {}, "efg": {}, "h i": {}},
            id="a header is split as by a shell",
        ),
        pytest.param(
            "[profile a b]\n[profile]\n[profile o'brien]\n[profile x\\]\n[foo]\n[Profile y]",
            {},
            id="other headers are dropped",
        ),
        pytest.param(
            "[default]\na = 1\n[profile default]\nb = 2\n[profile p]\nc = 3\n[profile 'p']",
            {"default": {"b": "2"}, "p": {}},
            id="the later of two spellings wins",
        ),
    ],
)
def test_config_is_read(config: str, profiles: dict[str, Any], write: Write) -> None:
    reading = _read(config)
    assert (reading.error, reading.profiles) == (None, profiles)
    write(Pair(config.encode(), b""))
    assert _session().full_config["profiles"] == profiles


def test_credentials_name_profiles_as_they_stand() -> None:
    credentials = "[profile a]\n[ b ]\n['c']\n[d e]\n[o'brien]\n"
    names = ["profile a", " b ", "'c'", "d e", "o'brien"]
    assert list(_read("", credentials).profiles) == names


def test_the_keys_of_credentials_win_one_by_one() -> None:
    config = "[profile p]\na = 1\nb = 2\ns3 =\n  c = 3\n[profile q]\n"
    profiles = _read(config, "[p]\nb = 4\ns3 =\n  d = 5\n[r]\n").profiles
    assert profiles == {"p": {"a": "1", "b": "4", "s3": {"d": "5"}}, "q": {}, "r": {}}


def test_defaults_are_those_of_their_own_file() -> None:
    config = "[DEFAULT]\na = 1\nb = 1\n[profile p]\nc = 1\n"
    profiles = _read(config, "[DEFAULT]\nb = 2\n[p]\nd = 2\n[q]\n").profiles
    assert profiles == {"p": {"a": "1", "b": "2", "c": "1", "d": "2"}, "q": {"b": "2"}}


def test_plain_sections_are_taken_as_they_are() -> None:
    document = ini.parse("[profile p]\na = 1\n\n[profile q]\nb = 2\n")
    profiles = cli.read(document, ini.parse("")).profiles
    assert [profiles["p"], profiles["q"]] == [part.plain for part in document.sections[1:]]
    assert profiles["p"] is document.sections[1].plain


@pytest.mark.parametrize(
    ("config", "line", "message"),
    [
        pytest.param("# c\na = 1", 2, "file contains no section headers", id="no header"),
        pytest.param("\ufeff[a]\n", 1, "file contains no section headers", id="BOM"),
        pytest.param("[a]\n\njunk", 3, "file contains parsing errors", id="no separator"),
        pytest.param("[a]\n= 1", 2, "file contains parsing errors", id="no key"),
        pytest.param("[a]\n[b", 2, "file contains parsing errors", id="unclosed header"),
        pytest.param("[a]\n[]", 2, "file contains parsing errors", id="empty header"),
        pytest.param("[a]\nb = 1\r=\r\n", 2, "file contains parsing errors", id="behind a CR"),
        pytest.param("[a]\n[b]\n[a]\n", 3, "section 'a' already exists", id="section twice"),
        pytest.param(
            "[a]\nb = 1\nB = 2", 3, "option 'b' in section 'a' already exists", id="key twice"
        ),
        pytest.param(
            "[DEFAULT]\nb = 1\n[a]\n[DEFAULT]\nb = 2",
            5,
            "option 'b' in section 'DEFAULT' already exists",
            id="default twice",
        ),
        pytest.param(
            "[a]\nb = 1\ns3 =\n  c = 2\n  d",
            3,
            "a line nested below the option has no '='",
            id="nested junk",
        ),
        pytest.param(
            "[a]\n# caf\xe9".encode("latin-1"),
            2,
            "'utf-8' codec can't decode byte 0xe9",
            id="Latin-1",
        ),
        pytest.param(
            "[a]\n".encode("utf-16"), 1, "'utf-8' codec can't decode byte 0xff", id="UTF-16"
        ),
    ],
)
def test_a_file_is_refused(config: str | bytes, line: int, message: str, write: Write) -> None:
    for file, reading in (
        ("config", _read(config)),
        ("credentials", _read("[default]\n", config)),
    ):
        assert reading.error is not None
        place, said = reading.error
        assert (place.file, place.span.line, said) == (file, line, message)
    write(Pair(config if isinstance(config, bytes) else config.encode(), b""))
    with pytest.raises(exceptions.ConfigParseError):
        assert _session().full_config


# --- verdicts


class Answer(NamedTuple):
    """botocore's answer for a profile: why it refuses, or the credentials that it would use."""

    reason: str | None
    credentials: Any = None


# What is decided outside the files: by programs, tokens, caches, packages, and the machine.
_OUTSIDE = (
    OSError,
    exceptions.CredentialRetrievalError,
    exceptions.LoginTokenLoadError,
    exceptions.MissingDependencyException,
    exceptions.SSOTokenLoadError,
)
_KINDS = {
    "assume-role": "role",
    "assume-role-with-web-identity": "web-identity",
    "sso": "sso",
    "shared-credentials-file": "static",
    "config-file": "static",
}


def _ask(name: str) -> Answer:
    """Create a client of STS for a profile with botocore, and return the result."""
    session = _session(name)
    region = None if "region" in session.get_scoped_config() else "eu-west-1"
    try:
        try:
            session.create_client("sts", region_name=region)
        except _OUTSIDE:  # see whether anything else is wrong
            session.create_client("sts", region, aws_access_key_id="x", aws_secret_access_key="x")
            return Answer(None)
        credentials = session.get_credentials()
        if credentials is None:
            return Answer(str(exceptions.NoCredentialsError()))
        with contextlib.suppress(*_OUTSIDE):
            first = _first(credentials)
            if first is not None and first.method == "sso":  # sends nothing without a token
                first.get_frozen_credentials()
    except (exceptions.BotoCoreError, ValueError, IndexError) as error:
        return Answer(str(error))
    except (TypeError, AttributeError) as error:  # a text in place of a block, or the reverse
        return Answer(NESTED if "dict" in str(error) else str(error))
    return Answer(None, credentials)


def _first(credentials: Any) -> Any:
    """The first credentials of a chain of roles; None if they come from outside."""
    while credentials is not None and credentials.method == "assume-role":
        refresh = credentials._refresh_using
        credentials = getattr(refresh, "_refresh", refresh).__self__._source_credentials
    return credentials


def _agree(verdict: Verdict, answer: Answer) -> bool:
    if verdict.reason is None:
        return answer.reason is None and _is_of_kind(answer.credentials, verdict)
    if verdict.reason.startswith("AWS CLI: "):
        return True  # boto3 would not complain
    if "//portal.sso." in verdict.reason:
        return True  # unless an endpoint_url overrides it, which our reader ignores here
    if answer.reason is None or verdict.kind is not None:
        return False
    if _is_late(verdict.reason, verdict.key):
        return True
    reason = re.sub(
        r"//sts(-fips)?\.\.(amazonaws.com|api.aws)", "//sts..amazonaws.com", answer.reason
    )
    return reason == verdict.reason.removeprefix("boto3: ")


def _is_late(reason: str, key: str | None) -> bool:
    """Whether botocore finds this fault only when it signs in by SSO, after any other."""
    about_region = reason.startswith("Provided region_name") and key != "region"
    about_token = "SSO token provider" in reason and key != "sso_session"
    nested = reason == NESTED and key in ("sso_region", "sso_start_url", "source_profile")
    return about_region or about_token or nested


def _is_of_kind(credentials: Any, verdict: Verdict) -> bool:
    if credentials is None:
        return verdict.kind in ("process", "login", "role")
    kind = _KINDS[credentials.method]
    return verdict.kind == ("temporary" if kind == "static" and credentials.token else kind)


def _differences(pair: Pair) -> list[tuple[str, Verdict, Answer]]:
    """The profiles on which the reader and botocore disagree."""
    found = []
    for name, verdict in _read(*pair).verdicts.items():
        # botocore uses the default profile's credentials if a name is empty.
        if name and not _agree(verdict, answer := _ask(name)):
            found.append((name, verdict, answer))
    return found


@examples(150, 100_000)
@given(pair=PAIRS)
def test_profiles_are_judged_as_botocore_judges_them(write: Write, pair: Pair) -> None:
    write(pair)
    assert not _differences(pair)


_VALUES = {
    "aws_access_key_id": ("AKIAI44QH8DHBEXAMPLE", ""),
    "aws_secret_access_key": ("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", ""),
    "aws_session_token": ("t", ""),
    "aws_security_token": ("u", ""),
    "role_arn": ("arn:aws:iam::123456789012:role/deploy", ""),
    "source_profile": ("a", "b", "c", "nobody", "", "\n  k = v"),
    "credential_source": ("Environment", "environment", ""),
    "duration_seconds": ("3600", "long", "\n  k = v"),
    "mfa_serial": ("arn:aws:iam::123456789012:mfa/me",),
    "web_identity_token_file": ("/token", "", "\n  k = v"),
    "sso_session": ("s", "nobody", "", "\n  k = v"),
    "sso_account_id": ("123456789012", ""),
    "sso_role_name": ("Dev", "\n  k = v"),
    "sso_start_url": ("https://example.awsapps.com/start", "x"),
    "sso_region": ("eu-west-1", "eu_west_1", "\n  k = v"),
    "login_session": ("arn:aws:iam::123456789012:user/me", ""),
    "credential_process": ("/nowhere/vault --json", "", '"x', "x\\", "a\0b", "\n  k = v"),
    "region": ("eu-west-1", "eu_west_1", "", "12", "-a", "a-", "x" * 64, "é", "\n  k = v"),
    "retry_mode": ("standard", "adaptive", "legacy", "Standard", "", "\n  k = v"),
    "max_attempts": ("3", "010", "1_0", "0", "-1", "0x10", "", "9" * 4301, "\n  k = v"),
    "defaults_mode": ("Standard", "legacy", "x", "", "\n  k = v"),
    "request_checksum_calculation": ("WHEN_REQUIRED", "x", "", "\n  k = v"),
    "response_checksum_validation": ("when_supported", "x"),
    "account_id_endpoint_mode": ("Disabled", "x", "", "\n  k = v"),
    "request_min_compression_size_bytes": ("1", "0", "1048577", "x", "", "\n  k = v"),
    "auth_scheme_preference": ("sigv4", "", "\n  k = v"),
    "s3": (
        *("x", "", "\n  addressing_style = path", "\n  addressing_style = x"),
        *(f"\n  us_east_1_regional_endpoint = {form}" for form in ("regional", "Legacy", "")),
        "\n  US_EAST_1_REGIONAL_ENDPOINT = x",
    ),
    "s3_us_east_1_regional_endpoint": ("legacy", "regional", "Regional", "", "\n  k = v"),
    "s3_disable_express_session_auth": ("True", "x", "", "\n  k = v"),
    "api_versions": (
        *("x", "\n  ec2 = 2016-11-15", "\n  sts = 2011-06-15", "\n  sts = latest", "\n  sts ="),
        *("\n  sts = /x", "\n  STS = x"),
    ),
    "services": ("v", "w", "nobody", "", "\n  k = v"),
    "endpoint_url": (
        *("https://x", "x", "", "http://a_b", "http://x.", "http://-x", "http://[", "//x"),
        *("http://[::1]", "http://[::1%25eth0]", "http://[::1%é]", "http://[v1.a]", "\n  k = v"),
    ),
    "ignore_configured_endpoint_urls": ("True", "x"),
    "use_fips_endpoint": ("true", "x"),
    "ca_bundle": ("/nowhere", ""),
    "metadata_service_timeout": ("1", "1.0", ""),
    "metadata_service_num_attempts": ("1", "x", "\n  k = v"),
    "ec2_metadata_service_endpoint": ("http://x", "x", "", "http://[", "\n  k = v"),
    "ec2_metadata_service_endpoint_mode": ("IPv6", "x", "", "\n  k = v"),
    "cli_pager": ("",),
}
_PAIRS = [(key, value) for key, values in _VALUES.items() for value in values]


def _bodies(
    prefixes: tuple[str, ...], size: int, usual: tuple[str, ...] = ("",)
) -> st.SearchStrategy[str]:
    """The lines of a section: perhaps a usual beginning, and any settings with these prefixes."""
    pairs = [pair for pair in _PAIRS if pair[0].startswith(prefixes)]

    def body(beginning: str, found: list[tuple[str, str]]) -> str:
        new = (pair for pair in found if pair[0] not in beginning)
        return beginning + "".join(f"{key} = {value}\n" for key, value in new)

    lists = st.lists(st.sampled_from(pairs), max_size=size, unique_by=lambda pair: pair[0])
    return st.builds(body, st.sampled_from(usual), lists)


_USUAL: tuple[str, ...] = (
    *("", "", KEYS, ROLE + "source_profile = a\n", ROLE + "source_profile = b\n"),
    "sso_session = s\nsso_account_id = 123456789012\nsso_role_name = Dev\n",
)
_PROFILE = st.one_of(
    _bodies(
        ("aws_", "role_", "source_", "sso_", "web_", "credential_", "login_", "dur"), 2, _USUAL
    ),
    _bodies(("aws_", "role_", "source_", "sso_", "web_", "credential_", "mfa"), 4),
    _bodies(("",), 2, (KEYS,)),
)
_SESSION = _bodies(
    ("sso_start_url", "sso_region", "sso_account_id"), 2, ("", "sso_start_url = x\n")
)
_SERVICES = "[services v]\nsts =\n  endpoint_url = y\n[services w]\nsts = x\n[services x]\n"
_MIXTURES = st.builds(
    lambda sections, session, own: Pair(
        (
            "".join(
                f"[profile {name}]\n{body}" for name, body in zip("abc", sections, strict=False)
            )
            + f"[sso-session s]\n{session}{_SERVICES}"
        ).encode(),
        "".join(f"[{name}]\n{body}" for name, body in zip("cab", own, strict=False)).encode(),
    ),
    st.lists(_PROFILE, max_size=3),
    _SESSION,
    st.lists(_PROFILE, max_size=2),
)
"""Well-formed files whose settings contradict each other, or are wrong or missing."""


@examples(200, 100_000)
@given(pair=_MIXTURES)
def test_mixtures_are_judged_as_botocore_judges_them(write: Write, pair: Pair) -> None:
    write(pair)
    assert not _differences(pair)


def _check(write: Write, config: str, credentials: str = "") -> Verdict:
    """The verdict on profile p, which botocore shares."""
    pair = Pair(config.encode(), credentials.encode())
    write(pair)
    assert not _differences(pair)
    return _read(*pair).verdicts["p"]


_SESSION_S = "[sso-session s]\nsso_start_url = x\nsso_region = eu-west-1\n"
_ACCOUNT = "sso_account_id = 123456789012\nsso_role_name = Dev\n"


@pytest.mark.parametrize(
    ("config", "credentials", "kind", "token"),
    [
        pytest.param("", f"[p]\n{KEYS}", "static", None, id="keys in credentials"),
        pytest.param(f"[profile p]\n{KEYS}", "", "static", None, id="keys in config"),
        pytest.param(
            f"[profile p]\n{KEYS}",
            "[p]\naws_secret_access_key = x",
            "static",
            None,
            id="lone secret",
        ),
        pytest.param(
            "", "[p]\naws_access_key_id =\naws_secret_access_key =", "static", None, id="empty keys"
        ),
        pytest.param(
            "",
            f"[p]\n{KEYS}aws_session_token = t",
            "temporary",
            "aws_session_token",
            id="a session token",
        ),
        pytest.param(
            "",
            f"[p]\n{KEYS}aws_session_token = t\naws_security_token = u",
            "temporary",
            "aws_security_token",
            id="the old name of a token wins",
        ),
        pytest.param(
            "",
            f"[p]\n{KEYS}aws_session_token = t\naws_security_token =",
            "static",
            None,
            id="even if it is empty, and nothing is sent",
        ),
        pytest.param(
            "[profile p]\naws_session_token = t",
            f"[p]\n{KEYS}",
            "static",
            None,
            id="in the other file",
        ),
        pytest.param(
            f"[profile p]\n{_ACCOUNT}sso_start_url = x\nsso_region = eu-west-1",
            f"[p]\n{KEYS}",
            "sso",
            None,
            id="SSO before keys",
        ),
        pytest.param(
            f"[profile p]\n{_ACCOUNT}sso_session = s\n{_SESSION_S}", "", "sso", None, id="a session"
        ),
        pytest.param(
            f"[profile p]\n{KEYS}login_session = l",
            "",
            "login",
            None,
            id="login before config's keys",
        ),
        pytest.param(
            f"[profile p]\n{KEYS}credential_process = /nowhere/x",
            "",
            "process",
            None,
            id="process too",
        ),
        pytest.param(
            "[profile p]\ncredential_process = /nowhere/x",
            f"[p]\n{KEYS}",
            "static",
            None,
            id="but not before those in credentials",
        ),
        pytest.param(
            f"[profile p]\n{ROLE}source_profile = q\nweb_identity_token_file = /t",
            "",
            "web-identity",
            None,
            id="web identity before a role",
        ),
        pytest.param(
            f"[profile p]\n{ROLE}source_profile = q\nweb_identity_token_file =",
            f"[p]\n{KEYS}",
            "static",
            None,
            id="without a token file there is no role either",
        ),
        pytest.param(
            f"[profile p]\n{ROLE}credential_source = Environment\n{KEYS}",
            "",
            "role",
            None,
            id="a role before keys",
        ),
        pytest.param(
            f"[profile p]\n{ROLE}source_profile = p",
            f"[p]\n{KEYS}",
            "role",
            None,
            id="its own keys",
        ),
        pytest.param(
            f"[profile p]\n{ROLE}source_profile = q\n[profile q]\n{ROLE}source_profile = r\n",
            f"[r]\n{KEYS}",
            "role",
            None,
            id="a chain of roles",
        ),
        pytest.param(
            f"[profile p]\n{ROLE}source_profile = q\n[profile q]\n{ROLE}source_profile = p\n{KEYS}",
            "",
            "role",
            None,
            id="keys end a chain that would be a circle",
        ),
        pytest.param(
            f"[profile p]\n{ROLE}source_profile = q\n[profile q]\ncredential_process = /nowhere/x",
            "",
            "role",
            None,
            id="a process behind a role",
        ),
        pytest.param(
            f"[profile p]\n{KEYS}region = us-gov-west-1\ns3 =\n  addressing_style = path\n"
            "max_attempts = 010\nretry_mode = adaptive\n"
            "request_checksum_calculation = WHEN_REQUIRED\n"
            "services = v\n[services v]\nsts =\n  endpoint_url = http://[::1]:8000\n",
            "",
            "static",
            None,
            id="settings of clients",
        ),
    ],
)
def test_a_profile_is_accepted(
    config: str, credentials: str, kind: str, token: str | None, write: Write
) -> None:
    verdict = _check(write, config, credentials)
    assert verdict == Verdict(True, None, kind, token=token)


@pytest.mark.parametrize(
    ("config", "credentials", "reason", "key"),
    [
        pytest.param("[profile p]", "", "Unable to locate credentials", None, id="nothing"),
        pytest.param(
            "[profile p]\ncredential_source = Environment\naws_secret_access_key = x",
            "",
            "Unable to locate credentials",
            None,
            id="nothing that counts",
        ),
        pytest.param(
            "[profile p]\naws_secret_access_key = x",
            "[p]\naws_access_key_id = AKIAI44QH8DHBEXAMPLE",
            "Partial credentials found in shared-credentials-file, missing: aws_secret_access_key",
            "aws_access_key_id",
            id="a pair in two files",
        ),
        pytest.param(
            "[profile p]\naws_access_key_id = AKIAI44QH8DHBEXAMPLE",
            "[p]\naws_secret_access_key = x",
            "Partial credentials found in config-file, missing: aws_secret_access_key",
            "aws_access_key_id",
            id="the other way round",
        ),
        pytest.param(
            f"[profile p]\n{ROLE}source_profile = q\ncredential_source = Environment\n[profile q]",
            "",
            'The profile "p" contains both source_profile and credential_source.',
            "credential_source",
            id="two sources",
        ),
        pytest.param(
            f"[profile p]\n{ROLE}{KEYS}",
            "",
            "Partial credentials found in assume-role,"
            " missing: source_profile or credential_source",
            "role_arn",
            id="no source",
        ),
        pytest.param(
            f"[profile p]\n{ROLE}credential_source = environment",
            "",
            'The credential source "environment" referenced in profile "p" is not valid.',
            "credential_source",
            id="unknown source",
        ),
        pytest.param(
            f"[profile p]\n{ROLE}source_profile = q\n[profile q]\n{ROLE}source_profile = r",
            "",
            'The source_profile "r" referenced in the profile "q" does not exist.',
            "source_profile",
            id="missing source",
        ),
        pytest.param(
            f"[profile p]\n{ROLE}source_profile = q\n[profile q]\nregion = eu-west-1",
            "",
            'The source profile "q" must have credentials.',
            "source_profile",
            id="empty source",
        ),
        pytest.param(
            f"[profile p]\n{ROLE}source_profile = q\n[profile q]\naws_access_key_id = x",
            "",
            "Partial credentials found in config-file, missing: aws_secret_access_key",
            "source_profile",
            id="half a source",
        ),
        pytest.param(
            f"[profile p]\n{ROLE}source_profile = p",
            "",
            "Infinite loop in credential configuration detected. Attempting to load from profile p"
            " which has already been visited. Visited profiles: ['p']",
            "source_profile",
            id="circle of one",
        ),
        pytest.param(
            f"[profile p]\n{ROLE}source_profile = q\n[profile q]\n{ROLE}source_profile = r\n"
            f"[profile r]\n{ROLE}source_profile = q",
            "",
            "Infinite loop in credential configuration detected. Attempting to load from profile q"
            " which has already been visited. Visited profiles: ['p', 'q', 'r']",
            "source_profile",
            id="chain into a circle",
        ),
        pytest.param(
            f"[profile p]\n{ROLE}source_profile = q\n{KEYS}[profile q]\n{ROLE}source_profile = p",
            "",
            "Infinite loop in credential configuration detected. Attempting to load from profile p"
            " which has already been visited. Visited profiles: ['p', 'q']",
            "source_profile",
            id="keys that the circle does not come to",
        ),
        pytest.param(
            "[profile p]\nweb_identity_token_file = /t",
            f"[p]\n{KEYS}",
            "The provided profile or the current environment is configured to assume role with web"
            " identity but has no role ARN configured. Ensure that the profile has the role_arn"
            "configuration set or the AWS_ROLE_ARN env var is set.",
            "web_identity_token_file",
            id="web identity without a role",
        ),
        pytest.param(
            "[profile p]\nsso_account_id = 1\nsso_start_url = x",
            f"[p]\n{KEYS}",
            'The profile "p" is configured to use SSO but is missing required configuration:'
            " sso_role_name, sso_region",
            None,
            id="SSO settings missing",
        ),
        pytest.param(
            f"[profile p]\n{_ACCOUNT}sso_session = t\n{_SESSION_S}",
            "",
            'The specified sso-session does not exist: "t"',
            "sso_session",
            id="SSO session missing",
        ),
        pytest.param(
            f"[profile p]\n{_ACCOUNT}sso_session = s\nsso_region = us-east-1\n{_SESSION_S}",
            "",
            "The value for sso_region is inconsistent between profile (us-east-1)"
            " and sso-session (eu-west-1).",
            "sso_region",
            id="SSO session contradicted",
        ),
        pytest.param(
            f"[profile p]\n{_ACCOUNT}sso_start_url = x\nsso_region = eu_west_1",
            "",
            "Provided region_name 'eu_west_1' doesn't match a supported format.",
            "sso_region",
            id="SSO region",
        ),
        pytest.param(
            f"[profile p]\n{_ACCOUNT}sso_start_url = x\nsso_region =",
            "",
            "Invalid endpoint: https://portal.sso..amazonaws.com",
            "sso_region",
            id="empty SSO region",
        ),
        pytest.param(
            f"[profile p]\n{KEYS}sso_session = t",
            "",
            'The profile "p" is configured to use the SSO token provider but the "t" sso_session'
            " configuration does not exist.",
            "sso_session",
            id="SSO session missing beside keys",
        ),
        pytest.param(
            f"[profile p]\n{KEYS}sso_session = t\n[sso-session t]\nsso_region = eu-west-1",
            "",
            'The profile "p" is configured to use the SSO token provider but is missing the'
            " following configuration: ['sso_start_url'].",
            "sso_session",
            id="SSO session incomplete beside keys",
        ),
        *(
            pytest.param(
                f"[profile p]\ncredential_process = {command}",
                "",
                reason,
                "credential_process",
                id=name,
            )
            for command, reason, name in (
                ("", "list index out of range", "no command"),
                ("vault 'x", "No closing quotation", "open quote"),
                ("vault \\", "No escaped character", "open escape"),
                ("vault a\0b", "embedded null byte", "NUL"),
            )
        ),
    ],
)
def test_a_profile_is_not_accepted(
    config: str, credentials: str, reason: str, key: str | None, write: Write
) -> None:
    assert _check(write, config, credentials) == Verdict(False, reason, None, key)


@pytest.mark.parametrize(
    ("key", "value", "reason"),
    [
        (
            "region",
            "eu_west_1",
            "Provided region_name 'eu_west_1' doesn't match a supported format.",
        ),
        ("region", "12", "Provided region_name '12' doesn't match a supported format."),
        ("region", "", "Invalid endpoint: https://sts..amazonaws.com"),
        ("region", "\n  a = b", NESTED),
        ("metadata_service_timeout", "1.5", "invalid literal for int() with base 10: '1.5'"),
        ("metadata_service_num_attempts", "", "invalid literal for int() with base 10: ''"),
        (
            "ec2_metadata_service_endpoint_mode",
            "IPv7",
            "Invalid EC2 Instance Metadata endpoint mode: IPv7"
            " Valid endpoint modes (case-insensitive): ('ipv4', 'ipv6').",
        ),
        (
            "ec2_metadata_service_endpoint",
            "x",
            "Invalid endpoint EC2 Instance Metadata endpoint: x",
        ),
        (
            "retry_mode",
            "Standard",
            'Invalid value provided to "mode": "Standard" must be one of:'
            " ('legacy', 'standard', 'adaptive')",
        ),
        ("max_attempts", "0x10", "invalid literal for int() with base 10: '0x10'"),
        (
            "max_attempts",
            "0",
            'Value provided to "max_attempts": 0 must be an integer greater than or equal to 1.',
        ),
        (
            "services",
            "v",
            'The profile is configured to use the services section but the "v" services'
            " configuration does not exist.",
        ),
        ("endpoint_url", "localhost:4566", "Invalid endpoint: localhost:4566"),
        ("endpoint_url", "http://[", "Invalid IPv6 URL"),
        (
            "request_checksum_calculation",
            "Never",
            "Unsupported configuration value for request_checksum_calculation. Expected one of"
            " ('when_supported', 'when_required') but got never.",
        ),
        (
            "account_id_endpoint_mode",
            "Off",
            "The configured value 'off' for 'account_id_endpoint_mode' is invalid."
            " Valid values are: ('preferred', 'disabled', 'required').",
        ),
        (
            "request_min_compression_size_bytes",
            "1k",
            'Invalid value "1k" for request_min_compression_size_bytes. Value must be an integer.'
            " Received <class 'str'> instead.",
        ),
        (
            "request_min_compression_size_bytes",
            "10485760",
            'Invalid value "10485760" for request_min_compression_size_bytes. Value must be between'
            " 1 and 1048576.",
        ),
        ("s3", "", "'str' object has no attribute 'get'"),
        (
            "s3",
            "\n  addressing_style = dns",
            "S3 addressing style dns is invalid. Valid options are: 'auto', 'virtual', and 'path'",
        ),
        (
            "s3",
            "\n  us_east_1_regional_endpoint = Regional",
            "boto3: S3 us-east-1 regional endpoint option Regional is invalid. Valid options are:"
            ' "legacy", "regional"',
        ),
        (
            "s3",
            "\n  us_east_1_regional_endpoint =",
            "boto3: S3 us-east-1 regional endpoint option  is invalid. Valid options are:"
            ' "legacy", "regional"',
        ),
        (
            "s3_disable_express_session_auth",
            "yes",
            'Invalid value "yes" for s3_disable_express_session_auth. Value must be a boolean',
        ),
        (
            "auth_scheme_preference",
            "\n  a = b",
            "auth_scheme_preference must be a comma-delimited string."
            " Received <class 'dict'> instead: {'a': 'b'}.",
        ),
        (
            "ca_bundle",
            "",
            "Invalid CA bundle: the configured value (ca_bundle, AWS_CA_BUNDLE, REQUESTS_CA_BUNDLE,"
            " or verify) resolved to an empty or whitespace-only string. Provide a valid path to a"
            " CA bundle file.",
        ),
        ("api_versions", "latest", "boto3: 'str' object has no attribute 'get'"),
        (
            "api_versions",
            "\n  sts = latest",
            "boto3: Unable to load data for: sts/latest/service-2",
        ),
        (
            "defaults_mode",
            "fast",
            "boto3: Client configured with invalid defaults mode: fast. Valid defaults modes"
            " include: legacy, auto, standard, in-region, cross-region, mobile.",
        ),
        (
            "sts_regional_endpoints",
            "Regional",
            "boto3: STS regional endpoints option Regional is invalid. Valid options are:"
            ' "legacy", "regional"',
        ),
        (
            "s3_us_east_1_regional_endpoint",
            "",
            "boto3: S3 us-east-1 regional endpoint option  is invalid. Valid options are:"
            ' "legacy", "regional"',
        ),
    ],
)
def test_good_keys_do_not_help(key: str, value: str, reason: str, write: Write) -> None:
    verdict = _check(write, f"[profile p]\n{KEYS}{key} = {value}\n")
    assert verdict == Verdict(False, reason, None, key)


@pytest.mark.parametrize(
    ("flat", "block", "key"),
    [
        pytest.param("regional", "x", None, id="a good one before a bad one in the block"),
        pytest.param("x", "regional", "s3_us_east_1_regional_endpoint", id="the other way round"),
        pytest.param("", "regional", "s3_us_east_1_regional_endpoint", id="an empty one counts"),
        pytest.param("x", None, None, id="a text for the block hides it"),
    ],
)
def test_the_flat_form_of_s3_s_endpoint_goes_first(
    flat: str, block: str | None, key: str | None, write: Write
) -> None:
    nested = "x" if block is None else f"\n  us_east_1_regional_endpoint = {block}"
    settings = f"s3_us_east_1_regional_endpoint = {flat}\ns3 = {nested}\n"
    assert _check(write, f"[profile p]\n{KEYS}{settings}").key == key


def test_the_aws_cli_knows_fewer_retry_modes_than_boto3(write: Write) -> None:
    """Seen with AWS CLI 2.9, because it cannot be installed together with boto3."""
    verdict = _check(write, f"[profile p]\n{KEYS}retry_mode = legacy\n")
    modes = '"standard" or "adaptive"'
    reason = f'AWS CLI: Invalid value provided to "mode": "legacy" must be one of: {modes}'
    assert verdict == Verdict(False, reason, None, "retry_mode")


@pytest.mark.parametrize(
    ("body", "section"),
    [
        ("services = v\n", "sts = x"),
        ("services = v\n", "sts =\n  endpoint_url = x"),
    ],
    ids=["a text for a service", "a bad endpoint for it"],
)
def test_a_service_may_be_wrong(body: str, section: str, write: Write) -> None:
    config = f"[profile p]\n{KEYS}{body}[services v]\n{section}\n"
    verdict = _check(write, config)
    assert (verdict.accepted, verdict.key) == (False, "services")
    config = config.replace("[services", "ignore_configured_endpoint_urls = true\n[services")
    assert _check(write, config).accepted


# --- size


def _roles(count: int, last: str) -> str:
    """A chain of roles p0, p1 and so on; the source of the last one is `last`."""
    sources = [*(f"p{number}" for number in range(1, count)), last]
    return "".join(
        f"[profile p{number}]\n{ROLE}source_profile = {source}\n"
        for number, source in enumerate(sources)
    )


def test_a_long_chain_is_walked_once() -> None:
    verdicts = _read(_roles(20_000, "base"), f"[base]\n{KEYS}").verdicts
    assert {verdict.kind for verdict in verdicts.values()} == {"role", "static"}
    reasons = {verdict.reason for verdict in _read(_roles(20_000, "nobody")).verdicts.values()}
    assert reasons == {
        'The source_profile "nobody" referenced in the profile "p19999" does not exist.'
    }


@pytest.mark.parametrize("beginning", [0, 19_990], ids=["a circle", "a chain into a circle"])
def test_a_long_circle_is_not_told_in_full(beginning: int) -> None:
    verdicts = _read(_roles(20_000, f"p{beginning}")).verdicts
    assert not any(verdict.accepted for verdict in verdicts.values())
    assert len(verdicts["p0"].reason or "") < 2_000
    assert (verdicts["p0"].reason or "").endswith("'p18', 'p19']")
    assert (verdicts["p19985"].reason or "").endswith("'p19999']" if beginning else "'p4']")


def test_many_sections_are_read() -> None:
    plain = "".join(f"[profile p{number}]\nregion = eu-west-1\n" for number in range(100_000))
    assert len(_read(plain).verdicts) == 100_000
    odd = plain.replace("region =", "Region :")
    assert len(_read(odd).verdicts) == 100_000


def test_defaults_are_not_copied_into_each_section() -> None:
    defaults = "[DEFAULT]\n" + "".join(f"key{number} = x\n" for number in range(20_000))
    config = defaults + "".join(f"[profile p{number}]\na = 1\n" for number in range(20_000))
    reading = _read(config, "".join(f"[p{number}]\na = 2\n" for number in range(20_000)))
    assert len(reading.verdicts) == 20_000
    assert len(reading.profiles["p7"]) == 20_001
    assert reading.profiles["p7"]["a"] == "2"


_MUCH = 1_000_000


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("a" + " " * _MUCH, id="blanks"),
        pytest.param("a = " + "= : " * (_MUCH // 4), id="separators"),
        pytest.param("[" * _MUCH, id="opening brackets"),
        pytest.param("[profile " + "]" * _MUCH, id="closing brackets"),
        pytest.param("[profile '" + "x" * _MUCH + "']", id="a quoted name"),
        pytest.param("[profile " + "x' '" * (_MUCH // 4) + "]", id="many quotes"),
        pytest.param("[profile " + '\\"' * (_MUCH // 2) + "]", id="escapes"),
        pytest.param("[profile " + "x " * (_MUCH // 2) + "]", id="many words"),
        pytest.param("s3 =\n  a = b" + "\n  a = b" * (_MUCH // 8), id="many nested settings"),
        pytest.param("a = b" + "\n" * _MUCH + "  c", id="empty lines"),
        pytest.param("a = b\r" + " c\r" * (_MUCH // 3), id="lone CRs"),
        pytest.param("credential_process = " + '"x y" ' * (_MUCH // 6), id="a command"),
        pytest.param('credential_process = "' + '\\"' * (_MUCH // 2), id="an open command"),
        pytest.param("region = " + "a-" * (_MUCH // 2), id="a region"),
        pytest.param("max_attempts = " + "9" * _MUCH, id="a number"),
        pytest.param("endpoint_url = http://" + "a." * (_MUCH // 2), id="a host"),
        pytest.param("endpoint_url = http://[" + "::%" * (_MUCH // 3) + "]", id="an address"),
    ],
)
def test_a_long_line_is_read(line: str) -> None:
    for text in (line, f"[p]\n{line}", f"[default]\n{KEYS}{line}\n"):
        reading = _read(text, text)
        assert reading.error is not None or reading.verdicts.keys() == reading.profiles.keys()
