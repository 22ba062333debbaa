"""Where a terminal goes on: the stamps it gets back, and how it is made to send everything again."""

import pytest

from harness.api import assert_problem
from harness.samples import lines, operation_row
from harness.settings import device, endpoint, key, new_key, settings, tenant
from harness.terminal import Punch, new_serial, options_of

REAL = "728123456"
TABLES = ["ATTLOG", "OPERLOG", "ATTPHOTO", "BIODATA", "IDCARD", "ERRORLOG"]
LEGACY = {"ATTLOG": "Stamp", "OPERLOG": "OpStamp", "ATTPHOTO": "PhotoStamp"}


def stamps(terminal) -> dict[str, str]:
    return {name: value for name, value in options_of(terminal.handshake()).items() if name.endswith("Stamp")}


@pytest.fixture
def site(shared):
    terminal = shared.bridge.terminal()
    terminal.handshake()
    return terminal, shared.bridge.api(shared.key)


@pytest.mark.parametrize("table", TABLES)
def test_the_stamp_of_a_table_comes_back_in_the_next_handshake_and_no_other_does(site, table):
    terminal, _ = site
    before = stamps(terminal)
    assert terminal.upload(table, b"", REAL).status == 200
    after = stamps(terminal)
    mine = {f"{table}Stamp"} | ({LEGACY[table]} if table in LEGACY else set())
    assert {name for name in after if after[name] != before[name]} == mine
    assert {after[name] for name in mine} == {REAL}


@pytest.mark.parametrize(
    ("table", "name"),
    [
        ("ATTLOG", "Stamp"),
        ("OPERLOG", "OpStamp"),
        ("ATTPHOTO", "PhotoStamp"),
        ("BIODATA", "BioDataStamp"),
        ("IDCARD", "IdCardStamp"),
        ("ERRORLOG", "ErrorLogStamp"),
    ],
)
def test_every_name_of_a_stamp_is_known(site, table, name):
    terminal, _ = site
    terminal.ask("POST", "cdata", f"table={table}&{name}={REAL}", b"")
    assert stamps(terminal)[f"{table}Stamp"] == REAL


@pytest.mark.parametrize("stamp", ["2026-02-25T12:08:21", "728123456"])
def test_times_and_counts_come_back_as_they_were_sent(site, stamp):
    terminal, _ = site
    terminal.upload("ATTLOG", b"", stamp)
    assert stamps(terminal)["ATTLOGStamp"] == stamp


@pytest.mark.parametrize("stamp", ["0", "00000000", "None", "1", "9999", "", "a" * 200, "x%0ADelay=1", "-5"])
def test_a_stamp_that_would_make_it_send_all_again_or_is_none_does_not_come_back(site, stamp):
    terminal, _ = site
    terminal.upload("ATTLOG", b"", stamp)
    assert stamps(terminal)["ATTLOGStamp"] == "9999"


# Sending again


def reupload(api, serial: str, table: str):
    return api.post(f"/v1/devices/{serial}/reupload", {"table": table})


@pytest.mark.parametrize("table", TABLES)
def test_a_table_ordered_again_has_stamp_0_in_one_handshake(site, table):
    terminal, api = site
    terminal.upload(table, b"", REAL)
    before = stamps(terminal)
    reply = reupload(api, terminal.serial, table)
    assert reply.status == 202, reply.body
    asked = stamps(terminal)
    changed = {name for name in asked if asked[name] != before[name]}
    assert changed == {f"{table}Stamp"} | ({LEGACY[table]} if table in LEGACY else set())
    assert {asked[name] for name in changed} == {"0"}
    assert stamps(terminal) == before, "once: else it would never be done"


def test_the_terminal_is_told_to_shake_hands_soon(site):
    terminal, api = site
    reply = reupload(api, terminal.serial, "OPERLOG")
    [command] = terminal.fetch()
    assert command.text == "CHECK"
    body = reply.json
    assert (body["device"], body["table"]) == (terminal.serial, "OPERLOG")
    assert reply.headers["location"] == f"/v1/commands/{body['command_id']}"
    assert api.command(body["command_id"])["status"] == "sent"
    assert stamps(terminal)["OPERLOGStamp"] == "0"


def test_the_table_may_be_written_in_any_case(site):
    terminal, api = site
    assert reupload(api, terminal.serial, "operlog").status == 202
    assert stamps(terminal)["OPERLOGStamp"] == "0"


def test_several_tables_are_asked_for_together(site):
    terminal, api = site
    for table in ("OPERLOG", "ATTLOG", "OPERLOG"):
        assert reupload(api, terminal.serial, table).status == 202
    asked = stamps(terminal)
    assert asked["OPERLOGStamp"] == asked["ATTLOGStamp"] == "0" and asked["BIODATAStamp"] == "9999"


