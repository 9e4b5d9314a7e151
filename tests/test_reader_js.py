"""The JavaScript reader and its verdicts, compared with the real SDK in node."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awscred import ini
from awscred.chains import LONGEST_CHAIN
from awscred.tools.js import reading as js
from awscred.tools.reading import Reading, Verdict
from tests.corpus import PAIRS, Pair
from tests.javascript import Sdk
from tests.sizes import examples


def read(pair: Pair) -> Reading:
    return js.read(ini.parse(pair.config), ini.parse(pair.credentials))


def pair_of(config: str, credentials: str = "") -> Pair:
    return Pair(config.encode(), credentials.encode())


def profiles_of(answer: dict[str, Any]) -> dict[str, dict[str, str]]:
    """The profiles in the SDK's answer, which also counts sections of other types as profiles."""
    return {
        name: values
        for name, values in answer["profiles"].items()
        if not name.startswith(("sso-session.", "services."))
    }


# --- reading


@examples(ci=500, long=200_000)
@given(pair=PAIRS)
def test_the_reader_reads_as_the_sdk_does(sdk: Sdk, pair: Pair) -> None:
    answer = sdk.ask(pair)
    reading = read(pair)
    assert reading.profiles == profiles_of(answer)
    assert reading.sessions == answer["sessions"]


X, Y, Z = {"x": "1"}, {"y": "2"}, {"z": "3"}

