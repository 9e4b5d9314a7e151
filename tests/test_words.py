"""What people read is in plain words: help, README, messages and hints."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Callable, Iterator
from itertools import groupby
from pathlib import Path
from typing import TypeAlias

import click
import pytest

from awscred.cli import Commands, app, main
from awscred.errors import USAGE
from tests.conftest import Run

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "src" / "awscred"
LONGEST = 60
"""Characters of a summary: with the longest name of a command, it fits into 80 columns."""
HABITS = re.compile(
    r"\bstand(s|ing)? (in|on|so|there|here|for|alone)\b|\bmend|\bmisspelt\b|\bspelt\b|, too\b"
    r"|\banew\b|(?<!here )\b(is|are) no (?!longer|more)[a-z]|\btells?\b|\ball else\b|\bthe house\b"
    r"|\bbe it\b|(?<!here )\b(is|are) none\b|\bcalled like\b|\bto the letter\b|\bnobody to\b"
    r"|(?<!left) \bbehind (a|an|the|it|them)\b|\bpass(es|ed|ing)? over\b|\bwithout a word\b"
    r"|\bgo(es)? on with\b|\btakes? for\b|\bas nearly\b|\bcatalogue\b"
    r"|, where (it|there|they|nobody|none)\b"
)
"""Ways to say things that are hard to read, or that sound translated."""
QUOTED = re.compile(r"`[^`]*`|\"[^\"]*\"")
"""What a docstring or a comment quotes, which may be anything."""

Texts: TypeAlias = Iterator[tuple[int, str]]
"""Texts of a module, with the 1-based lines where they begin."""


def _habits(text: str) -> list[str]:
    return [found.group() for found in HABITS.finditer(" ".join(text.split()))]


def _commands() -> dict[str, click.Command]:
    context = click.Context(app)
    found = {name: app.get_command(context, name) for name in Commands.NAMES}
    return {name: command for name, command in found.items() if command is not None}


def _help(command: click.Command, name: str) -> str:
    context = command.context_class(command, info_name=name, terminal_width=80)
    return command.get_help(context)


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


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "docs/ci.md"])
def test_a_document_is_in_plain_words(name: str) -> None:
    assert _habits((ROOT / name).read_text(encoding="utf-8")) == []


def _documentation(tree: ast.Module) -> list[ast.Constant]:
    """The docstrings of a module, including those of variables."""
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    ]


def _messages(source: str) -> Texts:
    """The literals of several words that are not docstrings."""
    tree = ast.parse(source)
    documentation = _documentation(tree)
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and node not in documentation
            and " " in node.value
        ):
            yield node.lineno, node.value


def _docstrings(source: str) -> Texts:
    """The docstrings without what they quote."""
    for node in _documentation(ast.parse(source)):
        yield node.lineno, QUOTED.sub("...", str(node.value))


def _comments(source: str) -> Texts:
    """The comments without what they quote; those on successive lines are one text."""
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    comments = [
        (token.start[0], token.string) for token in tokens if token.type == tokenize.COMMENT
    ]
    for _, block in groupby(enumerate(comments), lambda item: item[1][0] - item[0]):
        lines = [comment for _, comment in block]
        text = " ".join(comment.lstrip("# ") for _, comment in lines)
        yield lines[0][0], QUOTED.sub("...", text)


@pytest.mark.parametrize("texts", [_messages, _docstrings, _comments])
@pytest.mark.parametrize("part", sorted(one.name for one in PACKAGE.iterdir()))
def test_a_module_is_in_plain_words(part: str, texts: Callable[[str], Texts]) -> None:
    path = PACKAGE / part
    modules = sorted(path.rglob("*.py")) if path.is_dir() else [path]
    found = [
        f"{module.relative_to(ROOT)}:{line}: {habit}"
        for module in modules
        if module.suffix == ".py"
        for line, text in texts(module.read_text(encoding="utf-8"))
        for habit in _habits(text)
    ]
    assert found == []


def test_every_text_of_a_module_is_looked_at() -> None:
    source = '''"""It tells why."""
A = 1
"""A setting that is no
setting."""
B = "passed over, as nothing"  # a value stands
# there; "it tells" and `, too` are quotes
'''
    found = [list(texts(source)) for texts in (_messages, _docstrings, _comments)]
    assert [[_habits(text) for _, text in part] for part in found] == [
        [["passed over"]],
        [["tells"], ["is no s"]],
        [["stands there"]],
    ]
    assert [[line for line, _ in part] for part in found] == [[5], [1, 3], [5]]


@pytest.mark.parametrize(("typed", "meant"), [("lst", "list"), ("vaildate", "validate")])
def test_a_mistyped_command_is_answered_with_the_one_meant(
    typed: str, meant: str, run: Run
) -> None:
    done = run(typed)
    assert done.returncode == USAGE
    assert f"hint: did you mean {meant}?" in done.stderr


def test_the_version_has_a_short_option(run: Run) -> None:
    assert run("-V").stdout == run("--version").stdout


@pytest.mark.parametrize("name", HELP)
@pytest.mark.parametrize("size", [40, 60])
def test_help_of_a_narrow_terminal_breaks_no_word(
    name: str, size: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", str(size))
    main([*([] if name == "awscred" else [name]), "--help"])
    shown = capsys.readouterr().out.partition("\nExamples:")[0]
    for line in shown.splitlines():  # a word or a command that is longer than a line is not broken
        assert len(line) <= size or len(re.findall(r"`[^`]*`|\S+", line)) == 1
    words = {word for word in HELP[name].partition("\nExamples:")[0].split() if "|" not in word}
    assert words <= set(shown.split())


def test_every_argument_is_explained_in_a_section_of_its_own() -> None:
    for name, command in _commands().items():
        arguments = [one for one in command.params if isinstance(one, click.Argument)]
        text = HELP[name].partition("\nArguments:\n")[2].partition("\n\n")[0]
        assert len(re.findall(r"^  \S.*  \S", text, re.MULTILINE)) == len(arguments)


def test_the_limits_of_a_time_are_in_words() -> None:
    assert "0.1 to 3600" in " ".join(HELP["whoami"].split())
    assert not any("<=" in text for text in HELP.values())
