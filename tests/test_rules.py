"""Every rule's own examples are its tests; its docstring is its documentation."""

from __future__ import annotations

import pkgutil
from importlib import import_module

import pytest

from awscred import fixes, ini, rules, validation
from awscred.findings import SEVERITIES, Finding
from awscred.output import DOCS
from awscred.output import rules as rule_pages
from awscred.profiles import CONFIG, Files
from awscred.rules import RULES, THEMES
from awscred.rules.rule import Bad, Context, Good, Rule
from awscred.tools import TOOLS, Asked, default_tools, read

HEADINGS = (
    "## What it does",
    "## Why it matters",
    "## Example",
    "## Use instead",
    "## Fix safety",
)


def _name(rule: Rule) -> str:
    return rule.id


def files_of(example: Bad | Good) -> Files:
    return Files(
        ini.parse(example.config),
        ini.parse(example.credentials),
        *example.paths,
        modes=example.modes,
        access=example.access,
    )


def asked_in(example: Bad | Good) -> Asked:
    """The tools that an example is about."""
    return tuple(TOOLS) if example.of_all else default_tools()


def found_in(rule: Rule, example: Bad | Good) -> list[Finding]:
    """What the rule alone finds in an example, in the order of the files."""
    files = files_of(example)
    readings = {tool: read(tool, files.config, files.credentials) for tool in asked_in(example)}
    found = list(rule.check(Context(files, readings, example.identities)))
    return sorted(found, key=lambda item: (item.place.file != CONFIG, item.place.span))


BAD = [
    pytest.param(rule, example, id=f"{rule.id}-{number}")
    for rule in RULES
    for number, example in enumerate(rule.bad)
]
GOOD = [
    pytest.param(rule, example, id=f"{rule.id}-{number}")
    for rule in RULES
    for number, example in enumerate(rule.good)
]


def test_every_rule_of_the_folder_is_registered() -> None:
    in_folders = {
        info.name: import_module(info.name).RULE
        for info in pkgutil.walk_packages(rules.__path__, "awscred.rules.")
        if hasattr(import_module(info.name), "RULE")
    }
    assert sorted(RULES) == sorted(in_folders.values())
    for module, rule in in_folders.items():
        assert module.rpartition(".")[2] == rule.id.replace("-", "_")
    assert [rule.id for rule in RULES[-2:]] == ["tools-disagree", "unused-ignore"]


@pytest.mark.parametrize("rule", RULES, ids=_name)
def test_a_rule_is_documented_under_the_fixed_headings(rule: Rule) -> None:
    positions = [rule.doc.index(heading) for heading in HEADINGS]
    assert positions == sorted(positions)
    assert rule.doc.splitlines()[0].endswith(".")
    assert rule.severity in SEVERITIES
    assert rule.bad
    assert rule.good


@pytest.mark.parametrize("rule", RULES, ids=_name)
def test_a_rule_says_of_its_fix_what_is_true(rule: Rule) -> None:
    """Exactly the rules without a fix say "No fix" in their documentation."""
    fixes = [found.fix for example in rule.bad for found in found_in(rule, example)]
    said = rule.doc.partition("## Fix safety\n")[2]
    assert said.startswith("No fix") != any(fixes)
    for fix in filter(None, fixes):
        assert ("Safe" if fix.safe else "Unsafe") in said
    assert any(example.fixed for example in rule.bad) == any(fixes)


@pytest.mark.parametrize(("rule", "example"), BAD)
def test_a_rule_finds_what_its_bad_examples_say(rule: Rule, example: Bad) -> None:
    found = found_in(rule, example)
    places = [(item.place.file, item.place.span.line) for item in found]
    assert places == [(file, line) for file, line, _ in example.expected]
    for item, (_, _, part) in zip(found, example.expected, strict=True):
        assert part in item.message
        assert item.hint
        assert item.severity in SEVERITIES
        assert item.tools
        assert set(item.tools) <= TOOLS.keys()


@pytest.mark.parametrize(("rule", "example"), BAD)
def test_a_bad_example_becomes_what_it_says(rule: Rule, example: Bad) -> None:
    fixed = fixes.apply(
        files_of(example),
        validation.validate,
        unsafe=True,
        only=lambda found: found.rule == rule.id,
    )
    after = (str(fixed.files.config), str(fixed.files.credentials))
    assert after == (example.fixed or (example.config, example.credentials))


@pytest.mark.parametrize(("rule", "example"), GOOD)
def test_a_rule_is_silent_on_its_good_examples(rule: Rule, example: Good) -> None:
    assert found_in(rule, example) == []


@pytest.mark.parametrize("everyone", [False, True], ids=["default", "all"])
def test_no_example_is_left_to_the_catch_all(everyone: bool) -> None:
    """A finding of tools-disagree on another rule's example would mean that no rule names the
    cause."""
    for rule in RULES:
        if rule.id == "tools-disagree":
            continue
        for example in rule.bad:
            asked = tuple(TOOLS) if everyone else asked_in(example)
            found = validation.validate(files_of(example), asked).findings
            assert [item.message for item in found if item.rule == "tools-disagree"] == [], example


def test_one_document_has_every_rule() -> None:
    document = rule_pages.as_markdown(THEMES)
    for rule in RULES:
        assert f"| [{rule.id}](#{rule.id}) |" in document
        assert f"\n### {rule.id}\n\n{rule_pages.title(rule)}. " in document


@pytest.mark.parametrize("rule", RULES, ids=_name)
def test_a_rule_links_to_its_page(rule: Rule) -> None:
    shown = rule_pages.page(rule, color=False, columns=80)
    assert shown.endswith(f"\nDocumentation: {DOCS}/rules/{rule.id}/\n")
