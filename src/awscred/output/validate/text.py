"""A report of `validate` for people: findings by file and profile, each with its line."""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence

from awscred.findings import ERROR, INFO, SEVERITIES, WARNING, Finding, Report
from awscred.output.colors import CODES
from awscred.output.names import some_of
from awscred.output.paths import with_short_paths
from awscred.output.safe import escape, excerpt
from awscred.output.table import Column, lines, shorten
from awscred.output.validate.showing import Checked, Showing
from awscred.output.validate.summary import (
    every_tool,
    is_accepted,
    is_fine,
    refusing,
    shown_names,
    summarize,
)
from awscred.output.wrapping import wrapped
from awscred.profiles import CONFIG, CREDENTIALS, Files
from awscred.reasons import subject
from awscred.sentences import counted
from awscred.tools import short_names
from awscred.tools.agreement import group
from awscred.tools.reading import Verdict

_COLORS = {ERROR: CODES["red"], WARNING: CODES["yellow"], INFO: CODES["cyan"]}
_BOLD, _GREEN, _BLUE, _DIM = (CODES[name] for name in ("bold", "green", "blue", "dim"))
_LONGEST_LINE = 200
"""The most characters of a source line that are shown: a value may have 64 KiB."""
_MOST_INFOS = 5
"""The most infos of one rule that are shown: nobody reads 6,000 of them."""
_LEAST_COLUMNS = 40
_MANY_PROFILES = 20
_MANY_FINDINGS = 50
"""With more findings than this, the lines of the files are left out."""

Paint = Callable[[str, str], str]


def render(checked: Sequence[Checked], showing: Showing) -> str:
    """The findings by file and by what they are about, how each tool reads each profile, and the
    counts. If `quiet`, only the findings.

    Words are wrapped into the columns of the terminal; with None, they stay on one line.
    """
    paint: Paint = _paint if showing.color else _no_paint
    parts = [_of_pair(one, showing, paint, is_one=len(checked) == 1) for one in checked]
    summary = () if showing.quiet else _summary(checked, showing, paint)
    return "".join([*parts, *(f"{line}\n" for line in summary)])


def _of_pair(one: Checked, showing: Showing, paint: Paint, *, is_one: bool) -> str:
    """The findings in two files and the verdicts on their profiles; these begin with the paths of
    the files if they are not the only ones, and are left out of templates without problems."""
    report, files, templates = one.report, one.files, one.templates
    wanted = [one for one in report.findings if showing.infos or one.severity != INFO]
    found, more = _first_infos(wanted)
    by_file = [_of_file(file, found, report, files, showing) for file in (CONFIG, CREDENTIALS)]
    if showing.quiet:
        return "".join(by_file)
    is_left_out = templates and not found and not showing.matrix
    verdicts = "" if is_left_out else _verdicts(report, files, paint, showing)
    paths = "" if is_one else ", ".join(map(files.path, one.named))
    return "".join(
        [
            *by_file,
            *(f"{paint(line, _DIM)}\n" for line in more),
            "\n" if more else "",
            f"{paint(escape(paths), _BOLD)}\n" if verdicts and paths else "",
            f"{verdicts}\n" if verdicts else "",
        ]
    )


def _first_infos(findings: Sequence[Finding]) -> tuple[list[Finding], list[str]]:
    """The findings, but at most a few infos of each rule, and lines about the infos left out."""
    kept: list[Finding] = []
    infos: Counter[str] = Counter()
    for finding in findings:
        infos[finding.rule] += finding.severity == INFO
        if finding.severity != INFO or infos[finding.rule] <= _MOST_INFOS:
            kept.append(finding)
    return kept, [
        f"and {count - _MOST_INFOS:,} more of {rule}; --format json lists them"
        for rule, count in infos.items()
        if count > _MOST_INFOS
    ]


