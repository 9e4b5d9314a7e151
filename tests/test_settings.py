"""The catalogue: what a misspelt setting means, and what may be shown."""

from __future__ import annotations

import pytest

from awscred.settings import KNOWN, MASK, NESTED, is_name, is_shown, redact, suggest
from tests.aws import KEY, SECRET

TOKEN = "EXAMPLE/" * 20


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("xaws_access_key_id", "aws_access_key_id"),
        ("xaws_secret_access_key", "aws_secret_access_key"),
        ("aws_acess_key_id", "aws_access_key_id"),
        ("AWS-SECRET-ACCESS-KEY", "aws_secret_access_key"),
        ("export aws_access_key_id", "aws_access_key_id"),
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
        ("a" * 100_000, None),
    ],
    ids=lambda text: str(text)[:30],
)
def test_a_misspelt_setting_means(written: str, meant: str | None) -> None:
    assert suggest(written) == meant


def test_the_catalogue_is_in_lower_case_and_means_something() -> None:
    tables = [KNOWN, *NESTED.values()]
    assert len(KNOWN) >= 90
    for table in tables:
        for name, known in table.items():
            assert name == name.lower()
            assert known.meaning
            assert known.sections


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("region", "eu-west-1", True),
        ("Region", "eu-west-1", True),
        ("role_arn", "arn:aws:iam::123456789012:role/deploy", True),
        ("max_queue_size", "20", True),
        ("aws_access_key_id", KEY, True),
        ("aws_access_key_id", SECRET, False),
        ("aws_access_key_id", "short", False),
        ("aws_secret_access_key", "x", False),
        ("AWS_SECRET_ACCESS_KEY", "x", False),
        ("aws_session_token", "x", False),
        ("xaws_secret_access_key", "x", False),
        ("credential_process", "/bin/x --token y", False),
        ("external_id", "x", False),
        ("anything", "x", False),
        ("region", SECRET, False),
        ("region", f"x {SECRET} y", False),
        ("sso_start_url", "https://me:hidden@example.com/start", False),
        ("sso_start_url", "https://example.awsapps.com/start", True),
        ("output", TOKEN, False),
    ],
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
        (f"a{SECRET}", f"a{SECRET}"),  # of 41 characters: no secret key
        (f"token {TOKEN}", f"token {MASK}"),
        ("see http://me:hidden@host/x", f"see http://{MASK}@host/x"),
        ("0" * 40, "0" * 40),
        ("arn:aws:iam::123456789012:role/deploy", "arn:aws:iam::123456789012:role/deploy"),
    ],
)
def test_what_looks_like_a_secret_is_masked(text: str, redacted: str) -> None:
    assert redact(text) == redacted
