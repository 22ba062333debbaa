"""Names come through in every script, whatever character set a terminal writes."""

import base64

import pytest

from harness.bridge import run_program
from harness.news import data_of, news_of
from harness.samples import user_row
from harness.settings import device, endpoint, key, new_key, settings, tenant
from harness.terminal import new_serial
from harness.yaml import to_yaml

TOLD = ("user.updated", "record.rejected")


def upload(terminal, row: str, charset: str) -> None:
    reply = terminal.upload("OPERLOG", row.encode(charset) + b"\n")
    assert (reply.status, reply.text) == (200, "OK: 1\n")


@pytest.mark.parametrize(
    ("language", "charset", "name"),
    [
        ("83", "gbk", "张伟"),
        ("83", "gb18030", "𠮷野家€"),
        ("83", "utf-8", "张伟"),
        ("84", "gb18030", "陳大文"),
        ("84", "utf-8", "陳大文"),
        ("69", "utf-8", "张伟"),
        ("66", "utf-8", "أحمد علي"),
        ("83", "ascii", "Zhang Wei"),
    ],
)
def test_a_name_is_read_in_the_set_of_the_terminals_language(shared, language, charset, name):
    terminal = shared.bridge.terminal()
    terminal.handshake(language=language)
    upload(terminal, user_row("1", name), charset)
    [data] = data_of(news_of(terminal, shared.receiver, *TOLD))
    assert data["name"] == name
    assert f"\tName={name}\t" in data["raw"]


def test_a_name_in_both_sets_is_one_person_told_once(shared):
    terminal = shared.bridge.terminal()
    terminal.handshake(language="83")
    for charset in ("gbk", "utf-8", "gbk"):
        upload(terminal, user_row("1", "张伟"), charset)
    assert len(news_of(terminal, shared.receiver, *TOLD)) == 1


def test_rows_of_one_upload_may_differ_in_their_set(shared):
    terminal = shared.bridge.terminal()
    terminal.handshake(language="83")
    body = b"\n".join([user_row("1", "张伟").encode("gbk"), user_row("2", "李娜").encode(), b""])
    assert terminal.upload("OPERLOG", body).text == "OK: 2\n"
    names = [data["name"] for data in data_of(news_of(terminal, shared.receiver, *TOLD))]
    assert names == ["张伟", "李娜"]


@pytest.mark.parametrize("language", ["69", "66", "83"])
def test_what_is_no_text_in_any_set_is_set_aside_byte_for_byte(shared, language):
    terminal = shared.bridge.terminal()
    terminal.handshake(language=language)
    bad = b"USER PIN=1\tName=\xff\xff\xfe\tPri=0"
    body = bad + b"\n" + user_row("2").encode() + b"\n"
    assert terminal.upload("OPERLOG", body).text == "OK: 2\n"
    events = news_of(terminal, shared.receiver, *TOLD)
    assert [event["data"].get("pin") for event in events if event["type"] == "user.updated"] == ["2"]
    [rejected] = [event["data"] for event in events if event["type"] == "record.rejected"]
    assert rejected["line"] is None
    assert base64.b64decode(rejected["line_base64"], validate=True) == bad


def test_a_password_beside_a_name_that_is_no_text_is_not_shown(shared):
    terminal = shared.bridge.terminal()
    bad = b"USER PIN=1\tName=\xff\xff\xfe\tPasswd=60221413\tPri=0"
    assert terminal.upload("OPERLOG", bad + b"\n").text == "OK: 1\n"
    [data] = data_of(news_of(terminal, shared.receiver, *TOLD))
    assert b"60221413" not in base64.b64decode(data["line_base64"])


def test_a_punch_with_a_work_code_in_another_set_is_not_lost(shared):
    terminal = shared.bridge.terminal()
    terminal.handshake(language="83")
    row = "5\t2026-05-04 08:00:00\t0\t1\t夜班\t0\t0".encode("gbk")
    assert terminal.upload("ATTLOG", row + b"\n").text == "OK: 1\n"
    data = shared.receiver.wait_for_event(serial=terminal.serial, pin="5")["data"]
    assert data["work_code"] == "夜班"


# Sets an owner names


