"""Where AWS is asked, and many questions at once: threads, deadlines, programs, prompts."""

from __future__ import annotations

import os
import shlex
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

import awscred
from awscred import sts
from awscred.identity import Identity
from awscred.sts import Terms, parallel
from awscred.sts.clients import THREADS, Clients, client_settings
from awscred.tools.cli.reading import sections
from tests import aws
from tests.aws import KEY, SECRET, Answer, RawServer, StandIn

KEYS = f"aws_access_key_id = {KEY}\naws_secret_access_key = {SECRET}\n"
YES = aws.identity().body
Surround = Callable[..., None]


@pytest.fixture(autouse=True)
def surround(monkeypatch: pytest.MonkeyPatch) -> Surround:
    """No endpoint except those that a test sets."""
    monkeypatch.delenv("AWS_ENDPOINT_URL")

    def setenv(**values: str) -> None:
        for name, value in values.items():
            monkeypatch.setenv(name, value)

    return setenv


def ask(text: str, names: list[str], terms: Terms = sts.Terms()) -> list[Identity]:  # noqa: B008
    return sts.identify(awscred.read(config=text), names, terms)


def said(who: Identity) -> tuple[str, str | None]:
    return who.status, who.error and who.error.code


# ---- where AWS is asked -------------------------------------------------------------------------

SERVICES = "[services s]\nsts =\n  endpoint_url = http://own.example\n"
PLACES = {
    "nothing said": ("", {}, "https://sts.us-east-1.amazonaws.com"),
    "region": ("region = eu-west-1", {}, "https://sts.eu-west-1.amazonaws.com"),
    "region of the environment": (
        "",
        {"AWS_REGION": "eu-west-3"},
        "https://sts.eu-west-3.amazonaws.com",
    ),
    "GovCloud": ("region = us-gov-west-1", {}, "https://sts.us-gov-west-1.amazonaws.com"),
    "China": ("region = cn-north-1", {}, "https://sts.cn-north-1.amazonaws.com.cn"),
    "FIPS": (
        "region = us-east-2\nuse_fips_endpoint = true",
        {},
        "https://sts-fips.us-east-2.amazonaws.com",
    ),
    "FIPS of the environment": (
        "region = us-east-2",
        {"AWS_USE_FIPS_ENDPOINT": "true"},
        "https://sts-fips.us-east-2.amazonaws.com",
    ),
    "dual-stack": (
        "region = eu-west-1\nuse_dualstack_endpoint = true",
        {},
        "https://sts.eu-west-1.api.aws",
    ),
    "endpoint_url": ("endpoint_url = http://all.example", {}, "http://all.example"),
    "services": (
        "services = s\nendpoint_url = http://all.example",
        {},
        "http://own.example",
    ),
    "environment over file": (
        "services = s",
        {"AWS_ENDPOINT_URL": "http://any.example"},
        "http://any.example",
    ),
    "STS's own over all": (
        "services = s",
        {"AWS_ENDPOINT_URL": "http://any.example", "AWS_ENDPOINT_URL_STS": "http://sts.example"},
        "http://sts.example",
    ),
    "endpoints ignored": (
        "region = eu-west-1\nservices = s\nignore_configured_endpoint_urls = true",
        {},
        "https://sts.eu-west-1.amazonaws.com",
    ),
}


@pytest.mark.parametrize(("settings", "environment", "url"), PLACES.values(), ids=PLACES)
def test_the_place_to_ask(
    settings: str, environment: dict[str, str], url: str, surround: Surround
) -> None:
    surround(**environment)
    files = awscred.read(config=f"[profile p]\n{settings}\n{KEYS}{SERVICES}")
    read = sections(files.config, files.credentials)
    factory = Clients(10).factory(client_settings(read.profiles["p"], read))
    assert factory.client("sts").meta.endpoint_url == url


def test_a_proxy_is_asked_as_botocore_would(surround: Surround) -> None:
    with StandIn() as proxy:
        surround(HTTP_PROXY=proxy.url)
        (who,) = ask(f"[profile p]\nendpoint_url = http://sts.invalid\n{KEYS}", ["p"])
    assert said(who) == ("ok", None)
    assert proxy.requests


