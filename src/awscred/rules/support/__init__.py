"""Rules about what some tools, or all of them, do not support or do not use."""

from __future__ import annotations

from awscred.rules.rule import Rule
from awscred.rules.support import (
    go_dropped_key,
    mfa_role,
    misplaced_setting,
    no_credentials,
    process_command,
    role_duration,
    sigv4a_package,
    toolkit_limits,
    unused_sso_session,
)

RULES: tuple[Rule, ...] = (
    process_command.RULE,
    mfa_role.RULE,
    role_duration.RULE,
    sigv4a_package.RULE,
    no_credentials.RULE,
    toolkit_limits.RULE,
    go_dropped_key.RULE,
    misplaced_setting.RULE,
    unused_sso_session.RULE,
)
