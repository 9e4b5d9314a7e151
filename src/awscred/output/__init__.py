"""Text for every command, in a module of its name; it never reads, asks or writes anything."""

SCHEMA = "awscred/1"
"""What every JSON document says of its form."""

DOCS = "https://github.com/awscred/awscred/blob/main/docs"
"""The address of the documentation; [project.urls] has the same."""
