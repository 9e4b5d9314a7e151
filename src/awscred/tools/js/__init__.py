"""The JavaScript SDK v3: how it reads the files, and how it judges profiles."""

from awscred.settings import CREDENTIAL_SETTINGS, KNOWN
from awscred.tools.js.reading import header, read
from awscred.tools.reading import JAVASCRIPT_SPACE
from awscred.tools.tool import ANY_CASE, DOTTED, Habits

__all__ = ["HABITS", "header", "read"]

_OF_CLIENTS = {row.name for row in KNOWN.values() if "js" in row.tools}.difference(
    CREDENTIAL_SETTINGS, {"region"}
)

HABITS = Habits(
    space=JAVASCRIPT_SPACE,
    nested_comment=True,
    folds_case=False,
    nested=DOTTED,
    any_case=ANY_CASE | {"account_id_endpoint_mode"},
    own_words={"retry_mode": ("legacy",)},  # for standard
    config_wins=frozenset(_OF_CLIENTS),
)
