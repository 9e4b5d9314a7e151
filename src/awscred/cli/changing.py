"""What the commands that change the files share."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Callable, Iterable

import click

from awscred import changes
from awscred.cli import State
from awscred.cli.asking import ask_yes
from awscred.cli.terminal import can_ask, note, use_color, write
from awscred.errors import USAGE, AwscredError
from awscred.findings import ERROR, INFO
from awscred.output import diff
from awscred.output.paths import short_path
from awscred.profiles import CONFIG, CREDENTIALS, Files
from awscred.reasons import about, advice, is_long, placed
from awscred.tools import default_tools, name_tools

dry_run_option = click.option(
    "--dry-run", "-n", is_flag=True, help="Show what would change, without writing."
)
yes_option = click.option("--yes", "-y", is_flag=True, help="Do not ask for confirmation.")


def apply(
    state: State,
    command: str,
    profiles: Iterable[str],
    edit: Callable[[Files], Files],
    *,
    dry_run: bool,
) -> bool:
    """Change the files, or show the change; returns whether it was made.

    `command` is the name of the change in `undo --list`, without any value.
    """
    if dry_run:
        before = state.load(to_change=True)
        show_diff(before, edit(before), state)
        return False
    from awscred.store.changing import Purpose, change

    for line in change(state.paths, edit, Purpose(command, (*profiles,))):
        note(f"note: {line}")
    return True


def show_diff(before: Files, after: Files, state: State) -> None:
    """Show what a change does, with secrets masked."""
    color = use_color(state.color, sys.stdout)
    for file in (CONFIG, CREDENTIALS):
        old, new = before.document(file), after.document(file)
        write(diff.render(before.path(file), old, new, color=color))
    if (before.config, before.credentials) == (after.config, after.credentials):
        note("nothing would change")


def places(files: Files, name: str) -> str:
    """Where a profile or another section is, in words."""
    return " and ".join(
        f"{short_path(files.path(file))}:{section.line}" for file, section in files.places(name)
    )


def note_unseen(changed: changes.Changed, name: str) -> None:
    """Name the tools that do not read the changed settings in their present place."""
    if changed.unseen:
        named = name_tools(default_tools(), changed.unseen)
        note(
            f"note: {named} cannot read that in its present place; "
            f"run `awscred show {shlex.quote(name)}` or `awscred validate` to see why"
        )


def note_findings(before: Files, after: Files, *names: str) -> None:
    """Note what `validate` finds that it did not find before, and the first error that each profile
    already had. Long files are not checked: that takes longer than the change."""
    if is_long(after):
        return
    from awscred import validation  # all rules

    known = {(found.rule, found.message) for found in validation.validate(before).findings}
    found = [one for one in validation.validate(after).findings if one.severity != INFO]
    for finding in found:
        if (finding.rule, finding.message) not in known:
            note(f"note: {finding.severity}[{finding.rule}]: {finding.message}")
    for name in names:
        errors = (one for one in about(name, found, after) if one.severity == ERROR)
        old = next((one for one in errors if (one.rule, one.message) in known), None)
        if old is not None:
            words = f"{placed(old, after, short_path)}; {advice(old)}"
            note(f"note: {name} still has error[{old.rule}]: {words}")


def confirm(question: str, option: str) -> bool:
    """Ask on the terminal. Raises AwscredError if there is none."""
    if not can_ask():
        raise AwscredError(
            "there is no terminal to ask for confirmation; nothing was changed",
            f"use {option} to confirm",
            exit_code=USAGE,
        )
    return ask_yes(question)
