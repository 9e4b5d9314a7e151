"""`awscred unset`: removes settings from a profile."""

from __future__ import annotations

import shlex

import click

from awscred import changes
from awscred.changes.checks import check_there
from awscred.cli import Command, State, completing
from awscred.cli.asking import choose
from awscred.cli.changing import apply, dry_run_option, note_findings, note_unseen
from awscred.cli.picking import AskedArgument, ProfileArgument
from awscred.cli.sections import with_header
from awscred.cli.terminal import note, tell
from awscred.errors import NO, USAGE, AwscredError
from awscred.profiles import OTHER_SECTIONS, Files
from awscred.settings import is_setting, shown_value


@click.command(
    "unset",
    cls=Command,
    epilog="awscred unset dev output\nawscred unset dev s3.addressing_style --dry-run\n"
    "awscred unset services local s3.endpoint_url",
)
@click.argument("profile", cls=ProfileArgument, shell_complete=completing.profile)
@click.argument(
    "keys",
    cls=AskedArgument,
    metavar="KEY...",
    nargs=-1,
    required=True,
    shell_complete=completing.present_setting,
)
@dry_run_option
@click.pass_obj
def command(state: State, profile: str, keys: tuple[str, ...], dry_run: bool) -> None:
    """Remove settings from a profile.

    `s3` removes the whole block below `s3 =`; `s3.addressing_style` removes one setting of it.
    PROFILE may also be `sso-session NAME` or `services NAME`: these sections of config.
    """
    if profile in OTHER_SECTIONS:  # without quotes
        profile, *rest = with_header((profile, *keys), state.load(to_change=True))
        keys = (*rest,)
    for key in keys:
        if not is_setting(key):
            raise AwscredError(
                "one of the KEYs is not a valid setting name",
                f"run `awscred show {shlex.quote(profile)}` to see its settings",
                exit_code=USAGE,
            )
    if not keys:
        keys = (_ask_key(state.load(to_change=True), profile),)
    wanted = [*dict.fromkeys(key.lower() for key in keys)]
    done: list[tuple[changes.Changed, Files]] = []

    def edit(files: Files) -> Files:
        done.append((changes.unset_values(files, profile, wanted), files))
        return done[-1][0].files

    what = f"unset {profile} {' '.join(wanted)}"
    if apply(state, what, [profile], edit, dry_run=dry_run):
        tell(f"Unset {', '.join(wanted)} of {profile}.")
    changed, before = done[-1]
    note_findings(before, changed.files, profile)
    note_unseen(changed, profile)
    if not any(section.settings for _, section in changed.files.about([profile]).places(profile)):
        command = f"awscred remove {shlex.quote(profile)}"
        note(f"note: {profile} has no settings left; `{command}` removes it")


def _ask_key(files: Files, name: str) -> str:
    """One of the settings that a profile or other section has."""
    found = files.about([name])
    check_there(name, found)
    values = {
        key: "a block of settings" if "\n" in value else shown_value(key, value)
        for _, section in found.places(name)
        for key, value in section.values.items()
        if is_setting(key)
    }
    if not values:
        command = f"awscred remove {shlex.quote(name)}"
        raise AwscredError(f"{name} has no settings", f"`{command}` removes it", exit_code=NO)
    return choose("Setting to remove", values, "KEY", default="")
