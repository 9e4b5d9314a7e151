"""Rules about access keys, and about combining the settings for credentials."""

from __future__ import annotations

from awscred.rules.keys import (
    access_key_id_form,
    credential_kinds_mixed,
    credentials_split,
    legacy_token,
    missing_keys,
    no_credentials,
    secret_form,
    swapped_keys,
    token_missing,
    token_unexpected,
)
from awscred.rules.rule import Rule

RULES: tuple[Rule, ...] = (
    access_key_id_form.RULE,
    secret_form.RULE,
    swapped_keys.RULE,
    token_missing.RULE,
    token_unexpected.RULE,
    credentials_split.RULE,
    credential_kinds_mixed.RULE,
    legacy_token.RULE,
    missing_keys.RULE,
    no_credentials.RULE,
)
