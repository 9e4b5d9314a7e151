"""`awscred show`: one profile in full, or what one tool reads."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Mapping
from datetime import datetime, timezone

import click

from awscred import validation
from awscred.cli import Command, State, completing
from awscred.cli.list import active_profile
from awscred.cli.options import Choice, need
from awscred.cli.picking import pick
from awscred.cli.terminal import (
    can_ask,
    format_option,
    names_option,
    show_error,
    terminal_columns,
    use_color,
    write,
)
from awscred.errors import NO, OK, AwscredError
from awscred.explain import region_in_environment, region_override
from awscred.guesses import did_you_mean
from awscred.identity import Problem
from awscred.output import show as output
from awscred.output.names import Names
from awscred.output.paths import short_path
from awscred.output.safe import width
from awscred.output.table import Column
from awscred.output.validate.showing import Showing
from awscred.output.validate.text import indented, wrapped
from awscred.profiles import Files
from awscred.settings import redact_words
from awscred.tools import TOOLS, read
from awscred.tools.reading import Reading


@click.command(
    "show",
    cls=Command,
    epilog="awscred show deploy\nawscred show deploy --as go\nawscred show --as cli",
)
@click.argument("profile", required=False, shell_complete=completing.profile)
@click.option(
    "--as",
    "tool",
    type=Choice(list(TOOLS)),
    help="Show what one tool reads; without PROFILE, all profiles.",
)
@format_option
@names_option
@click.pass_obj
def command(
    state: State, profile: str | None, tool: str | None, format_: str, show_names: bool
) -> int:
    """Show one profile and how each tool reads it.

    Shows each setting with its line, the chain of profiles that provides the credentials, and how
    the AWS Toolkit, the AWS CLI (and boto3), the other AWS SDKs and the C runtime read the profile.
    Values that may be secret are masked.
    """
    has_names = tool is not None or format_ != "plain"
    need("--as, or --format table or json", ("show_names",), unless=has_names)
    files = state.load()
    color = use_color(state.color, sys.stdout)
    if tool is not None:
        reading = read(tool, files.config, files.credentials)
        names = Names(reading.profiles, clear=show_names)
        return _show_reading(reading, files, profile, names, format_, color)
    if profile is None and can_ask():
        profile = pick(files)
    if profile is None:
        raise click.UsageError("PROFILE is missing: name a profile, or a tool with --as")
    if profile not in files.profiles:
        missing = _no_such(profile, files.profiles)
        if format_ == "json":
            problem = Problem("ProfileNotFound", missing.message, missing.hint)
            write(output.missing_as_json(problem, Names([profile], clear=show_names)))
        raise missing
    report = validation.validate(files)
    names = Names(files.profiles, clear=show_names)
    override = region_override(files.profiles[profile], os.environ)
    region = region_in_environment(os.environ)
    active = profile == active_profile()
    found = files.profiles[profile]
    readings = {
        tool: report.readings.get(tool) or read(tool, files.config, files.credentials)
        for tool in TOOLS
    }
    view = output.View(found, files, report, readings, names, override, region, active)
    if format_ == "json":
        write(output.as_json(view))
    elif format_ == "plain":
        write(output.plain(view))
    else:
        places = short_path(files.config_path), short_path(files.credentials_path)
        short = Files(files.config, files.credentials, *places)
        write(_as_text(view._replace(files=short), color))
    return OK


def _as_text(view: output.View, color: bool) -> str:
    bold, reset = ("\x1b[1m", "\x1b[0m") if color else ("", "")
    now = datetime.now(timezone.utc)
    columns = terminal_columns()
    facts = [(title, words) for title, words in output.facts(view, now) if words]
    size = max(width(title) for title, _ in facts) + 2
    lines = [
        f"{bold}{title.ljust(size)}{reset}" + "\n".join(wrapped(words, size, size, columns))
        for title, words in facts
    ]
    parts = ["".join(f"{line}\n" for line in lines)]
    parts += [_table(block, color) for block in output.blocks(view)]
    name = shlex.quote(view.names(view.profile.name))
    showing = Showing(color, columns, str, now, command=f"awscred validate {name}")
    parts += [indented(one, view.report, view.files, showing) for one in output.problems(view)]
    return "\n".join(parts)


def _table(block: output.Block, color: bool) -> str:
    from awscred.output import table

    return table.render(block.columns, block.rows, terminal_columns(), color=color)


def _show_reading(
    reading: Reading,
    files: Files,
    profile: str | None,
    names: Names,
    format_: str,
    color: bool,
) -> int:
    wanted = [name for name in reading.profiles if profile in (None, name)]
    if format_ == "json":
        write(output.reading_as_json(reading, files, wanted, names))
    elif format_ == "plain":
        rows = output.reading_as_rows(reading, wanted, names)
        write("".join("\t".join(row) + "\n" for row in rows))
    elif wanted:
        rows = output.reading_as_rows(reading, wanted, names)
        block = output.Block(
            (Column("Profile"), Column("Setting"), Column("Value")),
            [tuple((cell, "") for cell in row) for row in rows],
        )
        write(_table(block, color))
    if profile is not None and not wanted and reading.error is None:
        raise _no_such(profile, reading.profiles)
    if reading.error is not None:
        place = reading.error.place
        where = f"{files.path(place.file)}:{place.span.line}"
        show_error(
            f"{TOOLS[reading.tool].title} refuses {where}: {redact_words(reading.error.message)}",
            "run `awscred validate` to see the problem",
        )
        return NO
    return OK


def _no_such(name: str, known: Mapping[str, object]) -> AwscredError:
    hint = did_you_mean(name, known, "run `awscred list` to see the profiles")
    return AwscredError(f"profile {name} does not exist", hint, exit_code=NO)
