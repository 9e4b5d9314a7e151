"""The promise: where `validate` warns of nothing, every tool reads the same and uses the same."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from botocore.configloader import load_config, raw_config_parse
from hypothesis import given
from hypothesis import strategies as st

import awscred
from awscred.findings import INFO
from awscred.profiles import Files
from awscred.tools import TOOLS, load
from awscred.tools.reading import Reading, Value
from awscred.tools.tool import FLAT, TEXT
from tests.corpus import GOOD, MUTATED, PAIRS, Pair
from tests.javascript import Sdk
from tests.sizes import examples

Flat = dict[str, str]

HAS_CREDENTIALS = frozenset(
    """aws_access_key_id aws_secret_access_key aws_session_token aws_security_token role_arn
    source_profile credential_source web_identity_token_file credential_process login_session
    sso_session sso_start_url sso_region sso_account_id sso_role_name""".split()
)
"""A profile with none of these has no credentials of its own, which is not a disagreement."""


OF_THE_CLI = {"plugins", "preview"}
"""Sections of the AWS CLI's own, which the Toolkit reads as profiles."""

LIMITS = ("mfa-role", "toolkit-limits")
LACKED = {"mfa_serial", "credential_source", "web_identity_token_file"}
"""Settings that some tools do not support; that is an info."""


def _files(pair: Pair) -> Files:
    return awscred.read(config=pair.config, credentials=pair.credentials)


def _is_silent(files: Files) -> bool:
    return all(found.severity == INFO for found in awscred.validate(files).findings)


def _is_told_what_tools_lack(files: Files) -> bool:
    """Whether there is an info for each tool that lacks what a profile needs."""
    report = awscred.validate(files)
    told = {tool for found in report.findings if found.rule in LIMITS for tool in found.tools}
    return told.issuperset(
        tool
        for verdicts in report.verdicts.values()
        for tool, verdict in verdicts.items()
        if verdict.lacks
    )


def _presents(tool: str) -> str:
    """How a tool presents nested settings."""
    return load(tool).HABITS.nested


def _flat(tool: str, settings: Mapping[str, Value]) -> Flat:
    """Settings with nested ones as `s3.key`, whichever way a tool presents them."""
    flat: Flat = {}
    for key, value in settings.items():
        if isinstance(value, str) and value.startswith("\n") and _presents(tool) == TEXT:
            pairs = (line.partition("=") for line in value[1:].split("\n"))
            value = {below.strip(): text.strip() for below, _, text in pairs}
        if isinstance(value, str):
            flat[key] = value
        else:
            flat |= {f"{key}.{below}": text for below, text in value.items()}
    return flat


def _without_nested(flat: Flat) -> Flat:
    return {key: value for key, value in flat.items() if "." not in key}


def broken_by(readings: Mapping[str, Reading]) -> str | None:
    """Which part of the promise readings break, or None. Nothing here is shared with the rules."""
    if refusing := [tool for tool, reading in readings.items() if reading.error]:
        return f"{refusing} refuse the files"
    flat = {
        tool: {name: _flat(tool, found) for name, found in reading.profiles.items()}
        for tool, reading in readings.items()
    }
    cli = flat["cli"]
    below = {key.partition(".")[2] for found in cli.values() for key in found if "." in key}
    for tool in readings:
        seen, meant = flat[tool], cli
        if _presents(tool) == FLAT:
            seen = {
                name: {key: value for key, value in found.items() if key not in below}
                for name, found in seen.items()
            }
            meant = {name: _without_nested(found) for name, found in cli.items()}
            for name in OF_THE_CLI - meant.keys():
                seen.pop(name, None)
        if seen != meant:
            return f"{tool} reads {seen}, cli {meant}"
    for name in cli:
        if HAS_CREDENTIALS.isdisjoint(cli[name]):
            continue
        verdicts = {
            tool: reading.verdicts[name]
            for tool, reading in readings.items()
            if reading.verdicts[name].lacks not in LACKED
        }
        if refusing := [tool for tool, verdict in verdicts.items() if not verdict.accepted]:
            return f"{refusing} do not accept {name}"
        if len({(verdict.kind, verdict.token) for verdict in verdicts.values()}) > 1:
            return f"of {name} tools use different credentials: {verdicts}"
        session = cli[name].get("sso_session")
        read = [reading.sessions.get(session or "") for reading in readings.values()]
        if session and read.count(read[0]) < len(read):
            return f"tools read sso-session {session} as {read}"
    return None


@examples(500, 200_000)
@given(PAIRS)
def test_silence_means_agreement_on_random_files(pair: Pair) -> None:
    files = _files(pair)
    if _is_silent(files):
        assert broken_by({tool: awscred.reading(tool, files) for tool in TOOLS}) is None
        assert _is_told_what_tools_lack(files)


@examples(500, 200_000)
@given(MUTATED)
def test_silence_means_agreement_near_the_border(pair: Pair) -> None:
    files = _files(pair)
    if _is_silent(files):
        assert broken_by({tool: awscred.reading(tool, files) for tool in TOOLS}) is None
        assert _is_told_what_tools_lack(files)


def _in_botocore(pair: Pair, folder: Path) -> dict[str, Flat]:
    """The profiles that botocore reads; raises where it refuses the files."""
    for name, data in pair._asdict().items():
        (folder / name).write_bytes(data)
    config: dict[str, Any] = load_config(str(folder / "config"))["profiles"]
    for name, values in raw_config_parse(str(folder / "credentials")).items():
        config.setdefault(name, {}).update(values)
    return {name: _flat("cli", values) for name, values in config.items()}


@examples(500, 100_000)
@given(pair=st.one_of(MUTATED, MUTATED, PAIRS))
def test_silence_means_agreement_of_the_real_tools(pair: Pair, sdk: Sdk, tmp_path: Path) -> None:
    """What botocore and the JavaScript SDK themselves read, with no reader of ours between."""
    if _is_silent(_files(pair)):
        sections = sdk.ask(pair)["profiles"]
        types = ("sso-session.", "services.")
        theirs = {name: found for name, found in sections.items() if not name.startswith(types)}
        assert _in_botocore(pair, tmp_path) == theirs


@pytest.mark.parametrize("pair", GOOD)
def test_there_is_silence(pair: Pair) -> None:
    """The property tests above would hold for a `validate` that always complains."""
    assert _is_silent(_files(pair))
