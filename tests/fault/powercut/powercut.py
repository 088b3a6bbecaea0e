#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""No power cut takes away what the program has promised.

A real run is written down (record.py, trace.c); the disk is played back (model.py) up to many
events, and of what was not fsynced by then anything may be there; the program recovers each state and is
held to its promises (judge.py): every acknowledged reading stands there once, live and sealed, every letter is
kept and stands in one place, days of a month that is over stand in one file, one that may take no more is parted, every record told verifies, the store opens, the next run goes on.

  powercut.py PROGRAM DRIVER LIBRARY FOLDER states N     N different states
  powercut.py PROGRAM DRIVER LIBRARY FOLDER kills N      N kills, each followed by a run and a power cut
  powercut.py PROGRAM DRIVER LIBRARY FOLDER names       the same wherever a letter or a seed was moved
  powercut.py PROGRAM DRIVER LIBRARY FOLDER fsyncs      without each fsync of ours in turn: has to be found

TA_SEED chooses the states; FOLDER/powercut keeps the trace when something was found."""
import collections
import itertools
import json
import os
import queue
import random
import re
import shutil
import subprocess
import sys
import threading
import time
import traceback

import judge
import model
import record

WORKERS = int(os.environ.get("TA_WORKERS", "2"))


class Bench:
    """The trace, its promises, and workers that judge states of it."""

    def __init__(self, program, driver, library, folder):
        # full paths: SQLite opens by them, and the trace tells files of ours by the root's own
        self.program, self.driver, self.library = map(os.path.abspath, (program, driver, library))
        self.folder = os.path.abspath(f"{folder}/powercut")
        self.parted = 0  # states judged of moments at which a month was being parted

    def record(self):
        shutil.rmtree(self.folder, ignore_errors=True)
        os.makedirs(self.folder)
        facts = record.record(self.program, self.library, self.folder)
        with open(f"{self.folder}/facts.json", "w", encoding="utf-8") as f:
            json.dump(facts, f)
        self.load()
        self.check_model()

    def load(self):
        self.events, self.facts, self.claims = record.load(self.folder)
        self.parts = [event.pid == self.facts["parting"] for event in self.events]

    def check_model(self):
        """What the model says stands in memory is what stands on the disk: nothing went by unseen."""
        disk, root = model.Disk(self.facts["root"]), self.facts["root"]
        for event in self.events:
            disk.play(event)
        found = {}
        for folder, folders, files in os.walk(root):
            for name in folders:
                found[os.path.relpath(f"{folder}/{name}", root)] = None
            for name in files:
                with open(f"{folder}/{name}", "rb") as f:
                    found[os.path.relpath(f"{folder}/{name}", root)] = f.read()
        found = {path: content for path, content in found.items() if not model.IGNORED.search(path)}
        assert disk.tree(model.yes, model.live) == found, "something was written that the trace lacks"

    # --- workers -----------------------------------------------------------------------------

    def start(self):
        place = "/dev/shm" if os.access("/dev/shm", os.W_OK) else self.folder
        self.work, self.found, self.lock = queue.Queue(8), [], threading.Lock()
        self.judges = [judge.Judge(self.driver, f"{place}/powercut-{os.getpid()}-{i}", self.facts, self.claims)
                       for i in range(WORKERS)]
        self.threads = [threading.Thread(target=self.serve, args=(j,), daemon=True) for j in self.judges]
        for thread in self.threads:
            thread.start()

    def serve(self, worker):
        while True:
            state = self.work.get()
            if state is None:
                return
            name, tree, event, go_on = state
            try:
                worker.judge(tree, event, go_on)
            except judge.Broken as why:
                with self.lock:
                    self.found.append((name, str(why)))
            except Exception:  # pylint: disable=broad-except
                with self.lock:
                    self.found.append((name, "the judge fell: " + traceback.format_exc()))
            self.work.task_done()

    def stop(self):
        for _ in self.threads:
            self.work.put(None)
        for thread in self.threads:
            thread.join()
        for worker in self.judges:
            worker.close()

    # --- states ------------------------------------------------------------------------------

    def points(self, n, pick):
        """Numbers of events before which the power goes, in order: those that change names or promise
        something more often than others."""
        weight = {"sync": 3, "rename": 4, "unlink": 4, "mkdir": 4, "open": 2, "sent": 2, "told": 8,
                  "write": 1, "cut": 2, "sync_all": 3}
        weights = [weight.get(event.kind, 0) for event in self.events]
        return sorted(i + pick.randint(0, 1) for i in pick.choices(range(len(self.events)), weights, k=n))

    def states(self, n, seed):
        """(name, event, tree) of states that all differ in what is there or what was promised."""
        pick, seen, at = random.Random(seed), set(), 0
        disk = model.Disk(self.facts["root"])
        for i, point in enumerate(self.points(5 * n, pick)):
            for event in self.events[at:point]:
                disk.play(event)
            at = max(at, point)
            for word, tree in model.variants(disk, random.Random(f"{seed}/{i}"), [pick.choice(WORDS)]):
                key = model.digest(tree), self.claims.count(point)
                if key not in seen:
                    seen.add(key)
                    yield f"{i}/{word}", point, tree

    def judge_states(self, n, seed):
        """@return how many states of each kind were judged"""
        words = collections.Counter()
        self.start()
        chosen = random.Random(seed)
        for name, point, tree in itertools.islice(self.states(n, seed), n):
            words[name.split("/")[1]] += 1
            if sum(words.values()) % 500 == 0:
                print(f"{sum(words.values())} states", flush=True)
            self.parted += self.parts[point - 1]
            self.work.put((name, tree, point, chosen.random() < 0.05))
            if self.found:
                break
        self.stop()
        return words

    # --- killed first ------------------------------------------------------------------------

    def run_on(self, folder, disk, point):
        """The program was killed at the event and is run again, traced: what it was at, and a seal.
        @return records that it told"""
        again = record.Recorder(self.program, self.library, folder)
        shutil.rmtree(again.root)
        os.makedirs(again.root)
        model.write_tree(disk.tree(model.yes, model.live), again.root)
        words = next(run["words"] for run in self.facts["runs"] if run["pid"] == self.events[point - 1].pid)
        told = set()
        if "--broker" not in words:
            done = next((why for word, why in DONE.items() if word in words), None)
            out = again.run(*words, codes=(0, 3, 65) if done else (0, 3))
            with open(again.runs[-1]["err"], encoding="utf-8") as f:
                assert again.runs[-1]["code"] != 65 or done in f.read(), f"{words}: not done, and not to be done"
            told = {json.loads(line)["record"] for line in out.splitlines() if words[0] == "assess"}
        if self.claims.by("key", point):
            again.run("ingest", "--seal", "--json", codes=(0, 3, 65))  # 65: of the second project something waits
        disk.root = again.root
        for event in model.read_trace(again.trace):
            disk.play(event)
        return told

    def judge_chain(self, worker, point, each):
        """A kill at the event, another run, and then a power cut. @p each: try each change of names that is not safe
        then, alone there and alone missing. @return number of states"""
        disk, folder = model.Disk(self.facts["root"]), f"{worker.folder}/chain"
        for event in self.events[:point]:
            disk.play(event)
        worker.more = self.run_on(folder, disk, point)
        shutil.rmtree(folder)
        ways = model.variants(disk, random.Random(point), ["nothing", "gone", "names", "zeros", "one", "but"])
        if each:
            ways = model.singles(disk)
        trees = {model.digest(tree): (word, tree) for word, tree in ways}
        for word, tree in trees.values():
            try:
                worker.judge(tree, point, not each)
            except judge.Broken as why:
                self.found.append((f"killed after {self.events[point - 1].kind} {point}/{word}", str(why)))
        return len(trees)

    def judge_points(self, points, each=False):
        self.start()
        count = sum(self.judge_chain(self.judges[0], point, each) for point in sorted(points))
        self.stop()
        return len(points), count

    def judge_names(self):
        """Wherever a letter or a seed was on its way, whoever goes on rests on no name that is not safe."""
        place = re.compile(r"/bank/(journal/dead/|keys/[^/]*\.key$)")
        points = [i + 1 for i, event in enumerate(self.events) if event.kind in ("rename", "unlink")
                  and place.match(event.path[len(self.facts["root"]):])]
        paths = [self.events[point - 1].path for point in points]
        assert any(".dead.of-" in path for path in paths), "no letter was held for its segment"
        assert any(path.endswith(".key") for path in paths), "no key was retired"
        return self.judge_points(points, each=True)

    def judge_chains(self, n, seed):
        kinds = ("rename", "mkdir", "unlink", "open", "sync", "sync_all", "cut")
        points = [i + 1 for i, event in enumerate(self.events) if event.kind in kinds]
        names = [p for p in points if self.events[p - 1].kind in kinds[:2]]
        parts = [p for p in points if self.parts[p - 1]]
        pick = random.Random(seed)
        chosen = set(pick.sample(parts, min(len(parts), -(-n // 4))))
        chosen |= set(pick.sample(names, min(len(names), n // 2)))
        chosen |= set(pick.sample(points, max(0, n - len(chosen))))
        return self.judge_points(chosen)

    # --- without an fsync --------------------------------------------------------------------

    def syncs(self):
        """{(site, kind of path, is it of a month that is parted): events} of the fsyncs in our own code, and of
        SQLite's"""
        sites, disk, out = sites_of(self.program, self.events), model.Disk(self.facts["root"]), {}
        for i, event in enumerate(self.events):
            disk.play(event)
            if event.kind in ("sync", "sync_all"):
                inode = disk.files.get((event.pid, event.file))
                path = disk.paths.get(inode, "")[len(self.facts["root"]):]
                kind = kind_of(path)
                parting = self.parts[i] and kind.startswith("/readings/P")
                out.setdefault((sites[event.site], kind, parting), set()).add(i)
        return out

    def lazy_points(self, skipped, needed):
        """Events behind which something is owed by fsyncs that are left out, and does anything rest on it: is anything
        said or removed before another fsync makes up for it?
        @p needed: is this change of names one that such an fsync is there for"""
        disk, owed, points, rests = model.Disk(self.facts["root"]), set(), [], False
        for i, event in enumerate(self.events):
            inode = disk.files.get((event.pid, event.file))
            if event.kind == "sync":
                owing = bool(inode) and (bool(inode.pending) if not inode.folder else
                                         any(inode in c.folders() and needed(c) for c in disk.changes))
                owed = owed | {inode} if i in skipped and owing else owed - {inode} if i not in skipped else owed
            disk.play(event, i in skipped)
            if owed and event.kind in ("sent", "told", "unlink", "rename", "sync"):
                points.append(i + 1)
            rests = rests or (bool(owed) and event.kind in ("sent", "told", "unlink"))
        return points, rests

    def lazy_states(self, points, skipped):
        """(name, event, tree) of states that differ because some fsyncs are left out."""
        few = [p for p in points if self.events[p - 1].kind in ("told", "unlink")]
        sent = [p for p in points if self.events[p - 1].kind == "sent"]
        points = points[:12] + spread(few, 60) + spread(sent, 20) + spread(points, 20)
        disk, at = model.Disk(self.facts["root"]), 0
        for point in sorted(set(points)):
            for i in range(at, point):
                disk.play(self.events[i], i in skipped)
            at = point
            for word, tree in model.variants(disk, random.Random(point), ["nothing", "gone", "names", "zeros"]):
                yield f"{point}/{word}", point, tree

    def judge_without(self, skipped, needed):
        """@return number of states, the first broken promise or None, does anything rest on them"""
        tried = 0
        points, rests = self.lazy_points(skipped, needed)
        self.start()
        for name, point, tree in self.lazy_states(points, skipped):
            tried += 1
            self.work.put((name, tree, point, False))
            if self.found:
                break
        self.stop()
        return tried, self.found[0] if self.found else None, rests


