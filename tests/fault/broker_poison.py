#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A message far beyond all limits is acknowledged, kept whole as a letter and counted; what comes behind it
is taken in, and it never comes again.

  broker_poison.py PROGRAM FOLDER
"""
import glob
import os
import shutil
import sys
import tempfile

import mqtt

MEBIBYTES = 30


class Poisoner(mqtt.Device):
    def payload(self, first):
        return "[" * (MEBIBYTES << 20) if first == 4 else super().payload(first)


def main():
    program, build = sys.argv[1:3]
    folder = tempfile.mkdtemp(prefix="broker-poison-", dir=build)
    workspace = os.path.join(folder, "workspace")
    mqtt.import_project(program, workspace, "P", ["a", "y", "z"])
    broker = mqtt.Broker(os.path.join(folder, "broker"))
    engine = mqtt.Engine(program, workspace, broker.port)
    try:
        engine.start()
        mqtt.wait_session(program, workspace, broker, "P", "z")
        device = Poisoner(broker.port, "P", "a", 12)
        device.start()
        device.join(600)
        assert not device.is_alive(), "the broker does not take it"
        device.acked -= {4, 5}  # stood in for by the poison
        live = mqtt.judge_arrived(program, workspace, "P", [device])
        assert live[:3] == (0, 0, 0), live
        assert engine.stop() == 143
        letters = glob.glob(os.path.join(workspace, "journal", "dead", "*.dead"))
        assert len(letters) == 1, letters
        with open(letters[0], "rb") as f:
            assert b"[" * (MEBIBYTES << 20) in f.read(), "not whole"
        with open(workspace + ".log", encoding="utf-8") as f:
            assert "too_long" in f.read(), "not counted"
        engine.start()  # nothing of it comes again
        mqtt.wait_session(program, workspace, broker, "P", "y")
        assert engine.stop() == 143
        assert glob.glob(os.path.join(workspace, "journal", "dead", "*.dead")) == letters
    finally:
        engine.process.kill()
        broker.process.kill()
        engine.process.wait()
        broker.process.wait()
    shutil.rmtree(folder)


main()
