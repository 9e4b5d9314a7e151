"""How and where a report of `validate` is shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from awscred.findings import ERROR, Finding, Report
from awscred.profiles import CONFIG, CREDENTIALS, Files


class Checked(NamedTuple):
    """Two files that are read together, and their report.

    `templates` are those of the two ("config", "credentials") whose placeholders are not checked.
    `only` is the one that the report is about, if it was named without the other one.
    """

    report: Report
    files: Files
    templates: Sequence[str] = ()
    only: str | None = None

    @property
    def named(self) -> list[str]:
        """Which of the two files the report is about."""
        files = [self.only] if self.only else [CONFIG, CREDENTIALS]
        return [file for file in files if self.files.path(file)]

    def path(self, found: Finding) -> str:
        """The path of the file that a finding is in."""
        return self.files.path(found.place.file)


class Showing(NamedTuple):
    """What a format may use besides the report.

    `color` and `columns` (None for no limit) are those of the terminal. `relative` makes a path one
    that starts at the repository; one outside of it stays absolute. `now` is the local time.
    `infos` is whether infos are shown one by one to people. `fixable` is how many findings --fix
    fixes, and how many more --unsafe-fixes does; `blocked` is why the fixes of other findings are
    not applied, as an end of "it would ...". `matrix` is whether every verdict is shown. `command`
    is the one that has the options for fixes, if it is not the one that runs. `by_pair` is whether
    there may be any number of pairs, because they were searched for. `from_folder` makes a path one
    that starts at the working folder; one outside of the repository may stay absolute. `fails` is
    whether a finding makes the command fail. If `quiet`, people see only findings.
    """

    color: bool
    columns: int | None
    relative: Callable[[str], str]
    now: datetime
    infos: bool = True
    fixable: tuple[int, int] = (0, 0)
    blocked: Mapping[Finding, str] = {}
    matrix: bool = False
    command: str = ""
    by_pair: bool = False
    from_folder: Callable[[str], str] = str
    fails: Callable[[Finding], bool] = lambda found: found.severity == ERROR
    quiet: bool = False
