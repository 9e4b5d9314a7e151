"""Which rules of `validate` are about which rows."""

from __future__ import annotations

from awscred.rules import RULES
from awscred.tools import TOOLS
from awscred.validation import validate
from tests.compatibility.cells import READ, cell
from tests.compatibility.row import Row
from tests.compatibility.rows import ROWS


def rules_of(row: Row) -> list[str]:
    """The rules about a row: those that it names, and those that report its example to some of the
    tools, none of which reads it."""
    unread = {tool for tool in TOOLS if cell(row, tool).word != READ}
    found = {
        item.rule
        for item in validate(row.files, [*TOOLS]).findings
        if unread.issuperset(item.tools) and len(item.tools) < len(TOOLS)
    }
    return [rule.id for rule in RULES if rule.id in found.union(row.rules)]


def rows_of(rule: str) -> list[Row]:
    """The rows that a rule is about, by its id, in the order of the tables."""
    return [row for row in ROWS if rule in rules_of(row)]
