# SPDX-License-Identifier: Apache-2.0
"""Recovers what a power cut left, with the program itself, and holds it to what was promised before."""
import contextlib
import ctypes
import json
import os
import re
import shutil
import sqlite3
import subprocess

import model
import record

DEVICES = "abc"
NO_STREAM = re.compile("no project P|no project has such a datastream|has no datastream")


ZSTD = ctypes.CDLL("libzstd.so.1")
ZSTD.ZSTD_decompress.restype = ctypes.c_size_t


def unpack(packed, most=1 << 20):
    """One frame of zstd, nothing of one that is cut off."""
    out = ctypes.create_string_buffer(most)
    n = ZSTD.ZSTD_decompress(out, ctypes.c_size_t(most), packed, ctypes.c_size_t(len(packed)))
    return out.raw[:n] if n <= most else b""


class Broken(Exception):
    """A promise was broken."""


class Judge:
    """One worker: a folder to lay states out in, and a driver that runs commands there."""

    def __init__(self, driver, folder, facts, claims):
        self.folder, self.facts, self.claims = folder, facts, claims
        self.workspace = f"{folder}/disk/bank"
        self.out, self.err = f"{folder}/out", f"{folder}/err"
        self.more = set()  # records promised besides
        os.makedirs(folder)
        self.driver = subprocess.Popen([driver], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                       text=True, bufsize=1)

    def close(self):
        self.driver.stdin.close()
        self.driver.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def lay_out(self, tree):
        shutil.rmtree(f"{self.folder}/disk", ignore_errors=True)
        os.makedirs(f"{self.folder}/disk")
        model.write_tree(tree, f"{self.folder}/disk")

    # --- commands ----------------------------------------------------------------------------

    def start(self, *words):
        return self.run_in(self.driver, words)

    def run_in(self, driver, words):
        driver.stdin.write("\t".join([self.out, self.err, *words, "-w", self.workspace]) + "\n")
        return int(driver.stdout.readline())

    def run(self, *words, codes=(0,)):
        code = self.start(*words)
        if code not in codes:
            raise Broken(f"{' '.join(words)}: exit code {code}: {self.words()}")
        with open(self.out, encoding="utf-8") as f:
            return code, [json.loads(line) for line in f]

    def words(self):
        with open(self.err, encoding="utf-8", errors="replace") as f:
            return f.read().strip()[-600:]

    # --- judging -----------------------------------------------------------------------------

    def readings(self, device, *sealed, project="P"):
        code, rows = self.run("readings", "show", f"{project}/{device}/x", "--json", *sealed, codes=(0, 65, 66, 69, 1))
        if code not in (0,) and not NO_STREAM.search(self.words()):
            raise Broken(f"readings of {device}: exit code {code}: {self.words()}")
        return [int(row["value"]) for row in rows] if code == 0 else []

    def check_device(self, wanted, device, *sealed, project="P"):
        """Each promised reading once, and none that nobody sent. @return them"""
        values = self.readings(device, *sealed, project=project)
        found = set(values)
        where = f"device {device}, {'sealed' if sealed else 'live'}"
        if len(values) != len(found):
            raise Broken(f"{where}: a reading counts twice")
        lost = wanted.get(device, set()) - found
        if lost:
            raise Broken(f"{where}: {len(lost)} acknowledged readings are lost, {min(lost)} first")
        strange = found - self.claims.possible[device]
        if strange:
            raise Broken(f"{where}: nobody sent {min(strange)}")
        return found

    def check_readings(self, wanted, late, *sealed):
        """@p late: the third device has begun"""
        return {device: self.check_device(wanted, device, *sealed) for device in DEVICES[:3 if late else 2]}

    def check_other(self, event, wanted):
        """What waited for the second project to be put right is sealed once it is."""
        if not self.claims.by("other", event):
            return
        self.run("project", "import", self.facts["right"], "--json")
        self.check_device(wanted, "w", project="W")
        self.run("ingest", "--seal", "--month-readings", record.MOST, "--json", codes=(0, 3))
        self.check_device(wanted, "w", "--sealed", project="W")
        self.check_empty("waiting")

    def seeds(self):
        """Sizes of what can sign."""
        folder = f"{self.workspace}/keys"
        return [os.path.getsize(f"{folder}/{name}") for name in os.listdir(folder) if name.endswith(".key")]

    def check_key(self, event):
        """It is known, and it can sign until it is retired."""
        rows = self.run("key", "list", "--json")[1]
        if not rows or self.seeds() not in ([32], []):
            raise Broken("the key is lost")
        if self.claims.by("retired", event):
            if self.seeds():
                raise Broken("the seed of a retired key is back")
        elif not self.seeds() and not any(row.get("retired") for row in rows):
            raise Broken("the key cannot sign")

    def check_public(self, event):
        """Who has the public keys alone can tell of each whether it still signs."""
        folder = f"{self.workspace}/public-keys"
        found = []
        for name in os.listdir(folder) if os.path.isdir(folder) else []:
            if name.endswith(".pub"):
                with open(f"{folder}/{name}", encoding="utf-8") as f:
                    text = f.read()
                if not text.endswith("}"):
                    raise Broken(f"the public key {name} is cut short")
                found.append(json.loads(text))
        if not found:
            raise Broken("the public key is lost")
        if self.claims.by("retired", event) and not any("retired" in key for key in found):
            raise Broken("a retired key signs for those who have the public keys alone")

    def archived(self, event):
        """What the archive has, and what it had of segments that the log says are gone."""
        folder, found = f"{self.workspace}/journal/archive", b""
        there = record.segments(folder) if os.path.isdir(folder) else []
        gone = self.aged() - set(there) if self.claims.by("ageing", event) else set()
        for path in [f"{folder}/{name}" for name in there] + [f"{self.facts['archive']}/{name}" for name in sorted(gone)]:
            with open(path, "rb") as f:
                found += unpack(f.read())
        return found

    def aged(self):
        with contextlib.closing(sqlite3.connect(f"{self.workspace}/store.gpkg")) as store:
            rows = store.execute("SELECT detail FROM ta_audit WHERE action = 'age' AND object = 'journal/archive'").fetchall()
        return {word for row in rows for word in row[0].split() if word.endswith(".zst")}

    def check_aged(self, event):
        """Of what was kept long enough nothing comes back, neither there nor where it came from."""
        if not self.claims.by("aged", event):
            return
        back = set(record.segments(self.facts["archive"])[:-1]) & set(record.segments(f"{self.workspace}/journal/archive"))
        if back:
            raise Broken(f"{len(back)} segments are in the archive again, {min(back)} first")

    def segments(self, below):
        """{name: its bytes}"""
        folder, found = f"{self.workspace}/journal/{below}", {}
        for name in os.listdir(folder) if os.path.isdir(folder) else []:
            if name.endswith(".journal"):
                with open(f"{folder}/{name}", "rb") as f:
                    found[name] = f.read()
        return found

    def check_pins(self, event):
        """No reading is sealed of a segment that is read once more, unless what it was read by is pinned: a mapping
        mended meanwhile would seal it again as another one."""
        opened, pins, archive = self.segments("open"), self.segments("pins"), f"{self.workspace}/journal/archive"
        bare = {name: data for name, data in opened.items()
                if name not in pins and not os.path.exists(f"{archive}/{name}.zst")}
        sent = {payload: [data for data in opened.values() if payload in data]
                for payload in self.claims.by("message", event) if any(payload in data for data in bare.values())}
        others = self.archived(event) + b"".join(self.segments("waiting").values()) if sent else b""
        alone = [payload for payload, among in sent.items() if len(among) == 1 and payload not in others]
        values = {int(v) for payload in alone for v in re.findall(rb'"v": (\d+)', payload)}
        for device in DEVICES if values else "":
            both = values & set(self.readings(device, "--sealed"))
            if both:
                raise Broken(f"{min(both)} was sealed before what it was read by was pinned")

    def check_archive(self, event):
        """Every acknowledged message can be read again from the journal, which is all archived by now."""
        found = self.archived(event)
        lost = [payload for payload in self.claims.by("message", event) if payload not in found]
        if lost:
            raise Broken(f"{len(lost)} messages are not in the archive, {lost[0][:40]!r} first")

    def check_client(self, event):
        """The broker keeps what was not acknowledged under the client id that it was told."""
        for client in self.claims.by("client", event):
            path = f"{self.workspace}/journal/client"
            if not os.path.exists(path):
                raise Broken("the client id is lost")
            with open(path, "rb") as f:
                if f.read() != client:
                    raise Broken("the client id is another")

    def letters(self, below):
        folder, found = f"{self.workspace}/journal/{below}", b""
        for name in os.listdir(folder) if os.path.isdir(folder) else []:
            if name.endswith(".dead"):
                with open(f"{folder}/{name}", "rb") as f:
                    found += f.read()
        return found

    def check_letters(self, event, found):
        letters = self.letters("dead") + self.letters("archive/dead")
        for letter in self.claims.by("letter", event):
            if letter not in letters:
                raise Broken(f"the letter {letter[:40]!r} is lost")
        for payload, values in self.claims.by("waiting", event):
            if payload not in letters and not set(values) <= found["c"]:
                raise Broken(f"the message {payload[:60]!r} is neither a letter nor read")

    def check_once(self, event):
        """Once letters were read, each stands in one place: as often as its message was journalled, since a
        broker may send it again. Those that were put away stay away, with who and why."""
        if not self.claims.by("letter", event):
            return
        self.run("ingest", "--replay", "--json", codes=(0, 3))
        dead, away, journal = self.letters("dead"), self.letters("archive/dead"), self.archived(event)
        for letter in self.claims.by("letter", event):
            n = dead.count(letter) + away.count(letter)
            if not 0 < n <= max(1, journal.count(letter)):
                raise Broken(f"the letter {letter[:40]!r} stands there {n} times")
        for letter in self.claims.by("away", event):
            if letter in dead:
                raise Broken(f"the letter {letter[:40]!r} was put away and is back")
        self.check_notes()

    def check_notes(self):
        folder = f"{self.workspace}/journal/archive/dead"
        names = os.listdir(folder) if os.path.isdir(folder) else []
        for name in names:
            if name.endswith(".begun"):
                raise Broken("putting away was left half done")
            if name.endswith(".dead"):
                try:
                    with open(f"{folder}/{name}.json", encoding="utf-8") as f:
                        assert json.load(f)["reason"] == "seen"
                except (OSError, ValueError) as why:
                    raise Broken(f"nobody says why {name} was put away: {why}") from why

    def check_stated(self, event):
        """What third parties state, and who approved the model."""
        if self.claims.by("statement", event) and not self.run("evidence", "list", "P", "--json")[1]:
            raise Broken("what was stated is lost")
        if self.claims.by("approval", event):
            rows = self.run("model", "list", "--json")[1]
            if not any(row.get("approved_by") == "Li Na" for row in rows):
                raise Broken("the approval is lost")

    def check_records(self, event):
        _, rows = self.run("verify", "--all", "--json")
        lost = self.more | set(self.claims.by("record", event))
        lost -= {row.get("record") for row in rows}
        if lost:
            raise Broken(f"{len(lost)} records are lost")
        for record in self.claims.by("record", event):
            if not os.path.exists(f"{self.workspace}/records/P/{record}.json"):
                raise Broken(f"the file of record {record} is lost")

    def check_empty(self, below):
        folder = f"{self.workspace}/journal/{below}"
        left = os.listdir(folder) if os.path.isdir(folder) else []
        if any(name.endswith(".journal") for name in left):
            raise Broken(f"not put away: {left}")

    def check_months(self, event):
        """Days of a month that is over stand in one file, once anything was sealed again."""
        folder = f"{self.workspace}/readings/P"
        if self.claims.by("days", event) and not any(
                name.startswith(record.MONTH + ".v") for name in os.listdir(folder)):
            raise Broken("days of a month that is over were left by days")

    def part(self, event):
        """A month that stands in one file takes in what is too much for it, or has it already."""
        if not self.claims.by("whole", event):
            return []
        self.run(*self.facts["late"])
        sealed = os.listdir(f"{self.workspace}/readings/P")
        for day in record.PARTED:
            if not any(name.startswith(day + ".v") for name in sealed):
                raise Broken(f"a month was not parted: no file of {day}")
        return record.LATE

    def go_on(self):
        """The next runs do what they always do."""
        self.run("project", "import", self.facts["second"], "--json")
        if not any(row["state"] == "signs" for row in self.run("key", "list", "--json")[1]):
            self.run("key", "new", "--json")
        self.run("ingest", "--replay", "--json", codes=(0, 3))
        _, rows = self.run("assess", "P", "--json")
        if [row["result"] for row in rows] not in (["written"], ["unchanged"]):
            raise Broken(f"assess says {rows}")
        self.check_readings({}, True)
        self.run("verify", "--all", "--json")

    def judge(self, tree, event, go_on):
        """@raise Broken when what the tree holds is less than what was promised by the event"""
        self.lay_out(tree)
        by = self.claims.by
        wanted = {}
        for device, value in by("reading", event):
            wanted.setdefault(device, set()).add(value)
        if not by("key", event):
            return self.go_on()
        if "bank/VERSION" not in tree:
            raise Broken("the workspace is lost")
        self.check_key(event)
        self.check_public(event)
        if by("project", event) and not self.run("project", "list", "--json")[1]:
            raise Broken("the project is lost")
        late = bool(by("waiting", event))
        self.check_readings(wanted, late)
        self.check_pins(event)
        self.run("ingest", "--seal", "--month-readings", record.MOST, "--json",
                 codes=(0, 3, 65) if by("other", event) else (0, 3))
        wanted.setdefault("a", set()).update(self.part(event))
        found = self.check_readings(wanted, late, "--sealed")
        self.check_empty("open")
        self.check_other(event, wanted)
        self.check_months(event)
        self.check_letters(event, found)
        self.check_archive(event)
        self.check_aged(event)
        self.check_once(event)
        self.check_client(event)
        self.check_stated(event)
        if self.more or by("record", event) or go_on:
            self.check_records(event)
        if go_on:
            self.go_on()
        return None
