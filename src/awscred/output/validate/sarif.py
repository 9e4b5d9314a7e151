"""A report of `validate` as SARIF 2.1.0, for code scanning and for editors."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePath
from urllib.parse import quote

from awscred import __version__
from awscred.findings import ERROR, INFO, WARNING, Finding, Report
from awscred.output.document import dump, masked
from awscred.output.names import Names
from awscred.output.rules import section, title
from awscred.output.safe import escape
from awscred.output.validate.showing import Showing
from awscred.output.validate.words import rule_address
from awscred.profiles import Files
from awscred.rules import RULES
from awscred.rules.rule import Rule

_LEVELS = {ERROR: "error", WARNING: "warning", INFO: "note"}
_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def render(report: Report, files: Files, showing: Showing) -> str:
    """The log of one run, with the help of the rules that found something.

    What a comment in the files ignores is among the results, marked as suppressed in the source.
    """
    found = [*report.findings, *report.ignored]
    fired = {finding.rule for finding in found}
    rules = [rule for rule in RULES if rule.id in fired]
    index = {rule.id: number for number, rule in enumerate(rules)}
    results = [_result(item, files, index[item.rule], showing.relative) for item in found]
    for result in results[len(report.findings) :]:
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
        "results": masked(results, Names(files.profiles)),
    }
    return dump({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]})


def _rule(rule: Rule) -> dict[str, object]:
    body = rule.doc.partition("\n")[2].strip()
    return {
        "id": rule.id,
        "name": "".join(word.title() for word in rule.id.split("-")),
        "shortDescription": {"text": f"{title(rule)}."},
        "fullDescription": {"text": section(rule, "What it does")},
        "helpUri": rule_address(rule.id),
        "help": {"text": body, "markdown": body},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
    }


def _result(
    finding: Finding, files: Files, index: int, relative: Callable[[str], str]
) -> dict[str, object]:
    span = finding.place.span
    return {
        "ruleId": finding.rule,
        "ruleIndex": index,
        "level": _LEVELS[finding.severity],
        "message": {"text": escape(f"{finding.message}. {finding.hint}.")},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": _location(relative(files.path(finding.place.file))),
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
