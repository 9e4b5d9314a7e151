"""Fixes: what is fixed is gone, there is nothing new, and a second time changes nothing."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given

import awscred
from awscred import fixes, ini, validation
from awscred.findings import ERROR, INFO, WARNING, Edit, Finding, Fix, Report
from awscred.ini import Span
from awscred.profiles import CONFIG, CREDENTIALS, Files
from awscred.rules import RULES
from awscred.rules.rule import KEYS, Bad
from awscred.tools import read_each
from awscred.tools.reading import Place
from tests.corpus import MUTATED, PAIRS, Pair
from tests.sizes import examples

BAD = [
    pytest.param(example, id=f"{rule.id}-{number}")
    for rule in RULES
    for number, example in enumerate(rule.bad)
]


def _errors(findings: list[Finding]) -> Counter[tuple[str, str | None]]:
    return Counter((found.rule, found.profile) for found in findings if found.severity == ERROR)


def _warning_rules(findings: list[Finding]) -> set[str]:
    return {found.rule for found in findings if found.severity == WARNING}


def _of_use(before: Report, found: Finding) -> bool:
    """Whether a finding is not only about tools that could not use the profile before."""
    verdicts = before.verdicts.get(found.profile or "", {})
    accepting = {tool for tool, verdict in verdicts.items() if verdict.accepted}
    return found.profile is None or not accepting.isdisjoint(found.tools)


def _holds(files: Files, *, unsafe: bool) -> fixes.Fixed:
    """The result of fixing one pair of files, after checking what fixes promise."""
    before = validation.validate(files)
    fixed = fixes.apply(files, validation.validate, unsafe=unsafe)
    after = validation.validate(fixed.files)
    assert after.findings == fixed.report.findings
    harmful = [found for found in after.findings if _of_use(before, found)]
    assert _errors(harmful) <= _errors(before.findings)
    assert _warning_rules(harmful) <= _warning_rules(before.findings)
    assert all(found.fix and (found.fix.safe or unsafe) for found in fixed.applied)
    again = fixes.apply(fixed.files, validation.validate, unsafe=unsafe)
    assert again.applied == []
    assert again.files.config == fixed.files.config
    assert again.files.credentials == fixed.files.credentials
    return fixed


@pytest.mark.parametrize("unsafe", [False, True], ids=["safe", "unsafe"])
@pytest.mark.parametrize("example", BAD)
def test_the_examples_are_mended(example: Bad, unsafe: bool) -> None:
    files = Files(
        ini.parse(example.config),
        ini.parse(example.credentials),
        modes=example.modes,
        access=example.access,
    )
    fixed = _holds(files, unsafe=unsafe)
    assert fixed.blocked == {}
    if unsafe:  # what is offered is applied
        assert not any(found.fix for found in fixed.report.findings)


def test_a_fix_that_reveals_another_problem_is_kept() -> None:
    """The profile could not be used before, so its other problems are not new."""
    files = awscred.read(credentials="[a]\naws_access_key = AKIAIOSFODNN7EXAMPLE\n")
    fixed = fixes.apply(files, validation.validate, unsafe=True)
    assert [found.rule for found in fixed.applied] == ["unknown-setting"]
    serious = [found for found in fixed.report.findings if found.severity != INFO]
    assert [found.rule for found in serious] == ["missing-keys"]


def test_a_fix_that_does_harm_is_blocked_with_a_reason() -> None:
    keys = KEYS.replace("aws_", "xaws_")
    files = awscred.read(credentials=f"[a]\ncredential_process = /opt/get\n{keys}")
    fixed = fixes.apply(files, validation.validate, unsafe=True)
    assert fixed.applied == []
    assert {*fixed.blocked.values()} == {"cause an error (credential-kinds-mixed)"}


@pytest.mark.parametrize("unsafe", [False, True], ids=["safe", "unsafe"])
@examples(120, 30_000)
@given(pair=PAIRS)
def test_random_files_are_mended(pair: Pair, unsafe: bool) -> None:
    _holds(awscred.read(config=pair.config, credentials=pair.credentials), unsafe=unsafe)


@pytest.mark.parametrize("unsafe", [False, True], ids=["safe", "unsafe"])
@examples(120, 30_000)
@given(pair=MUTATED)
def test_files_that_were_good_are_mended(pair: Pair, unsafe: bool) -> None:
    _holds(awscred.read(config=pair.config, credentials=pair.credentials), unsafe=unsafe)


ROLE = "role_arn = arn:aws:iam::123456789012:role/x\n"
HARMFUL = {
    "what is nested stays behind": Pair(
        f"[profile b]\n{ROLE}source_profile = c\nregion = eu-west-1\n".encode(),
        f"[b]\ns3 = x\n  a = b\n\n[c]\n{KEYS}".encode(),
    ),
    "one of two faults of a line": Pair(
        f"[profile x@y]\n{ROLE}  source_profile:  dev\n"
        "ec2_metadata_v1_disabled = true# note\nretry_mode = standard\n".encode(),
        b"",
    ),
    "what was hidden in a line": Pair(
        b"[default]\nregion = eu-west-1\rfoo\ncredential_process = /bin/x\n", b""
    ),
}
HARMFUL |= {
    f"{name}, beside a refused file": pair._replace(credentials=b"junk\n")
    for name, pair in [*HARMFUL.items()][1:]
}
HARMFUL["what a comment has hidden, beside a refused file"] = Pair(
    b"[services a]\ns3 = # c\n  endpoint_url = http://localhost\n  more\n", b"[]\n"
)


@pytest.mark.parametrize("unsafe", [False, True], ids=["safe", "unsafe"])
@pytest.mark.parametrize("pair", HARMFUL.values(), ids=HARMFUL)
@pytest.mark.parametrize("rule", [None, "encoding", "indented-key"])
def test_no_tool_refuses_what_it_took_before(pair: Pair, rule: str | None, unsafe: bool) -> None:
    """Also if only one rule is fixed: all rules judge a fix."""
    files = awscred.read(config=pair.config, credentials=pair.credentials)
    before = validation.validate(files)
    fixed = fixes.apply(
        files, validation.validate, unsafe=unsafe, only=lambda found: rule in (None, found.rule)
    )
    assert fixed.report.refusals.keys() <= before.refusals.keys()
    for tool in before.tools:
        took, takes = (read_each(tool, f.config, f.credentials) for f in (files, fixed.files))
        assert took.keys() <= takes.keys()
    for name, verdicts in before.verdicts.items():
        for tool, verdict in verdicts.items():
            now = fixed.report.verdicts.get(name, {}).get(tool)
            assert not verdict.accepted or now is None or now.accepted


def _report(findings: list[Finding]) -> Report:
    return Report(findings, {}, {}, ("cli",))


def _mend(text: str, word: str, *lines: str) -> str:
    """The credentials file with each line that contains `word` replaced by `lines`."""

    def check(files: Files) -> Report:
        found = []
        for number, line in enumerate(files.credentials.lines, 1):
            if word in line:
                edit = Edit(CREDENTIALS, number, number, lines)
                place = Place(CREDENTIALS, Span(number, 1, number, 2))
                fix = Fix("mend", True, (edit,))
                found.append(Finding("r", WARNING, "wrong", "mend", place, None, ("cli",), fix))
        return _report(found)

    return str(fixes.apply(awscred.read(credentials=text), check).files.credentials)


@pytest.mark.parametrize(
    ("before", "lines", "after"),
    [
        pytest.param("a\nbad\nc\n", ("b",), "a\nb\nc\n", id="one for one"),
        pytest.param("a\nbad\nc\n", (), "a\nc\n", id="removed"),
        pytest.param("a\nbad\nc\n", ("x", "y"), "a\nx\ny\nc\n", id="two for one"),
        pytest.param("bad", ("b",), "b", id="the only line, without a newline"),
        pytest.param("a\nbad", (), "a\n", id="the last line, without a newline, removed"),
        pytest.param("a\nbad", ("x", "y"), "a\nx\ny", id="the last line becomes two"),
        pytest.param("a\r\nbad\r\nc\r\n", ("x", "y"), "a\r\nx\r\ny\r\nc\r\n", id="CRLF"),
        pytest.param("bad\nbad\nbad\n", ("b",), "b\nb\nb\n", id="several at once"),
        pytest.param("bad\nbad\n", (), "", id="all lines"),
    ],
)
def test_lines_are_replaced(before: str, lines: tuple[str, ...], after: str) -> None:
    assert _mend(before, "bad", *lines) == after


def test_a_fix_that_makes_it_worse_is_left_out() -> None:
    assert _mend("a\nbad\n", "bad", "bad", "bad") == "a\nbad\n"
    assert _mend("a\nbad\n", "bad", "still bad") == "a\nbad\n"


def test_one_bad_fix_does_not_keep_the_others_out() -> None:
    def check(files: Files) -> Report:
        found = []
        for number, line in enumerate(files.config.lines, 1):
            if "bad" in line:
                new = "worse, bad and bad" if "hopeless" in line else "good"
                place = Place(CONFIG, Span(number, 1, number, 2))
                fix = Fix("mend", True, (Edit(CONFIG, number, number, (new,)),))
                one = Finding("r", WARNING, "wrong", "mend", place, None, ("cli",), fix)
                found += [one] * line.count("bad")
        return _report(found)

    before = awscred.read(config="bad\nbad\nhopeless bad\nbad\nbad\n")
    fixed = fixes.apply(before, check)
    assert str(fixed.files.config) == "good\ngood\nhopeless bad\ngood\ngood\n"
    assert len(fixed.applied) == 4


def test_infos_may_be_mended_too_but_only_what_is_asked_for() -> None:
    files = awscred.read(config="bad\n")

    def check(now: Files) -> Report:
        place = Place(CONFIG, Span(1, 1, 1, 2))
        fix = Fix("mend", False, (Edit(CONFIG, 1, 1, ("good",)),))
        one = Finding("r", INFO, "odd", "mend", place, None, ("cli",), fix)
        return _report([one] if "bad" in str(now.config) else [])

    assert fixes.apply(files, check).applied == []
    assert fixes.apply(files, check, unsafe=True, only=lambda _: False).applied == []
    assert str(fixes.apply(files, check, unsafe=True).files.config) == "good\n"
