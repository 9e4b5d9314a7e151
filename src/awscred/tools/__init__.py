"""How each AWS tool reads a pair of files: one folder for each tool, one `Reading` type.

Every folder has `reading.read(config, credentials) -> Reading`; it is imported when it is asked
for.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from importlib import import_module
from typing import TYPE_CHECKING

from awscred.settings import KNOWN

if TYPE_CHECKING:
    from awscred.ini import Document
    from awscred.tools.reading import Reading

TOOLS = {
    "toolkit": "the AWS Toolkit",
    "cli": "the AWS CLI",
    "js": "the JavaScript SDK",
    "go": "the Go SDK",
    "rust": "the Rust SDK",
}
"""The tools that are modelled, and what to call them in a sentence. The AWS CLI stands for boto3
too, and the Go SDK for Terraform."""


def read(tool: str, config: Document, credentials: Document) -> Reading:
    """What a tool makes of the files. Raises KeyError where it is none of TOOLS."""
    if tool not in TOOLS:
        raise KeyError(tool)
    reading: Reading = import_module(f"awscred.tools.{tool}.reading").read(config, credentials)
    return reading


def read_each(tool: str, config: Document, credentials: Document) -> dict[str, Reading]:
    """What a tool makes of each file by itself, the other one being empty.

    By "config" and "credentials"; a file that the tool refuses is left out. No tool refuses a pair
    of files that it reads one by one. Raises KeyError where it is none of TOOLS.
    """
    from awscred.ini import Document

    empty = Document("")
    each = {
        "config": read(tool, config, empty),
        "credentials": read(tool, empty, credentials),
    }
    return {file: reading for file, reading in each.items() if reading.error is None}


def name_tools(tools: Iterable[str]) -> str:
    """Tools in a sentence: "the AWS CLI, the Go SDK and the Rust SDK"; "every tool" for all."""
    wanted = set(tools)
    titles = [title for tool, title in TOOLS.items() if tool in wanted]
    if len(titles) == len(TOOLS):
        return "every tool"
    *most, last = titles
    return f"{', '.join(most)} and {last}" if most else last


def in_order(tools: Container[str]) -> tuple[str, ...]:
    """Tools in the order of TOOLS, as a finding has them."""
    return tuple(tool for tool in TOOLS if tool in tools)


def tools_do(tools: Sequence[str], one_does: str, many_do: str) -> str:
    """What tools do in a sentence: "the AWS CLI reads", "the Go SDK and the Rust SDK read"."""
    return f"{name_tools(tools)} {many_do if 1 < len(tools) < len(TOOLS) else one_does}"


def tools_reading(key: str) -> tuple[str, ...]:
    """The modelled tools that read a setting of the catalogue; boto3 and the AWS CLI are one."""
    readers = {"cli" if tool == "boto3" else tool for tool in KNOWN[key].tools}
    return tuple(tool for tool in TOOLS if tool in readers)
