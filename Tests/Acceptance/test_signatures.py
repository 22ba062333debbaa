"""Every webhook can be verified with the secret the receiver has, by us and by other people's libraries."""

import base64
import hashlib
import hmac
import json
import subprocess
import time

import pytest

from harness import signatures
from harness.api import assert_problem
from harness.bridge import ROOT
from harness.customers import make_endpoint, new_customer, punch
from harness.receiver import Answer, Delivery
from harness.settings import endpoint
from harness.waiting import wait_until

TYPES = ["attendance.*"]
QUICK = ["100ms"] * 20
#: Libraries of others; `make test` fetches them.
LIBRARIES = ROOT / ".build" / "venv" / "bin" / "python"


@pytest.fixture
def start(start_bridge):
    def start(*endpoints, retry_schedule=QUICK, **how):
        return new_customer(start_bridge, *endpoints, delivery={"retry_schedule": retry_schedule}, **how)

    return start


def rotate(shop, **order) -> dict:
    reply = shop.api.post("/v1/endpoints/shop/rotate-secret", order)
    assert reply.status == 200, reply.body
    return reply.json


def next_delivery(shop, receiver, pin) -> Delivery:
    shop.terminal.punch(punch(pin))
    return receiver.wait_for_attempts(1, pin=str(pin))[0]


def signatures_of(delivery: Delivery) -> list[str]:
    """The signatures, which stand with exactly one space between two."""
    value = delivery.headers["webhook-signature"]
    assert value == value.strip() and "  " not in value and "\t" not in value
    return value.split(" ")


def signed_by(secret: str, delivery: Delivery) -> str:
    return signatures.sign(secret, delivery.id, delivery.timestamp, delivery.body)


# v1: HMAC


def test_the_signature_is_the_hmac_of_id_timestamp_and_body(start, receiver):
    """Written out once more, from the specification, on what went over the wire."""
    shop = start(endpoint(receiver, event_types=TYPES))
    one = next_delivery(shop, receiver, 1)
    key = base64.b64decode(receiver.secret.removeprefix("whsec_"))
    text = f"{one.headers['webhook-id']}.{one.headers['webhook-timestamp']}.".encode() + one.body
    code = base64.b64encode(hmac.digest(key, text, hashlib.sha256)).decode()
    assert one.headers["webhook-signature"] == f"v1,{code}"
    assert abs(one.timestamp - time.time()) < 30


def test_a_retry_is_signed_afresh(start, receiver):
    receiver.answer_next(Answer(500))
    shop = start(endpoint(receiver, event_types=TYPES), retry_schedule=["1300ms"])
    shop.terminal.punch(punch(1))
    first, second = receiver.wait_for_attempts(2, pin="1")
    assert second.timestamp > first.timestamp
    for one in (first, second):
        assert signatures_of(one) == [signed_by(receiver.secret, one)]


@pytest.mark.parametrize("length", [24, 64])
def test_the_shortest_and_the_longest_secret_sign(start, start_receiver, length):
    secret = "whsec_" + base64.b64encode(bytes(range(length))).decode()
    receiver = start_receiver(secret=secret)
    shop = start()
    make_endpoint(shop.api, receiver)
    next_delivery(shop, receiver, 1)


@pytest.mark.parametrize("length", [0, 23, 65])
def test_a_secret_of_another_length_is_refused(start, receiver, length):
    secret = "whsec_" + base64.b64encode(bytes(length)).decode()
    order = {"url": receiver.url, "secret": secret}
    problem = assert_problem(start().api.post("/v1/endpoints", order), 422)
    assert [error["field"] for error in problem["errors"]] == ["secret"]
    assert secret not in str(problem) or length == 0


def test_a_secret_the_bridge_makes_is_told_once_and_signs(start, start_receiver):
    receiver = start_receiver(check_events=False)
    shop = start()
    made = shop.api.post("/v1/endpoints", {"id": "shop", "url": receiver.url, "event_types": TYPES}).json
    assert len(base64.b64decode(made["secret"].removeprefix("whsec_"), validate=True)) >= 24
    assert "secret" not in shop.api.get("/v1/endpoints/shop").json
    one = next_delivery(shop, receiver, 1)
    assert signatures_of(one) == [signed_by(made["secret"], one)]


# Rotation