SURPRISES = {
    # headers
    "a comment behind a header": ("[profile a] # c\nx = 1\n", "", {"a": X}),
    "a comment that touches a header": ("[profile a]\nx=1\n[profile b]#\ny=2\n", "", {"a": X | Y}),
    "a header without an end": ("[profile a]\nx = 1\n[profile b\ny = 2\n", "", {"a": X | Y}),
    "an indented header": ("[profile a]\nx = 1\n  [profile b]\ny = 2\n", "", {"a": X, "b": Y}),
    "blanks in brackets": ("[ profile a ]\nx = 1\n", "[ a ]\ny = 2\n", {" a ": Y}),
    "two blanks": ("[profile  a]\nx = 1\n", "", {}),
    "a blank that is no space": ("[profile\u2003a]\nx = 1\n", "", {"a": X}),
    "a blank of Python's alone": ("[profile\x1fa]\nx = 1\n", "", {}),
    "quotes around a name": (
        "[profile 'a']\nx = 1\n[profile \"b\"]\ny = 2\n",
        "",
        {"a": X, "b": Y},
    ),
    "one quote": ("[profile 'a]\nx = 1\n", "", {}),
    "two quotes that differ": ("[profile 'a\"]\nx = 1\n", "", {}),
    "a space in a name": ("[profile a b]\nx = 1\n", "[a b]\nx = 1\n[a b c]\ny = 2\n", {"a b c": Y}),
    "a letter that is not ASCII": ("[profile é]\nx = 1\n", "[é]\ny = 2\n", {"é": Y}),
    "a type in capitals": ("[Profile a]\nx = 1\n", "", {}),
    "no type in config": ("[a]\nx = 1\n", "", {}),
    "a type in credentials": ("", "[profile a]\nx = 1\n", {"profile.a": X}),
    "a dot for the space": ("[profile.a]\nx=1\n[profile a]\ny=2\n", "", {"a": X | Y}),
    "an empty name": ("[profile.]\nx = 1\n", "[]\nx = 1\n", {"": X}),
    "default and profile default": ("[profile default]\nx=1\n[default]\ny=2\n", "", {"default": X}),
    "sections of other types": ("[sso-session a]\nx = 1\n[services b]\nx = 1\n", "", {}),
    # names that JavaScript objects inherit
    "an inherited name": (
        "[profile toString]\nx = 1\n",
        "[constructor]\nx = 1\n[a]\ny = 2\n",
        {"a": Y},
    ),
    "the prototype's name": ("[profile a]\nx=1\n[profile __proto__]\n", "[a]\ny=2\n", {"a": Y}),
    "the same in credentials": ("[profile a]\nx = 1\n", "[a]\ny = 2\n[__proto__]\n", {"a": X}),
    "the same in quotes": ("[profile a]\nx=1\n[profile '__proto__']\ny=2\n", "", {"a": X}),
    "the prototype as a key": ("[profile a]\n__proto__ = 1\n", "", {"a": {}}),
    "the prototype in a block": (
        "[profile a]\nb =\n __proto__ = 1\n",
        "",
        {"a": {"b.__proto__": "1"}},
    ),
    # settings
    "a comment behind a value": ("[profile a]\nx = 1 # c\ny = 2\t; c\n", "", {"a": X | Y}),
    "a comment that touches a value": ("[profile a]\nx = 1#c;d\n", "", {"a": {"x": "1#c;d"}}),
    "a comment behind a blank of Python's": (
        "[profile a]\nx = 1\x1f# c\n",
        "",
        {"a": {"x": "1\x1f# c"}},
    ),
    "a comment for a value": ("[profile a]\nx = # c\ny = 2\n", "", {"a": Y}),
    "an equals sign in front": ("[profile a]\nx = 1\n= = y\n", "", {"a": X}),
    "a colon": ("[profile a]\nx: 1\ny = 2\n", "", {"a": Y}),
    "quotes around a value": ("[profile a]\nx = '1'\n", "", {"a": {"x": "'1'"}}),
    "a key's case": ("[profile a]\nX = 1\nx = 1\nX = 2\n", "", {"a": {"X": "2", "x": "1"}}),
    "a continuation line": ("[profile a]\nx = 1\n  more\n  y = 2\n", "", {"a": X | Y}),
    "a key in front of all headers": ("y = 2\n[profile a]\nx = 1\n", "", {"a": X}),
    "no settings": ("[profile a]\n[profile b]\nx =\n", "[c]\nx\n", {}),
    "a block": (
        "[profile a]\nb =\n  x = 1\n\tz = 3\ny = 2\n",
        "",
        {"a": {"b.x": "1", "b.z": "3"} | Y},
    ),
    "a block in a block": ("[profile a]\nb =\n c =\n  x = 1\n", "", {"a": {"c.x": "1"}}),
    "a block that a bare line leaves open": (
        "[profile a]\nb =\nc =\n x=1\n",
        "",
        {"a": {"c.x": "1"}},
    ),
    "a block that ends with its section": ("[profile a]\nb =\n[profile c]\n x = 1\n", "", {"c": X}),
    # lines and letters
    "a lone CR": ("[profile a]\rx = 1\r", "", {}),
    "a CR before a CRLF": ("[profile a]\r\r\nx = 1\r\r\n", "", {"a": X}),
    "a separator of lines": ("[profile a]\nx = 1\u2028y = 2\n", "", {"a": {"x": "1\u2028y = 2"}}),
    "blanks that are trimmed": ("[profile a]\n\ufeffx\xa0=\u30001\u2029\n", "", {"a": X}),
    "a blank that is not": ("[profile a]\nx = \x851\x1c\n", "", {"a": {"x": "\x851\x1c"}}),
    "a mark in front of the file": ("\ufeff[profile a]\nx = 1\n", "", {"a": X}),
    "a NUL": ("[profile a\0b]\nx = 1\n", "[a\0b]\nx = 1\0\n", {"a\0b": {"x": "1\0"}}),
    # both files
    "the keys of credentials win": ("[profile a]\nx=0\ny=2\n", "[a]\nx=1\nz=3\n", {"a": X | Y | Z}),
    "a section again": ("[profile a]\nx=0\ny=2\n[profile b]\n[profile a]\nx=1\n", "", {"a": X | Y}),
}


@pytest.mark.parametrize(("config", "credentials", "profiles"), SURPRISES.values(), ids=SURPRISES)
def test_surprises(config: str, credentials: str, profiles: dict[str, dict[str, str]]) -> None:
    assert read(pair_of(config, credentials)).profiles == profiles


@pytest.mark.parametrize(("config", "credentials", "profiles"), SURPRISES.values(), ids=SURPRISES)
def test_the_sdk_has_the_same_surprises(
    sdk: Sdk, config: str, credentials: str, profiles: dict[str, dict[str, str]]
) -> None:
    assert profiles_of(sdk.ask(pair_of(config, credentials))) == profiles


