"""Habits that no verdict shows, compared with the real tools that can be installed."""

from __future__ import annotations

from pathlib import Path

import botocore.session
import pytest

from awscred.rules.rule import KEYS
from awscred.settings import KNOWN, SWITCHES
from awscred.tools import cli, js
from tests.corpus import Pair
from tests.javascript import Sdk

VALUES = {  # in config, and in credentials
    "region": ("eu-west-1", "eu-west-2"),
    "max_attempts": ("4", "5"),
    "use_fips_endpoint": ("true", "false"),
    "account_id_endpoint_mode": ("required", "disabled"),
    "ec2_metadata_service_endpoint_mode": ("IPv6", "IPv4"),
    "role_session_name": ("me", "you"),
    "external_id": ("1", "2"),
    "duration_seconds": ("1000", "2000"),
    "mfa_serial": ("x", "y"),
}
ROLE = "role_arn = arn:aws:iam::123456789012:role/deploy\nsource_profile = b\n"


def _lines(column: int) -> str:
    return "".join(f"{key} = {values[column]}\n" for key, values in VALUES.items())


def _used(sdk: Sdk, config: str, credentials: str = "") -> dict[str, str]:
    pair = Pair(f"[profile a]\n{ROLE}{config}".encode(), f"[a]\n{credentials}[b]\n{KEYS}".encode())
    used: dict[str, str] = sdk.ask(pair, uses="a")["uses"]
    return used


def test_the_javascript_sdk_takes_these_from_config_first(sdk: Sdk) -> None:
    used = _used(sdk, _lines(0), _lines(1))
    for key, (of_config, of_credentials) in VALUES.items():
        wins = of_config if key in js.HABITS.config_wins else of_credentials
        assert used[key] == wins, key


@pytest.mark.parametrize(
    "key", ["account_id_endpoint_mode", "ec2_metadata_service_endpoint_mode", "use_fips_endpoint"]
)
def test_the_javascript_sdk_knows_these_words_in_one_case(key: str, sdk: Sdk) -> None:
    word = VALUES[key][0]
    rest = "region = eu-west-1\n"
    assert _used(sdk, f"{rest}{key} = {word}\n")[key] == word
    changed = _used(sdk, f"{rest}{key} = {word.swapcase()}\n")[key]
    assert (changed == word) == (key in js.HABITS.any_case)


BOTOCORE = [key for key in sorted(SWITCHES & KNOWN.keys()) if "boto3" in KNOWN[key].tools]


def test_botocore_knows_switches_in_any_case(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    read = {}
    for word in ("true", "TRUE", "True", "false"):
        text = "".join(f"{key} = {word}\n" for key in BOTOCORE)
        (tmp_path / "config").write_text(f"[default]\n{text}")
        session = botocore.session.Session()
        read[word] = {key: session.get_config_variable(key) for key in BOTOCORE}
    # The others are still texts here; clients turn them into switches (see test_reader_cli).
    switched = {key for key in BOTOCORE if read["true"][key] is True}
    assert len(switched) > 5
    for key in switched:
        alike = read["TRUE"][key] == read["True"][key] == read["true"][key] != read["false"][key]
        assert alike == (key in cli.HABITS.any_case), key
