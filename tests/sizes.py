"""How many examples property tests try: a CI size, and a long one (AWSCRED_LONG=1)."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

LONG = bool(os.environ.get("AWSCRED_LONG"))


def examples(ci: int, long: int) -> settings:
    """Settings of a property test: no deadline, as machines are shared."""
    return settings(
        max_examples=long if LONG else ci,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
    )
