"""The compatibility tables: held to the readers, to the rules, and to the real programs."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

import jsonschema
import pytest
from botocore.configloader import load_config, raw_config_parse
from botocore.exceptions import ConfigParseError

from awscred import tools
from awscred.findings import INFO
from awscred.rules import RULES, THEMES
from awscred.rules.rule import Bad, Rule
from awscred.tools import TOOLS, default_tools, read
from awscred.tools import Row as Tool
from awscred.tools.reading import Reading, Settings
from awscred.validation import validate
from tests import schemas
from tests.compatibility import pages
from tests.compatibility.cells import IGNORED, MISREAD, READ, REFUSED, WORDS, Cell, cell, judged
from tests.compatibility.related import rows_of, rules_of
from tests.compatibility.row import Row, Theme
from tests.compatibility.rows import ROWS
from tests.compatibility.rows import THEMES as TABLES
from tests.compatibility.support import settings
from tests.corpus import Pair
from tests.javascript import Sdk
from tests.test_promise import broken_by
from tests.test_reader_js import check_verdicts, profiles_of
from tests.test_rules import files_of, found_in

BY_ID = {row.id: row for row in ROWS}
EVERY_THEME = pytest.mark.parametrize("theme", TABLES, ids=lambda theme: theme.id)


@cache
def cells(row: str) -> dict[str, Cell]:
    """The cells of a row, by its id."""
    return {tool: cell(BY_ID[row], tool) for tool in TOOLS}


def differing(row: Row) -> set[str]:
    """The tools that do not read a row as it is meant, although they have the feature."""
    return {tool for tool, found in cells(row.id).items() if found.word != READ and not found.lacks}


# --- the rows


def test_a_row_has_an_address_of_its_own() -> None:
    assert len(BY_ID) == len(ROWS) > 100
    assert len({theme.id for theme in TABLES} | {"index", "settings"}) == len(TABLES) + 2
    ids = [*BY_ID, *(theme.id for theme in TABLES)]
    assert all(re.fullmatch(schemas.ID, one) for one in ids)
    assert len({row.title for row in ROWS}) == len(ROWS)


@EVERY_THEME
def test_a_row_is_complete(theme: Theme) -> None:
    for row in theme.rows:
        assert row.advice.endswith(".")
        assert not row.title.endswith(".")
        assert any(row.data)
        assert len(row.rules) == len({*row.rules})
        assert {*row.rules} <= {rule.id for rule in RULES}


# --- the cells


@EVERY_THEME
def test_a_cell_has_a_word_and_says_why(theme: Theme) -> None:
    for row in theme.rows:
        for found in cells(row.id).values():
            assert found.word in WORDS
            assert bool(found.notes) == (found.word != READ)
            assert all(note and not note.endswith(".") for note in found.notes)
            assert found.lacks is None or found.word != READ


# Cells as they were seen in the real tools: a tool each, and a part of what it does.
SEEN = [
    ("comment-after-value", "js", READ, ""),
    ("comment-after-value", "cli", MISREAD, "as `AKIAI44QH8DHBEXAMPLE # build server`"),
    ("comment-indented-in-block", "go", READ, ""),
    ("comment-indented-in-block", "rust", REFUSED, "refuses both files: `Expected an '='"),
    ("comment-glued-to-header", "toolkit", MISREAD, "does not see the profile `dev`"),
    ("name-in-config", "toolkit", READ, ""),
    ("name-in-config", "cli", IGNORED, "does not see the profile `dev`"),
    ("profile-in-credentials", "js", MISREAD, "reads a profile `profile.dev`"),
    ("default-capitals", "cli", MISREAD, "also reads `aws_access_key_id`"),
    ("value-in-double-quotes", "go", READ, ""),
    ("value-in-double-quotes", "rust", MISREAD, '`"AKIAI44QH8DHBEXAMPLE"`'),
    ("setting-capitals", "js", REFUSED, "does not see `aws_access_key_id` and `aws_secret"),
    ("setting-twice", "cli", REFUSED, "refuses both files"),
    ("setting-twice", "go", READ, ""),
    ("switch-capital", "cli", READ, ""),
    ("switch-capital", "js", MISREAD, "reads `use_fips_endpoint` as `True`"),
    ("switch-capital", "toolkit", IGNORED, "does not have `use_fips_endpoint`"),
    ("number-with-zero", "go", MISREAD, "reads `max_attempts` as `8`"),
    ("number-with-zero", "cli", READ, ""),
    ("retry-mode-legacy", "js", READ, ""),
    ("retry-mode-legacy", "go", REFUSED, "unknown RetryMode"),
    ("nested-block", "toolkit", READ, ""),
    ("byte-order-mark", "cli", REFUSED, "refuses both files"),
    ("byte-order-mark", "go", IGNORED, "does not see the profile `dev`"),
    ("latin-1", "rust", IGNORED, "does not see the profile `dev`"),
    ("endpoint-in-credentials", "go", IGNORED, "does not see `endpoint_url`"),
    ("key-in-two-files", "js", READ, ""),
    ("key-in-two-files", "cli", REFUSED, "Partial credentials"),
    ("old-token", "cli", READ, ""),
    ("old-token", "go", MISREAD, "uses the keys without a session token"),
    ("role-with-mfa", "cli", READ, ""),
    ("role-with-mfa", "go", REFUSED, "does not support `mfa_serial`"),
    ("role-with-mfa", "rust", IGNORED, "does not have `mfa_serial`"),
    ("role-of-instance", "toolkit", MISREAD, "uses the credential source itself"),
    ("role-without-source", "toolkit", MISREAD, "fails later"),
    ("process-with-shell", "js", READ, ""),
    ("process-with-shell", "cli", MISREAD, "without a shell"),
    ("sso-without-scope", "go", READ, ""),
    ("sso-without-scope", "toolkit", REFUSED, "scope `sso:account:access`"),
    ("keys-and-sso", "cli", READ, ""),
    ("keys-and-sso", "js", MISREAD, "uses the keys"),
    ("services-missing", "go", IGNORED, "does not see the services `local`"),
]


@pytest.mark.parametrize(("row", "tool", "word", "part"), SEEN)
def test_a_cell_is_as_the_tool_was_seen(row: str, tool: str, word: str, part: str) -> None:
    found = cells(row)[tool]
    assert found.word == word
    assert part in "; ".join(found.notes)


def test_what_a_tool_lacks_is_told_from_what_it_misreads() -> None:
    assert cells("switch-capital")["toolkit"].lacks == "use_fips_endpoint"
    assert cells("role-with-mfa")["js"].lacks == "mfa_serial"
    assert cells("switch-capital")["js"].lacks is None


@EVERY_THEME
def test_the_advice_is_true(theme: Theme) -> None:
    """What one can write is read by every tool that is asked by default and has the feature."""
    for row in theme.rows:
        if row.advice.startswith(pages.FINE):
            assert differing(row).isdisjoint(default_tools()), row.id


# --- the rules


@EVERY_THEME
def test_a_row_that_every_tool_reads_is_silent(theme: Theme) -> None:
    for row in theme.rows:
        if not differing(row):
            report = validate(row.files, [*TOOLS])
            assert [found for found in report.findings if found.severity != INFO] == [], row.id


@EVERY_THEME
def test_a_row_that_tools_read_differently_is_reported(theme: Theme) -> None:
    """By the rules that it names, for each of these tools, whichever tools are asked."""
    for row in theme.rows:
        for asked in ([*TOOLS], default_tools()):
            report = validate(row.files, asked)
            told = {
                tool
                for found in report.findings
                if found.rule in row.rules and found.severity != INFO
                for tool in found.tools
            }
            assert differing(row).intersection(asked) <= told, row.id


def _tells_tools_apart(rule: Rule) -> bool:
    """Whether tools disagree about an example of a rule, and it warns about only some of them."""
    return any(
        found.severity != INFO and len(found.tools) < len(default_tools())
        for example in rule.bad
        if broken_by(_readings(example))
        for found in found_in(rule, example)
    )


def _readings(example: Bad) -> dict[str, Reading]:
    files = files_of(example)
    return {tool: read(tool, files.config, files.credentials) for tool in default_tools()}


CATCH_ALL = {"tools-disagree"}
"""The rule about what no other rule explains, which a row would need."""

REFUSED_BY_AWS = {"account-id-form", "arn-form", "root-keys"}
"""Rules about values that tools read alike, if they have the setting."""


def test_every_rule_about_reading_has_a_row() -> None:
    about = {
        rule.id
        for theme in THEMES
        for rule in theme.rules
        if theme.is_form or _tells_tools_apart(rule)
    }
    assert about - {rule for row in ROWS for rule in rules_of(row)} <= REFUSED_BY_AWS | CATCH_ALL


def test_a_rule_finds_its_rows() -> None:
    row = BY_ID["comment-after-value"]
    assert row in rows_of("inline-comment")
    assert "inline-comment" in rules_of(row)
    assert "long-lived-keys" not in rules_of(row)  # it is about every tool, and not named
    assert BY_ID["keys"] in rows_of("long-lived-keys")
    assert BY_ID["role-with-external-id"] in rows_of("toolkit-limits")  # found by what it reports
    assert rows_of("no-such-rule") == []
    assert pages.links_of("header-unclosed") == [
        "[A header without its closing bracket](../compatibility/headers.md#header-unclosed)"
    ]


# --- the real programs


@EVERY_THEME
def test_the_cells_of_the_aws_cli_are_botocore_s(theme: Theme, tmp_path: Path) -> None:
    """What it reads; tests of its reader compare which credentials it uses."""
    for row in theme.rows:
        ours = read("cli", row.files.config, row.files.credentials)
        paths = tmp_path / "config", tmp_path / "credentials"
        for path, data in zip(paths, row.data, strict=True):
            path.write_bytes(data)
        config, credentials = map(str, paths)
        try:
            theirs = load_config(config)
            profiles: dict[str, Settings] = theirs["profiles"]
            for name, values in raw_config_parse(credentials).items():
                profiles[name] = {**profiles.get(name, {}), **values}
        except ConfigParseError:
            assert ours.error is not None, row.id
            assert cells(row.id)["cli"].word == REFUSED
            continue
        sections = {
            "sessions": theirs.get("sso_sessions", {}),
            "services": theirs.get("services", {}),
        }
        seen = ours._replace(error=None, profiles=profiles, **sections)
        assert judged(row, "cli", seen) == cells(row.id)["cli"], row.id


@EVERY_THEME
def test_the_cells_of_the_javascript_sdk_are_its_own(theme: Theme, sdk: Sdk) -> None:
    for row in theme.rows:
        pair = Pair(*row.data)
        answer = sdk.ask(pair)
        ours = read("js", row.files.config, row.files.credentials)
        seen = ours._replace(profiles=profiles_of(answer), sessions=answer["sessions"])
        assert judged(row, "js", seen) == cells(row.id)["js"], row.id
        check_verdicts(sdk, pair)


# --- the settings


def test_the_settings_are_those_of_the_catalog() -> None:
    found = {setting.known.name: setting for setting in settings()}
    login = found["login_session"]
    assert login.since["cli"] == "2.32"
    assert login.cells["toolkit"].word == READ
    assert found["external_id"].cells["toolkit"] == Cell(
        IGNORED, ("does not have the setting",), "external_id"
    )
    assert found["defaults_mode"].cells["cli"].notes == (f"only {tools.BOTO3}",)
    assert found["output"].cells["cli"].notes == ("only version 2",)
    assert "include_profile" not in found  # only aws-vault has it


# --- the pages and the document


@pytest.fixture(scope="module")
def written() -> dict[str, str]:
    return pages.pages()


def test_the_document_is_as_its_schema_says(written: dict[str, str]) -> None:
    document = json.loads(written[pages.JSON])
    jsonschema.validate(document, schemas.schema("compatibility"))
    listed = {row["id"]: row for theme in document["themes"] for row in theme["rows"]}
    assert listed.keys() == BY_ID.keys()
    for row in ROWS:
        one = listed[row.id]
        assert (one["config"].encode(one["encoding"]), row.config == one["config"]) == (
            row.data[0],
            True,
        )
        assert {tool: found["word"] for tool, found in one["tools"].items()} == {
            tool: found.word for tool, found in cells(row.id).items()
        }


def test_every_link_leads_somewhere(written: dict[str, str]) -> None:
    anchors = {path: {*re.findall(r"\{#([a-z0-9-]+)\}", text)} for path, text in written.items()}
    known = written.keys() | {f"rules/{rule.id}.md" for rule in RULES} | {f"schemas/{pages.JSON}"}
    for path, text in written.items():
        if not path.endswith(".md"):
            continue
        folder = Path(path).parent
        for link in re.findall(r"\]\(([^)]+)\)", text):
            page, _, anchor = link.partition("#")
            target = (folder / page).as_posix().replace(f"{pages.FOLDER}/../", "")
            assert target in known, link
            assert not anchor or anchor in anchors[target], link


def test_every_row_is_in_a_table_and_has_a_section(written: dict[str, str]) -> None:
    for row in ROWS:
        page, _, anchor = pages.address(row).partition("#")
        assert f"## {row.title} {{#{anchor}}}" in written[page]
        assert (
            f"| [{row.title}]({Path(page).name}#{anchor}) |" in written[f"{pages.FOLDER}/index.md"]
        )


def test_another_tool_is_another_column(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(TOOLS, "another", Tool("the Another SDK", folder="js"))
    written = pages.pages()
    for name in ("index", "settings"):
        text = written[f"{pages.FOLDER}/{name}.md"]
        lines = [line for line in text.splitlines() if line.startswith("| ")]
        wide = [line for line in lines if line.count(" | ") >= len(TOOLS)]
        assert any("Another SDK" in line for line in wide)
        assert len({line.count(" | ") for line in wide}) == 1
    assert "the Another SDK" in written[f"{pages.FOLDER}/headers.md"]
    jsonschema.validate(
        json.loads(written[pages.JSON]), _with_tools(schemas.schema("compatibility"))
    )


def _with_tools(schema: schemas.Schema) -> schemas.Schema:
    """The schema with the tools of now, and not of when it was imported."""
    text = json.dumps(schema)
    old = json.dumps([tool for tool in TOOLS if tool != "another"])
    changed: schemas.Schema = json.loads(text.replace(old, json.dumps([*TOOLS])))
    return changed
