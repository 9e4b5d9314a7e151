"""`awscred validate`: problems in the files, and how each tool reads each profile."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import NamedTuple

import click

from awscred import fixes, validation
from awscred.cli import Command, State, completing, reports
from awscred.cli import verify as verification
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
from awscred.output.paths import with_short_files
from awscred.output.validate import FORMATS, WITHOUT_FINDINGS, renderer
from awscred.output.validate.showing import Showing
from awscred.profiles import CONFIG, CREDENTIALS, Files, file_named, likely_file
from awscred.reasons import limited
from awscred.rules import RULES
from awscred.rules.aws.credentials_unverified import ID as UNVERIFIED
from awscred.store import (
    Paths,
    as_file,
    from_repository,
    from_working_folder,
    names_file,
    read_one,
)
from awscred.store.snapshot import LARGEST
from awscred.tools import TOOLS, default_tools, tool_named, tool_names

_STANDARD_INPUT = "<stdin>"
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


@click.command(
    "validate",
    cls=Command,
    epilog=(
        "awscred validate\nawscred validate deploy\nawscred validate --diff\n"
        "awscred validate --for cli,terraform config"
    ),
)
@click.argument(
    "words", metavar="[FILE|PROFILE]...", nargs=-1, shell_complete=completing.file_or_profile
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
    SSO sessions and services that they name. FILE names other files: one config file, one
    credentials file, or one of each, which are read together; `-` reads standard input. A word with
    a slash, or the name of an existing file, is a FILE.

    Without errors and warnings, the AWS Toolkit, the AWS CLI (and boto3), and the JavaScript, Go
    and Rust SDKs read the same profiles and values, and use the same credentials, as far as they
    support the feature at all. `awscred rules` lists all rules. A comment
    `# awscred: ignore[RULE]` on the line above a finding ignores it.

    No program is run and nobody is contacted unless you pass --verify, which asks AWS about every
    profile, or each PROFILE that you name. From files named as FILE or with --config or
    --credentials, --verify uses only keys, and roles assumed with them.

    Exits with 1 if there are errors. Exits with 3 if there are none, but --verify could not reach
    AWS.
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
    files, paths, names = _named(words, type_, state)
    wanted = reports.placed(wanted, _inputs(files, state))
    if both := set(select) & set(ignore):
        raise click.UsageError(f"{min(both)} is both selected and ignored")
    asked = tuple(TOOLS) if _ALL in tools else tools or None

    answers: dict[str, Identity] = {}

    meant: set[Finding] = set()  # the findings about the named profiles, if any

    def validated(now: Files) -> Report:
        identities = (
            verification.ask_about_credentials(
                now,
                names or now.profiles,
                state,
                timeout=timeout,
                allow_process=allow_process,
                trust_file=trust_file,
                own=state.own and not paths,
            )
            if verify
            else {}
        )
        answers.update(identities)
        report = validation.validate(now, asked, select, ignore, identities, os.environ)
        return limited(report, names, now) if names else report

    def every_finding(now: Files) -> Report:
        report = validation.validate(now, asked)
        if names:
            meant.update(limited(report, names, now).findings)
        return report

    def is_meant(found: Finding) -> bool:
        return validation.is_selected(found, select, ignore) and (not names or found in meant)

    color = use_color(state.color, sys.stdout)
    if show_diff:
        from awscred.output import diff  # a millisecond, of which difflib is most

        fixed = fixes.apply(files, every_finding, unsafe=unsafe_fixes, only=is_meant)
        for file in (CONFIG, CREDENTIALS):
            before, after = files.document(file), fixed.files.document(file)
            write(diff.render(files.path(file), before, after, color=color))
        report = validated(files)
        if (fixed.files.config, fixed.files.credentials) == (files.config, files.credentials):
            _note_no_fix(report, _fixable(files, report, every_finding, is_meant))
    elif fix or unsafe_fixes:
        where = _paths_of(files, paths) if paths else state.paths
        files, count = _fix(files, where, names, every_finding, is_meant, unsafe=unsafe_fixes)
        if count or not quiet:
            note(f"fixed {count} {'finding' if count == 1 else 'findings'}")
        report = validated(files)
    else:
        report = validated(files)

    def fails(found: Finding) -> bool:
        if found.rule == UNVERIFIED:
            return not allow_unverified
        return found.severity == ERROR or (strict and found.severity == WARNING)

    bad = [*filter(fails, report.findings)]
    if not show_diff:
        fixable = _fixable(files, report, every_finding, is_meant) if is_text else _Fixable()
        showing = Showing(
            color,
            terminal_columns() if sys.stdout.isatty() else None,
            from_repository,
            datetime.now(),
            verbose or bool(select or names),  # of few profiles, all that is known
            (fixable.safe, fixable.unsafe),
            fixable.blocked,
            matrix,
            from_folder=from_working_folder,
            fails=fails,
            quiet=quiet,
        )
        shown = report._replace(findings=bad) if quiet else report
        for one in wanted:
            _show(shown, files, one, showing)
    verification.note_limits(answers.values())
    unverified = [found for found in bad if found.rule == UNVERIFIED]
    if len(bad) > len(unverified) and not exit_zero:
        return NO
    return FAILED if unverified else OK


def _note_no_fix(report: Report, fixable: _Fixable) -> None:
    """Say why --diff shows nothing, and what there is."""
    unsafe = f"; {fixable.unsafe} fixable with --unsafe-fixes" if fixable.unsafe else ""
    note(f"nothing to fix safely{unsafe}")
    if report.count(ERROR) or report.count(WARNING):
        note("run `awscred validate` to see all problems")


class _Fixable(NamedTuple):
    """How many findings --fix would fix, how many more --unsafe-fixes would, and why it would not
    fix others."""

    safe: int = 0
    unsafe: int = 0
    blocked: Mapping[Finding, str] = {}


def _fixable(
    files: Files,
    report: Report,
    every_finding: Callable[[Files], Report],
    is_meant: Callable[[Finding], bool],
) -> _Fixable:
    """Which of the offered fixes would be applied.

    Trying them takes too long in large files, so there every offered fix counts.
    """
    offered = [found for found in report.findings if found.fix is not None]
    if not offered or len(files.config.text) + len(files.credentials.text) > _LARGE:
        safe = sum(found.fix.safe for found in offered if found.fix is not None)
        return _Fixable(safe, len(offered) - safe)
    check = cache(every_finding)  # the second begins with what the first ends with
    fixed = fixes.apply(files, check, only=is_meant, most_checks=_MOST_CHECKS)
    more = fixes.apply(fixed.files, check, unsafe=True, only=is_meant, most_checks=_MOST_CHECKS)
    # their lines may have moved
    harm = {(found.rule, found.message): words for found, words in more.blocked.items()}
    blocked = {
        found: harm[found.rule, found.message]
        for found in offered
        if (found.rule, found.message) in harm
    }
    return _Fixable(len(fixed.applied), len(more.applied), blocked)


def _inputs(files: Files, state: State) -> list[str]:
    """The paths that no report may be written to: the files that are checked, and the user's."""
    checked = [files.config_path, files.credentials_path]
    try:
        return [*checked, *state.paths]
    except AwscredError:  # there is no home folder
        return checked


