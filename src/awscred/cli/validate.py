"""`awscred validate`: problems in the files, and how each tool reads each profile."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import NamedTuple

import click

from awscred import fixes, validation
from awscred.cli import Command, State, completing, reports
from awscred.cli import verify as verification
from awscred.cli.inputs import STANDARD_INPUT, Inputs, Pair, inputs
from awscred.cli.options import Choice, need, refuse_together
from awscred.cli.terminal import (
    note,
    process_option,
    terminal_columns,
    timeout_option,
    use_color,
    write,
)
from awscred.errors import FAILED, NO, OK, USAGE, AwscredError
from awscred.findings import ERROR, WARNING, Finding, Report
from awscred.guesses import did_you_mean
from awscred.identity import Identity
from awscred.output.names import some_of
from awscred.output.paths import with_short_files
from awscred.output.validate import FORMATS, WITHOUT_FINDINGS, renderer
from awscred.output.validate.showing import Checked, Showing
from awscred.preferences import Preferences
from awscred.profiles import CONFIG, CREDENTIALS, Files
from awscred.reasons import limited
from awscred.rules import RULES
from awscred.rules.aws.credentials_unverified import ID as UNVERIFIED
from awscred.store import Paths, from_repository, from_working_folder
from awscred.templates import readable, templates, without_placeholders
from awscred.tools import TOOLS, default_tools, tool_named, tool_names

_ALL = "all"
_LARGE = 20_000
"""Files with more characters than this: fixes are offered, but not tried to count them."""
_MOST_CHECKS = 10
"""The most times that files are checked again to count fixes."""


def _names(
    known: Collection[str], what: str, find: Callable[[str], str | None], where: str
) -> Callable[..., tuple[str, ...]]:
    """A check of an option that accepts names, separated by commas or in repeated options.

    `find` returns what a name means, or None; `where` is the hint for an unknown name.
    """

    def parse(_: click.Context, __: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
        found = []
        for name in (part.strip() for value in values for part in value.split(",")):
            if name:
                meant = find(name)
                if meant is None:
                    hint = did_you_mean(name.lower(), known, where, most=3)
                    raise AwscredError(f"{what} {name!r} does not exist", hint, exit_code=USAGE)
                found.append(meant)
        return tuple(found)

    return parse


_RULE_IDS = {rule.id: rule.id for rule in RULES}
_USUAL = _ALL if default_tools() == tuple(TOOLS) else ",".join(default_tools())
_rule_names = _names([*_RULE_IDS], "rule", _RULE_IDS.get, "run `awscred rules` to list them")
_tool_names = _names(
    [*tool_names(), _ALL],
    "tool",
    lambda name: _ALL if name == _ALL else tool_named(name),
    f"choose from {', '.join(TOOLS)}",
)


class _Validate(Command):
    """The command, for which a word that is the path of a file in a folder is never an option.

    Other programs, such as pre-commit, pass paths of a repository that is not trusted.
    """

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        is_path = [one.startswith("-") and os.sep in one and os.path.isfile(one) for one in args]
        given = zip(args, is_path, strict=True)
        return super().parse_args(
            ctx, [os.path.join(os.curdir, one) if path else one for one, path in given]
        )


@click.command(
    "validate",
    cls=_Validate,
    epilog=(
        "awscred validate\nawscred validate deploy\nawscred validate . --diff\n"
        "awscred validate --for cli,terraform config"
    ),
)
@click.argument(
    "words", metavar="[PATH|PROFILE]...", nargs=-1, shell_complete=completing.file_or_profile
)
@click.option(
    "--type",
    "type_",
    type=Choice([CONFIG, CREDENTIALS]),
    help="Type of FILE.  [default: from its name, else its headers]",
)
@click.option(
    "--format",
    "-f",
    "format_",
    type=reports.FormatChoice(),
    multiple=True,
    metavar="FORMAT[=FILE]",
    help=f"Output format: {', '.join(FORMATS)}. With FILE, write it there; may be repeated.  "
    "[default: text]",
)
@click.option(
    "--output-file",
    metavar="FILE",
    shell_complete=completing.file,
    help="Write the report to FILE; standard output has the text.",
)
@click.option(
    "--for",
    "tools",
    metavar="TOOL,...",
    multiple=True,
    callback=_tool_names,
    shell_complete=completing.tools,
    help=f"Check only for these tools: {', '.join(TOOLS)}, or boto3, terraform, node, vscode, ...  "
    f"[default: {_USUAL}]",
)
@click.option(
    "--select",
    metavar="RULE,...",
    multiple=True,
    callback=_rule_names,
    shell_complete=completing.rules,
    help="Check only these rules.",
)
@click.option(
    "--ignore",
    metavar="RULE,...",
    multiple=True,
    callback=_rule_names,
    shell_complete=completing.rules,
    help="Skip these rules.",
)
@click.option("--require-files", is_flag=True, help="Exit with 2 if there are no files to check.")
@click.option("--strict", is_flag=True, help="Exit with 1 on warnings too.")
@click.option("--exit-zero", is_flag=True, help="Exit with 0 even if there are errors.")
@click.option(
    "--quiet",
    "-q",
    is_flag=True,
    help="Report only errors, and with --strict warnings; nothing if there are none.",
)
@click.option("--verbose", "-v", is_flag=True, help="Show each info, not only their number.")
@click.option("--fix", is_flag=True, help="Apply safe fixes; keeps a backup.")
@click.option(
    "--unsafe-fixes", is_flag=True, help="Also apply fixes that may not match your intent."
)
@click.option("--matrix", is_flag=True, help="Show the verdict of every tool on every profile.")
@click.option("--diff", "show_diff", is_flag=True, help="Show what --fix would do; write nothing.")
@click.option("--verify", is_flag=True, help="Ask AWS whether it accepts the credentials.")
@click.option(
    "--allow-unverified",
    is_flag=True,
    help="With --verify: do not fail if AWS cannot be reached.",
)
@click.option(
    "--trust-file",
    is_flag=True,
    help="With --verify: also use programs, logins and addresses of untrusted files.",
)
@timeout_option
@process_option
@click.pass_obj
def command(
    state: State,
    words: tuple[str, ...],
    type_: str | None,
    format_: tuple[str, ...],
    output_file: str | None,
    tools: tuple[str, ...],
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    require_files: bool,
    strict: bool,
    exit_zero: bool,
    quiet: bool,
    verbose: bool,
    matrix: bool,
    fix: bool,
    unsafe_fixes: bool,
    show_diff: bool,
    verify: bool,
    allow_unverified: bool,
    trust_file: bool,
    timeout: float,
    allow_process: bool,
) -> int:
    """Check the files for problems.

    Checks your two files. PROFILE limits the report to that profile, its source profiles, and the
    SSO sessions and services that they name. PATH names other files: a file, which is read with the
    one beside it that belongs to it, a folder, or a pattern in quotes, in which AWS files are
    searched; `-` reads standard input. A word with a slash, `.`, or the name of an existing file,
    is a PATH.

    Without errors and warnings, all tools that --for names, or the usual ones, read the same
    profiles and values, and use the same credentials, as far as they support the feature at all.
    `awscred rules` lists all rules. A comment `# awscred: ignore[RULE]` on the line above a finding
    ignores it.

    No program is run and nobody is contacted unless you pass --verify, which asks AWS about every
    profile, or each PROFILE that you name. From files named by PATH or with --config or
    --credentials, --verify uses only keys, and roles assumed with them.

    Exits with 1 if there are errors, with 2 if a PATH does not exist, and with 3 if something could
    not be read, or --verify could not reach AWS.
    """
    about_aws = ("allow_unverified", "allow_process", "trust_file", "timeout")
    need("--verify", about_aws, unless=verify)
    wanted = reports.targets(format_, output_file)
    is_text = any(one.format == reports.TEXT for one in wanted) and not show_diff
    need("--format text, without --diff", ("matrix", "verbose"), unless=is_text)
    has_findings = not WITHOUT_FINDINGS.issuperset(one.format for one in wanted)
    need("a format with findings", ("quiet",), unless=has_findings)
    for pair in (
        ("format_", "show_diff"),
        ("output_file", "show_diff"),
        ("quiet", "show_diff"),
        ("quiet", "verbose"),
        ("quiet", "matrix"),
        ("strict", "exit_zero"),
    ):
        refuse_together(*pair)
    if both := set(select) & set(ignore):
        raise click.UsageError(f"{min(both)} is both selected and ignored")
    preferences = state.preferences
    given = inputs(words, type_, state)
    if require_files:
        _require_files(given, words)
    wanted = reports.placed(wanted, _inputs(given, state))

    answers: list[Identity] = []

    def identify(files: Files) -> Mapping[str, Identity]:
        found = verification.ask_about_credentials(
            files,
            given.names or files.profiles,
            state,
            timeout=timeout,
            allow_process=allow_process,
            trust_file=trust_file,
            own=state.own and given.own,
        )
        answers.extend(found.values())
        return found

    asked = tuple(TOOLS) if _ALL in tools else tools or preferences.tools or None
    checks = [
        _Check(
            pair,
            given.names,
            asked,
            select,
            ignore,
            preferences,
            identify if verify and not unfilled else lambda _: {},
            unfilled,
        )
        for pair in given.pairs
        for unfilled in [() if given.own or pair.is_of(state) else templates(pair.files)]
    ]
    color = use_color(state.color, sys.stdout)
    if (fix or unsafe_fixes) and not show_diff:
        checked, count = _fix(checks, given, state, unsafe=unsafe_fixes)
        if count or not quiet:
            note(f"fixed {count} {'finding' if count == 1 else 'findings'}")
    else:
        checked = [one.checked(one.pair.files) for one in checks]

    def fails(found: Finding) -> bool:
        if found.rule == UNVERIFIED:
            return not allow_unverified
        return found.severity == ERROR or (strict and found.severity == WARNING)

    bad = [[*filter(fails, one.report.findings)] for one in checked]
    if show_diff:
        _show_diff(checks, checked, color, unsafe=unsafe_fixes)
    else:
        tried = zip(checks, checked, strict=True) if is_text else ()
        fixable = _sum([_fixable(one, now) for one, now in tried])
        showing = Showing(
            color,
            terminal_columns() if sys.stdout.isatty() else None,
            cache(from_repository),  # asked for each finding, and looks at folders
            datetime.now(),
            verbose or bool(select or given.names),  # of few profiles, all that is known
            (fixable.safe, fixable.unsafe),
            fixable.blocked,
            matrix,
            by_pair=given.searched,
            from_folder=cache(from_working_folder),
            fails=fails,
            quiet=quiet,
        )
        shown = checked
        if quiet:
            shown = [
                one._replace(report=one.report._replace(findings=found))
                for one, found in zip(checked, bad, strict=True)
            ]
        for target in wanted:
            _show(shown, target, showing, own=given.own)
    if not quiet:
        _note_inputs(checked, words)
    verification.note_limits(answers)
    rules = [found.rule for each in bad for found in each]
    if any(rule != UNVERIFIED for rule in rules) and not exit_zero:
        return NO
    return FAILED if given.failed or UNVERIFIED in rules else OK


class _Check(NamedTuple):
    """How a pair is checked: for these tools, with these rules, and with the answers of AWS that
    `identify` gets. `names` are the profiles that the report is limited to, if any."""

    pair: Pair
    names: Sequence[str]
    tools: Sequence[str] | None
    select: Sequence[str]
    ignore: Sequence[str]
    preferences: Preferences
    identify: Callable[[Files], Mapping[str, Identity]]
    templates: Sequence[str]

    def checked(self, now: Files) -> Checked:
        """What is shown of the pair, whose content is now this."""
        found = validation.validate(
            readable(now, self.templates),
            self.tools,
            self.select,
            {*self.ignore, *self.preferences.off.difference(self.select)},
            self.identify(now),
            os.environ,
        )
        report = self._limited(found, now)
        report = report._replace(findings=self._preferred(report.findings))
        return Checked(report, now, self.templates, self.pair.only)

    def every_finding(self, now: Files) -> Report:
        """Everything that there is to say, because a fix must not harm anything else."""
        return validation.validate(readable(now, self.templates), self.tools)

    def fixed(
        self,
        now: Files,
        check: Callable[[Files], Report],
        *,
        unsafe: bool = False,
        most_checks: int | None = None,
    ) -> fixes.Fixed:
        """The files with the findings fixed that are shown; `check` is `every_finding`."""
        meant: set[Finding] = set()

        def remember(now: Files) -> Report:
            report = check(now)
            meant.update(self._limited(report, now).findings)
            return report

        def is_meant(found: Finding) -> bool:
            return (
                found in meant
                and bool(self._preferred([found]))
                and validation.is_selected(found, self.select, self.ignore)
                and self.pair.may_be_fixed(found)
            )

        more = {} if most_checks is None else {"most_checks": most_checks}
        return fixes.apply(now, remember, unsafe=unsafe, only=is_meant, **more)

    def _preferred(self, found: Sequence[Finding]) -> list[Finding]:
        return validation.as_preferred(found, self.pair.files, self.preferences, self.select)

    def _limited(self, report: Report, now: Files) -> Report:
        if self.names:
            report = limited(report, self.names, now)
        return without_placeholders(self.pair.limited(report, now), now, self.templates)


def _require_files(given: Inputs, words: Sequence[str]) -> None:
    """Raise AwscredError if there is no file to check."""
    paths = [path for pair in given.pairs for path in pair.paths]
    if given.own and not any(path and os.path.exists(path) for path in paths):
        raise AwscredError(
            f"neither {paths[0]} nor {paths[1]} exists", "name the files", exit_code=USAGE
        )
    if not paths:
        raise AwscredError(_nothing_found(words), _NAMES, exit_code=USAGE)


_NAMES = "name the files, if they are not called `config` and `credentials`"


def _nothing_found(words: Sequence[str]) -> str:
    return f"there are no AWS files in {', '.join(words)}"


def _note_inputs(checked: Sequence[Checked], words: Sequence[str]) -> None:
    """Say that nothing was found, or that placeholders are not checked."""
    if not checked:
        note(f"{_nothing_found(words)}; {_NAMES}")
    found = [one.files.path(file) for one in checked for file in one.templates]
    if len(found) == 1:
        note(f"{found[0]} is a template: placeholders are not checked")
    elif found:
        note(f"{len(found):,} files are templates: placeholders are not checked")


def _show_diff(
    checks: Sequence[_Check], checked: Sequence[Checked], color: bool, *, unsafe: bool
) -> None:
    """Show what --fix would do; if it is nothing, say why, and what there is."""
    from awscred.output import diff  # a millisecond, of which difflib is most

    shown = ""
    for one in checks:
        files = one.pair.files
        fixed = one.fixed(files, one.every_finding, unsafe=unsafe)
        for file in (CONFIG, CREDENTIALS):
            before, after = files.document(file), fixed.files.document(file)
            text = diff.render(files.path(file), before, after, color=color)
            write(text)
            shown += text
    if not shown:
        more = sum(_fixable(one, now).unsafe for one, now in zip(checks, checked, strict=True))
        note(f"nothing to fix safely{f'; {more} fixable with --unsafe-fixes' if more else ''}")
        if any(one.report.count(ERROR) or one.report.count(WARNING) for one in checked):
            note("run `awscred validate` to see all problems")


class _Fixable(NamedTuple):
    """How many findings --fix would fix, how many more --unsafe-fixes would, and why it would not
    fix others."""

    safe: int = 0
    unsafe: int = 0
    blocked: Mapping[Finding, str] = {}


def _sum(each: Sequence[_Fixable]) -> _Fixable:
    return _Fixable(
        sum(one.safe for one in each),
        sum(one.unsafe for one in each),
        {found: harm for one in each for found, harm in one.blocked.items()},
    )


def _fixable(check: _Check, checked: Checked) -> _Fixable:
    """Which of the offered fixes would be applied.

    Trying them takes too long in large files, so there every offered fix counts.
    """
    report, files = checked.report, checked.files
    offered = [found for found in report.findings if check.pair.may_be_fixed(found) and found.fix]
    if not offered or len(files.config.text) + len(files.credentials.text) > _LARGE:
        safe = sum(found.fix.safe for found in offered if found.fix is not None)
        return _Fixable(safe, len(offered) - safe)
    every_finding = cache(check.every_finding)  # the second begins with what the first ends with
    fixed = check.fixed(files, every_finding, most_checks=_MOST_CHECKS)
    more = check.fixed(fixed.files, every_finding, unsafe=True, most_checks=_MOST_CHECKS)
    # their lines may have moved
    harm = {(found.rule, found.message): words for found, words in more.blocked.items()}
    blocked = {
        found: harm[found.rule, found.message]
        for found in offered
        if (found.rule, found.message) in harm
    }
    return _Fixable(len(fixed.applied), len(more.applied), blocked)


def _inputs(given: Inputs, state: State) -> list[str]:
    """The paths that no report may be written to: the files that are checked, and the user's."""
    checked = [path for pair in given.pairs for path in _paths(pair.files)]
    try:
        return [*checked, *state.paths]
    except AwscredError:  # there is no home folder
        return checked


