"""A small size of each figure of tests/faults.py, and what awscred reports about faults."""

from __future__ import annotations

import errno
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import platformdirs
import pytest

from awscred.errors import AwscredError
from awscred.store import Paths, backups, folders, journal, locks, swap
from awscred.store.changing import Purpose, change, undo
from tests import faults
from tests.aws import OTHER_KEY
from tests.conftest import Run
from tests.faults import CONFIG, CREDENTIALS, Figure
from tests.forked import CHANGING, Fault, Forks
from tests.test_undo import _add, _contents


def _all_of(figures: Iterable[tuple[str, Figure]], least: int) -> None:
    """Each part was tried often enough, and nothing failed."""
    found = dict(figures)
    assert not [line for figure in found.values() for line in figure.failed]
    assert found and all(figure.tried >= least for figure in found.values())


# --- the figures


def test_random_files_keep_all_that_an_edit_is_not_about() -> None:
    edited, undone, _ = faults.random_edits(40, undo_every=2)
    assert edited.failed + undone.failed == []
    assert (edited.tried, undone.tried) == (40, 20)


def test_a_change_makes_no_tool_refuse_the_file_beside_one_that_it_refuses() -> None:
    for figure in faults.edits_beside_refused(15):
        assert figure.failed == []
        assert figure.tried >= 15


def test_a_process_killed_at_any_call_leaves_what_the_next_command_mends() -> None:
    _all_of(faults.kill_points(11), 5)


def test_what_awscred_did_not_make_is_kept() -> None:
    kept = faults.foreign_kept(2)
    assert kept.failed == []
    assert kept.tried > 20


def test_undo_walks_back_and_redo_forward() -> None:
    assert faults.walks(1) == Figure(18, [])


@pytest.mark.skipif(not shutil.which("strace"), reason="there is no strace")
def test_to_kill_at_each_call_is_to_kill_at_each_system_call() -> None:
    seen = faults.unseen_calls()
    assert seen.failed == []
    assert seen.tried > 100


def test_whatever_call_fails_the_answer_is_true() -> None:
    _all_of(faults.disk_faults(61), 10)


def test_parallel_writers_lose_nothing() -> None:
    assert faults.parallel_writers(1, 20) == Figure(20, [])


def test_beside_a_foreign_writer_nothing_reported_is_lost() -> None:
    figure = faults.foreign_writer(30)
    assert figure.failed == []
    assert figure.tried > 5


def test_no_read_is_torn() -> None:
    figure = faults.torn_reads(2_000, 24)
    assert figure.failed == []
    assert figure.tried >= 2_000


@pytest.mark.parametrize("name", faults.KEPT)
def test_what_a_file_is_stays(name: str, forks: Forks) -> None:
    with faults.homes() as there:
        there.reset(CONFIG.encode(), CREDENTIALS.encode())
        answer = faults.KEPT[name](forks, there)
    if answer is None:
        pytest.skip("this machine does not let us try it")
    assert answer


def test_a_new_block_goes_to_the_new_section(home: Path, forks: Forks) -> None:
    """In a profile that has only keys: not to the lines with the same numbers in config."""
    there = faults.Home(home)
    there.reset(CONFIG.replace("[profile base]", "[profile b]").encode(), CREDENTIALS.encode())
    assert forks.run(home, "set", "base", "s3.addressing_style", "path").code == 0
    assert b"[profile base]\ns3 =\n  addressing_style = path\n" in (there.contents()[0] or b"")


