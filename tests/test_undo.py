"""Backup sets and undo: few, short-lived, private, and exactly what was there."""

from __future__ import annotations

import errno
import json
import os
import stat
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from awscred import ini
from awscred.cli import main
from awscred.errors import FAILED, NO, AwscredError
from awscred.profiles import Files
from awscred.store import Paths, backups, folders, journal, private, writing
from awscred.store.changing import Purpose, change, preview, redo, undo
from tests.conftest import Run

SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
OLD = f"[old]\r\naws_secret_access_key = {SECRET}\r\n# \udce9nd".encode("utf-8", "surrogateescape")


@pytest.fixture
def paths(aws_folder: Path) -> Paths:
    return Paths(str(aws_folder / "config"), str(aws_folder / "credentials"))


def _add(name: str, *, config: bool = True, credentials: bool = True) -> Callable[[Files], Files]:
    def edit(files: Files) -> Files:
        return files.with_documents(
            ini.add_section(files.config, f"profile {name}", [("k", "v")])
            if config
            else files.config,
            ini.add_section(files.credentials, name, [("k", "v")])
            if credentials
            else files.credentials,
        )

    return edit


def _keep(command: str, *files: tuple[str, bytes | None, bytes | None]) -> str:
    """Keep a set as a change does; returns its name."""
    names: list[str] = []
    backups.keep([backups.NewSet(command, (), files)], names.extend)
    return names[0]


def _folder(home: Path) -> Path:
    return home / ".local" / "state" / "awscred" / "backups"


def _contents(paths: Paths) -> tuple[bytes | None, ...]:
    return tuple(Path(path).read_bytes() if os.path.exists(path) else None for path in paths)


# --- sets


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077], ids=oct)
def test_a_set_is_for_the_user_alone(umask: int, paths: Paths, home: Path) -> None:
    Path(paths.credentials).write_bytes(OLD)
    before = os.umask(umask)
    try:
        change(paths, _add("new"), Purpose("add new", ("new",)))
    finally:
        os.umask(before)
    (one,) = _folder(home).glob("[0-9]*")
    assert stat.S_IMODE(_folder(home).stat().st_mode) == 0o700
    assert stat.S_IMODE(one.stat().st_mode) == 0o700
    assert {stat.S_IMODE(file.stat().st_mode) for file in one.iterdir()} == {0o600}


def test_a_folder_that_others_could_read_is_closed(paths: Paths, home: Path) -> None:
    _folder(home).mkdir(parents=True)
    _folder(home).chmod(0o755)
    change(paths, _add("new"), Purpose("add new"))
    assert stat.S_IMODE(_folder(home).stat().st_mode) == 0o700


def test_a_set_holds_what_changed_and_nothing_else(paths: Paths, home: Path) -> None:
    Path(paths.config).write_bytes(b"[default]\n")
    Path(paths.credentials).write_bytes(OLD)
    change(paths, _add("new", credentials=False), Purpose("set new k", ("new",)))
    (one,) = backups.look().sets
    assert (one.command, one.profiles) == ("set new k", ("new",))
    assert [kept.path for kept in one.files] == [paths.config]
    assert backups.content(one, paths.config) == b"[default]\n"
    held = [file for file in _folder(home).rglob("*") if file.is_file()]
    assert not any(SECRET.encode() in file.read_bytes() for file in held)


def test_the_last_ten_sets_are_kept() -> None:
    names = [_keep(str(number), ("/a", b"x", b"y")) for number in range(13)]
    assert [one.name for one in backups.look().sets] == names[:2:-1]


def test_no_set_is_older_than_seven_days(home: Path) -> None:
    name = _keep("old", ("/a", b"x", b"y"))
    record = _folder(home) / name / "set.json"
    aged = {**json.loads(record.read_text()), "time": time.time() - folders.LONGEST_SECONDS - 1}
    record.write_text(json.dumps(aged))
    assert backups.look().sets == []
    _keep("new", ("/a", b"y", b"z"))
    assert [one.command for one in backups.look().sets] == ["new"]
    assert not (_folder(home) / name).exists()


