"""Every JSON document is as docs/schemas describes it, whatever the files are."""

from __future__ import annotations

import copy
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import redirect_stderr, redirect_stdout
from itertools import islice
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from awscred.cli import main
from awscred.errors import NO, OK
from awscred.identity import Identity, Problem, without
from awscred.times import parse_time
from tests import schemas
from tests.aws import KEY, SECRET
from tests.compatibility import document as tables
from tests.compatibility.rows.encodings import ENCODINGS
from tests.compatibility.support import settings

Capture = pytest.CaptureFixture[str]
KEYS = f"aws_access_key_id = {KEY}\naws_secret_access_key = {SECRET}\n"
ROLE = "role_arn = arn:aws:iam::123456789012:role/deploy\n"
KINDS = f"""\
[default]
region = eu-central-1
s3 =
  addressing_style = path
[profile role]
{ROLE}source_profile = keys
[profile chain]
{ROLE}source_profile = role
[profile orphan]
{ROLE}source_profile = nobody
[profile instance]
{ROLE}credential_source = Ec2InstanceMetadata
[profile bare]
credential_source = Environment
[profile web]
{ROLE}web_identity_token_file = /token
[profile sso]
sso_session = corp
sso_account_id = 111122223333
sso_role_name = ReadOnly
region = us-east-1
[sso-session corp]
sso_start_url = https://example.awsapps.com/start
sso_region = eu-central1
[services local]
endpoint_url = http://localhost:4566
[profile program]
credential_process = /bin/true
[profile login]
login_session = arn:aws:iam::123456789012:user/alice
[profile none]
output = json
"""
FILES: Mapping[str, tuple[bytes, bytes]] = {
    "nothing": (b"", b""),
    "all kinds": (
        KINDS.encode(),
        f"[keys]\n{KEYS}[temporary]\n{KEYS}aws_session_token = x\n"
        f"aws_expiration = 2026-11-28T12:00:00Z\n[sso]\nregion = eu-west-1 # mine\n".encode(),
    ),
    "broken": (
        b"[profile a\nregion\n[default]\nregion = x\n[default]\n s3 = \n",
        f"{KEYS}\n[b]\nxaws_access_key_id= {KEY}\n\xff\x00\n".encode("latin-1"),
    ),
    "ignored": (
        b"# awscred: ignore[long-lived-keys]\n[profile a]\nRegion = us-east1\nregion = b\n",
        f"# awscred: ignore[long-lived-keys, nonsense]\n[a]\n{KEYS}".encode(),
    ),
    "hostile": (f"[profile ::error::{SECRET}]\n[profile \u202e]\n{SECRET} = 1\n".encode(), b""),
}
FOLDER = "(the folder of the files)"
RUNS: Mapping[str, Sequence[tuple[str, ...]]] = {
    "list": [("list",), ("list", "--verify", "--invalid"), ("list", "--verify"), ("list", "nope")],
    "show": [
        *(("show", name) for name in ("default", "chain", "orphan", "sso", "temporary", "nobody")),
        *(("show", name) for name in ("instance", "bare", "web", "login", "program", "a", "b")),
    ],
    "show-section": [
        *(("show", name) for name in ("sso-session corp", "services local", "services x")),
    ],
    "show-as": [
        *(("show", "--as", tool) for tool in ("toolkit", "cli", "js", "go", "rust")),
        ("show", "nobody", "--as", "js"),
    ],
    "validate": [
        ("validate",),
        ("validate", FOLDER),
        ("validate", "--select", "long-lived-keys"),
        ("validate", "--verify"),
    ],
    "whoami": [("whoami", "--all"), ("whoami", "nobody", "default"), ("whoami",)],
    "rules": [("rules",), ("rules", "encoding")],
    "undo": [("undo", "--list")],
}
ANSWERS = (
    Identity(
        "",
        "ok",
        "123456789012",
        "arn:aws:sts::123456789012:assumed-role/deploy/me",
        "AROAIOSFODNN7EXAMPLE:me",
        "assumed-role",
        "aws",
        "deploy",
        "me",
        parse_time("2026-11-28T12:00:00Z"),
        note=Problem("RegionDisabled", "not enabled", "enable it"),
    ),
    without("", "refused", "ExpiredToken", "The credentials have expired.", "Get new ones."),
    without("", "unknown", "NeedsLogin", "Not signed in.", "Sign in."),
    without("", "broken", "PartialCredentials", "No secret key.", "Add one."),
)