def _killed(
    forks: Forks, there: faults.Home, command: Callable[[], tuple[str, ...]]
) -> Iterator[list[list[str]]]:
    """What `undo --list` lists after a command was killed before it named or removed anything.

    The command is about the backups of two changes that cancel each other out. `list` ran in
    between.
    """

    def begin() -> tuple[str, ...]:
        there.reset(CONFIG.encode(), CREDENTIALS.encode())
        for region in ("us-east-1", "eu-west-1"):
            assert forks.run(there.folder, *faults.SET[:3], region).code == 0
        return command()

    calls = forks.run(there.folder, *begin(), count=True).calls
    names = ("rename", "replace", "unlink", "rmdir")
    for at in (n for n, call in enumerate(calls, 1) if call in names):
        assert forks.run(there.folder, *begin(), fault=Fault(at)).code < 0
        assert forks.run(there.folder, "list").code == 0
        assert there.leftovers() == []
        assert there.contents() == (CONFIG.encode(), CREDENTIALS.encode())
        yield _listed(forks, there)


def _listed(forks: Forks, there: faults.Home) -> list[list[str]]:
    listed = forks.run(there.folder, "undo", "--list", "-f", "plain").out
    return [line.split("\t") for line in listed.splitlines()]


def test_an_undo_that_changes_no_file_is_one_step(home: Path, forks: Forks) -> None:
    there = faults.Home(home)

    def command() -> tuple[str, ...]:
        return "undo", _listed(forks, there)[-1][0]

    states = {tuple(row[-1] for row in rows) for rows in _killed(forks, there, command)}
    assert states == {("done", "done"), ("undone", "undone")}


def test_a_purge_that_is_killed_leaves_no_half_of_a_backup(home: Path, forks: Forks) -> None:
    there = faults.Home(home)
    counts = set()
    for rows in _killed(forks, there, lambda: ("undo", "--purge", "--yes")):
        kept = [home / ".local" / "state" / "awscred" / "backups" / row[0] for row in rows]
        assert all({*os.listdir(one)} == {"0", "set.json"} for one in kept)
        counts.add(len(kept))
    assert counts == {0, 1, 2}


# --- interrupted, and then something else


@pytest.fixture
def half(home: Path, forks: Forks) -> faults.Home:
    """A home where a process was killed after renaming one of two files."""
    there = faults.Home(home)
    there.reset(CONFIG.encode(), CREDENTIALS.encode())
    faults._killed_between(forks, there)
    return there


@pytest.fixture
def torn(home: Path, forks: Forks) -> faults.Home:
    """A home where a process was killed after writing half of a file in place."""
    there = faults.Home(home)
    there.reset(CONFIG.encode(), CREDENTIALS.encode())
    faults._killed_half_way(forks, there)
    return there


def _paths(home: faults.Home) -> Paths:
    return Paths(*map(str, home.paths))


def test_what_another_program_made_of_a_torn_file_is_kept(torn: faults.Home) -> None:
    theirs = torn.paths[1].read_bytes() + b"[theirs]\n"
    torn.paths[1].write_bytes(theirs)
    (note,) = journal.recover(_paths(torn))
    assert f"`awscred undo` restores what was in {torn.paths[1]}" in note
    assert OTHER_KEY in torn.paths[1].read_text()
    undo(_paths(torn))
    assert torn.paths[1].read_bytes() == theirs


def test_a_torn_file_that_was_deleted_stays_away(torn: faults.Home) -> None:
    torn.paths[1].unlink()
    (note,) = journal.recover(_paths(torn))
    assert "interrupted" in note
    assert not torn.paths[1].exists()
    assert torn.leftovers() == []


def test_a_torn_file_is_mended_without_its_backup(torn: faults.Home) -> None:
    backups.purge()
    journal.recover(_paths(torn))
    assert OTHER_KEY in torn.paths[1].read_text()
    assert torn.leftovers() == []


def test_what_cannot_be_completed_is_taken_back(half: faults.Home) -> None:
    half.paths[1].write_text(CREDENTIALS + "# mine\n")
    (note,) = journal.recover(_paths(half))
    assert "is undone" in note
    assert half.contents() == (CONFIG.encode(), CREDENTIALS.encode() + b"# mine\n")
    assert half.leftovers() == []
    assert backups.look().sets == []


