"""JSON documents in which nothing secret can be read."""

from __future__ import annotations

import json
import re

from awscred.output.names import Names
from awscred.output.safe import COMMAND_SIGN, unlike


def to_json(document: object, names: Names) -> str:
    """The document as text, secrets in its keys and values masked; names as `names` has them."""
    return dump(masked(document, names))


def masked(value: object, names: Names) -> object:
    """A part of a document with secrets in its keys and values masked."""
    if isinstance(value, str):
        return names.raw(value)
    if isinstance(value, dict):
        keys = unlike({key: names.raw(key) for key in value})
        return {keys[key]: masked(item, names) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [masked(item, names) for item in value]
    return value


def dump(document: object) -> str:
    """The document as text that no CI system reads as a command."""
    text = json.dumps(document, indent=2)
    return re.sub(COMMAND_SIGN, r"\\u0023", text) + "\n"
