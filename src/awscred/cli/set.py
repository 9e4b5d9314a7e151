"""`awscred set`: changes or adds settings of a profile."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

import click

from awscred import changes, pasted
from awscred.cli import Command, State, completing
from awscred.cli.asking import ask, read_secrets
from awscred.cli.changing import apply, dry_run_option, note_findings, note_unseen
from awscred.cli.options import need
from awscred.cli.picking import AskedArgument, ProfileArgument
from awscred.cli.sections import with_header
from awscred.cli.terminal import note, tell
from awscred.errors import NO, USAGE, AwscredError
from awscred.other_programs import owner
from awscred.output.paths import short_path
from awscred.profiles import OTHER_SECTIONS, Files
from awscred.redaction import looks_secret
from awscred.sentences import listed
from awscred.settings import KNOWN, is_setting, suggest

_SECRET = {
    "aws_secret_access_key": pasted.secret_access_key,
    "aws_session_token": pasted.session_token,
    "aws_security_token": pasted.session_token,
}
_PAIR = ("aws_access_key_id", "aws_secret_access_key")
_USUAL = ("region", "output", "role_arn", "source_profile", "mfa_serial", "endpoint_url")
"""Settings to suggest for a profile."""
_CHECKS: dict[str, Callable[[str], str]] = {
    **_SECRET,
    "aws_access_key_id": pasted.access_key_id,
    "region": pasted.region,
    "sso_region": pasted.region,
    "role_arn": pasted.role_arn,
    "sso_account_id": pasted.account_id,
    "sso_start_url": pasted.start_url,
}


@click.command(
    "set",
    cls=Command,
    epilog="awscred set dev region eu-west-1 output json\n"
    "awscred set dev s3.addressing_style path\n"
    "awscred set sso-session corp sso_region eu-west-1\n"
    "awscred set dev aws_access_key_id AKIAI44QH8DHBEXAMPLE aws_secret_access_key",
)
@click.argument("profile", cls=ProfileArgument, shell_complete=completing.profile)
@click.argument(
    "settings",
    cls=AskedArgument,
    metavar="KEY [VALUE] [KEY VALUE]...",
    nargs=-1,
    required=True,
    shell_complete=completing.setting,
)
@click.option(
    "--stdin", "from_stdin", is_flag=True, help="Read secrets from stdin, one per line, in order."
)
@click.option("--create", is_flag=True, help="Create the profile if it does not exist.")
@click.option("--force", is_flag=True, help="Set names that look misspelled.")
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
    """Change or add settings of a profile.

    An existing setting is changed in its place. A new one is added where every tool reads it: keys
    in credentials, everything else in config. `s3.addressing_style` is a setting below `s3 =`.

    Every user of the machine can see arguments, so secrets are never passed as one. Leave out the
    VALUE of a secret: awscred asks for it, or reads it with --stdin.

    PROFILE may also be `sso-session NAME` or `services NAME`: these sections of config.
    """
    if profile in OTHER_SECTIONS:  # without quotes, or without its name
        files = state.load(to_change=True)
        profile, *rest = with_header((profile, *settings), files)
        settings = (*rest,)
        _check_profile(files, profile, create=create)
    is_asked = not settings
    if is_asked:
        files = state.load(to_change=True)
        _check_profile(files, profile, create=create)
        settings = _ask_setting(files, profile, force=force)
    named = _pairs(settings)
    need("a secret KEY without VALUE", ("from_stdin",), unless=None in named.values())
    for key in () if is_asked else named:
        _check_key(key, force=force)
    if None in named.values() or not named.keys().isdisjoint(_PAIR):  # before anything is asked
        files = state.load(to_change=True)
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
            tell(f"Set {listed(values)} of {profile} in {where}.")
        else:
            tell(f"Nothing to change: {listed(values)} of {profile} is already set in {where}.")
    note_findings(before, after, profile)
    note_unseen(changed, profile)
    if stale:
        note(f"note: removed the old {' and '.join(stale)}, which belongs to the old key")
    if "aws_access_key_id" in values and "aws_secret_access_key" not in values:
        note("note: the secret key is unchanged, but a new key id usually has a new secret key")


def _ask_setting(files: Files, name: str, *, force: bool) -> tuple[str, ...]:
    """A setting and its value, as arguments. Secrets have no value yet."""
    kind, _ = files.meant(name)
    there = {key for _, section in files.about([name]).places(name) for key in section.values}
    if there:
        note(f"Settings of {name}: {', '.join(sorted(filter(is_setting, there)))}")
    usual = _USUAL if kind == "profile" else [key for key in KNOWN if kind in KNOWN[key].sections]
    if new := [key for key in usual if key not in there]:
        note(f"Others: {', '.join(new)}")

    def parse(text: str) -> str:
        key = pasted.trim(text).lower()
        if not is_setting(key):
            raise _not_a_setting("this")
        _check_key(key, force=force)
        return key

    key = ask("Setting", None, "KEY", parse)
    if key in _SECRET:
        return (key,)
    known = KNOWN.get(key)
    label = f"Value ({', '.join(known.values)})" if known and known.values else "Value"
    value = ask(label, None, "VALUE", lambda text: _checked(key, text))
    return (key, value, *_PAIR[1:]) if key == _PAIR[0] else (key, value)


def _not_a_setting(what: str, hint: str = "use a setting name, such as region") -> AwscredError:
    return AwscredError(f"{what} is not a valid setting name", hint, exit_code=USAGE)


def _pairs(arguments: Sequence[str]) -> dict[str, str | None]:
    """The settings by key; None for a secret, which is prompted for."""
    found: dict[str, str | None] = {}
    rest = list(arguments)
    while rest:
        key = rest.pop(0)
        if not is_setting(key):
            what = "one of the KEYs"
            raise (
                _not_a_setting(what, "use KEY VALUE, not KEY=VALUE")
                if "=" in key
                else _not_a_setting(what)
            )
        key = key.lower()
        if key in found:
            raise AwscredError(f"{key} is set twice", "set it once", exit_code=USAGE)
        if key in _SECRET:
            if rest and rest[0].lower() not in KNOWN:
                raise AwscredError(
                    f"the value of {key} cannot be an argument: the process list and the shell "
                    "history would show it",
                    "leave out the value: awscred asks for it, or reads it with --stdin",
                    exit_code=USAGE,
                )
            found[key] = None
            continue
        if not rest or rest[0].lower() in _SECRET:  # whose own value is left out
            raise AwscredError(
                f"{key} has no value",
                f"add a value, or run `awscred unset` to remove {key}",
                exit_code=USAGE,
            )
        found[key] = _checked(key, rest.pop(0))
    return found


def _checked(key: str, text: str) -> str:
    value = _CHECKS.get(key, pasted.trim)(text)
    if key not in _CHECKS and "://" not in value and looks_secret(value):
        raise AwscredError(
            f"the value of {key} looks like a secret",
            "check what you pasted; keys are aws_access_key_id and aws_secret_access_key",
            exit_code=USAGE,
        )
    changes.check_value(key, value)
    return value


def _check_key(key: str, *, force: bool) -> None:
    """Refuse a name that resembles a known setting; note any other unknown one."""
    if key in KNOWN or "." in key or owner(key):
        return
    likely = suggest(key)
    if likely and not force:
        raise AwscredError(
            f"unknown setting {key}",
            f"did you mean {likely}? Use --force to set {key} anyway",
            exit_code=USAGE,
        )
    note(f"note: awscred does not know the setting {key}")


def _check_profile(files: Files, name: str, *, create: bool) -> None:
    if files.about([name]).places(name):
        return
    if create:
        changes.check_new(name, files)
        return
    missing = changes.absent(name, files)
    end = "" if missing.hint.endswith("?") else "."
    hint = f"{missing.hint}{end} Use --create to create it."
    raise AwscredError(missing.message, hint, exit_code=NO)


def _refuse_half(files: Files, name: str, keys: Collection[str]) -> None:
    """Refuse one half of a key pair if the other is missing: some tools accept only pairs."""
    found = files.about([name]).profiles.get(name)
    there = {*(found.settings if found else ()), *keys}
    missing = [key for key in _PAIR if key not in there]
    if len(missing) == 1 and not {*_PAIR}.isdisjoint(keys):
        raise AwscredError(
            f"{name} would have no {missing[0]}",
            f"set both: `awscred set {name} aws_access_key_id ID aws_secret_access_key`",
            exit_code=USAGE,
        )


def _with_secrets(named: dict[str, str | None], *, from_stdin: bool) -> dict[str, str]:
    """The settings, with the secrets read or prompted for."""
    wanted = [key for key, value in named.items() if value is None]
    given = read_secrets(wanted, _SECRET, from_stdin=from_stdin)
    return {key: given[key] if value is None else value for key, value in named.items()}


def _where(files: Files, name: str, values: dict[str, str]) -> str:
    found: dict[str, None] = {}
    for file, section in files.about([name]).places(name):
        for key in values:
            above, _, below = key.partition(".")
            for setting in section.find(above):
                inner = [one for one in setting.nested if one.key.lower() == below]
                line = (inner[0] if inner else setting).key_span.line
                found[f"{short_path(files.path(file))}:{line}"] = None
    return " and ".join(found)
