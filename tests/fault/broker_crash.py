#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""kill -9 of the broker, with what the configuration that ships with us says of saving: what it acknowledged more than
some seconds before, while nobody listened, comes through all the same, once; and what comes in a
heap goes to disk in heaps, not message by message.

  broker_crash.py PROGRAM FOLDER
"""
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time

import mqtt

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "scripts", "mosquitto")
MESSAGES, SAVED = 400, 8  # s; the configuration saves each second


def saving():
    """The lines of our configuration that say when the broker writes down what it holds."""
    with open(os.path.join(HERE, "mosquitto.conf")) as f:
        lines = [line for line in f if line.startswith("autosave_")]
    assert len(lines) == 2, lines
    return "".join(lines)


def main():
    program, build = sys.argv[1:3]
    folder = tempfile.mkdtemp(prefix="broker-crash-", dir=build)
    workspace = os.path.join(folder, "workspace")
    mqtt.import_project(program, workspace, "P", ["a", "z"])
    broker = mqtt.Broker(os.path.join(folder, "broker"), "allow_anonymous true\n" + saving())
    engine = mqtt.Engine(program, workspace, broker.port)
    try:
        engine.start()
        mqtt.wait_session(program, workspace, broker, "P", "z")
        engine.stop()
        device = mqtt.Device(broker.port, "P", "a", MESSAGES, per_message=1, rate=2000)
        device.start()
        device.join(600)
        assert len(device.acked) == MESSAGES, "the broker does not take them"
        time.sleep(SAVED)
        broker.process.kill()
        broker.process.wait()
        broker.start()
        done = subprocess.run([*engine.command, "--for", "8"], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        assert mqtt.judge(program, workspace, "P", [device])[:3] == (0, 0, 0), "the broker lost them"
        n, commits = map(int, re.search(r"journalled=(\d+) commits=(\d+)", done.stderr).groups())
        assert n >= MESSAGES and commits <= n // 2, f"{commits} flushes for {n} messages"
        print(f"{n} messages of a broker that was killed, {commits} flushes")
    finally:
        engine.process.kill()
        broker.process.kill()
        broker.process.wait()
    shutil.rmtree(folder)


main()
