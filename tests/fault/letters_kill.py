#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A dead letter stands in one place, wherever sealing, putting away and reading again are killed.

The program is killed after each of its writes, renames, fsyncs and unlinks in turn (powercut/trace.c). The next
command counts each letter once and reads it once; what was put away is not read again; and the same
command, given again, leaves what it leaves undisturbed.

  letters_kill.py PROGRAM DRIVER LIBRARY FOLDER"""
import glob
import json
import os
import re
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import time

import mqtt

PROGRAM, DRIVER, LIBRARY, BUILD = sys.argv[1:5]
REPLAY, SEAL = ("ingest", "--replay"), ("ingest", "--seal")
AWAY = ("ingest", "--reason", "seen", "--put-away")
BACK = ("ingest", "--reason", "mended", "--take-back")


class Bench:
    """A workspace with letters in two files, of which copies are worked on."""

    def __init__(self, folder):
        self.folder = folder
        self.first, self.work = f"{folder}/first", f"{folder}/work"
        self.driver = subprocess.Popen([DRIVER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1)
        mqtt.import_project(PROGRAM, self.first, "P", ["a"])
        self.broken = [f"[broken-{i}-" for i in range(3)]
        self.unknown = [f"unknown-{i}" for i in range(3)]
        for name, letters in (("one", range(2)), ("two", range(2, 3))):
            with open(f"{folder}/{name}.json", "w") as f:
                for i in letters:
                    f.write(self.broken[i] + "\n")
                    f.write(json.dumps([{"bn": "b:", "n": "x", "u": "m", "t": 1700000000 + i, "v": i,
                                         "note": self.unknown[i]}]) + "\n")
            self.run(self.first, "ingest", "--file", f"{folder}/{name}.json", codes=(3,))
        self.letters = self.broken + self.unknown
        assert self.count(self.first) == {letter: (1, 0) for letter in self.letters}, "not set aside"

    def run(self, workspace, *words, codes=(0,), kill=0, trace=None):
        more = {} if trace is None else {"LD_PRELOAD": LIBRARY, "TA_TRACE": trace, "TA_TRACE_ROOT": workspace,
                                         "TA_TRACE_KILL": str(kill)}
        done = subprocess.run([PROGRAM, *words, "-w", workspace], env={**os.environ, **more},
                              capture_output=True, text=True)
        assert done.returncode in codes, f"{words}, killed after {kill}: {done.returncode}: {done.stderr}"
        return done

    def drive(self, *words, codes=(0,)):
        """In a process that has begun already. @return what it says"""
        out, err = f"{self.folder}/out", f"{self.folder}/err"
        self.driver.stdin.write("\t".join([out, err, *words, "-w", self.work]) + "\n")
        code = int(self.driver.stdout.readline())
        with open(err) as f:
            said = f.read()
        assert code in codes, f"{words}: {code}: {said}"
        return said

    def fresh(self):
        shutil.rmtree(self.work, ignore_errors=True)
        shutil.copytree(self.first, self.work)

    def count(self, workspace):
        """{letter: (times among the dead letters, times put away)}"""
        found = {letter: [0, 0] for letter in self.letters}
        for i, below in enumerate(("journal/dead", "journal/archive/dead")):
            for path in glob.glob(f"{workspace}/{below}/*.dead"):
                with open(path, "rb") as f:
                    content = f.read().decode("latin-1")
                for letter in self.letters:
                    found[letter][i] += content.count(letter)
        return {letter: tuple(n) for letter, n in found.items()}

    def replay(self):
        """Reads the letters once more: it counts as many as there are."""
        said = self.drive(*REPLAY, codes=(0, 3))
        still = int(re.search(r"still_set_aside=(\d+)", said).group(1))
        there = self.count(self.work)
        assert all(sum(n) <= 1 for n in there.values()), f"a letter stands in two places: {there}"
        assert still == sum(n[0] for n in there.values()), f"{still} letters counted: {there}"
        assert not glob.glob(f"{self.work}/journal/archive/dead/*.begun"), "left half done"
        return there, int(re.search(r"replayed=(\d+)", said).group(1))

    def kills(self, words, codes):
        """@return (what the command leaves, number of its events)"""
        self.fresh()
        trace = f"{self.folder}/trace"
        self.run(self.work, *words, codes=codes, kill=1 << 30, trace=trace)
        want, events = self.count(self.work), 0
        for k in range(1, 1 << 20):
            self.fresh()
            done = self.run(self.work, *words, codes=(*codes, -signal.SIGKILL), kill=k, trace=trace)
            if done.returncode != -signal.SIGKILL:
                break
            events = k
            self.after_kill(words, want, k)
        return want, events

    def after_kill(self, words, want, k):
        there, _ = self.replay()
        for letter in self.letters:  # nowhere: it became a reading
            assert sum(there[letter]) == 1 or want[letter] == (0, 0), f"killed after {k}: {letter} is lost"
        _, replayed = self.replay()
        assert replayed == sum(n[0] for n in there.values()), f"killed after {k}: read twice: {replayed}"
        self.drive(*words, codes=(0, 3, 65))  # 65: done already, nothing is left of it
        assert self.count(self.work) == want, f"killed after {k}: {self.count(self.work)}, wanted {want}"

    def back_kills(self):
        """Of two files that were put away one is taken back. @return number of events"""
        kept = f"{self.folder}/kept"
        shutil.copytree(self.first, kept)
        self.run(self.first, *AWAY, "all")
        name = sorted(glob.glob(f"{self.first}/journal/archive/dead/*.dead"))[0]
        with open(name, "rb") as f:
            content = f.read().decode("latin-1")
        want, events = self.kills((*BACK, os.path.basename(name)), (0,))
        assert want == {letter: (1, 0) if letter in content else (0, 1) for letter in self.letters}, want
        assert len(set(want.values())) == 2, want
        shutil.rmtree(self.first)
        os.rename(kept, self.first)
        return events

    # --- a journal that is sealed --------------------------------------------------------------

    def publish(self, port, device, payload):
        with socket.create_connection(("127.0.0.1", port), 60) as s:
            s.sendall(mqtt.packet(0x10, mqtt.text("MQTT") + bytes([4, 2]) + struct.pack(">H", 0) + mqtt.text("once")))
            assert s.recv(4)[3:4] == b"\0", "no session"
            s.sendall(mqtt.packet(0x32, mqtt.text(f"ta/v1/P/{device}/senml") + struct.pack(">H", 1) + payload.encode()))
            assert s.recv(4)[:1] == b"\x40", "not acknowledged"
            s.sendall(mqtt.packet(0xE0, b""))

    def journal(self):
        """All that `first` holds from now on: a project, and the same letters in a segment that nobody sealed."""
        shutil.rmtree(self.first)
        mqtt.import_project(PROGRAM, self.first, "P", ["a"])
        broker = mqtt.Broker(f"{self.folder}/broker")
        engine = subprocess.Popen([PROGRAM, "ingest", "--broker", f"mqtt://127.0.0.1:{broker.port}", "-w", self.first,
                                   "--seal-every", "86400"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            mqtt.wait_session(PROGRAM, self.first, broker, "P", "a")
            for i, (broken, unknown) in enumerate(zip(self.broken, self.unknown)):
                self.publish(broker.port, "a", broken)
                self.publish(broker.port, "b", json.dumps([{"n": "x", "u": "m", "t": 1700000000, "v": i,
                                                            "note": unknown}]))
            while not all(letter in self.segments() for letter in self.letters):
                time.sleep(0.05)
        finally:
            engine.kill()
            engine.wait()
            broker.stop()

    def segments(self):
        found = ""
        for path in glob.glob(f"{self.first}/journal/open/*.journal"):
            with open(path, "rb") as f:
                found += f.read().decode("latin-1")
        return found

    def seal_kills(self):
        """@return number of the seal's events"""
        trace, killed, events = f"{self.folder}/trace", f"{self.folder}/killed", 0
        for k in range(1, 1 << 20):
            self.fresh()
            done = self.run(self.work, *SEAL, codes=(3, -signal.SIGKILL), kill=k, trace=trace)
            if done.returncode == 3:
                return events
            events = k
            shutil.rmtree(killed, ignore_errors=True)
            shutil.copytree(self.work, killed)
            for words in ((*AWAY, "unknown_device"), REPLAY):
                shutil.rmtree(self.work)
                shutil.copytree(killed, self.work)
                self.after_seal_kill(words, k)

    def after_seal_kill(self, words, k):
        """Whatever is done to the letters next, the segment's end brings none of them back."""
        want = {**{letter: (1, 0) for letter in self.broken}, **{letter: (0, 1) for letter in self.unknown}}
        self.drive(*words, codes=(0, 3, 65))
        self.drive(*SEAL, codes=(0, 3))
        there, _ = self.replay()
        assert all(sum(n) == 1 for n in there.values()), f"seal killed after {k}, then {words}: {there}"
        self.drive(*AWAY, "unknown_device", codes=(0, 65))
        there, _ = self.replay()
        assert there == want, f"seal killed after {k}, then {words}: {there}"
        assert not glob.glob(f"{self.work}/journal/open/*"), "a segment stays"
        assert not glob.glob(f"{self.work}/journal/dead/*.of-*"), "letters are held that nobody asks for"


