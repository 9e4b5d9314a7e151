"""Standard output, standard error and the terminal."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

import click

from awscred.cli.options import Choice
from awscred.errors import USAGE, AwscredError, saved
from awscred.output.colors import paint
from awscred.output.paths import with_short_paths
from awscred.output.safe import escape, inert, width
from awscred.output.table import ELLIPSIS
from awscred.output.wrapping import wrapped

_LABEL = "(error|warning|hint|note): "
_USUAL_COLUMNS = 80

format_option = click.option(
    "--format",
    "-f",
    "format_",
    type=Choice(["table", "plain", "json"]),
    default=lambda: "table" if sys.stdout.isatty() else "plain",
    help="Output format.  [default: table on a terminal, else plain]",
)
"""How rows are shown: for people, for a pipe, or for programs."""


names_option = click.option(
    "--show-names", is_flag=True, help="Show names that look like secrets unmasked."
)


def _seconds(typed: str) -> float:
    try:
        seconds = float(typed)
    except ValueError:
        seconds = 0
    if 0.1 <= seconds <= 3600:  # not "nan"
        return seconds
    hint = "choose 0.1 to 3600 seconds"
    raise AwscredError(f"{typed!r} is not valid for --timeout", hint, exit_code=USAGE)


timeout_option = click.option(
    "--timeout",
    type=_seconds,
    default=10.0,
    metavar="SECONDS",
    help="Give up after this long without an answer, 0.1 to 3600.  [default: 10]",
)
process_option = click.option(
    "--allow-process", is_flag=True, help="Run credential_process programs without asking."
)


def write(text: str, *, commands: bool = False) -> None:
    """Write a result to standard output; stops quietly if the reader has gone (`| head -1`).

    No line can run a command of a CI system, unless the result consists of such `commands`. Raises
    AwscredError if a change cannot be reported; otherwise it may raise OSError.
    """
    try:
        sys.stdout.write(_in_encoding(text if commands else inert(text)))
        sys.stdout.flush()
    except OSError as error:
        if not (saved.is_so or isinstance(error, BrokenPipeError)):
            raise
        # Python flushes again at exit: discard that output.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if saved.is_so:
            why = (error.strerror or type(error).__name__).lower()
            raise AwscredError(
                f"its report could not be written: {why}", "check where standard output is sent"
            ) from None


def _in_encoding(text: str) -> str:
    """The text with an ASCII sign of the same width for each ellipsis, if standard output is ASCII.

    Python escapes other characters that standard output cannot show.
    """
    try:
        ELLIPSIS.encode(sys.stdout.encoding or "ascii")
    except UnicodeEncodeError:
        return text.replace(ELLIPSIS, "~")
    return text


def tell(text: str) -> None:
    """Report on standard output what was done, in a line that may contain names from files."""
    write(f"{_shown(text)}\n")


def note(text: str, indent: int | None = None) -> None:
    """Write a note to standard error; on a terminal, its further lines are indented.

    If the indent is not given, it is the width of a label: "note: ".
    """
    shown = _shown(text)
    label = re.match(_LABEL, shown)
    _say_wrapped(shown, len(label[0]) if label and indent is None else indent or 0)


def show_error(message: str, hint: str = "") -> None:
    """Write what went wrong and what to do to standard error."""
    _show("error", "bold red", message, hint)


def show_warning(message: str, hint: str = "") -> None:
    """Write what is probably not meant and what to do to standard error."""
    _show("warning", "bold yellow", message, hint)


def _show(label: str, style: str, message: str, hint: str) -> None:
    color = use_color(stderr_color.choice, sys.stderr)
    for title, words, look in ((f"{label}:", message, style), ("hint:", hint, "bold")):
        if words:
            start = len(f"{title} ")
            body = "\n".join(wrapped(_shown(words), start, start, stderr_columns()))
            _say(f"{paint(title, look, color=color)} {body}")


def _shown(text: str) -> str:
    return escape(with_short_paths(text))


def _say_wrapped(text: str, indent: int) -> None:
    _say("\n".join(wrapped(text, 0, indent, stderr_columns())))


def _say(line: str) -> None:
    try:
        sys.stderr.write(f"{inert(line)}\n")
        sys.stderr.flush()
    except OSError:  # nobody can read it; the command continues
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())


def wipe(line: str) -> None:
    """Clear a line that was just typed, and Enter, from the screen; it may take several rows."""
    if columns := stderr_columns():
        rows = max(1, -(-width(line) // columns))
        sys.stderr.write("\x1b[A\r\x1b[2K" * rows)
        sys.stderr.flush()


def can_ask() -> bool:
    """Whether the user can be asked: standard input is open and a terminal."""
    return sys.stdin is not None and sys.stdin.isatty()


@contextmanager
def own_line() -> Iterator[None]:
    """Begin a new line of the terminal after a prompt that got no answer (Ctrl-D, Ctrl-C)."""
    try:
        yield
    except click.Abort:
        _say("")
        raise


def ask_line(prompt: str) -> str:
    """A line that the user types at the terminal, after a prompt on standard error.

    Raises click.Abort, in a new line of the terminal, if there is no line (Ctrl-D).
    """
    sys.stderr.write(escape(prompt))
    sys.stderr.flush()
    # Not input(), which may write to standard output; bytes, as they need not be text.
    line = sys.stdin.buffer.readline()
    if not line:
        _say("")
        raise click.Abort
    return line.decode("utf-8", "replace").strip()


def standard_input(most: int) -> bytes:
    """Standard input, up to that many bytes; on a terminal, text pasted without being shown."""
    if sys.stdin is None:  # closed by the parent process
        return b""
    if not sys.stdin.isatty():
        return sys.stdin.buffer.read(most)
    note("Paste the text (it is not shown), then press Ctrl-D.")
    return _pasted_unseen(most)


def _pasted_unseen(most: int) -> bytes:
    """What is pasted up to Ctrl-D, not shown; its lines may be longer than a terminal allows."""
    if sys.platform == "win32":
        import msvcrt

        text = ""
        while len(text) < most and (key := msvcrt.getwch()) not in ("\x04", "\x1a"):
            if key == "\x03":
                raise KeyboardInterrupt
            text += "\n" if key == "\r" else key
        return text.encode()
    import termios
    import tty

    terminal = sys.stdin.fileno()
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
    """A bar with a count on standard error; it leaves nothing on screen.

    Only on a terminal that can erase a line, for more than one thing, and unless it is `hidden`.
    """

    _SIZE = 24

    def __init__(self, title: str, total: int, *, hidden: bool = False) -> None:
        self._title = title
        self._total = total
        self._done = 0
        self._is_shown = (
            total > 1 and not hidden and sys.stderr.isatty() and os.environ.get("TERM") != "dumb"
        )
        self._draw()

    def step(self) -> None:
        """One more is done."""
        self._done += 1
        self._draw()

    def clear(self) -> None:
        """Remove the bar; the next step shows it again."""
        if self._is_shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()

    def _draw(self) -> None:
        if self._is_shown:
            full = self._SIZE * self._done // self._total
            bar = "#" * full + "-" * (self._SIZE - full)
            line = f"{self._title} [{bar}] {self._done}/{self._total}"
            columns = stderr_columns() or _USUAL_COLUMNS
            if len(line) >= columns:  # it would wrap, and then could not be erased
                line = f"{self._done}/{self._total}"[: columns - 1]
            sys.stderr.write(f"\r\x1b[K{line}")
            sys.stderr.flush()


class _StderrColor:
    """The `--color` of this run: errors are shown before and after the options are parsed."""

    choice = "auto"


stderr_color = _StderrColor()


def use_color(choice: str, stream: TextIO) -> bool:
    """Whether to color a stream's output: by `--color`, then the environment, then the stream.

    NO_COLOR comes first, then FORCE_COLOR and CLICOLOR_FORCE, then CLICOLOR=0 and TERM=dumb. An
    empty variable is not set, and 0 does not force colors.
    """
    if choice != "auto":
        return choice == "always"
    environ = os.environ
    if environ.get("NO_COLOR"):
        return False
    if any(environ.get(name, "") not in ("", "0") for name in ("FORCE_COLOR", "CLICOLOR_FORCE")):
        return True
    is_plain = environ.get("CLICOLOR") == "0" or environ.get("TERM") == "dumb"
    return not is_plain and stream.isatty()


def stderr_columns() -> int | None:
    """The width of the terminal of standard error; None if it is not a terminal."""
    if not sys.stderr.isatty():
        return None
    try:
        return os.get_terminal_size(sys.stderr.fileno()).columns or _USUAL_COLUMNS  # 0: not known
    except OSError:
        return _USUAL_COLUMNS


def terminal_columns() -> int:
    """The width of the terminal; 120 columns if standard output is not a terminal."""
    return os.get_terminal_size().columns if sys.stdout.isatty() else 120
