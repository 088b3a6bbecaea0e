#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A broker that resumes a session delivers right behind its CONNACK, before any subscription. Not one
of those messages may be acknowledged before it is on disk: here no byte can be written meanwhile.

  broker_resume.py PROGRAM FOLDER
"""
import json
import os
import resource
import shutil
import signal
import socket
import struct
import sys
import tempfile
import time

import mqtt

MESSAGES = 3
CONNACK_RESUMED = bytes([0x20, 3, 1, 0, 0])
SUBSCRIBE, SUBACK, PUBACK = 0x80, 0x90, 0x40


def publish(mid):
    payload = json.dumps([{"n": "x", "u": "m", "t": 1700000000 + mid, "v": mid}]).encode()
    return mqtt.packet(0x32, mqtt.text("ta/v1/P/a/senml") + struct.pack(">H", mid) + b"\0" + payload)


class Peer:
    """The broker's end of one connection: takes whole packets."""

    def __init__(self, connection):
        self.connection, self.bytes = connection, b""

    def packet(self, seconds):
        """(kind, body), or None when none comes. All of the engine's packets are short."""
        end = time.time() + seconds
        while len(self.bytes) < 2 or len(self.bytes) < 2 + self.bytes[1]:
            self.connection.settimeout(max(0.01, end - time.time()))
            try:
                data = self.connection.recv(4096)
            except (socket.timeout, TimeoutError):
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
                self.connection.sendall(bytes([SUBACK, 4]) + got[1][:2] + b"\0\1")
        return seen


def main():
    program, build = sys.argv[1:3]
    folder = tempfile.mkdtemp(prefix="broker-resume-", dir=build)
    workspace = os.path.join(folder, "workspace")
    mqtt.import_project(program, workspace, "P", ["a"])
    listener = socket.create_server(("127.0.0.1", 0))
    engine = mqtt.Engine(program, workspace, listener.getsockname()[1])
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # kept through exec: the write fails instead
    try:
        engine.start()
        listener.settimeout(600)
        peer = Peer(listener.accept()[0])
        assert peer.packet(600)[0] == 0x10, "no CONNECT"
        full = resource.prlimit(engine.process.pid, resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
        peer.connection.sendall(CONNACK_RESUMED + b"".join(publish(m + 1) for m in range(MESSAGES)))
        early = peer.packets(2, lambda seen: False)
        assert engine.process.poll() is None, "the engine gave up"
        assert not [p for p in early if p[0] == PUBACK], f"acknowledged, and nothing is on disk: {early}"
        resource.prlimit(engine.process.pid, resource.RLIMIT_FSIZE, full)
        acked = lambda seen: sum(p[0] == PUBACK for p in seen) == MESSAGES
        seen = peer.packets(600, acked)
        assert acked(seen), f"never acknowledged: {seen}"
        engine.kill()  # from here on the readings stand or fall with the disk
        values = sorted(r["value"] for r in mqtt.readings_of(program, workspace, "P", "a", sealed=False))
        assert values == [1, 2, 3], values
        print("a resumed session's messages were acknowledged once they were on disk")
    finally:
        engine.process.kill()
        engine.process.wait()
    shutil.rmtree(folder)


main()
