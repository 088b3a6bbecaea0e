#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What was acknowledged and read by a mapping with a slip in it, from a real mosquitto: a message that has some of the
mapping's values counts the others as absent, told once while the engine runs; one that has none is a letter, and is
taken in when the mapping is mended.

  broker_absent.py PROGRAM FOLDER
"""
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

import mqtt

COUNT = 6


class Feed(mqtt.Device):
    def __init__(self, port, first):
        super().__init__(port, "P", "a", first + COUNT, per_message=1, rate=3)  # over more than one seal
        self.topic = "ta/v1/P/a/json"
        self.next = first

    def payload(self, first):
        return json.dumps({"t": self.BASE + first, "v": first})


def write_mapping(workspace, pointer):
    with open(f"{workspace}/mappings/P.yaml", "w", encoding="utf-8") as f:
        f.write("form: json\ntime: {pointer: /t, format: unix_s}\nreadings:\n"
                f"- {{pointer: {pointer}, datastream: x, unit: m}}\n- {{pointer: /W, datastream: w, unit: m}}\n")


def publish(broker, first):
    feed = Feed(broker.port, first)
    feed.start()
    feed.join(600)
    assert not feed.is_alive(), "not acknowledged"


def log_with(engine, words, seconds=300):
    end = time.time() + seconds
    while True:
        with open(engine.log.name, encoding="utf-8", errors="replace") as f:
            log = f.read()
        if words(log):
            return log
        assert time.time() < end, f"not told: {log[-2000:]}"
        time.sleep(0.1)


def main():
    program, build = sys.argv[1:3]
    folder = tempfile.mkdtemp(prefix="broker-absent-", dir=build)
    workspace = f"{folder}/workspace"
    mqtt.import_project(program, workspace, "P", ["a", "z"])
    os.makedirs(f"{workspace}/mappings")
    broker = mqtt.Broker(f"{folder}/broker")
    engine = mqtt.Engine(program, workspace, broker.port)

    def values():
        return [int(row["value"]) for row in mqtt.readings_of(program, workspace, "P", "a")]

    try:
        write_mapping(workspace, "/v")
        engine.start()
        mqtt.wait_session(program, workspace, broker, "P", "z")
        publish(broker, 0)
        log_with(engine, lambda log: "journal.absent" in log)
        while len(values()) < COUNT:  # not sealed, they would be read by the mapping as it is then
            time.sleep(0.1)
        write_mapping(workspace, "/V")
        publish(broker, COUNT)
        log_with(engine, lambda log: sum(map(int, re.findall(r"bad_field (\d+)", log))) >= COUNT)
        assert engine.stop() == 128 + signal.SIGTERM
        log = log_with(engine, lambda log: "segments=" in log)
        assert log.count("journal.absent") == 1, f"told again: {log}"
        assert re.search(rf"^absent +{COUNT} ", log, re.M), log
        assert '"/V"' in log and not re.search("^missing ", log, re.M), log
        assert values() == list(range(COUNT)), values()
        write_mapping(workspace, "/v")
        done = subprocess.run([program, "ingest", "--replay", "-w", workspace], capture_output=True, text=True)
        assert done.returncode == 0 and f"replayed={COUNT} readings={COUNT} " in done.stderr, done.stderr
        assert values() == list(range(2 * COUNT)), values()
        print(f"taken={COUNT} letters={COUNT}, mended")
    finally:
        engine.process.kill()
        broker.process.kill()
    shutil.rmtree(folder)


main()
