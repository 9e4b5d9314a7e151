"""The registry of tools: what a folder must have, and that a tool only needs a row."""

from __future__ import annotations

from pathlib import Path

import pytest

from awscred import ini, tools
from awscred.profiles import CONFIG
from awscred.rules.headers.header import header, misread_by
from awscred.tools import TOOLS, Row, cli, go, js, rust, toolkit
from awscred.tools.agreement import compare
from awscred.tools.tool import Tool

FOLDERS: tuple[Tool, ...] = (cli, go, js, rust, toolkit)  # mypy checks them against the interface
CONFIG_TEXT = "[profile a]\ns3 =\n  addressing_style = path\n[profile  b]\nregion = eu-west-1\n"


def test_every_folder_is_registered() -> None:
    folders = {path.parent.name for path in Path(tools.__path__[0]).glob("*/__init__.py")}
    assert folders == {row.folder or tool for tool, row in TOOLS.items()}
    assert {tools.load(tool) for tool in TOOLS} == set(FOLDERS)


def test_a_row_makes_a_tool(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(TOOLS, "sixth", Row("the Sixth SDK", folder="rust"))
    document = ini.parse(CONFIG_TEXT)
    readings = {tool: tools.read(tool, document, ini.parse("")) for tool in TOOLS}
    assert readings["sixth"] == readings["rust"]._replace(tool="sixth")
    assert tools.name_tools(["sixth", "go"]) == "the Go SDK and the Sixth SDK"
    assert compare({tool: reading.profiles.get("a") for tool, reading in readings.items()}) == []
    misread = misread_by(header(CONFIG, document.sections[2]))
    assert misread
    assert ("sixth" in misread) == ("rust" in misread)
    assert tools.tools_that(lambda does: does.space == " \t") == ("rust", "sixth")


def test_what_is_no_tool_is_not_read() -> None:
    with pytest.raises(KeyError):
        tools.read("ruby", ini.parse(""), ini.parse(""))
