"""Limits on what is read from others: an answer of AWS, a program's output, a token file.

Real ones have a few kilobytes. Without a limit, one endless answer would fill the memory. A header
with a delay before the next attempt is ignored: the user's patience may be shorter.
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
"""The most bytes of one answer, of one program's output, and of one file."""
PIECE = 64 * 1024
"""How many bytes are read at a time."""
_MARKS = (b"<", b"=", b"&", b"\n", b"\r")  # the beginning of another tag, attribute or text in XML
_MOST_MARKS = 10_000  # of all kinds; each can take a hundred times its length in memory
_RETRY_AFTER = "x-amz-retry-after"  # botocore 1.44 waits up to 6 s for it
_LARGE_ONES = threading.BoundedSemaphore(4)  # at most 4 longer than PIECE are read at the same time


class TooLongError(Exception):
    """More than LONGEST bytes arrived."""


def collect(pieces: Iterable[bytes]) -> bytes:
    """The pieces, joined. Raises TooLongError above LONGEST bytes, and reads no further.

    Large ones wait for each other, so that a hundred threads do not hold a hundred of them in
    memory.
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
    """The head of an answer, up to PIECE bytes: http.client would read a hundred long headers."""

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
        if self.fp is not None:  # otherwise the answer has no body
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
    """botocore's HTTP session, reading at most LONGEST bytes of an answer and PIECE of its
    headers."""

    def __init__(self, session: Any) -> None:
        session._pool_classes_by_scheme.update(http=_Pool, https=_TlsPool)  # no public way
        self._session = session

    def send(self, request: Any) -> AWSResponse:
        """Send a request. Raises AnswerTooLongError, and what botocore's session raises."""
        request.stream_output = True  # otherwise the session would read the whole body
        response = self._session.send(request)
        raw = response.raw
        try:
            # read(), not stream(): that has no limit on the line before a chunk.
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
    """Whether an answer would become much larger when it is parsed as XML."""
    text = body.replace(b"\0", b"")  # in UTF-16
    return b"<!ENTITY" in text or sum(map(text.count, _MARKS)) > _MOST_MARKS
