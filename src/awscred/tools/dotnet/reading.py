"""The SDK for .NET, which looks sections up when it needs them: observed in 3.7.400.

A lookup takes the first section that matches, and no other; a section that gives a key twice is
absent. A profile is `[X]` or `[profile X]` in credentials, and `[profile X]` in config, except for
`[default]`. Under headers with a type, a setting with lines below it becomes a block; under others
those lines are lost. Keys keep their case, but `Region` is `region` when files are merged; those of
credentials win, one by one. One bad line refuses both files.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from awscred.ini import Document
from awscred.tools.dotnet.lines import Block, blocks
from awscred.tools.dotnet.verdicts import judge
from awscred.tools.reading import (
    BLANK,
    UNICODE_SPACE,
    Reading,
    Refused,
    Settings,
    refusal,
)
from awscred.tools.tool import Title

_TYPES = ("profile", "sso-session", "services")
_TYPED = re.compile(rf"(?s)({'|'.join(_TYPES)})[{BLANK}]+(.+)")
_PREFIX = re.compile(rf"profile[{BLANK}]+")
_DEFAULT = "default"


class _Found(NamedTuple):
    """A section that was looked up: its settings, and its blocks by the key above each."""

    values: Mapping[str, str]
    nested: Mapping[str, dict[str, str]]

    def __repr__(self) -> str:
        return "<Found>"

    def settings(self) -> Settings:
        """Both, in one mapping."""
        return {**self.values, **self.nested} if self.nested else self.values


_NOTHING = _Found({}, {})


class _File:
    """The sections of a file, to be looked up."""

    def __init__(self, file: str, document: Document) -> None:
        self.is_empty = not document.text
        self.blocks = blocks(file, document)
        self.typed: dict[Title, Block] = {}
        for title, block in self.blocks.items():
            if title.startswith(_TYPES) and (match := _TYPED.fullmatch(title)):
                self.typed.setdefault((match[1], match[2]), block)

    def plainly(self, title: str) -> _Found | None:
        """The section of exactly that title."""
        block = self.blocks.get(title)
        return block and _settings(block, with_nested=False)

    def by_type(self, kind: str, name: str) -> _Found | None:
        """The first section with that type and name."""
        block = self.typed.get((kind, name))
        return block and _settings(block, with_nested=True)


def _settings(block: Block, *, with_nested: bool) -> _Found | None:
    """What a section holds, None if it gives a key twice; blocks add up."""
    if block.values is not None:
        return _Found(block.values, {})
    values: dict[str, str] = {}
    nested: dict[str, dict[str, str]] = {}
    keys: set[str] = set()
    above: dict[str, str] = {}  # the keys of blocks, as they are spelled first
    for key, value, swallowed in block.settings():
        folded = _fold(key)
        if folded in keys:
            return None
        if not (swallowed and with_nested):
            keys.add(folded)
            values[key] = value
            continue
        pairs = [line.partition("=") for line in swallowed if line]
        if pairs:
            below = nested.setdefault(above.setdefault(folded, key), {})
            for name, _, text in pairs:
                below[name.rstrip(UNICODE_SPACE)] = text.lstrip(UNICODE_SPACE)
    return _Found(values, nested)


def _fold(key: str) -> str:
    """A key in capitals, as .NET compares it: character by character, ASCII by itself."""
    if key.isascii():
        return key.upper()
    capitals = ((char, char.upper()) for char in key)
    return "".join(
        capital if len(capital) == 1 and (char.isascii() or not capital.isascii()) else char
        for char, capital in capitals
    )


class Store:
    """The two files, to be asked for profiles and sessions. Raises Refused.

    More names are known than the SDK lists: `[profile X]` of credentials is also `profile X`.
    """

    def __init__(self, config: Document, credentials: Document) -> None:
        self.credentials = _File("credentials", credentials)  # whose errors come first
        self.config = _File("config", config)

    def names(self) -> Iterator[str]:
        """The names that the SDK lists, and `default`, which it finds in config; some twice."""
        for title in self.credentials.blocks:
            yield _PREFIX.sub("", title) if "profile" in title else title
        for title in self.config.blocks:
            if title.startswith("profile"):
                yield _PREFIX.sub("", title)
        yield _DEFAULT

    def profile(self, name: str) -> _Found | None:
        """A profile from both files."""
        keys = self.credentials.plainly(name) or self.credentials.by_type("profile", name)
        own = self.config.plainly(name) if name == _DEFAULT else None
        return self._both(own or self.config.by_type("profile", name), keys)

    def session(self, name: str) -> _Found | None:
        """An SSO session from both files."""
        return self._both(
            self.config.by_type("sso-session", name), self.credentials.by_type("sso-session", name)
        )

    def _both(self, own: _Found | None, keys: _Found | None) -> _Found | None:
        """A section of both files; only without config the blocks of credentials are kept."""
        if own is None and (keys is None or not keys.nested):
            return keys
        nested = (keys if self.config.is_empty else own) or _NOTHING
        return _Found(_over((own or _NOTHING).values, (keys or _NOTHING).values), nested.nested)


def _over(values: Mapping[str, str], winning: Mapping[str, str]) -> Mapping[str, str]:
    """Settings over settings; a key that both have is spelled as it was."""
    if not (values and winning):
        return values or winning
    spelled = {_fold(key): key for key in values}
    whole = dict(values)
    for key, value in winning.items():
        whole[spelled.get(_fold(key), key)] = value
    return whole


def read(config: Document, credentials: Document) -> Reading:
    """The reading and verdicts of the SDK for .NET of a pair of files."""
    try:
        store = Store(config, credentials)
    except Refused as refused:
        return refusal("dotnet", refused)
    found = {name: store.profile(name) for name in dict.fromkeys(store.names())}
    profiles = {name: one.settings() for name, one in found.items() if one is not None}
    typed = dict.fromkeys((*store.config.typed, *store.credentials.typed))
    sessions = {
        name: one.values
        for kind, name in typed
        if kind == "sso-session" and (one := store.session(name)) is not None
    }
    services = {
        name: one.settings()
        for kind, name in store.config.typed
        if kind == "services" and (one := store.config.by_type(kind, name)) is not None
    }

    def find(name: str) -> Mapping[str, str] | None:
        one = store.profile(name)
        return one and one.values

    values = {name: one.values for name, one in found.items() if one is not None}
    verdicts = judge(values, find, sessions)
    return Reading("dotnet", None, profiles, sessions, verdicts, services=services)


def header(file: str, inside: str) -> Title | None:
    """The type and name between the brackets of a header; in credentials, any title is a name."""
    title = inside.strip(UNICODE_SPACE)
    match = _TYPED.fullmatch(title)
    listed = _PREFIX.sub("", title)  # the SDK looks for that name, and may not find it
    if match and (file == "config" or match[1] == "profile"):
        is_found = match[1] != "profile" or match[2] == listed
        return (match[1], match[2]) if is_found else None
    is_found = listed == title if file == "credentials" else title == _DEFAULT
    return ("profile", title) if is_found else None
