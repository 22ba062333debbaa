"""The verbs that talk to a running bridge: what they ask, print and end with."""

import http.client
import json
import re
import signal
import subprocess
import threading
from collections.abc import Callable

import pytest

from harness.bridge import run_program
from harness.certificates import Authority
from harness.settings import ADMIN_KEY, device, settings, tenant
from harness.terminal import Punch
from harness.waiting import PATIENCE, wait_until

SERIAL = "CLIENTVERB001"


def environment(**more: str) -> dict[str, str]:
    """Nothing of whoever runs the tests."""
    return {"PATH": "/usr/bin:/bin", "ADMS_BRIDGE_KEY": ADMIN_KEY, "ADMS_BRIDGE_TENANT": "default", **more}


@pytest.fixture
def bridge(start_bridge):
    return start_bridge(
        settings(devices={"unknown": "hold"}, tenants=[tenant(devices=[device(SERIAL)]), tenant("empty")])
    )


@pytest.fixture
def run(program, bridge) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Runs a verb on the bridge."""
    server = f"http://127.0.0.1:{bridge.api_port}"

    def run(
        *words: str, input: str = "", key: str = ADMIN_KEY, **how: object
    ) -> subprocess.CompletedProcess[str]:
        how.setdefault("stdout", subprocess.PIPE)
        return subprocess.run(
            [program, *words],
            env=environment(ADMS_BRIDGE_SERVER=server, ADMS_BRIDGE_KEY=key),
            input=input,
            stderr=subprocess.PIPE,
            text=True,
            timeout=60,
            **how,
        )

    return run


@pytest.fixture
def order(run) -> Callable[..., str]:
    """Orders a command; its id."""

    def order(*options: str) -> str:
        result = run("commands", "send", SERIAL, "device.info", "--json", *options)
        assert result.returncode == 0, result.stderr
        return json.loads(result.stdout)["id"]

    return order


class Worker(threading.Thread):
    """A terminal that takes a command a while after it was handed out, as they do."""

    def __init__(self, bridge, code: int = 0) -> None:
        super().__init__(daemon=True)
        self.terminal, self.code, self.done = bridge.terminal(SERIAL), code, threading.Event()

    def run(self) -> None:
        self.terminal.handshake(pushver="2.4.1")
        while not self.done.is_set():
            for command in self.terminal.fetch():
                # It is sent now, which is a change and not the end.
                self.done.wait(0.5)
                self.terminal.answer(f"ID={command.id}&Return={self.code}&CMD={command.verb}")
            self.done.wait(0.1)


@pytest.fixture
def work(bridge):
    """Lets the terminal work, with this return code."""
    workers: list[Worker] = []

    def work(code: int = 0) -> None:
        workers.append(Worker(bridge, code))
        workers[-1].start()

    yield work
    for worker in workers:
        worker.done.set()
        worker.join()


def test_show_waits_for_the_end_and_not_for_the_next_change(run, order, work):
    id = order()
    work()
    result = run("commands", "show", id, "--wait", "50s", "--json")
    assert result.returncode == 0, result.stderr
    assert json.loads(result.stdout)["status"] == "completed"


def test_send_waits_and_tells_a_failure_by_its_exit_code(run, work):
    work(-1)
    result = run("commands", "send", SERIAL, "device.info", "--wait", "50s", "--json")
    assert json.loads(result.stdout)["status"] == "failed"
    assert result.returncode == 1 and "failed" in result.stderr, result.stderr


def test_a_wait_that_is_over_shows_the_command_as_it_is(run, order):
    id = order()
    result = run("commands", "show", id, "--wait", "300ms", "--json")
    assert json.loads(result.stdout)["status"] == "queued"
    assert result.returncode == 1 and "has not ended within 300ms: it is queued" in result.stderr
    assert run("commands", "cancel", id).returncode == 0
    result = run("commands", "show", id, "--wait", "1m")
    assert result.returncode == 1 and "was cancelled" in result.stderr
    assert run("commands", "show", id).returncode == 0


@pytest.mark.parametrize(
    "words, said",
    [
        (("tenants", "list", "--data", "{}"), "--data is for create"),
        (("commands", "list", "--wait", "1s"), "--wait is for show and send"),
        (("endpoints", "list", "--since", "1"), "--since is for replay"),
        (("devices", "show", SERIAL, "--limit", "3"), "--limit is for list"),
        (("commands", "show", "cmd_1", "--wait", "2h"), "--wait must be"),
        (("commands", "show", "cmd_1", "--wait", "soon"), "--wait must be"),
        (("devices", "set", SERIAL), "--data"),
        (("endpoints", "set", "main"), "--data"),
        (("commands", "send", SERIAL, "device.info", "--data", '{"type":"door.unlock"}'), "another type"),
        (("devices", "claim", "NEW1", "--data", '{"serial":"NEW2"}'), "another serial"),
        (("commands", "send", SERIAL, "device.info", "--params", "{"), "--params is no JSON"),
        (("commands", "send", SERIAL, "device.info", "--params", "[]"), "--params must be a JSON object"),
        (("devices", "show", ""), "SERIAL must not be empty"),
        (("commands", "send", SERIAL, "device.info", "--partial"), "--partial is for an order to many"),
        (("commands", "list", "--partial"), "--partial is for send"),
    ],
)
def test_what_an_action_cannot_use_is_refused(run, words, said):
    result = run(*words)
    assert (result.returncode, result.stdout) == (2, ""), result
    assert said in result.stderr, result.stderr


def test_data_that_says_the_same_as_the_operand_is_fine(run):
    result = run("commands", "send", SERIAL, "device.info", "--data", '{"type":"device.info"}')
    assert result.returncode == 0, result.stderr


def test_an_order_to_many_names_whom_it_left_out(run):
    words = ("commands", "send", f"{SERIAL},NOSUCH", "device.check")
    result = run(*words)
    assert (result.returncode, result.stdout) == (1, "") and "there is no device NOSUCH" in result.stderr
    result = run(*words, "--partial")
    assert result.returncode == 0, result.stderr
    assert SERIAL in result.stdout and "NOSUCH" not in result.stdout
    assert result.stderr == "left out: NOSUCH: devices[1] there is no device NOSUCH\n"
    lines = [json.loads(line) for line in run(*words, "--partial", "--json").stdout.splitlines()]
    assert [sorted(line) for line in lines] == [["device", "id"], ["device", "field", "message"]]


@pytest.mark.parametrize("form", ["text", "file", "input"])
def test_params_come_from_the_command_line_a_file_or_standard_input(run, tmp_path, form):
    params = '{"pin":"7","name":"Ann"}'
    (tmp_path / "params.json").write_text(params)
    source = {"text": params, "file": f"@{tmp_path}/params.json", "input": "-"}[form]
    result = run("commands", "send", SERIAL, "user.upsert", "--json", "--params", source, input=params)
    assert result.returncode == 0, result.stderr
    assert json.loads(result.stdout)["params"]["name"] == "Ann"


@pytest.mark.parametrize(
    "words", [("keys", "create", "x", "--json"), ("keys", "list"), ("print-config",)], ids=" ".join
)
def test_an_answer_that_cannot_be_written_is_a_failure(run, words):
    with open("/dev/full", "w") as full:
        result = run(*words, stdout=full)
    assert result.returncode == 1
    assert "the output cannot be written: No space left" in result.stderr, result.stderr


def test_nothing_a_terminal_wrote_steers_the_reader_of_a_table(run, bridge):
    bridge.terminal(SERIAL).upload("OPERLOG", "USER PIN=7\tName=\u009b31mdoor\tPri=0\n".encode())
    listed = run("events", "list", "--json", "--type", "user.updated").stdout
    [event] = [json.loads(line) for line in listed.splitlines()]
    assert event["data"]["name"] == "\x9b31mdoor"
    shown = run("events", "show", event["id"]).stdout
    assert "\\u{9b}31mdoor" in shown and all(c.isprintable() or c == "\n" for c in shown), shown


def test_a_bridge_behind_tls_is_reached_with_its_own_authority(program, start_bridge, tmp_path):
    authority = Authority(tmp_path / "authority")
    identity = authority.signs("127.0.0.1")
    tls = {"certificate": str(identity.certificate), "private_key": str(identity.key)}
    bridge = start_bridge(settings(api_listener={"tls": tls}, tenants=[tenant()]), ready=False)
    bridge.launch()
    bridge.wait_for_log("serve.ready")
    server, ca = f"https://127.0.0.1:{bridge.api_port}", str(authority.certificate)

    def list(*options: str, **variables: str) -> subprocess.CompletedProcess[str]:
        variables = environment(ADMS_BRIDGE_SERVER=server, **variables)
        return run_program(program, "tenants", "list", *options, env=variables)

    for result in (list("--ca", ca), list(ADMS_BRIDGE_CA=ca)):
        assert result.returncode == 0 and "default" in result.stdout, result.stderr
    for result in (list(), list(ADMS_BRIDGE_CA="")):
        assert result.returncode == 1, result.stderr
    result = list("--ca", "/nowhere.pem")
    assert result.returncode == 2 and "/nowhere.pem cannot be read" in result.stderr


def test_a_variable_is_judged_as_its_option(program):
    result = run_program(program, "tenants", "list", env=environment(ADMS_BRIDGE_SERVER="localhost:8080"))
    assert result.returncode == 2 and "$ADMS_BRIDGE_SERVER must be an address like" in result.stderr


@pytest.fixture
def punch(bridge):
    """Makes punches of these pins, in order."""
    terminal = bridge.terminal(SERIAL)

    def punch(*pins: int) -> None:
        for pin in pins:
            made = Punch(str(pin), f"2026-05-04 08:{pin // 60:02}:{pin % 60:02}")
            assert terminal.punch(made).text.strip() == "OK: 1"

    return punch


def pins(text: str) -> list[str]:
    return [json.loads(line)["data"]["pin"] for line in text.splitlines()]


def test_the_newest_events_are_told_oldest_first(run, punch):
    words = ("events", "list", "--type", "attendance.*", "--json")
    assert run(*words, "--last", "3").stdout == ""
    punch(*range(1, 9))
    assert pins(run(*words, "--last", "3").stdout) == ["6", "7", "8"]
    assert len(pins(run(*words, "--last", "500").stdout)) == 8
    few = run(*words, "--limit", "3")
    assert pins(few.stdout) == ["1", "2", "3"] and "there are more; see --limit" in few.stderr
    assert run(*words, "--last", "3", "--limit", "3").returncode == 2
    assert run(*words, "--last", "0").returncode == 2


def test_the_attempts_of_an_event_are_shown(run, punch):
    punch(1)
    [event] = [json.loads(line) for line in run("events", "list", "--json").stdout.splitlines()][-1:]
    shown = run("events", "attempts", event["id"])
    assert shown.returncode == 0, shown.stderr
    gone = run("events", "attempts", "evt_" + "a" * 26)
    assert gone.returncode == 1 and gone.stderr.startswith("adms-bridge events: 404: "), gone.stderr
    assert run("events", "attempts", event["id"], "--limit", "3").returncode == 2


def test_the_admin_is_told_the_option_that_says_for_whom(program, bridge):
    server = f"http://127.0.0.1:{bridge.api_port}"
    result = run_program(
        program, "devices", "list", env=environment(ADMS_BRIDGE_SERVER=server, ADMS_BRIDGE_TENANT="")
    )
    assert result.returncode == 1 and "say for which tenant: --tenant ID" in result.stderr, result.stderr


def test_the_log_is_followed_until_it_is_interrupted(program, bridge, punch, tmp_path):
    punch(1, 2, 3)
    said = tmp_path / "said"
    words = ("events", "list", "--follow", "--last", "2", "--type", "attendance.*", "--json")
    variables = environment(ADMS_BRIDGE_SERVER=f"http://127.0.0.1:{bridge.api_port}")
    with said.open("wb") as output:
        process = subprocess.Popen([program, *words], env=variables, stdout=output)
    try:
        wait_until(lambda: pins(said.read_text()) == ["2", "3"])
        punch(4)
        wait_until(lambda: pins(said.read_text()) == ["2", "3", "4"])
        # A bridge that is restarted is waited for, and nothing is missed.
        bridge.restart()
        punch(5)
        wait_until(lambda: pins(said.read_text()) == ["2", "3", "4", "5"])
        process.send_signal(signal.SIGINT)
        process.wait(PATIENCE)
    finally:
        process.kill()
        process.wait()
    assert pins(said.read_text()) == ["2", "3", "4", "5"]


def test_a_test_that_is_not_delivered_is_a_failure(run):
    made = run("endpoints", "create", "https://127.0.0.1:1/", "--json")
    if made.returncode != 0:
        made = run("endpoints", "create", "https://hooks.invalid/", "--json")
    result = run("endpoints", "test", json.loads(made.stdout)["id"])
    assert result.returncode == 1 and "not delivered" in result.stderr, result.stderr
    assert "outcome:" in result.stdout


def test_a_tenant_is_deleted_only_by_who_says_yes(run):
    refused = run("tenants", "delete", "empty")
    assert refused.returncode == 2 and "never given again" in refused.stderr
    assert run("tenants", "create", "gone").returncode == 0
    assert run("tenants", "delete", "gone", "--yes").returncode == 0
    assert run("tenants", "show", "gone").returncode == 1


def test_terminals_are_listed_by_status_handed_over_and_asked_for_more(run):
    assert run("devices", "claim", "MOVED00001").returncode == 0
    assert "MOVED00001" in run("devices", "list", "--status", "never_seen").stdout
    assert "MOVED00001" not in run("devices", "list", "--status", "online").stdout
    asked = run("devices", "reupload", "MOVED00001", "ATTLOG", "--json")
    assert asked.returncode == 0 and json.loads(asked.stdout)["table"] == "ATTLOG", asked.stderr
    moved = run("devices", "transfer", "MOVED00001", "empty", "--json")
    assert moved.returncode == 0 and json.loads(moved.stdout)["tenant"] == "empty", moved.stderr
    assert run("devices", "show", "MOVED00001").returncode == 1


@pytest.mark.parametrize("whom", ["all", f"{SERIAL},SECOND00001"])
def test_one_order_goes_to_many(run, whom):
    assert run("devices", "claim", "SECOND00001").returncode == 0
    result = run("commands", "send", whom, "device.info", "--json")
    assert result.returncode == 0, result.stderr
    assert {json.loads(line)["device"] for line in result.stdout.splitlines()} == {SERIAL, "SECOND00001"}
    assert run("commands", "send", whom, "device.info", "--wait", "1s").returncode == 2


def test_rejects_statistics_and_changes_are_shown(run, bridge):
    bridge.terminal(SERIAL).attlog("no punch at all")
    rejects = run("events", "rejects")
    assert rejects.returncode == 0 and SERIAL in rejects.stdout, rejects.stderr
    assert "last_sequence:" in run("events", "stats").stdout
    assert run("devices", "claim", "NOTED00001").returncode == 0
    assert "POST /v1/devices" in run("tenants", "audit").stdout
    key = json.loads(run("keys", "create", "--json").stdout)["key"]
    own = run("tenants", "audit", key=key)
    assert own.returncode == 0 and "POST /v1/devices" in own.stdout, own.stderr


def test_a_stranger_does_not_steer_the_screen_of_listen(program):
    process = subprocess.Popen(
        [program, "listen", "--port", "0", "--count", "1"], env=environment(), stdout=subprocess.PIPE, text=True
    )
    try:
        port = int(re.search(r":(\d+)/", process.stdout.readline())[1])
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        connection.request("POST", "/", body="{}", headers={"webhook-id": "a\x9b31m\x7f".encode()})
        assert connection.getresponse().status == 401
        connection.close()
        said = process.communicate(timeout=PATIENCE)[0]
    finally:
        process.kill()
        process.wait()
    assert "a\\u{9b}31m" in said and all(c.isprintable() or c == "\n" for c in said), said
