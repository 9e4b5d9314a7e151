"""Whole profiles: renames, copies and removes them, with everything that names them."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping

from awscred import ini
from awscred.changes.add import header_of
from awscred.changes.checks import (
    check_encoding,
    check_name,
    check_profile,
    check_there,
    edited,
)
from awscred.changes.limits import is_limited
from awscred.changes.proof import prove
from awscred.errors import NO, AwscredError
from awscred.headers import TYPES
from awscred.ini import Document, Section
from awscred.profiles import CONFIG, CREDENTIALS, Files
from awscred.tools.reading import Reading, Settings

NAMING = ("source_profile", "include_profile")
"""The settings that name another profile; the second one belongs to aws-vault."""


def rename_profile(files: Files, old: str, new: str) -> Files:
    """The files with a new name for a profile, in all of its sections and wherever it is named.

    Raises AwscredError if the profile does not exist, if the new name is taken or invalid, and if
    some tool would read anything else differently.
    """
    files = files.about([old, new])
    _check(files, old, new)
    after = _with_headers(files, old, new, ini.rename_section)
    after = _pointed(after, old, new, after.profiles)

    def is_renamed(before: Reading, then: Reading, person: Files, _: object) -> bool:
        gone = before.profiles.keys() - then.profiles.keys()
        settings = [_with_name(before.profiles[name], old, new) for name in gone]
        is_unseen = new not in then.profiles and is_limited(before.tool)
        return (
            gone.isdisjoint({*person.profiles} - {old})
            and old not in then.profiles
            and then.profiles.keys() - before.profiles.keys() <= {new}
            and (not settings or is_unseen or then.profiles.get(new) in settings)
            and _are_kept(before, then, old, new)
        )

    prove(files, after, f"the profile as {new}", is_renamed)
    return after.whole()


def copy_profile(files: Files, old: str, new: str) -> Files:
    """The files with a copy of a profile.

    The copy of a profile that is its own source is also its own source. Raises AwscredError as
    `rename_profile` does.
    """
    files = files.about([old, new])
    _check(files, old, new)
    after = _pointed(_with_headers(files, old, new, ini.copy_section), old, new, [new])

    def is_copied(before: Reading, then: Reading, *_: object) -> bool:
        profiles = dict(then.profiles)
        is_unseen = new not in profiles and is_limited(before.tool)
        copy = profiles.pop(new, None)
        mine = before.profiles.get(old)
        return (
            profiles == before.profiles
            and then.sessions == before.sessions
            and (mine is None or is_unseen or copy == _with_name(mine, old, new))
        )

    prove(files, after, f"the profile {new}", is_copied)
    return after.whole()


def remove_profiles(files: Files, names: Collection[str], *, force: bool = False) -> Files:
    """The files without these profiles, and without the sections with these headers (such as
    `sso-session corp`).

    Raises AwscredError if one does not exist, if a profile depends on one of them (unless `force`),
    and if some tool would read anything else differently.
    """
    check_encoding(files)
    files = files.about(names)
    for name in names:
        check_there(name, files)
    if not force:
        _refuse_dependants(files, names)
    gone = dict.fromkeys(place for name in names for place in files.places(name))
    after = files
    for file, section in sorted(gone, key=lambda place: -place[1].line):
        after = edited(after, file, ini.remove_section, section)
    asked = {kind: {own for at, own in map(files.meant, names) if at == kind} for kind in TYPES}

    def are_removed(before: Reading, then: Reading, person: Files, _: object) -> bool:
        return all(
            _is_rest(before.named(kind), then.named(kind), person.named(kind), names)
            if names
            else before.named(kind) == then.named(kind)
            for kind, names in asked.items()
        )

    prove(files, after, "the other profiles", are_removed)
    return after.whole()


def _is_rest(
    before: Mapping[str, Settings],
    then: Mapping[str, Settings],
    known: Collection[str],
    asked: Collection[str],
) -> bool:
    """Whether a tool reads the same sections of a type as before, except those asked to be removed.

    A tool may read one by another name, but not by that of another one that is `known`.
    """
    left = before.keys() & ({*known} - {*asked})
    return (
        left <= then.keys()
        and then == {name: before.get(name) for name in then}
        and then.keys().isdisjoint(before.keys() & {*asked})
    )


def dependants(files: Files, names: Collection[str]) -> dict[str, str]:
    """The other profiles that need one of these (profiles, or headers of other sections), each with
    the one that it names."""
    files = files.about(names)
    return {
        name: source
        for name in files.profiles
        if name not in names
        for source in names
        if next(_references(files, source, [name]), None)
    }


def unused_sso_sessions(files: Files, without: Collection[str]) -> list[str]:
    """The sso-sessions that would be unused without these profiles."""
    used = [files.profiles[name].settings.get("sso_session") for name in without]
    sessions = [name for name in dict.fromkeys(used) if name in files.sso_sessions]
    others = files.profiles.keys() - set(without)
    needed = {files.profiles[name].settings.get("sso_session") for name in others}
    return [name for name in sessions if name and name not in needed]


def _check(files: Files, old: str, new: str) -> None:
    check_encoding(files)
    check_profile(old, files)
    check_name(new, files)


def _refuse_dependants(files: Files, names: Collection[str]) -> None:
    needed = dependants(files, names)
    if not needed:
        return
    sources = [*dict.fromkeys(needed.values())]
    settings = {key: None for name in sources for key in _naming(files, name)[:1]}
    first = [*needed][:10]
    more = f" and {len(needed) - len(first)} more" if len(needed) > len(first) else ""
    verb = "depends" if len(needed) == 1 else "depend"
    raise AwscredError(
        f"{', '.join(first)}{more} {verb} on {' and '.join(sources)}; nothing was removed",
        f"also remove them, change their {' and '.join(settings)}, or use --force",
        exit_code=NO,
    )


def _with_headers(
    files: Files, old: str, new: str, edit: Callable[[Document, Section, str], Document]
) -> Files:
    """The files after an edit of each section of a profile. `edit` gets the new header."""
    after = files
    for file, section in files.profiles[old].sections:
        after = edited(after, file, edit, section, _renamed(file, section, old, new))
    return after


def _renamed(file: str, section: Section, old: str, new: str) -> str:
    """A profile's header with another name, without quotes, in the form that every tool reads.

    Except that `[old]` in config, which most tools ignore, becomes a header that they also ignore.
    """
    is_bare = file == CONFIG and section.header == old != "default"
    return new if is_bare else header_of(file, new)


def _references(
    files: Files, name: str, users: Collection[str]
) -> Iterator[tuple[str, Section, str]]:
    """The settings of the profiles `users` that name a profile or another section: (file, section,
    key)."""
    keys, (_, own) = _naming(files, name), files.meant(name)
    for user in users:
        for file, section in files.profiles[user].sections:
            for key in keys:
                if key in section.values and any(
                    _names(setting.value, own) for setting in section.find(key)
                ):
                    yield file, section, key


def _naming(files: Files, name: str) -> tuple[str, ...]:
    """The settings of profiles that may name this profile or other section."""
    kind, _ = files.meant(name)
    return NAMING if kind == "profile" else (kind.replace("-", "_"),)


def _pointed(files: Files, old: str, new: str, users: Collection[str]) -> Files:
    """The files with `new` in place of `old` in the settings of `users` that name a profile."""
    references = list(_references(files, old, users))
    after = files
    for file in (CONFIG, CREDENTIALS):
        targets = [(section, key) for where, section, key in references if where == file]
        if targets:
            after = edited(after, file, ini.set_values, targets, new)
    return after


def _names(value: str, profile: str) -> bool:
    """Whether a setting's value is the name of this profile, as some tool reads it."""
    return bool(re.fullmatch(rf"""(["']?){re.escape(profile)}\1(?:[ \t]+[#;].*)?""", value))


def _with_name(settings: Settings, old: str, new: str) -> Settings:
    """A profile's settings with `new` in place of `old` in the settings that name a profile."""
    return {
        key: new
        if key.lower() in NAMING and isinstance(value, str) and _names(value, old)
        else value
        for key, value in settings.items()
    }


def _are_kept(before: Reading, then: Reading, old: str, new: str) -> bool:
    """Whether everything else is unchanged, except settings that name the profile."""
    return then.sessions == before.sessions and all(
        then.profiles[name] == _with_name(settings, old, new)
        for name, settings in before.profiles.items()
        if name in then.profiles
    )
