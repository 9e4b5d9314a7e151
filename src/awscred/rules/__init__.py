"""The rules, one module each. `RULES` lists them by hand; a test compares it with the folder."""

from __future__ import annotations

from awscred.rules import line_skipped, profile_not_valid, section_type, unknown_setting
from awscred.rules.rule import Rule

RULES: tuple[Rule, ...] = (
    profile_not_valid.RULE,
    section_type.RULE,
    unknown_setting.RULE,
    line_skipped.RULE,
)