def test_what_is_sent_again_is_no_news(shared, site):
    terminal, api = site
    rows = [Punch(str(pin), "2026-05-04 08:00:00") for pin in range(1, 20)]
    terminal.punch(*rows)
    shared.receiver.wait_for_events(19, serial=terminal.serial, type="attendance.recorded")
    assert reupload(api, terminal.serial, "ATTLOG").status == 202
    assert stamps(terminal)["ATTLOGStamp"] == "0"
    assert terminal.punch(*rows).text == "OK: 19\n"
    terminal.punch(Punch("20", "2026-05-04 08:00:00"), Punch("21", "2026-05-04 08:00:00"))
    shared.receiver.wait_for_event(serial=terminal.serial, pin="21")
    assert len(shared.receiver.attempts(serial=terminal.serial, type="attendance.recorded")) == 21


@pytest.mark.parametrize("table", ["HOLOGRAM", "", "USERINFO; DROP", "ATTLOG\nDelay=1", 7, None, "A" * 100])
def test_a_table_that_has_no_stamp_is_refused(site, table):
    terminal, api = site
    problem = assert_problem(reupload(api, terminal.serial, table), {400, 422})
    assert [error["field"] for error in problem["errors"]] == ["table"]
    assert terminal.fetch() == []


@pytest.mark.parametrize("body", [{}, [], "ATTLOG", {"table": "ATTLOG", "tabel": "x"}])
def test_a_body_of_another_form_is_refused(site, body):
    terminal, api = site
    assert_problem(api.post(f"/v1/devices/{terminal.serial}/reupload", body), {400, 422})
    assert terminal.fetch() == []


def test_only_the_owner_with_the_right_scope_may_order_it(start_bridge, receiver):
    serial, reader, writer, stranger = new_serial(), new_key(), new_key(), new_key()
    keys = [key(reader, "reader", ["devices:read"]), key(writer, "writer", ["devices:write"])]
    bridge = start_bridge(
        settings(
            tenants=[
                tenant(endpoints=[endpoint(receiver)], devices=[device(serial)], keys=keys),
                tenant("other", keys=[key(stranger)]),
            ]
        )
    )
    terminal = bridge.terminal(serial)
    terminal.handshake()
    assert_problem(reupload(bridge.api(reader), serial, "ATTLOG"), 403)
    assert_problem(reupload(bridge.api(stranger), serial, "ATTLOG"), 404)
    assert_problem(reupload(bridge.api(None), serial, "ATTLOG"), 401)
    assert_problem(reupload(bridge.api(writer), "NOSUCHDEVICE1", "ATTLOG"), 404)
    assert stamps(terminal)["ATTLOGStamp"] == "9999" and terminal.fetch() == []
    assert reupload(bridge.api(writer), serial, "ATTLOG").status == 202
    assert stamps(terminal)["ATTLOGStamp"] == "0"


@pytest.mark.parametrize("end", ["stop", "kill"])
def test_an_order_to_send_again_survives_a_restart(start_bridge, receiver, end):
    serial = new_serial()
    bridge = start_bridge(
        settings(tenants=[tenant(endpoints=[endpoint(receiver)], devices=[device(serial)])])
    )
    terminal = bridge.terminal(serial)
    terminal.handshake()
    assert reupload(bridge.admin(), serial, "OPERLOG").status == 202
    getattr(bridge, end)()
    bridge.start()
    assert stamps(terminal)["OPERLOGStamp"] == "0"
    getattr(bridge, end)()
    bridge.start()
    assert stamps(terminal)["OPERLOGStamp"] == "9999"


def test_a_stranger_with_its_serial_does_not_use_the_order_up(start_bridge, receiver):
    serial = new_serial()
    guarded = device(serial, comm_key="swordfish")
    bridge = start_bridge(settings(tenants=[tenant(endpoints=[endpoint(receiver)], devices=[guarded])]))
    terminal = bridge.terminal(serial)
    terminal.handshake(pushcommkey="swordfish")
    assert reupload(bridge.admin(), serial, "OPERLOG").status == 202
    terminal.handshake(pushcommkey="herring")
    assert options_of(terminal.handshake(pushcommkey="swordfish"))["OPERLOGStamp"] == "0"


def test_stamps_survive_a_restart(start_bridge, receiver):
    serial = new_serial()
    bridge = start_bridge(
        settings(tenants=[tenant(endpoints=[endpoint(receiver)], devices=[device(serial)])])
    )
    terminal = bridge.terminal(serial)
    terminal.upload("OPERLOG", lines(operation_row(4, "2026-05-04 08:00:00")), REAL)
    bridge.kill()
    bridge.start()
    assert stamps(terminal)["OPERLOGStamp"] == REAL
