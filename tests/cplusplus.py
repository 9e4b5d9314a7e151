"""The C++ SDK's own loader of the two files, within pyarrow: asked in a process of its own.

pyarrow's wheel has the SDK, with its symbols. The loader is called in place, and what it has read
is taken from its memory: a wrong guess at that ends the child, and no test run.
"""

from __future__ import annotations

import base64
import ctypes
import json
import struct
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Any, NamedTuple

import pytest

from tests.corpus import Pair

_FILES = ("config", "credentials")
_LOADER = "_ZN3Aws6Config32AWSConfigFileProfileConfigLoader"
_STRING = "NSt7__cxx1112basic_stringIcSt11char_traitsIcESaIcEEE"
_NEW, _END = f"{_LOADER}C1ERK{_STRING}b", f"{_LOADER}D1Ev"
_LOAD = "_ZN3Aws6Config22AWSProfileConfigLoader4LoadEv"
_SIZE = 4096  # bytes; more than a loader has
_PROFILES = 8  # where a loader has them, behind its table of functions
_KEY, _VALUE, _COUNT = 32, 64, 40  # in a node of a `std::map`, and in the map
_PROBE = b"[default]\nprobe_a = 1\nprobe_b = 2\nprobe_c = 3\n"


class Loader:
    """The loader of a pyarrow that is loaded here."""

    def __init__(self) -> None:
        package = import_module("pyarrow.fs")
        assert package.S3FileSystem  # it loads the library
        (path,) = Path(package.__file__ or "").parent.glob("libarrow_s3.so.*")
        found = _symbols(path.read_bytes(), {_NEW, _END, _LOAD})
        base = _base(path)
        kinds = {
            _NEW: ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_char_p, ctypes.c_bool),
            _END: ctypes.CFUNCTYPE(None, ctypes.c_void_p),
            _LOAD: ctypes.CFUNCTYPE(ctypes.c_bool, ctypes.c_void_p),
        }
        self._call: dict[str, Any] = {name: kinds[name](base + found[name]) for name in kinds}
        self._settings = 0  # where a profile has them
        self._loader: ctypes.Array[ctypes.c_char] | None = None

    def find_settings(self, file: Path) -> None:
        """Look for where a profile has its settings, with a file of three of them."""
        file.write_bytes(_PROBE)
        for offset in range(0, 1024, 8):
            (profile,) = self._profiles(file, True)
            if _long(profile + _VALUE + offset + _COUNT) == _PROBE.count(b"="):
                self._settings = _VALUE + offset
                return
        raise RuntimeError("the profiles are not where they are looked for")

    def read(self, file: Path, *, is_config: bool) -> dict[str, dict[str, str]]:
        """The profiles of a file."""
        return {
            _text(profile + _KEY): {
                _text(setting + _KEY): _text(setting + _VALUE)
                for setting in _nodes(profile + self._settings)
            }
            for profile in self._profiles(file, is_config)
        }

    def _profiles(self, file: Path, is_config: bool) -> list[int]:
        """Where the profiles of a file are, up to the next call."""
        if self._loader is not None:
            self._call[_END](ctypes.addressof(self._loader))
        text = str(file).encode()
        path = ctypes.create_string_buffer(text)
        string = struct.pack("QQQQ", ctypes.addressof(path), len(text), len(text), 0)
        self._loader = ctypes.create_string_buffer(_SIZE)
        at = ctypes.addressof(self._loader)
        self._call[_NEW](at, string, is_config)
        self._call[_LOAD](at)
        return _nodes(at + _PROFILES)


def _symbols(data: bytes, wanted: set[str]) -> dict[str, int]:
    """The addresses of symbols of an ELF file of 64 bits, the local ones too."""
    start, size, count = *struct.unpack_from("<Q", data, 40), *struct.unpack_from("<HH", data, 58)
    sections = [struct.unpack_from("<IIQQQQIIQQ", data, start + size * n) for n in range(count)]
    found = {}
    for _, kind, _, _, offset, length, link, _, _, each in sections:
        if kind != 2:  # a table of symbols
            continue
        names = sections[link][4]
        for at in range(offset, offset + length, each):
            name, _, _, _, value, _ = struct.unpack_from("<IBBHQQ", data, at)
            end = data.index(b"\0", names + name)
            text = data[names + name : end].decode()
            if text in wanted:
                found[text] = value
    return found


def _base(path: Path) -> int:
    """Where a library is loaded."""
    for line in Path("/proc/self/maps").read_text().splitlines():
        if line.endswith(path.name) and line.split()[2] == "00000000":
            return int(line.partition("-")[0], 16)
    raise RuntimeError(f"{path.name} is not loaded")


def _long(at: int) -> int:
    return ctypes.c_uint64.from_address(at).value


def _text(at: int) -> str:
    return ctypes.string_at(_long(at), _long(at + 8)).decode("utf-8", "surrogateescape")


def _nodes(tree: int) -> list[int]:
    """The nodes of a `std::map`."""
    found, waiting = [], [_long(tree + 16)]
    while waiting:
        node = waiting.pop()
        if node:
            found.append(node)
            waiting += [_long(node + 16), _long(node + 24)]
    return found


class Sdk(NamedTuple):
    """A process that answers cases one by one; `version` is pyarrow's."""

    version: str
    requests: IO[str]
    answers: IO[str]

    def ask(self, pair: Pair) -> dict[str, dict[str, dict[str, str]]]:
        """The profiles of each file."""
        self.requests.write(json.dumps([base64.b64encode(data).decode() for data in pair]) + "\n")
        self.requests.flush()
        line = self.answers.readline()
        assert line, "the loader has ended"
        answer: dict[str, dict[str, dict[str, str]]] = json.loads(line)
        return answer


@contextmanager
def started(folder: Path) -> Iterator[Sdk]:
    """The SDK, with that folder for its files. Skips the test if there is no pyarrow."""
    if find_spec("pyarrow") is None:
        pytest.skip("pyarrow is not installed, which the C++ SDK comes with")
    command = [sys.executable, "-m", "tests.cplusplus", str(folder)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8"
    ) as process:
        assert process.stdin and process.stdout
        yield Sdk(version("pyarrow"), process.stdin, process.stdout)


def main(folder: Path) -> None:
    """Answer cases, one a line, with that folder for the files."""
    loader = Loader()
    loader.find_settings(folder / "probe")
    for line in sys.stdin:
        answer = {}
        for file, data in zip(_FILES, json.loads(line), strict=True):
            (folder / file).write_bytes(base64.b64decode(data))
            answer[file] = loader.read(folder / file, is_config=file == "config")
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
