"""The tools that are asked: a finding speaks for them, and no other tool has any influence.

The stand-ins are registered, and not asked by default. One refuses all files, one reads nothing of
them, and one reads something else.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable
from itertools import combinations
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

import awscred
from awscred import changes, fixes, validation
from awscred.errors import AwscredError
from awscred.explain import Origins
from awscred.findings import ERROR, Report
from awscred.identity import without
from awscred.ini import Document
from awscred.profiles import Files
from awscred.rules import RULES
from awscred.rules.rule import KEYS, Rule
from awscred.suspects import suspects
from awscred.tools import TOOLS, Row, default_tools
from awscred.tools.reading import Reading, Refused, Verdict, refusal
from awscred.tools.tool import FLAT, Habits, Title
from tests.corpus import GOOD, MUTATED, PAIRS, Pair
from tests.sizes import examples
from tests.test_good_files import FILES as GOOD_FILES
from tests.test_rules import files_of

TITLE = "the Stubborn SDK"
NAME = "stubborn"
ALL, DEFAULT = tuple(TOOLS), default_tools()


def _refuse(config: Document, credentials: Document) -> Reading:
    return refusal(NAME, Refused("config", 1, "I refuse"))


def _read_nothing(config: Document, credentials: Document) -> Reading:
    return Reading(NAME, None, {}, {}, {})


def _read_something_else(config: Document, credentials: Document) -> Reading:
    headers = [section.header or "" for section in (*config.sections, *credentials.sections)]
    names = [header.removeprefix("profile ") for header in headers if header]
    settings = {"region": f"near {config.text}{credentials.text}"}
    verdict = Verdict(False, "I do not want it", None)
    found, verdicts = dict.fromkeys(names, settings), dict.fromkeys(names, verdict)
    return Reading(NAME, None, found, {}, verdicts)


def _header(file: str, inside: str) -> Title | None:
    return None


class Stubborn(ModuleType):
    """A tool that is nobody's model, with habits that no other has."""

    HABITS = Habits(space="x", nested=FLAT, types=(), blocks=frozenset(("s3", "region")))
    header = staticmethod(_header)

    def __init__(self, read: Callable[[Document, Document], Reading]) -> None:
        super().__init__(NAME)
        self.read = read
        self.asked = 0


