"""The harness checks others, so it is checked itself; no bridge is needed."""

import http.client
import json
import threading
import time

import pytest

from harness import signatures
from harness.bridge import ROOT
from harness.ledger import Ledger, key_of_punch
from harness.receiver import Answer, Receiver
from harness.schemas import SchemaBook
from harness.terminal import Command, Punch, Terminal, commands_in
from harness.wire import Connection, ConnectionClosed, Reply, chunked, exchange, request_bytes
from harness.yaml import to_yaml

EXAMPLE = json.loads((ROOT / "webhook-schemas/examples/attendance.recorded.json").read_text())


def post(receiver: Receiver, event: dict, secret: str | None = None, **headers: str) -> int:
    body = json.dumps(event).encode()
    now = int(time.time())
    sent = {
        "content-type": "application/json",
        "user-agent": "adms-bridge/0",
        "webhook-id": event["id"],
        "webhook-timestamp": str(now),
        "webhook-signature": signatures.sign(secret or receiver.secret, event["id"], now, body),
    } | {name.replace("_", "-"): value for name, value in headers.items()}
    connection = http.client.HTTPConnection("127.0.0.1", receiver.port, timeout=5)
    try:
        connection.request("POST", "/hooks", body, sent)
        return connection.getresponse().status
    finally:
        connection.close()


@pytest.fixture
def plain_receiver():
    receiver = Receiver(SchemaBook()).up()
    yield receiver
    receiver.down()


def test_the_signature_is_that_of_the_specifications_own_example():
    signature = signatures.sign(
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        1614265330,
        b'{"test": 2432232314}',
    )
    assert signature == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_a_good_delivery_leaves_no_fault(plain_receiver):
    assert post(plain_receiver, EXAMPLE) == 200
    assert plain_receiver.faults == []
    assert plain_receiver.wait_for_event(type="attendance.recorded", pin="2048") == EXAMPLE


@pytest.mark.parametrize(
    ("headers", "fault"),
    [
        ({"webhook_signature": "v1,AAAA"}, "no signature matches"),
        ({"webhook_timestamp": "1614265330"}, "too far from now"),
        ({"webhook_timestamp": "soon"}, "not unix seconds"),
        ({"webhook_id": "evt_2222"}, "webhook-id is"),
        ({"content_type": "text/plain"}, "content-type is"),
        ({"user_agent": "curl/7"}, "user-agent is"),
    ],
)
def test_a_bad_header_is_a_fault(plain_receiver, headers, fault):
    post(plain_receiver, EXAMPLE, **headers)
    assert any(fault in one for one in plain_receiver.faults), plain_receiver.faults


def test_a_signature_by_another_secret_is_a_fault(plain_receiver):
    post(plain_receiver, EXAMPLE, secret=signatures.new_secret())
    assert plain_receiver.faults


def test_one_of_several_signatures_suffices(plain_receiver):
    now, body = int(time.time()), json.dumps(EXAMPLE).encode()
    both = [
        signatures.sign(secret, EXAMPLE["id"], now, body)
        for secret in (signatures.new_secret(), plain_receiver.secret)
    ]
    post(plain_receiver, EXAMPLE, webhook_timestamp=str(now), webhook_signature=" ".join(both))
    assert plain_receiver.faults == []


def test_an_unknown_event_type_is_a_fault(plain_receiver):
    post(plain_receiver, EXAMPLE | {"type": "attendance.imagined"})
    assert any("no schema" in fault for fault in plain_receiver.faults)


def test_answers_come_in_the_order_they_were_set(plain_receiver):
    plain_receiver.answer_next(Answer(500), Answer(429, {"Retry-After": "7"}))
    assert [post(plain_receiver, EXAMPLE) for _ in range(3)] == [500, 429, 200]
    assert [one.answered for one in plain_receiver.attempts()] == [500, 429, 200]
    assert len(plain_receiver.events()) == 1


def test_a_receiver_that_closes_says_nothing(plain_receiver):
    plain_receiver.answer_next(Answer.closing())
    with pytest.raises(ConnectionError):
        post(plain_receiver, EXAMPLE)


def test_a_hanging_request_is_answered_after_release(plain_receiver):
    plain_receiver.answer_next(Answer.hanging())
    statuses: list[int] = []
    client = threading.Thread(target=lambda: statuses.append(post(plain_receiver, EXAMPLE)))
    client.start()
    plain_receiver.wait_for_attempts(1)
    assert plain_receiver.events() == []
    plain_receiver.release()
    client.join()
    assert statuses == [200]