@pytest.mark.parametrize("set_up", [faults._nothing, faults._link(0)], ids=["replaced", "in place"])
def test_a_process_killed_while_it_takes_back_is_no_matter(
    set_up: Callable[[Forks, faults.Home], None], home: Path, forks: Forks
) -> None:
    there = faults.Home(home)

    def begin() -> None:
        there.reset(CONFIG.encode(), CREDENTIALS.encode())
        faults._killed_between(forks, there, set_up)
        there.paths[1].write_text(CREDENTIALS + "# mine\n")

    begin()
    calls = forks.run(home, "list", count=True).calls
    last = len(calls) - [*reversed(calls)].index("unlink")  # the record is erased
    changing = [n for n, name in enumerate(calls, 1) if name in CHANGING and n <= last]
    for at in changing[::2] + [n for n in changing if calls[n - 1] == "ftruncate"]:
        begin()
        assert forks.run(home, "list", fault=Fault(at)).code < 0
        assert forks.run(home, "list").code == 0
        assert there.contents() == (CONFIG.encode(), CREDENTIALS.encode() + b"# mine\n")
        assert there.leftovers() == []


def test_a_file_that_got_its_content_may_change_again(half: faults.Home) -> None:
    """The other file is nevertheless completed."""
    theirs = half.paths[0].read_bytes() + b"# mine\n"
    half.paths[0].write_bytes(theirs)
    (note,) = journal.recover(_paths(half))
    assert "the rest of the change is now written" in note
    assert half.paths[0].read_bytes() == theirs
    assert b"[main-account]" in half.paths[1].read_bytes()


def test_a_change_that_was_done_is_not_taken_back(home: Path, forks: Forks) -> None:
    """Killed before its last record was erased; then one file is changed alone."""
    there = faults.Home(home)
    there.reset(CONFIG.encode(), CREDENTIALS.encode())
    calls = forks.run(home, *faults.RENAME, count=True).calls
    renamed = there.contents()
    there.reset(CONFIG.encode(), CREDENTIALS.encode())
    at = [n for n, name in enumerate(calls, 1) if name == "unlink"][-2]  # of the second record
    assert forks.run(home, *faults.RENAME, fault=Fault(at)).code < 0
    assert there.leftovers() == [".credentials.awscred-change"]
    there.paths[0].write_bytes((renamed[0] or b"") + b"# mine\n")
    assert "after everything was written" in forks.run(home, "list").err
    assert there.contents() == ((renamed[0] or b"") + b"# mine\n", renamed[1])
    assert there.leftovers() == []


def test_both_changed_by_another_program_is_told(half: faults.Home) -> None:
    for path in half.paths:
        path.write_bytes(path.read_bytes() + b"# mine\n")
    now = half.contents()
    (note,) = journal.recover(_paths(half))
    assert "look through both" in note
    assert half.contents() == now
    assert half.leftovers() == []


def test_unfinished_content_without_a_record_is_removed_and_told(half: faults.Home) -> None:
    for path in half.aws.glob(".*-change"):
        path.unlink()
    (note,) = journal.recover(_paths(half))
    assert "unfinished files" in note and str(half.paths[1]) in note
    assert "changed nothing" not in note
    assert half.leftovers() == []


def test_what_cannot_be_taken_back_is_told(half: faults.Home) -> None:
    half.paths[1].write_text(CREDENTIALS + "# mine\n")
    backups.purge()
    now = half.contents()
    (note,) = journal.recover(_paths(half))
    assert "look through both" in note
    assert half.contents() == now
    assert half.leftovers() == []


def test_a_record_with_a_set_of_other_files_takes_nothing_from_it(half: faults.Home) -> None:
    half.paths[1].write_text(CREDENTIALS + "# mine\n")
    other: list[str] = []
    backups.keep([backups.NewSet("other", (), [("/elsewhere", b"x", b"y")])], other.extend)
    record = half.aws / ".config.awscred-change"
    record.write_text(json.dumps({**json.loads(record.read_text()), "backups": other}))
    (note,) = journal.recover(_paths(half))
    assert "look through both" in note