def _show(
    checked: Sequence[Checked], where: reports.Target, showing: Showing, *, own: bool
) -> None:
    """Write one report; `own` as in Inputs."""
    is_text = where.format == reports.TEXT
    if is_text:
        checked = [one._replace(files=with_short_files(one.files)) for one in checked]
    if where.file is not None:
        showing = showing._replace(color=False, columns=None)
    elif is_text and not any(one.files.profiles or one.report.findings for one in checked):
        if checked and not showing.quiet:
            paths = [path for one in checked for path in _paths(one.files) if path]
            note(
                f"There are no profiles in {' and '.join(paths)}. `awscred add` creates one."
                if own
                else f"there are no profiles in {some_of(paths)}"
            )
        return
    reports.put(where, renderer(where.format)(checked, showing))


def _paths(files: Files) -> Paths:
    return Paths(files.config_path, files.credentials_path)


def _fix(
    checks: Sequence[_Check], given: Inputs, state: State, *, unsafe: bool
) -> tuple[list[Checked], int]:
    """Fix the findings in the files on disk; returns what is left, and how many were fixed."""
    if any(STANDARD_INPUT in one.pair.paths for one in checks):
        raise AwscredError(
            "standard input cannot be fixed",
            "name the file, or use --diff to see the fixes",
            exit_code=USAGE,
        )
    checked, count = [], 0
    for one in checks:
        paths = state.paths if given.own else one.pair.paths
        files, applied = _fix_pair(one, paths, unsafe=unsafe, own=given.own)
        count += applied
        checked.append(one.checked(files))
    return checked, count


def _fix_pair(check: _Check, paths: Paths, *, unsafe: bool, own: bool) -> tuple[Files, int]:
    """Fix the findings in two files; returns the new files, and how many findings were fixed.

    A file without a path is only read. If the files are not the user's `own`, no lock stays.
    """
    from awscred.store.changing import Purpose, change
    from awscred.store.locks import remove_locks

    files = check.pair.files
    done: list[fixes.Fixed] = []

    def of_change(mine: Files, other: Files) -> Files:
        """The documents of `mine` for the files that have a path, else those of the other."""
        return files.with_documents(
            mine.config if paths.config else other.config,
            mine.credentials if paths.credentials else other.credentials,
        )

    def edit(now: Files) -> Files:
        same = of_change(now, files)
        done.append(check.fixed(same, check.every_finding, unsafe=unsafe))
        return of_change(done[-1].files, now)

    try:
        for line in change(paths, edit, Purpose("validate --fix", tuple(check.names))):
            note(line)
    finally:
        if not own:  # nobody wants them in a repository
            remove_locks(paths)
    return done[-1].files, len(done[-1].applied)
