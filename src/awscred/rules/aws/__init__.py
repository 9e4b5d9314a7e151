"""Rules about what AWS said of the credentials, if it was asked."""

from __future__ import annotations

from awscred.rules.aws import (
    credentials_refused,
    credentials_unverified,
)
from awscred.rules.rule import Rule

RULES: tuple[Rule, ...] = (
    credentials_refused.RULE,
    credentials_unverified.RULE,
)
