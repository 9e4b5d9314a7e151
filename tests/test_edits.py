"""Every edit on every kind of file: only its own lines differ, and tools see the edit only.

What tools see is checked here on the whole files, by botocore itself and by other means than the
proof in `changes`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import event, given
from hypothesis import strategies as st

import awscred
from awscred import changes, tools
from awscred.errors import AwscredError
from awscred.ini import Document
from awscred.profiles import CONFIG, CREDENTIALS, Files
from awscred.tools.reading import Reading
from tests.corpus import GOOD, HOSTILE, KEYS, MUTATED, NAMES, ORDERLY, VALUES, Pair
from tests.sizes import examples
from tests.test_changes import botocore_profiles

NEW = "brand/new"
NAMING = ("source_profile", "include_profile")
KEY_PAIR = {"aws_access_key_id", "aws_secret_access_key", "aws_session_token"}


class Edit(NamedTuple):
    """A change: its kind, its function, its profile, and the new name."""

    kind: str
    apply: Callable[[Files], Files]
    name: str
    new: str = ""
    keys: tuple[str, ...] = ()
    value: str = ""


def _set(name: str, key: str, value: str) -> Edit:
    def apply(files: Files) -> Files:
        return changes.set_values(files, name, {key: value}).files

    return Edit("set", apply, name, keys=(key,), value=value)


def _unset(name: str, key: str) -> Edit:
    return Edit(
        "unset", lambda files: changes.unset_values(files, name, [key]).files, name, keys=(key,)
    )


def _rename(name: str) -> Edit:
    return Edit("rename", lambda files: changes.rename_profile(files, name, NEW), name, NEW)


def _copy(name: str) -> Edit:
    return Edit("copy", lambda files: changes.copy_profile(files, name, NEW), name, NEW)


def _remove(name: str) -> Edit:
    return Edit("remove", lambda files: changes.remove_profiles(files, [name], force=True), name)


NESTED = ("s3.addressing_style", "s3.max_queue_size", "S3.Addressing_Style")


@st.composite
def _edits(draw: st.DrawFn, files: Files) -> Edit:
    name = draw(st.sampled_from((*files.profiles, *NAMES)))
    there = files.profiles[name].settings if name in files.profiles else {}
    key = draw(st.sampled_from((*there, *KEYS, *NESTED)))
    match draw(st.integers(0, 5)):
        case 0 | 1:
            return _set(name, key, draw(st.sampled_from(VALUES)))
        case 2:
            return _unset(name, draw(st.sampled_from((*there, *NESTED))))
        case 3:
            return _rename(name)
        case 4:
            return _copy(name)
        case _:
            return _remove(name)


def _files(pair: Pair) -> Files:
    return awscred.read(config=pair.config, credentials=pair.credentials)


# --- the lines


def _is_subsequence(few: list[str], many: list[str]) -> bool:
    left = iter(many)
    return all(line in left for line in few)


def _own_lines(edit: Edit, files: Files, file: str) -> set[int]:
    """The lines that an edit may change or remove."""
    lines: set[int] = set()
    for name, profile in files.profiles.items():
        for where, section in profile.sections:
            if where != file:
                continue
            mine = name == edit.name
            if edit.kind == "remove" and mine:
                lines.update(range(section.line, section.last_line + 1))
            if edit.kind == "rename" and mine:
                lines.add(section.line)
            for setting in section.settings:
                if edit.kind == "rename" and setting.key.lower() in NAMING:
                    lines.update(range(setting.key_span.line, setting.last_line + 1))
                if not mine or edit.kind not in ("set", "unset"):
                    continue
                for key in edit.keys:
                    if setting.key.lower() == key.lower():
                        lines.update(range(setting.key_span.line, setting.last_line + 1))
                    inner = [
                        one
                        for one in setting.nested
                        if f"{setting.key}.{one.key}".lower() == key.lower()
                    ]
                    if inner and len(setting.nested) == 1 and edit.kind == "unset":
                        lines.update(range(setting.key_span.line, setting.last_line + 1))
                    lines.update(one.key_span.line for one in inner)
    return lines


def _check_lines(edit: Edit, before: Files, after: Files) -> None:
    for file in (CONFIG, CREDENTIALS):
        old, new = before.document(file), after.document(file)
        if old == new:
            continue
        own = _own_lines(edit, before, file)
        others = [line for number, line in enumerate(old.lines, 1) if number not in own]
        if edit.kind == "remove":  # a blank line may be removed with a section
            others = [line for line in others if line.strip()]
        stripped = [line.removesuffix("\r") for line in new.lines]
        assert _is_subsequence([line.removesuffix("\r") for line in others], stripped)
        kept = [line for line in new.lines if line.endswith("\r")]
        ends = [line for line in others if line.endswith("\r")]
        assert len(kept) >= len(ends)  # CRLF stays
        if edit.kind == "set":
            comments = sum(old.lines[number - 1].count("#") for number in own)
            assert len(new.lines) <= len(old.lines) + len(edit.keys) + comments + 60


# --- what tools see


def _same_but(old: Mapping[str, Any], new: Mapping[str, Any], allowed: set[str]) -> bool:
    keys = {key for key in old.keys() | new.keys() if old.get(key) != new.get(key)}
    return all(key.lower().split(".")[0] in allowed or key.lower() in allowed for key in keys)


def _nested(edit: Edit, files: Files) -> set[str]:
    """The names of the settings nested in the one that an edit is about."""
    return {
        inner.key.lower()
        for _, section in (
            files.profiles[edit.name].sections if edit.name in files.profiles else ()
        )
        for key in edit.keys
        for setting in section.find(key)
        for inner in setting.nested
    }


def _check_profiles(
    edit: Edit,
    others: set[str],
    old: Mapping[str, Any],
    new: Mapping[str, Any],
    tool: str,
    nested: set[str],
) -> None:
    """Whether a reading differs only in what the edit is about."""
    naming = set(NAMING) if edit.kind in ("rename", "copy") else set()
    for name in (old.keys() | new.keys()) & others:
        assert name in old and name in new, f"{tool}: {edit.kind} touches another profile"
        assert _same_but(old[name], new[name], naming if edit.kind == "rename" else set()), (
            f"{tool}: {edit.kind} changes another profile"
        )
    mine = {name for name in old.keys() | new.keys() if name not in others}
    if edit.kind in ("set", "unset"):
        parts = {part for key in edit.keys for part in (key.lower(), *key.lower().split("."))}
        if tool == "go" and parts & KEY_PAIR:  # drops the rest of a pair
            parts |= KEY_PAIR
        if tool == "toolkit":  # knows nested settings only by their own names
            parts |= nested
        for name in mine:
            assert _same_but(old.get(name, {}), new.get(name, {}), parts)
    if edit.kind == "remove":
        assert edit.name not in new
        assert new.keys() <= old.keys()
    if edit.kind == "rename":
        assert edit.name not in new or edit.name not in old
        gone = old.keys() - new.keys()  # two, if a tool read a padded header as another name
        assert not gone or any(_same_but(old[name], new[NEW], naming) for name in gone)
    if edit.kind == "copy" and edit.name in old:
        assert new[edit.name] == old[edit.name]
        assert _same_but(old[edit.name], new[NEW], naming)


def _check_everything(edit: Edit, before: Files, after: Files, folder: Path) -> None:
    _check_lines(edit, before, after)
    before = awscred.read(
        config=_ended(before.config, after.config),
        credentials=_ended(before.credentials, after.credentials),
    )
    others = before.profiles.keys() - {edit.name}
    nested = _nested(edit, before)
    seen = 0
    for tool in tools.TOOLS:
        _check_each(edit, others, before, after, tool)
    for tool in tools.default_tools():
        old = tools.read(tool, before.config, before.credentials)
        if old.error is not None:
            continue
        new = tools.read(tool, after.config, after.credentials)
        assert new.error is None, f"{tool} refuses the files now"
        if tool == "crt":  # pours sections of one name into one profile
            shared = _shared(before) | _shared(after)
            old, new = (_without(reading, shared) for reading in (old, new))
        assert new.sessions == old.sessions
        _check_profiles(edit, others, old.profiles, new.profiles, tool, nested)
        if edit.kind == "set" and "." not in edit.keys[0] and edit.name in new.profiles:
            values = {k.lower(): v for k, v in new.profiles[edit.name].items()}
            seen += values.get(edit.keys[0].lower()) == edit.value
    if edit.kind == "set" and "." not in edit.keys[0] and before.config != after.config:
        assert seen, "no tool sees what was set"
    try:
        theirs = _in_botocore(before, folder)
    except Exception:
        return  # botocore refuses the files as they were
    _check_profiles(edit, others, theirs, _in_botocore(after, folder), "botocore", nested)


def _shared(files: Files) -> set[str]:
    """The names that a profile and another section have."""
    return files.profiles.keys() & (files.sso_sessions.keys() | files.services.keys())


def _without(reading: Reading, names: set[str]) -> Reading:
    profiles, sessions = (
        {name: found for name, found in each.items() if name not in names}
        for each in (reading.profiles, reading.sessions)
    )
    return reading._replace(profiles=profiles, sessions=sessions)


def _check_each(edit: Edit, others: set[str], before: Files, after: Files, tool: str) -> None:
    """Whether a tool that reads a file alone still does, with all that it read as it is meant."""
    then = tools.read_each(tool, after.config, after.credentials)
    for file, reading in tools.read_each(tool, before.config, before.credentials).items():
        assert file in then, f"{tool} refuses {file} now"
        meant = _files(Pair(**{CONFIG: b"", CREDENTIALS: b"", file: bytes(before.document(file))}))
        for name, profile in meant.profiles.items():
            old = _written(reading.profiles.get(name, {}))
            if not old or old != _written(profile.settings):
                continue
            new = _written(then[file].profiles.get(name, {}))
            if name in others:
                naming = set(NAMING) if edit.kind == "rename" else set()
                assert _same_but(old, new, naming), f"{tool}: {edit.kind} changes another profile"
            elif edit.kind in ("set", "unset"):
                parts = {
                    part for key in edit.keys for part in (key.lower(), *key.lower().split("."))
                }
                whole = KEY_PAIR if parts & KEY_PAIR else set()
                nested = _nested(edit, before)
                assert _same_but(old, new, parts | whole | nested), (
                    f"{tool}: {edit.kind} changes more"
                )


def _written(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Settings that are not empty, nor comments that a tool reads as settings."""
    return {key: value for key, value in settings.items() if value and key[:1] not in ("#", ";")}


