"""Hostile answers, programs, files and users, and signals: a small size of tests/hostile.py, and
the messages."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pexpect
import pytest

import awscred
from awscred import sts
from awscred.access import Access
from awscred.store import Paths, load
from tests import aws, hostile
from tests.aws import KEY, SECRET, RawServer, StandIn
from tests.conftest import Run
from tests.hostile import PRINTED

NOBODY = 65534
needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")


@pytest.fixture
def endpoint(monkeypatch: pytest.MonkeyPatch) -> Iterator[StandIn]:
    """An STS that accepts all keys."""
    with StandIn() as server:
        monkeypatch.setenv("AWS_ENDPOINT_URL", server.url)
        yield server


# ---- limits


def test_what_has_no_end_does_not_fill_the_memory() -> None:
    some = (
        "endless body",
        "endless headers",
        "endless chunk size",
        "a million nested tags",
        "entities",
        "lines",
    )
    assert hostile.memory(some).failed == []


def test_an_answer_of_a_mebibyte_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_ENDPOINT_URL")
    body = aws.identity().body
    long = aws.Answer(body=body + " " * (1024 * 1024 - len(body)))
    with StandIn(long) as server:
        files = awscred.read(credentials=f"[p]\n{hostile.KEYS}endpoint_url = {server.url}\n")
        assert sts.identify(files, ["p"])[0].status == "ok"
    with StandIn(aws.Answer(body=long.body + " ")) as server:
        files = awscred.read(credentials=f"[p]\n{hostile.KEYS}endpoint_url = {server.url}\n")
        (who,) = sts.identify(files, ["p"])
    assert who.status == "unknown"
    assert who.error is not None and "larger than any answer" in who.error.message


@pytest.mark.parametrize("source", ["EcsContainer", "Ec2InstanceMetadata"])
def test_metadata_services_are_limited(source: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with RawServer(hostile.ANSWERS["endless body"]) as server:
        monkeypatch.delenv("AWS_EC2_METADATA_DISABLED")
        monkeypatch.setenv("AWS_CONTAINER_CREDENTIALS_FULL_URI", server.url)
        monkeypatch.setenv("AWS_EC2_METADATA_SERVICE_ENDPOINT", server.url)
        config = f"[profile p]\n{hostile.ROLE}credential_source = {source}\n"
        (who,) = sts.identify(awscred.read(config=config), ["p"])
    assert who.error is not None and who.error.code == "NoSource"


def test_a_portal_of_sso_is_limited(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache = home / ".aws" / "sso" / "cache"
    cache.mkdir(parents=True)
    login = cache / f"{hashlib.sha1(b's').hexdigest()}.json"
    token = {"accessToken": "x", "expiresAt": "2099-01-01T00:00:00Z"}
    login.write_text(json.dumps(token))
    config = (
        "[profile p]\nsso_session = s\nsso_account_id = 123456789012\nsso_role_name = A\n"
        "[sso-session s]\nsso_region = us-east-1\nsso_start_url = https://example.invalid/start\n"
    )
    with RawServer(hostile.ANSWERS["endless body"]) as server:
        monkeypatch.setenv("AWS_ENDPOINT_URL", server.url)
        (who,) = sts.identify(awscred.read(config=config), ["p"])
        assert who.error is not None and "larger than any answer" in who.error.message
        login.write_text(json.dumps({**token, "padding": "x" * 1024 * 1024}))
        (who,) = sts.identify(awscred.read(config=config), ["p"])
        assert who.error is not None and who.error.code == "NeedsLogin"
        login.unlink()
        os.mkfifo(login)
        (who,) = sts.identify(awscred.read(config=config), ["p"])
        assert who.error is not None and who.error.code == "NeedsLogin"


# ---- programs and signals


def test_no_process_is_left() -> None:
    ends = (None, signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL)
    assert hostile.leftovers(ends=ends).failed == []


def test_what_a_finished_program_leaves_is_its_own_affair(
    endpoint: StandIn, aws_folder: Path, run: Run
) -> None:
    """For example, an agent that it has started, even if another program hangs."""
    agent = aws_folder / "agent"
    agent.write_text(
        f"#!/bin/sh\nsetsid sleep 60 >&- 2>&- &\necho $! >{agent}.pid\necho '{PRINTED}'\n"
    )
    agent.chmod(0o755)
    (aws_folder / "config").write_text(
        f"[profile a]\ncredential_process = {agent}\n[profile b]\ncredential_process = sleep 61\n"
    )
    (aws_folder / "config").chmod(0o600)
    done = run("whoami", "--all", "--allow-process", "--timeout", "1", "-f", "plain")
    pid = int(Path(f"{agent}.pid").read_text())
    os.kill(pid, signal.SIGKILL)  # raises if it does not run
    assert [line.split("\t")[1] for line in done.stdout.splitlines()] == ["ok", "unknown"]


def test_a_program_can_ask_on_the_terminal(endpoint: StandIn, aws_folder: Path) -> None:
    program = aws_folder / "asks"
    program.write_text(
        "#!/bin/sh\nprintf 'Code: ' >/dev/tty\nread -r code </dev/tty\n"
        f"test \"$code\" = 123456 && echo '{PRINTED}'\n"
    )
    program.chmod(0o755)
    (aws_folder / "config").write_text(f"[profile p]\ncredential_process = {program}\n")
    (aws_folder / "config").chmod(0o600)
    child = pexpect.spawn(
        sys.executable, ["-m", "awscred", "whoami", "p"], encoding="utf-8", timeout=20
    )
    child.expect("Code: ")
    child.sendline("123456")
    child.expect("alice")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0


@pytest.mark.parametrize("args", [("list",), ("validate",), ("set", "p", "output", "json")])
def test_ctrl_c_ends_with_one_line(args: tuple[str, ...]) -> None:
    assert hostile.interruptions(6, *args).failed == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_while_aws_is_asked(number: signal.Signals, tmp_path: Path) -> None:
    asked: list[object] = []

    def hang(connection: socket.socket) -> None:
        asked.append(connection)
        aws.say_nothing(connection)

    with RawServer(hang) as server:
        config = f"[profile p]\nendpoint_url = {server.url}\n{hostile.KEYS}"
        environment = hostile._environment(tmp_path, config)
        with hostile.started(environment, "whoami", "p", "--timeout", "60") as process:
            assert hostile._until(lambda: bool(asked))
            process.send_signal(number)
            out, err = process.communicate(timeout=30)
    is_interrupt = number == signal.SIGINT
    assert process.returncode == (130 if is_interrupt else -number)
    why = "interrupted" if is_interrupt else f"ended by {number.name}"
    assert (out, err) == ("", f"error: {why}\n")


# ---- trust


@pytest.fixture
def program(aws_folder: Path) -> Path:
    """The trace of a credential_process that the user's own config names."""
    trace = aws_folder / "trace"
    script = aws_folder / "keys"
    script.write_text(f"#!/bin/sh\ntouch {trace}\necho '{PRINTED}'\n")
    script.chmod(0o755)
    (aws_folder / "config").write_text(f"[profile p]\ncredential_process = {script}\n")
    (aws_folder / "config").chmod(0o600)
    return trace


