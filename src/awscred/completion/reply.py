"""The reply to a shell: what is typed is in the environment, the answer goes to standard output."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from awscred.completion import profiles
from awscred.completion.words import (
    Answer,
    Candidate,
    Typed,
    in_bash,
    in_powershell,
    of_line,
)

_LINE = "_AWSCRED_LINE"  # bash: the line up to the cursor
_REPLACED = "_AWSCRED_REPLACED"  # bash: what it replaces, the end of the word at the cursor
_BEFORE = "_AWSCRED_BEFORE"  # other shells: the words before that at the cursor, one per line
_CURRENT = "_AWSCRED_CURRENT"  # other shells: the word at the cursor


def reply(shell: str, environ: Mapping[str, str], others: Callable[[Typed], Answer]) -> str:
    """The answer to a shell: "files" or an empty line, then a line for each candidate.

    With "files", a file is also possible. `others` answers if the word may be anything except a
    profile's name.
    """
    is_bash = shell == "bash"
    if is_bash:
        typed = of_line(environ.get(_LINE, ""))
    else:
        before = environ.get(_BEFORE, "").split("\n")
        typed = Typed(tuple(before[1:]), environ.get(_CURRENT, ""))
    found = profiles.answer(typed, described=not is_bash) or others(typed)
    replaced = environ.get(_REPLACED, "")
    spelled: dict[str, Callable[[Candidate], str]] = {
        "bash": lambda one: in_bash(one.value, typed, replaced),
        "zsh": lambda one: _zsh_name(one.value) + (f":{one.about}" if one.about else ""),
        "powershell": lambda one: f"{one.value}\t{in_powershell(one.value)}\t{one.about}",
    }
    spell = spelled.get(shell, lambda one: f"{one.value}\t{one.about}")
    wanted = found.candidates
    if shell in ("bash", "powershell"):  # the other shells choose by the user's own rules
        wanted = [one for one in wanted if one.value.startswith(typed.current)]
    return "".join(f"{line}\n" for line in ("files" if found.files else "", *map(spell, wanted)))


def _zsh_name(value: str) -> str:
    return value.replace("\\", "\\\\").replace(":", "\\:")
