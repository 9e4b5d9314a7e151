"""The Go SDK v2 and Terraform: how it reads the files, and how it judges profiles."""

from awscred.settings import SWITCHES
from awscred.tools.go.reading import header, read
from awscred.tools.reading import UNICODE_SPACE
from awscred.tools.tool import ANY_CASE, Habits

__all__ = ["HABITS", "header", "read"]

_EXACT_SWITCHES = {"disable_request_compression", "disable_clock_skew_correction"}

SINCE = {  # versions of github.com/aws/aws-sdk-go-v2
    "account_id_endpoint_mode": "1.35",  # AWS SDKs and Tools Reference Guide
    "login_session": "1.40",  # its CHANGELOG.md, Release (2025-11-19.2)
}

HABITS = Habits(
    space=UNICODE_SPACE,
    colon=True,
    nested_colon=True,
    nested_folds_case=True,
    keeps_quotes=False,
    any_case=ANY_CASE | (SWITCHES - _EXACT_SWITCHES) | {"ec2_metadata_service_endpoint_mode"},
    octal=True,
    strict_hosts=True,
    whole_keys=True,
    since=SINCE,
)
