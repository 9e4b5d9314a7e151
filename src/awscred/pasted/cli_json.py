"""JSON that contains keys, from `aws sts`, `aws iam`, a credential_process or the SSO portal."""

from __future__ import annotations

import json
from collections.abc import Iterator

from awscred.pasted.keys import ID, SECRET, TOKEN, Field, PastedKey, label_of, refusal

_FORMS = {
    "Credentials": "the JSON of aws sts",
    "AccessKey": "the JSON of aws iam create-access-key",
    "roleCredentials": "the JSON of the SSO portal",
}
_PRINCIPALS = ("AssumedRoleUser", "FederatedUser")


class _Number(str):
    """A JSON number as it is written: some are too long for int()."""

    __slots__ = ()


class _Object(tuple[tuple[str, object], ...]):
    """A JSON object that keeps repeated names."""

    __slots__ = ()


def parts(text: str, path: str) -> Iterator[PastedKey]:
    """The keys of a JSON document, wherever they are in it.

    Raises AwscredError, also while iterating, for invalid JSON and for unknown versions.
    """
    try:
        root = json.loads(text, object_pairs_hook=_Object, parse_int=_Number, parse_float=_Number)
    except json.JSONDecodeError as error:
        message, hint = (
            ("there is more text after the JSON", "import one document at a time")
            if error.msg == "Extra data"
            else (
                f"this is not valid JSON from column {error.colno} on",
                "copy the whole document, and nothing else",
            )
        )
        raise refusal(path, error.lineno, message, hint) from None
    except RecursionError:
        raise refusal(path, 1, "the JSON is nested too deeply", "copy only the keys") from None
    return _parts(root, text, path)


def _parts(root: object, text: str, path: str) -> Iterator[PastedKey]:
    waiting: list[tuple[str, object, str]] = [("", root, "")]  # name, value, owner
    while waiting:
        name, node, owner = waiting.pop()
        if isinstance(node, list):
            waiting += [(name, item, owner) for item in reversed(node)]
        if not isinstance(node, _Object):
            continue
        if any(
            label_of(member) in (ID, SECRET) and isinstance(value, str) for member, value in node
        ):
            yield _part(name, node, owner, text, path)
        owner = _principal(node)
        waiting += [(member, value, owner) for member, value in reversed(node)]


def _part(name: str, node: _Object, owner: str, text: str, path: str) -> PastedKey:
    members = [(label, value) for member, value in node if (label := label_of(member))]
    anchor = next(value for label, value in members if label in (ID, SECRET))
    line = text.count("\n", 0, max(0, text.find(str(anchor)))) + 1
    version = dict(node).get("Version", "1")
    if version != "1":
        raise refusal(
            path,
            line,
            "this is a credential_process's output of a version other than 1",
            "update awscred, or import the keys in another form",
        )
    for label, value in members:
        is_text = isinstance(value, str | None) and not isinstance(value, _Number)
        if label in (ID, SECRET, TOKEN) and not is_text:
            raise refusal(path, line, f"the {label} is not a string", "copy the document again")
    fields = [Field(line, label, value) for label, value in members if isinstance(value, str)]
    form = _FORMS.get(name) or (
        "the JSON of a credential_process" if "Version" in dict(node) else "JSON"
    )
    return PastedKey(form, owner, fields)


def _principal(node: _Object) -> str:
    """The role or federated user next to `Credentials`, or ""."""
    for name, user in node:
        if name in _PRINCIPALS and isinstance(user, _Object):
            arn = dict(user).get("Arn")
            words = arn.split("/") if isinstance(arn, str) else []
            return words[1] if len(words) > 1 else ""
    return ""
