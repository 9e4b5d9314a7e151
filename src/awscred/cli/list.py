"""`awscred list`: every profile of both files."""

from __future__ import annotations

import os
import sys
from collections import Counter
from datetime import datetime, timezone

import click

from awscred import validation
from awscred.cli import Command, State
from awscred.cli.options import Choice, need, refuse_together
from awscred.cli.terminal import (
    format_option,
    names_option,
    note,
    process_option,
    show_warning,
    terminal_columns,
    timeout_option,
    use_color,
    write,
)
from awscred.environment import (
    Source,
    choosing_variables,
    chosen_profile,
    has_credentials,
    used_source,
)
from awscred.errors import OK
from awscred.findings import ERROR, WARNING
from awscred.identity import as_argument
from awscred.output.list import (
    GROUPS,
    SORTS,
    Identities,
    Row,
    as_json,
    as_table,
    is_about,
    plain,
)
from awscred.output.names import Names
from awscred.output.paths import short_path
from awscred.profiles import KINDS, Files, Profile
from awscred.reasons import about, is_long, placed
from awscred.suspects import only_suspects
from awscred.tools import default_tools, read
from awscred.tools.reading import Reading, Refused

_MOST_REASONS = 3


@click.command(
    "list",
    cls=Command,
    epilog="awscred list prod\nawscred list --kind sso --names\nawscred list --verify",
)
@click.argument("text", required=False)
@format_option
@click.option(
    "--kind",
    "kinds",
    multiple=True,
    type=Choice(KINDS),
    help="Show only this kind: source is credential_source, login is `aws login`, none has no "
    "credentials.",
)
@click.option("--invalid", is_flag=True, help="Show only profiles with problems.")
@click.option("--sort", type=Choice(SORTS), help="Sort the profiles.  [default: as in the files]")
@click.option("--group", type=Choice(GROUPS), help="Group the rows of the table.")
@click.option("--wide", is_flag=True, help="Add the ARN of each role to the table.")
@click.option("--names", is_flag=True, help="Print only names, one per line.")
@names_option
@click.option("--verify", is_flag=True, help="Verify every profile and add a column.")
@timeout_option
@process_option
@click.pass_obj
def command(
    state: State,
    text: str | None,
    format_: str,
    kinds: tuple[str, ...],
    invalid: bool,
    sort: str | None,
    group: str | None,
    wide: bool,
    names: bool,
    show_names: bool,
    verify: bool,
    timeout: float,
    allow_process: bool,
) -> int:
    """List all profiles in both files.

    With TEXT, lists only those with TEXT in their name, account or kind.

    Shows each profile's kind, account, region, the place of its credentials, and its number of
    problems, which `awscred validate` explains. The account is decoded from the access key id, or
    read from the role or SSO settings. `*` marks the profile that AWS tools use if none is named.
    There is no `*` if they use credentials of the environment, such as AWS_ACCESS_KEY_ID.

    AWS is asked only with --verify; the exit code is then that of `whoami`. From files named with
    --config or --credentials, --verify uses only keys, and roles assumed with them.
    """
    refuse_together("names", "format_")
    is_table = format_ == "table" and not names
    need("--format table, without --names", ("group", "wide"), unless=is_table)
    need("--verify", ("timeout", "allow_process"), unless=verify)
    preferences = state.preferences
    accounts = preferences.accounts
    files = state.load()
    active = active_profile()
    source = overriding_source(active, files)
    if not files.profiles:
        note(how_to_begin(files))
    elif active not in files.profiles and active != "default":
        variable = choosing_variables(os.environ)[0]
        note(f"{variable} is {active}, but that profile does not exist")
    problems = Counter[tuple[str | None, str]]()
    if invalid or not names:
        problems = validation.problems(files, preferences)
    rows = [
        Row(
            profile,
            source is None and name == active,
            problems[name, ERROR],
            problems[name, WARNING],
        )
        for name, profile in files.profiles.items()
        if (not kinds or profile.kind in kinds) and (not text or is_about(profile, text, accounts))
    ]
    if invalid:
        rows = [row for row in rows if row.problems]
    if sort:
        rows.sort(key=SORTS[sort])
    if text and files.profiles and not rows:
        of_kind = f" of kind {' or '.join(kinds)}" if kinds else ""
        note(f'no profile{of_kind} matches "{text}"')
    shown = Names(files.profiles, clear=show_names, accounts=accounts)
    found = _ask(rows, files, state, timeout, allow_process) if verify else None
    if names:
        write("".join(f"{shown(row.profile.name)}\n" for row in rows))
    elif format_ == "json":
        write(as_json(rows, files, shown, found))
    elif format_ == "plain":
        write(plain(rows, files, shown, found))
    elif rows:
        write(
            as_table(
                rows,
                shown,
                _readings(rows, files),
                lambda profile: _place(profile, files),
                found,
                datetime.now(timezone.utc),
                group=group,
                wide=wide,
                most=terminal_columns(),
                color=use_color(state.color, sys.stdout),
            )
        )
        if sys.stdout.isatty():
            _note_reasons(rows, files)
        if unplaced := problems[None, ERROR] + problems[None, WARNING]:
            note(f"{_more(unplaced)} not tied to a profile; run `awscred validate` to see more")
    if source and active in files.profiles and not names:
        warn_overridden(source, active)
    if not found:
        return OK
    from awscred.cli.verify import exit_code, note_limits

    note_limits(found.values())
    failed = [name for name, who in found.items() if who.error]
    if failed:
        which = as_argument(failed[0]) if len(failed) == 1 else "--all"
        note(f"run `awscred whoami {which}` to see why a profile does not work, and what to do")
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
    """The profile that the AWS CLI uses when none is named."""
    return chosen_profile(os.environ) or "default"


def outside_source(name: str, files: Files) -> Source | None:
    """The credentials that a command uses although the active profile is this, if it does.

    None if the environment names a profile that does not exist, or a file cannot be read.
    """
    if name not in files.profiles and chosen_profile(os.environ):
        return None
    try:
        return used_source(os.environ, name, files.read_by_botocore)
    except Refused:
        return None


def overriding_source(name: str, files: Files) -> Source | None:
    """The same, if they are of the environment and go before any credentials of the profile."""
    if not has_credentials(os.environ):  # usually; so the files need not be read as botocore does
        return None
    source = outside_source(name, files)
    return source if source and source.goes_first else None


def warn_overridden(source: Source, name: str) -> None:
    """Warn that the environment overrides the active profile, and say what to type."""
    show_warning(
        f"{source.name} is set, so the next `aws` command ignores profile {name}",
        f"run `{source.unset}` to use {name}, or `awscred whoami {as_argument(name)}` to ask"
        " about it",
    )


def how_to_begin(files: Files) -> str:
    """What to say if there are no profiles."""
    places = f"{short_path(files.credentials_path)} and {short_path(files.config_path)}"
    return f"There are no profiles in {places} yet. Run `awscred add` to create one."


def _more(count: int) -> str:
    return f"{count} more {'problem' if count == 1 else 'problems'}"


def _place(profile: Profile, files: Files) -> str:
    """Where the credentials of a profile are."""
    file, section = profile.origin
    return f"{short_path(files.path(file))}:{section.line}"


def _readings(rows: list[Row], files: Files) -> dict[str, Reading]:
    """What each tool reads of the profiles with problems; they read the others alike."""
    if not any(row.problems and row.profile.region for row in rows):
        return {}
    odd = only_suspects(files) or files
    return {tool: read(tool, odd.config, odd.credentials) for tool in default_tools()}


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