def test_whoami_runs_no_program_of_a_named_file(program: Path, endpoint: StandIn, run: Run) -> None:
    named = ("--config", str(program.parent / "config"), "whoami", "p", "--allow-process")
    done = run(*named)
    assert done.returncode == 3
    assert "--trust-file" in done.stderr
    assert not program.exists()
    assert run(*named, "--trust-file").returncode == 0
    assert program.exists()


def test_whoami_follows_no_address_of_a_named_file(tmp_path: Path, run: Run) -> None:
    with StandIn() as elsewhere, StandIn() as own:
        keys = f"aws_access_key_id = {KEY}\naws_secret_access_key = {SECRET}\n"
        path = tmp_path / "config"
        path.write_text(f"[profile p]\nendpoint_url = {elsewhere.url}\n{keys}")
        done = run("--config", str(path), "whoami", "p", AWS_ENDPOINT_URL=own.url)
    assert done.returncode == 0
    assert own.requests and not elsewhere.requests


EXPOSED = {
    "file": ("config", 0o666, None),
    "group": ("config", 0o620, None),
    "folder": ("", 0o777, None),
    "folder above": ("..", 0o733, None),
    "owner of the file": ("config", 0o600, NOBODY),
    "owner of the folder": ("", 0o700, NOBODY),
}


@needs_root
@pytest.mark.parametrize(("name", "mode", "owner"), EXPOSED.values(), ids=EXPOSED)
def test_what_others_can_change_runs_no_program(
    name: str, mode: int, owner: int | None, program: Path, endpoint: StandIn, run: Run
) -> None:
    place = program.parent / name
    place.chmod(mode)
    os.chown(place, owner or -1, NOBODY)
    for args in (("whoami", "p"), ("validate", "--verify"), ("list", "--verify")):
        assert run(*args, "--allow-process").returncode == 3, args
        assert not program.exists()
    found = run("validate")
    assert "file-mode" in found.stdout
    assert "chown" in found.stdout if owner else "chmod" in found.stdout
    done = run("whoami", "p")
    assert "Other users can change" in done.stderr and "--trust-file" in done.stderr
    assert run("whoami", "p", "--trust-file").returncode == 0
    assert program.exists()


@needs_root
def test_a_folder_on_the_way_of_a_link_counts(program: Path, tmp_path: Path, run: Run) -> None:
    config = program.parent / "config"
    shared = tmp_path / "shared"
    shared.mkdir()
    shared.chmod(0o777)
    (shared / "link").symlink_to(config.rename(tmp_path / "config"))
    config.symlink_to(shared / "link")
    assert f"the folder {shared} is writable" in run("validate").stdout


def test_a_sticky_folder_and_a_group_of_one_are_trusted() -> None:
    assert not Access("/t", 0o1777, is_folder=True).is_exposed
    assert not Access("/h", 0o775, is_folder=True, is_own_group=True).is_exposed
    assert Access("/h", 0o777, is_folder=True, is_own_group=True).is_exposed
    assert Access("/f", 0o1666, is_folder=False).is_exposed


def test_only_own_files_are_looked_at(program: Path) -> None:
    paths = Paths(str(program.parent / "config"), "")
    assert str(program.parent) in {one.path for one in load(paths).access}
    assert load(paths, own=False).access == ()
