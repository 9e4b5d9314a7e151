"""Hermetic tests: their own home, no AWS settings from outside, no network except loopback."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests import aws, javascript
from tests.forked import Forks

_COLORS = ("NO_COLOR", "FORCE_COLOR", "CLICOLOR", "CLICOLOR_FORCE")
if sys.platform == "win32":
    _REAL_AWS = os.path.expanduser("~\\.aws")
    # The other tests need forks, terminals, modes or shells.
    collect_ignore_glob = [
        path.name
        for path in Path(__file__).parent.glob("test_*.py")
        if path.name not in ("test_packaging.py", "test_systems.py")
    ]
else:
    import pwd

    _REAL_AWS = os.path.join(pwd.getpwuid(os.getuid()).pw_dir, ".aws")


def pytest_report_header() -> str | None:
    return (
        "Windows: only the tests that need no forks, terminals, modes or shells"
        if (sys.platform == "win32")
        else None
    )


def _guard_real_files(event: str, args: tuple[object, ...]) -> None:
    if event == "open" and str(args[0]).startswith(_REAL_AWS):
        raise AssertionError(f"a test touches {_REAL_AWS}")


sys.addaudithook(_guard_real_files)
# A shell ignores SIGINT for what it runs in the background. What the tests start would inherit
# that, and could not be interrupted.
signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home folder. Nothing is set for AWS, and nothing answers.

    Its path is short, and does not contain the name of the test: awscred masks words of 100
    characters.
    """
    for name in list(os.environ):
        if name.startswith("AWS_") or name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)
    for name in (*_COLORS, "PYTHONWARNINGS", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    folder = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setenv("USERPROFILE", str(folder))  # the home folder of Windows
    if sys.platform in ("win32", "darwin"):  # the usual state folder does not depend on HOME
        monkeypatch.setenv("XDG_STATE_HOME", str(folder / ".local" / "state"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    return folder


@pytest.fixture
def aws_folder(home: Path) -> Path:
    """`~/.aws`, empty."""
    folder = home / ".aws"
    folder.mkdir(mode=0o700)
    return folder


Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="session")
def forks() -> Iterator[Forks]:
    """A process that has loaded awscred, and runs it in forks of itself."""
    with Forks() as warm:
        yield warm


@pytest.fixture
def run(request: pytest.FixtureRequest, run_cold: Run) -> Run:
    """Run awscred in a fork of a warm process: `run("list", input="...", AWS_PROFILE="dev")`.

    Windows has no forks, so each run is a new process there.
    """
    if sys.platform == "win32":
        return run_cold
    forks: Forks = request.getfixturevalue("forks")

    def run(*args: str, input: str = "", **env: str) -> subprocess.CompletedProcess[str]:
        done = forks.run_here(*args, input=input, env={**os.environ, **env})
        return subprocess.CompletedProcess(args, done.code, done.out, done.err)

    return run


@pytest.fixture
def run_cold() -> Run:
    """Run awscred like `run`, but in a new process: for tests of how Python starts."""

    def run(*args: str, input: str = "", **env: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "awscred", *args],
            input=input,
            env={**os.environ, **env},
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )

    return run


@pytest.fixture(scope="session")
def moto() -> Iterator[aws.Moto]:
    """One moto server for all tests, with authentication."""
    with aws.moto() as server:
        yield server


@pytest.fixture(scope="session")
def sdk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[javascript.Sdk]:
    """The real JavaScript SDK under node."""
    with javascript.started(tmp_path_factory.mktemp("node")) as running:
        yield running
