"""botocore, in the installed version."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import botocore
from botocore.configloader import load_config, raw_config_parse
from botocore.exceptions import BotoCoreError

from tests.corpus import Pair


@contextmanager
def recorder(folder: Path) -> Iterator[tuple[str, Callable[[Pair], dict[str, Any]]]]:
    """The version, and a function that answers; the folder is for the files."""
    config, credentials = folder / "config", folder / "credentials"

    def ask(pair: Pair) -> dict[str, Any]:
        config.write_bytes(pair.config)
        credentials.write_bytes(pair.credentials)
        try:
            profiles: dict[str, Any] = load_config(str(config))["profiles"]
            for name, values in raw_config_parse(str(credentials)).items():
                profiles.setdefault(name, {}).update(values)
        except BotoCoreError:
            return {"refused": True, "profiles": {}}
        return {"refused": False, "profiles": profiles}

    yield f"botocore {botocore.__version__}", ask
