"""The command line: one module a command, each imported when it is called for."""

import os
from collections.abc import Sequence
from importlib import import_module
from keyword import iskeyword
from typing import NamedTuple

import click
from click.exceptions import NoArgsIsHelpError

from awscred import __version__
from awscred.cli.terminal import note, show_error
from awscred.errors import FAILED, INTERRUPTED, OK, USAGE, AwscredError, saved
from awscred.profiles import Files
from awscred.store import Paths, load, locate, recover


class State(NamedTuple):
    """What the options before the command say.

    The files are the user's `own` unless an option names others.
    """

    config: str | None
    credentials: str | None
    color: str
    debug: bool = False

    @property
    def own(self) -> bool:
        """Whether no option names a file."""
        return not (self.config or self.credentials)

    @property
    def paths(self) -> Paths:
        """The two files. Raises AwscredError as `locate` does: not every command needs them."""
        return locate(os.environ, self.config, self.credentials)

    def recover(self) -> None:
        """Complete or take back a change whose process was killed, and say so."""
        paths = self.paths
        try:
            for line in recover(paths):
                note(f"note: {line}")
        except AwscredError as error:  # the files can be read all the same
            note(f"note: {error.message}")
            note(f"hint: {error.hint}")

    def load(self) -> Files:
        """The two files, once a change whose process was killed is completed or taken back."""
        self.recover()
        return load(self.paths, own=self.own)


def _show_help(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        click.echo(ctx.get_help())
        ctx.exit()


def _show_version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        click.echo(f"awscred {__version__}")
        ctx.exit()


class Command(click.Command):
    """A command whose help option has its text at hand.

    click's own looks for a translation of "Show this message and exit.", at every start, which
    costs as much as reading the files.
    """

    def get_help_option(self, ctx: click.Context) -> click.Option:
        return click.Option(
            ["-h", "--help"],
            is_flag=True,
            is_eager=True,
            expose_value=False,
            callback=_show_help,
            help="Show this message and exit.",
        )


class Commands(Command, click.Group):
    """Commands by name; a command's module (`awscred.cli.NAME`) is imported when it is used.

    A name that Python has another use for has `_` behind it there.
    """

    NAMES = (
        *("add", "copy", "import", "list", "redo", "remove", "rename", "rules", "set"),
        *("show", "undo", "unset", "validate", "whoami"),
    )

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.NAMES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.NAMES:
            return None
        module = f"{cmd_name}_" if iskeyword(cmd_name) else cmd_name
        command: click.Command = import_module(f"awscred.cli.{module}").command
        return command


@click.group("awscred", cls=Commands)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_show_version,
    help="Show the version and exit.",
)
@click.option(
    "--config",
    metavar="FILE",
    help="The config file.  [default: $AWS_CONFIG_FILE, else ~/.aws/config]",
)
@click.option(
    "--credentials",
    metavar="FILE",
    help="The credentials file.  [default: $AWS_SHARED_CREDENTIALS_FILE, else ~/.aws/credentials]",
)
@click.option(
    "--color",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    help="Use colors: on a terminal (unless NO_COLOR is set), always, or never.",
)
@click.option("--debug", is_flag=True, help="Tell every request to AWS, without any secret.")
@click.pass_context
def app(
    ctx: click.Context, config: str | None, credentials: str | None, color: str, debug: bool
) -> None:
    """Manage the AWS credential profiles in ~/.aws/credentials and ~/.aws/config."""
    ctx.obj = State(config, credentials, color, debug)


def main(args: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit code. Errors are translated here, and only here."""
    saved.is_so = False
    try:
        result = app.main(args, prog_name="awscred", standalone_mode=False)
    except AwscredError as error:
        if saved.is_so:
            show_error(f"the change is saved, but {error.message}", error.hint)
            return FAILED
        show_error(error.message, error.hint)
        return error.exit_code
    except click.UsageError as error:
        _show_usage_error(error)
        return USAGE
    except click.ClickException as error:
        show_error(error.format_message())
        return FAILED
    except (click.Abort, KeyboardInterrupt):
        show_error("interrupted; the change is saved" if saved.is_so else "interrupted")
        return INTERRUPTED
    return result if isinstance(result, int) else OK


def _show_usage_error(error: click.UsageError) -> None:
    message = error.format_message()
    if isinstance(error, NoArgsIsHelpError):
        click.echo(message, err=True)
        return
    if message.startswith("Got unexpected extra argument"):
        # Without the arguments: a secret typed behind the command is not to be shown again.
        message = "there are more arguments than this command takes"
    command = error.ctx.command_path if error.ctx else "awscred"
    show_error(message, f"`{command} --help` shows what it takes")
