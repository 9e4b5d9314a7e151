"""Picking a profile on the terminal, where a command needs one and none is named."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from awscred.cli import main
from awscred.errors import INTERRUPTED, NO, USAGE
from awscred.output.safe import width
from tests.aws import KEY, SECRET
from tests.conftest import Run
from tests.terminal import end, terminal

NAMES = [*(f"customer-{number}" for number in range(1, 26)), "prod", "Production-EU"]


@pytest.fixture(autouse=True)
def config(aws_folder: Path) -> Path:
    path = aws_folder / "config"
    path.write_text("".join(f"[profile {name}]\nregion = eu-west-1\n" for name in NAMES))
    return path


@pytest.mark.parametrize(
    ("answers", "picked"),
    [
        (["3"], "customer-3"),
        (["customer-2"], "customer-2"),  # also the beginning of others
        (["PRODUCTION"], "Production-EU"),
        (["-eu"], "Production-EU"),
        (["prodx", "prod"], "prod"),
        (["mer-1", "11"], "customer-11"),
    ],
)
def test_a_profile_is_picked_by_number_name_or_part(answers: list[str], picked: str) -> None:
    with terminal("show") as child:
        child.expect("and 7 more; type a part of the name")
        for answer in answers:
            child.expect("Profile ")
            child.sendline(answer)
        code, shown = end(child)
    assert code == 0
    assert picked in shown.partition("\n")[2]


def test_what_several_profiles_have_in_common_lists_them() -> None:
    with terminal("show") as child:
        child.expect("part of the name")
        child.sendline("PROD")
        child.expect("26  prod ")
        child.expect("27  Production-EU")
        child.expect("2 profiles have 'PROD' in their name")
        child.sendline("27")
        assert end(child)[0] == 0


def test_a_change_asks_for_what_is_missing(config: Path) -> None:
    with terminal("rename") as child:
        child.expect("part of the name")
        child.sendline("26")
        child.expect("New name")
        child.sendline(" main ")
        assert end(child)[0] == 0
    with terminal("copy", "main") as child:
        child.expect("Name of the copy")
        child.sendline("spare")
        assert end(child)[0] == 0
    with terminal("remove") as child:
        child.expect("part of the name")
        child.sendline("spare")
        child.expect("Remove spare")
        child.sendline("y")
        assert end(child)[0] == 0
    assert config.read_text().count("[profile main]") == 1
    assert "spare" not in config.read_text()
    assert "[profile prod]" not in config.read_text()


def test_a_setting_is_suggested_and_asked_for(config: Path) -> None:
    with terminal("set") as child:
        child.expect("part of the name")
        child.sendline("customer-9")
        child.expect("Settings of customer-9: region\r\n")
        child.expect("Others: output, role_arn")
        for typed, told in (
            (SECRET, "this is not a valid setting name"),
            ("", "a value is needed"),
            ("outputt", "did you mean output"),
        ):
            child.expect("Setting: ")
            child.sendline(typed)
            child.expect(told)
        child.expect("Setting: ")
        child.sendline(" Output ")
        child.expect(r"Value \(json, text, table")
        child.sendline(SECRET)
        child.expect("looks like a secret")
        child.sendline("json")
        child.expect("Set output of customer-9 in ~/.aws/config")
        assert end(child)[0] == 0
    assert "[profile customer-9]\nregion = eu-west-1\noutput = json\n" in config.read_text()


def test_a_new_key_is_asked_for_its_secret(config: Path) -> None:
    with terminal("set", "prod") as child:
        child.expect("Setting: ")
        child.sendline("aws_access_key_id")
        child.expect("Value: ")
        child.sendline(KEY)
        child.expect("aws_secret_access_key: ")
        child.sendline(SECRET)
        code, shown = end(child)
    assert code == 0
    assert SECRET not in shown
    written = (config.parent / "credentials").read_text()
    assert f"aws_access_key_id = {KEY}\naws_secret_access_key = {SECRET}" in written


def test_a_setting_to_remove_is_chosen(config: Path) -> None:
    with config.open("a") as file:
        file.write(f"output = json\naws_secret_access_key = {SECRET}\n")
    with terminal("unset") as child:
        child.expect("part of the name")
        child.sendline("Production")
        child.expect("1  region .*eu-west-1\r\n.*2  output .*json")
        child.expect(r"3  aws_secret_access_key  \*{8}")
        child.expect("Setting to remove: ")
        child.sendline("")  # nothing is removed by Enter alone
        child.expect("a value is needed")
        child.sendline("2")
        child.expect("Unset output of Production-EU")
        assert end(child)[0] == 0
    assert "output" not in config.read_text()


def test_the_settings_of_another_section_are_suggested(config: Path) -> None:
    config.write_text("[sso-session corp]\nsso_region = eu-west-1\n")
    with terminal("set", "sso-session corp") as child:
        child.expect("Others: sso_start_url, sso_registration_scopes")
        child.expect("Setting: ")


def test_without_settings_there_is_nothing_to_remove(config: Path) -> None:
    config.write_text("[profile a]\n")
    with terminal("unset", "a") as child:
        child.expect("a has no settings")
        assert end(child)[0] == NO


@pytest.mark.parametrize(
    "args",
    [
        *(("show",), ("remove",), ("rename",), ("rename", "prod"), ("copy",)),
        *(("set",), ("set", "prod"), ("unset",), ("unset", "prod")),
    ],
)
def test_without_a_terminal_nothing_is_asked(args: tuple[str, ...], run: Run) -> None:
    done = run(*args, input="prod\n")
    assert done.returncode == USAGE
    assert "prod" not in done.stdout


def test_without_profiles_there_is_nothing_to_pick(config: Path) -> None:
    config.write_text("")
    with terminal("show") as child:
        child.expect("there are no profiles")
        assert end(child)[0] == NO


def test_a_named_profile_is_not_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "prod"]) == 0
    assert "Profile (number" not in capsys.readouterr().err


@pytest.mark.parametrize("args", [("remove", "prod"), ("show",), ("copy", "prod")])
def test_ctrl_d_at_a_prompt_ends_its_line(args: tuple[str, ...]) -> None:
    with terminal(*args) as child:
        child.expect(": $")
        child.sendeof()
        child.expect("\r\n(\x1b[^m]*m)?error:(\x1b[^m]*m)? interrupted")
        assert end(child)[0] == INTERRUPTED


@pytest.mark.parametrize(
    "args",
    [("copy", "nope"), ("rename", "nope"), ("add", "prod"), ("set", "nope"), ("unset", "nope")],
)
def test_a_wrong_name_is_refused_before_anything_is_asked(args: tuple[str, ...]) -> None:
    with terminal(*args) as child:
        code, shown = end(child)
    assert code in (NO, USAGE)
    assert re.match(r"(\x1b[^m]*m)?error:", shown)


def test_the_columns_of_the_list_are_aligned(config: Path) -> None:
    keys = f"aws_access_key_id = {KEY}\naws_secret_access_key = {SECRET}\n"
    role = "role_arn = arn:aws:iam::123456789012:role/x\nsource_profile = a\n"
    config.write_text(f"[profile a]\n{keys}[profile 日本]\n{role}")
    with terminal("show") as child:
        child.expect("Profile ")
        shown = child.before.splitlines()
        child.sendline("1")
        end(child)
    for columns in (re.match(r"(.*  )(static|role)", line) for line in shown):
        assert columns is not None
        assert width(columns[1]) == 12
    assert width(shown[1].rstrip()) == 12 + len("static  123456789012")


def test_enter_without_a_value_says_what_is_needed() -> None:
    with terminal("add", "new", "--source-profile", "prod") as child:
        child.expect("Role ARN: ")
        child.sendline("")
        child.expect("a value is needed, such as arn:aws:iam::123456789012:role/deploy; Ctrl-C")
