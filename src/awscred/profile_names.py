"""Names of profiles, sso-sessions and services sections: which every AWS tool accepts."""

import re

PORTABLE = re.compile(r"[A-Za-z0-9_./@:+%-]+")
"""The characters that every tool takes in a name."""

INHERITED = frozenset(
    """constructor hasOwnProperty isPrototypeOf propertyIsEnumerable toLocaleString toString valueOf
    __proto__ __defineGetter__ __defineSetter__ __lookupGetter__ __lookupSetter__""".split()
)
"""What every JavaScript object has already: the JavaScript SDK loses a profile of that name."""

RESERVED = INHERITED | {"DEFAULT", "services"}
"""Names that some tool has another use for: DEFAULT is every profile's parent to botocore, and the
Go SDK ignores [services] in credentials."""


def is_portable(name: str) -> bool:
    """Whether every tool reads a section of that name."""
    return name not in RESERVED and bool(PORTABLE.fullmatch(name))
