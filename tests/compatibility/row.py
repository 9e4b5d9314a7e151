"""A row of the tables: one way to write the files, and what its writer means."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from awscred import ini
from awscred.profiles import Files
from awscred.tools.reading import Settings


class Row(NamedTuple):
    """A way to write the files.

    `id` is its address, which never changes. `config` and `credentials` are the smallest example,
    in this `encoding`. `profiles`, `sessions` and `services` are what the writer means by it:
    sections by name, with their settings. `kinds` are the kinds of credentials that are meant, if
    they do not follow from the settings. `needs_shell`: they come from a command that needs a shell.
    `advice` is what to write, and `rules` are the rules of `validate` about it.
    """

    id: str
    title: str
    advice: str
    rules: tuple[str, ...] = ()
    config: str = ""
    credentials: str = ""
    profiles: Mapping[str, Settings] = {}
    sessions: Mapping[str, Settings] = {}
    services: Mapping[str, Settings] = {}
    kinds: Mapping[str, str] = {}
    needs_shell: bool = False
    encoding: str = "utf-8"

    @property
    def files(self) -> Files:
        """The example, as awscred reads it."""
        return Files(*(ini.parse(text.encode(self.encoding)) for text in self.texts))

    @property
    def texts(self) -> tuple[str, str]:
        """The example: config and credentials."""
        return self.config, self.credentials


class Theme(NamedTuple):
    """Rows about the same subject; `id` is the name of their page."""

    id: str
    title: str
    rows: tuple[Row, ...]
