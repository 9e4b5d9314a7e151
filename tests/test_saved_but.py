"""A failure after a change was made does not look like a change that failed."""

from __future__ import annotations

import errno
import fcntl
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from awscred import cli, store
from awscred.errors import AwscredError
from awscred.profiles import Files
from awscred.store import folders

KEYS = "aws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = \
wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n"


def _at_home(home: Path) -> Path:
    folder = home / ".aws"
    folder.mkdir(mode=0o700)
    (folder / "credentials").write_text(f"[a]\n{KEYS}")
    (folder / "credentials").chmod(0o600)
    (folder / "config").write_text("[profile a]\nregion = eu-west-1\n")
    return folder


@pytest.mark.parametrize(
    "args",
    ["set a output json", "unset a region", "rename a b", "copy a b", "remove a --yes", "undo"],
)
def test_a_report_that_cannot_be_written_is_no_failed_change(args: str, home: Path) -> None:
    folder = _at_home(home)
    awscred = f"{sys.executable} -m awscred"
    if args == "undo":
        subprocess.run([*awscred.split(), "set", "a", "output", "json"], check=True)
    before = (folder / "config").read_text(), (folder / "credentials").read_text()
    done = subprocess.run(
        ["bash", "-c", f"{awscred} {args} > /dev/full"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 3
    assert "the change is saved, but its report could not be written: no space" in done.stderr
    assert ((folder / "config").read_text(), (folder / "credentials").read_text()) != before


def test_a_file_that_cannot_be_read_back_is_no_failed_change(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = _at_home(home)
    (home / "key.csv").write_text(
        "Access key ID,Secret access key\n"
        "AKIAIOSFODNN7EXAMPLE,wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n"
    )
    real = store.load

    def load(*args: object, **options: bool) -> Files:
        if "[new]" in (folder / "credentials").read_text():
            raise AwscredError("cannot read it: input/output error")
        return real(*args, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(store, "load", load)
    code = cli.main(["import", "--no-verify", "--profile", "new", str(home / "key.csv")])
    assert code == 3
    assert "the change is saved, but cannot read it" in capsys.readouterr().err


def test_ctrl_c_after_the_change_says_that_it_is_saved(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _at_home(home)

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("awscred.store.writing.confirm", interrupt)
    assert cli.main(["set", "a", "output", "json"]) == 130
    assert capsys.readouterr().err.strip() == "error: interrupted; the change is saved"


@pytest.mark.parametrize("code", [errno.EINVAL, errno.ENOSYS, errno.EOPNOTSUPP])
def test_a_disk_without_fsync_confirms_nothing_and_refuses_nothing(
    code: int, home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = _at_home(home)

    def fsync(_: int) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(os, "fsync", fsync)
    assert cli.main(["rename", "a", "b"]) == 0
    assert "is saved, but the disk did not confirm it" in capsys.readouterr().err
    assert "[b]" in (folder / "credentials").read_text()


def test_the_parents_of_new_folders_are_synced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[str] = []
    monkeypatch.setattr(folders, "sync_folder", synced.append)
    folders.make_folder(str(tmp_path / "one" / "two"))
    assert synced == [str(tmp_path), str(tmp_path / "one")]


@pytest.mark.parametrize("home_is", ["", "relative"])
@pytest.mark.parametrize("args", ["list", "add new --stdin --access-key-id AKIAIOSFODNN7EXAMPLE"])
def test_without_a_home_nothing_is_written(home_is: str, args: str, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "awscred", *args.split(), *(["--no-verify"] * ("add" in args))],
        cwd=tmp_path,
        env={**os.environ, "HOME": home_is},
        input="wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n",
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 3
    assert "there is no home folder" in done.stderr
    assert "AWS_SHARED_CREDENTIALS_FILE" in done.stderr
    assert os.listdir(tmp_path) == []


def test_a_user_without_an_entry_has_no_home(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HOME")
    monkeypatch.setattr(os.path, "expanduser", lambda path: path)
    monkeypatch.setattr(os, "getuid", lambda: 12345)
    with pytest.raises(AwscredError, match="user 12345 has no entry"):
        store.locate({})
    assert store.locate({}, "/c", "/k") == ("/c", "/k")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can be a user without a home")
def test_both_files_by_name_are_read_without_a_home(tmp_path: Path) -> None:
    """For example in a container: no message about a home folder, because none is needed."""
    with tempfile.TemporaryDirectory() as folder:  # other users can reach it
        os.chmod(folder, 0o755)
        for name in ("config", "credentials"):
            Path(folder, name).write_text("[default]\nregion = eu-west-1\n")
        done = subprocess.run(
            [sys.executable, "-c", _AS_NOBODY, folder],
            env={"PATH": os.environ["PATH"]},
            capture_output=True,
            text=True,
            check=False,
        )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("default\t")


_AS_NOBODY = """
import contextlib, hashlib, io, os, sys
from awscred import cli
config, credentials = (os.path.join(sys.argv[1], name) for name in ("config", "credentials"))
args = ["--config", config, "--credentials", credentials, "list"]
with contextlib.redirect_stdout(io.StringIO()):
    cli.main(args)  # imports what that user may not be able to read
os.setuid(12345)
sys.exit(cli.main(args))
"""


@pytest.mark.parametrize("code", [errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP])
@pytest.mark.parametrize("everywhere", [False, True])
def test_a_file_system_without_locks(
    code: int,
    everywhere: bool,
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    folder = _at_home(home)
    real = fcntl.flock

    def flock(handle: int, how: int) -> None:
        if everywhere or "/.aws/" in os.readlink(f"/proc/self/fd/{handle}"):
            raise OSError(code, os.strerror(code))
        real(handle, how)

    monkeypatch.setattr(fcntl, "flock", flock)
    assert cli.main(["set", "a", "output", "json"]) == (3 if everywhere else 0)
    assert ("output" in (folder / "config").read_text()) is not everywhere
    said = capsys.readouterr().err
    assert ("set XDG_STATE_HOME" if everywhere else "on another machine") in said
    assert "SoftFileLock" not in said
