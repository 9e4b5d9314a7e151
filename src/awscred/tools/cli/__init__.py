"""The AWS CLI and boto3: how it reads the files, and how it judges profiles."""

from awscred.settings import SWITCHES
from awscred.tools.cli.reading import header, read
from awscred.tools.tool import ANY_CASE, PROMPTS, Habits

__all__ = ["HABITS", "header", "read"]

_MODES = {"account_id_endpoint_mode", "ec2_metadata_service_endpoint_mode"}

HABITS = Habits(
    space=None,
    is_localized=True,
    colon=True,
    comment=False,
    any_case=ANY_CASE | SWITCHES | _MODES,
    blocks=frozenset(("s3", "api_versions")),
    strict_hosts=True,
    shell=False,
    mfa=PROMPTS,
)