# --- verdicts

_NAMES = ("a", "b", "c", "default", "20", "3")
_POINTERS = (*_NAMES, *_NAMES, "ghost", "toString", "sso-session.s")
_ROLE = {"role_arn": "arn:aws:iam::123456789012:role/deploy"}
_KEYS = {"aws_access_key_id": "AKIAI44QH8DHBEXAMPLE", "aws_secret_access_key": "wJalrEXAMPLEKEY"}
_SSO = {"sso_account_id": "123456789012", "sso_role_name": "Dev"}
_PORTAL = {"sso_region": "eu-west-1", "sso_start_url": "https://example.awsapps.com/start"}
_REGIONS = """eu-west-1 eu_west_1 * fips-eu-west-1 -fips fips-dkr--x aws-fips fips-prod-x-fips -a a-
    É a.b""".split()
_REGIONS += ["a b", "a" * 63, "a" * 64]
_ENDPOINTS = r"""https://example.com example.com localhost:8000 mailto:x //x 1:x http:// http:x
    http:///x http:\\x http://u:p@x/y?z ftp://@ http://münchen http://<x> ftp://"{}" http://x:
    http://x:065536 http://x:99999 http://x:8a ws://:80 http://[::1]:80/ http://[::1
    arn:aws:iam::123456789012:role/x sso:account:access foo: foo:?x foo::1 foo:/x foo://u@h:1/x
    foo:u@ foo:u@h foo:h:1 foo:h:99999 foo:///x foo://[::1 C:\\x""".split()
_ENDPOINTS += ["http://a b", "foo:a b", "HTTPS://\t/x"]
_MODES = ("AUTO", "Standard", "legacy", "fast")
_SCHEMES = ("sigv4a", "sigv4a, sigv4", "x,\u3000sigv4a", "sigv4,sigv4a", "SigV4a", "sigv4")
_SIGNED_FOR = ("*", "us-east-1", "*,us-east-1", ",*", "* *")
_VALUES = {
    **{key: (value,) for part in (_ROLE, _KEYS, _SSO, _PORTAL) for key, value in part.items()},
    "source_profile": _POINTERS,
    "credential_source": ("Environment", "EcsContainer", "Ec2InstanceMetadata", "environment"),
    "mfa_serial": ("arn:aws:iam::123456789012:mfa/me",),
    "aws_session_token": ("x",),
    "web_identity_token_file": ("/no/such/file",),
    "credential_process": ("false",),
    "login_session": ("arn:aws:sts::123456789012:assumed-role/x",),
    "sso_session": ("s", "s", "t", "ghost", "toString"),
    "sso_region": _REGIONS,
    "region": _REGIONS,
    "endpoint_url": _ENDPOINTS,
    "ignore_configured_endpoint_urls": ("true", "True"),
    "services": ("v", "w", "x", "ghost"),
    "defaults_mode": _MODES,
    "auth_scheme_preference": _SCHEMES,
    "sigv4a_signing_region_set": _SIGNED_FOR,
    "20": ("x",),
}
_WHOLE = [
    *({**_ROLE, "source_profile": name} for name in _POINTERS),
    *[_KEYS, {**_SSO, "sso_session": "s"}, {**_SSO, **_PORTAL}] * 4,
    {**_KEYS, "auth_scheme_preference": "sigv4a", "sigv4a_signing_region_set": "*"},
]
_SINGLE = st.sampled_from(sorted(_VALUES)).flatmap(
    lambda key: st.sampled_from(_VALUES[key]).map(lambda value: {key: value})
)
_PART = st.sampled_from(_WHOLE) | _SINGLE


def _text(header: str, parts: list[dict[str, str]]) -> str:
    settings = [f"{key} = {value}\n" for part in parts for key, value in part.items()]
    return "".join([f"[{header}]\n", *settings])


