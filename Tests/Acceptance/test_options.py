"""What a terminal says about itself is merged, and told when it changes."""

import pytest

from harness.news import data_of, news_of

FIRST = (
    "~DeviceName=K40,FWVersion=Ver 8.0.4.2,~OEMVendor=ZKTECO CO., LTD.,FaceFunOn=1,BioDataFun=,UserCount=5\n"
)


@pytest.fixture
def site(shared):
    terminal = shared.bridge.terminal()
    terminal.handshake()
    return terminal, shared.receiver


def said(terminal, text: str) -> None:
    reply = terminal.options(text)
    assert (reply.status, reply.text) == (200, "OK\n"), "a count makes a SenseFace say it for ever"


def changes(terminal, receiver) -> list[dict]:
    return [data["changed"] for data in data_of(news_of(terminal, receiver, "device.options_changed"))]


def test_the_first_report_changes_nothing(site):
    terminal, receiver = site
    said(terminal, FIRST)
    said(terminal, FIRST)
    assert changes(terminal, receiver) == []


def test_a_change_is_told_from_what_to_what(site):
    terminal, receiver = site
    said(terminal, FIRST)
    said(terminal, FIRST.replace("8.0.4.2", "8.0.4.6").replace("BioDataFun=", "BioDataFun=1"))
    assert changes(terminal, receiver) == [
        {
            "BioDataFun": {"from": "", "to": "1"},
            "FWVersion": {"from": "Ver 8.0.4.2", "to": "Ver 8.0.4.6"},
        }
    ]


def test_a_report_of_some_options_leaves_the_others_as_they_were(site):
    terminal, receiver = site
    said(terminal, FIRST)
    said(terminal, "FaceFunOn=1\n")
    said(terminal, "~OEMVendor=ZKTECO CO., LTD.,FaceFunOn=0\n")
    said(terminal, FIRST)
    assert changes(terminal, receiver) == [
        {"FaceFunOn": {"from": "1", "to": "0"}},
        {"FaceFunOn": {"from": "0", "to": "1"}},
    ]


def test_an_option_never_said_before_comes_from_null(site):
    terminal, receiver = site
    said(terminal, FIRST)
    said(terminal, "MaskDetectionFunOn=1\n")
    assert changes(terminal, receiver) == [{"MaskDetectionFunOn": {"from": None, "to": "1"}}]


def test_counters_are_no_news_but_capacities_are(site):
    terminal, receiver = site
    said(terminal, "UserCount=5,TransactionCount=9,FPCount=1,~MaxUserCount=100\n")
    said(terminal, "UserCount=6,TransactionCount=10,FPCount=2,~MaxUserCount=100\n")
    assert changes(terminal, receiver) == []
    said(terminal, "~MaxUserCount=200\n")
    assert changes(terminal, receiver) == [{"~MaxUserCount": {"from": "100", "to": "200"}}]


@pytest.mark.parametrize(
    "name", ["CommKey", "PushComKey", "Password", "pushcommkey", "WifiPwd", "AdminPasswd"]
)
def test_a_secret_among_options_is_told_to_nobody(shared, site, name):
    terminal, receiver = site
    said(terminal, FIRST)
    said(terminal, f"FaceFunOn=0,{name}=60221417\n")
    said(terminal, f"FaceFunOn=1,{name}=60221418\n")
    assert len(changes(terminal, receiver)) >= 2
    seen = b"".join(one.body for one in receiver.attempts(serial=terminal.serial))
    answer = shared.bridge.api(shared.key).get(f"/v1/devices/{terminal.serial}/diagnosis").body
    for secret in ("60221417", "60221418"):
        assert secret.encode() not in seen + answer and secret not in shared.bridge.log


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        "hello\n",
        "=\n",
        ",,,\n",
        "=x,=y\n",
        "A" * 100_000,
        "A=" + "b" * 100_000,
        "\0\0",
        "a=1\0,b=2",
    ],
)
def test_odd_reports_are_acknowledged(site, text):
    terminal, receiver = site
    said(terminal, FIRST)
    said(terminal, text)
    changes(terminal, receiver)


def test_many_options_are_bounded(site):
    terminal, receiver = site
    said(terminal, FIRST)
    for start in range(0, 50_000, 10_000):
        said(terminal, ",".join(f"Option{n}=1" for n in range(start, start + 10_000)) + "\n")
    told = changes(terminal, receiver)
    assert sum(map(len, told)) <= 10_000


def test_options_in_an_info_answer_are_merged_too(shared, site):
    terminal, receiver = site
    said(terminal, FIRST)
    api = shared.bridge.api(shared.key)
    order = api.order(terminal.serial, "device.info")
    terminal.fetch()
    terminal.answer(f"ID={order['id'][4:]}&Return=0&CMD=INFO", "FaceFunOn=0", "FWVersion=Ver 8.0.4.2")
    receiver.wait_for_event(type="command.completed", command_id=order["id"])
    said(terminal, "FaceFunOn=0\n")
    told = changes(terminal, receiver)
    assert told in ([], [{"FaceFunOn": {"from": "1", "to": "0"}}]), "merged silently or told, but not twice"