def test_during_a_rotation_both_sign_the_newest_first(start, receiver):
    shop = start()
    make_endpoint(shop.api, receiver)
    rotated = rotate(shop, overlap="1h")
    one = next_delivery(shop, receiver, 1)
    assert signatures_of(one) == [signed_by(rotated["secret"], one), signed_by(receiver.secret, one)]


def test_every_secret_that_is_still_good_signs_newest_first(start, receiver):
    shop = start()
    make_endpoint(shop.api, receiver)
    newer = [rotate(shop, overlap="1h")["secret"] for _ in range(3)]
    one = next_delivery(shop, receiver, 1)
    assert signatures_of(one) == [signed_by(secret, one) for secret in [*reversed(newer), receiver.secret]]


def test_without_an_overlap_the_old_secret_signs_nothing_more(start, start_receiver):
    receiver = start_receiver(check_events=False)
    shop = start()
    make_endpoint(shop.api, receiver)
    new = signatures.new_secret()
    rotated = rotate(shop, overlap="0s", secret=new)
    assert rotated == {"secret": new, "previous": []}
    one = next_delivery(shop, receiver, 1)
    assert signatures_of(one) == [signed_by(new, one)]
    assert shop.api.get("/v1/endpoints/shop/secret").json == {"secret": new, "previous": []}


def test_an_old_secret_signs_until_its_overlap_ends_and_no_longer(start, start_receiver):
    receiver = start_receiver(check_events=False)
    shop = start()
    make_endpoint(shop.api, receiver)
    new = rotate(shop, overlap="5s")["secret"]
    one = next_delivery(shop, receiver, 1)
    assert signatures_of(one) == [signed_by(new, one), signed_by(receiver.secret, one)]
    wait_until(lambda: shop.api.get("/v1/endpoints/shop/secret").json["previous"] == [])
    two = next_delivery(shop, receiver, 2)
    assert signatures_of(two) == [signed_by(new, two)]


def test_a_retry_after_a_rotation_is_signed_with_the_new_secret_too(start, receiver):
    receiver.answer_always(Answer(500))
    shop = start(retry_schedule=["100ms"] * 60)
    make_endpoint(shop.api, receiver)
    shop.terminal.punch(punch(1))
    receiver.wait_for_attempts(1, pin="1")
    new = rotate(shop, overlap="1h")["secret"]
    before = len(receiver.deliveries)
    receiver.answer_always(Answer())
    receiver.wait_for_event(pin="1")
    last = receiver.wait_for(lambda seen: [one for one in seen[before:] if one.accepted])[-1]
    assert signatures_of(last) == [signed_by(new, last), signed_by(receiver.secret, last)]


def test_a_rotation_outlives_a_kill(start, receiver):
    shop = start()
    make_endpoint(shop.api, receiver)
    new = rotate(shop, overlap="1h")["secret"]
    shop.bridge.kill()
    shop.bridge.start()
    one = next_delivery(shop, receiver, 1)
    assert signatures_of(one) == [signed_by(new, one), signed_by(receiver.secret, one)]


def test_previous_secrets_of_the_configuration_sign_too(start, receiver):
    new = signatures.new_secret()
    shop = start(endpoint(receiver, event_types=TYPES, secret=new, previous_secrets=[receiver.secret]))
    one = next_delivery(shop, receiver, 1)
    assert signatures_of(one) == [signed_by(new, one), signed_by(receiver.secret, one)]


# v1a: Ed25519


def ed25519_says(public: str, delivery: Delivery, signature: str, folder) -> bool:
    """Whether OpenSSL's own program takes the signature."""
    version, _, code = signature.partition(",")
    assert version == "v1a"
    key = base64.b64decode(public.removeprefix("whpk_"), validate=True)
    assert len(key) == 32
    # SubjectPublicKeyInfo of an Ed25519 key (RFC 8410): a fixed head, then the key.
    (folder / "key.der").write_bytes(bytes.fromhex("302a300506032b6570032100") + key)
    (folder / "code").write_bytes(base64.b64decode(code, validate=True))
    text = f"{delivery.id}.{delivery.headers['webhook-timestamp']}.".encode() + delivery.body
    (folder / "text").write_bytes(text)
    arguments = "-verify -rawin -pubin -keyform DER -inkey key.der -sigfile code -in text".split()
    result = subprocess.run(["openssl", "pkeyutl", *arguments], cwd=folder, capture_output=True)
    return result.returncode == 0


