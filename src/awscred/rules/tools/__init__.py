"""Rules about how tools read a profile, independent of the cause."""

from __future__ import annotations

from awscred.rules.rule import Rule
from awscred.rules.tools import (
    both_files,
    not_supported,
    other_file,
    profile_not_valid,
    toolkit_limits,
    tools_disagree,
)

RULES: tuple[Rule, ...] = (
    other_file.RULE,
    both_files.RULE,
    profile_not_valid.RULE,
    toolkit_limits.RULE,
    not_supported.RULE,
    # last: reports what no other rule explains
    tools_disagree.RULE,
)
