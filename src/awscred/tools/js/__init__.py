"""The JavaScript SDK v3: how it reads the files, and how it judges profiles."""

from awscred.tools.js.reading import header, read
from awscred.tools.reading import JAVASCRIPT_SPACE
from awscred.tools.tool import DOTTED, Habits

__all__ = ["HABITS", "header", "read"]

HABITS = Habits(space=JAVASCRIPT_SPACE, nested_comment=True, folds_case=False, nested=DOTTED)
