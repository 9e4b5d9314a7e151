"""`awscred add`: a new profile, checked with AWS before anything is written."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from awscred import changes, ini, intake, store
from awscred.cli import Command, State
from awscred.cli.terminal import can_ask, note, short_path, write
from awscred.errors import FAILED, NO, USAGE, AwscredError
from awscred.profiles import Files

if TYPE_CHECKING:
    from awscred.identity import Identity

_SSO_SCOPE = "sso:account:access"  # what the Toolkit asks of a session, or it cannot connect

Settings = dict[str, str]


@click.command("add", cls=Command)
@click.argument("profile", required=False)
@click.option("--access-key-id", metavar="ID", help="The access key id.")
@click.option("--region", help="The profile's region.")
@click.option(
    "--stdin",
    "from_stdin",
    is_flag=True,
    help="Read the secret key, then the session token if any, one a line.",
)
@click.option(
    "--from-env",
    is_flag=True,
    help="Take AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN.",
)
@click.option("--role-arn", metavar="ARN", help="Add a role, assumed with --source-profile.")
@click.option("--source-profile", metavar="PROFILE", help="Whose credentials assume the role.")
@click.option("--mfa-serial", metavar="SERIAL", help="The MFA device that the role asks for.")
@click.option("--sso-session", metavar="NAME", help="Add an SSO profile of that session.")
@click.option("--sso-start-url", metavar="URL", help="The session's portal.")
@click.option("--sso-region", metavar="REGION", help="The session's region.")
@click.option("--sso-account-id", metavar="ID", help="The account to use.")
@click.option("--sso-role-name", metavar="NAME", help="The permission set to use.")
@click.option("--process", metavar="COMMAND", help="Add a credential_process.")
@click.option("--no-verify", is_flag=True, help="Write without asking AWS first.")
@click.pass_obj
def command(
    state: State,
    profile: str | None,
    access_key_id: str | None,
    region: str | None,
    from_stdin: bool,
    from_env: bool,
    role_arn: str | None,
    source_profile: str | None,
    mfa_serial: str | None,
    sso_session: str | None,
    sso_start_url: str | None,
    sso_region: str | None,
    sso_account_id: str | None,
    sso_role_name: str | None,
    process: str | None,
    no_verify: bool,
) -> None:
    """Add a profile, after asking AWS who it is.

    It has an access key, or a role, an SSO account or a credential_process.

    Asks for what is missing; the secret key is not shown, and is never an option. The keys go to
    the credentials file, all else to config. AWS is asked who the profile is before anything is
    written; refused keys write nothing.
    """
    keys = bool(access_key_id or from_stdin or from_env)
    role = bool(role_arn or source_profile or mfa_serial)
    sso_options = (sso_session, sso_start_url, sso_region, sso_account_id, sso_role_name)
    _refuse_mixtures(keys, role, any(sso_options), bool(process))
    files = store.load(state.paths)
    name = _ask_name(profile, files)
    region = None if region is None else intake.region(region)
    session: Settings = {}
    if role:
        settings = _role(files, role_arn, source_profile, mfa_serial)
    elif any(sso_options):
        settings, session = _sso(files, *sso_options)
    elif process is not None:
        settings = {"credential_process": intake.trim(process)}
    else:
        settings = _keys(access_key_id, from_stdin=from_stdin, from_env=from_env)
    if region:
        settings["region"] = region
    wanted = changes.add_profile(files, name, settings, session)  # refuses before AWS is asked
    if not (role or any(sso_options)):  # keys and a process may be added beside anything
        wanted = changes.add_profile(Files(ini.parse(""), ini.parse("")), name, settings)
    who = None if no_verify or "sso_session" in settings else _verify(name, wanted)
    notes = store.change(state.paths, lambda now: changes.add_profile(now, name, settings, session))
    _report(name, settings, who, state)
    for line in notes:
        note(f"note: {line}")


# --- what is asked for


def _refuse_mixtures(keys: bool, role: bool, sso: bool, process: bool) -> None:
    if sum((keys, role, sso, process)) > 1:
        raise AwscredError(
            "a profile has one kind of credentials: keys, a role, SSO or a process",
            "leave out the options of the other kinds",
            exit_code=USAGE,
        )


def _ask_name(given: str | None, files: Files) -> str:
    def check(text: str) -> str:
        name = intake.trim(text)
        changes.check_name(name, files)
        return name

    return _ask("Profile name", given, "PROFILE", check)


def _keys(given_id: str | None, *, from_stdin: bool, from_env: bool) -> Settings:
    """The key settings, from where the options say, or by asking."""
    if from_stdin and from_env:
        raise AwscredError(
            "--stdin and --from-env both give the secret", "leave one out", exit_code=USAGE
        )
    if from_env:
        key_id, secret, token = _environment_keys(given_id)
    elif from_stdin:
        if given_id is None:
            raise AwscredError(
                "--stdin gives the secret alone", "give --access-key-id too", exit_code=USAGE
            )
        key_id = intake.access_key_id(given_id)
        secret, token = _stdin_lines()
    else:
        key_id = _ask("Access key id", given_id, "--access-key-id", intake.access_key_id)
        secret = _ask_hidden("Secret access key", intake.secret_access_key)
        token = ""
        if key_id.startswith("ASIA"):
            note("This is a temporary key: it needs its session token.")
            token = _ask_hidden("Session token", intake.session_token)
    if key_id.startswith("ASIA") and not token:
        raise AwscredError(
            f"{key_id} is the id of a temporary key, which is nothing without its session token",
            "give the token as the second line of --stdin, or as AWS_SESSION_TOKEN",
            exit_code=USAGE,
        )
    settings = {"aws_access_key_id": key_id, "aws_secret_access_key": secret}
    return {**settings, "aws_session_token": token} if token else settings


def _environment_keys(given_id: str | None) -> tuple[str, str, str]:
    """Access key id, secret key and session token ("" where there is none)."""
    key_id = given_id or os.environ.get("AWS_ACCESS_KEY_ID", "")
    secret = os.environ.get("AWS_SECRET_ACCESS_KEY", "")
    token = os.environ.get("AWS_SESSION_TOKEN", "")
    names = (("AWS_ACCESS_KEY_ID", key_id), ("AWS_SECRET_ACCESS_KEY", secret))
    missing = [name for name, value in names if not value]
    if missing:
        raise AwscredError(
            f"the environment has no {' and no '.join(missing)}", "set it", exit_code=USAGE
        )
    return (
        intake.access_key_id(key_id),
        intake.secret_access_key(secret),
        intake.session_token(token) if token else "",
    )


def _stdin_lines() -> tuple[str, str]:
    """The secret key and the session token ("" where there is none)."""
    text = sys.stdin.buffer.read(store.LARGEST).decode("utf-8", "replace")
    lines = [line for line in map(intake.trim, text.split("\n")) if line]
    if not 1 <= len(lines) <= 2:
        raise AwscredError(
            f"standard input has {len(lines) or 'no'} lines",
            "write the secret key, then the session token if there is one, one a line",
            exit_code=USAGE,
        )
    secret = intake.secret_access_key(lines[0])
    return secret, intake.session_token(lines[1]) if len(lines) == 2 else ""


def _role(files: Files, arn: str | None, source: str | None, mfa_serial: str | None) -> Settings:
    def check_source(text: str) -> str:
        name = intake.trim(text)
        if name not in files.profiles:
            raise AwscredError(
                f"there is no profile {name} to assume the role with",
                "`awscred list --names` shows the profiles",
                exit_code=USAGE,
            )
        return name

    settings = {
        "role_arn": _ask("Role ARN", arn, "--role-arn", intake.role_arn),
        "source_profile": _ask("Source profile", source, "--source-profile", check_source),
    }
    if mfa_serial:
        settings["mfa_serial"] = intake.trim(mfa_serial)
    return settings


def _sso(
    files: Files,
    session: str | None,
    start_url: str | None,
    region: str | None,
    account: str | None,
    role: str | None,
) -> tuple[Settings, Settings]:
    """The profile's settings, and those of its session where that is new."""
    name = _ask("SSO session", session, "--sso-session", intake.sso_session_name)
    new: Settings = {}
    if name in files.sso_sessions:
        there: Settings = {}
        for section in files.sso_sessions[name]:
            there.update(section.values)
        _refuse_another_session(name, there, {"sso_start_url": start_url, "sso_region": region})
        if _SSO_SCOPE not in there.get("sso_registration_scopes", ""):
            note(
                f"note: sso-session {name} has no sso_registration_scopes = {_SSO_SCOPE}, "
                "without which the AWS Toolkit cannot connect"
            )
    else:
        new = {
            "sso_start_url": _ask("SSO start URL", start_url, "--sso-start-url", intake.start_url),
            "sso_region": _ask("SSO region", region, "--sso-region", intake.region),
            "sso_registration_scopes": _SSO_SCOPE,
        }
    settings = {
        "sso_session": name,
        "sso_account_id": _ask("Account id", account, "--sso-account-id", intake.account_id),
        "sso_role_name": _ask("Role name", role, "--sso-role-name", intake.trim),
    }
    return settings, new


