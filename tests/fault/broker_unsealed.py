#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A running program whose seals fail says so once for each reason, and not each time; it goes on taking readings in,
and seals all of them once that is mended.

  broker_unsealed.py PROGRAM FOLDER
"""
import glob
import os
import shutil
import sys
import tempfile
import time

import mqtt


def main():
    program, build = sys.argv[1:3]
    folder = tempfile.mkdtemp(prefix="broker-unsealed-", dir=build)
    workspace = os.path.join(folder, "workspace")
    mqtt.import_project(program, workspace, "P", ["a", "z"])
    broker = mqtt.Broker(os.path.join(folder, "broker"))
    engine = mqtt.Engine(program, workspace, broker.port, "--verbose")
    device = mqtt.Device(broker.port, "P", "a", 0)

    def count(words):
        with open(engine.log.name) as f:
            return sum(words in line for line in f)

    def publish(n):
        nonlocal device
        more = mqtt.Device(broker.port, "P", "a", device.count + n)
        more.next, more.acked = device.count, device.acked
        device = more
        device.start()
        device.join(600)
        assert not device.is_alive(), "the device cannot get rid of its readings"

    def wait_for(words, n):
        end = time.time() + 600
        while count(words) < n:
            assert time.time() < end and engine.process.poll() is None, open(engine.log.name).read()
            time.sleep(0.05)

    engine.start()
    try:
        mqtt.wait_session(program, workspace, broker, "P", "z")
        publish(20)
        mqtt.wait_archived(workspace, 600)
        sealed = glob.glob(f"{workspace}/readings/P/*.h5")
        assert len(sealed) == 1, sealed
        shutil.copyfile(sealed[0], folder + "/whole")
        with open(sealed[0], "wb") as f:
            f.write(b"no longer what was sealed")
        publish(20)
        wait_for("journal.not_sealed", 1)
        time.sleep(4.5)  # four more tries
        assert count("journal.not_sealed") == 1, open(engine.log.name).read()
        os.unlink(sealed[0])
        wait_for("journal.not_sealed", 2)  # another reason
        time.sleep(2.5)
        assert count("journal.not_sealed") == 2, open(engine.log.name).read()
        before = count("journal.sealed")
        shutil.copyfile(folder + "/whole", sealed[0])
        wait_for("journal.sealed", before + 1)
        assert engine.stop() == 143
        assert mqtt.judge(program, workspace, "P", [device]) == (0, 0, 0, 40)
        print("said twice for two reasons")
    finally:
        engine.process.kill()
        broker.process.kill()
        broker.process.wait()
    shutil.rmtree(folder)


main()
