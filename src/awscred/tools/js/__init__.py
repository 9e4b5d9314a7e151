"""The JavaScript SDK v3: how it reads the files, and how it judges profiles."""

from awscred.settings import CREDENTIAL_SETTINGS, KNOWN
from awscred.tools.js.reading import header, read
from awscred.tools.reading import JAVASCRIPT_SPACE
from awscred.tools.tool import DOTTED, Habits

__all__ = ["HABITS", "header", "read"]

_FIRST_IN_CREDENTIALS = CREDENTIAL_SETTINGS | {
    *("region", "aws_account_id", "aws_credential_scope"),
    *("duration_seconds", "external_id", "mfa_serial", "role_session_name"),
}
_READ = frozenset(row.name for row in KNOWN.values() if "js" in row.tools)

SINCE = {"account_id_endpoint_mode": "3.656"}  # AWS SDKs and Tools Reference Guide

HABITS = Habits(
    space=JAVASCRIPT_SPACE,
    nested_comment=True,
    folds_case=False,
    nested=DOTTED,
    own_words={"retry_mode": ("legacy",)},  # read as standard
    config_wins=_READ - _FIRST_IN_CREDENTIALS,
    since=SINCE,
)