def spread(things, n):
    return things if len(things) <= n else [things[i * (len(things) - 1) // (n - 1)] for i in range(n)]


def kind_of(path):
    """What a path below the disk is, without what differs from run to run."""
    path = re.sub(r"^/bank", "", path)
    path = re.sub(r"[0-9a-f]{16,}", "*", path)
    path = re.sub(r"\.part-[-0-9]+", "", path)
    path = re.sub(r"/\d+-\*", "/*", path)
    path = re.sub(r"\d{4}-\d\d-\d\d\.v\d+", "day", path)
    return re.sub(r"\d{4}-\d\d\.v\d+", "month", path) or "/"


# A run that was killed had done it all: what the next one says that finds nothing to do, with exit code 65.
DONE = {"--put-away": "there is no dead letter of", "retire": "is retired already"}
WORDS = ["nothing", "all", "names", "zeros", "bytes", "gone", "kept", "one", "but", "torn", "mixed", "mixed",
         "mixed", "blocks"]


# What makes files durable for all others: asked is who wanted it.
SHARED = re.compile(r"src/base/file|src/series/partition")


def places_of(program, offsets):
    """{offset: "function, file:line"}"""
    offsets = sorted(offsets)
    if not offsets:
        return {}
    lines = subprocess.run(["addr2line", "-f", "-e", program, *offsets], check=True, capture_output=True,
                           text=True).stdout.split("\n")
    return {offset: f"{lines[2 * i]}, {re.sub('^.*/src/', 'src/', lines[2 * i + 1]).split(' ')[0]}"
            for i, offset in enumerate(offsets)}


def sites_of(program, events):
    """{site: "function, file:line" for what is ours, with who wanted it; the library for others}"""
    own, out = os.path.basename(program) + "+", {}
    sites = {event.site for event in events if event.kind in ("sync", "sync_all")}
    places = places_of(program, {frame[len(own):] for site in sites for frame in site.split() if frame.startswith(own)})
    for site in sites:
        frames = [places.get(frame[len(own):]) if frame.startswith(own) else None for frame in site.split()]
        if frames[0] is None:
            out[site] = site.split()[0].rsplit("+", 1)[0]
            continue
        callers = [frame for frame in frames if frame is not None and not SHARED.search(frame)]
        out[site] = frames[0] if not callers or callers[0] == frames[0] else f"{frames[0]} for {callers[0]}"
    return out


# So many states of one recording differ: beyond, they come again and again.
FROM_ONE = 2500


def run_states(bench, n):
    seed = int(os.environ.get("TA_SEED", time.time_ns() % 1000000))
    words, began, recordings = collections.Counter(), time.time(), 0
    while sum(words.values()) < n and (recordings == 0 or not bench.found):
        bench.record()
        left = n - sum(words.values())
        more = bench.judge_states(min(left, FROM_ONE), seed + recordings)
        words.update(more)
        recordings += 1
        promised = dict(zip(sorted(bench.claims.when), bench.claims.count(len(bench.events))))
        print(f"seed={seed + recordings - 1} events={len(bench.events)} states={sum(more.values())} promised={promised}",
              flush=True)
    print(f"states={sum(words.values())} recordings={recordings} parting={bench.parted} broken={len(bench.found)} "
          f"seconds={time.time() - began:.0f} {dict(words)}")
    for name, why in bench.found:
        print(f"state {name}: {why}")
    return not bench.found and (bench.parted > 0 or n < 1000)


# Before anything was promised: a store that is half made is made anew.
FREE = {("libsqlite3.so.0", "/store.gpkg-journal")}
# SQLite sees to them itself; and the lock is made again where it is not.
NOT_OURS = re.compile(r"store\.gpkg-|lock$")


def is_ours(change):
    return not all(NOT_OURS.match(place[1]) for place in (change.away, change.to) if place)


def run_fsyncs(bench):
    bench.record()
    good = True
    for (site, kind, parting), events in sorted(bench.syncs().items()):
        if (site, kind) in FREE:
            continue
        tried, found, rests = bench.judge_without(events, model.yes if site.startswith("lib") else is_ours)
        good = good and (found is not None or not rests)
        result = f"found after {tried}: {found[0]}: {found[1]}" if found else f"NOT FOUND in {tried}"
        if found is None and not rests:
            result = "nothing rests on it: another follows before anything is said or removed"
        print(f"without {site} on {kind} ({len(events)} times{', while a month is parted' if parting else ''}): {result}",
              flush=True)
    return good


def run_chains(bench, n):
    seed = int(os.environ.get("TA_SEED", time.time_ns() % 1000000))
    bench.record()
    began = time.time()
    kills, count = bench.judge_chains(n, seed) if n else bench.judge_names()
    print(f"seed={seed} kills={kills} states={count} seconds={time.time() - began:.0f}")
    for name, why in bench.found:
        print(f"{name}: {why}")
    return not bench.found


def main():
    bench = Bench(*sys.argv[1:5])
    if sys.argv[5] == "states":
        good = run_states(bench, int(sys.argv[6]))
    elif sys.argv[5] == "kills":
        good = run_chains(bench, int(sys.argv[6]))
    elif sys.argv[5] == "names":
        good = run_chains(bench, 0)
    else:
        good = run_fsyncs(bench)
    sys.exit(not good)


main()
