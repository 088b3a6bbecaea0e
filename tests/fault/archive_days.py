#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""`ingest --archive-days`: what was kept long enough goes, and nothing else, wherever that is killed.

The program is killed after each of its writes, fsyncs and unlinks in turn (powercut/trace.c); records, readings and letters
stand as before, the newest segment is there, the log names each that is gone, and the same command, given again,
ends it. In the order of its events nothing goes that a power cut could bring back, or that was not said before.

  archive_days.py PROGRAM LIBRARY FOLDER"""
import glob
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

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "powercut"))
import model  # noqa: E402

PROGRAM, LIBRARY, BUILD = sys.argv[1:4]
SEAL = ("ingest", "--seal", "--archive-days", "1", "--json")
DAY = 86400


def run(workspace, *words, codes=(0,), kill=0, trace=None):
    more = {} if trace is None else {"LD_PRELOAD": LIBRARY, "TA_TRACE": trace, "TA_TRACE_ROOT": workspace,
                                     "TA_TRACE_KILL": str(kill)}
    done = subprocess.run([PROGRAM, *words, "-w", workspace], env={**os.environ, **more}, capture_output=True,
                          text=True)
    assert done.returncode in codes, f"{words}, killed after {kill}: {done.returncode}: {done.stderr}"
    return done


def archived(workspace):
    return sorted(os.path.basename(path) for path in glob.glob(f"{workspace}/journal/archive/*.journal.zst"))


def age(workspace, days):
    for name in archived(workspace):
        at = time.time() - days * DAY - 1
        os.utime(f"{workspace}/journal/archive/{name}", (at, at))


def audited(workspace):
    """Names that the log says are gone."""
    with sqlite3.connect(f"file:{workspace}/store.gpkg?mode=ro", uri=True) as store:
        rows = store.execute("SELECT detail FROM ta_audit WHERE action = 'age' AND object = 'journal/archive'").fetchall()
    return {word for row in rows for word in row[0].split() if word.endswith(".zst")}


def state(workspace):
    """What has to be the same before and after."""
    readings = [(row["time"], row["value"]) for row in mqtt.readings_of(PROGRAM, workspace, "P", "a")]
    letters = sorted(open(path, "rb").read() for path in glob.glob(f"{workspace}/journal/dead/*.dead"))
    return readings, letters


class Feed(mqtt.Device):
    """Readings from a value on; and a message that is none."""

    def __init__(self, port, first, count):
        super().__init__(port, "P", "a", first + count)
        self.next = first

    def payload(self, first):
        return "[broken-%d" % first if first % 40 == 0 else super().payload(first)


def take_in(workspace, broker, first, *more):
    """20 messages, sealed and archived by a running program. @return what it logs"""
    engine = mqtt.Engine(PROGRAM, workspace, broker.port, "--verbose", *more)
    before, logged = len(archived(workspace)), os.path.getsize(engine.log.name)
    engine.start()
    try:
        while b"broker.connected" not in open(engine.log.name, "rb").read()[logged:]:
            assert engine.process.poll() is None, open(engine.log.name).read()
            time.sleep(0.02)
        if first == 0:  # from now on the broker keeps what comes before the subscription
            mqtt.wait_session(PROGRAM, workspace, broker, "P", "z")
        feed = Feed(broker.port, first, 40)
        feed.start()
        feed.join(600)
        assert not feed.is_alive(), "the device cannot get rid of its readings"
        if "--archive-days" not in more:
            end = time.time() + 600  # what the broker acknowledged may still be on its way
            while len(archived(workspace)) == before and time.time() < end:
                time.sleep(0.1)
            mqtt.wait_archived(workspace, 600)
            assert len(archived(workspace)) > before
        assert engine.stop() == 143
    finally:
        engine.process.kill()
    return open(engine.log.name).read()[logged:]


def check_order(path, workspace):
    """By the trace of a run: first the folder that they came from is safe, and the log; at last the one they went from."""
    files, done, unlinked, settled = {}, set(), 0, False
    for event in model.read_trace(path):
        where = event.path[len(workspace) + 1:]
        if event.kind == "open":
            files[event.pid, event.file] = where
        elif event.kind == "sync":
            done.add(files.get((event.pid, event.file)))
            settled = settled or (unlinked > 0 and files.get((event.pid, event.file)) == "journal/archive")
        elif event.kind == "unlink" and where.startswith("journal/archive/"):
            unlinked, settled = unlinked + 1, False
            assert "journal/open" in done, "a power cut may bring a segment back that the archive has no more"
            assert done & {"store.gpkg", "store.gpkg-wal"}, "gone before the log says so"
    assert unlinked >= 2 and settled, (unlinked, settled)


def kills(folder, first):
    """@return number of kills"""
    trace, work, want, names = f"{folder}/trace", f"{folder}/work", state(first), archived(first)
    for k in range(1, 1 << 20):
        shutil.rmtree(work, ignore_errors=True)
        shutil.copytree(first, work)
        if os.path.exists(trace):
            os.unlink(trace)
        done = run(work, *SEAL, codes=(0, -signal.SIGKILL), kill=k, trace=trace)
        if done.returncode == 0:
            check_order(trace, work)
        left = archived(work)
        assert left[-1] == names[-1], f"killed after {k}: the newest is gone"
        assert set(names) - set(left) <= audited(work), f"killed after {k}: gone, and nobody said so"
        assert left == names[-len(left):], f"killed after {k}: not the oldest first: {left}"
        run(work, *SEAL)
        assert archived(work) == names[-1:], f"killed after {k}: {archived(work)}"
        assert state(work) == want, f"killed after {k}: readings or letters are not what they were"
        if done.returncode == 0:
            return k - 1


def main():
    folder = tempfile.mkdtemp(prefix="archive-days-", dir=BUILD)
    folder = os.path.realpath(folder)
    first = f"{folder}/first"
    mqtt.import_project(PROGRAM, first, "P", ["a", "z"])
    run(first, "key", "new")
    broker = mqtt.Broker(f"{folder}/broker")
    try:
        for i in range(3):
            take_in(first, broker, 100 * i)
        names = archived(first)
        assert len(names) >= 3, names
        run(first, "assess", "--all")
        age(first, 300)
        run(first, "ingest", "--seal")  # without the option: for ever
        assert archived(first) == names, "gone, and nobody asked for it"
        run(first, "ingest", "--seal", "--archive-days", "301")
        assert archived(first) == names, "gone too soon"
        run(first, "ingest", "--replay", "--archive-days", "1", codes=(2,))
        said = run(first, "ingest", "--replay", codes=(3,)).stderr
        assert "still_set_aside=3" in said, said
        n = kills(folder, first)
        assert n > 20, n
        print(f"{n} kills")
        work = f"{folder}/work"
        run(work, "verify", "--all")
        said = run(first, *SEAL[:-1], "--log", "text").stderr
        assert f"archive removed={len(names) - 1} bytes=" in said, said
        assert archived(first) == names[-1:] and audited(first) == set(names[:-1])
        run(first, "verify", "--all")
        said = run(first, "ingest", "--replay", codes=(3,)).stderr
        assert "still_set_aside=3" in said, said
        age(first, 2)
        log = take_in(first, broker, 300, "--archive-days", "1")  # while it runs, and numbers go on behind it
        assert "archive.removed n=1 bytes=" in log, log
        assert names[-1] not in archived(first) and archived(first)[0] > names[-1], archived(first)
        rows = [json.loads(line) for line in run(first, "doctor", "--json", "--faults", codes=(0, 1)).stdout.splitlines()]
        assert not any(row["state"] == "fault" and row["group"] == "workspace" for row in rows), rows
        print("sealed by hand and by a running program")
    finally:
        broker.process.kill()
        broker.process.wait()
    shutil.rmtree(folder)


main()
