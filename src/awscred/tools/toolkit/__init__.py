"""The AWS Toolkit for VS Code: how it reads the files, and how it judges profiles."""

from awscred.tools.reading import JAVASCRIPT_SPACE
from awscred.tools.tool import FLAT, PROMPTS, Habits
from awscred.tools.toolkit.reading import header, read

__all__ = ["HABITS", "header", "read"]

SINCE = {  # by its CHANGELOG.md
    "endpoint_url": "3.74",
    "login_session": "3.91",  # "console credentials"
}

HABITS = Habits(
    space=JAVASCRIPT_SPACE,
    nested_comment=True,
    nested_folds_case=True,
    reads_empty=False,
    nested=FLAT,
    types=("profile", "sso-session"),
    checks_sources=False,
    mfa=PROMPTS,
    adds_scope=False,
    explains=True,
    since=SINCE,
)