def test_a_set_that_was_not_finished_goes(home: Path) -> None:
    left = _folder(home) / ".new-20200101T000000-000000000"
    left.mkdir(parents=True)
    (left / "0").write_bytes(OLD)
    assert backups.look().sets == []
    _keep("new", ("/a", b"x", b"y"))
    assert not left.exists()


def test_a_purge_leaves_nothing_to_read(paths: Paths, home: Path) -> None:
    Path(paths.credentials).write_bytes(OLD)
    change(paths, _add("new"), Purpose("add new"))
    change(paths, _add("newer"), Purpose("add newer"))
    assert backups.purge() == 2
    assert backups.look().sets == []
    files = [file for file in _folder(home).rglob("*") if file.is_file()]
    assert not any(SECRET.encode() in file.read_bytes() for file in files)
    assert backups.purge() == 0


def test_what_is_damaged_is_told_and_nothing_changed(paths: Paths, home: Path) -> None:
    Path(paths.credentials).write_bytes(OLD)
    change(paths, _add("new"), Purpose("add new"))
    now = _contents(paths)
    (one,) = _folder(home).glob("[0-9]*")
    for file in one.glob("[0-9]"):
        file.write_bytes(b"[other]\n")
    with pytest.raises(AwscredError, match="damaged"):
        undo(paths)
    assert _contents(paths) == now
    (one / "set.json").write_text("{}")
    with pytest.raises(AwscredError, match="no change to undo"):
        undo(paths)
    (one / "set.json").write_text(json.dumps({"files": [None]}))
    assert backups.look().sets == []


# --- undo


@pytest.mark.parametrize("before", [(None, None), (b"", OLD), (OLD, None), (b"[default]", OLD)])
def test_undo_is_byte_for_byte(before: tuple[bytes | None, ...], paths: Paths) -> None:
    for path, data in zip(paths, before, strict=True):
        if data is not None:
            Path(path).write_bytes(data)
    change(paths, _add("new"), Purpose("add new", ("new",)))
    after = _contents(paths)
    assert after != before
    done = undo(paths)
    assert [one.command for one in done.sets] == ["add new"]
    assert _contents(paths) == before
    redo(paths)
    assert _contents(paths) == after
    undo(paths)
    assert _contents(paths) == before


def test_several_changes_are_taken_back_at_once(paths: Paths) -> None:
    Path(paths.credentials).write_bytes(OLD)
    states = [_contents(paths)]
    edits = [_add("a"), _add("b", config=False), _add("c", credentials=False)]
    for number, edit in enumerate(edits):
        change(paths, edit, Purpose(f"add {number}"))
        states.append(_contents(paths))
    first = backups.look().sets[-1]
    before, after = preview(paths, first.name)
    assert (bytes(before.config), bytes(before.credentials)) == states[-1]
    assert bytes(after.credentials) == OLD
    assert bytes(after.config) == b""
    assert [one.command for one in undo(paths, first.name).sets] == ["add 2", "add 1", "add 0"]
    assert _contents(paths) == states[0]
    assert [one.undone for one in backups.look().sets] == [True] * 3
    for state in states[1:]:
        redo(paths)
        assert _contents(paths) == state
    with pytest.raises(AwscredError, match="no change to redo"):
        redo(paths)


@pytest.mark.parametrize("changed", [0, 1])
def test_undo_refuses_where_a_file_has_changed_since(changed: int, paths: Paths) -> None:
    change(paths, _add("new"), Purpose("add new"))
    with open(paths[changed], "ab") as file:
        file.write(b"# mine\n")
    now = _contents(paths)
    with pytest.raises(
        AwscredError, match=r"another program has changed .* since `awscred add new`"
    ) as refused:
        undo(paths)
    assert refused.value.exit_code == NO
    assert paths[changed] in refused.value.message
    assert "backups" in refused.value.hint
    assert _contents(paths) == now


def test_a_change_between_two_of_awscred_s_is_not_taken_back(paths: Paths) -> None:
    change(paths, _add("a"), Purpose("add a"))
    with open(paths.config, "ab") as file:
        file.write(b"# mine\n")
    change(paths, _add("b"), Purpose("add b"))
    now = _contents(paths)
    with pytest.raises(AwscredError, match=r"another program has changed .* since `awscred add a`"):
        undo(paths, backups.look().sets[-1].name)
    assert _contents(paths) == now