@pytest.mark.parametrize("by", ["profile", "environment", "nobody"])
def test_own_certificates(by: str, tmp_path: Path, surround: Surround) -> None:
    bundle, tls = aws.own_authority(tmp_path)
    own = f"ca_bundle = {bundle}\n" if by == "profile" else ""
    if by == "environment":
        surround(AWS_CA_BUNDLE=bundle)
    with StandIn(tls=tls) as server:
        text = "".join(
            f"[profile p{number}]\nendpoint_url = {server.url}\n{own}{KEYS}" for number in range(20)
        )
        found = ask(text, [f"p{number}" for number in range(20)])
    expected = ("unknown", "Tls") if by == "nobody" else ("ok", None)
    assert {said(who) for who in found} == {expected}


def test_no_metadata_service_but_where_the_profile_says_so(surround: Surround) -> None:
    with StandIn(Answer(404)) as metadata:
        surround(AWS_EC2_METADATA_DISABLED="false", AWS_EC2_METADATA_SERVICE_ENDPOINT=metadata.url)
        surround(AWS_DEFAULTS_MODE="auto")
        role = "role_arn = arn:aws:iam::123456789012:role/x\n"
        text = (
            "[profile none]\nregion = eu-west-1\n"
            f"[profile imds]\n{role}credential_source = Ec2InstanceMetadata\n"
        )
        assert said(ask(text, ["none"])[0]) == ("broken", "NoCredentials")
        assert not metadata.requests
        assert said(ask(text, ["imds"])[0]) == ("unknown", "NoSource")
        assert metadata.requests


def test_which_credentials_botocore_prefers(surround: Surround) -> None:
    """The order of botocore's providers, in which ours are arranged."""
    files = awscred.read(
        config=f"[profile p]\ncredential_process = {sys.executable} -c 1\n",
        credentials=f"[p]\n{KEYS}",
    )
    with StandIn() as server:
        surround(AWS_ENDPOINT_URL=server.url)
        assert said(sts.identify(files, ["p"])[0]) == ("ok", None)
        config = f"[profile p]\n{KEYS}credential_process = {sys.executable} -c 1\n"
        assert said(ask(config, ["p"])[0]) == ("broken", "BadProcess")


# ---- many at once -------------------------------------------------------------------------------


def test_a_thousand_profiles(surround: Surround) -> None:
    names = [f"p{number}" for number in range(1000)]
    text = "".join(f"[profile {name}]\n{KEYS}" for name in names)
    before = set(threading.enumerate())
    most = 0

    def watch(_: Identity) -> None:
        nonlocal most
        running = set(threading.enumerate()) - before
        most = max(most, len([thread for thread in running if "work" in thread.name]))

    with StandIn() as server:
        surround(AWS_ENDPOINT_URL=server.url)
        found = sts.identify(awscred.read(config=text), names, on_answer=watch)
    assert [who.profile for who in found if who.status == "ok"] == names
    assert 1 < most <= THREADS
    assert len(server.requests) == 1000


def test_a_long_chain_is_not_the_fault_of_the_address(surround: Surround) -> None:
    """botocore runs out of stack, which must not affect the other profiles."""
    names = [f"p{number}" for number in range(300)]
    role = "arn:aws:iam::123456789012:role/deploy"
    text = "".join(
        f"[profile {name}]\nrole_arn = {role}\nsource_profile = p{number + 1}\n"
        for number, name in enumerate(names)
    )
    text += f"[profile p300]\n{KEYS}"
    with StandIn() as server:
        surround(AWS_ENDPOINT_URL=server.url)
        found = ask(text, ["p0", "p200", "p300"])
        assert found[0].error == found[1].error
        assert [said(who) for who in found[1:]] == [("broken", "RoleChainTooLong"), ("ok", None)]
    with StandIn(*[aws.assumed()] * 99, aws.identity()) as server:
        surround(AWS_ENDPOINT_URL=server.url)
        assert said(ask(text, ["p201"])[0]) == ("ok", None)


