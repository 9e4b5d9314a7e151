"""The AWS SDK for Ruby: how it reads the files, and how it judges profiles.

Observed in aws-sdk-core 3.211.0, by running it; read in its source.
"""

from awscred.tools.ruby.file import SPACE
from awscred.tools.ruby.reading import header, read
from awscred.tools.ruby.verdicts import judge
from awscred.tools.tool import Habits

__all__ = ["HABITS", "header", "judge", "read"]

SINCE = {  # versions of aws-sdk-core, by its CHANGELOG.md
    "retry_mode": "3.91",
    **dict.fromkeys(
        ("ec2_metadata_service_endpoint", "ec2_metadata_service_endpoint_mode"), "3.117"
    ),
    "s3_disable_multiregion_access_points": "3.121",
    **dict.fromkeys(("use_dualstack_endpoint", "use_fips_endpoint"), "3.122"),
    "defaults_mode": "3.125",
}

HABITS = Habits(
    space=SPACE,
    comment=False,
    folds_case=False,
    reads_empty=False,
    any_case=frozenset(("defaults_mode",)),
    own_words={"retry_mode": ("legacy",)},
    whole_keys=True,
    since=SINCE,
)
