"""`python -m tests.site FOLDER` builds the documentation site in a new folder."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.site.build import build


def main() -> int:
    if len(sys.argv) != 2:
        print("usage: python -m tests.site FOLDER", file=sys.stderr)
        return 2
    try:
        print(build(Path(sys.argv[1])))
    except FileExistsError as error:
        print(f"error: {error.filename} exists already", file=sys.stderr)
        return 1
    except subprocess.CalledProcessError as error:
        print(error.stdout, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
