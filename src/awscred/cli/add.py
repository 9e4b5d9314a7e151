"""`awscred add`: a new profile, checked with AWS before anything is written."""

from __future__ import annotations

import os
from collections.abc import Mapping

import click

from awscred import changes, pasted, store
from awscred.cli import Command, State, completing, mfa_session
from awscred.cli.adding import (
    Settings,
    alone,
    ask_optional_region,
    ask_region,
    existing_source,
    note_names,
    note_same_key,
    report,
    verify,
)
from awscred.cli.asking import ask, ask_hidden, choose, read_lines
from awscred.cli.changing import apply, dry_run_option, note_findings
from awscred.cli.options import need
from awscred.cli.terminal import can_ask, note, timeout_option
from awscred.errors import USAGE, AwscredError
from awscred.profiles import Files

_SSO_SCOPE = "sso:account:access"  # what the Toolkit asks of a session, or it cannot connect
_KINDS = {
    "sso": "IAM Identity Center, which AWS recommends for people",
    "key": "an access key id and a secret key",
    "role": "a role that another profile assumes",
    "mfa": "temporary keys from the access key of another profile and an MFA code",
    "login": "a sign-in as in the AWS console, with `aws login`",
    "process": "a program that prints credentials",
}
"""The kinds of credentials to choose from, each with what it means."""
_BY_OPTION = "--stdin or --from-env"


