"""The AWS SDK for Ruby, in the version that is installed here."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from tests import child
from tests.corpus import Pair

_SCRIPT = Path(__file__).with_name("ruby.rb")


class Sdk(NamedTuple):
    """A Ruby process that reads one file after another."""

    version: str
    process: child.Child

    def read(self, data: bytes) -> dict[str, Any] | str:
        """The profiles of a file, or the error that stops the SDK."""
        answer = self.process.ask({"file": base64.b64encode(data).decode()})
        found: dict[str, Any] | str = answer.get("error") or answer["profiles"]
        return found


@contextmanager
def started(folder: Path) -> Iterator[Sdk]:
    """The SDK, running; that folder is its home. Skips the test if it is not installed."""
    with child.started(folder, "ruby", str(_SCRIPT)) as process:
        yield Sdk(process.version(), process)


@contextmanager
def recorder(folder: Path) -> Iterator[tuple[str, Callable[[Pair], dict[str, Any]]]]:
    """The version, and what answers; that folder is the home of the SDK."""
    with started(folder) as sdk:

        def ask(pair: Pair) -> dict[str, Any]:
            profiles: dict[str, Any] = {}
            for found in [sdk.read(pair.credentials), sdk.read(pair.config)]:
                if isinstance(found, str):
                    return {"refused": True, "profiles": {}, "message": found}
                for name, values in found.items():
                    profiles[name] = values | profiles.get(name, {})
            return {"refused": False, "profiles": profiles}

        yield f"aws-sdk-core {sdk.version}", ask
