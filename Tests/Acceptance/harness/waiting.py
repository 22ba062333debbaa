"""Waiting on conditions that no one signals: files, sockets, other processes."""

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

PATIENCE = 60.0
"""Seconds for what happens within a few milliseconds on a machine that has nothing else to do."""


def wait_until(condition: Callable[[], T], timeout: float = PATIENCE, what: str = "the condition") -> T:
    """The first true value of `condition`, looked at often; fails after `timeout` seconds."""
    deadline = time.monotonic() + timeout
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            raise AssertionError(f"{what} did not come about within {timeout} s")
        time.sleep(0.02)
