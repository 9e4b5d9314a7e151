"""A report of `validate` as SARIF 2.1.0, for code scanning and for editors."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath
from urllib.parse import quote

from awscred import __version__
from awscred.findings import ERROR, INFO, WARNING, Finding
from awscred.output import rule_page
from awscred.output.document import dump, masked
from awscred.output.rules import section, title
from awscred.output.safe import escape
from awscred.output.validate.showing import Checked, Showing
from awscred.output.validate.words import names_in
from awscred.rules import RULES
from awscred.rules.rule import Rule

_LEVELS = {ERROR: "error", WARNING: "warning", INFO: "note"}
_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def render(checked: Sequence[Checked], showing: Showing) -> str:
    """The log of one run, with the help of the rules that found something.

    What a comment in the files ignores is among the results, marked as suppressed in the source.
    """
    found = [
        (item, showing.relative(one.path(item))) for one in checked for item in one.report.findings
    ]
    ignored = [
        (item, showing.relative(one.path(item))) for one in checked for item in one.report.ignored
    ]
    fired = {finding.rule for finding, _ in (*found, *ignored)}
    rules = [rule for rule in RULES if rule.id in fired]
    index = {rule.id: number for number, rule in enumerate(rules)}
    results = [_result(item, path, index[item.rule]) for item, path in (*found, *ignored)]
    for result in results[len(found) :]:
        result["suppressions"] = [{"kind": "inSource"}]
    run = {
        "tool": {
            "driver": {
                "name": "awscred",
                "version": __version__,
                "rules": [_rule(rule) for rule in rules],
            }
        },
        "columnKind": "unicodeCodePoints",
        "results": masked(results, names_in(checked)),
    }
    return dump({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]})


def _rule(rule: Rule) -> dict[str, object]:
    body = rule.doc.partition("\n")[2].strip()
    return {
        "id": rule.id,
        "name": "".join(word.title() for word in rule.id.split("-")),
        "shortDescription": {"text": f"{title(rule)}."},
        "fullDescription": {"text": section(rule, "What it does")},
        "helpUri": rule_page(rule.id),
        "help": {"text": body, "markdown": body},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
    }


def _result(finding: Finding, path: str, index: int) -> dict[str, object]:
    span = finding.place.span
    return {
        "ruleId": finding.rule,
        "ruleIndex": index,
        "level": _LEVELS[finding.severity],
        "message": {"text": escape(f"{finding.message}. {finding.hint}.")},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": _location(path),
                    "region": {
                        "startLine": span.line,
                        "startColumn": span.column,
                        "endLine": span.end_line,
                        "endColumn": max(span.end_column, 1),
                    },
                }
            }
        ],
        "properties": {"profile": finding.profile, "tools": list(finding.tools)},
    }


def _location(path: str) -> dict[str, object]:
    if PurePath(path).is_absolute():
        return {"uri": f"file://{quote(path, errors='surrogateescape')}"}
    return {"uri": quote(path, errors="surrogateescape"), "uriBaseId": "%SRCROOT%"}