@click.command(
    "add",
    cls=Command,
    epilog="awscred add dev\n"
    "pass show aws/dev | awscred add dev --access-key-id ID --stdin\n"
    "awscred add deploy --role-arn ARN --source-profile dev\n"
    "awscred add dev-mfa --from-mfa",
)
@click.argument("profile", required=False)
@click.option("--access-key-id", metavar="ID", help="Access key id.")
@click.option("--region", shell_complete=completing.region, help="Region of the profile.")
@click.option(
    "--stdin",
    "from_stdin",
    is_flag=True,
    help="Read the secret key and optional session token, or the MFA code, from stdin.",
)
@click.option(
    "--from-env",
    is_flag=True,
    help="Read AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN.",
)
@click.option("--role-arn", metavar="ARN", help="Role to assume; needs --source-profile.")
@click.option(
    "--source-profile",
    metavar="PROFILE",
    shell_complete=completing.profile,
    help="Profile whose credentials assume the role, or whose keys get the MFA session.",
)
@click.option("--mfa-serial", metavar="SERIAL", help="MFA device of the role or of --from-mfa.")
@click.option(
    "--from-mfa",
    is_flag=True,
    help="Get temporary keys from AWS, with the keys of --source-profile and an MFA code.",
)
@click.option(
    "--duration-seconds",
    type=mfa_session.parse_seconds,
    default="43200",
    metavar="SECONDS",
    help="How long the keys of --from-mfa are valid.  [default: 43200, 12 hours]",
)
@click.option(
    "--sso-session",
    metavar="NAME",
    shell_complete=completing.session,
    help="SSO session to sign in with.",
)
@click.option("--sso-start-url", metavar="URL", help="Start URL of the session.")
@click.option(
    "--sso-region",
    metavar="REGION",
    shell_complete=completing.region,
    help="Region of the session.",
)
@click.option("--sso-account-id", metavar="ID", help="Account to use with SSO.")
@click.option("--sso-role-name", metavar="NAME", help="Permission set to use with SSO.")
@click.option("--login", is_flag=True, help="Sign in as in the AWS console, with `aws login`.")
@click.option("--login-session", metavar="ARN", help="Identity to sign in as with --login.")
@click.option("--process", metavar="COMMAND", help="Program that prints the credentials.")
@click.option("--no-verify", is_flag=True, help="Write without checking with AWS first.")
@timeout_option
@dry_run_option
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
    from_mfa: bool,
    duration_seconds: int,
    sso_session: str | None,
    sso_start_url: str | None,
    sso_region: str | None,
    sso_account_id: str | None,
    sso_role_name: str | None,
    login: bool,
    login_session: str | None,
    process: str | None,
    no_verify: bool,
    timeout: float,
    dry_run: bool,
) -> None:
    """Add a profile after checking it with AWS.

    A profile has one kind of credentials: an access key, a role, an SSO account, an MFA session, a
    console login or a credential_process. Without options, awscred asks which.

    Missing values are prompted for. The secret key is typed without being shown, and is never
    passed as an option. Keys are written to the credentials file, and everything else to config.
    If AWS refuses the credentials, nothing is written.

    --from-mfa asks for an MFA code, and writes the temporary keys that AWS gives for it. A profile
    NAME-mfa gets a session of the profile NAME, unless --source-profile names another. The same
    command renews the session: it replaces only temporary keys, and none of another account or
    program.
    """
    sso_options = (sso_session, sso_start_url, sso_region, sso_account_id, sso_role_name)
    of_source = source_profile is not None or mfa_serial is not None
    given = {
        "mfa": from_mfa,
        "key": from_env or access_key_id is not None or (from_stdin and not from_mfa),
        "role": role_arn is not None or (of_source and not from_mfa),
        "sso": any(value is not None for value in sso_options),
        "login": login or login_session is not None,
        "process": process is not None,
    }
    kind = _kind(given)
    need("a check with AWS", ("timeout",), unless=not (no_verify or dry_run))
    need("--from-mfa", ("duration_seconds",), unless=from_mfa)
    if from_mfa and no_verify:
        raise click.UsageError("--from-mfa gets its keys from AWS; leave out --no-verify")
    files = state.load(to_change=True)
    if profile is not None and not from_mfa:  # before anything is asked
        _ask_name(profile, files)
    is_chosen = kind is None and can_ask()
    if is_chosen:
        kind = choose("Kind of credentials", _KINDS, "the options of a kind")
    if kind == "mfa":
        code = pasted.region(region) if region is not None else None
        wanted_session = mfa_session.Wanted(
            profile, source_profile, mfa_serial, duration_seconds, code
        )
        mfa_session.add(
            *(state, files, wanted_session),
            from_stdin=from_stdin,
            timeout=timeout,
            dry_run=dry_run,
        )
        return
    name = _ask_name(profile, files)
    region = None if region is None else pasted.region(region)
    session: Settings = {}
    if kind == "role":
        settings = _role(files, role_arn, source_profile, mfa_serial)
    elif kind == "sso":
        settings, session = _sso(files, *sso_options)
    elif kind == "login":
        arn = ask(
            "ARN of your console user", login_session, "--login-session", pasted.login_session
        )
        settings = {"login_session": arn}
    elif kind == "process":
        settings = {"credential_process": ask("Command", process, "--process", pasted.command)}
    else:
        settings = _keys(files, access_key_id, from_stdin=from_stdin, from_env=from_env)
    if region is None and (is_chosen or (kind == "key" and can_ask() and not from_env)):
        region = ask_optional_region(files)
    if region:
        settings["region"] = region
    wanted = changes.add_profile(files, name, settings, session)  # refuses before AWS is asked
    if kind not in ("role", "sso"):
        wanted = alone(name, settings)
    asks = not (no_verify or dry_run or {"sso_session", "login_session"} & settings.keys())
    who = verify(name, wanted, timeout) if asks else None

    def edit(now: Files) -> Files:
        return changes.add_profile(now, name, settings, session)

    if apply(state, f"add {name}", [name], edit, dry_run=dry_run):
        after = store.load(state.paths)
        report(after.about([name]), name, settings, who)
        note_findings(files, after, name)


# --- reading the values


def _kind(given: Mapping[str, bool]) -> str | None:
    """The kind of credentials that the options are about; None if there are no such options."""
    kinds = [kind for kind, is_given in given.items() if is_given]
    if len(kinds) > 1:
        raise AwscredError(
            "choose one kind of credentials: keys, a role, SSO, a login or a process",
            "remove the options of the other kinds",
            exit_code=USAGE,
        )
    return next(iter(kinds), None)


def _ask_name(given: str | None, files: Files) -> str:
    def parse(text: str) -> str:
        name = pasted.trim(text)
        changes.check_name(name, files)
        return name

    default = "" if "default" in files.profiles else "default"
    return ask("Profile name", given, "PROFILE", parse, default=default)


