"""The formats of `validate`: one module each, which has `render(report, files, showing)`.

A new format is a module and a row of `FORMATS`; the command line gets its choices from there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from awscred.findings import Report
from awscred.output.validate import github, json, sarif, text, toolkit
from awscred.output.validate.showing import Showing
from awscred.profiles import Files

Format: TypeAlias = Callable[[Report, Files, Showing], str]

FORMATS: Mapping[str, Format] = {
    "text": text.render,
    "json": json.render,
    "github": github.render,
    "sarif": sarif.render,
    "toolkit": toolkit.render,
}
RUN_BY_CI = frozenset(("github",))
"""The formats whose lines are commands of a CI system, and are not to be made inert."""