def _identify(_: object, names: Sequence[str], *__: object) -> list[Identity]:
    """Instead of AWS: each of ANSWERS in turn."""
    return [ANSWERS[at % 4]._replace(profile=name) for at, name in enumerate(names)]


def _printed(*args: str) -> Any:
    """What a command prints; None if it is nothing."""
    with redirect_stdout(io.StringIO()) as out, redirect_stderr(io.StringIO()):
        main(args)
    return json.loads(out.getvalue()) if out.getvalue() else None


def _documents(folder: Path) -> Iterator[tuple[str, Any]]:
    """What every run prints, with the name of its schema."""
    for what, (config, credentials) in FILES.items():
        (folder / "config").write_bytes(config)
        (folder / "credentials").write_bytes(credentials)
        for name, runs in RUNS.items():
            for args in runs:
                there = [str(folder) if word == FOLDER else word for word in args]
                printed = _printed(*there, "-f", "json")
                assert printed or (what, args) == ("nothing", ("whoami", "--all"))
                if printed:
                    yield name, printed


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[tuple[str, Any]]]:
    home = tmp_path_factory.mktemp("home")
    folder = home / ".aws"
    folder.mkdir(mode=0o700)
    with pytest.MonkeyPatch.context() as patch:
        for name in ("AWS_PROFILE", "AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
            patch.delenv(name, raising=False)
        patch.setenv("HOME", str(home))
        patch.setenv("AWS_REGION", "ap-south-1")
        patch.setattr("awscred.sts.identify", _identify)
        (folder / "config").write_text("[profile dev]\nregion = eu-west-1\n")
        for args in (("set", "dev", "region", "us-east-1"), ("set", "dev", "output", "json")):
            _change(args)
        _change(("undo",))
        theme = ENCODINGS._replace(rows=ENCODINGS.rows[:3])
        small = tables.document([theme], islice(settings(), 20))
        yield [*_documents(folder), ("compatibility", small)]


def _change(args: tuple[str, ...]) -> None:
    with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
        assert main(args) == OK


def _check(name: str) -> jsonschema.Draft202012Validator:
    text = (schemas.FOLDER / f"{name}.json").read_text(encoding="utf-8")
    return jsonschema.Draft202012Validator(json.loads(text))


@pytest.mark.parametrize("name", [*schemas.DOCUMENTS, schemas.PREFERENCES])
def test_a_schema_is_published_and_valid(name: str) -> None:
    """`python -m tests.schemas` writes it."""
    assert (schemas.FOLDER / f"{name}.json").read_text(encoding="utf-8") == schemas.text(name)
    jsonschema.Draft202012Validator.check_schema(schemas.schema(name))


def test_no_other_schema_is_published() -> None:
    assert {path.stem for path in schemas.FOLDER.iterdir()} == {
        *schemas.DOCUMENTS,
        schemas.PREFERENCES,
    }


def _objects(schema: Any) -> Iterator[dict[str, Any]]:
    if isinstance(schema, dict):
        if schema.get("type") in ("object", ["object", "null"]):
            yield schema
        for below in schema.values():
            yield from _objects(below)
    elif isinstance(schema, list):
        for below in schema:
            yield from _objects(below)


@pytest.mark.parametrize("name", [*schemas.DOCUMENTS, schemas.PREFERENCES])
def test_a_schema_is_strict_and_described(name: str) -> None:
    for found in _objects(schemas.schema(name)):
        assert "additionalProperties" in found
        for key, field in found.get("properties", {}).items():
            assert "description" in field or "$ref" in field or "anyOf" in field, key


MAPS = ("tools", "verdicts", "settings", "profiles")
"""What may have any keys: names of profiles, tools or settings."""


def _places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path of each key that a document has to have; of lists and maps, only the first item."""
    if isinstance(value, list):
        yield from _places(value[0], (*path, 0)) if value else ()
    elif isinstance(value, dict):
        is_map = path[-1:] and (path[-1] in MAPS or path[-2:-1] == ("verdicts",))
        for key, below in [*value.items()][: 1 if is_map else None]:
            if not is_map:
                yield (*path, key)
            if path[-1:] not in (("settings",), ("profiles",)):
                yield from _places(below, (*path, key))


def _mutants(document: Any) -> Iterator[Any]:
    """Copies of a document: each without a key, with one more, or with a value of another type."""
    for path in _places(document):
        for change in ("drop", "type", "more"):
            mutant = copy.deepcopy(document)
            at = mutant
            for step in path[:-1]:
                at = at[step]
            if change == "drop":
                del at[path[-1]]
            elif change == "type":
                at[path[-1]] = 1.5
            else:
                at["surplus"] = None
            yield path, change, mutant


def test_every_document_is_as_its_schema_says(documents: list[tuple[str, Any]]) -> None:
    checks = {name: _check(name) for name in schemas.DOCUMENTS}
    for name, document in documents:
        errors = [
            f"{error.json_path}: {error.message}" for error in checks[name].iter_errors(document)
        ]
        assert errors == [], (name, document)
    assert {name for name, _ in documents} == {*schemas.DOCUMENTS}


def test_a_document_that_is_otherwise_is_not(documents: list[tuple[str, Any]]) -> None:
    """A dropped key, another key or another type fails, in the largest document of each schema."""
    for name in schemas.DOCUMENTS:
        check = _check(name)
        largest = max((one for of, one in documents if of == name), key=lambda one: len(str(one)))
        tried = 0
        for path, change, mutant in _mutants(largest):
            if change == "drop" and (
                path[-1] in ("verified", *schemas.OPTIONAL) or path[-2:-1] == ("needs",)
            ):
                continue  # only with --verify, or for several pairs, and any tools
            tried += 1
            assert not check.is_valid(mutant), (name, path, change)
        assert tried


def test_one_concept_has_one_shape(documents: list[tuple[str, Any]]) -> None:
    """A profile is in `show` what it is in `list`, a chain what it is in `whoami`, and a problem
    what it is in `validate`."""
    by_name = {
        name: max((one for of, one in documents if of == name), key=lambda one: len(str(one)))
        for name in ("list", "whoami", "validate")
    }
    listed, chains, found = by_name.values()
    profiles = {
        one["name"]: {key: value for key, value in one.items() if key != "verified"}
        for one in listed["profiles"]
    }
    whos = {one["profile"]: one for one in chains["identities"]}
    compared = 0
    for name, document in documents:
        shown = document["profile"] if name == "show" else None
        if shown and shown["name"] in profiles and shown["kind"] != "none":
            compared += 1
            row = profiles[shown["name"]]
            assert {key: shown[key] for key in row} == row
            assert shown["chain"] == whos[shown["name"]]["chain"]
            own = [one for one in shown["findings"] if one["profile"] == shown["name"]]
            assert all(one in found["findings"] for one in own)
    assert compared > 5


def test_an_unknown_profile_is_the_same_in_every_document(
    aws_folder: Path, capsys: Capture
) -> None:
    (aws_folder / "config").write_text("[profile dev]\nregion = eu-west-1\n")
    assert main(("show", "dve", "-f", "json")) == NO
    shown = json.loads(capsys.readouterr().out)
    assert main(("whoami", "dve", "-f", "json")) == NO
    (who,) = json.loads(capsys.readouterr().out)["identities"]
    assert shown["profile"] is None
    assert shown["error"] == who["error"]
    assert shown["error"]["code"] == "ProfileNotFound"
