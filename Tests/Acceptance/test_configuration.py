"""A configuration file says all of its mistakes at once, each with its line, and none of its secrets."""

import re
from pathlib import Path

import pytest

from harness.bridge import ROOT, run_program
from harness.settings import ADMIN_KEY, device, endpoint, key, new_key, settings, tenant
from harness.signatures import new_secret
from harness.yaml import to_yaml

SECRET = new_secret()
TENANT = f"""\
tenants:
  - id: acme
    name: Acme
    endpoints:
      - id: main
        url: https://example.com/hooks
        secret: {SECRET}
    devices:
      - serial: GATE1
        name: Gate
        time_zone: Asia/Jakarta
"""


def with_options(*lines: str) -> str:
    """The tenant, whose endpoint has these lines more, from line 8 on."""
    secret = f"        secret: {SECRET}\n"
    return TENANT.replace(secret, secret + "".join(f"        {line}\n" for line in lines))


def check(program: Path, folder: Path, text: str, environment: dict[str, str] | None = None):
    path = folder / "config.yaml"
    path.write_text(text)
    result = run_program(
        program, "check-config", "--config", str(path), env={"PATH": "/usr/bin", **(environment or {})}
    )
    output = result.stdout + result.stderr
    prefix = re.escape(str(path))
    found = [(int(m[1]), m[2], m[3]) for m in re.finditer(rf"(?m)^{prefix}:(\d+): ([^:]+): (.+)$", output)]
    return result.returncode, found, output


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# nothing\n",
        TENANT,
        "data_dir: /var/lib/adms-bridge\n",
        '{"log": {"level": "debug"}}\n',
        TENANT.replace("\n", "\r\n"),
    ],
    ids=["empty", "comment", "tenant", "one key", "json", "CRLF"],
)
def test_a_good_file_is_accepted_silently_of_errors(program, tmp_path, text):
    code, found, output = check(program, tmp_path, text)
    assert (code, found) == (0, []), output


