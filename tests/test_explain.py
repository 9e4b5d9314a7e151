"""Where credentials come from, without asking anybody."""

from __future__ import annotations

import awscred
from awscred.explain import Origins, program, shadows
from tests.aws import KEY, SECRET

KEYS = f"aws_access_key_id = {KEY}\naws_secret_access_key = {SECRET}\n"
ROLE = "role_arn = arn:aws:iam::123456789012:role/deploy\n"


def hops(config: str, name: str, credentials: str = "") -> list[tuple[str, str, int]]:
    files = awscred.read(config=config, credentials=credentials)
    return [(hop.profile, hop.kind, hop.line) for hop in Origins(files).hops(name)]


def test_a_chain_is_walked_to_its_keys() -> None:
    config = f"[profile a]\n{ROLE}source_profile = b\n[profile b]\nsource_profile = c\n{ROLE}"
    assert hops(config, "a", f"[c]\n{KEYS}") == [
        ("a", "role", 2),
        ("b", "role", 6),
        ("c", "static", 2),
    ]


def test_keys_of_a_source_go_before_its_role() -> None:
    config = (
        f"[profile a]\n{ROLE}source_profile = b\n[profile b]\n{ROLE}source_profile = c\n{KEYS}"
        f"[profile c]\n{KEYS}"
    )
    assert [hop[:2] for hop in hops(config, "a")] == [("a", "role"), ("b", "static")]
    assert [hop[:2] for hop in hops(config, "b")] == [("b", "role"), ("c", "static")]


def test_a_role_may_be_assumed_with_keys_beside_it() -> None:
    assert hops(f"[profile a]\n{ROLE}source_profile = a\n{KEYS}", "a") == [
        ("a", "role", 2),
        ("a", "static", 4),
    ]


def test_chains_that_lead_nowhere_end() -> None:
    circle = f"[profile a]\n{ROLE}source_profile = b\n[profile b]\n{ROLE}source_profile = a\n"
    assert [hop[:2] for hop in hops(circle, "a")] == [("a", "role"), ("b", "role")]
    assert [hop[:2] for hop in hops(f"[profile a]\n{ROLE}source_profile = b\n", "a")] == [
        ("a", "role")
    ]
    assert hops("[profile a]\nregion = eu-west-1\n", "a") == []
    assert hops("[profile a]\njunk\n", "a") == []
    source = f"[profile a]\n{ROLE}credential_source = Environment\n"
    assert hops(source, "a") == [("a", "role", 2), ("a", "source", 3)]


def test_a_chain_beyond_all_reason() -> None:
    config = "".join(
        f"[profile p{number}]\n{ROLE}source_profile = p{number + 1}\n" for number in range(5000)
    )
    config += "[profile p5000]\ncredential_process = tool\n"
    files = awscred.read(config=config)
    assert len(Origins(files).hops("p0")) == 100
    assert [hop.profile for hop in Origins(files).programs(["p0", "p1"])] == ["p5000"]


def test_the_programs_that_would_run() -> None:
    config = (
        "[profile a]\ncredential_process = tool --token x\n"
        f"[profile b]\n{ROLE}source_profile = a\n"
        f"[profile c]\ncredential_process = other\n{KEYS}"
        f"[profile d]\n{ROLE}source_profile = d\n{KEYS}credential_process = never\n"
    )
    files = awscred.read(config=config, credentials=f"[c]\n{KEYS}[d]\n{KEYS}")
    found = Origins(files).programs(["b", "c", "d", "gone"])
    assert [(hop.profile, hop.what) for hop in found] == [("a", "output of tool ...")]


def test_what_the_environment_puts_before_a_profile() -> None:
    assert shadows("a", {}) == []
    assert shadows("a", {"AWS_PROFILE": "a"}) == []
    assert "AWS_PROFILE is b" in shadows("a", {"AWS_PROFILE": "b"})[0]
    assert "the environment has keys" in shadows("a", {"AWS_ACCESS_KEY_ID": KEY})[0]


def test_of_a_command_the_program_alone_is_shown() -> None:
    assert program("/opt/tool") == "/opt/tool"
    assert program(f"/opt/tool --secret {SECRET}") == "/opt/tool ..."
    assert program(f"SECRET={SECRET} tool") == "******** ..."
    assert program("'open") == "********"
    assert program("") == "********"
