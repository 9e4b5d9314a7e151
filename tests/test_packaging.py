"""The wheel and the source distribution: what is in them, and that they work once installed."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from importlib.metadata import requires
from pathlib import Path
from typing import NamedTuple

import pytest

from awscred import __version__
from awscred.cli import Commands
from tests import schemas
from tests.packages import ROOT, uv

PAGES = {"awscred.1", *(f"awscred-{name}.1" for name in Commands.NAMES)}
_MAN = f"awscred-{__version__}.data/data/share/man/man1/"


class Built(NamedTuple):
    """What a release uploads."""

    wheel: Path
    source: Path


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The source distribution, and the wheel that is built from it."""
    folder = tmp_path_factory.mktemp("dist")
    uv("build", "--out-dir", folder, ROOT)
    (wheel,), (source,) = folder.glob("*.whl"), folder.glob("*.tar.gz")
    return Built(wheel, source)


def _contents(wheel: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_the_wheel_has_the_package_and_nothing_else(built: Built) -> None:
    names = _contents(built.wheel).keys()
    package = ROOT / "src"
    ours = {
        path.relative_to(package).as_posix()
        for path in (package / "awscred").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert {"awscred/py.typed", "awscred/completion/scripts/awscred.zsh"} <= ours
    ours |= {f"awscred/schemas/{path.name}" for path in schemas.FOLDER.iterdir()}
    ours |= {_MAN + page for page in PAGES}
    about = {name for name in names if name.startswith(f"awscred-{__version__}.dist-info/")}
    assert names - about == ours


def test_the_source_distribution_has_all_that_is_tested(built: Built) -> None:
    with tarfile.open(built.source) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {"tests/test_packaging.py", "docs/validate.md", "hatch_build.py", "LICENSE"} <= names
    assert not any("node_modules" in name or "__pycache__" in name for name in names)


def test_a_checkout_builds_the_same_wheel(built: Built, tmp_path: Path) -> None:
    uv("build", "--wheel", "--out-dir", tmp_path, ROOT)
    (wheel,) = tmp_path.glob("*.whl")
    assert wheel.read_bytes() == built.wheel.read_bytes()


def test_package_indexes_can_show_the_description(built: Built) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "twine", "check", "--strict", *built],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("page", sorted(PAGES))
def test_manual_pages_are_correct(built: Built, page: str) -> None:
    text = _contents(built.wheel)[_MAN + page]
    title = page.removesuffix(".1")
    assert f"\n{title} - ".replace("-", "\\-").encode() in text
    assert text.isascii()
    if shutil.which("groff") is None:
        pytest.skip("groff is not installed")
    done = subprocess.run(
        ["groff", "-man", "-ww", "-Tascii", "-rLL=90n"],
        input=text,
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"Usage" not in done.stdout  # no help text as it is


def _lower_bounds() -> set[str]:
    """The oldest versions that awscred allows, as `pip freeze` writes them."""
    needed = [one for one in requires("awscred") or () if ";" not in one]
    return {re.sub(r"[!<].*?,|(?=>=)", "", one).replace(">=", "==") for one in needed}


@pytest.mark.parametrize("versions", ["lowest-direct", "highest"])
def test_the_wheel_works_in_an_empty_environment(
    built: Built, versions: str, tmp_path: Path
) -> None:
    """With the oldest and the newest versions of the dependencies that are allowed."""
    environment = tmp_path / "environment"
    scripts = environment / ("Scripts" if sys.platform == "win32" else "bin")
    python = scripts / Path(sys.executable).name
    uv("venv", "--python", sys.executable, environment)
    install = ("pip", "install", "--python", python)
    uv(*install, "--resolution", versions, "--requirements", ROOT / "pyproject.toml")
    uv(*install, "--no-deps", built.wheel)
    if versions == "lowest-direct":
        assert _lower_bounds() <= {*uv("pip", "freeze", "--python", python).splitlines()}
    home = tmp_path / "home"
    home.mkdir()
    done = subprocess.run(
        [python, "-I", ROOT / "tests" / "smoke.py"],
        env={**os.environ, "HOME": str(home), "USERPROFILE": str(home)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    if sys.platform != "win32":
        assert (environment / "share" / "man" / "man1" / "awscred.1").is_file()