_SECTIONS = st.lists(
    st.tuples(st.sampled_from(_NAMES), st.lists(_PART, max_size=4)), min_size=1, max_size=6
)
_SESSIONS = st.lists(
    st.tuples(st.sampled_from("st"), st.lists(st.just(_PORTAL) | _PART, max_size=2)), max_size=2
)
PROFILES = st.builds(
    lambda sections, sessions, others: pair_of(
        "".join(
            [
                *(_text(f"profile {name}", parts) for name, parts in sections),
                *(_text(f"sso-session {name}", parts) for name, parts in sessions),
                _text("services v", [{"sts.x": "1"}]),
                _text("services w", [{"sts": "\n  endpoint_url = http://x"}]),
                _text("services x", [{"sts": "\n  endpoint_url = x y"}]),
            ]
        ),
        "".join(_text(name, parts) for name, parts in others[1:]),
    ),
    _SECTIONS,
    _SESSIONS,
    _SECTIONS,
)
"""Profiles that contradict themselves, and refer to each other and to missing ones."""


def as_the_sdk_says(verdict: Verdict, values: Mapping[str, Any]) -> dict[str, Any]:
    """A verdict in the form of an answer of sdk.js."""
    if not verdict.accepted:
        assert verdict.kind is None
        return {"reason": verdict.reason}
    return {"kind": verdict.kind, "token": values[verdict.token] if verdict.token else None}


def check_verdicts(sdk: Sdk, pair: Pair) -> None:
    reading = read(pair)
    # An environment variable cannot be empty here or contain a NUL.
    names = [name for name in reading.profiles if name and "\0" not in name]
    said = {name: as_the_sdk_says(reading.verdicts[name], reading.profiles[name]) for name in names}
    assert said == sdk.ask(pair, names)["verdicts"]


def test_every_client_setting_gets_the_sdk_s_verdict(sdk: Sdk) -> None:
    parts = [
        *({"region": region} for region in _REGIONS),
        *({"endpoint_url": endpoint} for endpoint in _ENDPOINTS),
        *({"defaults_mode": mode} for mode in _MODES),
        *(
            {"auth_scheme_preference": schemes, "sigv4a_signing_region_set": regions}
            for schemes in _SCHEMES
            for regions in _SIGNED_FOR
        ),
    ]
    sections = [_text(f"profile p{at}", [_KEYS, part]) for at, part in enumerate(parts)]
    check_verdicts(sdk, pair_of("".join(sections)))


@examples(ci=500, long=100_000)
@given(pair=PROFILES)
def test_the_verdicts_are_the_sdk_s(sdk: Sdk, pair: Pair) -> None:
    check_verdicts(sdk, pair)


@examples(ci=200, long=20_000)
@given(pair=PAIRS)
def test_the_verdicts_on_any_file_are_the_sdk_s(sdk: Sdk, pair: Pair) -> None:
    check_verdicts(sdk, pair)


_PAIR = "aws_access_key_id = x\naws_secret_access_key = x\n"
_OF_B = "[profile a]\nrole_arn = x\nsource_profile = b\n"
_SIGN_IN = "[profile a]\nsso_session = s\nsso_account_id = x\nsso_role_name = x\n"
_OPEN = "[sso-session s]\nsso_region = x\nsso_start_url = x\n"
_CANNOT = "Could not resolve credentials using profile: [{}] in configuration/credentials file(s)."
_LOOP = "Detected a cycle attempting to resolve credentials for profile a. Profiles visited: {}"
_MFA = "Profile {} requires multi-factor authentication, but no MFA code callback was provided."
_BAD_SOURCE = (
    "Unsupported credential source in profile {}. Got x, "
    "expected EcsContainer or Ec2InstanceMetadata or Environment."
)
_INCOMPLETE = (
    "Profile is configured with invalid SSO credentials. Required parameters "
    '"sso_account_id", "sso_region", "sso_role_name", "sso_start_url". Got {}\n'
    "Reference: https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-sso.html"
)
_NO_REGION = 'Region not accepted: region="x_y" is not a valid hostname component.'
_NO_MODE = (
    'Invalid parameter for "defaultsMode", '
    "expect in-region, cross-region, mobile, standard, legacy, got x"
)
_SIGV4A = "auth_scheme_preference = sigv4a, sigv4\nsigv4a_signing_region_set = *\n"
_NO_SIGV4A = (
    "Neither CRT nor JS SigV4a implementation is available. "
    "Please load either @aws-sdk/signature-v4-crt or @aws-sdk/signature-v4a. "
    "For more information please go to "
    "https://github.com/aws/aws-sdk-js-v3#functionality-requiring-aws-common-runtime-crt"
)


