"""Rules about AWS's answer to `validate --verify`."""

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
