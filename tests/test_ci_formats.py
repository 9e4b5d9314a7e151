"""The reports for CI systems, held to what GitLab, reviewdog and readers of JUnit XML document."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import jsonschema
import pytest

from awscred.cli import main
from awscred.output import rule_page
from tests.aws import KEY, SECRET
from tests.conftest import Run

Capture = pytest.CaptureFixture[str]
Json = Any

# docs.gitlab.com/ci/testing/code_quality, "Code Quality report format"; nothing more is allowed
GITLAB: Json = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "additionalProperties": False,
        "properties": {
            "description": {"type": "string", "minLength": 1},
            "check_name": {"type": "string", "minLength": 1},
            "fingerprint": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path", "lines"],
                "additionalProperties": False,
                "properties": {
                    "path": {"type": "string", "pattern": r"^(?!\./)."},
                    "lines": {
                        "type": "object",
                        "required": ["begin"],
                        "additionalProperties": False,
                        "properties": {
                            "begin": {"type": "integer", "minimum": 1},
                            "end": {"type": "integer", "minimum": 1},
                        },
                    },
                },
            },
        },
    },
}
# github.com/reviewdog/reviewdog, proto/rdf/jsonschema; all of it is optional there
_LINKED = {"type": "string"}, {"type": "string", "pattern": "^https://"}
_POSITION = {
    "type": "object",
    "required": ["line", "column"],
    "additionalProperties": False,
    "properties": {
        "line": {"type": "integer", "minimum": 1},
        "column": {"type": "integer", "minimum": 1},
    },
}
RDJSON: Json = {
    "type": "object",
    "required": ["source", "diagnostics"],
    "additionalProperties": False,
    "properties": {
        "source": {
            "type": "object",
            "required": ["name", "url"],
            "additionalProperties": False,
            "properties": dict(zip(("name", "url"), _LINKED, strict=True)),
        },
        "diagnostics": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["message", "location", "severity", "code"],
                "additionalProperties": False,
                "properties": {
                    "message": {"type": "string", "minLength": 1},
                    "location": {
                        "type": "object",
                        "required": ["path", "range"],
                        "additionalProperties": False,
                        "properties": {
                            "path": {"type": "string", "minLength": 1},
                            "range": {
                                "type": "object",
                                "required": ["start", "end"],
                                "additionalProperties": False,
                                "properties": {"start": _POSITION, "end": _POSITION},
                            },
                        },
                    },
                    "severity": {"enum": ["UNKNOWN_SEVERITY", "ERROR", "WARNING", "INFO"]},
                    "code": {
                        "type": "object",
                        "required": ["value", "url"],
                        "additionalProperties": False,
                        "properties": dict(zip(("value", "url"), _LINKED, strict=True)),
                    },
                },
            },
        },
    },
}
# The part of the schema of Jenkins' xUnit plug-in (junit-10.xsd) that is used: for each element its
# children, its attributes that are required, and those that are allowed.
JUNIT: dict[str, tuple[str, str, str]] = {
    "testsuites": ("testsuite", "", "name time tests failures errors"),
    "testsuite": (
        "testsuite properties testcase system-out system-err",
        "name tests failures errors",
        "group time skipped timestamp hostname id package file log url",
    ),
    "testcase": ("skipped error failure system-out system-err", "name", "time classname group"),
    "failure": ("", "", "type message"),
    "system-out": ("", "", ""),
}
# A name and messages that a report could break on.
HOSTILE = (
    "[profile a\x01\x1b[31m\u202e]]>&<\"'\ufffe\ud83d]\nregion = nowhere\n[profile ::error::x]\n"
    f"Region = x\n##[error]y\n[profile {SECRET}]\n  junk {SECRET}\n[profile caf\u00e9] z\n"
)
MIXED = f"""\
[default]
aws_access_key_id = {KEY}
aws_secret_access_key = {SECRET}
region = nowhere

[b]
regoin = x
regoin = x
region = nowhere
"""


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A git repository with files in `team`, which is the current folder."""
    (tmp_path / ".git").mkdir()
    folder = tmp_path / "team"
    folder.mkdir()
    (folder / "config").write_text("[default]\noutput = json\n")
    (folder / "credentials").write_text(MIXED)
    monkeypatch.chdir(folder)
    return folder


def _report(capsys: Capture, name: str, *args: str) -> Json:
    capsys.readouterr()
    main(("validate", "-f", name, *(args or ("config", "credentials"))))
    shown = capsys.readouterr().out
    return ElementTree.fromstring(shown) if name == "junit" else json.loads(shown)


