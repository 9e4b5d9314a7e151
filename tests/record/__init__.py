"""Records what real tools read: `python -m tests.record` asks each again, and shows differences.

A recorder is a module of this folder and a row of `__main__.RECORDERS`. It starts the tool, and
answers a pair of files with `{"refused": bool, "profiles": {name: {key: value}}}`.
"""
