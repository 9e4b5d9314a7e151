"""Rules about how something is written ask the readers of all tools which of them misread it."""

from __future__ import annotations

import ast
import doctest
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from awscred import ini, rules, validation
from awscred.profiles import CONFIG, CREDENTIALS, Files
from awscred.rules import headers, lines, measure
from awscred.rules.measure import misread_by, section, setting
from awscred.tools import TOOLS, Row, tools_that
from awscred.tools.tool import Habits

RULES = (*headers.RULES, *lines.RULES)
"""The rules that name the tools by what these read."""

FIVE = ("toolkit", "cli", "js", "go", "rust")
"""The tools of the examples below, so that these stay as they are when others join."""

FILES = pytest.mark.parametrize("file", [CONFIG, CREDENTIALS])


def test_the_example_is_true() -> None:
    assert doctest.testmod(measure) == (0, 2)


@FILES
@pytest.mark.parametrize(
    ("written", "meant", "tools"),
    [
        (("y = a",), ("y = a",), ()),
        (("# c", "", "y  =\ta "), ("y = a",), ()),
        (("y = a", "y = a"), ("y = a",), ("cli",)),  # refuses it
        (("y = a # c",), ("y = a",), ("cli",)),
        (("Y = a",), ("y = a",), ("js",)),
        (("y",), (), ("cli", "rust")),
        (('y = "a"',), ("y = a",), ("toolkit", "cli", "js", "rust")),
        (("y = a", "  b"), ("y = a",), ("cli", "go", "rust")),
        (("y =",), (), ("cli", "go", "rust")),
        (("z =", "  y: a"), ("z =", "  y = a"), ("toolkit", "cli", "js", "rust")),
        (("z =", "  y = a \xa0"), ("z =", "  y = a"), ("rust",)),
    ],
)
def test_tools_misread_lines(
    file: str, written: tuple[str, ...], meant: tuple[str, ...], tools: tuple[str, ...]
) -> None:
    lines_written, lines_meant = section(file, *written), section(file, *meant)
    assert misread_by(FIVE, lines_written, lines_meant) == tools
    right = measure.readers(FIVE, lines_written, lines_meant)
    assert sorted((*right, *tools)) == sorted(FIVE)


def test_tools_refuse_lines() -> None:
    assert measure.refusing(FIVE, section(CONFIG, "y")) == ("cli", "rust")
    assert measure.refusing(FIVE, section(CREDENTIALS, "y = '")) == ("go",)
    assert measure.verdicts(FIVE, section(CONFIG, "y")).keys() == {"toolkit", "js", "go"}


def test_a_shape_has_no_words_and_no_long_repetition() -> None:
    assert measure.shape("region    = eu-west-1") == "a  = a-a-a"
    assert measure.shape("# f\xfcr \udcfc\udcff ======") == "# a a =="
    assert measure.squeezed("aaa[[[  \n\n\n]") == "aa[[  \n\n]"


def test_lines_do_not_show_what_they_are() -> None:
    assert repr(section(CREDENTIALS, "aws_secret_access_key = x")) == "<Lines>"


@FILES
@pytest.mark.parametrize(
    ("line", "nested", "is_misread"),
    [
        ("y: a", False, lambda does: not does.colon),
        ("y: a", True, lambda does: not does.nested_colon),
        ("y = a # b", False, lambda does: not does.comment),
        ("y = a # b", True, lambda does: not does.nested_comment),
        ("Y = a", False, lambda does: not does.folds_case),
        ("Y = a", True, lambda does: not does.nested_folds_case),
        ('y = "a"', False, lambda does: does.keeps_quotes),
        ('y = "a"', True, lambda does: does.keeps_quotes),
    ],
)
def test_habits_are_what_the_readers_do(
    file: str, line: str, nested: bool, is_misread: Callable[[Habits], object]
) -> None:
    written, meant = (setting(file, text, nested=nested) for text in (line, "y = a"))
    asked = tuple(TOOLS)
    assert misread_by(asked, written, meant) == tools_that(asked, is_misread)


