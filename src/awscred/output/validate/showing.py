"""How and where a report of `validate` is shown."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple


class Showing(NamedTuple):
    """What a format may go by besides the report.

    `color` and `columns` (None for no limit) are those of the terminal. `relative` makes a path one
    that starts at the repository; one outside of it stays absolute. `now` is the local time.
    """

    color: bool
    columns: int | None
    relative: Callable[[str], str]
    now: datetime
