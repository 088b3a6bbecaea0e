#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Two engines with one client id: the broker ends the session of the one whenever the other connects. A broker
that says so, as MQTT 5 can, ends the older one with the cause. mosquitto 2.0 just closes, in either version of the
protocol: then both wait longer each time and say what it may be. No acknowledged reading is lost, and none
stands twice in a workspace.

  broker_takeover.py PROGRAM FOLDER
"""
import os
import shutil
import socket
import sys
import tempfile
import time

import mqtt

MESSAGES = 400
CONFIGURATION, STOPPED = 78, 143
BRIEF = "may use our client id \"shared\""


def log_of(engine):
    with open(engine.log.name, encoding="utf-8") as log:
        return log.read()


def wait_until(what, true, seconds=600):
    end = time.time() + seconds
    while not true():
        assert time.time() < end, f"never: {what}"
        time.sleep(0.1)


class Pair:
    """Two workspaces with the same project, one engine each, and a device."""

    def __init__(self, program, folder, *more):
        self.program = program
        os.makedirs(folder)
        self.broker = mqtt.Broker(os.path.join(folder, "broker"))
        self.workspaces = [os.path.join(folder, name) for name in ("first", "second")]
        for workspace in self.workspaces:
            mqtt.import_project(program, workspace, "P", ["a", "probe"])
        self.engines = [mqtt.Engine(program, w, self.broker.port, "--client-id", "shared", *more)
                        for w in self.workspaces]
        self.device = mqtt.Device(self.broker.port, "P", "a", MESSAGES, per_message=1, rate=50)

    def begin(self):
        self.engines[0].start()
        mqtt.wait_session(self.program, self.workspaces[0], self.broker, "P", "probe")
        self.device.start()
        time.sleep(1)
        self.engines[1].start()

    def end(self):
        for engine in self.engines:
            if engine.process is not None:
                engine.process.kill()
        self.broker.process.kill()

    def values(self):
        """Readings of the device, of each workspace."""
        return [[int(r["value"]) for r in mqtt.readings_of(self.program, w, "P", "a", sealed=False)]
                for w in self.workspaces]

    def judge(self):
        self.device.join(600)
        assert len(self.device.acked) == MESSAGES, self.device.error
        wait_until("all readings stand", lambda: self.device.acked <= {v for w in self.values() for v in w})
        for values in self.values():
            assert len(values) == len(set(values)), "a reading counts twice"


def told(program, folder):
    """By a broker of our own: DISCONNECT with reason 0x8E, session taken over."""
    workspace = os.path.join(folder, "told")
    mqtt.import_project(program, workspace, "P", ["a"])
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(600)
    engine = mqtt.Engine(program, workspace, listener.getsockname()[1], "--client-id", "shared")
    engine.start()
    try:
        peer = listener.accept()[0]
        peer.settimeout(600)
        assert peer.recv(4096)[:1] == b"\x10", "no CONNECT"
        peer.sendall(bytes([0x20, 3, 0, 0, 0]))
        peer.recv(4096)  # its subscription
        peer.sendall(bytes([0xE0, 2, 0x8E, 0]))
        code = engine.process.wait(600)
        assert code == CONFIGURATION, code
        listener.settimeout(1)
        try:
            listener.accept()
            raise SystemExit("it came back")
        except TimeoutError:
            pass
    finally:
        engine.process.kill()
        listener.close()
    assert 'another session took over our client id "shared"' in log_of(engine), log_of(engine)
    assert "find the other program" in log_of(engine), log_of(engine)
    print("told of a takeover, it ends and says so")


def untold(program, folder, version):
    """mosquitto tells nobody."""
    pair = Pair(program, os.path.join(folder, version), "--mqtt", version)
    try:
        pair.begin()
        wait_until("both say what it may be", lambda: all(BRIEF in log_of(e) for e in pair.engines))
        began, before = time.time(), [log_of(e).count("broker.lost") for e in pair.engines]
        time.sleep(10)
        assert all(e.process.poll() is None for e in pair.engines), "one gave up"
        losses = [log_of(e).count("broker.lost") - n for e, n in zip(pair.engines, before)]
        # taking it from each other every 0.2 s they would lose it some 25 times each
        assert max(losses) <= 6, f"{losses} losses each in {time.time() - began:.0f} s: they fight"
        assert pair.engines[0].stop() == STOPPED
        pair.judge()
        assert pair.engines[1].stop() == STOPPED
    finally:
        pair.end()
    print(f"MQTT {version}: {losses} losses in ten seconds, no reading lost, none twice")


def main():
    program, build = sys.argv[1:3]
    folder = tempfile.mkdtemp(prefix="broker-takeover-", dir=build)
    told(program, folder)
    for version in ("5", "3.1.1"):
        untold(program, folder, version)
    shutil.rmtree(folder)


main()
