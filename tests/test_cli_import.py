"""`awscred import`, as a person at a terminal and as a script, against a real STS (moto's)."""

from __future__ import annotations

import io
import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

import awscred
from awscred.cli import main
from awscred.errors import FAILED, NO, USAGE
from awscred.profiles import Files
from awscred.store import locate
from awscred.store.changing import undo
from tests import aws
from tests.aws import KEY, OTHER_KEY, OTHER_SECRET, SECRET
from tests.conftest import Run
from tests.terminal import end, terminal
from tests.test_bad_input import FILES, RAW_CONTROL, _fifo, _folder, _large, _loop
from tests.test_changes import botocore_profiles

TEMPORARY = KEY.replace("AKIA", "ASIA")
TOKEN = "IQoJb3JpZ2luX2VjEXAMPLE=="
LONG = {"aws_access_key_id": KEY, "aws_secret_access_key": SECRET}
CSV = f"Access key ID,Secret access key\r\n{KEY},{SECRET}\r\n"
USERS = f"User Name,Access key ID,Secret access key\nalice,{KEY},{SECRET}\n"
TWO = f"{USERS}bob,{OTHER_KEY},{OTHER_SECRET}\n"
LINES = f"export AWS_ACCESS_KEY_ID={KEY}\nexport AWS_SECRET_ACCESS_KEY={SECRET}\n"


def _files(home: Path) -> Files:
    return awscred.load(str(home / ".aws/config"), str(home / ".aws/credentials"))


def _settings(home: Path) -> dict[str, dict[str, str]]:
    return {name: profile.settings for name, profile in _files(home).profiles.items()}


def _sts(away: timedelta) -> str:
    until = datetime.now(timezone.utc) + away
    keys = {"AccessKeyId": TEMPORARY, "SecretAccessKey": SECRET, "SessionToken": TOKEN}
    return json.dumps({"Credentials": {**keys, "Expiration": until.isoformat()}})


@pytest.fixture
def document(tmp_path: Path) -> Callable[[str | bytes], str]:
    """A function that writes a file to import, and returns its path."""

    def write(content: str | bytes, name: str = "keys.csv") -> str:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return str(path)

    return write


Document = Callable[..., str]
Patch = pytest.MonkeyPatch


# --- at a terminal


