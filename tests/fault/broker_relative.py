#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Times that count from the receipt (RFC 8428, 4.5.3), when a real mosquitto sends again or had to wait.

A message whose acknowledgement got lost comes again, marked, and is the reading that it was; one that never came
is a new one, though it has the bytes of an older one; and one that waited at the broker while
nobody listened is set aside, since nobody knows when it was sent.

  broker_relative.py PROGRAM FOLDER
"""
import glob
import json
import os
import shutil
import signal
import socket
import struct
import sys
import tempfile
import time

import mqtt

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "powercut"))
from judge import unpack  # noqa: E402

AWAY = 34  # s; longer than what may pass for the moment of sending
WAITING = range(1000, 1250)  # more than mosquitto has under way at once


class DeafWire(mqtt.Wire):
    """Of connections that it is deaf to nothing goes back to the broker: acknowledgements get lost."""

    def __init__(self, to):
        self.deaf = set()
        super().__init__(to)

    def deafen(self):
        with self.lock:
            self.deaf |= {near for near, _ in self.pairs}

    def run(self):
        while True:
            near, _ = self.listener.accept()
            far = socket.create_connection(("127.0.0.1", self.to), 5)
            with self.lock:
                self.pairs.append((near, far))
            for a, b in ((near, far), (far, near)):
                mqtt.threading.Thread(target=self.pass_on, args=(a, b), daemon=True).start()

    def pass_on(self, a, b):
        try:
            while data := a.recv(65536):
                if a not in self.deaf:
                    b.sendall(data)
        except OSError:
            pass
        for s in (a, b):
            s.close()


class Bench:
    def __init__(self, program, folder):
        self.program, self.workspace, self.sent = program, f"{folder}/workspace", 0
        mqtt.import_project(program, self.workspace, "P", ["a", "z"])
        self.broker = mqtt.Broker(f"{folder}/broker")
        self.wire = DeafWire(self.broker.port)
        self.engine = mqtt.Engine(program, self.workspace, self.wire.port)
        self.engine.command[self.engine.command.index("--seal-every") + 1] = "3600"

    def publish(self, *values):
        """Readings of five seconds ago, acknowledged by the broker."""
        s = socket.create_connection(("127.0.0.1", self.broker.port), 5)
        s.sendall(mqtt.packet(0x10, mqtt.text("MQTT") + bytes([4, 2]) + struct.pack(">H", 0) + mqtt.text("dev")))
        assert s.recv(4)[3:4] == b"\0"
        for value in values:
            body = json.dumps([{"n": "x", "u": "m", "t": -5, "v": value}]).encode()
            s.sendall(mqtt.packet(0x32, mqtt.text("ta/v1/P/a/senml") + struct.pack(">H", 1) + body))
            assert s.recv(4)[:1] == b"\x40"
        s.sendall(mqtt.packet(0xE0, b""))
        s.close()

    def values(self):
        return sorted(int(r["value"]) for r in
                      mqtt.readings_of(self.program, self.workspace, "P", "a", sealed=False))

    def wait(self, value):
        end = time.time() + 600
        while value not in self.values():
            assert time.time() < end, f"{value} does not come: {self.values()}"
            time.sleep(0.1)

    def journalled(self, payload):
        """How often the journal has the bytes."""
        found = b""
        for path in glob.glob(f"{self.workspace}/journal/*/*.journal*"):
            with open(path, "rb") as f:
                found += unpack(f.read()) if path.endswith(".zst") else f.read()
        return found.count(payload)

    def again(self, value, kill):
        """A reading whose acknowledgement gets lost, and comes again; then another one."""
        self.wire.deafen()
        self.publish(value)
        self.wait(value)
        if kill:
            self.engine.kill()
        self.wire.cut()
        time.sleep(1.2)  # another receipt is another time
        if kill:
            self.engine.start()
        self.publish(value + 1)
        self.wait(value + 1)
        payload = b'"t": -5, "v": %d}' % value
        assert kill or self.journalled(payload) == 2, "it did not come again"

    def unread(self, value):
        """The same bytes once more; the engine is stopped, and killed before it reads them."""
        os.kill(self.engine.process.pid, signal.SIGSTOP)
        self.publish(value)
        time.sleep(0.5)
        self.engine.kill()
        self.wire.cut()
        self.engine.start()
        self.publish(value + 2)
        self.wait(value + 2)


def main():
    program, build = sys.argv[1:3]
    folder = tempfile.mkdtemp(prefix="broker-relative-", dir=build)
    bench = Bench(program, folder)
    try:
        bench.engine.start()
        mqtt.wait_session(program, bench.workspace, bench.broker, "P", "z")
        bench.again(10, kill=False)
        assert bench.values() == [10, 11], f"cut: {bench.values()}"
        bench.again(20, kill=True)
        assert bench.values() == [10, 11, 20, 21], f"killed: {bench.values()}"
        bench.unread(21)
        assert bench.values() == [10, 11, 20, 21, 21, 23], f"a reading was taken for an older one: {bench.values()}"
        print("what came again counts once, what never came counts")
        assert bench.engine.stop() == 128 + signal.SIGTERM
        bench.publish(*WAITING)
        time.sleep(AWAY)
        bench.engine.start()
        time.sleep(2)
        bench.publish(31)
        bench.wait(31)
        bench.engine.stop()
        assert not set(WAITING) & set(bench.values()), "a reading was dated by when somebody listened again"
        letters = b"".join(open(path, "rb").read() for path in glob.glob(f"{bench.workspace}/journal/dead/*.dead"))
        assert all(b'"v": %d}' % value in letters for value in WAITING) and b"no_clock" in letters, "not kept"
        log = open(bench.engine.log.name, encoding="utf-8").read()
        assert "`terrassay readings letters` says why" in log, log
        assert "journal.set_aside" in log and f"no_clock {len(WAITING)}" in log, f"not told while it ran: {log}"
        done = mqtt.subprocess.run([program, "ingest", "--replay", "--json", "-w", bench.workspace],
                                   capture_output=True, text=True)
        assert done.returncode == 3 and f"still_set_aside={len(WAITING)} " in done.stderr, done.stderr
        assert not set(WAITING) & set(bench.values()), "reading a letter again gave it a time"
        print("what waited while nobody listened is kept, and not dated")
    finally:
        bench.engine.process.kill()
        bench.broker.process.kill()
    shutil.rmtree(folder)


main()
