"""Backup sets and undo: few, short-lived, private, and byte for byte what was there."""

from __future__ import annotations

import json
import os
import stat
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from awscred import ini
from awscred.errors import NO, AwscredError
from awscred.profiles import Files
from awscred.store import Paths, backups, folders, journal, writing
from awscred.store.changing import Purpose, change, preview, redo, undo

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


def _killed_before_it_replaces(work: Callable[[], object]) -> None:
    """Do that in a child that is killed when its backups are kept and no file is replaced yet."""
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
    """Not the change before it taken back instead."""
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
