"""The ways to write the files, a module for each theme."""

from __future__ import annotations

from tests.compatibility.row import Row, Theme
from tests.compatibility.rows.comments import COMMENTS
from tests.compatibility.rows.credentials import CREDENTIALS
from tests.compatibility.rows.encodings import ENCODINGS
from tests.compatibility.rows.files import FILES
from tests.compatibility.rows.headers import HEADERS
from tests.compatibility.rows.lines import LINES
from tests.compatibility.rows.values import VALUES

THEMES: tuple[Theme, ...] = (
    COMMENTS,
    VALUES,
    LINES,
    HEADERS,
    FILES,
    ENCODINGS,
    CREDENTIALS,
)
"""All ways to write, in the order of the pages."""

ROWS: tuple[Row, ...] = tuple(row for theme in THEMES for row in theme.rows)
