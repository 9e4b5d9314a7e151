"""`awscred set`: other values for settings of a profile."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

import click

from awscred import changes, pasted
from awscred.cli import Command, State
from awscred.cli.asking import read_secrets
from awscred.cli.changing import apply, dry_run_option, note_findings, note_unseen
from awscred.cli.terminal import note, short_path, tell
from awscred.errors import NO, USAGE, AwscredError
from awscred.guesses import did_you_mean
from awscred.other_programs import owner
from awscred.profiles import Files
from awscred.redaction import looks_secret
from awscred.settings import KNOWN, is_setting, suggest

_SECRET = {
    "aws_secret_access_key": pasted.secret_access_key,
    "aws_session_token": pasted.session_token,
    "aws_security_token": pasted.session_token,
}
_PAIR = ("aws_access_key_id", "aws_secret_access_key")
_CHECKS: dict[str, Callable[[str], str]] = {
    **_SECRET,
    "aws_access_key_id": pasted.access_key_id,
    "region": pasted.region,
    "sso_region": pasted.region,
    "role_arn": pasted.role_arn,
    "sso_account_id": pasted.account_id,
    "sso_start_url": pasted.start_url,
}


@click.command("set", cls=Command)
@click.argument("profile")
@click.argument("settings", metavar="KEY [VALUE] [KEY VALUE]...", nargs=-1, required=True)
@click.option(
    "--stdin", "from_stdin", is_flag=True, help="Read the secrets, one a line, in that order."
)
@click.option("--create", is_flag=True, help="Begin the profile where there is none.")
@click.option("--force", is_flag=True, help="Set what looks like a misspelt setting, too.")
@dry_run_option
@click.pass_obj
def command(
    state: State,
    profile: str,
    settings: tuple[str, ...],
    from_stdin: bool,
    create: bool,
    force: bool,
    dry_run: bool,
) -> None:
    """Set settings of a profile.

    A setting that is there is changed where it stands; a new one goes where every tool reads it:
    keys to credentials, the rest to config. `s3.addressing_style` is a setting below `s3 =`.

    A secret is no argument, as every user of the machine can see those: leave its VALUE out, and
    awscred asks for it, or reads it with --stdin.
    """
    named = _pairs(settings)
    for key in named:
        _check_key(key, force=force)
    if None in named.values() or not named.keys().isdisjoint(_PAIR):  # before anything is asked
        files = state.load()
        _check_profile(files, profile, create=create)
        _refuse_half(files, profile, named)
    values = _with_secrets(named, from_stdin=from_stdin)
    done: list[tuple[changes.Changed, list[str], Files]] = []

    def edit(files: Files) -> Files:
        _check_profile(files, profile, create=create)
        stale = changes.stale_tokens(files, profile, values)
        changed = changes.set_values(files, profile, values, without=stale)
        done.append((changed, stale, files))
        return changed.files

    what = f"set {profile} {' '.join(values)}"
    made = apply(state, what, [profile], edit, dry_run=dry_run)
    changed, stale, before = done[-1]
    after = changed.files
    if made:
        where = _where(after, profile, values)
        if (after.config, after.credentials) != (before.config, before.credentials):
            tell(f"Set {_list(values)} of {profile} in {where}.")
        else:
            tell(f"Nothing to change: {_list(values)} of {profile} stands so in {where}.")
    note_findings(before, after, profile)
    note_unseen(changed, profile)
    if stale:
        note(f"note: the old {' and '.join(stale)} is gone, as it belongs to the old key")
    if "aws_access_key_id" in values and "aws_secret_access_key" not in values:
        note("note: the secret key is still the one that was there; a new id has a new secret")


def _pairs(arguments: Sequence[str]) -> dict[str, str | None]:
    """The settings by key; None for a secret, which is asked for."""
    found: dict[str, str | None] = {}
    rest = list(arguments)
    while rest:
        key = rest.pop(0)
        if not is_setting(key):
            hint = "write KEY VALUE, with a blank between them" if "=" in key else ""
            raise AwscredError(
                "that is not the name of a setting", hint or "name the setting", exit_code=USAGE
            )
        key = key.lower()
        if key in found:
            raise AwscredError(f"{key} is given twice", "give it once", exit_code=USAGE)
        if key in _SECRET:
            if rest and rest[0].lower() not in KNOWN:
                raise AwscredError(
                    f"the value of {key} is not taken from the command line, where the process "
                    "list and the shell's history show it",
                    "leave it out: awscred asks for it, or reads it with --stdin",
                    exit_code=USAGE,
                )
            found[key] = None
            continue
        if not rest or rest[0].lower() in _SECRET:  # whose own value is left out
            raise AwscredError(
                f"{key} has no value", f"`awscred unset` takes {key} away", exit_code=USAGE
            )
        found[key] = _checked(key, rest.pop(0))
    return found


def _checked(key: str, text: str) -> str:
    value = _CHECKS.get(key, pasted.trim)(text)
    if key not in _CHECKS and "://" not in value and looks_secret(value):
        raise AwscredError(
            f"that looks like a secret, which is not for {key}",
            "see what you have pasted; keys are aws_access_key_id and aws_secret_access_key",
            exit_code=USAGE,
        )
    changes.check_value(key, value)
    return value


def _check_key(key: str, *, force: bool) -> None:
    """Refuse what is nearly a known setting; say that others are not known."""
    if key in KNOWN or "." in key or owner(key):
        return
    likely = suggest(key)
    if likely and not force:
        raise AwscredError(
            f"there is no setting {key}",
            f"did you mean {likely}? --force sets {key} all the same",
            exit_code=USAGE,
        )
    note(f"note: awscred does not know the setting {key}")


def _check_profile(files: Files, name: str, *, create: bool) -> None:
    if name in files.about([name]).profiles:
        return
    if create:
        changes.check_name(name, files)
        return
    hint = did_you_mean(name, files.profiles, "`awscred list` shows the profiles.")
    raise AwscredError(
        f"there is no profile {name}", f"{hint} --create begins a new one.", exit_code=NO
    )


def _refuse_half(files: Files, name: str, keys: Collection[str]) -> None:
    """Refuse one half of a key pair where the other is not there: some tools take pairs alone."""
    found = files.about([name]).profiles.get(name)
    there = {*(found.settings if found else ()), *keys}
    missing = [key for key in _PAIR if key not in there]
    if len(missing) == 1 and not {*_PAIR}.isdisjoint(keys):
        raise AwscredError(
            f"{name} would have no {missing[0]}",
            f"set both at once: awscred set {name} aws_access_key_id ID aws_secret_access_key",
            exit_code=USAGE,
        )


def _with_secrets(named: dict[str, str | None], *, from_stdin: bool) -> dict[str, str]:
    """The settings, with the secrets read or asked for."""
    wanted = [key for key, value in named.items() if value is None]
    given = read_secrets(wanted, _SECRET, from_stdin=from_stdin)
    return {key: given[key] if value is None else value for key, value in named.items()}


def _where(files: Files, name: str, values: dict[str, str]) -> str:
    found: dict[str, None] = {}
    for file, section in files.about([name]).profiles[name].sections:
        for key in values:
            above, _, below = key.partition(".")
            for setting in section.find(above):
                inner = [one for one in setting.nested if one.key.lower() == below]
                line = (inner[0] if inner else setting).key_span.line
                found[f"{short_path(files.path(file))}:{line}"] = None
    return " and ".join(found)


def _list(keys: dict[str, str]) -> str:
    *most, last = keys
    return f"{', '.join(most)} and {last}" if most else last
