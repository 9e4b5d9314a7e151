"""The readers compared with what the real tools read, on 2,400 recorded files."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from awscred import ini
from awscred.tools import TOOLS, read
from tests.corpus import Pair
from tests.record.__main__ import RECORDERS, load, record

READ_FURTHER = {"cpp", "crt", "dotnet", "java", "php", "ruby"}
"""The tools whose own tests read this recording and one more, each with what is special to it."""


@pytest.fixture(scope="module")
def cases() -> list[dict[str, Any]]:
    return load()


def test_the_recording_is_whole(cases: list[dict[str, Any]]) -> None:
    assert len(cases) == 2400


@pytest.mark.parametrize("tool", [tool for tool in TOOLS if tool not in READ_FURTHER])
def test_a_reader_sees_what_the_real_tool_saw(tool: str, cases: list[dict[str, Any]]) -> None:
    wrong = []
    for case in cases:
        real = case["readings"][tool]
        config, credentials = (ini.parse(case[file] or "") for file in ("config", "credentials"))
        reading = read(tool, config, credentials)
        if (reading.error is not None) != real["refused"] or reading.profiles != real["profiles"]:
            wrong.append(case["id"])
    assert not wrong


def test_the_recorded_tools_read_so_today(cases: list[dict[str, Any]]) -> None:
    """A few files; `python -m tests.record` asks about all of them."""
    assert record("cli", cases[:40])[1] == []


def test_a_tool_that_reads_otherwise_is_recorded(
    cases: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = dict(cases[0]["readings"]["cli"])

    @contextmanager
    def other(_: Path) -> Iterator[tuple[str, Callable[[Pair], dict[str, Any]]]]:
        yield "a newer one", lambda pair: {"refused": False, "profiles": {"new": {}}}

    monkeypatch.setitem(RECORDERS, "cli", other)
    case = {**cases[0], "readings": {"cli": before}}
    assert record("cli", [case]) == ("a newer one", [case["id"]])
    assert case["readings"]["cli"]["profiles"] == {"new": {}}


def test_the_toolkit_reader_judges_as_the_real_one(cases: list[dict[str, Any]]) -> None:
    wrong = []
    for case in cases:
        real = case["readings"]["toolkit"]
        config, credentials = (ini.parse(case[file] or "") for file in ("config", "credentials"))
        reading = read("toolkit", config, credentials)
        verdicts = {
            name: verdict.reason or "OK" if not verdict.accepted else "OK"
            for name, verdict in reading.verdicts.items()
        }
        faults = [fault.message for fault in reading.faults]
        if (verdicts, faults) != (real["verdicts"], real["section_errors"]):
            wrong.append(case["id"])
    assert not wrong


@pytest.mark.parametrize(
    "config",
    [
        pytest.param(
            "[profile a]\nsso_start_url = https://view.awsapps.com/start\n", id="by its own URL"
        ),
        pytest.param(
            "[sso-session s]\nsso_start_url = https://view.awsapps.com/start\n"
            "[profile a]\nsso_session = s\n",
            id="by its session's",
        ),
    ],
)
def test_the_toolkit_hides_builder_id(config: str) -> None:
    verdict = read("toolkit", ini.parse(config), ini.parse("")).verdicts["a"]
    assert (verdict.accepted, verdict.hidden) == (True, True)


@pytest.mark.parametrize(
    "session",
    [
        pytest.param(
            "[sso-session s]\nsso_start_url = https://example.awsapps.com/start\n", id="URL"
        ),
        pytest.param("[sso-session s]\nsso_region = us-east-1\n", id="no URL"),
        pytest.param("", id="no session"),
    ],
)
def test_beside_a_session_the_toolkit_ignores_a_profile_s_own_url(session: str) -> None:
    """Read in the Toolkit's source: with `sso_session`, only the session's URL counts."""
    own = "sso_session = s\nsso_start_url = https://view.awsapps.com/start\n"
    verdict = read("toolkit", ini.parse(f"[profile a]\n{own}{session}"), ini.parse("")).verdicts[
        "a"
    ]
    assert (verdict.accepted, verdict.hidden) == (True, False)


def test_a_long_reference_chain_is_cut() -> None:
    config = "".join(
        f"[profile p{number}]\nrole_arn = r\nsource_profile = p{number + 1}\n"
        for number in range(500)
    )
    reason = read("toolkit", ini.parse(config), ini.parse("")).verdicts["p0"].reason or ""
    assert reason.startswith("Shared Credentials Profile p500 not found. Reference chain: p0 -> p1")
    assert reason.endswith(" -> p19 -> ...")
    short = read("toolkit", ini.parse(config), ini.parse("")).verdicts["p485"].reason or ""
    assert short.endswith(" -> p499 -> p500")
