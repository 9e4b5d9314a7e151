"""The user's and the project's preferences, from TOML: which rules, tools and names are used.

A project's file is not trusted. Its values only choose among rules, severities and tools, or are
names to show.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from typing import NamedTuple, NoReturn

from awscred.errors import USAGE, AwscredError
from awscred.redaction import redact

ALL = "all"
OFF, ON = "off", "on"
STATES = (OFF, ON, "error", "warning", "info")
"""What a rule can be: not used, used as usual, or used with that severity."""
_LONGEST_NAME = 64
_MOST_BYTES = 262_144
_MOST_DOTS = 200
"""The most dots in a line: the time to read a key grows with the square of its parts."""
_TABLE = ("tool", "awscred")
"""The table of pyproject.toml that has preferences."""


class FileRules(NamedTuple):
    """The rules that are off in the files that match a pattern below a folder.

    A pattern without a slash is that of a name in any folder; `**` is any number of folders.
    """

    folder: str
    pattern: str
    rules: frozenset[str]

    def covers(self, path: str) -> bool:
        """Whether a file matches the pattern, or is in a folder that does."""
        from awscred.pairs import matches

        if "/" not in self.pattern:
            return fnmatchcase(os.path.basename(path), self.pattern)
        where = os.path.normpath(os.path.join(self.folder, os.path.expanduser(self.pattern)))
        pattern, parts = where.split(os.sep), os.path.abspath(path).split(os.sep)
        return any(matches(parts[:at], pattern) for at in range(1, len(parts) + 1))


class Preferences(NamedTuple):
    """What one or more files ask for.

    `tools` are the tools to check for; empty for the usual ones. `rules` has the states of rules.
    `in_files` are rules that are off in some files. `accounts` are the names of accounts.
    """

    tools: tuple[str, ...] = ()
    rules: Mapping[str, str] = {}
    in_files: tuple[FileRules, ...] = ()
    accounts: Mapping[str, str] = {}

    def over(self, other: Preferences) -> Preferences:
        """These preferences, and what they leave open from the other ones.

        Only the other names of accounts go first: a repository does not rename the user's accounts.
        """
        return Preferences(
            self.tools or other.tools,
            {**other.rules, **self.rules},
            (*other.in_files, *self.in_files),
            {**self.accounts, **other.accounts},
        )

    def severity(self, rule: str, usual: str) -> str:
        """The severity of a rule's finding."""
        state = self.rules.get(rule, ON)
        return usual if state in (ON, OFF) else state

    def off_in(self, path: str) -> frozenset[str]:
        """The rules that are off in a file, besides those that are off in every file."""
        return frozenset().union(*(one.rules for one in self.in_files if one.covers(path)))

    @property
    def off(self) -> frozenset[str]:
        """The rules that are off in every file."""
        return frozenset(rule for rule, state in self.rules.items() if state == OFF)


class Source(NamedTuple):
    """A file with preferences: its path, its content, and the folder of its patterns."""

    path: str
    data: bytes
    folder: str

    def __repr__(self) -> str:  # it may be any file
        return f"<Source {self.path!r}>"


def parse(source: Source, *, within_project: bool = False) -> Preferences | None:
    """The preferences in a file; None if it is `within_project`, a pyproject.toml, without any.

    Raises AwscredError with the first thing that is wrong, and its place.
    """
    reader = _Reader(source.path, _text(source))
    table = _toml(reader)
    path: tuple[str, ...] = ()
    if within_project:
        path = _TABLE
        tool = table.get(path[0])
        found = tool.get(path[1]) if isinstance(tool, dict) else None
        if found is None:
            return None
        table = reader.table(found, path)
    return _preferences(reader, table, path, source.folder)


def _text(source: Source) -> str:
    if len(source.data) > _MOST_BYTES:
        raise _wrong(f"{source.path} is longer than {_MOST_BYTES:,} bytes")
    try:
        return source.data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _wrong(f"{source.path} is not UTF-8") from None


def _wrong(message: str, hint: str = "") -> AwscredError:
    hint = hint or "correct the file, or ignore it with --no-config"
    return AwscredError(message, hint, exit_code=USAGE)


def _toml(reader: _Reader) -> Mapping[str, object]:
    if sys.version_info >= (3, 11):
        import tomllib  # only if there is such a file
    else:
        import tomli as tomllib
    too_deep = _wrong(f"{reader.path} is nested too deeply")
    if any(line.count(".") > _MOST_DOTS for line in reader.content.split("\n")):
        raise too_deep
    try:
        found: Mapping[str, object] = tomllib.loads(reader.content)
    except RecursionError:
        raise too_deep from None
    except ValueError as error:
        why, _, where = str(error).partition(" (at ")
        at = re.search(r"line (\d+), column (\d+)", where)
        last = reader.content.split("\n")
        line, column = (at[1], at[2]) if at else (len(last), len(last[-1]) + 1)
        place = f"{reader.path}:{line}:{column}"
        raise _wrong(f"{place}: this is not valid TOML: {_cut(redact(why))}") from None
    return found


