"""Documents in, a report out."""

from __future__ import annotations

from collections import Counter

from awscred.findings import INFO, Report
from awscred.profiles import CONFIG, CREDENTIALS, Files
from awscred.readers import READERS
from awscred.readers.reading import Reading, Verdict
from awscred.readers.toolkit_verdicts import judge
from awscred.settings import KNOWN, redact


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
            # A tool's own words may quote a value, and people paste secrets anywhere.
            reason = verdict.reason and redact(verdict.reason)
            verdicts.setdefault(name, {})[tool] = verdict._replace(reason=reason)
    return Report(findings, verdicts)


def problems(files: Files) -> Counter[str | None]:
    """How many findings of error and warning severity each profile has (None: no profile's)."""
    if is_clean(files):
        return Counter()
    return Counter(found.profile for found in check(files).findings if found.severity != INFO)


def is_clean(files: Files) -> bool:
    """Whether the files are of a form in which no rule can find an error or a warning.

    Where every section is plain and stands under a header that all tools read alike, a tool's
    profiles are the files' own; then only the tool's verdicts are asked for. False says nothing.
    """
    sections = [
        (file, section)
        for file in (CONFIG, CREDENTIALS)
        for section in files.document(file).sections
    ]
    known = KNOWN.keys()
    return (
        all(section.plain is not None for _, section in sections)
        and all(_is_canonical(file, section.header) for file, section in sections)
        and set().union(*(section.plain or () for _, section in sections)) <= known
        and all(
            verdict.accepted
            for verdict in judge(
                {name: profile.settings for name, profile in files.profiles.items()}, ()
            ).values()
        )
    )


def _is_canonical(file: str, header: str | None) -> bool:
    if header is None or " " not in header:
        return file == CREDENTIALS or header in (None, "default")
    return file == CONFIG and header.startswith(("profile ", "sso-session "))


def _readings(files: Files) -> dict[str, Reading]:
    return {tool: read(files.config, files.credentials) for tool, read in READERS.items()}
