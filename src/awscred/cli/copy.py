"""`awscred copy`: a copy of a profile under another name."""

from __future__ import annotations

import click

from awscred import changes, pasted
from awscred.changes.checks import check_there
from awscred.cli import Command, State, completing
from awscred.cli.asking import ask
from awscred.cli.changing import apply, dry_run_option, places
from awscred.cli.picking import ProfileArgument
from awscred.cli.terminal import note, tell
from awscred.profiles import Files


@click.command(
    "copy", cls=Command, epilog="awscred copy dev dev-eu\nawscred copy dev dev-eu --dry-run"
)
@click.argument("old", cls=ProfileArgument, shell_complete=completing.profile)
@click.argument("new", required=False)
@dry_run_option
@click.pass_obj
def command(state: State, old: str, new: str | None, dry_run: bool) -> None:
    """Copy a profile to a new name.

    All its settings in both files are copied.
    """
    if new is None:
        check_there(old, state.load())  # before anything is asked
    name = ask("Name of the copy", new, "NEW", pasted.trim)
    done: list[Files] = []

    def edit(files: Files) -> Files:
        done.append(changes.copy_profile(files, old, name))
        return done[-1]

    if apply(state, f"copy {old} {name}", [old, name], edit, dry_run=dry_run):
        tell(f"Copied {old} to {name} in {places(done[-1].about([name]), name)}.")
    if "aws_secret_access_key" in done[-1].profiles[name].settings:
        note("note: both profiles use the same key; if you replace it, replace it in both")
