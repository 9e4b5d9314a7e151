"""The rules, one module each, in a folder for each theme. A test compares `RULES` with the folders.

Next to the folders is what rules of several themes share. A rule imports no other rule, and nothing
from the folder of another theme.
"""

from __future__ import annotations

from awscred.rules import aws, comments, headers, keys, lines, roles, safety, sso, tools, values
from awscred.rules.rule import Rule, Theme

THEMES: tuple[Theme, ...] = (
    Theme("Headers and sections", headers.RULES, is_form=True),
    Theme("Lines and how they are written", lines.RULES, is_form=True),
    Theme("Settings and their values", values.RULES),
    Theme("Keys and other credentials", keys.RULES),
    Theme("Roles and their source profiles", roles.RULES),
    Theme("SSO sessions and services", sso.RULES),
    Theme("Safety", safety.RULES),
    Theme("What AWS says", aws.RULES),
    # last: these rules may look at what the others have found
    Theme("What tools make of it all", tools.RULES),
    Theme("Comments to awscred", comments.RULES),
)
RULES: tuple[Rule, ...] = tuple(rule for theme in THEMES for rule in theme.rules)
