"""`awscred add --from-mfa`: a profile with the temporary keys that AWS gives for an MFA code."""

from __future__ import annotations

import os
import shlex
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, NamedTuple

from awscred import changes, pasted, store
from awscred.cli import State
from awscred.cli.adding import (
    Settings,
    existing_source,
    note_names,
    replace_keys,
    report,
    unwritten,
)
from awscred.cli.asking import ask, read_lines
from awscred.cli.changing import apply, places
from awscred.cli.terminal import can_ask, note, note_debug
from awscred.cli.verify import ask_mfa_code, mfa_code
from awscred.environment import chosen_profile
from awscred.errors import NO, USAGE, AwscredError
from awscred.forms import is_region
from awscred.identity import as_argument
from awscred.other_programs import owner
from awscred.output.import_ import expiry
from awscred.output.times import iso_time
from awscred.profiles import Files, Profile
from awscred.settings import CREDENTIAL_KEYS

if TYPE_CHECKING:
    from awscred.sts.credentials import Keys

_LIMITS = (900, 129600)  # AWS's: 15 minutes and 36 hours

_SUFFIX = "-mfa"
"""The profile `dev-mfa` is for a session of the profile `dev`, unless an option names another."""
_EXPIRY, _DEVICE = "awscred_expires", "awscred_mfa_device"
"""Settings that no AWS tool reads: when the keys expire, and the device for the next session."""
_AWS_MFA_DEVICE = "aws_mfa_device"  # what the program aws-mfa reads


class Wanted(NamedTuple):
    """A session to ask AWS for, and the profile for it; None or "" for what is not known yet."""

    name: str | None
    source: str | None
    device: str | None
    seconds: int
    region: str | None


class _Session(NamedTuple):
    """The same, complete. `region` is "" for none."""

    name: str
    source: str
    device: str
    seconds: int
    region: str


def parse_seconds(text: str) -> int:
    """How long a session is valid, in seconds."""
    least, most = _LIMITS
    if text.isascii() and text.isdecimal() and least <= int(text) <= most:
        return int(text)
    raise AwscredError(
        f"{text!r} is not valid for --duration-seconds",
        f"choose {least} to {most} seconds (15 minutes to 36 hours)",
        exit_code=USAGE,
    )


def add(
    state: State,
    files: Files,
    wanted: Wanted,
    *,
    from_stdin: bool,
    timeout: float,
    dry_run: bool,
) -> None:
    """Add a profile with a new session of another profile's keys, or renew an existing session.

    Missing values are prompted for; `from_stdin` reads the code. Gives up after `timeout` seconds
    without an answer of AWS. Raises AwscredError if nothing was written.
    """
    session, source = _complete(files, wanted)
    is_new = session.name not in files.profiles

    def edit(keys: Settings, expires: datetime) -> Callable[[Files], Files]:
        marks = {_EXPIRY: iso_time(expires) or "", _DEVICE: session.device}
        region = {"region": session.region} if session.region else {}
        return lambda now: _with_session(now, session.name, source, {**keys, **marks, **region})

    def write(change: Callable[[Files], Files]) -> bool:
        return apply(state, f"add {session.name}", [session.name], change, dry_run=dry_run)

    now = datetime.now(timezone.utc)
    example = edit(
        dict.fromkeys(CREDENTIAL_KEYS, "FROM-AWS"), now + timedelta(seconds=session.seconds)
    )
    example(files)  # refuses before AWS is asked
    if dry_run:
        note("note: a dry run does not ask AWS: the keys and the time below are examples")
        write(example)
        return
    code = _stdin_code() if from_stdin else None
    keys = _keys(state, files, session, code, timeout)
    secrets = (keys.access_key_id, keys.secret_access_key, keys.session_token or "")
    expires = keys.expires or now
    write(edit(dict(zip(CREDENTIAL_KEYS, secrets, strict=True)), expires))
    after = store.load(state.paths).about([session.name])
    done = "Added profile" if is_new else "Renewed the session of profile"
    more = (
        f"Its keys expire at {expiry(expires, now)}.",
        f"Renew it: {_command(session)}",
    )
    report(after, session.name, {}, None, done=done, more=more)


# --- what is wanted


def _complete(files: Files, wanted: Wanted) -> tuple[_Session, Profile]:
    """The session that is wanted, after asking for what is missing, and its source."""
    there = files.profiles.get(wanted.name or "")
    if there is not None:  # before anything is asked
        _check_temporary(there, files, there.name)
    source = files.profiles[_source(files, wanted)]
    if wanted.name is not None:
        _check_name(wanted.name, files, source)
    device = wanted.device
    if device is None:
        device = next(_devices(files, wanted.name, source), None)
    if device is None and can_ask():
        note("The IAM console shows the ARN of your MFA device under Security credentials.")
    label = "ARN or serial number of the MFA device"
    device = ask(label, device, "--mfa-serial", pasted.mfa_device)
    name = ask(
        "Profile name",
        wanted.name,
        "PROFILE",
        lambda text: _check_name(pasted.trim(text), files, source),
        default=source.name + _SUFFIX,
    )
    usual = source.region or ""  # only for a new profile, and without what a comment adds to it
    region = wanted.region or (usual if name not in files.profiles and is_region(usual) else "")
    return _Session(name, source.name, device, wanted.seconds, region), source


