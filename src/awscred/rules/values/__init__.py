"""Rules about settings: their values, and the file and section they belong in."""

from __future__ import annotations

from awscred.rules.rule import Rule
from awscred.rules.values import (
    account_id_form,
    arn_form,
    block_expected,
    enum_value,
    go_dropped_key,
    misplaced_setting,
    number_value,
    process_command,
    region_form,
    region_missing,
    sigv4a_package,
    url_form,
)

RULES: tuple[Rule, ...] = (
    enum_value.RULE,
    number_value.RULE,
    block_expected.RULE,
    region_form.RULE,
    region_missing.RULE,
    url_form.RULE,
    arn_form.RULE,
    account_id_form.RULE,
    process_command.RULE,
    sigv4a_package.RULE,
    go_dropped_key.RULE,
    misplaced_setting.RULE,
)
