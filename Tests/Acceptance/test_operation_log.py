"""The operation log: people, what was done to them and by whom, each told once and only when it is news."""

import pytest

from harness.news import data_of, news_of
from harness.samples import finger_row, lines, operation_row, row, some_bytes, user_row
from harness.settings import device, endpoint, settings, tenant
from harness.terminal import new_serial

AT = "2026-05-04 08:00:00"
STORIES = ("user.updated", "user.deleted", "operation.recorded", "record.rejected")


@pytest.fixture
def site(shared):
    return shared.bridge.terminal(), shared.receiver


def uploaded(terminal, *rows: str) -> None:
    """Sends rows of the operation log, which must be acknowledged to the last line."""
    reply = terminal.upload("OPERLOG", lines(*rows))
    assert (reply.status, reply.text) == (200, f"OK: {len(rows)}\n")


# Operations


def test_an_operation_becomes_a_webhook_with_exactly_these_fields(site):
    terminal, receiver = site
    raw = f"OPLOG 6\t14\t{AT}\t1156\t0\t1\t1218"
    uploaded(terminal, raw)
    [data] = data_of(news_of(terminal, receiver, "operation.recorded"))
    assert data == {
        "operation": "enroll_fingerprint",
        "operation_code": 6,
        "operator_pin": "14",
        "occurred_at": "2026-05-04T08:00:00+00:00",
        "local_time": AT,
        "time_zone": "UTC",
        "objects": ["1156", "0", "1", "1218"],
        "raw": raw,
    }


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (f"4\t0\t{AT}\t0\t0\t0\t0", {"operation": "enter_menu", "operator_pin": None}),
        (f"4\t\t{AT}\t0\t0\t0\t0", {"operator_pin": None}),
        (f"4\t1\t{AT}\t0\t0\t0\t", {"operator_pin": "1", "objects": ["0", "0", "0", None]}),
        (f"4\t1\t{AT}", {"objects": [None] * 4}),
        (f"5\t0\t{AT}\t26\t100", {"operation": "change_setting", "objects": ["26", "100", None, None]}),
        (f"70\t0\t{AT}\t1157\t0\t0\t0", {"operation": "change_user_name"}),
        (f"999\t0\t{AT}\t0\t0\t0\t0", {"operation": "other", "operation_code": 999}),
        (f"0\t0\t{AT}\t0\t0\t0\t0\r", {"operation": "power_on", "operation_code": 0}),
    ],
)
def test_every_shape_of_operation_in_the_field_is_understood(site, cells, expected):
    terminal, receiver = site
    uploaded(terminal, "OPLOG " + cells)
    [data] = data_of(news_of(terminal, receiver, "operation.recorded", "record.rejected"))
    assert {name: data[name] for name in expected} == expected


def test_operations_that_differ_in_one_cell_are_two(site):
    terminal, receiver = site
    rows = [
        operation_row(4, AT),
        operation_row(5, AT),
        operation_row(4, AT, operator="7"),
        operation_row(4, "2026-05-04 08:00:01"),
        operation_row(4, AT, 0, 0, 0, 1),
    ]
    uploaded(terminal, *rows)
    events = news_of(terminal, receiver, "operation.recorded")
    assert [event["data"]["raw"] for event in events] == rows
    assert len({event["id"] for event in events}) == len(rows)


def test_an_operation_of_an_impossible_time_is_set_aside_and_holds_nothing_back(site):
    terminal, receiver = site
    bad = operation_row(4, "2026-02-30 08:00:00")
    uploaded(terminal, operation_row(4, AT), bad, user_row("11"))
    stories = news_of(terminal, receiver, *STORIES)
    assert {one["type"] for one in stories} == {"operation.recorded", "record.rejected", "user.updated"}
    [rejected] = [one["data"] for one in stories if one["type"] == "record.rejected"]
    assert (rejected["table"], rejected["line"]) == ("OPERLOG", bad)


# People