def _of_file(
    file: str, found: Sequence[Finding], report: Report, files: Files, showing: Showing
) -> str:
    """The findings in a file below its path, those about one profile below its name."""
    paint: Paint = _paint if showing.color else _no_paint
    groups: dict[str, list[Finding]] = defaultdict(list)
    for finding in found:
        if finding.place.file == file:
            groups[_title(finding, files)].append(finding)
    if not groups:
        return ""
    brief = len(found) > _MANY_FINDINGS
    margin = max(len(str(one.place.span.line)) for group in groups.values() for one in group)
    room = (showing.columns or sys.maxsize) - 2
    parts = [f"{paint(escape(files.path(file)), _BOLD)}\n"]
    for title in sorted(groups, key=bool):  # those about the file first
        if title:
            parts.append(f"  {paint(shorten(title, room), _BOLD)}\n")
        indent = "    " if title else "  "
        for one in groups[title]:
            parts.append(indented(one, report, files, showing, indent, margin, brief=brief))
            parts.append("\n")
    return "".join(parts)


def _title(found: Finding, files: Files) -> str:
    """What a finding is about, as a heading; "" if it is the file, or lines without a header."""
    kind, name = subject(found, files)
    return escape(f"{kind} {name}") if name else ""


def indented(
    found: Finding,
    report: Report,
    files: Files,
    showing: Showing,
    indent: str = "",
    margin: int = 0,
    *,
    brief: bool = False,
) -> str:
    """The lines of a finding: its message, place and line of the file, and what to do.

    `margin` is the least width of the line number. If `brief`, the line of the file is left out; of
    an info, only the message and the place are shown.
    """
    columns = showing.columns and max(showing.columns, _LEAST_COLUMNS) - len(indent)
    number = f"{found.place.span.line:>{margin}}"
    lines = _finding(found, number, report, files, showing._replace(columns=columns), brief=brief)
    return "".join(f"{indent}{line}\n" for line in lines)


def _finding(
    found: Finding, number: str, report: Report, files: Files, showing: Showing, *, brief: bool
) -> Iterator[str]:
    paint: Paint = _paint if showing.color else _no_paint
    columns = showing.columns
    span = found.place.span
    margin = " " * len(number)
    label = f"{found.severity}[{found.rule}]"
    first, *others = wrapped(f"{label}: {escape(with_short_paths(found.message))}", 0, 2, columns)
    head = paint(label, f"{_BOLD};{_COLORS[found.severity]}")
    yield f"{head}:{_bold(first.removeprefix(f'{label}:'), paint)}"
    yield from (_bold(line, paint) for line in others)
    place = f"{escape(files.path(found.place.file))}:{span.line}:{span.column}"
    yield f"{margin}{paint('-->', _BLUE)} {place}"
    if found.severity == INFO:
        return
    if not brief:
        yield from _excerpt(found, number, files, columns, paint)
    for title, words in _notes(found, report, showing):
        start = len(f"{margin} = {title}: ")
        first, *others = wrapped(escape(with_short_paths(words)), start, start, columns)
        yield f"{margin} {paint('=', _BLUE)} {paint(f'{title}:', _BOLD)} {first}"
        yield from others


def _notes(found: Finding, report: Report, showing: Showing) -> Iterator[tuple[str, str]]:
    """What follows the place of a finding: (title, words)."""
    if len(found.tools) < len(report.tools):
        yield "concerns", ", ".join(found.tools)
    fix = found.fix
    if fix is None or fix.title != found.hint:
        yield "help", found.hint
    if fix is not None:
        option = "--fix" if fix.safe else "--unsafe-fixes"
        how = f"run `{showing.command} {option}`" if showing.command else option
        harm = showing.blocked.get(found)
        yield "fix", f"{fix.title} ({f'not applied: it would {harm}' if harm else how})"


def _excerpt(
    found: Finding, number: str, files: Files, columns: int | None, paint: Paint
) -> Iterator[str]:
    """The line of the file with the place underlined, in those columns."""
    margin = " " * len(number)
    bar = paint("|", _BLUE)
    shown = excerpt(files.document(found.place.file), found.place.span)
    if shown is None:
        yield f"{paint(number, _BLUE)} {bar} (not shown: it may hold a secret)"
        return
    room = _LONGEST_LINE if columns is None else columns - len(f"{number} | ")
    text, column, size = _part(*shown, room)
    tint = f"{_BOLD};{_COLORS[found.severity]}"
    yield f"{paint(number, _BLUE)} {bar} {text}"
    yield f"{margin} {bar} {' ' * (column - 1)}{paint('^' * size, tint)}"


