"""The console entry: `awscred`, or `python -m awscred`."""

from __future__ import annotations

import gc
import os
import sys

TYPE_CHECKING = False  # typing is imported later: until the first line of `run`, Ctrl-C shows a
if TYPE_CHECKING:  # traceback, so that time is kept short
    from types import FrameType
    from typing import NoReturn

    from awscred.completion.words import Answer, Typed

_ASK = "_AWSCRED_COMPLETE"  # asks for completion; its value is the shell
_SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT")


class _Stopped(BaseException):
    """A signal arrived. Not a KeyboardInterrupt: click prints an empty line for that."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number


def run() -> None:
    """Run the command line and end the process."""
    try:
        # A command creates little garbage and ends soon. Collecting it and shutting the interpreter
        # down cleanly would cost `list` a third of its time.
        gc.disable()
        if _ASK not in os.environ:  # completion is short, and changes nothing
            _heed_signals()
        _switch_off_core_dumps()
        _switch_on_colors()
        os._exit(_run())
    except _Stopped as stopped:
        _end_by(stopped.number)
    except KeyboardInterrupt:  # before signals were handled
        _end_by(2)
    except Exception as error:  # a module of Python cannot be loaded
        if sys.stderr is not None:
            sys.stderr.write(_said(error))
            sys.stderr.flush()
        os._exit(3)


def _heed_signals() -> None:
    """Unwind at the first signal, end immediately at the second. Ignored ones stay ignored."""
    import signal

    def stop(number: int, _: FrameType | None) -> None:
        for one in heeded:
            signal.signal(one, lambda number, _: _end_by(number))
        raise _Stopped(number)

    def lost(unraisable: sys.UnraisableHookArgs) -> None:
        if isinstance(unraisable.exc_value, _Stopped):  # it came in a destructor
            _end_by(unraisable.exc_value.number)
        sys.__unraisablehook__(unraisable)

    usual = (signal.SIG_DFL, signal.default_int_handler)
    known = [getattr(signal, name) for name in _SIGNALS if hasattr(signal, name)]
    heeded = [one for one in known if signal.getsignal(one) in usual]
    sys.unraisablehook = lost
    for one in heeded:
        signal.signal(one, stop)


def _end_by(number: int) -> NoReturn:
    """Report in one line what ended the process, and end it: with 130, or by that signal."""
    import signal
    from contextlib import suppress

    is_interrupt = number == signal.SIGINT
    for name in _SIGNALS:  # one line is enough
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    why = "interrupted" if is_interrupt else f"ended by {signal.Signals(number).name}"
    with suppress(OSError):  # the terminal may be gone
        if os.isatty(2):  # a prompt or ^C is at the beginning of the line
            os.write(2, b"\n")
        os.write(2, f"error: {why}\n".encode())
    if not is_interrupt:
        signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)
    os._exit(130)


def _switch_off_core_dumps() -> None:
    """Keys are in memory; a crash must not write them to the disk."""
    if sys.platform == "win32":
        return
    from contextlib import suppress

    with suppress(ImportError, OSError, ValueError):  # not every system has limits
        import resource

        _, most = resource.getrlimit(resource.RLIMIT_CORE)
        resource.setrlimit(resource.RLIMIT_CORE, (0, most))


def _switch_on_colors() -> None:
    """Let a Windows console show colors, as other terminals do."""
    if sys.platform == "win32":
        import ctypes

        console = ctypes.windll.kernel32
        for stream in (-11, -12):  # standard output and standard error
            handle, mode = console.GetStdHandle(stream), ctypes.c_ulong()
            if console.GetConsoleMode(handle, ctypes.byref(mode)):
                console.SetConsoleMode(handle, mode.value | 4)  # virtual terminal processing


def _run() -> int:
    if sys.stdout is None or sys.stderr is None:  # closed by the parent process
        if sys.stderr is not None:
            sys.stderr.write("error: standard output is closed; nothing was done\n")
        return 3
    for stream in (sys.stdout, sys.stderr):
        # Names from files may be anything: escape what the terminal cannot show.
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    from awscred.errors import FAILED

    try:
        code = _complete(shell) if (shell := os.environ.get(_ASK)) else _main()
        sys.stdout.flush()
        sys.stderr.flush()
    except KeyboardInterrupt:
        from awscred.errors import INTERRUPTED

        return INTERRUPTED
    except Exception as error:
        sys.stderr.write(_said(error))
        return FAILED
    return code


def _main() -> int:
    from awscred.cli import main

    return main()


def _complete(shell: str) -> int:
    """Answer a shell that completes a line; click is loaded only if profiles are not the answer."""
    from awscred.completion.reply import reply

    sys.stdout.write(reply(shell, os.environ, _others))
    return 0


def _others(typed: Typed) -> Answer:
    from awscred.cli import complete

    return complete(typed)


def _said(error: Exception) -> str:
    """The message for an error that no command expects."""
    return _not_loaded(error) or _not_written(error) or _bug(error)


def _not_loaded(error: Exception) -> str:
    """The message if a part of Python or awscred could not be loaded; empty for another error.

    Usually the disk fails or the installation is damaged; Python does not always say which.
    """
    is_codec = type(error) is LookupError and str(error).startswith("unknown encoding: ")
    is_file = isinstance(error, OSError) and _is_importing(error)
    if not (is_codec or is_file or isinstance(error, ImportError)):
        return ""
    errors = sys.modules.get("awscred.errors")  # or nothing was saved
    is_saved = errors is not None and errors.saved.is_so
    what = "a part of awscred or of Python"
    why = error.strerror if isinstance(error, OSError) else str(error)
    return (
        f"error: {'the change is saved, but ' if is_saved else ''}cannot load {what}: {why}\n"
        "hint: check the disk, or install awscred again\n"
    )


def _not_written(error: Exception) -> str:
    """The message if the output could not be written; empty for another error."""
    if isinstance(error, OSError):
        return f"error: cannot write the output: {error.strerror}\n"
    return ""


def _is_importing(error: Exception) -> bool:
    """Whether an error was raised while Python imported a module."""
    trace = error.__traceback__
    while trace and not trace.tb_frame.f_code.co_filename.startswith("<frozen importlib"):
        trace = trace.tb_next
    return trace is not None


def _bug(error: Exception) -> str:
    """The message for a bug: where it is, without quoting anything that may be a secret."""
    frames = []
    trace = error.__traceback__
    while trace:  # not by the module traceback, which may be what cannot be loaded
        code = trace.tb_frame.f_code
        frames.append(f"  {code.co_filename}:{trace.tb_lineno} in {code.co_name}")
        trace = trace.tb_next
    return "\n".join(
        (
            f"error: this is a bug in awscred: {type(error).__name__}, raised at",
            *frames,
            "hint: please report these lines; they contain nothing from your files\n",
        )
    )


if __name__ == "__main__":
    run()
