"""A report of `validate` for people: each finding with its line, the place underlined."""

from __future__ import annotations

from collections.abc import Callable

from awscred.findings import ERROR, INFO, WARNING, Finding, Report
from awscred.output.safe import escape, excerpt, width
from awscred.profiles import Files

_COLORS = {ERROR: "31", WARNING: "33", INFO: "36"}
_BOLD, _GREEN, _BLUE = "1", "32", "34"
_LONGEST_LINE = 200
"""Characters of a source line that are shown; the rest is a 64 KiB value, or worse."""
_MANY_PROFILES = 20
_WIDEST_NAME = 40

Paint = Callable[[str, str], str]


def render(report: Report, files: Files, *, color: bool) -> str:
    """The findings, the verdicts, and a line that sums them up."""
    paint: Paint = _paint if color else _no_paint
    parts = [_finding(finding, files, paint) for finding in report.findings]
    verdicts = _verdicts(report, files, paint) if files.profiles or report.verdicts else ""
    return "".join([*parts, verdicts, "\n" if verdicts else "", _summary(report, files, paint)])


def _finding(finding: Finding, files: Files, paint: Paint) -> str:
    span = finding.place.span
    tint = _COLORS[finding.severity]
    number = str(span.line)
    margin = " " * len(number)
    bar = paint("|", _BLUE)
    head = paint(f"{finding.severity}[{finding.rule}]", f"{_BOLD};{tint}")
    path = escape(files.path(finding.place.file))
    lines = [
        f"{head}: {paint(escape(finding.message), _BOLD)}",
        f"{margin}{paint('-->', _BLUE)} {path}:{span.line}:{span.column}",
    ]
    shown = excerpt(files.document(finding.place.file), span)
    if shown is None:
        lines.append(f"{paint(number, _BLUE)} {bar} (not shown: nobody knows what it holds)")
    else:
        text, column, size = shown
        if len(text) > _LONGEST_LINE:
            text = text[:_LONGEST_LINE] + "..."
        size = max(1, min(size, _LONGEST_LINE - column + 1))
        lines.append(f"{paint(number, _BLUE)} {bar} {text}")
        lines.append(f"{margin} {bar} {' ' * (column - 1)}{paint('^' * size, f'{_BOLD};{tint}')}")
    lines.append(f"{margin} {paint('=', _BLUE)} {paint('help:', _BOLD)} {escape(finding.hint)}")
    return "\n".join(lines) + "\n\n"


def _verdicts(report: Report, files: Files, paint: Paint) -> str:
    """The Toolkit's verdict on every profile; where there are many, only those it turns down."""
    lines = []
    names = dict.fromkeys([*files.profiles, *report.verdicts])
    size = min(_WIDEST_NAME, max(width(escape(name)) for name in names))
    for name in names:
        verdict = report.verdicts.get(name, {}).get("toolkit")
        if verdict is None:
            word, codes, why = "unseen ", _COLORS[ERROR], "the Toolkit finds no such profile"
        elif not verdict.accepted:
            word, codes, why = "invalid", _COLORS[ERROR], verdict.reason or ""
        elif verdict.hidden:
            word, codes, why = "hidden ", _COLORS[INFO], "the Toolkit keeps Builder ID to itself"
        elif len(names) <= _MANY_PROFILES:
            word, codes, why = "valid  ", _GREEN, verdict.kind or ""
        else:
            continue
        shown = escape(name)
        padding = " " * max(0, size - width(shown))
        lines.append(f"{paint(word, codes)}  {shown}{padding}  {escape(why)}\n")
    return "".join(lines)


def _summary(report: Report, files: Files, paint: Paint) -> str:
    accepted = sum(verdicts["toolkit"].accepted for verdicts in report.verdicts.values())
    counts = [
        paint(_count(report.count(severity), severity), _COLORS[severity])
        for severity in (ERROR, WARNING, INFO)
        if report.count(severity)
    ] or [paint("no problems", f"{_BOLD};{_GREEN}")]
    total = _count(len(dict.fromkeys([*files.profiles, *report.verdicts])), "profile")
    return f"{', '.join(counts)}; the AWS Toolkit accepts {accepted} of {total}\n"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _paint(text: str, codes: str) -> str:
    return f"\x1b[{codes}m{text}\x1b[0m"


def _no_paint(text: str, codes: str) -> str:
    return text
