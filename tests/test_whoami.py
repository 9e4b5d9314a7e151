"""`whoami` for one and for all, and `--verify`, as a user and as a script see them."""

from __future__ import annotations

import hashlib
import json
import os
import shlex
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pexpect
import pytest

from awscred.identity import Problem, named, unnamed
from tests import aws
from tests.aws import KEY, OTHER_KEY, OTHER_SECRET, SECRET, Answer, RawServer, StandIn, refusal
from tests.conftest import Run

KEYS = f"aws_access_key_id = {KEY}\naws_secret_access_key = {SECRET}\n"
ROLE = "arn:aws:iam::123456789012:role/deploy"
AWSCRED = f"{sys.executable} -m awscred"


@pytest.fixture
def endpoint(monkeypatch: pytest.MonkeyPatch) -> Iterator[StandIn]:
    """An STS that accepts all keys."""
    with StandIn() as server:
        monkeypatch.setenv("AWS_ENDPOINT_URL", server.url)
        yield server


@pytest.fixture
def mixed(aws_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Profiles of many kinds and with many results, each with its own STS; and the one program's
    trace."""
    trace = aws_folder / "trace"
    permission = "arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_Read_0123456789abcdef/me@x"
    session = f"arn:aws:sts::{aws.ACCOUNT}:assumed-role/d/s"
    portal = {
        "roleCredentials": {
            "accessKeyId": KEY,
            "secretAccessKey": SECRET,
            "sessionToken": "x",
            "expiration": 4_000_000_000_000,
        }
    }
    printed = {"Version": 1, "AccessKeyId": KEY, "SecretAccessKey": SECRET}
    script = aws_folder / "keys"
    script.write_text(f"#!/bin/sh\ntouch {trace}\necho '{json.dumps(printed)}'\n")
    script.chmod(0o755)
    cache = aws_folder / "sso" / "cache"
    cache.mkdir(parents=True)
    token = {"accessToken": "x", "expiresAt": "2099-01-01T00:00:00Z"}
    (cache / f"{hashlib.sha1(b's').hexdigest()}.json").write_text(json.dumps(token))
    monkeypatch.delenv("AWS_ENDPOINT_URL")
    with (
        StandIn() as yes,
        StandIn(aws.assumed(), aws.identity(session)) as role,
        StandIn(Answer(body=json.dumps(portal))) as sso,
        StandIn(aws.identity(permission)) as sso_sts,
        StandIn(aws.identity("arn:aws-cn:iam::999988887777:user/li")) as china,
        StandIn(refusal("ExpiredToken")) as expired,
        StandIn(refusal("Throttling", status=400)) as busy,
    ):
        places = {"yes": yes, "role": role, "china": china, "expired": expired, "busy": busy}
        services = "".join(
            f"[services {name}]\nsts =\n  endpoint_url = {server.url}\n"
            for name, server in places.items()
        )
        (aws_folder / "config").write_text(
            f"[default]\nservices = yes\n{KEYS}"
            f"[profile role]\nservices = role\nrole_arn = {ROLE}\nsource_profile = default\n"
            "[profile sso]\nservices = sso\nsso_session = s\nsso_account_id = 111122223333\n"
            "sso_role_name = Read\n"
            "[sso-session s]\nsso_start_url = https://example.awsapps.com/start\n"
            "sso_region = us-east-1\nsso_registration_scopes = sso:account:access\n"
            "[profile no-login]\nsso_start_url = https://other.awsapps.com/start\n"
            "sso_region = us-east-1\nsso_account_id = 111122223333\nsso_role_name = Read\n"
            f"[profile program]\nservices = yes\ncredential_process = {script}\n"
            f"[profile china]\nregion = cn-north-1\nservices = china\n{KEYS}"
            f"[profile old]\nservices = expired\n{KEYS}"
            f"[profile busy]\nservices = busy\n{KEYS}"
            f"[profile circle]\nrole_arn = {ROLE}\nsource_profile = circle-2\n"
            f"[profile circle-2]\nrole_arn = {ROLE}\nsource_profile = circle\n"
            f"[services sso]\nsso =\n  endpoint_url = {sso.url}\n"
            f"sts =\n  endpoint_url = {sso_sts.url}\n{services}"
        )
        (aws_folder / "config").chmod(0o600)
        yield trace


FATES = [
    ("default", "ok", "user", "-"),
    ("role", "ok", "assumed-role", "-"),
    ("sso", "ok", "sso", "-"),
    ("no-login", "unknown", "-", "NeedsLogin"),
    ("program", "unknown", "-", "ProcessNotAllowed"),
    ("china", "ok", "user", "-"),
    ("old", "refused", "-", "ExpiredToken"),
    ("busy", "unknown", "-", "Throttling"),
    ("circle", "broken", "-", "BadProfile"),
    ("circle-2", "broken", "-", "BadProfile"),
]


def test_all_in_the_order_of_the_files(mixed: Path, run: Run) -> None:
    done = run("whoami", "--all")
    assert done.returncode == 1
    rows = [line.split("\t") for line in done.stdout.splitlines()]
    assert [(row[0], row[1], row[5], row[9]) for row in rows] == FATES
    assert not mixed.exists()
    assert "`aws sso login --profile no-login`" in done.stderr
    assert SECRET not in done.stdout + done.stderr


def test_all_as_a_document(mixed: Path, aws_folder: Path, run: Run) -> None:
    done = run("whoami", "--all", "-f", "json", "--allow-process")
    assert done.returncode == 1
    found = {who["profile"]: who for who in json.loads(done.stdout)["identities"]}
    assert list(found) == [name for name, *_ in FATES]
    assert mixed.exists()
    assert found["program"]["status"] == "ok"
    sso = found["sso"]
    assert (sso["account"], sso["name"], sso["session"]) == ("111122223333", "Read", "me@x")
    assert sso["expires"] == "2096-10-02T07:06:40Z"
    assert sso["chain"][0]["cache"].endswith(f"{hashlib.sha1(b's').hexdigest()}.json")
    assert found["china"]["partition"] == "aws-cn"
    assert [hop["profile"] for hop in found["role"]["chain"]] == ["role", "default"]
    assert found["role"]["credentials_from"] == f"{aws_folder}/config:1"
    assert found["role"]["expires"] == "2099-01-01T00:00:00Z"
    assert found["old"]["error"]["code"] == "ExpiredToken"


def test_all_as_a_table(mixed: Path, run: Run) -> None:
    done = run("whoami", "--all", "-f", "table")
    lines = done.stdout.splitlines()
    assert lines[0].split() == [
        "Profile",
        "Account",
        "Identity",
        "Status",
        "Partition",
        "Expires",
        "ARN",
    ]
    assert "123456789012  role d" in lines[2]
    assert next(line for line in lines if line.startswith("old")).split() == ["old", "refused"]
    assert lines[1].split()[:5] == ["default", "123456789012", "IAM", "user", "alice"]
    assert "alice  ok" in lines[1]
    told = next(line for line in lines if line.startswith("no-login"))
    assert told.split() == ["no-login", "111122223333", "SSO", "Read", "unknown"]


def test_one_profile_shows_what_the_files_say(mixed: Path, run: Run) -> None:
    """If AWS has not confirmed it."""
    assert run("whoami", "no-login", "-f", "table").stdout.startswith(
        "Profile    no-login\n"
        "Status     unknown\n"
        "Account    111122223333 (from the files)\n"
        "Identity   SSO Read (from the files)\n"
        "From       "
    )
    shown = run("whoami", "default", "-f", "table").stdout
    assert "123456789012\n" in shown
    assert "from the files" not in shown
    assert "Account" not in run("whoami", "old", "-f", "table").stdout


def test_one_sign_in_is_asked_for_once(aws_folder: Path, endpoint: StandIn, run: Run) -> None:
    """Once for each session, also for roles that need it. Old settings share the sign-in of a start
    URL."""
    role = "sso_account_id = 111122223333\nsso_role_name = Read\n"
    url = "sso_region = us-east-1\nsso_start_url = https://x.awsapps.com/start\n"
    (aws_folder / "config").write_text(
        f"[sso-session team]\n{url}sso_registration_scopes = sso:account:access\n"
        + "".join(f"[profile p{at}]\nsso_session = team\n{role}" for at in range(13))
        + f"[profile role]\nrole_arn = {ROLE}\nsource_profile = p1\n"
        + "".join(f"[profile old{at}]\n{url}{role}" for at in range(2))
    )
    lines = run("whoami", "--all", "-f", "table").stderr.splitlines()
    assert lines == [
        "error: 14 profiles of sso-session team are not signed in: "
        "run `aws sso login --sso-session team`",
        "error: 2 profiles of https://x.awsapps.com/start are not signed in: "
        "run `aws sso login --profile old0`",
    ]
    assert run("whoami", "p3").stderr == (
        "error: p3 is not signed in: run `aws sso login --sso-session team`\n"
    )


@pytest.mark.parametrize(
    ("profiles", "code"),
    [
        (("default", "role", "sso"), 0),
        (("default", "busy"), 3),
        (("busy", "old"), 1),
        (("circle",), 1),
        (("no-login",), 3),
        (("gone", "busy"), 1),
    ],
    ids=str,
)
def test_the_exit_code(profiles: tuple[str, ...], code: int, mixed: Path, run: Run) -> None:
    assert run("whoami", *profiles).returncode == code


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (("--expect-account", "123456789012"), 0),
        (("--expect-account", "210987654321"), 1),
        (("--expect-account", ""), 2),
        (("--expect-account", "12345"), 2),
        (("--expect-arn", "arn:aws:iam::123456789012:user/*"), 0),
        (("--expect-arn", "arn:aws:iam::*:user/bob"), 1),
        (("--expect-arn", ""), 2),
        (("--expect-arn", "*:user/alice"), 0),
    ],
    ids=str,
)
def test_what_is_expected(
    options: tuple[str, str], code: int, endpoint: StandIn, aws_folder: Path, run: Run
) -> None:
    (aws_folder / "credentials").write_text(f"[default]\n{KEYS}")
    done = run("whoami", *options)
    assert done.returncode == code
    assert bool(done.stderr) == (code != 0)


def test_what_could_not_be_found_out_meets_no_expectation(mixed: Path, run: Run) -> None:
    assert run("whoami", "busy", "--expect-account", "123456789012").returncode == 3


def test_nobody_to_ask_about_is_no_yes(aws_folder: Path, run: Run) -> None:
    done = run("whoami", "--all")
    assert done.returncode == 1
    assert "awscred add" in done.stderr


def test_the_first_steps_of_somebody_without_profiles(aws_folder: Path, run: Run) -> None:
    done = run("whoami")
    assert done.returncode == 1
    assert "Run `awscred add` to create one" in done.stderr


@pytest.mark.parametrize("pattern", ["", " ", "*", "**"])
def test_a_pattern_that_expects_nothing_is_wrong(pattern: str, run: Run) -> None:
    assert run("whoami", "--expect-arn", pattern).returncode == 2


def test_a_time_out_is_a_number(aws_folder: Path, run: Run) -> None:
    assert run("whoami", "--timeout", "nan").returncode == 2


def test_the_same_reason_is_told_once(aws_folder: Path, run: Run) -> None:
    text = "".join(f"[p{number}]\n{KEYS}" for number in range(9))
    (aws_folder / "credentials").write_text(text)
    done = run("whoami", "--all", AWS_ENDPOINT_URL=aws.closed_port())
    assert done.returncode == 3
    assert done.stderr.count("error: ") == 1
    assert done.stderr.startswith("error: p0, p1, p2, p3, p4 and 4 more: ")


def test_hints_have_the_name_of_a_profile(aws_folder: Path, run: Run) -> None:
    """The first one, if several share the hint; each its own in a document."""
    program = "credential_process = /no/tool\n"
    (aws_folder / "config").write_text(
        f"[profile a]\n{program}[profile b]\n{program}[profile no]\nregion = eu-west-1\n"
    )
    said = run("whoami", "--all").stderr
    assert "hint: Run a command such as `awscred whoami a`, or use --allow-process." in said
    assert "`awscred set no KEY VALUE` to add keys" in said
    assert "PROFILE" not in said
    found = json.loads(run("whoami", "--all", "-f", "json").stdout)["identities"]
    assert "`awscred whoami b`" in found[1]["error"]["hint"]
    assert "hint: Run `awscred set no KEY VALUE` to add" in run("whoami", "no").stderr


@pytest.mark.parametrize("name", ["a", "my prof", "-x", "awscred", "PROFILE", "a\\1"])
def test_a_name_in_a_hint_is_left_out_and_put_back(name: str) -> None:
    hint = "Run `awscred whoami PROFILE` or `export AWS_PROFILE=PROFILE`."
    shown = named(Problem("Code", "message", hint), name)
    assert unnamed(shown, name).hint == hint
    argument = shlex.split(shown.hint.split("`")[1])[2:]
    assert argument == (["--", name] if name == "-x" else [name])
    assert shown.hint.endswith("`export AWS_PROFILE=PROFILE`.")


def test_explain_draws_the_chain(mixed: Path, run: Run) -> None:
    done = run("whoami", "--explain", "role", "sso", AWS_PROFILE="other")
    assert done.stdout == (
        "role: role d in account 123456789012\n"
        f"├─ role {ROLE}  ~/.aws/config:7\n"
        f"│  └─ default: access key {KEY}  ~/.aws/config:3\n"
        "└─ but AWS_PROFILE is other, which AWS tools use where no profile is named\n"
        "\n"
        "sso: SSO Read in account 111122223333\n"
        "├─ SSO Read in 111122223333, login of s  ~/.aws/config:11\n"
        f"│  └─ kept in ~/.aws/sso/cache/{hashlib.sha1(b's').hexdigest()}.json\n"
        "└─ but AWS_PROFILE is other, which AWS tools use where no profile is named\n"
    )


def test_another_tool_would_use_other_credentials(
    endpoint: StandIn, aws_folder: Path, run: Run
) -> None:
    (aws_folder / "config").write_text("[profile p]\ncredential_process = /opt/get\n")
    (aws_folder / "credentials").write_text(f"[p]\n{KEYS}")
    done = run("whoami", "p", "-f", "json")
    (who,) = json.loads(done.stdout)["identities"]
    assert who["status"] == "ok"
    assert who["instead"] == [
        "the AWS Toolkit, the Rust SDK and the Java SDK use the credential process of p instead"
    ]


def test_the_arguments_of_a_program_are_not_shown(
    endpoint: StandIn, aws_folder: Path, run: Run
) -> None:
    (aws_folder / "config").write_text(
        f"[profile p]\ncredential_process = /no/tool --secret {SECRET}\n"
        f"[profile q]\ncredential_process = SECRET={SECRET} tool\n"
    )
    for args in (("--all", "--explain"), ("--all", "-f", "json"), ("p", "q", "-f", "table")):
        done = run("whoami", *args)
        assert SECRET not in done.stdout + done.stderr
        assert SECRET.lower() not in (done.stdout + done.stderr).lower()


def test_debug_tells_requests_and_no_secret(endpoint: StandIn, aws_folder: Path, run: Run) -> None:
    token = "EXAMPLE/token/" * 20
    (aws_folder / "credentials").write_text(f"[default]\n{KEYS}aws_session_token = {token}\n")
    login = endpoint.url.replace("http://", "http://me:examplepassword@")
    done = run("--debug", "whoami", AWS_ENDPOINT_URL=login)
    assert done.returncode == 0, done.stderr
    assert "debug: GetCallerIdentity: asking http://********@127.0.0.1" in done.stderr
    assert "debug: GetCallerIdentity: HTTP 200" in done.stderr
    for secret in (SECRET, token[:40], "Authorization", "examplepassword"):
        assert secret not in done.stdout + done.stderr


def test_names_cannot_act_on_the_terminal(endpoint: StandIn, aws_folder: Path, run: Run) -> None:
    names = ("\x1b]52;c;x\x07", "[red]x[/]", "\u202egnp", "../x", "-f", "a'b")
    text = "".join(f"[{name}]\n{KEYS}" for name in names)
    (aws_folder / "credentials").write_text(text)
    for args in (("-f", "table"), ("-f", "plain"), ("--explain",)):
        done = (
            run("whoami", "--all", *args, "--color", "never")
            if False
            else run("whoami", "--all", *args)
        )
        said = done.stdout + done.stderr
        assert "\x1b" not in said
        assert "\x07" not in said
        assert "\u202e" not in said
        assert done.stdout


# ---- terminals ----------------------------------------------------------------------------------


def spawn(command: str) -> pexpect.spawn[str]:
    return pexpect.spawn(
        "bash", ["-c", command], encoding="utf-8", timeout=20, dimensions=(40, 120)
    )


def ended(child: pexpect.spawn[str]) -> int | None:
    child.expect(pexpect.EOF)
    child.close()
    code: int | None = child.exitstatus
    return code


def test_a_bar_counts_and_leaves_no_trace(endpoint: StandIn, aws_folder: Path) -> None:
    (aws_folder / "credentials").write_text(f"[a]\n{KEYS}[b]\n{KEYS}")
    child = spawn(f"{AWSCRED} whoami --all")
    child.expect(r"\] 0/2")
    child.expect(r"\] 2/2\r\x1b\[K\r\x1b\[K|\] 2/2\r\x1b\[K")
    child.expect("Profile")
    assert ended(child) == 0


@pytest.mark.parametrize(("answer", "code"), [("y", 0), ("n", 3)])
def test_all_names_the_programs_and_asks(
    answer: str, code: int, endpoint: StandIn, aws_folder: Path
) -> None:
    printed = json.dumps({"Version": 1, "AccessKeyId": KEY, "SecretAccessKey": SECRET})
    script = aws_folder / "keys"
    script.write_text(f"#!/bin/sh\ntouch {aws_folder}/trace\necho '{printed}'\n")
    script.chmod(0o755)
    (aws_folder / "config").write_text(f"[profile vault]\ncredential_process = {script}\n")
    child = spawn(f"{AWSCRED} whoami --all")
    child.expect(r"vault: output of .*/keys +~/.aws/config:2")
    child.expect(r"Run them\? \[y/N\]")
    child.sendline(answer)
    assert ended(child) == code
    assert (aws_folder / "trace").exists() == (answer == "y")


def test_codes_of_mfa_devices_are_asked_for_one_by_one(
    aws_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    role = f"role_arn = {ROLE}\nsource_profile = s\nmfa_serial = arn:aws:iam::1:mfa"
    (aws_folder / "config").write_text(
        f"[profile a]\n{role}/one\n[profile b]\n{role}/two\n[profile s]\n{KEYS}"
    )
    with StandIn(Answer(body=aws.assumed().body)) as server:
        monkeypatch.setenv("AWS_ENDPOINT_URL", server.url)
        child = spawn(f"{AWSCRED} whoami a b")
        for who, device, code in (("a", "one", "111111"), ("b", "two", "222222")):
            child.expect(rf"MFA code for {who} \(arn:aws:iam::1:mfa/{device}\), Enter to skip: ")
            child.sendline(code)
        ended(child)
    codes = [one.fields["TokenCode"] for one in server.requests if "TokenCode" in one.fields]
    assert codes == ["111111", "222222"]


def test_an_interruption_ends_it_at_once(aws_folder: Path) -> None:
    (aws_folder / "credentials").write_text("".join(f"[p{i}]\n{KEYS}" for i in range(50)))
    asked = threading.Event()

    def hang(connection: socket.socket) -> None:
        asked.set()
        aws.say_nothing(connection)

    with RawServer(hang) as hung:
        process = subprocess.Popen(
            [sys.executable, "-m", "awscred", "whoami", "--all"],
            env={**os.environ, "AWS_ENDPOINT_URL": hung.url},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert asked.wait(30)
        begin = time.monotonic()
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=10)
    assert process.returncode == 130
    assert time.monotonic() - begin < 5
    assert (out, err.strip()) == ("", "error: interrupted")


def test_closed_standard_input_is_nobody_to_ask(mixed: Path) -> None:
    done = subprocess.run(
        ["bash", "-c", f"{AWSCRED} whoami --all <&-"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "bug" not in done.stderr
    assert len(done.stdout.splitlines()) == len(FATES)


# ---- list and validate --------------------------------------------------------------------------


def test_list_with_what_aws_says(mixed: Path, run: Run) -> None:
    done = run("list", "--verify")
    assert done.returncode == 1
    rows = [line.split("\t") for line in done.stdout.splitlines()]
    assert [(row[0], row[-1]) for row in rows] == [(name, status) for name, status, *_ in FATES]
    document = json.loads(run("list", "--verify", "-f", "json").stdout)
    assert document["profiles"][6]["verified"] == {
        "status": "refused",
        "account": None,
        "arn": None,
        "error": {
            "code": "ExpiredToken",
            "message": "The temporary credentials have expired.",
            "hint": "Get new credentials from the same source.",
        },
    }
    table = run("list", "--verify", "-f", "table").stdout.splitlines()
    assert "run `awscred whoami --all` to see why a profile" in run("list", "--verify").stderr
    assert table[0].endswith("AWS")
    assert table[1].endswith("ok")


def test_list_of_another_file_does_not_follow_it(
    tmp_path: Path, endpoint: StandIn, run: Run
) -> None:
    (tmp_path / "config").write_text("[profile a]\ncredential_process = touch trace\n")
    done = run("--config", str(tmp_path / "config"), "list", "--verify")
    assert done.returncode == 3
    assert "`awscred whoami a` to see why" in done.stderr
    assert not Path("trace").exists()


def test_list_alone_asks_nobody(endpoint: StandIn, aws_folder: Path, run: Run) -> None:
    (aws_folder / "credentials").write_text(f"[a]\n{KEYS}")
    assert len(run("list").stdout.rstrip("\n").split("\t")) == 8
    assert not endpoint.requests


VERDICTS = [
    (aws.identity(), (), 0),
    (refusal("ExpiredToken"), (), 1),
    (refusal("ExpiredToken"), ("--allow-unverified",), 1),
    (refusal("ExpiredToken"), ("--ignore", "credentials-refused"), 0),
    (refusal("Throttling", status=400), (), 3),
    (refusal("Throttling", status=400), ("--strict",), 3),
    (refusal("Throttling", status=400), ("--allow-unverified",), 0),
    (refusal("Throttling", status=400), ("--allow-unverified", "--strict"), 0),
]


@pytest.mark.parametrize(("said", "options", "code"), VERDICTS)
def test_validate_with_what_aws_says(
    said: Answer,
    options: tuple[str, ...],
    code: int,
    aws_folder: Path,
    run: Run,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (aws_folder / "credentials").write_text(f"[a]\n{KEYS}")
    (aws_folder / "credentials").chmod(0o600)
    with StandIn(said) as server:
        monkeypatch.setenv("AWS_ENDPOINT_URL", server.url)
        done = run("validate", "--verify", *options)
    assert done.returncode == code, done.stdout + done.stderr
    assert server.requests


def test_a_refusal_is_a_finding_at_the_keys(endpoint: StandIn, aws_folder: Path, run: Run) -> None:
    (aws_folder / "credentials").write_text(f"[a]\n{KEYS}")
    with StandIn(refusal("ExpiredToken")) as server:
        done = run("validate", "--verify", "-f", "json", AWS_ENDPOINT_URL=server.url)
    found = [one for one in json.loads(done.stdout)["findings"] if one["severity"] == "error"]
    assert [(one["rule"], one["profile"], one["line"]) for one in found] == [
        ("credentials-refused", "a", 2)
    ]


@pytest.mark.parametrize(
    ("config", "options"),
    [
        ("[profile a]\ncredential_process = false\nregoin = eu-west-1\n", ("--allow-process",)),
        (f"[profile a]\naws_access_key_id = {KEY}\n", ("--select", "credentials-refused")),
        (f"[profile a]\naws_access_key_id = {KEY}\n", ("--for", "cli", "--ignore", "missing-keys")),
    ],
    ids=["beside a warning", "other rules not selected", "the other rule ignored"],
)
def test_a_profile_that_gives_nothing_is_no_success(
    config: str, options: tuple[str, ...], aws_folder: Path, run: Run
) -> None:
    """A finding of another rule silences the verification only if it is shown and an error."""
    (aws_folder / "config").write_text(config)
    (aws_folder / "config").chmod(0o600)
    done = run("validate", "--verify", *options)
    assert done.returncode == 1, done.stdout + done.stderr


@pytest.mark.parametrize("option", ["--trust-file", "--allow-unverified", "--allow-process"])
def test_options_of_verify_go_with_it(option: str, aws_folder: Path, run: Run) -> None:
    assert run("validate", option).returncode == 2


def test_other_keys_of_the_environment_stay_out(
    endpoint: StandIn, aws_folder: Path, run: Run
) -> None:
    (aws_folder / "credentials").write_text(f"[a]\n{KEYS}")
    environment = {"AWS_ACCESS_KEY_ID": OTHER_KEY, "AWS_SECRET_ACCESS_KEY": OTHER_SECRET}
    done = run("whoami", "--all", **environment)
    assert done.returncode == 0
    assert {request.key for request in endpoint.requests} == {KEY}
    assert run("whoami", "a", **environment).stderr.startswith("note: the environment has keys")
