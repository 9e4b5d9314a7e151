"""`awscred edit`: the files in an editor, checked before they are saved."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from datetime import datetime

import click

from awscred import validation
from awscred.changes import by_hand
from awscred.changes.checks import check_profile, with_document
from awscred.changes.merge import merge
from awscred.cli import Command, State, completing, editor
from awscred.cli.asking import ask, begun
from awscred.cli.changing import dry_run_option, show_diff
from awscred.cli.options import Choice
from awscred.cli.terminal import (
    can_ask,
    note,
    show_error,
    stderr_columns,
    tell,
    use_color,
)
from awscred.errors import NO, OK, USAGE, AwscredError, saved
from awscred.ini import Document
from awscred.output.names import Names, some_of
from awscred.output.paths import short_path, with_short_files
from awscred.output.safe import inert
from awscred.output.validate.showing import Showing
from awscred.output.validate.text import indented
from awscred.profiles import CONFIG, CREDENTIALS, Files
from awscred.store import from_repository
from awscred.store.changing import Purpose, change
from awscred.store.copies import private_copy
from awscred.store.snapshot import read
from awscred.store.writing import refuse_null

_BOTH = "both"
_EDIT, _SAVE, _DISCARD = "e", "s", "d"


class _ChangedMeanwhileError(Exception):
    """Another program has changed the files after they were merged."""


@click.command(
    "edit",
    cls=Command,
    epilog="awscred edit\nawscred edit dev\nawscred edit --file config",
)
@click.argument("profile", required=False, shell_complete=completing.profile)
@click.option(
    "--file",
    "which",
    type=Choice([CREDENTIALS, CONFIG, _BOTH]),
    help="File to edit.  [default: the one with PROFILE's credentials, else credentials]",
)
@dry_run_option
@click.pass_obj
def command(state: State, profile: str | None, which: str | None, dry_run: bool) -> int:
    """Edit the files by hand, and check them before they are saved.

    Opens a private copy of the credentials file in $VISUAL or $EDITOR, at PROFILE. When the editor
    closes, the copy is checked and saved. If it has new errors or warnings, they are shown, and you
    can edit again, save anyway, or discard. Without a terminal to ask on, nothing is saved then,
    and the exit code is 1.

    If another program has changed the file meanwhile, both changes are kept if they are in
    different sections. No copy remains. `awscred undo` undoes the change.
    """
    base = state.load()
    if profile is not None:
        check_profile(profile, base)
    opened = _opened(base, profile, which)
    for file in opened:  # before anything is typed
        refuse_null(base.path(file))
    begun = {file: _begun(base.document(file), file) for file in opened}
    program = editor.choose(os.environ)
    with ExitStack() as copies:
        paths = {
            file: copies.enter_context(
                private_copy(os.path.basename(base.path(file)) or file, bytes(document))
            )
            for file, document in begun.items()
        }
        lines = {file: _line(base, file, profile) for file in opened}
        while True:
            ended = editor.run(program, [(paths[file], lines[file]) for file in opened])
            if not ended.succeeded:
                raise AwscredError(
                    f"the editor {ended.words}; nothing was changed",
                    "if that was not on purpose, check EDITOR",
                )
            typed = {file: _typed(begun[file], paths[file]) for file in opened}
            if all(typed[file] == begun[file] for file in opened):
                note("nothing was changed")
                if ended.at_once:
                    note(
                        "hint: the editor closed at once; if it opens a window of its own, let it "
                        "wait, for example with `export EDITOR='code --wait'`"
                    )
                return OK
            # What a new file begins with is not in the file yet.
            changed = {file: one for file, one in typed.items() if one != begun[file]}
            code = _save_or_ask(state, base, changed, profile, dry_run=dry_run)
            if code is not None:
                return code


def _opened(files: Files, profile: str | None, which: str | None) -> list[str]:
    """The files to edit; the one with the profile's credentials first."""
    first = files.profiles[profile].origin[0] if profile is not None else CREDENTIALS
    if which == _BOTH:
        return sorted((CREDENTIALS, CONFIG), key=lambda file: file != first)
    return [which or first]


def _begun(document: Document, file: str) -> Document:
    """What the copy of a file begins with."""
    return document if document.text.strip() else by_hand.template(file)


def _line(files: Files, file: str, profile: str | None) -> int:
    """The 1-based line of a profile in a file, 1 if it is not there."""
    places = files.profiles[profile].sections if profile is not None else ()
    return next((section.line for where, section in places if where == file), 1)


def _typed(begun: Document, path: str) -> Document:
    """What the editor wrote. Raises AwscredError if the copy is gone or cannot be read."""
    try:
        data = read(path).data
    except AwscredError as error:
        raise AwscredError(
            f"cannot use what the editor wrote: {error.message}; nothing was changed", error.hint
        ) from None
    if data is None:
        raise AwscredError(
            "the editor deleted the copy; nothing was changed",
            "to remove profiles, use `awscred remove`",
        )
    typed = by_hand.as_meant(begun, data)
    for line in typed.notes:
        note(f"note: {line}")
    return typed.document


