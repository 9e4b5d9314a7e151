"""What `validate` checks: the user's two files, or the pairs that files, folders and patterns name.

A word with a slash, a dot as its whole name, or a pattern in it is a path; so is the name of an
existing file. Any other word is a profile, or else a folder.
"""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import click

from awscred.cli import State, recover_and_tell
from awscred.cli.options import need
from awscred.cli.terminal import note
from awscred.errors import USAGE, AwscredError
from awscred.findings import ERROR, Finding, Report
from awscred.guesses import did_you_mean
from awscred.output.names import some_of
from awscred.pairs import is_pattern, partner
from awscred.profiles import CONFIG, CREDENTIALS, Files, file_named, likely_file
from awscred.sentences import counted
from awscred.store import Missing, Paths, as_file, load, names_file, read_bytes_of
from awscred.store.folders import has_leavings
from awscred.store.snapshot import LARGEST

STANDARD_INPUT = "<stdin>"
_FOLDERS = (os.curdir, os.pardir)
_FILES = (CONFIG, CREDENTIALS)


class Pair(NamedTuple):
    """Two files that are read together, or one of them; the path of the other one is then "".

    If only one of them was named, the report is limited to `only` this one.
    """

    files: Files
    only: str | None = None

    @property
    def paths(self) -> Paths:
        """The paths of the files that may be changed; "" for others."""
        return Paths(
            *(self.files.path(file) if self.only in (None, file) else "" for file in _FILES)
        )

    def may_be_fixed(self, found: Finding) -> bool:
        """Whether a finding has a fix that changes no other file than those that were named."""
        edits = found.fix.edits if found.fix else ()
        return all(self.only in (None, edit.file) for edit in edits)

    def limited(self, report: Report, now: Files) -> Report:
        """The part of a report that is about the named file: the findings in it, those that make a
        tool refuse both files, and the verdicts on the profiles that have a section in it.

        `now` is the present content of the files."""
        if self.only is None:
            return report
        faults = {(one.place.file, one.place.span.line) for one in report.refusals.values()}

        def matters(found: Finding) -> bool:
            is_fault = (found.place.file, found.place.span.line) in faults
            return found.place.file == self.only or (is_fault and found.severity == ERROR)

        there = [
            name
            for name, profile in now.profiles.items()
            if any(file == self.only for file, _ in profile.sections)
        ]
        left_out = now.profiles.keys() - there
        return report._replace(
            findings=[*filter(matters, report.findings)],
            ignored=[*filter(matters, report.ignored)],
            verdicts={name: one for name, one in report.verdicts.items() if name not in left_out},
            unresolved=[name for name in report.unresolved if name not in left_out],
            named=there,
        )

    def is_of(self, state: State) -> bool:
        """Whether one of the files is the user's own, although it was named by its path."""
        try:
            own = {os.path.realpath(path) for path in state.paths}
        except AwscredError:  # there is no home folder
            return False
        paths = filter(None, (self.files.config_path, self.files.credentials_path))
        return not own.isdisjoint(map(os.path.realpath, paths))


class Inputs(NamedTuple):
    """The pairs to check, the profiles that the report is limited to, and whether the pair is the
    user's `own` or from --config and --credentials.

    `searched` is whether folders or patterns were searched. `failed` is whether something there
    could not be read.
    """

    pairs: list[Pair]
    names: Sequence[str] = ()
    own: bool = False
    searched: bool = False
    failed: bool = False


def inputs(words: Sequence[str], type_: str | None, state: State) -> Inputs:
    """What the words of a command line name; without any, the user's two files.

    Raises AwscredError or UsageError if a word is neither a path nor a profile, if a file that is
    named does not exist, or if files and profiles are mixed.
    """
    paths = [word for word in words if _is_path(word)]
    names = list(dict.fromkeys(word for word in words if word not in paths))
    files = None
    if names or not words:
        files = _own_files(state)
        for name in [name for name in names if name not in files.profiles]:
            if not (is_pattern(name) or file_named(name) or os.path.exists(name)):
                hint = did_you_mean(name, files.profiles, "run `awscred list` to see the profiles")
                raise AwscredError(
                    f"{shlex.quote(name)} is neither a profile nor a file", hint, exit_code=USAGE
                )
            names.remove(name)
            paths.append(name)
    need("a file", ("type_",), unless=not all(map(_is_searched, paths)))
    if paths and names:
        raise AwscredError(
            f"{paths[0]} is a file, and {names[0]} is a profile",
            "validate files and profiles separately",
            exit_code=USAGE,
        )
    if paths and not state.own:
        raise click.UsageError("PATH cannot be combined with --config and --credentials; use PATH")
    if files is not None and not paths:
        return Inputs([Pair(files)], names, own=True)
    return _of_paths(paths, type_)


