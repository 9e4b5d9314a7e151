"""What every system does alike, and what awscred does on Windows; these tests run everywhere."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from awscred.store import folders, locks
from awscred.sts import programs
from tests.conftest import Run

ROOT = Path(__file__).parent.parent
KEY, SECRET = "AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
ADD = ["add", "dev", "--access-key-id", KEY, "--region", "eu-west-1", "--stdin", "--no-verify"]
on_posix = pytest.mark.skipif(sys.platform == "win32", reason="pretends that this is Windows")
on_windows = pytest.mark.skipif(sys.platform != "win32", reason="only Windows does this")


def _as_on_windows(home: Path, *commands: tuple[list[str], str]) -> list[tuple[int, str, str]]:
    """The exit code and output of commands in one process that believes to be on Windows."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.as_on_windows", *map(json.dumps, commands)],
        cwd=ROOT,
        env={**os.environ, "USERPROFILE": str(home), "XDG_STATE_HOME": str(home / "state")},
        capture_output=True,
        text=True,
        check=True,
    )
    return [(code, out, err) for code, out, err in json.loads(done.stdout)]


@on_posix
def test_windows_needs_nothing_that_it_does_not_have(home: Path) -> None:
    commands: list[tuple[list[str], str]] = [
        (ADD, f"{SECRET}\n"),
        (["list", "--names"], ""),
        (["set", "dev", "output", "json"], ""),
        (["undo"], ""),
        (["redo"], ""),
        (["rename", "dev", "prod"], ""),
        (["copy", "prod", "other"], ""),
        (["remove", "other", "--yes"], ""),
        (["validate", "--strict"], ""),
        (["undo", "--list", "--format", "json"], ""),
        (["undo", "--purge", "--yes"], ""),
    ]
    results = _as_on_windows(home, *commands)
    assert [code for code, _, _ in results] == [0] * len(commands)
    assert not any("chmod" in said for _, _, said in results)
    assert results[1][1] == "dev\n"
    assert "no problems" in results[-3][1]  # nor any with modes
    assert len(json.loads(results[-2][1])["sets"]) == 5
    assert results[-1][1] == "Deleted 5 backups.\n"
    assert (home / ".aws" / "config").read_text() == (
        "[profile prod]\nregion = eu-west-1\noutput = json\n"
    )
    left = {path.name for path in (home / "state" / "awscred" / "backups").iterdir()}
    assert left <= {".lock"}
    names = {path.name for path in (home / ".aws").iterdir()}
    assert {name for name in names if not name.endswith(".awscred-lock")} == {
        "config",
        "credentials",
    }


@on_posix
def test_a_fixed_file_is_written_in_place_on_windows(home: Path) -> None:
    """A file with two names cannot be replaced."""
    (home / ".aws").mkdir()
    config = home / ".aws" / "config"
    config.write_bytes(b"[profile dev]\r\nregion = eu-west-1\r\n")
    os.link(config, home / "other")
    (code, _, err), *_ = _as_on_windows(home, (["set", "dev", "region", "eu-west-2"], ""))
    assert (code, err) == (0, "")
    assert (home / "other").read_bytes() == b"[profile dev]\r\nregion = eu-west-2\r\n"


