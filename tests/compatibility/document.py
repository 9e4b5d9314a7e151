"""The tables as JSON: `compatibility.json`, which docs/schemas/compatibility.json describes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from awscred.output import SCHEMA
from awscred.tools import TOOLS
from tests.compatibility.cells import WORDS, Cell, cell
from tests.compatibility.related import rules_of
from tests.compatibility.row import Row, Theme
from tests.compatibility.support import Setting


def document(themes: Iterable[Theme], settings: Iterable[Setting]) -> dict[str, Any]:
    """The whole document: the tools, the words, the rows of each theme, and the settings."""
    return {
        "schema": SCHEMA,
        "tools": [{"id": tool, "title": row.title} for tool, row in TOOLS.items()],
        "words": WORDS,
        "themes": [
            {"id": theme.id, "title": theme.title, "rows": [_row(row) for row in theme.rows]}
            for theme in themes
        ],
        "settings": [_setting(setting) for setting in settings],
    }


def _row(row: Row) -> dict[str, Any]:
    sections = {
        "profile": row.profiles,
        "sso-session": row.sessions,
        "services": row.services,
    }
    return {
        "id": row.id,
        "title": row.title,
        "advice": row.advice,
        "rules": rules_of(row),
        "encoding": row.encoding,
        "config": row.config,
        "credentials": row.credentials,
        "meant": [
            {"type": kind, "name": name, "settings": dict(found)}
            for kind, named in sections.items()
            for name, found in named.items()
        ],
        "tools": {tool: _cell(cell(row, tool)) for tool in TOOLS},
    }


def _setting(setting: Setting) -> dict[str, Any]:
    return {
        "name": setting.known.name,
        "sections": [*setting.known.sections],
        "values": [*setting.known.values],
        "tools": {
            tool: {**_cell(found), "since": setting.since.get(tool)}
            for tool, found in setting.cells.items()
        },
    }


def _cell(found: Cell) -> dict[str, Any]:
    return {"word": found.word, "notes": [*found.notes], "lacks": found.lacks}