def _check_junit(element: ElementTree.Element) -> None:
    children, required, allowed = JUNIT[element.tag]
    assert {one.tag for one in element} <= {*children.split()}
    assert {*required.split()} <= {*element.attrib}
    assert {*element.attrib} <= {*required.split(), *allowed.split()}
    for name in {"tests", "failures", "errors", "time"} & {*element.attrib}:
        assert element.attrib[name].isdecimal()
    for child in element:
        _check_junit(child)


def _check(name: str, report: Json) -> None:
    if name == "junit":
        assert report.tag == "testsuites"
        _check_junit(report)
    else:
        jsonschema.validate(report, {"gitlab": GITLAB, "rdjson": RDJSON}[name])


@pytest.mark.parametrize("name", ["gitlab", "rdjson", "junit"])
def test_a_report_is_as_documented(name: str, repository: Path, capsys: Capture) -> None:
    _check(name, _report(capsys, name))
    _check(name, _report(capsys, name, "config", "--select", "encoding"))  # nothing is found


@pytest.mark.parametrize("name", ["gitlab", "rdjson", "junit"])
def test_hostile_names_do_not_break_a_report(name: str, repository: Path, capsys: Capture) -> None:
    folder = repository / "\x01\u202e<&\"'"
    folder.mkdir()
    path = folder / "config"
    path.write_bytes(HOSTILE.encode("utf-8", "surrogatepass") + b"[profile \xff]\nregion = x\n")
    report = _report(capsys, name, str(path))
    _check(name, report)
    text = ElementTree.tostring(report, "unicode") if name == "junit" else json.dumps(report)
    assert SECRET not in text
    shown = "".join(report.itertext()) if name == "junit" else text
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e\udc80-\udcff]", shown)


def test_a_path_that_is_not_text_is_readable(repository: Path, run: Run) -> None:
    """A byte that is not UTF-8 is no character of JSON or XML."""
    name = os.fsdecode(b"conf\xffig")
    (repository / name).write_text("[profile a]\nregion = nowhere\n")
    for format_ in ("gitlab", "rdjson", "junit"):
        done = run("validate", "-f", format_, name)
        done.stdout.encode("utf-8")
        assert "\\udc" not in done.stdout
        assert "conf\\\\xffig" in done.stdout or "conf\\xffig" in done.stdout


# --- GitLab


def _fingerprints(capsys: Capture) -> list[str]:
    return [issue["fingerprint"] for issue in _report(capsys, "gitlab")]


def test_a_fingerprint_is_of_one_finding(repository: Path, capsys: Capture) -> None:
    (repository / "credentials").write_text(MIXED + "[c]\njunk\njunk\njunk\n[d]\njunk\n")
    found = _fingerprints(capsys)
    assert len(found) > 5
    assert len(set(found)) == len(found)


def test_a_fingerprint_stays_when_lines_move(repository: Path, capsys: Capture) -> None:
    """Also in messages that name other lines."""
    issues = _report(capsys, "gitlab")
    assert any(re.search(r"\bline \d", issue["description"]) for issue in issues)
    before = [issue["fingerprint"] for issue in issues]
    (repository / "credentials").write_text("# one\n\n# three\n" * 5 + MIXED)
    moved = _report(capsys, "gitlab")
    assert [issue["fingerprint"] for issue in moved] == before
    assert [one["location"] for one in moved] != [one["location"] for one in issues]


def test_a_fingerprint_differs_by_profile_and_file(repository: Path, capsys: Capture) -> None:
    (repository / "credentials").write_text("[a1]\nregion = nowhere\n[a2]\nregion = nowhere\n")
    found = _fingerprints(capsys)
    (repository / "credentials").write_text("[a2]\nregion = nowhere\n")
    assert set(_fingerprints(capsys)) < set(found)
    other = repository.parent / "other"
    repository.rename(other)
    os.chdir(other)
    assert not set(_fingerprints(capsys)) & set(found)


def test_severities_of_gitlab(repository: Path, capsys: Capture) -> None:
    (repository / "credentials").write_text(MIXED + "output = jason\n")
    kinds = {"error": "major", "warning": "minor", "info": "info"}
    expected = [
        (one["rule"], kinds[one["severity"]]) for one in _report(capsys, "json")["findings"]
    ]
    assert {kind for _, kind in expected} == {*kinds.values()}
    issues = _report(capsys, "gitlab")
    assert [(one["check_name"], one["severity"]) for one in issues] == expected


