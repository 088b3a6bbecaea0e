#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A session that nobody comes back to is ended at the broker, with what waits in it, in either version of the protocol; by
its workspace or, where that is gone, by its client id.

  broker_forget.py PROGRAM FOLDER
"""
import os
import re
import shutil
import subprocess
import sys
import tempfile

import mqtt


def run(engine, *more):
    done = subprocess.run([*engine.command, *more], capture_output=True, text=True, check=False)
    return done.returncode, done.stderr


def waits(engine):
    """How many messages a run finds."""
    code, said = run(engine, "--for", "3")
    assert code == 0, said
    return int(re.search(r"journalled=(\d+) ", said).group(1))


def main():
    program, build = sys.argv[1:3]
    folder = tempfile.mkdtemp(prefix="broker-forget-", dir=build)
    workspace, other = os.path.join(folder, "workspace"), os.path.join(folder, "other")
    mqtt.import_project(program, workspace, "P", ["a", "z"])
    mqtt.import_project(program, other, "P", ["a", "z"])
    broker = mqtt.Broker(os.path.join(folder, "broker"))
    engine, stranger = (mqtt.Engine(program, w, broker.port) for w in (workspace, other))
    sent = 0

    def send():
        nonlocal sent
        device = mqtt.Device(broker.port, "P", "a", sent + 20, per_message=1, rate=1e9)
        device.next = sent
        device.start()
        device.join(60)
        sent += 20

    try:
        code, said = run(engine, "--forget-session")
        assert code == 65 and "--client-id" in said, (code, said)
        engine.start()
        mqtt.wait_session(program, workspace, broker, "P", "z")
        code, said = run(engine, "--forget-session")
        assert code == 75, (code, said)  # somebody listens
        engine.stop()
        send()
        assert waits(engine) == 20
        for more in (["--forget-session"], ["--forget-session", "--mqtt", "3.1.1"]):
            send()
            code, said = run(engine, *more)
            assert code == 0 and 'keeps nothing under "terrassay-' in said, (code, said)
            assert waits(engine) == 0
        for version in ("5", "3.1.1"):  # a slip of the id ends nothing, and says so
            code, said = run(engine, "--forget-session", "--client-id", "othr1", "--mqtt", version)
            assert code == 65 and 'kept no session under "othr1"' in said, (code, said)
        send()
        with open(os.path.join(workspace, "journal", "client")) as f:
            code, said = run(stranger, "--forget-session", "--client-id", f.read().strip())
        assert code == 0, (code, said)
        assert waits(engine) == 0
        with open(os.path.join(workspace, "store.gpkg"), "rb") as f:
            assert f.read().count(b"forget-session") >= 2
    finally:
        if engine.process is not None:
            engine.process.kill()
        broker.process.kill()
        broker.process.wait()
    shutil.rmtree(folder)


main()
