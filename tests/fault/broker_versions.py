#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Brokers that do less than they are asked: one that refuses MQTT 5 is spoken to in 3.1.1, and one that grants no
acknowledged delivery, or no subscription, is told of and not used.

  broker_versions.py PROGRAM FOLDER
"""
import os
import shutil
import socket
import subprocess
import sys
import tempfile

import mqtt
from mqtt_peer import CONNECT, PUBACK, Peer, publish

# How a broker says that it does not speak version 5: in the form of version 3, as older ones do, or of 5.
REFUSALS = {"in the old form": bytes([0x20, 2, 0, 1]), "in the new form": bytes([0x20, 3, 0, 0x84, 0])}
ACCEPT = {5: bytes([0x20, 3, 0, 0, 0]), 4: bytes([0x20, 2, 0, 0])}
NOT_ALLOWED = 77


def version_of(connect):
    """CONNECT's protocol name has four letters."""
    assert connect[0] == CONNECT and connect[1][:6] == mqtt.text("MQTT"), connect
    return connect[1][6]


def accept(listener, engine):
    listener.settimeout(600)
    assert engine.process.poll() is None, open(engine.log.name).read()
    connection = listener.accept()[0]
    peer = Peer(connection)
    peer.version = version_of(peer.packet(600))
    return peer


def falls_back(program, folder, how, refusal):
    """Each session asks for 5 and goes on in 3.1.1; messages are on disk and acknowledged in it."""
    workspace = os.path.join(folder, how.replace(" ", "-"))
    mqtt.import_project(program, workspace, "P", ["a"])
    with socket.create_server(("127.0.0.1", 0)) as listener:
        engine = mqtt.Engine(program, workspace, listener.getsockname()[1])
        engine.start()
        try:
            for mid in (1, 2):
                peer = accept(listener, engine)
                assert peer.version == 5, peer.version
                peer.connection.sendall(refusal)
                peer = accept(listener, engine)
                assert peer.version == 4, f"{how}: not spoken to in 3.1.1 but in {peer.version}"
                peer.connection.sendall(ACCEPT[4])
                assert peer.packets(600, len) == [(0x80, 1)], "not subscribed"
                peer.connection.sendall(publish(mid, version=4))
                assert (PUBACK, mid) in peer.packets(600, lambda seen, mid=mid: (PUBACK, mid) in seen)
                peer.connection.close()
            assert engine.stop() == 143
            log = open(engine.log.name).read()  # without --verbose: a loss is told, and so is that it is over
            assert log.index("broker.lost") < log.index("broker.connected"), log
            assert log.count("broker.connected") == 1, log
        finally:
            engine.process.kill()
    values = sorted(r["value"] for r in mqtt.readings_of(program, workspace, "P", "a"))
    assert values == [1, 2], values


def grants_less(program, folder, version, granted, words):
    workspace = os.path.join(folder, f"granted-{version}-{granted}")
    mqtt.import_project(program, workspace, "P", ["a"])
    with socket.create_server(("127.0.0.1", 0)) as listener:
        engine = mqtt.Engine(program, workspace, listener.getsockname()[1], "--mqtt", {5: "5", 4: "3.1.1"}[version])
        engine.start()
        try:
            peer = accept(listener, engine)
            assert peer.version == version, peer.version
            peer.granted = granted
            peer.connection.sendall(ACCEPT[version])
            peer.packets(600, len)
            code = engine.process.wait(600)
            said = open(engine.log.name).read()
            assert code == NOT_ALLOWED, (code, said)
            assert all(word in said for word in words), said
        finally:
            engine.process.kill()


def real_broker(program, folder):
    """mosquitto with max_qos 0: it grants QoS 0."""
    workspace = os.path.join(folder, "most-0")
    mqtt.import_project(program, workspace, "P", ["a"])
    broker = mqtt.Broker(os.path.join(folder, "broker"), "allow_anonymous true\n", "max_qos 0\n")
    try:
        for version in ("5", "3.1.1"):
            engine = mqtt.Engine(program, workspace, broker.port, "--mqtt", version, "--for", "60")
            done = subprocess.run(engine.command, capture_output=True, text=True, timeout=600)
            assert done.returncode == NOT_ALLOWED, done
            assert "grants no acknowledged delivery (QoS 1)" in done.stderr and "max_qos" in done.stderr, done.stderr
    finally:
        broker.process.kill()
        broker.process.wait()


def main():
    program, build = sys.argv[1:3]
    folder = tempfile.mkdtemp(prefix="broker-versions-", dir=build)
    for how, refusal in REFUSALS.items():
        falls_back(program, folder, how, refusal)
    for version in (5, 4):
        grants_less(program, folder, version, 0, ("grants no acknowledged delivery (QoS 1) for ta/v1/+/+/+", "max_qos"))
        grants_less(program, folder, version, {5: 0x87, 4: 0x80}[version],
                    ("refuses the subscription for ta/v1/+/+/+", "ACL"))
    real_broker(program, folder)
    print("3.1.1 where 5 is refused; nothing taken where acknowledged delivery is not granted")
    shutil.rmtree(folder)


main()
