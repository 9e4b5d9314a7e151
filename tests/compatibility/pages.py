"""The tables as pages of the documentation site: an overview, a page a theme, and the settings."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias

from awscred.tools import TOOLS, name_tools
from awscred.tools.agreement import group
from tests.compatibility.cells import IGNORED, MISREAD, READ, REFUSED, WORDS, Cell, cell
from tests.compatibility.document import document
from tests.compatibility.related import rows_of, rules_of
from tests.compatibility.row import Row, Theme
from tests.compatibility.rows import ROWS, THEMES
from tests.compatibility.signs import example, legend
from tests.compatibility.support import Setting, settings

FOLDER = "compatibility"
FINE = "You can write this"
"""How the advice of a row begins if there is nothing to change."""
JSON = "compatibility.json"
_SIGNS = {READ: "✓", MISREAD: "≠", IGNORED: "○", REFUSED: "✕"}
_WIDE = """\
---
hide:
  - navigation
  - toc
---

"""
"""The head of a page with a wide table."""
_STYLE = """\
<style>
.md-typeset table:has(th:nth-child(5)) { overflow: visible }
.md-typeset table:has(th:nth-child(5)) :is(th, td) { padding: .4em .6em; min-width: 4rem }
.md-typeset table:has(th:nth-child(5)) :is(th, td):first-child {
  position: sticky; left: 0; z-index: 1; min-width: 7.5rem; max-width: 12rem;
  background: var(--md-default-bg-color); overflow-wrap: anywhere;
}
.md-typeset table:has(th:nth-child(5)) td:first-child > a { white-space: normal }
@media (max-width: 600px) {
  .md-typeset table:has(th:nth-child(5)) td:first-child { max-width: 8rem }
  .md-typeset table:has(th:nth-child(5)) td:first-child code {
    overflow-wrap: normal; word-break: normal; white-space: normal;
  }
}
.md-typeset td span { white-space: nowrap }
.md-typeset td .read { color: #1a7f37 }
.md-typeset td .misread { color: #b3261e; font-weight: 700 }
.md-typeset td .refused { color: #8a4b00; font-weight: 700 }
[data-md-color-scheme="slate"] .md-typeset td .read { color: #7ee2a0 }
[data-md-color-scheme="slate"] .md-typeset td .misread { color: #ff9a92 }
[data-md-color-scheme="slate"] .md-typeset td .refused { color: #ffc078 }
</style>
"""


def pages() -> dict[str, str]:
    """The text of every page, and of the JSON document, by its path below docs/."""
    table = {row.id: {tool: cell(row, tool) for tool in TOOLS} for row in ROWS}
    found = [*settings()]
    whole = json.dumps(document(THEMES, found), indent=2, ensure_ascii=False)
    titles = [("index.md", "Can I write this?")]
    titles += [(f"{theme.id}.md", theme.title) for theme in THEMES]
    titles += [("settings.md", "Settings")]
    return {
        f"{FOLDER}/index.md": _overview(THEMES, table),
        **{f"{FOLDER}/{theme.id}.md": _theme(theme, table) for theme in THEMES},
        f"{FOLDER}/settings.md": _settings(found),
        f"{FOLDER}/SUMMARY.md": "".join(f"* [{title}]({path})\n" for path, title in titles),
        JSON: f"{whole}\n",
    }


def address(row: Row) -> str:
    """The page and the anchor of a row, below docs/: `compatibility/comments.md#comment-line`."""
    theme = next(theme for theme in THEMES if row in theme.rows)
    return f"{FOLDER}/{theme.id}.md#{row.id}"


def links_of(rule: str) -> list[str]:
    """Links to the rows about a rule, by its id, in Markdown for the page of the rule."""
    return [f"[{row.title}](../{address(row)})" for row in rows_of(rule)]


_Table: TypeAlias = Mapping[str, Mapping[str, Cell]]
"""The cells of each row, by its id, then by tool."""


def _overview(themes: Iterable[Theme], table: _Table) -> str:
    words = "".join(f"| {_sign(word)} | {meaning} |\n" for word, meaning in WORDS.items())
    chapters = "".join(
        f"\n## {theme.title}\n\n"
        + _head("")
        + "".join(
            f"| [{row.title}]({theme.id}.md#{row.id}) | {_signs(table[row.id])} |\n"
            for row in theme.rows
        )
        for theme in themes
    )
    return f"""\
{_WIDE}# Can I write this?

{_STYLE}
Every AWS tool has its own parser for `~/.aws/config` and `~/.aws/credentials`, and they do not
agree. These tables show what {len(TOOLS)} tools make of {len(table)} ways to write these files.
Select a row to see an example, what each tool reads, and what to write instead.

| | What it means |
|---|---|
{words}
The tables are generated from awscred's model of each tool, which is tested against what the real
programs read. `awscred validate` checks your own files for all of this. Which tool has which
setting is on the page [Settings](settings.md). All tables are also available as
[JSON](../{JSON}), with a
[schema](../schemas/{JSON}).
{chapters}"""


def _head(first: str) -> str:
    names = [_name(tool) for tool in TOOLS]
    return f"| {first} | {' | '.join(names)} |\n|---|{'---|' * len(names)}\n"


def _name(tool: str) -> str:
    return TOOLS[tool].title.removeprefix("the ")


def _sign(word: str) -> str:
    return f'<span class="{word}">{_SIGNS[word]} {word}</span>'


def _signs(cells: Mapping[str, Cell]) -> str:
    return " | ".join(_sign(found.word) for found in cells.values())


def _theme(theme: Theme, table: _Table) -> str:
    rows = "\n".join(_row(row, table[row.id]) for row in theme.rows)
    return f"# {theme.title}\n\n[All tables](index.md)\n\n{rows}"


def _row(row: Row, cells: Mapping[str, Cell]) -> str:
    """The section of a row: its example, what each tool makes of it, and the advice."""
    parts = [
        f"## {row.title} {{#{row.id}}}",
        *_examples(row),
        *_notes(cells),
        _advice(row),
    ]
    if rules := rules_of(row):
        links = [f"[{rule}](../rules/{rule}.md)" for rule in rules]
        parts.append(f"Rules: {', '.join(links)}")
    return "\n\n".join(parts) + "\n"


def _advice(row: Row) -> str:
    return row.advice if row.advice.startswith(FINE) else f"**Instead:** {row.advice}"


def _examples(row: Row) -> list[str]:
    shown = []
    for file, text in (("config", row.config), ("credentials", row.credentials)):
        if text:
            body = example(text).rstrip("\n")
            shown.append(f'``` {{ .ini title="{file}" }}\n{body}\n```')
    signs = legend([example(row.config), example(row.credentials)])
    encoded = "" if row.encoding == "utf-8" else f"The file is encoded in {row.encoding.upper()}."
    return [*shown, *filter(None, (signs and f"In the example, {signs}.", encoded))]


def _notes(cells: Mapping[str, Cell]) -> list[str]:
    """A list of the tools that make the same of a row, with what they do."""
    lines = []
    for found, tools in sorted(group(cells), key=lambda one: [*WORDS].index(one[0].word)):
        names = name_tools(tuple(TOOLS), tools)
        notes = f": {'; '.join(found.notes)}" if found.notes else ""
        lines.append(f"- {_SIGNS[found.word]} **{found.word}** by {names}{notes}")
    return ["\n".join(lines)]


def _settings(found: Sequence[Setting]) -> str:
    rows = "".join(
        f"| {' | '.join([_breakable(one.known.name), *_support(one)])} |\n" for one in found
    )
    return f"""\
{_WIDE}# Settings

{_STYLE}
Which tool has which setting. A tool silently ignores settings that it does not have. A version is
the first one that has the setting, if that is known. Settings of other programs, such as aws-vault,
are not listed.

{_head("Setting")}{rows}
[All tables](index.md)
"""


def _breakable(name: str) -> str:
    """A name as code that may be broken after each underscore, so that it fits a phone."""
    return f"<code>{name.replace('_', '_<wbr>')}</code>"


def _support(setting: Setting) -> Iterator[str]:
    """The cells of a setting: of a tool that has it, also since when, and what else is known."""
    for tool, found in setting.cells.items():
        since = [f"since {setting.since[tool]}"] if tool in setting.since else []
        known = found.notes if found.word == READ else ()
        yield "<br>".join([_sign(found.word), *since, *known])
