"""How many examples property tests try: a CI size, and a long one (AWSCRED_LONG=1).

The CI size tries the same ones every time, so that it says the same of the same code; the long one
looks for new ones.
"""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

LONG = bool(os.environ.get("AWSCRED_LONG"))


def examples(ci: int, long: int) -> settings:
    """Settings of a property test: no deadline, as machines are shared."""
    return settings(
        max_examples=long if LONG else ci,
        deadline=None,
        derandomize=not LONG,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
    )
