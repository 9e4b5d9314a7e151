"""Settings of one profile: given another value, added, taken away.

A setting that is there is changed where it stands, in every section of the profile that has it. A
new one goes where every tool reads it: a key to credentials, all else to config. `s3.max_bandwidth`
is the setting `max_bandwidth` below `s3 =`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from awscred import ini
from awscred.changes.add import add_section
from awscred.changes.checks import check_encoding, check_there, check_value, edited
from awscred.changes.proof import Outcome, prove
from awscred.errors import NO, AwscredError
from awscred.profiles import CONFIG, CREDENTIALS, Files
from awscred.readers.agreement import as_block
from awscred.readers.reading import Reading, Settings
from awscred.settings import CREDENTIAL_KEYS


class Changed(NamedTuple):
    """The files after a change, and the tools that do not read what was changed."""

    files: Files
    unseen: tuple[str, ...]


def set_values(
    files: Files, name: str, values: Mapping[str, str], *, without: Collection[str] = ()
) -> Changed:
    """The files with those settings of a profile, and without those in `without`.

    A profile that is not there is begun. Raises AwscredError for a value that tools would not read
    alike, where a setting stands several times in one section, and where some tool would read
    anything else differently, or none would read the new values.
    """
    check_encoding(files)
    files = files.about([name])
    for key, value in values.items():
        check_value(key, value)
    after = files
    for key in without:
        after = _unset(after, name, key)
    new = {key: value for key, value in values.items() if not _places(files, name, key)}
    for key, value in values.items():
        for number in range(len(_places(files, name, key))):
            file, section = _places(after, name, key)[number]
            after = _set(after, file, section, key, value)
    others = files.profiles.keys() - {name}
    judge = _Judge(name, others, values, without, is_there=len(new) < len(values))
    partly: list[Changed] = []
    refusals: list[AwscredError] = []
    for candidate in _candidates(after, name, new):
        proven = _proven(files, candidate, judge)
        if isinstance(proven, AwscredError):
            refusals.append(proven)
        elif proven.unseen:
            partly.append(proven)
        else:
            return proven
    if partly:
        return partly[0]
    raise refusals[0]


def unset_values(files: Files, name: str, keys: Collection[str]) -> Changed:
    """The files without those settings of a profile, wherever they stand in it.

    Raises AwscredError where there is no such profile or setting, and where some tool would read
    anything else differently.
    """
    check_encoding(files)
    files = files.about([name])
    check_there(name, files)
    for key in keys:
        if not _places(files, name, key):
            raise AwscredError(
                f"{name} has no {key}", f"`awscred show {name}` shows what it has", exit_code=NO
            )
    after = files
    for key in keys:
        after = _unset(after, name, key)
    judge = _Judge(name, files.profiles.keys() - {name}, {}, keys, is_there=True)
    return Changed(after.whole(), prove(files, after, f"the settings of {name}", judge.outcome))


_Place = tuple[str, ini.Section]


def _proven(before: Files, after: Files, judge: _Judge) -> Changed | AwscredError:
    try:
        return Changed(
            after.whole(), prove(before, after, f"the settings of {judge.name}", judge.outcome)
        )
    except AwscredError as error:
        return error


def _places(files: Files, name: str, key: str) -> list[_Place]:
    """The sections of a profile that have a setting (a nested one as `s3.max_bandwidth`)."""
    profile = files.profiles.get(name)
    return [] if profile is None else [place for place in profile.sections if _has(place[1], key)]


def _has(section: ini.Section, key: str) -> bool:
    above, dot, below = key.partition(".")
    if not dot:
        return above.lower() in section.values
    return any(
        inner.key.lower() == below.lower()
        for setting in section.find(above)
        for inner in setting.nested
    )


def _set(files: Files, file: str, section: ini.Section, key: str, value: str) -> Files:
    above, dot, below = key.partition(".")
    if dot:
        return edited(files, file, ini.set_nested, section, above, below, value)
    return edited(files, file, ini.set_value, section, key, value)


def _unset(files: Files, name: str, key: str) -> Files:
    """The files without a setting of a profile; sections are looked up anew, as lines move."""
    after = files
    for _ in _places(files, name, key):
        file, section = _places(after, name, key)[0]
        above, _, below = key.partition(".")
        after = edited(after, file, ini.unset, section, above, below)
    return after


def _candidates(files: Files, name: str, new: Mapping[str, str]) -> Iterator[Files]:
    """The files with those new settings, in a section of the profile that there is, or anew."""
    if not new:
        yield files
        return
    keys = {key: value for key, value in new.items() if key in CREDENTIAL_KEYS}
    rest = {key: value for key, value in new.items() if key not in CREDENTIAL_KEYS}
    for with_keys in _with_settings(files, CREDENTIALS, name, keys):
        yield from _with_settings(with_keys, CONFIG, name, rest)


def _with_settings(
    files: Files, file: str, name: str, settings: Mapping[str, str]
) -> Iterator[Files]:
    if not settings:
        yield files
        return
    profile = files.profiles.get(name)
    sections = [part for where, part in profile.sections if where == file] if profile else []
    for number in range(len(sections)):
        after = files
        for key, value in settings.items():
            here = [part for where, part in after.profiles[name].sections if where == file]
            after = _set(after, file, here[number], key, value)
        yield after
    after = files
    flat = {key: value for key, value in settings.items() if "." not in key}
    after = add_section(files, file, name, flat)
    for key, value in settings.items():
        if key not in flat:
            here = [part for where, part in after.profiles[name].sections if where == file]
            after = _set(after, file, here[-1], key, value)
    yield after


# --- what a tool is to see


class _Judge(NamedTuple):
    """What every tool is to see: those values and nothing else changed.

    A tool may know the profile by another `name`, though not by that of one of the `others`, or not
    see it at all; and where a setting is there already (`is_there`), it may not read the place that
    it stands in.
    """

    name: str
    others: Collection[str]
    values: Mapping[str, str]
    without: Collection[str]
    is_there: bool

    def __repr__(self) -> str:  # the values may be secrets
        return f"<Judge of {self.name!r}>"

    def outcome(self, before: Reading, then: Reading) -> Outcome:
        old, new = before.profiles, then.profiles
        changed = [name for name in {**old, **new} if old.get(name) != new.get(name)]
        if before.sessions != then.sessions or not set(changed).isdisjoint(self.others):
            return False
        if not changed:
            settings = _flat(old.get(self.name, {}))
            if self.values and self._has_all(settings):
                return True
            return None if self.is_there or self.name not in old else False
        return all(self._is_as_asked(before.tool, old.get(n), new.get(n)) for n in changed)

    def _is_as_asked(self, tool: str, before: Settings | None, then: Settings | None) -> bool:
        if then is None:
            return False
        old, new = _flat(before or {}), _flat(then)
        touched = {part for key in (*self.values, *self.without) for part in _parts(tool, key)}
        changed = {key for key in old.keys() | new.keys() if old.get(key) != new.get(key)}
        gone = all(_value(new, key) is None for key in self.without)
        return changed <= touched and gone and self._has_all(new)

    def _has_all(self, settings: Mapping[str, str]) -> bool:
        return all(_value(settings, key) == value for key, value in self.values.items())


def _flat(settings: Settings) -> dict[str, str]:
    """A tool's settings by lower-cased key, nested ones as `s3.max_bandwidth`."""
    flat: dict[str, str] = {}
    for key, value in settings.items():
        block = as_block(value)
        if block is None:
            flat[key.lower()] = str(value)
        else:
            flat.update({f"{key}.{below}".lower(): text for below, text in block.items()})
    return flat


def _value(flat: Mapping[str, str], key: str) -> str | None:
    """A setting's value; the Toolkit knows a nested one by its own name alone."""
    return flat.get(key.lower(), flat.get(key.lower().partition(".")[2]))


def _parts(tool: str, key: str) -> set[str]:
    """The keys, as `_flat` has them, that may differ where a setting does."""
    above, _, below = key.lower().partition(".")
    return {key.lower(), above} | ({below} if tool == "toolkit" else set())
