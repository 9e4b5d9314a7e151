"""The summary line of a report, and the profiles that it counts."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

from awscred.findings import ERROR, SEVERITIES, Report
from awscred.kinds import needs_no_credentials
from awscred.output.validate.showing import Checked
from awscred.profiles import Files
from awscred.sentences import counted
from awscred.tools import Asked, name_tools


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
        said = ", ".join([*found, *filter(None, [self.ignored])])
        return f"{said}; {self.profiles}" if self.profiles else said


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


NO_FILES = "no AWS files found"


def summarize(checked: Sequence[Checked], severities: Sequence[str] = SEVERITIES) -> Summary:
    """The summary of the reports; findings of other severities are left out of it."""
    if not checked:
        return Summary([], NO_FILES, NO_FILES, "", "")
    tools = checked[0].report.tools
    judged = [_judge(one) for one in checked]
    refused = [found for one in judged for found in one.refused]
    counts = {
        kind: sum(report.count(kind) for report, *_ in checked) for kind in (*severities, ERROR)
    }
    ignored = sum(len(report.ignored) for report, *_ in checked)
    other = "other " if ignored else ""
    refusals = {tool for report, *_ in checked for tool in report.refusals}
    return Summary(
        [
            (severity, counted(counts[severity], severity))
            for severity in severities
            if counts[severity]
        ],
        "" if refused or any(one.unseen for one in judged) else f"no {other}problems",
        f"no {other}errors or warnings",
        f"{ignored:,} ignored" if ignored else "",
        (not counts[ERROR] and _refused(tools, refused, refusals)) or _accepted(tools, judged),
    )


class _Judged(NamedTuple):
    """The profiles of a pair: how many there are, are accepted and are not known; the tools that
    refuse each of the others; and whether a tool does not see one."""

    profiles: int
    accepted: int
    unknown: int
    refused: list[set[str]]
    unseen: bool
    files: int


def _judge(one: Checked) -> _Judged:
    report, files = one.report, one.files
    names = shown_names(report, files)
    return _Judged(
        len(names),
        sum(is_accepted(report, name) for name in names),
        len(report.unresolved),
        [tools for name in names if (tools := refusing(report, files, name))],
        any(
            len(report.verdicts.get(name, {})) < len(report.tools)
            for name in names
            if name not in report.unresolved
        ),
        len(one.named),
    )


def every_tool(tools: Asked) -> str:
    """The tools that were asked about: "all 7 tools", or the only one."""
    return tools[0] if len(tools) == 1 else f"all {len(tools)} tools"


def _accepted(tools: Asked, judged: Sequence[_Judged]) -> str:
    accepted, profiles, unknown, files = (
        sum(numbers)
        for numbers in zip(
            *((one.accepted, one.profiles, one.unknown, one.files) for one in judged), strict=True
        )
    )
    verb = "works" if accepted == 1 else "work"
    where = f" in {files:,} files" if len(judged) > 1 else ""
    said = f"{accepted:,} of {profiles:,} profiles{where} {verb} in {every_tool(tools)}"
    return f"{said}, {unknown:,} unknown" if unknown else said


def _refused(tools: Asked, refused: Sequence[Collection[str]], refusals: Collection[str]) -> str:
    """What tools refuse, and which; "" if they refuse nothing."""
    parts = []
    if refused:
        names = name_tools(tools, set().union(*refused))
        verb = "is" if len(refused) == 1 else "are"
        parts.append(f"{counted(len(refused), 'profile')} {verb} refused by {names}")
    if refusals:
        names = name_tools(tools, refusals)
        parts.append(f"{names} {'refuses' if len(refusals) == 1 else 'refuse'} the files")
    return ", ".join(parts)
