"""`awscred undo`: undoes changes, and manages the backups that this needs."""

from __future__ import annotations

import sys
from contextlib import suppress
from datetime import datetime, timezone

import click

from awscred.cli import Command, State, completing
from awscred.cli.changing import confirm, dry_run_option, show_diff, yes_option
from awscred.cli.options import need, refuse_together
from awscred.cli.terminal import (
    format_option,
    names_option,
    note,
    tell,
    terminal_columns,
    use_color,
    write,
)
from awscred.errors import NO, OK, AwscredError
from awscred.output import undo as output
from awscred.output.names import Names
from awscred.output.paths import short_path
from awscred.store import backups, changing


@click.command(
    "undo", cls=Command, epilog="awscred undo\nawscred undo --list\nawscred undo --dry-run"
)
@click.argument("set_", metavar="[SET]", required=False, shell_complete=completing.undo_set)
@click.option("--list", "show_list", is_flag=True, help="List the changes to undo and redo.")
@click.option("--purge", is_flag=True, help="Delete all backups; asks first.")
@yes_option
@format_option
@names_option
@dry_run_option
@click.pass_obj
def command(
    state: State,
    set_: str | None,
    show_list: bool,
    purge: bool,
    yes: bool,
    format_: str,
    show_names: bool,
    dry_run: bool,
) -> int:
    """Undo the last change, or all changes back to SET.

    Run it again to undo the change before. `awscred redo` reapplies undone changes until there is a
    new change. If another program has changed a file since, nothing is undone. The last ten changes
    are kept for seven days, in a folder that only you can read.
    """
    refuse_together("show_list", "purge", "dry_run")
    refuse_together("show_list", "purge", "set_")
    need("--purge", ("yes",), unless=purge)
    need("--list", ("format_", "show_names"), unless=show_list)
    if show_list:
        state.recover()
        _show(backups.look(), state, format_, show_names=show_names)
    elif purge:
        return _purge(state, ask=not yes)
    elif dry_run:
        state.recover()
        show_diff(*changing.preview(state.paths, set_), state)
    else:
        report(changing.undo(state.paths, set_), "Undid")
    return OK


def report(walked: changing.Walked, did: str) -> None:
    """Report what was undone or redone, and what `undo` and `redo` would do next."""
    for one in walked.sets:
        tell(f"{did} {_named(one)}.")
    for line in walked.notes:
        note(f"note: {line}")
    with suppress(AwscredError):  # the change itself succeeded
        upcoming = changing.upcoming(walked)
        if upcoming.redo:
            note(_announced(upcoming.redo, "redo", "reapply"))
        if upcoming.undo:
            note(_announced(upcoming.undo, "undo", "undo"))
        else:
            note("Nothing more to undo.")


def _announced(step: changing.Step, command: str, verb: str) -> str:
    """What a command will do next, or would do if no file had changed."""
    if step.changed is None:
        return f"`awscred {command}` will {verb} {_named(step.set)}."
    since = f"but {short_path(step.changed)} has changed since"
    return f"`awscred {command}` would {verb} {_named(step.set)}, {since}."


def _named(one: backups.Set) -> str:
    """A change in a sentence."""
    paths = " and ".join(short_path(kept.path) for kept in one.files)
    return f"`awscred {one.command}` in {paths}"


def _purge(state: State, *, ask: bool) -> int:
    state.recover()
    sets = backups.look().sets
    if ask and not confirm(
        f"Delete {_counted(len(sets))}? No earlier change can then be undone.", "--yes"
    ):
        note("nothing was deleted")
        return NO
    tell(f"Deleted {_counted(backups.purge())}.")
    for problem in backups.look().problems:
        note(f"note: {problem}")
    return OK


def _counted(count: int) -> str:
    return f"{count} {'backup' if count == 1 else 'backups'}"


def _show(found: backups.Found, state: State, format_: str, *, show_names: bool) -> None:
    names = Names((name for one in found.sets for name in one.profiles), clear=show_names)
    rows = [output.row(one, _local_time(one.time), names) for one in found.sets]
    if format_ == "json":
        write(output.as_json(found.sets, names))
    elif format_ == "plain":
        write("".join("\t".join(row) + "\n" for row in rows))
    elif not rows:
        note("Nothing to undo.")
    else:
        from awscred.output import table

        color = use_color(state.color, sys.stdout)
        cells = output.table_rows(found.sets, rows)
        write(table.render(output.COLUMNS, cells, terminal_columns(), color=color))
    for problem in found.problems:
        note(f"note: {problem}")


def _local_time(seconds: float) -> str:
    moment = datetime.fromtimestamp(seconds, timezone.utc).astimezone()
    return moment.strftime("%Y-%m-%d %H:%M:%S")