def test_a_file_that_is_gone_has_changed(paths: Paths) -> None:
    change(paths, _add("new"), Purpose("add new"))
    os.unlink(paths.config)
    with pytest.raises(AwscredError, match="another program has changed"):
        undo(paths)


def test_a_next_step_is_announced_as_it_will_be(aws_folder: Path, run: Run) -> None:
    """A file that another program has changed since prevents it."""
    config, credentials = aws_folder / "config", aws_folder / "credentials"
    in_config = "`awscred set a region` in ~/.aws/config"
    in_credentials = "`awscred set a aws_access_key_id` in ~/.aws/credentials"
    credentials.write_text(
        f"[a]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = {SECRET}\n"
    )
    assert run("set", "a", "region", "eu-west-1").returncode == 0
    assert run("set", "a", "region", "eu-west-2").returncode == 0
    assert run("set", "a", "aws_access_key_id", "AKIAI44QH8DHBEXAMPLE").returncode == 0
    said = run("undo").stderr
    assert f"`awscred redo` will reapply {in_credentials}.\n" in said
    assert f"`awscred undo` will undo {in_config}.\n" in said
    assert run("redo").returncode == 0
    region = config.read_bytes()
    config.write_bytes(region + b"# mine\n")
    said = run("undo").stderr
    assert f"`awscred undo` would undo {in_config}, but ~/.aws/config has changed since.\n" in said
    refused = run("undo")
    assert (refused.returncode, config.read_bytes()) == (NO, region + b"# mine\n")
    config.write_bytes(region)
    credentials.write_bytes(b"# mine\n")
    assert run("undo").returncode == 0
    said = run("redo").stderr
    since = "but ~/.aws/credentials has changed since"
    assert f"`awscred redo` would reapply {in_credentials}, {since}.\n" in said
    assert run("redo").returncode == NO


def _killed_before_it_replaces(work: Callable[[], object]) -> None:
    """Do this in a child that is killed after its backups are kept and before a file is
    replaced."""
    child = os.fork()
    if child == 0:
        writing.put = lambda _: os._exit(9)  # type: ignore[assignment]
        try:
            work()
        finally:
            os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9


@pytest.mark.parametrize("again", [undo, redo], ids=["undo", "redo"])
def test_the_set_of_a_change_that_never_happened_goes(
    again: Callable[[Paths], object], paths: Paths
) -> None:
    change(paths, _add("a"), Purpose("add a"))
    change(paths, _add("b"), Purpose("add b"))
    undo(paths)
    sets, now = backups.look().sets, _contents(paths)
    for work in (partial(change, paths, _add("c"), Purpose("c")), partial(again, paths)):
        _killed_before_it_replaces(work)
        (note,) = journal.recover(paths)
        assert "before it changed anything" in note
        assert backups.look().sets == sets
        assert _contents(paths) == now
    again(paths)
    assert _contents(paths) != now


def test_what_another_program_has_taken_back_is_told(paths: Paths) -> None:
    """The change before it is not undone instead."""
    change(paths, _add("a"), Purpose("add a"))
    config, _ = _contents(paths)
    change(paths, _add("b", credentials=False), Purpose("add b"))
    Path(paths.config).write_bytes(config or b"")
    with pytest.raises(AwscredError, match=r"another program has changed .* since `awscred add b`"):
        undo(paths)
    assert _contents(paths)[0] == config


def test_changes_of_other_files_are_not_taken_back(paths: Paths, tmp_path: Path) -> None:
    elsewhere = Paths(str(tmp_path / "config"), str(tmp_path / "credentials"))
    change(elsewhere, _add("there"), Purpose("add there"))
    with pytest.raises(AwscredError, match="no change to undo"):
        undo(paths)
    assert os.path.exists(elsewhere.config)


def test_a_name_that_is_no_set_is_told(paths: Paths) -> None:
    change(paths, _add("new"), Purpose("add new"))
    with pytest.raises(AwscredError, match="no change 20200101 to undo"):
        undo(paths, "20200101")