def _keys(files: Files, given_id: str | None, *, from_stdin: bool, from_env: bool) -> Settings:
    """The key settings, from where the options say, or by asking."""
    if from_stdin and from_env:
        raise AwscredError(
            "--stdin and --from-env both provide the secret key", "use one of them", exit_code=USAGE
        )
    if from_env:
        key_id, secret, token = _environment_keys(given_id)
    elif from_stdin:
        if given_id is None:
            raise AwscredError(
                "--stdin provides only the secret key",
                "add --access-key-id ID",
                exit_code=USAGE,
            )
        key_id = given_id
        secret, token = _stdin_lines()
    else:
        key_id = ask("Access key id", given_id, "--access-key-id", pasted.access_key_id)
        note_same_key(files, key_id)
        secret = ask_hidden("Secret access key", pasted.secret_of(key_id), _BY_OPTION)
        token = ""
        if key_id.startswith("ASIA"):
            note("This is a temporary key: it needs its session token.")
            token = ask_hidden("Session token", pasted.session_token, _BY_OPTION)
    where = "pass the token as the second line of --stdin, or in AWS_SESSION_TOKEN"
    return pasted.key_settings(key_id, secret, token, where)


def _environment_keys(given_id: str | None) -> tuple[str, str, str]:
    """Access key id, secret key and session token ("" if there is none)."""
    key_id = os.environ.get("AWS_ACCESS_KEY_ID", "") if given_id is None else given_id
    secret = os.environ.get("AWS_SECRET_ACCESS_KEY", "")
    token = os.environ.get("AWS_SESSION_TOKEN", "")
    names = (("AWS_ACCESS_KEY_ID", key_id), ("AWS_SECRET_ACCESS_KEY", secret))
    missing = [name for name, value in names if not value]
    if missing:
        raise AwscredError(
            f"the environment has no {' and no '.join(missing)}",
            f"set {' and '.join(missing)}, or leave out --from-env",
            exit_code=USAGE,
        )
    return key_id, secret, token


def _stdin_lines() -> tuple[str, str]:
    """The secret key and the session token ("" if there is none)."""
    lines = read_lines()
    if not 1 <= len(lines) <= 2:
        raise AwscredError(
            f"standard input has {len(lines) or 'no'} lines",
            "write the secret key and the optional session token, one per line",
            exit_code=USAGE,
        )
    return lines[0], lines[1] if len(lines) == 2 else ""


def _role(files: Files, arn: str | None, source: str | None, mfa_serial: str | None) -> Settings:
    def check_source(text: str) -> str:
        return existing_source(text, files)

    if source is not None:
        check_source(source)  # before anything is asked
    else:
        note_names(
            "Profiles with credentials",
            (name for name, one in files.profiles.items() if one.kind != "none"),
        )
    settings = {
        "role_arn": ask("Role ARN", arn, "--role-arn", pasted.role_arn),
        "source_profile": ask("Source profile", source, "--source-profile", check_source),
    }
    if mfa_serial is not None:
        settings["mfa_serial"] = pasted.mfa_serial(mfa_serial)
    return settings


def _sso(
    files: Files,
    session: str | None,
    start_url: str | None,
    region: str | None,
    account: str | None,
    role: str | None,
) -> tuple[Settings, Settings]:
    """The profile's settings, and those of its session if that is new."""
    if session is None:
        note_names("Sessions", files.sso_sessions)
    name = ask(
        "SSO session",
        session,
        "--sso-session",
        pasted.sso_session_name,
        default=next(iter(files.sso_sessions), "") if session is None else "",
    )
    new: Settings = {}
    if name in files.sso_sessions:
        there: Settings = {}
        for section in files.sso_sessions[name]:
            there.update(section.values)
        _refuse_another_session(name, there, {"sso_start_url": start_url, "sso_region": region})
        if _SSO_SCOPE not in there.get("sso_registration_scopes", ""):
            note(
                f"note: sso-session {name} needs sso_registration_scopes = {_SSO_SCOPE} "
                "for the AWS Toolkit to connect"
            )
    else:
        new = {
            "sso_start_url": ask("SSO start URL", start_url, "--sso-start-url", pasted.start_url),
            "sso_region": ask_region("SSO region", region, "--sso-region"),
            "sso_registration_scopes": _SSO_SCOPE,
        }
    settings = {
        "sso_session": name,
        "sso_account_id": ask("Account id", account, "--sso-account-id", pasted.account_id),
        "sso_role_name": ask("Role name", role, "--sso-role-name", pasted.role_name),
    }
    return settings, new


def _refuse_another_session(name: str, there: Settings, given: dict[str, str | None]) -> None:
    for key, value in given.items():
        if value is not None and value != there.get(key):
            raise AwscredError(
                f"sso-session {name} already exists with a different {key}",
                f"leave out --{key.replace('_', '-')}, or choose another session name",
                exit_code=USAGE,
            )
