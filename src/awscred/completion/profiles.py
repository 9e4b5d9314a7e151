"""Names of profiles, answered before click is loaded: that alone takes longer."""

from __future__ import annotations

import os
from collections.abc import Collection
from typing import TYPE_CHECKING

from awscred.completion.words import Answer, Candidate, Typed
from awscred.errors import AwscredError
from awscred.store import Paths, files_of, locate, names_in
from awscred.store.snapshot import read

if TYPE_CHECKING:
    from awscred.profiles import Profile

COMMANDS = {
    "copy": 1,
    "edit": 1,
    "remove": None,
    "rename": 1,
    "set": 1,
    "show": 1,
    "unset": 1,
    "whoami": None,
}
"""The commands whose first arguments are profiles, with their number; None: all arguments are."""

WITH_SECTIONS = ("remove", "set", "show", "unset")
"""The commands that also accept the header of an sso-session or services section."""

_MOST_DESCRIBED = 1000
"""Nobody reads more descriptions, and each profile's account has to be found out."""


def answer(typed: Typed, *, described: bool) -> Answer | None:
    """The profiles that the word at the cursor may name; None if it may be something else.

    Words that begin with `-` are left to click.
    """
    if not typed.before or any(word.startswith("-") for word in (*typed.before, typed.current)):
        return None
    command, *named = typed.before
    if command not in COMMANDS:
        return None
    most = COMMANDS[command]
    if most is not None and len(named) >= most:
        return None
    sections = command in WITH_SECTIONS
    return Answer(candidates(named, described=described, sections=sections))


def candidates(
    without: Collection[str] = (),
    *,
    described: bool,
    sections: bool = False,
    paths: Paths | None = None,
) -> list[Candidate]:
    """The profiles of the files, in their order, except those in `without`; then, if `sections`,
    the headers of sso-session and services sections.

    The default paths are the user's. There are no candidates if the files cannot be read. Nothing
    is written, and a change that was interrupted is not completed. Names that look like secrets, or
    contain control characters, are left out.
    """
    from awscred.redaction import redact

    try:
        paths = paths or locate(os.environ)
        config, credentials = read(paths.config), read(paths.credentials)
    except AwscredError:
        return []
    names, headers = (
        [
            name
            for name in found
            if name.isprintable() and name not in without and redact(name) == name
        ]
        for found in names_in(config, credentials)
    )
    others = [Candidate(header) for header in headers] if sections else []
    if not described or len(names) > _MOST_DESCRIBED:
        return [*map(Candidate, names), *others]
    found = files_of(paths, config, credentials).profiles
    return [*(Candidate(name, _about(found[name])) for name in names), *others]


def _about(profile: Profile) -> str:
    """The kind and account of a profile."""
    account, _ = profile.account
    kind = "no credentials" if profile.kind == "none" else profile.kind
    return f"{kind}, account {account}" if account else kind
