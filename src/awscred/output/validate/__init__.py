"""The formats of `validate`: one module each, which has `render(checked, showing)`.

A new format is a module and a row of `FORMATS`; the command line gets its choices from there.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from awscred.output.validate.showing import Checked, Showing

    Format: TypeAlias = Callable[[Sequence[Checked], Showing], str]

FORMATS = ("text", "json", "github", "gitlab", "junit", "rdjson", "sarif", "toolkit")
RUN_BY_CI = frozenset(("github",))
"""The formats whose lines are commands of a CI system, and are not to be made inert."""
WITHOUT_FINDINGS = frozenset(("toolkit",))
"""The formats that show only verdicts."""


def renderer(name: str) -> Format:
    """The function that renders that format; its module is imported only now."""
    render: Format = import_module(f"awscred.output.validate.{name}").render
    return render