def test_a_hung_endpoint_costs_its_time_out_once(surround: Surround) -> None:
    """600 profiles, half of them with an endpoint that never answers."""
    with StandIn() as good, RawServer(aws.say_nothing) as hung:
        names = [f"p{number}" for number in range(600)]
        text = "".join(
            f"[profile {name}]\nendpoint_url = {(good, hung)[number % 2].url}\n{KEYS}"
            for number, name in enumerate(names)
        )
        begin = time.monotonic()
        found = ask(text, names)
        took = time.monotonic() - begin
    assert [said(who) for who in found[::2]] == [("ok", None)] * 300
    assert {said(who) for who in found[1::2]} == {("unknown", "Network")}
    assert took < 20  # one timeout of 7 s, perhaps the deadline of 10 s; not 3 times 7


def test_a_missing_login_is_found_whether_or_not_the_address_answers(
    surround: Surround, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Asked one after the other: what the first one met is not the answer for the next ones."""
    monkeypatch.setattr(sts, "THREADS", 1)
    surround(AWS_ENDPOINT_URL=aws.closed_port())
    url = "sso_start_url = https://acme.awsapps.com/start\nsso_region = us-east-1\n"
    role = "sso_account_id = 111122223333\nsso_role_name = Read\n"
    names = ["keys", *(f"p{number}" for number in range(14)), "old"]
    text = f"[profile keys]\n{KEYS}[sso-session acme]\n{url}[profile old]\n{url}{role}" + "".join(
        f"[profile {name}]\nsso_session = acme\n{role}" for name in names[1:-1]
    )
    found = ask(text, names)
    assert said(found[0]) == ("unknown", "Network")
    assert {said(who) for who in found[1:]} == {("unknown", "NeedsLogin")}


def test_bad_certificates_of_a_profile_are_its_own(tmp_path: Path, surround: Surround) -> None:
    bundle, context = aws.own_authority(tmp_path)
    (tmp_path / "none.pem").write_text("no certificate")
    regions = [f"eu-west-{number}" for number in range(1, 31)]
    text = f"[profile bad]\nca_bundle = {tmp_path / 'none.pem'}\n{KEYS}" + "".join(
        f"[profile {region}]\nregion = {region}\nca_bundle = {bundle}\n{KEYS}" for region in regions
    )
    with StandIn(Answer(body=aws.identity().body, delay=0.2), tls=context) as server:
        surround(AWS_ENDPOINT_URL=server.url)
        found = ask(text, ["bad", *regions])
    assert said(found[0]) == ("unknown", "Tls")
    assert {said(who) for who in found[1:]} == {("ok", None)}


def test_an_answer_that_drips_meets_the_deadline() -> None:
    with RawServer(aws.drip) as hung:
        text = f"[profile p]\nendpoint_url = {hung.url}\n{KEYS}"
        begin = time.monotonic()
        (who,) = ask(text, ["p"], Terms(patience=2))
    assert said(who) == ("unknown", "Timeout")
    assert time.monotonic() - begin < 8


def test_a_hung_program_is_ended(tmp_path: Path, surround: Surround) -> None:
    trace = tmp_path / "pid"
    program = f"import os, time; open({str(trace)!r}, 'w').write(str(os.getpid())); time.sleep(60)"
    command = shlex.join([sys.executable, "-c", program])
    with StandIn() as server:
        surround(AWS_ENDPOINT_URL=server.url)
        text = f"[profile p]\ncredential_process = {command}\n[profile q]\n{KEYS}"
        found = ask(text, ["p", "q"], Terms(patience=5))
    assert [said(who) for who in found] == [("unknown", "Timeout"), ("ok", None)]
    deadline = time.monotonic() + 5
    while Path(f"/proc/{trace.read_text()}/stat").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    with pytest.raises(ProcessLookupError):
        os.kill(int(trace.read_text()), 0)


def test_a_program_that_is_not_allowed_is_not_run(tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    role = "role_arn = arn:aws:iam::123456789012:role/x\nsource_profile = p\n"
    text = f"[profile p]\ncredential_process = touch {trace}\n[profile r]\n{role}"
    found = ask(text, ["p", "r"], Terms(programs=False))
    assert {said(who) for who in found} == {("unknown", "ProcessNotAllowed")}
    assert not trace.exists()


def test_a_program_sees_no_secret_in_its_environment(tmp_path: Path) -> None:
    trace = tmp_path / "env"
    text = f"[profile p]\ncredential_process = sh -c 'env > {trace}'\n[profile q]\n{KEYS}"
    ask(text, ["q", "p"])
    assert "HOME=" in trace.read_text()
    assert SECRET not in trace.read_text()
    assert KEY not in trace.read_text()


# ---- many at once -------------------------------------------------------------------------------


def ask_all(questions: list[parallel.Question], answer: str = "") -> list[Identity | None]:
    return parallel.ask_all(
        questions, threads=4, patience=0.5, ask_user=lambda _: answer, on_answer=lambda _: None
    )


def test_answers_come_in_the_order_of_the_questions() -> None:
    def slow(number: int) -> parallel.Question:
        def question(_: parallel.AskUser) -> Identity:
            time.sleep(0.02 * (8 - number))
            return Identity(str(number), "ok")

        return question

    found = ask_all([slow(number) for number in range(8)])
    assert [who and who.profile for who in found] == list("01234567")


def test_the_user_is_asked_in_the_calling_thread() -> None:
    asked_in = []

    def answer(text: str) -> str:
        asked_in.append(threading.current_thread())
        time.sleep(0.6)  # longer than the patience, which does not count for users
        return text.upper()

    found = parallel.ask_all(
        [lambda prompt: Identity(prompt("code"), "ok")] * 2,
        threads=2,
        patience=0.5,
        ask_user=answer,
        on_answer=lambda _: None,
    )
    assert [who and who.profile for who in found] == ["CODE", "CODE"]
    assert asked_in == [threading.main_thread()] * 2


def test_the_user_is_asked_when_the_other_answers_are_there() -> None:
    events: list[str] = []

    def ask_user(text: str) -> str:
        events.append(text)
        return "1"

    def slow(_: parallel.AskUser) -> Identity:
        time.sleep(0.1)
        return Identity("keys", "ok")

    parallel.ask_all(
        [lambda ask: Identity(f"mfa {ask('b')}", "ok"), slow, lambda ask: Identity(ask("c"), "ok")],
        threads=4,
        patience=5,
        ask_user=ask_user,
        on_answer=lambda who: events.append(who.profile),
    )
    assert events[:2] == ["keys", "b"]
    assert sorted(events[2:]) == ["1", "c", "mfa 1"]


def test_a_hung_question_does_not_keep_the_user_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parallel, "_PAUSE", 0.05)
    asked = threading.Event()

    def hung(_: parallel.AskUser) -> Identity:
        assert asked.wait(20)
        return Identity("hung", "ok")

    def ask_user(_: str) -> str:
        asked.set()
        return "mfa"

    found = parallel.ask_all(
        [hung, lambda ask: Identity(ask("code"), "ok")],
        threads=2,
        patience=20,
        ask_user=ask_user,
        on_answer=lambda _: None,
    )
    assert [who and who.profile for who in found] == ["hung", "mfa"]


def test_profiles_that_need_a_code_do_not_keep_others_waiting(
    surround: Surround, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even if there are more of them than threads; also if only a source profile needs one."""
    monkeypatch.setattr(sts, "THREADS", 2)
    role = "role_arn = arn:aws:iam::123456789012:role/x\nsource_profile"
    device = "mfa_serial = arn:aws:iam::123456789012:mfa/me\n"
    text = "".join(f"[profile m{at}]\n{role} = keys\n{device}" for at in range(4))
    text += f"[profile above]\n{role} = m0\n[profile keys]\n{KEYS}"
    answered: list[str] = []
    prompts: list[str] = []

    def skip(prompt: str) -> str:
        assert answered[:1] == ["keys"]
        prompts.append(prompt)
        return ""

    with StandIn() as server:
        surround(AWS_ENDPOINT_URL=server.url)
        names = ["m0", "m1", "m2", "above", "m3", "keys"]
        found = sts.identify(
            awscred.read(config=text),
            names,
            Terms(ask_mfa=skip),
            lambda who: answered.append(who.profile),
        )
    assert [who.profile for who in found] == names
    assert [said(who) for who in found] == [("unknown", "NeedsMfaCode")] * 5 + [("ok", None)]
    assert "MFA code for above (arn:aws:iam::123456789012:mfa/me)" in prompts


def test_a_bug_is_no_answer() -> None:
    def buggy(_: parallel.AskUser) -> Identity:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        ask_all([buggy])


def test_nobody_to_ask_about() -> None:
    assert ask_all([]) == []
