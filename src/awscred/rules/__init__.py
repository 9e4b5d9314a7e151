"""The rules: one module per rule, in one folder per theme.

A test compares `RULES` with the folders. Modules next to the folders are shared by several themes.
A rule does not import another rule, or anything from the folder of another theme.
"""

from __future__ import annotations

from awscred.rules import aws, comments, headers, keys, lines, roles, safety, sso, tools, values
from awscred.rules.rule import Rule, Theme

THEMES: tuple[Theme, ...] = (
    Theme("Headers and sections", headers.RULES, is_form=True),
    Theme("Lines and formatting", lines.RULES, is_form=True),
    Theme("Settings and their values", values.RULES),
    Theme("Keys and other credentials", keys.RULES),
    Theme("Roles and their source profiles", roles.RULES),
    Theme("SSO sessions and services", sso.RULES),
    Theme("Safety", safety.RULES),
    Theme("Answers from AWS", aws.RULES),
    # last, because these rules use the findings of the others
    Theme("Differences between tools", tools.RULES),
    Theme("Comments that control awscred", comments.RULES),
)
RULES: tuple[Rule, ...] = tuple(rule for theme in THEMES for rule in theme.rules)
