"""Terminals speak HTTP as their firmware's authors understood it; the bridge understands them all."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from harness.terminal import Punch
from harness.wire import Connection, chunked, exchange, request_bytes

ROW = b"21\t2026-05-02 08:00:00\t0\t1\t\t0\t0\n"


def arrives(shared, terminal) -> None:
    shared.receiver.wait_for_event(serial=terminal.serial, pin="21")


@pytest.mark.parametrize(
    "path",
    [
        "/iclock/cdata",
        "/iclock/cdata.aspx",
        "/iclock/cdata/",
        "/iclock/cdata.aspx/",
        "/iclock/iclock/cdata",
        "/some/secret/iclock/cdata",
        "/prefix/iclock/cdata.aspx",
        "/ICLOCK/CDATA",
        "/iClock/cData.ASPX",
        "//iclock/cdata",
        "/iclock//cdata",
        "/iclock/edata",
    ],
)
def test_an_upload_is_taken_under_every_path_firmware_uses(shared, path):
    terminal = shared.bridge.terminal()
    target = f"{path}?SN={terminal.serial}&table=ATTLOG&Stamp=9999"
    reply = terminal.say(request_bytes("POST", target, headers=terminal.headers, body=ROW))
    assert (reply.status, reply.text.strip()) == (200, "OK: 1")
    arrives(shared, terminal)


@pytest.mark.parametrize(
    "path", ["/iclock/getrequest", "/iclock/getrequest.aspx", "/iclock/getreq", "/IClock/GetRequest"]
)
def test_a_poll_is_answered_under_every_path_firmware_uses(shared, path):
    terminal = shared.bridge.terminal()
    reply = terminal.say(request_bytes("GET", f"{path}?SN={terminal.serial}", headers=terminal.headers))
    assert (reply.status, reply.text.strip()) == (200, "OK")


@pytest.mark.parametrize("name", ["SN", "sn", "Sn"])
def test_the_serial_is_found_whatever_the_case_of_its_name(shared, name):
    terminal = shared.bridge.terminal()
    target = f"/iclock/cdata?table=ATTLOG&{name}={terminal.serial}"
    reply = terminal.say(request_bytes("POST", target, headers=terminal.headers, body=ROW))
    assert reply.status == 200
    arrives(shared, terminal)


@pytest.mark.parametrize("tail", ["", "&", "?"])
def test_a_tail_after_the_query_does_no_harm(shared, tail):
    terminal = shared.bridge.terminal()
    target = f"/iclock/cdata?SN={terminal.serial}&table=ATTLOG{tail}"
    assert terminal.say(request_bytes("POST", target, headers=terminal.headers, body=ROW)).status == 200


def test_a_request_without_a_host_is_answered(shared):
    terminal = shared.bridge.terminal()
    terminal.headers = {}
    assert terminal.handshake().status == 200
    assert terminal.upload("ATTLOG", ROW).text.strip() == "OK: 1"
    arrives(shared, terminal)


def test_http_1_0_is_answered_and_the_connection_closed(shared):
    terminal = shared.bridge.terminal()
    target = f"/iclock/cdata?SN={terminal.serial}&table=ATTLOG"
    with Connection(shared.bridge.devices) as connection:
        connection.send(request_bytes("POST", target, body=ROW, version="HTTP/1.0"))
        reply = connection.reply()
        assert (reply.status, reply.text.strip()) == (200, "OK: 1")
        assert connection.is_closed_by_peer()
    arrives(shared, terminal)


@pytest.mark.parametrize("size", [1, 7, 1000])
def test_a_chunked_upload_is_put_together(shared, size):
    terminal = shared.bridge.terminal()
    terminal.headers["Transfer-Encoding"] = "chunked"
    reply = terminal.upload("ATTLOG", chunked(ROW, size))
    assert (reply.status, reply.text.strip()) == (200, "OK: 1")
    arrives(shared, terminal)


def test_an_upload_that_comes_byte_by_byte_is_put_together(shared):
    terminal = shared.bridge.terminal()
    target = f"/iclock/cdata?SN={terminal.serial}&table=ATTLOG"
    with Connection(shared.bridge.devices) as connection:
        for byte in request_bytes("POST", target, headers=terminal.headers, body=ROW):
            connection.send(bytes([byte]))
        assert connection.reply().text.strip() == "OK: 1"
    arrives(shared, terminal)


def test_two_requests_on_one_connection_are_both_answered(shared):
    terminal = shared.bridge.terminal()
    keep = {"Host": "bridge.example.test", "Connection": "keep-alive"}
    with Connection(shared.bridge.devices) as connection:
        connection.send(request_bytes("GET", f"/iclock/getrequest?SN={terminal.serial}", headers=keep))
        assert connection.reply().text.strip() == "OK"
        target = f"/iclock/cdata?SN={terminal.serial}&table=ATTLOG"
        connection.send(request_bytes("POST", target, headers=keep, body=ROW))
        assert connection.reply().text.strip() == "OK: 1"
    arrives(shared, terminal)


def test_two_requests_sent_at_once_are_answered_in_order(shared):
    terminal = shared.bridge.terminal()
    keep = {"Host": "bridge.example.test"}
    upload = request_bytes("POST", f"/iclock/cdata?SN={terminal.serial}&table=ATTLOG", headers=keep, body=ROW)
    poll = request_bytes("GET", f"/iclock/getrequest?SN={terminal.serial}", headers=keep)
    with Connection(shared.bridge.devices) as connection:
        connection.send(upload + poll)
        assert [connection.reply().text.strip() for _ in range(2)] == ["OK: 1", "OK"]


def test_a_client_that_asks_before_sending_its_body_is_told_to_go_on(shared):
    terminal = shared.bridge.terminal()
    headers = terminal.headers | {"Expect": "100-continue", "Content-Length": str(len(ROW))}
    with Connection(shared.bridge.devices) as connection:
        connection.send(
            request_bytes("POST", f"/iclock/cdata?SN={terminal.serial}&table=ATTLOG", headers=headers)
        )
        assert connection.reply().status == 100
        connection.send(ROW)
        assert connection.reply().text.strip() == "OK: 1"


def test_the_strange_connection_header_of_some_firmware_is_taken(shared):
    terminal = shared.bridge.terminal()
    terminal.headers["Connection"] = "starting"
    target = f"/iclock/getrequest?SN={terminal.serial}"
    reply = exchange(shared.bridge.devices, request_bytes("GET", target, headers=terminal.headers))
    assert reply.status == 200


def test_head_is_answered_without_a_body(shared):
    terminal = shared.bridge.terminal()
    with Connection(shared.bridge.devices) as connection:
        connection.send(
            request_bytes("HEAD", f"/iclock/getrequest?SN={terminal.serial}", headers=terminal.headers)
        )
        assert connection.reply(to_head=True).status in (200, 405)
        assert connection.is_closed_by_peer()


def test_many_terminals_at_once_are_all_served(shared):
    terminals = [shared.bridge.terminal() for _ in range(40)]
    with ThreadPoolExecutor(20) as pool:
        replies = list(
            pool.map(lambda terminal: terminal.punch(Punch("21", "2026-05-02 08:00:00")), terminals)
        )
    assert {reply.text.strip() for reply in replies} == {"OK: 1"}
    for terminal in terminals:
        arrives(shared, terminal)
