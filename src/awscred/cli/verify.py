"""Asking AWS from a command: which programs may run, the bar meanwhile, and the exit code."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from awscred.cli import State
from awscred.cli.terminal import Progress, can_ask, note
from awscred.errors import FAILED, NO, OK
from awscred.output.safe import escape

if TYPE_CHECKING:
    from awscred.identity import Identity
    from awscred.origins import Origins
    from awscred.profiles import Files

_MOST_NAMES = 5


def identify(
    files: Files,
    names: Sequence[str],
    state: State,
    *,
    timeout: float,
    programs: bool,
    trusted: bool = True,
) -> list[Identity]:
    """Who the profiles are, in their order, with a bar on a terminal; MFA codes are asked for."""
    from awscred import sts  # botocore: only where AWS is asked

    bar = Progress("Asking AWS", len(names))

    def ask_mfa(prompt: str) -> str:
        bar.clear()
        return ask_mfa_code(prompt)

    terms = sts.Terms(
        ask_mfa=ask_mfa if can_ask() else None,
        programs=programs,
        trusted=trusted,
        patience=timeout,
        debug=(lambda line: note(f"debug: {line}")) if state.debug else None,
    )
    try:
        return sts.identify(files, names, terms, lambda _: bar.step())
    finally:
        bar.clear()


def ask_mfa_code(prompt: str) -> str:
    """Ask for the code of an MFA device, on the terminal."""
    return str(click.prompt(escape(prompt.rstrip(": ")), err=True))  # it quotes mfa_serial


def may_run_programs(origins: Origins, names: Sequence[str], *, allowed: bool) -> bool:
    """Whether the commands of these profiles may run: as allowed, or by asking, naming them."""
    programs = origins.programs(names)
    if allowed or not programs:
        return True
    if not can_ask():
        return False
    note("These profiles get their credentials from a program:")
    for hop in programs:
        note(f"  {hop.profile}: {hop.what}  {hop.path}:{hop.line}")
    return click.confirm("Run them?", err=True)


def exit_code(answers: Sequence[Identity]) -> int:
    """What the answers come to: no where one is, else could not find out, else yes."""
    statuses = {who.status for who in answers}
    if statuses & {"refused", "broken"}:
        return NO
    return FAILED if "unknown" in statuses else OK


def some_of(names: Sequence[str]) -> str:
    """Names in a sentence, and how many more."""
    shown = ", ".join(names[:_MOST_NAMES])
    more = len(names) - _MOST_NAMES
    return f"{shown} and {more} more" if more > 0 else shown
