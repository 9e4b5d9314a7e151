"""What people read is in plain words: help, README, messages and hints."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from awscred.cli import Commands, app
from awscred.errors import USAGE
from tests.conftest import Run

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "src" / "awscred"
LONGEST = 60
"""Characters of a summary: with the longest name of a command, it fits into 80 columns."""
HABITS = re.compile(
    r"\bstand(s|ing)? (in|on|so|there|here|for|alone)\b|\bmend|\bmisspelt\b|\bspelt\b|, too\b"
    r"|\banew\b|(?<!here )\b(is|are) no [a-z]|\btells?\b|\ball else\b|\bthe house\b|\bnobody to\b"
    r"|\bbe it\b|(?<!here )\bis none\b|\bcalled like\b|\bto the letter\b"
    r"|(?<!left) \bbehind (a|an|the|it|them)\b"
)
"""Ways to say things that are hard to read, or that sound translated."""


def _habits(text: str) -> list[str]:
    return [found.group() for found in HABITS.finditer(" ".join(text.split()))]


def _commands() -> dict[str, click.Command]:
    context = click.Context(app)
    found = {name: app.get_command(context, name) for name in Commands.NAMES}
    return {name: command for name, command in found.items() if command is not None}


def _help(command: click.Command, name: str) -> str:
    return command.get_help(click.Context(command, info_name=name, terminal_width=80))


HELP = {"awscred": _help(app, "awscred")} | {
    name: _help(command, name) for name, command in _commands().items()
}


@pytest.mark.parametrize("name", Commands.NAMES)
def test_a_summary_is_short_and_whole(name: str) -> None:
    assert isinstance(app, Commands)
    summary = app.summary(click.Context(app), name)
    assert 0 < len(summary) <= LONGEST
    (line,) = re.findall(rf"^  {name} +(.+)$", HELP["awscred"], re.MULTILINE)
    assert line == summary


@pytest.mark.parametrize("name", HELP)
def test_help_fits_into_80_columns(name: str) -> None:
    assert [line for line in HELP[name].splitlines() if len(line) > 80] == []


@pytest.mark.parametrize("name", HELP)
def test_every_command_has_examples_and_the_address_of_its_documentation(name: str) -> None:
    examples, _, documentation = HELP[name].partition("Examples:\n")[2].partition("\n\n")
    lines = examples.splitlines()
    assert 2 <= len(lines) <= 4
    wanted = "awscred " if name == "awscred" else f"awscred {name} "
    assert all(wanted in f"{line} " for line in lines)
    assert documentation.startswith("Documentation: https://")


def test_every_option_is_explained() -> None:
    for name, command in _commands().items():
        for option in command.params:
            if isinstance(option, click.Option):
                assert option.help, f"{name} {option.name}"


@pytest.mark.parametrize("text", HELP.values(), ids=HELP)
def test_help_is_in_plain_words(text: str) -> None:
    assert _habits(text) == []


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"])
def test_a_document_is_in_plain_words(name: str) -> None:
    assert _habits((ROOT / name).read_text(encoding="utf-8")) == []


def _messages(path: Path) -> Iterator[tuple[int, str]]:
    """The texts of a module with their lines: its literals of several words, but no docstring."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    documentation = {
        node.value for node in ast.walk(tree) if isinstance(node, ast.Expr)
    }  # of attributes as well
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and node not in documentation
            and " " in node.value
        ):
            yield node.lineno, node.value


@pytest.mark.parametrize("part", sorted(one.name for one in PACKAGE.iterdir()))
def test_messages_are_in_plain_words(part: str) -> None:
    if part == "rules":  # findings have tests of their own
        return
    path = PACKAGE / part
    modules = (
        sorted(path.rglob("*.py")) if path.is_dir() else [path] if path.suffix == ".py" else []
    )
    found = [
        f"{module.relative_to(ROOT)}:{line}: {habit}"
        for module in modules
        for line, text in _messages(module)
        for habit in _habits(text)
    ]
    assert found == []


@pytest.mark.parametrize(("typed", "meant"), [("lst", "list"), ("vaildate", "validate")])
def test_a_mistyped_command_is_answered_with_the_one_meant(
    typed: str, meant: str, run: Run
) -> None:
    done = run(typed)
    assert done.returncode == USAGE
    assert f"hint: did you mean {meant}?" in done.stderr


def test_the_version_has_a_short_option(run: Run) -> None:
    assert run("-V").stdout == run("--version").stdout
