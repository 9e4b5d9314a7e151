"""The hook for pre-commit, run by pre-commit itself in scratch repositories."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pre_commit.clientlib import load_manifest

from tests.aws import KEY, SECRET

ROOT = Path(__file__).parent.parent
HOOK: dict[str, Any] = load_manifest(str(ROOT / ".pre-commit-hooks.yaml"))[0]
PACKAGED = (
    *("src", "docs", "pyproject.toml", "hatch_build.py"),
    *("README.md", "LICENSE", ".pre-commit-hooks.yaml"),
)
CONFIG = "[profile deploy]\nrole_arn = arn:aws:iam::123456789012:role/deploy\n"
CREDENTIALS = f"[dev]\naws_access_key_id = {KEY}\naws_secret_access_key = {SECRET}\n"
NO_INDEX = "No matching distribution|ConnectionError|NewConnectionError|name resolution"
Do = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def do(tmp_path: Path, home: Path) -> Do:
    """Run a program in a new git repository: `do("git", "status")`."""
    folder = tmp_path / "repository"
    folder.mkdir()
    env = {
        **{name: value for name, value in os.environ.items() if not name.startswith("GIT_")},
        **{
            f"GIT_{who}_{what}": "x"
            for who in ("AUTHOR", "COMMITTER")
            for what in ("NAME", "EMAIL")
        },
        "GIT_CONFIG_GLOBAL": os.devnull,
        "PRE_COMMIT_HOME": str(tmp_path / "cache"),
        "PRE_COMMIT_COLOR": "never",
        "COLUMNS": "80",
    }

    def do(*args: str, cwd: Path = folder) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            args, cwd=cwd, env=env, capture_output=True, text=True, check=False, timeout=300
        )

    assert do("git", "init", "-q").returncode == 0
    return do


@pytest.fixture
def repository(tmp_path: Path, do: Do) -> Path:
    return tmp_path / "repository"


def _write(repository: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = repository / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def _use(repository: Path, where: dict[str, Any]) -> None:
    """Write the settings of pre-commit, which may be JSON."""
    (repository / ".pre-commit-config.yaml").write_text(json.dumps({"repos": [where]}))


def _use_present(repository: Path, *args: str) -> None:
    """The hook with the awscred that runs these tests, so that nothing has to be installed."""
    command = f"{sys.executable} -m {HOOK['entry']}"
    hook = {**HOOK, "language": "system", "entry": command, "args": [*args]}
    _use(repository, {"repo": "local", "hooks": [hook]})


def _run(do: Do) -> subprocess.CompletedProcess[str]:
    assert do("git", "add", "-A").returncode == 0
    return do(sys.executable, "-m", "pre_commit", "run")


@pytest.mark.parametrize(
    "path",
    [
        *(".aws/config", ".aws/credentials", "home/.aws/config", "dotfiles/aws/credentials"),
        *("aws/team-a/config", "aws-team/config", "team_aws/config", "infra/aws.d/config.ini"),
        *("aws-config", "aws_credentials", "awsconfig", "team/aws.config", "x/dev-aws-config"),
        *("credentials", "team/credentials", "AWS/Config", "aws-credentials.ini", "aws/x.y/config"),
    ],
)
def test_a_file_of_aws_is_checked(path: str) -> None:
    assert re.search(HOOK["files"], path)
    assert not re.search(HOOK["exclude"], path)


@pytest.mark.parametrize(
    "path",
    [
        *(".git/config", ".kube/config", "kube/config", "aws/kubeconfig/config", "config"),
        *(
            ".ssh/config",
            "aws/.ssh/config",
            "team/config",
            ".cargo/credentials",
            ".gem/credentials",
        ),
        *("laws/config", "flaws/config", "aws/config.json", "aws/config/main.tf", "aws/config.py"),
        *("awsome/config", "aws/credentials.yaml", "docs/credentials.md", "aws/my-config"),
        *("src/aws-config.ts", "i3/config", ".config/aws-vault/keys", "drawsconfig"),
    ],
)
def test_a_file_of_another_program_is_not(path: str) -> None:
    is_ours = re.search(HOOK["files"], path) and not re.search(HOOK["exclude"], path)
    assert not is_ours


def test_all_staged_files_are_in_one_call() -> None:
    """A profile in one may depend on another one; pre-commit runs several calls at once."""
    assert HOOK["require_serial"] is True
    assert HOOK["pass_filenames"] is True


def test_a_good_pair_passes_and_a_bad_one_fails_until_it_is_fixed(do: Do, repository: Path) -> None:
    """The source profile is in the other file."""
    _use_present(repository)
    good = {
        ".aws/config": f"{CONFIG}source_profile = dev\n",
        ".aws/credentials": CREDENTIALS,
        ".kube/config": "apiVersion: v1\n",
    }
    _write(repository, good)
    done = _run(do)
    assert done.returncode == 0, done.stdout
    assert re.search(r"^awscred validate\.+Passed$", done.stdout, re.MULTILINE)
    _write(repository, {".aws/credentials": f"{CREDENTIALS}junk {SECRET}\n"})
    done = _run(do)
    assert done.returncode == 1
    assert re.search(r"^awscred validate\.+Failed$", done.stdout, re.MULTILINE)
    assert "error[junk-line]" in done.stdout
    assert "--> .aws/credentials:4:1" in done.stdout
    assert SECRET not in done.stdout
    _write(repository, good)
    assert _run(do).returncode == 0


def test_nothing_of_aws_is_skipped(do: Do, repository: Path) -> None:
    _use_present(repository)
    _write(repository, {".kube/config": "apiVersion: v1\n", "team/config": "x\n"})
    done = _run(do)
    assert done.returncode == 0
    assert "(no files to check)Skipped" in done.stdout


def test_the_hook_can_fix(do: Do, repository: Path) -> None:
    """pre-commit fails if a hook changes a file; the next try passes."""
    _use_present(repository, "--fix")
    _write(repository, {".aws/config": "[default]\nRegion = eu-west-1\n"})
    done = _run(do)
    assert done.returncode == 1
    assert "files were modified by this hook" in done.stdout
    assert (repository / ".aws/config").read_text() == "[default]\nregion = eu-west-1\n"
    status = do("git", "status", "--porcelain").stdout.splitlines()
    assert status == ["AM .aws/config", "A  .pre-commit-config.yaml"]  # no lock, no journal
    assert _run(do).returncode == 0


def test_several_pairs_are_checked_in_one_call(do: Do, repository: Path) -> None:
    _use_present(repository)
    pair = {"config": f"{CONFIG}source_profile = dev\n", "credentials": CREDENTIALS}
    files = {f"aws/{team}/{name}": text for team in "ab" for name, text in pair.items()}
    _write(repository, files)
    done = _run(do)
    assert done.returncode == 0, done.stdout
    _write(repository, {"aws/b/config": f"{CONFIG}source_profile = gone\n"})
    done = _run(do)
    assert done.returncode == 1
    assert "--> aws/b/config:3" in done.stdout
    assert "--> aws/a/" not in done.stdout


def test_pre_commit_installs_the_hook(do: Do, repository: Path, tmp_path: Path) -> None:
    """As a user has it: from a repository, for a commit, with an environment of its own."""
    source = tmp_path / "source"
    source.mkdir()
    for name in PACKAGED:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copyfile
        copy(ROOT / name, source / name)
    for args in (("init", "-q"), ("add", "-A"), ("commit", "-qm", "x")):
        assert do("git", *args, cwd=source).returncode == 0
    head = do("git", "rev-parse", "HEAD", cwd=source).stdout.strip()
    _use(repository, {"repo": str(source), "rev": head, "hooks": [{"id": HOOK["id"]}]})
    assert do(sys.executable, "-m", "pre_commit", "install").returncode == 0
    _write(repository, {".aws/config": "[default]\njunk\n"})
    assert do("git", "add", "-A").returncode == 0
    done = do("git", "commit", "-qm", "x")
    said = done.stdout + done.stderr
    if re.search(NO_INDEX, said):
        pytest.skip("pre-commit cannot install awscred: there is no package index")
    assert done.returncode == 1
    assert "error[junk-line]" in said, said
    assert str(ROOT) not in said
    _write(repository, {".aws/config": "[default]\nregion = eu-west-1\n"})
    assert do("git", "add", "-A").returncode == 0
    done = do("git", "commit", "-qm", "x")
    assert done.returncode == 0, done.stdout + done.stderr
