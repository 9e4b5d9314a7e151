"""`awscred completion`: prints or installs the completion of a shell."""

from __future__ import annotations

import os

import click

from awscred.cli import Command, State
from awscred.cli.options import Choice
from awscred.cli.terminal import note, tell, write
from awscred.completion import SHELLS, script
from awscred.errors import USAGE, AwscredError
from awscred.output.paths import short_path
from awscred.store import shells


@click.command(
    "completion",
    cls=Command,
    epilog="awscred completion --install\n"
    "awscred completion zsh --install\n"
    "awscred completion bash > ~/.awscred-completion.bash",
)
@click.argument("shell", required=False, type=Choice(list(SHELLS)), metavar="[SHELL]")
@click.option("--install", is_flag=True, help="Install it for the current user.")
@click.pass_obj
def command(_: State, shell: str | None, install: bool) -> None:
    """Print or install shell completion.

    Completes commands, options, profiles, settings and their values, rules, tools, regions and
    changes to undo. With --install, awscred saves the script and, except in fish, adds one line to
    the shell's startup file. Nothing else in that file changes.
    """
    shell = shell or _shell_of(os.environ.get("SHELL", ""))
    if not install:
        write(script(shell), commands=True)
        return
    done = shells.install(shell, script(shell))
    tell(f"Saved the completion of {shell} to {short_path(done.script)}.")
    if done.changed:
        tell(f"Added a line to {short_path(done.changed)} that loads it.")
    note("Open a new terminal to use it.")


def _shell_of(path: str) -> str:
    """The shell at a path. Raises AwscredError if awscred does not support it."""
    name = os.path.basename(path)
    if name not in SHELLS:
        raise AwscredError(
            f"cannot find out your shell: SHELL is {name!r}" if name else "SHELL is not set",
            f"name one of {', '.join(SHELLS)}",
            exit_code=USAGE,
        )
    return name