def _refuse_another_session(name: str, there: Settings, given: dict[str, str | None]) -> None:
    for key, value in given.items():
        if value and value != there.get(key):
            raise AwscredError(
                f"sso-session {name} exists already, with another {key}",
                f"leave out --{key.replace('_', '-')}, or choose another name for the session",
                exit_code=USAGE,
            )


def _ask_hidden(label: str, check: Callable[[str], str]) -> str:
    """A secret, typed unseen."""
    return _ask(label, None, "--stdin or --from-env", check, hide=True)


def _ask(
    label: str, given: str | None, option: str, check: Callable[[str], str], *, hide: bool = False
) -> str:
    """The value given, or one asked for on the terminal until it passes the check."""
    if given is not None:
        return check(given)
    if not can_ask():
        raise AwscredError(
            f"there is no {label.lower()}, and no terminal to ask for it on",
            f"give it by {option}",
            exit_code=USAGE,
        )
    while True:
        answer = click.prompt(label, hide_input=hide, default="", show_default=False, err=True)
        try:
            return check(answer)
        except AwscredError as error:
            note(f"{error.message}; {error.hint}")


# --- what AWS says


def _verify(name: str, wanted: Files) -> Identity:
    """Who the profile would be. Raises AwscredError where AWS refuses it or cannot be asked."""
    from awscred import sts
    from awscred.cli.verify import ask_mfa_code

    note("Asking AWS who this is ...")
    terms = sts.Terms(ask_mfa=ask_mfa_code if can_ask() else None)
    (who,) = sts.identify(wanted, [name], terms)
    if who.error is None:
        return who
    if who.status == "unknown":
        raise AwscredError(
            f"could not ask AWS, so nothing was written: {who.error.message}",
            f"{who.error.hint} --no-verify adds the profile without asking.",
            exit_code=FAILED,
        )
    raise AwscredError(f"nothing was written: {who.error.message}", who.error.hint, exit_code=NO)


def _report(name: str, settings: Settings, who: Identity | None, state: State) -> None:
    files = store.load(state.paths)
    places = [
        f"{short_path(files.path(file))}:{section.line}"
        for file, section in files.profiles[name].sections
    ]
    lines = [f"Added profile {name} in {' and '.join(places)}."]
    if who is not None:
        lines.append(f"It is {who.arn} in account {who.account}.")
    elif "sso_session" in settings:
        lines.append(
            f"Sign in with `aws sso login --profile {name}`, then `awscred whoami {name}`."
        )
    else:
        lines.append(f"AWS was not asked: `awscred whoami {name}` does so.")
    write("".join(f"{line}\n" for line in lines))