def test_the_example_file_is_good(program):
    example = ROOT / "config.example.yaml"
    if not example.exists():
        pytest.skip("no config.example.yaml yet")
    result = run_program(program, "check-config", "--config", str(example))
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize(
    ("text", "line", "key", "says"),
    [
        ("log:\n  level: info\ndevice_listner:\n  port: 1\n", 3, "device_listner", r"device_listener"),
        (
            "device_listener:\n  bind: 0.0.0.0\n  prot: 8081\n",
            3,
            "device_listener.prot",
            r"did you mean.*port",
        ),
        ("device_listener:\n  port: 70000\n", 2, "device_listener.port", r"65535"),
        ("device_listener:\n  port: http\n", 2, "device_listener.port", r"number"),
        ("device_listener:\n  bind: localhost\n", 2, "device_listener.bind", r"address"),
        ("device_listener:\n  max_body: 16 megs\n", 2, "device_listener.max_body", r"MiB"),
        ("devices:\n  offline_after: 5 minutes\n", 2, "devices.offline_after", r"5m|15s|500ms"),
        ("devices:\n  unknown: keep\n", 2, "devices.unknown", r"hold"),
        (
            "devices:\n  default_time_zone: Mars/Olympus\n",
            2,
            "devices.default_time_zone",
            r"Asia/Jakarta|IANA",
        ),
        ("devices:\n  default_time_zone: '+07:00'\n", 2, "devices.default_time_zone", r"Asia/Jakarta|IANA"),
        ("delivery:\n  retry_schedule: [5s, soon]\n", 2, r"delivery.retry_schedule[1]", r"soon"),
        ("delivery:\n  retry_schedule: 5s\n", 2, "delivery.retry_schedule", r"list"),
        (
            "delivery:\n  allow_private_networks: [10.0.0.0/33]\n",
            2,
            "delivery.allow_private_networks[0]",
            r"10\.0\.0\.0",
        ),
        ("log: { level: loud }\n", 1, "log.level", r"debug"),
        ("log: info\n", 1, "log", r""),
        ("admin:\n  key: short\n", 2, "admin.key", r"16"),
        (
            TENANT.replace("https://example.com/hooks", "http://example.com/hooks"),
            6,
            "tenants[0].endpoints[0].url",
            r"https",
        ),
        (
            TENANT.replace("https://example.com/hooks", "example.com/hooks"),
            6,
            "tenants[0].endpoints[0].url",
            r"",
        ),
        (
            TENANT.replace("https://example.com/hooks", "ftp://example.com/"),
            6,
            "tenants[0].endpoints[0].url",
            r"https",
        ),
        (
            TENANT.replace("https://example.com/hooks", "https://u:p@example.com/"),
            6,
            "tenants[0].endpoints[0].url",
            r"password",
        ),
        (TENANT.replace(SECRET, "whsec_c2hvcnQ="), 7, "tenants[0].endpoints[0].secret", r"24"),
        (TENANT.replace(SECRET, "hunter2"), 7, "tenants[0].endpoints[0].secret", r"whsec_"),
        (
            TENANT.replace(f"        secret: {SECRET}\n", ""),
            5,
            "tenants[0].endpoints[0].secret",
            r"required|missing",
        ),
        (TENANT + "    keys:\n      - { id: k, key: abk_short }\n", 13, "tenants[0].keys[0].key", r"43"),
        (
            TENANT + f"    keys:\n      - id: k\n        key: {new_key()}\n        scopes: [commands:reed]\n",
            15,
            "tenants[0].keys[0].scopes[0]",
            r"commands:read",
        ),
        (TENANT.replace("serial: GATE1", "serial: GATE 1"), 9, "tenants[0].devices[0].serial", r"32"),
        (
            TENANT.replace("Asia/Jakarta", "Asia/Jakrata"),
            11,
            "tenants[0].devices[0].time_zone",
            r"Asia/Jakarta",
        ),
        (with_options("ordering: devices"), 8, "tenants[0].endpoints[0].ordering", r"did you mean.*device"),
        (with_options("skip_after: 3"), 8, "tenants[0].endpoints[0].skip_after", r"ordering: device"),
        (with_options("batch: { max_events: 1 }"), 8, "tenants[0].endpoints[0].batch.max_events", r"1000"),
        (with_options("batch: { max_size: 9 }"), 8, "tenants[0].endpoints[0].batch.max_size", r"max_wait"),
        (with_options("rate_limit: 0"), 8, "tenants[0].endpoints[0].rate_limit", r"100000"),
        (
            with_options("headers: { Webhook-Id: x }"),
            8,
            "tenants[0].endpoints[0].headers.Webhook-Id",
            r"bridge",
        ),
        (with_options("auth: { type: digest }"), 8, "tenants[0].endpoints[0].auth.type", r"basic, bearer"),
        (with_options("auth: { type: bearer }"), 8, "tenants[0].endpoints[0].auth.token", r"required"),
        (
            with_options("client_certificate: { certificate: c.pem }"),
            8,
            "tenants[0].endpoints[0].client_certificate.private_key",
            r"required",
        ),
        (with_options("retry_schedule: []"), 8, "tenants[0].endpoints[0].retry_schedule", r"64"),
        (with_options("max_backlog_age: 1w"), 8, "tenants[0].endpoints[0].max_backlog_age", r"30d"),
        (
            with_options("headers:", f"  X-A: {'a' * 4096}", f"  X-B: {'b' * 4096}"),
            8,
            "tenants[0].endpoints[0].headers",
            r"8192",
        ),
        ("secrets_key: short\n", 1, "secrets_key", r"64"),
        ("retention:\n  max_backlog_age: nevre\n", 2, "retention.max_backlog_age", r"did you mean.*never"),
        ("retention:\n  min_free_disk: 5%\n", 2, "retention.min_free_disk", r"MiB"),
        ("delivery:\n  origin: http://me\n", 2, "delivery.origin", r"host"),
        (TENANT + "      - serial: GATE1\n", 12, "tenants[0].devices[1].serial", r"GATE1"),
        (TENANT + "  - id: acme\n", 12, "tenants[1].id", r"acme"),
        (TENANT.replace("id: acme", "id: a/b"), 2, "tenants[0].id", r"64"),
        (
            TENANT.replace("url:", "event_types: [attendence.*]\n        url:"),
            6,
            "tenants[0].endpoints[0].event_types[0]",
            r"attendance",
        ),
        ("data_dir: ./a\nlog: {}\ndata_dir: ./b\n", 3, "data_dir", r"twice"),
        ("data_dir: ${NOT_SET_ANYWHERE}/data\n", 1, "data_dir", r"NOT_SET_ANYWHERE"),
    ],
)
def test_a_mistake_is_told_with_its_line_its_key_and_the_rule(program, tmp_path, text, line, key, says):
    code, found, output = check(program, tmp_path, text)
    assert code == 2, output
    assert [(at, name) for at, name, _ in found] == [(line, key)], output
    assert re.search(says, found[0][2]), output


