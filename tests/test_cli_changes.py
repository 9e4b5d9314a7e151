"""`set`, `unset`, `rename`, `copy`, `remove` and `undo`, as people and scripts use them.

Other tests check the bytes that they write. These check questions, messages and refusals.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

import awscred
from awscred.cli import main
from awscred.errors import NO, OK, USAGE
from awscred.store import Paths, backups
from tests.aws import KEY, OTHER_KEY, OTHER_SECRET, SECRET
from tests.conftest import Run
from tests.terminal import end, terminal

CONFIG = """\
[default]
region = eu-west-1

[profile deploy]
role_arn = arn:aws:iam::123456789012:role/deploy
source_profile = dev

[sso-session corp]
sso_start_url = https://example.awsapps.com/start
sso_region = eu-west-1
sso_registration_scopes = sso:account:access

[profile audit]
sso_session = corp
sso_account_id = 111122223333
sso_role_name = ReadOnly
"""
CREDENTIALS = f"""\
[default]
aws_access_key_id = {KEY}
aws_secret_access_key = {SECRET}

[dev]
aws_access_key_id = ASIAIOSFODNN7EXAMPLE
aws_secret_access_key = {OTHER_SECRET}
aws_session_token = EXAMPLETOKEN
"""


@pytest.fixture
def paths(aws_folder: Path) -> Paths:
    found = Paths(str(aws_folder / "config"), str(aws_folder / "credentials"))
    Path(found.config).write_text(CONFIG)
    Path(found.credentials).write_text(CREDENTIALS)
    return found


def _texts(paths: Paths) -> tuple[str, str]:
    return Path(paths.config).read_text(), Path(paths.credentials).read_text()


def _settings(paths: Paths, name: str) -> dict[str, str]:
    return awscred.load(*paths).profiles[name].settings


Capture = pytest.CaptureFixture[str]


# --- what is said


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (
            ("set", "dev", "region", "eu-west-1", "output", "json"),
            "Set region and output of dev in ~/.aws/config:19 and ~/.aws/config:20.\n",
        ),
        (
            ("set", "default", "s3.addressing_style", "path"),
            "Set s3.addressing_style of default in ~/.aws/config:4.\n",
        ),
        (("unset", "default", "region"), "Unset region of default.\n"),
        (
            ("rename", "dev", "work"),
            "Renamed dev to work in ~/.aws/credentials:5; updated 1 profile that refers to it.\n",
        ),
        (("copy", "audit", "a2"), "Copied audit to a2 in ~/.aws/config:18.\n"),
        (("remove", "deploy", "dev", "-y"), "Removed deploy, dev.\n"),
        (
            ("remove", "audit", "-y", "--sso-sessions"),
            "Removed audit and [sso-session corp].\n",
        ),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_a_change_says_what_it_did_and_can_be_undone(
    args: tuple[str, ...], said: str, paths: Paths, capsys: Capture
) -> None:
    assert main(args) == OK
    assert capsys.readouterr().out == said
    assert _texts(paths) != (CONFIG, CREDENTIALS)
    (one,) = backups.look().sets
    assert one.command.split()[0] == args[0]
    assert main(("undo",)) == OK
    said = capsys.readouterr().out
    assert said.startswith(f"Undid `awscred {args[0]}")
    assert _texts(paths) == (CONFIG, CREDENTIALS)


@pytest.mark.parametrize(
    "args",
    [
        ("set", "dev", "region", "eu-west-1"),
        ("unset", "dev", "aws_session_token"),
        ("rename", "dev", "work"),
        ("copy", "dev", "work"),
        ("remove", "dev", "--force"),
    ],
    ids=" ".join,
)
def test_a_dry_run_shows_the_change_without_secrets_and_writes_nothing(
    args: tuple[str, ...], paths: Paths, capsys: Capture
) -> None:
    assert main((*args, "--dry-run")) == OK
    said = capsys.readouterr()
    assert said.out.startswith("--- ")
    assert "\n+" in said.out
    assert OTHER_SECRET not in said.out + said.err
    assert "EXAMPLETOKEN" not in said.out + said.err
    assert _texts(paths) == (CONFIG, CREDENTIALS)
    assert backups.look().sets == []


# --- what is refused


@pytest.mark.parametrize(
    ("args", "code", "told"),
    [
        (("set", "nosuch", "region", "eu-west-1"), NO, "profile nosuch does not exist"),
        (("set", "dve", "region", "eu-west-1"), NO, "did you mean dev? Use --create to create it"),
        (("set", "dev", "regoin", "eu-west-1"), USAGE, "did you mean region?"),
        (("set", "dev", "region"), USAGE, "region has no value"),
        (("set", "dev", "region", "here"), USAGE, "here is not a region"),
        (("set", "dev", "region=eu-west-1"), USAGE, "use KEY VALUE, not KEY=VALUE"),
        (("set", "dev", "output", "json", "Output", "text"), USAGE, "output is set twice"),
        (("set", "dev", "output", "a # b"), USAGE, "read as a comment"),
        (("set", "dev", "output", ""), USAGE, "the value of output is empty"),
        (("set", "dev", "aws_access_key_id", "x"), USAGE, "not an access key id"),
        (("unset", "dev", "region"), NO, 'dev has no setting "region"'),
        (("unset", "dve", "region"), NO, "did you mean dev?"),
        (("unset", "dev", "="), USAGE, "not a valid setting name"),
        (("unset", "dev", "s3."), USAGE, "not a valid setting name"),
        (("set", "dev", ".region", "eu-west-1"), USAGE, "not a valid setting name"),
        (("set", "dev", "s3.a.b", "x"), USAGE, "not a valid setting name"),
        (("rename", "dve", "x"), NO, "did you mean dev?"),
        (("rename", "dev", "default"), USAGE, "default already exists at"),
        (("rename", "dev", "my work"), USAGE, "use only letters, digits"),
        (("copy", "dev", "dev"), USAGE, "dev already exists at"),
        (("copy", "dve", "x"), NO, "did you mean dev?"),
        (("remove", "dve"), NO, "did you mean dev?"),
        (("remove", "dev", "-y"), NO, "deploy depends on dev; nothing was removed"),
        (("remove", "deploy"), USAGE, "there is no terminal to ask for confirmation"),
        (("undo",), NO, "there is no change to undo"),
        (("undo", "20200101"), NO, "there is no change 20200101 to undo"),
        (("undo", "--list", "--purge"), USAGE, "cannot be combined"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_what_cannot_be_done_is_told_and_nothing_changed(
    args: tuple[str, ...], code: int, told: str, paths: Paths, capsys: Capture
) -> None:
    assert main(args) == code
    said = capsys.readouterr()
    assert told in said.err
    assert ("hint: " in said.err) == (not told.startswith("there is no change"))
    assert not said.out
    assert _texts(paths) == (CONFIG, CREDENTIALS)
    assert backups.look().sets == []


def test_force_removes_what_others_depend_on_and_sets_what_looks_misspelt(
    paths: Paths, capsys: Capture
) -> None:
    assert main(("remove", "dev", "-y", "--force")) == OK
    assert "dev" not in awscred.load(*paths).profiles
    assert main(("set", "default", "regoin", "eu-west-1", "--force")) == OK
    assert _settings(paths, "default")["regoin"] == "eu-west-1"
    assert "does not know the setting regoin" in capsys.readouterr().err


def test_a_profile_is_begun_where_that_is_asked_for(paths: Paths) -> None:
    assert main(("set", "new", "region", "eu-west-1", "--create")) == OK
    assert Path(paths.config).read_text() == f"{CONFIG}\n[profile new]\nregion = eu-west-1\n"


@pytest.mark.parametrize("name", ["my work", "DEFAULT", "a]b", ""])
def test_a_name_that_no_profile_can_have_is_not_begun(name: str, paths: Paths) -> None:
    assert main(("set", name, "region", "eu-west-1", "--create")) == USAGE
    assert _texts(paths) == (CONFIG, CREDENTIALS)


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (("set", "dev", "output", "jsn"), "note: error[enum-value]: "),
        (("set", "deploy", "source_profile", "nosuch"), "note: error[source-profile-missing]: "),
        (("set", "deploy", "duration_seconds", "abc"), "note: error[number-value]: "),
        (("unset", "default", "aws_secret_access_key"), "note: error[missing-keys]: "),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_what_validate_would_say_of_a_new_value_is_told_at_once(
    args: tuple[str, ...], told: str, paths: Paths, capsys: Capture
) -> None:
    assert main(args) == OK
    said = capsys.readouterr().err
    assert told in said
    main(
        (*args[:2], "region", "eu-west-2") if args[0] == "set" else ("set", "dev", "output", "json")
    )
    assert told not in capsys.readouterr().err  # it was there before


# --- secrets


@pytest.mark.parametrize(
    "args",
    [
        ("aws_secret_access_key", SECRET),
        ("aws_session_token", SECRET),
        (SECRET, "x"),
        ("aws_access_key_id", SECRET),
        ("output", SECRET),
        ("region", SECRET),
        (f"aws_secret_access_key={SECRET}",),
    ],
    ids=range(7),
)
def test_a_secret_is_not_taken_from_the_command_line_nor_shown(
    args: tuple[str, ...], paths: Paths, capsys: Capture
) -> None:
    assert main(("set", "dev", *args)) == USAGE
    said = capsys.readouterr()
    assert SECRET not in said.out + said.err
    assert _texts(paths) == (CONFIG, CREDENTIALS)


def test_secrets_come_by_standard_input_in_the_order_of_their_settings(
    paths: Paths, run: Run
) -> None:
    keys = ("aws_session_token", "region", "us-east-1", "aws_secret_access_key")
    done = run("set", "dev", *keys, "--stdin", input=f" NEWTOKEN\r\n\n{SECRET}\n")
    assert done.returncode == OK, done.stderr
    assert "NEWTOKEN" not in done.stdout + done.stderr
    assert _settings(paths, "dev") == {
        "region": "us-east-1",
        "aws_access_key_id": "ASIAIOSFODNN7EXAMPLE",
        "aws_session_token": "NEWTOKEN",
        "aws_secret_access_key": SECRET,
    }


@pytest.mark.parametrize("given", ["", f"{SECRET}\n{SECRET}\n"])
def test_another_number_of_lines_than_of_secrets_is_refused(
    given: str, paths: Paths, run: Run
) -> None:
    done = run("set", "dev", "aws_secret_access_key", "--stdin", input=given)
    assert done.returncode == USAGE
    assert "1 secret is needed" in done.stderr
    assert _texts(paths) == (CONFIG, CREDENTIALS)


def test_a_secret_is_asked_for_unseen(paths: Paths) -> None:
    with terminal("set", "dev", "aws_secret_access_key") as child:
        child.expect("aws_secret_access_key:")
        child.sendline(KEY)
        child.expect("this is an access key id, not a secret key")
        child.sendline(SECRET)
        code, shown = end(child)
    assert code == OK
    assert SECRET not in shown
    assert _settings(paths, "dev")["aws_secret_access_key"] == SECRET


def test_the_token_of_an_old_key_goes_with_it(paths: Paths, run: Run) -> None:
    args = ("set", "dev", "aws_access_key_id", OTHER_KEY, "aws_secret_access_key", "--stdin")
    done = run(*args, input=SECRET)
    assert done.returncode == OK, done.stderr
    assert "removed the old aws_session_token" in done.stderr
    assert _settings(paths, "dev") == {
        "aws_access_key_id": OTHER_KEY,
        "aws_secret_access_key": SECRET,
    }


def test_a_new_key_id_alone_is_set_and_what_is_missing_told(paths: Paths, capsys: Capture) -> None:
    assert main(("set", "default", "aws_access_key_id", OTHER_KEY)) == OK
    assert "the secret key is unchanged" in capsys.readouterr().err
    assert _settings(paths, "default")["aws_access_key_id"] == OTHER_KEY


def test_what_is_so_already_is_not_said_to_be_set(paths: Paths, capsys: Capture) -> None:
    """`undo` would undo the change before it."""
    assert main(("set", "default", "region", "eu-west-1")) == OK
    said = "Nothing to change: region of default is already set in ~/.aws/config:2.\n"
    assert capsys.readouterr().out == said
    assert backups.look().sets == []


@pytest.mark.parametrize(
    "args",
    [
        *(
            ("set", SECRET, "region", "eu-west-2"),
            ("unset", SECRET, "region"),
            ("copy", SECRET, "new"),
        ),
        *(("rename", SECRET, "new"), ("remove", SECRET, "--yes")),
    ],
    ids=lambda args: args[0],
)
def test_a_secret_in_the_place_of_a_name_is_not_shown(
    args: tuple[str, ...], paths: Paths, capsys: Capture
) -> None:
    Path(paths.config).write_text(f"[profile {SECRET}]\nregion = eu-west-1\n")
    assert main(args) == OK
    assert main(("undo",)) == OK
    captured = capsys.readouterr()
    assert SECRET not in captured.out + captured.err


# --- what is asked


def test_remove_asks_first_and_offers_the_session(paths: Paths) -> None:
    with terminal("remove", "audit") as child:
        child.expect("audit: sso, in ~/.aws/config:13")
        child.expect("Remove audit?")
        child.sendline("n")
        code, shown = end(child)
    assert code == NO
    assert "nothing was changed" in shown
    assert _texts(paths) == (CONFIG, CREDENTIALS)
    with terminal("remove", "audit") as child:
        child.expect("Remove audit?")
        child.sendline("y")
        child.expect("sso-session corp. will be unused. Also remove it?")
        child.sendline("y")
        code, shown = end(child)
    assert code == OK
    assert "Removed audit and [sso-session corp]." in shown
    left = Path(paths.config).read_text()
    assert left.rstrip() == CONFIG.partition("[sso-session")[0].rstrip()


def test_a_session_that_is_not_removed_is_told(paths: Paths, capsys: Capture) -> None:
    assert main(("remove", "audit", "-y")) == OK
    assert "[sso-session corp] is now unused" in capsys.readouterr().err
    assert "[sso-session corp]" in Path(paths.config).read_text()


def test_a_session_that_others_use_is_not_offered(paths: Paths, capsys: Capture) -> None:
    main(("copy", "audit", "other"))
    capsys.readouterr()
    assert main(("remove", "audit", "-y", "--sso-sessions")) == OK
    assert "sso-session" not in capsys.readouterr().err
    assert "[sso-session corp]" in Path(paths.config).read_text()


def test_remove_says_where_the_keys_still_are(paths: Paths, capsys: Capture) -> None:
    main(("remove", "default", "-y"))
    said = capsys.readouterr().err
    assert "a backup keeps the keys for seven days" in said
    assert "`awscred undo --purge`" in said


def test_rename_says_where_the_old_name_is_still_in_use(
    paths: Paths, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_PROFILE", "dev")
    assert main(("rename", "dev", "work")) == OK
    assert "AWS_PROFILE still names dev" in capsys.readouterr().err


# --- undo


def test_the_sets_are_listed_in_every_format(paths: Paths, capsys: Capture) -> None:
    main(("set", "dev", "region", "eu-west-1"))
    main(("rename", "dev", "work"))
    capsys.readouterr()
    main(("undo", "--list", "-f", "json"))
    listed = json.loads(capsys.readouterr().out)
    assert listed["schema"] == "awscred/1"
    newest, oldest = listed["sets"]
    assert (newest["command"], newest["profiles"]) == ("rename dev work", ["dev", "work"])
    assert newest["files"] == list(paths)
    assert oldest["files"] == [paths.config]
    main(("undo", "--list", "-f", "plain"))
    rows = [line.split("\t") for line in capsys.readouterr().out.splitlines()]
    assert [(row[0], row[2], row[3]) for row in rows] == [
        (newest["set"], "rename dev work", "dev, work"),
        (oldest["set"], "set dev region", "dev"),
    ]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("awscred.cli.undo.terminal_columns", lambda: 80)
        main(("undo", "--list", "-f", "table"))
    table = capsys.readouterr().out
    assert "Set " in table
    assert f"\n{newest['set'][:15]}" in table
    assert main(("undo", oldest["set"])) == OK
    said = capsys.readouterr().out.splitlines()
    assert [line.split("`")[1] for line in said] == [
        "awscred rename dev work",
        "awscred set dev region",
    ]
    assert _texts(paths) == (CONFIG, CREDENTIALS)


def test_a_narrow_list_has_room_for_the_command(
    paths: Paths, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    main(("rename", "dev", "work"))
    (only,) = backups.look().sets
    monkeypatch.setattr("awscred.cli.undo.terminal_columns", lambda: 40)
    capsys.readouterr()
    main(("undo", "--list", "-f", "table"))
    short = only.name[:15]
    assert capsys.readouterr().out.splitlines()[1].split() == [short, "rename", "dev", "work"]
    assert main(("undo", short)) == OK
    main(("undo", "--list", "-f", "table"))
    assert "undone" in capsys.readouterr().out


@pytest.mark.parametrize("command", ["undo", "redo"])
def test_with_nothing_to_do_nothing_is_hinted(command: str, paths: Paths, capsys: Capture) -> None:
    assert main((command,)) == NO
    assert capsys.readouterr().err == f"error: there is no change to {command}\n"


def test_the_beginning_of_several_names_undoes_nothing(paths: Paths) -> None:
    main(("rename", "dev", "work"))
    main(("rename", "work", "home"))
    assert main(("undo", "2")) == NO
    assert main(("undo", "")) == NO
    assert len(backups.look().sets) == 2


def test_an_empty_list_is_told(paths: Paths, capsys: Capture) -> None:
    assert main(("undo", "--list", "-f", "table")) == OK
    assert capsys.readouterr().err == "Nothing to undo.\n"


def test_a_purge_says_how_many(paths: Paths, capsys: Capture) -> None:
    main(("set", "dev", "region", "eu-west-1"))
    capsys.readouterr()
    assert main(("undo", "--purge", "--yes")) == OK
    assert capsys.readouterr().out == "Deleted 1 backup.\n"
    assert main(("undo",)) == NO


def test_a_dry_undo_shows_what_would_come_back(paths: Paths, capsys: Capture) -> None:
    main(("set", "default", "region", "us-east-1"))
    capsys.readouterr()
    changed = _texts(paths)
    assert main(("undo", "-n")) == OK
    said = capsys.readouterr().out
    assert "-region = us-east-1\n+region = eu-west-1\n" in said
    assert _texts(paths) == changed


# --- after a crash


@pytest.mark.parametrize(
    "command", [("list",), ("show", "dev"), ("validate",), ("set", "dev", "output", "json")]
)
def test_the_next_command_says_what_was_interrupted(
    command: tuple[str, ...], paths: Paths, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    _interrupt(("rename", "dev", "work"), monkeypatch)
    assert _texts(paths)[0] != CONFIG
    assert _texts(paths)[1] == CREDENTIALS  # half done
    main(tuple(arg.replace("dev", "work") for arg in command))
    assert (
        "`awscred rename dev work` was interrupted; the rest of the change"
        in capsys.readouterr().err
    )
    assert "work" in awscred.load(*paths).profiles
    assert "dev" not in awscred.load(*paths).profiles
    assert sorted(path.name for path in Path(paths.config).parent.iterdir()) == [
        *(".config.awscred-lock", ".credentials.awscred-lock", "config", "credentials"),
    ]


def _interrupt(command: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    """Run a command that ends, as if killed, when the first of its two files is replaced."""
    import os

    from awscred.store import writing

    real: Callable[[writing.Prepared], None] = writing.put
    done: list[int] = []

    def put(change: writing.Prepared) -> None:
        if done:
            os._exit(9)
        done.append(1)
        real(change)

    child = os.fork()
    if not child:
        monkeypatch.setattr(writing, "put", put)
        main(command)
        os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9
