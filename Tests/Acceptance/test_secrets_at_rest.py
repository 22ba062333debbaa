"""Who has the store, or the log, has no secret of anybody."""

import base64
import os
import secrets
import stat
import subprocess

import pytest

from harness.certificates import Authority
from harness.customers import attempts_of, make_endpoint, new_customer, punch
from harness.receiver import Answer
from harness.settings import device, endpoint, key, new_key, settings, tenant
from harness.signatures import new_secret
from harness.terminal import new_serial

SECRETS_KEY = secrets.token_hex(32)


def forms_of(secret: str | bytes) -> list[bytes]:
    """How a secret might stand in a file: as it is, its bytes, and usual ways to write these."""
    text = secret.encode() if isinstance(secret, str) else secret
    forms = [text, base64.b64encode(text), text.hex().encode(), text.hex().upper().encode()]
    prefix, _, rest = text.partition(b"_")
    if prefix in (b"whsec", b"whsk"):
        forms += [base64.b64decode(rest), rest]
    if prefix == b"whsk":
        forms.append(base64.b64decode(rest)[:32])
    if b"PRIVATE KEY" in text:
        body = b"".join(line for line in text.splitlines() if b"-----" not in line)
        forms += [body, text.splitlines()[1], base64.b64decode(body)]
    return forms


def places_of(wanted: dict[str, str], bridge) -> list[str]:
    """Where secrets stand that should stand nowhere."""
    files = [path for path in sorted(bridge.data_dir.rglob("*")) if path.is_file()]
    assert {"bridge.db", "bridge.db-wal"} <= {path.name for path in files}, files
    found = []
    for path in [*files, bridge.log_path]:
        content = path.read_bytes()
        found += [
            f"{name} in {path.name}"
            for name, secret in wanted.items()
            if any(form in content for form in forms_of(secret))
        ]
    return found


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    authority = Authority(tmp_path_factory.mktemp("secrets-authority"))
    return authority.signs("client", "extendedKeyUsage=clientAuth")


def pair_secret() -> str:
    """A `whsk_` secret, made by OpenSSL's own program."""
    pair = subprocess.run(
        "openssl genpkey -algorithm ed25519 -outform DER".split(), check=True, capture_output=True
    ).stdout
    public = subprocess.run(
        "openssl pkey -inform DER -pubout -outform DER".split(), input=pair, check=True, capture_output=True
    ).stdout
    return "whsk_" + base64.b64encode(pair[-32:] + public[-32:]).decode()


def test_what_the_api_is_given_stands_in_no_file_and_no_log(start_bridge, start_receiver, client):
    receiver, other = start_receiver(), start_receiver(check_events=False)
    shop = new_customer(start_bridge, secrets_key=SECRETS_KEY)
    wanted = {
        "secret": receiver.secret,
        "rotated secret": new_secret(),
        "Ed25519 pair": pair_secret(),
        "password": "Passwort-" + secrets.token_hex(12),
        "token": "Token-" + secrets.token_hex(12),
        "header": "Header-" + secrets.token_hex(12),
        "private key": client.key.read_text(),
        "api key": shop.api.key,
        "secrets key": SECRETS_KEY,
    }
    wanted["comm key"] = "Comm-" + secrets.token_hex(8)
    pair = {"certificate": client.certificate.read_text(), "private_key": wanted["private key"]}
    basic = {"type": "basic", "user": "bridge", "password": wanted["password"]}
    make_endpoint(
        shop.api,
        receiver,
        auth=basic,
        headers={"Authorization-Token": wanted["header"], "X-Api-Key": wanted["header"]},
    )
    mutual = {"id": "mutual", "url": "https://e.example/", "enabled": False, "client_certificate": pair}
    assert shop.api.post("/v1/endpoints", mutual).status == 201
    bearer = {"type": "bearer", "token": wanted["token"]}
    order = {"id": "pair", "url": other.url, "secret": wanted["Ed25519 pair"], "auth": bearer}
    assert shop.api.post("/v1/endpoints", order).status == 201
    rotation = {"secret": wanted["rotated secret"], "overlap": "1h"}
    assert shop.api.post("/v1/endpoints/shop/rotate-secret", rotation).status == 200
    # Answers are kept for repetitions, and these have secrets in them.
    order = {"url": other.url, "enabled": False}
    made = shop.api.post("/v1/endpoints", order, Idempotency_Key="one-more-endpoint").json
    wanted["secret the bridge made"] = made["secret"]
    rotated = shop.api.post(f"/v1/endpoints/{made['id']}/rotate-secret", Idempotency_Key="new-secret").json
    wanted["secret the bridge made anew"] = rotated["secret"]
    admin = shop.bridge.admin()
    claim = {"serial": new_serial(), "name": "Door", "time_zone": "UTC", "comm_key": wanted["comm key"]}
    assert admin.post("/v1/devices", claim).status in (200, 201)
    wanted["a person's password"] = str(10**15 + secrets.randbelow(10**15))
    person = {"pin": "7", "name": "Dewi", "password": wanted["a person's password"]}
    admin.order(shop.terminal.serial, "user.upsert", person)
    key_made = admin.post("/v1/keys", {"name": "payroll"}, Idempotency_Key="payroll").json
    wanted["key the bridge made"] = next(value for value in key_made.values() if str(value).startswith("abk_"))
    other.answer_next(Answer(500), Answer(401))
    shop.terminal.punch(punch(1))
    receiver.wait_for_event(pin="1")
    attempts_of(shop.api, 1, at_least=3)
    for path in ("/v1/endpoints/shop", "/v1/endpoints/shop/secret", "/v1/endpoints", "/v1/audit"):
        assert admin.get(path).status == 200
    assert places_of({"name that is no secret": "default"}, shop.bridge), "the search finds nothing at all"
    assert places_of(wanted, shop.bridge) == []
    shop.bridge.kill()
    assert places_of(wanted, shop.bridge) == []
    shop.bridge.start()
    shop.terminal.punch(punch(2))
    receiver.wait_for_event(pin="2")
    assert places_of(wanted, shop.bridge) == []