def test_a_change_of_other_files_is_told_and_waits(half: faults.Home, run: Run) -> None:
    """Only one file of an interrupted change is named: the change can be completed only with
    both."""
    now = half.contents()
    elsewhere = str(half.folder / "elsewhere")
    Path(elsewhere).touch()
    listed = run("--credentials", elsewhere, "list")
    assert listed.returncode == 0
    changed = run("--credentials", elsewhere, "set", "deploy", "region", "eu-west-1")
    assert changed.returncode == 3
    for said in (listed.stderr, changed.stderr):
        what = "`awscred rename base main-account` was interrupted, and also changes"
        assert f"{what} ~/.aws/credentials" in said
    assert "--credentials" in changed.stderr.partition("hint: ")[2]
    assert half.contents() == now
    assert "the rest of the change is now written" in run("list").stderr
    assert half.leftovers() == []


def _no_config(home: faults.Home) -> tuple[str, ...]:
    return ("--config", "/dev/null", "--credentials", str(home.paths[1]))


def _other_config(home: faults.Home) -> tuple[str, ...]:
    (home.folder / "other").touch()
    return ("--config", str(home.folder / "other"), "--credentials", str(home.paths[1]))


def _no_credentials(home: faults.Home) -> tuple[str, ...]:
    return ("--config", str(home.paths[0]), "--credentials", "/dev/null")


def _other_credentials(home: faults.Home) -> tuple[str, ...]:
    (home.folder / "other").touch()
    return ("--config", str(home.paths[0]), "--credentials", str(home.folder / "other"))


@pytest.mark.parametrize(
    "options", [_no_config, _other_config, _no_credentials, _other_credentials]
)
@pytest.mark.parametrize("back", [1, 2, 3], ids="replace -{}".format)
def test_who_sees_one_file_of_a_change_leaves_it_alone(
    back: int,
    options: Callable[[faults.Home], tuple[str, ...]],
    home: Path,
    forks: Forks,
) -> None:
    """Killed before the last replacement, before both, and before the second record."""
    there = faults.Home(home)
    there.reset(CONFIG.encode(), CREDENTIALS.encode())
    calls = forks.run(home, *faults.RENAME, count=True).calls
    renamed = there.contents()
    there.reset(CONFIG.encode(), CREDENTIALS.encode())
    at = [n for n, call in enumerate(calls, 1) if call == "replace"][-back]
    assert forks.run(home, *faults.RENAME, fault=Fault(at)).code < 0
    before = (there.contents(), there.leftovers())
    given = options(there)
    read = forks.run(home, *given, "list")
    assert read.code == 0
    if back < 3 or "config" not in given[1]:
        assert "was interrupted, and also changes" in read.err
        changed = forks.run(home, *given, "set", "deploy", "region", "eu-west-1")
        assert changed.code == 3
        assert "was interrupted, and also changes" in changed.err
        assert (there.contents(), there.leftovers()) == before
    assert forks.run(home, "list").code == 0
    assert there.contents() in ((CONFIG.encode(), CREDENTIALS.encode()), renamed)
    assert there.contents() == renamed or back > 1  # nothing was replaced yet
    assert there.leftovers() == []


