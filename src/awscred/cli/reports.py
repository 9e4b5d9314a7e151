"""Where the reports of `validate` go: one to standard output, any number to files."""

from __future__ import annotations

import os
from collections.abc import Collection, Sequence
from typing import NamedTuple

import click

from awscred.cli.options import Choice
from awscred.cli.terminal import write
from awscred.errors import USAGE, AwscredError
from awscred.output.safe import inert
from awscred.output.validate import FORMATS, RUN_BY_CI

TEXT = "text"


class Target(NamedTuple):
    """A report: its format, and the file that it is written to; None is standard output."""

    format: str
    file: str | None


class FormatChoice(Choice):
    """A format, or FORMAT=FILE."""

    def __init__(self) -> None:
        super().__init__(FORMATS)

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> str:
        name, equals, file = str(value).partition("=")
        super().convert(name, param, ctx)
        if equals and not file:
            raise AwscredError(
                f"the file of --format {name}= is missing", f"use {name}=FILE", exit_code=USAGE
            )
        return str(value)


def targets(formats: Sequence[str], output_file: str | None) -> list[Target]:
    """The reports to make, that of standard output first; the file "-" is standard output.

    `output_file` is the file for the one that would go to standard output. Text is written there if
    no other format is. Raises AwscredError if a second one would go to the same place.
    """
    parts = [one.partition("=") for one in formats]
    files = [Target(name, file) for name, _, file in parts if file not in ("", "-")]
    shown = [Target(name, None) for name, _, file in parts if file in ("", "-")] or [
        Target(TEXT, None)
    ]
    if len(shown) > 1:
        names = " and ".join(one.format for one in shown[:2])
        raise AwscredError(
            f"{names} cannot both be written to standard output",
            f"write one to a file, such as --format {shown[1].format}=FILE",
            exit_code=USAGE,
        )
    if output_file == "":
        raise click.UsageError("--output-file needs a value")
    if output_file is not None and output_file != "-":
        files.append(Target(shown[0].format, output_file))
        shown = [Target(TEXT, None)]
    return [*shown, *files]


def placed(wanted: Sequence[Target], inputs: Collection[str]) -> list[Target]:
    """The reports with the full paths of their files, checked before anything is done.

    `inputs` are the files that awscred reads. Raises AwscredError as `reports.target` does, or if
    two reports would be written to one file.
    """
    if all(one.file is None for one in wanted):
        return [*wanted]
    from awscred.store import reports

    found = [one._replace(file=one.file and reports.target(one.file, inputs)) for one in wanted]
    files = [os.path.realpath(one.file) for one in found if one.file]
    if twice := [file for file in files if files.count(file) > 1]:
        raise AwscredError(
            f"two reports would be written to {twice[0]}", "name two files", exit_code=USAGE
        )
    return found


def put(report: Target, text: str) -> None:
    """Write a report to its place; no line can run a command of a CI system, unless it is one.

    Raises AwscredError if that fails.
    """
    commands = report.format in RUN_BY_CI
    if report.file is None:
        write(text, commands=commands)
        return
    from awscred.store import reports

    reports.write(report.file, text if commands else inert(text))
