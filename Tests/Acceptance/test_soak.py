"""Nothing accepted is ever lost, however often the bridge is killed.

`make soak` runs 200 cycles; here a few. The environment may say otherwise:

    SOAK_CYCLES=10000   how often it is killed
    SOAK_SEED=7         another course of events
    SOAK_ORDERING=1     with `ordering: device`, and first arrivals checked to be in order
"""

import os
import random
import sys

from harness.settings import device, endpoint, settings, tenant
from harness.soak import REPEATS_PER_KILL, MoodyReceiver, soak
from harness.terminal import new_serial

TIMEOUT = 2.0


def test_kills_at_random_moments_lose_nothing_and_repeat_little(start_bridge, schemas):
    cycles = int(os.environ.get("SOAK_CYCLES", "6"))
    seed = int(os.environ.get("SOAK_SEED", "20261121"))
    is_ordered = os.environ.get("SOAK_ORDERING", "") == "1"
    receiver = MoodyReceiver(schemas, random.Random(seed), TIMEOUT)
    receiver.up()
    serials = [new_serial() for _ in range(4)]
    more = {"ordering": "device"} if is_ordered else {}
    try:
        bridge = start_bridge(
            settings(
                tenants=[
                    tenant(
                        endpoints=[endpoint(receiver, **more)],
                        devices=[device(serial) for serial in serials],
                    )
                ],
                delivery={"timeout": f"{int(TIMEOUT * 1000)}ms"},
                log={"level": "info"},
            )
        )
        report = soak(
            bridge, receiver, serials, cycles, seed, lambda line: print(line, file=sys.__stderr__, flush=True)
        )
    finally:
        receiver.down()
    if cycles > 20:
        print(f"\nsoak: {report}", file=sys.__stderr__, flush=True)
    assert receiver.faults == []
    assert report.kills == cycles
    assert report.accepted > 10 * cycles, report
    assert (report.lost, report.invented, report.changed) == (0, 0, 0), report
    # Every answer was 200 in the end, and nothing had failed often enough to be given up.
    assert (report.pending, report.dead) == (0, 0), report
    assert report.most_repeats <= REPEATS_PER_KILL, report
    assert report.repeats <= REPEATS_PER_KILL * cycles, report
    if is_ordered:
        assert report.out_of_order == 0, report
