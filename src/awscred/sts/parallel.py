"""Many questions at once: a bounded number of threads, one deadline, and prompts one at a time."""

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
"""Gives the answer; may put a text to the user meanwhile."""


_PAUSE = 1.0
"""Seconds without an answer after which the user is asked, even if some answers are missing."""


class _Prompt(NamedTuple):
    """The thread with a question wants to know something of the user."""

    number: int
    text: str
    reply: SimpleQueue[str]


class _Outcome(NamedTuple):
    """What a thread has found out: the answer to a question, or a bug."""

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

    It ends when for `patience` seconds no question had an answer that tells anything; what hangs
    then is abandoned. The user is asked in the thread that calls, by `ask_user`, when the other
    answers are there or make a pause, in the order of the questions; what that raises goes through,
    and so does an interruption.
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
            except IndexError:  # another thread was quicker
                return
            try:
                events.put(_Outcome(number, question(partial(ask, number))))
            except BaseException as error:  # a bug: whoever called is to see it
                events.put(_Outcome(number, error))

    # Daemons: what hangs, in a name server or on a very slow answer, is abandoned.
    workers = (threading.Thread(target=work, daemon=True) for _ in questions[:threads])
    started = sum(1 for _ in takewhile(_starts, workers))  # as many as the system gives
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
    """Start a thread; False where the system gives no more."""
    try:
        thread.start()
    except RuntimeError:
        return False
    return True
