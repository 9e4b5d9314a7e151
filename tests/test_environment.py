"""Who the next `aws` command is: the environment goes before the files, as in botocore."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import botocore.credentials
import pytest
from botocore.session import Session

import awscred
from awscred.environment import chosen_profile, to_use, used_source
from tests import aws
from tests.aws import KEY, OTHER_KEY, OTHER_SECRET, SECRET, Answer, StandIn, refusal
from tests.conftest import Run

KEYS = f"aws_access_key_id = {KEY}\naws_secret_access_key = {SECRET}\n"
ROLE = "arn:aws:iam::111122223333:role/deploy"
ENVIRONMENT = {"AWS_ACCESS_KEY_ID": OTHER_KEY, "AWS_SECRET_ACCESS_KEY": OTHER_SECRET}
WEB_IDENTITY = {"AWS_WEB_IDENTITY_TOKEN_FILE": "/token", "AWS_ROLE_ARN": ROLE}
CONTAINER = {"AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://127.0.0.1:9"}

PROFILES = {
    "nothing": "",
    "none": "[default]\nregion = eu-west-1\n",
    "keys": f"[default]\n{KEYS}",
    "role": f"[default]\nrole_arn = {ROLE}\nsource_profile = s\n[profile s]\n{KEYS}",
    "web identity": f"[default]\nrole_arn = {ROLE}\nweb_identity_token_file = /mine\n",
    "process": "[default]\ncredential_process = /bin/true\n",
}
VARIABLES = {
    "nothing": {},
    "keys": ENVIRONMENT,
    "a secret alone": {"AWS_SECRET_ACCESS_KEY": OTHER_SECRET},
    "empty keys": {"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": ""},
    "web identity": WEB_IDENTITY,
    "container": CONTAINER,
    "all": {**ENVIRONMENT, **WEB_IDENTITY, **CONTAINER},
    "web identity and container": {**WEB_IDENTITY, **CONTAINER},
}
METHODS = {
    "env": "keys",
    "assume-role-with-web-identity": "web-identity",
    "container-role": "container",
}


@pytest.fixture
def endpoint(monkeypatch: pytest.MonkeyPatch) -> Iterator[StandIn]:
    with StandIn() as server:
        monkeypatch.setenv("AWS_ENDPOINT_URL", server.url)
        yield server


@pytest.mark.parametrize("variables", VARIABLES.values(), ids=VARIABLES)
@pytest.mark.parametrize("config", PROFILES.values(), ids=PROFILES)
def test_the_same_source_as_in_botocore(
    config: str,
    variables: dict[str, str],
    aws_folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Its providers are asked in its order; the first that has something wins."""
    (aws_folder / "config").write_text(config)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(botocore.credentials.ContainerProvider, "_retrieve_or_fail", lambda _: 1)
    monkeypatch.setattr(
        botocore.credentials.ProcessProvider, "load", lambda own: own._credential_process
    )
    resolver = botocore.credentials.create_credential_resolver(Session())
    first = next((one.METHOD for one in resolver.providers if one.load() is not None), None)
    found = used_source(os.environ, "default", awscred.read(config=config).read_by_botocore)
    kind = METHODS.get(first or "")
    if kind == "web-identity" and "AWS_WEB_IDENTITY_TOKEN_FILE" not in variables:
        kind = None  # the profile's own
    assert (found and found.kind) == kind


def test_the_profile_that_the_environment_names() -> None:
    assert chosen_profile({"AWS_PROFILE": "a", "AWS_DEFAULT_PROFILE": "b"}) == "a"
    assert chosen_profile({"AWS_PROFILE": "", "AWS_DEFAULT_PROFILE": "b"}) == "b"
    assert chosen_profile({"AWS_PROFILE": ""}) is None


def test_keys_of_the_environment_need_no_files(endpoint: StandIn, run: Run) -> None:
    done = run("whoami", "-f", "json", AWS_SESSION_TOKEN="token", **ENVIRONMENT)
    assert done.returncode == 0
    (who,) = json.loads(done.stdout)["identities"]
    assert (who["profile"], who["credentials_from"]) == (None, "environment (AWS_ACCESS_KEY_ID)")
    assert who["account"] == aws.ACCOUNT
    assert [request.key for request in endpoint.requests] == [OTHER_KEY]
    assert "the next `aws` command uses AWS_ACCESS_KEY_ID of the environment" in done.stderr
    assert run("whoami", "--expect-account", aws.ACCOUNT, **ENVIRONMENT).returncode == 0


