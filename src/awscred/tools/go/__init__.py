"""The Go SDK v2 and Terraform: how it reads the files, and how it judges profiles."""

from awscred.tools.go.reading import header, read
from awscred.tools.reading import UNICODE_SPACE
from awscred.tools.tool import Habits

__all__ = ["HABITS", "header", "read"]

HABITS = Habits(
    space=UNICODE_SPACE,
    colon=True,
    nested_colon=True,
    nested_folds_case=True,
    keeps_quotes=False,
    any_case=True,
    whole_keys=True,
)
