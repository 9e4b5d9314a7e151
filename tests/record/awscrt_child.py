"""A process that asks awscrt, line by line in JSON, what profiles yield: see `crt.py`."""

from __future__ import annotations

import json
import os
import sys
from base64 import b64decode
from pathlib import Path
from typing import Any

import awscrt
from awscrt.auth import AwsCredentials, AwsCredentialsProvider

# Some providers need these as soon as they are created.
os.environ["AWS_REGION"] = "eu-west-1"
os.environ["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"] = "/"

_FILES = ("config", "credentials")
_KEYS = ("access_key_id", "secret_access_key", "session_token")


def _key(credentials: AwsCredentials, key: str) -> str | None:
    """A key, or "?" if it is not UTF-8, which Python cannot ask for."""
    try:
        found: str | None = getattr(credentials, key)
    except UnicodeDecodeError:
        return "?"
    return found


def _answer(name: str, is_used: bool) -> Any:
    try:
        provider = AwsCredentialsProvider.new_profile(
            profile_name=name, config_filepath=_FILES[0], credentials_filepath=_FILES[1]
        )
    except RuntimeError as error:
        return {"error": str(error)}
    if not is_used:
        return {}
    try:
        credentials = provider.get_credentials().result(60)
    except awscrt.exceptions.AwsCrtError as error:
        return {"keys": f"{error.name}: {error.message}"}
    return {"keys": [_key(credentials, key) for key in _KEYS]}


def main() -> None:
    os.chdir(sys.argv[1])
    print(json.dumps(awscrt.__version__), flush=True)
    for line in sys.stdin:
        question = json.loads(line)
        for file in _FILES:
            Path(file).write_bytes(b64decode(question[file]))
        answers = {name: _answer(name, is_used) for name, is_used in question["names"].items()}
        print(json.dumps(answers), flush=True)


if __name__ == "__main__":
    main()
