"""`awscred rename`: renames a profile, and updates the profiles that refer to it."""

from __future__ import annotations

import click

from awscred import changes, pasted
from awscred.changes.checks import check_there
from awscred.cli import Command, State, completing
from awscred.cli.asking import ask
from awscred.cli.changing import apply, dry_run_option, places
from awscred.cli.list import active_profile
from awscred.cli.picking import ProfileArgument
from awscred.cli.terminal import note, tell
from awscred.profiles import Files


@click.command(
    "rename",
    cls=Command,
    epilog="awscred rename staging test\nawscred rename staging test --dry-run",
)
@click.argument("old", cls=ProfileArgument, shell_complete=completing.profile)
@click.argument("new", required=False)
@dry_run_option
@click.pass_obj
def command(state: State, old: str, new: str | None, dry_run: bool) -> None:
    """Rename a profile and update references to it.

    The profile is renamed in both files, and in every source_profile that refers to it.
    """
    if new is None:
        check_there(old, state.load())  # before anything is asked
    name = ask("New name", new, "NEW", pasted.trim)
    done: list[tuple[Files, int]] = []

    def edit(files: Files) -> Files:
        followers = len(changes.dependants(files, [old]))
        done.append((changes.rename_profile(files, old, name), followers))
        return done[-1][0]

    if apply(state, f"rename {old} {name}", [old, name], edit, dry_run=dry_run):
        after, followers = done[-1]
        follow = "" if not followers else "; updated 1 profile that refers to it"
        if followers > 1:
            follow = f"; updated {followers} profiles that refer to it"
        tell(f"Renamed {old} to {name} in {places(after.about([name]), name)}{follow}.")
    if old == active_profile() != "default":
        note(f"note: AWS_PROFILE still names {old}")
