"""`awscred add`: a new profile, checked with AWS before anything is written."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from awscred import changes, store
from awscred.cli import Command, State
from awscred.cli.terminal import note, short_path, write
from awscred.errors import FAILED, NO, USAGE, AwscredError
from awscred.profiles import Files
from awscred.settings import redact

if TYPE_CHECKING:
    from awscred.sts import Identity

_KEY_ID = re.compile(r"\w{16,128}", re.ASCII)
_KEY_ID_PREFIX = re.compile(r"A[KS]IA[A-Z0-9]{12,}")
_REGION = re.compile(r"[a-z]{2,}(-[a-z0-9]+)+")
_ROLE_ARN = re.compile(r"arn:aws[a-z-]*:iam::\d{12}:role/\S+", re.ASCII)
_ACCOUNT = re.compile(r"\d{12}", re.ASCII)
_SSO_SCOPE = "sso:account:access"  # what the Toolkit asks of a session, or it cannot connect
_INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff"  # pasted along from web pages

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
    region = _checked("--region", region, _REGION, "eu-west-1")
    session: Settings = {}
    if role:
        settings = _role(files, role_arn, source_profile, mfa_serial)
    elif any(sso_options):
        settings, session = _sso(files, *sso_options)
    elif process is not None:
        settings = {"credential_process": _trim(process)}
    else:
        settings = _keys(access_key_id, from_stdin=from_stdin, from_env=from_env)
    if region:
        settings["region"] = region
    changes.add_profile(files, name, settings, session)  # refuses before AWS is asked
    who = None if no_verify or session or "sso_session" in settings else _verify(settings, state)
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
    def check(name: str) -> str:
        changes.check_name(name, files)
        return name

    return _ask("Profile name", given, "PROFILE", check)


def _keys(given_id: str | None, *, from_stdin: bool, from_env: bool) -> Settings:
    """The key settings, from where the options say, or by asking."""
    token: str | None = None
    if from_env:
        key_id, secret, token = _environment_keys(given_id)
    elif from_stdin:
        key_id = _ask("Access key id", given_id, "--access-key-id", _check_key_id, may_ask=False)
        secret, token = _stdin_lines()
    else:
        key_id = _ask("Access key id", given_id, "--access-key-id", _check_key_id)
        secret = _ask("Secret access key", None, "--stdin or --from-env", _check_secret, hide=True)
    _check_key_id(key_id)
    _check_secret(secret)
    if key_id.startswith("ASIA") and not token:
        if from_env or from_stdin:
            raise AwscredError(
                f"{key_id} is the id of a temporary key, which is nothing without session token",
                "give the token as the second line of --stdin, or as AWS_SESSION_TOKEN",
                exit_code=USAGE,
            )
        note("This is a temporary key: it needs its session token.")
        token = _ask("Session token", None, "--stdin or --from-env", _check_token, hide=True)
    settings = {"aws_access_key_id": key_id, "aws_secret_access_key": secret}
    if token:
        settings["aws_session_token"] = _check_token(token)
    return settings


def _environment_keys(given_id: str | None) -> tuple[str, str, str | None]:
    environ = os.environ
    key_id = given_id or environ.get("AWS_ACCESS_KEY_ID", "")
    secret = environ.get("AWS_SECRET_ACCESS_KEY", "")
    names = (("AWS_ACCESS_KEY_ID", key_id), ("AWS_SECRET_ACCESS_KEY", secret))
    missing = [name for name, value in names if not value]
    if missing:
        raise AwscredError(
            f"the environment has no {' and no '.join(missing)}", "set it", exit_code=USAGE
        )
    return _trim(key_id), _trim(secret), _trim(environ.get("AWS_SESSION_TOKEN", "")) or None


def _stdin_lines() -> tuple[str, str | None]:
    text = sys.stdin.buffer.read(store.LARGEST).decode("utf-8", "replace")
    lines = [line for line in map(_trim, text.split("\n")) if line]
    if not 1 <= len(lines) <= 2:
        raise AwscredError(
            f"standard input has {len(lines) or 'no'} lines",
            "write the secret key, then the session token if there is one, one a line",
            exit_code=USAGE,
        )
    return lines[0], lines[1] if len(lines) == 2 else None


def _role(files: Files, arn: str | None, source: str | None, mfa_serial: str | None) -> Settings:
    def check_source(name: str) -> str:
        if name not in files.profiles:
            raise AwscredError(
                f"there is no profile {name} to assume the role with",
                "`awscred list --names` shows the profiles",
                exit_code=USAGE,
            )
        return name

    def check_arn(text: str) -> str:
        return _matching("a role ARN", text, _ROLE_ARN, "arn:aws:iam::123456789012:role/deploy")

    settings = {
        "role_arn": _ask("Role ARN", arn, "--role-arn", check_arn),
        "source_profile": _ask("Source profile", source, "--source-profile", check_source),
    }
    if mfa_serial:
        settings["mfa_serial"] = _trim(mfa_serial)
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

    def check_session(name: str) -> str:
        return _matching("a session name", name, re.compile(r"[\w.@+-]+", re.ASCII), "my-company")

    def check_url(url: str) -> str:
        example = "https://my-company.awsapps.com/start"
        return _matching("a start URL", url, re.compile(r"https://\S+"), example)

    def check_region(text: str) -> str:
        return _matching("a region", text, _REGION, "eu-west-1")

    def check_account(text: str) -> str:
        return _matching("an account id", text, _ACCOUNT, "123456789012")

    name = _ask("SSO session", session, "--sso-session", check_session)
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
            "sso_start_url": _ask("SSO start URL", start_url, "--sso-start-url", check_url),
            "sso_region": _ask("SSO region", region, "--sso-region", check_region),
            "sso_registration_scopes": _SSO_SCOPE,
        }
    settings = {
        "sso_session": name,
        "sso_account_id": _ask("Account id", account, "--sso-account-id", check_account),
        "sso_role_name": _ask("Role name", role, "--sso-role-name", _trim),
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


def _ask(
    label: str,
    given: str | None,
    option: str,
    check: Callable[[str], str],
    *,
    hide: bool = False,
    may_ask: bool = True,
) -> str:
    """The value given, or one asked for on the terminal until it passes the check."""
    if given is not None:
        return check(_trim(given))
    if not (may_ask and sys.stdin.isatty()):
        raise AwscredError(
            f"there is no {label.lower()}, and no terminal to ask for it on",
            f"give it by {option}",
            exit_code=USAGE,
        )
    while True:
        answer = _trim(
            click.prompt(label, hide_input=hide, default="", show_default=False, err=True)
        )
        try:
            return check(answer)
        except AwscredError as error:
            note(f"{error.message}; {error.hint}")


def _trim(text: str) -> str:
    return text.strip().strip(_INVISIBLE).strip()


# --- what is checked


def _check_key_id(text: str) -> str:
    if re.fullmatch(r"[A-Za-z0-9/+=]{40}", text) and not text.isupper():
        raise AwscredError(
            "that is a secret key, not an access key id",
            "the id comes first: it begins with AKIA or ASIA",
            exit_code=USAGE,
        )
    return _matching("an access key id", text, _KEY_ID, "AKIAIOSFODNN7EXAMPLE", quote=False)


def _check_secret(text: str) -> str:
    if _KEY_ID_PREFIX.fullmatch(text):
        raise AwscredError(
            "that is an access key id, not a secret key",
            "the secret is the longer of the two, usually of 40 characters",
            exit_code=USAGE,
        )
    return _check_one_word("the secret key", text)


def _check_token(text: str) -> str:
    return _check_one_word("the session token", text)


def _check_one_word(what: str, text: str) -> str:
    if not text:
        raise AwscredError(f"{what} is empty", "paste it", exit_code=USAGE)
    if re.search(r"[\s'\"]", text) or not (text.isascii() and text.isprintable()):
        raise AwscredError(
            f"{what} has blanks, quotes or other characters that no key has",
            "paste the key alone",
            exit_code=USAGE,
        )
    return text


def _checked(option: str, value: str | None, form: re.Pattern[str], example: str) -> str | None:
    return None if value is None else _matching(option, _trim(value), form, example)


def _matching(
    what: str, text: str, form: re.Pattern[str], example: str, *, quote: bool = True
) -> str:
    if form.fullmatch(text):
        return text
    shown = f"{redact(text)} is not {what}" if quote and text else f"that is not {what}"
    raise AwscredError(shown, f"it looks like {example}", exit_code=USAGE)


# --- what AWS says


def _verify(settings: Settings, state: State) -> Identity:
    """Who the profile would be. Raises AwscredError where AWS refuses it or cannot be asked."""
    from awscred import sts
    from awscred.cli.whoami import ask_mfa_code

    region = settings.get("region")
    note("Asking AWS who this is ...")
    if "role_arn" in settings:
        who = sts.identify_role(
            settings["role_arn"],
            settings["source_profile"],
            mfa_serial=settings.get("mfa_serial"),
            region=region,
            config=state.paths.config,
            credentials=state.paths.credentials,
            ask_mfa=ask_mfa_code if sys.stdin.isatty() else None,
        )
    elif "credential_process" in settings:
        who = sts.identify_process(settings["credential_process"], region=region)
    else:
        keys = sts.Keys(
            settings["aws_access_key_id"],
            settings["aws_secret_access_key"],
            settings.get("aws_session_token"),
        )
        who = sts.identify_keys(keys, region)
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
