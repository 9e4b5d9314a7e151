"""The AWS SDK for .NET and AWS Tools for PowerShell: how they read the files and judge profiles.

Observed in AWSSDK.Core 3.7.400.50, by running it; read in its source.
"""

from awscred.settings import SWITCHES
from awscred.tools.dotnet.reading import header, read
from awscred.tools.reading import UNICODE_SPACE
from awscred.tools.tool import ANY_CASE, Habits

__all__ = ["HABITS", "header", "read"]

_MODES = {
    *("ec2_metadata_service_endpoint_mode", "retry_mode", "credential_source"),
    *("sts_regional_endpoints", "s3_us_east_1_regional_endpoint", "account_id_endpoint_mode"),
}

SINCE = {"account_id_endpoint_mode": "4.0"}  # AWS SDKs and Tools Reference Guide

HABITS = Habits(
    space=UNICODE_SPACE,
    comment=False,
    folds_case=False,
    any_case=ANY_CASE | SWITCHES | _MODES,
    own_words={"retry_mode": ("legacy",)},
    since=SINCE,
)
