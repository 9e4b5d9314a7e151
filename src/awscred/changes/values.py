"""Settings of one profile, sso-session or services section: changes, adds and removes them.

An existing setting is changed in its place, in every section of the profile that has it. A new one
is added where every tool reads it: keys in credentials, everything else in config.
`s3.max_bandwidth` is the setting `max_bandwidth` nested in `s3 =`. The other sections are in config
only, and are named by their header: `sso-session corp`.
"""

from __future__ import annotations

import shlex
from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from awscred import ini
from awscred.changes.add import add_section
from awscred.changes.checks import check_encoding, check_there, check_value, edited
from awscred.changes.limits import is_limited
from awscred.changes.proof import Outcome, prove
from awscred.errors import NO, USAGE, AwscredError
from awscred.headers import TYPES
from awscred.profile_names import is_portable
from awscred.profiles import CONFIG, CREDENTIALS, Files
from awscred.settings import CREDENTIAL_KEYS
from awscred.tools import load
from awscred.tools.agreement import as_block
from awscred.tools.reading import Reading, Settings
from awscred.tools.tool import FLAT

_TOKENS = ("aws_session_token", "aws_security_token")
_KEYS = (*CREDENTIAL_KEYS, "aws_security_token")


class Changed(NamedTuple):
    """The files after a change, and the tools that do not read the changed settings."""

    files: Files
    unseen: tuple[str, ...]


def set_values(
    files: Files, name: str, values: Mapping[str, str], *, without: Collection[str] = ()
) -> Changed:
    """The files with these values in a profile or other section, and without the settings in
    `without`.

    A missing one is created. Raises AwscredError if tools would not read a value alike, if a
    setting is repeated in one section, if some tool would read anything else differently, and if no
    tool would read the new values.
    """
    check_encoding(files)
    files = files.about([name])
    for key, value in values.items():
        check_value(key, value)
    after = files
    for key in without:
        after = _unset(after, name, key)
    new = {key: value for key, value in values.items() if not _having(files, name, key)}
    for key, value in values.items():
        for number in range(len(_having(files, name, key))):
            file, section = _having(after, name, key)[number]
            after = _set(after, file, section, key, value)
    judge = _Judge(*files.meant(name), values, without)
    partly: list[Changed] = []
    refusals: list[AwscredError] = []
    for candidate in _candidates(after, name, new):
        try:
            proven = _proven(files, candidate, judge)
        except AwscredError as refusal:
            refusals.append(refusal)
            continue
        if not proven.unseen:
            return proven
        partly.append(proven)
    if partly:
        return partly[0]
    if refusals:
        raise refusals[0]
    raise AwscredError(
        f'{name} has no section for {" and ".join(new)}, and "{name}" is not portable as a name '
        "for a new one",
        "run `awscred rename` to use only letters, digits and _ . / @ : + % -",
        exit_code=USAGE,
    )


def stale_tokens(files: Files, name: str, values: Mapping[str, str]) -> list[str]:
    """The session tokens of a profile that belong to the access key that `values` replace."""
    profile = files.about([name]).profiles.get(name)
    old = profile.settings if profile else {}
    new = values.get("aws_access_key_id")
    if new is None or new == old.get("aws_access_key_id"):
        return []
    return [key for key in _TOKENS if key in old and key not in values]


def unset_values(files: Files, name: str, keys: Collection[str]) -> Changed:
    """The files without these settings of a profile, in all its sections.

    Raises AwscredError if the profile or a setting does not exist, and if some tool would read
    anything else differently.
    """
    check_encoding(files)
    files = files.about([name])
    check_there(name, files)
    for key in keys:
        if not _having(files, name, key):
            raise AwscredError(
                f'{name} has no setting "{key}"',
                f"run `awscred show {shlex.quote(name)}` to see its settings",
                exit_code=NO,
            )
    after = files
    for key in keys:
        after = _unset(after, name, key)
    without = [part for key in keys for part in _with_nested(files, name, key)]
    return _proven(files, after, _Judge(*files.meant(name), {}, without))


def _proven(before: Files, after: Files, judge: _Judge) -> Changed:
    what = f"the settings of {judge.name}"
    return Changed(after.whole(), prove(before, after, what, judge.outcome, judge.kind))


def _having(files: Files, name: str, key: str) -> list[tuple[str, ini.Section]]:
    """The sections of a profile that have a setting (a nested one as `s3.max_bandwidth`)."""
    return [where for where in files.places(name) if _has(where[1], key)]


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
    """The files without a setting of a profile. Finds its sections again each time, as lines
    move."""
    after = files
    for _ in _having(files, name, key):
        file, section = _having(after, name, key)[0]
        above, _, below = key.partition(".")
        after = edited(after, file, ini.unset, section, above, below)
    return after


def _with_nested(files: Files, name: str, key: str) -> Iterator[str]:
    """A setting of a profile, and its nested settings: `s3`, `s3.max_bandwidth` ..."""
    yield key
    for _, section in files.places(name):
        for setting in section.find(key):
            yield from (f"{key}.{inner.key}" for inner in setting.nested)


def _candidates(files: Files, name: str, new: Mapping[str, str]) -> Iterator[Files]:
    """The files with new settings, in an existing section of the profile or in a new one.

    If a section of config would make the Go SDK ignore settings that have to stay in credentials,
    all new ones may be added to credentials: tried last.
    """
    if files.meant(name)[0] != "profile":
        yield from _with_settings(files, CONFIG, name, new)
        return
    keys = {key: value for key, value in new.items() if key in _KEYS}
    rest = {key: value for key, value in new.items() if key not in _KEYS}
    for with_keys in _with_settings(files, _file_of_keys(files, name), name, keys):
        yield from _with_settings(with_keys, CONFIG, name, rest)
        if rest:
            yield from _in_sections(with_keys, CREDENTIALS, name, rest)


