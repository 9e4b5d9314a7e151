"""The INI scanner of the PHP that is installed here, used as the AWS SDK for PHP does."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from tests import child
from tests.corpus import Pair

_SCRIPT = Path(__file__).with_name("php.php")


class Scanner(NamedTuple):
    """A PHP process that reads one file after another."""

    version: str
    process: child.Child

    def read(self, data: bytes) -> dict[str, Any] | str:
        """The sections of a file, or the warning about its syntax error."""
        answer = self.process.ask({"file": base64.b64encode(data).decode()})
        if answer["read"] is False:
            warning: str = answer["warning"]
            return warning
        sections: dict[str, Any] = _decoded(answer["read"])
        return {title: found for title, found in sections.items() if isinstance(found, dict)}


def _decoded(value: Any) -> Any:
    """A value in which the bytes of a text were sent as characters."""
    if isinstance(value, dict):
        return {_decoded(key): _decoded(item) for key, item in value.items()}
    return value.encode("latin-1").decode("utf-8", "surrogateescape")


@contextmanager
def started(folder: Path) -> Iterator[Scanner]:
    """The scanner, running; that folder is its home. Skips the test if it is not installed."""
    with child.started(folder, "php", str(_SCRIPT)) as process:
        yield Scanner(process.version(), process)


@contextmanager
def recorder(folder: Path) -> Iterator[tuple[str, Callable[[Pair], dict[str, Any]]]]:
    """The version, and what answers; that folder is the home of the scanner."""
    with started(folder) as scanner:

        def ask(pair: Pair) -> dict[str, Any]:
            config, credentials = (scanner.read(data) for data in pair)
            for found in (config, credentials):
                if isinstance(found, str):
                    return {"refused": True, "profiles": {}, "message": found}
            assert isinstance(config, dict)
            assert isinstance(credentials, dict)
            start = "profile "
            profiles = {
                title.removeprefix(start): values
                for title, values in config.items()
                if title.startswith(start)
            }
            return {"refused": False, "profiles": profiles | credentials}

        yield f"PHP {scanner.version}", ask