def main():
    place = "/dev/shm" if os.access("/dev/shm", os.W_OK) else BUILD  # where flushing costs nothing
    folder = tempfile.mkdtemp(prefix="letters-kill-", dir=place)
    bench = Bench(folder)
    want, events = bench.kills((*AWAY, "unknown_device"), (0,))
    assert all(want[letter] == (1, 0) for letter in bench.broken), want
    assert all(want[letter] == (0, 1) for letter in bench.unknown), want
    assert events > 20, events
    print(f"some letters of a file put away: {events} kills")
    want, events = bench.kills((*AWAY, "all"), (0,))
    assert all(n == (0, 1) for n in want.values()), want
    print(f"all put away: {events} kills")
    print(f"a file taken back: {bench.back_kills()} kills")
    mqtt.import_project(PROGRAM, bench.first, "P", ["a", "b"])
    want, events = bench.kills(REPLAY, (3,))
    assert all(want[letter] == (1, 0) for letter in bench.broken), want
    assert all(want[letter] == (0, 0) for letter in bench.unknown), want
    values = sorted(int(r["value"]) for r in mqtt.readings_of(PROGRAM, bench.work, "P", "b"))
    assert values == [0, 1, 2], values
    print(f"read again: {events} kills")
    bench.journal()
    events = bench.seal_kills()
    assert events > 30, events
    print(f"sealed: {events} kills")
    bench.driver.stdin.close()
    bench.driver.wait()
    shutil.rmtree(folder)


main()
