"""Rules about headers, sections, and profile names."""

from __future__ import annotations

from awscred.rules.headers import (
    default_declared_twice,
    duplicate_section,
    empty_profile,
    header_glued_text,
    header_spacing,
    header_unclosed,
    name_not_portable,
    name_reserved,
    name_shared,
    section_prefix,
)
from awscred.rules.rule import Rule

RULES: tuple[Rule, ...] = (
    header_glued_text.RULE,
    header_unclosed.RULE,
    header_spacing.RULE,
    name_not_portable.RULE,
    name_reserved.RULE,
    name_shared.RULE,
    section_prefix.RULE,
    default_declared_twice.RULE,
    duplicate_section.RULE,
    empty_profile.RULE,
)
