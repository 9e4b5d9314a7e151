"""Documents in, a report out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING

from awscred.ignores import has_ignores, ignores, is_ignored, switched_off
from awscred.profiles import CONFIG, CREDENTIALS, Files
from awscred.settings import redact_words
from awscred.suspects import only_suspects
from awscred.tools import TOOLS, default_tools, in_order

if TYPE_CHECKING:
    from awscred.findings import Finding, Report
    from awscred.identity import Identity
    from awscred.preferences import Preferences
    from awscred.tools.reading import Reading, Verdict


def validate(
    files: Files,
    tools: Collection[str] | None = None,
    select: Collection[str] = (),
    ignore: Collection[str] = (),
    identities: Mapping[str, Identity] = {},
    environment: Mapping[str, str] = {},
) -> Report:
    """The findings that concern these tools (None: the default ones), and these tools' verdicts.

    No other tool influences a finding.

    Findings are in the order of the files, config first. `select` keeps only some rules, and
    `ignore` drops some; a comment `# awscred: ignore[rule]` on the line above ignores a finding.
    `identities` are the answers of AWS about the profiles, if it was asked. `environment` are the
    environment variables that the tools see.
    """
    # Many modules, which `list` usually does not need.
    from awscred.findings import Report
    from awscred.rules import RULES
    from awscred.rules.rule import Context
    from awscred.rules.sources import unresolved
    from awscred.tools import read

    readings = {
        tool: read(tool, files.config, files.credentials)
        for tool in (default_tools() if tools is None else in_order(tuple(TOOLS), tools))
    }
    off = switched_off(ignores(files))

    def is_shown(found: Finding) -> bool:
        return is_selected(found, select, ignore) and not is_ignored(found, off)

    context = Context(files, readings, identities, is_shown, environment)
    for rule in RULES:  # the last ones use the findings of the others
        context.report(rule, rule.check(context))
    found = sorted(
        (item for item in context.found if is_selected(item, select, ignore)),
        key=lambda item: (item.place.file != CONFIG, item.place.span),
    )
    findings = [item for item in found if not is_ignored(item, off)]
    ignored = [item for item in found if is_ignored(item, off)]
    left_open = frozenset(unresolved(context))
    report = Report(findings, {}, {}, tuple(readings), readings, ignored, left_open)
    for tool, reading in readings.items():
        if reading.error:
            words = redact_words(reading.error.message)
            report.refusals[tool] = reading.error._replace(message=words)
        for name, verdict in reading.verdicts.items():
            shown = verdict if verdict.accepted else verdict_on(name, reading, left_open)
            if shown is not None and name not in files.titles:
                report.verdicts.setdefault(name, {})[tool] = shown
    return report


def verdict_on(name: str, reading: Reading, left_open: Collection[str]) -> Verdict | None:
    """How a tool judges a profile, in words without secrets; None if it does not see the profile,
    or refuses one that needs a file which was not given."""
    verdict = reading.verdicts.get(name)
    if verdict is None or (name in left_open and not verdict.accepted):
        return None
    if verdict.reason is None:
        return verdict
    # A tool's own words may quote a value, and people paste secrets anywhere.
    return verdict._replace(reason=redact_words(verdict.reason))


def is_selected(found: Finding, select: Collection[str], ignore: Collection[str]) -> bool:
    """Whether a finding's rule is selected; an empty `select` means all."""
    return found.rule not in ignore and (not select or found.rule in select)


def as_preferred(
    found: Iterable[Finding],
    files: Files,
    preferences: Preferences,
    select: Collection[str] = (),
) -> list[Finding]:
    """The findings with the severities that are preferred, without those of rules that are off
    there; those of selected rules stay."""
    off = {
        file: (preferences.off | preferences.off_in(files.path(file))) - {*select}
        for file in (CONFIG, CREDENTIALS)
    }
    return [
        one._replace(severity=preferences.severity(one.rule, one.severity))
        for one in found
        if one.rule not in off[one.place.file]
    ]


def problems(
    files: Files, preferences: Preferences | None = None
) -> Counter[tuple[str | None, str]]:
    """The number of errors and warnings by (profile, severity); None: not about a profile."""
    odd = only_suspects(files)
    if odd is None:
        if not has_ignores(files):
            return Counter()
        odd = files  # the comments may be wrong even if everything else is in order
    found = validate(odd).findings
    if preferences is not None:
        found = as_preferred(found, files, preferences)
    return Counter((one.profile, one.severity) for one in found if one.severity != "info")
