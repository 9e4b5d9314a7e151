"""The AWS CLI and boto3: how it reads the files, and how it judges profiles."""

from awscred.settings import SWITCHES
from awscred.tools.cli.reading import header, read
from awscred.tools.tool import ANY_CASE, PROMPTS, Habits

__all__ = ["HABITS", "header", "read"]

_MODES = {"account_id_endpoint_mode", "ec2_metadata_service_endpoint_mode"}

SINCE = {  # version 2 of the AWS CLI
    "sso_session": "2.9",  # boto/botocore issue 2374
    **dict.fromkeys(
        ("endpoint_url", "ignore_configured_endpoint_urls", "services"), "2.13"
    ),  # aws/aws-cli pull request 3309
    **dict.fromkeys(
        ("request_checksum_calculation", "response_checksum_validation"), "2.23"
    ),  # aws/aws-cli issue 9214
    "account_id_endpoint_mode": "2.25",  # AWS SDKs and Tools Reference Guide
    "login_session": "2.32",  # "Signing in to AWS" of the AWS Agent Toolkit
}

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
    since=SINCE,
)
