"""The rules themselves: as a list, as a page each, and as one document."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import zip_longest
from textwrap import TextWrapper, indent

from awscred.output import SCHEMA, rule_page
from awscred.output.document import dump
from awscred.output.table import Column
from awscred.rules.rule import Rule, Theme

COLUMNS = (
    Column("Rule"),
    Column("Severity", gives=2),
    Column("Fix", gives=1),
    Column("What it finds", prose=True),
)
_SAMPLE = r"(?ms)^```\w*\n(.*?)^```$"
HEAD = """\
# Rules

What `awscred validate` looks for. Each finding has a severity:

- **error**: a tool refuses the files or a profile, misreads it, or signs in as somebody else.
- **warning**: probably a mistake, or it works by luck.
- **info**: true, and nothing needs to be done. What a tool cannot do is an info.

Without errors and warnings, the AWS Toolkit for VS Code, the AWS CLI (and boto3), the JavaScript,
Go, Rust and Java SDKs and the C runtime read the same profiles and values, and use the same
credentials, as far as they support the feature at all. `--for all` also asks the Ruby, PHP, .NET
and C++ SDKs, `--for php` only the one for PHP.

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
    """One document: a table of the rules, then a chapter for each theme."""
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
    return HEAD + "\n".join(table) + "\n" + "".join(chapters)


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
    parts.append(f"Documentation: {rule_page(rule.id)}\n")
    return "\n".join(parts)
