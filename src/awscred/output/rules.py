"""The rules themselves: as a list, as a page each, and as the document docs/rules.md."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import zip_longest
from textwrap import TextWrapper, indent

from awscred.output import SCHEMA
from awscred.output.colors import paint
from awscred.output.document import dump
from awscred.output.table import Column, lines
from awscred.output.wrapping import wrapped
from awscred.rules.rule import Rule, Theme

COLUMNS = (
    Column("Rule"),
    Column("Severity", gives=2),
    Column("Fix", gives=1),
    Column("What it finds"),
)
_LEAST_ROOM = 20
"""With fewer columns left, what a rule finds is shown below the rule."""
_SAMPLE = r"(?ms)^```\w*\n(.*?)^```$"
_HEAD = """\
# Rules

What `awscred validate` looks for. Each finding has a severity:

- **error**: a tool refuses the files or a profile, misreads it, or signs in as somebody else.
- **warning**: probably a mistake, or it works by luck.
- **info**: true, and nothing needs to be done. What a tool cannot do is an info.

Without errors and warnings, the AWS Toolkit for VS Code, the AWS CLI (and boto3), and the
JavaScript, Go and Rust SDKs read the same profiles and values, and use the same credentials, as far
as they support the feature at all.

`--ignore RULE` leaves a rule out, `--select RULE` keeps it alone, and a comment
`# awscred: ignore[RULE]` on the line above a finding ignores it there. `validate --fix`
applies the safe fixes, `--unsafe-fixes` the others too, and `--diff` only shows what they would do.

"""


def title(rule: Rule) -> str:
    """The first line of its documentation, without the full stop."""
    return rule.doc.partition("\n")[0].rstrip(".")


def section(rule: Rule, heading: str) -> str:
    """The text under a heading of its documentation, as one line."""
    return " ".join(rule.doc.partition(f"## {heading}\n")[2].partition("\n## ")[0].split())


def fixes(rule: Rule) -> list[str]:
    """Which fixes it offers: "safe", "unsafe", both or none."""
    said = section(rule, "Fix safety")
    return [word.lower() for word in ("Safe", "Unsafe") if f"{word}:" in said]


def rows(rules: Sequence[Rule]) -> list[tuple[str, str, str, str]]:
    """A row a rule: its name, its usual severity, its fixes, and what it finds."""
    return [(rule.id, rule.severity, ", ".join(fixes(rule)) or "-", title(rule)) for rule in rules]


def as_table(rules: Sequence[Rule], most: int, *, color: bool) -> str:
    """The rules in that many columns: what each finds is wrapped, not cut, in a column of its own
    or, on a narrow terminal, below the rule."""
    last = COLUMNS[-1].title
    listed = rows(rules)
    cells = [[(name, "bold"), (severity, ""), (fixes, "")] for name, severity, fixes, _ in listed]
    shown, plain = (lines(COLUMNS[:-1], cells, most, color=tint) for tint in (color, False))
    start = max(map(len, plain)) + 2
    found = []
    for head, flat, what in zip(shown, plain, (last, *(row[-1] for row in listed)), strict=True):
        style = "bold" if what is last else ""
        if most - start >= _LEAST_ROOM:
            first, *others = wrapped(what, start, start, most)
            found.append(f"{head}{' ' * (start - len(flat))}{paint(first, style, color=color)}")
        else:
            found.append(head)
            others = wrapped(f"  {what}", 0, 2, most) if what is not last else []
        found += others
    return "".join(f"{line}\n" for line in found)


def as_json(rules: Sequence[Rule]) -> str:
    """A document with every rule and its documentation."""
    listed = [
        {
            "id": rule.id,
            "severity": rule.severity,
            "fixes": fixes(rule),
            "title": title(rule),
            "documentation": rule.doc.partition("\n")[2].strip(),
        }
        for rule in rules
    ]
    return dump({"schema": SCHEMA, "rules": listed})


def as_markdown(themes: Sequence[Theme]) -> str:
    """docs/rules.md: a table of the rules, then a chapter for each theme."""
    table = ["| rule | severity | fix | what it finds |", "|---|---|---|---|"]
    table += [
        f"| [{name}](#{name}) | {severity} | {fixes} | {what} |"
        for theme in themes
        for name, severity, fixes, what in rows(theme.rules)
    ]
    chapters = [
        part
        for theme in themes
        for part in (f"\n## {theme.title}\n", *(f"\n{_chapter(rule, 3)}" for rule in theme.rules))
    ]
    return _HEAD + "\n".join(table) + "\n" + "".join(chapters)


def one_as_markdown(rule: Rule) -> str:
    """The page of one rule."""
    return _chapter(rule, 2)


def _chapter(rule: Rule, level: int) -> str:
    """A rule's page, its heading at that level."""
    body = rule.doc.partition("\n")[2].strip()
    body = re.sub("^## ", f"{'#' * (level + 1)} ", body, flags=re.MULTILINE)
    return (
        f"{'#' * level} {rule.id}\n\n{title(rule)}. Usually {_article(rule.severity)}.\n\n{body}\n"
    )


def _article(severity: str) -> str:
    return f"{'an' if severity[0] in 'aeio' else 'a'} {severity}"


def page(rule: Rule, *, color: bool, columns: int) -> str:
    """A rule for a terminal of that many columns."""
    fill = TextWrapper(columns, break_long_words=False, break_on_hyphens=False).fill
    bold, reset = ("\x1b[1m", "\x1b[0m") if color else ("", "")
    parts = [f"{bold}{rule.id}{reset}: {title(rule)} ({rule.severity})\n"]
    for chapter in rule.doc.split("\n## ")[1:]:
        heading, _, body = chapter.partition("\n")
        parts.append(f"{bold}{heading}{reset}")
        pieces = re.split(_SAMPLE, body)  # prose and samples in turn
        for prose, sample in zip_longest(pieces[::2], pieces[1::2]):
            paragraphs = filter(None, map(str.strip, prose.split("\n\n")))
            parts += [f"{fill(words)}\n" for words in paragraphs]
            if sample:
                parts.append(indent(sample, "    "))
    return "\n".join(parts)
