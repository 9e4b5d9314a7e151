"""`awscred redo`: undone changes reapplied."""

from __future__ import annotations

import click

from awscred.cli import Command, State
from awscred.cli.changing import dry_run_option, show_diff
from awscred.cli.undo import report
from awscred.store import changing


@click.command("redo", cls=Command)
@dry_run_option
@click.pass_obj
def command(state: State, dry_run: bool) -> None:
    """Reapply the change that was undone last.

    Each `awscred redo` reapplies one change more, until there is a new change: then the undone ones
    are forgotten. Refuses if another program has changed a file since.
    """
    if dry_run:
        state.recover()
        show_diff(*changing.preview(state.paths, redo=True), state)
    else:
        report(changing.redo(state.paths), "Redid")
