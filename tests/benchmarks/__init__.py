"""Paired timings of awscred as a user runs it: `python -m tests.benchmarks`."""