def new_key_pair(folder) -> tuple[str, str]:
    """A `whsk_` secret and its `whpk_`, made by OpenSSL's own program."""
    subprocess.run(
        "openssl genpkey -algorithm ed25519 -outform DER -out pair.der".split(), cwd=folder, check=True
    )
    subprocess.run(
        "openssl pkey -inform DER -in pair.der -pubout -outform DER -out public.der".split(),
        cwd=folder,
        check=True,
    )
    seed = (folder / "pair.der").read_bytes()[-32:]
    public = (folder / "public.der").read_bytes()[-32:]
    return (
        "whsk_" + base64.b64encode(seed + public).decode(),
        "whpk_" + base64.b64encode(public).decode(),
    )


def test_a_key_pair_of_ours_signs_so_that_openssl_takes_it(start, start_receiver, tmp_path):
    receiver = start_receiver(check_events=False)
    secret, public = new_key_pair(tmp_path)
    shop = start(endpoint(receiver, event_types=TYPES, secret=secret))
    one = next_delivery(shop, receiver, 1)
    [signature] = signatures_of(one)
    assert ed25519_says(public, one, signature, tmp_path)
    one.body = one.body.replace(b'"1"', b'"2"')
    assert not ed25519_says(public, one, signature, tmp_path)


def test_a_key_pair_the_bridge_makes_shows_only_its_public_half(start, start_receiver, tmp_path):
    receiver = start_receiver(check_events=False)
    shop = start()
    order = {"id": "shop", "url": receiver.url, "event_types": TYPES, "secret_type": "ed25519"}
    made = shop.api.post("/v1/endpoints", order)
    assert made.status == 201 and b"whsk_" not in made.body
    public = shop.api.get("/v1/endpoints/shop/secret").json["secret"]
    assert public.startswith("whpk_")
    receiver.answer_next(Answer(500))
    shop.terminal.punch(punch(1))
    for one in receiver.wait_for_attempts(2, pin="1"):
        [signature] = signatures_of(one)
        assert ed25519_says(public, one, signature, tmp_path)


def test_a_rotation_from_hmac_to_a_key_pair_signs_with_both(start, receiver, tmp_path):
    shop = start()
    make_endpoint(shop.api, receiver)
    public = rotate(shop, overlap="1h", secret_type="ed25519")["secret"]
    one = next_delivery(shop, receiver, 1)
    new, old = signatures_of(one)
    assert ed25519_says(public, one, new, tmp_path)
    assert old == signed_by(receiver.secret, one)


# Other people's libraries


@pytest.mark.parametrize("library", ["standardwebhooks", "svix"])
def test_other_peoples_library_takes_it(start, receiver, tmp_path, library):
    if not LIBRARIES.exists():
        pytest.skip("there is no .build/venv with libraries of others")
    shop = start()
    make_endpoint(shop.api, receiver)
    receiver.answer_next(Answer(500))
    shop.terminal.punch(punch(1))
    deliveries = list(receiver.wait_for_attempts(2, pin="1"))
    new = rotate(shop, overlap="1h")["secret"]
    deliveries.append(next_delivery(shop, receiver, 2))
    program = tmp_path / "verify.py"
    module = {"standardwebhooks": "standardwebhooks", "svix": "svix.webhooks"}[library]
    program.write_text(
        f"import sys, json\nfrom {module} import Webhook\n"
        "secret, headers, body = sys.argv[1], json.loads(sys.argv[2]), sys.stdin.buffer.read()\n"
        "headers = {name: value for name, value in headers.items() if name.startswith('webhook-')}\n"
        "print(Webhook(secret).verify(body, headers)['id'])\n"
    )
    for one, secrets in [(one, [receiver.secret]) for one in deliveries] + [(deliveries[-1], [new])]:
        for secret in secrets:
            assert verdict_of(program, secret, one) == one.id
    other = signatures.new_secret()
    assert verdict_of(program, other, deliveries[0]) is None


def verdict_of(program, secret: str, delivery: Delivery) -> str | None:
    """The id the library read; None where it does not believe the webhook."""
    result = subprocess.run(
        [LIBRARIES, program, secret, json.dumps(delivery.headers)],
        input=delivery.body,
        capture_output=True,
        timeout=30,
    )
    return result.stdout.decode().strip() if result.returncode == 0 else None
