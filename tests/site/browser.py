"""Headless Chromium, driven over a pipe with its DevTools protocol; needs no other package."""

from __future__ import annotations

import functools
import itertools
import json
import os
import select
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler
from pathlib import Path
from typing import IO, Any, TypeAlias

from tests.aws import QuietServer

Message: TypeAlias = dict[str, Any]

_OPTIONS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run"),
    *("--disable-extensions", "--disable-background-networking", "--disable-component-update"),
    *(
        "--disable-features=Translate,MediaRouter,BackForwardCache",
        "--mute-audio",
        "--hide-scrollbars",
    ),
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",  # no other host is reached
    "--remote-debugging-pipe",
)
_PATIENCE = 120
"""Seconds that Chromium may be silent before it counts as hung."""


def find() -> str | None:
    """The path of Chromium, if it is installed."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


class Browser:
    """One page of a running Chromium. `errors` has what its console complained about."""

    def __init__(self, commands: IO[bytes], answers: IO[bytes]) -> None:
        self._commands = commands
        self._answers = answers
        self._numbers = itertools.count(1)
        self._rest = b""
        self._session = ""
        self._events: list[Message] = []
        self.errors: list[str] = []
        target = self("Target.createTarget", url="about:blank")["targetId"]
        self._session = self("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log"):
            self(f"{domain}.enable")

    def __call__(self, method: str, **parameters: object) -> Message:
        """Call a method of the protocol, and return its result. Raises RuntimeError."""
        number = next(self._numbers)
        message: Message = {"id": number, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        self._commands.write(json.dumps(message).encode() + b"\0")
        self._commands.flush()
        while (answer := self._read()).get("id") != number:
            self._note(answer)
        if "error" in answer:
            raise RuntimeError(f"{method}: {answer['error']['message']}")
        result: Message = answer["result"]
        return result

    def open(self, url: str) -> None:
        """Load a page, and wait until it has loaded. Raises RuntimeError."""
        self._events.clear()
        if error := self("Page.navigate", url=url).get("errorText"):
            raise RuntimeError(f"{url}: {error}")
        while not any(event["method"] == "Page.loadEventFired" for event in self._events):
            self._note(self._read())

    def run(self, script: str) -> Any:
        """The value of a JavaScript expression; a promise is waited for. Raises RuntimeError."""
        done = self("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in done:
            raise RuntimeError(done["exceptionDetails"]["exception"]["description"])
        return done["result"].get("value")

    def show(self, *, width: int, height: int, dark: bool) -> None:
        """Choose the size of the window in pixels, and the color scheme."""
        self(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=width < 600,
        )
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self("Emulation.setEmulatedMedia", features=[scheme])

    def _read(self) -> Message:
        while b"\0" not in self._rest:
            ready, _, _ = select.select([self._answers], [], [], _PATIENCE)
            piece = os.read(self._answers.fileno(), 1 << 16) if ready else b""
            if not piece:
                raise RuntimeError("Chromium ended" if ready else "Chromium does not answer")
            self._rest += piece
        message, _, self._rest = self._rest.partition(b"\0")
        read: Message = json.loads(message)
        return read

    def _note(self, event: Message) -> None:
        """Keep an event, and what it complains about."""
        self._events.append(event)
        name, details = event["method"], event["params"]
        if name == "Log.entryAdded" and details["entry"]["level"] in ("error", "warning"):
            self.errors.append(f"{details['entry']['text']} {details['entry'].get('url', '')}")
        elif name == "Runtime.consoleAPICalled" and details["type"] in ("error", "warning"):
            self.errors.append(str([one.get("value") for one in details["args"]]))
        elif name == "Runtime.exceptionThrown":
            thrown = details["exceptionDetails"]
            self.errors.append(thrown.get("exception", {}).get("description") or thrown["text"])


@contextmanager
def browser() -> Iterator[Browser]:
    """A running Chromium with a profile of its own. Raises RuntimeError if it cannot start."""
    program = find()
    if program is None:
        raise RuntimeError("Chromium is not installed")
    theirs, commands = os.pipe()
    answers, ours = os.pipe()
    with tempfile.TemporaryDirectory(prefix="chromium-", ignore_cleanup_errors=True) as scratch:
        # the protocol's pipes are the descriptors 3 and 4
        script = f'exec "$@" 3<&{theirs} 4>&{ours}'
        process = subprocess.Popen(
            ["bash", "-c", script, "bash", program, *_OPTIONS, f"--user-data-dir={scratch}"],
            pass_fds=(theirs, ours),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "HOME": scratch},
        )
        os.close(theirs)
        os.close(ours)
        try:
            with os.fdopen(commands, "wb") as writing, os.fdopen(answers, "rb") as reading:
                yield Browser(writing, reading)
        finally:
            process.terminate()
            process.wait()


class _Pages(SimpleHTTPRequestHandler):
    """The files of a folder below the path that the site has at its real address."""

    def translate_path(self, path: str) -> str:
        return super().translate_path(path.removeprefix(PREFIX) or "/")

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "max-age=3600")  # every page loads the same few files
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Print nothing."""


PREFIX = "/awscred"


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a site, and yield the address of its first page, with a `/` at the end."""
    handler = functools.partial(_Pages, directory=str(folder))
    with QuietServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}{PREFIX}/"
        finally:
            server.shutdown()
