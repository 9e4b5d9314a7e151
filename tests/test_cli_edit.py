"""`awscred edit`: with real editors on a terminal, and with scripts that misbehave.

After each, no change is lost, nothing is changed unless it was meant, and no copy is left.
"""

from __future__ import annotations

import os
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import awscred
from awscred.changes import by_hand
from awscred.changes.merge import merge, parts
from awscred.cli import edit, editor, main
from awscred.errors import FAILED, INTERRUPTED, NO, OK
from awscred.ini import Document
from awscred.store import backups, copies
from awscred.store.changing import change
from awscred.store.foreign import processes
from tests.aws import KEY, OTHER_KEY, OTHER_SECRET, SECRET
from tests.conftest import Run
from tests.terminal import end, terminal

OLD = f"""\
# mine
[default]
aws_access_key_id = {KEY}
aws_secret_access_key = {SECRET}

# for dev
[dev]
aws_access_key_id = {OTHER_KEY}
aws_secret_access_key = {OTHER_SECRET}
"""
NEW = "\n[new]\nregion = eu-west-1\n"
BAD = "\n[bad]\naws_access_key_id = \n"


@pytest.fixture
def credentials(aws_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("XDG_RUNTIME_DIR", "XDG_STATE_HOME", "VISUAL", "EDITOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm")
    path = aws_folder / "credentials"
    path.write_text(OLD)
    path.chmod(0o600)
    return path


def _left(home: Path) -> list[str]:
    """What is left of copies."""
    folder = home / ".local" / "state" / "awscred" / "edit"
    return sorted(one.name for one in folder.glob("*") if one.name != "copies.lock")


Script = Callable[[str], str]


@pytest.fixture
def script(tmp_path: Path) -> Script:
    """A shell script as an editor; $1 is the copy."""

    def made(text: str) -> str:
        path = tmp_path / "editor.sh"
        path.write_text(f"#!/bin/sh\n{text}\n")
        path.chmod(0o755)
        return str(path)

    return made


def _append(text: str) -> str:
    return f"cat >> \"$1\" <<'END'\n{text}END"


# --- saving


def test_a_good_change_is_saved_and_can_be_undone(
    credentials: Path, home: Path, run: Run, script: Script
) -> None:
    done = run("edit", EDITOR=script(_append(NEW)))
    assert (done.returncode, done.stdout) == (OK, "Saved ~/.aws/credentials: added new.\n")
    assert "`awscred undo` undoes it" in done.stderr
    assert credentials.read_text() == OLD + NEW
    assert not _left(home)
    (one,) = backups.look().sets
    assert (one.command, one.profiles) == ("edit", ("new",))
    assert run("undo").returncode == OK
    assert credentials.read_text() == OLD


def test_what_was_changed_and_removed_is_named(credentials: Path, run: Run, script: Script) -> None:
    sed = "sed -i -e '/^# for dev/,$d' -e '/^.default/a region = eu-west-1' \"$1\""
    done = run("edit", EDITOR=script(sed))
    assert done.stdout == "Saved ~/.aws/credentials: changed default; removed dev.\n"
    assert OTHER_SECRET not in credentials.read_text()


def test_the_copy_is_private_and_has_the_name_of_the_file(
    credentials: Path, run: Run, script: Script, tmp_path: Path
) -> None:
    seen = tmp_path / "seen"
    look = f'stat -c %a "$1" "$(dirname "$1")" "$(dirname "$(dirname "$1")")" > {seen}'
    done = run("edit", EDITOR=script(f'{look}; echo "$1" >> {seen}'))
    *modes, path = seen.read_text().split()
    assert modes == ["600", "700", "700"]
    assert path.endswith("/.aws/credentials")
    assert not Path(path).exists()
    assert "nothing was changed" in done.stderr


def test_the_copy_is_in_memory_if_the_system_offers_a_private_place(
    credentials: Path, run: Run, script: Script, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    runtime = Path("/dev/shm") / f"awscred-test-{os.getpid()}"
    if not copies._is_in_memory("/dev/shm"):
        pytest.skip("/dev/shm is not in memory")
    runtime.mkdir(mode=0o700)
    try:
        seen = tmp_path / "seen"
        for mode, is_used in ((0o700, True), (0o755, False)):
            runtime.chmod(mode)
            run("edit", EDITOR=script(f'echo "$1" > {seen}'), XDG_RUNTIME_DIR=str(runtime))
            assert seen.read_text().startswith(f"{runtime}/awscred/edit-") is is_used
            assert not [*runtime.glob("awscred/edit-*")]
    finally:
        shutil.rmtree(runtime)


def test_a_missing_file_begins_with_examples(
    credentials: Path, home: Path, run: Run, script: Script, tmp_path: Path
) -> None:
    credentials.unlink()
    seen = tmp_path / "seen"
    assert "nothing was changed" in run("edit", EDITOR=script(f'cat "$1" > {seen}')).stderr
    assert not credentials.exists()
    assert seen.read_text().startswith("# AWS credentials: access keys")
    assert seen.read_text().count("# [") == 2
    done = run("edit", EDITOR=script("sed -i -e '/default/,/secret/s/^# //' \"$1\""))
    assert done.stdout == "Saved ~/.aws/credentials: added default.\n"
    assert awscred.load(credentials=str(credentials)).profiles["default"].kind == "static"
    assert stat.S_IMODE(credentials.stat().st_mode) == 0o600
    done = run("edit", "--file", "config", EDITOR=script(f'cat "$1" > {seen}'))
    assert seen.read_text().count("# [") == 2
    assert not (home / ".aws" / "config").exists()


def test_both_files_are_one_change(credentials: Path, run: Run, script: Script) -> None:
    config = credentials.with_name("config")
    config.write_text("[default]\nregion = eu-west-1\n")
    add = f"{_append(NEW)}\nprintf '[profile new]\\nregion = eu-west-1\\n' >> \"$2\""
    done = run("edit", "--file", "both", EDITOR=script(add))
    assert done.stdout == "Saved ~/.aws/credentials and ~/.aws/config: added new.\n"
    assert run("undo").returncode == OK
    assert (config.read_text(), credentials.read_text()) == (
        "[default]\nregion = eu-west-1\n",
        OLD,
    )


def test_a_profile_that_does_not_exist(credentials: Path, run: Run, script: Script) -> None:
    done = run("edit", "dve", EDITOR=script("exit 9"))
    assert done.returncode == NO
    assert "profile dve does not exist" in done.stderr
    assert "dev" in done.stderr.partition("hint:")[2]


def test_a_profile_opens_the_file_that_it_is_in(
    credentials: Path, run: Run, script: Script, tmp_path: Path
) -> None:
    credentials.with_name("config").write_text("[profile only]\nregion = eu-west-1\n")
    seen = tmp_path / "seen"
    for name, file in (("only", "config"), ("dev", "credentials")):
        run("edit", name, EDITOR=script(f'echo "$1" > {seen}'))
        assert seen.read_text().endswith(f"/.aws/{file}\n")


def test_dry_run_shows_a_masked_diff(credentials: Path, run: Run, script: Script) -> None:
    done = run("edit", "--dry-run", EDITOR=script(_append(NEW)))
    assert done.returncode == OK
    assert "+[new]" in done.stdout
    assert SECRET not in done.stdout + done.stderr
    assert credentials.read_text() == OLD


def test_no_file_cannot_be_edited(credentials: Path, run: Run, script: Script) -> None:
    seen = credentials.with_name("seen")
    done = run("--credentials", "/dev/null", "edit", EDITOR=script(f"touch {seen}"))
    assert done.returncode == FAILED
    assert "/dev/null is not a file; nothing was changed" in done.stderr
    assert not seen.exists()


# --- problems


@pytest.mark.parametrize(
    ("does", "said"),
    [(_append(BAD), "error["), (': > "$1"', "no profiles would be left in ~/.aws/credentials")],
    ids=["errors", "empty"],
)
def test_without_a_terminal_problems_are_not_saved(
    does: str, said: str, credentials: Path, home: Path, run: Run, script: Script
) -> None:
    done = run("edit", EDITOR=script(does))
    assert done.returncode == NO
    assert said in done.stderr
    assert "discarded; nothing was changed" in done.stderr
    assert credentials.read_text() == OLD
    assert not _left(home)


def test_old_problems_do_not_prevent_saving(credentials: Path, run: Run, script: Script) -> None:
    credentials.write_text(OLD + BAD)
    done = run("edit", EDITOR=script("sed -i -e '1i # a line above' \"$1\""))
    assert done.returncode == OK, done.stderr
    assert "error[" not in done.stderr
    assert credentials.read_text().startswith("# a line above\n")


def test_problems_are_asked_about(
    credentials: Path, home: Path, script: Script, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EDITOR", script(f'grep -q bad "$1" || {_append(BAD)}\n echo "#" >> "$1"'))
    for answer, code in (("d", NO), ("s", OK)):
        with terminal("edit") as child:
            child.expect(r"error\[")
            child.expect(r"\(e\)dit again, \(s\)ave anyway, or \(d\)iscard \[e\]:")
            child.sendline("e")
            child.expect(r"iscard \[e\]:")
            assert credentials.read_text() == OLD
            child.sendline(answer)
            assert end(child)[0] == code
        assert (credentials.read_text() == OLD) is (code == NO)
        assert not _left(home)
    assert credentials.read_text().endswith(BAD + "#\n#\n")


def test_a_wrong_answer_and_the_place_of_a_problem_are_told(
    credentials: Path, script: Script, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EDITOR", script(_append(BAD)))
    with terminal("edit") as child:
        child.expect(r"iscard \[e\]:")
        assert "~/.aws/credentials:" in child.before
        assert str(credentials) not in child.before
        assert "fix" not in child.before
        child.sendline("?")
        child.expect("'\\?' is not valid; type e, s or d")
        child.sendline("discard")
        assert end(child)[0] == NO


def test_a_text_that_cannot_be_saved_is_not_lost(
    credentials: Path, home: Path, script: Script, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = home / ".local" / "state" / "awscred" / "backups"
    folder.parent.mkdir(parents=True, mode=0o700)
    folder.symlink_to("/")  # refused: backups are never kept through a link
    monkeypatch.setenv("EDITOR", script(_append(NEW)))
    with terminal("edit") as child:
        child.expect("backups is a link")
        child.expect(r"\(s\)ave again, or \(d\)iscard \[e\]:")
        folder.unlink()
        child.sendline("s")
        code, shown = end(child)
    assert code == OK
    assert "added new" in shown
    assert credentials.read_text() == OLD + NEW
    assert not _left(home)


# --- editors


@pytest.mark.parametrize(
    ("program", "keys"),
    [("vi", ("Go", "[typed]", "region = eu-west-1", "\x1b:wq")), ("nano", ())],
    ids=["vi", "nano"],
)
def test_a_real_editor(
    program: str,
    keys: tuple[str, ...],
    credentials: Path,
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if shutil.which(program) is None:
        pytest.skip(f"{program} is not installed")
    monkeypatch.setenv("EDITOR", program)
    with terminal("edit", "dev") as child:
        child.expect("for dev")
        if program == "vi":
            child.send("Go\r[typed]\rregion = eu-west-1\x1b:wq\r")
        else:
            child.send("\x1b/")  # to the last line
            child.send("\r[typed]\rregion = eu-west-1\r")
            child.send("\x18")
            child.expect("Save modified buffer")
            child.send("y")
            child.expect("File Name to Write")
            child.send("\r")
        code, shown = end(child)
    assert code == OK, shown
    assert "Saved ~/.aws/credentials: added typed." in shown
    assert awscred.load(credentials=str(credentials)).profiles["typed"].settings
    assert credentials.read_text().startswith(OLD)
    assert not _left(home)
    assert not [*home.glob(".vim*")]


def test_vi_begins_at_the_profile(credentials: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if shutil.which("vi") is None:
        pytest.skip("vi is not installed")
    monkeypatch.setenv("EDITOR", "vi -u NONE")
    with terminal("edit", "dev") as child:
        child.expect("for dev")
        child.send("3dd:wq\r")
        code, _ = end(child)
    assert code == OK
    assert "[dev]" not in credentials.read_text()
    assert "[default]" in credentials.read_text()


@pytest.mark.parametrize(
    ("does", "code", "said"),
    [
        ("exit 3", FAILED, "the editor ended with exit code 3"),
        (f"{_append(NEW)}\nkill -SEGV $$", FAILED, "the editor was ended by SIGSEGV"),
        ("true", OK, "let it wait"),
        ('(sleep 0.3; echo x >> "$1") >/dev/null 2>&1 &', OK, "let it wait"),
        ('rm "$1"', FAILED, "the editor deleted the copy"),
        ('rm "$1"; mkdir "$1"', FAILED, "is a folder"),
        ('rm "$1"; mkdir "$1"', FAILED, "cannot use what the editor wrote: "),
        ('rm "$1"; mkfifo "$1"', FAILED, "nothing was changed"),
        ('truncate -s 5M "$1"', FAILED, "cannot use what the editor wrote: "),
        ('rm -r "$(dirname "$1")"', FAILED, "the editor deleted the copy"),
        ('cp "$1" "$1~"; echo x > "$(dirname "$1")/.credentials.swp"', OK, "nothing"),
    ],
    ids=[
        "fails",
        "crashes",
        "writes-nothing",
        "forks",
        "deletes",
        "folder",
        "no-file",
        "pipe",
        "huge",
        "all",
        "leaves-files",
    ],
)
def test_a_misbehaving_editor_changes_nothing(
    does: str, code: int, said: str, credentials: Path, home: Path, run: Run, script: Script
) -> None:
    done = run("edit", EDITOR=script(does))
    assert done.returncode == code, done.stderr
    assert said in done.stderr
    assert "nothing was changed" in done.stderr or "is a folder" in said
    assert credentials.read_text() == OLD
    assert not _left(home)


def test_an_editor_that_replaces_the_copy(credentials: Path, run: Run, script: Script) -> None:
    add = f'cp "$1" "$1.new"\n{_append(NEW).replace("$1", "$1.new")}\nmv "$1.new" "$1"'
    done = run("edit", EDITOR=script(add))
    assert done.returncode == OK
    assert credentials.read_text() == OLD + NEW
    assert stat.S_IMODE(credentials.stat().st_mode) == 0o600


def test_an_editor_command_with_options_and_quotes(
    credentials: Path, run: Run, script: Script, tmp_path: Path
) -> None:
    seen = tmp_path / "seen"
    program = script(f'echo "$1|$2" > {seen}')
    command = f"{program} 'two words' \"$HOME\""
    run("edit", VISUAL=command, EDITOR="false")
    assert seen.read_text() == f"two words|{os.environ['HOME']}\n"


@pytest.mark.parametrize("name", ["no-such-editor -x", "/etc/passwd", "'"])
def test_an_editor_that_cannot_be_run(name: str, credentials: Path, home: Path, run: Run) -> None:
    done = run("edit", EDITOR=name)
    assert done.returncode == FAILED
    assert "editor" in done.stderr
    assert "nothing was changed" in done.stderr
    assert not _left(home)


def test_without_any_editor(credentials: Path, run: Run) -> None:
    done = run("edit")
    assert done.returncode == FAILED
    assert "there is no editor; nothing was changed" in done.stderr


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("vim -u NONE", ["-n", "-i", "NONE", "-c", "set nobackup noundofile", "+7", "f"]),
        ("elvis", ["+7", "f"]),
        ("nano", ["+7", "f"]),
        ("code", ["--wait", "--goto", "f:7"]),
        ("code -w", ["--goto", "f:7"]),
        ("subl --wait", ["f:7"]),
        ("my-editor", ["f"]),
        ("unclosed '", ["f"]),
    ],
)
def test_the_line_is_given_as_each_editor_wants_it(command: str, expected: list[str]) -> None:
    assert editor.arguments(command, [("f", 7)]) == expected


# --- signals


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_signal_leaves_no_copy(
    number: signal.Signals, credentials: Path, home: Path, script: Script, tmp_path: Path
) -> None:
    started = tmp_path / "started"
    env = {**os.environ, "EDITOR": script(f"{_append(NEW)}\necho $$ > {started}\nexec sleep 20")}
    child = subprocess.Popen(
        [sys.executable, "-m", "awscred", "edit"],
        env=env,
        stdin=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    deadline = time.monotonic() + 20
    while not (started.exists() and started.read_text()) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert _left(home)
    if number == signal.SIGINT:  # as Ctrl-C: to the editor and awscred
        os.killpg(child.pid, number)
        assert child.wait(20) == FAILED
    else:
        child.send_signal(number)
        assert child.wait(20) == -number
    assert not _left(home)
    assert credentials.read_text() == OLD
    assert int(started.read_text()) not in processes()


def test_ctrl_c_at_the_question_leaves_no_copy(
    credentials: Path, home: Path, script: Script, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Although the editor has left the terminal in a mode in which Ctrl-C is a character."""
    monkeypatch.setenv("EDITOR", script(f"stty raw -echo\n{_append(BAD)}"))
    with terminal("edit") as child:
        child.expect(r"iscard \[e\]:")
        child.sendintr()
        assert end(child)[0] == INTERRUPTED
    assert not _left(home)
    assert credentials.read_text() == OLD


@pytest.mark.parametrize("command", ["edit", "list"])
def test_the_copy_of_a_killed_process_is_removed_by_the_next(
    command: str, credentials: Path, home: Path, run: Run, script: Script
) -> None:
    run("edit", EDITOR=script("kill -9 $(cut -d ' ' -f 4 /proc/$PPID/stat)"))
    assert _left(home)
    run(command, EDITOR="true")
    assert not _left(home)


def test_a_copy_in_use_is_kept(credentials: Path, home: Path, run: Run, script: Script) -> None:
    listed = f'{sys.executable} -m awscred list > /dev/null; test -e "$1" || exit 5'
    done = run("edit", EDITOR=script(f"{listed}\n{_append(NEW)}"))
    assert done.stdout == "Saved ~/.aws/credentials: added new.\n", done.stderr
    assert not _left(home)


def test_a_copy_that_an_editor_writes_again_is_removed_by_the_next(
    credentials: Path, home: Path, run: Run, script: Script, tmp_path: Path
) -> None:
    seen = tmp_path / "seen"
    run("edit", EDITOR=script(f'echo "$1" > {seen}'))
    again = Path(seen.read_text().strip())
    again.parent.mkdir(parents=True)
    again.write_text(OLD)  # by an editor that did not wait, when its window is saved
    run("edit", EDITOR=script("true"))
    assert not _left(home)


# --- other programs


def test_a_change_of_another_section_is_merged(credentials: Path, run: Run, script: Script) -> None:
    other = f"{sys.executable} -m awscred remove default --force --yes >/dev/null"
    done = run("edit", EDITOR=script(f"{_append(NEW)}\n{other}"))
    assert done.returncode == OK, done.stderr
    assert done.stdout == "Saved ~/.aws/credentials: added new.\n"
    names = awscred.load(credentials=str(credentials)).profiles
    assert [*names] == ["dev", "new"]


def test_a_change_of_the_same_section_is_asked_about(
    credentials: Path, home: Path, run: Run, script: Script, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = _append("output = json\n")
    theirs = f"echo 'region = eu-west-1' >> {credentials}"
    command = script(f"{mine}\n{theirs}")
    done = run("edit", EDITOR=command)
    assert done.returncode == NO
    assert "Another program has also changed [dev]" in done.stderr
    assert "+region = eu-west-1" in done.stdout
    assert OTHER_SECRET not in done.stdout + done.stderr
    assert credentials.read_text() == f"{OLD}region = eu-west-1\n"
    credentials.write_text(OLD)
    monkeypatch.setenv("EDITOR", command)
    with terminal("edit") as child:
        child.expect(r"\(s\)ave yours")
        child.sendline("s")
        code, _ = end(child)
    assert code == OK
    assert credentials.read_text() == f"{OLD}output = json\n"
    assert not _left(home)


def test_a_change_at_the_last_moment_is_merged(
    credentials: Path, script: Script, monkeypatch: pytest.MonkeyPatch
) -> None:
    def late(*args: Any) -> list[str]:
        monkeypatch.setattr(edit, "change", change)
        credentials.write_text(f"{OLD}\n[late]\nregion = eu-west-1\n")
        return change(*args)

    monkeypatch.setattr(edit, "change", late)
    monkeypatch.setenv("EDITOR", script(_append(NEW)))
    assert main(("edit",)) == OK
    names = awscred.load(credentials=str(credentials)).profiles
    assert [*names] == ["default", "dev", "new", "late"]


# --- the pure parts


@pytest.mark.parametrize(
    ("base", "mine", "theirs", "merged", "conflicts"),
    [
        ("[a]\nx=1\n\n[b]\ny=1\n", "[a]\nx=2\n\n[b]\ny=1\n", "[a]\nx=1\n\n[b]\ny=2\n",
         "[a]\nx=2\n\n[b]\ny=2\n", ()),
        ("[a]\n", "[a]\n[m]\n", "[a]\n\n[t]\n", "[a]\n\n[m]\n[t]\n", ()),
        ("[a]\nx=1", "[a]\nx=1\n[m]\n", "[a]\nx=1\n[t]", "[a]\nx=1\n[m]\n[t]", ()),
        ("[a]\n[b]\n", "[a]\n", "[a]\nx=1\n[b]\n", "[a]\nx=1\n", ()),
        ("[a]\n[b]\n", "[a]\n", "[a]\n[b]\nx=1\n", "[a]\n", ("b",)),
        ("[a]\nx=1\n", "[a]\nx=2\n", "[a]\nx=3\n", "[a]\nx=2\n", ("a",)),
        ("[a]\nx=1\n", "[a]\nx=2\n", "[a]\nx=2\n[b]\n", "[a]\nx=2\n[b]\n", ()),
        ("[a]\n[b]\n", "[b]\n[a]\n", "[a]\n[b]\n[c]\n", "[b]\n[c]\n[a]\n", ()),
        ("[a]\n[b]\n", "[a]\n[b]\n[c]\n", "[b]\n[a]\n", "[b]\n[c]\n[a]\n", ()),
        ("[a]\n[a]\nx=1\n", "[a]\ny=1\n[a]\nx=1\n", "[a]\n[a]\nx=2\n",
         "[a]\ny=1\n[a]\nx=2\n", ()),
        ("[a]\r\nx=1\r\n", "[a]\r\nx=1\r\n[m]\r\n", "[a]\r\nx=1\r\n[t]\r\n",
         "[a]\r\nx=1\r\n[m]\r\n[t]\r\n", ()),
        ("", "# h\n[m]\n", "[t]\n", "# h\n[m]\n[t]\n", ()),
        ("# h\n\n[a]\n", "# g\n\n[a]\n", "# h\n\n# c\n[a]\n", "# g\n\n# c\n[a]\n", ()),
    ],
)  # fmt: skip
def test_merge(base: str, mine: str, theirs: str, merged: str, conflicts: tuple[str, ...]) -> None:
    found = merge(Document(base), Document(mine), Document(theirs))
    assert (found.document.text, found.conflicts) == (merged, conflicts)
    assert not merge(Document(base), Document(mine), Document(theirs), prefer_mine=True).conflicts


@pytest.mark.parametrize(
    "text", ["", "\n", "[a]", "x\n\n# c\n[a]\r\n\r\n;\n [b]\n[b]\n", OLD, "\ufeff[a]\nx\n"]
)
def test_parts_are_the_whole_text(text: str) -> None:
    assert "".join(part.body + part.gap for part in parts(Document(text)).values()) == text


@pytest.mark.parametrize(
    ("before", "data", "meant"),
    [
        ("[a]\nx=1\n", b"[a]\r\nx=1\r\n", "[a]\nx=1\n"),
        ("[a]\r\nx=1\r\n", b"[a]\nx=2\n", "[a]\r\nx=2\r\n"),
        ("[a]\r\nx=1\n", b"[a]\nx=1\n", "[a]\nx=1\n"),
        ("[a]\nx=1", b"[a]\nx=1\n", "[a]\nx=1"),
        ("[a]\n", b"\xef\xbb\xbf[a]\n", "[a]\n"),
        ("[a]\n", "[a]\n[b]\n".encode("utf-16"), "[a]\n[b]\n"),
        ("# caf\xe9\n", b"# caf\xe9\n[a]\n", "# caf\xe9\n[a]\n"),
        ("# caf\udce9\n", b"# caf\xe9\n[a]\n", "# caf\udce9\n[a]\n"),
    ],
)
def test_what_an_editor_wrote_keeps_the_form_of_the_file(
    before: str, data: bytes, meant: str
) -> None:
    assert by_hand.as_meant(Document(before), data).document.text == meant


def test_the_examples_for_a_new_file_have_no_problems_in_use() -> None:
    def used(file: str) -> bytes:
        examples = by_hand.template(file).text.partition("#\n")[2]
        lines = examples.splitlines()[1:]
        return "\n".join(line.removeprefix("#").removeprefix(" ") for line in lines).encode()

    files = awscred.read(config=used("config"), credentials=used("credentials"))
    assert [*files.profiles] == ["default", "admin", "work"]
    found = awscred.validate(files).findings
    assert not [one.rule for one in found if one.severity == "error"]
