"""What options of all commands share: choices, global options, and options without an effect."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import click
from click.core import ParameterSource

from awscred.cli import completing
from awscred.errors import USAGE, AwscredError
from awscred.guesses import did_you_mean
from awscred.sentences import listed

COLORS = ("auto", "always", "never")


class Choice(click.Choice[str]):
    """One of a few words; a mistyped one is answered with the one meant."""

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> str:
        words: Sequence[str] = self.choices
        if value in words:
            return str(value)
        name = typed(param) if param else "an argument"
        hint = did_you_mean(str(value).lower(), words, f"choose from {', '.join(words)}")
        raise AwscredError(f"{value!r} is not valid for {name}", hint, exit_code=USAGE)


def _keep(ctx: click.Context, option: click.Parameter, value: object) -> None:
    """Put a global option into the state, which a command inherits: its last place counts."""
    if option.name and ctx.get_parameter_source(option.name) is ParameterSource.COMMANDLINE:
        ctx.obj = ctx.obj._replace(**{option.name: value})


def _global(name: str, words: str, **more: Any) -> click.Option:
    return click.Option([name], expose_value=False, callback=_keep, help=words, **more)


GLOBAL_OPTIONS = (
    _global(
        "--config",
        "Config file.  [default: $AWS_CONFIG_FILE, else ~/.aws/config]",
        metavar="FILE",
        shell_complete=completing.file,
    ),
    _global(
        "--credentials",
        "Credentials file.  [default: $AWS_SHARED_CREDENTIALS_FILE, else ~/.aws/credentials]",
        metavar="FILE",
        shell_complete=completing.file,
    ),
    _global(
        "--color",
        "When to use colors.  [default: auto, on a terminal]",
        type=Choice(COLORS),
    ),
    _global(
        "--no-config",
        "Ignore awscred.toml, [tool.awscred] in pyproject.toml, and your own preferences.",
        is_flag=True,
    ),
    _global("--debug", "Log each request to AWS; secrets are never shown.", is_flag=True),
)
"""Each is valid before and after the name of a command; the last one counts."""


def color_of(args: Sequence[str]) -> str:
    """The last valid `--color` of a command line, for errors that come before it is parsed."""
    words = [*args[: args.index("--") if "--" in args else len(args)], ""]
    choice = "auto"
    for word, following in pairwise(words):
        name, equals, value = word.partition("=")
        if name == "--color" and (given := value if equals else following) in COLORS:
            choice = given
    return choice


def given(*names: str) -> list[str]:
    """Which of the present command's parameters are on the command line, as they are typed."""
    ctx = click.get_current_context()
    found = {
        param.name: typed(param)
        for param in ctx.command.params
        if param.name and ctx.get_parameter_source(param.name) is ParameterSource.COMMANDLINE
    }
    return [found[name] for name in names if name in found]


def typed(param: click.Parameter) -> str:
    """A parameter as it is typed: `--timeout`, or `FILE` for an argument, without what follows."""
    if isinstance(param, click.Option):
        return max(param.opts, key=len)
    return param.human_readable_name.strip("[].").partition(" ")[0]


def need(what: str, names: Sequence[str], *, unless: bool) -> None:
    """Raise UsageError if any of those options is given, which have an effect only with `what`."""
    if not unless and (found := given(*names)):
        raise click.UsageError(f"{listed(found)} {'needs' if len(found) == 1 else 'need'} {what}")


def refuse_together(*names: str) -> None:
    """Raise UsageError if more than one of those parameters is given."""
    if len(found := given(*names)) > 1:
        raise click.UsageError(f"{listed(found)} cannot be combined; use one")
