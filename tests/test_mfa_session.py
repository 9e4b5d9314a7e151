"""`awscred add --from-mfa`: the temporary keys of an MFA session as a profile."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

import awscred
from awscred.cli import main
from awscred.errors import FAILED, INTERRUPTED, NO, OK, USAGE
from awscred.other_programs import expiry
from awscred.profiles import Files
from tests import aws
from tests.aws import KEY, OTHER_KEY, OTHER_SECRET, SECRET, StandIn, refusal
from tests.conftest import Run
from tests.terminal import end, terminal

DEVICE = "arn:aws:iam::123456789012:mfa/alice"
KEYS = f"aws_access_key_id = {KEY}\naws_secret_access_key = {SECRET}\n"
SESSION_KEY = OTHER_KEY.replace("AKIA", "ASIA")
SESSION = f"[dev-mfa]\n{KEYS.replace('AKIA', 'ASIA')}aws_session_token = old\n"
WRONG = "MultiFactorAuthentication failed with invalid MFA one time pass code. "
NO_DEVICE = (
    "MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA serial "
    "number is valid and associated with this user."
)
ADD = ("add", "dev-mfa", "--from-mfa", "--stdin")


@pytest.fixture(autouse=True)
def folder(aws_folder: Path) -> Path:
    (aws_folder / "config").write_text(
        f"[profile dev]\nregion = eu-west-1\nmfa_serial = {DEVICE}\n"
    )
    (aws_folder / "credentials").write_text(f"[dev]\n{KEYS}")
    return aws_folder


def _files(folder: Path) -> Files:
    return awscred.load(str(folder / "config"), str(folder / "credentials"))


def _state(folder: Path) -> list[str]:
    return [(folder / name).read_text() for name in ("config", "credentials")]


# --- at a terminal


def test_a_session_from_the_menu_against_moto(
    folder: Path, moto: aws.Moto, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL_STS", moto.url)
    (folder / "config").write_text("[profile dev]\nregion = eu-west-1\n")
    (folder / "credentials").write_text(
        f"[dev]\naws_access_key_id = {moto.access_key_id}\n"
        f"aws_secret_access_key = {moto.secret_access_key}\n"
    )
    with terminal("add") as child:
        child.expect("4  mfa .*Kind of credentials")
        child.sendline("mfa")
        child.expect("Profiles with an access key: dev")
        child.expect(re.escape("Source profile [dev]: "))
        child.sendline("")
        child.expect("under Security credentials")
        child.expect("MFA device: ")
        child.sendline("arn:aws:iam::123456789012:u2f/user/alice/key")
        child.expect("passkey or security key, which has no codes")
        child.expect("MFA device: ")
        child.sendline(f" '{DEVICE}' ")
        child.expect(re.escape("Profile name [dev-mfa]: "))
        child.sendline("")
        child.expect(re.escape(f"MFA code for dev ({DEVICE}), Enter to cancel: "))
        child.sendline("12345")
        child.expect("six digits.*cancel: ")
        child.sendline("123 456")
        code, _ = end(child)
        shown = child.logfile_read.getvalue()
    assert code == OK
    assert "Added profile dev-mfa in ~/.aws/config:4 and ~/.aws/credentials:5." in shown
    assert "in 12 hours" in shown
    assert "Renew it: awscred add --from-mfa dev-mfa\r\n" in shown
    assert "export AWS_PROFILE=dev-mfa" in shown
    found = _files(folder).profiles["dev-mfa"]
    assert found.kind == "temporary"
    assert found.settings["region"] == "eu-west-1"
    assert found.settings["aws_session_token"] not in shown
    assert found.settings["aws_secret_access_key"] not in shown
    ends = expiry(found.settings)
    assert ends is not None
    assert main(["validate", "--ignore", "file-mode,secret-form,token-unexpected"]) == OK
    assert abs(ends - datetime.now(timezone.utc) - timedelta(hours=12)) < timedelta(minutes=5)
    with terminal("add", "dev-mfa", "--from-mfa") as child:  # asks only for the code
        child.expect(re.escape(f"MFA code for dev ({DEVICE}), Enter to cancel: "))
        assert child.before == ""
        child.sendline("234567")
        code, shown = end(child)
    assert code == OK
    assert "Renewed the session of profile dev-mfa" in shown
    assert [text.count("dev-mfa") for text in _state(folder)] == [1, 1]


def test_a_wrong_code_is_asked_for_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with StandIn(refusal("AccessDenied", WRONG), aws.session()) as server:
        monkeypatch.setenv("AWS_ENDPOINT_URL", server.url)
        with terminal(*ADD[:-1], "--duration-seconds", "900") as child:
            child.expect("cancel: ")
            child.sendline("123456")
            child.expect("AWS did not accept the code. MFA code for dev .*cancel: ")
            child.sendline("234567")
            assert end(child)[0] == OK
    fields = [one.fields for one in server.requests]
    assert [one["TokenCode"] for one in fields] == ["123456", "234567"]
    assert {one["Action"] for one in fields} == {"GetSessionToken"}
    assert {(one["SerialNumber"], one["DurationSeconds"]) for one in fields} == {(DEVICE, "900")}
    assert {one.key for one in server.requests} == {KEY}
    settings = _files(folder).profiles["dev-mfa"].settings
    assert settings == {
        "aws_access_key_id": SESSION_KEY,
        "aws_secret_access_key": OTHER_SECRET,
        "aws_session_token": "token",
        "awscred_expires": "2099-01-01T00:00:00Z",
        "awscred_mfa_device": DEVICE,
        "region": "eu-west-1",
    }


@pytest.mark.parametrize(
    ("key", "code", "told"),
    [("\r", FAILED, "no MFA code was entered"), ("\x03", INTERRUPTED, "interrupted")],
    ids=["Enter", "Ctrl-C"],
)
def test_without_a_code_nothing_is_asked_or_written(
    key: str, code: int, told: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = _state(folder)
    with StandIn() as server:
        monkeypatch.setenv("AWS_ENDPOINT_URL", server.url)
        with terminal(*ADD[:-1]) as child:
            child.expect("cancel: ")
            child.send(key)
            ended, shown = end(child)
    assert (ended, server.requests, _state(folder)) == (code, [], before)
    assert told in shown


def test_a_name_of_the_files_cannot_control_the_terminal(folder: Path) -> None:
    (folder / "credentials").write_text(f"[e\x1b[2Jvil]\n{KEYS}")
    with terminal("add", "new", "--from-mfa", "--mfa-serial", DEVICE) as child:
        child.expect(re.escape(r"Source profile [e\x1b[2Jvil]: "))
        child.sendline("")
        child.expect("MFA code for ")
        assert "\x1b[2J" not in child.logfile_read.getvalue()
    with terminal("add", "--from-mfa", "--mfa-serial", DEVICE) as child:
        child.expect(re.escape(r"Source profile [e\x1b[2Jvil]: "))
        child.sendline("")
        child.expect(re.escape(r"Profile name [e\x1b[2Jvil-mfa]: "))
        assert "\x1b[2J" not in child.logfile_read.getvalue()


# --- in a script


def _run(run: Run, server: StandIn, *more: str, code: str = "123456\n") -> tuple[int, str]:
    done = run(*ADD, *more, input=code, AWS_ENDPOINT_URL=server.url)
    assert OTHER_SECRET not in done.stdout + done.stderr
    assert SECRET not in done.stdout + done.stderr
    return done.returncode, done.stdout + done.stderr


def test_the_session_of_the_same_source_is_renewed(folder: Path, run: Run) -> None:
    with (folder / "credentials").open("a") as file:
        file.write(f"{SESSION}aws_security_token = old\noutput = json\n")
    before = _state(folder)
    with StandIn(aws.session()) as server:
        code, shown = _run(run, server)
    assert code == OK
    assert "Renewed" in shown
    settings = _files(folder).profiles["dev-mfa"].settings
    assert "old" not in settings.values()
    assert settings["output"] == "json"
    assert settings["awscred_expires"] == "2099-01-01T00:00:00Z"
    assert "region" not in settings
    assert main(["undo"]) == OK
    assert _state(folder) == before


@pytest.mark.parametrize(
    ("credentials", "told"),
    [
        pytest.param(f"[dev-mfa]\n{KEYS}", "its keys are not temporary", id="long-lived keys"),
        pytest.param("[dev-mfa]\nrole_arn = x\n", "its keys are not temporary", id="a role"),
        pytest.param(
            f"{SESSION}x_security_token_expires = 2026-11-28T12:00:00Z\n",
            "belongs to saml2aws",
            id="of saml2aws",
        ),
        pytest.param(
            f"{SESSION}aws_account_id = 999999999999\n",
            "its keys are of account 999999999999",
            id="of another account",
        ),
    ],
)
def test_what_is_not_such_a_session_is_not_replaced(
    credentials: str, told: str, folder: Path, run: Run
) -> None:
    (folder / "credentials").write_text(
        f"[dev]\naws_account_id = 123456789012\n{KEYS}{credentials}"
    )
    before = _state(folder)
    with StandIn(aws.session()) as server:
        code, shown = _run(run, server)
    assert (code, server.requests, _state(folder)) == (USAGE, [], before)
    assert "profile dev-mfa already exists at ~/.aws/credentials:5" in shown
    assert told in shown


@pytest.mark.parametrize(
    ("name", "settings", "told"),
    [
        ("role", "role_arn = arn:aws:iam::123456789012:role/x\nsource_profile = dev\n", "role"),
        ("sso", "sso_session = corp\nsso_account_id = 1\nsso_role_name = x\n", "aws sso login"),
        ("temporary", f"{KEYS}aws_session_token = x\n", "only temporary keys"),
        ("asia", KEYS.replace("AKIA", "ASIA"), "only temporary keys"),
        ("process", "credential_process = /bin/true\n", "no access key of its own"),
        ("none", "region = eu-west-1\n", "no access key of its own"),
        ("gone", "", "did you mean"),
    ],
)
def test_a_source_without_long_term_keys_is_refused_before_aws_is_asked(
    name: str, settings: str, told: str, folder: Path, run: Run
) -> None:
    if settings:
        with (folder / "config").open("a") as file:
            file.write(f"[profile {name}]\n{settings}")
    else:
        name = "dve"
    before = _state(folder)
    with StandIn(aws.session()) as server:
        code, shown = _run(run, server, "--source-profile", name)
    assert (code, server.requests, _state(folder)) == (NO, [], before)
    assert told in shown


def test_without_any_access_key_the_first_step_is_named(folder: Path, run: Run) -> None:
    (folder / "credentials").unlink()
    done = run("add", "--from-mfa")
    assert done.returncode == NO
    assert "`awscred add`" in done.stderr


@pytest.mark.parametrize(
    ("answer", "code", "told"),
    [
        pytest.param(refusal("AccessDenied", WRONG), FAILED, "not accept", id="wrong code"),
        pytest.param(refusal("AccessDenied", NO_DEVICE), NO, "Check the MFA device", id="device"),
        pytest.param(
            refusal("InvalidClientTokenId"), NO, "AWS does not know this access key", id="key"
        ),
        pytest.param(
            refusal("ValidationError", "durationSeconds is too long", 400),
            NO,
            "--duration-seconds",
            id="duration",
        ),
        pytest.param(refusal("Throttling", "slow", 400), FAILED, "Throttling", id="throttling"),
        pytest.param(aws.Answer(200, "<html></html>"), FAILED, "not from AWS", id="web page"),
        pytest.param(aws.identity(), FAILED, "not from AWS", id="another answer"),
        pytest.param(aws.session(secret="two words"), FAILED, "not from AWS", id="a bad key"),
    ],
)
def test_without_a_session_nothing_is_written(
    answer: aws.Answer, code: int, told: str, folder: Path, run: Run
) -> None:
    before = _state(folder)
    with StandIn(answer) as server:
        found, shown = _run(run, server)
    assert (found, _state(folder)) == (code, before)
    assert "nothing was written" in shown
    assert told in shown


def test_a_silent_endpoint_is_given_up(folder: Path, run: Run) -> None:
    before = _state(folder)
    with aws.RawServer(aws.say_nothing) as silent:
        done = run(*ADD, "--timeout", "0.2", input="123456\n", AWS_ENDPOINT_URL=silent.url)
    assert (done.returncode, _state(folder)) == (FAILED, before)
    assert "nothing was written" in done.stderr


def test_a_dry_run_asks_for_no_code_and_shows_no_keys(folder: Path, run: Run) -> None:
    before = _state(folder)
    with StandIn() as server:
        done = run("add", "dev-mfa", "--from-mfa", "--dry-run", AWS_ENDPOINT_URL=server.url)
    assert (done.returncode, server.requests, _state(folder)) == (OK, [], before)
    assert "+[dev-mfa]" in done.stdout
    assert "+aws_session_token = ********" in done.stdout
    assert "does not ask AWS" in done.stderr


@pytest.mark.parametrize(
    ("args", "stdin", "told"),
    [
        (("dev-mfa",), "", "no terminal to ask for it"),
        (("dev-mfa", "--stdin"), "12345\n", "six digits"),
        (("dev-mfa", "--stdin"), "123456\n234567\n", "six digits"),
        (("x", "--stdin"), "123456\n", "--source-profile"),
        (("dev",), "", "such as dev-mfa"),
        (("dev-mfa", "--mfa-serial", "short"), "", "short is not an MFA device"),
        (("dev-mfa", "--mfa-serial", ""), "", "is not an MFA device"),
        (("dev-mfa", "--duration-seconds", "899"), "", "129600"),
        (("dev-mfa", "--duration-seconds", "12h"), "", "129600"),
        (("dev-mfa", "--no-verify"), "", "leave out --no-verify"),
        (("dev-mfa", "--access-key-id", KEY), "", "choose one kind"),
        (("dev-mfa", "--role-arn", "x"), "", "choose one kind"),
        (("my name", "--source-profile", "dev"), "", "is not portable"),
    ],
)
def test_wrong_usage_is_refused(
    args: tuple[str, ...], stdin: str, told: str, folder: Path, run: Run
) -> None:
    before = _state(folder)
    done = run("add", "--from-mfa", *args, input=stdin)
    assert (done.returncode, _state(folder)) == (USAGE, before), done.stderr
    assert told in " ".join(done.stderr.split())


@pytest.mark.parametrize(
    ("config", "credentials"),
    [
        (f"[profile dev]\nmfa_serial = {DEVICE}\n", ""),
        (f"[profile dev-mfa]\nawscred_mfa_device = {DEVICE}\n", SESSION),
        (f"[profile dev]\naws_mfa_device = {DEVICE}\n", ""),
        (
            "[profile ops]\nrole_arn = arn:aws:iam::123456789012:role/ops\n"
            f"source_profile = dev\nmfa_serial = {DEVICE}\n",
            "",
        ),
    ],
    ids=["the source", "the session", "aws-mfa", "a role"],
)
def test_the_device_is_found_in_the_files(
    config: str, credentials: str, folder: Path, run: Run
) -> None:
    (folder / "config").write_text(config)
    (folder / "credentials").write_text(f"[dev]\n{KEYS}{credentials}")
    with StandIn(aws.session()) as server:
        assert _run(run, server)[0] == OK
        other = "GAHT12345678"
        assert _run(run, server, "--mfa-serial", other)[0] == OK
    assert [one.fields["SerialNumber"] for one in server.requests] == [DEVICE, other]
    assert _files(folder).profiles["dev-mfa"].settings["awscred_mfa_device"] == other


@pytest.mark.parametrize(
    ("name", "command"),
    [
        (("work",), "awscred add --from-mfa --source-profile dev work"),
        (("--", "-x"), "awscred add --from-mfa --source-profile dev -- -x"),
    ],
)
def test_the_command_to_renew_can_be_typed(
    name: tuple[str, ...], command: str, folder: Path, run: Run
) -> None:
    add = ("add", "--from-mfa", "--stdin", "--source-profile", "dev", "--region", "EU_WEST_3")
    with StandIn(aws.session()) as server:
        done = run(*add, *name, input="123456", AWS_ENDPOINT_URL=server.url)
    assert done.returncode == OK, done.stderr
    assert f"Renew it: {command}\n" in done.stdout
    assert _files(folder).profiles[name[-1]].region == "eu-west-3"


def test_files_that_an_option_names_get_no_other_address(folder: Path, run: Run) -> None:
    """Their endpoint could be anybody's."""
    with StandIn(aws.session()) as trusted, StandIn() as other:
        with (folder / "config").open("a") as file:
            file.write(f"endpoint_url = {other.url}\n")
        code, _ = _run(run, trusted, "--config", str(folder / "config"))
    assert code == OK
    assert not other.requests