def test_a_person_becomes_a_webhook_with_exactly_these_fields(site):
    terminal, receiver = site
    cells = {"Pri": 14, "Card": "[15CD5B07]", "Verify": -1, "StartDatetime": "2026-01-01 00:00:00"}
    cells |= {"EndDatetime": "2026-12-31 23:59:59"}
    uploaded(terminal, user_row("007", "Siti Rahma", "271828", **cells))
    [data] = data_of(news_of(terminal, receiver, "user.updated"))
    raw = data.pop("raw")
    assert raw.startswith("USER PIN=007\tName=Siti Rahma\t") and "271828" not in raw
    assert data == {
        "pin": "007",
        "name": "Siti Rahma",
        "privilege": "super_administrator",
        "privilege_code": 14,
        "card": "123456789",
        "group": "1",
        "has_password": True,
        "verify_code": -1,
        "valid_from": "2026-01-01 00:00:00",
        "valid_until": "2026-12-31 23:59:59",
    }


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ("PIN=1", {"name": None, "privilege": None, "card": None, "has_password": None, "group": None}),
        ("PIN=1\tName=", {"name": None}),
        ("PIN=1\tPasswd=", {"has_password": False}),
        ("PIN=1\tName=Anna Maria  Łukasz", {"name": "Anna Maria  Łukasz"}),
        ("PIN=1\tName=أحمد علي", {"name": "أحمد علي"}),
        ("PIN=1\tName=a=b=c", {"name": "a=b=c"}),
        ("PIN=1\tName=Card=5\tCard=6", {"name": "Card=5", "card": "6"}),
        ("pin=1\tNAME=Isa\tpri=2\tcard=77", {"name": "Isa", "privilege": "registrar", "card": "77"}),
        ("Card=77\tPri=6\tName=Isa\tPIN=1", {"name": "Isa", "privilege": "administrator", "card": "77"}),
        ("PIN=1\tPri=10", {"privilege": "custom", "privilege_code": 10}),
        ("PIN=1\tPri=1", {"privilege": "other", "privilege_code": 1}),
        ("PIN=1\tCard=[00e1f50500]", {"card": "100000000"}),
        ("PIN=1\tCard=[8180CB0600]", {"card": "114000001"}),
        ("PIN=1\tCard=[0000000000]", {"card": None}),
        ("PIN=1\tCard=0", {"card": None}),
        ("PIN=1\tVerify=-1", {"verify_code": -1}),
        ("PIN=1\tStartDatetime=0\tEndDatetime=0", {"valid_from": None, "valid_until": None}),
        ("PIN=1\tVerify=", {"verify_code": None}),
    ],
)
def test_every_shape_of_person_in_the_field_is_understood(site, cells, expected):
    terminal, receiver = site
    uploaded(terminal, "USER " + cells)
    [data] = data_of(news_of(terminal, receiver, "user.updated", "record.rejected"))
    assert data["pin"] == "1"
    assert {name: data[name] for name in expected} == expected


def test_a_person_repeated_is_told_once(site):
    terminal, receiver = site
    uploaded(terminal, user_row("20"), user_row("20"))
    uploaded(terminal, user_row("20"))
    assert len(news_of(terminal, receiver, "user.updated")) == 1


def test_a_person_changed_and_changed_back_is_told_three_times_under_three_ids(site):
    terminal, receiver = site
    for name in ("Ana", "Ana B", "Ana", "Ana"):
        uploaded(terminal, user_row("21", name))
    events = news_of(terminal, receiver, "user.updated")
    assert [event["data"]["name"] for event in events] == ["Ana", "Ana B", "Ana"]
    assert len({event["id"] for event in events}) == 3


def test_changes_within_one_upload_are_told_in_their_order(site):
    terminal, receiver = site
    uploaded(terminal, *(user_row("22", name) for name in ("A", "B", "A", "B")))
    events = news_of(terminal, receiver, "user.updated")
    assert [event["data"]["name"] for event in events] == ["A", "B", "A", "B"]
    assert len({event["id"] for event in events}) == 4