def _save_or_ask(
    state: State,
    base: Files,
    typed: Mapping[str, Document],
    profile: str | None,
    *,
    dry_run: bool,
) -> int | None:
    """Save as `_save` does; if the disk or a lock prevents it, ask: the text must not be lost."""
    while True:
        try:
            return _save(state, base, typed, profile, dry_run=dry_run)
        except AwscredError as error:
            if saved.is_so or not can_ask():
                raise
            show_error(error.message, error.hint)
        answer = _asked("the files could not be saved", "save again")
        if answer != _SAVE:
            return _answered(answer)


def _save(
    state: State,
    base: Files,
    typed: Mapping[str, Document],
    profile: str | None,
    *,
    dry_run: bool,
) -> int | None:
    """Save what was typed, merged into the files as they are now; None to edit again."""
    while True:
        now = state.load()
        after, conflicts = _merged(base, typed, now)
        if conflicts:
            answer = _settle_conflicts(base, typed, now, conflicts, state)
            if answer != _SAVE:
                return _answered(answer)
            after, _ = _merged(base, typed, now, prefer_mine=True)
        if dry_run:
            _show_problems(now, after, state)
            show_diff(now, after, state)
            return OK
        if _show_problems(now, after, state):
            answer = _asked("the new text has problems")
            if answer != _SAVE:
                return _answered(answer)
        try:
            _write(state, now, after, profile)
        except _ChangedMeanwhileError:
            continue
        _report(now, after)
        return OK


def _merged(
    base: Files, typed: Mapping[str, Document], now: Files, *, prefer_mine: bool = False
) -> tuple[Files, list[str]]:
    """The files with what was typed, and what both changed: headers, or parts of a file."""
    after, conflicts = now, []
    for file, mine in typed.items():
        old, theirs = base.document(file), now.document(file)
        merged = merge(old, mine, theirs, prefer_mine=prefer_mine)
        after = with_document(after, file, merged.document)
        conflicts += [
            f"[{header}]" if header else "the lines before the first header or the order"
            for header in merged.conflicts
        ]
    return after, conflicts


def _settle_conflicts(
    base: Files, typed: Mapping[str, Document], now: Files, conflicts: Sequence[str], state: State
) -> str:
    shown = Names()
    note(f"Another program has also changed {some_of([*map(shown.raw, conflicts)])}.")
    note("Its change:")
    show_diff(base, now, state)
    note("Your change:")
    mine = base
    for file, document in typed.items():
        mine = with_document(mine, file, document)
    show_diff(base, mine, state)
    return _asked("another program changed the same sections", "save yours")


def _show_problems(before: Files, after: Files, state: State) -> bool:
    """Show new findings, and files that would be emptied; returns whether there are any."""
    report = validation.validate(after)
    found = by_hand.new_findings(validation.validate(before), report)
    color = use_color(state.color, sys.stderr)
    short = with_short_files(after)
    showing = Showing(color, stderr_columns(), from_repository, datetime.now())
    for finding in found:
        text = indented(finding._replace(fix=None), report, short, showing)
        click.echo(inert(f"{text}\n"), err=True, nl=False, color=color)
    emptied = by_hand.emptied(before, after)
    for file in emptied:
        note(f"warning: no profiles would be left in {short_path(before.path(file))}")
    return bool(found or emptied)


def _asked(problem: str, save: str = "save anyway") -> str:
    """What to do about a problem. Without a terminal to ask on, discard."""
    if not can_ask():
        note(f"{problem}, and there is no terminal to ask what to do")
        return _DISCARD

    def parse(text: str) -> str:
        word = begun(text.strip().lower(), ("edit", "save", "discard"))
        if word is None:
            raise AwscredError(f"{text!r} is not valid", "type e, s or d", exit_code=USAGE)
        return word[0]

    label = f"(e)dit again, ({save[0]}){save[1:]}, or (d)iscard"
    return ask(label, None, "a terminal", parse, default=_EDIT)


def _answered(answer: str) -> int | None:
    if answer == _EDIT:
        return None
    note("discarded; nothing was changed")
    return NO


def _write(state: State, now: Files, after: Files, profile: str | None) -> None:
    """Write the files. Raises _ChangedMeanwhileError if they are not as they were `now`."""

    def edit(found: Files) -> Files:
        if (found.config, found.credentials) != (now.config, now.credentials):
            raise _ChangedMeanwhileError
        return after

    purpose = Purpose(
        f"edit {profile}" if profile else "edit", by_hand.summarize(now, after).profiles
    )
    for line in change(state.paths, edit, purpose):
        note(f"note: {line}")


def _report(before: Files, after: Files) -> None:
    """Say what was saved, and how to undo it."""
    summary = by_hand.summarize(before, after)
    names = Names((*summary.added, *summary.changed, *summary.removed))
    said = [
        f"{verb} {some_of([*map(names.raw, some)])}"
        for verb, some in (
            ("added", summary.added),
            ("changed", summary.changed),
            ("removed", summary.removed),
        )
        if some
    ]
    files = [
        short_path(before.path(file))
        for file in (CREDENTIALS, CONFIG)
        if before.document(file) != after.document(file)
    ]
    if not files:
        note("nothing was changed")
        return
    tell(f"Saved {' and '.join(files)}: {'; '.join(said) or 'only comments or empty lines'}.")
    note("`awscred undo` undoes it.")