def test_only_the_tools_that_are_asked_are_measured() -> None:
    colon = section(CONFIG, "y: a"), section(CONFIG, "y = a")
    assert misread_by(FIVE, *colon) == ("toolkit", "js", "rust")
    assert misread_by(("js", "go"), *colon) == ("js",)
    assert misread_by((), *colon) == ()


def test_a_row_that_is_replaced_is_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    colon = section(CONFIG, "y: a"), section(CONFIG, "y = a")
    for folder, misread in (("rust", ("sixth",)), ("go", ())):
        monkeypatch.setitem(TOOLS, "sixth", Row("the Sixth SDK", folder))
        assert misread_by(("sixth",), *colon) == misread


@pytest.mark.parametrize(
    ("rule", "config", "tools"),
    [
        ("encoding", "[profile a]\rregion = x\n", ("toolkit", "js", "go", "rust")),
        ("encoding", "# a\r b\n[profile a]\n", ("cli",)),
        ("encoding", "[profile a]\nregion = x\r# c\n", ("go", "rust")),
        ("encoding", "[profile a]\n# c\r# c\n  # c\r", None),
        ("encoding", "[profile a]\ns3 =\n \xa0a = 1\n", ("rust",)),
        ("encoding", "[profile a]\ns3 =\n\xa0a = 1\n", ("go", "rust")),
        ("duplicate-key", "[profile a]\nRegion = x\nregion = x\n", ("cli", "js")),
        ("duplicate-key", "[profile a]\nRegion = x\nRegion = y\n", ("cli",)),
        ("duplicate-section", "[profile a]\nx = 1\n[profile a]\ny = 1\n", ("cli",)),
        (
            "duplicate-section",
            '[profile a]\nx = 1\n[profile "a"]\ny = 1\n',
            ("toolkit", "cli", "go", "rust"),
        ),
        (
            "duplicate-section",
            "[profile a]\nx = 1\n[profile  a]\nx = 2\n",
            ("toolkit", "cli", "js", "rust"),
        ),
        ("indented-comment", "[profile a]\n\u200b# a = b\n", ("toolkit", "cli", "js", "go")),
        ("indented-comment", "[profile a]\n\u200b# a\n", ("cli", "rust")),
        ("key-not-portable", "[services a]\na\rb =\n  c = x\n", ("toolkit", "cli", "rust")),
        ("default-declared-twice", "[default]\n[profile default]\n", None),
        ("empty-value", "[profile a]\n  region =\n  output = x\n", ("cli", "js", "go", "rust")),
    ],
)
def test_a_finding_names_the_tools_that_misread(
    rule: str, config: str, tools: tuple[str, ...] | None
) -> None:
    files = Files(ini.parse(config), ini.parse(""))
    found = validation.validate(files, FIVE, select=(rule,)).findings
    assert [item.tools for item in found] == ([] if tools is None else [tools])


MODULES = [
    pytest.param(path, id=path.stem)
    for theme in ("headers", "lines")
    for path in sorted((Path(rules.__path__[0]) / theme).glob("*.py"))
]


@pytest.mark.parametrize("path", MODULES)
def test_a_rule_names_no_tool(path: Path) -> None:
    """Except in its examples and its page."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    titles = [row.title.removeprefix("the ") for row in TOOLS.values()]
    for node in _code(tree):
        for part in ast.walk(node):
            if isinstance(part, ast.Constant) and isinstance(part.value, str):
                assert part.value not in TOOLS
                assert not any(title in part.value for title in titles)


def _code(tree: ast.Module) -> Iterator[ast.stmt]:
    """The statements of a module and its functions, without docstrings and examples."""
    for node in tree.body:
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            continue
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) in ("BAD", "GOOD"):
            continue
        if isinstance(node, ast.FunctionDef) and ast.get_docstring(node):
            yield from node.body[1:]
        else:
            yield node


@pytest.mark.parametrize("path", MODULES)
def test_a_rule_asks_for_the_tools_when_it_is_checked(path: Path) -> None:
    """A tool may be registered after the rules are imported."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign | ast.AnnAssign | ast.Expr):
            names = {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}
            assert names.isdisjoint(("TOOLS", "measure", "load", "name_tools", "tools_that"))