def test_a_path_of_gitlab_begins_at_the_repository(repository: Path, capsys: Capture) -> None:
    for path in ("credentials", "./credentials", "../team/credentials"):
        issues = _report(capsys, "gitlab", path)
        assert {one["location"]["path"] for one in issues} == {"team/credentials"}


# --- reviewdog


def test_a_path_of_reviewdog_begins_at_the_working_folder(
    repository: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """reviewdog puts the path of the working folder in the repository before it."""

    def paths(*args: str) -> set[str]:
        found = _report(capsys, "rdjson", *args)["diagnostics"]
        return {one["location"]["path"] for one in found}

    assert paths("./credentials") == {"credentials"}
    (repository / "x").mkdir()
    monkeypatch.chdir(repository / "x")
    assert paths("../credentials") == {"../credentials"}
    monkeypatch.chdir(repository.parent)
    assert paths(str(repository / "credentials")) == {"team/credentials"}


def test_a_column_of_reviewdog_is_in_bytes(repository: Path, capsys: Capture) -> None:
    (repository / "credentials").unlink()
    (repository / "config").write_text("[profile a]\noutput = \u00e9\U0001f600 # x\n")
    by_rule = {one["rule"]: one for one in _report(capsys, "json", "config")["findings"]}
    for found in _report(capsys, "rdjson", "config")["diagnostics"]:
        ours = by_rule[found["code"]["value"]]
        assert found["code"]["url"] == rule_page(ours["rule"])
        start, end = found["location"]["range"]["start"], found["location"]["range"]["end"]
        line = (repository / "config").read_text().splitlines()[start["line"] - 1]
        assert start["column"] == len(line[: ours["column"] - 1].encode()) + 1
        if ours["end_line"] == ours["line"]:
            assert end["column"] == len(line[: ours["end_column"] - 1].encode()) + 1
    assert any(one["column"] > 12 for one in by_rule.values())  # after the wide characters


# --- JUnit


def _cases(report: ElementTree.Element) -> dict[tuple[str, str], list[str]]:
    """The elements of each test case."""
    return {
        (case.attrib["classname"], case.attrib["name"]): [one.tag for one in case]
        for case in report.iter("testcase")
    }


def test_each_profile_of_a_file_is_a_test(repository: Path, capsys: Capture) -> None:
    (repository / "credentials").write_text("[default]\nregion = eu-west-1\n[b]\njunk\n")
    report = _report(capsys, "junit")
    assert _cases(report) == {
        ("team/config", "file"): [],
        ("team/config", "profile default"): [],
        ("team/credentials", "file"): [],
        ("team/credentials", "profile default"): ["system-out"],
        ("team/credentials", "profile b"): ["failure", "system-out"],
    }
    assert (report.attrib["tests"], report.attrib["failures"]) == ("5", "1")
    (failure,) = report.iter("failure")
    assert failure.attrib["message"].startswith("this line ")
    assert (failure.text or "").startswith("team/credentials:4:1: error[junk-line]: ")


def test_a_test_fails_if_the_command_does(repository: Path, capsys: Capture) -> None:
    (repository / "config").write_text(
        "[profile a]\nsso_session = corp\nsso_account_id = 111122223333\nsso_role_name = R\n"
        "[sso-session corp]\nsso_region = eu-west-1\nsso_start_url = https://x.awsapps.com/start\n"
    )
    args = ("config", "--select", "sso-scope-missing")
    assert main(("validate", *args)) == 0
    assert main(("validate", *args, "--strict")) == 1
    case = ("team/config", "sso-session corp")
    assert _cases(_report(capsys, "junit", *args))[case] == ["system-out"]
    assert _cases(_report(capsys, "junit", *args, "--strict"))[case] == ["failure"]


def test_names_of_tests_differ(repository: Path, capsys: Capture) -> None:
    """GitLab ignores all but the first of those with one name; masked names are alike."""
    (repository / "credentials").unlink()
    secrets = [SECRET, SECRET[::-1]]
    (repository / "config").write_text("".join(f"[profile {one}]\njunk\n" for one in secrets))
    cases = list(_report(capsys, "junit", "config").iter("testcase"))
    assert len({one.attrib["name"] for one in cases}) == len(cases) == 3


def test_what_is_about_a_section_is_named_after_it(repository: Path, capsys: Capture) -> None:
    (repository / "config").write_text("[sso-session corp]\nsso_region = nowhere\njunk\n")
    cases = _cases(_report(capsys, "junit", "config"))
    assert "failure" in cases["team/config", "sso-session corp"]
