"""The command line: one module per command, imported when the command is used."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from keyword import iskeyword
from typing import TYPE_CHECKING, NamedTuple

import click
from click.exceptions import NoArgsIsHelpError

from awscred import __version__
from awscred.cli import completing
from awscred.cli.help import ARGUMENTS, Formatter
from awscred.cli.options import GLOBAL_OPTIONS, color_of, typed
from awscred.cli.terminal import note, show_error, stderr_color, write
from awscred.errors import FAILED, INTERRUPTED, OK, USAGE, AwscredError, saved
from awscred.guesses import did_you_mean
from awscred.output import DOCS, command_page
from awscred.output.wrapping import wrapped
from awscred.preferences import Preferences
from awscred.profiles import Files
from awscred.store import Paths, load, locate, recover
from awscred.store.preference_files import load_preferences

if TYPE_CHECKING:
    from awscred.completion.words import Answer, Typed


class State(NamedTuple):
    """The global options.

    The files are the user's `own` unless an option names others.
    """

    config: str | None = None
    credentials: str | None = None
    color: str = "auto"
    debug: bool = False
    no_config: bool = False

    @property
    def own(self) -> bool:
        """Whether no option names a file."""
        return not (self.config or self.credentials)

    @property
    def paths(self) -> Paths:
        """The two files. Raises AwscredError as `locate` does: not every command needs them."""
        return locate(os.environ, self.config, self.credentials)

    @property
    def preferences(self) -> Preferences:
        """The preferences of the project and the user, unless an option ignores them. Raises
        AwscredError if they are wrong."""
        return Preferences() if self.no_config else load_preferences()

    def recover(self) -> None:
        """Complete or undo a change whose process was killed, and say so."""
        recover_and_tell(self.paths)

    def load(self, *, to_change: bool = False, also_by_environment: bool = False) -> Files:
        """The two files, after completing or undoing a change whose process was killed.

        A missing file is empty. Raises store.Missing if it is named by an option, or
        `also_by_environment`, unless it is `to_change`: then it may be a new one.
        """
        self.recover()
        paths = self.paths
        by_environment = (
            (os.environ.get("AWS_CONFIG_FILE"), os.environ.get("AWS_SHARED_CREDENTIALS_FILE"))
            if also_by_environment
            else (None, None)
        )
        options = (
            (self.config or by_environment[0], paths.config),
            (self.credentials or by_environment[1], paths.credentials),
        )
        required = [path for option, path in options if option not in (None, "", os.devnull)]
        return load(paths, own=self.own, required=() if to_change else required)


def recover_and_tell(paths: Paths) -> None:
    """Complete or undo a change of these files whose process was killed, and say so."""
    try:
        for line in recover(paths):
            note(f"note: {line}")
    except AwscredError as error:  # the files can still be read
        note(f"note: {error.message}")
        note(f"hint: {error.hint}")


def _show_help(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        write(f"{ctx.get_help()}\n")
        ctx.exit()


def _show_version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        write(f"awscred {__version__}\n")
        ctx.exit()


class _Context(click.Context):
    formatter_class = Formatter


class Command(click.Command):
    """A command that also has the global options, and its own help.

    The epilog has one example per line. click's own help option looks for a translation of "Show
    this message and exit." at every start, which takes as long as reading the files.
    """

    context_class = _Context

    def get_help_option(self, ctx: click.Context) -> click.Option:
        return click.Option(
            ["-h", "--help"],
            is_flag=True,
            is_eager=True,
            expose_value=False,
            callback=_show_help,
            help="Show this message and exit.",
        )

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        return [*super().get_params(ctx), *GLOBAL_OPTIONS]

    def get_short_help_str(self, limit: int = 0) -> str:
        """The first line of the help without the full stop, never cut."""
        return (self.help or "").partition("\n")[0].rstrip(".")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The command's own options; the global ones by name, as `awscred --help` explains them."""
        self.format_own_options(ctx, formatter)
        names = ", ".join(option.opts[0] for option in GLOBAL_OPTIONS)
        words = f"Global options: {names} (see `awscred --help`)"
        lines = wrapped(words, 0, 2, formatter.width + 2)
        formatter.write("".join(f"\n{line}" for line in lines) + "\n")

    def format_own_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The arguments, then the options except the global ones."""
        params = super().get_params(ctx)
        names = [one.make_metavar(ctx) for one in params if isinstance(one, click.Argument)]
        if names:
            with formatter.section("Arguments"):
                formatter.write_dl([(name, ARGUMENTS[name]) for name in names])
        options = (one for one in params if isinstance(one, click.Option))
        records = [option.get_help_record(ctx) for option in options]
        with formatter.section("Options"):
            formatter.write_dl([record for record in records if record])

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Examples"):
            for line in (self.epilog or "").splitlines():
                formatter.write(f"  {line}\n")
        name = ctx.command.name
        page = f"{DOCS}/" if isinstance(self, Commands) else command_page(name or "")
        formatter.write(f"\nDocumentation: {page}\n")


class Commands(Command, click.Group):
    """Commands by name; a command's module (`awscred.cli.NAME`) is imported when it is used.

    The module of a name that is a Python keyword ends with `_`.
    """

    GROUPS: Mapping[str, tuple[str, ...]] = {
        "Look": ("list", "show"),
        "Change": ("add", "import", "set", "unset", "edit", "rename", "copy", "remove"),
        "Check": ("validate", "rules"),
        "Ask AWS": ("whoami",),
        "Undo": ("undo", "redo"),
        "Set up": ("completion",),
    }
    NAMES = tuple(name for names in GROUPS.values() for name in names)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [*self.NAMES]  # `list` is a module here, once that command is imported

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.NAMES:
            return None
        module = f"{cmd_name}_" if iskeyword(cmd_name) else cmd_name
        command: click.Command = import_module(f"awscred.cli.{module}").command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]
        if not (name in self.NAMES or name.startswith("-") or ctx.resilient_parsing):
            hint = did_you_mean(name.lower(), self.NAMES, "run `awscred --help` to list them")
            raise AwscredError(f"command {name!r} does not exist", hint, exit_code=USAGE)
        return super().resolve_command(ctx, args)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The options, and the commands."""
        self.format_own_options(ctx, formatter)
        records = [option.get_help_record(ctx) for option in GLOBAL_OPTIONS]
        with formatter.section("Global options, also after COMMAND"):
            formatter.write_dl([record for record in records if record])
        self.format_commands(ctx, formatter)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The commands by group, each with the first line of its help, never cut."""
        for title, names in self.GROUPS.items():
            with formatter.section(title):
                formatter.write_dl([(name, self.summary(ctx, name)) for name in names])

    def summary(self, ctx: click.Context, name: str) -> str:
        """The first line of a command's help, without the full stop."""
        command = self.get_command(ctx, name)
        return command.get_short_help_str() if command else ""


