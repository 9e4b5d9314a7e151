"""Shell completion: what a shell asks, and what awscred answers.

A script in `scripts` asks by running awscred with ASK in the environment; `answer` writes one line
for each candidate. `words` reads the typed line, `profiles` names profiles without loading click,
and `cli.completing` knows everything else.
"""

from __future__ import annotations

ASK = "_AWSCRED_COMPLETE"
"""The environment variable that asks for completion; its value is the shell."""

SHELLS = {
    "bash": "awscred.bash",
    "zsh": "awscred.zsh",
    "fish": "awscred.fish",
    "powershell": "awscred.ps1",
}
"""The shells, each with the name of its script."""


def script(shell: str) -> str:
    """The script that a shell runs to complete awscred. Raises KeyError if it is not in SHELLS."""
    from pkgutil import get_data  # takes longer to load than to name all profiles

    return (get_data(__name__, f"scripts/{SHELLS[shell]}") or b"").decode()
