"""The AWS SDK for Ruby: how it reads the files, and how it judges profiles.

Observed in aws-sdk-core 3.211.0, by running it; read in its source.
"""

from awscred.tools.ruby.file import SPACE
from awscred.tools.ruby.reading import header, read
from awscred.tools.ruby.verdicts import judge
from awscred.tools.tool import Habits

__all__ = ["HABITS", "header", "judge", "read"]

HABITS = Habits(
    space=SPACE,
    comment=False,
    folds_case=False,
    reads_empty=False,
    any_case=frozenset(("defaults_mode",)),
    own_words={"retry_mode": ("legacy",)},
    whole_keys=True,
)
