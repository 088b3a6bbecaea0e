#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The broker's configuration that ships with us: a device writes to its own topics and to no others;
the engine reads them with its password; a wrong one is told.

  broker_acl.py PROGRAM FOLDER
"""
import os
import shutil
import subprocess
import sys
import tempfile
import time

import mqtt

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "scripts", "mosquitto")


def configure(folder):
    """Our files as they are, but for TLS, places and the port: passwords go over the loopback."""
    passwords = os.path.join(folder, "passwords")
    open(passwords, "w").close()
    for user in ("terrassay", "P/a", "P/b"):
        subprocess.run(["mosquitto_passwd", "-b", passwords, user, "secret-" + user], check=True,
                       stderr=subprocess.DEVNULL)
    acl = os.path.join(folder, "acl")
    shutil.copy(os.path.join(HERE, "acl"), acl)
    for path in (acl, passwords):
        os.chmod(path, 0o644)
    lines = []
    for line in open(os.path.join(HERE, "mosquitto.conf")):
        word = line.split(" ")[0]
        if word in ("listener", "cafile", "certfile", "keyfile", "tls_version", "persistence",
                    "persistence_location", "max_queued_messages", "max_inflight_messages"):
            continue
        line = line.replace("/etc/mosquitto/passwords", passwords).replace("/etc/mosquitto/acl", acl)
        lines.append(line if not word.startswith("log_type") else "")
    return "".join(lines)


def main():
    program, build = sys.argv[1:3]
    folder = tempfile.mkdtemp(prefix="broker-acl-", dir=build)
    os.chmod(folder, 0o755)
    workspace = os.path.join(folder, "workspace")
    mqtt.import_project(program, workspace, "P", ["a", "b", "z"])
    secret, wrong = os.path.join(folder, "secret"), os.path.join(folder, "wrong")
    open(secret, "w").write("secret-terrassay\n")
    open(wrong, "w").write("no\n")
    broker = mqtt.Broker(os.path.join(folder, "broker"), configure(folder))
    engine = mqtt.Engine(program, workspace, broker.port, "--user", "terrassay", "--password-file", secret)
    try:
        denied = subprocess.run([program, "ingest", "--broker", f"mqtt://127.0.0.1:{broker.port}", "-w",
                                 workspace, "--user", "terrassay", "--password-file", wrong],
                                capture_output=True, text=True, timeout=600)
        assert denied.returncode == 77, denied
        assert "refuses the connection" in denied.stderr, denied.stderr
        engine.start()
        deadline = time.time() + 600
        while not mqtt.readings_of(program, workspace, "P", "a", sealed=False):
            assert time.time() < deadline, "nothing comes through"
            own = mqtt.Device(broker.port, "P", "a", 4, user=("P/a", "secret-P/a"))
            own.start()
            own.join(20)
            time.sleep(0.2)
        thief = mqtt.Device(broker.port, "P", "b", 4, user=("P/a", "secret-P/a"))  # a writes as b
        thief.start()
        thief.join(20)
        time.sleep(1)
        engine.stop()
        own = len(mqtt.readings_of(program, workspace, "P", "a"))  # what was sent again before it was seen counts too
        assert own > 0 and own % 4 == 0, own
        assert not mqtt.readings_of(program, workspace, "P", "b"), "one device wrote as another"
        print("own topic taken, another's refused, a wrong password told")
    finally:
        if engine.process is not None:
            engine.process.kill()
        broker.process.kill()
        broker.process.wait()
    shutil.rmtree(folder)


main()
