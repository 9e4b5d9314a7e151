"""A page for each rule of `validate`, and a list of all rules by theme."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from awscred import validation
from awscred.output import rules as shown
from awscred.output.safe import spelled
from awscred.output.validate.showing import Showing
from awscred.output.validate.text import indented
from awscred.profiles import CONFIG, CREDENTIALS
from awscred.rules.rule import Bad, Rule, Theme
from awscred.tools import TOOLS
from tests.compatibility.pages import links_of
from tests.site.markdown import Pages, anchor, navigation, prose, sample, table
from tests.test_rules import files_of

_MOST_COLUMNS = 200
"""A larger example, such as a line that is too long, is not shown."""
_SHOWING = Showing(color=False, columns=84, relative=str, now=datetime(2026, 1, 1))


def pages(themes: Sequence[Theme]) -> Pages:
    """The page of each rule at `rules/ID.md`, the list, and the navigation."""
    found = {
        f"rules/{rule.id}.md": page(rule, theme.title) for theme in themes for rule in theme.rules
    }
    groups = [
        (theme.title, [(rule.id, f"{rule.id}.md") for rule in theme.rules]) for theme in themes
    ]
    listed = [("All rules", "index.md")]
    return {
        **found,
        "rules/index.md": index(themes),
        "rules/SUMMARY.md": navigation(listed, groups),
    }


def index(themes: Sequence[Theme]) -> str:
    """All rules, in a table for each theme."""
    chapters = [
        f"\n## {theme.title}\n\n"
        + table(
            ("Rule", "What it finds", "Severity", "Fix"),
            [
                (f"[{name}]({name}.md)", prose(what), severity, fix)
                for name, severity, fix, what in shown.rows(theme.rules)
            ],
        )
        for theme in themes
    ]
    return shown.HEAD + "".join(chapters)


def page(rule: Rule, theme: str) -> str:
    """A rule: its facts, its documentation as `awscred rules RULE` shows it, and an example."""
    facts = table(
        ("Severity", "Fix", "Theme"),
        [
            (
                rule.severity,
                ", ".join(shown.fixes(rule)) or "none",
                f"[{theme}](index.md#{anchor(theme)})",
            )
        ],
    )
    example = rule.bad[0]
    parts = [
        f"# {rule.id}",
        f"{prose(shown.title(rule))}.",
        facts,
        rule.doc.partition("\n")[2],
        _reported(rule, example) if _fits(example) else "",
        _rows(rule),
        "## How to turn it off\n\n"
        f"Write `# awscred: ignore[{rule.id}]` on the line above a finding, or run "
        f"`awscred validate --ignore {rule.id}`.",
    ]
    return "\n\n".join(part.strip() for part in filter(None, parts)) + "\n"


def _rows(rule: Rule) -> str:
    """Links to what each tool makes of such files; "" if the compatibility tables have nothing."""
    links = "".join(f"- {link}\n" for link in links_of(rule.id))
    return links and f"## What each tool makes of it\n\n{links}"


def _fits(example: Bad) -> bool:
    lines = (example.config + example.credentials).splitlines()
    return all(len(line) <= _MOST_COLUMNS for line in lines)


def _reported(rule: Rule, example: Bad) -> str:
    """What `validate` reports on an example, and the files after the fixes; "" if nothing."""
    files = files_of(example)
    tools = TOOLS if example.of_all else None
    report = validation.validate(files, tools, select=[rule.id], identities=example.identities)
    if not report.findings:  # the rule reports only what no other rule explains
        return ""
    found = "\n".join(indented(one, report, files, _SHOWING) for one in report.findings)
    parts = [
        "## What awscred reports",
        *_samples(example.config, example.credentials),
        sample(found),
    ]
    if example.fixed is not None:  # a test holds that the fixes lead to it
        parts += ["After the fix:", *_samples(*example.fixed)]
    return "\n\n".join(part.strip() for part in parts)


def _samples(config: str, credentials: str) -> list[str]:
    """The two files; an empty one is left out."""
    texts = ((CONFIG, config), (CREDENTIALS, credentials))
    return [sample(_visible(text), "ini", file) for file, text in texts if text.strip()]


def _visible(text: str) -> str:
    """The text, with escapes for what cannot be seen: control characters, BOM, bytes."""
    return "".join(char if char in "\n\t" or char.isprintable() else spelled(char) for char in text)