def _ended(old: Document, new: Document) -> bytes:
    """A document with an end to its last line, if text added below gives it one.

    A lone carriage return at the very end is then part of a line end, not of a value.
    """
    is_added = len(new.text) > len(old.text) and new.text.startswith(old.text)
    return bytes(old) + (b"\n" if is_added and old.text and old.text[-1] != "\n" else b"")


def _in_botocore(files: Files, folder: Path) -> dict[str, dict[str, Any]]:
    (folder / "config").write_bytes(bytes(files.config))
    (folder / "credentials").write_bytes(bytes(files.credentials))
    return botocore_profiles(folder / "config", folder / "credentials")


@examples(200, 30_000)
@given(data=st.data(), pair=st.one_of(HOSTILE, ORDERLY, MUTATED, MUTATED))
def test_an_edit_changes_what_it_is_about_and_nothing_else(
    data: st.DataObject, pair: Pair, tmp_path: Path
) -> None:
    before = _files(pair)
    edit = data.draw(_edits(before))
    after = _tried(edit, before)
    event(f"{edit.kind} {'refused' if after is None else 'made'}")
    if after is not None:
        _check_everything(edit, before, after, tmp_path)


def _tried(edit: Edit, before: Files) -> Files | None:
    try:
        return edit.apply(before)
    except AwscredError:
        return None


def _all_edits(files: Files) -> list[Edit]:
    edits = []
    for name, profile in files.profiles.items():
        edits += [_rename(name), _copy(name), _remove(name)]
        edits += [_unset(name, key) for key in profile.settings]
        edits += [_set(name, key, "a") for key, value in profile.settings.items() if value]
        edits += [_set(name, "output", "text"), _set(name, "aws_session_token", "EXAMPLE")]
        edits += [_set(name, "s3.max_queue_size", "5"), _set(name, "s3.addressing_style", "auto")]
        edits += [_unset(name, "s3.addressing_style")] if "s3" in profile.settings else []
    return edits


@pytest.mark.parametrize("pair", GOOD, ids=range(len(GOOD)))
def test_on_good_files_every_edit_can_be_made(pair: Pair, tmp_path: Path) -> None:
    before = _files(pair)
    edits = _all_edits(before)
    assert len(edits) > 10
    for edit in edits:
        after = edit.apply(before)
        assert (after.config, after.credentials) != (before.config, before.credentials) or (
            edit.kind == "set"
        )
        _check_everything(edit, before, after, tmp_path)