@pytest.mark.parametrize(
    "text",
    [
        "log:\n\tlevel: info\n",
        "log: {level: info\n",
        "- a\n- b\n",
        "a: b: c\n",
        "log: &x {}\n",
        "\x00\x01",
        "--- 1\n--- 2\n",
    ],
    ids=["tab", "unclosed", "list", "two colons", "anchor", "binary", "two documents"],
)
def test_a_file_that_is_not_our_yaml_is_refused_with_a_line(program, tmp_path, text):
    code, _, output = check(program, tmp_path, text)
    assert code == 2
    assert re.search(r"config\.yaml:\d+: ", output), output
    assert "Fatal error" not in output


def test_all_mistakes_are_told_at_once_in_the_order_of_their_lines(program, tmp_path):
    text = "log:\n  level: loud\ndevice_listener:\n  port: -1\ndevices:\n  unknown: maybe\n"
    code, found, _ = check(program, tmp_path, text)
    assert code == 2
    assert [(line, key) for line, key, _ in found] == [
        (2, "log.level"),
        (4, "device_listener.port"),
        (6, "devices.unknown"),
    ]


def test_no_secret_appears_in_a_message(program, tmp_path):
    text = (
        TENANT.replace(SECRET, "whsec_hunter2hunter2")
        + "    keys:\n      - { id: k, key: abk_correcthorse }\n"
    )
    text += "admin:\n  key: tiny-secret\n"
    code, _, output = check(program, tmp_path, text)
    assert code == 2
    for secret in ("hunter2hunter2", "correcthorse", "tiny-secret"):
        assert secret not in output


def test_an_environment_variable_stands_in_for_a_value(program, tmp_path):
    text = TENANT.replace(SECRET, "${HOOK_SECRET}")
    assert check(program, tmp_path, text, {"HOOK_SECRET": SECRET})[0] == 0
    code, found, output = check(program, tmp_path, text, {"HOOK_SECRET": "wrong"})
    assert code == 2 and found[0][1] == "tenants[0].endpoints[0].secret"
    assert "wrong" not in found[0][2]


def test_what_a_variable_holds_cannot_become_another_key(program, tmp_path):
    code, _, output = check(program, tmp_path, "data_dir: ${D}\n", {"D": "x\nlog: { level: loud }"})
    assert "log.level" not in output
    assert code in (0, 2)


def test_a_file_that_is_not_there_is_said_so(program, tmp_path):
    for verb in ("check-config", "serve", "print-config"):
        result = run_program(program, verb, "--config", str(tmp_path / "missing.yaml"))
        assert result.returncode in (1, 2)
        assert "missing.yaml" in result.stdout + result.stderr


def test_serve_refuses_a_bad_file_as_check_config_does(program, tmp_path):
    path = tmp_path / "config.yaml"
    path.write_text("log:\n  level: loud\n")
    result = run_program(program, "serve", "--config", str(path))
    assert result.returncode == 2
    assert f"{path}:2: log.level: " in result.stdout + result.stderr


