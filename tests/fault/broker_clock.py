#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The receiver's clock was two hours behind (clock_behind.c): what devices with a right clock sent meanwhile is set
aside, and comes in once somebody says so, each once; what a device sent ahead of any clock stays.

  broker_clock.py PROGRAM FOLDER LIBRARY
"""
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time

import mqtt

BEHIND, COUNT = 7200, 40
NOW = int(time.time())


class Feed(mqtt.Device):
    """Readings of the last minute by the right clock, or by one that is @p ahead."""

    def __init__(self, port, device, ahead=0):
        super().__init__(port, "P", device, COUNT)
        self.base = NOW - 60 + ahead

    def payload(self, first):
        return json.dumps([{"n": "x", "u": "m", "t": self.base + v, "v": v} for v in range(first, first + self.per)])


def replay(program, workspace, *words):
    """@return messages that stay"""
    done = subprocess.run([program, "ingest", "--replay", *words, "-w", workspace], capture_output=True, text=True)
    assert done.returncode == 3, done.stderr
    return int(done.stderr.split("still_set_aside=")[1].split()[0])


def main():
    program, build, library = sys.argv[1:4]
    folder = tempfile.mkdtemp(prefix="broker-clock-", dir=build)
    workspace = f"{folder}/workspace"
    mqtt.import_project(program, workspace, "P", ["a", "b", "y", "z"])
    broker = mqtt.Broker(f"{folder}/broker")
    engine = mqtt.Engine(program, workspace, broker.port)

    def values(device):
        return [int(row["value"]) for row in mqtt.readings_of(program, workspace, "P", device)]

    try:
        os.environ.update(LD_PRELOAD=library, TA_CLOCK_BEHIND=str(BEHIND))
        engine.start()
        del os.environ["LD_PRELOAD"], os.environ["TA_CLOCK_BEHIND"]
        mqtt.wait_session(program, workspace, broker, "P", "z")  # readings of long ago come in
        feeds = [Feed(broker.port, "a"), Feed(broker.port, "b", ahead=2 * BEHIND)]
        for feed in feeds:
            feed.start()
        for feed in feeds:
            feed.join(600)
        mqtt.wait_session(program, workspace, broker, "P", "y")  # what came before it has come
        assert engine.stop() == 128 + signal.SIGTERM
        letters = 2 * COUNT // feeds[0].per
        assert values("a") == values("b") == [], "taken by a clock that is behind"
        assert replay(program, workspace) == letters
        assert replay(program, workspace, "--receiver-was-behind", str(BEHIND // 2)) == letters
        assert values("a") == []
        assert replay(program, workspace, "--receiver-was-behind", str(BEHIND)) == letters // 2
        assert values("a") == list(range(COUNT)), values("a")
        assert replay(program, workspace, "--receiver-was-behind", str(10 * BEHIND)) == letters // 2
        assert values("b") == [], "a time that has not come yet"
        with sqlite3.connect(f"file:{workspace}/store.gpkg?mode=ro", uri=True) as store:
            said = [row[0] for row in store.execute("SELECT detail FROM ta_audit WHERE action = 'replay'")]
        assert sum(f"receiver_was_behind={BEHIND}s" in detail for detail in said) == 1, said
        print(f"letters={letters} taken={COUNT}")
    finally:
        engine.process.kill()
        broker.process.kill()
    shutil.rmtree(folder)


main()
