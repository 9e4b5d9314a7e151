"""What every rule is made of, and what it may look at."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from typing import NamedTuple

from awscred.access import Access
from awscred.findings import ERROR, INFO, Finding
from awscred.identity import Identity
from awscred.profiles import CONFIG, CREDENTIALS, Files, Profile, section_type
from awscred.rules.written import Odd, Written, written
from awscred.suspects import suspects
from awscred.tools import OWN, load
from awscred.tools.reading import Reading, Verdict

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
        self._errors: set[tuple[str, str]] = set()

    def report(self, rule: Rule, findings: Iterable[Finding]) -> None:
        """Take in what a rule has found, as far as it concerns a tool that is asked about."""
        for found in findings:
            if self.readings.keys().isdisjoint(found.tools):
                continue
            self.found.append(found)
            if found.severity == ERROR and rule.reach == FILE:
                self.explained_everywhere.update(found.tools)
            elif found.severity != INFO and rule.reach != NOTHING:
                self._explained[self._concerned(found)].update(found.tools)
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

        What is said of an sso-session concerns the profiles that use it too.
        """
        tools = self.explained_everywhere | self._explained.get((kind, name), set())
        if kind == "profile" and name in self.files.profiles:
            session = self.files.profiles[name].settings.get("sso_session", "")
            tools |= self._explained.get(("sso-session", session), set())
        return tools

    def says_why(self, name: str) -> bool:
        """Whether the user gets to see an error that keeps the AWS CLI from using that profile."""
        session = self.files.profiles[name].settings.get("sso_session")
        places = (("file", ""), ("profile", name), ("sso-session", session))
        return not self._errors.isdisjoint(places)

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
        """The tools that see a profile and do not accept it, but for those that explain it.

        What these say of profiles stands in findings of its own: profile-not-valid.
        """
        return tuple(
            tool
            for tool, found in self.verdicts_on(name).items()
            if not found.accepted and not load(tool).HABITS.explains
        )


class Bad(NamedTuple):
    """An example that a rule objects to, and where: (file, line, a part of the message).

    `fixed` is what the example becomes by the fixes of this rule, safe or not (config,
    credentials); None where there is none. `modes` are the permissions of the two files, `access`
    what the disk says about them and the folders above, and `identities` is what AWS said.
    """

    config: str
    credentials: str
    expected: tuple[tuple[str, int, str], ...]
    fixed: tuple[str, str] | None = None
    modes: tuple[int | None, int | None] = (None, None)
    access: tuple[Access, ...] = ()
    identities: Mapping[str, Identity] = {}


class Good(NamedTuple):
    """An example that a rule has nothing to say about."""

    config: str
    credentials: str
    modes: tuple[int | None, int | None] = (None, None)
    access: tuple[Access, ...] = ()
    identities: Mapping[str, Identity] = {}


class Rule(NamedTuple):
    """A rule: its name, its page, its usual severity, its check, and examples that are its tests.

    `doc` is the module's docstring, under fixed headings: what it does, why it matters, example,
    use instead, fix safety. `check` yields the findings, in any order. `reach` tells how much of
    the tools' disagreement a finding explains: that over its own PROFILE, or, where it is an error
    by which tools lose or misread what stands around it, over everything in the FILE; or NOTHING.
    """

    id: str
    doc: str
    severity: str
    check: Callable[[Context], Iterator[Finding]]
    bad: tuple[Bad, ...]
    good: tuple[Good, ...]
    reach: str = PROFILE


class Theme(NamedTuple):
    """Rules about the same kind of thing, in the order in which they are applied.

    `title` is the heading of their chapter. `is_form` is whether they are about how a file is
    written, so that tools misread it, and not about what it says.
    """

    title: str
    rules: tuple[Rule, ...]
    is_form: bool = False