@pytest.mark.parametrize("has_default", [False, True], ids=["first", "later"])
def test_a_file_is_shown_named_and_imported(
    *, has_default: bool, home: Path, moto: aws.Moto, document: Document, monkeypatch: Patch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL_STS", moto.url)
    key, secret = moto.access_key_id, moto.secret_access_key
    path = document(f"User Name,Access key ID,Secret access key\nJürgen Ops,{key},{secret}\n")
    proposed = "Jurgen-Ops" if has_default else "default"
    if has_default:
        (home / ".aws").mkdir()
        (home / ".aws/config").write_text("[default]\nregion = eu-west-3\n")
    with terminal("import", path) as child:
        child.expect(r"keys\.csv:\s+the\s+console's\s+CSV")
        child.expect("Jürgen Ops")
        child.expect(key)
        child.expect(re.escape("********"))
        child.expect(re.escape(f"Profile name [{proposed}]: "))
        child.sendline("my profile")
        child.expect("is not portable")
        child.expect(re.escape(f"Profile name [{proposed}]: "))
        child.sendline("")
        child.expect("Region")
        child.sendline("-")
        child.expect(f"Checking {proposed} with AWS")
        code, shown = end(child)
    assert code == 0
    assert moto.user_arn in shown
    assert "keys.csv still contains the secret key" in " ".join(shown.split())
    expected = {"aws_access_key_id": key, "aws_secret_access_key": secret}
    there = {"default": {"region": "eu-west-3"}} if has_default else {}
    assert _settings(home) == {**there, proposed: expected}


def test_what_is_pasted_is_not_shown_and_may_be_long(home: Path) -> None:
    token = "x" * 5000  # a terminal's own line ends at 4096
    lines = LINES.replace(KEY, TEMPORARY) + f"export AWS_SESSION_TOKEN={token}\n"
    with terminal("import", "-", "--no-verify") as child:
        child.expect("press Ctrl-D")
        child.send(lines)
        child.send("\x04")
        child.expect(re.escape("Profile name [default]: "))
        seen = child.before
        child.sendline("dev")
        child.expect("Enter for none")
        child.sendline("")
        code, shown = end(child)
    assert code == 0
    assert SECRET not in seen + shown
    assert "xxxx" not in seen + shown
    assert "delete" not in shown
    assert _settings(home)["dev"]["aws_session_token"] == token


def test_several_keys_are_asked_only_for_names_that_are_missing(
    aws_folder: Path, document: Document
) -> None:
    (aws_folder / "config").write_text("[profile bob]\nregion = eu-west-1\n")
    with terminal("import", document(TWO), "--no-verify") as child:
        child.expect(r"2\s+access\s+keys\s+in\s+the\s+console's\s+CSV")
        child.expect(r"profile bob\s+already exists")
        child.expect(f"Profile name for {OTHER_KEY}")
        child.sendline("alice")
        child.expect("another of these keys is already named alice")
        child.expect(f"Profile name for {OTHER_KEY}")
        child.sendline("carol")
        child.expect("Region")
        child.sendline("-")
        code, _ = end(child)
    assert code == 0
    assert set(_settings(aws_folder.parent)) == {"alice", "bob", "carol"}


def test_a_name_is_not_asked_for_again_where_none_would_do(
    aws_folder: Path, document: Document
) -> None:
    (aws_folder / "config").write_bytes("[profile a]\n".encode("utf-16"))
    with terminal("import", document(CSV), "--no-verify") as child:
        child.expect(re.escape("Profile name [default]: "))
        child.sendline("dev")
        child.expect("Region")
        child.sendline("")
        code, shown = end(child)
    assert code == FAILED
    assert "UTF-16" in shown


@pytest.mark.parametrize("key", ["\x03", "\x04"], ids=["Ctrl-C", "Ctrl-D"])
def test_an_interrupted_prompt_writes_nothing(key: str, home: Path, document: Document) -> None:
    with terminal("import", document(CSV), "--no-verify") as child:
        child.expect(re.escape("Profile name [default]: "))
        child.send(key)
        code, shown = end(child)
    assert code == 130
    assert "interrupted" in shown
    assert not (home / ".aws").exists()


@pytest.mark.parametrize(
    ("key", "code", "told"), [("\x03", 130, "interrupted"), ("\x04", 2, "is empty")]
)
def test_an_interrupted_paste_leaves_the_terminal_as_it_was(key: str, code: int, told: str) -> None:
    with terminal("import", "-") as child:
        assert child.getecho()
        child.expect("press Ctrl-D")
        child.waitnoecho(5)
        child.send(key)
        child.expect(told)
        assert child.getecho()
        assert end(child)[0] == code


# --- in a script


@pytest.mark.parametrize("path", ["{}", "file://{}"])
def test_a_file_is_imported(
    path: str, home: Path, moto: aws.Moto, document: Document, run: Run
) -> None:
    csv = CSV.replace(KEY, moto.access_key_id).replace(SECRET, moto.secret_access_key)
    file = document(csv.encode("utf-16"))
    done = run(
        *("import", path.format(file), "--profile", "dev", "--region", "eu-west-1"),
        AWS_ENDPOINT_URL_STS=moto.url,
    )
    assert done.returncode == 0, done.stderr
    assert moto.user_arn in done.stdout
    assert f"{file} still contains the secret key" in done.stderr
    assert moto.secret_access_key not in done.stdout + done.stderr
    expected = {
        "aws_access_key_id": moto.access_key_id,
        "aws_secret_access_key": moto.secret_access_key,
        "region": "eu-west-1",
    }
    folder = home / ".aws"
    assert botocore_profiles(folder / "config", folder / "credentials") == {"dev": expected}
    assert awscred.reading("toolkit", _files(home)).profiles == {"dev": expected}


@pytest.mark.parametrize("text", [LINES, CSV, json.dumps({"AccessKeyId": KEY, **LONG})])
def test_standard_input_is_imported(text: str, home: Path, run: Run) -> None:
    done = run("import", "-", "--profile", "dev", "--no-verify", input=text)
    assert done.returncode == 0, done.stderr
    assert _settings(home) == {"dev": LONG}
    assert "delete" not in done.stderr
    assert "awscred whoami dev" in done.stdout


def test_the_names_in_the_document_are_taken(home: Path, document: Document, run: Run) -> None:
    assert run("import", document(TWO), "--no-verify").returncode == 0
    assert list(_settings(home)) == ["alice", "bob"]
    section = LINES.replace("export AWS_A", "[123456789012_Admin]\nAWS_A").replace("export ", "")
    assert run("import", "-", "--no-verify", input=section).returncode == 0
    assert list(_settings(home)) == ["alice", "bob", "123456789012_Admin"]


def test_an_import_of_several_keys_is_one_change_to_take_back(
    home: Path, document: Document, run: Run
) -> None:
    assert run("import", document(TWO), "--no-verify").returncode == 0
    undone = undo(locate(os.environ))
    assert [(one.command, one.profiles) for one in undone.sets] == [
        ("import alice bob", ("alice", "bob"))
    ]
    assert _settings(home) == {}


@pytest.mark.parametrize("name", ["alice_accessKeys.csv", "alice_accessKeys (1).csv"])
def test_the_user_in_the_name_of_the_console_s_file_is_taken(
    name: str, home: Path, document: Document, run: Run
) -> None:
    done = run("import", document(CSV, name), "--no-verify")
    assert done.returncode == 0, done.stderr
    assert _settings(home) == {"alice": LONG}


def test_a_region_in_the_document_gives_way_to_the_option(home: Path, run: Run) -> None:
    text = f"{LINES}export AWS_REGION=us-east-1\n"
    assert run("import", "-", "--profile", "a", "--no-verify", input=text).returncode == 0
    option = ("--region", "eu-west-1")
    assert run("import", "-", "--profile", "b", "--no-verify", *option, input=text).returncode == 0
    regions = {name: profile.region for name, profile in _files(home).profiles.items()}
    assert regions == {"a": "us-east-1", "b": "eu-west-1"}


def test_a_dry_run_shows_the_change_and_does_nothing(
    home: Path, document: Document, run: Run
) -> None:
    done = run("import", document(USERS), "--region", "eu-west-1", "--dry-run")
    assert done.returncode == 0, done.stderr
    added = [line for line in done.stdout.splitlines() if line.startswith("+") and "=" in line]
    assert added == [
        "+region = eu-west-1",
        f"+aws_access_key_id = {KEY}",
        "+aws_secret_access_key = ********",
    ]
    assert "with AWS ..." not in done.stderr
    assert "delete" not in done.stderr
    assert not (home / ".aws").exists()


@pytest.mark.parametrize("both", [False, True], ids=["one", "the second of two"])
def test_refused_keys_write_nothing(
    both: bool, home: Path, moto: aws.Moto, document: Document, run: Run
) -> None:
    good = USERS.replace(KEY, moto.access_key_id).replace(SECRET, moto.secret_access_key)
    path = document(f"{good}bob,{OTHER_KEY},{OTHER_SECRET}\n" if both else USERS)
    done = run("import", path, AWS_ENDPOINT_URL_STS=moto.url)
    assert done.returncode == NO
    assert "nothing was written" in done.stderr
    assert f"Checking {'bob' if both else 'alice'} with AWS ...\nerror: " in done.stderr
    assert not (home / ".aws").exists()


def test_an_unreachable_sts_writes_nothing_and_says_how_to_go_on(
    home: Path, document: Document, run: Run
) -> None:
    done = run("import", document(USERS))
    assert done.returncode == FAILED
    assert "nothing was written" in done.stderr
    assert "--no-verify" in done.stderr
    assert not (home / ".aws").exists()


def test_expired_keys_are_refused_unless_they_are_not_to_be_verified(home: Path, run: Run) -> None:
    expired = _sts(timedelta(hours=-3, seconds=-5))
    done = run("import", "-", "--profile", "dev", input=expired)
    assert done.returncode == NO
    assert "<stdin>:1: the key has expired" in done.stderr
    assert "3 hours ago" in done.stderr
    assert "with AWS ..." not in done.stderr
    assert not (home / ".aws").exists()
    done = run("import", "-", "--profile", "dev", "--no-verify", input=expired)
    assert done.returncode == 0, done.stderr
    assert "3 hours ago" in done.stderr
    assert _files(home).profiles["dev"].kind == "temporary"


def test_what_is_left_of_a_key_is_told(run: Run) -> None:
    text = _sts(timedelta(hours=3, minutes=1))
    done = run("import", "-", "--profile", "dev", "--no-verify", input=text)
    assert "UTC, in 3 hours" in done.stderr
    assert TOKEN not in done.stdout + done.stderr


@pytest.mark.parametrize(
    ("args", "text", "told"),
    [
        pytest.param((), CSV, "provide it with --profile", id="no name"),
        pytest.param(
            (), USERS.replace("alice", "日本"), "provide it with --profile", id="odd name"
        ),
        pytest.param(
            (), USERS.replace("alice", "DEFAULT"), "error: DEFAULT is reserved", id="reserved name"
        ),
        pytest.param(
            (), USERS.replace("alice", SECRET), "profile name is missing", id="a secret as name"
        ),
        pytest.param((), f"{TWO},{KEY},{SECRET}", "a user name in the document", id="one nameless"),
        pytest.param((), f"{TWO}bob,{KEY},{SECRET}", "another of these keys", id="two of a name"),
        pytest.param(("--profile", "a"), TWO, "there are 2 keys", id="one name for two"),
        pytest.param(("--profile", "a b"), CSV, "is not portable", id="a name with a blank"),
        pytest.param(("--profile", SECRET), CSV, "looks like a secret", id="a secret as option"),
        pytest.param(("--profile", ""), CSV, "name is empty", id="empty name"),
        pytest.param(("--region", "Europe"), CSV, "eu-west-1", id="no region"),
        pytest.param((), "", "<stdin> is empty", id="nothing"),
        pytest.param((), SECRET, "no access key", id="a secret alone"),
        pytest.param((), LINES.replace(KEY, TEMPORARY), "<stdin>:1: this is a temp", id="no token"),
        pytest.param((), LINES + LINES.replace(SECRET, "x"), "<stdin>:4: the secret", id="two"),
        pytest.param((SECRET,), LINES, "too many arguments", id="a secret as argument"),
    ],
)
def test_what_cannot_be_meant_is_refused(
    args: tuple[str, ...], text: str, told: str, home: Path, run: Run
) -> None:
    done = run("import", "-", *args, "--no-verify", input=text)
    assert done.returncode == USAGE, done.stderr
    assert told in done.stderr
    assert "\nhint: " in f"\n{done.stderr}"
    assert SECRET not in done.stdout + done.stderr
    assert not (home / ".aws").exists()


def test_a_name_that_exists_is_refused_and_shown_where(aws_folder: Path, run: Run) -> None:
    (aws_folder / "config").write_text("\n[profile dev]\nregion = eu-west-1\n")
    done = run("import", "-", "--profile", "dev", "--no-verify", input=LINES)
    assert done.returncode == USAGE
    assert "already exists at ~/.aws/config:2" in done.stderr
    assert "another name" in done.stderr
    assert os.listdir(aws_folder) == ["config"]


def test_a_key_that_another_profile_has_is_told(aws_folder: Path, run: Run) -> None:
    (aws_folder / "credentials").write_text(
        f"[old]\naws_access_key_id = {KEY}\naws_secret_access_key = {SECRET}\n"
    )
    lines = f"AWS_ACCESS_KEY_ID={KEY}\nAWS_SECRET_ACCESS_KEY={SECRET}\n"
    done = run("import", "-", "--profile", "new", "--no-verify", input=lines)
    assert done.returncode == 0
    assert "profile old already uses this access key (~/.aws/credentials:1)" in done.stderr


# --- hostile


def test_a_profile_that_is_there_gets_the_new_key(aws_folder: Path, run: Run) -> None:
    credentials = aws_folder / "credentials"
    before = (
        f"[alice]\naws_access_key_id={OTHER_KEY} # mine\naws_session_token = {TOKEN}\n"
        f"aws_secret_access_key={OTHER_SECRET}\n# end\n[b]\nregion = eu-west-1\n"
    )
    credentials.write_text(before)
    done = run("import", "-", "--no-verify", input=USERS)
    assert done.returncode == USAGE
    assert "--replace" in done.stderr
    assert credentials.read_text() == before
    done = run("import", "-", "--no-verify", "--replace", input=USERS)
    assert done.returncode == 0, done.stderr
    assert "Replaced the key of profile alice" in done.stdout
    assert credentials.read_text() == (
        f"[alice]\n# mine\naws_access_key_id={KEY}\naws_secret_access_key={SECRET}\n# end\n"
        "[b]\nregion = eu-west-1\n"
    )


def test_a_key_does_not_replace_credentials_of_another_kind(aws_folder: Path, run: Run) -> None:
    config = aws_folder / "config"
    config.write_text("[profile alice]\ncredential_process = /bin/x\n")
    done = run("import", "-", "--no-verify", "--replace", input=USERS)
    assert done.returncode == USAGE
    assert "of kind process" in done.stderr
    assert config.read_text() == "[profile alice]\ncredential_process = /bin/x\n"
    assert not (aws_folder / "credentials").exists()


@pytest.mark.parametrize("make", [_folder, _fifo, _loop, _large])
def test_what_is_no_file_is_told_with_what_to_do(
    make: Callable[[Path], None], tmp_path: Path, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "keys"
    make(path)
    assert main(("import", str(path))) == FAILED
    said = capsys.readouterr().err
    assert str(path) in said
    assert "\nhint: " in said
    assert not (home / ".aws").exists()


def test_a_missing_file_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(("import", "no/such")) == FAILED
    assert "no/such does not exist" in capsys.readouterr().err


def test_input_that_is_closed_or_endless_or_a_pipe_by_name_is_refused() -> None:
    for command, code, told in (
        ("{} import - <&-", USAGE, "is empty"),
        ("yes | {} import -", FAILED, "longer than"),
        ("{} import <(echo)", FAILED, "`-` as FILE"),
    ):
        done = subprocess.run(
            ["bash", "-c", command.format(f"{sys.executable} -m awscred")],
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        assert done.returncode == code
        assert told in done.stderr


@pytest.mark.parametrize("content", FILES.values(), ids=[ascii(name) for name in FILES])
def test_an_awkward_document_is_imported_or_refused(
    content: str | bytes,
    home: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    path = tmp_path / "keys"
    path.write_bytes(
        content if isinstance(content, bytes) else content.encode("utf-8", "surrogateescape")
    )
    code = main(("import", str(path), "--no-verify"))
    said = capsys.readouterr()
    assert code in (0, USAGE)
    assert ("\nhint: " in said.err) is (code == USAGE)
    assert (home / ".aws/credentials").exists() is (code == 0)
    assert not RAW_CONTROL.search(said.out + said.err)
    assert SECRET not in said.out + said.err


@pytest.mark.parametrize("name", ["\x1b[31m", "\u202eabc", "[red]x[/]", "a\nb", "\x9b0m", "%s{x}"])
def test_a_hostile_user_name_is_shown_harmless(
    name: str, home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    data = f'User Name,Access key ID,Secret access key\n"{name}",{KEY},{SECRET}\n'.encode()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
    assert main(("import", "-", "--no-verify")) == 0
    said = capsys.readouterr()
    assert not RAW_CONTROL.search(said.out + said.err)
    assert len(_settings(home)) == 1


def test_a_command_in_a_document_is_not_run(tmp_path: Path, run: Run) -> None:
    mark = tmp_path / "was-here"
    for value in (f"$(touch {mark})", f"`touch {mark}`"):
        text = LINES.replace(SECRET, f'"{value}"')
        done = run("import", "-", "--profile", "a", "--no-verify", input=text)
        assert done.returncode == USAGE
        assert "is a shell expression" in done.stderr
    assert not mark.exists()


# --- from the console's CSV to the first signed request


SIGNED = (
    "import boto3; who = boto3.client('sts', region_name=boto3.Session().region_name)"
    ".get_caller_identity(); print(boto3.Session().region_name, who['Arn'])"
)


@pytest.mark.parametrize("has_default", [False, True], ids=["the first profile", "another one"])
def test_a_beginner_types_only_what_the_screen_suggests(
    *, has_default: bool, home: Path, moto: aws.Moto, document: Document, monkeypatch: Patch
) -> None:
    """Every answer is the one proposed, or an example in the prompt; then the command shown."""
    monkeypatch.setenv("AWS_ENDPOINT_URL_STS", moto.url)
    key, secret = moto.access_key_id, moto.secret_access_key
    path = document(f"User name,Access key ID,Secret access key\nalice,{key},{secret}\n")
    if has_default:
        (home / ".aws").mkdir()
        (home / ".aws/config").write_text("[default]\noutput = json\n")
    with terminal("import", path) as child:
        child.expect(r"Profile name \[(\w+)\]: ")
        name = child.match[1]
        child.sendline("")
        child.expect(r"Region, such as ([\w-]+) \(Enter for none\): ")
        region = child.match[1]
        child.sendline(region)
        code, shown = end(child)
    assert (code, name) == (0, "alice" if has_default else "default")
    shell = [line.partition("Use it:")[2] for line in shown.splitlines() if "Use it:" in line]
    assert bool(shell) == has_default
    assert ("aws s3 ls" in shown) == (not has_default)
    script = f"{''.join(shell)}\n{shlex.quote(sys.executable)} -c {shlex.quote(SIGNED)}"
    done = subprocess.run(["sh", "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.split() == [region, moto.user_arn]
