"""`awscred list`: every profile of both files."""

from __future__ import annotations

import os
import sys
from collections import Counter

import click

from awscred import lint
from awscred.cli import Command, State
from awscred.cli.terminal import format_option, note, short_path, terminal_columns, use_color, write
from awscred.errors import OK
from awscred.output.rows import Row, as_json, plain, shown_region
from awscred.output.safe import escape
from awscred.profiles import KINDS, Files
from awscred.store import load

_ACCOUNT_SOURCES = {
    "aws_access_key_id": "key id",
    "aws_account_id": "setting",
    "role_arn": "role",
    "sso_account_id": "SSO",
    "login_session": "login",
}


@click.command("list", cls=Command)
@format_option
@click.option(
    "--kind", "kinds", multiple=True, type=click.Choice(KINDS), help="Only profiles of that kind."
)
@click.option("--invalid", is_flag=True, help="Only profiles with problems.")
@click.option("--names", is_flag=True, help="Print the names alone, one a line.")
@click.pass_obj
def command(state: State, format_: str, kinds: tuple[str, ...], invalid: bool, names: bool) -> int:
    """List every profile of both files.

    Shows kind, account, region, where the credentials stand, and the number of problems, which
    `awscred validate` explains. The account is decoded from the access key id, or taken from the
    role or the SSO settings; no request is made.
    """
    files = load(state.paths, own=state.own)
    active = active_profile()
    if not files.profiles:
        note(how_to_begin(files))
    elif active not in files.profiles and active != "default":
        note(f"AWS_PROFILE names {active}, but there is no such profile")
    problems = lint.problems(files) if invalid or not names else Counter[str | None]()
    rows = [
        Row(profile, name == active, problems[name])
        for name, profile in files.profiles.items()
        if (not kinds or profile.kind in kinds) and (not invalid or problems[name])
    ]
    if names:
        write("".join(f"{escape(row.profile.name)}\n" for row in rows))
    elif format_ == "json":
        write(as_json(rows, files))
    elif format_ == "plain":
        write(plain(rows, files))
    elif rows:
        write(_table(rows, files, use_color(state.color, sys.stdout)))
        if problems[None]:
            note(f"{problems[None]} more outside of any profile: see `awscred validate`")
    return OK


def active_profile() -> str:
    """The profile that AWS tools use when none is named."""
    environ = os.environ
    return environ.get("AWS_PROFILE") or environ.get("AWS_DEFAULT_PROFILE") or "default"


def how_to_begin(files: Files) -> str:
    """What to say where there are no profiles."""
    places = f"{short_path(files.credentials_path)} and {short_path(files.config_path)}"
    return f"There are no profiles in {places} yet. `awscred add` creates the first."


def _table(rows: list[Row], files: Files, color: bool) -> str:
    from awscred.output import table

    lines = []
    for profile, active, problems in rows:
        account, source = profile.account
        file, section = profile.origin
        lines.append(
            (
                (f"{'*' if active else ' '} {profile.name}", "bold green" if active else ""),
                (profile.kind, "dim" if profile.kind == "none" else ""),
                (f"{account} {_ACCOUNT_SOURCES[source]}" if account and source else "", ""),
                (shown_region(profile) or "", ""),
                (f"{short_path(files.path(file))}:{section.line}", "dim"),
                (str(problems) if problems else "", "bold red"),
            )
        )
    header = ("  Profile", "Kind", "Account", "Region", "Credentials", "Issues")
    return table.render(header, lines, columns=terminal_columns(), color=color)