def _file_of_keys(files: Files, name: str) -> str:
    """The file for keys: where the others are, because tools do not combine keys from both
    files."""
    there = {file for key in CREDENTIAL_KEYS for file, _ in _having(files, name, key)}
    return CONFIG if there == {CONFIG} else CREDENTIALS


def _with_settings(
    files: Files, file: str, name: str, settings: Mapping[str, str]
) -> Iterator[Files]:
    """The files with these settings in a section of the profile in this file, or in a new section.

    A new section is added only if every tool reads the profile's name.
    """
    if not settings:
        yield files
        return
    yield from _in_sections(files, file, name, settings)
    kind, own = files.meant(name)
    if not is_portable(own):
        return
    plain = {key: value for key, value in settings.items() if "." not in key}
    if kind == "profile":
        after = add_section(files, file, name, plain)
    else:
        after = edited(files, file, ini.add_section, f"{kind} {own}", plain.items())
    for key, value in settings.items():
        if "." in key:
            after = _set(after, file, _sections(after, file, name)[-1], key, value)
    yield after


def _in_sections(
    files: Files, file: str, name: str, settings: Mapping[str, str]
) -> Iterator[Files]:
    for number in range(len(_sections(files, file, name))):
        after = files
        for key, value in settings.items():
            after = _set(after, file, _sections(after, file, name)[number], key, value)
        yield after


def _sections(files: Files, file: str, name: str) -> list[ini.Section]:
    """The sections of a profile or other section in a file."""
    return [part for where, part in files.places(name) if where == file]


# --- what a tool should see


class _Judge(NamedTuple):
    """What every tool should see: the new values, and no other change.

    `kind` is the type of the section, `name` its own name. A tool may ignore the place of some
    values, or may know the section by another name than `name`, but not by that of another one of
    this type.
    """

    kind: str
    name: str
    values: Mapping[str, str]
    without: Collection[str]

    def __repr__(self) -> str:  # the values may be secrets
        return f"<Judge of {self.name!r}>"

    def outcome(self, before: Reading, then: Reading, person: Files, _: object) -> Outcome:
        old, new = before.named(self.kind), then.named(self.kind)
        changed = [name for name in {**old, **new} if old.get(name) != new.get(name)]
        others = [kind for kind in TYPES if kind != self.kind]
        if any(before.named(kind) != then.named(kind) for kind in others):
            return False
        if set(changed) & {*person.named(self.kind)} - {self.name}:
            return False
        if not all(self._is_as_asked(before.tool, old.get(n), new.get(n)) for n in changed):
            return False
        if self.name not in changed:
            is_so = self.values and self._has(
                before.tool, _flat(old.get(self.name, {})), self.values
            )
            return True if is_so else None
        if not self._has(before.tool, _flat(new.get(self.name, {})), self.values):
            return None  # a tool that reads some of the new values, and ignores others
        # A tool that distinguishes case reads the setting under another name, and ignores it.
        spellings = new.get(self.name, {}).keys() - self.values.keys()
        return None if not self.values.keys().isdisjoint(map(str.lower, spellings)) else True

    def _is_as_asked(self, tool: str, before: Settings | None, then: Settings | None) -> bool:
        old, new = _flat(before or {}), _flat(then or {})  # some tools do not see empty profiles
        touched = {part for key in (*self.values, *self.without) for part in _parts(tool, key)}
        changed = {key for key in old.keys() | new.keys() if old.get(key) != new.get(key)}
        # If a nested setting is removed, the Toolkit may see another setting of the same name.
        gone = {key.lower() for key in self.without if key.lower() == _name(tool, key)}
        seen = {key for key in self.values if not changed.isdisjoint(_parts(tool, key))}
        if not seen.isdisjoint(_KEYS):  # half of a new pair does not count
            seen |= self.values.keys() & {*_KEYS}
        return changed <= touched and gone.isdisjoint(new) and self._has(tool, new, seen)

    def _has(self, tool: str, settings: Mapping[str, str], keys: Collection[str]) -> bool:
        return is_limited(tool) or all(
            settings.get(_name(tool, key)) == self.values[key] for key in keys
        )


def _flat(settings: Settings) -> dict[str, str]:
    """A tool's settings by lower-case key, nested ones as `s3.max_bandwidth`."""
    flat: dict[str, str] = {}
    for key, value in settings.items():
        block = as_block(value)
        if block is None:
            flat[key.lower()] = str(value)
        else:
            flat.update({f"{key}.{below}".lower(): text for below, text in block.items()})
    return flat


def _name(tool: str, key: str) -> str:
    """A setting's key in the form of `_flat`. Some tools read a nested one as an ordinary one."""
    is_flat = load(tool).HABITS.nested == FLAT
    return key.lower().rpartition(".")[2] if is_flat else key.lower()


def _parts(tool: str, key: str) -> set[str]:
    """The keys, in the form of `_flat`, that may change together with a setting."""
    parts = {_name(tool, key), key.lower(), key.lower().partition(".")[0]}
    if key in CREDENTIAL_KEYS and load(tool).HABITS.whole_keys:
        parts.update(CREDENTIAL_KEYS)
    return parts
