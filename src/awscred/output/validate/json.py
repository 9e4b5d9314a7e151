"""A report of `validate` as JSON."""

from __future__ import annotations

from collections.abc import Sequence

from awscred.findings import ERROR, INFO, WARNING
from awscred.output import SCHEMA, parts
from awscred.output.document import to_json
from awscred.output.names import Names
from awscred.output.validate.showing import Checked, Showing
from awscred.tools.reading import Verdict


def render(checked: Sequence[Checked], showing: Showing) -> str:
    """The `validate` document of the contract, with each finding's `hint` and what is ignored.

    If there may be several pairs, each also has its own verdicts. The verdict of a tool on a name
    that is in several is then the first one that does not accept it.
    """
    document: dict[str, object] = {
        "schema": SCHEMA,
        "summary": {
            "errors": sum(one.report.count(ERROR) for one in checked),
            "warnings": sum(one.report.count(WARNING) for one in checked),
            "infos": sum(one.report.count(INFO) for one in checked),
            "profiles": sum(map(_profiles, checked)),
        },
        "findings": [
            parts.finding(finding, one.files) for one in checked for finding in one.report.findings
        ],
        "ignored": [
            parts.finding(finding, one.files) for one in checked for finding in one.report.ignored
        ],
        "verdicts": _verdicts(checked),
    }
    if showing.by_pair or len(checked) != 1:
        document["pairs"] = [
            {
                "config": one.files.config_path or None,
                "credentials": one.files.credentials_path or None,
                "templates": list(one.templates),
                "profiles": _profiles(one),
                "verdicts": _verdicts([one]),
            }
            for one in checked
        ]
    names = [name for one in checked for name in (*one.files.profiles, *one.report.verdicts)]
    return to_json(document, Names(names))


def _profiles(one: Checked) -> int:
    return len(one.files.profiles if one.report.named is None else one.report.named)


def _verdicts(checked: Sequence[Checked]) -> dict[str, dict[str, parts.Part]]:
    worst: dict[str, dict[str, Verdict]] = {}
    for one in checked:
        for profile, verdicts in one.report.verdicts.items():
            found = worst.setdefault(profile, {})
            for tool, verdict in verdicts.items():
                if tool not in found or (found[tool].accepted and not verdict.accepted):
                    found[tool] = verdict
    return {
        profile: {tool: parts.verdict(verdict) for tool, verdict in verdicts.items()}
        for profile, verdicts in worst.items()
    }
