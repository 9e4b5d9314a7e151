"""`awscred whoami`: the AWS identity of one profile, or of all, as AWS reports it."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Sequence
from datetime import datetime, timezone
from fnmatch import fnmatchcase

import click

from awscred.cli import Command, State, completing, verify
from awscred.cli.list import (
    active_profile,
    how_to_begin,
    outside_source,
    overriding_source,
    warn_overridden,
)
from awscred.cli.options import refuse_together
from awscred.cli.terminal import (
    format_option,
    names_option,
    note,
    process_option,
    show_error,
    terminal_columns,
    timeout_option,
    use_color,
    write,
)
from awscred.environment import Source, choosing, choosing_variables, chosen_profile
from awscred.errors import NO, AwscredError
from awscred.explain import Origins, region_override, shadows
from awscred.guesses import closest, did_you_mean
from awscred.identity import Identity, Problem, named, unnamed, without
from awscred.output import whoami as output
from awscred.output.names import Names, some_of
from awscred.output.paths import short_path
from awscred.output.whoami import Result
from awscred.profiles import Files

_MOST_REASONS = 20
_OF_MANY = {"is": "are", "has": "have", "does": "do"}
"""Verbs of messages about one profile, as they are with several. Others lose their "s"."""
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
@click.argument("profiles", metavar="[PROFILE]...", nargs=-1, shell_complete=completing.profile)
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

    Calls STS GetCallerIdentity. Without PROFILE, shows who the next `aws` command is: credentials
    of the environment, such as AWS_ACCESS_KEY_ID, go before those of $AWS_PROFILE or `default`.

    With PROFILE or --all, only the profile's own credentials are used: keys, a role, SSO or a
    credential_process. The program of a credential_process is run; with --all, only if you agree.
    AWS is asked in the profile's region, else in the environment's region, else in us-east-1.

    --expect-account and --expect-arn also fail if the environment overrides PROFILE.

    From files named with --config or --credentials, only keys and roles assumed with them are used.
    Programs do not run if other users can change the files or a folder above them. --trust-file
    lifts both limits.

    Exits with 1 if AWS refuses the credentials or the profile has none, and with 3 if AWS could not
    be asked.
    """
    refuse_together("profiles", "everyone")
    refuse_together("explain", "format_")
    accounts = state.preferences.accounts
    files = state.load()
    names = tuple(files.profiles) if everyone else profiles or (active_profile(),)
    outside = None if everyone or profiles else outside_source(names[0], files)
    if not names:
        raise AwscredError("no profiles to check", how_to_begin(files), exit_code=NO)
    origins = Origins(files)
    known = [name for name in names if name in files.profiles or outside]
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
            outside=outside,
        )
    )
    is_chosen = not profiles and chosen_profile(os.environ) is not None
    answers = [
        next(found) if name in known else _missing(name, files, is_chosen=is_chosen)
        for name in names
    ]
    if outside and outside.kind == "instance" and _has_nothing(answers[0]):  # this is not one
        outside = None
        if names[0] not in files.profiles:
            answers = [_missing(names[0], files, is_chosen=False)]
    if outside:
        _note_outside(outside, names[0], files)
        answers = [who._replace(profile=outside.place) for who in answers]
    elif any(who.error for who in answers):
        from awscred.reasons import Reasons  # all rules: only if something is wrong

        reasons = Reasons(files, str if format_ == "json" else short_path)
        answers = [reasons.explain(who) for who in answers]
    results = [
        Result(
            who,
            origins.hops(name),
            [
                *origins.rivals(name),
                *(shadows(name, os.environ) if name in files.profiles else ()),
                *(_region_in_environment(files, name) if explain else ()),
            ],
        )
        if outside is None
        else Result(who, outside=outside)
        for name, who in zip(names, answers, strict=True)
    ]
    overriding = {}
    if profiles and (expect_account or expect_arn):
        overriding = {name: source for name in names if (source := overriding_source(name, files))}
    results = [
        result._replace(
            unexpected=_unexpected(
                result,
                files,
                expect_account,
                expect_arn,
                result.outside or overriding.get(result.identity.profile),
            )
        )
        for result in results
    ]
    shown = Names([*files.profiles, *names], clear=show_names, accounts=accounts)
    _show(results, files, shown, state, format_, explain=explain, many=len(names) > 1)
    if not (explain or everyone):
        for line in dict.fromkeys(words for result in results for words in result.instead):
            note(f"note: {line}; the answer here is the profile's own")
    verify.note_limits(answers)
    return _report(results, files)


def _has_nothing(who: Identity) -> bool:
    return who.error is not None and who.error.code == "NoCredentials"


def _note_outside(source: Source, name: str, files: Files) -> None:
    """Say that the answer is not about a profile, and what to type if there is one."""
    if name not in files.profiles or not source.goes_first:
        note(f"note: the next `aws` command uses {source.words}")
        return
    warn_overridden(source, name)


def _way_to(account: str | None, result: Result, source: Source | None, files: Files) -> str:
    """The profiles that are in an account, as far as the files say, and what to type to use one.

    The source is what overrides them.
    """
    there = [
        name
        for name, profile in files.profiles.items()
        if account and profile.account[0] == account and name != result.profile
    ]
    if not account:
        return _OTHER
    if not there:
        return _none_in(account, result, files)
    listed = f"{'profiles' if len(there) > 1 else 'profile'} in account {account}: {some_of(there)}"
    leave = source.unset if source else ""
    if leave and active_profile() in there:
        return f"{listed}; run `{leave}` to use {active_profile()}"
    return f"{listed}; run `{'; '.join(filter(None, (leave, choosing(there[0]))))}`"