@pytest.fixture(params=[_refuse, _read_nothing, _read_something_else])
def stubborn(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Stubborn:
    """The stand-in, registered; it counts how often it is asked."""

    def read(config: Document, credentials: Document) -> Reading:
        tool.asked += 1
        found: Reading = request.param(config, credentials)
        return found

    tool = Stubborn(read)
    monkeypatch.setitem(sys.modules, f"awscred.tools.{NAME}", tool)
    monkeypatch.setitem(TOOLS, NAME, Row(TITLE, is_default=False, aliases=("mule",)))
    return tool


def _said(report: Report) -> Report:
    """A report without the readings, whose parts may be of different documents."""
    return report._replace(readings={})


def _is_unmoved(files: Files, tool: Stubborn) -> bool:
    """Whether the report is the one by the other tools, and the stand-in was not asked."""
    by_default, by_name = awscred.validate(files), validation.validate(files, DEFAULT)
    return _said(by_default) == _said(by_name) and tool.asked == 0


def test_the_default_is_what_is_marked(stubborn: Stubborn) -> None:
    assert default_tools() == DEFAULT
    assert tuple(TOOLS) == (*ALL, NAME)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_who_is_not_asked_changes_no_example(rule: Rule, stubborn: Stubborn) -> None:
    for example in rule.bad:
        files = files_of(example)
        report = validation.validate(files, identities=example.identities)
        by_name = validation.validate(files, DEFAULT, identities=example.identities)
        assert _said(report) == _said(by_name)
        assert report.tools == DEFAULT
        assert all(TITLE not in found.message + found.hint for found in report.findings)
    assert stubborn.asked == 0


@pytest.mark.parametrize("name", GOOD_FILES)
def test_who_is_not_asked_says_nothing_about_good_files(name: str, stubborn: Stubborn) -> None:
    config, credentials = GOOD_FILES[name]
    assert _is_unmoved(awscred.read(config=config, credentials=credentials), stubborn)


@examples(150, 20_000)
@given(pair=st.one_of(PAIRS, MUTATED))
def test_who_is_not_asked_changes_nothing_on_random_files(pair: Pair, stubborn: Stubborn) -> None:
    assert _is_unmoved(awscred.read(config=pair.config, credentials=pair.credentials), stubborn)


@pytest.mark.parametrize("pair", GOOD)
def test_who_is_asked_is_counted(pair: Pair, stubborn: Stubborn) -> None:
    files = awscred.read(config=pair.config, credentials=pair.credentials)
    for asked in ((*DEFAULT, NAME), (NAME, "cli")):
        report = validation.validate(files, asked)
        assert report.tools == tuple(tool for tool in TOOLS if tool in asked)
        about = [found for found in report.findings if found.severity == ERROR]
        assert any(NAME in found.tools for found in about)
        assert any(TITLE in found.message for found in about)


def test_who_is_asked_is_heard_about_profiles_that_others_read_alike(stubborn: Stubborn) -> None:
    keys = KEYS.replace("AKIAI44QH8DHBEXAMPLE", "AKIAIOSFODNN7EXAMPLE")
    files = awscred.read(credentials=f"[a]\n{keys}")
    assert suspects(files) == []
    found = validation.validate(files, (*DEFAULT, NAME)).findings
    (rule,) = {one.rule for one in found if one.severity == ERROR}
    assert rule in ("tools-disagree", "profile-not-valid")


def test_a_fix_is_held_to_the_tools_that_are_asked(stubborn: Stubborn) -> None:
    files = awscred.read(config="[profile a]\nregion = eu-west-1 # c\n")
    fixed = fixes.apply(files, validation.validate)
    assert [found.rule for found in fixed.applied] == ["inline-comment"]
    assert stubborn.asked == 0


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_only_the_tools_that_are_asked_are_named(rule: Rule) -> None:
    titles = {tool: row.title.removeprefix("the ") for tool, row in TOOLS.items()}
    for number, example in enumerate(rule.bad):
        for asked in [*combinations(TOOLS, 1), *combinations(TOOLS, 2)][number % 3 :: 3]:
            for found in validation.validate(files_of(example), asked).findings:
                words = f"{found.message} {found.hint}"
                named = {tool for tool, title in titles.items() if title in words}
                assert named <= set(asked), words
                assert found.tools, words
                assert set(found.tools) <= set(asked), words
                assert not re.search(r"no tool (does|do) not|(except|only) no tool", words), words
                assert len(asked) > 1 or not re.search(r"\bother tools\b", words), words


Run = Callable[..., str]


@pytest.fixture
def run(aws_folder: Path, stubborn: Stubborn, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs awscred on a good profile: what it prints."""
    config, credentials = (
        "[profile dev]\nregion = eu-west-1\n",
        "[dev]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\n"
        "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n",
    )
    for name, text in (("config", config), ("credentials", credentials)):
        (aws_folder / name).write_text(text)
        (aws_folder / name).chmod(0o600)

    from awscred.cli import main

    def run(*args: str) -> str:
        main(list(args))
        shown = capsys.readouterr()
        return shown.out + shown.err

    return run


def test_validate_and_list_do_not_ask_it(run: Run, stubborn: Stubborn) -> None:
    assert run("validate").startswith(
        f"no problems; 1 of 1 profiles works in all {len(DEFAULT)} tools "
    )
    assert json.loads(run("list", "-f", "json"))["profiles"][0]["problems"] == 0
    assert NAME not in run("list")
    assert stubborn.asked == 0


@pytest.mark.parametrize("name", [NAME, "mule", "MULE"])
def test_validate_asks_it_by_name(name: str, run: Run) -> None:
    report = json.loads(run("validate", "--for", name, "-f", "json"))
    assert {tool for verdicts in report["verdicts"].values() for tool in verdicts} <= {NAME}
    for found in report["findings"]:
        assert found["tools"] == [NAME]


def test_validate_asks_it_among_all(run: Run) -> None:
    report = json.loads(run("validate", "--for", "all", "-f", "json"))
    assert any(NAME in found["tools"] for found in report["findings"])


def test_show_has_it_in_its_rows_and_counts_no_problem(run: Run) -> None:
    shown = json.loads(run("show", "dev", "-f", "json"))
    assert list(shown["tools"]) == [*ALL, NAME]
    assert {found["severity"] for found in shown["profile"]["findings"]} == {"info"}
    assert not shown["tools"][NAME]["accepted"]


MIXED = "[a]\nregion = eu-west-1 # c\ncredential_process = /bin/x\n" + KEYS


def test_list_does_not_ask_it_about_a_region(
    aws_folder: Path, run: Run, stubborn: Stubborn
) -> None:
    (aws_folder / "credentials").write_text(MIXED)
    assert "eu-west-1" in run("list", "-f", "table")
    assert stubborn.asked == 0


def test_it_is_no_rival(stubborn: Stubborn) -> None:
    origins = Origins(awscred.read(credentials=MIXED))
    assert origins.rivals("a")
    assert stubborn.asked == 0


def test_a_change_is_proven_for_it_unless_it_misreads_the_files_anyway(
    stubborn: Stubborn, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = awscred.read(config="[profile a]\nregion = eu-west-1\n")
    new = {"region": "eu-west-2"}
    reading = stubborn.read(files.config, files.credentials)
    changed = changes.set_values(files, "a", new)
    assert changed.files.profiles["a"].region == "eu-west-2"
    assert changed.unseen == ()  # what is not asked is not named
    assert stubborn.asked > 2
    monkeypatch.setitem(TOOLS, NAME, Row(TITLE))  # now it is asked by default
    if reading.profiles:
        with pytest.raises(AwscredError, match=f"{TITLE} would misread"):
            changes.set_values(files, "a", new)
    else:
        again = changes.set_values(files, "a", new).files
        assert again.config == changed.files.config


@pytest.mark.parametrize("asked", [("js",), DEFAULT])
def test_an_error_says_why_aws_is_not_asked(asked: tuple[str, ...]) -> None:
    """Also if the AWS CLI is not asked, as which awscred asks AWS."""
    broken = without("a", "broken", "NoCredentials", "There are none.", "Add a key.")
    files = awscred.read(credentials="[a]\naws_access_key_id = x\n")
    report = validation.validate(files, asked, identities={"a": broken})
    rules = {found.rule for found in report.findings if found.severity == ERROR}
    assert rules == {"missing-keys"}
