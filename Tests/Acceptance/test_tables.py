"""Whatever table, page or prefix a terminal names, its rows are known for what they are."""

import pytest

from harness.news import data_of, news_of
from harness.samples import (
    biodata_row,
    finger_row,
    jpeg,
    lines,
    operation_row,
    row,
    some_bytes,
    text_of,
    user_row,
)

AT = "2026-05-04 08:00:00"
TEMPLATE = some_bytes(240, "tables")
PICTURE = text_of(jpeg(200))
ALL = (
    "attendance.recorded",
    "operation.recorded",
    "user.updated",
    "biometric.updated",
    "user.photo_updated",
    "work_code.updated",
    "id_card.read",
    "device.error_reported",
    "record.rejected",
)


@pytest.fixture
def site(shared):
    return shared.bridge.terminal(), shared.receiver


def told(terminal, receiver, *types: str) -> list[dict]:
    events = news_of(terminal, receiver, *(types or ALL))
    return [event for event in events if event["data"].get("pin") not in ("mark1", "mark2")]


# ID cards

CARD = {
    "SNNum": "5300A1",
    "IDNum": "990101199001011234",
    "DNNum": "",
    "Name": "Lin Hai",
    "Gender": 1,
    "Nation": 2,
    "Birthday": "19900101",
    "ValidInfo": "2017091520270915",
    "Address": " 12 Harbour Road",
    "AdditionalInfo": "",
    "Issuer": " Harbour office",
    "Photo": PICTURE,
    "FPTemplate1": text_of(TEMPLATE),
    "FPTemplate2": text_of(TEMPLATE[::-1]),
    "Reserve": "",
    "Notice": "",
}


@pytest.mark.parametrize(("sent", "pin"), [("2", "2"), ("0", None), ("", None)])
def test_an_id_card_becomes_a_webhook_with_exactly_these_fields(site, sent, pin):
    terminal, receiver = site
    reply = terminal.upload("IDCARD", lines(row("IDCARD", PIN=sent, **CARD)))
    assert reply.status == 200 and reply.text.startswith("OK")
    [event] = told(terminal, receiver)
    assert event["type"] == "id_card.read"
    assert event["data"] == {
        "pin": pin,
        "serial_number": "5300A1",
        "id_number": "990101199001011234",
        "dn_number": None,
        "name": "Lin Hai",
        "gender": "1",
        "nation": "2",
        "birthday": "19900101",
        "valid_info": "2017091520270915",
        "address": "12 Harbour Road",
        "additional_info": None,
        "issuer": "Harbour office",
        "reserve": None,
        "notice": None,
    }


def test_a_card_is_told_once_a_day_and_another_card_too(site):
    terminal, receiver = site
    rows = [row("IDCARD", PIN=0, **(CARD | {"IDNum": number})) for number in ("1", "1", "2")]
    for _ in range(2):
        assert terminal.upload("IDCARD", lines(*rows)).text == "OK: 3\n"
    assert [one["id_number"] for one in data_of(told(terminal, receiver))] == ["1", "2"]


# Errors


def test_an_error_becomes_a_webhook_with_exactly_these_fields(site):
    terminal, receiver = site
    raw = "ERRORLOG ErrCode=D01E0002\tErrMsg=face occluded\tDataOrigin=cmd\tCmdId=123\tAdditional="
    reply = terminal.upload("ERRORLOG", lines(raw))
    assert (reply.status, reply.text) == (200, "OK\n"), "without a count (protocol section 3.1)"
    assert data_of(told(terminal, receiver)) == [
        {
            "code": "D01E0002",
            "message": "face occluded",
            "origin": "cmd",
            "command_id": "123",
            "additional": None,
            "raw": raw,
        }
    ]


def test_an_error_with_its_code_alone_is_told_and_one_without_is_set_aside(site):
    terminal, receiver = site
    terminal.upload(
        "ERRORLOG", lines("ERRORLOG ErrCode=D01E0001", "ERRORLOG ErrMsg=what", "ERRORLOG ErrCode=")
    )
    events = told(terminal, receiver)
    assert sorted(event["type"] for event in events) == ["device.error_reported"] + ["record.rejected"] * 2
    [data] = [event["data"] for event in events if event["type"] == "device.error_reported"]
    assert data["code"] == "D01E0001" and data["message"] is data["origin"] is data["command_id"] is None


# Names of tables

