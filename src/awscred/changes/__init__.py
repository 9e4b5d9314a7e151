"""Changes of the files as values: files in, files out, nothing written.

New text has the one form that every tool reads alike; existing text is changed in its place. Each
change is proven before it is returned: every modeled reader must see exactly what was asked for,
and nothing else (`proof`).
"""

from awscred.changes.add import FILE_HEADER, KEY_COMMENT, add_profile, add_profiles
from awscred.changes.checks import absent, check_name, check_new, check_value, is_taken
from awscred.changes.profile import (
    copy_profile,
    dependants,
    remove_profiles,
    rename_profile,
    unused_sso_sessions,
)
from awscred.changes.values import Changed, set_values, stale_tokens, unset_values

__all__ = [
    "FILE_HEADER",
    "KEY_COMMENT",
    "Changed",
    "absent",
    "add_profile",
    "add_profiles",
    "check_name",
    "check_new",
    "check_value",
    "copy_profile",
    "dependants",
    "is_taken",
    "remove_profiles",
    "rename_profile",
    "set_values",
    "stale_tokens",
    "unset_values",
    "unused_sso_sessions",
]
