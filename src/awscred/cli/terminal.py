"""Standard output, standard error and the terminal."""

from __future__ import annotations

import os
import re
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import TextIO

import click

from awscred.cli.options import Choice
from awscred.errors import USAGE, AwscredError, saved
from awscred.output.colors import paint
from awscred.output.paths import with_short_paths
from awscred.output.safe import escape, inert, width
from awscred.output.table import ELLIPSIS
from awscred.output.wrapping import wrapped
from awscred.redaction import looks_secret
from awscred.store.faults import reason

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
            raise AwscredError(
                f"its report could not be written: {reason(error)}",
                "check where standard output is sent",
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
    """Report on standard output what was done; the text may contain names from files. On a
    terminal, its lines break only between words."""
    columns = terminal_columns() if sys.stdout.isatty() else None
    write("\n".join(wrapped(_shown(text), 0, 0, columns)) + "\n")


def tell_command(label: str, command: str) -> None:
    """Show on standard output what to type next, in one line that can be copied."""
    write(f"{label:<10}{_shown(command)}\n")


def note(text: str, indent: int | None = None) -> None:
    """Write a note to standard error; on a terminal, its further lines are indented.

    If the indent is not given, it is the width of a label: "note: ".
    """
    shown = _shown(text)
    label = re.match(_LABEL, shown)
    _say_wrapped(shown, len(label[0]) if label and indent is None else indent or 0)


def note_debug(line: str) -> None:
    """Write a line of --debug to standard error."""
    note(f"debug: {line}")


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
    """Clear a secret that was just typed, and Enter, from the screen; its line may take several
    rows."""
    if not line.isprintable():  # nobody knows how wide a tab or a control character is
        wipe_all()
        return
    rows = max(1, -(-width(line) // (stderr_columns() or _USUAL_COLUMNS)))
    _erase("\x1b[A\r\x1b[2K" * rows)


def wipe_all() -> None:
    """Clear the screen, because a secret is somewhere on it."""
    _erase("\x1b[H\x1b[J")


def _erase(sequence: str) -> None:
    if _can_erase():
        sys.stderr.write(sequence)
        sys.stderr.flush()
    else:
        note("warning: the secret that you pasted is still on the screen; clear it")


def _can_erase() -> bool:
    """Whether standard error is a terminal that can erase what it shows."""
    return sys.stderr.isatty() and os.environ.get("TERM") != "dumb"


def can_ask() -> bool:
    """Whether the user can be asked: standard input is open and a terminal."""
    return sys.stdin is not None and sys.stdin.isatty()


def is_typed_ahead() -> bool:
    """Whether a line was typed before anything asks for it, as if several lines are pasted."""
    import select

    if sys.platform == "win32":  # which can wait only for sockets
        return False
    return bool(select.select([sys.stdin], [], [], 0)[0])


def drop_typed_ahead() -> str:
    """The lines that were typed before anything asks for them. They are not read again."""
    data = b""
    while is_typed_ahead() and (line := os.read(sys.stdin.fileno(), 4096)):
        data += line
    return data.decode("utf-8", "replace")


@contextmanager
def resumed(prompt: str, hide: Callable[[int], object] | None = None) -> Iterator[None]:
    """Show a prompt again after Ctrl-Z and `fg`, and `hide` what is typed on the terminal: the
    shell has set it to show that."""
    if sys.platform == "win32":  # which has no Ctrl-Z of that kind
        yield
        return
    import termios

    def show(_: int, __: FrameType | None) -> None:
        with suppress(termios.error, OSError):  # in the background: the next `fg` comes here again
            if hide is not None:
                hide(sys.stdin.fileno())
            os.write(sys.stderr.fileno(), prompt.encode())

    before = signal.signal(signal.SIGCONT, show)
    try:
        yield
    finally:
        signal.signal(signal.SIGCONT, before)


def hide_typing(terminal: int) -> None:
    """Stop a terminal from showing what is typed."""
    if sys.platform == "win32":
        return
    import termios

    modes = termios.tcgetattr(terminal)
    modes[3] &= ~termios.ECHO
    termios.tcsetattr(terminal, termios.TCSANOW, modes)


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
    typed = line.decode("utf-8", "replace").strip()
    if looks_secret(typed):
        wipe(f"{prompt}{typed}")
    return typed


def standard_input(most: int) -> bytes:
    """Standard input, up to that many bytes; on a terminal, text pasted without being shown."""
    if sys.stdin is None:  # closed by the parent process
        return b""
    if not sys.stdin.isatty():
        return sys.stdin.buffer.read(most)
    asking = "Paste the text (it is not shown), then press Ctrl-D."
    note(asking)
    return _pasted_unseen(most, f"{asking}\n")


def _pasted_unseen(most: int, asking: str) -> bytes:
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
        with resumed(asking, tty.setcbreak):
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
        self._is_shown = total > 1 and not hidden and _can_erase()
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
    return _columns(sys.stderr)


def terminal_columns() -> int:
    """The width of the terminal; 120 columns if standard output is not a terminal."""
    return _columns(sys.stdout) or 120


def _columns(stream: TextIO) -> int | None:
    if not stream.isatty():
        return None
    try:
        return os.get_terminal_size(stream.fileno()).columns or _USUAL_COLUMNS  # 0: not known
    except OSError:
        return _USUAL_COLUMNS
