"""The GitHub Action: its scripts under bash, with inputs that try to break out of them."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from awscred.errors import FAILED, NO, OK, USAGE
from tests.aws import SECRET

ROOT = Path(__file__).parent.parent
ACTION = ROOT / ".github" / "actions" / "validate"
DEFINITION: dict[str, Any] = yaml.safe_load((ACTION / "action.yml").read_text("utf-8"))
STEPS: list[dict[str, Any]] = DEFINITION["runs"]["steps"]
GOOD = "[default]\nregion = eu-west-1\n"
BAD = f"[default]\nregion = eu-west-1\njunk {SECRET}\n"
WARNING = (
    "[profile a]\nsso_session = corp\nsso_account_id = 111122223333\nsso_role_name = R\n"
    "[sso-session corp]\nsso_region = eu-west-1\nsso_start_url = https://x.awsapps.com/start\n"
)
HOSTILE = (
    "$(touch pwned)",
    "`touch pwned`",
    "x; touch pwned",
    "x\ntouch pwned",
    '"; touch pwned; "',
    "'; touch pwned; '",
    "x && touch pwned",
    "${IFS}touch${IFS}pwned",
    "--output-file=pwned",
    "-f json=pwned",
    "%0A::error::x",
    "x\nerrors=0",
)


class Ran(NamedTuple):
    """How a script ended, what it printed, the outputs that it set, and the summary."""

    code: int
    out: str
    outputs: dict[str, str]
    summary: str


@pytest.fixture
def work(tmp_path: Path) -> Path:
    """The folder that a job checks out."""
    folder = tmp_path / "work space"
    folder.mkdir()
    (folder / "config").write_text(GOOD)
    (tmp_path / "runner temp").mkdir()
    return folder


def _run(script: str, work: Path, **env: str) -> Ran:
    bash = shutil.which("bash")
    assert bash
    output, summary = work.parent / "output", work.parent / "summary"
    for one in (output, summary):
        one.write_text("")
    done = subprocess.run(
        [bash, str(ACTION / script)],
        cwd=work,
        env={
            **os.environ,
            "RUNNER_TEMP": str(work.parent / "runner temp"),
            "GITHUB_OUTPUT": str(output),
            "GITHUB_STEP_SUMMARY": str(summary),
            "GITHUB_ACTION_PATH": str(ACTION),
            **env,
        },
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert "unbound variable" not in done.stderr
    outputs = dict(line.split("=", 1) for line in output.read_text().splitlines())
    return Ran(done.returncode, done.stdout + done.stderr, outputs, summary.read_text())


def _validate(work: Path, **inputs: str) -> Ran:
    """The step that validates, with inputs as the runner passes them."""
    given = {**{name: str(one["default"]) for name, one in DEFINITION["inputs"].items()}}
    given |= {"paths": "config"} | {name.replace("_", "-"): text for name, text in inputs.items()}
    env = {"AWSCRED": str(Path(sys.executable).parent / "awscred")}
    for name, value in STEPS[1]["env"].items():
        if found := re.fullmatch(r"\$\{\{ inputs\.([\w-]+) \}\}", value):
            env[name] = given[found[1]]
    return _run("validate.sh", work, **env)


# --- the definition


def test_inputs_and_outputs_are_used() -> None:
    text = (ACTION / "action.yml").read_text("utf-8")
    for name in DEFINITION["inputs"]:
        assert re.search(rf"inputs\.{name}\b", text), name
    for name, output in DEFINITION["outputs"].items():
        assert output["value"] == f"${{{{ steps.validate.outputs.{name} }}}}"


def test_no_input_is_in_the_text_of_a_script() -> None:
    for step in STEPS:
        assert "${{" not in step.get("run", "")


def test_other_actions_are_pinned() -> None:
    text = (ACTION / "action.yml").read_text("utf-8")
    for used in re.findall(r"uses: (.*)", text):
        assert re.fullmatch(r"[\w-]+/[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", used)


@pytest.mark.parametrize("name", ["install.sh", "validate.sh"])
def test_a_script_is_strict(name: str) -> None:
    text = (ACTION / name).read_text("utf-8")
    assert text.startswith("#!/usr/bin/env bash\n")
    assert "\nset -euo pipefail\n" in text
    assert f'bash "$GITHUB_ACTION_PATH/{name}"' in [step.get("run") for step in STEPS]


# --- validate


def test_good_files_pass(work: Path) -> None:
    ran = _validate(work)
    assert ran.code == OK, ran.out
    assert ran.outputs == {"exit-code": "0", "errors": "0", "warnings": "0"}
    assert ran.summary.startswith("### awscred validate\n\n    ")


def test_bad_files_fail_and_are_annotated(work: Path) -> None:
    (work / "config").write_text(BAD)
    ran = _validate(work, sarif_file="reports/awscred results.sarif")
    assert ran.code == NO
    assert re.search(r"^::error file=.*config,line=3,", ran.out, re.MULTILINE)
    path = work / "reports" / "awscred results.sarif"
    expected = {"exit-code": "1", "errors": "1", "warnings": "0", "sarif-file": str(path)}
    assert ran.outputs == expected
    assert json.loads(path.read_text())["version"] == "2.1.0"
    assert "    error[junk-line]" in ran.summary.replace("      error", "    error")
    assert SECRET not in ran.out + ran.summary


def test_no_link_leads_the_sarif_file_out_of_the_checkout(work: Path) -> None:
    (work / ".git").mkdir()
    outside = work.parent / "outside"
    outside.mkdir()
    (work / "away").symlink_to(outside)
    (work / "awscred.sarif").symlink_to(outside / "x")
    for name in ("awscred.sarif", "away/x", "away/new/x", "./away/../away/new/x"):
        ran = _validate(work, sarif_file=name)
        assert (ran.code, ran.outputs) == (USAGE, {"exit-code": "2"})
        assert "a link leads" in ran.out
    assert not [*outside.iterdir()]
    assert _validate(work, sarif_file=str(outside / "new" / "x")).code == OK


def test_annotations_may_be_turned_off(work: Path) -> None:
    (work / "config").write_text(BAD)
    ran = _validate(work, annotations="false")
    assert ran.code == NO
    assert "::error" not in ran.out
    assert "error[junk-line]" in ran.out


def test_findings_need_not_fail(work: Path) -> None:
    (work / "config").write_text(BAD)
    ran = _validate(work, fail="false", strict="true")
    assert (ran.code, ran.outputs["exit-code"], ran.outputs["errors"]) == (OK, "0", "1")
    assert _validate(work, fail="false", paths="missing/config").code == USAGE


def test_warnings_fail_if_strict(work: Path) -> None:
    (work / "config").write_text(WARNING)
    assert _validate(work).code == OK
    ran = _validate(work, strict="true")
    assert (ran.code, ran.outputs["warnings"]) == (NO, "1")


def test_tools_are_chosen(work: Path) -> None:
    (work / "config").write_text("[default]\nRegion = eu-west-1\n")
    assert _validate(work).code == NO
    assert _validate(work, tools="cli,go").code == OK
    ran = _validate(work, tools="cobol")
    assert (ran.code, ran.outputs) == (USAGE, {"exit-code": "2"})


def test_a_path_is_a_line(work: Path) -> None:
    folder = work / "my team"
    folder.mkdir()
    (folder / "config").write_text(GOOD)
    (folder / "credentials").write_text(BAD)
    ran = _validate(work, paths="my team/config\r\n\nmy team/credentials\n")
    assert ran.code == NO
    assert "my team/credentials" in ran.out


@pytest.mark.parametrize("name", ["strict", "fail", "annotations"])
def test_a_word_that_is_neither_true_nor_false_is_refused(name: str, work: Path) -> None:
    for word in ("yes", "True", HOSTILE[0]):
        ran = _validate(work, **{name: word})
        assert ran.code == USAGE
        assert ran.out == f"::error title=awscred::the input {name} is neither true nor false\n"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        *(("paths", text) for text in HOSTILE),
        *((name, text) for name in ("tools", "sarif_file") for text in HOSTILE[::4]),
    ],
)
def test_an_input_runs_nothing(name: str, text: str, work: Path) -> None:
    ran = _validate(work, **{name: text})
    assert not [*work.rglob("pwned")] or name == "sarif_file"
    if name == "sarif_file":
        assert not (work / "pwned").exists()
    assert {*ran.outputs} <= {"exit-code", "errors", "warnings", "sarif-file"}
    assert ran.code == int(ran.outputs["exit-code"])
    assert ran.code in ((OK, USAGE) if name == "sarif_file" else (USAGE, FAILED))


def test_a_report_does_not_end_the_block_of_the_summary(work: Path) -> None:
    (work / "config").write_text("[profile ```\n</pre>]\n```\n<img src=x>\n# x\n")
    ran = _validate(work)
    _, _, body = ran.summary.partition("\n\n")
    assert body
    assert all(line.startswith("    ") for line in body.splitlines())


def test_a_name_in_the_files_sets_no_output(work: Path) -> None:
    (work / "config").write_text("[profile errors]\nregion = x\n[profile x\nerrors=0\n")
    ran = _validate(work)
    assert {*ran.outputs} == {"exit-code", "errors", "warnings"}
    assert int(ran.outputs["errors"]) > 0


def test_no_module_of_the_checkout_is_run(work: Path) -> None:
    for name in ("json", "sys", "site", "encodings", "awscred", "click"):
        (work / f"{name}.py").write_text("open('pwned', 'w')\n")
    assert _validate(work).outputs == {"exit-code": "0", "errors": "0", "warnings": "0"}
    assert not (work / "pwned").exists()


# --- install


@pytest.fixture
def python(work: Path) -> Path:
    """A folder with a `python3` that makes an environment whose `python` notes its arguments.

    Without -I, Python would run a `venv.py` or `pip.py` of the checkout."""
    folder = work.parent / "programs"
    folder.mkdir()
    script = folder / "python3"
    script.write_text(
        '#!/bin/sh\n[ "$1" = -I ] || exit 9\nmkdir -p "$4/bin"\nfor name in awscred python; do\n'
        f'  printf \'#!/bin/sh\\nfor one; do echo "$one"; done > "{work}/args"\\n\''
        ' > "$4/bin/$name"\n  chmod +x "$4/bin/$name"\ndone\n'
    )
    script.chmod(0o755)
    return folder


@pytest.mark.parametrize("version", ["", "1.2.3", "1.2.3rc1", "2026.1+local"])
def test_the_chosen_version_is_installed(version: str, work: Path, python: Path) -> None:
    path = f"{python}{os.pathsep}{os.environ['PATH']}"
    ran = _run("install.sh", work, INPUT_VERSION=version, PATH=path)
    assert ran.code == OK, ran.out
    args = (work / "args").read_text().splitlines()
    assert args[:4] == ["-I", "-m", "pip", "install"]
    if version:
        assert args[-1] == f"awscred=={version}"
    else:  # that of the action
        assert os.path.samefile(args[-1], ROOT)
    assert os.access(ran.outputs["awscred"], os.X_OK)
    assert ran.outputs["awscred"].startswith(str(work.parent / "runner temp"))


@pytest.mark.parametrize("version", [*HOSTILE, "1.0 --index-url=x", "latest", "-e ."])
def test_what_is_no_version_is_not_installed(version: str, work: Path, python: Path) -> None:
    path = f"{python}{os.pathsep}{os.environ['PATH']}"
    ran = _run("install.sh", work, INPUT_VERSION=version, PATH=path)
    assert ran.code == USAGE
    assert not (work / "args").exists()
    assert ran.outputs == {}
