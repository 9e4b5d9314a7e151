"""Rules about roles and their source profiles."""

from __future__ import annotations

from awscred.rules.roles import (
    mfa_role,
    role_duration,
    source_profile_circle,
    source_profile_invalid,
    source_profile_missing,
    unused_role_setting,
)
from awscred.rules.rule import Rule

RULES: tuple[Rule, ...] = (
    source_profile_missing.RULE,
    source_profile_circle.RULE,
    source_profile_invalid.RULE,
    mfa_role.RULE,
    role_duration.RULE,
    unused_role_setting.RULE,
)