@pytest.fixture
def abroad(start_bridge, receiver):
    """Terminals whose owner says what they write."""
    serials = {name: new_serial() for name in ("WINDOWS-1256", "TIS-620", "ISO-8859-9", "GB18030")}
    devices = [device(serial, charset=name) for name, serial in serials.items()]
    customer = new_key()
    one = tenant(endpoints=[endpoint(receiver, max_in_flight=1)], devices=devices, keys=[key(customer)])
    bridge = start_bridge(settings(tenants=[one]))
    return bridge, {name: bridge.terminal(serial) for name, serial in serials.items()}, customer


NAMES = {
    "WINDOWS-1256": ("cp1256", "أحمد علي"),
    "TIS-620": ("tis-620", "สมชาย"),
    "ISO-8859-9": ("iso-8859-9", "Gülşen Öz"),
    "GB18030": ("gb18030", "张伟"),
}


def test_a_name_is_read_in_the_set_its_owner_named_or_as_utf8(abroad, receiver):
    _, terminals, _ = abroad
    for name, (codec, text) in NAMES.items():
        terminal = terminals[name]
        upload(terminal, user_row("1", text), codec)
        upload(terminal, user_row("2", text + " 山"), "utf-8")
        one, two = data_of(news_of(terminal, receiver, *TOLD))
        assert (one["name"], two["name"]) == (text, text + " 山"), name


def test_a_name_goes_out_in_the_set_its_owner_named(abroad):
    bridge, terminals, customer = abroad
    for name, (codec, text) in NAMES.items():
        terminal = terminals[name]
        bridge.api(customer).order(terminal.serial, "user.upsert", {"pin": "1", "name": text})
        reply = terminal.poll()
        assert f"\tName={text}\n".encode(codec) in reply.body, (name, reply.body)
        assert int(reply.header("content-length")) == len(reply.body)


def test_a_name_the_set_has_no_letters_for_is_refused_when_ordered(abroad):
    bridge, terminals, customer = abroad
    terminal = terminals["TIS-620"]
    reply = bridge.api(customer).post(
        f"/v1/devices/{terminal.serial}/commands",
        {"type": "user.upsert", "params": {"pin": "1", "name": "张伟"}},
    )
    assert reply.status == 422, reply.body
    assert terminal.fetch() == []


@pytest.mark.parametrize("charset", ["KLINGON", "../../x", 7])
def test_a_set_nobody_knows_is_an_error_of_the_configuration(program, tmp_path, charset):
    path = tmp_path / "config.yaml"
    path.write_text(to_yaml(settings(tenants=[tenant(devices=[device("A1", charset=charset)])])))
    result = run_program(program, "check-config", "--config", str(path))
    assert result.returncode == 2
    assert "charset" in result.stdout + result.stderr


# Out to the terminal


@pytest.mark.parametrize("language", ["83", "84"])
def test_a_chinese_name_goes_to_a_chinese_terminal_in_its_bytes(shared, language):
    terminal, api = shared.bridge.terminal(), shared.bridge.api(shared.key)
    terminal.handshake(language=language)
    order = api.order(terminal.serial, "user.upsert", {"pin": "1", "name": "张伟𠮷"})
    reply = terminal.poll()
    assert "\tName=张伟𠮷\n".encode("gb18030") in reply.body
    assert int(reply.header("content-length")) == len(reply.body)
    assert reply.body.startswith(b"C:") and reply.body.endswith(b"\n")
    terminal.answer(f"ID={order['id'][4:]}&Return=0&CMD=DATA")
    data = shared.receiver.wait_for_event(type="command.completed", command_id=order["id"])["data"]
    assert data["params"]["name"] == "张伟𠮷"


def test_a_chinese_name_goes_to_any_other_terminal_in_utf8(shared):
    terminal, api = shared.bridge.terminal(), shared.bridge.api(shared.key)
    terminal.handshake(language="69")
    api.order(terminal.serial, "user.upsert", {"pin": "1", "name": "张伟"})
    reply = terminal.poll()
    assert "\tName=张伟\n".encode() in reply.body
    assert int(reply.header("content-length")) == len(reply.body)


def test_a_language_told_later_counts_for_what_was_ordered_before(shared):
    terminal, api = shared.bridge.terminal(), shared.bridge.api(shared.key)
    terminal.handshake(language="69")
    api.order(terminal.serial, "user.upsert", {"pin": "1", "name": "张伟"})
    terminal.handshake(language="83")
    assert "\tName=张伟\n".encode("gb18030") in terminal.poll().body