@pytest.mark.parametrize("where", ["{folder}/mine", "../../../../mine", "..", "."])
def test_a_record_that_came_with_a_file_deletes_nothing_elsewhere(
    where: str, aws_folder: Path
) -> None:
    there = faults.Home(aws_folder.parent)
    there.paths[0].write_text(CONFIG)
    mine = there.folder / "mine"
    mine.mkdir()
    (mine / "thesis").write_text("years")
    kept: list[str] = []
    files = [(str(there.paths[0]), b"x", CONFIG.encode())]
    backups.keep([backups.NewSet("set", (), files)], kept.extend)
    entry = {"path": str(there.paths[0]), "before": "x", "after": "y", "in_place": False}
    names = [where.format(folder=there.folder)]
    sets = {"version": 1, "backups": names, "replaced": names}
    record = {"command": "set", **sets, "files": [entry]}
    (aws_folder / ".config.awscred-change").write_text(json.dumps(record))
    assert journal.recover(_paths(there))
    assert (mine / "thesis").read_text() == "years"
    assert [one.name for one in backups.look().sets] == kept


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        "[]",
        '{"files": 1}',
        "\0",
        '{"files": [{}]}',
        pytest.param("[" * 99_999, id="deep"),
        '{"version": 1, "command": "set", "backups": [], "replaced": [], "files": '
        '[{"path": 7, "before": null, "after": null, "in_place": false}]}',
        '{"version": 1, "command": "set", "backups": [], "replaced": [], "files": '
        '[{"path": "", "before": 1, "after": null, "in_place": false}]}',
        '{"version": 1, "command": "set", "backups": [7], "replaced": [], "files": []}',
        '{"version": 1, "command": "set", "backups": [], "replaced": ["x"], "files": []}',
        '{"version": 2, "command": "set", "backups": [], "replaced": [], "files": []}',
    ],
)
def test_a_record_that_is_not_understood_is_told_and_waits(
    text: str, half: faults.Home, run: Run
) -> None:
    record = half.paths[0].parent / ".config.awscred-change"
    record.write_text(text)
    _is_left_alone(half, run, record, "not a record that this awscred understands", "delete")


def _is_left_alone(home: faults.Home, run: Run, path: Path, *said: str) -> None:
    """Reading works, changing is refused, and both name this path and say these words."""
    now, left = home.contents(), home.leftovers()
    listed = run("list")
    assert listed.returncode == 0
    assert "deploy" in listed.stdout
    changed = run("set", "deploy", "region", "eu-west-1")
    assert changed.returncode == 3
    for text in (listed.stderr, changed.stderr):
        shown = f"~/{path.relative_to(home.folder)}"
        assert text.count(f": {shown} ") + text.count(f" {shown}: ") == 1
        assert "hint: " in text
        assert not [words for words in said if words not in text]
    assert (home.contents(), home.leftovers()) == (now, left)


@pytest.mark.parametrize("kind", ["new", "change", "change-new"])
@pytest.mark.parametrize("make", ["symlink_to", "mkdir", "fifo"])
def test_what_awscred_has_not_made_is_told_and_waits(
    make: str, kind: str, half: faults.Home, run: Run
) -> None:
    """A link leads nowhere, under any of awscred's own names."""
    victim = half.folder / "victim"
    victim.write_text(CONFIG)
    path = half.aws / f".credentials.awscred-{kind}"
    path.unlink(missing_ok=True)
    if make == "symlink_to":
        path.symlink_to(victim)
    elif make == "mkdir":
        path.mkdir()
    else:
        os.mkfifo(path)
    _is_left_alone(half, run, path, "which awscred did not make", f"delete ~/.aws/{path.name}")
    assert victim.read_text() == CONFIG


@pytest.mark.parametrize("error", [errno.EIO, errno.EACCES])
def test_an_error_of_the_disk_does_not_end_a_change_half_way(
    error: int, half: faults.Home, forks: Forks, tmp_path: Path
) -> None:
    """It proves nothing about the files: the next command completes the change."""
    kept = tmp_path / "kept"
    shutil.copytree(half.folder, kept)
    calls = forks.run(half.folder, "list", count=True).calls
    done = half.contents()
    looks = [n for n, call in enumerate(calls, 1) if call in ("lstat", "open", "read", "fstat")]
    for at in looks[::3]:
        shutil.rmtree(half.folder)
        shutil.copytree(kept, half.folder)
        forks.run(half.folder, "list", fault=Fault(at, error))
        assert forks.run(half.folder, "list").code == 0
        assert (half.contents(), half.leftovers()) == (done, []), at
    assert len(looks) > 20


