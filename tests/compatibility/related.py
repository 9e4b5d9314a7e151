"""Which rules of `validate` are about which rows."""

from __future__ import annotations

from collections import defaultdict
from functools import cache

from awscred.rules import RULES
from awscred.tools import TOOLS, Asked
from awscred.validation import validate
from tests.compatibility.cells import READ, cell
from tests.compatibility.row import Row
from tests.compatibility.rows import ROWS


def rules_of(row: Row) -> list[str]:
    """The rules about a row: those that it names, and those that report its example to some of the
    tools, none of which reads it, if other tools do."""
    unread = {tool for tool in TOOLS if cell(row, tool).word != READ}
    found = {
        item.rule
        for item in validate(row.files, [*TOOLS]).findings
        if unread.issuperset(item.tools) and len(unread) < len(TOOLS)
    }
    return [rule.id for rule in RULES if rule.id in found.union(row.rules)]


def rows_of(rule: str) -> list[Row]:
    """The rows that a rule is about, by its id, in the order of the tables."""
    return _by_rule(tuple(TOOLS)).get(rule, [])


@cache
def _by_rule(_: Asked) -> dict[str, list[Row]]:
    """The rows by rule; for these tools, as long as they are all that there are."""
    found = defaultdict(list)
    for row in ROWS:
        for rule in rules_of(row):
            found[rule].append(row)
    return found