def test_what_the_configuration_has_stands_in_no_file_and_no_log(start_bridge, start_receiver, client):
    receiver = start_receiver()
    wanted = {
        "secret": receiver.secret,
        "old secret": new_secret(),
        "mutual's secret": new_secret(),
        "password": "Passwort-" + secrets.token_hex(12),
        "api key": new_key(),
        "comm key": "Comm-" + secrets.token_hex(8),
        "private key": client.key.read_text(),
        "header": "Header-" + secrets.token_hex(12),
        "secrets key": SECRETS_KEY,
    }
    pair = {"certificate": str(client.certificate), "private_key": str(client.key)}
    one = endpoint(
        receiver,
        previous_secrets=[wanted["old secret"]],
        auth={"type": "basic", "user": "bridge", "password": wanted["password"]},
        headers={"X-Token": wanted["header"]},
    )
    mutual = {
        "id": "mutual",
        "url": "https://e.example/",
        "secret": wanted["mutual's secret"],
        "enabled": False,
        "client_certificate": pair,
    }
    locked, serial = new_serial(), new_serial()
    bridge = start_bridge(
        settings(
            secrets_key=SECRETS_KEY,
            tenants=[
                tenant(
                    endpoints=[one, mutual],
                    devices=[device(serial), device(locked, comm_key=wanted["comm key"])],
                    keys=[key(wanted["api key"])],
                )
            ],
        )
    )
    terminal = bridge.terminal(locked)
    terminal.handshake(pushcommkey=wanted["comm key"])
    terminal.handshake(pushcommkey="wrong-" + wanted["comm key"][5:])
    bridge.terminal(serial).punch(punch(1))
    receiver.wait_for_event(pin="1")
    assert places_of(wanted, bridge) == []
    bridge.restart()
    bridge.terminal(serial).punch(punch(2))
    receiver.wait_for_event(pin="2")
    assert places_of(wanted, bridge) == []


def test_a_wrong_secrets_key_is_a_clear_sentence_and_the_right_one_opens_it_again(start_bridge, receiver):
    shop = new_customer(start_bridge, secrets_key=SECRETS_KEY)
    make_endpoint(shop.api, receiver)
    assert shop.bridge.stop() == 0
    wrong = secrets.token_hex(32)
    shop.bridge.configure({**shop.settings, "secrets_key": wrong})
    before = len(shop.bridge.log)
    shop.bridge.launch()
    assert shop.bridge.exit_code() == 1
    said = shop.bridge.log[before:]
    assert "sealed with another key" in said and "secrets_key" in said
    assert wrong not in said and SECRETS_KEY not in said and receiver.secret not in said
    shop.bridge.configure(shop.settings)
    shop.bridge.start()
    shop.terminal.punch(punch(1))
    receiver.wait_for_event(pin="1")


def test_without_a_secrets_key_one_is_made_that_only_its_owner_reads(start_bridge, receiver):
    shop = new_customer(start_bridge)
    make_endpoint(shop.api, receiver)
    path = shop.bridge.data_dir / "secrets.key"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    before = path.read_bytes()
    assert before.strip() and before.strip().decode() not in shop.bridge.log
    shop.bridge.restart()
    assert path.read_bytes() == before
    shop.terminal.punch(punch(1))
    receiver.wait_for_event(pin="1")


def test_a_lost_secrets_key_is_a_clear_sentence_and_not_a_new_key(start_bridge, receiver):
    shop = new_customer(start_bridge)
    make_endpoint(shop.api, receiver)
    assert shop.bridge.stop() == 0
    path = shop.bridge.data_dir / "secrets.key"
    kept = path.read_bytes()
    path.unlink()
    before = len(shop.bridge.log)
    shop.bridge.launch()
    assert shop.bridge.exit_code() == 1
    assert "secrets" in shop.bridge.log[before:]
    path.write_bytes(kept)
    path.chmod(0o600)
    shop.bridge.start()
    shop.terminal.punch(punch(1))
    receiver.wait_for_event(pin="1")


@pytest.mark.parametrize("value", ["short", "0" * 63, "z" * 64, "0" * 66])
def test_a_secrets_key_of_a_wrong_form_is_refused_without_being_shown(start_bridge, value):
    bridge = start_bridge(settings(secrets_key=value, tenants=[tenant()]), ready=False)
    bridge.launch()
    assert bridge.exit_code() == 2
    assert "secrets_key" in bridge.log
    assert value not in bridge.log


def test_files_of_the_data_folder_are_for_their_owner_alone(start_bridge, receiver):
    before = os.umask(0o022)
    try:
        shop = new_customer(start_bridge)
    finally:
        os.umask(before)
    make_endpoint(shop.api, receiver)
    for name in ("secrets.key", "bridge.db", "bridge.db-wal"):
        mode = stat.S_IMODE((shop.bridge.data_dir / name).stat().st_mode)
        assert mode & 0o007 == 0, f"{name} is {mode:o}"
