"""The picture of the README: what awscred prints on a terminal about the files of docs/examples, as
the files of a user.

`python -m tests.pictures` runs the commands again and writes docs/pictures/awscred.svg.
"""

from __future__ import annotations

import io
import os
import re
import shutil
import sys
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.etree import ElementTree

import pexpect
from rich.console import Console
from rich.terminal_theme import DIMMED_MONOKAI
from rich.text import Text

ROOT = Path(__file__).parent.parent
PICTURE = ROOT / "docs" / "pictures" / "awscred.svg"
COMMANDS = ("awscred list", "awscred validate")
_WIDTH = 90
_SVG = """<svg class="rich-terminal" viewBox="0 0 {width} {height}" \
xmlns="http://www.w3.org/2000/svg" role="img" aria-label="awscred in a terminal">
<style>
.{unique_id}-title, .{unique_id}-matrix {{
    font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace;
}}
.{unique_id}-matrix {{ font-size: {char_height}px; line-height: {line_height}px; }}
.{unique_id}-title {{ font-size: 16px; }}
{styles}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal">
<rect x="0" y="0" width="{terminal_width}" height="{terminal_height}" />
</clipPath>
{lines}
</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""
"""Rich's own format loads a font from another host."""


def screen() -> str:
    """The commands and what they print on a terminal, with its colors."""
    with TemporaryDirectory() as home:
        folder = Path(home, ".aws")
        folder.mkdir(mode=0o700)
        for name in ("config", "credentials"):
            shutil.copy(ROOT / "docs" / "examples" / name, folder)
            (folder / name).chmod(0o600)
        shown = [f"\x1b[1m$ {command}\x1b[0m\n{_run(command, home)}" for command in COMMANDS]
    return "\n".join(shown)


def _run(command: str, home: str) -> str:
    environment = {"HOME": home, "TERM": "xterm-256color", "LC_ALL": "C.UTF-8"}
    if "PYTHONPATH" in os.environ:
        environment["PYTHONPATH"] = os.environ["PYTHONPATH"]
    _, *arguments = command.split()
    child = pexpect.spawn(
        sys.executable,
        ["-m", "awscred", *arguments],
        cwd=home,
        env=environment,
        dimensions=(60, _WIDTH),
        encoding="utf-8",
        timeout=60,
    )
    shown: str = child.read()
    child.close()
    return shown.replace("\r\n", "\n")


def draw(shown: str) -> str:
    """The screen as SVG."""
    console = Console(
        record=True,
        width=_WIDTH,
        file=io.StringIO(),
        force_terminal=True,
        color_system="truecolor",
        legacy_windows=False,
    )
    console.print(Text.from_ansi(shown))
    svg = console.export_svg(
        title=escape("awscred"), theme=DIMMED_MONOKAI, code_format=_SVG, unique_id="awscred"
    )
    return re.sub(r"[ \t]+$", "", svg, flags=re.MULTILINE)


def words(svg: str) -> list[str]:
    """The words in a picture, in their order."""
    texts = ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")
    return " ".join("".join(text.itertext()) for text in texts).replace("\xa0", " ").split()


if __name__ == "__main__":
    PICTURE.write_text(draw(screen()), encoding="utf-8")
