"""`awscred validate`: what is wrong with the files, and the Toolkit's verdict on every profile."""

from __future__ import annotations

import os
import sys
from datetime import datetime

import click

from awscred import lint
from awscred.cli import Command, State
from awscred.cli.terminal import note, short_path, use_color, write
from awscred.errors import NO, OK, USAGE, AwscredError
from awscred.findings import ERROR, WARNING
from awscred.output import report as reports
from awscred.output import text
from awscred.profiles import CONFIG, CREDENTIALS, Files
from awscred.store import LARGEST, as_file, load, read_one


@click.command("validate", cls=Command)
@click.argument("paths", metavar="[FILE]...", nargs=-1)
@click.option(
    "--type",
    "type_",
    type=click.Choice([CONFIG, CREDENTIALS]),
    help="What FILE is.  [default: by its name, else by its headers]",
)
@click.option(
    "--format", "-f", "format_", type=click.Choice(["text", "json", "toolkit"]), default="text"
)
@click.option("--strict", is_flag=True, help="Let warnings fail too.")
@click.pass_obj
def command(
    state: State, paths: tuple[str, ...], type_: str | None, format_: str, strict: bool
) -> int:
    """Say what is wrong with the files, and where.

    Checks the two files, or the FILEs named instead of them: one config file, one credentials file,
    or one of each, which are read together; `-` is standard input. Nothing is run or asked of AWS.
    Exits with 1 where there is an error: a profile that the AWS Toolkit does not accept, or a line
    that it cannot read.
    """
    files = _named_files(paths, type_) if paths else load(state.paths)
    report = lint.check(files)
    if format_ == "json":
        write(reports.as_json(report, files))
    elif format_ == "toolkit":
        write(reports.as_toolkit_log(report, datetime.now()))
    elif not files.profiles and not report.findings:
        places = " and ".join(short_path(path) for path in (paths or state.paths))
        note(f"There are no profiles in {places}. `awscred add` creates one.")
    else:
        write(text.render(report, files, color=use_color(state.color, sys.stdout)))
    failed = report.count(ERROR) or (strict and report.count(WARNING))
    return NO if failed else OK


def _named_files(paths: tuple[str, ...], type_: str | None) -> Files:
    found: dict[str, Files] = {}
    for path in paths:
        file, files = _named_file(path, type_)
        if file in found:
            raise AwscredError(
                f"{found[file].path(file)} and {path} are both {file} files",
                "name one config and one credentials file at a time, or say --type",
                exit_code=USAGE,
            )
        found[file] = files
    if len(found) == 1:
        return next(iter(found.values()))
    config, credentials = found[CONFIG], found[CREDENTIALS]
    return Files(
        config.config, credentials.credentials, config.config_path, credentials.credentials_path
    )


def _named_file(path: str, type_: str | None) -> tuple[str, Files]:
    """The file type of a path, and the file read as that."""
    if path == "-":
        data, path = sys.stdin.buffer.read(LARGEST + 1), "<stdin>"
        file = type_ or _type_by_headers(as_file(data, path, CONFIG))
        return file, as_file(data, path, file)
    name = os.path.basename(path)
    file = type_ or next((kind for kind in (CREDENTIALS, CONFIG) if kind in name), "")
    file = file or _type_by_headers(read_one(path, CONFIG))
    return file, read_one(path, file)


def _type_by_headers(files: Files) -> str:
    """Config where a header has a section type, else credentials."""
    headers = (section.header or "" for section in files.config.sections)
    types = ("profile ", "sso-session ", "services ")
    return CONFIG if any(header.startswith(types) for header in headers) else CREDENTIALS
