"""Rules about lines, and how settings and values are written."""

from __future__ import annotations

from awscred.rules.lines import (
    block_not_portable,
    colon_separator,
    duplicate_key,
    empty_value,
    encoding,
    indented_comment,
    indented_key,
    inline_comment,
    junk_line,
    key_case,
    key_not_portable,
    line_too_long,
    multiline_value,
    pasted_text,
    quoted_value,
    unknown_setting,
    value_not_portable,
)
from awscred.rules.rule import Rule

RULES: tuple[Rule, ...] = (
    encoding.RULE,
    line_too_long.RULE,
    pasted_text.RULE,
    junk_line.RULE,
    colon_separator.RULE,
    indented_key.RULE,
    indented_comment.RULE,
    multiline_value.RULE,
    duplicate_key.RULE,
    key_case.RULE,
    key_not_portable.RULE,
    unknown_setting.RULE,
    inline_comment.RULE,
    quoted_value.RULE,
    value_not_portable.RULE,
    block_not_portable.RULE,
    empty_value.RULE,
)
