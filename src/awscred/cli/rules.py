"""`awscred rules`: lists the rules of `validate`, or explains one."""

from __future__ import annotations

import sys

import click

from awscred.cli import Command, State, completing
from awscred.cli.options import Choice
from awscred.cli.terminal import terminal_columns, use_color, write
from awscred.errors import OK, USAGE, AwscredError
from awscred.guesses import did_you_mean
from awscred.output import rules as output
from awscred.rules import RULES, THEMES


@click.command("rules", cls=Command, epilog="awscred rules\nawscred rules unknown-setting")
@click.argument("rule", required=False, shell_complete=completing.rule)
@click.option(
    "--format",
    "-f",
    "format_",
    type=Choice(["table", "plain", "json", "markdown"]),
    default=lambda: "table" if sys.stdout.isatty() else "plain",
    help="Output format.  [default: table on a terminal, else plain]",
)
@click.pass_obj
def command(state: State, rule: str | None, format_: str) -> int:
    """List the rules of `validate`, or explain one."""
    by_id = {known.id: known for known in RULES}
    if rule is not None and rule not in by_id:
        hint = did_you_mean(rule.lower(), by_id, "run `awscred rules` to list them", most=3)
        raise AwscredError(f"rule {rule!r} does not exist", hint, exit_code=USAGE)
    rules = RULES if rule is None else (by_id[rule],)
    color = format_ == "table" and use_color(state.color, sys.stdout)
    if format_ == "json":
        write(output.as_json(rules))
    elif format_ == "markdown":
        whole = rule is None
        write(output.as_markdown(THEMES) if whole else output.one_as_markdown(rules[0]))
    elif rule is not None:
        write(output.page(by_id[rule], color=color, columns=min(terminal_columns(), 100)))
    elif format_ == "plain":
        write("".join("\t".join(row) + "\n" for row in output.rows(rules)))
    else:
        from awscred.output import table

        cells = [
            [(cell, "bold" if at == 0 else "") for at, cell in enumerate(row)]
            for row in output.rows(rules)
        ]
        write(table.render(output.COLUMNS, cells, terminal_columns(), color=color))
    return OK
