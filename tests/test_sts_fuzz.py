"""Random files with everything that asks AWS, while nothing answers: no exception, no refusal, no
program, no secret, and the same keys that botocore finds."""

from __future__ import annotations

from datetime import datetime, timezone
from pathlib import Path

import pytest
from botocore.session import Session
from hypothesis import given

import awscred
from awscred import sts
from awscred.explain import Origins
from awscred.identity import Identity
from awscred.output import whoami as output
from awscred.output.names import Names
from awscred.output.whoami import Result
from awscred.profiles import Files
from awscred.sts import Terms
from awscred.sts.answers import BadKeysError
from awscred.sts.clients import Clients, client_settings
from awscred.sts.credentials import CredentialProviders
from awscred.sts.programs import Programs
from tests.aws import KEY, SECRET, closed_port
from tests.corpus import MUTATED, PAIRS, Pair
from tests.sizes import examples
from tests.test_fuzz import CANARY, RAW_CONTROL, SECRETIVE

KEYS = f"aws_access_key_id = {KEY}\naws_secret_access_key = {SECRET}\n"
ROLE = "role_arn = arn:aws:iam::123456789012:role/deploy\nsource_profile = s\n"
SSO = (
    "sso_start_url = https://example.awsapps.com/start\nsso_region = us-east-1\n"
    "sso_account_id = 123456789012\nsso_role_name = Admin\n"
)
NOW = datetime(2026, 11, 24, tzinfo=timezone.utc)


@pytest.fixture(autouse=True)
def nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every connection to another machine goes to a proxy that does not exist."""
    monkeypatch.delenv("AWS_ENDPOINT_URL")
    for name in ("HTTP_PROXY", "HTTPS_PROXY"):
        monkeypatch.setenv(name, closed_port())


def ask(files: Files) -> list[Identity]:
    return sts.identify(files, list(files.profiles), Terms(programs=False, patience=5))


def shown(files: Files, found: list[Identity]) -> list[str]:
    """Everything that is shown of the answers."""
    origins = Origins(files)
    results = [Result(who, origins.hops(who.profile), origins.rivals(who.profile)) for who in found]
    return [
        output.as_json(results, Names()),
        output.plain(results, Names()).replace("\t", " "),
        *(output.block(result, files.profiles, NOW, Names(), color=False) for result in results),
        *(output.tree(result, Names(), color=False) for result in results),
        *(str(output.rows(results, files.profiles, NOW, Names())),),
        *(f"{who.error.message} {who.error.hint}" for who in found if who.error),
    ]


@examples(60, 3_000)
@given(pair=PAIRS | MUTATED)
def test_any_file_is_answered(pair: Pair) -> None:
    files = awscred.read(config=pair.config, credentials=pair.credentials)
    found = ask(files)
    assert [who.profile for who in found] == list(files.profiles)
    verdicts = awscred.reading("cli", files).verdicts
    for who in found:
        assert who.status in ("broken", "unknown")
        verdict = verdicts.get(who.profile)
        if verdict and verdict.key in ("retry_mode", "max_attempts"):
            continue  # our own names, whatever the file says
        if verdict is None or (not verdict.accepted and "boto3:" not in str(verdict.reason)):
            assert who.status == "broken", (who, verdict and verdict.reason)
        elif verdict.kind in ("static", "temporary"):
            assert who.error is not None
            assert who.status == "unknown" or who.error.code == "MalformedKey", (who, verdict)
    for text in shown(files, found):
        assert not RAW_CONTROL.search(text)


@examples(60, 3_000)
@given(config=SECRETIVE, credentials=SECRETIVE)
def test_no_secret_is_shown(config: str, credentials: str) -> None:
    """Also after complete credentials, so that what follows them is checked."""
    whole = f"[profile p]\n{KEYS}{config}\n[profile r]\n{ROLE}{config}"
    for text in (config, whole):
        files = awscred.read(config=text, credentials=credentials)
        for words in shown(files, ask(files)):
            assert CANARY not in words


def test_no_value_of_a_setting_is_quoted_with_what_comes_after_it() -> None:
    """botocore reads a comment after a value as part of it, and quotes it."""
    odd = (
        *("region", "endpoint_url", "defaults_mode", "sts_regional_endpoints", "ca_bundle"),
        *("metadata_service_timeout", "ec2_metadata_service_endpoint_mode", "use_fips_endpoint"),
        *("role_arn", "source_profile", "credential_source", "duration_seconds", "mfa_serial"),
        *("role_session_name", "external_id", "web_identity_token_file", "sso_session", "services"),
        *("sso_region", "sso_start_url", "sso_account_id", "credential_process", "login_session"),
    )
    text = "".join(
        f"[profile {key}-{number}]\n{lead}{key} = x # {CANARY}\n"
        for key in odd
        for number, lead in enumerate((KEYS, ROLE, SSO, ""))
        if f"\n{key} =" not in f"\n{lead}"
    )
    files = awscred.read(config=f"{text}[profile s]\n{KEYS}")
    for words in shown(files, ask(files)):
        assert CANARY not in words


@examples(60, 3_000)
@given(pair=PAIRS | MUTATED)
def test_keys_are_those_that_botocore_finds(pair: Pair, tmp_path: Path) -> None:
    paths = tmp_path / "config", tmp_path / "credentials"
    for path, text in zip(paths, (pair.config, pair.credentials), strict=True):
        path.write_bytes(text)
    files = awscred.read(config=pair.config, credentials=pair.credentials)
    for name, verdict in awscred.reading("cli", files).verdicts.items():
        if not verdict.accepted or verdict.kind not in ("static", "temporary"):
            continue
        session = Session(
            {
                "config_file": (None, None, str(paths[0]), None),
                "credentials_file": (None, None, str(paths[1]), None),
            },
            profile=name,
        )
        theirs = session.get_credentials().get_frozen_credentials()
        read = files.read_by_botocore
        providers = CredentialProviders(read, Programs(allowed=False))
        try:
            ours = providers.keys(
                name, Clients(5).factory(client_settings(read.profiles[name], read)), None
            )
        except BadKeysError:  # before anything is sent; botocore would send them
            continue
        assert ours[:3] == (theirs.access_key, theirs.secret_key, theirs.token)
