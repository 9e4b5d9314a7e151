"""Comments that turn rules off, what is reported about them, and how ignored findings look."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import jsonschema
import pytest

import awscred
from awscred.cli import main
from awscred.findings import INFO, WARNING, Finding, Report
from awscred.rules.comments import unused_ignore
from awscred.validation import problems, validate
from tests.aws import KEY, SECRET
from tests.sizes import cpu_limit

KEYS = f"aws_access_key_id = {KEY}\naws_secret_access_key = {SECRET}\n"
CASED = f"[a]\n{KEYS}Region = eu-west-1\n"  # key-case in line 4
HALF = f"[a]\naws_access_key_id = {KEY}\n"  # missing-keys in line 2
SARIF = Path(__file__).parent / "data" / "sarif-2.1.0.json"


def _report(credentials: str, *tools: str) -> Report:
    files = awscred.read(credentials=credentials)
    return validate(files, tools or None)


def _about_ignores(report: Report) -> list[tuple[str, str]]:
    return [
        (found.severity, found.message)
        for found in report.findings
        if found.rule == unused_ignore.ID
    ]


def _rules(findings: list[Finding]) -> set[str]:
    return {found.rule for found in findings}


@pytest.mark.parametrize(
    ("above", "after", "is_ignored"),
    [
        pytest.param("# awscred: ignore[key-case]\n", "", True, id="above"),
        pytest.param("; awscred:ignore[ key-case , file-mode ]\n", "", True, id="among others"),
        pytest.param("# awscred: ignore[file-mode key-case]\n", "", True, id="a space between"),
        pytest.param("# awscred: ignore[key-case]\n# why: old\n", "", True, id="further above"),
        pytest.param(
            "# awscred: ignore[file-mode]\n# awscred: ignore[key-case]\n", "", True, id="stacked"
        ),
        pytest.param("# old # awscred: ignore[key-case]\n", "", True, id="after other words"),
        pytest.param("", " # awscred: ignore[key-case]", False, id="on the same line"),
        pytest.param("# awscred: ignore[file-mode]\n", "", False, id="another rule"),
        pytest.param("# awscred: ignore[key-case]\n\n", "", False, id="a blank line between"),
        pytest.param("# awscred ignore[key-case]\n", "", False, id="no colon"),
        pytest.param("# awscred: ignore\n", "", False, id="no rule"),
    ],
)
def test_a_comment_above_switches_rules_off(above: str, after: str, is_ignored: bool) -> None:
    line = "Region = eu-west-1"
    report = _report(CASED.replace(line, f"{above}{line}{after}"))
    assert ("key-case" not in _rules(report.findings)) == is_ignored
    assert ("key-case" in {found.rule for found in report.ignored}) == is_ignored


def test_a_comment_above_a_header_is_about_the_header_only() -> None:
    above = "# awscred: ignore[section-prefix, key-case]\n"
    files = awscred.read(config=f"{above}[a]\nRegion = eu-west-1\n")
    report = validate(files)
    assert [(found.rule, found.place.span.line) for found in report.ignored] == [
        ("section-prefix", 2)
    ]
    assert "key-case" in _rules(report.findings)


def test_a_comment_may_be_about_a_comment() -> None:
    indented = f"[a]\n{KEYS}# awscred: ignore[indented-comment]\n  # kept\nregion = eu-west-1\n"
    assert "indented-comment" not in _rules(_report(indented).findings)
    assert "indented-comment" in _rules(_report(indented.replace("ignore", "x")).findings)


def test_an_ignore_on_the_same_line_is_part_of_the_value() -> None:
    report = _report(f"[a]\n{KEYS}region = eu-west-1 # awscred: ignore[inline-comment]\n")
    assert "inline-comment" in _rules(report.findings)
    assert _about_ignores(report) == []  # one cause, one finding


def test_each_setting_that_no_aws_tool_reads_may_be_ignored() -> None:
    line = "# awscred: ignore[unknown-setting]\nticket = 2\n"
    report = _report(f"[a]\n{KEYS}colour = blue\n{line}size = 3\n")
    assert _about_ignores(report) == []
    assert [found.place.span.line for found in report.ignored] == [6]
    (found,) = (found for found in report.findings if found.rule == "unknown-setting")
    assert found.message == "credentials has 2 settings that no AWS tool reads: colour and size"


@pytest.mark.parametrize(
    ("comment", "said"),
    [
        (
            "# awscred: ignore[key-cas]",
            (WARNING, "unknown rule key-cas: did you mean key-case?"),
        ),
        ("# awscred: ignore[Key-Case]", (WARNING, "unknown rule: ")),
        ("# awscred: ignore[]", (WARNING, "does not name a rule")),
        ("# awscred: ignore[colon-separator]", (INFO, "colon-separator finds nothing on line 5")),
        ("# awscred: ignore[key-case]", None),
        ("# awscred: ignore[file-mode, credentials-refused, unused-ignore]", None),
        ("# awscred: ignore[unused-ignore]\n# awscred: ignore[nothing]", None),
    ],
)
def test_ignores_that_ignore_nothing_are_reported(
    comment: str, said: tuple[str, str] | None
) -> None:
    found = _about_ignores(_report(CASED.replace("Region", f"{comment}\nRegion")))
    assert len(found) == (said is not None)
    for severity, message in found:
        assert said is not None
        assert severity == said[0]
        assert said[1] in message


def test_an_ignore_for_another_tool_is_not_unused() -> None:
    text = CASED.replace("Region", "# awscred: ignore[key-case]\nRegion")
    assert _about_ignores(_report(text, "cli")) == []


def test_unused_ignores_can_be_left_out(
    aws_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (aws_folder / "credentials").write_text(f"# awscred: ignore[no-such]\n[a]\n{KEYS}")
    for option, is_there in (("--select", True), ("--ignore", False)):
        main(("validate", option, unused_ignore.ID))
        assert ("unused-ignore" in capsys.readouterr().out) == is_there


@pytest.mark.parametrize("last", ["", HALF])
def test_list_counts_what_validate_finds_around_ignores(last: str) -> None:
    other = KEYS.replace(KEY, "AKIAQNZGKIQY56JQ7WML")
    files = awscred.read(
        credentials=f"[x]\n{other}# awscred: ignore[missing-keys]\n[y]\n{other}"
        f"{last}# awscred: ignore[nothing]\n"
    )
    found = [item for item in awscred.validate(files).findings if item.severity != INFO]
    assert problems(files) == Counter((item.profile, item.severity) for item in found)
    assert problems(files)[None, WARNING] == 1


def test_many_ignores_are_answered() -> None:
    hostile = "# awscred: ignore[key-cas, x1, colon-separator]\n" * 10_000
    same_line = "[a]\nregion = " + "# awscred: ignore[" * 30_000
    with cpu_limit(10):
        assert len(_about_ignores(_report(hostile))) == 30_000
        _report(same_line)


# --- how ignored findings are shown


@pytest.fixture
def ignored(aws_folder: Path) -> Path:
    """A credentials file with every error ignored on purpose."""
    path = aws_folder / "credentials"
    path.write_text(
        HALF.replace("aws_", "# awscred: ignore[missing-keys]\naws_", 1) + f"[b]\n{KEYS}"
    )
    path.chmod(0o600)
    return path


def test_a_refused_profile_is_shown_though_its_findings_are_ignored(
    ignored: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(("validate",)) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "refused* in all 7 tools: a" in lines
    assert "* a comment ignores a finding" in lines
    assert "no problems" not in "".join(lines)
    last = "no other errors or warnings, 1 ignored; 1 profile is refused by every tool"
    assert lines[-1].startswith(last)


INFOS = {"long-lived-keys", "region-missing"}


def test_json_lists_what_is_ignored(ignored: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(("validate", "-f", "json"))
    document = json.loads(capsys.readouterr().out)
    assert [found["rule"] for found in document["ignored"]] == ["missing-keys"]
    assert document["summary"]["errors"] == 0
    assert {found["rule"] for found in document["findings"]} == INFOS


def test_sarif_suppresses_what_is_ignored(
    ignored: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(("validate", "-f", "sarif"))
    log = json.loads(capsys.readouterr().out)
    jsonschema.validate(log, json.loads(SARIF.read_text("utf-8")))
    (run,) = log["runs"]
    suppressed = {
        result["ruleId"]: result.get("suppressions")
        for result in run["results"]
        if result["ruleId"] not in INFOS
    }
    in_source = [{"kind": "inSource"}]
    assert suppressed == {"missing-keys": in_source}
    named = [run["tool"]["driver"]["rules"][result["ruleIndex"]] for result in run["results"]]
    assert [rule["id"] for rule in named] == [result["ruleId"] for result in run["results"]]
