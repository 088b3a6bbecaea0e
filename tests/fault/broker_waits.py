#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A running engine while what was sealed of one project is of another quantity: the other project is sealed, no
segment stays, what waits is taken in by itself once that is put right.

  broker_waits.py PROGRAM FOLDER
"""
import json
import os
import re
import shutil
import sys
import tempfile
import time

import mqtt

BASE, FIRST, MORE = mqtt.Device.BASE, 40, 60


class Station(mqtt.Device):
    """Its values are of whatever unit is registered."""

    def payload(self, first):
        return json.dumps([{"n": "x", "t": BASE + s, "v": s} for s in range(first, min(first + self.per, self.count))])


def send(broker, project, first, count):
    device = Station(broker.port, project, "d", first + count, rate=200)
    device.next = first
    device.start()
    return device


def wait_for(test, what, log):
    end = time.time() + 300
    while not test():
        assert time.time() < end, f"waited in vain for {what}: {open(log, encoding='utf-8').read()[-2000:]}"
        time.sleep(0.1)


def files(workspace, below):
    folder = os.path.join(workspace, "journal", below)
    return [name for name in os.listdir(folder) if name.endswith(".journal")] if os.path.isdir(folder) else []


def sealed(program, workspace, project):
    return len(mqtt.readings_of(program, workspace, project, "d"))


def run(program, workspace, broker):
    for project in "PQ":
        mqtt.import_project(program, workspace, project, ["d"])
    engine = mqtt.Engine(program, workspace, broker.port, "--verbose")
    engine.start()
    try:
        mqtt.wait_connected(engine)
        for device in [send(broker, project, 0, FIRST) for project in "PQ"]:
            device.join(500)
        wait_for(lambda: sealed(program, workspace, "P") == sealed(program, workspace, "Q") == FIRST, "a first seal",
                 engine.log.name)
        mqtt.import_project(program, workspace, "P", ["d"], unit="kg")
        for device in [send(broker, project, FIRST, MORE) for project in "PQ"]:
            device.join(500)
        wait_for(lambda: sealed(program, workspace, "Q") == FIRST + MORE and not files(workspace, "open"),
                 "the other project's seal", engine.log.name)
        assert files(workspace, "waiting"), "nothing waits"
        mqtt.import_project(program, workspace, "P", ["d"])  # and nothing comes in any more
        wait_for(lambda: not files(workspace, "waiting"), "what waits", engine.log.name)
        assert sealed(program, workspace, "P") == FIRST + MORE
        assert engine.stop() == 143
    finally:
        engine.process.kill()
        engine.process.wait()
    with open(engine.log.name, encoding="utf-8") as f:
        log = f.read()
    assert re.search(r"journal\.not_sealed.*was sealed in m, which is no kind of kg", log), log
    told = sum(int(n) for n in re.findall(r"journal\.sealed n=(\d+)", log))
    total = re.search(r"^ingest: segments=\d+ messages=(\d+) readings=(\d+) .*set_aside=0", log, re.M)
    messages = 2 * (FIRST + MORE) // 2  # of two readings each
    assert total and (int(total[1]), int(total[2])) == (messages, 2 * (FIRST + MORE)), log
    assert "waits" not in log.rsplit("ingest: segments=", 1)[1], "something is said to wait at the end"
    assert told == 2 * (FIRST + MORE), f"{told} readings were told"
    print(f"{told} readings told while it ran, {total[2]} in all, each message counted once")


def main():
    program, build = sys.argv[1:3]
    folder = tempfile.mkdtemp(prefix="broker-waits-", dir=build)
    broker = mqtt.Broker(os.path.join(folder, "broker"))
    try:
        run(program, os.path.join(folder, "bank"), broker)
    finally:
        broker.process.kill()
        broker.process.wait()
        shutil.rmtree(folder, ignore_errors=True)


main()
