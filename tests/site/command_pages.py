"""A page for each command, from what click knows of it, with its examples as they were run."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import click

from awscred.cli import Commands, app
from awscred.cli.help import ARGUMENTS
from awscred.cli.options import GLOBAL_OPTIONS
from awscred.errors import OK
from tests.site.markdown import Pages, code, navigation, prose, sample, table, whole

_MOST_LINES = 30
"""Lines of output that are shown; `awscred rules` prints one for each rule."""
_NOTES = {"edit": "Here, `$EDITOR` is a `sed` command, which changes one word."}
_HEAD = """\
# Commands

`awscred COMMAND --help` shows the same as these pages. Results are written to standard output, and
everything else to standard error.
"""
_EXAMPLES = (
    "These were run when this page was built, on [sample files](index.md#sample-files) and with a "
    "stand-in for AWS."
)


class Ran(NamedTuple):
    """An example as it was run: the line, what the terminal showed, and the exit code."""

    line: str
    shown: str
    code: int


def commands() -> dict[str, click.Command]:
    """The commands by name, in the order of `awscred --help`."""
    context = click.Context(app)
    found = {name: app.get_command(context, name) for name in Commands.NAMES}
    return {name: command for name, command in found.items() if command is not None}


def pages(examples: Mapping[str, Sequence[Ran]], samples: Mapping[str, str]) -> Pages:
    """The page of each command at `commands/NAME.md`, the list, and the navigation.

    `samples` are the texts of the sample files by path.
    """
    known = commands()
    found = {
        f"commands/{name}.md": page(name, command, examples[name])
        for name, command in known.items()
    }
    groups = [
        (title, [(name, f"{name}.md") for name in names])
        for title, names in Commands.GROUPS.items()
    ]
    listed = [("All commands", "index.md")]
    return {
        **found,
        "commands/index.md": index(known, samples),
        "commands/SUMMARY.md": navigation(listed, groups),
    }


def index(known: Mapping[str, click.Command], samples: Mapping[str, str]) -> str:
    """All commands by group, the global options, and the sample files of the examples."""
    context = click.Context(app)
    groups = [
        f"## {title}\n\n"
        + table(
            ("Command", "What it does"),
            [(f"[awscred {name}]({name}.md)", prose(_summary(known[name]))) for name in names],
        )
        for title, names in Commands.GROUPS.items()
    ]
    return "\n".join(
        [
            _HEAD,
            *groups,
            "## Global options\n\nValid before and after the command; the last one counts.\n",
            _options(context, GLOBAL_OPTIONS),
            "## Sample files\n\nThe examples use these files. Their keys are those of the AWS "
            "documentation.\n",
            *(sample(text, "ini", path) for path, text in samples.items()),
        ]
    )


def page(name: str, command: click.Command, examples: Sequence[Ran]) -> str:
    """A command: its help, usage, arguments, options and examples."""
    context = command.context_class(command, info_name=f"awscred {name}", terminal_width=200)
    paragraphs = (command.help or "").partition("\n")[2].split("\n\n")
    params = command.params
    arguments = [one for one in params if isinstance(one, click.Argument)]
    options = [one for one in params if isinstance(one, click.Option)]
    usage = " ".join([context.command_path, *command.collect_usage_pieces(context)])
    parts = [
        f"# awscred {name}",
        f"{prose(_summary(command))}.",
        sample(usage),
        *(prose(" ".join(paragraph.split())) for paragraph in paragraphs),
        "## Arguments" if arguments else "",
        _arguments(context, arguments) if arguments else "",
        "## Options",
        _options(context, options),
        "The [global options](index.md#global-options) are also valid.",
        "## Examples",
        _EXAMPLES,
        _NOTES.get(name, ""),
        *(_example(one) for one in examples),
    ]
    return "\n\n".join(part.strip("\n") for part in parts if part.strip()) + "\n"


def _summary(command: click.Command) -> str:
    """The first line of a command's help, without the full stop."""
    return (command.help or "").partition("\n")[0].rstrip(".")


def _arguments(context: click.Context, arguments: Sequence[click.Argument]) -> str:
    names = [one.make_metavar(context) for one in arguments]
    return table(
        ("Argument", "What it is"), [(whole(name), _help(ARGUMENTS[name])) for name in names]
    )


def _options(context: click.Context, options: Sequence[click.Option]) -> str:
    rows = [(_term(context, one), " ".join(_described(one))) for one in options if not one.hidden]
    return table(("Option", "What it does"), rows)


def _term(context: click.Context, option: click.Option) -> str:
    """An option's names, long ones first, with its value unless that is one of a few words."""
    names = sorted(option.opts, key=len, reverse=True)
    is_free = not (option.is_flag or isinstance(option.type, click.Choice))
    value = f" {option.make_metavar(context)}" if is_free else ""
    return ", ".join([whole(f"{names[0]}{value}"), *map(whole, names[1:])])


def _described(option: click.Option) -> Iterator[str]:
    text, _, default = (option.help or "").partition("  [default: ")
    yield prose(text)
    if isinstance(option.type, click.Choice):
        yield f"One of {', '.join(code(str(word)) for word in option.type.choices)}."
    if default:
        yield f"Default: {prose(default.rstrip(']'))}."


def _help(text: str) -> str:
    return prose(re.sub(r"  \[default: (.*)\]", r" Default: \1.", text))


def _example(ran: Ran) -> str:
    """The line and what it printed, as on a terminal."""
    lines = ran.shown.splitlines()
    if len(lines) > _MOST_LINES:
        lines[_MOST_LINES:] = [f"... ({len(lines) - _MOST_LINES} more lines)"]
    shown = sample("\n".join([f"$ {ran.line}", *lines]), "console")
    return shown if ran.code == OK else f"{shown}\nThe exit code is {ran.code}."
