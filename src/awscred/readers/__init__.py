"""How each AWS tool reads a pair of files: one module a tool, one `Reading` type.

`READERS` maps a tool's name to its `read(config, credentials) -> Reading`.
"""

from __future__ import annotations

from collections.abc import Callable

from awscred.ini import Document
from awscred.readers import toolkit
from awscred.readers.reading import Reading

READERS: dict[str, Callable[[Document, Document], Reading]] = {
    "toolkit": toolkit.read,
}
