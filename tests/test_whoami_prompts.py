"""Prompts and progress of `whoami`, as a person at a terminal sees them."""

from __future__ import annotations

import json
import os
import socket
import sys
import threading
from pathlib import Path

import pexpect
import pytest

from tests import aws
from tests.aws import KEY, SECRET, RawServer, StandIn, refusal
from tests.terminal import end, screen, terminal

GOLDEN = Path(__file__).parent / "golden" / "screens"
KEYS = f"[default]\naws_access_key_id = {KEY}\naws_secret_access_key = {SECRET}\n"
DEVICE = "arn:aws:iam::123456789012:mfa/alice"
NO_CODE = refusal(
    "AccessDenied", "MultiFactorAuthentication failed with invalid MFA one time pass code."
)


def _role(name: str) -> str:
    return (
        f"[profile {name}]\nrole_arn = arn:aws:iam::123456789012:role/{name}\n"
        f"source_profile = default\nmfa_serial = {DEVICE}\n"
    )


def _compare(name: str, shown: str) -> None:
    path = GOLDEN / name
    if os.environ.get("AWSCRED_GOLDEN"):
        path.write_text(shown, encoding="utf-8")
    assert shown == path.read_text(encoding="utf-8")


@pytest.fixture
def roles(aws_folder: Path) -> None:
    """Two roles that need an MFA code, before the keys that do not."""
    (aws_folder / "config").write_text(_role("ops") + _role("audit"))
    (aws_folder / "credentials").write_text(KEYS)


@pytest.mark.usefixtures("roles")
@pytest.mark.parametrize("columns", [40, 80, 120])
def test_codes_are_checked_or_skipped(columns: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """AWSCRED_GOLDEN=1 writes the files again: read what changes in them."""
    with StandIn(aws.identity(), NO_CODE) as server:
        monkeypatch.setenv("AWS_ENDPOINT_URL", server.url)
        with terminal("whoami", "--all", columns=columns) as child:
            child.expect("skip: ")
            child.sendline("12345")
            child.expect("six digits.*skip: ")
            child.sendline("123 456")
            child.expect("did not accept the code.*for ops.*skip: ")
            child.sendline("234567")
            child.expect("for audit.*skip: ")
            child.sendline("")
            code, _ = end(child)
            shown = "\n".join(screen(child.logfile_read.getvalue(), columns))
    assert code == 3
    _compare(f"whoami-mfa-{columns}.txt", shown)
    codes = [one.fields["TokenCode"] for one in server.requests if "TokenCode" in one.fields]
    assert codes == ["123456", "234567"]


@pytest.mark.parametrize("columns", [40, 80, 120])
def test_the_environment_in_place_of_a_profile(
    columns: int, aws_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """AWSCRED_GOLDEN=1 writes the files again: read what changes in them."""
    (aws_folder / "credentials").write_text(KEYS)
    (aws_folder / "config").write_text(
        "[profile prod]\nrole_arn = arn:aws:iam::111122223333:role/prod\nsource_profile = default\n"
    )
    monkeypatch.setenv("AWS_PROFILE", "prod")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", KEY)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
    with StandIn() as server:
        monkeypatch.setenv("AWS_ENDPOINT_URL", server.url)
        with terminal("whoami", "--expect-account", "111122223333", columns=columns) as child:
            code, _ = end(child)
            shown = "\n".join(screen(child.logfile_read.getvalue(), columns))
    assert code == 1
    _compare(f"whoami-environment-{columns}.txt", shown)


@pytest.mark.usefixtures("roles")
def test_no_prompt_if_it_is_not_wanted(aws_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not for a code, and not for a program."""
    with (aws_folder / "config").open("a") as config:
        config.write(f"[profile vault]\ncredential_process = touch {aws_folder}/trace\n")
    with StandIn() as server:
        monkeypatch.setenv("AWS_ENDPOINT_URL", server.url)
        with terminal("whoami", "--all", "--no-input", "-f", "plain") as child:
            code, shown = end(child)
    assert code == 3
    assert "without --no-input" in shown
    assert "skip" not in shown
    assert "Run them?" not in shown
    assert not (aws_folder / "trace").exists()


@pytest.mark.usefixtures("roles")
def test_a_prompt_is_not_part_of_the_result(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with StandIn(aws.assumed()) as server:
        monkeypatch.setenv("AWS_ENDPOINT_URL", server.url)
        command = f"{sys.executable} -m awscred whoami ops -f json > {tmp_path}/out"
        child = pexpect.spawn("bash", ["-c", command], encoding="utf-8", timeout=20)
        child.expect("MFA code for ops .*skip: ")
        child.sendline("")
        end(child)
    text = (tmp_path / "out").read_text()
    assert text.startswith("{")
    assert json.loads(text)["identities"][0]["error"]["code"] == "NeedsMfaCode"


@pytest.mark.usefixtures("roles")
@pytest.mark.parametrize("key", ["\x03", "\x04"], ids=["Ctrl-C", "Ctrl-D"])
def test_an_interrupted_prompt_leaves_its_own_line(key: str) -> None:
    with terminal("whoami", "ops") as child:
        child.expect("skip: ")
        child.send(key)
        code, _ = end(child)
        shown = screen(child.logfile_read.getvalue(), 100)
    assert code == 130
    assert shown[0].startswith("MFA code for ops ")
    assert shown[1:] == ["error: interrupted", ""]


@pytest.mark.parametrize("columns", [24, 40, 100])
def test_progress_leaves_nothing(
    columns: int, aws_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (aws_folder / "credentials").write_text(KEYS + KEYS.replace("default", "other"))
    with StandIn() as server:
        monkeypatch.setenv("AWS_ENDPOINT_URL", server.url)
        with terminal("whoami", "--all", columns=columns) as child:
            assert end(child)[0] == 0
            log = child.logfile_read.getvalue()
    assert "2/2" in log
    shown = screen(log, columns)
    assert "Acc" in shown[0]
    assert not any("/2" in line for line in shown)
    assert len(shown) == 4


def test_interrupted_progress_leaves_nothing(
    aws_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (aws_folder / "credentials").write_text(KEYS + KEYS.replace("default", "other"))
    asked = threading.Event()

    def hang(connection: socket.socket) -> None:
        asked.set()
        aws.say_nothing(connection)

    with RawServer(hang) as hung:
        monkeypatch.setenv("AWS_ENDPOINT_URL", hung.url)
        with terminal("whoami", "--all", columns=40) as child:
            assert asked.wait(20)
            child.send("\x03")
            assert end(child)[0] == 130
            shown = screen(child.logfile_read.getvalue(), 40)
    assert [line for line in shown if line] == ["error: interrupted"]


def test_progress_does_not_mix_with_what_debug_says(
    aws_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (aws_folder / "credentials").write_text(KEYS + KEYS.replace("default", "other"))
    with StandIn() as server:
        monkeypatch.setenv("AWS_ENDPOINT_URL", server.url)
        with terminal("--debug", "whoami", "--all") as child:
            assert end(child)[0] == 0
            assert "Asking AWS" not in child.logfile_read.getvalue()