class _Reader:
    """Checks the values of a file; each is named by the keys that lead to it.

    Every method raises AwscredError with the place if a value is wrong.
    """

    def __init__(self, path: str, content: str) -> None:
        self.path = path
        self.content = content

    def refuse(self, keys: Sequence[str], message: str, hint: str) -> NoReturn:
        """Raise AwscredError with the place of a value."""
        raise _wrong(f"{self._place(keys)}: {message}", hint)

    def _place(self, keys: Sequence[str]) -> str:
        """The path:line:column of the last of these keys; without line if it is not found."""
        start = at = 0
        for key in keys:
            pattern = rf"""(?m)^(?:[^#\n]*[\s,.{{\[])?(["']?){re.escape(key)}\1(?=\s*[=.\]])"""
            match = re.compile(pattern).search(self.content, start)
            if match is None:
                return self.path
            at = match.end() - len(key) - len(match[1])
            start = self.content.rfind("\n", 0, at) + 1
        return f"{self.path}:{self.content.count(chr(10), 0, at) + 1}:{at - start + 1}"

    def table(self, value: object, keys: Sequence[str]) -> Mapping[str, object]:
        """A table."""
        if not isinstance(value, dict):
            self.refuse(keys, f"{_last(keys)} is not a table", f"write [{'.'.join(keys)}]")
        return value

    def strings(self, value: object, keys: Sequence[str], example: str) -> list[str]:
        """A list of strings."""
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            self.refuse(keys, f"{_last(keys)} is not a list of strings", f"write {example}")
        return value

    def string(self, value: object, keys: Sequence[str], hint: str) -> str:
        """A string."""
        if not isinstance(value, str):
            self.refuse(keys, f"{_last(keys)} is not a string", hint)
        return value

    def known(self, name: str, what: str, names: Iterable[str], keys: Sequence[str]) -> str:
        """One of the names; a misspelled one is answered with the one that is meant."""
        known = [*names]
        if name not in known:
            from awscred.guesses import did_you_mean

            where = {
                "rule": "run `awscred rules` to list them",
                "tool": "run `awscred validate --help` to list them",
            }.get(what, f"choose from {', '.join(known)}")
            hint = did_you_mean(name.lower()[:_LONGEST_NAME], known, where)
            self.refuse(keys, f"{what} {_short(name)} does not exist", hint)
        return name


def _last(keys: Sequence[str]) -> str:
    return _short(keys[-1])


def _short(name: str) -> str:
    """A name in quotes, cut if it is very long, and masked if it looks like a secret."""
    return f'"{_cut(redact(name))}"'


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST_NAME else f"{text[:_LONGEST_NAME]}..."


def _preferences(
    reader: _Reader, table: Mapping[str, object], path: tuple[str, ...], folder: str
) -> Preferences:
    found = Preferences()
    for key, value in table.items():
        at = (*path, key)
        reader.known(key, "key", ("tools", "rules", "per-file-ignores", "accounts"), at)
        if key == "tools":
            found = found._replace(tools=_tools(reader, value, at))
        elif key == "rules":
            found = found._replace(rules=dict(_rules(reader, value, at)))
        elif key == "per-file-ignores":
            found = found._replace(in_files=tuple(_in_files(reader, value, at, folder)))
        else:
            found = found._replace(accounts=dict(_accounts(reader, value, at)))
    return found


def _tools(reader: _Reader, value: object, keys: tuple[str, ...]) -> tuple[str, ...]:
    from awscred.tools import TOOLS, tool_named, tool_names

    names = reader.strings(value, keys, 'tools = ["cli", "terraform"]')
    for name in names:
        reader.known(name.lower(), "tool", [*tool_names(), ALL], keys)
    if ALL in map(str.lower, names):
        return tuple(TOOLS)
    return tuple(tool for name in names if (tool := tool_named(name)))


def _rules(reader: _Reader, value: object, keys: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    ids = _rule_ids()
    for rule, state in reader.table(value, keys).items():
        at = (*keys, rule)
        reader.known(rule, "rule", ids, at)
        choices = ", ".join(STATES)
        written = reader.string(state, at, f"choose from {choices}, in quotes")
        yield rule, reader.known(written, "state", STATES, at)


def _in_files(
    reader: _Reader, value: object, keys: tuple[str, ...], folder: str
) -> Iterator[FileRules]:
    ids = _rule_ids()
    for pattern, rules in reader.table(value, keys).items():
        at = (*keys, pattern)
        names = reader.strings(rules, at, f'{_short(pattern)} = ["file-mode"]')
        yield FileRules(
            folder, pattern, frozenset(reader.known(name, "rule", ids, at) for name in names)
        )


def _rule_ids() -> list[str]:
    from awscred.rules import RULES  # many modules, needed only if rules are named

    return [rule.id for rule in RULES]


def _accounts(reader: _Reader, value: object, keys: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for account, name in reader.table(value, keys).items():
        at = (*keys, account)
        if not re.fullmatch("[0-9]{12}", account):
            reader.refuse(at, f"{_short(account)} is not an account ID", "write its 12 digits")
        text = reader.string(name, at, f'write {account} = "name"')
        if not (0 < len(text) <= _LONGEST_NAME and text.isprintable()):
            hint = f"use 1 to {_LONGEST_NAME} printable characters"
            reader.refuse(at, f"the name of {account} cannot be shown", hint)
        yield account, text
