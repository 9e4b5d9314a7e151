"""`awscred undo`: changes taken back."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import datetime, timezone

import click

from awscred.cli import Command, State
from awscred.cli.changing import dry_run_option, show_diff
from awscred.cli.terminal import (
    format_option,
    names_option,
    note,
    short_path,
    tell,
    terminal_columns,
    use_color,
    write,
)
from awscred.errors import USAGE, AwscredError
from awscred.output import undo as output
from awscred.output.names import Names
from awscred.store import backups, changing


@click.command("undo", cls=Command)
@click.argument("set_", metavar="[SET]", required=False)
@click.option("--list", "show_list", is_flag=True, help="Show what can be taken back.")
@click.option("--purge", is_flag=True, help="Delete all backups.")
@format_option
@names_option
@dry_run_option
@click.pass_obj
def command(
    state: State,
    set_: str | None,
    show_list: bool,
    purge: bool,
    format_: str,
    show_names: bool,
    dry_run: bool,
) -> None:
    """Take back the last change that awscred made, or all of them back to SET.

    Taking back is a change, too: `awscred undo` once more brings it back. Refuses where a file has
    changed since. The last ten changes are kept, for seven days, in a folder for you alone.
    """
    if sum((show_list, purge, dry_run, set_ is not None)) > 1 and not (dry_run and set_):
        raise AwscredError(
            "--list, --purge, --dry-run and SET are apart", "give one", exit_code=USAGE
        )
    if show_list:
        _show(backups.sets(), state, format_, show_names=show_names)
    elif purge:
        count = backups.purge()
        tell(f"Deleted {count} {'backup' if count == 1 else 'backups'}.")
    elif dry_run:
        show_diff(*changing.preview_undo(state.paths, set_), state)
    else:
        undone = changing.undo(state.paths, set_)
        for one in undone.sets:
            paths = " and ".join(short_path(kept.path) for kept in one.files)
            tell(f"Took back `awscred {one.command}` in {paths}.")
        for line in undone.notes:
            note(f"note: {line}")
        note("`awscred undo` once more brings it back.")


def _show(found: Sequence[backups.Set], state: State, format_: str, *, show_names: bool) -> None:
    names = Names((name for one in found for name in one.profiles), clear=show_names)
    rows = [output.row(one, _local_time(one.time), names) for one in found]
    if format_ == "json":
        write(output.as_json(found, names))
    elif format_ == "plain":
        write("".join("\t".join(row) + "\n" for row in rows))
    elif not rows:
        note("There is nothing to take back.")
    else:
        from awscred.output import table

        color = use_color(state.color, sys.stdout)
        cells = [[(cell, "") for cell in row] for row in rows]
        width = terminal_columns()
        write(table.render(output.HEADER, cells, columns=width, color=color, unbroken="Set"))


def _local_time(seconds: float) -> str:
    moment = datetime.fromtimestamp(seconds, timezone.utc).astimezone()
    return moment.strftime("%Y-%m-%d %H:%M:%S")
