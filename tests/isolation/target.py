"""What the workers of these tests do: whatever a request asks, harm included."""

import json
import os
import socket
import subprocess
import sys
import time
from contextlib import suppress


def prepared():
    """The handler: ``do`` of the header names what is done."""
    loaded = bytearray(150_000_000)  # what all workers share

    def handle(header: dict, body: bytes) -> tuple[dict, bytes]:
        return {"ok": True}, DEEDS[header["do"]](body) if header["do"] != "loaded" else str(len(loaded)).encode()

    return handle


def broken():
    """A target that cannot be loaded."""
    raise RuntimeError("the knowledge does not parse")


def _work(body: bytes) -> bytes:
    end = time.process_time() + float(body)
    while time.process_time() < end:
        pass
    return b"done"


def _hold(body: bytes) -> bytes:
    held = bytearray(int(body))
    held[::4096] = b"x" * len(held[::4096])
    time.sleep(0.5)
    return str(len(held)).encode()


def _child(body: bytes) -> bytes:
    """Start a program that holds memory, or sleeps, and wait for it."""
    code = f"held = bytearray({int(body)}); held[::4096] = b'x' * len(held[::4096]); import time; time.sleep(60)"
    return str(subprocess.run([sys.executable, "-c", code], check=False).returncode).encode()


def _connect(body: bytes) -> bytes:
    try:
        socket.create_connection(("127.0.0.1", int(body)), 1).close()
    except OSError as error:
        return type(error).__name__.encode()
    return b"connected"


def _garble(body: bytes) -> bytes:
    """Write past the frames to whoever waits for an answer, as a worker that has been taken over may."""
    for number in map(int, os.listdir("/proc/self/fd")):
        with suppress(OSError):
            if os.readlink(f"/proc/self/fd/{number}").startswith("socket:"):
                os.write(number, body)
    return b"done"


DEEDS = {
    "echo": lambda body: body,
    "who": lambda body: str(os.getpid()).encode(),
    "environ": lambda body: json.dumps(dict(os.environ)).encode(),
    "sleep": lambda body: time.sleep(float(body)) or b"slept",
    "work": _work,
    "hold": _hold,
    "child": _child,
    "connect": _connect,
    "abort": lambda body: os.abort(),
    "exit": lambda body: os._exit(3),
    "garble": _garble,
    "large": lambda body: bytes(int(body)),
}
