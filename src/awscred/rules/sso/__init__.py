"""Rules about sso-session and services sections, which profiles refer to."""

from __future__ import annotations

from awscred.rules.rule import Rule
from awscred.rules.sso import (
    services_missing,
    sso_scope_missing,
    sso_session_mismatch,
    sso_session_missing,
    unused_sso_session,
)

RULES: tuple[Rule, ...] = (
    sso_session_missing.RULE,
    sso_session_mismatch.RULE,
    sso_scope_missing.RULE,
    unused_sso_session.RULE,
    services_missing.RULE,
)
