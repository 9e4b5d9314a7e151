"""Asking AWS from a command: which programs may run, the progress bar, and the exit code."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from awscred.access import exposed
from awscred.cli import State
from awscred.cli.asking import ask_yes
from awscred.cli.terminal import Progress, ask_line, can_ask, note, note_debug
from awscred.errors import FAILED, NO, OK
from awscred.output.names import some_of
from awscred.output.paths import short_path

if TYPE_CHECKING:
    from awscred.environment import Source
    from awscred.identity import Identity, Problem
    from awscred.profiles import Files


def ask(
    files: Files,
    names: Sequence[str],
    state: State,
    *,
    timeout: float,
    allow_process: bool,
    trust_file: bool,
    own: bool | None = None,
    no_input: bool = False,
    outside: Source | None = None,
) -> list[Identity]:
    """The identities of the profiles, in their order; shows a bar, and prompts for MFA codes.

    Prompts for nothing if there is `no_input`, or no terminal. Credentials `outside` of the files
    are asked about instead of those of the profiles.

    A credential_process runs if it is allowed or the user agrees, but never if others can change
    the files. From files that are not the user's `own` (by default, the state decides), only keys
    and roles assumed with them are used. `trust_file` lifts both limits.
    """
    from awscred import sts  # botocore: only if AWS is asked

    trusted = trust_file or (state.own if own is None else own)
    others = [] if trust_file else exposed(files.access)
    prompts = not no_input and can_ask()
    programs = (
        trusted
        and not others
        and outside is None
        and (allow_process or (prompts and _may_run_programs(files, names)))
    )
    bar = Progress("Asking AWS", len(names), hidden=state.debug)

    def ask_mfa(prompt: str) -> str:
        bar.clear()
        return ask_mfa_code(prompt)

    terms = sts.Terms(
        ask_mfa=ask_mfa if prompts else None,
        programs=programs,
        trusted=trusted,
        patience=timeout,
        debug=note_debug if state.debug else None,
        exposed=short_path(others[0].path) if others else "",
        outside=outside,
        alone=True,
    )
    try:
        return sts.identify(files, names, terms, lambda _: bar.step())
    finally:
        bar.clear()


def ask_about_credentials(
    files: Files,
    names: Iterable[str],
    state: State,
    *,
    timeout: float,
    allow_process: bool,
    trust_file: bool = False,
    own: bool | None = None,
) -> dict[str, Identity]:
    """The identities of the profiles that have credentials, by profile."""
    profiles = files.profiles
    wanted = [name for name in names if profiles[name].kind != "none"]
    found = ask(
        files,
        wanted,
        state,
        timeout=timeout,
        allow_process=allow_process,
        trust_file=trust_file,
        own=own,
    )
    return dict(zip(wanted, found, strict=True))


def ask_mfa_code(prompt: str, enter: str = "to skip") -> str:
    """Prompt for the code of an MFA device until it has six digits; "" if the user types none.

    `enter` is what Enter alone is for.
    """
    while typed := ask_line(f"{prompt}, Enter {enter}: "):
        if code := mfa_code(typed):
            return code
        note("An MFA code has six digits.")
    return ""


def mfa_code(text: str) -> str:
    """The six digits of an MFA code, which apps show as `123 456`; "" for any other text."""
    code = "".join(text.split())
    return code if re.fullmatch(r"(?a)\d{6}", code) else ""


def _may_run_programs(files: Files, names: Sequence[str]) -> bool:
    """Lists the programs that these profiles run, and asks whether to run them.

    If no program is found, none may run.
    """
    from awscred.explain import Origins

    programs = Origins(files).programs(names)
    if not programs:
        return False
    note("These profiles get their credentials from a program:")
    for hop in programs:
        note(f"  {hop.profile}: {hop.what}  {short_path(hop.path)}:{hop.line}")
    return ask_yes("Run them?")


def note_limits(answers: Iterable[Identity]) -> None:
    """Note which credentials AWS accepts only in some regions; one note for each cause."""
    alike: dict[Problem, list[str]] = {}
    for who in answers:
        if who.note is not None:
            alike.setdefault(who.note, []).append(who.profile)
    for problem, names in alike.items():
        note(f"note: {some_of(names)}: {problem.message}")
        note(f"hint: {problem.hint}")


def exit_code(answers: Iterable[Identity]) -> int:
    """The exit code: "no" if any answer is no, else "could not find out" if any is, else "yes"."""
    statuses = {who.status for who in answers}
    if statuses & {"refused", "broken"}:
        return NO
    return FAILED if "unknown" in statuses else OK
