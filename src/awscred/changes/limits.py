"""What a tool misreads in the files as they are: its limits, which no change is to blame for."""

from __future__ import annotations

from collections.abc import Container, Iterable

from awscred.headers import CONFIG, OTHER_SECTIONS, TYPES, section_type
from awscred.ini import Section
from awscred.profiles import Files, Profile
from awscred.tools import TOOLS
from awscred.tools.agreement import PERSON, compare
from awscred.tools.reading import Reading, Settings, Value
from awscred.tools.tool import Title


def is_limited(tool: str) -> bool:
    """Whether a tool may ignore or misread what is new: only the default tools may not."""
    return not TOOLS[tool].is_default


def within_limits(
    old: Reading, new: Reading, before: Files, after: Files
) -> tuple[Reading, Reading]:
    """What a limited tool reads before and after a change, without what it misread before.

    The files are those that it read. This leaves out every section that the tool did not read as it
    is meant, empty settings, and comments that it reads as settings.
    """
    old, new = (_tidied(reading, before.titles | after.titles) for reading in (old, new))
    misread = _misread(old, before)
    return _without(old, misread), _without(new, misread)


def unpoured(before: Files, after: Files) -> tuple[Files, Files]:
    """The files before and after a change as a tool that pours has to read them: without the
    sections of other types that have the name of a profile."""
    shared = _shared(before) | _shared(after)
    if not shared:
        return before, after
    return (_without_others(before, shared), _without_others(after, shared))


def _shared(files: Files) -> set[str]:
    """The names of the profiles of config that a section of another type also has."""
    return {
        name
        for kind in OTHER_SECTIONS
        for name in files.named(kind)
        if name in files.profiles
        and any(file == CONFIG for file, _ in files.profiles[name].sections)
    }


def _without_others(files: Files, names: Container[str]) -> Files:
    """The files without the sections of other types that have one of these names."""
    kept = []
    for section in files.config.sections:
        kind, name = section_type(CONFIG, section.header or "")
        if kind not in OTHER_SECTIONS or name not in names:
            kept.append(section)
    return files.with_documents(files.config.with_sections(kept), files.credentials)


def _misread(reading: Reading, files: Files) -> set[Title]:
    """The types and names of the sections that a tool does not read as they are meant."""
    found = set[Title]()
    for kind in TYPES:
        read, meant = reading.named(kind), files.named(kind)
        for name in {**read, **meant}:
            wanted = _meant(meant[name]) if name in meant else None
            if compare({PERSON: wanted, reading.tool: read.get(name)}):
                found.add((kind, name))
    return found


def _meant(found: Profile | list[Section]) -> Settings | None:
    """The settings of a profile or of other sections, None if there are none."""
    sections = [section for _, section in found.sections] if isinstance(found, Profile) else found
    return _settings(pair for section in sections for pair in _pairs(section)) or None


def _pairs(section: Section) -> Iterable[tuple[str, Value]]:
    if section.plain is not None:
        return section.plain.items()
    return (
        (setting.key.lower(), {one.key: one.value for one in setting.nested} or setting.value)
        for setting in section.settings
    )


def _settings(pairs: Iterable[tuple[str, Value]]) -> Settings:
    """Settings without empty ones, and without comments that a tool reads as settings."""
    return {key: value for key, value in pairs if value and key[:1] not in ("#", ";")}


def _tidied(reading: Reading, titles: Container[str]) -> Reading:
    """A reading without the headers of other sections that a tool reads as names of profiles."""
    profiles = {name: found for name, found in reading.profiles.items() if name not in titles}
    profiles, sessions, services = (
        {name: own for name, found in each.items() if (own := _settings(found.items()))}
        for each in (profiles, reading.sessions, reading.services)
    )
    return reading._replace(profiles=profiles, sessions=sessions, services=services)


def _without(reading: Reading, titles: Container[Title]) -> Reading:
    """A reading without the sections of these types and names."""
    profiles, sessions, services = (
        {name: found for name, found in reading.named(kind).items() if (kind, name) not in titles}
        for kind in TYPES
    )
    return reading._replace(profiles=profiles, sessions=sessions, services=services)