def test_a_new_change_forgets_what_was_undone(paths: Paths) -> None:
    for number in range(3):
        change(paths, _add(f"p{number}"), Purpose(f"add {number}"))
    undo(paths)
    undo(paths)
    change(paths, _add("new"), Purpose("add new"))
    assert [(one.command, one.undone) for one in backups.look().sets] == [
        ("add new", False),
        ("add 0", False),
    ]
    with pytest.raises(AwscredError, match="no change to redo"):
        redo(paths)


def test_a_change_of_other_files_forgets_nothing(paths: Paths, tmp_path: Path) -> None:
    change(paths, _add("a"), Purpose("add a"))
    after = _contents(paths)
    undo(paths)
    change(Paths(str(tmp_path / "c"), str(tmp_path / "d")), _add("b"), Purpose("add b"))
    redo(paths)
    assert _contents(paths) == after


def test_redo_refuses_if_a_file_has_changed_since(paths: Paths) -> None:
    change(paths, _add("a"), Purpose("add a"))
    undo(paths)
    Path(paths.config).write_bytes(b"# mine\n")
    with pytest.raises(AwscredError, match="another program has changed"):
        redo(paths)
    assert _contents(paths)[0] == b"# mine\n"


def test_changes_that_together_were_none_are_undone_at_once(paths: Paths) -> None:
    """The files stay as they are, and it is different from a change that is not undone."""
    Path(paths.credentials).write_bytes(OLD)
    first = _contents(paths)
    change(paths, _add("a"), Purpose("add a"))
    after = _contents(paths)
    change(
        paths,
        lambda files: files.with_documents(*(ini.parse(data or b"") for data in (b"", OLD))),
        Purpose("remove a"),
    )
    undo(paths, backups.look().sets[-1].name)
    assert [one.undone for one in backups.look().sets] == [True, True]
    assert first[1] == _contents(paths)[1]
    redo(paths)
    assert _contents(paths) == after


# --- only what awscred made, and only what it can read


def _one_set(paths: Paths, home: Path) -> Path:
    """The folder of the only set there is."""
    change(paths, _add("a"), Purpose("add a"))
    (one,) = _folder(home).glob("[0-9]*")
    return one


@pytest.mark.parametrize("where", ["awscred", "awscred/backups"])
def test_a_link_in_the_place_of_a_state_folder_is_refused(
    where: str, paths: Paths, home: Path, tmp_path: Path
) -> None:
    Path(paths.credentials).write_bytes(OLD)
    mine = tmp_path / "mine"
    (mine / "backups").mkdir(parents=True)
    mine.chmod(0o755)
    (mine / "20200101T000000-000000000").mkdir()
    link = home / ".local" / "state" / where
    link.parent.mkdir(parents=True)
    link.symlink_to(mine)
    with pytest.raises(AwscredError, match="is a link") as refused:
        change(paths, _add("a"), Purpose("add a"))
    assert "XDG_STATE_HOME" in refused.value.hint
    assert _contents(paths) == (None, OLD)
    assert stat.S_IMODE(mine.stat().st_mode) == 0o755
    assert (mine / "20200101T000000-000000000").is_dir()


@pytest.mark.parametrize(
    ("mode", "is_refused"), [(0o777, True), (0o1777, False), (0o755, False), (0o702, True)], ids=oct
)
def test_a_state_folder_that_others_can_change_is_refused(
    mode: int, is_refused: bool, paths: Paths, home: Path
) -> None:
    state = home / ".local" / "state"
    state.mkdir(parents=True)
    state.chmod(mode)
    if not is_refused:
        change(paths, _add("a"), Purpose("add a"))
        return
    with pytest.raises(AwscredError, match="can be changed by other users") as refused:
        change(paths, _add("a"), Purpose("add a"))
    assert f"chmod go-w {state}" in refused.value.hint
    assert _contents(paths) == (None, None)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give folders away")
