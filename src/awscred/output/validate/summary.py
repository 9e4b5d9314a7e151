"""The summary line of a report, and the profiles that it counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from awscred.findings import ERROR, SEVERITIES, Report
from awscred.kinds import needs_no_credentials
from awscred.profiles import Files
from awscred.tools import name_tools


class Summary(NamedTuple):
    """The parts of the line: how many findings, by severity, and how the profiles are accepted.

    `good` is the words for no findings, if every tool accepts every profile; else `neutral` is.
    """

    counts: list[tuple[str, str]]
    good: str
    neutral: str
    ignored: str
    profiles: str

    def __str__(self) -> str:
        found = [words for _, words in self.counts] or [self.good or self.neutral]
        return f"{', '.join([*found, *filter(None, [self.ignored])])}; {self.profiles}"


def shown_names(report: Report, files: Files) -> list[str]:
    """The profiles of the report: those that it is limited to, or those that a person sees in the
    files, and names that at least two tools see.

    A name that one tool alone makes out of an odd header is not counted as a profile.
    """
    if report.named is not None:
        return [*report.named]
    seen = (name for name, verdicts in report.verdicts.items() if len(verdicts) > 1)
    return list(dict.fromkeys([*files.profiles, *seen]))


def is_accepted(report: Report, name: str) -> bool:
    """Whether every tool that is asked about sees and accepts a profile."""
    verdicts = report.verdicts.get(name, {})
    return len(verdicts) == len(report.tools) and all(
        verdict.accepted for verdict in verdicts.values()
    )


def is_fine(report: Report, name: str) -> bool:
    """Whether every tool sees a profile, and accepts it or only lacks a feature that it needs."""
    verdicts = report.verdicts.get(name, {})
    return len(verdicts) == len(report.tools) and all(
        verdict.accepted or verdict.lacks for verdict in verdicts.values()
    )


def refusing(report: Report, files: Files, name: str) -> set[str]:
    """The tools that refuse a profile, other than for a feature that they lack.

    A profile without settings for credentials is not for them to refuse: it has, for example, only
    a region, and tools find their credentials elsewhere. Nor is one that only signs in.
    """
    refused = {
        tool
        for tool, verdict in report.verdicts.get(name, {}).items()
        if not verdict.accepted and verdict.lacks is None
    }
    profile = files.profiles.get(name)
    is_none = refused and profile is not None and needs_no_credentials(profile.settings)
    return set() if is_none else refused


def summarize(report: Report, files: Files, severities: Sequence[str] = SEVERITIES) -> Summary:
    """The summary of a report; findings of other severities are left out of it."""
    names = shown_names(report, files)
    refused = {name: tools for name in names if (tools := refusing(report, files, name))}
    unseen = any(
        len(report.verdicts.get(name, {})) < len(report.tools)
        for name in names
        if name not in report.unresolved
    )
    other = "other " if report.ignored else ""
    return Summary(
        [
            (severity, counted(report.count(severity), severity))
            for severity in severities
            if report.count(severity)
        ],
        "" if refused or unseen else f"no {other}problems",
        f"no {other}errors or warnings",
        f"{len(report.ignored):,} ignored" if report.ignored else "",
        (not report.count(ERROR) and _refused(report, refused)) or _accepted(report, names),
    )


def counted(number: int, noun: str) -> str:
    """A number of things: "1 profile", "2,000 profiles"."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def every_tool(report: Report) -> str:
    """The tools that were asked about: "all 7 tools", or the only one."""
    return report.tools[0] if len(report.tools) == 1 else f"all {len(report.tools)} tools"


def _accepted(report: Report, names: Sequence[str]) -> str:
    accepted = sum(is_accepted(report, name) for name in names)
    verb = "works" if accepted == 1 else "work"
    said = f"{accepted:,} of {len(names):,} profiles {verb} in {every_tool(report)}"
    return f"{said}, {len(report.unresolved):,} unknown" if report.unresolved else said


def _refused(report: Report, refused: Mapping[str, set[str]]) -> str:
    """What tools refuse, and which; "" if they refuse nothing."""
    parts = []
    if refused:
        tools = name_tools(report.tools, set().union(*refused.values()))
        verb = "is" if len(refused) == 1 else "are"
        parts.append(f"{counted(len(refused), 'profile')} {verb} refused by {tools}")
    if report.refusals:
        tools = name_tools(report.tools, report.refusals)
        parts.append(f"{tools} {'refuses' if len(report.refusals) == 1 else 'refuse'} the files")
    return ", ".join(parts)
