"""Rules about keys that could be kept more safely."""

from __future__ import annotations

from awscred.rules.rule import Rule
from awscred.rules.safety import (
    file_mode,
    key_reused,
    long_lived_keys,
    root_keys,
)

RULES: tuple[Rule, ...] = (
    file_mode.RULE,
    root_keys.RULE,
    key_reused.RULE,
    long_lived_keys.RULE,
)
