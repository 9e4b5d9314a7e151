"""The AWS CLI and boto3: how it reads the files, and how it judges profiles."""

from awscred.tools.cli.reading import header, read
from awscred.tools.tool import Habits

__all__ = ["HABITS", "header", "read"]

HABITS = Habits(space=None, colon=True, comment=False, any_case=True)
