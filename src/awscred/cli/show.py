"""`awscred show`: one profile in full, or what one tool reads."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Mapping, Sequence
from datetime import datetime, timezone

import click

from awscred import changes, validation
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
from awscred.output import show_section as section
from awscred.output.names import Names
from awscred.output.paths import with_short_files
from awscred.output.safe import width
from awscred.output.table import Column
from awscred.output.validate.showing import Showing
from awscred.output.validate.text import indented
from awscred.output.wrapping import wrapped
from awscred.profiles import OTHER_SECTIONS, Files
from awscred.settings import redact_words
from awscred.store import names_file
from awscred.tools import TOOLS, read
from awscred.tools.reading import Reading


def _whole(name: str | None, more: Sequence[str]) -> str | None:
    """The one PROFILE; a section's header may be typed as two words."""
    if name in OTHER_SECTIONS and len(more) == 1:
        return f"{name} {more[0]}"
    if more:
        raise click.UsageError("too many arguments")
    return name


@click.command(
    "show",
    cls=Command,
    context_settings={"allow_extra_args": True},
    epilog="awscred show deploy\nawscred show deploy --as go\nawscred show --as cli\n"
    "awscred show sso-session corp",
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
    Values that may be secret are masked. `sso-session NAME` and `services NAME` show
    these sections of config, and the profiles that use them.
    """
    profile = _whole(profile, click.get_current_context().args)
    has_names = tool is not None or format_ != "plain"
    need("--as, or --format table or json", ("show_names",), unless=has_names)
    preferences = state.preferences
    files = state.load()
    color = use_color(state.color, sys.stdout)
    if profile is not None and profile not in files.profiles:
        need("a profile", ("tool",), unless=files.meant(profile)[0] == "profile")
    if tool is not None:
        reading = read(tool, files.config, files.credentials)
        names = Names(reading.profiles, clear=show_names)
        return _show_reading(reading, files, profile, names, format_, color)
    if profile is None and can_ask():
        profile = pick(files)
    if profile is None:
        raise click.UsageError("PROFILE is missing: name a profile, or a tool with --as")
    is_section = files.meant(profile)[0] != "profile"
    if not files.places(profile):
        missing = changes.absent(profile, files)
        if format_ == "json":
            code = "SectionNotFound" if is_section else "ProfileNotFound"
            problem = Problem(code, missing.message, missing.hint)
            page = section if is_section else output
            write(page.missing_as_json(problem, Names([profile], clear=show_names)))
        raise missing
    report = validation.validate(files)
    found = validation.as_preferred(report.findings, files, preferences)
    report = report._replace(findings=found)
    names = Names(files.profiles, clear=show_names, accounts=preferences.accounts)
    readings = {
        tool: report.readings.get(tool) or read(tool, files.config, files.credentials)
        for tool in TOOLS
    }
    if is_section:
        users = [*changes.dependants(files, [profile])]
        part = section.SectionView(profile, files, report, readings, users, names)
        _show_section(part, format_, color)
        return OK
    override = region_override(files.profiles[profile], os.environ)
    region = region_in_environment(os.environ)
    active = profile == active_profile()
    command = "awscred validate"
    if not (profile.startswith("-") or names_file(profile)):  # else it is not read as a profile
        command += f" {shlex.quote(names(profile))}"
    mine = files.profiles[profile]
    view = output.View(mine, files, report, readings, names, override, region, active, command)
    if format_ == "json":
        write(output.as_json(view))
    elif format_ == "plain":
        write(output.plain(view))
    else:
        write(_as_text(view._replace(files=with_short_files(files)), color))
    return OK


def _show_section(view: section.SectionView, format_: str, color: bool) -> None:
    if format_ == "json":
        write(section.as_json(view))
    elif format_ == "plain":
        write(section.plain(view))
    else:
        view = view._replace(files=with_short_files(view.files))
        now = datetime.now(timezone.utc)
        showing = Showing(color, terminal_columns(), str, now, command="awscred validate")
        parts = _page(section.facts(view), section.blocks(view), color)
        found = output.severe(view.findings)
        parts += [indented(one, view.report, view.files, showing) for one in found]
        write("\n".join(parts))


def _page(
    facts: Sequence[tuple[str, str]], blocks: Sequence[output.Block], color: bool
) -> list[str]:
    """The facts and the tables of a page; facts without words are left out."""
    bold, reset = ("\x1b[1m", "\x1b[0m") if color else ("", "")
    columns = terminal_columns()
    facts = [(title, words) for title, words in facts if words]
    size = max(width(title) for title, _ in facts) + 2
    lines = [
        f"{bold}{title.ljust(size)}{reset}" + "\n".join(wrapped(words, size, size, columns))
        for title, words in facts
    ]
    return ["".join(f"{line}\n" for line in lines), *(_table(block, color) for block in blocks)]


def _as_text(view: output.View, color: bool) -> str:
    now = datetime.now(timezone.utc)
    columns = terminal_columns()
    parts = _page(output.facts(view, now), output.blocks(view), color)
    showing = Showing(color, columns, str, now, command=view.command)
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
