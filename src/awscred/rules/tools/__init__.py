"""Rules about profiles as tools read them, whatever the cause."""

from __future__ import annotations

from awscred.rules.rule import Rule
from awscred.rules.tools import profile_not_valid, toolkit_limits, tools_disagree

RULES: tuple[Rule, ...] = (
    profile_not_valid.RULE,
    toolkit_limits.RULE,
    # last of all: what no other rule explains
    tools_disagree.RULE,
)