def _show(report: Report, files: Files, where: reports.Target, showing: Showing) -> None:
    """Write one report."""
    is_text = where.format == reports.TEXT
    short = with_short_files(files) if is_text else files
    if where.file is not None:
        showing = showing._replace(color=False, columns=None)
    elif is_text and not files.profiles and not report.findings:
        if not showing.quiet:
            places = " and ".join(filter(None, (short.config_path, short.credentials_path)))
            note(f"There are no profiles in {places}. `awscred add` creates one.")
        return
    reports.put(where, renderer(where.format)(report, short, showing))


def _fix(
    files: Files,
    paths: Paths,
    names: Sequence[str],
    every_finding: Callable[[Files], Report],
    is_meant: Callable[[Finding], bool],
    *,
    unsafe: bool,
) -> tuple[Files, int]:
    """Fix those findings in the files on disk; returns the new files and how many were fixed."""
    done: list[fixes.Fixed] = []

    def edit(now: Files) -> Files:
        same = files.with_documents(now.config, now.credentials)
        done.append(fixes.apply(same, every_finding, unsafe=unsafe, only=is_meant))
        return done[-1].files

    from awscred.store.changing import Purpose, change

    notes = change(paths, edit, Purpose("validate --fix", tuple(names)))
    fixed = done[-1]
    for line in notes:
        note(line)
    return fixed.files, len(fixed.applied)


def _paths_of(files: Files, named: Sequence[str]) -> Paths:
    """The paths of the named files; "" for a file that was not named."""
    if "-" in named:
        raise AwscredError(
            "standard input cannot be fixed",
            "name the file, or use --diff to see the fixes",
            exit_code=USAGE,
        )
    return Paths(
        *(path if path in named else "" for path in (files.config_path, files.credentials_path))
    )


def _named(
    words: Sequence[str], type_: str | None, state: State
) -> tuple[Files, list[str], list[str]]:
    """The files to check, the paths of those that the words name, and the profiles they name.

    Raises AwscredError or UsageError if a word is neither, or if files and profiles are mixed.
    """
    paths = [word for word in words if names_file(word)]
    names = list(dict.fromkeys(word for word in words if word not in paths))
    files = None
    if names or not words:
        files = state.load()
        for name in [name for name in names if name not in files.profiles]:
            if not (file_named(name) or os.path.exists(name)):
                hint = did_you_mean(name, files.profiles, "run `awscred list` to see the profiles")
                raise AwscredError(
                    f"{shlex.quote(name)} is neither a profile nor a file", hint, exit_code=USAGE
                )
            names.remove(name)
            paths.append(name)  # a missing file or a folder: reading it says so
    need("FILE", ("type_",), unless=bool(paths))
    if paths and names:
        raise AwscredError(
            f"{paths[0]} is a file, and {names[0]} is a profile",
            "validate files and profiles separately",
            exit_code=USAGE,
        )
    if paths and not state.own:
        raise click.UsageError("FILE cannot be combined with --config and --credentials; use FILE")
    if files is None or paths:
        files = _named_files(paths, type_)
    return files, paths, names


def _named_files(paths: Sequence[str], type_: str | None) -> Files:
    found: dict[str, Files] = {}
    for path in paths:
        file, files = _named_file(path, type_)
        if file in found:
            raise AwscredError(
                f"{found[file].path(file)} and {path} are both {file} files",
                "name at most one config file and one credentials file, or use --type",
                exit_code=USAGE,
            )
        found[file] = files
    if len(found) == 1:
        return next(iter(found.values()))
    config, credentials = found[CONFIG], found[CREDENTIALS]
    return Files(
        config.config,
        credentials.credentials,
        config.config_path,
        credentials.credentials_path,
    )


def _named_file(path: str, type_: str | None) -> tuple[str, Files]:
    """The file type of a path, and the file read as that type."""
    if path == "-":
        data = sys.stdin.buffer.read(LARGEST + 1) if sys.stdin else b""  # closed by the parent
        file = type_ or likely_file(as_file(data, _STANDARD_INPUT, CONFIG).config)
        return file, as_file(data, _STANDARD_INPUT, file)
    file = type_ or file_named(os.path.basename(path)) or likely_file(read_one(path, CONFIG).config)
    return file, read_one(path, file)
