"""Run awscred commands where Python offers only what it offers on Windows, on any system.

`python -m tests.as_on_windows COMMAND...` runs each COMMAND, a JSON list of [arguments, input], and
prints a JSON list of [exit code, standard output, standard error]. awscred sees the platform win32,
and an `os` without owners, modes, links that are not followed and folders that can be opened. The
libraries that it uses do not: what they do on Windows is not tested here.
"""

from __future__ import annotations

import builtins
import errno
import io
import json
import os
import stat
import sys
import types
from collections.abc import Callable
from typing import Any

_ONLY_POSIX = ("fcntl", "grp", "pwd", "resource", "termios", "tty")
_MISSING = (
    "chown fchmod fchown getegid geteuid getgid getgroups getuid getxattr listxattr mkfifo pread "
    "pwrite setegid seteuid setxattr O_CLOEXEC O_DIRECTORY O_NOFOLLOW O_NONBLOCK O_PATH"
).split()


def _windows_os() -> types.ModuleType:
    """The module `os` as Windows has it."""
    real = os
    ours = types.ModuleType("os")
    ours.__dict__.update({k: v for k, v in vars(real).items() if k not in _MISSING})
    ours.__dict__.update(O_BINARY=0, O_NOINHERIT=real.O_CLOEXEC)

    def without_dir_fd(function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **options: Any) -> Any:
            for name in ("dir_fd", "src_dir_fd", "dst_dir_fd"):
                if options.pop(name, None) is not None:
                    raise NotImplementedError(name)
            return function(*args, **options)

        return call

    def open_(path: Any, *args: Any, **options: Any) -> int:
        if real.path.isdir(path):
            raise PermissionError(errno.EACCES, "Permission denied", path)
        return without_dir_fd(real.open)(path, *args, **options)  # type: ignore[no-any-return]

    def link(source: str, target: str, *, follow_symlinks: bool = True) -> None:
        if not follow_symlinks:
            raise NotImplementedError("follow_symlinks")
        real.link(source, target)

    def fsync(handle: int) -> None:
        real.write(handle, b"")  # Windows asks the disk only for files that can be written
        real.fsync(handle)

    def rename(source: str, target: str, **options: Any) -> None:
        if real.path.lexists(target):
            raise FileExistsError(errno.EEXIST, "File exists", target)
        without_dir_fd(real.rename)(source, target, **options)

    def listdir(path: Any = ".") -> list[str]:
        if isinstance(path, int):
            raise TypeError("listdir: path should be string, bytes, os.PathLike or None")
        return real.listdir(path)

    def as_windows_says(state: os.stat_result) -> os.stat_result:
        mode = stat.S_IFMT(state.st_mode) | (0o777 if stat.S_ISDIR(state.st_mode) else 0o666)
        floats = {name: getattr(state, name) for name in dir(state) if name.startswith("st_")}
        return real.stat_result((mode, *state[1:4], 0, 0, *state[6:]), floats)

    def seen(function: Callable[..., os.stat_result]) -> Callable[..., os.stat_result]:
        return lambda *args, **options: as_windows_says(without_dir_fd(function)(*args, **options))

    for name in ("mkdir", "unlink", "rmdir"):
        setattr(ours, name, without_dir_fd(getattr(real, name)))
    ours.__dict__.update(
        open=open_,
        link=link,
        fsync=fsync,
        rename=rename,
        listdir=listdir,
        supports_follow_symlinks=real.supports_follow_symlinks - {real.link},
        stat=seen(real.stat),
        lstat=seen(real.lstat),
        fstat=seen(real.fstat),
    )
    return ours


class _WindowsSys(types.ModuleType):
    """The module `sys`, except for the platform."""

    platform = "win32"

    def __getattr__(self, name: str) -> Any:
        return getattr(sys, name)


def _pretend() -> None:
    """Give modules of awscred the platform, the `os` and the imports of Windows."""
    instead = {"os": _windows_os(), "sys": _WindowsSys("sys")}
    real: Callable[..., Any] = builtins.__import__

    def import_(name: str, where: Any = None, *args: Any, **options: Any) -> Any:
        if str((where or {}).get("__name__", "")).startswith("awscred"):
            if name in _ONLY_POSIX:
                raise ModuleNotFoundError(f"No module named {name!r}")
            if name in instead:
                return instead[name]
        return real(name, where, *args, **options)

    vars(builtins)["__import__"] = import_


def main() -> None:
    """Run the commands of the command line."""
    _pretend()
    from awscred.cli import main as run

    results = []
    out, err = sys.stdout, sys.stderr
    for command in sys.argv[1:]:
        args, typed = json.loads(command)
        sys.stdin = io.TextIOWrapper(io.BytesIO(typed.encode()), "utf-8")
        sys.stdout, sys.stderr = io.StringIO(), io.StringIO()
        code = run(args)
        results.append([code, sys.stdout.getvalue(), sys.stderr.getvalue()])
        sys.stdout, sys.stderr = out, err
    json.dump(results, out)


if __name__ == "__main__":
    main()