@pytest.mark.parametrize(
    "change",
    [
        {"name": "Isabel"},
        {"password": "4711"},
        {"Pri": 14},
        {"Card": "99"},
        {"Grp": 2},
        {"Verify": 1},
        {"EndDatetime": "2027-01-01 00:00:00"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_every_fact_about_a_person_is_news_when_it_changes(site, change):
    terminal, receiver = site
    uploaded(terminal, user_row("23"), user_row("23", **change))
    assert len(news_of(terminal, receiver, "user.updated")) == 2


def test_the_same_person_at_two_terminals_is_two_events(shared):
    ids = set()
    for terminal in (shared.bridge.terminal(), shared.bridge.terminal()):
        uploaded(terminal, user_row("24"))
        ids |= {event["id"] for event in news_of(terminal, shared.receiver, "user.updated")}
    assert len(ids) == 2


def test_a_deletion_is_told_as_operation_and_as_what_it_means(site):
    terminal, receiver = site
    raw = operation_row(9, AT, 25, operator="1")
    uploaded(terminal, user_row("25"), raw)
    stories = news_of(terminal, receiver, *STORIES)
    assert [one["type"] for one in stories] == ["user.updated", "operation.recorded", "user.deleted"]
    assert stories[1]["data"]["operation"] == "delete_user"
    assert stories[2]["data"] == {
        "pin": "25",
        "occurred_at": "2026-05-04T08:00:00+00:00",
        "local_time": AT,
        "time_zone": "UTC",
        "raw": raw,
    }


@pytest.mark.parametrize("pin", ["0", ""])
def test_a_deletion_of_nobody_is_an_operation_and_no_more(site, pin):
    terminal, receiver = site
    uploaded(terminal, operation_row(9, AT, pin))
    assert [one["type"] for one in news_of(terminal, receiver, *STORIES)] == ["operation.recorded"]


def test_a_person_enrolled_again_after_a_deletion_is_news_though_nothing_changed(site):
    terminal, receiver = site
    uploaded(terminal, user_row("26"))
    uploaded(terminal, operation_row(9, AT, 26))
    uploaded(terminal, user_row("26"))
    uploaded(terminal, user_row("26"))
    stories = news_of(terminal, receiver, "user.updated", "user.deleted")
    assert [one["type"] for one in stories] == ["user.updated", "user.deleted", "user.updated"]
    assert len({one["id"] for one in stories}) == 3


def test_a_person_deleted_twice_is_told_twice(site):
    terminal, receiver = site
    for day in ("2026-05-04", "2026-05-05"):
        uploaded(terminal, user_row("27"), operation_row(9, f"{day} 09:00:00", 27))
    stories = news_of(terminal, receiver, "user.updated", "user.deleted")
    assert [one["type"] for one in stories] == ["user.updated", "user.deleted"] * 2
    assert len({one["id"] for one in stories}) == 4


# The whole mix


def dump(people: int) -> list[str]:
    """What a terminal sends whose OPERLOG stamp is 0: its history, then everybody and their templates."""
    history = [operation_row(30, f"2026-01-01 08:{n:02d}:00", n) for n in range(1, people + 1)]
    history += [operation_row(9, "2026-01-02 08:00:00", 1), operation_row(999, "2026-01-02 08:00:01")]
    people_rows = [user_row(str(n), f"Person {n}", Card=n * 1000) for n in range(1, people + 1)]
    fingers = [finger_row(str(n), some_bytes(300, n)) for n in range(1, people + 1)]
    return [*history, *people_rows, *fingers, row("WORKCODE", PIN=0, CODE=4, NAME="Night"), "HOLOGRAM Pin=1"]


MIX = (*STORIES, "biometric.updated", "work_code.updated")


def test_the_mix_is_counted_whole_and_told_row_by_row(site):
    terminal, receiver = site
    uploaded(terminal, *dump(20))
    stories = news_of(terminal, receiver, *MIX)
    counts = {kind: sum(one["type"] == kind for one in stories) for kind in MIX}
    assert counts == {
        "operation.recorded": 22,
        "user.deleted": 1,
        "user.updated": 20,
        "biometric.updated": 20,
        "work_code.updated": 1,
        "record.rejected": 1,
    }
    [unknown] = [one["data"] for one in stories if one["type"] == "record.rejected"]
    assert (unknown["table"], unknown["line"]) == ("OPERLOG", "HOLOGRAM Pin=1")


def test_a_dump_sent_again_tells_nothing_new(site):
    terminal, receiver = site
    rows = dump(20)
    uploaded(terminal, *rows)
    before = {event["id"] for event in news_of(terminal, receiver, *MIX)}
    uploaded(terminal, *rows)
    for start in range(0, len(rows), 7):
        uploaded(terminal, *rows[start : start + 7])
    assert {event["id"] for event in news_of(terminal, receiver, *MIX)} == before
    assert len(receiver.attempts(serial=terminal.serial, type="user.updated")) == 20


def test_what_is_known_of_people_survives_a_restart(start_bridge, receiver):
    serial = new_serial()
    bridge = start_bridge(
        settings(tenants=[tenant(endpoints=[endpoint(receiver, max_in_flight=1)], devices=[device(serial)])])
    )
    terminal = bridge.terminal(serial)
    uploaded(terminal, *dump(5))
    before = len(news_of(terminal, receiver, *MIX))
    bridge.kill()
    bridge.start()
    uploaded(terminal, *dump(5))
    assert len(news_of(terminal, receiver, *MIX)) == before
    uploaded(terminal, user_row("2", "Renamed"))
    assert len(news_of(terminal, receiver, *MIX)) == before + 1


@pytest.mark.parametrize(
    ("cells", "code", "name", "pin"),
    [
        ("PIN=0\tCODE=42\tNAME=Night shift", "42", "Night shift", None),
        ("PIN=7\tCODE=0042\tNAME=", "0042", None, "7"),
        ("Code=A1\tName=夜班", "A1", "夜班", None),
    ],
)
def test_a_work_code_is_told_and_a_repeat_is_not(site, cells, code, name, pin):
    terminal, receiver = site
    uploaded(terminal, "WORKCODE " + cells)
    uploaded(terminal, "WORKCODE " + cells)
    [data] = data_of(news_of(terminal, receiver, "work_code.updated", "record.rejected"))
    assert data == {"code": code, "name": name, "pin": pin, "raw": "WORKCODE " + cells}


# Secrets


@pytest.mark.parametrize(
    "line",
    [
        user_row("31", password="60221407"),
        "USER PIN=31\tPASSWD=60221407",
        "USER Passwd=60221407\tPIN=31\tName=",
        "USER PIN=31\tName=Passwd=60221407\tPasswd=60221407",
        "USER PIN=31\tPasswd=1\tPasswd=60221407",
        "USER\tPIN=31\tPasswd=60221407",
        "USERS PIN=31\tPasswd=60221407",
        "USER Name=nobody\tPasswd=60221407",
        "PIN=31\tPassword=60221407",
    ],
)
def test_a_password_is_never_shown_anywhere(shared, line):
    terminal = shared.bridge.terminal()
    uploaded(terminal, line)
    news_of(terminal, shared.receiver)
    seen = b"".join(one.body for one in shared.receiver.attempts(serial=terminal.serial))
    assert b'"record.rejected"' in seen or b'"user.updated"' in seen
    assert b"60221407" not in seen
    assert "60221407" not in shared.bridge.log
    api = shared.bridge.api(shared.key)
    for path in (f"/v1/devices/{terminal.serial}/diagnosis", f"/v1/events?device={terminal.serial}"):
        assert b"60221407" not in api.get(path).body
