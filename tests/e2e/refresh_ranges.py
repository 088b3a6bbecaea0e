#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""refresh from far files by ranges, in the current folder: what is read, how often it is asked for, that
the answer is that of the local files, and what becomes of every fault.

  refresh_ranges.py TERRASSAY FOLDER_OF_STAC_MOCK"""
import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import time

from osgeo import gdal, osr

PROGRAM = sys.argv[1]
sys.path.insert(0, sys.argv[2])
import stac_mock  # noqa: E402
from far_looks import CELL, NORTH, SIDE, WEST, local_copy, look  # noqa: E402

gdal.UseExceptions()
RIM, HEAD = 8, 8192
failures = []


def check(name, condition, *shown):
    if not condition:
        failures.append(name)
        print("FAILED", name, *shown)


def run(workspace, *arguments):
    return subprocess.run([PROGRAM, *arguments, "-w", workspace], capture_output=True, text=True, timeout=300)


def summary(done):
    for line in done.stderr.splitlines():
        if line.startswith("refresh: scenes="):
            return {k: v for k, v in (word.split("=") for word in line.split()[1:] if "=" in word)}
    return {}


# --- sites ---------------------------------------------------------------------------


def shape(col, row, cols, rows):
    """A rectangle of cells as longitude and latitude, and a little inside its cells."""
    system, plain = osr.SpatialReference(), osr.SpatialReference()
    system.ImportFromEPSG(32637)
    plain.ImportFromEPSG(4326)
    plain.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    way = osr.CoordinateTransformation(system, plain)
    x, y = WEST + CELL * (col + .25), NORTH - CELL * (row + .25)
    dx, dy = CELL * (cols - .5), CELL * (rows - .5)
    ring = [(x, y), (x, y - dy), (x + dx, y - dy), (x + dx, y), (x, y)]
    return [list(way.TransformPoint(*p)[:2]) for p in ring]


SITES = {"inside": (300, 300, 30, 20), "over-an-edge": (1010, 620, 40, 30), "corner": (2000, 2000, 47, 47),
         "over-two": (500, 1400, 30, 30)}


def workspace(name, sites):
    with open("projects.geojson", "w") as f:
        json.dump({"type": "FeatureCollection", "features": [
            {"type": "Feature", "properties": {"id": s},
             "geometry": {"type": "Polygon", "coordinates": [shape(*SITES[s])]}} for s in sites]}, f)
    done = run(name, "project", "import", "projects.geojson")
    check(f"{name}: import", done.returncode == 0, done.stderr)
    return name


def answers(name):
    """Chips, which hold all pixels and states, and the statistics that were made of them."""
    with sqlite3.connect(f"{name}/store.gpkg") as store:
        chips = store.execute("select project, scene, sha256 from ta_chip order by 1, 2").fetchall()
    return chips


def rows(name):
    done = run(name, "project", "looks", "inside", "--json")
    return done.stdout


# --- what is read --------------------------------------------------------------------


def touched(data, sites):
    """Bytes of the stored blocks under the sites and their rims."""
    gdal.FileFromMemBuffer("/vsimem/t.tif", data)
    file = gdal.Open("/vsimem/t.tif")
    one, blocks = file.GetRasterBand(1), set()
    cols, rows_ = one.GetBlockSize()
    for s in sites:
        col, row, width, height = SITES[s]
        left, top = max(0, col - RIM), max(0, row - RIM)
        right, low = min(SIDE, col + width + RIM) - 1, min(SIDE, row + height + RIM) - 1
        blocks |= {(x, y) for x in range(left // cols, right // cols + 1) for y in range(top // rows_, low // rows_ + 1)}
    size = sum(int(one.GetMetadataItem(f"BLOCK_SIZE_{x}_{y}", "TIFF")) for x, y in blocks)
    places = {int(one.GetMetadataItem(f"BLOCK_OFFSET_{x}_{y}", "TIFF")):
              int(one.GetMetadataItem(f"BLOCK_SIZE_{x}_{y}", "TIFF")) for x, y in blocks}
    file = None
    gdal.Unlink("/vsimem/t.tif")
    return size, places


def by_file(mock):
    out = {}
    for method, path, _, headers in mock.requests:
        if path.startswith("/files/"):
            out.setdefault(path[len("/files/"):], []).append(headers)
    return out


def whole_blocks(asked, places):
    """Is a range made of whole blocks, a few bytes around each?"""
    first, last = (int(v) for v in asked.split("=")[1].split("-"))
    inside = [(o, o + n - 1) for o, n in places.items() if o <= last and o + n > first]
    return bool(inside) and all(first <= a and b <= last for a, b in inside) \
        and last - first + 1 <= sum(b - a + 1 for a, b in inside) + 4096 * len(inside)


def measured(mock):
    """Bytes and requests, for a bank of four sites and for each site alone."""
    mock.items = [look(mock, 1, "2020-03-01")]
    for sites in [list(SITES)] + [[s] for s in SITES]:
        mock.requests.clear()
        mock.sent.clear()
        name = workspace("many" if len(sites) > 1 else sites[0], sites)
        done = run(name, "refresh", "--catalog", f"{mock.url}/post")
        check(f"{name}: done", done.returncode == 0 and summary(done)["looks"] == str(len(sites)), done.stdout, done.stderr)
        need = {n: touched(mock.files[n], sites) for n in mock.files}
        total, most = sum(mock.sent.values()), sum(n for n, _ in need.values())
        print(f"{name}: {total} bytes for {most} of touched blocks, {total / most:.3f} x, "
              f"{sum(len(v) for v in by_file(mock).values())} requests")
        check(f"{name}: bytes", total <= 1.2 * most, total, most)
        check(f"{name}: told", summary(done)["bytes"] == str(total - 3 * HEAD), summary(done), total)
        for file, asked in by_file(mock).items():
            check(f"{name}: {file}: few requests", len(asked) <= 1 + 2 * len(sites), len(asked))
            check(f"{name}: {file}: the head, then whole blocks", asked[0]["Range"] == f"bytes=0-{HEAD - 1}" and all(
                whole_blocks(h["Range"], need[file][1]) and h["If-Match"] for h in asked[1:]), asked)


def same(mock):
    """The answer is that of the local files, whatever their form, and for any number of threads."""
    mock.items = [look(mock, 1, "2020-03-01"), look(mock, 2, "2020-04-01", "strips"),
                  look(mock, 3, "2020-05-01", "late"), look(mock, 4, "2020-06-01", "jp2"), look(mock, 5, "2020-07-01")]
    local_copy(mock, "copy")
    want = workspace("local", SITES)
    check("local", run(want, "refresh", "--catalog", "copy").returncode == 0)
    mock.plan = {"/files/1-red.tif": [503, "cut"], "/files/1-nir.tif": [None, "cut", (429, [("Retry-After", "0")])],
                 "/files/2-red.tif": [None, 503, "cut", None, "cut"], "/files/4-red.jp2": ["cut"]}
    mock.requests.clear()
    for threads in ("2", "1"):
        name = workspace(f"far-{threads}", SITES)
        done = run(name, "refresh", "--catalog", f"{mock.url}/post", "--threads", threads)
        check(f"{name}: through faults", done.returncode == 0 and summary(done)["looks"] == "20", done.stderr)
        check(f"{name}: chips are those of local files", len(answers(name)) == 20 and answers(name) == answers(want),
              answers(name), answers(want))
        check(f"{name}: observations too", rows(name) == rows(want))
    mock.requests.clear()
    done = run("far-2", "refresh", "--catalog", f"{mock.url}/post")
    check("again: nothing new, no file asked for", "nothing new" in done.stderr and not by_file(mock), done.stderr)
    log = [json.loads(line) for line in open("far-2/requests.log")]
    asked = [e for e in log if "/files/" in e["address"]]
    check("every request is logged, with its faults", {200, 206, 429, 503} <= {e["status"] for e in asked}
          and len(asked) > 30, len(asked))
    kept = sorted(f for _, _, files in os.walk("far-2/imagery/assets") for f in files)
    check("of files read by ranges only heads are kept", len([f for f in kept if f.endswith(".head")]) == 11
          and len([f for f in kept if f.endswith(".source")]) == 15 and len(kept) == 30, kept)
    with sqlite3.connect("far-2/store.gpkg") as store:
        documents = [json.loads(d) for d, in store.execute(
            "select bytes from ta_document where kind = 'scene'")]
    pins = {a["file"]: a for d in documents for a in d["assets"]}
    check("ranges are pinned by ETag and length, whole files by SHA-256", len(pins) == 15 and all(
        ("sha256" in a) == (f.endswith(".jp2") or a["size"] < 1 << 18) and ("etag" in a) != ("sha256" in a)
        for f, a in pins.items()), pins)


def verified(mock):
    """verify says which evidence is of far files that were never whole here."""
    run("far-2", "key", "new")
    done = run("far-2", "assess", "inside", "--as-of", "2020-07-31", "--json")
    check("assessed", done.returncode == 0, done.stdout, done.stderr)
    record = json.loads(done.stdout.splitlines()[0])
    done = run("far-2", "verify", "--all", "--json")
    row = json.loads(done.stdout.splitlines()[0])
    check("verify counts chips of far files", done.returncode == 0 and row["chips"] == 5 and row["chips_far"] == 4,
          row, record, done.stderr)
    check("and tells them", "4 of 5 chips" in run("far-2", "verify", "--all").stderr, done.stderr)
    run("local", "key", "new")
    run("local", "assess", "inside", "--as-of", "2020-07-31")
    done = run("local", "verify", "--all")
    check("not of local ones", done.returncode == 0 and "far files" not in done.stderr, done.stderr)


def overwritten(mock):
    """A file that changes between its head and its blocks, or while its blocks come."""
    first = look(mock, 1, "2020-03-01")
    old = dict(mock.files)
    look(mock, 6, "2020-03-01")
    new = {f"1-{k}.tif": mock.files[f"6-{k}.tif"] for k in ("red", "nir", "qa_pixel")}
    mock.items = [first]
    want = workspace("overwritten-local", SITES)
    for after in (1, 2, 3):
        mock.files.update(old)
        count = {"1-red.tif": 0}

        def swap(name):
            if name == "1-red.tif":
                count[name] += 1
                if count[name] == after + 1:
                    mock.files.update(new)
        mock.on_file, mock.deaf = swap, after == 2
        name = workspace(f"overwritten-{after}", SITES)
        done = run(name, "refresh", "--catalog", f"{mock.url}/post")
        mock.on_file, mock.deaf = None, False
        check(f"overwritten after {after}: set aside, told", done.returncode == 3 and summary(done)["looks"] == "0"
              and "overwritten meanwhile" in done.stdout and not answers(name), done.stdout, done.stderr)
        done = run(name, "refresh", "--catalog", f"{mock.url}/post")
        check(f"overwritten after {after}: the next run has the new one",
              done.returncode == 0 and summary(done)["looks"] == "4", done.stderr, done.stdout)
        if not os.path.isdir("copy-6"):
            local_copy(mock, "copy-6")
            check("overwritten: local", run(want, "refresh", "--catalog", "copy-6").returncode == 0)
        check(f"overwritten after {after}: never mixed", answers(name) == answers(want))


def refusals(mock):
    """Hosts without ranges or strong ETags; answers that are not what was asked for; broken promises."""
    mock.items = [look(mock, 1, "2020-03-01")]
    paths = [f"/files/1-{k}.tif" for k in ("red", "nir", "qa_pixel")]
    want = answers("many")
    mock.ranges = False
    name = workspace("no-ranges", SITES)
    done = run(name, "refresh", "--catalog", f"{mock.url}/post")
    check("no ranges: whole, the same", done.returncode == 0 and answers(name) == want, done.stderr)
    mock.ranges = True
    mock.plan = {p: ["weak"] * 9 for p in paths}
    name = workspace("weak", SITES)
    done = run(name, "refresh", "--catalog", f"{mock.url}/post")
    check("weak ETag: whole, the same", done.returncode == 0 and answers(name) == want, done.stderr)
    mock.plan = {paths[0]: [None, "other"]}
    name = workspace("other", SITES)
    done = run(name, "refresh", "--catalog", f"{mock.url}/post")
    check("other bytes than asked for: set aside", done.returncode == 3 and "asked for bytes=" in done.stdout
          and not answers(name), done.stdout)
    mock.plan = {}
    done = run(name, "refresh", "--catalog", f"{mock.url}/post")
    check("and right the next time", done.returncode == 0 and answers(name) == want, done.stderr)
    parts_that_are_none(mock, paths, want)
    name = workspace("down", ["inside"])
    with open("down/terrassay.yaml", "w") as f:
        f.write(f"catalogues:\n  - url: {mock.url}/post\n    whole: true\n")
    mock.requests.clear()
    done = run(name, "refresh")
    check("whole: true", done.returncode == 0 and all(
        "Range" not in h for asked in by_file(mock).values() for h in asked), done.stderr)
    name = workspace("signed", SITES)
    with open("signed/terrassay.yaml", "w") as f:
        f.write(f"catalogues:\n  - url: {mock.url}/post\n    sign: {mock.url}/sign?href=\n")
    mock.plan = {paths[0]: [None, 403]}
    mock.requests.clear()
    done = run(name, "refresh")
    check("a signed link that ran out between head and blocks", done.returncode == 0 and answers(name) == want and len(
        [r for r in mock.requests if r[1].startswith("/sign") and "1-red" in r[1]]) == 3, done.stdout, done.stderr)
    mock.plan = {}
    mock.items[0]["assets"]["red"]["file:size"] = len(mock.files["1-red.tif"]) + 1
    name = workspace("promise", ["inside"])
    done = run(name, "refresh", "--catalog", f"{mock.url}/post")
    check("a length that is not the promised one", done.returncode == 3 and "promised were" in done.stdout,
          done.stdout, done.stderr)
    mock.items = [look(mock, 1, "2020-03-01"), look(mock, 2, "2020-04-01")]
    for item in mock.items:
        item["assets"]["red"]["file:checksum"] = "1220" + "ab" * 32
    name = workspace("unchecked", ["inside"])
    done = run(name, "refresh", "--catalog", f"{mock.url}/post")
    check("a checksum of files that are read in parts: said once that it is not checked", done.returncode == 0
          and done.stdout.count("read in parts: not checked") == 1, done.stdout, done.stderr)
    mock.items = [look(mock, 7, "2020-03-01")]
    mock.files["7-red.tif"] = mock.files["7-red.tif"][:HEAD] + b"\x55" * (len(mock.files["7-red.tif"]) - HEAD)
    mock.files["7-nir.tif"] = b"II*\0" + b"\xff" * (1 << 19)
    name = workspace("broken", ["inside"])
    done = run(name, "refresh", "--catalog", f"{mock.url}/post")
    check("damaged files are set aside", done.returncode == 3 and not answers(name), done.stdout, done.stderr)
    named_by_address(mock)


def named_by_address(mock):
    """A file that is broken at its host is told by its address, whose secrets stay, and not by where a copy of it lies here."""
    mock.items = [look(mock, 8, "2020-03-01")]
    mock.items[0]["assets"]["red"]["href"] += "?key=hush"
    sound, where = mock.files["8-red.tif"], f"{mock.url}/files/8-red.tif?key"
    broken = {"damaged": (sound[:HEAD] + b"\x55" * (len(sound) - HEAD), "cannot be read, GDAL says"),
              "cut short": (sound[:300_000], "cut short|GDAL says"), "no raster": (b"II*\0" + b"\xff" * (1 << 19), "GDAL cannot open it")}
    for how, (bytes_, words) in broken.items():
        for whole in ("false", "true"):
            name = workspace(f"{how}-{whole}", ["inside"])
            with open(f"{name}/terrassay.yaml", "w") as f:
                f.write(f"catalogues:\n  - url: {mock.url}/post\n    whole: {whole}\n")
            mock.files["8-red.tif"] = bytes_
            done = run(name, "refresh")
            told = done.stdout + run(name, "doctor").stdout
            check(f"{how}, whole: {whole}: told by its address, once", done.returncode == 3 and done.stdout.count(where) == 1
                  and re.search(f"{re.escape(where)}: .*({words})", done.stdout) and where in told and "hush" not in told
                  and "imagery/assets" not in told, told)
            check(f"{how}, whole: {whole}: and how to mend it", "at its host: the next run asks again" in done.stdout
                  or "the next run asks again; if it stays so" in done.stdout, done.stdout)
    mock.files["8-red.tif"] = sound


def parts_that_are_none(mock, paths, want):
    """Answers to a range that are not that range: in its head, and in its blocks. What less came of is asked for
    again; the rest is named and set aside, nothing of it is used, and the next run is right."""
    named = {"other": "the host sent bytes", "less": "the host sent bytes", "whole": "the host sent the whole file",
             "unsaid": "the host sent a part, and not its place in the file"}
    for fault in ("short", "empty"):
        mock.plan = {p: [fault, fault, None, fault, None, fault] for p in paths[:2]}  # the third is small, and comes whole
        name = workspace(f"part-{fault}", SITES)
        done = run(name, "refresh", "--catalog", f"{mock.url}/post")
        check(f"{fault}: the rest is asked for, and the answer is the same", done.returncode == 0 and answers(name) == want,
              done.stdout, done.stderr)
        check(f"{fault}: met", not any(mock.plan.values()), mock.plan)
    mock.plan = {paths[1]: [None] + ["empty"] * 9}
    name = workspace("part-never", ["inside"])
    done = run(name, "refresh", "--catalog", f"{mock.url}/post")
    check("never all of it: tried six times, set aside, named", done.returncode == 3 and not answers(name)
          and "of these" in done.stdout and "tried 6 times" in done.stdout, done.stdout, done.stderr)
    for fault, words in named.items():
        mock.plan = {paths[1]: [None, fault]}
        name = workspace(f"part-{fault}", SITES)
        done = run(name, "refresh", "--catalog", f"{mock.url}/post")
        check(f"{fault}: set aside, named", done.returncode == 3 and words in done.stdout and not answers(name),
              done.stdout, done.stderr)
        mock.plan = {}
        done = run(name, "refresh", "--catalog", f"{mock.url}/post")
        check(f"{fault}: right the next time", done.returncode == 0 and answers(name) == want, done.stderr)


def budget(mock):
    """What a run may fetch ends in the midst of blocks: nothing is asked for beyond it, the look is told
    and comes with the next run."""
    mock.items = [look(mock, n, f"2020-0{n}-01") for n in (1, 2)]
    want = workspace("dear", SITES)
    mock.sent.clear()
    check("without a limit", run(want, "refresh", "--catalog", f"{mock.url}/post").returncode == 0)
    all_bytes = sum(mock.sent.values())
    check("enough bytes to be cut", all_bytes > 2_000_000, all_bytes)
    for threads in ("1", "2"):
        nights(mock, want, all_bytes * 3 // 4, threads)
    done = run(want, "refresh", "--catalog", f"{mock.url}/post", "--fetch-most", "0")
    check("a budget of nothing is refused", done.returncode == 2, done.returncode, done.stderr)
    mock.sent.clear()
    name = workspace("poor", SITES)
    done = run(name, "refresh", "--catalog", f"{mock.url}/post", "--fetch-most", str(all_bytes * 0.45 / 1e9))
    check("what no look fits into is hardly touched", done.returncode == 3 and not answers(name)
          and sum(mock.sent.values()) < all_bytes / 8, sum(mock.sent.values()), all_bytes)


def nights(mock, want, most, threads):
    """Night after night within the budget until all is there: two threads do not share it out between both
    looks, so that neither is had."""
    name, looks = workspace(f"cheap-{threads}", SITES), 0
    for night in range(1, 4):
        mock.sent.clear()
        done = run(name, "refresh", "--catalog", f"{mock.url}/post", "--fetch-most", str(most / 1e9),
                   "--threads", threads)
        sent, looks = sum(mock.sent.values()), looks + int(summary(done)["looks"])
        check(f"night {night}: within the budget", sent <= most, sent, most)
        if looks == 8:
            break
        check(f"night {night}: told, with what helps", done.returncode == 3 and "budget of bytes is used up" in done.stdout
              and "--fetch-most" in done.stdout + done.stderr and looks in (0, 4), done.stdout, done.stderr)
    check("a budget is no loss", looks == 8 and night == 2 and done.returncode == 0 and answers(name) == answers(want),
          looks, night, done.stderr)


def told_to_stop(mock):
    """In the midst of blocks that drip: soon, and the look is none that is set aside."""
    name = workspace("stopped", SITES)
    mock.plan = {"/files/1-nir.tif": [None] + ["drip"] * 9, "/files/2-nir.tif": [None] + ["drip"] * 9}
    child = subprocess.Popen([PROGRAM, "refresh", "--catalog", f"{mock.url}/post", "-w", name], stdout=subprocess.PIPE,
                             stderr=subprocess.PIPE, text=True)
    began = time.monotonic()
    while min(map(len, mock.plan.values())) > 8 and time.monotonic() - began < 60:
        time.sleep(0.1)  # until the blocks of a look are on their way
    began = time.monotonic()
    child.send_signal(signal.SIGTERM)
    out, err = child.communicate(timeout=120)
    check("told to stop while blocks come: soon, and nothing is set aside", child.returncode in (143, -15)
          and time.monotonic() - began < 5 and " set_aside=0 " in err and "looks=0" in err, child.returncode, out, err)
    mock.plan = {}
    done = run(name, "refresh", "--catalog", f"{mock.url}/post")
    check("the next run has the look", done.returncode == 0 and summary(done)["looks"] == "8", done.stdout, done.stderr)


mock = stac_mock.Mock()
for part in (measured, same, verified, overwritten, refusals, budget, told_to_stop):
    part(mock)
print("refresh_ranges:", len(failures), "failed")
sys.exit(1 if failures else 0)