@pytest.mark.parametrize("owner", [0, 12345])
def test_a_state_folder_of_another_user_is_refused(owner: int) -> None:
    with tempfile.TemporaryDirectory() as folder:  # other users can reach it
        os.chmod(folder, 0o755)
        os.chown(folder, owner, owner)
        child = os.fork()
        if child == 0:
            try:
                os.setuid(12346)
                private.check_private(os.path.join(folder, "awscred", "backups"))
            except AwscredError as error:
                os._exit(1 if f"{folder} belongs to uid 12345, " in error.message else 2)
            finally:
                os._exit(0)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == (1 if owner else 0)


def test_a_set_that_cannot_be_read_just_now_is_kept_and_told(
    paths: Paths, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _one_set(paths, home)
    real = private.Folder.read

    def failing(folder: private.Folder, name: str) -> bytes:
        if name == "set.json":
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        return real(folder, name)

    with monkeypatch.context() as patch:
        patch.setattr(private.Folder, "read", failing)
        (note,) = change(paths, _add("b"), Purpose("add b"))
        assert "could not be read: input/output error; it is kept" in note
        assert backups.look().sets == []
        assert len(backups.look().problems) == 2
        with pytest.raises(AwscredError, match=r"no change to undo; .* could not be read"):
            undo(paths)
    assert [one.command for one in backups.look().sets] == ["add b", "add a"]


DAMAGES: dict[str, object] = {
    "a huge time": {"time": 1e300},
    "no number": {"time": float("nan")},
    "infinity": {"time": float("inf")},
    "a negative time": {"time": -1},
    "a time in words": {"time": "yesterday"},
    "no files": {"files": []},
    "files that are none": {"files": [None]},
    "a relative path": {"files": [{"path": "config", "before": None, "after": None}]},
    "a path with NUL": {"files": [{"path": "/a\0b", "before": None, "after": None}]},
    "no digest": {"files": [{"path": "/a", "before": "x", "after": None}]},
    "a digest that is a number": {"files": [{"path": "/a", "before": 7, "after": None}]},
    "a command that is none": {"command": 7},
    "profiles that are none": {"profiles": [7]},
    "a version that is none": {"version": "new"},
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_a_damaged_set_is_told_and_not_undone(
    damage: dict[str, object], paths: Paths, home: Path
) -> None:
    one = _one_set(paths, home)
    record = one / "set.json"
    record.write_text(json.dumps({**json.loads(record.read_text()), **damage}))
    now = _contents(paths)
    found = backups.look()
    assert (found.sets, found.problems) == ([], [f"backup {one.name} is damaged"])
    with pytest.raises(AwscredError, match="is damaged"):
        undo(paths)
    change(paths, _add("b", config=False), Purpose("add b"))
    assert record.exists()
    assert undo(paths).sets[0].command == "add b"
    assert _contents(paths) == now


@pytest.mark.parametrize("text", ["", "{", "[]", "[" * 100_000, "{}", "\udce9"])
def test_a_record_that_is_none_is_damaged(text: str, paths: Paths, home: Path) -> None:
    one = _one_set(paths, home)
    (one / "set.json").write_bytes(text.encode("utf-8", "surrogateescape"))
    assert backups.look().problems == [f"backup {one.name} is damaged"]


def test_a_set_of_a_newer_awscred_is_kept_and_told(paths: Paths, home: Path) -> None:
    one = _one_set(paths, home)
    record = one / "set.json"
    record.write_text(json.dumps({**json.loads(record.read_text()), "version": 2, "time": 1}))
    assert backups.look().problems == [f"backup {one.name} was made by a newer awscred; it is kept"]
    for number in range(12):
        change(paths, _add(f"p{number}"), Purpose("add"))
    backups.purge()
    assert record.exists()


def test_a_purge_says_what_it_leaves(
    paths: Paths, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    record = _one_set(paths, home) / "set.json"
    record.write_text(json.dumps({**json.loads(record.read_text()), "version": 2}))
    assert main(["undo", "--purge", "--yes"]) == 0
    said = capsys.readouterr()
    assert said.out == "Deleted 0 backups.\n"
    assert "was made by a newer awscred; it is kept" in said.err


def test_a_set_without_its_content_is_damaged(paths: Paths, home: Path) -> None:
    Path(paths.credentials).write_bytes(OLD)
    one = _one_set(paths, home)
    for file in one.glob("[0-9]"):
        file.unlink()
    with pytest.raises(AwscredError, match="is damaged"):
        undo(paths)


def test_a_set_without_a_version_is_of_the_first(paths: Paths, home: Path) -> None:
    record = _one_set(paths, home) / "set.json"
    old = json.loads(record.read_text())
    record.write_text(json.dumps({key: old[key] for key in old.keys() - {"version", "undone"}}))
    assert undo(paths).sets[0].command == "add a"


# --- for seven days


@pytest.mark.parametrize("days", [-8, 2, 400])
@pytest.mark.parametrize("command", [("list",), ("validate",), ("undo", "--list")], ids=" ".join)
def test_any_command_deletes_a_backup_of_another_week(
    command: tuple[str, ...], days: int, paths: Paths, home: Path, run: Run
) -> None:
    one = _one_set(paths, home)
    then = time.time() + days * 24 * 60 * 60
    name = time.strftime("%Y%m%dT%H%M%S-000000000", time.gmtime(then))
    record = json.loads((one / "set.json").read_text())
    (one / "set.json").write_text(json.dumps({**record, "time": then}))
    one.rename(one.with_name(name))
    run(*command)
    assert os.listdir(_folder(home)) in ([".lock"], [])


def test_a_backup_of_today_is_kept(paths: Paths, home: Path, run: Run) -> None:
    one = _one_set(paths, home)
    assert run("list").returncode == 0
    assert one.exists()


def _retouch(home: Path, name: str, **values: object) -> None:
    record = _folder(home) / name / "set.json"
    record.write_text(json.dumps({**json.loads(record.read_text()), **values}))


def test_another_program_is_not_blamed_for_a_change_whose_backup_is_damaged(
    paths: Paths, home: Path
) -> None:
    change(paths, _add("a"), Purpose("add a"))
    change(paths, _add("b"), Purpose("add b"))
    now = _contents(paths)
    _retouch(home, backups.look().sets[0].name, time=1e300)
    with pytest.raises(AwscredError, match="is damaged") as refused:
        undo(paths)
    assert "another program" not in refused.value.message
    assert refused.value.exit_code == FAILED
    assert _contents(paths) == now


def test_what_is_damaged_is_reported_beside_what_is_undone(paths: Paths, home: Path) -> None:
    change(paths, _add("a"), Purpose("add a"))
    backups.keep([backups.NewSet("b", (), [(paths.config, b"x", b"y")])], lambda _: None)
    _retouch(home, backups.look().sets[0].name, files=[])
    assert any("is damaged" in line for line in undo(paths).notes)


def test_a_new_change_ends_what_could_be_redone_after_what_it_ends(paths: Paths) -> None:
    """Otherwise `redo` would blame another program."""
    change(paths, _add("both"), Purpose("both"))
    change(paths, _add("config", credentials=False), Purpose("config"))
    undo(paths)
    undo(paths)
    change(paths, _add("new", config=False), Purpose("credentials"))
    assert [one.command for one in backups.look().sets] == ["credentials"]


def test_a_change_of_a_file_with_another_one_is_named(paths: Paths, tmp_path: Path) -> None:
    """It is awscred's change, not another program's."""
    change(paths, _add("a"), Purpose("add a"))
    other = Paths(paths.config, str(tmp_path / "other"))
    change(other, _add("b"), Purpose("add b"))
    with pytest.raises(AwscredError, match="by `awscred add b`") as refused:
        undo(paths)
    assert "another program" not in refused.value.message
    assert other.credentials in refused.value.message


def test_a_name_after_the_last_one_of_a_second_has_the_form_of_names(home: Path) -> None:
    """Otherwise nothing would find the set or delete it."""
    moment = time.gmtime(time.time() + 1800)
    last = _folder(home) / time.strftime("%Y%m%dT%H%M%S-999999999", moment)
    last.mkdir(parents=True)
    backups.keep([backups.NewSet("x", (), [("/a", b"x", b"y")])] * 2, lambda _: None)
    names = [one.name for one in backups.look().sets]
    assert len(names) == 2
    assert min(names) > last.name
