"""AWS for tests, on 127.0.0.1: moto with authentication, and a scripted stand-in.

Both have a `url` for AWS_ENDPOINT_URL_STS, which botocore uses for every client that it creates.
"""

from __future__ import annotations

import datetime
import ipaddress
import itertools
import json
import logging
import os
import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import final
from urllib.parse import parse_qs

import botocore
from botocore.session import Session

ACCOUNT = "123456789012"
# AWS's documented examples: the only keys allowed in this repository
KEY, SECRET = "AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
OTHER_KEY, OTHER_SECRET = "AKIAI44QH8DHBEXAMPLE", "je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY"


# ---- moto ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Moto:
    """A running moto: the user `alice` may assume the role `deploy`, nobody the role `locked`."""

    url: str
    access_key_id: str
    secret_access_key: str = field(repr=False)
    user_arn: str = f"arn:aws:iam::{ACCOUNT}:user/team/alice"
    role_arn: str = f"arn:aws:iam::{ACCOUNT}:role/deploy"
    locked_role_arn: str = f"arn:aws:iam::{ACCOUNT}:role/locked"


@contextmanager
def moto() -> Iterator[Moto]:
    """Start moto over HTTP, make the user and the roles, then switch authentication on."""
    from moto.core import enable_iam_authentication  # 0.4 s: only where it is used
    from moto.server import ThreadedMotoServer

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    url = "http://{}:{}".format(*server.get_host_and_port())
    try:
        account = _make_account(url)
        with enable_iam_authentication():
            yield account
    finally:
        server.stop()


def _make_account(url: str) -> Moto:
    none = (None, None, os.devnull, None)
    session = Session({"config_file": none, "credentials_file": none, "profile": (None,) * 4})
    iam = session.create_client(
        "iam",
        region_name="us-east-1",
        endpoint_url=url,
        aws_access_key_id=KEY,
        aws_secret_access_key=SECRET,
    )
    iam.create_user(UserName="alice", Path="/team/")
    key = iam.create_access_key(UserName="alice")["AccessKey"]
    # moto 5.2 ignores the path when it checks who may assume a role
    alice = f"arn:aws:iam::{ACCOUNT}:user/alice"
    # AWS requires no permission for GetSessionToken, but moto does
    actions = ["sts:AssumeRole", "sts:GetSessionToken"]
    may_assume = _policy({"Effect": "Allow", "Action": actions, "Resource": "*"})
    iam.put_user_policy(UserName="alice", PolicyName="assume", PolicyDocument=may_assume)
    for role, principal in (("deploy", alice), ("locked", f"arn:aws:iam::{ACCOUNT}:user/bob")):
        trust = {"Effect": "Allow", "Principal": {"AWS": principal}, "Action": "sts:AssumeRole"}
        iam.create_role(RoleName=role, AssumeRolePolicyDocument=_policy(trust))
    return Moto(url, key["AccessKeyId"], key["SecretAccessKey"])