ROWS = {
    "USERINFO": (user_row("6", "Zoë", kind=""), "user.updated", {"pin": "6", "name": "Zoë"}),
    "FINGERTMP": (finger_row("6", TEMPLATE, 3, kind=""), "biometric.updated", {"modality": "fingerprint"}),
    "FACE": (
        row("", PIN=6, FID=0, SIZE=320, VALID=1, TMP=text_of(TEMPLATE)),
        "biometric.updated",
        {"modality": "face"},
    ),
    "FVEIN": (
        row("", Pin=6, FID=1, Index=2, Size=320, Valid=1, Tmp=text_of(TEMPLATE)),
        "biometric.updated",
        {"modality": "finger_vein", "index": 1, "piece": 2},
    ),
    "BIODATA": (biodata_row("6", 9, TEMPLATE, kind=""), "biometric.updated", {"modality_code": 9}),
    "USERPIC": (row("", PIN=6, FileName="6.jpg", Content=PICTURE), "user.photo_updated", {"kind": "profile"}),
    "BIOPHOTO": (
        row("", PIN=6, FileName="6.jpg", Type=9, Content=PICTURE),
        "user.photo_updated",
        {"kind": "comparison"},
    ),
    "WORKCODE": (row("", PIN=0, CODE=5, NAME="Night"), "work_code.updated", {"code": "5", "name": "Night"}),
    "OPLOG": (f"4\t14\t{AT}\t0\t0\t0\t0", "operation.recorded", {"operation_code": 4, "operator_pin": "14"}),
    "IDCARD": (row("", PIN=6, IDNum="77"), "id_card.read", {"pin": "6", "id_number": "77"}),
    "ERRORLOG": ("ErrCode=D01E0001\tErrMsg=x", "device.error_reported", {"code": "D01E0001"}),
}
PREFIXES = {"USERINFO": "USER", "FINGERTMP": "FP"}


@pytest.mark.parametrize("table", ROWS)
@pytest.mark.parametrize("form", ["bare", "with its prefix", "lower case"])
def test_a_table_of_its_own_has_rows_with_and_without_prefix(site, table, form):
    terminal, receiver = site
    line, type, expected = ROWS[table]
    if form == "with its prefix":
        line = f"{PREFIXES.get(table, table)} {line}"
    reply = terminal.upload(table.lower() if form == "lower case" else table, lines(line))
    assert reply.status == 200 and reply.text.startswith("OK")
    [event] = told(terminal, receiver)
    assert event["type"] == type, event["data"]
    assert {name: event["data"][name] for name in expected} == expected


@pytest.mark.parametrize("table", ["OPERLOG", "BIODATA", "USERINFO", "HOLOGRAM"])
@pytest.mark.parametrize(
    ("line", "type"),
    [
        (user_row("6"), "user.updated"),
        (finger_row("6", TEMPLATE), "biometric.updated"),
        (biodata_row("6", 9, TEMPLATE), "biometric.updated"),
        (operation_row(4, AT), "operation.recorded"),
    ],
    ids=["USER", "FP", "BIODATA", "OPLOG"],
)
def test_a_rows_prefix_says_more_than_the_tables_name(site, table, line, type):
    terminal, receiver = site
    reply = terminal.upload(table, lines(line))
    assert reply.status == 200 and reply.text.startswith("OK")
    assert [event["type"] for event in told(terminal, receiver)] == [type]


@pytest.mark.parametrize(
    ("line", "type"),
    [
        (user_row("6"), "user.updated"),
        (finger_row("6", TEMPLATE), "biometric.updated"),
        (biodata_row("6", 9, TEMPLATE), "biometric.updated"),
        (operation_row(4, AT), "operation.recorded"),
        (row("USERPIC", PIN=6, FileName="6.jpg", Content=PICTURE), "user.photo_updated"),
        (row("WORKCODE", PIN=0, CODE=5, NAME="x"), "work_code.updated"),
        (row("IDCARD", PIN=6, IDNum=77), "id_card.read"),
        (row("ERRORLOG", ErrCode="D01E0001"), "device.error_reported"),
        (f"7\t{AT}\t0\t1", "attendance.recorded"),
        (f"time={AT}\tpin=7\tstatus=0\tverify=1", "attendance.recorded"),
    ],
    ids=[
        "USER",
        "FP",
        "BIODATA",
        "OPLOG",
        "USERPIC",
        "WORKCODE",
        "IDCARD",
        "ERRORLOG",
        "ATTLOG",
        "keyed ATTLOG",
    ],
)
@pytest.mark.parametrize("page", ["cdata", "edata", "cdata.aspx"])
def test_without_a_table_the_content_says_what_it_is(site, page, line, type):
    terminal, receiver = site
    reply = terminal.ask("POST", page, "", lines(line))
    assert reply.status == 200 and reply.text.startswith("OK")
    assert [event["type"] for event in told(terminal, receiver)] == [type]


