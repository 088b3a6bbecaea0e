# SPDX-License-Identifier: Apache-2.0
"""The broker's end of a connection, for what no real broker can be made to do."""
import json
import struct
import time

import mqtt

CONNECT, SUBSCRIBE, SUBACK, PUBACK = 0x10, 0x80, 0x90, 0x40


def publish(mid, version=5):
    """A reading of the device P/a at QoS 1."""
    payload = json.dumps([{"n": "x", "u": "m", "t": 1700000000 + mid, "v": mid}]).encode()
    properties = b"\0" if version == 5 else b""
    return mqtt.packet(0x32, mqtt.text("ta/v1/P/a/senml") + struct.pack(">H", mid) + properties + payload)


class Peer:
    """Takes whole packets, and answers a SUBSCRIBE: with QoS 1, or what is granted."""

    def __init__(self, connection, version=5, granted=1):
        self.connection, self.bytes = connection, b""
        self.version, self.granted = version, granted

    def packet(self, seconds):
        """(kind, body), or None when none comes. All of the engine's packets are short."""
        end = time.time() + seconds
        while len(self.bytes) < 2 or len(self.bytes) < 2 + self.bytes[1]:
            self.connection.settimeout(max(0.01, end - time.time()))
            try:
                data = self.connection.recv(4096)
            except (TimeoutError, ConnectionError):
                return None
            assert data, "the engine closed the connection"
            self.bytes += data
        kind, size = self.bytes[0] & 0xF0, self.bytes[1]
        body, self.bytes = self.bytes[2:2 + size], self.bytes[2 + size:]
        return kind, body

    def packets(self, seconds, enough):
        """Kinds and ids of what comes, SUBSCRIBE answered, until enough(seen) or the time is over."""
        seen, end = [], time.time() + seconds
        while not enough(seen) and time.time() < end:
            got = self.packet(end - time.time())
            if got is None:
                break
            seen.append((got[0], struct.unpack(">H", got[1][:2])[0]))
            if got[0] == SUBSCRIBE:
                more = got[1][:2] + (b"\0" if self.version == 5 else b"") + bytes([self.granted])
                self.connection.sendall(mqtt.packet(SUBACK, more))
        return seen