def _no(reason: str, key: str | None) -> Verdict:
    lacks = "mfa_serial" if "multi-factor" in reason else None
    return Verdict(False, reason, None, key, lacks=lacks)


def _yes(kind: str, token: str | None = None) -> Verdict:
    return Verdict(True, None, kind, token=token)


VERDICTS = {  # on profile a
    "keys": (f"[profile a]\n{_PAIR}", _yes("static")),
    "keys and a token": (
        f"[profile a]\n{_PAIR}aws_session_token = x\n",
        _yes("temporary", "aws_session_token"),
    ),
    "half a pair": ("[profile a]\naws_access_key_id = x\n", _no(_CANNOT.format("a"), None)),
    "keys go before all but roles": (
        f"[profile a]\n{_PAIR}credential_process = x\nsso_region = x\nlogin_session = x\n",
        _yes("static"),
    ),
    "a role goes before keys": (f"{_OF_B}{_PAIR}", _no(_CANNOT.format("b"), "source_profile")),
    "a role with two sources is none": (
        f"{_OF_B}credential_source = x\n",
        _no(_CANNOT.format("a"), None),
    ),
    "web identity": (
        "[profile a]\nrole_arn = x\nweb_identity_token_file = x\n",
        _yes("web-identity"),
    ),
    "a command": ("[profile a]\ncredential_process = x\nsso_region = x\n", _yes("process")),
    "a login": ("[profile a]\nlogin_session = x\n", _yes("login")),
    # SSO
    "a session": (f"{_SIGN_IN}{_OPEN}", _yes("sso")),
    "an unknown session": (
        _SIGN_IN,
        _no("Cannot read properties of undefined (reading 'sso_region')", "sso_session"),
    ),
    "a session's gap hides the profile's own setting": (
        f"{_SIGN_IN}sso_region = x\n7 = x\n[sso-session s]\nsso_start_url = x\n",
        _no(
            _INCOMPLETE.format(
                "7, sso_session, sso_account_id, sso_role_name, sso_region, sso_start_url"
            ),
            "sso_session",
        ),
    ),
    "no account": (
        f"[profile a]\nsso_session = s\n{_OPEN}",
        _no(_INCOMPLETE.format("sso_session, sso_region, sso_start_url"), None),
    ),
    "a portal's region that is none": (
        f"{_SIGN_IN}[sso-session s]\nsso_region = x_y\nsso_start_url = x\n",
        _no(f"Error: {_NO_REGION}", "sso_session"),
    ),
    # roles
    "a source with keys": (f"{_OF_B}[profile b]\n{_PAIR}", _yes("role")),
    "a source with a command": (f"{_OF_B}[profile b]\ncredential_process = x\n", _yes("role")),
    "no such source": (_OF_B, _no(_CANNOT.format("b"), "source_profile")),
    "a source without credentials": (
        f"{_OF_B}[profile b]\nregion = x\n",
        _no(_CANNOT.format("b"), "source_profile"),
    ),
    "a source that credential_source alone feeds": (
        f"{_OF_B}[profile b]\ncredential_source = Environment\n",
        _yes("role"),
    ),
    "which a user cannot name": (
        "[profile a]\ncredential_source = Environment\n",
        _no(_CANNOT.format("a"), None),
    ),
    "a source that leads on though it is no role": (
        f"{_OF_B}[profile b]\ncredential_source = x\nsource_profile = c\n[profile c]\n{_PAIR}",
        _yes("role"),
    ),
    "a bad credential_source": (
        "[profile a]\nrole_arn = x\ncredential_source = x\n",
        _no(_BAD_SOURCE.format("a"), "credential_source"),
    ),
    "the source's": (
        f"{_OF_B}[profile b]\nrole_arn = x\ncredential_source = x\n",
        _no(_BAD_SOURCE.format("b"), "source_profile"),
    ),
    "MFA": (f"{_OF_B}mfa_serial = x\n", _no(_MFA.format("a"), "mfa_serial")),
    "the source's MFA": (
        f"{_OF_B}[profile b]\nrole_arn = x\nsource_profile = c\nmfa_serial = x\n",
        _no(_MFA.format("b"), "source_profile"),
    ),
    "a role that is its own source, with keys": (
        f"[profile a]\nrole_arn = x\nsource_profile = a\n{_PAIR}",
        _yes("role"),
    ),
    "and without": (
        "[profile a]\nrole_arn = x\nsource_profile = a\n",
        _no(_LOOP.format("a"), "source_profile"),
    ),
    "a circle through it": (
        f"{_OF_B}[profile b]\nrole_arn = x\nsource_profile = a\n",
        _no(_LOOP.format("b, a"), "source_profile"),
    ),
    "a circle behind it, visited in the order of an object's keys": (
        f"{_OF_B}[profile b]\nrole_arn = x\nsource_profile = 20\n"
        "[profile 20]\nrole_arn = x\nsource_profile = 3\n"
        "[profile 3]\nrole_arn = x\nsource_profile = b\n",
        _no(_LOOP.format("3, 20, b"), "source_profile"),
    ),
    "a circle is seen before MFA where it closes": (
        f"{_OF_B}[profile b]\nrole_arn = x\nsource_profile = c\n"
        "[profile c]\nrole_arn = x\nsource_profile = b\nmfa_serial = x\n",
        _no(_LOOP.format("b, c"), "source_profile"),
    ),
    "an inherited name counts as visited": (
        "[profile a]\nrole_arn = x\nsource_profile = toString\n",
        _no(_LOOP.format(""), "source_profile"),
    ),
    "a source of another type": (
        f"[profile a]\nrole_arn = x\nsource_profile = services.b\n[services b]\n{_PAIR}",
        _yes("role"),
    ),
    # clients
    "a region that is none": (f"[profile a]\n{_PAIR}region = x_y\n", _no(_NO_REGION, "region")),
    "an endpoint that is none": (
        f"[profile a]\n{_PAIR}endpoint_url = x\n",
        _no("Invalid URL", "endpoint_url"),
    ),
    "an unknown mode": (
        f"[profile a]\n{_PAIR}defaults_mode = x\n",
        _no(_NO_MODE, "defaults_mode"),
    ),
    "an endpoint for STS that is none": (
        f"[profile a]\n{_PAIR}services = b\n[services b]\nsts =\n  endpoint_url = x\n",
        _no("Invalid URL", "services"),
    ),
    "an endpoint for STS in place of one that is none": (
        f"[profile a]\n{_PAIR}services = b\nendpoint_url = x\n"
        "[services b]\nsts =\n  endpoint_url = http://x\n",
        _yes("static"),
    ),
    "SigV4a": (f"[profile a]\n{_PAIR}{_SIGV4A}", _no(_NO_SIGV4A, "auth_scheme_preference")),
    "SigV4a in a role": (
        f"{_OF_B}{_SIGV4A}[profile b]\n{_PAIR}",
        _no(_NO_SIGV4A, "auth_scheme_preference"),
    ),
    "SigV4a where the endpoint says how to sign": (
        f"[profile a]\n{_PAIR}{_SIGV4A}region = aws-global\n",
        _yes("static"),
    ),
    "SigV4a where it does not": (
        f"[profile a]\n{_PAIR}{_SIGV4A}region = aws-global\nuse_fips_endpoint = true\n",
        _no(_NO_SIGV4A, "auth_scheme_preference"),
    ),
}


