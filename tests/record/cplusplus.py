"""The C++ SDK's loader, in the version that the installed pyarrow has."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests import cplusplus
from tests.corpus import Pair


@contextmanager
def recorder(folder: Path) -> Iterator[tuple[str, Callable[[Pair], dict[str, Any]]]]:
    """The version, and what answers; that folder is for the files."""
    with cplusplus.started(folder) as sdk:

        def ask(pair: Pair) -> dict[str, Any]:
            both = sdk.ask(pair)
            profiles = {name: dict(values) for name, values in both["config"].items()}
            for name, values in both["credentials"].items():
                profiles.setdefault(name, {}).update(values)
            return {"refused": False, "profiles": profiles}

        yield f"pyarrow {sdk.version}", ask
