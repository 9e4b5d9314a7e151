"""Names of profiles, sso-sessions and services sections: which are portable, and in sentences."""

import re
from collections.abc import Sequence

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


_MOST_NAMED = 3
"""Names that a sentence lists before it counts the rest."""


def name_some(names: Sequence[str]) -> str:
    """Names in a sentence: "a", "a and b", "a, b and c", "a, b, c and 4 more"."""
    *most, last = names[: _MOST_NAMED + 1]
    if len(names) > _MOST_NAMED + 1:
        last = f"{len(names) - _MOST_NAMED} more"
    return f"{', '.join(most)} and {last}" if most else last
