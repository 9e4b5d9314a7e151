"""The build hook: what a wheel has besides the modules.

Manual pages, written from the help of each command, are in `share/man/man1`; they are not in the
repository. The JSON Schemas of `docs/schemas` are in the package, for programs that use it.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterable, Iterator
from typing import Any, cast

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "src"))

from awscred import __version__
from awscred.cli import Command, Commands, app
from awscred.cli.help import ARGUMENTS
from awscred.cli.options import GLOBAL_OPTIONS
from awscred.output import DOCS

_EXIT_STATUS = (
    ("0", "The command did what was asked, and the answer is yes."),
    ("1", "The answer is no: an error was found, or AWS refuses a profile."),
    ("2", "The command was typed incorrectly."),
    ("3", "The command could not do it, or could not find out."),
    ("130", "The command was interrupted with Ctrl-C."),
)
_FILES = (
    ("~/.aws/config", "Settings, roles, SSO sessions and services."),
    ("~/.aws/credentials", "Access keys."),
)


class Additions(BuildHookInterface):  # type: ignore[type-arg] # its configuration is not used
    """Adds manual pages and schemas to a wheel. An editable installation has none."""

    PLUGIN_NAME = "additions"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":
            return
        self._folder = tempfile.TemporaryDirectory()
        for name, text in pages().items():
            path = os.path.join(self._folder.name, name)
            with open(path, "w", encoding="utf-8", newline="\n") as file:
                file.write(text)
            build_data["shared_data"][path] = f"share/man/man1/{name}"
        schemas = os.path.join(self.root, "docs", "schemas")
        build_data["force_include"][schemas] = "awscred/schemas"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        if version != "editable":
            self._folder.cleanup()


def pages() -> dict[str, str]:
    """Each manual page by the name of its file: awscred.1, and awscred-list.1 for `list`."""
    context = app.context_class(app, info_name="awscred")
    found = {"awscred.1": _page(context)}
    for name in Commands.NAMES:
        command = cast(Command, app.get_command(context, name))
        inner = command.context_class(command, info_name=name, parent=context)
        found[f"awscred-{name}.1"] = _page(inner)
    return found


def _page(context: Any) -> str:
    """The manual page of the command of a click context."""
    title = context.command_path.replace(" ", "-")
    summary = (context.command.help or "").partition("\n")[0].rstrip(".")
    lines = (
        f'.TH "{_plain(title.upper())}" 1 "" "awscred {_plain(__version__)}" "awscred manual"',
        ".ad l",  # not justified: spaces in commands stay as they are
        ".SH NAME",
        f"{_plain(title)} \\- {_text(summary[:1].lower() + summary[1:])}",
        ".SH SYNOPSIS",
        f".B {_plain(context.command_path)}",
        _plain(" ".join(context.command.collect_usage_pieces(context))),
        *_description(context.command),
        *_parameters(context),
        *_terms("GLOBAL OPTIONS", _records(context, GLOBAL_OPTIONS)),
        *_terms("EXIT STATUS", _EXIT_STATUS),
        *_terms("FILES", _FILES),
        *_examples(context.command),
        *_see_also(title),
    )
    return "\n".join(lines) + "\n"


def _description(command: Command) -> Iterator[str]:
    """The help without its first line, unless that is all."""
    yield ".SH DESCRIPTION"
    summary, *rest = (command.help or "").split("\n\n")
    for paragraph in rest or [summary]:
        yield ".PP"
        yield _text(paragraph)


def _parameters(context: Any) -> Iterator[str]:
    """The arguments and options of one command, and the commands of the group."""
    own = [one for one in context.command.get_params(context) if one not in GLOBAL_OPTIONS]
    names = [one.make_metavar(context) for one in own if one.param_type_name == "argument"]
    yield from _terms("ARGUMENTS", [(name, ARGUMENTS[name]) for name in names])
    if isinstance(context.command, Commands):
        summary = context.command.summary
        yield from _terms(
            "COMMANDS", [(f"awscred {name}", summary(context, name)) for name in Commands.NAMES]
        )
    yield from _terms("OPTIONS", _records(context, own))


def _records(context: Any, params: Iterable[Any]) -> list[tuple[str, str]]:
    """The options with their help, as `--help` shows them."""
    options = [one for one in params if one.param_type_name == "option"]
    return [record for one in options if (record := one.get_help_record(context))]


def _terms(title: str, rows: Iterable[tuple[str, str]]) -> Iterator[str]:
    """A section of terms and what they mean; nothing if there are none."""
    rows = [*rows]
    if rows:
        yield f".SH {title}"
    for term, meaning in rows:
        yield ".TP"
        yield f"\\fB{_plain(term)}\\fR"
        yield _text(meaning)


def _examples(command: Command) -> Iterator[str]:
    yield ".SH EXAMPLES"
    yield ".EX"
    yield from (_plain(line) for line in (command.epilog or "").splitlines())
    yield ".EE"


def _see_also(title: str) -> Iterator[str]:
    yield ".SH SEE ALSO"
    names = [f"awscred-{name}" for name in Commands.NAMES] if title == "awscred" else ["awscred"]
    yield ", ".join(f"\\fB{_plain(name)}\\fR(1)" for name in names)
    yield ".PP"
    yield _plain(DOCS)


def _text(text: str) -> str:
    """A paragraph: what is in backticks becomes bold."""
    parts = _plain(" ".join(text.split())).split("`")
    return "".join(f"\\fB{part}\\fR" if odd % 2 else part for odd, part in enumerate(parts))


def _plain(text: str) -> str:
    """Text in which nothing is a request or an escape of roff."""
    text = text.replace("\\", "\\e").replace("-", "\\-").replace("'", "\\(aq")
    return f"\\&{text}" if text.startswith(".") else text
