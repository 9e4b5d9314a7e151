"""A sixth tool needs only a row of `TOOLS`: it is named, asked and counted like the others.

The stand-in has no folder of its own. It reads like another tool, its model. Each finding has to
concern both or neither, and each message has to name both or neither.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import awscred
from awscred import tools, validation
from awscred.findings import INFO
from awscred.rules import RULES
from awscred.rules.rule import KEYS, Bad, Rule
from awscred.rules.tools import tools_disagree
from awscred.tools import TOOLS, Row, default_tools
from tests.corpus import GOOD
from tests.test_promise import broken_by
from tests.test_rules import asked_in, files_of, found_in

SIXTH = "the Sixth SDK"


@pytest.fixture(params=list(TOOLS))
def model(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """The tool that the stand-in `sixth-MODEL` reads as; all rules are imported by then."""
    model: str = request.param
    row = TOOLS[model]._replace(title=SIXTH, folder=TOOLS[model].folder or model, aliases=())
    monkeypatch.setitem(TOOLS, f"sixth-{model}", row)
    return model


def _names(title: str, message: str) -> bool:
    """Whether a message names a tool, perhaps as one of all tools."""
    return title in message or re.search(r"\b(every|no) tool\b", message) is not None


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_each_finding_concerns_it_like_its_model(rule: Rule, model: str) -> None:
    for example in rule.bad:
        found = found_in(rule, example)
        assert len(found) == len(example.expected)
        for item in found:
            assert (f"sixth-{model}" in item.tools) == (model in item.tools), item
            assert item.tools == tools.in_order(tuple(TOOLS), item.tools), item
            named = _names(TOOLS[model].title, item.message)
            assert _names(SIXTH, item.message) == named, item


def test_no_example_is_left_to_the_catch_all(model: str) -> None:
    """It would be if the stand-in were in one finding of its model and not in another."""
    for rule in RULES[:-1]:
        for example in rule.bad:
            found = validation.validate(files_of(example), asked_in(example)).findings
            assert [item for item in found if item.rule == tools_disagree.ID] == [], model


def test_a_disagreement_is_found_in_which_it_alone_differs(monkeypatch: pytest.MonkeyPatch) -> None:
    for tool, row in TOOLS.items():
        monkeypatch.setitem(TOOLS, tool, row._replace(folder="js"))
    monkeypatch.setitem(TOOLS, "alone", Row(SIXTH, "cli"))
    example = Bad("[profile a]\nregion = eu-west-1 # c\n", f"[a]\n{KEYS}", ())
    (found,) = found_in(tools_disagree.RULE, example)
    assert found.message.endswith(f"'eu-west-1 # ...' for {SIXTH}")
    assert found.tools == default_tools()


@pytest.mark.parametrize("pair", GOOD)
def test_silence_is_a_promise_for_it(pair: tuple[bytes, bytes], model: str) -> None:
    files = awscred.read(config=pair[0], credentials=pair[1])
    report = awscred.validate(files)
    assert all(found.severity == INFO for found in report.findings)
    assert report.tools == default_tools()
    assert broken_by(report.readings) is None


@pytest.fixture
def with_sixth(aws_folder: Path) -> Callable[..., str]:
    """Runs awscred with a tool `sixth`, which reads like the Rust SDK; returns the output."""
    (aws_folder / "config").write_text(
        "[profile dev]\nregion = eu-west-1\nsso_session = corp\nsso_region = eu-west-1\n"
        "sso_account_id = 123456789012\nsso_role_name = Developer\n"
        "[sso-session corp]\nsso_start_url = https://example.awsapps.com/start\n"
        "sso_region = eu-west-1\nsso_registration_scopes = sso:account:access\n"
    )
    register = f"from awscred.tools import TOOLS, Row; TOOLS['sixth'] = Row({SIXTH!r}, 'rust'); "

    def run(*args: str) -> str:
        code = f"{register}from awscred.cli import main; main({list(args)!r})"
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=False
        )
        assert done.stderr == ""
        return done.stdout

    return run


def test_validate_has_a_column_for_it(with_sixth: Callable[..., str]) -> None:
    lines = with_sixth("validate", "--format", "text").splitlines()
    (at,) = (number for number, line in enumerate(lines) if line.startswith("dev "))
    head, row = (re.split(" {2,}", line.strip()) for line in lines[at - 1 : at + 1])
    assert dict(zip(head, row[1:], strict=True)) == {
        "all but rust, crt, sixth": "sso",
        "crt": "unsupported",
        "rust, sixth": "refused",
    }
    assert "concerns: rust, sixth" in " ".join(lines)
    assert f"the Rust SDK and {SIXTH} do not accept the profile" in "\n".join(lines)
    works = f"0 of 1 profiles work in all {len(default_tools()) + 1} tools"
    assert works in " ".join(line.strip() for line in lines)


def test_validate_for_it_alone(with_sixth: Callable[..., str]) -> None:
    report = json.loads(with_sixth("validate", "--for", "sixth", "--format", "json"))
    assert [found["tools"] for found in report["findings"]] == [["sixth"]]
    assert list(report["verdicts"]["dev"]) == ["sixth"]


def test_show_says_how_it_reads_a_profile(with_sixth: Callable[..., str]) -> None:
    shown = with_sixth("show", "dev", "--format", "table")
    assert "rust, sixth" in shown
    reading = json.loads(with_sixth("show", "--as", "sixth", "--format", "json"))
    assert reading["tool"] == "sixth"
    assert reading["profiles"]["dev"]["sso_session"] == "corp"
