"""The page about CI: its commands run, its YAML is valid, and its tables are complete."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import yaml

from awscred.output.validate import FORMATS
from tests.aws import KEY, SECRET
from tests.conftest import Run
from tests.test_action import DEFINITION
from tests.test_pre_commit import HOOK

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
BLOCKS: list[tuple[str, str]] = re.findall(r"```(\w+)\n(.*?)```", PAGE, re.DOTALL)
# up to what ends a command in a shell, or the quote around it
COMMANDS = [
    (found.strip(), block)
    for _, block in BLOCKS
    for found in re.findall(r"\bawscred (validate [^\n|&'<]*)", block)
]
CONFIG = (
    "[profile deploy]\nrole_arn = arn:aws:iam::123456789012:role/deploy\nsource_profile = dev\n"
)
CREDENTIALS = f"[dev]\naws_access_key_id = {KEY}\naws_secret_access_key = {SECRET}\n"


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / ".aws"
    folder.mkdir()
    (folder / "config").write_text(CONFIG)
    (folder / "credentials").write_text(CREDENTIALS)
    (tmp_path / "reports" / "awscred").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    return folder


def _documents() -> list[Any]:
    return [yaml.safe_load(block) for kind, block in BLOCKS if kind == "yaml"]


def test_commands_are_found() -> None:
    assert len(COMMANDS) >= 15
    mentioned = sum(block.count("awscred validate ") for _, block in BLOCKS)
    assert len(COMMANDS) == mentioned


@pytest.mark.parametrize(("command", "block"), COMMANDS, ids=[command for command, _ in COMMANDS])
def test_a_command_passes_good_files_and_fails_bad_ones(
    command: str, block: str, checkout: Path, run: Run
) -> None:
    args = shlex.split(command.removesuffix("|| exit"))
    piped = CREDENTIALS if "-" in args else ""
    done = run(*args, input=piped)
    assert (done.returncode, done.stderr.replace("fixed 0 findings\n", "")) == (0, "")
    for name in ("config", "credentials"):
        (checkout / name).write_text("[default]\njunk\n")
    assert run(*args, input="[default]\njunk\n").returncode == int("--exit-zero" not in args)


@pytest.mark.parametrize(("command", "block"), COMMANDS, ids=[command for command, _ in COMMANDS])
def test_a_report_is_used_where_it_is_written(command: str, block: str) -> None:
    if block == BLOCKS[0][1]:
        return  # it shows the notation
    for path in re.findall(r"--format \w+=(\S+)", command):
        folder = path.partition("/")[0]
        assert block.count(path) >= 2 or f"path: {folder}\n" in block


def test_the_yaml_is_valid() -> None:
    assert len(_documents()) >= 7


def test_the_tables_are_complete() -> None:
    formats = PAGE.partition("| format | for |")[2].partition("\n\n")[0]
    assert {*re.findall(r"^\| `(\w+)`", formats, re.MULTILINE)} == {*FORMATS}
    inputs = PAGE.partition("| input | meaning |")[2].partition("\n\n")[0]
    assert {*re.findall(r"^\| `([\w-]+)`", inputs, re.MULTILINE)} == {*DEFINITION["inputs"]}
    outputs = PAGE.partition("The outputs are ")[2].partition(". ")[0]
    assert {*re.findall(r"`([\w-]+)`", outputs)} == {*DEFINITION["outputs"]}


def test_the_action_and_the_hook_are_called_as_they_are() -> None:
    uses = [
        step
        for one in _documents()
        if isinstance(one, dict)
        for job in one.get("jobs", {}).values()
        for step in job["steps"]
        if isinstance(step, dict) and "awscred/awscred/" in step.get("uses", "")
    ]
    assert uses
    for step in uses:
        path, _, _ = step["uses"].removeprefix("awscred/awscred/").partition("@")
        assert (ROOT / path / "action.yml").is_file()
        assert {*step["with"]} <= {*DEFINITION["inputs"]}
    hooks = [
        hook
        for one in _documents()
        if isinstance(one, dict)
        for repo in one.get("repos", [])
        for hook in repo["hooks"]
    ]
    assert hooks and all(hook["id"] == HOOK["id"] for hook in hooks)
    pattern = next(hook["files"] for hook in hooks if "files" in hook)
    assert re.search(pattern, "teams/a/config")


def test_options_of_the_hook_are_accepted(checkout: Path, run: Run) -> None:
    for one in re.findall(r"args: \[(.*?)\]", PAGE):
        args = yaml.safe_load(f"[{one}]")
        done = run("validate", *args, ".aws/config", ".aws/credentials")
        assert done.returncode == 0, done.stderr


def test_links_lead_somewhere() -> None:
    titles = {
        re.sub(r"[^\w -]", "", title).lower().replace(" ", "-")
        for title in re.findall(r"^#+ (.*)", PAGE, re.MULTILINE)
    }
    for link in re.findall(r"\]\((?!https:)([^)]*)\)", PAGE):
        path, _, anchor = link.partition("#")
        assert (ROOT / "docs" / path).exists()
        assert not anchor or anchor in titles
