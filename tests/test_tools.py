"""The registry of tools: what a folder must have, and that a tool only needs a row."""

from __future__ import annotations

from pathlib import Path

import pytest

from awscred import ini, tools
from awscred.profiles import CONFIG
from awscred.rules.headers.header import header, misread_by
from awscred.tools import TOOLS, Row, cli, cpp, crt, dotnet, go, java, js, php, ruby, rust, toolkit
from awscred.tools.agreement import compare
from awscred.tools.tool import Tool

FOLDERS: tuple[Tool, ...] = (  # mypy checks them against the interface
    *(cli, cpp, crt, dotnet, go, java),
    *(js, php, ruby, rust, toolkit),
)
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
    asked = tuple(TOOLS)
    assert tools.name_tools(asked, ["sixth", "go"]) == "the Go SDK and the Sixth SDK"
    assert compare({tool: reading.profiles.get("a") for tool, reading in readings.items()}) == []
    misread = misread_by(asked, header(CONFIG, document.sections[2]))
    assert misread
    assert ("sixth" in misread) == ("rust" in misread)
    found = tools.tools_that(asked, lambda does: does.folds_case)
    assert ("sixth" in found) == ("rust" in found)


@pytest.mark.parametrize("tool", TOOLS)
def test_a_tool_that_uses_services_reads_them(tool: str) -> None:
    config = ini.parse(
        "[profile p]\nservices = s\n[services s]\ns3 =\n  endpoint_url = http://x\n"
        "[services t]\n# none\nec2 =\n  endpoint_url = http://y\n"
    )
    reading = tools.read(tool, config, ini.parse(""))
    named = {"s": ("s3", "http://x"), "t": ("ec2", "http://y")}
    expected = named if "services" in tools.load(tool).HABITS.types else {}
    assert reading.services.keys() == expected.keys()
    for name, found in reading.services.items():
        ((key, value),) = found.items()
        service, url = named[name]
        assert key.partition(".")[0] == service
        assert url in str(value)


def test_services_are_poured_and_cut_as_the_tool_does() -> None:
    config = ini.parse("[profile s]\na = 1\n[services s]\nb = 2\n[services t]\nec2 = 1\nx = 2\n")
    services = {tool: tools.read(tool, config, ini.parse("")).services for tool in TOOLS}
    assert services["crt"] == {"t": {"ec2": "1", "x": "2"}}  # the other is poured into the profile
    assert services["ruby"] == {"s": {"b": "2"}, "t": {"ec2": "1", "x": "2"}}
    assert services["dotnet"] == services["ruby"]
    assert services["cpp"] == {"s": {}, "t": {}}  # only endpoints below a service


def test_tools_are_named_as_far_as_they_are_asked() -> None:
    asked = ("cli", "js", "go")
    assert tools.name_tools(asked, asked) == "every tool"
    assert tools.name_tools(asked, ("rust", "js", "cli")) == "the AWS CLI and the JavaScript SDK"
    assert tools.name_tools(asked, ()) == "no tool"
    assert tools.name_tools(("js",), ("js",)) == "the JavaScript SDK"
    assert tools.tools_do(asked, asked, "reads", "read") == "every tool reads"
    assert tools.tools_do(asked, ("cli", "go"), "reads", "read").endswith(" read")
    assert tools.tools_do(("js",), ("js",), "reads", "read").endswith(" reads")


def test_in_a_table_names_are_as_short_as_possible() -> None:
    asked = ("cli", "js", "go", "rust")
    assert tools.short_names(asked, ["js", "go"]) == "js, go"
    assert tools.short_names(asked, ["cli", "js", "rust"]) == "all but go"
    assert tools.short_names(asked, asked) == "all"
    assert tools.short_names(("go",), ["go"]) == "go"


def test_an_alias_means_a_tool_and_asks_for_it_alone() -> None:
    aliases = [alias for row in TOOLS.values() for alias in row.aliases]
    assert len({*TOOLS, *aliases}) == len(TOOLS) + len(aliases)
    assert tools.tool_names().keys() == {*TOOLS, *aliases}
    for name in ("Terraform", "OPENTOFU", "packer"):
        assert tools.tool_named(name) == "go"
    assert tools.tool_named("boto3") == "cli"
    assert tools.tool_named("powershell") == "dotnet"
    assert {tools.tool_named(name) for name in ("swift", "mountpoint", "awscrt")} == {"crt"}
    assert tools.tool_named("cobol") is None


def test_what_is_no_tool_is_not_read() -> None:
    with pytest.raises(KeyError):
        tools.read("cobol", ini.parse(""), ini.parse(""))
