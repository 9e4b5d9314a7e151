"""What `show` prints about an sso-session or services section: its settings, the profiles that name
it, and how each tool reads it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from awscred.findings import SEVERITIES, Finding, Report
from awscred.identity import Problem
from awscred.ini import Setting
from awscred.output import SCHEMA, parts
from awscred.output.document import to_json
from awscred.output.names import Names
from awscred.output.safe import escape, masked
from awscred.output.show import (
    Block,
    Cells,
    ShownSetting,
    block_of,
    differences,
    error,
    grouped,
    problem_rows,
    refusal,
    rows_of,
    severe,
    shown_settings,
    unread_in,
)
from awscred.output.table import Column
from awscred.profiles import Files
from awscred.reasons import limited
from awscred.sentences import counted
from awscred.tools import load
from awscred.tools.reading import Reading, Settings


class SectionView(NamedTuple):
    """A section, its files, the findings there, and each tool's reading.

    `name` is the section's header, such as `sso-session corp`; `users` are the profiles that name
    it. The findings speak for the tools that are asked by default, the readings are those of all
    tools. `names` is how profiles are named.
    """

    name: str
    files: Files
    report: Report
    readings: Mapping[str, Reading]
    users: Sequence[str]
    names: Names

    @property
    def kind(self) -> str:
        return self.files.meant(self.name)[0]

    @property
    def own_name(self) -> str:
        return self.files.meant(self.name)[1]

    @property
    def findings(self) -> list[Finding]:
        """What `validate` reports about it."""
        return limited(self.report, [self.name], self.files).findings

    @property
    def header(self) -> str:
        """The section's header, to show."""
        return f"[{self.kind} {escape(self.own_name)}]"


def settings(view: SectionView) -> list[ShownSetting]:
    """Every setting of the section, nested ones as `s3.key`, in the order of the file."""

    def unread(setting: Setting) -> tuple[str, ...]:
        return unread_in(view.kind, view.own_name, setting, view.readings)

    return shown_settings(view.files.places(view.name), view.files, unread)


def facts(view: SectionView) -> list[tuple[str, str]]:
    """What the section is, as (title, words)."""
    counts = Counter(found.severity for found in view.findings)
    shown = [counted(counts[severity], severity) for severity in SEVERITIES if counts[severity]]
    return [
        ("Section", view.header),
        ("Used by", ", ".join(map(view.names, view.users)) or "no profile"),
        ("Problems", ", ".join(shown) or "none"),
    ]


def blocks(view: SectionView) -> list[Block]:
    """The tables of the view: settings, tools, and what tools read differently, if anything."""
    tools = Block(
        (Column("Tool"), Column("Verdict"), Column("Reason", prose=True)),
        grouped(view.readings, lambda tool: _sight(view, tool)),
    )
    read = {tool: found for tool in view.readings if (found := _read(view, tool)) is not None}
    tables = (block_of(settings(view), view.readings), tools, differences(read))
    return [table for table in tables if table.rows]


def _read(view: SectionView, tool: str) -> Settings | None:
    return view.readings[tool].named(view.kind).get(view.own_name)


def _sight(view: SectionView, tool: str) -> Cells:
    """How one tool reads the section, in words."""
    words = refusal(view.readings[tool], view.files)
    if words is not None:
        verdict = ("refuses the file", "red")
    elif _read(view, tool) is not None:
        verdict = ("reads it", "green")
    elif view.kind not in load(tool).HABITS.types:
        verdict = (f"does not use {view.kind} sections", "")
    else:
        verdict = ("does not read it", "red")
    return verdict, (words or "", "")


def plain(view: SectionView) -> str:
    """Tab-separated, without a header: lines as in `show.plain`, and one for each profile that
    names the section (`used-by`, name)."""
    lines = rows_of(settings(view))
    lines += [("used-by", view.names(name)) for name in view.users]
    for tool in view.readings:
        verdict, reason = (escape(text) or "-" for text, _ in _sight(view, tool))
        lines.append(("tool", tool, verdict, "-", reason))
    lines += problem_rows(severe(view.findings), view.files)
    return "".join("\t".join(cells) + "\n" for cells in lines)


def as_json(view: SectionView) -> str:
    """The `show` document of a section."""
    document = {
        "schema": SCHEMA,
        "section": {
            "type": view.kind,
            "name": view.own_name,
            "settings": [line._asdict() for line in settings(view)],
            "used_by": [*view.users],
            "findings": [parts.finding(one, view.files) for one in view.findings],
        },
        "tools": {tool: _tool(view, tool) for tool in view.readings},
        "error": None,
    }
    return to_json(document, view.names)


def missing_as_json(problem: Problem, names: Names) -> str:
    """The `show` document for a section that does not exist."""
    document = {"schema": SCHEMA, "section": None, "tools": {}, "error": problem._asdict()}
    return to_json(document, names)


def _tool(view: SectionView, tool: str) -> dict[str, object]:
    found = _read(view, tool)
    return {
        "error": error(view.readings[tool], view.files),
        "seen": found is not None,
        "settings": None if found is None else masked(found),
    }
