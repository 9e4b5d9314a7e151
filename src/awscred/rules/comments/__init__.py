"""Rules about comments that control awscred."""

from __future__ import annotations

from awscred.rules.comments import unused_ignore
from awscred.rules.rule import Rule

RULES: tuple[Rule, ...] = (unused_ignore.RULE,)
