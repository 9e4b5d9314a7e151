"""Figures 10 and 11: no fault of the network or of AWS is ever reported as a refusal, none makes
anybody wait for long, and `validate` runs nothing and asks nobody."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

import awscred
from awscred import sts
from awscred.identity import Identity
from tests import aws
from tests.aws import KEY, SECRET, Answer, RawServer, StandIn, refusal
from tests.conftest import Run

KEYS = f"aws_access_key_id = {KEY}\naws_secret_access_key = {SECRET}\n"
YES = aws.identity().body
LATE = "Signature expired: 20261124T110000Z is now earlier than 20261124T120000Z"
EARLY = "Signature not yet current: 20261124T120000Z is still later than 20261124T110000Z"

ANSWERS = {
    "hangs": Answer(delay=60),
    "hangs up": Answer(close=True),
    "cut off": Answer(200, YES[:150], cut=True),
    "truncated": Answer(200, YES[:150]),
    "empty": Answer(200),
    "portal with 200": Answer(200, "<html><body>Log in</body></html>"),
    "JSON with 200": Answer(200, '{"Arn": "x"}'),
    "HTML with 403": Answer(403, "<html><body>Blocked</body></html>"),
    "bare 403": Answer(403),
    "proxy 407": Answer(407, "Who are you?"),
    "redirect": Answer(302, headers={"Location": "http://127.0.0.1:9/login"}),
    "429": Answer(429),
    "500": refusal("InternalFailure", status=500),
    "bare 502": Answer(502),
    "503": refusal("ServiceUnavailable", status=503),
    "HTML with 503": Answer(503, "<html>Sorry</html>"),
    "bare 504": Answer(504),
    "refusal with 500": refusal("ExpiredToken", status=500),
    "Throttling": refusal("Throttling", status=400),
    "RegionDisabled": refusal("RegionDisabledException"),
    "OptInRequired": refusal("OptInRequired"),
    "clock late": refusal("SignatureDoesNotMatch", LATE),
    "clock early": refusal("SignatureDoesNotMatch", EARLY),
    "RequestExpired": refusal("RequestExpired", status=400),
    "unheard-of code": refusal("Brand.New", status=400),
    "AccessDenied by a policy": refusal("AccessDenied"),
}
CONNECTIONS = {
    "silent": aws.say_nothing,
    "drips": aws.drip,
    "half closed": aws.close_half,
    "garbage": aws.garble,
    "reset": aws.reset,
}
TLS = ("unknown authority", "certificate has expired", "no TLS")


Found = tuple[dict[str, Identity], float]


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Found]:
    """The results for the profiles with each fault, all asked at once, and the time it took."""
    folder = tmp_path_factory.mktemp("tls")
    with ExitStack() as stack:
        environment = stack.enter_context(pytest.MonkeyPatch.context())
        for variable in list(os.environ):
            if variable.startswith("AWS_") or variable.lower().endswith("_proxy"):
                environment.delenv(variable)
        places = {name: stack.enter_context(StandIn(said)).url for name, said in ANSWERS.items()}
        for name, treat in CONNECTIONS.items():
            places[name] = stack.enter_context(RawServer(treat)).url
        places["refused"] = aws.closed_port()
        places["no such host"] = "http://sts.invalid"
        extra = {}
        for name, days in (("unknown authority", 1), ("certificate has expired", -1)):
            (folder / name).mkdir()
            bundle, tls = aws.own_authority(folder / name, days)
            places[name] = stack.enter_context(StandIn(tls=tls)).url
            if days < 0:
                extra[name] = f"ca_bundle = {bundle}\n"
        places["no TLS"] = stack.enter_context(StandIn()).url.replace("http", "https")
        config = "".join(
            f"[profile '{name}']\nendpoint_url = {url}\n{extra.get(name, '')}{KEYS}"
            for name, url in places.items()
        )
        begin = time.monotonic()
        found = sts.identify(awscred.read(config=config), list(places))
        yield {who.profile: who for who in found}, time.monotonic() - begin


@pytest.mark.parametrize("fault", [*ANSWERS, *CONNECTIONS, *TLS, "refused", "no such host"])
def test_a_fault_is_never_called_a_refusal(fault: str, answers: Found) -> None:
    who = answers[0][fault]
    assert who.status == "unknown"
    assert who.error is not None
    assert who.error.hint
    if fault in TLS:
        assert who.error.code == "Tls"


def test_the_longest_wait(answers: Found) -> None:
    assert len(answers[0]) >= 26
    assert answers[1] < 12  # the deadline, and some time on a busy machine


def test_a_proxy_that_wants_a_login(monkeypatch: pytest.MonkeyPatch) -> None:
    with StandIn(Answer(407, "Who are you?")) as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        monkeypatch.setenv("AWS_ENDPOINT_URL", "http://sts.invalid")
        (who,) = sts.identify(awscred.read(credentials=f"[p]\n{KEYS}"), ["p"])
    assert (who.status, who.error and who.error.code) == ("unknown", "NotAws")
    assert proxy.requests


# ---- figure 11 ----------------------------------------------------------------------------------

WATCH = """
import sys
seen = []
def watch(event, args):
    if event in ("socket.connect", "socket.getaddrinfo", "subprocess.Popen", "os.system",
                 "os.exec", "os.posix_spawn", "os.fork"):
        seen.append((event, repr(args)))