@pytest.mark.parametrize("kind", ["link", "dangling", "folder"])
@pytest.mark.parametrize(
    ("name", "refused"),
    [
        (".aws/.config.awscred-lock", [faults.SET, faults.UNDO]),
        (
            ".local/state/awscred/backups/.lock",
            [faults.SET, faults.UNDO, ("undo", "--purge", "--yes")],
        ),
    ],
)
def test_what_is_in_the_place_of_a_lock_is_told(
    name: str, refused: list[tuple[str, ...]], kind: str, aws_folder: Path, run: Run
) -> None:
    home = aws_folder.parent
    (aws_folder / "config").write_text(CONFIG)
    assert run("set", "base", "output", "json").returncode == 0
    before = (aws_folder / "config").read_text()
    lock, victim = home / name, home / "victim"
    lock.unlink()
    if kind == "folder":
        lock.mkdir()
    else:
        lock.symlink_to(victim)
    if kind == "link":
        victim.touch(0o644)
    for command in refused:
        done = run(*command)
        assert done.returncode == 3
        what = "a folder" if kind == "folder" else "a symbolic link"
        assert f"error: ~/{name} is {what}" in done.stderr
        assert "nothing was changed" in done.stderr
        assert f"hint: run `ls -ld ~/{name}` to see its owner, then remove it" in done.stderr
    assert run("list").returncode == 0
    assert (aws_folder / "config").read_text() == before
    assert len([*(home / ".local/state/awscred/backups").glob("[0-9]*")]) == 1
    assert victim.exists() == (kind == "link")


def test_a_link_in_the_place_of_a_lock_is_told_by_what_recovers(
    half: faults.Home, run: Run
) -> None:
    lock = half.aws / ".config.awscred-lock"
    lock.unlink(missing_ok=True)
    lock.symlink_to(half.folder / "victim")
    _is_left_alone(half, run, lock, "is a symbolic link", "ls -ld")


def test_two_that_recover_at_once_do_it_once(half: faults.Home) -> None:
    command = [sys.executable, "-m", "awscred", "list"]
    env = {**os.environ, "HOME": str(half.folder)}
    running = [
        subprocess.Popen(command, env=env, text=True, stderr=subprocess.PIPE, stdout=-3)
        for _ in range(6)
    ]
    said = [process.communicate()[1] for process in running]
    assert [process.returncode for process in running] == [0] * 6
    assert sum("is now written" in text for text in said) == 1
    assert not any("error" in text for text in said)


def test_files_in_folders_of_their_own_are_one_change(home: Path, forks: Forks) -> None:
    """On two file systems, if there are two."""
    memory = "/dev/shm" if os.path.isdir("/dev/shm") else None
    with faults.homes() as other, tempfile.TemporaryDirectory(dir=memory) as far:
        other.reset(CONFIG.encode(), None)
        credentials = Path(far, "credentials")
        env = {"AWS_SHARED_CREDENTIALS_FILE": str(credentials)}

        def reset() -> None:
            other.reset(CONFIG.encode(), None)
            credentials.write_text(CREDENTIALS)

        reset()
        calls = forks.run(other.folder, *faults.RENAME, env=env, count=True).calls
        points = [n for n, call in enumerate(calls, 1) if call in ("replace", "fsync", "unlink")]
        assert calls.count("replace") == 4
        for at in points:
            reset()
            assert forks.run(other.folder, *faults.RENAME, env=env, fault=Fault(at)).code < 0
            assert forks.run(other.folder, "list", env=env).code == 0
            renamed = b"[profile main-account]" in (other.contents()[0] or b"")
            assert renamed == (b"[main-account]" in credentials.read_bytes())
            assert other.leftovers() == []
            assert {*os.listdir(far)} <= {"credentials", ".credentials.awscred-lock"}