def _policy(statement: Mapping[str, object]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


# ---- the stand-in -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Answer:
    """The stand-in's answer to one request."""

    status: int = 200
    body: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    delay: float = 0
    """Seconds before it answers."""
    cut: bool = False
    """Promise more bytes than it sends."""
    close: bool = False
    """Close the connection without an answer."""


def identity(
    arn: str = f"arn:aws:iam::{ACCOUNT}:user/alice", user_id: str = "AIDAEXAMPLE"
) -> Answer:
    """A successful answer to GetCallerIdentity."""
    account = arn.split(":")[4]
    result = f"<Arn>{arn}</Arn><UserId>{user_id}</UserId><Account>{account}</Account>"
    return Answer(body=_xml("GetCallerIdentity", result))


def assumed(role: str = "deploy", until: str = "2099-01-01T00:00:00Z") -> Answer:
    """A successful answer to AssumeRole."""
    arn = f"arn:aws:sts::{ACCOUNT}:assumed-role/{role}/session"
    return Answer(
        body=_xml(
            "AssumeRole",
            f"<AssumedRoleUser><Arn>{arn}</Arn><AssumedRoleId>A:s</AssumedRoleId></AssumedRoleUser>"
            f"<Credentials><AccessKeyId>{OTHER_KEY}</AccessKeyId>"
            f"<SecretAccessKey>{OTHER_SECRET}</SecretAccessKey>"
            f"<SessionToken>token</SessionToken><Expiration>{until}</Expiration></Credentials>",
        )
    )


def session(until: str = "2099-01-01T00:00:00Z", secret: str = OTHER_SECRET) -> Answer:
    """A successful answer to GetSessionToken."""
    key = OTHER_KEY.replace("AKIA", "ASIA")
    result = (
        f"<Credentials><AccessKeyId>{key}</AccessKeyId><SecretAccessKey>{secret}</SecretAccessKey>"
        f"<SessionToken>token</SessionToken><Expiration>{until}</Expiration></Credentials>"
    )
    return Answer(body=_xml("GetSessionToken", result))


def refusal(code: str, message: str = "No.", status: int = 403, date: str | None = None) -> Answer:
    """An error in the form of STS."""
    body = (
        '<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error>'
        f"<Type>Sender</Type><Code>{code}</Code><Message>{message}</Message></Error>"
        "<RequestId>00000000-0000-0000-0000-000000000000</RequestId></ErrorResponse>"
    )
    return Answer(status, body, {"Date": date} if date else {})


def _xml(operation: str, result: str) -> str:
    return (
        f'<{operation}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/">'
        f"<{operation}Result>{result}</{operation}Result>"
        f"<ResponseMetadata><RequestId>0</RequestId></ResponseMetadata></{operation}Response>"
    )


@dataclass(frozen=True)
class Request:
    """A request to the stand-in: the form fields of its body, and who signed it for which
    region."""

    action: str
    key: str
    region: str
    fields: dict[str, str]


@final
class StandIn:
    """An HTTP server with a script: one answer for each request; the last one is repeated.

    With `choose`, the request decides instead. Use it with `with`; `requests` has the requests that
    it received.
    """

    def __init__(
        self,
        *script: Answer,
        tls: ssl.SSLContext | None = None,
        choose: Callable[[Request], Answer] | None = None,
    ) -> None:
        self._script = list(script) or [identity()]
        self._choose = choose
        self._lock = threading.Lock()
        self.requests: list[Request] = []
        stand_in = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                stand_in._reply(self)

            def do_GET(self) -> None:
                stand_in._reply(self)

            def log_message(self, format: str, *args: object) -> None:
                """Print nothing."""

        self._server = QuietServer(("127.0.0.1", 0), Handler)
        if tls is not None:  # handshake in the connection's own thread
            self._server.socket = tls.wrap_socket(
                self._server.socket, server_side=True, do_handshake_on_connect=False
            )
        self.url = f"http{'s' if tls else ''}://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> StandIn:
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _next(self) -> Answer:
        return self._script.pop(0) if len(self._script) > 1 else self._script[0]

    def _reply(self, handler: BaseHTTPRequestHandler) -> None:
        body = handler.rfile.read(int(handler.headers.get("Content-Length") or 0))
        with self._lock:
            self.requests.append(_request(handler, body.decode()))
            answer = self._choose(self.requests[-1]) if self._choose else self._next()
        time.sleep(answer.delay)
        if answer.close:
            handler.connection.shutdown(socket.SHUT_RDWR)
            return
        content = answer.body.encode()
        handler.send_response_only(answer.status)
        headers = {"Date": handler.date_time_string(), "Content-Type": "text/xml"} | answer.headers
        for name, value in headers.items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(content) + 100 * answer.cut))
        handler.end_headers()
        handler.wfile.write(content)