sys.addaudithook(watch)
from awscred.cli import main
code = main(sys.argv[1:])
for item in seen:
    print(*item, file=sys.stderr)
sys.exit(code)
"""


def watched(*args: str) -> subprocess.CompletedProcess[str]:
    """Run awscred; its standard error ends with a line for each program run and connection made."""
    command = [sys.executable, "-c", WATCH, *args]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


@pytest.fixture
def hostile(tmp_path: Path) -> Iterator[tuple[Path, Path, StandIn]]:
    """A file that would run a program and send keys elsewhere; the program's trace; that server."""
    trace = tmp_path / "was-here"
    with StandIn() as elsewhere:
        path = tmp_path / "config"
        path.write_text(
            f"[profile runs]\ncredential_process = touch {trace}\n"
            f"[profile asks]\nendpoint_url = {elsewhere.url}\nca_bundle = /etc/passwd\n{KEYS}"
            f"[profile by-services]\nservices = s\n{KEYS}"
            f"[services s]\nsts =\n  endpoint_url = {elsewhere.url}\n"
            f"[profile role]\nrole_arn = arn:aws:iam::123456789012:role/x\nsource_profile = runs\n"
            f"[profile token]\nrole_arn = arn:aws:iam::123456789012:role/x\n"
            f"web_identity_token_file = {path}\n"
            f"[profile imds]\nrole_arn = arn:aws:iam::123456789012:role/x\n"
            f"credential_source = Ec2InstanceMetadata\n"
            f"ec2_metadata_service_endpoint = {elsewhere.url}\n"
            f"[profile sso]\nsso_session = s\nsso_account_id = 123456789012\nsso_role_name = A\n"
            f"[sso-session s]\nsso_start_url = {elsewhere.url}\nsso_region = us-east-1\n"
        )
        yield path, trace, elsewhere


def test_validate_runs_nothing_and_asks_nobody(hostile: tuple[Path, Path, StandIn]) -> None:
    path, trace, elsewhere = hostile
    done = watched("validate", str(path))
    assert done.returncode == 0
    assert done.stderr == ""
    assert not trace.exists()
    assert not elsewhere.requests


def test_verifying_a_foreign_file_uses_its_keys_alone(
    hostile: tuple[Path, Path, StandIn], monkeypatch: pytest.MonkeyPatch
) -> None:
    path, trace, elsewhere = hostile
    with StandIn() as own:
        monkeypatch.setenv("AWS_ENDPOINT_URL", own.url)
        monkeypatch.delenv("AWS_EC2_METADATA_DISABLED")
        done = watched("validate", "--verify", "--format", "json", str(path))
        port = own.url.rpartition(":")[2]
    connections = [line for line in done.stderr.splitlines() if "socket.connect" in line]
    assert connections
    assert all(port in line for line in connections)
    assert "Popen" not in done.stderr
    assert not trace.exists()
    assert not elsewhere.requests
    assert {request.action for request in own.requests} == {"GetCallerIdentity"}
    rules = {
        (found["profile"], found["rule"])
        for found in json.loads(done.stdout)["findings"]
        if found["rule"].startswith("credentials-")
    }
    unasked = ("runs", "role", "token", "imds", "sso")
    assert rules == {(name, "credentials-unverified") for name in unasked}


def test_a_trusted_file_is_followed(hostile: tuple[Path, Path, StandIn], run: Run) -> None:
    path, trace, elsewhere = hostile
    run("validate", "--verify", "--trust-file", "--allow-process", str(path), AWS_ENDPOINT_URL="")
    assert trace.exists()
    assert elsewhere.requests
