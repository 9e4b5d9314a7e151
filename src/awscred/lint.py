"""Documents in, a report out."""

from __future__ import annotations

from awscred.findings import Report
from awscred.profiles import CONFIG, Files
from awscred.readers import READERS
from awscred.readers.reading import Verdict
from awscred.rules import RULES
from awscred.rules.rule import Context


def check(files: Files) -> Report:
    """Every finding of every rule, in the order of the files (config first), and all verdicts."""
    readings = {tool: read(files.config, files.credentials) for tool, read in READERS.items()}
    context = Context(files, readings)
    findings = [finding for rule in RULES for finding in rule.check(context)]
    findings.sort(key=lambda found: (found.place.file != CONFIG, found.place.span))
    verdicts: dict[str, dict[str, Verdict]] = {}
    for tool, reading in readings.items():
        for name, verdict in reading.verdicts.items():
            verdicts.setdefault(name, {})[tool] = verdict
    return Report(findings, verdicts)
