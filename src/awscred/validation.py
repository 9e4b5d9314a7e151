"""Documents in, a report out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from awscred.profiles import CONFIG, CREDENTIALS, Files
from awscred.suspects import only_suspects
from awscred.tools import TOOLS

if TYPE_CHECKING:
    from awscred.findings import Finding, Report
    from awscred.identity import Identity
    from awscred.ini import Document

_IGNORE = r"[#;]\s*awscred:\s*ignore\[([^\]]*)\]"


def validate(
    files: Files,
    tools: Collection[str] | None = None,
    select: Collection[str] = (),
    ignore: Collection[str] = (),
    identities: Mapping[str, Identity] = {},
    environment: Mapping[str, str] = {},
) -> Report:
    """What the rules find that concerns those tools (None: all), and those tools' verdicts.

    Findings come in the order of the files, config first. `select` keeps those rules alone, and
    `ignore` drops some; so does a comment `# awscred: ignore[rule]` on a line or right above it.
    `identities` is what AWS said of the profiles, if it was asked. `environment` are the
    environment variables that the tools get to see.
    """
    # Many modules, which `list` does without where it can.
    from awscred.findings import Report
    from awscred.rules import RULES
    from awscred.rules.rule import Context
    from awscred.settings import redact_words
    from awscred.tools import read

    readings = {
        tool: read(tool, files.config, files.credentials)
        for tool in TOOLS
        if tools is None or tool in tools
    }
    by_comment = {file: _ignored(files.document(file)) for file in (CONFIG, CREDENTIALS)}

    def is_shown(found: Finding) -> bool:
        switched_off = by_comment[found.place.file].get(found.place.span.line, ())
        return is_selected(found, select, ignore) and found.rule not in switched_off

    context = Context(files, readings, identities, is_shown, environment)
    for rule in RULES:  # the last one looks at what the others have found
        context.report(rule, rule.check(context))
    findings = list(filter(is_shown, context.found))
    findings.sort(key=lambda found: (found.place.file != CONFIG, found.place.span))
    report = Report(findings, {}, {}, tuple(readings), readings)
    for tool, reading in readings.items():
        if reading.error:
            words = redact_words(reading.error.message)
            report.refusals[tool] = reading.error._replace(message=words)
        for name, verdict in reading.verdicts.items():
            if verdict.reason is not None:
                # A tool's own words may quote a value, and people paste secrets anywhere.
                verdict = verdict._replace(reason=redact_words(verdict.reason))
            report.verdicts.setdefault(name, {})[tool] = verdict
    return report


def is_selected(found: Finding, select: Collection[str], ignore: Collection[str]) -> bool:
    """Whether a finding's rule is one of those that are asked for; of no `select`, all are."""
    return found.rule not in ignore and (not select or found.rule in select)


def problems(files: Files) -> Counter[str | None]:
    """How many findings of error and warning severity each profile has (None: no profile's)."""
    odd = only_suspects(files)
    if odd is None:
        return Counter()
    return Counter(found.profile for found in validate(odd).findings if found.severity != "info")


def _ignored(document: Document) -> dict[int, set[str]]:
    """The rules that comments switch off, by 1-based line."""
    if "awscred:" not in document.text:
        return {}
    found: dict[int, set[str]] = {}
    above: set[str] = set()  # what the comments right above a line say
    for number, line in enumerate(document.lines, 1):
        here = {rule.strip() for names in re.findall(_IGNORE, line) for rule in names.split(",")}
        if line.lstrip()[:1] in ("#", ";"):
            found[number] = here
            above |= here
        else:
            found[number] = here | above
            above = set()
    return found
