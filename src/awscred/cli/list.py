"""`awscred list`: every profile of both files."""

from __future__ import annotations

import os
import sys
from collections import Counter
from datetime import datetime, timezone

import click

from awscred import validation
from awscred.cli import Command, State
from awscred.cli.terminal import (
    format_option,
    names_option,
    note,
    process_option,
    short_path,
    terminal_columns,
    timeout_option,
    use_color,
    write,
)
from awscred.errors import OK
from awscred.findings import ERROR
from awscred.output.list import (
    Identities,
    Row,
    as_json,
    expires,
    marked_region,
    plain,
)
from awscred.output.names import Names
from awscred.output.safe import Shown
from awscred.output.times import EXPIRED, remaining
from awscred.profiles import KINDS, Files, Profile
from awscred.reasons import about, is_long, placed
from awscred.suspects import only_suspects
from awscred.tools import TOOLS, read
from awscred.tools.reading import Reading

_MOST_REASONS = 3
_ACCOUNT_SOURCES = {
    "aws_access_key_id": "key id",
    "aws_account_id": "setting",
    "role_arn": "role",
    "sso_account_id": "SSO",
    "login_session": "login",
}


@click.command(
    "list",
    cls=Command,
    epilog="awscred list\nawscred list --kind sso --names\nawscred list --verify",
)
@format_option
@click.option(
    "--kind", "kinds", multiple=True, type=click.Choice(KINDS), help="Show only this kind."
)
@click.option("--invalid", is_flag=True, help="Show only profiles with problems.")
@click.option("--names", is_flag=True, help="Print only names, one per line.")
@names_option
@click.option("--verify", is_flag=True, help="Verify every profile and add a column.")
@timeout_option
@process_option
@click.pass_obj
def command(
    state: State,
    format_: str,
    kinds: tuple[str, ...],
    invalid: bool,
    names: bool,
    show_names: bool,
    verify: bool,
    timeout: float,
    allow_process: bool,
) -> int:
    """List all profiles in both files.

    Shows each profile's kind, account, region, the place of its credentials, and its number of
    problems, which `awscred validate` explains. The account is decoded from the access key id, or
    read from the role or SSO settings.

    AWS is asked only with --verify; the exit code is then that of `whoami`. From files named with
    --config or --credentials, --verify uses only keys, and roles assumed with them.
    """
    files = state.load()
    active = active_profile()
    if not files.profiles:
        note(how_to_begin(files))
    elif active not in files.profiles and active != "default":
        note(f"AWS_PROFILE is {active}, but that profile does not exist")
    problems = validation.problems(files) if invalid or not names else Counter[str | None]()
    rows = [
        Row(profile, name == active, problems[name])
        for name, profile in files.profiles.items()
        if (not kinds or profile.kind in kinds) and (not invalid or problems[name])
    ]
    shown = Names(files.profiles, clear=show_names)
    found = _ask(rows, files, state, timeout, allow_process) if verify else None
    if names:
        write("".join(f"{shown(row.profile.name)}\n" for row in rows))
    elif format_ == "json":
        write(as_json(rows, files, shown, found))
    elif format_ == "plain":
        write(plain(rows, files, shown, found))
    elif rows:
        write(_table(rows, files, shown, found, use_color(state.color, sys.stdout)))
        if sys.stdout.isatty():
            _note_reasons(rows, files)
        if problems[None]:
            note(
                f"{_more(problems[None])} not tied to a profile; run `awscred validate` to see more"
            )
    if not found:
        return OK
    from awscred.cli.verify import exit_code, note_limits

    note_limits(found.values())
    if any(who.error for who in found.values()):
        note("run `awscred whoami --all` to see why a profile does not work, and what to do")
    return exit_code(found.values())


def _ask(
    rows: list[Row], files: Files, state: State, timeout: float, allow_process: bool
) -> Identities:
    """AWS's answers for the profiles that have credentials."""
    from awscred.cli.verify import ask_about_credentials

    return ask_about_credentials(
        files,
        [row.profile.name for row in rows],
        state,
        timeout=timeout,
        allow_process=allow_process,
    )


def active_profile() -> str:
    """The profile that AWS tools use when none is named."""
    environ = os.environ
    return environ.get("AWS_PROFILE") or environ.get("AWS_DEFAULT_PROFILE") or "default"


def how_to_begin(files: Files) -> str:
    """What to say if there are no profiles."""
    places = f"{short_path(files.credentials_path)} and {short_path(files.config_path)}"
    return f"There are no profiles in {places} yet. Run `awscred add` to create one."


def _more(count: int) -> str:
    return f"{count} more {'problem' if count == 1 else 'problems'}"


def _table(
    rows: list[Row], files: Files, names: Names, found: Identities | None, color: bool
) -> str:
    from awscred.output import table

    lines: list[tuple[tuple[str, str], ...]] = []
    readings = _readings(rows, files)
    now = datetime.now(timezone.utc)
    for profile, active, problems in rows:
        mark = "*" if active else " "
        account, source = profile.account
        file, section = profile.origin
        lines.append(
            (
                (Shown(f"{mark} {names(profile.name)}"), "bold green" if active else ""),
                _kind(profile, now),
                (f"{account} {_ACCOUNT_SOURCES[source]}" if account and source else "", ""),
                (marked_region(profile, readings if problems else {}), ""),
                (f"{short_path(files.path(file))}:{section.line}", "dim"),
                (str(problems) if problems else "", "bold red"),
            )
        )
        if found is not None:
            status = found[profile.name].status if profile.name in found else ""
            lines[-1] += ((status, "green" if status == "ok" else "bold red"),)
    header: tuple[str, ...] = ("  Profile", "Kind", "Account", "Region", "Credentials", "Issues")
    if found is not None:
        header += ("AWS",)
    return table.render(header, lines, columns=terminal_columns(), color=color)


def _readings(rows: list[Row], files: Files) -> dict[str, Reading]:
    """What each tool reads of the profiles with problems; all tools read the others alike."""
    if not any(row.problems and row.profile.region for row in rows):
        return {}
    odd = only_suspects(files) or files
    return {tool: read(tool, odd.config, odd.credentials) for tool in TOOLS}


def _note_reasons(rows: list[Row], files: Files) -> None:
    """Note the first error of the first few profiles that have one. Long files are not checked."""
    names = [row.profile.name for row in rows if row.problems]
    if not names or is_long(files):
        return
    found = [one for one in validation.validate(files).findings if one.severity == ERROR]
    first = {name: errors[0] for name in names if (errors := about(name, found, files))}
    for error in list(first.values())[:_MOST_REASONS]:
        note(f"error[{error.rule}]: {placed(error, files, short_path)}")
    if first:
        note("run `awscred validate` to see all problems")


def _kind(profile: Profile, now: datetime) -> tuple[str, str]:
    """The cell with a profile's kind, and how long its keys are valid, if that is known."""
    time = expires(profile)
    if time is None:
        return profile.kind, "dim" if profile.kind == "none" else ""
    left = remaining(time, now)
    if left == EXPIRED:
        return f"{profile.kind}, {left}", "red"
    return f"{profile.kind}, {left} left", ""
