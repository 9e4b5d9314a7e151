"""Reports of `validate` in files, several at once, and what --quiet and --exit-zero change."""

from __future__ import annotations

import json
import os
import re
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from awscred.cli import main
from awscred.errors import FAILED, NO, OK, USAGE
from awscred.identity import Identity, without
from awscred.store import reports
from tests.aws import KEY, SECRET

Capture = pytest.CaptureFixture[str]
BAD = "[default]\nregion = nowhere\njunk\n"
GOOD = "[default]\nregion = eu-west-1\n"


@pytest.fixture
def folder(aws_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """`~/.aws`, which is the current folder, with an error in config."""
    monkeypatch.chdir(aws_folder)
    (aws_folder / "config").write_text(BAD)
    return aws_folder


# --- where reports go


def test_each_format_may_have_a_file(folder: Path, capsys: Capture) -> None:
    args = ("-f", "sarif=a.sarif", "--format", "junit=b.xml", "-f", "json")
    assert main(("validate", *args)) == NO
    assert json.loads(capsys.readouterr().out)["summary"]["errors"] == 1
    assert json.loads((folder / "a.sarif").read_text())["version"] == "2.1.0"
    assert (folder / "b.xml").read_text().startswith("<?xml ")


@pytest.mark.parametrize("name", ["text", "json", "github", "gitlab", "junit", "rdjson", "sarif"])
def test_a_file_has_what_standard_output_would_have(
    name: str, folder: Path, capsys: Capture
) -> None:
    main(("validate", "-f", name))
    shown = capsys.readouterr().out
    for args in (("-f", f"{name}=x"), ("-f", name, "--output-file", "x")):
        assert main(("validate", *args, "--color", "always")) == NO
        assert (folder / "x").read_text(encoding="utf-8") == shown
        (folder / "x").unlink()


@pytest.mark.parametrize(
    "args",
    [
        ("-f", "sarif=x"),
        ("-f", "sarif", "--output-file", "x"),
        ("--output-file", "x"),
        ("-f", "sarif=x", "--output-file", "y"),
        ("-f", "sarif=x", "-f", "text=-"),
        ("-f", "text", "--output-file", "-"),
    ],
)
def test_text_is_shown_if_no_other_format_is(
    args: tuple[str, ...], folder: Path, capsys: Capture
) -> None:
    main(("validate",))
    text = capsys.readouterr().out
    assert main(("validate", *args)) == NO
    assert capsys.readouterr().out == text


def test_the_format_without_a_file_is_that_of_output_file(folder: Path, capsys: Capture) -> None:
    main(("validate", "-f", "sarif=x", "-f", "json", "--output-file", "y"))
    assert json.loads((folder / "x").read_text())["version"] == "2.1.0"
    assert json.loads((folder / "y").read_text())["schema"] == "awscred/1"
    assert "error[junk-line]" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (("-f", "json", "-f", "sarif"), "json and sarif cannot both be written to standard output"),
        (("-f", "json", "-f", "json"), "json and json cannot both be written to standard output"),
        (("-f", "json=x", "-f", "sarif=./x"), "two reports would be written to "),
        (("-f", "json=x", "--output-file", "x"), "two reports would be written to "),
        (("-f", "sarif="), "the file of --format sarif= is missing\nhint: use sarif=FILE"),
        (("-f", "sari=x"), "'sari' is not valid for --format\nhint: did you mean sarif?"),
        (("-f", "x.sarif"), "'x.sarif' is not valid for --format"),
        (("--output-file", ""), "--output-file needs a value"),
        (("--output-file", "x", "--diff"), "--output-file and --diff cannot be combined"),
        (("-f", "json=x", "--diff"), "--format and --diff cannot be combined"),
    ],
)
def test_wrong_places_are_refused(
    args: tuple[str, ...], told: str, folder: Path, capsys: Capture
) -> None:
    assert main(("validate", "--fix", *args)) == USAGE
    said = capsys.readouterr()
    assert f"error: {told}" in said.err
    assert said.out == ""
    assert [one.name for one in folder.iterdir()] == ["config"]


# --- what a report must not replace


@pytest.mark.parametrize("place", ["config", "./config", "../.aws/credentials", "~/.aws/config"])
@pytest.mark.parametrize("files", [(), ("config",)])
def test_a_report_does_not_replace_the_files(
    place: str, files: tuple[str, ...], folder: Path, capsys: Capture
) -> None:
    """Also if one does not exist, or is not checked now."""
    for args in (("--output-file", place), ("-f", f"json={place}")):
        assert main(("validate", *files, *args)) == USAGE
        assert f"the report would replace {place}" in capsys.readouterr().err
    assert (folder / "config").read_text() == BAD
    assert not (folder / "credentials").exists()


def test_a_report_does_not_replace_what_a_link_leads_to(folder: Path, capsys: Capture) -> None:
    (folder / "soft").symlink_to("config")
    (folder / "hard").hardlink_to(folder / "config")
    for name in ("soft", "hard"):
        assert main(("validate", "--output-file", name)) == USAGE
    assert (folder / "config").read_text() == BAD


