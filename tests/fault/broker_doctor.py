#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""`terrassay doctor --broker`: messages that a broker threw away are a fault; one that is not there is, too.

  broker_doctor.py PROGRAM FOLDER
"""
import os
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time

import mqtt
import mqtt_peer


def told(program, folder, topics):
    """What doctor makes of a broker that has these topics under $SYS, as mosquitto has: a number that has not changed
    for a minute is none of them."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve():
        connection, _ = listener.accept()
        peer = mqtt_peer.Peer(connection, version=4, granted=0)
        assert peer.packet(5)[0] == mqtt_peer.CONNECT
        connection.sendall(mqtt.packet(0x20, b"\0\0"))
        while (got := peer.packet(10)) is not None and got[0] == mqtt_peer.SUBSCRIBE:
            connection.sendall(mqtt.packet(mqtt_peer.SUBACK, got[1][:2] + b"\0"))
            name = got[1][4:-1].decode()
            if name.removeprefix("$SYS/broker/") in topics:
                value = topics[name.removeprefix("$SYS/broker/")]
                connection.sendall(mqtt.packet(0x31, mqtt.text(name) + value.encode()))
        connection.close()

    thread = threading.Thread(target=serve)
    thread.start()
    code, found = doctor(program, listener.getsockname()[1], folder)
    thread.join()
    listener.close()
    return code, found


def judge_silence(program, folder):
    version = {"version": "mosquitto version 2.0.11"}
    code, found = told(program, folder, version)
    assert code == 0 and found["Dropped messages"].startswith("ok"), found
    assert "the broker's log" in found["Dropped messages"] and "Kept messages" not in found, found
    code, found = told(program, folder, {**version, "load/publish/dropped/5min": "0.00",
                                         "load/publish/dropped/15min": "6.61"})
    assert code == 1 and "within the last hour" in found["Dropped messages"], (code, found)
    assert "being dropped for client" in found["Dropped messages"], found
    code, found = told(program, folder, {**version, "store/messages/count": "44", "retained messages/count": "40",
                                         "clients/total": "5", "clients/connected": "3"})
    assert "4, for 2 sessions that are away" in found["Kept messages"], found
    code, found = told(program, folder, {**version, "store/messages/count": "44"})
    assert "44, retained ones among them; how many sessions are away" in found["Kept messages"], found
    code, found = told(program, folder, {})
    assert "ACL" in found["Dropped messages"] and found["Dropped messages"].startswith("note"), found


def doctor(program, port, folder):
    done = subprocess.run([program, "doctor", "--broker", f"mqtt://127.0.0.1:{port}", "-w",
                           os.path.join(folder, "none")], capture_output=True, text=True, timeout=600)
    lines = {}
    for line in done.stdout.splitlines():
        for part in ("Broker", "Dropped messages", "Kept messages"):
            if line.startswith(part + " "):
                lines[part] = line[len(part):].strip()
    return done.returncode, lines


def leave_session(port):
    """A subscription at QoS 1 whose client goes away."""
    with socket.create_connection(("127.0.0.1", port), 5) as s:
        s.sendall(mqtt.packet(0x10, mqtt.text("MQTT") + bytes([4, 0]) + struct.pack(">H", 0) + mqtt.text("away")))
        assert s.recv(4)[3:4] == b"\0"
        s.sendall(mqtt.packet(0x82, b"\0\1" + mqtt.text("ta/v1/#") + b"\1"))
        assert s.recv(16)
        s.sendall(mqtt.packet(0xE0, b""))


def main():
    program, build = sys.argv[1:3]
    folder = tempfile.mkdtemp(prefix="broker-doctor-", dir=build)
    broker = mqtt.Broker(os.path.join(folder, "broker"),
                         "allow_anonymous true\nmax_queued_messages 10\nsys_interval 1\n")
    try:
        code, found = doctor(program, broker.port, folder)
        deadline = time.time() + 600
        while "none" not in found.get("Dropped messages", "") and time.time() < deadline:
            time.sleep(0.5)  # the broker says nothing in its first second
            code, found = doctor(program, broker.port, folder)
        assert "mosquitto" in found["Broker"] and "none" in found["Dropped messages"], found
        leave_session(broker.port)
        device = mqtt.Device(broker.port, "P", "a", 200, per_message=1)
        device.start()
        device.join(600)
        while "fault" not in found["Dropped messages"] and time.time() < deadline:
            time.sleep(0.5)
            code, found = doctor(program, broker.port, folder)
        assert code == 1 and "fault" in found["Dropped messages"], (code, found)
        assert "since the broker started" in found["Dropped messages"], found
        workspace = os.path.join(folder, "workspace")
        mqtt.import_project(program, workspace, "P", ["a"])
        engine = mqtt.Engine(program, workspace, broker.port)  # it was away when they were dropped
        engine.start()
        log = ""
        while "broker.drops_messages" not in log and time.time() < deadline:
            time.sleep(0.2)
            log = open(engine.log.name).read()
        assert engine.stop() == 143 and "some within the last hour" in log, log
        port = broker.port
        broker.stop()
        code, found = doctor(program, port, folder)
        assert code == 1 and found["Broker"].startswith("fault"), (code, found)
        done = subprocess.run([program, "doctor", "--broker", "http://x"], capture_output=True, text=True)
        assert done.returncode == 2 and "mqtt://" in done.stderr, done
        judge_silence(program, folder)
        print("drops told, none told, a broker that is not there told")
    finally:
        broker.process.kill()
        broker.process.wait()
        shutil.rmtree(folder, ignore_errors=True)


main()
