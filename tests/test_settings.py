"""The catalog: what a misspelled setting means, and what may be shown."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from awscred import settings
from awscred.redaction import MASK, redact
from awscred.settings import (
    CREDENTIAL_KEYS,
    CREDENTIAL_SOURCES,
    KNOWN,
    NESTED,
    SSO_KEYS,
    is_name,
    is_shown,
    suggest,
)
from tests.aws import KEY, OTHER_SECRET, SECRET

TOKEN = "EXAMPLE/" * 20


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("xaws_access_key_id", "aws_access_key_id"),
        ("xaws_secret_access_key", "aws_secret_access_key"),
        ("aws_acess_key_id", "aws_access_key_id"),
        ("AWS-SECRET-ACCESS-KEY", "aws_secret_access_key"),
        ("export aws_access_key_id", "aws_access_key_id"),
        ("set AWS_SECRET_ACCESS_KEY", "aws_secret_access_key"),
        ("setx AWS_SECRET_ACCESS_KEY", "aws_secret_access_key"),
        ('"aws_access_key_id"', "aws_access_key_id"),
        ("'export aws_session_token'", "aws_session_token"),
        ("aws access key id", "aws_access_key_id"),
        ("AccessKeyId", "aws_access_key_id"),
        ("SecretAccessKey", "aws_secret_access_key"),
        ("aws_access_key", "aws_access_key_id"),
        ("session_token", "aws_session_token"),
        ("default_region", "region"),
        ("$Env:AWS_SESSION_TOKEN", "aws_session_token"),
        ("secret_access_key", "aws_secret_access_key"),
        ("aws_secret_key", "aws_secret_access_key"),
        ("aws_region", "region"),
        ("regoin", "region"),
        ("rolearn", "role_arn"),
        ("source-profile", "source_profile"),
        ("sso_start_ur", "sso_start_url"),
        ("foo", None),
        ("x", None),
        ("", None),
        ("description", None),
        ("color", None),
        ("owner", None),
        ("settings", None),
        ("addressing_style", None),  # correct, but belongs below s3
        ("use_arn_region", None),
        ("a" * 100_000, None),
    ],
    ids=lambda text: str(text)[:30],
)
def test_a_misspelt_setting_means(written: str, meant: str | None) -> None:
    assert suggest(written) == meant


def test_a_known_setting_means_no_other() -> None:
    for name in KNOWN:
        assert suggest(name) == name
    for below in NESTED.values():
        for name in below:
            assert suggest(name) in (name, None)


def test_the_catalogue_is_in_lower_case() -> None:
    assert len(KNOWN) >= 91
    for table in (KNOWN, *NESTED.values()):
        for name, known in table.items():
            assert name == known.name == name.lower().strip()
            assert known.sections
            assert len(set(known.tools)) == len(known.tools)
            assert len(set(known.values)) == len(known.values)
    assert all(KNOWN[name].tools for name in KNOWN if name != "s3")


def test_the_catalogue_has_each_setting_once() -> None:
    source = ast.parse(Path(settings.__file__).read_text(encoding="utf-8"))
    for table in (node for node in ast.walk(source) if isinstance(node, ast.Tuple)):
        rows = [row for row in table.elts if isinstance(row, ast.Call)]
        names = [ast.literal_eval(row.args[0]) for row in rows]
        assert len(names) == len(set(names))


def test_what_the_catalogue_says() -> None:
    assert {*CREDENTIAL_KEYS, *SSO_KEYS} <= KNOWN.keys()
    assert KNOWN["credential_source"].values == CREDENTIAL_SOURCES
    assert KNOWN["sso_region"].sections == ("profile", "sso-session")
    assert KNOWN["sso_registration_scopes"].sections == ("sso-session",)
    assert KNOWN["correct_clock_skew"].tools == ("ruby",)
    assert KNOWN["include_profile"].tools == ("aws-vault",)
    assert KNOWN["cli_help_output"].values == ("terminal", "browser", "url")
    assert KNOWN["sso_redirect_port"].sections == ("profile", "sso-session")
    assert KNOWN["credential_cache"].tools == ("language-servers",)
    assert KNOWN["credential_cache_location"].tools == ("language-servers",)
    assert "toolkit" not in KNOWN["web_identity_token_file"].tools
    assert NESTED.keys() == {"s3", "emr", "api_versions", "services"}
    assert [name for name, known in KNOWN.items() if known.secret] == [
        "aws_secret_access_key",
        "aws_session_token",
        "aws_security_token",
        "external_id",
        "credential_process",
        "mfa_process",
        "web_identity_token_process",
    ]


def test_the_catalogue_loads_nothing_slow() -> None:
    code = (
        "import sys, awscred.settings\n"
        "slow = ('difflib', 'dataclasses', 'inspect', 'json', 'logging')\n"
        "print([name for name in slow if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("region", "eu-west-1", True),
        ("Region", "eu-west-1", True),
        (" REGION ", "eu-west-1", True),
        ("addressing_style", "path", True),
        ("key_pair_file", "~/.ssh/key.pem", True),
        ("granted_sso_region", "eu-west-1", True),
        ("sso_redirect_port", "8085", True),
        ("role_arn", "arn:aws:iam::123456789012:role/deploy", True),
        ("max_queue_size", "20", True),
        ("aws_access_key_id", KEY, True),
        ("aws_access_key_id", SECRET, False),
        ("aws_access_key_id", OTHER_SECRET, False),
        ("aws_access_key_id", "short", False),
        ("aws_access_key_id", KEY.lower(), False),
        ("aws_access_key_id", f"{KEY}\n", False),
        ("aws_access_key_id", f"{KEY} {KEY}", False),
        ("aws_secret_access_key", "x", False),
        ("AWS_SECRET_ACCESS_KEY", "x", False),
        ("aws_session_token", "x", False),
        ("xaws_secret_access_key", "x", False),
        ("credential_process", "/bin/x --token y", False),
        ("external_id", "x", False),
        ("mfa_process", "x", False),
        ("anything", "x", False),
        ("region", SECRET, False),
        ("region", f"x {SECRET} y", False),
        ("region", f"aws_secret_access_key={SECRET}", False),
        ("region", f"{SECRET}=", False),
        ("sso_start_url", "https://me@example.com:hidden@example.com", False),
        ("sso_start_url", "https://me:hidden@example.com/start", False),
        ("sso_start_url", "https://example.awsapps.com/start", True),
        ("output", TOKEN, False),
        ("output", "a" * 99, True),
        ("output", "a" * 1_000_000, False),
        ("output", "a.-" * 33 + " ", True),
        ("output", ("a" * 99 + " ") * 10_000, True),
        ("output", "://a:" * 200_000, True),
        ("output", "://" + "a:" * 500_000, True),
        ("output", "a=" * 500_000 + " ", False),
        ("output", ("a" * 39 + "=, ") * 25_000, True),
        ("output", "=," * 500_000, True),
    ],
    ids=lambda part: repr(part)[:40],
)
def test_only_what_is_known_to_be_harmless_is_shown(name: str, value: str, shown: bool) -> None:
    assert is_shown(name, value) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("xaws_key", True),
        ("export AWS_X", True),
        (SECRET, False),
        ("a" * 65, False),
        ("a\x1bb", False),
    ],
)
def test_a_key_is_shown_where_it_looks_like_a_name(text: str, shown: bool) -> None:
    assert is_name(text) == shown


@pytest.mark.parametrize(
    ("text", "redacted"),
    [
        ("region eu-west-1", "region eu-west-1"),
        (f"source {SECRET} is", f"source {MASK} is"),
        (f"a{SECRET}", MASK),  # a character too many
        (SECRET[:-2], MASK),
        (f"https://{SECRET}", f"https:{MASK}"),
        ("role/ProductionAccountAdministrator01", "role/ProductionAccountAdministrator01"),
        (f"token {TOKEN}", f"token {MASK}"),
        ("see http://me:hidden@host/x", f"see http://{MASK}@host/x"),
        ("http://me@host:hid@den@host/x", f"http://{MASK}@host/x"),
        (f"http://me:{SECRET}@host/x", f"http://{MASK}@host/x"),
        ("https://me:pa/ss@host/", f"https://{MASK}@host/"),
        ("https://token@host/x", f"https://{MASK}@host/x"),
        ("https://host/x?token=hidden", f"https://host/x?{MASK}"),
        (f"key={SECRET};", f"key={MASK};"),
        (f"{'a' * 60}.{SECRET}.{'b' * 43}", MASK),  # a token, not a key in the middle of one
        ("0" * 40, "0" * 40),
        ("arn:aws:iam::123456789012:role/deploy", "arn:aws:iam::123456789012:role/deploy"),
    ],
)
def test_what_looks_like_a_secret_is_masked(text: str, redacted: str) -> None:
    assert redact(text) == redacted
