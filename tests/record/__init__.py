"""Records what real tools read: `python -m tests.record` asks each again, and shows what differs.

A recorder is a module of this folder and a row of `__main__.RECORDERS`. It opens the tool, and
answers a pair of files with `{"refused": bool, "profiles": {name: {key: value}}}`.
"""
