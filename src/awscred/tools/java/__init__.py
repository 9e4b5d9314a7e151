"""The AWS SDK for Java 2.x: how it reads the files, and how it judges profiles.

Observed in 2.18.32, by running it; read in its source. It ignores `[services NAME]`, which later
versions use.
"""

from awscred.settings import SWITCHES
from awscred.tools.java.reading import SPACE, header, read
from awscred.tools.java.verdicts import judge
from awscred.tools.tool import ANY_CASE, IGNORES, TEXT, Habits

__all__ = ["HABITS", "header", "judge", "read"]

_MODES = {
    *("ec2_metadata_service_endpoint_mode", "retry_mode", "credential_source"),
    *("account_id_endpoint_mode", "s3_us_east_1_regional_endpoint"),
}

SINCE = {
    "account_id_endpoint_mode": "2.28.4",  # AWS SDKs and Tools Reference Guide
    "login_session": "2.39.1",  # aws/aws-sdk-java-v2 issue 6748
}

HABITS = Habits(
    space=SPACE,
    folds_case=False,
    nested=TEXT,
    types=("profile", "sso-session"),
    any_case=ANY_CASE | SWITCHES | _MODES,
    own_words={"retry_mode": ("legacy",)},
    mfa=IGNORES,
    since=SINCE,
)
