"""`awscred add`, as a person at a terminal and as a script, against a real STS (moto's)."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

import pytest

import awscred
from awscred.profiles import Files
from tests import aws
from tests.aws import KEY, SECRET
from tests.conftest import Run
from tests.terminal import end, terminal
from tests.test_changes import botocore_profiles

TEMPORARY = KEY.replace("AKIA", "ASIA")
ROLE = "arn:aws:iam::123456789012:role/deploy"
KEYS = f"aws_access_key_id = {KEY}\naws_secret_access_key = {SECRET}\n"


def _files(home: Path) -> Files:
    return awscred.load(str(home / ".aws/config"), str(home / ".aws/credentials"))


# --- at a terminal


def test_the_panel_asks_and_adds(
    home: Path, moto: aws.Moto, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL_STS", moto.url)
    with terminal("add") as child:
        child.expect("Kind of credentials")
        child.sendline("key")
        child.expect("Profile name")
        child.sendline("  dev ")
        child.expect("Access key id")
        child.sendline(f" {moto.access_key_id}\t")
        child.expect("Secret access key")
        child.sendline(moto.secret_access_key)
        child.expect("Enter for none")
        child.sendline("")
        code, shown = end(child)
    assert code == 0
    assert moto.user_arn in shown
    assert "123456789012" in shown
    assert moto.secret_access_key not in shown
    assert _files(home).profiles["dev"].settings == {
        "aws_access_key_id": moto.access_key_id,
        "aws_secret_access_key": moto.secret_access_key,
    }


def test_a_slip_is_told_and_asked_again(home: Path) -> None:
    with terminal("add", "--no-verify") as child:
        child.expect("Kind of credentials")
        child.sendline("keys")
        child.expect("'keys' is not in the list")
        child.sendline("2")
        child.expect("Profile name")
        child.sendline("my profile")
        child.expect("is not portable")
        child.expect("Profile name")
        child.sendline("dev")
        child.expect("Access key id")
        child.sendline(SECRET)
        child.expect(re.escape(f"{SECRET}\r\n\x1b[A\r\x1b[2Kthis is a secret key"))
        child.expect("Access key id")
        child.sendline(KEY)
        child.expect("Secret access key")
        child.sendline(KEY)
        child.expect("this is an access key id")
        child.expect("Secret access key")
        child.sendline(SECRET[:-1])
        child.expect("has 39 characters; those of AWS have 40")
        child.sendline(SECRET)
        child.expect("Enter for none")
        child.sendline("eu-wset-1")
        child.expect("did you mean eu-west-1")
        child.sendline("EU_WEST_1")
        code, _ = end(child)
    assert code == 0
    assert _files(home).profiles["dev"].kind == "static"


def test_a_temporary_key_is_asked_for_its_token(home: Path) -> None:
    with terminal("add", "dev", "--no-verify", "--access-key-id", TEMPORARY) as child:
        child.expect("Secret access key")
        child.sendline(SECRET)
        child.expect("Session token")
        child.sendline("the/token+=")
        child.expect("Enter for none")
        child.sendline("")
        code, shown = end(child)
    assert code == 0
    assert "the/token" not in shown
    assert _files(home).profiles["dev"].settings["aws_session_token"] == "the/token+="


@pytest.mark.parametrize("prompts", [1, 2, 3, 4, 5], ids=["kind", "name", "id", "secret", "region"])
@pytest.mark.parametrize("key", ["\x03", "\x04"], ids=["Ctrl-C", "Ctrl-D"])
def test_an_interrupted_prompt_writes_nothing(prompts: int, key: str, home: Path) -> None:
    answers = [
        *(("Kind of credentials", "key"), ("Profile name", "dev")),
        *(("Access key id", KEY), ("Secret access key", SECRET), ("Enter for none", "")),
    ]
    with terminal("add", "--no-verify") as child:
        for label, answer in answers[: prompts - 1]:
            child.expect(label)
            child.sendline(answer)
        child.expect(answers[prompts - 1][0])
        child.expect(": ")
        child.send(key)
        code, shown = end(child)
    assert code == 130
    assert "interrupted" in shown
    assert "Traceback" not in shown
    assert not (home / ".aws").exists()


# --- in a script


def test_keys_by_standard_input(home: Path, moto: aws.Moto, run: Run) -> None:
    done = run(
        *("add", "dev", "--access-key-id", moto.access_key_id, "--region", "eu-west-1", "--stdin"),
        input=f"\ufeff {moto.secret_access_key} \r\n",
        AWS_ENDPOINT_URL_STS=moto.url,
    )
    assert done.returncode == 0, done.stderr
    assert moto.user_arn in done.stdout
    assert moto.secret_access_key not in done.stdout + done.stderr
    expected = {
        "aws_access_key_id": moto.access_key_id,
        "aws_secret_access_key": moto.secret_access_key,
        "region": "eu-west-1",
    }
    folder = home / ".aws"
    assert botocore_profiles(folder / "config", folder / "credentials") == {"dev": expected}
    assert awscred.reading("toolkit", _files(home)).profiles == {"dev": expected}
    assert "secret" not in (folder / "config").read_text()


def test_keys_by_the_environment(home: Path, run: Run) -> None:
    done = run(
        *("add", "dev", "--from-env", "--no-verify"),
        AWS_ACCESS_KEY_ID=TEMPORARY,
        AWS_SECRET_ACCESS_KEY=SECRET,
        AWS_SESSION_TOKEN="the/token",
    )
    assert done.returncode == 0, done.stderr
    assert _files(home).profiles["dev"].kind == "temporary"
    assert SECRET not in done.stdout + done.stderr


@pytest.mark.parametrize(
    ("key_id", "secret", "told"),
    [
        pytest.param(KEY, SECRET, "does not know", id="unknown key"),
        pytest.param(None, SECRET, "secret does not belong", id="wrong secret"),
    ],
)
def test_refused_keys_write_nothing(
    key_id: str | None, secret: str, told: str, home: Path, moto: aws.Moto, run: Run
) -> None:
    done = run(
        *("add", "dev", "--access-key-id", key_id or moto.access_key_id, "--stdin"),
        input=secret,
        AWS_ENDPOINT_URL_STS=moto.url,
    )
    assert done.returncode == 1
    assert "nothing was written" in done.stderr
    assert told in done.stderr
    assert not (home / ".aws").exists()


def test_an_unreachable_sts_writes_nothing_and_says_how_to_go_on(home: Path, run: Run) -> None:
    done = run("add", "dev", "--access-key-id", KEY, "--stdin", input=SECRET)
    assert done.returncode == 3
    assert "nothing was written" in done.stderr
    assert "--no-verify" in done.stderr
    assert not (home / ".aws").exists()


def test_a_role_is_assumed_before_it_is_written(home: Path, moto: aws.Moto, run: Run) -> None:
    keys = ("add", "dev", "--access-key-id", moto.access_key_id, "--stdin", "--no-verify")
    assert run(*keys, input=moto.secret_access_key).returncode == 0
    role = ("add", "deploy", "--source-profile", "dev", "--region", "eu-west-1")
    done = run(*role, "--role-arn", moto.locked_role_arn, AWS_ENDPOINT_URL_STS=moto.url)
    assert done.returncode == 1
    assert "deploy" not in _files(home).profiles
    done = run(*role, "--role-arn", moto.role_arn, AWS_ENDPOINT_URL_STS=moto.url)
    assert done.returncode == 0, done.stderr
    assert "assumed-role/deploy" in done.stdout
    assert _files(home).profiles["deploy"].settings == {
        "role_arn": moto.role_arn,
        "source_profile": "dev",
        "region": "eu-west-1",
    }


SSO = ("--sso-account-id", "111122223333", "--sso-role-name", "ReadOnly")
NEW_SESSION = ("--sso-start-url", "https://example.awsapps.com/start", "--sso-region", "eu-west-1")


def test_an_sso_profile_comes_with_its_session(home: Path, run: Run) -> None:
    done = run("add", "a", "--sso-session", "corp", *NEW_SESSION, *SSO)
    assert done.returncode == 0, done.stderr
    assert "aws sso login --profile a" in done.stdout
    assert run("add", "b", "--sso-session", "corp", *SSO).returncode == 0
    text = (home / ".aws/config").read_text()
    assert text.count("[sso-session corp]") == 1
    assert "sso_registration_scopes = sso:account:access" in text
    assert {profile.kind for profile in _files(home).profiles.values()} == {"sso"}


def test_a_session_of_that_name_with_another_portal_is_refused(home: Path, run: Run) -> None:
    run("add", "a", "--sso-session", "corp", *NEW_SESSION, *SSO)
    other = ("--sso-start-url", "https://other.awsapps.com/start")
    done = run("add", "b", "--sso-session", "corp", *other, *SSO)
    assert done.returncode == 2
    assert "a different sso_start_url" in done.stderr


def test_a_process_is_run_before_it_is_written(
    home: Path, moto: aws.Moto, run: Run, tmp_path: Path
) -> None:
    script = tmp_path / "keys"
    script.write_text(
        f"#!{sys.executable}\nimport json\nprint(json.dumps({{'Version': 1, "
        f"'AccessKeyId': '{moto.access_key_id}', 'SecretAccessKey': '{moto.secret_access_key}'}}))"
    )
    script.chmod(0o700)
    done = run("add", "p", "--process", str(script), AWS_ENDPOINT_URL_STS=moto.url)
    assert done.returncode == 0, done.stderr
    assert moto.user_arn in done.stdout
    assert _files(home).profiles["p"].settings == {"credential_process": str(script)}


@pytest.mark.parametrize(
    ("args", "stdin", "told"),
    [
        pytest.param(("add",), "", "PROFILE", id="no name and no terminal"),
        pytest.param(("add", "a"), "", "--access-key-id", id="no id and no terminal"),
        pytest.param(("add", "a", "--access-key-id", KEY), "", "--stdin", id="no secret"),
        pytest.param(
            ("add", "a", "--access-key-id", KEY, "--stdin"), "", "no lines", id="empty stdin"
        ),
        pytest.param(
            ("add", "a", "--access-key-id", KEY, "--stdin"),
            "a\nb\nc\n",
            "3 lines",
            id="three lines",
        ),
        pytest.param(
            ("add", "a", "--access-key-id", SECRET, "--stdin"), KEY, "secret key", id="swapped"
        ),
        pytest.param(
            ("add", "a", "--access-key-id", KEY, "--stdin"), KEY, "access key id", id="two ids"
        ),
        pytest.param(
            ("add", "a", "--access-key-id", TEMPORARY, "--stdin"), SECRET, "token", id="no token"
        ),
        pytest.param(
            ("add", "a", "--access-key-id", "short", "--stdin"), SECRET, "AKIA", id="short id"
        ),
        pytest.param(
            ("add", "a", "--access-key-id", KEY, "--stdin"), "a b", "spaces", id="two words"
        ),
        pytest.param(("add", "a", "--from-env"), "", "AWS_ACCESS_KEY_ID", id="empty environment"),
        pytest.param(("add", "a b", "--from-env"), "", "is not portable", id="a name with a blank"),
        pytest.param(("add", "a", "--region", "Europe"), "", "eu-west-1", id="no region"),
        pytest.param(("add", "a", "--role-arn", "x", "--stdin"), "", "one kind", id="two kinds"),
        pytest.param(("add", "a", "--role-arn", ROLE), "", "--source-profile", id="half a role"),
        pytest.param(
            ("add", "a", "--sso-session", "s"), "", "--sso-start-url", id="half a session"
        ),
        pytest.param(("add", "a", "--process", ""), "", "is not a command", id="empty process"),
        pytest.param(
            ("add", "a", KEY, SECRET), "", "too many arguments", id="a secret as argument"
        ),
        pytest.param(
            ("add", "a", f"--secret-access-key={SECRET}"), "", "option", id="as an option"
        ),
    ],
)
def test_what_cannot_be_meant_is_refused(
    args: tuple[str, ...], stdin: str, told: str, home: Path, run: Run
) -> None:
    done = run(*args, "--no-verify", input=stdin)
    assert done.returncode == 2, done.stderr
    assert told in done.stderr
    assert SECRET not in done.stdout + done.stderr
    assert not (home / ".aws").exists()


def test_a_source_profile_that_does_not_exist_is_refused(home: Path, run: Run) -> None:
    done = run("add", "a", "--role-arn", ROLE, "--source-profile", "b", "--no-verify")
    assert done.returncode == 1
    assert "source profile b does not exist" in done.stderr
    assert not (home / ".aws").exists()


def test_a_name_that_exists_is_refused_and_shown_where(aws_folder: Path, run: Run) -> None:
    (aws_folder / "config").write_text("\n[profile dev]\nregion = eu-west-1\n")
    done = run("add", "dev", "--access-key-id", KEY, "--stdin", "--no-verify", input=SECRET)
    assert done.returncode == 2
    assert "already exists at ~/.aws/config:2" in done.stderr
    assert os.listdir(aws_folder) == ["config"]


# --- other kinds


def test_each_kind_is_offered_with_what_there_is(home: Path) -> None:
    (home / ".aws").mkdir()
    (home / ".aws/config").write_text(
        "[sso-session corp]\nsso_start_url = https://corp.awsapps.com/start\n"
        f"sso_region = eu-west-1\n[profile base]\n{KEYS}region = eu-west-3\n"
    )
    with terminal("add", "--no-verify") as child:
        child.expect("Kind of credentials")
        child.sendline("role")
        child.expect("Profile name")
        child.sendline("deploy")
        child.expect("Profiles with credentials: base")
        child.expect("Role ARN")
        child.sendline(f'"{ROLE}"')
        child.expect("Source profile")
        child.sendline("bse")
        child.expect("did you mean base")
        child.sendline("base")
        child.expect(re.escape("Region (- for none) [eu-west-3]"))
        child.sendline("")
        code, shown = end(child)
    assert code == 0
    assert "export AWS_PROFILE=deploy" in shown
    with terminal("add", "work") as child:
        child.expect("Kind of credentials")
        child.sendline("")
        child.expect("Sessions: corp")
        child.sendline("")
        child.expect("Account id")
        child.sendline("1111-2222-3333")
        child.expect("Role name")
        child.sendline("Admin")
        child.expect("Region")
        child.sendline("-")
        code, shown = end(child)
    assert code == 0
    assert "aws sso login --profile work" in shown
    found = _files(home).profiles
    assert found["deploy"].settings == {
        "role_arn": ROLE,
        "source_profile": "base",
        "region": "eu-west-3",
    }
    assert found["work"].settings == {
        "sso_session": "corp",
        "sso_account_id": "111122223333",
        "sso_role_name": "Admin",
    }


def test_a_console_login_is_written_as_aws_login_does(aws_folder: Path, run: Run) -> None:
    arn = "arn:aws:iam::123456789012:user/alice"
    done = run("add", "x", "--login", "--login-session", arn)
    assert done.returncode == 0
    assert "aws login --profile x" in done.stdout
    assert (aws_folder / "config").read_text() == f"[profile x]\nlogin_session = {arn}\n"


def test_a_dry_run_shows_the_profile_and_writes_nothing(home: Path, run: Run) -> None:
    done = run(*("add", "dev", "--access-key-id", KEY, "--stdin", "--dry-run"), input=SECRET)
    assert done.returncode == 0
    assert f"+aws_access_key_id = {KEY}" in done.stdout
    assert SECRET not in done.stdout
    assert not (home / ".aws").exists()


def test_what_validate_finds_in_a_new_profile_is_noted(home: Path, run: Run) -> None:
    keys = ("--access-key-id", KEY, "--stdin", "--no-verify", "--region", "eu-wset-1")
    done = run("add", "dev", *keys, input=SECRET)
    assert done.returncode == 0
    assert "error[region-form]: region of dev: eu-wset-1 is not an AWS region" in done.stderr
    (home / "keys").write_text(KEYS)
    imported = ("import", str(home / "keys"), "--profile", "ci", "--region", "eu-wset-1")
    done = run(*imported, "--no-verify")
    assert "error[region-form]: region of ci: eu-wset-1 is not an AWS region" in done.stderr
    assert "region of dev" not in done.stderr


def test_a_key_that_another_profile_has_is_told(aws_folder: Path, run: Run) -> None:
    (aws_folder / "credentials").write_text(f"[old]\n{KEYS}")
    with terminal("add", "dev", "--access-key-id", KEY, "--no-verify") as child:
        child.expect(r"profile old already uses this access key \(~/.aws/credentials:1\)")
        child.expect("Secret access key")


def test_lines_break_between_words_but_not_in_commands(home: Path) -> None:
    name = "development-of-the-new-shop"
    with terminal("add", name, "--process", "/bin/true", "--no-verify", columns=40) as child:
        code, shown = end(child)
    assert code == 0
    lines = shown.splitlines()
    assert f"Check it: awscred whoami {name}" in lines
    assert f"Use it:   export AWS_PROFILE={name}" in lines
    assert lines[:2] == ["Added profile", f"{name} in"]


def test_the_advice_about_a_new_profile_does_not_need_the_profile(
    home: Path, moto: aws.Moto, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL_STS", moto.url)
    (home / ".aws").mkdir()
    (home / ".aws/credentials").write_text(f"[dev]\n{KEYS}")
    role = ("--role-arn", ROLE, "--source-profile", "dev")
    mfa = ("--mfa-serial", "arn:aws:iam::123456789012:mfa/alice", "--region", "us-east-1")
    with terminal("add", "deploy", *role, *mfa) as child:
        child.expect("Enter to skip: ")
        child.sendline("")
        code, shown = end(child)
    assert code == 3
    assert "whoami" not in shown
    assert "Try again, and enter the code" in shown


def test_comments_are_only_in_a_new_file(aws_folder: Path, run: Run) -> None:
    (aws_folder / "credentials").write_text(f"[old]\n{KEYS}")
    keys = ("--access-key-id", KEY, "--stdin", "--no-verify")
    assert run("add", "dev", *keys, input=SECRET).returncode == 0
    assert "#" not in (aws_folder / "credentials").read_text()
