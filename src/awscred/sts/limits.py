"""How much is read of what others send: an answer of AWS, a program's output, a token file.

Real ones have a few kilobytes. Without a limit, one endless answer would fill the memory. What an
answer says of the time to the next attempt is not read: the user's patience may be shorter.
"""

from __future__ import annotations

import io
import threading
from collections.abc import Iterable
from contextlib import ExitStack
from http.client import HTTPResponse, LineTooLong
from typing import Any

import botocore.exceptions as aws
import urllib3
from botocore.awsrequest import (
    AWSHTTPConnection,
    AWSHTTPConnectionPool,
    AWSHTTPSConnection,
    AWSHTTPSConnectionPool,
    AWSResponse,
)
from urllib3.exceptions import HTTPError, ProtocolError, ReadTimeoutError

from awscred.sts.answers import AnswerTooLongError

LONGEST = 1024 * 1024
"""Bytes of one answer, of one program's output, and of one file."""
PIECE = 64 * 1024
"""Bytes that are read at a time."""
_MARKS = (b"<", b"=", b"&", b"\n", b"\r")  # where XML begins another tag, attribute or text
_MOST_MARKS = 10_000  # together; in memory each takes up to a hundred times its length
_RETRY_AFTER = "x-amz-retry-after"  # for which botocore 1.44 puts off its next attempt up to 6 s
_LARGE_ONES = threading.BoundedSemaphore(4)  # how many above PIECE are read at the same time


class TooLongError(Exception):
    """More than LONGEST bytes came."""


def collect(pieces: Iterable[bytes]) -> bytes:
    """The pieces, joined. Raises TooLongError, and reads no further, above LONGEST.

    Large ones wait for each other, so that a hundred threads do not hold a hundred of them.
    """
    found = bytearray()
    with ExitStack() as turn:
        for piece in pieces:
            if len(found) <= PIECE < len(found) + len(piece):
                turn.enter_context(_LARGE_ONES)
            found += piece
            if len(found) > LONGEST:
                raise TooLongError
    return bytes(found)


class _Head:
    """The beginning of an answer, up to PIECE bytes: http.client reads a hundred long headers."""

    def __init__(self, file: Any) -> None:
        self._file = file
        self._left = PIECE
        self.close = file.close

    def readline(self, most: int) -> bytes:
        line: bytes = self._file.readline(min(most, self._left + 1))
        self._left -= len(line)
        if self._left < 0:
            raise LineTooLong("headers")
        return line


class _Response(HTTPResponse):
    fp: Any

    def begin(self) -> None:
        file = self.fp
        self.fp = _Head(file)
        super().begin()
        if self.fp is not None:  # else the answer has no body
            self.fp = file


class _Connection(AWSHTTPConnection):  # type: ignore[misc]
    response_class = _Response


class _Pool(AWSHTTPConnectionPool):  # type: ignore[misc]
    ConnectionCls = _Connection


class _TlsConnection(AWSHTTPSConnection):  # type: ignore[misc]
    response_class = _Response


class _TlsPool(AWSHTTPSConnectionPool):  # type: ignore[misc]
    ConnectionCls = _TlsConnection


class Bounded:
    """botocore's HTTP session, which reads an answer up to LONGEST, and its headers up to PIECE."""

    def __init__(self, session: Any) -> None:
        session._pool_classes_by_scheme.update(http=_Pool, https=_TlsPool)  # no public way
        self._session = session

    def send(self, request: Any) -> AWSResponse:
        """Send a request. Raises AnswerTooLongError, and what botocore's session raises."""
        request.stream_output = True  # else the session would read the body to its end
        response = self._session.send(request)
        raw = response.raw
        try:
            # By read(), not by stream(): this one has no limit on the line before a chunk.
            body = collect(iter(lambda: raw.read(PIECE), b""))
        except TooLongError:
            raw.close()
            raise AnswerTooLongError from None
        except ReadTimeoutError as error:
            raise aws.ReadTimeoutError(endpoint_url=request.url, error=error) from None
        except ProtocolError as error:
            raise aws.ConnectionClosedError(
                endpoint_url=request.url, error=error, request=request
            ) from None
        except HTTPError as error:
            raise aws.HTTPClientError(error=error) from None
        if _is_bomb(body):
            raise AnswerTooLongError
        read = urllib3.HTTPResponse(io.BytesIO(body), preload_content=False)
        response.headers.pop(_RETRY_AFTER, None)
        return AWSResponse(response.url, response.status_code, response.headers, read)

    def close(self) -> None:
        """Close the connections."""
        self._session.close()


def _is_bomb(body: bytes) -> bool:
    """Whether an answer would become far larger when it is parsed as XML."""
    text = body.replace(b"\0", b"")  # of UTF-16
    return b"<!ENTITY" in text or sum(map(text.count, _MARKS)) > _MOST_MARKS
