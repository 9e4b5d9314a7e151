"""How each AWS tool reads a pair of files: one folder for each tool, one `Reading` type.

`TOOLS` is the list of tools, written by hand: each tool is a folder and a row. `tool.Tool`
describes what the folder contains. A folder is imported when its tool is first used.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

from awscred.sentences import listed
from awscred.settings import KNOWN

if TYPE_CHECKING:
    from awscred.ini import Document
    from awscred.tools.reading import Reading
    from awscred.tools.tool import Habits, Tool


class Row(NamedTuple):
    """One modeled tool: its name in a sentence, and its folder if that is not the same as its
    id."""

    title: str
    folder: str | None = None


TOOLS: dict[str, Row] = {
    "toolkit": Row("the AWS Toolkit"),
    "cli": Row("the AWS CLI"),
    "js": Row("the JavaScript SDK"),
    "go": Row("the Go SDK"),
    "rust": Row("the Rust SDK"),
}
"""The modeled tools, by id. The AWS CLI includes boto3, and the Go SDK includes Terraform."""

ALIASES: dict[str, str] = {
    "vscode": "toolkit",
    **dict.fromkeys(("aws-cli", "awscli", "boto3", "python"), "cli"),
    **dict.fromkeys(("javascript", "node", "nodejs", "typescript"), "js"),
    **dict.fromkeys(("opentofu", "packer", "terraform"), "go"),
}
"""Other names of the tools, and names of programs that read the files through them."""

OWN = "cli"
"""The tool that awscred itself uses to ask AWS: botocore."""
BOTO3 = "boto3 (and version 1 of the AWS CLI)"
"""The name to use in a sentence about what boto3 and version 1 do, but version 2 does not."""


def tool_named(name: str) -> str | None:
    """The id of the tool with this id or alias, in upper or lower case; None if there is none."""
    name = name.lower()
    return name if name in TOOLS else ALIASES.get(name)


def load(tool: str) -> Tool:
    """The module of a tool: its reader and its habits. Raises KeyError if it is not in TOOLS."""
    folder = TOOLS[tool].folder or tool
    found: Tool = import_module(f"awscred.tools.{folder}")
    return found


def read(tool: str, config: Document, credentials: Document) -> Reading:
    """How a tool reads the two files. Raises KeyError if it is not in TOOLS."""
    return load(tool).read(config, credentials)._replace(tool=tool)


def tools_that(do: Callable[[Habits], object]) -> tuple[str, ...]:
    """The tools whose habits satisfy a condition."""
    return tuple(tool for tool in TOOLS if do(load(tool).HABITS))


def other_than(tools: Container[str]) -> tuple[str, ...]:
    """The tools that are not among these."""
    return tuple(tool for tool in TOOLS if tool not in tools)


def read_each(tool: str, config: Document, credentials: Document) -> dict[str, Reading]:
    """How a tool reads each file if the other one is empty, by "config" and "credentials".

    A file that the tool refuses is left out. If a tool reads each file alone, it also reads the
    pair. Raises KeyError if the tool is not in TOOLS.
    """
    from awscred.ini import Document

    empty = Document("")
    each = {
        "config": read(tool, config, empty),
        "credentials": read(tool, empty, credentials),
    }
    return {file: reading for file, reading in each.items() if reading.error is None}


def name_tools(tools: Iterable[str]) -> str:
    """Tools in a sentence: "the AWS CLI, the Go SDK and the Rust SDK". All of them are "every
    tool", and an empty list is "no tool"."""
    wanted = set(tools)
    titles = [row.title for tool, row in TOOLS.items() if tool in wanted]
    if len(titles) in (0, len(TOOLS)):
        return "every tool" if titles else "no tool"
    return listed(titles)


def in_order(tools: Container[str]) -> tuple[str, ...]:
    """Tools in the order of TOOLS, which is their order in a finding."""
    return tuple(tool for tool in TOOLS if tool in tools)


def tools_do(tools: Sequence[str], one_does: str, many_do: str) -> str:
    """What tools do in a sentence: "the AWS CLI reads", "the Go SDK and the Rust SDK read"."""
    return f"{name_tools(tools)} {many_do if 1 < len(tools) < len(TOOLS) else one_does}"


def tools_reading(key: str) -> tuple[str, ...]:
    """The modeled tools that read a setting of the catalog; boto3 and the AWS CLI count as one.
    Raises KeyError if the catalog does not have it."""
    return modelled(KNOWN[key].tools)


def may_read(key: str) -> tuple[str, ...]:
    """The modeled tools that may read a setting of the catalog: all of them, if nobody has
    researched it. Raises KeyError if the catalog does not have it."""
    return tools_reading(key) if KNOWN[key].tools else tuple(TOOLS)


def modelled(names: Iterable[str]) -> tuple[str, ...]:
    """The tools of TOOLS among names from the catalog, which uses the names of their folders."""
    found = {OWN if name == "boto3" else name for name in names}
    return tuple(tool for tool, row in TOOLS.items() if (row.folder or tool) in found)