@pytest.mark.parametrize(("config", "verdict"), VERDICTS.values(), ids=VERDICTS)
def test_verdicts(config: str, verdict: Verdict) -> None:
    assert read(pair_of(config)).verdicts["a"] == verdict


@pytest.mark.parametrize(("config", "verdict"), VERDICTS.values(), ids=VERDICTS)
def test_the_sdk_judges_likewise(sdk: Sdk, config: str, verdict: Verdict) -> None:
    said = sdk.ask(pair_of(config), ["a"])
    assert said["verdicts"]["a"] == as_the_sdk_says(verdict, said["profiles"]["a"])


def test_for_an_endpoint_config_goes_before_credentials(sdk: Sdk) -> None:
    pair = pair_of(
        "[profile a]\nendpoint_url = x\nregion = x_y\n",
        f"[a]\n{_PAIR}endpoint_url = http://x\nregion = x\n",
    )
    assert read(pair).verdicts["a"] == _no("Invalid URL", "endpoint_url")
    check_verdicts(sdk, pair)


# --- large files


def _roles(count: int, last: str) -> str:
    """A chain of `count` roles from p0, and what the last one leads to."""
    links = [f"[profile p{at}]\nrole_arn = x\nsource_profile = p{at + 1}\n" for at in range(count)]
    return "".join(links) + last


