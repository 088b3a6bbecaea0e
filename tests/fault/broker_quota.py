#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What is acknowledged and not kept is counted through kill -9, and the quota of the day goes on: after a restart a device
has no more of it, whether its messages are in the open journal or in the archive. Under kills at any moment
each message that the broker took is a reading or is counted, and of a quota of fifty there are fifty readings.

  broker_quota.py PROGRAM FOLDER [KILLS]
"""
import os
import re
import shutil
import sqlite3
import struct
import subprocess
import sys
import tempfile
import time

import mqtt

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "powercut"))
from judge import unpack  # noqa: E402

QUOTA, MESSAGES = 50, 400
KIND = b"\xff" * 9 + b"\x01" + b"\xfe" + b"\xff" * 8 + b"\x01"  # of frames that tell of messages passed over


def journal_bytes(workspace):
    """All of the journal, each segment once: a killed seal leaves one both open and archived."""
    found = {}
    for below in ("open", "archive"):
        folder = os.path.join(workspace, "journal", below)
        for name in os.listdir(folder) if os.path.isdir(folder) else []:
            stem, ends, zst = name.partition(".journal")
            if not ends or zst not in ("", ".zst"):
                continue
            try:
                with open(os.path.join(folder, name), "rb") as f:
                    found[stem] = unpack(f.read(), 64 << 20) if zst else f.read()
            except FileNotFoundError:
                pass  # put away meanwhile: it is in the archive
    return b"".join(found.values())


def passed_over(workspace, device):
    topic = f"ta/v1/P/{device}/senml".encode()
    mark = KIND + b"\x0aover_quota" + bytes([len(topic)]) + topic
    found = journal_bytes(workspace)
    return sum(struct.unpack_from("<Q", found, m.end())[0] for m in re.finditer(re.escape(mark), found))


def wait_until(what, true, seconds=120):
    end = time.time() + seconds
    while not true():
        assert time.time() < end, f"never: {what}"
        time.sleep(0.1)


def publish(broker, device, first, last):
    """Readings from..last, each a message; until the broker has taken all."""
    sender = mqtt.Device(broker.port, "P", device, last, per_message=1, rate=2000)
    sender.next = first
    sender.start()
    sender.join(600)
    assert len(sender.acked) == last - first, sender.acked


def values(program, workspace, device):
    return sorted(int(r["value"]) for r in mqtt.readings_of(program, workspace, "P", device, sealed=False))


def engine_of(program, workspace, broker, quota, seal_every):
    engine = mqtt.Engine(program, workspace, broker.port, "--quota-messages", str(quota))
    engine.command[engine.command.index("--seal-every") + 1] = str(seal_every)
    return engine


def doctor(program, workspace):
    done = subprocess.run([program, "doctor", "-w", workspace], capture_output=True, text=True)
    return [line for line in done.stdout.splitlines() if line.startswith("Passed over")]


def audited(workspace):
    """Messages over quota, as the audit log has them."""
    store = sqlite3.connect(f"file:{workspace}/store.gpkg?mode=ro", uri=True)
    rows = store.execute("SELECT detail FROM ta_audit WHERE action = 'seal'").fetchall()
    store.close()
    return sum(int(n) for row in rows for n in re.findall(r"over_quota=(\d+)", row[0]))


def told(program, folder, broker):
    """Three that are over the quota; the engine is killed, and has to say so all the same."""
    workspace = os.path.join(folder, "told")
    mqtt.import_project(program, workspace, "P", ["a", "b", "z"])
    engine = engine_of(program, workspace, broker, 5, 86400)
    try:
        engine.start()
        mqtt.wait_session(program, workspace, broker, "P", "z")
        publish(broker, "a", 0, 8)
        wait_until("three are counted", lambda: passed_over(workspace, "a") == 3)
        engine.kill()
        assert passed_over(workspace, "a") == 3
        assert re.search(r"note +messages since the last seal: over_quota [3-9]", doctor(program, workspace)[0]), \
            doctor(program, workspace)
        for seal_every, last in ((86400, 10), (1, 12)):  # the last run's messages are in the open journal; in the archive
            engine = engine_of(program, workspace, broker, 5, seal_every)
            engine.start()
            before = passed_over(workspace, "a")
            publish(broker, "a", last - 2, last)
            publish(broker, "b", last, last + 1)  # another device has its own
            wait_until("two more are counted", lambda: passed_over(workspace, "a") >= before + 2)
            wait_until("the other's reading is there", lambda: last in values(program, workspace, "b"))
            assert values(program, workspace, "a") == [0, 1, 2, 3, 4], "a device has a quota for each start"
            if seal_every == 1:
                mqtt.wait_archived(workspace, 60)
            engine.kill()
        engine = engine_of(program, workspace, broker, 5, 86400)
        engine.start()
        publish(broker, "a", 12, 13)
        wait_until("one more is counted", lambda: passed_over(workspace, "a") >= 8)
        assert engine.stop() == 143
        assert values(program, workspace, "a") == [0, 1, 2, 3, 4], "a device has a quota for each start"
        assert audited(workspace) >= 8, audited(workspace)
        with open(engine.log.name, encoding="utf-8") as log:
            assert re.search(r"\nover_quota +\d+ +ta/v1/P/a/senml ", log.read()), engine.log.name
    finally:
        engine.process.kill()
    print("three over quota: told after a kill; the quota goes on after each restart")


def killed(program, folder, broker, kills):
    workspace, random = os.path.join(folder, "killed"), mqtt.seeded()
    mqtt.import_project(program, workspace, "P", ["a", "z"])
    engine = engine_of(program, workspace, broker, QUOTA, 1)
    sender = mqtt.Device(broker.port, "P", "a", MESSAGES, per_message=1, rate=MESSAGES / (1.5 * kills))
    try:
        engine.start()
        mqtt.wait_session(program, workspace, broker, "P", "z")
        sender.start()
        for _ in range(kills):
            time.sleep(random.uniform(0.2, 2))
            engine.kill()
            engine.start()
        sender.join(600)
        assert len(sender.acked) == MESSAGES, len(sender.acked)
        wait_until("each message is a reading or counted",
                   lambda: len(values(program, workspace, "a")) + passed_over(workspace, "a") >= MESSAGES)
        assert engine.stop() == 143
    finally:
        engine.process.kill()
    found, over = values(program, workspace, "a"), passed_over(workspace, "a")
    assert found == list(range(QUOTA)), f"{len(found)} readings of a quota of {QUOTA}"
    assert MESSAGES - QUOTA <= over <= MESSAGES - QUOTA + 100 * kills, over  # what was under way comes again
    print(f"{kills} kills: {QUOTA} readings of a quota of {QUOTA}, {over} counted of {MESSAGES - QUOTA} over it")


def main():
    program, build = sys.argv[1:3]
    kills = int(sys.argv[3]) if len(sys.argv) > 3 else 5
    folder = tempfile.mkdtemp(prefix="broker-quota-", dir=build)
    broker = mqtt.Broker(os.path.join(folder, "broker"))
    try:
        told(program, folder, broker)
        killed(program, folder, broker, kills)
    finally:
        broker.process.kill()
        broker.process.wait()
    shutil.rmtree(folder)


main()
