#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""An engine that is away, and a broker with what the configuration that ships with us says of saving, of queues and
of sizes: it takes thousands of messages as fast as devices send them, does not write its disk full for
each of them, and the engine gets them all.

  broker_backlog.py PROGRAM FOLDER
"""
import os
import shutil
import subprocess
import sys
import tempfile
import time

import mqtt

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "scripts", "mosquitto")
MESSAGES = 20000
SECONDS = 120  # one on two quiet cores; a broker that saves at each message takes some minutes for 3,000
WRITTEN = 1 << 30  # bytes; each save writes up to 5 MB


def shared():
    """The part of our configuration that is of both listeners, but for who may come in and where files are."""
    with open(os.path.join(HERE, "mosquitto.conf")) as f:
        lines = f.read().split("# --- Both.\n")[1].splitlines()
    ours = ("allow_anonymous", "password_file", "acl_file", "persistence_location", "log_type")
    kept = [line for line in lines if line and not line.startswith(("#", *ours))]
    assert len(kept) >= 8, kept
    return "\n".join(["allow_anonymous true", *kept, ""])


def written(process):
    """Bytes that it gave to the disk; None where nobody may ask."""
    try:
        with open(f"/proc/{process.pid}/io") as f:
            return int(dict(line.split(": ") for line in f)["write_bytes"])
    except OSError:
        return None


def main():
    program, build = sys.argv[1:3]
    folder = tempfile.mkdtemp(prefix="broker-backlog-", dir=build)
    workspace = os.path.join(folder, "workspace")
    mqtt.import_project(program, workspace, "P", ["a", "z"])
    broker = mqtt.Broker(os.path.join(folder, "broker"), shared())
    engine = mqtt.Engine(program, workspace, broker.port)
    try:
        engine.start()
        mqtt.wait_session(program, workspace, broker, "P", "z")
        engine.stop()
        before, began = written(broker.process), time.time()
        device = mqtt.Device(broker.port, "P", "a", MESSAGES, per_message=1, rate=1e9, window=100)
        device.start()
        device.join(SECONDS)
        took, after = time.time() - began, written(broker.process)
        assert len(device.acked) == MESSAGES, f"{len(device.acked)} of {MESSAGES} messages taken in {took:.0f} s"
        assert before is None or after - before < WRITTEN, f"{after - before} bytes written for {MESSAGES} messages"
        done = subprocess.run([*engine.command, "--for", "10"], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        assert mqtt.judge(program, workspace, "P", [device])[:3] == (0, 0, 0), "some did not come through"
        print(f"{MESSAGES} messages in {took:.1f} s, {(after or 0) - (before or 0)} bytes written")
    finally:
        engine.process.kill()
        broker.process.kill()
        broker.process.wait()
    shutil.rmtree(folder)


main()