def test_a_long_chain_is_followed_to_its_end() -> None:
    verdicts = read(pair_of(_roles(20_000, f"[profile p20000]\n{_PAIR}"))).verdicts
    assert verdicts["p0"] == verdicts["p19999"] == _yes("role")
    verdicts = read(pair_of(_roles(20_000, ""))).verdicts
    assert verdicts["p0"] == _no(_CANNOT.format("p20000"), "source_profile")


@pytest.mark.parametrize("mfa", ["", "mfa_serial = x\n"], ids=["plain", "with MFA"])
def test_a_long_circle_is_told_in_short(mfa: str) -> None:
    circle = _roles(20_000, f"[profile p20000]\nrole_arn = x\nsource_profile = p0\n{mfa}")
    reason = read(pair_of(circle)).verdicts["p5"].reason or ""
    if mfa:
        assert reason == _MFA.format("p20000")
    else:
        visited = reason.removeprefix(_LOOP.format("").replace(" a.", " p5."))
        assert visited.split(", ") == [f"p{at}" for at in range(6, 6 + LONGEST_CHAIN)] + ["..."]


@pytest.mark.parametrize(
    ("config", "profiles"),
    [
        pytest.param("[profile a]\nx = 1\n" * 100_000, 1, id="one section again and again"),
        pytest.param("[profile a]\nX = 1\n" * 100_000, 1, id="and out of the ordinary"),
        pytest.param(
            "".join(f"[profile p{at}] # c\nx = 1\n" for at in range(50_000)),
            50_000,
            id="many sections",
        ),
        pytest.param("[profile a]\n" + "x = 1\n" * 200_000, 1, id="one key again and again"),
        pytest.param("[profile a]\nx = " + "y \t" * 300_000, 1, id="a long line of blanks"),
        pytest.param("[profile a]\n" + "=" * 1_000_000, 0, id="a long line of equals signs"),
        pytest.param("[" + "a" * 1_000_000 + " '", 0, id="a long header without an end"),
        pytest.param("[" + "a " * 500_000 + "]\nx = 1", 0, id="a long header"),
        pytest.param("[profile a]\nendpoint_url = http:" + "@" * 1_000_000, 1, id="a long login"),
        pytest.param("[profile a]\nregion = " + "-fips" * 200_000, 1, id="a long region"),
    ],
)
def test_large_files_are_read(config: str, profiles: int) -> None:
    reading = read(pair_of(config))
    assert len(reading.profiles) == len(reading.verdicts) == profiles


def test_a_block_s_long_name_is_not_repeated_in_full() -> None:
    lines = "".join(f" k{at} = 1\n" for at in range(20_000))
    profile = read(pair_of(f"[profile a]\n{'s' * 500_000} =\n{lines}")).profiles["a"]
    assert len(profile) == 20_000
    assert max(map(len, profile)) < 1_000


def test_a_circle_s_long_names_are_not_told_by_every_role() -> None:
    name = "b" * 400_000
    circle = f"[profile {name}]\nrole_arn = x\nsource_profile = {name}\n"
    to_it = f"[profile c]\nrole_arn = x\nsource_profile = {name}\n"
    roles = [f"[profile p{at}]\nrole_arn = x\nsource_profile = c\n" for at in range(5_000)]
    verdicts = read(pair_of("".join([circle, to_it, *roles]))).verdicts
    assert sum(len(verdict.reason or "") for verdict in verdicts.values()) < 100_000_000
