"""What a report comes to, in one line, and the profiles that it counts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from awscred.findings import ERROR, SEVERITIES, Report
from awscred.profiles import Files
from awscred.tools import in_order, name_tools


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
    """The profiles that a person sees in the files, and names that at least two tools see.

    A name that one tool alone makes out of an odd header is not counted as a profile.
    """
    seen = (name for name, verdicts in report.verdicts.items() if len(verdicts) > 1)
    return list(dict.fromkeys([*files.profiles, *seen]))


def is_accepted(report: Report, name: str) -> bool:
    """Whether every tool that is asked about sees and accepts a profile."""
    verdicts = report.verdicts.get(name, {})
    return len(verdicts) == len(report.tools) and all(
        verdict.accepted for verdict in verdicts.values()
    )


def summarize(
    report: Report, names: Sequence[str], severities: Sequence[str] = SEVERITIES
) -> Summary:
    """The summary of a report; findings of other severities are left out of it."""
    counts = [
        (severity, counted(report.count(severity), severity))
        for severity in severities
        if report.count(severity)
    ]
    other = "other " if report.ignored else ""
    accepted = sum(is_accepted(report, name) for name in names)
    return Summary(
        counts,
        f"no {other}problems" if accepted == len(names) and not report.refusals else "",
        f"no {other}findings",
        f"{len(report.ignored):,} ignored" if report.ignored else "",
        _refused(report, names) or _accepted(report, accepted, len(names)),
    )


def counted(number: int, noun: str) -> str:
    """A number of things: "1 profile", "2,000 profiles"."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def _accepted(report: Report, accepted: int, total: int) -> str:
    tools = report.tools[0] if len(report.tools) == 1 else f"all {len(report.tools)} tools"
    verb = "accepts" if len(report.tools) == 1 else "accept"
    return f"{tools} {verb} {accepted} of {counted(total, 'profile')}"


def _refused(report: Report, names: Sequence[str]) -> str:
    """What is refused although there is no error, "" if there is one or nothing is refused."""
    if report.count(ERROR):
        return ""
    refusing = {
        name: {
            tool for tool, verdict in report.verdicts.get(name, {}).items() if not verdict.accepted
        }
        for name in names
    }
    refused = sum(map(bool, refusing.values()))
    parts = []
    if refused:
        tools = name_tools(in_order(set().union(*refusing.values())))
        verb = "is" if refused == 1 else "are"
        parts.append(f"{counted(refused, 'profile')} {verb} refused by {tools}")
    if report.refusals:
        parts.append(f"{name_tools(in_order(report.refusals))} cannot read the files")
    return ", ".join(parts)