def test_what_cannot_be_completed_in_a_read_only_home_can_be_read(
    forks: Forks,
) -> None:
    user = 65534 if os.geteuid() == 0 else None
    with faults.homes() as there:
        there.reset(CONFIG.encode(), CREDENTIALS.encode())
        faults._killed_between(forks, there)
        there.folder.parent.chmod(0o755)
        folders_ = [path for path in [there.folder, *there.folder.rglob("*")] if path.is_dir()]
        for path in [there.folder, *there.folder.rglob("*")]:
            if user:
                os.chown(path, user, user)
        for path in folders_:
            path.chmod(0o500)
        now = there.contents()
        listed = forks.run(there.folder, "list", user=user)
        for path in folders_:
            path.chmod(0o700)
        assert listed.code == 0
        assert "deploy" in listed.out
        assert there.contents() == now


# --- the state folder, the clock and the locks


def _no_folder(path: Path) -> None:
    path.write_text("")


def _gone(path: Path) -> None:
    path.symlink_to(path.with_name("nowhere") / "below")


@pytest.mark.parametrize("make", [_no_folder, _gone])
def test_without_a_backup_nothing_is_changed(
    make: Callable[[Path], None], aws_folder: Path, run: Run
) -> None:
    there = faults.Home(aws_folder.parent)
    there.reset(CONFIG.encode(), CREDENTIALS.encode())
    make(there.folder / "state")
    done = run(*faults.SET, XDG_STATE_HOME=str(there.folder / "state"))
    assert done.returncode == 3
    assert "cannot keep a backup in" in done.stderr and "XDG_STATE_HOME" in done.stderr
    assert there.contents() == (CONFIG.encode(), CREDENTIALS.encode())
    assert there.leftovers() == []


def test_a_state_folder_that_is_a_link_is_followed(aws_folder: Path, run: Run) -> None:
    there = faults.Home(aws_folder.parent)
    there.reset(CONFIG.encode(), CREDENTIALS.encode())
    (there.folder / "far").mkdir()
    (there.folder / "state").symlink_to("far")
    state = str(there.folder / "state")
    assert run(*faults.SET, XDG_STATE_HOME=state).returncode == 0
    assert run("undo", XDG_STATE_HOME=state).returncode == 0
    assert there.contents()[0] == CONFIG.encode()
    assert there.open_secrets() == []