def test_a_report_does_not_replace_a_file_that_was_meant_to_be_checked(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    """`--output-file config credentials`: the name of the report was forgotten."""
    monkeypatch.chdir(tmp_path)
    for name in ("config", "credentials"):
        Path(name).write_text(GOOD)
    assert main(("validate", "--output-file", "config", "credentials")) == USAGE
    assert Path("config").read_text() == GOOD


def test_a_file_named_by_option_or_environment_is_safe(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    (folder / "mine").write_text(GOOD)
    assert main(("validate", "--config", "mine", "--output-file", "mine")) == USAGE
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(folder / "mine"))
    assert main(("validate", "config", "--output-file", "mine")) == USAGE
    assert (folder / "mine").read_text() == GOOD


# --- how it is written


@pytest.mark.parametrize(
    ("place", "told"),
    [
        ("no/such/x", "the report no/such/x cannot be written: its folder does not exist"),
        ("sub", "the report sub cannot be written: it is a folder"),
        ("config/x", "the report config/x cannot be written: its folder does not exist"),
        (f"{'y' * 300}", "cannot be written: file name too long"),
    ],
)
def test_a_report_that_cannot_be_written_fails(
    place: str, told: str, folder: Path, capsys: Capture
) -> None:
    (folder / "sub").mkdir()
    assert main(("validate", "--output-file", place)) == FAILED
    assert told in " ".join(capsys.readouterr().err.split())


def test_the_place_is_checked_before_anything_is_fixed(folder: Path) -> None:
    (folder / "config").write_text("[default]\nRegion = eu-west-1\n")
    assert main(("validate", "--fix", "--output-file", "no/x")) == FAILED
    assert (folder / "config").read_text() == "[default]\nRegion = eu-west-1\n"


def test_a_report_replaces_an_old_one_in_one_step(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = folder / "x"
    old.write_text("old")
    old.chmod(0o640)

    def fail(*_: object) -> None:
        assert old.read_text() == "old"
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("os.replace", fail)
        assert main(("validate", "--output-file", "x")) == FAILED
    assert old.read_text() == "old"
    assert sorted(one.name for one in folder.iterdir()) == ["config", "x"]
    assert main(("validate", "--output-file", "x")) == NO
    assert "junk-line" in old.read_text()
    assert stat.S_IMODE(old.stat().st_mode) == 0o640


def test_a_new_report_has_the_mode_of_the_umask(folder: Path) -> None:
    """The next step of a job may run as another user."""
    before = os.umask(0o027)
    try:
        main(("validate", "--output-file", "x"))
        assert stat.S_IMODE((folder / "x").stat().st_mode) == 0o640
        assert os.umask(0o027) == 0o027
    finally:
        os.umask(before)


def test_a_link_stays_a_link(folder: Path) -> None:
    (folder / "x").symlink_to("real")
    main(("validate", "--output-file", "x"))
    assert (folder / "x").is_symlink()
    assert "junk-line" in (folder / "real").read_text()


def test_no_link_of_a_repository_leads_a_report_out_of_it(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    repository = tmp_path / "repository"
    (repository / ".git").mkdir(parents=True)
    (repository / "inside").mkdir()
    (tmp_path / "outside").mkdir()
    (repository / "away").symlink_to(tmp_path / "outside")
    (repository / "awscred.sarif").symlink_to(tmp_path / "outside" / "x")
    (repository / "link").symlink_to("inside")
    monkeypatch.chdir(repository)
    for name in ("awscred.sarif", "away/x", "./link/../awscred.sarif"):
        assert main(("validate", "-f", f"sarif={name}")) == USAGE
        assert "a link leads out of the repository" in capsys.readouterr().err
    assert not [*(tmp_path / "outside").iterdir()]
    for name in ("link/x", str(tmp_path / "outside" / "y")):
        assert main(("validate", "-f", f"sarif={name}")) == NO
        assert Path(name).exists()


def test_a_pipe_gets_the_report(folder: Path) -> None:
    os.mkfifo(folder / "pipe")
    got: list[str] = []
    reader = threading.Thread(target=lambda: got.append((folder / "pipe").read_text()))
    reader.start()
    main(("validate", "-f", "gitlab=pipe"))
    reader.join(10)
    assert json.loads(got[0])[-1]["check_name"] == "junk-line"
    assert stat.S_ISFIFO((folder / "pipe").stat().st_mode)


def test_a_process_substitution_gets_the_report(folder: Path) -> None:
    script = f'"{sys.executable}" -m awscred validate -f json=>(cat > copy) > shown; wait; cat copy'
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout)["summary"]["errors"] == 1
    assert "junk-line" in (folder / "shown").read_text()


def test_a_null_device_is_fine(folder: Path) -> None:
    assert main(("validate", "-f", f"json={os.devnull}")) == NO
    assert not stat.S_ISREG(Path(os.devnull).stat().st_mode)


def test_a_report_in_a_file_runs_no_command_of_a_ci_system(folder: Path) -> None:
    """A job may print it."""
    (folder / "config").write_text("[profile ##[error]x]\njunk\n[profile ##vso[y]\njunk\n")
    for name in ("text", "junit", "gitlab", "rdjson", "sarif", "json"):
        main(("validate", "-f", f"{name}=x"))
        assert not re.search(r"##\w*\[", (folder / "x").read_text())


def test_characters_that_are_not_text_are_escaped(tmp_path: Path) -> None:
    reports.write(str(tmp_path / "x"), "\udcff\u00e9\n")
    assert (tmp_path / "x").read_bytes() == b"\\udcff\xc3\xa9\n"


# --- --quiet and --exit-zero


def test_quiet_is_silent_if_all_is_well(folder: Path, capsys: Capture) -> None:
    (folder / "config").write_text(GOOD)
    assert main(("validate",)) == OK
    assert capsys.readouterr().out
    for args in ((), ("--fix",), ("--strict",), ("config",)):
        assert main(("validate", "--quiet", *args)) == OK
        assert capsys.readouterr() == ("", "")
    (folder / "config").unlink()
    assert main(("validate", "-q")) == OK
    assert capsys.readouterr() == ("", "")


def test_quiet_reports_only_what_fails(folder: Path, capsys: Capture) -> None:
    (folder / "credentials").write_text(
        f"[a]\naws_access_key_id = {KEY}\naws_secret_access_key = {SECRET}\njunk\n"
    )
    (folder / "credentials").chmod(0o644)  # a warning

    def severities(*args: str) -> set[str]:
        main(("validate", *args, "-f", "json"))
        return {one["severity"] for one in json.loads(capsys.readouterr().out)["findings"]}

    assert severities() == {"error", "warning", "info"}
    assert severities("--quiet") == {"error"}
    assert severities("--quiet", "--strict") == {"error", "warning"}
    assert main(("validate", "--quiet")) == NO
    shown = capsys.readouterr().out
    assert "error[junk-line]" in shown
    assert shown.endswith("\n\n")  # of the last finding: there is no summary
    assert "warning" not in shown


def test_quiet_changes_no_exit_code(folder: Path) -> None:
    (folder / "config").write_text(GOOD)
    (folder / "credentials").write_text(
        f"[a]\naws_access_key_id = {KEY}\naws_secret_access_key = {SECRET}\n"
    )
    (folder / "credentials").chmod(0o644)
    for args, code in (((), OK), (("--strict",), NO)):
        assert main(("validate", *args)) == code
        assert main(("validate", *args, "--quiet")) == code


@pytest.fixture
def unverified(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Good files, and no answer of AWS."""

    def identify(_: object, names: list[str], *__: object) -> list[Identity]:
        return [without(name, "unknown", "Network", "no network", "wait") for name in names]

    (folder / "config").write_text(GOOD)
    (folder / "credentials").write_text(
        f"[a]\naws_access_key_id = {KEY}\naws_secret_access_key = {SECRET}\n"
    )
    (folder / "credentials").chmod(0o600)
    monkeypatch.setattr("awscred.sts.identify", identify)


@pytest.mark.usefixtures("unverified")
def test_quiet_reports_why_aws_was_not_asked(capsys: Capture) -> None:
    for args in ((), ("--strict",)):
        assert main(("validate", "--verify", "--quiet", *args)) == FAILED
        assert "credentials-unverified" in capsys.readouterr().out
        assert main(("validate", "--verify", "--quiet", "--allow-unverified", *args)) == OK
        assert capsys.readouterr().out == ""


@pytest.mark.usefixtures("unverified")
def test_a_test_fails_if_aws_was_not_asked(capsys: Capture) -> None:
    main(("validate", "--verify", "-f", "junit"))
    assert '<failure type="credentials-unverified"' in capsys.readouterr().out
    main(("validate", "--verify", "-f", "junit", "--allow-unverified"))
    assert "<failure" not in capsys.readouterr().out


def test_quiet_says_what_was_fixed(folder: Path, capsys: Capture) -> None:
    (folder / "config").write_text("[default]\nRegion = eu-west-1\n")
    assert main(("validate", "--quiet", "--fix")) == OK
    assert capsys.readouterr() == ("", "fixed 1 finding\n")


def test_exit_zero_is_about_findings(folder: Path, capsys: Capture) -> None:
    assert main(("validate",)) == NO
    shown = capsys.readouterr().out
    assert main(("validate", "--exit-zero")) == OK
    assert capsys.readouterr().out == shown


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (("--nope",), USAGE),
        (("--select", "nope"), USAGE),
        (("./missing",), USAGE),
        (("--output-file", "no/x"), FAILED),
        (("--fix", "-"), USAGE),
    ],
)
def test_exit_zero_does_not_hide_what_could_not_be_done(
    args: tuple[str, ...], code: int, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", None)
    assert main(("validate", "--exit-zero", *args)) == code


@pytest.mark.usefixtures("unverified")
def test_exit_zero_does_not_hide_that_aws_was_not_asked() -> None:
    assert main(("validate", "--verify", "--exit-zero")) == FAILED
    assert main(("validate", "--verify", "--exit-zero", "--allow-unverified")) == OK
