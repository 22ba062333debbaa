"""The simulator plays families of terminals; the bridge understands each of them."""

import signal
import subprocess

import pytest

from harness.bridge import run_program
from harness.news import data_of, news_of
from harness.settings import settings, tenant
from harness.terminal import new_serial
from harness.waiting import PATIENCE, wait_until

#: What each family is told as: its punches' pins, and the people it uploads.
FAMILIES = {
    "speedface": (["1", "2"], {}),
    "senseface": (["11", "12"], {"11": "สมหญิง ทองดี", "12": "Niran Boonmee", "13": "วิชัย แสงทอง"}),
    "x100c": (["1041", "1042"], {"1041": "Dewi Lestari", "1042": "Agus Wijaya"}),
    "essl": (["7001", "7002"], {"7001": "Priya Nair", "7002": "अर्जुन राव"}),
    "clock": (["501", "502"], {}),
    "legacy": (["31", "32"], {"31": "王秀英", "32": "刘洋"}),
}

TOLD = ("attendance.recorded", "attendance.photo_captured", "user.updated", "record.rejected")


def simulate(program, bridge, serial: str, *arguments: str):
    """Lets a simulated terminal work on the bridge until it has done all it was told to."""
    where = ("--serial", serial, "--server", "http://{}:{}".format(*bridge.devices))
    work = ("--once", "--punches", "2", "--interval", "10ms")
    return run_program(program, "simulate", *where, *work, *arguments)


@pytest.fixture
def play(program, shared):
    """Plays a family on the shared bridge; what was told of it, by type."""

    def play(model: str) -> dict[str, list[dict]]:
        serial = new_serial("SIM")
        result = simulate(program, shared.bridge, serial, "--model", model)
        assert result.returncode == 0, result.stdout + result.stderr
        events = news_of(shared.bridge.terminal(serial), shared.receiver, *TOLD)
        # The mark of `news_of` itself is of 2001.
        return {
            type: [
                data
                for data in data_of([event for event in events if event["type"] == type])
                if not data.get("local_time", "").startswith("2001-")
            ]
            for type in TOLD
        }

    return play


@pytest.mark.parametrize("model", FAMILIES)
def test_every_family_is_understood(play, model):
    pins, people = FAMILIES[model]
    told = play(model)
    assert told["record.rejected"] == []
    assert [data["pin"] for data in told["attendance.recorded"]] == pins
    assert {data["pin"]: data["name"] for data in told["user.updated"]} == people


def test_a_senseface_tells_masks_and_temperatures_and_no_direction(play):
    for data in play("senseface")["attendance.recorded"]:
        assert (data["mask"], data["temperature_celsius"]) == (1, 36.4)
        assert data["direction_code"] == 255


@pytest.mark.parametrize("model", ["essl", "clock"])
def test_columns_nobody_announced_are_no_temperatures(play, model):
    for data in play(model)["attendance.recorded"]:
        assert (data["mask"], data["temperature_celsius"]) == (None, None)


def test_a_legacy_terminal_brings_a_picture_of_every_punch(play):
    told = play("legacy")
    assert [(data["pin"], data["matched"]) for data in told["attendance.photo_captured"]] == [
        ("31", True),
        ("32", True),
    ]


def test_a_clock_sets_itself_by_the_bridge(program, shared):
    result = simulate(program, shared.bridge, new_serial("SIM"), "--model", "clock")
    assert "the server's time is 2" in result.stdout, result.stdout


def test_without_a_model_it_is_a_speedface(program, shared):
    result = simulate(program, shared.bridge, new_serial("SIM"))
    assert result.returncode == 0, result.stderr
    assert "speedface" in result.stdout


def test_a_model_nobody_knows_is_refused_with_the_list(program):
    result = run_program(program, "simulate", "--model", "k99")
    assert result.returncode == 2
    assert all(model in result.stderr for model in FAMILIES), result.stderr


def test_help_lists_every_model_on_a_line_of_its_own(program):
    help_text = run_program(program, "simulate", "--help").stdout
    for model in FAMILIES:
        assert any(line.strip().startswith(f"{model}: ") for line in help_text.splitlines()), help_text


@pytest.fixture
def holding(start_bridge):
    """A bridge that takes nothing of terminals nobody has claimed."""
    return start_bridge(settings(devices={"unknown": "hold"}, tenants=[tenant()]))


def test_a_held_terminal_keeps_its_punches_and_delivers_them_once_it_is_claimed(program, holding, tmp_path):
    serial = new_serial("SIM")
    where = ("--serial", serial, "--server", "http://{}:{}".format(*holding.devices))
    said = tmp_path / "said"
    with said.open("wb") as output:
        process = subprocess.Popen([program, "simulate", *where, "--interval", "50ms"], stdout=output)
    try:
        wait_until(lambda: "keeping 3 punches, trying again in 200ms" in said.read_text())
        assert "held: the server does not take our data yet (device not registered" in said.read_text()
        admin = holding.admin("default")
        assert admin.get("/v1/events?type=attendance.*").json["data"] == []
        assert admin.post("/v1/devices", {"serial": serial}).status == 201
        wait_until(lambda: len(admin.get("/v1/events?type=attendance.*").json["data"]) == 3)
        wait_until(lambda: said.read_text().count("server says OK: 1") >= 3)
        # A bridge that is restarted finds its terminal again.
        assert holding.stop() == 0
        wait_until(lambda: "could not be made; trying again in 200ms" in said.read_text())
        holding.start()
        wait_until(lambda: "the server is back" in said.read_text())
        process.send_signal(signal.SIGINT)
        assert process.wait(PATIENCE) != 0
    finally:
        process.kill()
        process.wait()
    # Waiting is told when there is more to wait for, not at every try.
    assert said.read_text().count("keeping 3 punches") == 1


def test_a_held_terminal_that_works_once_says_what_it_could_not_deliver(program, holding):
    result = simulate(program, holding, new_serial("SIM"))
    assert result.returncode == 1
    assert "held:" in result.stdout and "2 punches" in result.stderr, result.stdout + result.stderr