def test_a_relative_state_folder_counts_for_nothing(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Otherwise backups, with keys, would be in whatever folder a command runs in."""
    monkeypatch.setenv("XDG_STATE_HOME", "state")
    assert folders.state_folder("backups") == str(home / ".local" / "state" / "awscred" / "backups")


@pytest.mark.parametrize("home_of_states", ["/var/lib/me", "", None])
def test_the_state_folder_is_the_one_of_platformdirs(
    home_of_states: str | None, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is not imported for that, because the import is slow."""
    if home_of_states is None:
        monkeypatch.delenv("XDG_STATE_HOME", raising=False)
    else:
        monkeypatch.setenv("XDG_STATE_HOME", home_of_states)
    assert folders.state_folder() == platformdirs.user_state_dir("awscred")


def test_a_clock_that_is_set_back_does_not_mix_up_the_changes(
    aws_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = Paths(str(aws_folder / "config"), str(aws_folder / "credentials"))
    now = time.time_ns()
    states = []
    for number in range(12):
        monkeypatch.setattr(time, "time_ns", lambda at=now - number * 10**12: at)
        states.append(_contents(paths))
        change(paths, _add(f"p{number}"), Purpose(f"add {number}"))
    assert len(backups.look().sets) == backups.MOST_SETS
    undo(paths)
    assert _contents(paths) == states[-1]


_HOLD = """
import filelock, sys, time
with filelock.FileLock(sys.argv[1]):
    print(flush=True)
    time.sleep(60)
"""


@pytest.mark.parametrize(
    "lock", [".aws/.config.awscred-lock", ".local/state/awscred/backups/.lock"]
)
def test_a_process_that_hangs_is_named(
    lock: str, aws_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = faults.Home(aws_folder.parent)
    there.reset(CONFIG.encode(), CREDENTIALS.encode())
    path = there.folder / lock
    path.parent.mkdir(parents=True, exist_ok=True)
    monkeypatch.setattr(locks, "LOCK_SECONDS", 0.1)
    command = [sys.executable, "-c", _HOLD, str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as hung:
        assert hung.stdout and hung.stdout.readline()
        try:
            with pytest.raises(AwscredError) as told:
                change(_paths(there), _add("new"), Purpose("add new"))
        finally:
            hung.kill()
    if sys.platform == "linux":
        assert f"(process {hung.pid})" in told.value.message
    assert "wait" in told.value.hint
    assert there.contents() == (CONFIG.encode(), CREDENTIALS.encode())
    assert there.leftovers() == []


# --- the order on the disk


def test_all_is_on_the_disk_before_anything_takes_its_place(
    aws_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """New contents, the backup and the record, including their names; only then the files."""
    there = faults.Home(aws_folder.parent)
    there.reset(CONFIG.encode(), CREDENTIALS.encode())
    done: list[str] = []

    def logged(name: str) -> None:
        real = getattr(os, name)

        def call(at: int | str, *rest: str, **folders: int) -> None:
            path = os.readlink(f"/proc/self/fd/{at}") if isinstance(at, int) else at
            short = re.sub(r"(\.new-)?\d{8}T[-\d]+", "SET", path.removeprefix(f"{there.folder}/"))
            done.append(f"{name} {short}")
            real(at, *rest, **folders)

        monkeypatch.setattr(os, name, call)

    for name in ("fsync", "replace", "rename"):
        logged(name)
    really = swap._rename

    def exchanged(function: Callable[..., int], one: str, other: str, flags: int) -> None:
        done.append(f"exchange {one.removeprefix(f'{there.folder}/')}")
        really(function, one, other, flags)

    monkeypatch.setattr(swap, "_rename", exchanged)
    change(_paths(there), _add("new"), Purpose("add new"))
    backup = ".local/state/awscred/backups"
    assert done == [
        "fsync .aws/.config.awscred-new-part",
        "rename .aws/.config.awscred-new-part",
        "fsync .aws/.credentials.awscred-new-part",
        "rename .aws/.credentials.awscred-new-part",
        *(f"fsync {path}" for path in (there.folder, ".local", ".local/state")),
        "fsync .local/state/awscred",
        "fsync .aws/.credentials.awscred-change-new",
        "replace .aws/.credentials.awscred-change-new",
        "fsync .aws/.config.awscred-change-new",
        "replace .aws/.config.awscred-change-new",
        "fsync .aws",
        *(f"fsync {backup}/SET/{name}" for name in ("set.json", "0", "1")),
        f"fsync {backup}/SET",
        "rename SET",
        f"fsync {backup}",
        "exchange .aws/.config.awscred-new",
        "exchange .aws/.credentials.awscred-new",
        "fsync .aws/config",
        "fsync .aws",
        "fsync .aws/credentials",
        "fsync .aws",
    ]


# --- commands that change something that is not a file


def _folder(path: Path) -> None:
    path.mkdir()


def _loop(path: Path) -> None:
    path.symlink_to(path.name)


def _fifo(path: Path) -> None:
    os.mkfifo(path)


@pytest.mark.parametrize("make", [_folder, _loop, _fifo])
@pytest.mark.parametrize(
    "args",
    [
        *(faults.SET, faults.RENAME, ("copy", "base", "b"), ("remove", "base", "--yes")),
        *(("unset", "base", "region"), ("undo",)),
    ],
    ids=" ".join,
)
def test_what_is_no_file_is_told_by_what_changes_it(
    make: Callable[[Path], None], args: tuple[str, ...], aws_folder: Path, forks: Forks
) -> None:
    (aws_folder / "config").write_text(CONFIG)
    make(aws_folder / "credentials")
    done = forks.run(aws_folder.parent, *args)
    assert done.code == 3
    assert "~/.aws/credentials" in done.err
    assert "\nhint: " in done.err
    assert (aws_folder / "config").read_text() == CONFIG
    assert {path for path in os.listdir(aws_folder) if "awscred" in path} == set()