@pytest.mark.parametrize("table", ["OPERLOG", "USERINFO", "ATTLOG"])
@pytest.mark.parametrize("query", ["", "Stamp=9999"])
def test_the_first_line_may_name_the_table(site, table, query):
    terminal, receiver = site
    line, type = {
        "OPERLOG": (user_row("6"), "user.updated"),
        "USERINFO": (user_row("6", kind=""), "user.updated"),
        "ATTLOG": (f"7\t{AT}\t0\t1", "attendance.recorded"),
    }[table]
    reply = terminal.ask("POST", "cdata", query, lines(f"TABLE={table}", line))
    assert reply.status == 200 and reply.text.startswith("OK")
    assert [event["type"] for event in told(terminal, receiver)] == [type]


@pytest.mark.parametrize("page", ["edata", "edata.aspx", "EData/"])
def test_edata_is_another_name_of_cdata(site, page):
    terminal, receiver = site
    reply = terminal.ask("POST", page, "table=ATTLOG&Stamp=1", lines(f"7\t{AT}\t0\t1"))
    assert reply.text == "OK: 1\n"
    reply = terminal.ask("POST", page, "table=OPERLOG&Stamp=1", lines(user_row("6"), operation_row(4, AT)))
    assert reply.text == "OK: 2\n"
    types = sorted(event["type"] for event in told(terminal, receiver))
    assert types == ["attendance.recorded", "operation.recorded", "user.updated"]


@pytest.mark.parametrize("page", ["event", "event.aspx"])
def test_a_door_opened_at_old_firmware_is_an_operation(site, page):
    terminal, receiver = site
    reply = terminal.ask("POST", page, "", f"Event=Unlock\tObject=17\tTime={AT}".encode())
    assert (reply.status, reply.text) == (200, "OK\n")
    [event] = told(terminal, receiver)
    assert event["type"] == "operation.recorded"
    data = event["data"]
    assert (data["operation"], data["local_time"], data["objects"][0]) == ("open_door", AT, "17")


def test_an_event_nobody_knows_is_acknowledged_and_set_aside(site):
    terminal, receiver = site
    reply = terminal.ask("POST", "event", "", f"Event=Waved\tTime={AT}\n".encode())
    assert (reply.status, reply.text) == (200, "OK\n")
    assert [event["type"] for event in told(terminal, receiver)] == ["record.rejected"]


def test_handshakes_ask_for_all_that_is_understood(site):
    terminal, _ = site
    [flag] = [line for line in terminal.handshake().lines if line.startswith("TransFlag=")]
    names = set(flag.removeprefix("TransFlag=TransData ").split("\t"))
    assert names >= {
        "AttLog",
        "OpLog",
        "AttPhoto",
        "EnrollUser",
        "ChgUser",
        "EnrollFP",
        "ChgFP",
        "FACE",
        "UserPic",
        "WORKCODE",
        "BioPhoto",
    }


# Questions terminals ask


@pytest.mark.parametrize("query", ["table=RemoteAtt&PIN=1234", "PIN=1234", "table=remoteatt&PIN="])
def test_roaming_is_answered_with_none(site, query):
    terminal, _ = site
    reply = terminal.ask("GET", "cdata", query)
    assert (reply.status, reply.text) == (200, "NONE\n")


@pytest.mark.parametrize("kind", ["PWD", "CARD", "FP", "FACE"])
def test_verification_at_the_server_is_refused_plainly(site, shared, kind):
    """`OK` or `AUTH=Success` would open a door to whoever stands there."""
    terminal, receiver = site
    reply = terminal.ask("POST", "cdata", f"AuthType={kind}", b"PIN=1\tSize=8\tTMP=60221409")
    assert not reply.text.upper().startswith("OK") and "AUTH=SUCCESS" not in reply.text.upper()
    assert reply.header("content-type").split(";")[0] == "text/plain"
    assert reply.status < 500 and reply.text.strip()
    news_of(terminal, receiver)
    seen = b"".join(one.body for one in receiver.attempts(serial=terminal.serial))
    assert b"60221409" not in seen and "60221409" not in shared.bridge.log


def test_encryption_is_refused_so_that_the_terminal_goes_on_without(site):
    terminal, _ = site
    for query, body in (("type=publickey", b"PublicKey=QUJD\n"), ("type=factors", b"Factors=QUJD\n")):
        reply = terminal.ask("POST", "exchange", query, body)
        assert reply.status == 404 and "Key=" not in reply.text and not reply.text.startswith("OK")
