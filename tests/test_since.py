"""The versions of tools that a profile needs."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from awscred.cli import main
from awscred.settings import KNOWN
from awscred.tools import TOOLS, load, needed_version

CONFIG = """\
[profile new]
login_session = arn:aws:iam::123456789012:user/anna
endpoint_url = https://example.com
[profile old]
region = eu-west-1
"""


@pytest.fixture
def config(aws_folder: Path) -> Path:
    path = aws_folder / "config"
    path.write_text(CONFIG)
    return path


@pytest.mark.parametrize("tool", TOOLS)
def test_versions_are_numbers_of_known_settings(tool: str) -> None:
    for key, version in load(tool).HABITS.since.items():
        assert key in KNOWN
        assert re.fullmatch(r"\d+(\.\d+)+", version)


def test_the_latest_of_several_settings_counts() -> None:
    assert needed_version("cli", ["sso_session", "login_session", "region"]) == "2.32"
    assert needed_version("cli", ["sso_session"]) == "2.9"  # by number: "2.9" > "2.32" as text
    assert needed_version("cli", ["sso_session", "services"]) == "2.13"
    assert needed_version("toolkit", ["login_session"]) == "3.91"
    assert needed_version("java", ["account_id_endpoint_mode", "login_session"]) == "2.39.1"
    assert needed_version("ruby", ["retry_mode", "use_fips_endpoint"]) == "3.122"
    assert needed_version("cli", ["region"]) is None


def test_show_names_them(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(("show", "new", "-f", "table"))
    needs = "AWS Toolkit 3.91, AWS CLI 2.32, Go SDK 1.40 and Java SDK 2.39.1 or later\n"
    assert f"Needs     {needs}" in capsys.readouterr().out
    main(("show", "new", "-f", "json"))
    needs = json.loads(capsys.readouterr().out)["profile"]["needs"]
    assert needs == {"toolkit": "3.91", "cli": "2.32", "go": "1.40", "java": "2.39.1"}


def test_show_says_nothing_if_any_version_does(
    config: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(("show", "old", "-f", "table"))
    assert "Needs" not in capsys.readouterr().out


def test_it_is_no_finding(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(("validate", "-v"))
    assert "2.32" not in capsys.readouterr().out
