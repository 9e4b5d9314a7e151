"""The promise: if `validate` does not warn, every tool reads the same and uses the same.

This is about settings that a tool reads at all. What no AWS tool reads does not matter.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from botocore.configloader import load_config, raw_config_parse
from hypothesis import given
from hypothesis import strategies as st

import awscred
from awscred import validation
from awscred.findings import ERROR, INFO, Report
from awscred.profiles import Files
from awscred.rules import RULES
from awscred.rules.rule import Bad
from awscred.settings import KNOWN, NESTED
from awscred.tools import TOOLS, load
from awscred.tools.reading import Reading, Value
from awscred.tools.tool import FLAT, TEXT
from tests.corpus import GOOD, MUTATED, PAIRS, Pair
from tests.javascript import Sdk
from tests.record.__main__ import NEAR_CLEAN, pair_of
from tests.record.__main__ import load as load_cases
from tests.sizes import examples
from tests.test_rules import files_of

Flat = dict[str, str]

HAS_CREDENTIALS = frozenset(
    """aws_access_key_id aws_secret_access_key aws_session_token aws_security_token role_arn
    source_profile credential_source web_identity_token_file credential_process login_session
    sso_session sso_start_url sso_region sso_account_id sso_role_name""".split()
)
"""Without any of these, a profile has no credentials of its own, which is not a disagreement."""


SIGNS_IN = {"sso_session"}
"""A profile with only these signs in, and needs no credentials."""

OF_THE_CLI = {"plugins", "preview"}
"""Sections that belong to the AWS CLI, which the Toolkit reads as profiles."""

OTHER_TYPES = ("sso-session ", "services ")
"""What the headers of other sections begin with, which the Ruby SDK reads as profiles."""

LIMITS = ("mfa-role", "not-supported", "toolkit-limits")


def _files(pair: Pair) -> Files:
    return awscred.read(config=pair.config, credentials=pair.credentials)


def _is_silent(report: Report) -> bool:
    return all(found.severity == INFO for found in report.findings)


def _is_told_what_tools_lack(report: Report) -> bool:
    """Whether there is an info for each tool that lacks what a profile needs."""
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
    """Settings, with nested ones as `s3.key`, however a tool presents them."""
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


def _is_known(key: str) -> bool:
    """Whether an AWS tool reads a setting, `s3.key` for a nested one."""
    above, _, below = key.lower().partition(".")
    return key.lower() in KNOWN or above == "api_versions" or below in NESTED.get(above, ())


def _reads(tool: str, key: str) -> bool:
    """Whether a tool may read a known setting; if nobody has researched it, all may."""
    tools = KNOWN[key.lower().partition(".")[0]].tools
    model = TOOLS[tool].folder or tool
    return not tools or model in tools or (model == "cli" and "boto3" in tools)


def _of_aws(flat: Mapping[str, Mapping[str, Flat]]) -> dict[str, dict[str, Flat]]:
    """What each tool reads, without settings that no AWS tool reads.

    Profiles without any other setting are also left out, and so is a profile that only turns off
    the pager, because only the AWS CLI has a pager.
    """
    named = [item for found in flat.values() for item in found.items()]
    wanted = {
        name
        for name, found in named
        if not found
        or any(_is_known(key) and (key != "cli_pager" or found[key].strip()) for key in found)
    }
    return {
        tool: {
            name: {key: value for key, value in settings.items() if _is_known(key)}
            for name, settings in found.items()
            if name in wanted
        }
        for tool, found in flat.items()
    }


def _both_read(tools: tuple[str, str], found: Mapping[str, Flat]) -> dict[str, Flat]:
    """Profiles with only the settings that both tools read."""
    return {
        name: {key: flat[key] for key in flat if all(_reads(tool, key) for tool in tools)}
        for name, flat in found.items()
    }


def _without_nested(flat: Flat) -> Flat:
    return {key: value for key, value in flat.items() if "." not in key}


def broken_by(readings: Mapping[str, Reading]) -> str | None:
    """The part of the promise that readings break, or None. Shares nothing with the rules."""
    if refusing := [tool for tool, reading in readings.items() if reading.error]:
        return f"{refusing} refuse the files"
    flat = {
        tool: {name: _flat(tool, found) for name, found in reading.profiles.items()}
        for tool, reading in readings.items()
    }
    nesting = ["cli"] if "cli" in flat else [tool for tool in flat if _presents(tool) != FLAT]
    nested = {
        key
        for tool in nesting
        for name, found in flat[tool].items()
        for key in found
        if "." in key and not name.startswith(OTHER_TYPES)
    }
    below = {key.partition(".")[2] for key in nested}
    above = {key.partition(".")[0] for key in nested}
    used = _of_aws(flat)
    titles = {name for found in used.values() for name in found if name.startswith(OTHER_TYPES)}
    for found in used.values():
        for name in titles:
            found.pop(name, None)
        for name in OF_THE_CLI - used.get("cli", {}).keys():
            found.pop(name, None)
    for tools in combinations(readings, 2):
        one, other = (_both_read(tools, used[tool]) for tool in tools)
        flattens = [_presents(tool) == FLAT for tool in tools]
        if any(flattens):
            one, other = (
                {
                    name: {
                        key: value
                        for key, value in _without_nested(found).items()
                        if not flattening or (key not in below and (value or key not in above))
                    }
                    for name, found in read.items()
                }
                for read, flattening in zip((one, other), flattens, strict=True)
            )
        if one != other:
            return f"{tools[0]} reads {one}, {tools[1]} {other}"
    profiles = used[min(readings, key=lambda tool: _presents(tool) == FLAT)]
    for name, settings in profiles.items():
        if HAS_CREDENTIALS.isdisjoint(settings) or HAS_CREDENTIALS & settings.keys() == SIGNS_IN:
            continue
        verdicts = {
            tool: reading.verdicts[name]
            for tool, reading in readings.items()
            if reading.verdicts[name].lacks is None  # that is an info
        }
        if refusing := [tool for tool, verdict in verdicts.items() if not verdict.accepted]:
            return f"{refusing} do not accept {name}"
        tokens = {tool: flat[tool][name].get(found.token or "") for tool, found in verdicts.items()}
        if len({(verdicts[tool].kind, tokens[tool]) for tool in verdicts}) > 1:
            return f"of {name} tools use different credentials: {verdicts}"
        session = settings.get("sso_session", "")
        sessions = {
            tool: {"": _flat(tool, reading.sessions[session])}
            for tool, reading in readings.items()
            if session in reading.sessions
        }
        read = [_of_aws(sessions).get(tool) for tool in readings if _reads(tool, "sso_session")]
        if session and any(other != read[0] for other in read):
            return f"tools read sso-session {session} as {read}"
    return None


def _check(pair: Pair, asked: Collection[str] | None = None) -> None:
    """Hold `validate` to its promise for those tools, by default the usual ones."""
    files = _files(pair)
    report = validation.validate(files, asked)
    if _is_silent(report):
        assert broken_by({tool: awscred.reading(tool, files) for tool in report.tools}) is None
        assert _is_told_what_tools_lack(report)


@examples(200, 200_000)
@given(PAIRS)
def test_silence_means_agreement_on_random_files(pair: Pair) -> None:
    _check(pair)


@examples(200, 200_000)
@given(MUTATED)
def test_silence_means_agreement_near_the_border(pair: Pair) -> None:
    _check(pair)


SETS = st.sets(st.sampled_from(list(TOOLS)), min_size=1)


@examples(200, 200_000)
@given(asked=SETS, pair=st.one_of(MUTATED, PAIRS))
def test_silence_means_agreement_of_any_tools_that_are_asked(asked: set[str], pair: Pair) -> None:
    _check(pair, asked)


def test_what_is_nested_in_services_is_not_missing_in_a_profile() -> None:
    """The check itself was wrong here: these tools read the same region."""
    config = b"[profile a]\nregion = x\n[services s]\ns3 =\n  region = y\n  endpoint_url = z\n"
    files = _files(Pair(config, b""))
    assert broken_by({tool: awscred.reading(tool, files) for tool in ("ruby", "cpp")}) is None


@pytest.fixture(scope="module")
def near_clean() -> list[Pair]:
    """Nearly good files, as the tools were recorded on them."""
    return [pair_of(case) for case in load_cases(NEAR_CLEAN)]


@examples(200, 100_000)
@given(asked=SETS, which=st.integers(0, 3_999))
def test_silence_means_agreement_on_nearly_good_files(
    asked: set[str], which: int, near_clean: list[Pair]
) -> None:
    _check(near_clean[which], asked)


def _in_botocore(pair: Pair, folder: Path) -> dict[str, Flat]:
    """The profiles that botocore reads; raises an exception if it refuses the files."""
    for name, data in pair._asdict().items():
        (folder / name).write_bytes(data)
    config: dict[str, Any] = load_config(str(folder / "config"))["profiles"]
    for name, values in raw_config_parse(str(folder / "credentials")).items():
        config.setdefault(name, {}).update(values)
    return {name: _flat("cli", values) for name, values in config.items()}


@examples(250, 100_000)
@given(pair=st.one_of(MUTATED, MUTATED, PAIRS))
def test_silence_means_agreement_of_the_real_tools(pair: Pair, sdk: Sdk, tmp_path: Path) -> None:
    """What botocore and the JavaScript SDK themselves read, without our readers."""
    if _is_silent(awscred.validate(_files(pair))):
        sections = sdk.ask(pair)["profiles"]
        types = ("sso-session.", "services.")
        theirs = {name: found for name, found in sections.items() if not name.startswith(types)}
        used = _of_aws({"cli": _in_botocore(pair, tmp_path), "js": theirs})
        cli, js = (_both_read(("cli", "js"), found) for found in used.values())
        assert cli == js


@pytest.mark.parametrize("pair", GOOD)
def test_there_is_silence(pair: Pair) -> None:
    """The property tests above would also pass if `validate` always complained."""
    assert _is_silent(awscred.validate(_files(pair)))


# Examples in which tools differ without loss: an empty profile, a space as the value of a block,
# and what a file that was not given may have.
HARMLESS = {"empty-profile", "empty-value", "other-file"}


@pytest.mark.parametrize("example", [one for rule in RULES for one in rule.bad])
def test_it_is_an_error_if_tools_read_or_accept_a_profile_differently(example: Bad) -> None:
    """A warning is about a mistake that works; see the severities in docs/rules.md."""
    files = files_of(example)
    report = awscred.validate(files)
    rules = {found.rule for found in report.findings}
    if not report.count(ERROR) and rules.isdisjoint(HARMLESS):
        assert broken_by({tool: awscred.reading(tool, files) for tool in report.tools}) is None
