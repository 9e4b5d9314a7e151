"""The parts of a rule, and the context that its check works with."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from itertools import repeat
from typing import NamedTuple

from awscred.access import Access
from awscred.findings import ERROR, INFO, Finding
from awscred.identity import Identity
from awscred.ini import JUNK, Setting
from awscred.profiles import CONFIG, CREDENTIALS, Files, Profile, section_type
from awscred.rules.links import source_beyond, source_of
from awscred.rules.written import (
    Odd,
    Written,
    known_without_separator,
    settings_of_aws,
    written,
)
from awscred.suspects import suspects
from awscred.tools import OWN, Asked
from awscred.tools.reading import Reading, Verdict

_MOST_SOURCES = 20
"""Profiles checked per chain; real chains are shorter."""

FILE, PROFILE, NOTHING = "file", "profile", "nothing"

KEYS = """\
aws_access_key_id = AKIAI44QH8DHBEXAMPLE
aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY
"""
"""The example keys of the AWS documentation."""


class Context:
    """The input of a rule: the files, how each tool reads them, and the findings so far.

    `asked` are the tools that are asked, all that a rule may speak of.
    `identities` are the answers of AWS about profiles, if `validate --verify` asked for them.
    `found` are the findings so far. `explained_everywhere` are the tools that a file-wide error
    already covers. `is_shown` is whether the user sees a finding. `environment` are the environment
    variables that the tools see.

    A check of lines visits only the `odd` sections. A check of profiles visits only `profiles`, or
    those `having(key)`: the profiles that may have problems (see `suspects`), because no rule has
    an error or a warning for the others. Only a check with informational findings, or about tools
    that are not asked by default, visits all of `files.profiles`. This keeps every check linear in
    the size of the files.
    """

    def __init__(
        self,
        files: Files,
        readings: Mapping[str, Reading],
        identities: Mapping[str, Identity] = {},
        is_shown: Callable[[Finding], bool] = lambda _: True,
        environment: Mapping[str, str] = {},
    ) -> None:
        self.files = files
        self.readings = readings
        self.asked: Asked = tuple(readings)
        self.identities = identities
        self.found: list[Finding] = []
        self.explained_everywhere: set[str] = set()
        self._explained: dict[tuple[str, str], set[str]] = defaultdict(set)
        self.environment = environment
        self._is_shown = is_shown
        self._failing: dict[tuple[str, str], set[str]] = defaultdict(set)
        self._claimed: set[tuple[str, int]] = set()
        self._errors: set[tuple[str, str]] = set()

    def report(self, rule: Rule, findings: Iterable[Finding]) -> None:
        """Add the findings of a rule that concern at least one of the selected tools."""
        for found in findings:
            file, span = found.place
            if self.readings.keys().isdisjoint(found.tools) or (file, span.line) in self._claimed:
                continue
            if rule.claims:
                numbers = range(span.line, span.end_line + 1)
                self._claimed.update((file, number) for number in numbers)
            self.found.append(found)
            if found.severity == ERROR and rule.reach == FILE:
                self.explained_everywhere.update(found.tools)
            elif found.severity != INFO and rule.reach != NOTHING:
                self._explained[self._concerned(found)].update(found.tools)
            if found.severity == ERROR and rule.reach != NOTHING:
                self._failing[self._concerned(found)].update(found.tools)
            is_of_own = OWN in found.tools or OWN not in self.asked
            if found.severity == ERROR and is_of_own and self._is_shown(found):
                self._errors.add(("file", "") if rule.reach == FILE else self._concerned(found))

    def _concerned(self, found: Finding) -> tuple[str, str]:
        """The type and name of the profile or sso-session that a finding is about."""
        if found.profile is not None:
            return "profile", found.profile
        section = self.files.document(found.place.file).section_at(found.place.span.line)
        kind, name = section_type(found.place.file, section.header or "")
        return ("", "") if kind == "profile" else (kind, name)

    def explained(self, kind: str, name: str) -> set[str]:
        """The tools that, according to the findings, misread a profile or sso-session.

        A finding about an sso-session or a source profile also counts for the profiles that use it.
        """
        places = self._dependencies(name) if kind == "profile" else [(kind, name)]
        return self.explained_everywhere.union(*(self._explained.get(at, ()) for at in places))

    def with_error(self, name: str) -> set[str]:
        """The tools that cannot use a profile because of an error found so far.

        The error is in the profile, its sso-session, or one of its source profiles.
        """
        return set().union(*(self._failing.get(place, ()) for place in self._dependencies(name)))

    def _dependencies(self, name: str) -> Iterator[tuple[str, str]]:
        """The types and names of everything that a profile depends on, beginning with the profile
        itself, and the sections of its name, which some tools merge into it."""
        for following in (source_of, *repeat(source_beyond, _MOST_SOURCES)):
            yield from (("profile", name), ("sso-session", name), ("services", name))
            profile = self.files.profiles.get(name)
            if profile is None:
                return
            if session := profile.settings.get("sso_session"):
                yield "sso-session", session
            at = following(profile)
            if at is None:
                return
            name = at

    def says_why(self, name: str) -> bool:
        """Whether the user sees an error that keeps the AWS CLI from using a profile."""
        return not self._errors.isdisjoint((("file", ""), *self._dependencies(name)))

    @cached_property
    def odd(self) -> list[Odd]:
        """The sections that are not plain, config first."""
        return [
            Odd(file, section, self.files.profile_of(file, section), section.rows)
            for file in (CONFIG, CREDENTIALS)
            for section in self.files.document(file).sections
            if section.plain is None
        ]

    @cached_property
    def written(self) -> list[Written]:
        """The lines of those sections, each with its role for the rules about lines."""
        return list(written(self.files, self.odd))

    @cached_property
    def settings(self) -> list[tuple[Written, Setting]]:
        """The settings of those lines that an AWS tool reads, or that are misspelled.

        A problem in any other setting matters only if a tool refuses the file because of it.
        """
        return list(settings_of_aws(self.written))

    def is_of_aws(self, file: str, setting: Setting) -> bool:
        """Whether `settings` contains a setting on one of those lines."""
        return (file, setting.key_span.line) in self._lines_of_aws

    @cached_property
    def _lines_of_aws(self) -> set[tuple[str, int]]:
        return {(line.file, line.number) for line, _ in self.settings}

    @cached_property
    def _without_separator(self) -> dict[str | None, set[str]]:
        found = defaultdict(set)
        for line in self.written:
            key = known_without_separator(line) if line.role == JUNK else None
            if key is not None:
                found[line.profile].add(key.lower())
        return found

    def meant_in(self, profile: Profile) -> set[str]:
        """The settings of a profile, including those without a separator (see junk-line)."""
        return {*profile.settings, *self._without_separator.get(profile.name, ())}

    @cached_property
    def profiles(self) -> dict[str, Profile]:
        """The profiles that may have problems, in file order."""
        return {name: self.files.profiles[name] for name in suspects(self.files)}

    @cached_property
    def _by_key(self) -> dict[str, list[Profile]]:
        by_key = defaultdict(list)
        for profile in self.profiles.values():
            for key in profile.settings:
                by_key[key].append(profile)
        return by_key

    def having(self, key: str) -> list[Profile]:
        """The profiles among `profiles` that have a setting, in file order."""
        return self._by_key.get(key, [])

    def verdicts_on(self, name: str) -> dict[str, Verdict]:
        """By tool, the verdicts on a profile; tools that do not see it, or refuse a file, are left
        out."""
        return {
            tool: reading.verdicts[name]
            for tool, reading in self.readings.items()
            if reading.error is None and name in reading.verdicts
        }

    def refusing(self, name: str) -> tuple[str, ...]:
        """The tools that see a profile but do not accept it, other than for a feature that they
        lack."""
        found = self.verdicts_on(name).items()
        return tuple(tool for tool, one in found if not one.accepted and one.lacks is None)


class Bad(NamedTuple):
    """An example that a rule reports, and its expected findings: (file, line, part of message).

    `fixed` is the example after the fixes of this rule, safe or not (config, credentials); None
    without a fix. `modes` are the permissions of the two files. `access` is what the disk says
    about the files and their folders. `identities` are the answers of AWS. `paths` are the paths of
    the two files, "" for a file that is not given. `of_all`: all tools are asked, not only the
    default ones.
    """

    config: str
    credentials: str
    expected: tuple[tuple[str, int, str], ...]
    fixed: tuple[str, str] | None = None
    modes: tuple[int | None, int | None] = (None, None)
    access: tuple[Access, ...] = ()
    identities: Mapping[str, Identity] = {}
    paths: tuple[str, str] = (CONFIG, CREDENTIALS)
    of_all: bool = False


class Good(NamedTuple):
    """An example that a rule does not report."""

    config: str
    credentials: str
    modes: tuple[int | None, int | None] = (None, None)
    access: tuple[Access, ...] = ()
    identities: Mapping[str, Identity] = {}
    paths: tuple[str, str] = (CONFIG, CREDENTIALS)
    of_all: bool = False


class Rule(NamedTuple):
    """A rule: its name, its page, its usual severity, its check, and examples that test it.

    `doc` is the docstring of its module, with fixed headings: what it does, why it matters,
    example, use instead, fix safety. `check` yields findings in any order. `reach` is which
    disagreements between tools a finding explains. PROFILE: about its own profile. FILE: may garble
    its neighbors. NOTHING: explains no disagreement. `claims` is whether a finding fully covers its
    lines, so that later rules do not report them.
    """

    id: str
    doc: str
    severity: str
    check: Callable[[Context], Iterator[Finding]]
    bad: tuple[Bad, ...]
    good: tuple[Good, ...]
    reach: str = PROFILE
    claims: bool = False


class Theme(NamedTuple):
    """Rules on the same subject, in the order in which they run.

    `title` is the heading of their chapter. `is_form` is whether the rules are about the form of a
    file, which makes tools misread it, rather than its content.
    """

    title: str
    rules: tuple[Rule, ...]
    is_form: bool = False
