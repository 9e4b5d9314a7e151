"""Rules about the profiles that roles get their credentials from."""

from __future__ import annotations

from awscred.rules.roles import (
    source_profile_circle,
    source_profile_invalid,
    source_profile_missing,
)
from awscred.rules.rule import Rule

RULES: tuple[Rule, ...] = (
    source_profile_missing.RULE,
    source_profile_circle.RULE,
    source_profile_invalid.RULE,
)
