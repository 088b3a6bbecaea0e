#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Retained messages are no news, in either version of the protocol, and a device has its quota: what is beyond
is counted and not kept, and costs no other device anything.

  broker_limits.py PROGRAM FOLDER
"""
import os
import re
import shutil
import socket
import struct
import subprocess
import sys
import tempfile

import mqtt


def retain(port, project, device, value):
    """A message that stands at the broker."""
    with socket.create_connection(("127.0.0.1", port), 5) as s:
        s.sendall(mqtt.packet(0x10, mqtt.text("MQTT") + bytes([4, 2]) + struct.pack(">H", 0) + mqtt.text("retainer")))
        assert s.recv(4)[3:4] == b"\0"
        payload = f'[{{"n":"x","u":"m","t":{mqtt.Device.BASE + value},"v":{value}}}]'.encode()
        s.sendall(mqtt.packet(0x33, mqtt.text(f"ta/v1/{project}/{device}/senml") + b"\0\1" + payload))
        assert s.recv(4)[:1] == b"\x40"
        s.sendall(mqtt.packet(0xE0, b""))


def count(engine, word):
    return int(re.findall(word + r"=(\d+)", open(engine.log.name).read())[-1])


def run(program, folder, broker, name, *more):
    """A fresh workspace listens; devices `a` and `b` send 20 messages each. @return its engine, stopped"""
    workspace = os.path.join(folder, name)
    mqtt.import_project(program, workspace, "P", ["a", "b", "z", "still"])
    engine = mqtt.Engine(program, workspace, broker.port, *more)
    engine.start()
    try:
        mqtt.wait_session(program, workspace, broker, "P", "z")
        devices = [mqtt.Device(broker.port, "P", d, 20, per_message=1) for d in ("a", "b")]
        for device in devices:
            device.start()
        for device in devices:
            device.join(30)
        least = 5 if "--quota-messages" in more else 20
        for _ in range(100):
            if all(len(mqtt.readings_of(program, workspace, "P", d, sealed=False)) >= least for d in "ab"):
                break
        assert engine.stop() == 143
    finally:
        engine.process.kill()
    return engine, workspace


def main():
    program, build = sys.argv[1:3]
    folder = tempfile.mkdtemp(prefix="broker-limits-", dir=build)
    broker = mqtt.Broker(os.path.join(folder, "broker"))
    retain(broker.port, "P", "still", 7)
    try:
        for version, told in (("5", 0), ("3.1.1", 1)):  # version 5 does not even ask for them
            engine, workspace = run(program, folder, broker, "w" + version, "--mqtt", version)
            assert mqtt.readings_of(program, workspace, "P", "still") == [], "a retained message became a reading"
            assert count(engine, "retained") == told, open(engine.log.name).read()
            assert [len(mqtt.readings_of(program, workspace, "P", d)) for d in "ab"] == [20, 20]
        # as many as the probe of the session may have sent; its own topic has its own count
        engine, workspace = run(program, folder, broker, "quota", "--quota-messages", "5")
        for d in "ab":
            values = sorted(int(r["value"]) for r in mqtt.readings_of(program, workspace, "P", d))
            assert values == [0, 1, 2, 3, 4], (d, values)
        assert count(engine, "over_quota") >= 30
        done = subprocess.run([program, "ingest", "--broker", "mqtt://127.0.0.1:1", "--quota-messages", "x", "-w",
                               workspace], capture_output=True, text=True)
        assert done.returncode == 2, done
        print("retained messages are no news; quotas hold for each device")
    finally:
        broker.process.kill()
        broker.process.wait()
        shutil.rmtree(folder, ignore_errors=True)


main()
