"""Many questions at once: a limited number of threads, one deadline, and one prompt at a time."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from queue import Empty, SimpleQueue
from typing import NamedTuple, TypeAlias

from awscred.identity import Identity

AskUser: TypeAlias = Callable[[str], str]
Question: TypeAlias = Callable[[AskUser], Identity]
"""Returns the answer, and may prompt the user first."""


class _Prompt(NamedTuple):
    """A thread has a question for the user."""

    text: str
    reply: SimpleQueue[str]


class _Outcome(NamedTuple):
    """What a thread has found: the answer to a question, or a bug."""

    number: int
    found: Identity | BaseException


def ask_all(
    questions: Sequence[Question],
    *,
    threads: int,
    patience: float,
    ask_user: AskUser,
    on_answer: Callable[[Identity], None],
) -> list[Identity | None]:
    """The answers in the order of the questions; None if there was none in time.

    Ends after `patience` seconds without an answer whose status is known, and abandons questions
    that hang. `ask_user` is called in the calling thread, and the patience begins again after it.
    Its exceptions are passed on, and so is an interruption.
    """
    answers: list[Identity | None] = [None] * len(questions)
    waiting = deque(enumerate(questions))
    events: SimpleQueue[_Prompt | _Outcome] = SimpleQueue()

    def prompt(text: str) -> str:
        reply: SimpleQueue[str] = SimpleQueue()
        events.put(_Prompt(text, reply))
        return reply.get()

    def work() -> None:
        while waiting:
            try:
                number, question = waiting.popleft()
            except IndexError:  # another thread was faster
                return
            try:
                events.put(_Outcome(number, question(prompt)))
            except BaseException as error:  # a bug, for the caller to see
                events.put(_Outcome(number, error))

    # Daemons, so that what hangs (a name server, a very slow answer) can be abandoned.
    workers = (threading.Thread(target=work, daemon=True) for _ in questions[:threads])
    all(map(_starts, workers))  # as many as the system allows
    try:
        deadline = time.monotonic() + patience
        missing = len(questions)
        while missing:
            try:
                event = events.get(timeout=max(0.0, deadline - time.monotonic()))
            except Empty:
                break
            if isinstance(event, _Prompt):
                event.reply.put(ask_user(event.text))
                deadline = time.monotonic() + patience
                continue
            if isinstance(event.found, BaseException):
                raise event.found
            missing -= 1
            answers[event.number] = event.found
            on_answer(event.found)
            if event.found.status != "unknown":
                deadline = time.monotonic() + patience
    finally:
        waiting.clear()
    return answers


def _starts(thread: threading.Thread) -> bool:
    """Start a thread; returns False if the system allows no more."""
    try:
        thread.start()
    except RuntimeError:
        return False
    return True
