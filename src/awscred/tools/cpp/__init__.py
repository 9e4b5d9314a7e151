"""The C++ SDK, as in pyarrow and DuckDB: how it reads the files, and how it judges profiles.

Its own loader, which the region, endpoints and SSO come from, was observed in aws-sdk-cpp 1.11.900
within pyarrow 26.0.1. Most credentials come from the C runtime, which reads the files by itself.
"""

from awscred.tools.cpp.reading import RUNTIME, header, read
from awscred.tools.reading import BLANK
from awscred.tools.tool import ANY_CASE, FLAT, IGNORES, Habits

__all__ = ["HABITS", "header", "read"]

HABITS = Habits(
    space=BLANK,
    nested_comment=True,
    any_case=ANY_CASE | {"disable_request_compression"},
    own_words={"retry_mode": ("legacy",)},  # anything but standard and adaptive is
    folds_case=False,
    nested=FLAT,
    mfa=IGNORES,
    runtime=RUNTIME,
)
