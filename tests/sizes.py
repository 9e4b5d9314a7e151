"""How much tests try: how many examples of a property, and how much work a large file may need.

In CI, a property test tries the same examples every time, so that it gives the same result for the
same code. The long size (AWSCRED_LONG=1) looks for new ones.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from hypothesis import HealthCheck, settings

LONG = bool(os.environ.get("AWSCRED_LONG"))


def examples(ci: int, long: int) -> settings:
    """Settings of a property test. No deadline, because machines are shared."""
    return settings(
        max_examples=long if LONG else ci,
        deadline=None,
        derandomize=not LONG,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
    )


def cpu_seconds(work: Callable[[], object]) -> float:
    """The CPU time that some work takes, which other processes hardly affect."""
    begin = time.process_time()
    work()
    return time.process_time() - begin


@contextmanager
def cpu_limit(seconds: float) -> Iterator[None]:
    """Fail the test once it has used this much CPU time.

    Otherwise, work that grows with the square of a file's size would only delay the suite. Set the
    limit to several times what linear work takes.
    """

    def end(*_: object) -> None:
        pytest.fail(f"this takes more than {seconds:.1f} s of CPU time")

    before = signal.signal(signal.SIGVTALRM, end)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