@pytest.mark.parametrize("name", ["prod", "default"])
def test_they_override_the_active_profile(
    name: str, endpoint: StandIn, aws_folder: Path, run: Run
) -> None:
    (aws_folder / "credentials").write_text(f"[{name}]\n{KEYS}")
    chosen = {} if name == "default" else {"AWS_PROFILE": name}
    done = run("whoami", "-f", "table", **ENVIRONMENT, **chosen)
    assert done.stdout.startswith("From       environment (AWS_ACCESS_KEY_ID)\n")
    assert f"`aws` command ignores profile {name}\n" in done.stderr
    assert "`unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY`" in done.stderr
    assert (
        "└─ AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY"
        in run("whoami", "--explain", **ENVIRONMENT, **chosen).stdout
    )
    assert {request.key for request in endpoint.requests} == {OTHER_KEY}
    assert run("whoami", name, **ENVIRONMENT, **chosen).stdout.startswith(f"{name}\tok\t")
    assert endpoint.requests[-1].key == KEY


def test_they_are_asked_about_in_the_region_of_the_environment(
    endpoint: StandIn, aws_folder: Path, run: Run
) -> None:
    (aws_folder / "credentials").write_text(f"[default]\nregion = eu-west-1\n{KEYS}")
    for region, asked in (({"AWS_REGION": "cn-north-1"}, "cn-north-1"), ({}, "eu-west-1")):
        assert run("whoami", **ENVIRONMENT, **region).returncode == 0
        assert endpoint.requests[-1].region == asked


def test_a_refusal_is_about_the_environment(aws_folder: Path, run: Run) -> None:
    (aws_folder / "credentials").write_text(f"[default]\naws_access_key_id = {KEY}\n")
    with StandIn(refusal("InvalidClientTokenId")) as server:
        done = run("whoami", AWS_ENDPOINT_URL=server.url, **ENVIRONMENT)
    assert done.returncode == 1
    assert "error: environment (AWS_ACCESS_KEY_ID): AWS does not know this access key." in (
        done.stderr
    )
    assert "error: default" not in done.stderr


@pytest.mark.parametrize(
    ("variables", "code", "said"),
    [
        ({"AWS_ACCESS_KEY_ID": KEY}, 1, "AWS_SECRET_ACCESS_KEY is not"),
        ({"AWS_WEB_IDENTITY_TOKEN_FILE": "/t"}, 1, "AWS_ROLE_ARN is not"),
        ({**WEB_IDENTITY, "AWS_WEB_IDENTITY_TOKEN_FILE": "/no/token"}, 1, "/no/token"),
        (
            {"AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://elsewhere.example"},
            3,
            "from AWS_CONTAINER_CREDENTIALS_FULL_URI",
        ),
        ({**ENVIRONMENT, "AWS_CREDENTIAL_EXPIRATION": "2020-01-01T00:00:00Z"}, 1, "have expired"),
        ({**ENVIRONMENT, "AWS_CREDENTIAL_EXPIRATION": "soon"}, 3, "AWS_CREDENTIAL_EXPIRATION"),
        ({"AWS_ACCESS_KEY_ID": KEY, "AWS_SECRET_ACCESS_KEY": f"{SECRET} # x"}, 1, "invalid"),
        ({**ENVIRONMENT, "AWS_PROFILE": "gone"}, 1, "profile gone does not exist"),
    ],
    ids=str,
)
def test_an_environment_without_usable_credentials(
    variables: dict[str, str], code: int, said: str, endpoint: StandIn, run: Run
) -> None:
    done = run("whoami", **variables)
    assert (done.returncode, endpoint.requests) == (code, [])
    assert said in done.stderr
    assert SECRET not in done.stdout + done.stderr


