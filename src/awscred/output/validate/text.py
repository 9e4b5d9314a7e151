"""A report of `validate` for people: each finding with its line, the place underlined."""

from __future__ import annotations

import sys
import textwrap
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence

from awscred.findings import ERROR, INFO, SEVERITIES, WARNING, Finding, Report
from awscred.output.names import some_of
from awscred.output.safe import escape, excerpt
from awscred.output.table import Column, lines
from awscred.output.validate.showing import Showing
from awscred.output.validate.summary import (
    counted,
    every_tool,
    is_accepted,
    refusing,
    shown_names,
    summarize,
)
from awscred.profiles import Files
from awscred.tools import TOOLS
from awscred.tools.reading import Verdict

_COLORS = {ERROR: "31", WARNING: "33", INFO: "36"}
_BOLD, _GREEN, _BLUE, _DIM = "1", "32", "34", "2"
_LONGEST_LINE = 200
"""The most characters of a source line that are shown: a value may have 64 KiB."""
_MOST_INFOS = 5
"""The most infos of one rule that are shown: nobody reads 6,000 of them."""
_LEAST_COLUMNS = 40
_MANY_PROFILES = 20

Paint = Callable[[str, str], str]


def render(report: Report, files: Files, showing: Showing) -> str:
    """The findings, how each tool reads each profile, and a summary of a few lines.

    Words are wrapped into the columns of the terminal; with None, they stay on one line.
    """
    paint: Paint = _paint if showing.color else _no_paint
    parts = [
        _finding(finding, files, paint, showing)
        for finding in report.findings
        if finding.severity != INFO
    ]
    infos = _infos(report, files, paint) if showing.infos else ""
    verdicts = _verdicts(report, files, paint, showing)
    return "".join(
        [
            *parts,
            f"{infos}\n" if infos else "",
            f"{verdicts}\n" if verdicts else "",
            *(f"{line}\n" for line in _summary(report, files, showing, paint)),
        ]
    )


def render_finding(finding: Finding, files: Files, showing: Showing) -> str:
    """One finding with its line, followed by an empty line."""
    return _finding(finding, files, _paint if showing.color else _no_paint, showing)


def _finding(finding: Finding, files: Files, paint: Paint, showing: Showing) -> str:
    columns = showing.columns
    span = finding.place.span
    tint = _COLORS[finding.severity]
    number = str(span.line)
    margin = " " * len(number)
    bar = paint("|", _BLUE)
    path = escape(files.path(finding.place.file))
    start = len(f"{finding.severity}[{finding.rule}]: ")
    words = _wrapped(escape(finding.message), start, 4, columns)
    lines = [
        f"{_head(finding, paint)}: " + "\n".join(paint(line, _BOLD) for line in words),
        f"{margin}{paint('-->', _BLUE)} {path}:{span.line}:{span.column}",
    ]
    shown = excerpt(files.document(finding.place.file), span)
    if shown is None:
        lines.append(f"{paint(number, _BLUE)} {bar} (not shown: it may hold a secret)")
    else:
        text, column, size = shown
        if len(text) > _LONGEST_LINE:
            text = text[:_LONGEST_LINE] + "..."
        size = max(1, min(size, _LONGEST_LINE - column + 1))
        lines.append(f"{paint(number, _BLUE)} {bar} {text}")
        lines.append(f"{margin} {bar} {' ' * (column - 1)}{paint('^' * size, f'{_BOLD};{tint}')}")

    def note(label: str, words: str) -> None:
        indent = len(f"{margin} = {label}: ")
        told = "\n".join(_wrapped(escape(words), indent, indent, columns))
        lines.append(f"{margin} {paint('=', _BLUE)} {paint(f'{label}:', _BOLD)} {told}")

    if len(finding.tools) < len(TOOLS):
        note("concerns", ", ".join(finding.tools))
    note("help", finding.hint)
    if finding.fix is not None:
        option = "--fix" if finding.fix.safe else "--unsafe-fixes"
        harm = showing.blocked.get(finding)
        why = f"not applied: it would {harm}" if harm else option
        note("fix", f"{finding.fix.title} ({why})")
    return "\n".join(lines) + "\n\n"


def _wrapped(text: str, start: int, indent: int, columns: int | None) -> list[str]:
    """The lines of a text, of which the first begins in column `start`, the others in `indent`."""
    if columns is None:
        return [text]
    lines = textwrap.wrap(
        text,
        max(columns, _LEAST_COLUMNS),
        initial_indent=" " * start,
        subsequent_indent=" " * indent,
        break_on_hyphens=False,
    )
    return [lines[0][start:], *lines[1:]]


