"""The user's editor: which one, how it opens a file at a line, and how it is run."""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from types import FrameType
from typing import NamedTuple, TypeAlias

from awscred.errors import AwscredError
from awscred.store.foreign import processes

_DEFAULTS = ("notepad",) if sys.platform == "win32" else ("editor", "nano", "vi")
"""The first that is installed; `editor` is what Debian's users choose for the system."""
_NOT_FOUND = (126, 127)  # a shell's exit codes for a command that it cannot run
_MOMENT_SECONDS = 1.0
_GRACE_SECONDS = 0.5  # between SIGTERM and SIGKILL

_At: TypeAlias = Callable[[str, int], list[str]]


def _plus(path: str, line: int) -> list[str]:
    return [f"+{line}", path]


def _colon(path: str, line: int) -> list[str]:
    return [f"{path}:{line}"]


def _goto(path: str, line: int) -> list[str]:
    return ["--goto", f"{path}:{line}"]


def _line(path: str, line: int) -> list[str]:
    return ["--line", str(line), path]


class _Known(NamedTuple):
    """How an editor opens a file at a line, the options that make it wait (the first is added if
    none is given), and those that keep it from writing the text to other places."""

    at: _At
    wait: tuple[str, ...] = ()
    discreet: tuple[str, ...] = ()


_PLUS = _Known(_plus)
# No swap file, no registers in ~/.viminfo, no backup and no undo history elsewhere.
_VIM = _Known(_plus, (), ("-n", "-i", "NONE", "-c", "set nobackup noundofile"))
_CODE = _Known(_goto, ("--wait", "-w"))
_KNOWN = {
    **dict.fromkeys(("vim", "vim.tiny", "vim.basic", "vim.nox", "vim.gtk3", "nvim"), _VIM),
    **dict.fromkeys(("vi", "nvi", "elvis"), _PLUS),
    **dict.fromkeys(("nano", "pico", "emacs", "emacsclient", "micro", "joe", "jed", "ne"), _PLUS),
    **dict.fromkeys(("kak", "mg", "mcedit"), _PLUS),
    **dict.fromkeys(("code", "code-insiders", "codium", "cursor", "windsurf"), _CODE),
    **dict.fromkeys(("hx", "helix"), _Known(_colon)),
    "gvim": _VIM._replace(wait=("-f", "--nofork")),
    "subl": _Known(_colon, ("--wait", "-w")),
    "zed": _Known(_colon, ("--wait", "-w")),
    "mate": _Known(_line, ("--wait", "-w")),
    "gedit": _Known(_plus, ("--wait", "-w")),
    "kate": _Known(_line, ("--block", "-b")),
}


class Ended(NamedTuple):
    """How an editor ended: whether it succeeded, how in words, and whether it ended at once."""

    succeeded: bool
    words: str
    at_once: bool


def choose(environ: Mapping[str, str]) -> str:
    """The editor's command, for a shell: $VISUAL, else $EDITOR, else one that is installed.

    Raises AwscredError if there is none.
    """
    for name in ("VISUAL", "EDITOR"):
        if environ.get(name, "").strip():
            return environ[name]
    for name in _DEFAULTS:
        if sys.stdin.isatty() and shutil.which(name):
            return name
    raise AwscredError(
        "there is no editor; nothing was changed", "run `export EDITOR=nano`, or name another one"
    )


def arguments(editor: str, places: Sequence[tuple[str, int]]) -> list[str]:
    """The arguments after an editor's command, to open files (path, 1-based line) and to wait.

    A line of 1 is left out. An unknown editor gets only the paths.
    """
    with suppress(ValueError):
        words = shlex.split(editor) or [""]
        program = shutil.which(words[0]) or words[0]
        names = (os.path.basename(path) for path in (os.path.realpath(program), program))
        known = next((_KNOWN[name] for name in names if name in _KNOWN), None)
        if known:
            waits = not known.wait or any(option in words for option in known.wait)
            return [
                *known.discreet,
                *(() if waits else known.wait[:1]),
                *(
                    word
                    for path, line in places
                    for word in (known.at(path, line) if line > 1 else [path])
                ),
            ]
    return [path for path, _ in places]


def run(editor: str, places: Sequence[tuple[str, int]]) -> Ended:
    """Run an editor on these files, as git does: its command may have options and quotes.

    While it runs, Ctrl-C is only for the editor. If awscred is stopped, the editor is stopped.
    Raises AwscredError if it cannot be run.
    """
    start = time.monotonic()
    with _own_terminal(), _unmoved_by_interrupts():
        try:
            child = _started(editor, arguments(editor, places))
        except (OSError, ValueError) as error:
            raise _cannot_run(editor, str(error)) from None
        try:
            code = child.wait()
        except BaseException:
            _stop(child)
            raise
    if code in _NOT_FOUND:
        raise _cannot_run(editor, "command not found" if code == 127 else "permission denied")
    if code < 0 or code > 128:
        number = -code if code < 0 else code - 128
        with suppress(ValueError):
            return Ended(False, f"was ended by {signal.Signals(number).name}", False)
    at_once = time.monotonic() - start < _MOMENT_SECONDS
    return Ended(code == 0, f"ended with exit code {code}", at_once)


def _started(editor: str, arguments: Sequence[str]) -> subprocess.Popen[bytes]:
    """Run an editor's command in the system's shell. May raise OSError and ValueError."""
    if sys.platform == "win32":
        command = f"{editor} {subprocess.list2cmdline(arguments)}"
        return subprocess.Popen(command, shell=True)  # noqa: S602 - the user's own command
    return subprocess.Popen(  # noqa: S603
        ["/bin/sh", "-c", f'{editor} "$@"', editor, *arguments]
    )


def _cannot_run(editor: str, why: str) -> AwscredError:
    return AwscredError(
        f"cannot run the editor {editor}: {why}; nothing was changed",
        "set EDITOR to the command of your editor, for example `export EDITOR=nano`",
    )


def _stop(child: subprocess.Popen[bytes]) -> None:
    """Stop an editor: the shell that runs its command, and what that has started."""
    if sys.platform == "win32":
        child.kill()
        return
    found = processes()
    ids = [child.pid]
    for one in ids:  # grows
        ids += [number for number, process in found.items() if process.parent == one]
    for number in (signal.SIGTERM, signal.SIGKILL):
        for one in ids:
            with suppress(ProcessLookupError, PermissionError):
                os.kill(one, number)
        with suppress(subprocess.TimeoutExpired):
            child.wait(_GRACE_SECONDS)


@contextmanager
def _unmoved_by_interrupts() -> Iterator[None]:
    """Do nothing at Ctrl-C and Ctrl-\\ here. A handler, because a child inherits an ignored one."""

    def nothing(_: int, __: FrameType | None) -> None:
        pass

    known = [getattr(signal, name) for name in ("SIGINT", "SIGQUIT") if hasattr(signal, name)]
    kept = {one: signal.signal(one, nothing) for one in known}
    try:
        yield
    finally:
        for one, handler in kept.items():
            signal.signal(one, handler)


@contextmanager
def _own_terminal() -> Iterator[None]:
    """Give the terminal its modes back: an editor that crashes leaves others."""
    if sys.platform == "win32":
        yield
        return
    import termios

    try:
        modes = termios.tcgetattr(sys.stdin.fileno())
    except (termios.error, OSError, ValueError):  # not a terminal
        yield
        return
    try:
        yield
    finally:
        with suppress(termios.error):
            termios.tcsetattr(sys.stdin.fileno(), termios.TCSADRAIN, modes)
