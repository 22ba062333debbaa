"""The log over the API: a polling alternative to webhooks that misses nothing and repeats nothing."""

import json

import pytest

from harness.api import assert_problem
from harness.openapi import JudgedAPI
from harness.receiver import Answer
from harness.samples import finger_row, lines, some_bytes, text_of
from harness.settings import device, endpoint, key, new_key, settings, tenant
from harness.terminal import Punch, new_serial
from harness.waiting import wait_until

READER = ["events:read"]
KEEPER = ["events:read", "endpoints:read", "endpoints:write", "biometrics:read"]


def punch(pin: str | int) -> Punch:
    return Punch(str(pin), "2026-05-05 08:00:00")


@pytest.fixture
def start(start_bridge):
    """A bridge with a terminal; `reader` and `keeper` are programs of its tenant, with few and with more rights."""

    def start(*endpoints, **delivery):
        reader, keeper, serial = new_key(), new_key(), new_serial()
        keys = [key(reader, "reader", READER), key(keeper, "keeper", KEEPER)]
        bridge = start_bridge(
            settings(
                tenants=[
                    tenant(endpoints=list(endpoints), devices=[device(serial)], keys=keys),
                    tenant("other"),
                ],
                delivery=delivery,
            )
        )
        bridge.reader, bridge.keeper = JudgedAPI.of(bridge.api(reader)), JudgedAPI.of(bridge.api(keeper))
        bridge.device = bridge.terminal(serial)
        return bridge

    return start


def follow(api, after="0", limit=7, query=""):
    """Everything after a place in the log, and the place where it ended."""
    events = []
    while True:
        page = api.get(f"/v1/events?limit={limit}&after={after}{query}").json
        events += page["data"]
        after = page["last"]
        if page["next"] is None:
            return events, after
        assert page["next"] == after


def test_the_bodies_are_those_of_the_webhooks(start, receiver):
    bridge = start(endpoint(receiver))
    bridge.device.punch(punch(1), punch(2))
    receiver.wait_for_events(2, type="attendance.recorded")
    text = bridge.reader.get("/v1/events").body
    for delivery in receiver.attempts(type="attendance.recorded"):
        assert delivery.body in text


def test_who_follows_the_log_sees_everything_once_and_in_order(start):
    bridge = start()
    seen, place = [], "0"
    for round in range(5):
        bridge.device.punch(*(punch(f"{round + 1}{number}") for number in range(20)))
        events, place = follow(bridge.reader, place)
        seen += events
        assert follow(bridge.reader, place) == ([], place)
    sequences = [event["sequence"] for event in seen]
    assert sequences == sorted(set(sequences))
    pins = [event["data"]["pin"] for event in seen if event["type"] == "attendance.recorded"]
    assert pins == [f"{round + 1}{number}" for round in range(5) for number in range(20)]


def test_types_and_terminals_can_be_asked_for(start):
    bridge = start()
    bridge.device.punch(punch(1))
    found, _ = follow(bridge.reader, query="&type=attendance.recorded,user.*")
    assert {event["type"] for event in found} == {"attendance.recorded"}
    assert follow(bridge.reader, query="&device=NOBODY")[0] == []
    assert follow(bridge.reader, query=f"&type=attendance.*&device={bridge.device.serial}")[0] == found


def test_an_event_tells_where_it_stands(start, receiver):
    bridge = start(endpoint(receiver, "main", event_types=["attendance.*"]), retry_schedule=["100ms"] * 5)
    receiver.answer_next(Answer(500, body=b"not now"))
    bridge.device.punch(punch(1))
    event = receiver.wait_for_event(pin="1")

    def delivered():
        report = bridge.reader.get(f"/v1/events/{event['id']}").json
        return report if report["deliveries"][0]["state"] == "delivered" else None

    report = wait_until(delivered)
    assert report["event"] == event
    assert report["deliveries"][0]["endpoint"] == "main" and report["deliveries"][0]["attempts"] == 2
    attempts = bridge.reader.get(f"/v1/events/{event['id']}/attempts").json["data"]
    assert [(one["number"], one["outcome"], one["status"]) for one in attempts] == [
        (1, "http_500", 500),
        (2, "delivered", 200),
    ]
    assert attempts[0]["answer"] == "not now"


def test_an_event_is_delivered_again_with_the_same_id_and_body(start, receiver):
    bridge = start(endpoint(receiver, "main", event_types=["attendance.*"]))
    bridge.device.punch(punch(1))
    event = receiver.wait_for_event(pin="1")
    path = f"/v1/events/{event['id']}/redeliver"
    # Until its delivery is booked it is under way still, and nothing to be delivered again.
    report = f"/v1/events/{event['id']}"
    wait_until(lambda: bridge.reader.get(report).json["deliveries"][0]["state"] == "delivered")
    assert_problem(bridge.reader.post(path), 403)
    assert_problem(bridge.keeper.post(path, {"endpoint": "none"}), 422)
    assert bridge.keeper.post(path, {"endpoint": "main"}).json == {"events": 1}
    first, second = receiver.wait_for_attempts(2, pin="1")
    assert (first.id, first.body) == (second.id, second.body)


def test_templates_are_shown_to_those_who_may_see_them(start):
    bridge = start()
    template = some_bytes(200)
    bridge.device.upload("OPERLOG", lines(finger_row("7", template)))
    for api, shown in ((bridge.reader, False), (bridge.keeper, True)):
        event = follow(api, query="&type=biometric.updated")[0][0]
        assert (event["data"]["template"]["content_base64"] == text_of(template)) is shown
        one = api.get(f"/v1/events/{event['id']}").json["event"]
        assert (one["data"]["template"]["content_base64"] is not None) is shown


def test_lines_set_aside_are_listed(start):
    bridge = start()
    bridge.device.attlog("nonsense")
    rejected = bridge.reader.get("/v1/rejects").json["data"]
    assert [event["data"]["line"] for event in rejected] == ["nonsense"]


def test_counts_are_told(start, receiver):
    receiver.answer_always(Answer(500))
    bridge = start(endpoint(receiver, "main", event_types=["attendance.*"]), retry_schedule=["20s"])
    bridge.device.punch(punch(1))
    wait_until(lambda: bridge.reader.get("/v1/stats").json["waiting"] == 1)
    counts = bridge.reader.get("/v1/stats").json
    assert counts["endpoints"] == 1 and counts["dead_letters"] == 0
    assert counts["last_sequence"] == follow(bridge.reader)[0][-1]["sequence"]


def test_another_tenant_sees_nothing(start):
    bridge = start()
    bridge.device.punch(punch(1))
    id = follow(bridge.reader)[0][-1]["id"]
    stranger = bridge.admin("other")
    assert stranger.get("/v1/events").json["data"] == []
    for path in (f"/v1/events/{id}", f"/v1/events/{id}/attempts"):
        assert_problem(stranger.get(path), 404)
    assert_problem(stranger.post(f"/v1/events/{id}/redeliver"), 404)


def test_no_event_is_there_by_a_name_no_event_could_have(start):
    api = start().reader
    for id in ("evt_x", "evt_" + "a" * 26, "1", "x" * 2000):
        assert_problem(api.get(f"/v1/events/{id}"), 404)
    assert_problem(api.get("/v1/events/evt_%00"), 400)


def test_numbers_are_numbers(start):
    bridge = start()
    bridge.device.punch(punch(1))
    for event in json.loads(bridge.reader.get("/v1/events").body)["data"]:
        assert isinstance(event["sequence"], int)
