"""The C runtime: how it reads the files, and how it judges profiles.

The C++ and Swift SDKs, Mountpoint for S3 and the IoT SDKs use it, and Python as awscrt. Its reader
was observed in aws-c-sdkutils of July 2026, its credentials in awscrt 0.38.1.
"""

from awscred.tools.crt.reading import WHITE, header, read
from awscred.tools.crt.verdicts import judge
from awscred.tools.tool import ANY_CASE, IGNORES, TEXT, Habits

__all__ = ["HABITS", "header", "judge", "read"]

HABITS = Habits(
    space=WHITE,
    nested=TEXT,
    folds_case=False,
    pours=True,
    any_case=ANY_CASE | {"credential_source"},
    mfa=IGNORES,
)
