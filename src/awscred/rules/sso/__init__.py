"""Rules about the sections for SSO sessions and services, which profiles name."""

from __future__ import annotations

from awscred.rules.rule import Rule
from awscred.rules.sso import (
    services_missing,
    sso_scope_missing,
    sso_session_mismatch,
    sso_session_missing,
)

RULES: tuple[Rule, ...] = (
    sso_session_missing.RULE,
    sso_session_mismatch.RULE,
    sso_scope_missing.RULE,
    services_missing.RULE,
)
