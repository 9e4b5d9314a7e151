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
    they do not follow from the settings; `needs_shell` if their command needs a shell. `advice` is
    what to write, and `rules` are the rules of `validate` about it.
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
        config, credentials = (ini.parse(data) for data in self.data)
        return Files(config, credentials)

    @property
    def data(self) -> tuple[bytes, bytes]:
        """The bytes of the example: config and credentials."""
        return self.config.encode(self.encoding), self.credentials.encode(self.encoding)


class Theme(NamedTuple):
    """Rows about the same subject; `id` is the name of their page."""

    id: str
    title: str
    rows: tuple[Row, ...]