def _part(text: str, column: int, size: int, most: int) -> tuple[str, int, int]:
    """At most that many characters of a line, with the place at `column` among them."""
    if len(text) <= most:
        return text, column, size
    start = 0 if column + min(size, most // 2) + 2 <= most else max(0, column - 1 - most // 3)
    shown = text[start : start + most]
    if start:
        shown = f"...{shown[3:]}"
    if start + most < len(text):
        shown = f"{shown[:-3]}..."
    column -= start
    return shown, column, max(1, min(size, most - column + 1))


def _bold(line: str, paint: Paint) -> str:
    """A line in bold, but for the spaces before it."""
    words = line.lstrip()
    return line[: len(line) - len(words)] + (words and paint(words, _BOLD))


def _verdicts(report: Report, files: Files, paint: Paint, showing: Showing) -> str:
    """A row per profile, a column per tool; of many profiles, only those that a tool refuses.

    Tools with the same verdicts share a column. If all tools agree, only profiles
    that they do not accept are named.
    """
    names = shown_names(report, files)
    few = showing.matrix or len(names) <= _MANY_PROFILES
    shown = [name for name in names if few or not is_fine(report, name)]
    cells = dict(_rows(report, files, shown))
    words = {name: {word for word, _ in row} for name, row in cells.items()}
    are_alike = not showing.matrix and all(len(row) == 1 for row in words.values())
    if are_alike:
        body = _alike(report, {name: min(row) for name, row in words.items()}, showing.columns)
    else:
        by_tool = dict(zip(report.tools, zip(*cells.values(), strict=True), strict=True))
        groups = group(by_tool)
        titles = [short_names(report.tools, tools) for _, tools in groups]
        columns = tuple(map(Column, ("", *titles)))
        shared = zip(*(column for column, _ in groups), strict=True)
        rows = [[(name, ""), *row] for name, row in zip(cells, shared, strict=True)]
        body = lines(columns, rows, showing.columns or sys.maxsize, color=showing.color)
    if any(word.endswith("*") for row in words.values() for word in row):
        body.append(paint("* a comment ignores a finding", _DIM))
    if len(shown) < len(names) and not are_alike:
        rest = len(names) - len(shown)
        body.append(paint(f"and {rest:,} that no tool refuses", _DIM))
    return "".join(f"{line}\n" for line in body)


def _alike(report: Report, words: Mapping[str, str], columns: int | None) -> list[str]:
    """A line for each verdict that is not accepted, with the profiles that all tools give it."""
    by_word: dict[str, list[str]] = defaultdict(list)
    for name, word in words.items():
        if not is_accepted(report, name):
            by_word[word].append(name)
    said = (
        f"{word} in {every_tool(report.tools)}: {escape(some_of(names))}"
        for word, names in by_word.items()
    )
    return [line for text in said for line in wrapped(text, 0, 4, columns)]


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


def _summary(checked: Sequence[Checked], showing: Showing, paint: Paint) -> Iterator[str]:
    """The counts of fixes, then those of findings and of profiles: the last line."""
    safe, unsafe = showing.fixable
    fixable = [f"{safe:,} fixable with --fix"] if safe else []
    if unsafe:
        fixable.append(f"{unsafe:,}{' more' if safe else ' fixable'} with --unsafe-fixes")
    if fixable:
        yield ", ".join(fixable)
    summary = summarize(checked, SEVERITIES if showing.infos else (ERROR, WARNING))
    infos = 0 if showing.infos else sum(one.report.count(INFO) for one in checked)
    verbose = f" ({counted(infos, INFO)} with -v)" if infos else ""
    first, *others = wrapped(f"{summary}{verbose}", 0, 0, showing.columns)
    if summary.good and not summary.counts:
        yield from (paint(line, f"{_BOLD};{_GREEN}") for line in (first, *others))
        return
    for severity, words in summary.counts:
        first = first.replace(words, paint(words, _COLORS[severity]), 1)
    yield from (first, *others)


def _paint(text: str, codes: str) -> str:
    return f"\x1b[{codes}m{text}\x1b[0m"


def _no_paint(text: str, codes: str) -> str:
    return text
