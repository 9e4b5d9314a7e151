"""Documents in, a report out."""

from __future__ import annotations

from collections import Counter

from awscred.findings import INFO, Report
from awscred.profiles import CONFIG, Files
from awscred.readers import READERS
from awscred.readers.reading import Reading, Verdict
from awscred.settings import KNOWN


def check(files: Files) -> Report:
    """Every finding of every rule, in the order of the files (config first), and all verdicts."""
    from awscred.rules import RULES  # many modules, which `list` does without where it can
    from awscred.rules.rule import Context

    readings = _readings(files)
    context = Context(files, readings)
    findings = [finding for rule in RULES for finding in rule.check(context)]
    findings.sort(key=lambda found: (found.place.file != CONFIG, found.place.span))
    verdicts: dict[str, dict[str, Verdict]] = {}
    for tool, reading in readings.items():
        for name, verdict in reading.verdicts.items():
            verdicts.setdefault(name, {})[tool] = verdict
    return Report(findings, verdicts)


def problems(files: Files) -> Counter[str | None]:
    """How many findings of error and warning severity each profile has (None: no profile's)."""
    if is_clean(files):
        return Counter()
    return Counter(found.profile for found in check(files).findings if found.severity != INFO)


def is_clean(files: Files) -> bool:
    """Whether the files are of a form in which no rule can find an error or a warning.

    False says nothing; True is quickly known, without the rules, and tests hold it against them.
    """
    for document in (files.config, files.credentials):
        for section in document.sections:
            if section.plain is None or not section.plain.keys() <= KNOWN.keys():
                return False
    return all(
        not reading.faults and all(verdict.accepted for verdict in reading.verdicts.values())
        for reading in _readings(files).values()
    )


def _readings(files: Files) -> dict[str, Reading]:
    return {tool: read(files.config, files.credentials) for tool, read in READERS.items()}
