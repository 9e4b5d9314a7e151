"""The Rust SDK: how it reads the files, and how it judges profiles."""

from awscred.tools.reading import BLANK
from awscred.tools.rust.reading import header, read
from awscred.tools.tool import TEXT, Habits

__all__ = ["HABITS", "header", "read"]

HABITS = Habits(space=BLANK, any_case=True, nested=TEXT)
