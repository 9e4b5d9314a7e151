"""The JavaScript SDK, in the versions of tests/js/package.json."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests import javascript
from tests.corpus import Pair

_NO_PROFILES = ("sso-session.", "services.")  # the SDK keeps them among profiles


@contextmanager
def recorder(folder: Path) -> Iterator[tuple[str, Callable[[Pair], dict[str, Any]]]]:
    """The versions, and a function that answers; the folder is the home of the SDK."""
    versions = json.loads((javascript.FOLDER / "package.json").read_text())["dependencies"]
    with javascript.started(folder) as sdk:

        def ask(pair: Pair) -> dict[str, Any]:
            found: dict[str, Any] = sdk.ask(pair)["profiles"]
            profiles = {name: found[name] for name in found if not name.startswith(_NO_PROFILES)}
            return {"refused": False, "profiles": profiles}

        yield ", ".join(f"{name} {version}" for name, version in versions.items()), ask
