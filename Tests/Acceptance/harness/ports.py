"""Free TCP ports."""

import random
import socket

# Below the kernel's ephemeral range (32768 and up), so that no outgoing connection takes a port between our
# looking and the bridge's binding.
_RANGE = range(20000, 32000)
_given: set[int] = set()


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on, never given twice in one run."""
    while True:
        port = random.choice(_RANGE)
        if port in _given:
            continue
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        _given.add(port)
        return port
