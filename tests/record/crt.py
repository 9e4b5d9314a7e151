"""The C runtime within Python: awscrt."""

from __future__ import annotations

import base64
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from tests import child
from tests.corpus import Pair

_SCRIPT = Path(__file__).with_name("awscrt_child.py")


class Runtime(NamedTuple):
    """A process that asks one provider after another for credentials."""

    version: str
    process: child.Child

    def ask(self, pair: Pair, names: Mapping[str, bool]) -> dict[str, Any]:
        """What each profile yields: an "error" if there is no provider; or else {}, or its "keys"
        (which may be the reason why there are none) if the name is mapped to True."""
        files = {file: base64.b64encode(data).decode() for file, data in pair._asdict().items()}
        answer: dict[str, Any] = self.process.ask({**files, "names": names})
        return answer


@contextmanager
def started(folder: Path) -> Iterator[Runtime]:
    """The runtime; its files are in that folder. Skips the test if awscrt is not installed."""
    with child.started(folder, sys.executable, str(_SCRIPT), str(folder)) as process:
        yield Runtime(process.version(), process)
