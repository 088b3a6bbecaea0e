#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A broker that resumes a session delivers right behind its CONNACK, before any subscription. Not one
of those messages may be acknowledged before it is on disk: here no byte can be written meanwhile.

  broker_resume.py PROGRAM FOLDER
"""
import os
import resource
import shutil
import signal
import socket
import sys
import tempfile

import mqtt
from mqtt_peer import CONNECT, PUBACK, Peer, publish

MESSAGES = 3
CONNACK_RESUMED = bytes([0x20, 3, 1, 0, 0])


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
        assert peer.packet(600)[0] == CONNECT, "no CONNECT"
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
