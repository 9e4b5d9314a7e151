"""Many questions at once: a limited number of threads, one deadline, and one prompt at a time."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from functools import partial
from itertools import takewhile
from queue import Empty, SimpleQueue
from typing import NamedTuple, TypeAlias

from awscred.identity import Identity

AskUser: TypeAlias = Callable[[str], str]
Question: TypeAlias = Callable[[AskUser], Identity]
"""Returns the answer, and may prompt the user first."""


_PAUSE = 1.0
"""Seconds without an answer after which the user is asked, even if some answers are missing."""


class _Prompt(NamedTuple):
    """A thread has a question for the user."""

    number: int
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
    that hang. `ask_user` is called in the calling thread, in the order of the questions, once the
    other answers are there or pause; the patience begins again after it. Its exceptions are passed
    on, and so is an interruption.
    """
    answers: list[Identity | None] = [None] * len(questions)
    waiting = deque(enumerate(questions))
    events: SimpleQueue[_Prompt | _Outcome] = SimpleQueue()

    def ask(number: int, text: str) -> str:
        reply: SimpleQueue[str] = SimpleQueue()
        events.put(_Prompt(number, text, reply))
        return reply.get()

    def work() -> None:
        while waiting:
            try:
                number, question = waiting.popleft()
            except IndexError:  # another thread was faster
                return
            try:
                events.put(_Outcome(number, question(partial(ask, number))))
            except BaseException as error:  # a bug, for the caller to see
                events.put(_Outcome(number, error))

    # Daemons, so that what hangs (a name server, a very slow answer) can be abandoned.
    workers = (threading.Thread(target=work, daemon=True) for _ in questions[:threads])
    started = sum(1 for _ in takewhile(_starts, workers))  # as many as the system allows
    prompts: list[_Prompt] = []
    try:
        deadline = time.monotonic() + patience
        missing = len(questions)
        while missing:
            left = max(0.0, deadline - time.monotonic())
            if prompts:
                all_wait = len(prompts) == min(started, missing)
                left = 0.0 if all_wait else min(left, _PAUSE)
            try:
                event = events.get(timeout=left)
            except Empty:
                if not prompts:
                    break
                prompt = min(prompts)
                prompts.remove(prompt)
                prompt.reply.put(ask_user(prompt.text))
                deadline = time.monotonic() + patience
                continue
            if isinstance(event, _Prompt):
                prompts.append(event)
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