@click.group(
    "awscred",
    cls=Commands,
    epilog="awscred list\nawscred validate\nawscred whoami --all\nawscred add dev",
)
@click.option(
    "--version",
    "-V",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_show_version,
    help="Show the version and exit.",
)
def app() -> None:
    """Manage AWS profiles in ~/.aws/credentials and ~/.aws/config."""


def complete(typed: Typed) -> Answer:
    """What the word at the cursor of a typed line may be."""
    return completing.answer(app, State(), typed)


def main(args: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit code. Errors are translated here, and only here."""
    saved.is_so = False
    args = sys.argv[1:] if args is None else [*args]
    stderr_color.choice = color_of(args)
    try:
        result = app.main(args, prog_name="awscred", standalone_mode=False, obj=State())
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
    if isinstance(error, click.MissingParameter):
        message = f"{typed(error.param) if error.param else 'an argument'} is missing"
    elif isinstance(error, click.BadParameter):
        message = f"{typed(error.param)}: {error.message}" if error.param else error.message
    elif isinstance(error, click.BadOptionUsage):
        is_flag = "does not take a value" in message
        message = f"{error.option_name} {'does not accept' if is_flag else 'needs'} a value"
    elif message.startswith("Got unexpected extra argument"):
        # Without the arguments: a secret typed after the command must not be shown again.
        message = "too many arguments"
    command = error.ctx.command_path if error.ctx else "awscred"
    hint = f"see `{command} --help`"
    if isinstance(error, click.NoSuchOption) and error.ctx:
        options = [name for param in error.ctx.command.get_params(error.ctx) for name in param.opts]
        message = f"option {error.option_name} does not exist"
        hint = did_you_mean(error.option_name, options, hint)
    show_error(message, hint)
