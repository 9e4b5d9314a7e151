"""Every rule's own examples are its tests; its docstring is its documentation."""

from __future__ import annotations

import pkgutil

import pytest

import awscred
from awscred import rules
from awscred.findings import SEVERITIES, Finding
from awscred.rules import RULES
from awscred.rules.rule import Bad, Good, Rule

HEADINGS = (
    "## What it does",
    "## Why it matters",
    "## Example",
    "## Use instead",
    "## Fix safety",
)


def _name(rule: Rule) -> str:
    return rule.id


def _found(rule: Rule, example: Bad | Good) -> list[Finding]:
    files = awscred.read(config=example.config, credentials=example.credentials)
    return [found for found in awscred.validate(files).findings if found.rule == rule.id]


def test_every_rule_of_the_folder_is_registered() -> None:
    folder = {info.name for info in pkgutil.iter_modules(rules.__path__)} - {"rule"}
    assert sorted(rule.id for rule in RULES) == sorted(name.replace("_", "-") for name in folder)


@pytest.mark.parametrize("rule", RULES, ids=_name)
def test_a_rule_is_documented_under_the_fixed_headings(rule: Rule) -> None:
    doc = rule.doc
    positions = [doc.index(heading) for heading in HEADINGS]
    assert positions == sorted(positions)
    assert doc.splitlines()[0].endswith(".")


@pytest.mark.parametrize("rule", RULES, ids=_name)
def test_a_rule_finds_what_its_bad_examples_say(rule: Rule) -> None:
    assert rule.bad
    for example in rule.bad:
        found = _found(rule, example)
        places = [(item.place.file, item.place.span.line) for item in found]
        assert places == [(file, line) for file, line, _ in example.expected], example
        for item, (_, _, part) in zip(found, example.expected, strict=True):
            assert part in item.message
            assert item.hint
            assert item.severity in SEVERITIES


@pytest.mark.parametrize("rule", RULES, ids=_name)
def test_a_rule_is_silent_on_its_good_examples(rule: Rule) -> None:
    assert rule.good
    for example in rule.good:
        assert _found(rule, example) == [], example
