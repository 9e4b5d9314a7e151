"""`awscred import`: profiles for the access keys in a file or in pasted text."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping, Sequence
from datetime import datetime, timezone
from functools import partial

import click

from awscred import changes, pasted, store
from awscred.cli import Command, State, completing
from awscred.cli.adding import (
    Settings,
    alone,
    ask_optional_region,
    note_same_key,
    replace_keys,
    report,
    verify,
)
from awscred.cli.asking import ask
from awscred.cli.changing import apply, dry_run_option, note_findings
from awscred.cli.terminal import can_ask, note, standard_input
from awscred.errors import NO, USAGE, AwscredError
from awscred.output import import_ as output
from awscred.output.paths import short_path
from awscred.pasted import documents
from awscred.pasted.keys import AccessKey
from awscred.profiles import Files
from awscred.store.snapshot import LARGEST


@click.command(
    "import",
    cls=Command,
    epilog="awscred import ~/Downloads/alice_accessKeys.csv\n"
    "aws sts get-session-token | awscred import - --profile session\n"
    "awscred import new.csv --profile ci --replace",
)
@click.argument("path", metavar="FILE", shell_complete=completing.file)
@click.option("--profile", metavar="NAME", help="Name of the profile.")
@click.option("--region", help="Region of the profile.")
@click.option("--replace", is_flag=True, help="Replace the key of an existing profile.")
@click.option("--no-verify", is_flag=True, help="Write without checking with AWS first.")
@dry_run_option
@click.pass_obj
def command(
    state: State,
    path: str,
    profile: str | None,
    region: str | None,
    replace: bool,
    no_verify: bool,
    dry_run: bool,
) -> None:
    """Add a profile for each access key in FILE.

    FILE is a CSV from the AWS console, JSON from `aws sts`, `aws iam create-access-key` or a
    credential_process, lines that set environment variables (export, set, $Env:, .env), or a
    section of a credentials file. `-` reads standard input; on a terminal, paste the text.

    Each profile is named after the user or role in FILE; --profile chooses another name. On a
    terminal, a single key is offered the name `default` if no profile has it yet. The keys are
    checked with AWS before anything is written. --replace writes the new key to an existing
    profile and removes the old session token.
    """
    region = None if region is None else pasted.region(region)
    now = datetime.now(timezone.utc)
    shown, data = _contents(path)
    keys = [_in_region(key, region) for key in documents.read(data, shown)]
    for line in output.lines(shown, keys, now):
        note(line)
    if not no_verify:
        _refuse_expired(keys, shown, now)
    files = state.load(to_change=True)
    if not replace:
        for key in keys:
            note_same_key(files, key.settings["aws_access_key_id"])
    named = _named(keys, profile, files, replace=replace)
    if can_ask() and not all("region" in settings or replace for settings in named.values()):
        named = _with_region(named, ask_optional_region(files))
    with_keys = partial(_with_keys, profiles=named, replace=replace)
    asks = not (no_verify or dry_run)
    if asks:
        with_keys(files)  # refuses before AWS is asked
    answers = [verify(name, alone(name, keys)) if asks else None for name, keys in named.items()]
    if not apply(state, f"import {' '.join(named)}", named, with_keys, dry_run=dry_run):
        return
    after = store.load(state.paths)
    for (name, settings), who in zip(named.items(), answers, strict=True):
        done = "Replaced the key of profile" if name in files.profiles else "Added profile"
        report(after.about(named), name, settings, who, done=done)
    note_findings(files, after, *named)
    if path != "-":
        note(f"{shown} still contains the secret key. Delete it if you no longer need it.")


def _with_keys(files: Files, profiles: Mapping[str, Settings], *, replace: bool) -> Files:
    """The files with the keys imported as those profiles.

    Raises AwscredError as `_check_name` and the changes do.
    """
    known = files.about(profiles)
    for name in profiles:
        _check_name(name, known, replace=replace)
    there = known.profiles
    new = {name: settings for name, settings in profiles.items() if name not in there}
    if new:
        files = changes.add_profiles(files, new)
    for name in (name for name in profiles if name in there):
        files = replace_keys(files, name, profiles[name])
    return files


def _check_name(name: str, files: Files, *, replace: bool) -> None:
    """Raise AwscredError if a key cannot be imported under a name; `files` are about that name."""
    profile = files.profiles.get(name)
    if profile is None:
        changes.check_name(name, files)
    elif not replace:
        where = " and ".join(changes.is_taken(name, files))
        raise AwscredError(
            f"profile {name} already exists at {where}",
            "choose another name, or use --replace to replace its key",
            exit_code=USAGE,
        )
    elif profile.kind not in ("static", "temporary", "none"):
        raise AwscredError(
            f"profile {name} already has credentials of kind {profile.kind}",
            "choose another name with --profile",
            exit_code=USAGE,
        )


def _contents(path: str) -> tuple[str, bytes]:
    """The name of FILE in messages, and its contents."""
    if path != "-":
        path = path.removeprefix("file://")  # as the AWS CLI wants it
        return short_path(path), store.read_bytes_of(path)
    data = standard_input(LARGEST + 1)
    store.refuse_larger(data, "<stdin>")
    return "<stdin>", data


def _in_region(key: AccessKey, region: str | None) -> AccessKey:
    return key._replace(settings={**key.settings, "region": region}) if region else key


def _with_region(profiles: Mapping[str, Settings], region: str) -> dict[str, Settings]:
    """The profiles, in a region unless they have one."""
    missing = {"region": region} if region else {}
    return {name: {**missing, **settings} for name, settings in profiles.items()}


def _refuse_expired(keys: Sequence[AccessKey], path: str, now: datetime) -> None:
    for key in keys:
        if key.expires and key.expires <= now:
            raise AwscredError(
                f"{path}:{key.line}: the key has expired: {output.expiry(key.expires, now)}",
                "get a new key, or use --no-verify to add this one anyway",
                exit_code=NO,
            )


def _named(
    keys: Sequence[AccessKey], given: str | None, files: Files, *, replace: bool
) -> dict[str, Settings]:
    """The settings of each key's profile, by the profile's name.

    Several keys get the names in their document; only missing or unusable names are prompted for.
    The name of a single key is always prompted for; the default is `default` if there is no such
    profile, else the document's name.
    """
    if given is not None and len(keys) > 1:
        raise AwscredError(
            f"--profile names one profile, but there are {len(keys)} keys",
            "leave out --profile: each profile is named after its user",
            exit_code=USAGE,
        )
    proposed = {pasted.profile_name(key.name) for key in keys} - {None, ""}
    likely = files.about(filter(None, proposed))  # one look over the files for all of them
    named: dict[str, Settings] = {}

    def parse(text: str) -> str:
        name = pasted.trim(text)
        if name in named:
            raise AwscredError(
                f"another of these keys is already named {name}",
                "choose another name",
                exit_code=USAGE,
            )
        about = likely if name in proposed else files.about([name])
        _check_name(name, about, replace=replace)
        return name

    for key in keys:
        named[_name(key, given, files.profiles, parse, several=len(keys) > 1)] = key.settings
    return named


def _name(
    key: AccessKey,
    given: str | None,
    existing: Container[str],
    parse: Callable[[str], str],
    *,
    several: bool,
) -> str:
    proposed = pasted.profile_name(key.name)
    if given is None and proposed and (several or not can_ask()):
        try:
            return parse(proposed)
        except AwscredError as error:
            if error.exit_code != USAGE or not can_ask():
                raise
            note(f"{error.message}; {error.hint}")
    label = f"Profile name for {key.settings['aws_access_key_id']}" if several else "Profile name"
    option = "a user name in the document" if several else "--profile"
    if not several and "default" not in existing:
        proposed = "default"  # AWS tools use it if none is named
    return ask(label, given, option, parse, default=proposed)