def test_a_web_identity_of_the_environment(tmp_path: Path, aws_folder: Path, run: Run) -> None:
    """It goes before keys of the default profile, and after keys of the environment."""
    (aws_folder / "credentials").write_text(f"[default]\n{KEYS}")
    (tmp_path / "token").write_text("web identity token")
    body = aws.assumed().body.replace("AssumeRole", "AssumeRoleWithWebIdentity")
    session = aws.identity(f"arn:aws:sts::{aws.ACCOUNT}:assumed-role/deploy/s")
    variables = {**WEB_IDENTITY, "AWS_WEB_IDENTITY_TOKEN_FILE": str(tmp_path / "token")}
    with StandIn(Answer(body=body), session) as server:
        done = run("whoami", AWS_ENDPOINT_URL=server.url, **variables)
        assert done.returncode == 0
        cells = done.stdout.rstrip("\n").split("\t")
        assert cells[7] == "environment (AWS_WEB_IDENTITY_TOKEN_FILE)"
        assert [one.action for one in server.requests] == [
            "AssumeRoleWithWebIdentity",
            "GetCallerIdentity",
        ]
        assert server.requests[0].fields["RoleArn"] == ROLE
        done = run("whoami", AWS_ENDPOINT_URL=server.url, **variables, **ENVIRONMENT)
        assert "environment (AWS_ACCESS_KEY_ID)" in done.stdout


@pytest.mark.parametrize("profile", ["", "[default]\nregion = eu-west-1\n"])
def test_a_container_is_used_if_the_profile_has_nothing(
    profile: str, endpoint: StandIn, aws_folder: Path, run: Run
) -> None:
    keys = {"AccessKeyId": OTHER_KEY, "SecretAccessKey": OTHER_SECRET, "Token": "t"}
    served = json.dumps({**keys, "Expiration": "2099-01-01T00:00:00Z"})
    with StandIn(Answer(body=served)) as container:
        variables = {"AWS_CONTAINER_CREDENTIALS_FULL_URI": container.url}
        (aws_folder / "config").write_text(profile)
        done = run("whoami", **variables)
        assert done.returncode == 0
        assert "environment (AWS_CONTAINER_CREDENTIALS_FULL_URI)" in done.stdout
        (aws_folder / "config").write_text(f"[default]\n{KEYS}")
        assert run("whoami", **variables).stdout.startswith("default\tok\t")
    assert [request.key for request in endpoint.requests] == [OTHER_KEY, KEY]


def test_an_instance_is_used_if_there_is_nothing_else(endpoint: StandIn, run: Run) -> None:
    keys = {"AccessKeyId": OTHER_KEY, "SecretAccessKey": OTHER_SECRET, "Token": "t"}
    served = json.dumps({"Code": "Success", **keys, "Expiration": "2099-01-01T00:00:00Z"})
    with StandIn(Answer(body="role"), Answer(body=served)) as instance:
        variables = {
            "AWS_EC2_METADATA_DISABLED": "false",
            "AWS_EC2_METADATA_SERVICE_ENDPOINT": instance.url,
        }
        done = run("whoami", **variables)
    assert done.returncode == 0
    assert done.stdout.split("\t")[7] == "EC2 instance"
    assert "uses the EC2 instance" in done.stderr
    assert [request.key for request in endpoint.requests] == [OTHER_KEY]
    with StandIn(Answer(404)) as other:
        done = run("whoami", **{**variables, "AWS_EC2_METADATA_SERVICE_ENDPOINT": other.url})
    assert done.returncode == 1
    assert "profile default does not exist" in done.stderr
    assert "EC2" not in done.stderr


