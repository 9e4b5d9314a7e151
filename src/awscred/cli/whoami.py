"""`awscred whoami`: the AWS identity of one profile, or of all, as AWS reports it."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Sequence
from datetime import datetime, timezone
from fnmatch import fnmatchcase

import click

from awscred.cli import Command, State, verify
from awscred.cli.list import active_profile, how_to_begin
from awscred.cli.terminal import (
    format_option,
    names_option,
    note,
    process_option,
    short_path,
    show_error,
    terminal_columns,
    timeout_option,
    use_color,
    write,
)
from awscred.errors import NO, AwscredError
from awscred.explain import Origins, region_override, shadows
from awscred.guesses import did_you_mean
from awscred.identity import Identity, without
from awscred.output import whoami as output
from awscred.output.names import Names, some_of
from awscred.output.whoami import Result
from awscred.profiles import Files

_MOST_REASONS = 20
_OTHER = "use another profile, or expect another identity"


def _account(_: click.Context, __: click.Parameter, value: str | None) -> str | None:
    # An unset variable in a script is "", which must not match every account.
    if value is not None and not re.fullmatch(r"(?a)\d{12}", value):
        raise click.BadParameter(f"{value!r} is not a 12-digit account id")
    return value


def _pattern(_: click.Context, __: click.Parameter, value: str | None) -> str | None:
    # "$ROLE*" with an unset variable must not match every ARN either.
    if value is not None and not value.strip("*? "):
        raise click.BadParameter(f"{value!r} is empty or matches every ARN")
    return value


@click.command(
    "whoami",
    cls=Command,
    epilog="awscred whoami\nawscred whoami --all\n"
    "awscred whoami deploy --expect-account 123456789012",
)
@click.argument("profiles", metavar="[PROFILE]...", nargs=-1)
@click.option("--all", "everyone", is_flag=True, help="Ask about every profile in both files.")
@click.option("--explain", is_flag=True, help="Show where credentials come from, as a tree.")
@format_option
@names_option
@click.option(
    "--expect-account",
    metavar="ID",
    callback=_account,
    help="Exit with 1 if the account is not ID.",
)
@click.option(
    "--expect-arn",
    metavar="PATTERN",
    callback=_pattern,
    help="Exit with 1 if the ARN does not match; * matches anything.",
)
@timeout_option
@process_option
@click.option(
    "--trust-file",
    is_flag=True,
    help="Also use programs, logins and addresses of untrusted files.",
)
@click.option("--no-input", is_flag=True, help="Never prompt, not even for an MFA code.")
@click.pass_obj
def command(
    state: State,
    profiles: tuple[str, ...],
    everyone: bool,
    explain: bool,
    format_: str,
    show_names: bool,
    expect_account: str | None,
    expect_arn: str | None,
    timeout: float,
    allow_process: bool,
    trust_file: bool,
    no_input: bool,
) -> int:
    """Show which AWS identity a profile uses.

    Calls STS GetCallerIdentity. Without PROFILE, uses $AWS_PROFILE, or else `default`.

    Only the profile's own credentials are used: keys, a role, SSO or a credential_process. The
    program of a credential_process is run; with --all, only if you agree. AWS is asked in the
    profile's region, else in the environment's region, else in us-east-1.

    From files named with --config or --credentials, only keys and roles assumed with them are used.
    Programs do not run if other users can change the files or a folder above them. --trust-file
    lifts both limits.

    Exits with 1 if AWS refuses the credentials or the profile has none, and with 3 if AWS could not
    be asked.
    """
    if profiles and everyone:
        raise click.UsageError("PROFILE and --all cannot be combined; use one")
    files = state.load()
    names = tuple(files.profiles) if everyone else profiles or (active_profile(),)
    if not names:
        raise AwscredError("no profiles to check", how_to_begin(files), exit_code=NO)
    origins = Origins(files)
    known = [name for name in names if name in files.profiles]
    allow_process = allow_process or not everyone
    found = iter(
        verify.ask(
            files,
            known,
            state,
            timeout=timeout,
            allow_process=allow_process,
            trust_file=trust_file,
            no_input=no_input,
        )
    )
    answers = [next(found) if name in files.profiles else _missing(name, files) for name in names]
    if any(who.error for who in answers):
        from awscred.reasons import Reasons  # all rules: only if something is wrong

        reasons = Reasons(files, str if format_ == "json" else short_path)
        answers = [reasons.explain(who) for who in answers]
    results = [
        Result(
            who,
            origins.hops(name),
            [
                *origins.rivals(name),
                *shadows(name, os.environ),
                *(_region_in_environment(files, name) if explain else ()),
            ],
        )
        for name, who in zip(names, answers, strict=True)
    ]
    shown = Names([*files.profiles, *names], clear=show_names)
    _show(results, files, shown, state, format_, explain=explain, many=len(names) > 1)
    if not (explain or everyone):
        for line in dict.fromkeys(words for result in results for words in result.instead):
            note(f"note: {line}; the answer here is the profile's own")
    verify.note_limits(answers)
    return _judge(results, files, expect_account, expect_arn)


def _region_in_environment(files: Files, name: str) -> list[str]:
    override = name in files.profiles and region_override(files.profiles[name], os.environ)
    return [override.words] if override else []


def _missing(name: str, files: Files) -> Identity:
    hint = did_you_mean(name, files.profiles, "run `awscred list` to see the profiles")
    if not files.profiles:
        hint = how_to_begin(files)
    return without(name, "broken", "ProfileNotFound", f"profile {name} does not exist", hint)


def _show(
    results: Sequence[Result],
    files: Files,
    names: Names,
    state: State,
    format_: str,
    *,
    explain: bool,
    many: bool,
) -> None:
    if format_ == "json":
        write(output.as_json(results, names))
        return
    color = use_color(state.color, sys.stdout)
    now = datetime.now(timezone.utc)
    shown = [
        result._replace(hops=[hop._replace(path=short_path(hop.path)) for hop in result.hops])
        for result in results
    ]
    if explain:
        write("\n".join(output.tree(result, names, color=color) for result in shown))
    elif format_ == "plain":
        write(output.plain(results, names))
    elif many:
        from awscred.output import table

        rows = output.rows(shown, files.profiles, now, names)
        shown_table = table.render(output.COLUMNS, rows, terminal_columns(), color=color)
        all_well = all(result.identity.error is None for result in results)
        write(shown_table if all_well else f"{shown_table}\n")  # the errors follow
    else:
        write(output.block(shown[0], now, names, color=color))


def _judge(results: Sequence[Result], files: Files, account: str | None, arn: str | None) -> int:
    """Report what is wrong, once for all profiles that share it; returns the exit code."""
    code = verify.exit_code(result.identity for result in results)
    alike: dict[tuple[str, str], list[str]] = {}
    signed_out: dict[tuple[str, str], list[str]] = {}
    for result in results:
        who = result.identity
        if where := output.sign_in(result, files.profiles):
            signed_out.setdefault(where, []).append(who.profile)
            continue
        if who.error is not None:
            reason = who.error.message, who.error.hint
        elif account is not None and who.account != account:
            code, reason = NO, (f"is in account {who.account}, not {account}", _OTHER)
        elif arn is not None and not fnmatchcase(who.arn or "", arn):
            code, reason = NO, (f"is {who.arn}, which does not match {arn}", _OTHER)
        else:
            continue
        alike.setdefault(reason, []).append(who.profile)
    for (place, login), names in signed_out.items():
        some = f"{len(names)} profiles of {place} are" if len(names) > 1 else f"{names[0]} is"
        show_error(f"{some} not signed in: run `{login}`")
    for (message, hint), names in [*alike.items()][:_MOST_REASONS]:
        if len(names) == 1 and message != f"profile {names[0]} does not exist":
            message = f"{names[0]}: {message.removeprefix(f'profile {names[0]} ')}"
        elif len(names) > 1:
            message = f"{some_of(names)}: {message}"
        show_error(message, hint)
    if (more := len(alike) - _MOST_REASONS) > 0:
        note(f"and {more:,} more reasons; --format json lists them")
    return code
