"""How each AWS tool reads a pair of files: one folder for each tool, one `Reading` type.

`TOOLS` is the list of tools, written by hand: each tool is a folder and a row. `tool.Tool`
describes what the folder contains. A folder is imported when its tool is first used.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Container, Iterable, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from awscred.sentences import listed
from awscred.settings import KNOWN

if TYPE_CHECKING:
    from awscred.ini import Document
    from awscred.tools.reading import Reading
    from awscred.tools.tool import Habits, Tool


class Row(NamedTuple):
    """One modeled tool: its name in a sentence, and its folder if that is not the same as its id.

    `is_default`: it is asked unless the user chooses tools; any other is asked by name, or with
    all. `aliases` are its other names, and names of programs that read the files through it.
    """

    title: str
    folder: str | None = None
    is_default: bool = True
    aliases: tuple[str, ...] = ()


TOOLS: dict[str, Row] = {
    "toolkit": Row("the AWS Toolkit", aliases=("vscode",)),
    "cli": Row("the AWS CLI", aliases=("aws-cli", "awscli", "boto3", "python")),
    "js": Row("the JavaScript SDK", aliases=("javascript", "node", "nodejs", "typescript")),
    "go": Row("the Go SDK", aliases=("opentofu", "packer", "terraform")),
    "rust": Row("the Rust SDK"),
    "java": Row("the Java SDK", aliases=("jvm",)),
    "crt": Row("the C runtime", aliases=("awscrt", "mountpoint", "swift")),
    "ruby": Row("the Ruby SDK", is_default=False),
    "php": Row("the PHP SDK", is_default=False),
    "dotnet": Row("the .NET SDK", is_default=False, aliases=("csharp", "net", "powershell")),
    "cpp": Row("the C++ SDK", is_default=False, aliases=("c++", "duckdb", "pyarrow")),
}
"""The modeled tools, by id. The AWS CLI includes boto3, and the Go SDK includes Terraform."""

OWN = "cli"
"""The tool that awscred itself uses to ask AWS: botocore."""
BOTO3 = "boto3 (and version 1 of the AWS CLI)"
"""The name to use in a sentence about what boto3 and version 1 do, but version 2 does not."""


Asked: TypeAlias = tuple[str, ...]
"""The tools that are asked, in the order of TOOLS. Whatever is said speaks only for these."""


def default_tools() -> Asked:
    """The tools that are asked if nobody chooses others."""
    return tuple(tool for tool, row in TOOLS.items() if row.is_default)


def tool_named(name: str) -> str | None:
    """The id of the tool with this id or alias, in upper or lower case; None if there is none."""
    return tool_names().get(name.lower())


def tool_names() -> dict[str, str]:
    """The ids and aliases of all tools, and the ids of the tools that they mean."""
    aliases = {alias: tool for tool, row in TOOLS.items() for alias in row.aliases}
    return {**dict(zip(TOOLS, TOOLS, strict=True)), **aliases}


def load(tool: str) -> Tool:
    """The module of a tool: its reader and its habits. Raises KeyError if it is not in TOOLS."""
    folder = TOOLS[tool].folder or tool
    name = f"awscred.tools.{folder}"
    found: Tool = sys.modules.get(name) or import_module(name)
    return found


def read(tool: str, config: Document, credentials: Document) -> Reading:
    """How a tool reads the two files. Raises KeyError if it is not in TOOLS."""
    return load(tool).read(config, credentials)._replace(tool=tool)


def tools_that(asked: Asked, do: Callable[[Habits], object]) -> tuple[str, ...]:
    """The tools whose habits satisfy a condition."""
    return tuple(tool for tool in asked if do(load(tool).HABITS))


def other_than(asked: Asked, tools: Container[str]) -> tuple[str, ...]:
    """The tools that are not among these."""
    return tuple(tool for tool in asked if tool not in tools)


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


def name_tools(asked: Asked, tools: Iterable[str]) -> str:
    """Tools in a sentence: "the AWS CLI, the Go SDK and the Rust SDK". All that are asked, if they
    are several, are "every tool", and an empty list is "no tool"."""
    wanted = set(tools)
    titles = [TOOLS[tool].title for tool in asked if tool in wanted]
    if not titles:
        return "no tool"
    return "every tool" if 1 < len(titles) == len(asked) else listed(titles)


def short_names(asked: Asked, tools: Collection[str]) -> str:
    """The ids of tools for a table, as short as possible: "cli, js", "all but php", "all"."""
    others = other_than(asked, tools)
    if not others:
        return asked[0] if len(asked) == 1 else "all"
    return min(", ".join(tools), f"all but {', '.join(others)}", key=len)


def in_order(asked: Asked, tools: Container[str]) -> tuple[str, ...]:
    """Tools in the order of TOOLS, which is their order in a finding."""
    return tuple(tool for tool in asked if tool in tools)


def tools_do(asked: Asked, tools: Sequence[str], one_does: str, many_do: str) -> str:
    """What tools do in a sentence: "the AWS CLI reads", "the Go SDK and the Rust SDK read"."""
    return f"{name_tools(asked, tools)} {many_do if 1 < len(tools) < len(asked) else one_does}"


def tools_differ(
    asked: Asked, tools: Sequence[str], does: tuple[str, str], others: tuple[str, str]
) -> str:
    """What tools do and others do not: "the AWS CLI refuses it, and other tools skip it".

    `does` and `others` are verbs, each for one tool and for many.
    """
    rest = other_than(asked, tools)
    if not tools:
        return tools_do(asked, rest, *others)
    said = tools_do(asked, tools, *does)
    return f"{said}, and other tools {others[1]}" if rest else said


def tools_reading(asked: Asked, key: str) -> tuple[str, ...]:
    """The tools that read a setting of the catalog; boto3 and the AWS CLI count as one. Raises
    KeyError if the catalog does not have it."""
    return modelled(asked, KNOWN[key].tools)


def may_read(asked: Asked, key: str) -> tuple[str, ...]:
    """The tools that may read a setting of the catalog: all that are asked, if nobody has
    researched it. Raises KeyError if the catalog does not have it."""
    return tools_reading(asked, key) if KNOWN[key].tools else asked


def needed_version(tool: str, keys: Iterable[str]) -> str | None:
    """The version from which a tool knows all these settings, as far as awscred knows; None if it
    has no such fact."""
    since = load(tool).HABITS.since
    versions = {since[key] for key in keys if key in since}
    return max(versions, key=lambda text: [*map(int, text.split("."))], default=None)


def modelled(asked: Asked, names: Iterable[str]) -> tuple[str, ...]:
    """The tools among names from the catalog, which uses the names of their folders."""
    found = {OWN if name == "boto3" else name for name in names}
    return tuple(tool for tool in asked if (TOOLS[tool].folder or tool) in found)