def _infos(report: Report, files: Files, paint: Paint) -> str:
    """The infos: one line each, and at most a few of one kind."""
    by_rule: dict[str, list[Finding]] = defaultdict(list)
    for finding in report.findings:
        if finding.severity == INFO:
            by_rule[finding.rule].append(finding)
    lines = []
    for rule, findings in by_rule.items():
        for finding in findings[:_MOST_INFOS]:
            place = f"{escape(files.path(finding.place.file))}:{finding.place.span.line}"
            message = escape(finding.message)
            lines.append(f"{_head(finding, paint)}: {message} {paint(f'({place})', _DIM)}\n")
        if len(findings) > _MOST_INFOS:
            more = f"{len(findings) - _MOST_INFOS:,} more of {rule}"
            lines.append(f"      {paint(f'and {more}; --format json lists them', _DIM)}\n")
    return "".join(lines)


def _head(finding: Finding, paint: Paint) -> str:
    tint = _COLORS[finding.severity]
    return paint(f"{finding.severity}[{finding.rule}]", f"{_BOLD};{tint}")


def _verdicts(report: Report, files: Files, paint: Paint, showing: Showing) -> str:
    """A row per profile, a column per tool; of many profiles, only those not accepted by all.

    If the verdicts on each profile are the same in all tools, only those not accepted are named.
    """
    names = shown_names(report, files)
    few = showing.matrix or len(names) <= _MANY_PROFILES
    shown = [name for name in names if few or not is_accepted(report, name)]
    cells = dict(_rows(report, files, shown))
    words = {name: {word for word, _ in row} for name, row in cells.items()}
    are_alike = not showing.matrix and all(len(row) == 1 for row in words.values())
    if are_alike:
        body = _alike(report, {name: min(row) for name, row in words.items()}, showing.columns)
    else:
        columns = tuple(map(Column, ("", *report.tools)))
        rows = [[(name, ""), *row] for name, row in cells.items()]
        body = lines(columns, rows, showing.columns or sys.maxsize, color=showing.color)
    if any(word.endswith("*") for row in words.values() for word in row):
        body.append(paint("* a comment ignores a finding", _DIM))
    if len(shown) < len(names) and not are_alike:
        rest = len(names) - len(shown)
        body.append(paint(f"and {rest:,} that all accept", _DIM))
    return "".join(f"{line}\n" for line in body)


def _alike(report: Report, words: Mapping[str, str], columns: int | None) -> list[str]:
    """A line for each verdict that is not accepted, with the profiles that all tools give it."""
    by_word: dict[str, list[str]] = defaultdict(list)
    for name, word in words.items():
        if not is_accepted(report, name):
            by_word[word].append(name)
    said = (
        f"{word} in {every_tool(report)}: {escape(some_of(names))}"
        for word, names in by_word.items()
    )
    return [line for text in said for line in _wrapped(text, 0, 4, columns)]


def _rows(
    report: Report, files: Files, names: Sequence[str]
) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Each profile with a word and its style for each tool, marked if a finding is ignored."""
    ignored = {
        (found.profile, tool)
        for found in report.ignored
        if found.severity != INFO
        for tool in found.tools
    }
    for name in names:
        verdicts, refused = report.verdicts.get(name, {}), refusing(report, files, name)
        row = []
        for tool in report.tools:
            if tool in verdicts:
                word, style = _judged(verdicts[tool], tool in refused)
            elif name in report.unresolved and tool not in report.refusals:
                word, style = "unknown", "dim"
            else:
                word = "unread" if tool in report.refusals else "not seen"
                style = "red"
            row.append((f"{word}*", "yellow") if (name, tool) in ignored else (word, style))
        yield name, row


def _judged(verdict: Verdict, is_refused: bool) -> tuple[str, str]:
    """What a tool makes of a profile that it sees, in a word, and its style."""
    if is_refused:
        return "refused", "red"
    if not verdict.accepted:
        return ("unsupported" if verdict.lacks else "none"), "dim"
    return ("hidden", "cyan") if verdict.hidden else (verdict.kind or "", "green")


def _summary(report: Report, files: Files, showing: Showing, paint: Paint) -> Iterator[str]:
    """The counts of findings, of fixes, and of what is not shown: one line each."""
    summary = summarize(report, files, SEVERITIES if showing.infos else (ERROR, WARNING))
    counts = [(severity, paint(words, _COLORS[severity])) for severity, words in summary.counts]
    good = summary.good and paint(summary.good, f"{_BOLD};{_GREEN}")
    yield str(summary._replace(counts=counts, good=good))
    safe, unsafe = showing.fixable
    fixable = [f"{safe:,} fixable with --fix"] if safe else []
    if unsafe:
        fixable.append(f"{unsafe:,}{' more' if safe else ' fixable'} with --unsafe-fixes")
    if fixable:
        yield ", ".join(fixable)
    infos = report.count(INFO)
    if infos and not showing.infos:
        yield f"{counted(infos, INFO)}; use --verbose to see {'it' if infos == 1 else 'them'}"


def _paint(text: str, codes: str) -> str:
    return f"\x1b[{codes}m{text}\x1b[0m"


def _no_paint(text: str, codes: str) -> str:
    return text
