#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""No acknowledged reading is lost and none counts twice: through kill -9 of the engine under load,
restarts of the broker, and a wire that is cut.

  broker_kill.py PROGRAM FOLDER [KILLS]
"""
import os
import shutil
import subprocess
import sys
import tempfile
import time

import mqtt


def wait_at_work(workspace, before, seconds=60):
    """Until the engine has messages on disk: each run begins a segment of its own."""
    end = time.time() + seconds
    while set(os.listdir(os.path.join(workspace, "journal", "open"))) <= before and time.time() < end:
        time.sleep(0.01)


def trouble(random, kills, engine, broker, wire, workspace):
    """Kills at random moments, every other one of an engine at work, however slow the machine; with a
    restart of the broker and a cut of the wire now and then."""
    before = set()
    for i in range(kills):
        if i % 2 == 1:
            wait_at_work(workspace, before)
        time.sleep(random.uniform(0.15, 0.7))
        engine.kill()
        if i % 4 == 1:
            broker.restart()
        before = set(os.listdir(os.path.join(workspace, "journal", "open")))
        engine.start()
        if i % 3 == 2:
            time.sleep(random.uniform(0.1, 0.4))
            wire.cut()
        if i % 100 == 99:
            print(f"{i + 1} kills", flush=True)


def main():
    program, build = sys.argv[1:3]
    kills = int(sys.argv[3]) if len(sys.argv) > 3 else 10
    random = mqtt.seeded()
    folder = tempfile.mkdtemp(prefix="broker-kill-", dir=build)
    workspace = os.path.join(folder, "workspace")
    names = ["a", "b", "c"]
    mqtt.import_project(program, workspace, "P", names + ["z"])
    broker = mqtt.Broker(os.path.join(folder, "broker"))
    wire = mqtt.Wire(broker.port)
    engine = mqtt.Engine(program, workspace, wire.port)
    try:
        engine.start()
        mqtt.wait_session(program, workspace, broker, "P", "z")
        devices = [mqtt.Device(broker.port, "P", n, 1 << 30, rate=300) for n in names]
        for d in devices:
            d.start()
        trouble(random, kills, engine, broker, wire, workspace)
        for d in devices:
            d.count = d.next + 100 * d.per  # enough that none is beyond it by now
        for d in devices:
            d.join(600)
            assert not d.is_alive(), "a device cannot get rid of its readings"
        live = mqtt.judge_arrived(program, workspace, "P", devices)
        mqtt.wait_archived(workspace, 600)
        code = engine.stop()
        lost, twice, wrong, total = mqtt.judge(program, workspace, "P", devices)
        print(f"kills={kills} acknowledged={sum(len(d.acked) for d in devices)} sealed={total} "
              f"lost={lost} twice={twice} wrong={wrong} code={code}")
        assert all(len(d.acked) > kills for d in devices), "the devices did next to nothing"
        assert live[:3] == (0, 0, 0), f"the live view lacks or counts twice: {live}"
        assert (lost, twice, wrong) == (0, 0, 0)
        assert code == 143, code
        left = os.listdir(os.path.join(workspace, "journal", "open"))
        assert not left, f"not put away: {left}"
    finally:
        engine.process.kill()
        broker.process.kill()
        engine.process.wait()
        broker.process.wait()
    subprocess.run([program, "readings", "list", "-w", workspace], check=True, stdout=subprocess.DEVNULL)
    shutil.rmtree(folder)


main()
