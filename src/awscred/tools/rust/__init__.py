"""The Rust SDK: how it reads the files, and how it judges profiles."""

from awscred.settings import SWITCHES
from awscred.tools.reading import BLANK
from awscred.tools.rust.reading import header, read
from awscred.tools.tool import ANY_CASE, IGNORES, TEXT, Habits

__all__ = ["HABITS", "header", "read"]

_MODES = {"account_id_endpoint_mode", "ec2_metadata_service_endpoint_mode", "retry_mode"}

HABITS = Habits(
    space=BLANK,
    nested=TEXT,
    any_case=ANY_CASE | SWITCHES | _MODES | {"credential_source"},
    mfa=IGNORES,
)
