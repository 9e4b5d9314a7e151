"""What every rule is made of, and what it may look at."""

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
from awscred.tools import OWN
from awscred.tools.reading import Reading, Verdict

_MOST_SOURCES = 20
"""Profiles of a chain that are looked at, as no real chain is longer."""

FILE, PROFILE, NOTHING = "file", "profile", "nothing"

KEYS = """\
aws_access_key_id = AKIAI44QH8DHBEXAMPLE
aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY
"""
"""The keys of AWS's documentation, for examples."""


class Context:
    """What a rule may look at: the files, what each tool reads in them, and what others found.

    `identities` is what AWS said of profiles, if it was asked: `validate --verify` does so.
    `found` are the findings so far; `explained_everywhere` are the tools that they say misread what
    no profile is safe from. `is_shown` tells which of the findings the user gets to see.
    `environment` are the variables that the tools get to see.

    A check that looks at lines goes through the `odd` sections only. A check that looks at profiles
    goes through `profiles`, or those `having(key)`: only the ones that are not plainly in order
    (see `suspects`), as no rule has an error or a warning for the others. Only a check that gives
    infos goes through all of `files.profiles`. None is then more than linear in the files.
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
        """Take in what a rule has found, as far as it concerns a tool that is asked about."""
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
            if found.severity == ERROR and OWN in found.tools and self._is_shown(found):
                self._errors.add(("file", "") if rule.reach == FILE else self._concerned(found))

    def _concerned(self, found: Finding) -> tuple[str, str]:
        """The type and name of what a finding is about, a profile or an sso-session."""
        if found.profile is not None:
            return "profile", found.profile
        section = self.files.document(found.place.file).section_at(found.place.span.line)
        kind, name = section_type(found.place.file, section.header or "")
        return ("", "") if kind == "profile" else (kind, name)

    def explained(self, kind: str, name: str) -> set[str]:
        """The tools that findings say do not take that profile or sso-session as it is meant.

        What is said of an sso-session, or of a source profile, concerns the profiles that use it.
        """
        places = self._behind(name) if kind == "profile" else [(kind, name)]
        return self.explained_everywhere.union(*(self._explained.get(at, ()) for at in places))

    def with_error(self, name: str) -> set[str]:
        """The tools that cannot use a profile because of an error that has been found.

        The error is in the profile, in its sso-session, or in a profile that it has for source.
        """
        return set().union(*(self._failing.get(place, ()) for place in self._behind(name)))

    def _behind(self, name: str) -> Iterator[tuple[str, str]]:
        """The type and name of everything that a profile depends on, itself first."""
        for following in (source_of, *repeat(source_beyond, _MOST_SOURCES)):
            yield "profile", name
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
        """Whether the user gets to see an error that keeps the AWS CLI from using that profile."""
        return not self._errors.isdisjoint((("file", ""), *self._behind(name)))

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
        """The lines of those sections, each with what it is to the rules about lines."""
        return list(written(self.files, self.odd))

    @cached_property
    def settings(self) -> list[tuple[Written, Setting]]:
        """The settings of those lines that an AWS tool reads, or that are misspelled ones.

        What is wrong with any other setting matters to no AWS tool, unless it refuses the file.
        """
        return list(settings_of_aws(self.written))

    def is_of_aws(self, file: str, setting: Setting) -> bool:
        """Whether a setting on one of those lines is among `settings`."""
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
        """The settings of a profile, with those whose separator is missing (see junk-line)."""
        return {*profile.settings, *self._without_separator.get(profile.name, ())}

    @cached_property
    def profiles(self) -> dict[str, Profile]:
        """The profiles that are not plainly in order, in the order of the files."""
        return {name: self.files.profiles[name] for name in suspects(self.files)}

    @cached_property
    def _by_key(self) -> dict[str, list[Profile]]:
        by_key = defaultdict(list)
        for profile in self.profiles.values():
            for key in profile.settings:
                by_key[key].append(profile)
        return by_key

    def having(self, key: str) -> list[Profile]:
        """Those of `profiles` that have that setting, in the order of the files."""
        return self._by_key.get(key, [])

    def verdicts_on(self, name: str) -> dict[str, Verdict]:
        """The verdicts on a profile of the tools that see it."""
        return {
            tool: reading.verdicts[name]
            for tool, reading in self.readings.items()
            if name in reading.verdicts
        }

    def refusing(self, name: str) -> tuple[str, ...]:
        """The tools that see a profile and do not accept it."""
        return tuple(tool for tool, found in self.verdicts_on(name).items() if not found.accepted)


class Bad(NamedTuple):
    """An example that a rule objects to, and where: (file, line, a part of the message).

    `fixed` is what the example becomes by the fixes of this rule, safe or not (config,
    credentials); None where there is none. `modes` are the permissions of the two files, `access`
    what the disk says about them and the folders above, and `identities` is what AWS said. `paths`
    are those of the two files, "" for one that is not given.
    """

    config: str
    credentials: str
    expected: tuple[tuple[str, int, str], ...]
    fixed: tuple[str, str] | None = None
    modes: tuple[int | None, int | None] = (None, None)
    access: tuple[Access, ...] = ()
    identities: Mapping[str, Identity] = {}
    paths: tuple[str, str] = (CONFIG, CREDENTIALS)


class Good(NamedTuple):
    """An example that a rule has nothing to say about."""

    config: str
    credentials: str
    modes: tuple[int | None, int | None] = (None, None)
    access: tuple[Access, ...] = ()
    identities: Mapping[str, Identity] = {}
    paths: tuple[str, str] = (CONFIG, CREDENTIALS)


class Rule(NamedTuple):
    """A rule: its name, its page, its usual severity, its check, and examples that are its tests.

    `doc` is the module's docstring, under fixed headings: what it does, why it matters, example,
    use instead, fix safety. `check` yields the findings, in any order. `reach` tells how much of
    the tools' disagreement a finding explains: that over its own PROFILE, or, where it is an error
    by which tools lose or misread what stands around it, over everything in the FILE; or NOTHING.
    `claims` is whether its findings say all that is wrong with their lines, so that later rules do
    not report those.
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
    """Rules about the same kind of thing, in the order in which they are applied.

    `title` is the heading of their chapter. `is_form` is whether they are about how a file is
    written, so that tools misread it, and not about what it says.
    """

    title: str
    rules: tuple[Rule, ...]
    is_form: bool = False
