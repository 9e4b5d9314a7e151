"""`awscred whoami`: the identity behind a profile, as AWS itself says it."""

from __future__ import annotations

import os
import sys

import click

from awscred import sts
from awscred.cli import Command, State
from awscred.cli.list import active_profile
from awscred.cli.terminal import (
    format_option,
    note,
    short_path,
    show_error,
    use_color,
    write,
)
from awscred.errors import FAILED, NO, OK
from awscred.names import did_you_mean
from awscred.output import identities
from awscred.output.safe import escape
from awscred.profiles import Files
from awscred.store import load


@click.command("whoami", cls=Command)
@click.argument("profiles", metavar="[PROFILE]...", nargs=-1)
@format_option
@click.option("--expect-account", metavar="ID", help="Exit with 1 where the account is another.")
@click.pass_obj
def command(
    state: State, profiles: tuple[str, ...], format_: str, expect_account: str | None
) -> int:
    """Ask AWS who a profile is.

    The answer is that of STS GetCallerIdentity. Without PROFILE: $AWS_PROFILE, else `default`.
    Only the profile's own credentials are used: keys, a role, a credential_process (which is run)
    or SSO. Exits with 1 where AWS refuses them or the profile gives none, and with 3 where that
    could not be found out.
    """
    files = load(state.paths)
    _note_environment_keys(profiles)
    found = [(name, _identify(name, files, state)) for name in profiles or (active_profile(),)]
    answers = [identities.Answer(who, _credentials_from(name, files)) for name, who in found]
    if format_ == "json":
        write(identities.as_json(answers))
    elif format_ == "plain":
        write(identities.plain(answers))
    else:
        shown = [who._replace(place=who.place and short_path(who.place)) for who in answers]
        write(identities.table(shown, color=use_color(state.color, sys.stdout)))
    codes = {_exit_code(who, expect_account) for _, who in found}
    return next((code for code in (NO, FAILED) if code in codes), OK)


def _identify(name: str, files: Files, state: State) -> sts.Identity:
    if name not in files.profiles:
        hint = did_you_mean(name, files.profiles, "`awscred list` shows the profiles")
        problem = sts.Problem("ProfileNotFound", f"there is no profile {name}", hint)
        return sts.Identity(name, "broken", error=problem)
    ask = ask_mfa_code if sys.stdin.isatty() else None
    return sts.identify_profile(
        name, config=state.paths.config, credentials=state.paths.credentials, ask_mfa=ask
    )


def ask_mfa_code(prompt: str) -> str:
    """Ask for the code of an MFA device, on the terminal."""
    return str(click.prompt(escape(prompt.rstrip(": ")), err=True))  # it quotes mfa_serial


def _credentials_from(name: str, files: Files) -> str | None:
    """path:line of the section whose credentials are used: a role's stand with its source."""
    profile = files.credentials_of(name)
    if profile is None:
        return None
    file, section = profile.origin
    return f"{files.path(file)}:{section.line}"


def _exit_code(identity: sts.Identity, expected_account: str | None) -> int:
    if identity.error is not None:
        show_error(f"{identity.profile}: {identity.error.message}", identity.error.hint)
        return FAILED if identity.status == "unknown" else NO
    if expected_account and identity.account != expected_account:
        show_error(
            f"{identity.profile} is in account {identity.account}, not {expected_account}",
            "name another profile",
        )
        return NO
    return OK


def _note_environment_keys(profiles: tuple[str, ...]) -> None:
    if os.environ.get("AWS_ACCESS_KEY_ID") or os.environ.get("AWS_SECRET_ACCESS_KEY"):
        beaten = "over AWS_PROFILE and default" if not profiles else "where no profile is named"
        note(
            "note: the environment has keys (AWS_ACCESS_KEY_ID ...), which AWS tools use "
            f"{beaten}; the answer here is the profile's own"
        )
