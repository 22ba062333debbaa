"""What a terminal's uploads were told as, and that no more was told."""

import itertools
from typing import Any

from .receiver import Receiver
from .terminal import Punch, Terminal

_marks = itertools.count(1)


def news_of(terminal: Terminal, receiver: Receiver, *types: str) -> list[dict[str, Any]]:
    """The events of these types about the terminal so far, in the order they were committed.

    A mark (two punches of a time long past, which say nothing about a clock) is sent after them: once its events
    are there, what was to be told before has been told, if the receiver's endpoint has `max_in_flight: 1`.
    """
    number = next(_marks)
    time = f"2001-02-{number // 1440 % 28 + 1:02d} {number // 60 % 24:02d}:{number % 60:02d}:00"
    assert terminal.punch(Punch("mark1", time), Punch("mark2", time)).status == 200
    for pin in ("mark1", "mark2"):
        receiver.wait_for_event(serial=terminal.serial, pin=pin, local_time=time)
    events = [event for event in receiver.events(serial=terminal.serial) if event["type"] in types]
    return sorted(events, key=lambda event: event["sequence"])


def data_of(events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [event["data"] for event in events]