def _source(files: Files, wanted: Wanted) -> str:
    """The profile whose keys get the session."""

    def parse(text: str) -> str:
        name = existing_source(text, files)
        _check_source(files.profiles[name])
        return name

    likely = [name for name, profile in files.profiles.items() if _has_long_term_keys(profile)]
    if wanted.source is None and not likely:
        raise AwscredError(
            "no profile has an access key of its own, which a session needs",
            "run `awscred add` to add the access key of your IAM user first",
            exit_code=NO,
        )
    source = wanted.source
    of_name = (wanted.name or "").removesuffix(_SUFFIX)
    if source is None and of_name in likely and of_name != wanted.name:
        source = of_name
    if source is None and can_ask():
        note_names("Profiles with an access key", likely)
    chosen = (chosen_profile(os.environ) or "").removesuffix(_SUFFIX)
    default = next((name for name in (chosen, "default", *likely) if name in likely), "")
    return ask("Source profile", source, "--source-profile", parse, default=default)


def _has_long_term_keys(profile: Profile) -> bool:
    return profile.kind == "static" and not _key_id(profile).startswith("ASIA")


def _key_id(profile: Profile) -> str:
    return profile.settings.get("aws_access_key_id", "")


def _check_source(profile: Profile) -> None:
    """Refuse a profile without long-term keys: AWS gives a session only for these."""
    if _has_long_term_keys(profile):
        return
    kind = "temporary" if profile.kind == "static" else profile.kind
    what = "only temporary keys" if kind == "temporary" else "no access key of its own"
    hints = {
        "role": "for a role, set mfa_serial in its own profile: AWS tools then ask for the code",
        "sso": "sign in with `aws sso login` instead: Identity Center asks for MFA itself",
    }
    raise AwscredError(
        f"profile {profile.name} has {what}; AWS gives an MFA session only for the long-term keys "
        "of an IAM user",
        hints.get(kind, "use the profile that has the user's access key (AKIA...)"),
        exit_code=NO,
    )


def _devices(files: Files, name: str | None, source: Profile) -> Iterator[str]:
    """The MFA devices that the files name for a source, the likeliest first."""
    there = files.profiles.get(name or source.name + _SUFFIX)
    users = [one for one in files.profiles.values() if _uses(one, source)]
    places = (
        (source, "mfa_serial"),
        (there, _DEVICE),
        (source, _AWS_MFA_DEVICE),
        *((user, "mfa_serial") for user in users),
    )
    for profile, key in places:
        if profile and (device := profile.settings.get(key)):
            yield device


def _uses(role: Profile, source: Profile) -> bool:
    return role.settings.get("source_profile") == source.name


def _check_name(name: str, files: Files, source: Profile) -> str:
    """The name, if it is free, or if its profile has a session that may be replaced."""
    profile = files.profiles.get(name)
    if profile is None:
        changes.check_name(name, files)
        return name
    _check_temporary(profile, files, source.name)
    keys = profile.settings.keys() - {_EXPIRY, _DEVICE}
    others = sorted({program for key in keys if (program := owner(key))})
    account, own_account = profile.account[0], source.account[0]
    if others:
        problem = f"belongs to {' and '.join(others)}"
    elif account and own_account and account != own_account:
        problem = (
            f"its keys are of account {account}, but {source.name} is of account {own_account}"
        )
    else:
        return name
    raise _taken(profile, files, problem, source.name)


def _check_temporary(profile: Profile, files: Files, source: str) -> None:
    if profile.kind != "temporary":
        raise _taken(profile, files, "its keys are not temporary", source)


def _taken(profile: Profile, files: Files, problem: str, source: str) -> AwscredError:
    where = places(files, profile.name)
    return AwscredError(
        f"profile {profile.name} already exists at {where}, and {problem}",
        f"choose another name, such as {source}{_SUFFIX}",
        exit_code=USAGE,
    )


# --- asking AWS, and writing


def _keys(state: State, files: Files, session: _Session, code: str | None, timeout: float) -> Keys:
    """The keys that AWS gives, for that code or one that is prompted for."""
    from awscred import sts

    if code is None and not can_ask():
        raise AwscredError(
            "an MFA code is needed, and there is no terminal to ask for it",
            "provide it with --stdin",
            exit_code=USAGE,
        )
    codes = iter(() if code is None else (code,))

    def ask_mfa(prompt: str) -> str:
        typed = ask_mfa_code(prompt, "to cancel") if code is None else next(codes, "")
        if not typed:
            refused = "AWS did not accept the MFA code" if code else "no MFA code was entered"
            raise AwscredError(f"{refused}; nothing was written", "try again with a new code")
        return typed

    terms = sts.Terms(
        ask_mfa=ask_mfa,
        programs=False,
        trusted=state.own,
        patience=timeout,
        debug=note_debug if state.debug else None,
    )
    who, keys = sts.get_session(files, session.source, session.device, session.seconds, terms)
    if keys is None:
        raise unwritten(who)
    return keys


def _stdin_code() -> str:
    """The MFA code on standard input."""
    lines = read_lines()
    code = mfa_code(lines[0]) if len(lines) == 1 else ""
    if not code:
        raise AwscredError(
            "standard input has no MFA code",
            "write the six digits of the code, and nothing else",
            exit_code=USAGE,
        )
    return code


def _with_session(files: Files, name: str, source: Profile, settings: Settings) -> Files:
    """The files with these settings of a session in its profile, whose other settings stay."""
    known = files.about([name])
    _check_name(name, known, source)
    if name in known.profiles:
        return replace_keys(files, name, settings)
    return changes.add_profile(files, name, settings)


def _command(session: _Session) -> str:
    """What to type for new keys."""
    is_named = session.name == session.source + _SUFFIX
    source = "" if is_named else f" --source-profile {shlex.quote(session.source)}"
    return f"awscred add --from-mfa{source} {as_argument(session.name)}"
