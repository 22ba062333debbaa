"""Standard Webhooks signatures, written from the specification and from nothing of ours."""

import base64
import hashlib
import hmac
import secrets
import time


def new_secret() -> str:
    return "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()


def sign(secret: str, message_id: str, timestamp: int, body: bytes) -> str:
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{message_id}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


def fault(secret: str, headers: dict[str, str], body: bytes, tolerance: float = 300) -> str | None:
    """Why a receiver must refuse the request; None where it may believe it. `headers` in lower case."""
    for name in ("webhook-id", "webhook-timestamp", "webhook-signature"):
        if name not in headers:
            return f"header {name} is missing"
    stamp = headers["webhook-timestamp"]
    if not (stamp.isascii() and stamp.isdigit()):
        return f"webhook-timestamp is not unix seconds: {stamp!r}"
    if abs(time.time() - int(stamp)) > tolerance:
        return f"webhook-timestamp is too far from now: {stamp}"
    expected = sign(secret, headers["webhook-id"], int(stamp), body)
    offered = headers["webhook-signature"].split(" ")
    if not any(hmac.compare_digest(expected.encode(), one.encode()) for one in offered):
        return "no signature matches"
    return None
