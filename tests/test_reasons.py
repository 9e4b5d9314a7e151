"""`whoami`, `show`, `list` and `set` give the reason that `validate` knows."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pexpect
import pytest

import awscred
from awscred import sts, validation
from awscred.identity import Identity, Problem, without
from awscred.ini import Document
from awscred.profiles import Files
from awscred.reasons import Reasons
from awscred.sts.clients import Clients
from awscred.tools import TOOLS
from tests import aws
from tests.aws import KEY, SECRET, StandIn, refusal
from tests.conftest import Run

CASES = Path(__file__).parent / "cases"
KEYS = f"aws_access_key_id = {KEY}\naws_secret_access_key = {SECRET}\n"
ROLE = "role_arn = arn:aws:iam::123456789012:role/deploy\n"
SESSION = (
    "[sso-session corp]\nsso_start_url = https://example.awsapps.com/start\n"
    "sso_region = us-east-1\nsso_registration_scopes = sso:account:access\n"
)
ACCOUNT = "sso_account_id = 123456789012\nsso_role_name = Read\n"
FIX, UNSAFE = "`awscred validate --fix`", "`awscred validate --unsafe-fixes`"


@pytest.fixture
def endpoint(monkeypatch: pytest.MonkeyPatch) -> Iterator[StandIn]:
    """An STS that accepts all keys."""
    with StandIn() as server:
        monkeypatch.setenv("AWS_ENDPOINT_URL", server.url)
        yield server


def use_case(name: str, folder: Path) -> None:
    for path in (CASES / name).iterdir():
        shutil.copy(path, folder)
        (folder / path.name).chmod(0o600)


def use(folder: Path, config: str, credentials: str = "") -> None:
    for name, text in (("config", config), ("credentials", credentials)):
        (folder / name).write_text(text)
        (folder / name).chmod(0o600)


def ask(run: Run, profile: str, **env: str) -> dict[str, Any]:
    done = run("whoami", profile, "-f", "json", **env)
    (found,) = json.loads(done.stdout)["identities"]
    assert found["profile"] == profile
    return dict(found)


def explained(profile: str) -> Identity:
    """The answer of `whoami`, in this process."""
    files = awscred.load()
    (who,) = sts.identify(files, [profile])
    return Reasons(files).explain(who)


def told(who: Identity) -> Problem:
    assert who.error is not None
    return who.error


# --- whoami: a profile that cannot give credentials


@pytest.mark.parametrize(
    ("case", "profile", "place", "words", "hint"),
    [
        ("no-prefix-keys", "docgen", "config:6", "[docgen]", FIX),
        ("okta-blanks", "dev", "config:8", "[profile dev]", FIX),
        ("no-header", "dev", "credentials:1", "any section", UNSAFE),
        ("sso-session-name", "test-profile", "config:10", "sso-session nine", "name"),
        ("wrong-key-names", "default", "config:2", "aws_access_key_id", UNSAFE),
        ("typo-source", "stage", "config:11", "source_profile", UNSAFE),
        ("typo-source-min", "stage", "config:3", "source_profile", UNSAFE),
        ("wrapped-arn", "dev-admin", "config:2", "role_arn", "line"),
        ("s3-flat-min", "default", "config:3", "s3", FIX),
        ("region-typo", "default", "config:2", "us-east1", "us-east-1"),
    ],
)
def test_a_reported_case_has_its_line_and_its_fix(
    case: str,
    profile: str,
    place: str,
    words: str,
    hint: str,
    aws_folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    use_case(case, aws_folder)
    if case == "region-typo":  # only a name if there is an endpoint
        monkeypatch.delenv("AWS_ENDPOINT_URL")
    who = explained(profile)
    error = told(who)
    assert who.status == "broken"
    assert f"({aws_folder}/{place})" in error.message
    assert words in error.message
    assert hint in f"{error.message} {error.hint}"
    assert profile == "default" or "default" not in error.message


@pytest.mark.parametrize(
    ("config", "credentials", "place", "words"),
    [
        (f"[Profile p]\n{KEYS}", "", "config:1", "[profile p]"),
        (f"[ p ]\n{KEYS}", "", "config:1", "p"),
        (f"[profile p]\nsso_session = crp\n{ACCOUNT}{SESSION}", "", "config:2", "crp"),
        (f"[profile p]\nsso_session = crp\n{KEYS}{SESSION}", "", "config:2", "profile p"),
        (
            f"[profile p]\n{ROLE}source_profile = q\n[profile q]\nsso_session = c\n{ACCOUNT}",
            "",
            "config:5",
            "sso-session c",
        ),
        (
            "",
            f"[p]\naws_access_key_id = {KEY}\naws_secret_key = {SECRET}\n",
            "credentials:3",
            "aws_secret_access_key",
        ),
        (
            "",
            f"[p]\naccess_key = {KEY}\naws_secret_access_key = {SECRET}\n",
            "credentials:2",
            "aws_access_key_id",
        ),
        ("[profile p]\ncredential_source = Environment\n", "", "config:2", "role_arn"),
        (f"[profile p]\n{ROLE}", "", "config:2", "source"),
        (f"[profile p]\n{ROLE}source_profile = q\n", "[r]\n", "config:3", "q"),
        (f"[profile p]\n{ROLE}source_profile = p\n", "", "config:3", "p"),
        (
            "[profile p]\nrole_arn = admin\nsource_profile = q\n",
            f"[q]\n{KEYS}",
            "config:2",
            "role_arn",
        ),
        (f"[profile p]\nsts_regional_endpoints = all\n{KEYS}", "", "config:2", "sts_regional"),
        (
            f"[profile p]\n{ROLE}source_profile = q\n[profile q]\ncredential_source = none\n",
            "",
            "config:5",
            "role_arn",
        ),
        (f"[default]\n{KEYS}{KEYS}[profile p]\n{KEYS}", "", "config:4", "aws_access_key_id"),
    ],
)
def test_other_examples_of_each_kind(
    config: str,
    credentials: str,
    place: str,
    words: str,
    aws_folder: Path,
    endpoint: StandIn,
) -> None:
    use(aws_folder, config, credentials)
    who = explained("p")
    error = told(who)
    assert who.status == "broken"
    assert f"({aws_folder}/{place})" in error.message
    assert words in f"{error.message} {error.hint}"
    assert SECRET not in f"{error}"
    assert endpoint.requests == []


def test_the_screen_names_the_profile_once(aws_folder: Path, run: Run) -> None:
    use_case("sso-session-name", aws_folder)
    done = run("whoami", "test-profile", "-f", "table")
    assert (
        "error: profile test-profile has the sso-session nine, which does not exist" in done.stderr
    )
    assert "(~/.aws/config:10)" in done.stderr
    assert done.returncode == 1


def test_lines_before_any_header_are_the_reason_why_there_is_no_default(
    aws_folder: Path, run: Run
) -> None:
    use_case("no-header", aws_folder)
    error = ask(run, "default")["error"]
    assert error["code"] == "ProfileNotFound"
    assert f"({aws_folder}/credentials:1)" in error["message"]
    assert ask(run, "prod")["error"]["message"] == "profile prod does not exist"


def test_a_profile_that_only_signs_in(aws_folder: Path) -> None:
    use(aws_folder, f"[profile p]\nsso_session = corp\n{SESSION}")
    error = told(explained("p"))
    assert error.code == "SignInOnly"
    assert "can only sign in" in error.message
    assert "`aws sso login --profile p` works" in error.hint


def test_a_misspelled_account_is_not_only_a_sign_in(aws_folder: Path) -> None:
    use(aws_folder, f"[profile p]\nsso_session = corp\nsso_acount_id = 111122223333\n{SESSION}")
    error = told(explained("p"))
    assert error.code == "NoCredentials"
    assert "no sso_role_name" in error.message


def test_all_profiles_get_their_reasons(aws_folder: Path, run: Run) -> None:
    bad = "".join(f"[profile p{n}]\n{ROLE}source_profile = none{n}\n" for n in range(300))
    use(aws_folder, bad)
    done = run("whoami", "--all", "-f", "json")
    messages = [who["error"]["message"] for who in json.loads(done.stdout)["identities"]]
    assert len(messages) == 300
    assert done.stderr.count("error: ") == 20
    assert "and 280 more reasons; --format json lists them" in done.stderr
    assert all(f"config:{3 * n + 3})" in message for n, message in enumerate(messages))


# --- whoami: what does not explain a problem


@pytest.mark.parametrize(
    ("config", "code"),
    [
        ("[profile p]\nregion = eu-west-1\noutput = json # mine\n", "NoCredentials"),
        ("[profile p]\ncredential_process = /bin/false\noutput = json # mine\n", "BadProcess"),
    ],
)
def test_an_error_about_something_else_is_not_the_reason(
    config: str, code: str, aws_folder: Path
) -> None:
    use(aws_folder, config)
    error = told(explained("p"))
    assert error.code == code
    assert "output" not in error.message
    assert "config:" not in error.message


def test_a_warning_about_something_else_is_not_the_reason(aws_folder: Path) -> None:
    ignore = "# awscred: ignore[empty-value, block-expected]\n"
    use(aws_folder, f"[profile p]\n{KEYS}cli_pagr = less\n{ignore}s3 =\naddressing_style = path\n")
    error = told(explained("p"))
    assert error.code == "BadSetting"
    assert "cli_pagr" not in error.message
    files = awscred.load()
    assert any("cli_pagr" in found.message for found in validation.validate(files).findings)


@pytest.mark.parametrize(
    ("line", "host", "is_cause"),
    [
        ("regoin = x", "127.0.0.1", False),
        ("regoin = us-east-1", "sts.us-east-1.amazonaws.com", False),  # it is not read
        ("region = eu-wst-1", "sts.eu-wst-1.amazonaws.com", True),
        ("region = eu-wst-1", "127.0.0.1", False),
        ("output = jsn", "sts.us-east-1.amazonaws.com", False),
        ("endpoint_ulr = https://vpce.example", "sts.us-east-1.amazonaws.com", True),
        ("endpoint_ulr = https://vpce.example", "127.0.0.1", False),
        ("endpoint_url = https://vpce.example # mine", "vpce.example", True),
        ("endpoint_url = https://vpce.example # mine", "127.0.0.1", False),
    ],
)
def test_only_what_leads_to_a_host_explains_that_it_cannot_be_reached(
    line: str, host: str, is_cause: bool
) -> None:
    files = Files(Document(f"[default]\n{KEYS}{line}\n"), Document())
    (key, _, _) = line.split(maxsplit=2)
    assert any(key in found.message for found in validation.validate(files).findings)
    who = without("default", "unknown", "Network", f"{host} cannot be reached.", "Check it.")
    error = told(Reasons(files).explain(who))
    assert error.message == who.error.message if who.error else False
    assert (key in error.hint, error.hint == "Check it.") == (is_cause, not is_cause)


def test_what_is_ignored_leaves_the_words_of_botocore_with_the_right_name(
    aws_folder: Path, endpoint: StandIn
) -> None:
    ignore = "# awscred: ignore[sso-session-missing, credential-kinds-mixed]\n"
    use(aws_folder, f"[profile p]\n{KEYS}{ignore}sso_session = nine\n")
    message = told(explained("p")).message
    assert 'The profile "p" is configured to use the SSO token provider' in message
    assert "nine" in message


def test_an_identity_costs_no_validation(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(validation, "validate", lambda *_: pytest.fail("it was validated"))
    known = Reasons(Files(Document(f"[profile p]\n{KEYS}"), Document()))
    fine = Identity("p", "ok")
    busy = without("p", "unknown", "Throttling", "Too many requests.", "Wait.")
    assert (known.explain(fine), known.explain(busy)) == (fine, busy)


# --- whoami: AWS says no


def test_mfa_of_the_source_is_the_reason_why_a_role_is_denied(
    aws_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_case("mfa-inherit", aws_folder)
    with StandIn(refusal("AccessDenied", "User is not authorized to assume it")) as server:
        monkeypatch.setenv("AWS_ENDPOINT_URL", server.url)
        error = told(explained("build"))
    assert "User is not authorized to assume it" in error.message
    assert "mfa_serial of company" in error.hint
    assert f"({aws_folder}/config:3)" in error.hint


def test_a_key_that_aws_does_not_know_may_be_a_placeholder(
    aws_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(aws_folder, "", f"[p]\naws_access_key_id = AKIAXXXX\naws_secret_access_key = {SECRET}\n")
    with StandIn(refusal("InvalidClientTokenId")) as server:
        monkeypatch.setenv("AWS_ENDPOINT_URL", server.url)
        who = explained("p")
    assert who.status == "refused"
    assert told(who).message == "AWS does not know this access key."
    assert f"({aws_folder}/credentials:2)" in told(who).hint


@pytest.mark.parametrize("code", ["InvalidClientTokenId", "UnrecognizedClientException"])
def test_a_region_that_refuses_what_others_accept(code: str, aws_folder: Path, run: Run) -> None:
    use_case("optin-token", aws_folder)
    with StandIn(refusal(code), aws.identity()) as server:
        done = run("whoami", "-f", "json", AWS_ENDPOINT_URL=server.url)
    (found,) = json.loads(done.stdout)["identities"]
    assert (found["status"], done.returncode) == ("ok", 0)
    note = found["note"]
    assert note["code"] == "RegionRefused"
    assert "in us-east-1, but refuses them in af-south-1" in note["message"]
    assert "enable-region --region-name af-south-1" in note["hint"]
    assert "sts_regional_endpoints" in note["hint"]
    assert f"note: default: {note['message']}" in done.stderr


def test_long_lived_keys_have_no_token_to_blame(
    aws_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(aws_folder, "", f"[default]\n{KEYS}region = af-south-1\n")
    with StandIn(refusal("InvalidClientTokenId"), aws.identity()) as server:
        monkeypatch.setenv("AWS_ENDPOINT_URL", server.url)
        note = explained("default").note
    assert note is not None
    assert "af-south-1" in note.hint
    assert "token" not in note.hint


def test_keys_that_assume_a_role_elsewhere_have_no_token_either(
    aws_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = f"[profile p]\n{ROLE}source_profile = q\nregion = af-south-1\n"
    use(aws_folder, config, f"[q]\n{KEYS}")
    with StandIn(refusal("InvalidClientTokenId"), aws.assumed(), aws.identity()) as server:
        monkeypatch.setenv("AWS_ENDPOINT_URL", server.url)
        note = explained("p").note
    assert note is not None
    assert "token" not in note.hint


@pytest.mark.parametrize("command", ["validate", "list"])
def test_verify_notes_the_region_as_well(command: str, aws_folder: Path, run: Run) -> None:
    use_case("optin-token", aws_folder)
    with StandIn(refusal("InvalidClientTokenId"), aws.identity()) as server:
        done = run(command, "--verify", AWS_ENDPOINT_URL=server.url)
    assert "note: default: AWS accepts these credentials in us-east-1" in done.stderr
    assert done.returncode == 0


def test_credentials_that_their_region_accepts_have_no_note(
    aws_folder: Path, endpoint: StandIn
) -> None:
    use_case("optin-token", aws_folder)
    assert explained("default") == sts.identify(awscred.load(), ["default"])[0]
    assert explained("default").note is None


# --- the environment


@pytest.mark.parametrize(
    ("profile", "environment", "code"),
    [
        ("fine", {"AWS_ENDPOINT_URL": "http://[bad"}, "BadEnvironment"),
        ("fine", {"AWS_ENDPOINT_URL_STS": "http://[bad"}, "BadEnvironment"),
        ("flat", {"AWS_ENDPOINT_URL": "https://127.0.0.1:9"}, "BadSetting"),
        ("flat", {"AWS_ENDPOINT_URL": "", "SSLKEYLOGFILE": "/dev/null"}, "BadSetting"),
        ("fine", {"AWS_ENDPOINT_URL": "", "AWS_REGION": "eu_west"}, "BadEnvironment"),
        ("typo", {"AWS_ENDPOINT_URL": "", "AWS_REGION": "eu_west"}, "InvalidRegion"),
        ("typo", {"AWS_ENDPOINT_URL": "", "AWS_REGION": "eu-west-1"}, "InvalidRegion"),
    ],
)
def test_a_variable_is_blamed_only_if_it_is_the_cause(
    profile: str,
    environment: dict[str, str],
    code: str,
    aws_folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    use(
        aws_folder,
        f"[profile fine]\n{KEYS}[profile flat]\n{KEYS}s3 =\naddressing_style = path\n"
        f"[profile typo]\n{KEYS}region = eu_north\n",
    )
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert told(explained(profile)).code == code


def test_a_log_of_keys_is_not_blamed_for_another_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSLKEYLOGFILE", "/dev/null")
    with pytest.raises(FileNotFoundError), Clients(1).making():
        raise FileNotFoundError(2, "No such file", "/etc/other.pem")


def test_a_region_of_the_environment_is_shown(
    aws_folder: Path, endpoint: StandIn, run: Run
) -> None:
    use(aws_folder, f"[profile p]\nregion = eu-west-1\n{KEYS}[profile q]\n{KEYS}")
    other = {"AWS_REGION": "us-west-2"}
    words = "AWS_REGION is us-west-2, which AWS tools except boto3 use instead of the profile's"
    assert words in run("show", "p", "-f", "table", **other).stdout
    assert words in run("whoami", "p", "--explain", **other).stdout
    document = json.loads(run("show", "p", "-f", "json", **other).stdout)
    override = {"variable": "AWS_REGION", "region": "us-west-2"}
    assert document["profile"]["region_override"] == override
    alone = "us-west-2 (from AWS_REGION, which boto3 does not read)\n"
    assert f"\nRegion    {alone}" in run("show", "q", "-f", "table", **other).stdout
    assert "\nRegion    not set\n" in run("show", "q", "-f", "table").stdout
    shown = run("show", "p", "-f", "table").stdout
    assert "\nRegion    eu-west-1 (from ~/.aws/config:2)\n" in shown
    assert "AWS_REGION" not in run("show", "p", "-f", "table", AWS_REGION="eu-west-1").stdout
    default = run("show", "p", "-f", "table", AWS_DEFAULT_REGION="us-west-2").stdout
    assert "AWS_DEFAULT_REGION is us-west-2, which AWS tools except the JavaScript" in default


# --- show, list, set and unset


def test_show_and_list_mark_what_only_some_tools_read(aws_folder: Path, run: Run) -> None:
    use_case("unprefixed-region", aws_folder)
    shown = run("show", "root", "-f", "table").stdout
    (region,) = (line for line in shown.splitlines() if line.startswith("Region"))
    assert region.split(None, 1)[1] == "eu-west-1 (toolkit, ruby only; from ~/.aws/config:6)"
    (setting,) = (
        line for line in shown.splitlines() if line.startswith("region  ") and ":" in line
    )
    assert setting.endswith("toolkit, ruby only")
    found = json.loads(run("show", "root", "-f", "json").stdout)["profile"]["settings"]
    unread = {setting["key"]: setting["unread_by"] for setting in found}
    assert unread["region"] == [tool for tool in TOOLS if tool not in ("toolkit", "ruby")]
    assert unread["aws_access_key_id"] == []
    rows = run("list", "-f", "table").stdout.splitlines()
    assert "eu-west-1 (toolkit only)" in rows[2]
    assert "only" not in rows[1]


def test_a_setting_that_one_tool_does_not_read(aws_folder: Path, run: Run) -> None:
    use(aws_folder, f"[profile p]\n{KEYS}Region = eu-west-1\n")
    shown = run("show", "p", "-f", "table").stdout
    assert "(not " in shown or "only" in shown


def test_show_and_list_give_the_error(aws_folder: Path, run: Run) -> None:
    use_case("sso-session-name", aws_folder)
    words = "profile test-profile has the sso-session nine, which does not exist"
    shown = run("show", "test-profile", "-f", "table").stdout
    assert f"error[sso-session-missing]: {words} --> ~/.aws/config:10:" in " ".join(shown.split())
    plain = run("show", "test-profile", "-f", "plain").stdout
    assert f"problem\terror\tsso-session-missing\t{words}" in plain
    assert run("list", "-f", "table").stderr == ""
    listed = pexpect.run(f"{sys.executable} -m awscred list", env={**os.environ}, encoding="utf-8")
    assert f"error[sso-session-missing]: {words} (~/.aws/config:10)" in " ".join(listed.split())


def test_show_counts_the_problems_and_says_when_keys_expire(aws_folder: Path, run: Run) -> None:
    use(
        aws_folder,
        f"[profile app]\n{ROLE}source_profile = mfa\n"
        f"[profile mfa]\n{KEYS}aws_session_token = x\naws_expiration = 2020-01-01T00:00:00Z\n"
        f"[profile plain]\n{KEYS}aws_session_token = x\n"
        f"[profile fine]\n{KEYS}"
        f"[profile bad]\nregoin = x\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\n",
    )

    def facts(name: str) -> dict[str, str]:
        lines = run("show", name, "-f", "table").stdout.partition("\n\n")[0].splitlines()
        return {line.split()[0]: line.split(None, 1)[1] for line in lines}

    assert facts("mfa")["Expires"] == "expired (2020-01-01T00:00:00Z)"
    assert facts("app")["Expires"] == "expired (2020-01-01T00:00:00Z, keys of mfa)"
    assert facts("plain")["Expires"] == "not recorded in the files"
    assert "Expires" not in facts("bad")
    assert facts("bad")["Problems"] == "1 error, 1 warning"
    assert facts("fine")["Problems"] == "none (2 infos: see `awscred validate fine -v`)"


def test_show_has_what_validate_finds_about_the_profile(aws_folder: Path, run: Run) -> None:
    use(aws_folder, f"[profile app]\n{ROLE}source_profile = hub\n[profile hub]\n{KEYS}Region = x\n")
    shown = json.loads(run("show", "app", "-f", "json").stdout)["profile"]["findings"]
    assert any(found["profile"] == "hub" for found in shown)
    assert shown == json.loads(run("validate", "app", "-f", "json").stdout)["findings"]
    assert "(run `awscred validate app --fix`)" in run("show", "app", "-f", "table").stdout


def test_show_has_the_problems_of_the_session(aws_folder: Path, run: Run) -> None:
    use(
        aws_folder,
        f"[profile p]\nsso_session = corp\n{ACCOUNT}{SESSION}".replace("us-east-1", "us-east1"),
    )
    found = json.loads(run("show", "p", "-f", "json").stdout)["profile"]["findings"]
    assert any(problem["line"] == 7 for problem in found)


def test_set_and_unset_say_what_was_wrong_before(aws_folder: Path, run: Run) -> None:
    use_case("no-prefix-keys", aws_folder)
    for command in (("set", "docgen", "output", "json"), ("unset", "docgen", "output")):
        done = run(*command)
        assert done.returncode == 0
        (line,) = (line for line in done.stderr.splitlines() if "still has" in line)
        assert line.startswith("note: docgen still has error[section-prefix]: [docgen]")
        assert "(~/.aws/config:6); " in line
    assert "still has" not in run("set", "default", "output", "json").stderr


@pytest.mark.parametrize("name", ["-x", "a/b"])
def test_show_names_no_command_that_would_mean_something_else(
    name: str, aws_folder: Path, run: Run
) -> None:
    """`validate -x` has an unknown option, and `validate a/b` a file."""
    (aws_folder / "credentials").write_text(f"[{name}]\n{KEYS}region = eu-west-1,\n")
    said = run("show", "-f", "table", "--", name).stdout
    assert "`awscred validate" in said
    assert f"validate {name}" not in said


def test_what_is_said_of_a_file_is_about_each_of_its_profiles(aws_folder: Path, run: Run) -> None:
    credentials = aws_folder / "credentials"
    credentials.write_text(f"[dev]\n{KEYS}")
    credentials.chmod(0o666)
    (aws_folder / "config").write_text("[profile other]\nregion = eu-west-1\n")
    (aws_folder / "config").chmod(0o666)
    said = run("validate", "dev").stdout
    assert said.count("file-mode") == 1
    assert "~/.aws/credentials:1:1" in said