def test_every_state_folder_can_be_chosen(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Hints say so, on every system."""
    monkeypatch.setenv("XDG_STATE_HOME", str(home / "states"))
    for platform in ("linux", "darwin", "win32"):
        monkeypatch.setattr(sys, "platform", platform)
        assert folders.state_folder("backups") == str(home / "states" / "awscred" / "backups")


@on_posix
@pytest.mark.parametrize("is_offered", [True, False])
def test_the_disk_of_a_mac_is_asked(
    home: Path, monkeypatch: pytest.MonkeyPatch, is_offered: bool
) -> None:
    """There, fsync returns before the disk has written."""
    import fcntl

    asked: list[object] = []

    def fcntl_(handle: int, command: int) -> None:
        asked.append(command)
        if not is_offered:
            raise OSError(errno.ENOTTY, "not offered")

    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr(fcntl, "F_FULLFSYNC", 51, raising=False)
    monkeypatch.setattr(fcntl, "fcntl", fcntl_)
    monkeypatch.setattr(os, "fsync", lambda handle: asked.append("fsync"))
    with (home / "file").open("w") as file:
        assert folders.sync(file.fileno())
    assert asked == ([51] if is_offered else [51, "fsync"])


class _Endless:
    """A program that never ends by itself."""

    def __init__(self) -> None:
        self.is_finished = False
        self.is_killed = False

    def kill(self) -> None:
        self.is_killed = True


def test_programs_are_stopped_if_the_system_does_not_list_processes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As on macOS."""
    monkeypatch.setattr(programs, "processes", dict)
    endless: Any = _Endless()
    some = programs.Programs(allowed=True)
    some._all.append(endless)
    some.stop()
    assert endless.is_killed


# From here on, the real system: these are the tests that run on Windows and macOS.


def test_a_profile_is_added_changed_and_restored(home: Path, run: Run) -> None:
    done = run(*ADD, input=f"{SECRET}\n")
    assert done.returncode == 0, done.stderr
    before = (home / ".aws" / "config").read_bytes()
    assert run("set", "dev", "output", "json").returncode == 0
    assert (home / ".aws" / "config").read_bytes() != before
    undone = run("undo")
    assert undone.returncode == 0, undone.stderr
    assert (home / ".aws" / "config").read_bytes() == before
    checked = run("validate", "--strict")
    assert checked.returncode == 0, checked.stdout
    assert run("undo", "--purge", "--yes").returncode == 0


def test_line_ends_are_kept(home: Path, run: Run) -> None:
    folder = home / ".aws"
    folder.mkdir(mode=0o700)
    (folder / "config").write_bytes(b"[default]\r\nregion = eu-west-1\r\n")
    done = run("set", "default", "output", "json")
    assert done.returncode == 0, done.stderr
    assert (folder / "config").read_bytes() == (
        b"[default]\r\nregion = eu-west-1\r\noutput = json\r\n"
    )


@pytest.mark.parametrize("encoding", ["cp1252", "cp437", "ascii", "utf-8"])
def test_any_encoding_of_the_console_shows_any_name(home: Path, encoding: str) -> None:
    folder = home / ".aws"
    folder.mkdir(mode=0o700)
    (folder / "config").write_text("[profile größe-日本]\nregion = eu-west-1\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "awscred", "list"],
        env={**os.environ, "PYTHONIOENCODING": encoding},
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    shown = "größe-日本".encode(encoding, "backslashreplace")
    assert done.stdout.startswith(shown)


def test_paths_in_the_home_folder_are_short(home: Path, run: Run) -> None:
    done = run("set", "dev", "region", "eu-west-1", "--create")
    assert done.returncode == 0, done.stderr
    assert str(home) not in done.stdout
    assert f"~{os.sep}.aws" in done.stdout


def test_no_color_in_a_pipe(home: Path, run: Run) -> None:
    folder = home / ".aws"
    folder.mkdir(mode=0o700)
    (folder / "config").write_text("[profile a]\nregoin = x\n")
    assert "\x1b" not in run("validate").stdout
    assert "\x1b" in run("validate", "--color", "always").stdout


def test_a_lock_keeps_others_out_and_ends(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = str(home / "lock")
    with locks.held(path, "it"), pytest.raises(locks.BusyError), locks.held(path, "it", 0.1):
        pass
    with locks.held(path, "it", 0.1):
        pass


def test_a_file_that_is_read_meanwhile_is_replaced_or_kept(home: Path, run: Run) -> None:
    """Windows may refuse to replace it; then nothing changes, and the message says so."""
    folder = home / ".aws"
    folder.mkdir(mode=0o700)
    config = folder / "config"
    config.write_text("[default]\nregion = eu-west-1\n")
    with config.open() as reader:
        done = run("set", "default", "output", "json")
        assert reader.read() == "[default]\nregion = eu-west-1\n"
    if done.returncode == 0:
        assert "output = json" in config.read_text()
    else:
        assert sys.platform == "win32"
        assert "cannot write" in done.stderr
        assert config.read_text() == "[default]\nregion = eu-west-1\n"


def test_concurrent_changes_are_all_kept(home: Path, run_cold: Run) -> None:
    (home / ".aws").mkdir(mode=0o700)
    codes = []

    def create(name: str) -> None:
        codes.append(run_cold("set", name, "region", "eu-west-1", "--create").returncode)

    threads = [threading.Thread(target=create, args=(f"p{number}",)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert codes == [0, 0]
    assert sorted(run_cold("list", "--names").stdout.split()) == ["p0", "p1"]


@on_windows
def test_the_home_folder_is_the_one_of_windows(home: Path, run: Run) -> None:
    """AWS tools use USERPROFILE there, whatever HOME is."""
    done = run("set", "dev", "region", "eu-west-1", "--create", HOME=str(home / "nowhere"))
    assert done.returncode == 0, done.stderr
    assert (home / ".aws" / "config").is_file()


@on_windows
def test_programs_answer_on_windows(home: Path, run: Run) -> None:
    """Two pipes of a program are read without waiting for either."""
    folder = home / ".aws"
    folder.mkdir()
    program = home / "keys.py"
    answer = {"Version": 1, "AccessKeyId": KEY, "SecretAccessKey": SECRET}
    program.write_text(f"print({json.dumps(answer)!r})")
    (folder / "config").write_text(
        f"[profile p]\nregion = eu-west-1\ncredential_process = {sys.executable} {program}\n"
    )
    done = run("whoami", "p", "--allow-process", "--timeout", "2")
    assert done.returncode == 3, done.stdout + done.stderr
    assert "cannot be reached" in done.stderr
