"""Double-entry bookkeeping of punches: what the terminal was told is kept, against what the receiver got."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from .receiver import Receiver
from .terminal import Punch
from .waiting import PATIENCE, wait_until

Key = tuple[str, str, str, int | None, int | None]


def key_of_punch(serial: str, punch: Punch) -> Key:
    """What makes a punch this punch (protocol section 3.2)."""
    return serial, punch.pin, punch.time, punch.status, punch.verify


def key_of_event(event: dict[str, Any]) -> Key:
    data = event["data"]
    return (
        event["device"]["serial"],
        data["pin"],
        data["local_time"],
        data["direction_code"],
        data["verify_code"],
    )


@dataclass
class Ledger:
    """Punches by what became of them."""

    #: Sent, whatever the bridge answered.
    sent: set[Key] = field(default_factory=set)
    #: The terminal heard `OK` for these, so they may never be lost.
    accepted: set[Key] = field(default_factory=set)

    def send(self, serial: str, punches: Iterable[Punch]) -> None:
        self.sent |= {key_of_punch(serial, punch) for punch in punches}

    def accept(self, serial: str, punches: Iterable[Punch]) -> None:
        self.accepted |= {key_of_punch(serial, punch) for punch in punches}

    def delivered(self, receiver: Receiver) -> Counter[Key]:
        """How often each punch was delivered and answered with success."""
        return Counter(
            key_of_event(one.event)
            for one in receiver.attempts(type="attendance.recorded")
            if one.accepted and one.event["device"]["serial"] in {key[0] for key in self.sent}
        )

    def missing(self, receiver: Receiver) -> set[Key]:
        """Promised to the terminal and not delivered."""
        return self.accepted - set(self.delivered(receiver))

    def wait_until_balanced(self, receiver: Receiver, timeout: float = 2 * PATIENCE) -> None:
        """Everything accepted is delivered, nothing is delivered that was not sent, one id per punch and one
        punch per id; repeats are allowed."""
        wait_until(lambda: not self.missing(receiver), timeout, "the balance")
        delivered = self.delivered(receiver)
        assert set(delivered) <= self.sent, f"delivered but never sent: {set(delivered) - self.sent}"
        pairs = {
            (key_of_event(one.event), one.id, one.body)
            for one in receiver.attempts(type="attendance.recorded")
            if key_of_event(one.event) in self.sent
        }
        assert len(pairs) == len({key for key, _, _ in pairs}), "a punch had two ids or two bodies"
        assert len(pairs) == len({id for _, id, _ in pairs}), "two punches had the same id"
        sequences = [event["sequence"] for event in receiver.events(type="attendance.recorded")]
        assert len(sequences) == len(set(sequences)), "a sequence number was used twice"

    def duplicates(self, receiver: Receiver) -> int:
        """How many deliveries were repeats."""
        return sum(count - 1 for count in self.delivered(receiver).values())
