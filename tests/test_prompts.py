"""Prompts, when something else happens than an answer: secrets, pastes, Ctrl-Z and dumb terminals.

Nothing that a person types by mistake may stay on the screen if it is a secret.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pexpect
import pytest

import awscred
from tests.aws import KEY, SECRET
from tests.terminal import end, terminal

PLAIN_SECRET = SECRET.replace("/", "")  # also the form of a name
WIPED = re.escape("\r\n\x1b[A\r\x1b[2K")
CLEARED = re.escape("\x1b[H\x1b[J")


def test_a_secret_at_any_visible_prompt_is_wiped_and_refused(home: Path) -> None:
    with terminal("add") as child:
        for prompt, wrong, answer in (
            ("Kind of credentials", SECRET, "sso"),
            ("Profile name", SECRET, "dev"),
            ("SSO session: ", PLAIN_SECRET, "corp"),
            ("SSO start URL: ", SECRET, "corp.awsapps.com/start"),
            ("SSO region: ", SECRET, "eu-west-1"),
            ("Account id: ", SECRET, "123456789012"),
            ("Role name: ", PLAIN_SECRET, "Admin"),
            ("Region", SECRET, ""),
        ):
            child.expect(prompt)
            child.sendline(wrong)
            child.expect(wrong + WIPED)
            child.expect("looks like a secret|\\*{8}")
            child.expect(prompt)
            assert SECRET.lower() not in child.before.lower()
            child.sendline(answer)
        code, shown = end(child)
    assert code == 0, shown
    assert SECRET not in (home / ".aws" / "config").read_text()


def test_a_secret_as_a_command_is_wiped_and_refused(home: Path) -> None:
    with terminal("add", "dev", "--no-verify") as child:
        child.expect("Kind of credentials")
        child.sendline("process")
        child.expect("Command: ")
        child.sendline("")
        child.expect("a value is needed")
        child.sendline(SECRET)
        child.expect(SECRET + WIPED + "the command looks like a secret")
        child.sendeof()
        end(child)
    assert not (home / ".aws").exists()


def test_an_id_that_is_pasted_with_its_secret_clears_the_screen(home: Path) -> None:
    with terminal("add", "dev", "--no-verify") as child:
        child.expect("Kind of credentials")
        child.sendline("key")
        child.expect("Access key id")
        child.send(f"{KEY}\n{SECRET}\n")
        child.expect(f"{SECRET}\r\n(.*){CLEARED}")
        child.expect("Secret access key: ")
        child.sendline(SECRET)
        child.expect("Enter for none")
        assert SECRET not in child.before
        child.sendline("")
        assert end(child)[0] == 0
    assert awscred.load(credentials=str(home / ".aws" / "credentials")).profiles["dev"].settings


def test_a_section_that_is_pasted_at_a_prompt_clears_the_screen() -> None:
    with terminal("add", "--no-verify") as child:
        child.expect("Kind of credentials")
        child.sendline("key")
        child.expect("Profile name")
        child.send(f"[default]\naws_access_key_id = {KEY}\naws_secret_access_key = {SECRET}\n")
        child.expect(f"{SECRET}\r\n(.|\n)*{CLEARED}the profile name looks like a secret")
        child.expect("Profile name")


def test_a_row_that_is_pasted_at_a_prompt_clears_the_screen() -> None:
    with terminal("add", "dev", "--no-verify") as child:
        child.expect("Kind of credentials")
        child.sendline("key")
        child.expect("Access key id")
        child.sendline(f"{KEY}\t\t{SECRET}")  # tabs take up to eight columns each
        child.expect(f"{SECRET}\r\n{CLEARED}this is not an access key id")


def test_a_terminal_that_cannot_erase_says_what_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "dumb")
    with terminal("add", "dev", "--access-key-id", KEY, "--no-verify") as child:
        child.expect("Secret access key")
        child.sendline(SECRET)
        child.expect("Enter for none")
        child.sendline(SECRET)
        child.expect("warning: the secret that you pasted is still on the screen; clear it")
        assert "\x1b[" not in child.before


def test_a_secret_at_a_question_is_wiped_and_asked_again(aws_folder: Path) -> None:
    (aws_folder / "config").write_text("[profile a]\nregion = eu-west-1\n")
    with terminal("remove", "a") as child:
        child.expect(r"Remove a\? \[y/N\]: ")
        child.sendline(SECRET)
        child.expect(SECRET + WIPED + r"'\*{8}' is not valid; type y or n")
        child.expect(r"Remove a\? \[y/N\]: ")
        child.sendline("Y")
        child.expect("Removed a")
        assert end(child)[0] == 0


def test_a_secret_as_an_mfa_code_is_wiped(aws_folder: Path) -> None:
    keys = f"aws_access_key_id = {KEY}\naws_secret_access_key = {SECRET}\n"
    (aws_folder / "credentials").write_text(f"[a]\n{keys}")
    (aws_folder / "config").write_text(
        "[profile b]\nrole_arn = arn:aws:iam::123456789012:role/b\nsource_profile = a\n"
        "mfa_serial = arn:aws:iam::123456789012:mfa/me\nregion = eu-west-1\n"
    )
    with terminal("whoami", "b") as child:
        child.expect("Enter to skip: ")
        child.sendline(SECRET)
        child.expect(SECRET + WIPED)
        child.expect("An MFA code has six digits")


# --- Ctrl-Z, then `fg`


@pytest.fixture(params=[["bash", "--norc"], ["zsh", "-f"]], ids=["bash", "zsh"])
def shell(request: pytest.FixtureRequest, home: Path) -> Iterator[pexpect.spawn]:
    """A shell that runs `awscred` of this environment; these two set the terminal's modes again."""
    if shutil.which(request.param[0]) is None:
        pytest.skip(f"{request.param[0]} is not installed")
    folder = os.path.dirname(sys.executable)
    environ = {**os.environ, "PATH": f"{folder}:{os.environ['PATH']}", "TERM": "dumb"}
    child = pexpect.spawn(
        request.param[0], [*request.param[1:], "-i"], env=environ, encoding="utf-8", timeout=20
    )
    child.sendline("echo rea''dy")
    child.expect("ready")
    try:
        yield child
    finally:
        child.close(force=True)


def _stop_and_continue(shell: pexpect.spawn) -> None:
    shell.send("\x1a")
    shell.expect("[Ss]topped|suspended")
    shell.sendline("fg")


def test_a_hidden_prompt_stays_hidden_after_ctrl_z(shell: pexpect.spawn, home: Path) -> None:
    shell.sendline(f"awscred add dev --no-verify --access-key-id {KEY}")
    shell.expect("Secret access key: ")
    _stop_and_continue(shell)
    shell.expect("Secret access key: ")
    shell.sendline(SECRET)
    shell.expect("Enter for none")
    assert SECRET not in shell.before
    _stop_and_continue(shell)
    shell.expect("Enter for none")
    shell.sendline("")
    shell.expect("Added profile dev")


def test_a_hidden_paste_stays_hidden_after_ctrl_z(shell: pexpect.spawn) -> None:
    shell.sendline("awscred import - --no-verify --region eu-west-1")
    shell.expect("Ctrl-D")
    _stop_and_continue(shell)
    shell.expect("Ctrl-D")
    shell.send(f"AWS_ACCESS_KEY_ID={KEY}\nAWS_SECRET_ACCESS_KEY={SECRET}\n\x04")
    shell.expect("Profile name")
    assert SECRET not in shell.before