class TestExpectations:
    """--expect-account and --expect-arn check exactly what is used."""

    FILES = (
        f"[profile dev]\n{KEYS}"
        f"[profile prod]\nrole_arn = {ROLE}\nsource_profile = dev\n"
        "[profile prod-admin]\nrole_arn = arn:aws:iam::111122223333:role/admin\n"
        "source_profile = dev\n"
    )
    EXPECT = ("--expect-account", "111122223333")

    @pytest.fixture(autouse=True)
    def files(self, endpoint: StandIn, aws_folder: Path) -> None:
        """AWS says 123456789012 to all."""
        (aws_folder / "config").write_text(self.FILES)

    @pytest.mark.parametrize(
        "expect", [EXPECT, ("--expect-arn", "arn:aws:sts::111122223333:assumed-role/deploy/*")]
    )
    def test_a_mismatch_names_the_profiles_of_the_account(
        self, expect: tuple[str, str], run: Run
    ) -> None:
        done = run("whoami", *expect, AWS_PROFILE="dev")
        assert done.returncode == 1
        assert done.stderr.endswith(
            "hint: profiles in account 111122223333: prod, prod-admin;"
            " run `export AWS_PROFILE=prod`\n"
        )

    def test_no_profile_is_in_the_account(self, aws_folder: Path, run: Run) -> None:
        done = run("whoami", "--expect-account", "999999999999", AWS_PROFILE="dev")
        assert done.returncode == 1
        none = "hint: no profile in your files is in account 999999999999"
        assert done.stderr.endswith(
            f"{none}, as far as they show; run `awscred whoami --all` for the account of each\n"
        )
        (aws_folder / "config").write_text(f"[profile dev]\n{KEYS}aws_account_id = {aws.ACCOUNT}\n")
        done = run("whoami", "dev", "--expect-account", "999999999999")
        assert done.stderr.endswith(f"{none}; run `awscred add` to create one\n")
        done = run("whoami", "dev", "--expect-arn", f"arn:aws:iam::{aws.ACCOUNT}:user/bob")
        assert f"hint: no other profile in your files is in account {aws.ACCOUNT};" in done.stderr
        done = run("whoami", "dev", "--expect-arn", "*:user/bob")
        assert "hint: use another profile, or expect another identity" in done.stderr

    @pytest.mark.parametrize(
        ("chosen", "type_"),
        [
            ("prod-admin", "`unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY` to use prod-admin"),
            (
                "dev",
                "`unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY; export AWS_PROFILE=prod`",
            ),
        ],
    )
    def test_the_environment_overrides_the_chosen_profile(
        self, chosen: str, type_: str, run: Run
    ) -> None:
        done = run("whoami", *self.EXPECT, AWS_PROFILE=chosen, **ENVIRONMENT)
        assert done.returncode == 1
        assert f"so the next `aws` command ignores profile {chosen}\n" in done.stderr
        assert "is in account 123456789012, not 111122223333" in done.stderr
        assert type_ in done.stderr

    def test_a_named_profile_is_not_what_the_next_command_uses(self, run: Run) -> None:
        expect = ("--expect-account", aws.ACCOUNT)
        assert run("whoami", "dev", *expect).returncode == 0
        done = run("whoami", "dev", *expect, **ENVIRONMENT)
        assert done.returncode == 1
        assert (
            "error: profile dev is overridden by AWS_ACCESS_KEY_ID of the environment"
            in done.stderr
        )
        assert (
            "`unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY; export AWS_PROFILE=dev`" in done.stderr
        )
        assert run("whoami", "dev", **ENVIRONMENT).returncode == 0

    @pytest.mark.parametrize(
        ("expect", "variables", "code"),
        [
            (EXPECT, {}, "UnexpectedAccount"),
            (("--expect-arn", "*:user/bob"), {}, "UnexpectedArn"),
            (("--expect-account", aws.ACCOUNT), ENVIRONMENT, "Overridden"),
            (("--expect-account", aws.ACCOUNT), {}, None),
        ],
        ids=str,
    )
    def test_a_document_has_what_is_not_as_expected(
        self, expect: tuple[str, str], variables: dict[str, str], code: str | None, run: Run
    ) -> None:
        done = run("whoami", "dev", *expect, "-f", "json", **variables)
        (who,) = json.loads(done.stdout)["identities"]
        assert (who["status"], who["account"]) == ("ok", aws.ACCOUNT)
        assert (who["error"] and who["error"]["code"]) == code
        assert done.returncode == (code is not None)
        if code:
            assert f"error: {who['error']['message']}\nhint: {who['error']['hint']}" in done.stderr
            assert run("whoami", "dev", *expect, **variables).stdout.endswith(f"\t{code}\n")

    def test_sentences_about_several_profiles_are_whole(self, aws_folder: Path, run: Run) -> None:
        (aws_folder / "credentials").write_text(f"[a]\n{KEYS}[b]\n{KEYS}")
        done = run("whoami", "a", "b", *self.EXPECT)
        assert "error: profiles a, b are in account 123456789012, not 111122223333\n" in done.stderr
        done = run("whoami", "gone", "lost")
        assert done.stderr.startswith("error: profiles gone, lost do not exist\n")
        done = run("whoami", *self.EXPECT, **ENVIRONMENT)
        words = "AWS_ACCESS_KEY_ID of the environment is in account 123456789012, not"
        assert f"error: {words} 111122223333\n" in done.stderr