def test_a_receiver_that_goes_down_breaks_hanging_requests_and_comes_back_on_its_port(plain_receiver):
    plain_receiver.answer_next(Answer.hanging())
    broken = threading.Event()

    def client() -> None:
        try:
            post(plain_receiver, EXAMPLE)
        except ConnectionError:
            broken.set()

    thread = threading.Thread(target=client)
    thread.start()
    plain_receiver.wait_for_attempts(1)
    plain_receiver.down()
    thread.join()
    assert broken.is_set()
    with pytest.raises(ConnectionRefusedError):
        post(plain_receiver, EXAMPLE)
    plain_receiver.up()
    assert post(plain_receiver, EXAMPLE) == 200
    assert len(plain_receiver.events()) == 1


def test_the_ledger_finds_what_is_missing_and_counts_repeats(plain_receiver):
    ledger, serial = Ledger(), EXAMPLE["device"]["serial"]
    here, gone = Punch("2048", "2026-11-20 07:58:39", 0, 15), Punch("9", "2026-11-20 08:00:00")
    ledger.send(serial, [here, gone])
    ledger.accept(serial, [here, gone])
    post(plain_receiver, EXAMPLE)
    post(plain_receiver, EXAMPLE)
    assert ledger.missing(plain_receiver) == {key_of_punch(serial, gone)}
    assert ledger.duplicates(plain_receiver) == 1


def test_the_ledger_refuses_a_punch_nobody_sent(plain_receiver):
    ledger = Ledger()
    ledger.send(EXAMPLE["device"]["serial"], [Punch("1", "2026-11-20 08:00:00")])
    post(plain_receiver, EXAMPLE)
    with pytest.raises(AssertionError, match="never sent"):
        ledger.wait_until_balanced(plain_receiver, timeout=1)


def test_requests_are_written_as_described():
    assert request_bytes("POST", "/x?SN=1", headers={"A": "b"}, body=b"hello", version="HTTP/1.0") == (
        b"POST /x?SN=1 HTTP/1.0\r\nA: b\r\nContent-Length: 5\r\n\r\nhello"
    )
    assert request_bytes("GET", "/") == b"GET / HTTP/1.1\r\n\r\n"
    assert chunked(b"0123456789", 7) == b"7\r\n0123456\r\n3\r\n789\r\n0\r\n\r\n"


def test_replies_are_read_from_the_wire(plain_receiver):
    reply = exchange(
        ("127.0.0.1", plain_receiver.port), request_bytes("GET", "/", headers={"Connection": "close"})
    )
    assert reply.status == 200
    assert reply.header("content-LENGTH") == "0"


def test_a_connection_closed_before_the_reply_is_told_apart(plain_receiver):
    plain_receiver.answer_next(Answer.closing())
    with Connection(("127.0.0.1", plain_receiver.port)) as connection:
        connection.send(request_bytes("GET", "/"))
        with pytest.raises(ConnectionClosed):
            connection.reply()


def test_commands_are_taken_apart():
    user = Command("7", "DATA UPDATE USERINFO PIN=1\tName=Li Wei\tPasswd=")
    assert (user.verb, user.fields) == ("DATA UPDATE USERINFO", {"PIN": "1", "Name": "Li Wei", "Passwd": ""})
    assert Command("8", "AC_UNLOCK").verb == "AC_UNLOCK"


def test_a_command_without_its_line_end_is_refused():
    def reply(body: bytes) -> Reply:
        return Reply("HTTP/1.1", 200, [], body, b"")

    assert commands_in(reply(b"C:1:INFO\nC:2:REBOOT\n")) == [Command("1", "INFO"), Command("2", "REBOOT")]
    with pytest.raises(AssertionError):
        commands_in(reply(b"C:1:INFO\nC:2:REBOOT"))
    with pytest.raises(AssertionError):
        commands_in(reply(b"C:1:INFO\n\n"))


def test_a_terminal_says_what_terminals_say(plain_receiver):
    terminal = Terminal(("127.0.0.1", plain_receiver.port), "X1")
    terminal.punch(Punch("12", "2026-11-20 08:00:00"))
    [seen] = plain_receiver.attempts()
    assert seen.path == "/iclock/cdata?SN=X1&table=ATTLOG&Stamp=9999"
    assert seen.body == b"12\t2026-11-20 08:00:00\t0\t1\t\t0\t0\n"


def test_configurations_are_written_as_block_yaml():
    value = {
        "a": {"b": 1, "c": [], "d": None},
        "e": [{"f": "15s", "g": ["*"]}, {"h": True}],
        "i": "plain",
        "j": "yes",
    }
    assert to_yaml(value) == (
        'a:\n  b: 1\n  c: []\n  d: \ne:\n  - f: "15s"\n    g:\n      - "*"\n  - h: true\ni: plain\nj: "yes"\n'
    )
