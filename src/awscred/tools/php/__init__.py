"""The AWS SDK for PHP: how it reads the files, and how it judges profiles.

Observed in version 3.376.2 with PHP 8.2, by running it; read in its source.
"""

from awscred.tools.php.reading import header, read
from awscred.tools.php.verdicts import judge
from awscred.tools.reading import BLANK
from awscred.tools.tool import FLAT, IGNORES, Habits

__all__ = ["HABITS", "header", "judge", "read"]

_WORDS = frozenset(("true", "on", "yes", "false", "off", "no", "none", "null"))
"""Words that PHP's INI format reserves for values."""

HABITS = Habits(
    space=BLANK,
    comment=False,
    folds_case=False,
    keeps_quotes=False,
    refused_keys=_WORDS,
    nested=FLAT,
    types=("profile", "sso-session"),
    mfa=IGNORES,
)