@pytest.mark.parametrize(
    ("profiles", "variables", "said"),
    [
        (
            ("default", "prod"),
            {"AWS_PROFILE": "nope"},
            "AWS_PROFILE names it: every `aws` command fails\n"
            "hint: run `unset AWS_PROFILE` to use default, or `awscred list` to see the profiles\n",
        ),
        (
            ("prod",),
            {"AWS_DEFAULT_PROFILE": "nope"},
            "AWS_DEFAULT_PROFILE names it: every `aws` command fails\n"
            "hint: run `unset AWS_DEFAULT_PROFILE`, and `awscred list` to see the profiles\n",
        ),
        (
            ("default", "prod"),
            {"AWS_PROFILE": "prd", "AWS_DEFAULT_PROFILE": "x"},
            "AWS_PROFILE names it: every `aws` command fails\nhint: did you mean prod? run"
            " `export AWS_PROFILE=prod`, or `unset AWS_PROFILE AWS_DEFAULT_PROFILE`\n",
        ),
    ],
    ids=str,
)
def test_the_variable_that_names_a_missing_profile(
    profiles: tuple[str, ...], variables: dict[str, str], said: str, aws_folder: Path, run: Run
) -> None:
    (aws_folder / "credentials").write_text("".join(f"[{name}]\n{KEYS}" for name in profiles))
    (variable, name), *_ = variables.items()
    done = run("whoami", **variables)
    assert done.returncode == 1
    assert done.stderr == f"error: profile {name} does not exist, but {said}"
    listed = run("list", **variables).stderr
    assert f"{variable} is {name}, but that profile does not exist" in listed


# --- list

OVERRIDDEN = (
    "warning: AWS_ACCESS_KEY_ID is set, so the next `aws` command ignores profile ci\n"
    "hint: run `unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY` to use ci, or `awscred whoami ci`"
    " to ask about it\n"
)


@pytest.mark.parametrize(
    ("variables", "active", "said"),
    [
        ({}, True, ""),
        (CONTAINER, True, ""),  # only for a profile that has nothing
        ({"AWS_SECRET_ACCESS_KEY": OTHER_SECRET}, True, ""),
        (ENVIRONMENT, False, OVERRIDDEN),
        (
            WEB_IDENTITY,
            False,
            OVERRIDDEN.replace("AWS_ACCESS_KEY_ID is", "AWS_WEB_IDENTITY_TOKEN_FILE is").replace(
                "ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY", "WEB_IDENTITY_TOKEN_FILE AWS_ROLE_ARN"
            ),
        ),
    ],
    ids=str,
)
def test_no_profile_is_active_if_the_environment_goes_first(
    variables: dict[str, str], active: bool, said: str, aws_folder: Path, run: Run
) -> None:
    (aws_folder / "credentials").write_text(f"[ci]\n{KEYS}")
    (aws_folder / "credentials").chmod(0o600)
    environ = {"AWS_PROFILE": "ci", **variables}
    done = run("list", "-f", "table", **environ)
    assert ("* ci" in done.stdout, done.stderr) == (active, said)
    (profile,) = json.loads(run("list", "-f", "json", **environ).stdout)["profiles"]
    assert profile["active"] == active
    assert run("list", "--names", **environ).stderr == ""


def test_a_role_goes_before_a_web_identity(aws_folder: Path, run: Run) -> None:
    (aws_folder / "config").write_text(PROFILES["role"])
    (aws_folder / "config").chmod(0o600)
    done = run("list", "-f", "table", **WEB_IDENTITY)
    assert "* default" in done.stdout
    assert done.stderr == ""


# --- what to type to use a profile


@pytest.mark.parametrize(
    ("name", "environ", "expected"),
    [
        ("default", {}, ""),
        ("alice", {}, "export AWS_PROFILE=alice"),
        ("my prof", {}, "export AWS_PROFILE='my prof'"),
        ("alice", {"AWS_PROFILE": "alice"}, ""),
        ("alice", {"AWS_PROFILE": "bob"}, "export AWS_PROFILE=alice"),
        ("default", {"AWS_PROFILE": "bob"}, "unset AWS_PROFILE"),
        ("default", {"AWS_PROFILE": "default"}, ""),
        ("default", {"AWS_PROFILE": ""}, ""),
        ("alice", {"AWS_PROFILE": "alice", "AWS_ACCESS_KEY_ID": "x"}, "unset AWS_ACCESS_KEY_ID"),
        (
            "alice",
            {"AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "y"},
            "unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY; export AWS_PROFILE=alice",
        ),
        ("alice", {"AWS_SECRET_ACCESS_KEY": "y"}, "export AWS_PROFILE=alice"),
    ],
)
def test_what_to_type_to_use_a_profile(name: str, environ: dict[str, str], expected: str) -> None:
    assert to_use(name, environ) == expected
