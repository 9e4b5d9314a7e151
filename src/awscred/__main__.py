"""The console entry: `awscred`, or `python -m awscred`."""

from __future__ import annotations

import gc
import os
import sys
from contextlib import suppress


def run() -> None:
    """Run the command line and end the process."""
    # A command makes little garbage and ends soon: collecting it, and taking the interpreter down
    # in good order, would cost `list` a third of its time.
    gc.disable()
    _switch_off_core_dumps()
    os._exit(_run())


def _switch_off_core_dumps() -> None:
    """Keys are in memory; a crash is not to write them to the disk."""
    with suppress(ImportError, OSError, ValueError):  # not every system has limits
        import resource

        _, most = resource.getrlimit(resource.RLIMIT_CORE)
        resource.setrlimit(resource.RLIMIT_CORE, (0, most))


def _run() -> int:
    if sys.stdout is None or sys.stderr is None:  # closed by who started it
        if sys.stderr is not None:
            sys.stderr.write("error: standard output is closed; nothing was done\n")
        return 3
    for stream in (sys.stdout, sys.stderr):
        # Names from files may be anything; what the terminal cannot show is spelt out.
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    from awscred.errors import FAILED

    try:
        from awscred.cli import main

        code = main()
        sys.stdout.flush()
        sys.stderr.flush()
    except KeyboardInterrupt:
        from awscred.errors import INTERRUPTED

        return INTERRUPTED
    except OSError as error:
        sys.stderr.write(f"error: cannot write the output: {error.strerror}\n")
        return FAILED
    except Exception as error:  # a bug: say where, and quote nothing that may hold a secret
        sys.stderr.write(_bug(error))
        return FAILED
    return code


def _bug(error: Exception) -> str:
    from traceback import extract_tb

    frames = [
        f"  {frame.filename}:{frame.lineno} in {frame.name}"
        for frame in extract_tb(error.__traceback__)
    ]
    return "\n".join(
        (
            f"error: a bug in awscred: {type(error).__name__}, raised at",
            *frames,
            "hint: please report these lines; they hold nothing of your files\n",
        )
    )


if __name__ == "__main__":
    run()
