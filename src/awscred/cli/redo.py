"""`awscred redo`: reapplies undone changes."""

from __future__ import annotations

import click

from awscred.cli import Command, State
from awscred.cli.changing import dry_run_option, show_diff
from awscred.cli.undo import report
from awscred.store import changing


@click.command("redo", cls=Command, epilog="awscred redo\nawscred redo --dry-run")
@dry_run_option
@click.pass_obj
def command(state: State, dry_run: bool) -> None:
    """Reapply the change that was undone last.

    Run it again to reapply the next one. A new change discards the undone ones. If another program
    has changed a file since, nothing is reapplied.
    """
    if dry_run:
        state.recover()
        show_diff(*changing.preview(state.paths, redo=True), state)
    else:
        report(changing.redo(state.paths), "Redid")
