"""`awscred remove`: removes profiles from both files."""

from __future__ import annotations

import click

from awscred import changes
from awscred.cli import Command, State, completing
from awscred.cli.asking import ask_yes
from awscred.cli.changing import apply, confirm, dry_run_option, places, yes_option
from awscred.cli.options import refuse_together
from awscred.cli.picking import ProfileArgument
from awscred.cli.sections import joined
from awscred.cli.terminal import can_ask, note, tell
from awscred.errors import NO, OK
from awscred.profiles import Files


@click.command(
    "remove",
    cls=Command,
    epilog="awscred remove old-customer\nawscred remove old-customer --yes\n"
    "awscred remove old-customer --dry-run\nawscred remove sso-session old",
)
@click.argument(
    "names",
    cls=ProfileArgument,
    metavar="PROFILE...",
    nargs=-1,
    required=True,
    shell_complete=completing.profile,
)
@click.option("--force", is_flag=True, help="Remove even if other profiles depend on them.")
@click.option(
    "--sso-sessions", "with_sessions", is_flag=True, help="Also remove unused sso-sessions."
)
@yes_option
@dry_run_option
@click.pass_obj
def command(
    state: State,
    names: tuple[str, ...],
    force: bool,
    with_sessions: bool,
    yes: bool,
    dry_run: bool,
) -> int:
    """Remove profiles from both files.

    Asks first. If other profiles depend on one of them, nothing is removed and those profiles are
    listed. A backup is kept for seven days; `awscred undo` restores it. `sso-session NAME` and
    `services NAME` remove these sections of config.
    """
    refuse_together("yes", "dry_run")
    files = state.load()
    wanted = [*dict.fromkeys(joined(names, files))]
    changes.remove_profiles(files, wanted, force=force)  # refuses before anything is asked
    for name in wanted:
        kind = files.profiles[name].kind if name in files.profiles else "config section"
        note(f"{name}: {kind}, in {places(files, name)}")
    if not (dry_run or yes or confirm(_question(wanted), "--yes")):
        note("nothing was changed")
        return NO
    gone = [name for name in wanted if name in files.profiles]
    unused = [
        session
        for session in changes.unused_sso_sessions(files, gone)
        if ("sso-session", session) not in map(files.meant, wanted)
    ]
    sessions = [one for one in unused if with_sessions or _is_wanted(one, ask=not (dry_run or yes))]
    headers = [f"sso-session {session}" for session in sessions]

    def edit(now: Files) -> Files:
        return changes.remove_profiles(now, [*wanted, *headers], force=force)

    made = apply(state, f"remove {' '.join(wanted)}", wanted, edit, dry_run=dry_run)
    if made:
        also = "".join(f" and [{header}]" for header in headers)
        tell(f"Removed {', '.join(wanted)}{also}.")
    for name in unused:
        if name not in sessions:
            note(f"note: [sso-session {name}] is now unused; --sso-sessions removes it")
    if made and any("aws_secret_access_key" in files.profiles[name].settings for name in gone):
        note(
            "note: a backup keeps the keys for seven days; `awscred undo --purge` deletes it. "
            "To revoke a key, delete it in IAM."
        )
    return OK


def _question(names: list[str]) -> str:
    return f"Remove {names[0]}?" if len(names) == 1 else f"Remove these {len(names)} sections?"


def _is_wanted(session: str, *, ask: bool) -> bool:
    question = f"[sso-session {session}] will be unused. Also remove it?"
    return ask and can_ask() and ask_yes(question)
