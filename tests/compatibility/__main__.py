"""`python -m tests.compatibility` prints the tables as JSON."""

from __future__ import annotations

from tests.compatibility.pages import JSON, pages

if __name__ == "__main__":
    print(pages()[JSON], end="")
