"""Text for every command, in a module of its name; it never reads, asks or writes anything."""

SCHEMA = "awscred/1"
"""What every JSON document says of its form."""

DOCS = "https://awscred.github.io/awscred"
"""The address of the documentation; [project.urls] has the same."""


def rule_page(rule: str) -> str:
    """The address of the page of a rule."""
    return f"{DOCS}/rules/{rule}/"


def command_page(command: str) -> str:
    """The address of the page of a command."""
    return f"{DOCS}/commands/{command}/"