def test_the_printed_configuration_is_whole_masked_and_good(program, tmp_path, start_receiver):
    api_key, receiver = new_key(), start_receiver()
    configuration = settings(
        tenants=[
            tenant(
                endpoints=[endpoint(receiver)],
                devices=[device("GATE1", comm_key="swordfish")],
                keys=[key(api_key)],
            )
        ]
    )
    path = tmp_path / "config.yaml"
    path.write_text(to_yaml(configuration))
    result = run_program(program, "print-config", "--config", str(path))
    assert result.returncode == 0, result.stderr
    printed = result.stdout
    for secret in (ADMIN_KEY, api_key, receiver.secret, receiver.secret[6:], "swordfish"):
        assert secret not in printed
    for part in ("data_dir", "retry_schedule", "GATE1", receiver.url, "max_header", "dedupe"):
        assert part in printed


OPTIONS = {
    "name": "Payroll",
    "ordering": "device",
    "skip_after": 5,
    "batch": {"max_events": 10, "max_wait": "200ms"},
    "rate_limit": 50,
    "headers": {"X-Branch": "tuna"},
    "auth": {"type": "basic", "user": "mackerel", "password": "herring"},
    "client_certificate": {"certificate": "chain.pem", "private_key": "key.pem"},
    "retry_schedule": ["1s", "90s"],
    "handshake": True,
    "max_backlog_age": "3d",
}


def test_all_options_of_an_endpoint_are_accepted_and_printed_without_secrets(
    program, tmp_path, start_receiver
):
    receiver, old, secrets_key = start_receiver(), new_secret(), "5a" * 32
    more = OPTIONS | {"url": "https://example.com/", "allow_private": False, "previous_secrets": [old]}
    configuration = settings(
        tenants=[tenant(endpoints=[endpoint(receiver, **more)])], retention={"max_backlog_age": "60d"}
    )
    text = to_yaml(configuration | {"secrets_key": secrets_key})
    code, _, output = check(program, tmp_path, text)
    assert code == 0, output
    result = run_program(program, "print-config", "--config", str(tmp_path / "config.yaml"))
    assert result.returncode == 0, result.stderr
    printed = result.stdout
    for secret in ("tuna", "mackerel", "herring", old, receiver.secret, secrets_key):
        assert secret not in printed
    for part in (
        "name: Payroll",
        "ordering: device",
        "skip_after: 5",
        "max_wait: 200ms",
        "rate_limit: 50",
        'X-Branch: "***"',
        "type: basic",
        "certificate: chain.pem",
        "retry_schedule: [1s, 90s]",
        "handshake: true",
        "max_backlog_age: 3d",
        "max_backlog_age: 60d",
    ):
        assert part in printed, printed


@pytest.mark.parametrize("key", ["certificate", "private_key"])
def test_a_client_certificate_that_cannot_be_used_is_named_at_the_start(start_bridge, tmp_path, key):
    files = {name: tmp_path / f"{name}.pem" for name in ("certificate", "private_key")}
    files["certificate"].write_text("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")
    files["private_key"].write_text("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n")
    hook = {"id": "erp", "url": "https://example.com/", "secret": SECRET}
    hook["client_certificate"] = {name: str(path) for name, path in files.items()}

    def last_words() -> str:
        bridge = start_bridge(settings(tenants=[tenant(id="acme", endpoints=[hook])]), ready=False)
        bridge.launch()
        assert bridge.exit_code() == 1
        return bridge.log

    files[key].write_text("tuna")
    words = last_words()
    assert f"client_certificate.{key}" in words and "acme/erp" in words and "PEM" in words
    assert "tuna" not in words
    files[key].unlink()
    words = last_words()
    assert f"client_certificate.{key}" in words and str(files[key]) in words


@pytest.mark.parametrize("arguments", [["nonsense"], ["serve", "--confg", "x"], ["serve", "--config"]])
def test_a_wrong_command_line_is_explained(program, arguments):
    result = run_program(program, *arguments)
    assert result.returncode not in (0, -6, -4, -11)
    assert result.stderr.strip()


def test_the_version_names_the_program_and_its_libraries(program):
    result = run_program(program, "version")
    assert result.returncode == 0
    for name in ("adms-bridge", "Swift", "SQLite", "curl", "OpenSSL"):
        assert name.lower() in result.stdout.lower(), result.stdout
