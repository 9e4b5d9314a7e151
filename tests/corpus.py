"""Random files, from well-formed to hostile, for property tests and differential tests."""

from __future__ import annotations

from typing import NamedTuple

from hypothesis import strategies as st

KEYS = (
    *("aws_access_key_id", "aws_secret_access_key", "aws_session_token", "aws_security_token"),
    *("region", "output", "role_arn", "source_profile", "credential_source", "mfa_serial"),
    *("external_id", "credential_process", "login_session", "web_identity_token_file"),
    *("sso_session", "sso_start_url", "sso_region", "sso_account_id", "sso_role_name"),
    *("s3", "services", "endpoint_url", "retry_mode", "max_attempts", "use_fips_endpoint"),
    *("defaults_mode", "duration_seconds", "ec2_metadata_service_endpoint_mode", "cli_pager"),
    *("sso_registration_scopes", "metadata_service_timeout", "request_checksum_calculation"),
)
ODD_KEYS = (
    *("Region", "AWS_ACCESS_KEY_ID", "export AWS_SECRET_ACCESS_KEY", "hello", "my key", ""),
    *("__proto__", "constructor", "münchen", "İ", "ΑΣ", "a.b", "a/b", "[k", "x\x1fy", "é\xa0"),
    *("x_principal_arn", "azure_tenant_id", "granted_sso_region"),
)
VALUES = (
    *("AKIAI44QH8DHBEXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "eu-west-1", "json"),
    *("arn:aws:iam::123456789012:role/deploy", "a", "b", "default", "corp", "true", "1", "20"),
    *("Environment", "https://example.awsapps.com/start", "123456789012", "standard", "IPv4"),
    *("sso:account:access", "/usr/bin/vault --json", "when_required"),
)
ODD_VALUES = (
    *("", " ", "a # c", "a#c", "a ; c", "a;c", "# c", '"q"', "'q'", '"', "'", "a=b", "= a", "a: b"),
    *("True", "legacy", "010", "0x10", "x y", "x\ty", "%(x)s", "$HOME", "~/x", "a\xa0", "\xa0a"),
    *("a\x00b", "\u2028a", "a\u2029", "a\x85", "a\x1c", "\x0ca", "a\x0b", "{}", "[v]", "é", "日本"),
    *("\ufeffa", "a\u200b", "Ec2", "IPv7", "eu_west_1", "/bin/x | y", "'a b' c", "“q”"),
)
NAMES = ("a", "b", "default", "corp", "dev-1.x_y/z@:+%")
ODD_NAMES = (
    *(
        "DEFAULT",
        "my prof",
        '"my prof"',
        "'a'",
        '"a"',
        "münchen",
        "CORP\\bob",
        "",
        " ",
        "a]b",
        "[a",
    ),
    *("__proto__", "constructor", "toString", "a#b", "a;b", "a\tb", "a\x1fb", "a\x85b", "o'brien"),
)
TYPES = ("", "profile ", "sso-session ", "services ")
ODD_TYPES = ("Profile ", "profiles ", "profile  ", "profile\t", "profile\xa0", "PROFILE ", "foo ")
ENDS = ("\n", "\n", "\n", "\n", "\n", "\n", "\r\n", "\r", "\n\n")
EDGES = ("", "", "", "", " ", "  ", "\t", "\xa0", "\u3000", "\x0c", "\x1f", "\ufeff", "\x85")
TAILS = (
    "",
    "",
    "",
    "",
    " ",
    " # c",
    "# c",
    "; c",
    " ; [x]",
    " junk",
    "]",
    "\t#c",
    "\xa0# c",
    "\u2028",
)
LONE = (
    *("", " ", "\t", "# c", " # c", "; c", "  ; c", "junk", "  cont", "  a = 1", "\tregion = x"),
    *(
        "  addressing_style = path",
        "  junk: 2",
        "  [b]",
        "[a",
        "[]",
        "[ ]",
        "[[a]]",
        "=",
        "==",
        ":",
    ),
    *("= v", ": v", "<<<<<<< HEAD", "export A=1", '{"AccessKeyId": "x"}', "\x00", "\ufeff", "\xa0"),
    *(
        "  = 1",
        "\u2028",
        "a\rb = c",
        "  '",
        '  x = "',
        "x = '",
        "s3 =",
        "  endpoint_url = http://x",
    ),
)


class Pair(NamedTuple):
    """The bytes of a config and a credentials file."""

    config: bytes
    credentials: bytes


def _mostly(usual: tuple[str, ...], odd: tuple[str, ...]) -> st.SearchStrategy[str]:
    return st.sampled_from(usual * (3 * len(odd) // len(usual) + 1) + odd)


def _plainly(usual: tuple[str, ...]) -> st.SearchStrategy[str]:
    return st.sampled_from(usual)


_EDGE = st.sampled_from(EDGES)
_SEPARATOR = st.sampled_from((" = ", " = ", "=", "= ", " =", ": ", ":", "\t=\t", " == "))
_SETTING = st.builds(
    "{}{}{}{}{}".format,
    _EDGE,
    _mostly(KEYS, ODD_KEYS),
    _SEPARATOR,
    _mostly(VALUES, ODD_VALUES),
    st.sampled_from(TAILS),
)
_HEADER = st.builds(
    "{}[{}{}{}]{}".format,
    _EDGE,
    _mostly(TYPES, ODD_TYPES),
    _mostly(NAMES, ODD_NAMES),
    st.sampled_from(("",) * 12 + (" ", "\t", "\xa0")),
    st.sampled_from(TAILS),
)
_LINE = st.one_of(_SETTING, _SETTING, _SETTING, _HEADER, st.sampled_from(LONE))
_TEXT = st.lists(st.tuples(_LINE, st.sampled_from(ENDS)), max_size=14).map(
    lambda lines: "".join(line + end for line, end in lines)
)
_HEADED = st.tuples(_HEADER, _TEXT).map("\n".join)
_BYTES = st.one_of(
    _HEADED.map(str.encode),
    _TEXT.map(str.encode),
    _HEADED.map(lambda text: b"\xef\xbb\xbf" + text.encode()),
    st.tuples(_HEADED, st.sampled_from((b"\xff", b"# \xe9\n", b"x = \xc3\n", b"[\xe9]\n"))).map(
        lambda pair: pair[0].encode() + pair[1]
    ),
    _TEXT.map(lambda text: text.encode("utf-16")),
    _HEADED.map(lambda text: b"\0" + text.encode() * 2),
    st.binary(max_size=60),
)
_USUAL_BYTES = st.one_of(_HEADED.map(str.encode), _BYTES)

HOSTILE = st.builds(Pair, _USUAL_BYTES, _USUAL_BYTES)
"""Anything: awkward headers, keys, values, spaces, line ends and encodings."""

_GOOD_SETTING = st.builds(
    "{} = {}\n".format,
    _plainly(KEYS),
    st.one_of(_plainly(VALUES), _plainly(VALUES), _plainly(ODD_VALUES)),
)
_GOOD_BODY = st.lists(
    st.one_of(
        _GOOD_SETTING,
        _GOOD_SETTING,
        _GOOD_SETTING,
        st.sampled_from(("# c\n", "\n", "s3 =\n  addressing_style = path\n")),
    ),
    max_size=5,
).map("".join)
_KEYS = "aws_access_key_id = AKIAI44QH8DHBEXAMPLE\n"
_KEYS += "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n"
_WHOLE = (
    *(_KEYS, "region = eu-west-1\n", "output = json\n"),
    "role_arn = arn:aws:iam::123456789012:role/deploy\nsource_profile = a\n",
    "role_arn = arn:aws:iam::123456789012:role/deploy\nsource_profile = b\n",
    "role_arn = arn:aws:iam::123456789012:role/deploy\ncredential_source = Environment\n",
    "sso_session = corp\nsso_account_id = 123456789012\nsso_role_name = Dev\n",
    "credential_process = /usr/bin/vault --json\n",
    "sso_start_url = https://example.awsapps.com/start\nsso_region = eu-west-1\n"
    "sso_registration_scopes = sso:account:access\n",
)


def _good(types: tuple[str, ...]) -> st.SearchStrategy[bytes]:
    header = st.builds("[{}{}]\n".format, _plainly(types), _plainly(NAMES))
    body = st.lists(_plainly(_WHOLE), max_size=2, unique=True).map("".join)
    section = st.tuples(header, st.one_of(body, body, body, _GOOD_BODY)).map("".join)
    return st.lists(section, max_size=4).map(lambda parts: "\n".join(parts).encode())


ORDERLY = st.builds(Pair, _good(("profile ", "sso-session ", "profile ")), _good(("",)))
"""Well-formed files, whose settings may still contradict each other or be missing."""

PAIRS = st.one_of(HOSTILE, ORDERLY)

_SSO = """\
[sso-session corp]
sso_start_url = https://example.awsapps.com/start
sso_region = eu-west-1
sso_registration_scopes = sso:account:access

[profile audit]
sso_session = corp
sso_account_id = 123456789012
sso_role_name = ReadOnly
region = eu-west-1
"""
_ROLES = """\
# roles of the platform team
[default]
region = eu-west-1
output = json
s3 =
  addressing_style = path
  max_concurrent_requests = 20

[profile deploy]
role_arn = arn:aws:iam::123456789012:role/deploy
source_profile = default

[profile vault]
credential_process = /usr/bin/vault --json
region = us-east-1
"""
_STATIC = f"""\
# keys
[default]
{_KEYS}
[ci]
aws_access_key_id = ASIAI44QH8DHBEXAMPLE
aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY
aws_session_token = {"EXAMPLE/" * 20}
"""
_SERVICES = """\
[profile dev]
region = eu-west-1
services = local
[services local]
s3 =
  endpoint_url = http://localhost:4566
"""
GOOD = (
    Pair(b"", _STATIC.encode()),
    Pair(_ROLES.encode(), _STATIC.encode()),
    Pair(_SSO.encode(), b""),
    Pair((_ROLES + "\n" + _SSO).encode(), _STATIC.replace("\n", "\r\n").encode()),
    Pair(_SERVICES.encode(), f"[dev]\n{_KEYS}".encode()),
)
"""Files that all tools read alike."""
_BITS = tuple(
    sorted(
        {*ODD_VALUES, *EDGES, *TAILS, *LONE, *ODD_NAMES, *TYPES, *ODD_TYPES, *KEYS, *NAMES}
        | {"\r", "\n", "\n\n", "\r\n", "[", "]", "=", ":", "#", ";", "'", '"', ",", "A", "0"}
    )
)


@st.composite
def _mutated(draw: st.DrawFn) -> Pair:
    """A good pair with a few changes: characters, lines, or a line that is moved or repeated."""
    files = [text.decode() for text in draw(st.sampled_from(GOOD))]
    for _ in range(draw(st.sampled_from((0, 1, 1, 1, 1, 2, 3)))):
        which = draw(st.integers(0, 1))
        text = files[which]
        at = draw(st.integers(0, len(text)))
        end = at + draw(st.sampled_from((0, 0, 0, 0, 1, 2, 8)))
        lines = text.split("\n")
        number = draw(st.integers(0, len(lines) - 1))
        line = lines[number]
        match draw(st.integers(0, 6)):
            case 0 | 1:
                files[which] = text[:at] + draw(st.sampled_from(_BITS)) + text[end:]
            case 2:
                files[which] = text[:at] + draw(st.characters(codec="utf-8")) + text[end:]
            case 3:
                lines[number] = draw(st.sampled_from((*EDGES, "  ", "\t"))) + line
                files[which] = "\n".join(lines)
            case 4:
                lines[number] = line + draw(st.sampled_from(TAILS))
                files[which] = "\n".join(lines)
            case 5:
                lines.insert(draw(st.integers(0, len(lines))), draw(st.sampled_from((*LONE, line))))
                files[which] = "\n".join(lines)
            case _:
                del lines[number]
                if draw(st.booleans()):
                    files[1 - which] += "\n" + line
                files[which] = "\n".join(lines)
    return Pair(*(text.encode("utf-8", "surrogateescape") for text in files))


MUTATED = _mutated()
"""Good files with a few mistakes: near the border of what all tools read alike."""

BREAKAGES = (
    *(b"\njunk\n", b"\n[profile x]junk\n", b"\n[]\n", b"\n[a\n", b"\n[a]\nx = 1\n[a]\ny = 1\n"),
    *(b"\n[a1]\nx = 1\nx = 2\n", b"\n[a2]\nx = \xff\n", b"\n[a3]\nx = '\n", b"\n[a4]\n  more\n"),
    *(b"\n[a5]\ns3 =\n  path\n", b"\n[a6]\n= x\n", b"\n<<<<<<< HEAD\n", b"\n[a7] [b\n"),
)
"""Ends of a file that some tool refuses, each for a different reason."""
BEGINNINGS = (b"\xef\xbb\xbf", b"region = x\n", b"  x = 1\n", b"\xe9 = 1\n", b"junk\n")
"""Beginnings of a file that some tool refuses."""


@st.composite
def _one_refused(draw: st.DrawFn) -> Pair:
    files = [*draw(st.one_of(MUTATED, PAIRS))]
    which = draw(st.integers(0, 1))
    if draw(st.booleans()):
        files[which] += draw(st.sampled_from(BREAKAGES))
    else:
        files[which] = draw(st.sampled_from(BEGINNINGS)) + files[which]
    return Pair(*files)


ONE_REFUSED = _one_refused()
"""Pairs with at least one file that some tool refuses, often while it still reads the other."""
