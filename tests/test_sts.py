"""Every kind of answer, and every kind of profile.

moto checks real signatures; the stand-in gives the answers that moto cannot give. Nothing here
leaves 127.0.0.1.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import shlex
import socket
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple
from unittest.mock import Mock

import botocore.credentials
import botocore.tokens
import pytest

import awscred
from awscred import sts
from awscred.identity import Identity, Problem, Status, parse_arn
from awscred.sts import Terms, credentials
from tests import aws
from tests.aws import KEY, OTHER_KEY, OTHER_SECRET, SECRET, Answer, StandIn, refusal

TOKEN = "example/session/token"
ROLE = f"arn:aws:iam::{aws.ACCOUNT}:role/deploy"
STATIC = f"aws_access_key_id = {KEY}\naws_secret_access_key = {SECRET}\n"


@pytest.fixture(autouse=True)
def surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    """No endpoint until a test sets one."""
    monkeypatch.delenv("AWS_ENDPOINT_URL")
    monkeypatch.setattr(sts, "SIGNATURE_RETRY_SECONDS", 0.01)


@pytest.fixture(autouse=True)
def quiet(capfd: pytest.CaptureFixture[str]) -> Iterator[None]:
    """Nothing is printed, whatever happens."""
    yield
    assert capfd.readouterr() == ("", "")


@pytest.fixture
def moto(moto: aws.Moto, monkeypatch: pytest.MonkeyPatch) -> aws.Moto:
    monkeypatch.setenv("AWS_ENDPOINT_URL_STS", moto.url)
    return moto


Script = Callable[..., StandIn]


@pytest.fixture
def script(monkeypatch: pytest.MonkeyPatch) -> Iterator[Script]:
    """A stand-in that gives these answers for every AWS service."""
    running: list[StandIn] = []

    def start(*answers: Answer) -> StandIn:
        stand_in = StandIn(*answers).__enter__()
        running.append(stand_in)
        monkeypatch.setenv("AWS_ENDPOINT_URL", stand_in.url)
        return stand_in

    yield start
    for stand_in in running:
        stand_in.__exit__(None, None, None)


class Keys(NamedTuple):
    """A key pair to ask about."""

    key: str
    secret: str
    token: str = ""


EXAMPLE = Keys(KEY, SECRET)
USUAL = Terms()
SHORT = Terms(patience=6)
Profile = Callable[..., Identity]


def identify(
    config: str = "", credentials: str = "", name: str = "p", terms: Terms = USUAL
) -> Identity:
    """The identity of profile `p` in these two texts."""
    (answer,) = sts.identify(awscred.read(config=config, credentials=credentials), [name], terms)
    assert answer.profile == name
    return answer


def identify_keys(keys: Keys, region: str | None = None, terms: Terms = USUAL) -> Identity:
    """The identity behind these keys."""
    token = f"aws_session_token = {keys.token}\n" if keys.token else ""
    place = f"region = {region}\n" if region else ""
    pair = f"aws_access_key_id = {keys.key}\naws_secret_access_key = {keys.secret}\n"
    return identify("", f"[p]\n{pair}{token}{place}", terms=terms)


def identify_process(command: str) -> Identity:
    """The identity of a profile with this credential_process."""
    return identify(f"[profile p]\ncredential_process = {command}\n")


@pytest.fixture
def profile() -> Profile:
    """Identifies profile `p` in these two texts."""

    def ask(
        config: str = "",
        credentials: str = "",
        name: str = "p",
        ask: Callable[[str], str] | None = None,
    ) -> Identity:
        return identify(config, credentials, name, Terms(ask_mfa=ask))

    return ask


def verdict(answer: Identity) -> tuple[Status, str | None]:
    """Status and code, after checking what is true of every answer."""
    assert (answer.status == "ok") == (answer.error is None) == (answer.arn is not None)
    if answer.error is not None:
        for text in (answer.error.code, answer.error.message, answer.error.hint):
            assert text
            assert text.isprintable()  # so it is also one line
            assert len(text) <= 300
    for secret in (SECRET, OTHER_SECRET, TOKEN):
        assert secret not in repr(answer)
    return answer.status, answer.error.code if answer.error else None


def told(answer: Identity) -> Problem:
    assert answer.error is not None
    return answer.error


# ---- real signatures ----------------------------------------------------------------------------


def test_accepted_keys(moto: aws.Moto) -> None:
    answer = identify_keys(Keys(moto.access_key_id, moto.secret_access_key))
    assert verdict(answer) == ("ok", None)
    assert (answer.account, answer.arn) == (aws.ACCOUNT, moto.user_arn)
    assert (answer.type, answer.partition, answer.profile) == ("user", "aws", "p")
    assert answer.user_id


def test_unknown_key(moto: aws.Moto) -> None:
    answer = identify_keys(EXAMPLE)
    assert verdict(answer) == ("refused", "InvalidClientTokenId")
    assert "need a region" in told(answer).hint


def test_wrong_secret(moto: aws.Moto) -> None:
    answer = identify_keys(Keys(moto.access_key_id, SECRET), "eu-central-1")
    assert verdict(answer) == ("refused", "SignatureDoesNotMatch")


def test_kinds_of_profile(moto: aws.Moto, profile: Profile) -> None:
    config = (
        f"[profile role]\nrole_arn = {moto.role_arn}\nsource_profile = static\n"
        f"[profile chain]\nrole_arn = {moto.role_arn}\nsource_profile = role\n"
        f"[profile locked]\nrole_arn = {moto.locked_role_arn}\nsource_profile = static\n"
        f"[profile unknown]\nrole_arn = {moto.role_arn}\nsource_profile = stranger\n"
    )
    credentials = (
        f"[static]\naws_access_key_id = {moto.access_key_id}\n"
        f"aws_secret_access_key = {moto.secret_access_key}\n[stranger]\n{STATIC}"
    )
    role = profile(config, credentials, "role")
    assert verdict(role) == ("ok", None)
    assert (role.type, role.profile) == ("assumed-role", "role")
    assert verdict(profile(config, credentials, "static")) == ("ok", None)
    assert verdict(profile(config, credentials, "locked")) == ("refused", "AccessDenied")
    # moto lets only alice assume the role, so the second link of the chain is refused: by AWS's say
    assert verdict(profile(config, credentials, "chain")) == ("refused", "AccessDenied")
    assert verdict(profile(config, credentials, "unknown")) == ("refused", "InvalidClientTokenId")


def test_temporary_credentials(moto: aws.Moto, profile: Profile, tmp_path: Path) -> None:
    """The keys of an assumed role, read back from a process and from a file."""
    credentials = (
        f"[s]\naws_access_key_id = {moto.access_key_id}\n"
        f"aws_secret_access_key = {moto.secret_access_key}\n"
    )
    (tmp_path / "c").write_text(credentials)
    session = botocore.session.Session(
        {"config_file": (None, None, os.devnull, None), "profile": (None,) * 4}
    )
    client = session.create_client(
        "sts",
        region_name="us-east-1",
        endpoint_url=moto.url,
        aws_access_key_id=moto.access_key_id,
        aws_secret_access_key=moto.secret_access_key,
    )
    found = client.assume_role(RoleArn=moto.role_arn, RoleSessionName="me")["Credentials"]
    keys = Keys(found["AccessKeyId"], found["SecretAccessKey"], found["SessionToken"])
    answer = identify_keys(keys)
    assert answer.arn == f"arn:aws:sts::{aws.ACCOUNT}:assumed-role/deploy/me"
    assert answer.type == "assumed-role"
    text = (
        f"[p]\naws_access_key_id = {keys.key}\n"
        f"aws_secret_access_key = {keys.secret}\n"
        f"aws_session_token = {keys.token}\n"
    )
    assert profile("", text).arn == answer.arn
    printed = {
        "Version": 1,
        "AccessKeyId": keys.key,
        "SecretAccessKey": keys.secret,
        "SessionToken": keys.token,
    }
    command = printing(json.dumps(printed))
    assert identify_process(command).arn == answer.arn
    assert profile(f"[profile p]\ncredential_process = {command}").arn == answer.arn


# ---- answers of AWS and the network
# -----------------------------------------------------------------

EARLY = "Signature not yet current: 20261124T120000Z is still later than 20261124T110000Z"
LATE = "Signature expired: 20261124T110000Z is now earlier than 20261124T120000Z"
YES = aws.identity().body


@dataclass(frozen=True)
class Case:
    """The stand-in's answer to every request, and what it means."""

    name: str
    answer: Answer
    status: Status
    code: str
    requests: int = 1