class QuietServer(ThreadingHTTPServer):
    """A server that does not mind clients that leave early."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 256

    def handle_error(self, request: object, client_address: object) -> None:
        """Ignore a client that closes the connection first."""


def _request(handler: BaseHTTPRequestHandler, body: str) -> Request:
    fields = {name: values[0] for name, values in parse_qs(body).items()}
    scope = handler.headers.get("Authorization", "").partition("Credential=")[2].split("/")
    region = scope[2] if len(scope) > 2 else ""
    return Request(fields.get("Action", handler.path), scope[0], region, fields)


class RawServer:
    """A server that handles each connection with a function, below HTTP. Use it with `with`."""

    def __init__(self, treat: Callable[[socket.socket], object]) -> None:
        self._treat = treat
        self._listening = socket.create_server(("127.0.0.1", 0), backlog=256)
        self.url = f"http://127.0.0.1:{self._listening.getsockname()[1]}"

    def __enter__(self) -> RawServer:
        threading.Thread(target=self._serve, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(OSError):  # it wakes the thread that accepts
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self._listening.accept()
                threading.Thread(target=self._serve_one, args=(connection,), daemon=True).start()

    def _serve_one(self, connection: socket.socket) -> None:
        with suppress(OSError), connection:
            self._treat(connection)


def say_nothing(connection: socket.socket) -> None:
    """Read what is sent, and never answer."""
    while connection.recv(65536):
        pass


def drip(connection: socket.socket) -> None:
    """Answer one byte at a time, each soon enough to avoid a timeout on reading."""
    connection.recv(65536)
    for byte in itertools.chain(b"HTTP/1.1 200 OK\r\nX: ", itertools.repeat(65)):
        connection.sendall(bytes([byte]))
        time.sleep(0.1)


def close_half(connection: socket.socket) -> None:
    """Send the beginning of an answer, close that direction, and continue to read."""
    connection.recv(65536)
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n<GetCallerIdentityResponse>")
    connection.shutdown(socket.SHUT_WR)
    say_nothing(connection)


def garble(connection: socket.socket) -> None:
    """Answer with something other than HTTP."""
    connection.recv(65536)
    connection.sendall(b"\x00\xff\x1b]0;220 mail ready\r\n" * 9)


def reset(connection: socket.socket) -> None:
    """Reset the connection."""
    connection.recv(1)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def own_authority(folder: Path, days: int = 1) -> tuple[str, ssl.SSLContext]:
    """Our own certificate authority: its bundle's path, and a server context for 127.0.0.1.

    The bundle also has the public authorities, as real bundles do. The server's certificate is
    valid for `days` from now, or expired that many days ago.
    """
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    now = datetime.datetime.now(datetime.timezone.utc)
    day = datetime.timedelta(days=1)
    authority, own = (
        ec.generate_private_key(ec.SECP256R1()),
        ec.generate_private_key(ec.SECP256R1()),
    )
    issuer = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "awscred tests")])

    def certificate(
        key: ec.EllipticCurvePrivateKey, name: x509.Name, until: int, *, ca: bool
    ) -> bytes:
        builder = x509.CertificateBuilder().subject_name(name).issuer_name(issuer)
        builder = builder.public_key(key.public_key()).serial_number(x509.random_serial_number())
        builder = builder.not_valid_before(now - 9 * day).not_valid_after(now + until * day)
        builder = builder.add_extension(x509.BasicConstraints(ca, None), critical=True)
        if not ca:
            address = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
            builder = builder.add_extension(x509.SubjectAlternativeName([address]), critical=False)
        signed = builder.sign(authority, hashes.SHA256())
        return signed.public_bytes(serialization.Encoding.PEM)

    bundle, server = folder / "bundle.pem", folder / "server.pem"
    public = Path(botocore.__file__).with_name("cacert.pem").read_bytes()
    bundle.write_bytes(public + certificate(authority, issuer, 9, ca=True))
    key = own.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    server.write_bytes(key + certificate(own, x509.Name([]), days, ca=False))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(server)
    return str(bundle), context


def closed_port() -> str:
    """The URL of a port where nothing listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{free.getsockname()[1]}"
