"""The names of profiles, sso-sessions and services sections that every AWS tool accepts."""

import re

PORTABLE = re.compile(r"[A-Za-z0-9_./@:+%-]+")
"""A name whose characters every tool accepts."""

INHERITED = frozenset(
    """constructor hasOwnProperty isPrototypeOf propertyIsEnumerable toLocaleString toString valueOf
    __proto__ __defineGetter__ __defineSetter__ __lookupGetter__ __lookupSetter__""".split()
)
"""Names that every JavaScript object inherits: the JavaScript SDK loses a profile with such a
name."""

RESERVED = INHERITED | {"DEFAULT", "services"}
"""Names that some tool uses in another way: in botocore, DEFAULT is the parent of every profile,
and the Go SDK ignores [services] in credentials."""


def is_portable(name: str) -> bool:
    """Whether every tool reads a section of this name."""
    return name not in RESERVED and bool(PORTABLE.fullmatch(name))
