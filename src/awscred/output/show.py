"""What `show` prints about a profile: its settings, its chain, and how each tool reads it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple, TypeAlias

from awscred.chains import chain_path
from awscred.explain import Origins, RegionOverride
from awscred.findings import ERROR, INFO, WARNING, Finding, Report
from awscred.identity import Problem
from awscred.ini import Section, Setting
from awscred.kinds import needs_no_credentials
from awscred.other_programs import owner
from awscred.output import SCHEMA, parts
from awscred.output.document import to_json
from awscred.output.list import only
from awscred.output.names import Names
from awscred.output.parts import expires, shown_region
from awscred.output.safe import escape, masked, masked_key, masked_text, masked_value
from awscred.output.table import Column
from awscred.output.times import iso_time, until
from awscred.profiles import Files, Profile
from awscred.reasons import limited
from awscred.sentences import counted, listed
from awscred.settings import KNOWN, redact_words, shown_value
from awscred.tools import TOOLS, needed_version, short_names
from awscred.tools.agreement import compare, group, unread_by
from awscred.tools.reading import Reading, Settings, Value, Verdict
from awscred.validation import verdict_on

_UNSEEN = Verdict(accepted=False, reason=None, kind=None)
Cells: TypeAlias = tuple[tuple[str, str], ...]
"""The cells of a row, each a text and a style."""


class View(NamedTuple):
    """A profile, its files, the findings there, and each tool's reading.

    The findings speak for the tools that are asked by default, the readings are those of all tools.
    `names` is how profiles are named. `override` is the region of the environment that tools use
    instead of the profile's, and `region` the one that they use if the profile has none. `active`
    is whether tools use the profile if none is named, and `command` the one that validates it.
    """

    profile: Profile
    files: Files
    report: Report
    readings: Mapping[str, Reading]
    names: Names
    override: RegionOverride | None = None
    region: RegionOverride | None = None
    active: bool = False
    command: str = "awscred validate"

    @property
    def findings(self) -> list[Finding]:
        """What `validate PROFILE` reports."""
        return limited(self.report, [self.profile.name], self.files).findings


class ShownSetting(NamedTuple):
    """A setting of the profile, its value to show, and its place.

    It is `overridden` if a later one has the same key. `owner` is the program
    other than AWS's that it belongs to, if any. `unread_by` are the tools that do not read it.
    """

    key: str
    value: str
    path: str
    line: int
    overridden: bool
    owner: str | None
    unread_by: tuple[str, ...] = ()


class Block(NamedTuple):
    """A table of the view."""

    columns: tuple[Column, ...]
    rows: list[Cells]


def settings(view: View) -> list[ShownSetting]:
    """Every setting of the profile, nested ones as `s3.key`, in the order of the files."""

    def unread(setting: Setting) -> tuple[str, ...]:
        return unread_in("profile", view.profile.name, setting, view.readings)

    return shown_settings(view.profile.sections, view.files, unread)


def shown_settings(
    places: Sequence[tuple[str, Section]],
    files: Files,
    unread_by: Callable[[Setting], tuple[str, ...]],
) -> list[ShownSetting]:
    """Every setting of these (file, section) pairs."""
    found = [(file, setting) for file, section in places for setting in section.settings]
    last = {setting.key.lower(): setting for _, setting in found}
    lines = []
    for file, setting in found:
        path = files.path(file)
        overridden = last[setting.key.lower()] is not setting
        owned = owner(setting.key)
        unread = () if overridden or owned else unread_by(setting)
        nested = [(f"{setting.key}.{below.key}", below) for below in setting.nested]
        for key, item in [(setting.key, setting), *nested]:
            if item.value or not item.nested:
                value = masked_text(item.key, item.value)
                place = path, item.key_span.line
                lines.append(
                    ShownSetting(masked_key(key), value, *place, overridden, owned, unread)
                )
    return lines


def unread_in(
    kind: str, name: str, setting: Setting, readings: Mapping[str, Reading]
) -> tuple[str, ...]:
    """The tools that read the files, but not that setting of a section; none for a block or an
    unknown one."""
    if setting.nested or setting.key.lower() not in KNOWN:
        return ()
    return unread_by(name, setting.key.lower(), readings, kind)


def chain(view: View) -> list[str]:
    """The profiles that its credentials come through, from itself to the last one."""
    profiles = view.files.profiles

    def source(name: str) -> str | None:
        role = profiles[name].kind == "role"
        return profiles[name].settings.get("source_profile") if role else None

    path = chain_path(view.profile.name, profiles, source)
    return [name if name in profiles else shown_value("source_profile", name) for name in path]


def facts(view: View, now: datetime) -> list[tuple[str, str]]:
    """What the profile is, as (title, words); `now` is the present time, with a time zone."""
    profile = view.profile
    account, source = profile.account
    path = [view.names(name) for name in chain(view)]
    return [
        ("Profile", view.names(profile.name)),
        ("Kind", profile.kind),
        ("Expires", _expiry(view, now)),
        ("Account", f"{view.names.account(account)} (from {source})" if account else ""),
        ("Region", _region(view)),
        ("", escape(view.override.words) if view.override else ""),
        ("Chain", " -> ".join(path) if len(path) > 1 else ""),
        ("Needs", _needs_in_words(view)),
        ("Problems", _counts(view)),
    ]


def _region(view: View) -> str:
    """The region, and where it is set."""
    if view.profile.region is None:
        return escape(view.region.alone) if view.region else "not set"
    places = [
        f"from {escape(line.path)}:{line.line}"
        for line in settings(view)
        if line.key.lower() == "region" and not line.overridden
    ]
    mark = only(unread_by(view.profile.name, "region", view.readings), view.readings)
    notes = "; ".join(filter(None, [mark, *places]))
    return f"{escape(shown_region(view.profile) or '')} ({notes})"


def _expiry(view: View, now: datetime) -> str:
    """When the first keys of the chain expire, if the files say so."""
    for name in chain(view):
        found = view.files.profiles.get(name)
        if found is not None and (time := expires(found)):
            whose = "" if name == view.profile.name else f", keys of {view.names(name)}"
            return f"{until(time, now)} ({iso_time(time)}{whose})"
    return "not recorded in the files" if view.profile.kind == "temporary" else ""


def _counts(view: View) -> str:
    """The numbers of findings; infos are not shown."""
    counts = Counter(found.severity for found in view.findings)
    shown = [counted(counts[one], one) for one in (ERROR, WARNING) if counts[one]]
    infos = f" ({counted(counts[INFO], INFO)}: see `{view.command} -v`)" if counts[INFO] else ""
    return f"{', '.join(shown) or 'none'}{infos}"


def needs(view: View) -> dict[str, str]:
    """The versions of tools from which they know every setting of the profile, by tool."""
    keys = view.profile.settings
    found = {tool: needed_version(tool, keys) for tool in view.report.tools}
    return {tool: version for tool, version in found.items() if version is not None}


def _needs_in_words(view: View) -> str:
    named = [
        f"{TOOLS[tool].title.removeprefix('the ')} {version}"
        for tool, version in needs(view).items()
    ]
    return f"{listed(named)} or later" if named else ""


def blocks(view: View) -> list[Block]:
    """The tables of the view: settings, tools, and what tools read differently, if anything."""
    tools = Block(
        (
            Column("Tool"),
            Column("Verdict"),
            Column("Credentials", gives=1),
            Column("Reason", prose=True),
        ),
        grouped(view.readings, lambda tool: _sight(view, tool)),
    )
    found = (block_of(settings(view), view.readings), tools, _differences(view))
    return [block for block in found if block.rows]


def block_of(lines: Sequence[ShownSetting], readings: Mapping[str, Reading]) -> Block:
    """The table of settings."""
    has_owners = any(line.owner for line in lines)
    has_unread = any(line.unread_by for line in lines)
    more = (
        *((Column("Program", gives=2),) if has_owners else ()),
        *((Column("Read by", gives=3),) if has_unread else ()),
    )
    return Block(
        (Column("Setting"), Column("Value"), Column("Where", gives=1), *more),
        [
            (
                (line.key, "dim" if line.overridden else ""),
                (f"{line.value} (overridden)" if line.overridden else line.value, ""),
                (f"{line.path}:{line.line}", "dim"),
                *(((line.owner or "", ""),) if has_owners else ()),
                *(((only(line.unread_by, readings), "yellow"),) if has_unread else ()),
            )
            for line in lines
        ],
    )


def grouped(tools: Collection[str], sight: Callable[[str], Cells]) -> list[Cells]:
    """A row for each different sight of tools: the tools that share it, and what they see."""
    found = group({tool: sight(tool) for tool in tools})
    return [((short_names(tuple(tools), alike), ""), *cells) for cells, alike in found]


def _sight(view: View, tool: str) -> Cells:
    """How one tool reads the profile, in words: its verdict, the credentials and the reason."""
    reading = view.readings[tool]
    if words := refusal(reading, view.files):
        return (("refuses the file", "red"), ("", ""), (words, ""))
    verdict = _verdict(view, reading)
    if verdict is None:
        return (("does not read it", "red"), ("", ""), ("", ""))
    word, style = ("accepts", "green") if verdict.accepted else ("refuses", "red")
    if verdict.lacks and not verdict.accepted:
        word, style = f"does not support {verdict.lacks}", "yellow"
    elif not verdict.accepted and needs_no_credentials(view.profile.settings):
        word, style = "no credentials", "dim"
    reason = "not offered: AWS Builder ID" if verdict.hidden else verdict.reason or ""
    return ((word, style), (verdict.kind or "", ""), (" ".join(reason.split()), ""))


def refusal(reading: Reading, files: Files) -> str | None:
    """Why a tool refuses the files, in words with the place; None if it does not."""
    if reading.error is None:
        return None
    where = f"{files.path(reading.error.place.file)}:{reading.error.place.span.line}"
    return f"{where}: {redact_words(reading.error.message)}"


def _verdict(view: View, reading: Reading) -> Verdict | None:
    return verdict_on(view.profile.name, reading, view.report.unresolved)


def _differences(view: View) -> Block:
    name = view.profile.name
    return differences(
        {
            tool: reading.profiles[name]
            for tool, reading in view.readings.items()
            if name in reading.profiles
        }
    )


def differences(found: Mapping[str, Settings]) -> Block:
    """The settings that tools read differently, side by side, without those of other programs."""
    keys: list[str] = []
    by_tool: dict[str, list[str]] = {tool: [] for tool in found}
    for difference in compare(found):
        if owner(difference.key):
            continue
        keys.append(masked_key(difference.key))
        values = {tool: value for value, tools in difference.groups for tool in tools}
        for tool, shown in by_tool.items():
            shown.append(_shown(difference.key, values.get(tool)))
    groups = group(by_tool)
    titles = [short_names(tuple(found), tools) for _, tools in groups]
    rows = [
        tuple((text, "") for text in texts)
        for texts in zip(keys, *(shown for shown, _ in groups), strict=True)
    ]
    return Block(tuple(map(Column, ("Read differently", *titles))), rows)


def _shown(key: str, value: Value | None) -> str:
    if value is None:
        return "-"
    shown = masked_value(key, value)
    if isinstance(shown, str):
        return shown
    return ", ".join(f"{below} = {text}" for below, text in shown.items())


def plain(view: View) -> str:
    """Tab-separated, without a header: a line for each setting (`setting`, key, value, path:line,
    `overridden` or `-`, its owner if it is a program other than AWS's, or `-`), then one for each
    tool (`tool`, name, verdict, kind of credentials, reason), then one for each error and warning
    (`problem`, severity, rule, message, path:line)."""
    lines = rows_of(settings(view))
    for tool in view.readings:
        verdict, kind, reason = (escape(text) or "-" for text, _ in _sight(view, tool))
        lines.append(("tool", tool, verdict, kind, reason))
    lines += problem_rows(problems(view), view.files)
    return "".join("\t".join(cells) + "\n" for cells in lines)


def rows_of(lines: Iterable[ShownSetting]) -> list[tuple[str, ...]]:
    """The rows of settings in `plain`."""
    return [
        (
            "setting",
            line.key,
            line.value,
            f"{escape(line.path)}:{line.line}",
            "overridden" if line.overridden else "-",
            line.owner or "-",
        )
        for line in lines
    ]


def problem_rows(found: Iterable[Finding], files: Files) -> list[tuple[str, ...]]:
    """The rows of findings in `plain`."""
    return [
        (
            "problem",
            one.severity,
            one.rule,
            escape(one.message),
            f"{escape(files.path(one.place.file))}:{one.place.span.line}",
        )
        for one in found
    ]


def problems(view: View) -> list[Finding]:
    """The errors and warnings about the profile, errors first."""
    return severe(view.findings)


def severe(findings: Iterable[Finding]) -> list[Finding]:
    """The errors and warnings, errors first."""
    found = [one for one in findings if one.severity != INFO]
    return sorted(found, key=lambda one: one.severity != ERROR)


def as_json(view: View) -> str:
    """The `show` document: the profile as `list` has it, its settings with their places, its chain
    as `whoami` has it, its findings as `validate` has them, and its tools."""
    found = view.profile
    own = sum(one.profile == found.name for one in problems(view))
    shown = parts.profile(found, view.files, own, active=view.active)
    document = {
        "schema": SCHEMA,
        "profile": {
            **shown,
            "region_override": view.override and view.override._asdict(),
            "settings": [line._asdict() for line in settings(view)],
            "chain": parts.chain(Origins(view.files).hops(found.name)),
            "needs": needs(view),
            "findings": [parts.finding(one, view.files) for one in view.findings],
        },
        "tools": {tool: _tool(view, reading) for tool, reading in view.readings.items()},
        "error": None,
    }
    return to_json(document, view.names)


def missing_as_json(problem: Problem, names: Names) -> str:
    """The `show` document for a profile that does not exist."""
    document = {"schema": SCHEMA, "profile": None, "tools": {}, "error": problem._asdict()}
    return to_json(document, names)


def _tool(view: View, reading: Reading) -> dict[str, object]:
    verdict = _verdict(view, reading)
    found = reading.profiles.get(view.profile.name)
    return {
        "error": error(reading, view.files),
        "seen": found is not None,
        **parts.verdict(verdict or _UNSEEN),
        "settings": None if found is None else masked(found),
    }


def error(reading: Reading, files: Files) -> dict[str, object] | None:
    """Why a tool refuses the files, for a document; None if it does not."""
    if reading.error is None:
        return None
    return {
        "message": redact_words(reading.error.message),
        "path": files.path(reading.error.place.file),
        "line": reading.error.place.span.line,
    }


def reading_as_json(reading: Reading, files: Files, profiles: Sequence[str], names: Names) -> str:
    """The `show --as` document: the profiles as the tool presents them, secrets masked."""
    document = {
        "schema": SCHEMA,
        "tool": reading.tool,
        "error": error(reading, files),
        "profiles": {name: masked(reading.profiles[name]) for name in profiles},
    }
    return to_json(document, names)


def reading_as_rows(
    reading: Reading, profiles: Sequence[str], names: Names
) -> list[tuple[str, str, str]]:
    """The profiles as the tool presents them: (profile, key, value); nested keys as `s3.key`."""
    rows: list[tuple[str, str, str]] = []
    for profile in profiles:
        name, found = names(profile), masked(reading.profiles[profile])
        rows += [(name, "", "")] if not found else []
        for key, value in found.items():
            if isinstance(value, str):
                rows.append((name, key, value.replace("\n", "\\n")))
            else:
                rows += [(name, f"{key}.{below}", text) for below, text in value.items()]
    return rows