def _is_path(word: str) -> bool:
    """Whether a word can only be a path: no profile of this name is meant."""
    return word in _FOLDERS or names_file(word)


def _own_files(state: State) -> Files:
    try:
        return state.load(also_by_environment=True)
    except Missing as error:
        raise _as_usage(error) from None


def _as_usage(error: AwscredError) -> AwscredError:
    return AwscredError(error.message, error.hint, exit_code=USAGE)


def _of_paths(paths: Sequence[str], type_: str | None) -> Inputs:
    searched = [path for path in dict.fromkeys(paths) if _is_searched(path)]
    found, failed = _search(searched) if searched else ([], False)
    named = dict.fromkeys(path for path in paths if path not in searched)
    files = [_named_file(path, type_) for path in named]
    taken = {os.path.realpath(path) for pair in found for path in pair if path}
    own = [one for one in files if os.path.realpath(one.path) not in taken]
    pairs = [*_paired(own, alone=not searched), *(Pair(_read(pair)) for pair in found)]
    return Inputs(pairs, searched=bool(searched), failed=failed)


def _is_searched(path: str) -> bool:
    return os.path.isdir(path) or (is_pattern(path) and not os.path.lexists(path))


class _Named(NamedTuple):
    """A file that was named, the type that it is checked as, and itself without the other file."""

    path: str
    file: str
    files: Files


def _named_file(path: str, type_: str | None) -> _Named:
    if path == "-":
        path = STANDARD_INPUT
        data = sys.stdin.buffer.read(LARGEST + 1) if sys.stdin else b""  # closed by the parent
    else:
        _recover(Paths(path, partner(path) or ""))
        try:
            data = read_bytes_of(path)
        except Missing as error:
            raise _as_usage(error) from None
    name = os.path.basename(path)
    file = type_ or file_named(name) or likely_file(as_file(data, path, CONFIG).config)
    return _Named(path, file, as_file(data, path, file))


def _paired(named: Sequence[_Named], *, alone: bool) -> Iterator[Pair]:
    """The pairs that files make: with the file beside each, if that is named or exists.

    If they are `alone` on the command line, two files of different types are a pair wherever they
    are, unless one has its own beside it.
    """
    by_path = {os.path.abspath(one.path): one for one in named}
    rest = [*by_path.values()]
    if alone and len(rest) == 2 and rest[0].file != rest[1].file:
        first, second = rest
        beside = {_beside(first), _beside(second)} - {None}
        if beside <= {os.path.abspath(one.path) for one in rest}:
            yield Pair(_together(first.files, second.files))
            return
    done = set()
    for path, one in by_path.items():
        other = _beside(one)
        if path in done:
            continue
        done.add(path)
        also = by_path.get(other or "")
        if other is None or (also and also.file == one.file):  # --type says so
            yield Pair(one.files)
        elif also:
            done.add(other)
            yield Pair(_together(one.files, also.files))
        else:
            name = partner(one.path) or ""
            paths = Paths(one.path, name) if one.file == CONFIG else Paths(name, one.path)
            yield Pair(_read(paths), one.file)


def _beside(one: _Named) -> str | None:
    """The full path of the file that belongs to this one, if it exists; None if there is none."""
    other = partner(one.path)
    is_named_so = file_named(os.path.basename(one.path)) == one.file
    return os.path.abspath(other) if other and is_named_so and os.path.isfile(other) else None


def _together(one: Files, other: Files) -> Files:
    config, credentials = (one, other) if one.config_path else (other, one)
    return Files(
        config.config, credentials.credentials, config.config_path, credentials.credentials_path
    )


def _read(paths: Paths) -> Files:
    _recover(paths)
    return load(paths, own=False)


def _recover(paths: Paths) -> None:
    """Complete or undo a change whose process was killed, so that nothing is left of it."""
    if has_leavings(paths):
        from awscred.store.locks import remove_locks  # hardly ever needed

        recover_and_tell(paths)
        remove_locks(paths)


def _search(words: Sequence[str]) -> tuple[list[Paths], bool]:
    """The pairs that are found, each once, and whether something could not be read."""
    from awscred.store.search import UNREADABLE, search

    all_found = [search(word) for word in words]
    pairs: dict[tuple[str, ...], Paths] = {}
    for pair in (pair for found in all_found for pair in found.pairs):
        pairs.setdefault(tuple(path and os.path.realpath(path) for path in pair), pair)
    skipped: dict[str, dict[str, None]] = {}
    for found in all_found:
        for path, why in found.skipped.items():
            skipped.setdefault(why, {})[path] = None
    for why, paths in skipped.items():
        note(f"skipped {counted(len(paths), f'{why} file')}: {some_of([*paths])}")
    return [*pairs.values()], UNREADABLE in skipped