def _none_in(account: str, result: Result, files: Files) -> str:
    """What to say if the files show no profile in an account, except perhaps the one asked."""
    found = files.profiles.get(result.profile or "")
    other = "other " if found and account in (found.account[0], result.identity.account) else ""
    none = f"no {other}profile in your files is in account {account}"
    if all(profile.account[0] for profile in files.profiles.values()):
        return f"{none}; run `awscred add` to create one"
    return f"{none}, as far as they show; run `awscred whoami --all` for the account of each"


def _account_in(arn: str) -> str | None:
    """The account in a pattern for ARNs, if it has one."""
    found = re.match(r"(?a)[^:]*:[^:]*:[^:]*:[^:]*:(\d{12}):", arn)
    return found[1] if found else None


def _region_in_environment(files: Files, name: str) -> list[str]:
    override = name in files.profiles and region_override(files.profiles[name], os.environ)
    return [override.words] if override else []


def _missing(name: str, files: Files, *, is_chosen: bool) -> Identity:
    message = f"profile {name} does not exist"
    hint = did_you_mean(name, files.profiles, "run `awscred list` to see the profiles")
    if is_chosen:
        variables = choosing_variables(os.environ)
        message += f", but {variables[0]} names it: every `aws` command fails"
        hint = _way_from(name, variables, files)
    if not files.profiles:
        hint = how_to_begin(files)
    return without(name, "broken", "ProfileNotFound", message, hint)


def _way_from(name: str, variables: Sequence[str], files: Files) -> str:
    """What to type if these variables name a profile that does not exist."""
    leave = f"`unset {' '.join(variables)}`"
    if likely := closest(name, files.profiles, 0.6):
        return f"did you mean {likely}? run `{choosing(likely)}`, or {leave}"
    if "default" in files.profiles:
        return f"run {leave} to use default, or `awscred list` to see the profiles"
    return f"run {leave}, and `awscred list` to see the profiles"


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
        write(output.block(shown[0], files.profiles, now, names, color=color))


def _subject(result: Result) -> str:
    """What an answer is about, as the subject of a sentence."""
    return result.outside.words if result.outside else f"profile {result.identity.profile}"


def _unexpected(
    result: Result,
    files: Files,
    account: str | None,
    arn: str | None,
    source: Source | None,
) -> Problem | None:
    """How an identity differs from the expected account or ARN (None: any), and what to do.

    The source is what is used, or would be used, instead of the profile's own credentials.
    """
    who, subject = result.identity, _subject(result)
    if who.error is not None:
        return None
    if account is not None and who.account != account:
        message = f"{subject} is in account {who.account}, not {account}"
        return Problem("UnexpectedAccount", message, _way_to(account, result, source, files))
    if arn is not None and not fnmatchcase(who.arn or "", arn):
        message = f"{subject} is {who.arn}, which does not match {arn}"
        return Problem("UnexpectedArn", message, _way_to(_account_in(arn), result, source, files))
    if source and result.outside is None:
        message = (
            f"{subject} is overridden by {source.words}, which the next `aws` command uses instead"
        )
        return Problem("Overridden", message, f"run `{source.unset}; {choosing(who.profile)}`")
    return None


def _report(results: Sequence[Result], files: Files) -> int:
    """Report what is wrong, once for all profiles that share it; returns the exit code."""
    alike: dict[tuple[str, str], list[Result]] = {}
    signed_out: dict[tuple[str, str], list[str]] = {}
    for result in results:
        if where := output.sign_in(result, files.profiles):
            signed_out.setdefault(where, []).append(result.identity.profile)
        elif result.error is not None:
            alike.setdefault(_reason(result, result.error), []).append(result)
    for (place, login), names in signed_out.items():
        some = f"{len(names)} profiles of {place} are" if len(names) > 1 else f"{names[0]} is"
        show_error(f"{some} not signed in: run `{login}`")
    for (message, hint), those in [*alike.items()][:_MOST_REASONS]:
        show_error(_sentence(message, those), _hint(hint, those))
    if (more := len(alike) - _MOST_REASONS) > 0:
        note(f"and {more:,} more reasons; --format json lists them")
    code = verify.exit_code(result.identity for result in results)
    return NO if any(result.unexpected for result in results) else code


def _reason(result: Result, error: Problem) -> tuple[str, str]:
    """The message and hint of a problem; without its subject, a message begins with a space."""
    subject = _subject(result)
    message, hint = error.message, unnamed(error, result.identity.profile).hint
    return (message[len(subject) :] if message.startswith(f"{subject} ") else message), hint


def _sentence(message: str, those: Sequence[Result]) -> str:
    """The message of a reason that some answers share, with their subjects."""
    names = some_of([result.identity.profile for result in those])
    if not message.startswith(" "):
        return f"{names}: {message}"
    if len(those) == 1:
        return f"{_subject(those[0])}{message}"
    verb, _, rest = message.removeprefix(" ").partition(" ")
    return f"profiles {names} {_OF_MANY.get(verb) or verb.removesuffix('s')} {rest}"


def _hint(hint: str, those: Sequence[Result]) -> str:
    """The hint of a reason that some answers share, with the first profile in its command."""
    shown = named(Problem("", "", hint), those[0].identity.profile).hint
    if len(those) > 1 and shown != hint:
        shown = shown.replace("un `awscred", "un a command such as `awscred", 1)
    return shown
