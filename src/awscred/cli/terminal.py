"""Standard output, standard error and the terminal behind them."""

from __future__ import annotations

import os
import sys
from typing import TextIO

import click

from awscred.errors import AwscredError, saved
from awscred.output.safe import escape, inert

format_option = click.option(
    "--format",
    "-f",
    "format_",
    type=click.Choice(["table", "plain", "json"]),
    default=lambda: "table" if sys.stdout.isatty() else "plain",
    help="[default: table on a terminal, else plain]",
)
"""How rows are shown: for people, for a pipe, or for programs."""


names_option = click.option(
    "--show-names", is_flag=True, help="Show names that look like secrets instead of masking them."
)


def _number(_: click.Context, __: click.Parameter, value: float) -> float:
    if value != value:  # "nan", which is in every range
        raise click.BadParameter("it is no number")
    return value


timeout_option = click.option(
    "--timeout",
    type=click.FloatRange(0.1, 3600),
    callback=_number,
    default=10.0,
    metavar="SECONDS",
    help="Give up when AWS has answered nothing for so long.  [default: 10]",
)
process_option = click.option(
    "--allow-process", is_flag=True, help="Run every credential_process without asking."
)


def write(text: str, *, commands: bool = False) -> None:
    """Write a result to standard output. A reader that has gone (`| head -1`) ends it quietly.

    No line is one that a CI system runs, unless the result is such `commands`. Raises AwscredError
    if a change cannot be reported, however its reader ended; otherwise it may raise OSError.
    """
    try:
        sys.stdout.write(text if commands else inert(text))
        sys.stdout.flush()
    except OSError as error:
        if not (saved.is_so or isinstance(error, BrokenPipeError)):
            raise
        # Python flushes once more at its end: let that go nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if saved.is_so:
            why = (error.strerror or type(error).__name__).lower()
            raise AwscredError(
                f"its report could not be written: {why}", "check where standard output goes"
            ) from None


def tell(text: str) -> None:
    """Say what was done, on standard output: a line that may have names of a file in it."""
    write(f"{escape(text)}\n")


def note(text: str) -> None:
    """Say something beside the result, on standard error."""
    _say(escape(text))


def show_error(message: str, hint: str = "") -> None:
    """Say what went wrong and what to do, on standard error."""
    red = use_color("auto", sys.stderr)
    _say(("\x1b[1;31merror:\x1b[0m " if red else "error: ") + escape(message))
    if hint:
        _say(("\x1b[1mhint:\x1b[0m " if red else "hint: ") + escape(hint))


def _say(line: str) -> None:
    try:
        sys.stderr.write(f"{inert(line)}\n")
        sys.stderr.flush()
    except OSError:  # there is nowhere to say it; what is asked for goes on
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())


def can_ask() -> bool:
    """Whether there is somebody to ask: standard input is a terminal (it may be closed)."""
    return sys.stdin is not None and sys.stdin.isatty()


def standard_input(most: int) -> bytes:
    """Standard input, up to that many bytes; on a terminal, what is pasted there unseen."""
    if sys.stdin is None:  # closed by who started it
        return b""
    if not sys.stdin.isatty():
        return sys.stdin.buffer.read(most)
    note("Paste it, which is not shown, then press Ctrl-D.")
    return _pasted_unseen(sys.stdin.fileno(), most)


def _pasted_unseen(terminal: int, most: int) -> bytes:
    """What is pasted up to Ctrl-D, unseen, and in lines longer than a terminal allows."""
    import termios  # not on Windows
    import tty

    before = termios.tcgetattr(terminal)
    data = b""
    try:
        tty.setcbreak(terminal, termios.TCSADRAIN)
        while len(data) < most and b"\x04" not in data:
            data += os.read(terminal, most) or b"\x04"
    finally:
        termios.tcsetattr(terminal, termios.TCSADRAIN, before)
    return data.partition(b"\x04")[0]


class Progress:
    """A bar with a count on standard error, where that is a terminal; it leaves no trace."""

    _SIZE = 24

    def __init__(self, title: str, total: int) -> None:
        self._title = title
        self._total = total
        self._done = 0
        self._is_shown = total > 1 and sys.stderr.isatty()
        self._draw()

    def step(self) -> None:
        """One more is done."""
        self._done += 1
        self._draw()

    def clear(self) -> None:
        """Take the bar away; the next step brings it back."""
        if self._is_shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()

    def _draw(self) -> None:
        if self._is_shown:
            full = self._SIZE * self._done // self._total
            bar = "#" * full + "-" * (self._SIZE - full)
            sys.stderr.write(f"\r\x1b[K{self._title} [{bar}] {self._done}/{self._total}")
            sys.stderr.flush()


def use_color(choice: str, stream: TextIO) -> bool:
    """Whether to color what goes to a stream, by `--color`, NO_COLOR and what the stream is."""
    if choice != "auto":
        return choice == "always"
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def terminal_columns() -> int:
    """How wide the terminal is; 120 columns where standard output is none."""
    return os.get_terminal_size().columns if sys.stdout.isatty() else 120


def short_path(path: str) -> str:
    """A path as people write it: the home folder as `~`."""
    home = os.path.expanduser("~")
    is_inside = os.path.isabs(home) and path.startswith(home + os.sep)
    return "~" + path[len(home) :] if is_inside else path