CASES = [
    # refused: by AWS
    Case("unknown key", refusal("InvalidClientTokenId"), "refused", "InvalidClientTokenId", 2),
    Case("wrong secret", refusal("SignatureDoesNotMatch"), "refused", "SignatureDoesNotMatch", 2),
    Case("expired", refusal("ExpiredToken"), "refused", "ExpiredToken"),
    Case("expired, other name", refusal("ExpiredTokenException"), "refused", "ExpiredToken"),
    # unknown: the clock
    Case("clock late", refusal("SignatureDoesNotMatch", LATE), "unknown", "Clock"),
    Case("clock early", refusal("SignatureDoesNotMatch", EARLY), "unknown", "Clock"),
    Case("request expired", refusal("RequestExpired", status=400), "unknown", "Clock"),
    # unknown: AWS cannot or will not answer
    Case("no policy says this", refusal("AccessDenied"), "unknown", "AccessDenied"),
    Case("region off", refusal("RegionDisabledException"), "unknown", "RegionDisabledException"),
    Case("opt in", refusal("OptInRequired"), "unknown", "OptInRequired"),
    Case("throttled", refusal("Throttling", status=400), "unknown", "Throttling", 2),
    Case(
        "unavailable", refusal("ServiceUnavailable", status=503), "unknown", "ServiceUnavailable", 2
    ),
    Case("failure", refusal("InternalFailure", status=500), "unknown", "InternalFailure", 2),
    Case("new code", refusal("Brand.New", "a\x0ab", 400), "unknown", "Brand.New"),
    Case("refusal by 500", refusal("ExpiredToken", status=500), "unknown", "ExpiredToken", 2),
    # unknown: not from AWS
    Case("portal", Answer(200, "<html><body>Log in</body></html>"), "unknown", "NotAws"),
    Case("portal, no XML", Answer(200, "<html><br>Log in"), "unknown", "NotAws"),
    Case("empty", Answer(200), "unknown", "NotAws"),
    Case("JSON", Answer(200, '{"Arn": "x"}'), "unknown", "NotAws"),
    Case("HTML 403", Answer(403, "<html><body>Blocked</body></html>"), "unknown", "NotAws"),
    Case("bare 403", Answer(403), "unknown", "NotAws"),
    Case("S3's form", Answer(403, "<Error><Code>AccessDenied</Code></Error>"), "unknown", "NotAws"),
    Case("redirect", Answer(302, headers={"Location": "/login"}), "unknown", "NotAws"),
    Case("proxy login", Answer(407, "Who are you?"), "unknown", "NotAws"),
    Case("too many", Answer(429), "unknown", "NotAws"),
    Case("HTML 503", Answer(503, "<html>Sorry</html>"), "unknown", "Service", 2),
    Case("bare 502", Answer(502), "unknown", "Service", 2),
    Case("truncated", Answer(200, YES[:150]), "unknown", "NotAws"),
    # unknown: no answer
    Case("hangs up", Answer(close=True), "unknown", "Network", 2),
    Case("hangs", Answer(delay=4), "unknown", "Network", 2),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_what_an_answer_means(case: Case, script: Script) -> None:
    stand_in = script(case.answer)
    answer = identify_keys(EXAMPLE, "eu-central-1", SHORT)
    assert verdict(answer) == (case.status, case.code)
    assert len(stand_in.requests) == case.requests


def test_an_answer_does_not_set_the_time_to_the_next_attempt(script: Script) -> None:
    """botocore 1.44 would wait for more than five seconds, longer than the patience."""
    busy = Answer(503, refusal("ServiceUnavailable").body, {"X-Amz-Retry-After": "60000"})
    stand_in = script(busy)
    answer = identify_keys(EXAMPLE, "eu-central-1", Terms(patience=3))
    assert verdict(answer) == ("unknown", "ServiceUnavailable")
    assert len(stand_in.requests) == 2


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_while_assuming_a_role(case: Case, script: Script) -> None:
    """The same faults for AssumeRole; but there, a missing permission is a refusal."""
    stand_in = script(case.answer)
    config = f"[profile p]\nrole_arn = {ROLE}\nsource_profile = s\nregion = eu-central-1\n"
    answer = identify(config, f"[s]\n{STATIC}", terms=SHORT)
    expected = "refused" if case.code == "AccessDenied" else case.status
    assert verdict(answer) == (expected, case.code)
    assert {request.action for request in stand_in.requests} == {"AssumeRole"}


def test_cut_in_the_middle(script: Script) -> None:
    """Versions of botocore treat it differently."""
    script(Answer(200, YES[:150], cut=True))
    assert verdict(identify_keys(EXAMPLE))[0] == "unknown"


def test_nobody_listens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", aws.closed_port())
    assert verdict(identify_keys(EXAMPLE)) == ("unknown", "Network")


def test_no_such_host(monkeypatch: pytest.MonkeyPatch) -> None:
    def getaddrinfo(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://sts.invalid")
    answer = identify_keys(EXAMPLE)
    assert verdict(answer) == ("unknown", "Network")
    assert "sts.invalid" in told(answer).message


def test_proxy_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    proxy = aws.closed_port().replace("http://", "http://me:exampletoken@")
    monkeypatch.setenv("HTTP_PROXY", proxy)
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://sts.invalid")
    answer = identify_keys(EXAMPLE)
    assert verdict(answer) == ("unknown", "Proxy")
    assert "exampletoken" not in repr(answer)


def test_no_tls(script: Script, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in = script()
    monkeypatch.setenv("AWS_ENDPOINT_URL", stand_in.url.replace("http", "https"))
    assert verdict(identify_keys(EXAMPLE)) == ("unknown", "Tls")


def test_the_longest_wait(script: Script) -> None:
    script(Answer(delay=20))
    begin = time.monotonic()
    assert verdict(identify_keys(EXAMPLE)) == ("unknown", "Network")
    assert time.monotonic() - begin < 10


def test_clock_is_measured(script: Script) -> None:
    script(refusal("SignatureDoesNotMatch", LATE, date="Tue, 24 Nov 2020 12:00:00 GMT"))
    answer = identify_keys(EXAMPLE)
    assert verdict(answer) == ("unknown", "Clock")
    assert "ahead of AWS's" in told(answer).message


@pytest.mark.parametrize("date", ["", "today", "Tue, 24 Nov 2020 12:00:00 -0000"])
def test_clock_without_a_date(date: str, script: Script) -> None:
    script(refusal("RequestExpired", date=date))
    assert verdict(identify_keys(EXAMPLE)) == ("unknown", "Clock")


# ---- second tries -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("region", "asked"),
    [
        ("eu-south-2", ["eu-south-2", "us-east-1"]),
        ("us-east-1", ["us-east-1"]),
        (None, ["us-east-1"]),
        ("cn-north-1", ["cn-north-1", "cn-northwest-1"]),
        ("us-gov-east-1", ["us-gov-east-1", "us-gov-west-1"]),
        ("us-iso-west-1", ["us-iso-west-1", "us-iso-east-1"]),
        ("local", ["local"]),
    ],
)
def test_unknown_key_is_asked_again_elsewhere(
    region: str | None, asked: list[str], script: Script
) -> None:
    stand_in = script(refusal("InvalidClientTokenId"))
    assert verdict(identify_keys(EXAMPLE, region)) == ("refused", "InvalidClientTokenId")
    assert [request.region for request in stand_in.requests] == asked


@pytest.mark.parametrize("code", ["InvalidClientTokenId", "SignatureDoesNotMatch"])
def test_the_second_answer_counts(code: str, script: Script, profile: Profile) -> None:
    credentials = f"[p]\n{STATIC}region = eu-south-2\n"
    script(refusal(code), aws.identity())
    assert verdict(profile("", credentials)) == ("ok", None)
    script(refusal(code), Answer(close=True))
    assert verdict(profile("", credentials)) == ("unknown", "Network")
    script(refusal(code), aws.assumed(), aws.identity())
    config = f"[profile r]\nrole_arn = {ROLE}\nsource_profile = p\nregion = eu-south-2"
    assert verdict(profile(config, credentials, "r")) == ("ok", None)


def test_wrong_secret_waits(script: Script, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sts, "SIGNATURE_RETRY_SECONDS", 0.5)
    script(refusal("SignatureDoesNotMatch"))
    begin = time.monotonic()
    identify_keys(EXAMPLE)
    assert time.monotonic() - begin > 0.5


def test_wrong_secret_without_time_to_ask_again(
    script: Script, monkeypatch: pytest.MonkeyPatch
) -> None:
    """AWS may be remembering another secret: that is neither a refusal nor silence."""
    monkeypatch.setattr(sts, "SIGNATURE_RETRY_SECONDS", 6)
    script(refusal("SignatureDoesNotMatch"))
    begin = time.monotonic()
    answer = identify_keys(EXAMPLE, terms=Terms(patience=5))
    assert verdict(answer) == ("unknown", "SignatureDoesNotMatch")
    assert "--timeout" in told(answer).hint
    assert time.monotonic() - begin < 3


@pytest.mark.parametrize("arn", ["arn:x", "arn:aws:iam::999988887777:user/alice", "alice"])
def test_an_account_that_is_not_the_arns(arn: str, script: Script) -> None:
    body = aws.identity().body.replace(f"arn:aws:iam::{aws.ACCOUNT}:user/alice", arn)
    script(Answer(body=body))
    assert verdict(identify_keys(EXAMPLE)) == ("unknown", "NotAws")


def test_a_long_error_code_is_cut_in_the_debug_lines(script: Script) -> None:
    script(refusal("word " * 10_000, status=400))
    lines: list[str] = []
    identify_keys(EXAMPLE, terms=Terms(debug=lines.append))
    assert max(map(len, lines)) < 300


def test_keys_that_a_role_gives_and_no_key_is_like(script: Script, profile: Profile) -> None:
    body = aws.assumed().body.replace(OTHER_KEY, "")
    script(Answer(body=body))
    config = f"[profile p]\nrole_arn = {ROLE}\nsource_profile = s\n"
    assert verdict(profile(config, f"[s]\n{STATIC}")) == ("unknown", "NotAws")


# ---- profiles that cannot give credentials ------------------------------------------------------

SSO = "sso_account_id = 123456789012\nsso_role_name = Admin\n"
START = "sso_start_url = https://example.awsapps.com/start\nsso_region = us-east-1\n"
BROKEN = {
    "missing": ("", "", "ProfileNotFound"),
    "no keys": ("[profile p]\nregion = eu-central-1\n", "", "NoCredentials"),
    "no secret": ("", f"[p]\naws_access_key_id = {KEY}\n", "BadProfile"),
    "lone secret": ("", f"[p]\naws_secret_access_key = {SECRET}\n", "NoCredentials"),
    "no source": (f"[profile p]\nrole_arn = {ROLE}\n", "", "BadProfile"),
    "source missing": (f"[profile p]\nrole_arn={ROLE}\nsource_profile=q\n", "", "BadProfile"),
    "source empty": (
        f"[profile p]\nrole_arn={ROLE}\nsource_profile=q\n[profile q]\nregion=x\n",
        "",
        "BadProfile",
    ),
    "two sources": (
        f"[profile p]\nrole_arn={ROLE}\nsource_profile=p\ncredential_source=Environment\n",
        "",
        "BadProfile",
    ),
    "bad source": (f"[profile p]\nrole_arn={ROLE}\ncredential_source=Moon\n", "", "BadProfile"),
    "circle": (
        "".join(
            f"[profile {name}]\nrole_arn={ROLE}\nsource_profile={source}\n"
            for name, source in ("pq", "qp")
        ),
        "",
        "BadProfile",
    ),
    "long chain": (
        "".join(
            f"[profile {f'p{i}' if i else 'p'}]\nrole_arn={ROLE}\nsource_profile=p{i + 1}\n"
            for i in range(2000)
        ),
        f"[p2000]\n{STATIC}",
        "RoleChainTooLong",
    ),
    "role without ARN": (
        "[profile p]\nrole_arn = deploy\nsource_profile = s\n",
        f"[s]\n{STATIC}",
        "BadSetting",
    ),
    "no file": (f"[profile p]\nrole_arn={ROLE}\nweb_identity_token_file=/no\n", "", "FileUnusable"),
    "no role": ("[profile p]\nweb_identity_token_file = /no\n", "", "BadProfile"),
    "SSO in part": (f"[profile p]\n{SSO}", "", "BadProfile"),
    "SSO session missing": (f"[profile p]\nsso_session = s\n{SSO}", "", "BadProfile"),
    "SSO contradiction": (
        f"[profile p]\nsso_session=s\nx = {SECRET}\n{SSO}[sso-session s]\nx = {OTHER_SECRET}\n",
        "",
        "BadProfile",
    ),
    "file unreadable": (f"[profile p]\n{SECRET}\n", f"[p]\n{STATIC}", "FileUnreadable"),
    "region no host": ("[profile p]\nregion = eu west\n", f"[p]\n{STATIC}", "InvalidRegion"),
    "region impossible": ("[profile p]\nregion = eu-central\n", f"[p]\n{STATIC}", "InvalidRegion"),
    "region empty": ("[profile p]\nregion =\n", f"[p]\n{STATIC}", "InvalidRegion"),
    "region a zone": ("[profile p]\nregion = us-east-1a\n", f"[p]\n{STATIC}", "InvalidRegion"),
    "key empty": ("", "[p]\naws_access_key_id=\naws_secret_access_key=x\n", "MalformedKey"),
    "key with space": (
        "",
        f"[p]\naws_access_key_id = {KEY} # old\naws_secret_access_key = {SECRET}\n",
        "MalformedKey",
    ),
    "comment after secret": (
        "",
        f"[p]\naws_access_key_id = {KEY}\naws_secret_access_key = {SECRET} # old\n",
        "MalformedKey",
    ),
    "token in two lines": (
        "",
        f"[p]\n{STATIC}aws_session_token = {TOKEN}\n  {TOKEN}\n",
        "MalformedKey",
    ),
    "endpoint no URL": ("[profile p]\nendpoint_url = sts\n", f"[p]\n{STATIC}", "BadSetting"),
    "number no number": (
        "[profile p]\nmetadata_service_timeout = soon\n",
        f"[p]\n{STATIC}",
        "BadSetting",
    ),
    "bad defaults mode": ("[profile p]\ndefaults_mode = x\n", f"[p]\n{STATIC}", "BadSetting"),
}


@pytest.mark.parametrize(("config", "credentials", "code"), BROKEN.values(), ids=BROKEN)
def test_broken(
    config: str, credentials: str, code: str, profile: Profile, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is asked, and keys in the environment are not used for the profile."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", OTHER_KEY)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", OTHER_SECRET)
    monkeypatch.setenv("HTTPS_PROXY", aws.closed_port())
    assert verdict(profile(config, credentials)) == ("broken", code)


def test_a_setting_that_is_too_short_is_named(profile: Profile) -> None:
    answer = profile("[profile p]\nrole_arn = x\nsource_profile = s\n", f"[s]\n{STATIC}")
    assert verdict(answer) == ("broken", "BadSetting")
    assert told(answer).message == "The value of role_arn is not valid."


def test_region_is_only_a_name_where_an_endpoint_is_set(script: Script, profile: Profile) -> None:
    script()
    assert verdict(profile("[profile p]\nregion = local\n", f"[p]\n{STATIC}")) == ("ok", None)


def test_default_is_a_profile_like_others(script: Script, profile: Profile) -> None:
    script()
    assert verdict(profile("", f"[default]\n{STATIC}", "default")) == ("ok", None)
    assert verdict(profile("", f"[p]\n{STATIC}", "default")) == ("broken", "ProfileNotFound")


# ---- the environment ----------------------------------------------------------------------------


def test_the_environment_does_not_choose_credentials(
    script: Script, profile: Profile, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    stand_in = script()
    other = tmp_path / "other"
    other.write_text(f"[p]\naws_access_key_id={OTHER_KEY}\naws_secret_access_key={OTHER_SECRET}\n")
    environment = {
        "AWS_ACCESS_KEY_ID": OTHER_KEY,
        "AWS_SECRET_ACCESS_KEY": OTHER_SECRET,
        "AWS_SESSION_TOKEN": TOKEN,
        "AWS_PROFILE": "nobody",
        "AWS_DEFAULT_PROFILE": "nobody",
        "AWS_ROLE_ARN": ROLE,
        "AWS_WEB_IDENTITY_TOKEN_FILE": str(other),
        "AWS_SHARED_CREDENTIALS_FILE": str(other),
        "AWS_CONFIG_FILE": str(other),
        "AWS_CREDENTIAL_FILE": str(other),
        "AWS_CONTAINER_CREDENTIALS_FULL_URI": stand_in.url,
    }
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    before = dict(os.environ)
    assert verdict(profile("", f"[p]\n{STATIC}")) == ("ok", None)
    assert verdict(identify_keys(EXAMPLE)) == ("ok", None)
    printed = {"Version": 1, "AccessKeyId": KEY, "SecretAccessKey": SECRET}
    assert verdict(identify_process(printing(json.dumps(printed))))[0] == "ok"
    assert {request.key for request in stand_in.requests} == {KEY}
    assert dict(os.environ) == before
    assert verdict(profile("[profile p]\nregion = eu-west-1\n"))[0] == "broken"
    assert len(stand_in.requests) == 3


def test_credential_source_may_name_the_environment(
    script: Script, profile: Profile, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = f"[profile p]\nrole_arn = {ROLE}\ncredential_source = Environment\n"
    stand_in = script(aws.assumed(), aws.identity())
    assert verdict(profile(config)) == ("unknown", "NoSource")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", KEY)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
    assert verdict(profile(config)) == ("ok", None)
    assert [request.key for request in stand_in.requests] == [KEY, OTHER_KEY]


@pytest.mark.parametrize(
    "given",
    [
        "[]",
        '{"AccessKeyId": 5, "SecretAccessKey": "x", "Token": "x"}',
        '{"AccessKeyId": "x", "SecretAccessKey": "x", "Token": "x", "Expiration": "soon"}',
    ],
)
def test_a_container_that_gives_garbage(
    given: str, script: Script, profile: Profile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_CONTAINER_CREDENTIALS_FULL_URI", script(Answer(body=given)).url)
    answer = profile(f"[profile p]\nrole_arn = {ROLE}\ncredential_source = EcsContainer\n")
    assert verdict(answer) == ("unknown", "NoSource")


@pytest.mark.parametrize(
    ("source", "variables"),
    [
        ("EcsContainer", {"AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://example.com/"}),
        ("Environment", {"AWS_ACCESS_KEY_ID": KEY}),
        ("Environment", {"AWS_ACCESS_KEY_ID": f"{KEY} # x", "AWS_SECRET_ACCESS_KEY": SECRET}),
    ],
)
def test_what_the_environment_gives_does_not_make_a_profile_broken(
    source: str, variables: dict[str, str], profile: Profile, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    answer = profile(f"[profile p]\nrole_arn = {ROLE}\ncredential_source = {source}\n")
    assert verdict(answer) == ("unknown", "NoSource")


def test_credential_source_elsewhere(script: Script, profile: Profile) -> None:
    script()
    for source in ("Ec2InstanceMetadata", "EcsContainer"):
        config = f"[profile p]\nrole_arn = {ROLE}\ncredential_source = {source}\n"
        assert verdict(profile(config)) == ("unknown", "NoSource")


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("AWS_REGION", "eu-central"),
        ("AWS_DEFAULT_REGION", "eu west"),
        ("AWS_ENDPOINT_URL", "sts"),
        ("AWS_ENDPOINT_URL_STS", "http://me:a/b@127.0.0.1"),
        ("AWS_DEFAULTS_MODE", "x"),
        ("AWS_STS_REGIONAL_ENDPOINTS", "x"),
        ("AWS_METADATA_SERVICE_TIMEOUT", "soon"),
        ("AWS_EC2_METADATA_SERVICE_ENDPOINT", "not a URL"),
        ("AWS_REQUEST_CHECKSUM_CALCULATION", "x"),
        ("AWS_ACCOUNT_ID_ENDPOINT_MODE", "x"),
        ("SSLKEYLOGFILE", "/no/such/folder/keys"),
    ],
)
def test_the_environment_does_not_make_a_profile_broken(
    variable: str, value: str, profile: Profile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, value)
    answer = profile("", f"[p]\n{STATIC}")
    assert verdict(answer) == ("unknown", "BadEnvironment")
    assert variable in told(answer).message


def test_a_good_variable_is_not_blamed_for_a_bad_profile(
    profile: Profile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_DEFAULTS_MODE", "standard")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "3")
    config = "[profile p]\nmetadata_service_timeout = soon\n"
    assert verdict(profile(config, f"[p]\n{STATIC}")) == ("broken", "BadSetting")


@pytest.mark.parametrize(
    ("own", "environment", "asked"),
    [
        ("region = eu-west-1\n", {"AWS_REGION": "us-west-2"}, "eu-west-1"),
        ("", {"AWS_REGION": "us-west-2", "AWS_DEFAULT_REGION": "us-east-2"}, "us-west-2"),
        ("", {"AWS_REGION": "", "AWS_DEFAULT_REGION": "us-east-2"}, "us-east-2"),
        ("", {}, "us-east-1"),
    ],
)
def test_region(
    own: str,
    environment: dict[str, str],
    asked: str,
    script: Script,
    profile: Profile,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    stand_in = script(aws.assumed(), aws.identity())
    config = f"[profile p]\n{own}role_arn = {ROLE}\nsource_profile = s\n"
    assert verdict(profile(config, f"[s]\n{STATIC}region = sa-east-1\n")) == ("ok", None)
    assert [request.region for request in stand_in.requests] == [asked, asked]


# ---- what needs the user ------------------------------------------------------------------------

MFA = f"[profile p]\nrole_arn = {ROLE}\nsource_profile = s\nmfa_serial = arn:aws:iam::1:mfa/me\n"


def never_prompt(*_: object) -> str:
    raise AssertionError("botocore prompts by itself")


def test_mfa(script: Script, profile: Profile, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("getpass.getpass", never_prompt)
    stand_in = script(aws.assumed(), aws.identity())
    prompts: list[str] = []

    def ask(prompt: str) -> str:
        prompts.append(prompt)
        return " 123456\n"

    assert verdict(profile(MFA, f"[s]\n{STATIC}", ask=ask)) == ("ok", None)
    assert stand_in.requests[0].fields["TokenCode"] == "123456"
    assert len(prompts) == 1
    assert "arn:aws:iam::1:mfa/me" in prompts[0]


def test_mfa_without_anybody_to_ask(script: Script, profile: Profile) -> None:
    stand_in = script()
    assert verdict(profile(MFA, f"[s]\n{STATIC}")) == ("unknown", "NeedsMfaCode")
    assert not stand_in.requests


def test_mfa_code_that_is_wrong(script: Script, profile: Profile) -> None:
    told = "MultiFactorAuthentication failed with invalid MFA one time pass code. "
    script(refusal("AccessDenied", told))
    for code in ("12", "123456"):
        answer = profile(MFA, f"[s]\n{STATIC}", ask=lambda _, code=code: code)
        assert verdict(answer) == ("unknown", "MfaCode")


@pytest.mark.parametrize("error", [RuntimeError, ValueError, EOFError, KeyboardInterrupt, OSError])
def test_what_asking_raises_goes_through(
    error: type[BaseException], script: Script, profile: Profile
) -> None:
    """For example click.Abort, which is a RuntimeError."""
    script()

    def ask(_: str) -> str:
        raise error("abort")

    with pytest.raises(error, match="abort"):
        profile(MFA, f"[s]\n{STATIC}", ask=ask)


@pytest.mark.parametrize("name", ["p", "my prof"])
def test_sso_login_missing(name: str, script: Script, profile: Profile) -> None:
    """The hint names the profile that can sign in, which is not the role itself."""
    script()
    config = (
        f'[profile "{name}"]\n{SSO}sso_session = s\n[sso-session s]\n{START}'
        f"[profile r]\nrole_arn = {ROLE}\nsource_profile = {name}\n"
        f"[profile legacy]\n{SSO}{START}"
    )
    for asked, login in ((name, shlex.quote(name)), ("r", shlex.quote(name)), ("legacy", "legacy")):
        answer = profile(config, name=asked)
        assert verdict(answer) == ("unknown", "NeedsLogin")
        assert f"`aws sso login --profile {login}`" in told(answer).hint


def given(**changes: object) -> Answer:
    """The portal's successful answer, with these changes."""
    keys: dict[str, object] = {
        "accessKeyId": KEY,
        "secretAccessKey": SECRET,
        "sessionToken": TOKEN,
        "expiration": 4_000_000_000_000,
    }
    return Answer(body=json.dumps({"roleCredentials": keys | changes}))


SSO_ANSWERS = {
    "ok": (given(), ("ok", None)),
    "portal": (Answer(body="<html>Log in</html>"), ("unknown", "NotAws")),
    "expired": (
        Answer(401, "{}", {"x-amzn-ErrorType": "UnauthorizedException"}),
        ("unknown", "NeedsLogin"),
    ),
    "not assigned": (
        Answer(403, '{"message": "No access"}', {"x-amzn-ErrorType": "ForbiddenException"}),
        ("refused", "ForbiddenException"),
    ),
    "garbled key": (given(accessKeyId="A B"), ("unknown", "NotAws")),
    "garbled date": (given(expiration=10**30), ("unknown", "Unexpected")),
    "too deep": (Answer(body="[" * 100_000), ("unknown", "NotAws")),
    "blocked": (Answer(403, "<html>No</html>"), ("unknown", "NotAws")),
    "down": (Answer(503, "<html>No</html>"), ("unknown", "Service")),
}


@pytest.mark.parametrize(("answer", "expected"), SSO_ANSWERS.values(), ids=SSO_ANSWERS)
def test_sso(
    answer: Answer,
    expected: tuple[Status, str | None],
    script: Script,
    profile: Profile,
    home: Path,
) -> None:
    arn = f"arn:aws:sts::{aws.ACCOUNT}:assumed-role/AWSReservedSSO_Admin_0123456789abcdef/me@x.y"
    stand_in = script(answer, aws.identity(arn) if expected[0] == "ok" else answer)
    cache = home / ".aws" / "sso" / "cache"
    cache.mkdir(parents=True)
    token = {"accessToken": TOKEN, "expiresAt": "2099-01-01T00:00:00Z"}
    cached = cache / f"{hashlib.sha1(b's').hexdigest()}.json"
    cached.write_text(json.dumps(token))
    found = profile(f"[profile p]\nsso_session = s\n{SSO}[sso-session s]\n{START}")
    assert verdict(found) == expected
    if expected[0] == "ok":
        assert found.type == "sso"
        assert stand_in.requests[-1].key == KEY


@pytest.mark.parametrize(
    "kept",
    [
        "no JSON",
        "[]",
        '{"accessToken": "x"}',
        '{"accessToken": "x", "expiresAt": "tomorrow"}',
        '{"accessToken": 1, "expiresAt": "2099-01-01T00:00:00Z"}',
        '{"accessToken": "x", "expiresAt": "2020-01-01T00:00:00Z"}',
    ],
)
def test_sso_login_unusable(kept: str, profile: Profile, home: Path) -> None:
    cache = home / ".aws" / "sso" / "cache"
    cache.mkdir(parents=True)
    for key in ("s", "https://example.awsapps.com/start"):
        (cache / f"{hashlib.sha1(key.encode()).hexdigest()}.json").write_text(kept)
    for config in (
        f"[profile p]\nsso_session = s\n{SSO}[sso-session s]\n{START}",
        f"[profile p]\n{SSO}{START}",
    ):
        answer = profile(config)
        assert verdict(answer) == ("unknown", "NeedsLogin")
        assert "`aws sso login --profile p`" in told(answer).hint


def test_sso_login_is_refreshed_once(script: Script, home: Path) -> None:
    """Refreshing invalidates the token that it uses, so threads must not do it at the same time."""
    cache = home / ".aws" / "sso" / "cache"
    cache.mkdir(parents=True)
    kept = cache / f"{hashlib.sha1(b's').hexdigest()}.json"
    login = {
        "accessToken": "old",
        "expiresAt": "2020-01-01T00:00:00Z",
        "clientId": "id",
        "clientSecret": "x",
        "refreshToken": "once",
        "registrationExpiresAt": "2099-01-01T00:00:00Z",
    }
    kept.write_text(json.dumps(login))
    refreshed = {"accessToken": TOKEN, "expiresIn": 28800, "refreshToken": "twice"}
    stand_in = script(Answer(body=json.dumps(refreshed), delay=0.2), Answer(403, "<html>No</html>"))
    names = [f"p{number}" for number in range(8)]
    text = "".join(f"[profile {name}]\nsso_session = s\n{SSO}" for name in names)
    files = awscred.read(config=f"{text}[sso-session s]\n{START}")
    assert {verdict(who) for who in sts.identify(files, names)} == {("unknown", "NotAws")}
    assert [request.action for request in stand_in.requests].count("/token") == 1
    assert json.loads(kept.read_text())["refreshToken"] == "twice"


def test_a_login_that_cannot_be_refreshed_is_tried_once(script: Script, home: Path) -> None:
    """Fourteen tries, one after the other, could take longer than the user's patience."""
    cache = home / ".aws" / "sso" / "cache"
    cache.mkdir(parents=True)
    login = {
        "accessToken": "old",
        "expiresAt": "2020-01-01T00:00:00Z",
        "clientId": "id",
        "clientSecret": "x",
        "refreshToken": "spent",
        "registrationExpiresAt": "2099-01-01T00:00:00Z",
    }
    (cache / f"{hashlib.sha1(b's').hexdigest()}.json").write_text(json.dumps(login))
    refused = json.dumps({"error": "invalid_grant", "error_description": "No."})
    stand_in = script(Answer(400, refused, {"x-amzn-ErrorType": "InvalidGrantException"}))
    names = [f"p{number}" for number in range(14)]
    text = "".join(f"[profile {name}]\nsso_session = s\n{SSO}" for name in names)
    files = awscred.read(config=f"{text}[sso-session s]\n{START}")
    assert {verdict(who) for who in sts.identify(files, names)} == {("unknown", "NeedsLogin")}
    assert [request.action for request in stand_in.requests] == ["/token"]


@pytest.mark.skipif(
    tuple(map(int, botocore.__version__.split(".")[:2])) < (1, 44),
    reason="botocore reads signInRegion from 1.44 on",
)
@pytest.mark.parametrize(
    ("place", "region"),
    [
        pytest.param({"signInRegion": "ap-southeast-2"}, "ap-southeast-2", id="the token's"),
        pytest.param({}, "eu-central-1", id="the profile's, if the token has none"),
    ],
)
def test_a_login_is_refreshed_in_the_region_of_its_token(
    place: dict[str, str],
    region: str,
    script: Script,
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Keys and their proof come from awscrt, which may not be installed."""
    monkeypatch.setattr(botocore.credentials, "EC", Mock())
    monkeypatch.setattr(botocore.credentials, "_build_dpop_header", lambda *_: "x")
    session = "arn:aws:iam::123456789012:user/me"
    cache = home / ".aws" / "login" / "cache"
    cache.mkdir(parents=True)
    keys = {"accessKeyId": KEY, "secretAccessKey": SECRET, "sessionToken": TOKEN}
    token = {
        "accessToken": {**keys, "accountId": aws.ACCOUNT, "expiresAt": "2020-01-01T00:00:00Z"},
        "refreshToken": "once",
        "dpopKey": "eA==",
        "clientId": "id",
        **place,
    }
    (cache / f"{hashlib.sha256(session.encode()).hexdigest()}.json").write_text(json.dumps(token))
    fresh = {"accessToken": keys, "expiresIn": 900, "refreshToken": "twice", "tokenType": "x"}
    script(Answer(body=json.dumps(fresh)), aws.identity())
    lines: list[str] = []
    config = f"[profile p]\nlogin_session = {session}\nregion = eu-central-1\n"
    answer = identify(config, terms=Terms(debug=lines.append))
    assert verdict(answer) == ("ok", None)
    asked = [line.rpartition(" ")[2] for line in lines if "asking" in line]
    assert asked == [f"({region})", "(eu-central-1)"]


def test_login_session(profile: Profile, monkeypatch: pytest.MonkeyPatch) -> None:
    config = "[profile p]\nlogin_session = arn:aws:iam::123456789012:user/me\n"
    monkeypatch.setattr(botocore.credentials, "EC", None)
    assert verdict(profile(config)) == ("unknown", "MissingDependency")
    monkeypatch.setattr(botocore.credentials, "EC", object())
    answer = profile(config)
    assert verdict(answer) == ("unknown", "NeedsLogin")
    assert "`aws login --profile p`" in told(answer).hint


def test_web_identity(script: Script, profile: Profile, tmp_path: Path) -> None:
    (tmp_path / "token").write_text(TOKEN)
    config = f"[profile p]\nrole_arn={ROLE}\nweb_identity_token_file={tmp_path / 'token'}\n"
    assumed = aws.assumed().body.replace("AssumeRole", "AssumeRoleWithWebIdentity")
    stand_in = script(Answer(body=assumed), aws.identity())
    assert verdict(profile(config)) == ("ok", None)
    assert stand_in.requests[0].fields["WebIdentityToken"] == TOKEN
    script(refusal("InvalidIdentityToken", "Incorrect token audience", 400))
    assert verdict(profile(config)) == ("refused", "InvalidIdentityToken")
    script(refusal("ExpiredTokenException", "Token expired", 400))
    assert verdict(profile(config)) == ("refused", "ExpiredToken")
    told = f"1 validation error detected: Value '{TOKEN}' at 'webIdentityToken' is too long"
    script(refusal("ValidationError", told, 400))
    assert verdict(profile(config)) == ("refused", "ValidationError")


# ---- credential_process -------------------------------------------------------------------------


def printing(text: str, status: int = 0) -> str:
    """A command that writes text to both standard output and error, and exits."""
    program = f"import sys; t = {text!r}; print(t); sys.exit({status})"
    if status:
        program = (
            f"import sys; t = {text!r}; print(t); print(t, file=sys.stderr); sys.exit({status})"
        )
    return shlex.join([sys.executable, "-c", program])


def printed(**changes: object) -> str:
    keys: dict[str, object] = {"Version": 1, "AccessKeyId": KEY, "SecretAccessKey": SECRET}
    return json.dumps({name: value for name, value in (keys | changes).items() if value != "-"})


PROCESSES = {
    "not JSON": (printing(SECRET), "BadProcess"),
    "a list": (printing(json.dumps([SECRET])), "BadProcess"),
    "fails": (printing(SECRET, 1), "BadProcess"),
    "version 2": (printing(printed(Version=2)), "BadProcess"),
    "no secret": (printing(printed(SecretAccessKey="-")), "BadProcess"),
    "number": (printing(printed(AccessKeyId=5)), "MalformedKey"),
    "null": (printing(printed(AccessKeyId=None)), "MalformedKey"),
    "no date": (printing(printed(Expiration=SECRET)), "BadProcess"),
    "naive date": (printing(printed(Expiration="2099-01-01T00:00:00")), "BadProcess"),
    "expired": (printing(printed(Expiration="2020-01-01T00:00:00Z")), "BadProcess"),
    "two lines": (printing(printed(SessionToken=f"{TOKEN}\r\nX: y")), "MalformedKey"),
    "endless date": (printing(printed(Expiration="9" * 30)), "BadProcess"),
    "too deep": (printing("[" * 2000), "BadProcess"),
    "empty": ("", "BadSetting"),
    "open quote": ("'tool", "BadSetting"),
    "no program": ("/no/such/tool", "FileUnusable"),
    "no program file": ("/", "FileUnusable"),
}


@pytest.mark.parametrize(("command", "code"), PROCESSES.values(), ids=PROCESSES)
def test_bad_process(command: str, code: str, script: Script, profile: Profile) -> None:
    stand_in = script()
    assert verdict(identify_process(command)) == ("broken", code)
    if command:
        config = f"[profile p]\ncredential_process = {command}\n"
        assert verdict(profile(config)) == ("broken", code)
        config += f"[profile r]\nrole_arn = {ROLE}\nsource_profile = p\n"
        assert verdict(profile(config, name="r"))[0] in ("broken", "unknown")
    assert not stand_in.requests


# ---- secrets, threads, names --------------------------------------------------------------------


def test_nothing_secret_is_shown() -> None:
    assert repr(credentials.Keys(KEY, SECRET, TOKEN, None)) == "<Keys>"


def test_a_message_of_aws_that_holds_the_token_is_not_quoted(script: Script) -> None:
    """For a wrong signature, AWS may send back the request as it understood it."""
    told = f"The Canonical String should have been 'POST&#10;x-amz-security-token:{TOKEN}'"
    script(refusal("SignatureDoesNotMatch", told))
    assert verdict(identify_keys(Keys(KEY, SECRET, TOKEN)))[0] == "refused"


def test_botocore_stays_silent_when_all_is_logged(
    script: Script, profile: Profile, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    script(aws.assumed(), refusal("Throttling"))
    config = f"[profile p]\nrole_arn = {ROLE}\nsource_profile = s\n"
    profile(config, f"[s]\n{STATIC}")
    assert not [record for record in caplog.records if record.name.startswith(("boto", "urllib3"))]


def test_threads_do_not_mix_keys_up(script: Script) -> None:
    stand_in = script(Answer(body=YES, delay=0.05))
    other = f"aws_access_key_id = {OTHER_KEY}\naws_secret_access_key = {OTHER_SECRET}\n"
    names = [f"p{number}" for number in range(32)]
    text = "".join(
        f"[{name}]\n{other if number % 2 else STATIC}" for number, name in enumerate(names)
    )
    answers = sts.identify(awscred.read(credentials=text), names)
    assert [(answer.profile, answer.status) for answer in answers] == [
        (name, "ok") for name in names
    ]
    asked = [request.key for request in stand_in.requests]
    assert asked.count(KEY) == asked.count(OTHER_KEY) == 16


ARNS = [
    ("arn:aws:iam::123456789012:root", ("aws", "root", None, None)),
    ("arn:aws:iam::123456789012:user/alice", ("aws", "user", "alice", None)),
    ("arn:aws-cn:iam::123456789012:user/a/b/c@d", ("aws-cn", "user", "a/b/c@d", None)),
    ("arn:aws:sts::123456789012:assumed-role/r/s", ("aws", "assumed-role", "r", "s")),
    ("arn:aws-us-gov:sts::123456789012:federated-user/f",
        ("aws-us-gov", "federated-user", "f", None)),
    ("arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_A_B_1/m", ("aws", "sso", "A_B", "m")),
    ("arn:aws-us-gov:sts::12345678901a:root", None),
    ("arn:aws:iam::123456789012:role/deploy", None),
    ("arn:aws:sts::123456789012:assumed-role/deploy", None),
    ("arn:aws:iam::12345:root", None),
    ("arn:aws:iam::123456789012:user/", None),
    ("arn:aws:iam::123456789012:rooted", None),
    ("arn:aws:s3:::bucket", None),
    ("arn", None),
    ("", None),
    ("arn:aws:iam::123456789012:root\n", None),
]  # fmt: skip


@pytest.mark.parametrize(("arn", "parts"), ARNS)
def test_parse_arn(arn: str, parts: tuple[str, str, str | None, str | None] | None) -> None:
    found = parse_arn(arn)
    if parts is None:
        assert found is None
    else:
        partition, kind, name, session = parts
        assert found == (partition, "123456789012", kind, name, session)
