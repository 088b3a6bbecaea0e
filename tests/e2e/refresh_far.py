#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""refresh from a far catalogue, in the current folder.

  refresh_far.py TERRASSAY FOLDER_OF_STAC_MOCK"""
import datetime
import json
import os
import pty
import random
import re
import resource
import shutil
import signal
import subprocess
import sys
import time

import numpy
from osgeo import gdal, osr

PROGRAM = sys.argv[1]
sys.path.insert(0, sys.argv[2])
import stac_mock  # noqa: E402

gdal.UseExceptions()
failures = []


def check(name, condition, *shown):
    if not condition:
        failures.append(name)
        print("FAILED", name, *shown)


def run(*arguments):
    return subprocess.run([PROGRAM, *arguments, "-w", "bank"], capture_output=True, text=True, timeout=120)


def raster(values, kind, east=0):
    """Bytes of a tiled GeoTIFF in UTM zone 37N around 39.05 E, 7.05 N, or so many metres east of it."""
    rows, cols = values.shape
    target = gdal.GetDriverByName("GTiff").Create("/vsimem/x.tif", cols, rows, 1, kind, ["TILED=YES", "COMPRESS=DEFLATE"])
    target.SetGeoTransform((500000 + east, 30, 0, 785000, 0, -30))
    system = osr.SpatialReference()
    system.ImportFromEPSG(32637)
    target.SetProjection(system.ExportToWkt())
    target.GetRasterBand(1).WriteArray(values)
    target = None
    file = gdal.VSIFOpenL("/vsimem/x.tif", "rb")
    data = gdal.VSIFReadL(1, 10**7, file)
    gdal.VSIFCloseL(file)
    return bytes(data)


def scene(mock, number, day, seed, promise=True, east=0):
    """A look of 400 x 400 cells with red, nir and a quality layer, published by the mock."""
    chance = numpy.random.default_rng(seed)
    bands = {"red": (chance.integers(8000, 9000, (400, 400)).astype("uint16"), gdal.GDT_UInt16),
             "nir": (chance.integers(15000, 16000, (400, 400)).astype("uint16"), gdal.GDT_UInt16),
             "qa_pixel": (numpy.full((400, 400), 21824, "uint16"), gdal.GDT_UInt16)}
    item = {"type": "Feature", "stac_version": "1.0.0", "id": f"look-{number}", "collection": "c",
            "bbox": [39.0 + east / 1.1e5, 6.99, 39.12 + east / 1.1e5, 7.1], "geometry": None, "links": [],
            "properties": {"datetime": f"{day}T08:00:00Z", "platform": "landsat-8", "landsat:correction": "L2SP",
                           "landsat:wrs_path": "168", "landsat:wrs_row": "055", "created": f"{day}T20:00:00Z"},
            "assets": {}}
    for key, (values, kind) in bands.items():
        name = f"{number}-{key}.tif"
        mock.files[name] = raster(values, kind, east)
        asset = {"href": f"{mock.url}/files/{name}", "type": "image/tiff; application=geotiff", "roles": ["data"]}
        if key == "qa_pixel":
            asset["roles"] = ["cloud"]
        else:
            # as Landsat's own items call their only near infrared, in every other look
            common = "nir08" if key == "nir" and number % 2 else key
            asset["eo:bands"] = [{"name": key, "common_name": common}]
            asset["raster:bands"] = [{"scale": 0.0000275, "offset": -0.2, "nodata": 0}]
        if promise:
            asset["file:size"] = len(mock.files[name])
        item["assets"][key] = asset
    return item


def summary(done):
    for line in done.stderr.splitlines():
        if line.startswith("refresh: scenes="):
            return {k: v for k, v in (word.split("=") for word in line.split()[1:] if "=" in word)}
    return {}


def files_asked(mock):
    return [r for r in mock.requests if r[1].startswith("/files/")]


def project():
    outline = [[39.0412, 7.0413], [39.0512, 7.0413], [39.0512, 7.0513], [39.0412, 7.0513], [39.0412, 7.0413]]
    with open("projects.geojson", "w") as f:
        json.dump({"type": "FeatureCollection", "features": [{
            "type": "Feature", "properties": {"id": "p"},
            "geometry": {"type": "Polygon", "coordinates": [outline]}}]}, f)
    done = run("project", "import", "projects.geojson")
    check("import", done.returncode == 0, done.stderr)


def plain(mock, url):
    done = run("refresh", "--catalog", url, "--dry-run")
    weight = sum(len(data) for data in mock.files.values())
    check("dry run: weight, nothing fetched", done.returncode == 0 and summary(done).get("new") == "2"
          and summary(done).get("bytes") == str(weight) and not files_asked(mock)
          and "no size is stated" not in done.stderr, done.stderr, weight)
    log = [json.loads(line)["address"] for line in open("bank/requests.log")]
    check("its requests are logged too", [a.rsplit("/", 1)[1] for a in log] == ["post", "search"], log)
    sized = [asset.pop("file:size") for asset in mock.items[0]["assets"].values()]
    done = run("refresh", "--catalog", url, "--dry-run")
    check("dry run: what nobody states the size of is said", "of 3 files no size is stated" in done.stderr, done.stderr)
    for asset, size in zip(mock.items[0]["assets"].values(), sized):
        asset["file:size"] = size
    mock.plan = {"/files/1-red.tif": [503, "cut"], "/post/search": [503]}
    done = run("refresh", "--catalog", url)
    check("two looks through faults", done.returncode == 0 and summary(done).get("looks") == "2", done.stderr)
    mock.requests.clear()
    done = run("refresh", "--catalog", url)
    check("again: nothing new, no file asked for", "nothing new" in done.stderr and not files_asked(mock),
          done.stderr, files_asked(mock))
    boxes = [r[2]["bbox"] for r in mock.requests if r[2]]
    check("searched by whole degrees", boxes == [[39, 7, 40, 8]], boxes)
    log = [json.loads(line) for line in open("bank/requests.log")]
    check("every request is logged", len(log) > 8 and all({"method", "address", "status", "run"} <= set(e) for e in log)
          and any(e["status"] == 503 for e in log), len(log))


def late_and_overwritten(mock, url):
    mock.items.append(scene(mock, 3, "2020-03-05", 3))
    mock.files["3-nir.tif"], late = None, mock.files["3-nir.tif"]
    done = run("refresh", "--catalog", url)
    check("a file that is late: the look is set aside, told", done.returncode == 3 and summary(done)["looks"] == "0"
          and re.search("look-3: .*/files/3-nir.tif: .*404; to mend it: it may come later, the next run asks again", done.stdout),
          done.stdout, done.stderr)
    mock.files["3-nir.tif"] = late
    done = run("refresh", "--catalog", url)
    check("and comes the next night", done.returncode == 0 and summary(done)["looks"] == "1", done.stderr)

    today = datetime.datetime.now(datetime.timezone.utc).date()
    mock.items.append(scene(mock, 4, today - datetime.timedelta(days=5), 4, promise=False))
    check("a fresh look", summary(run("refresh", "--catalog", url))["looks"] == "1")
    done = run("refresh", "--catalog", url)
    check("asked whether it still stands", "nothing new" in done.stderr, done.stderr)
    done = run("refresh", "--catalog", url, "--dry-run")
    check("dry run: a look that is only asked about is nothing to read", summary(done).get("new") == "0"
          and summary(done).get("bytes") == "0", done.stderr)
    done = run("refresh", "--catalog", url, "--dry-run", "--grow-clouds", "70")
    check("dry run: another rule reads the looks again", summary(done).get("new") == "0"
          and summary(done).get("again") == "4", done.stderr)
    other = scene(mock, 4, today - datetime.timedelta(days=5), 5, promise=False)
    mock.items[-1] = other
    done = run("refresh", "--catalog", url)
    check("overwritten: looked at again", summary(done).get("again") == "1" and summary(done)["looks"] == "1", done.stderr)

    mock.items[-2] = scene(mock, 3, "2020-03-05", 33)
    done = run("refresh", "--catalog", url, "--dry-run")
    check("a dry run counts it", summary(done).get("again") == "1" and int(summary(done)["bytes"]) > 400_000, done.stderr)
    done = run("refresh", "--catalog", url)
    check("overwritten long after: its item states other bytes", summary(done).get("again") == "1"
          and summary(done)["looks"] == "1", done.stderr)
    mock.requests.clear()
    check("and then it stands", "nothing new" in run("refresh", "--catalog", url).stderr and all(
        "/4-" in r[1] for r in files_asked(mock)), files_asked(mock))
    mock.items[-2]["properties"]["datetime"] = "2020-03-05T08:00:30Z"
    done = run("refresh", "--catalog", url, "--dry-run")
    check("an item's time corrected long after: a dry run counts it", summary(done).get("again") == "1", done.stderr)
    done = run("refresh", "--catalog", url)
    check("and it is read again", summary(done).get("again") == "1" and summary(done)["looks"] == "1", done.stderr)
    check("once", "nothing new" in run("refresh", "--catalog", url).stderr)


def mirrored(mock, url):
    """A young look that two catalogues have is that of the first that answers, and read once."""
    other = stac_mock.Mock()
    day = datetime.datetime.now(datetime.timezone.utc).date() - datetime.timedelta(days=5)
    other.items = [scene(other, 4, day, 5, promise=False)]
    twin = f"{other.url}/post"
    both = ("refresh", "--catalog", url, "--catalog", twin)
    check("a mirror of what is known", "nothing new" in run(*both).stderr)
    done = run("refresh", "--catalog", twin, "--catalog", url)
    check("the mirror first: it may be another file, once", summary(done).get("again") in (None, "0", "1"), done.stderr)
    for _ in range(2):
        done = run("refresh", "--catalog", twin, "--catalog", url)
        check("and not every night", "nothing new" in done.stderr, done.stderr)
    run(*both)
    other.shutdown()


def killed(mock, url):
    random.seed(4)
    mock.items += [scene(mock, 10 + n, f"2021-0{1 + n % 9}-1{n % 10}", 10 + n) for n in range(6)]
    for _ in range(4):
        child = subprocess.Popen([PROGRAM, "refresh", "--catalog", url, "-w", "bank"],
                                 stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(random.uniform(0.02, 0.5))
        child.send_signal(signal.SIGKILL)
        child.wait()
    done = run("refresh", "--catalog", url)
    check("killed four times: the next run completes", done.returncode == 0, done.stderr, done.stdout)
    done = run("refresh", "--catalog", url)
    check("and nothing is left to do", "nothing new" in done.stderr, done.stderr)
    sites = subprocess.run(["sqlite3", "bank/store.gpkg", "select count(*), count(distinct scene) from ta_chip"],
                           capture_output=True, text=True)
    check("each look once", sites.stdout.strip() == "10|10", sites.stdout, sites.stderr)


def assets(look="look-"):
    return sorted(f"{os.path.basename(folder)}/{name}" for folder, _, names in os.walk("bank/imagery/assets")
                  for name in names if os.path.basename(folder).startswith(look) and not name.endswith(".source"))


def told_to_stop(mock, url):
    """While it searches and fetches, not only between batches: SIGTERM ends the run, the next one goes on."""
    mock.items += [scene(mock, 60 + n, f"2023-0{1 + n}-11", 60 + n) for n in range(8)]
    mock.files["60-red.tif"] += bytes(3_000_000)  # a tail that belongs to no block
    mock.items[-8]["assets"]["red"]["file:size"] = len(mock.files["60-red.tif"])
    for where in ("between files", "in the midst of one"):
        with open("bank/terrassay.yaml", "w") as f:
            f.write(f"catalogues:\n  - url: {url}\n    whole: true\n")
        child = subprocess.Popen([PROGRAM, "refresh", "-w", "bank"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        pieces = []

        def stop(name, pieces=pieces, child=child):
            pieces.append(name)
            if len(pieces) == 20:
                child.send_signal(signal.SIGTERM)
            time.sleep(0.01 if len(pieces) < 20 else 0.05)
        mock.requests.clear()
        mock.on_file = (lambda name: stop(name) if len(pieces) else pieces.extend(["x"] * 18)) \
            if where == "between files" else None
        mock.on_piece = (lambda name, _: stop(name)) if where != "between files" else None
        out, err = child.communicate(timeout=120)
        mock.on_file = mock.on_piece = None
        check(f"told to stop {where}: soon", child.returncode in (143, -15) and "stopped" in err
              and len(files_asked(mock)) < 12 and len(pieces) < 120, child.returncode, out, err, len(files_asked(mock)), len(pieces))
        check(f"told to stop {where}: not as if there were nothing", "stopped before it had looked at all" in err
              and "nothing new" not in err, err)
        check(f"told to stop {where}: no look in part", summary(subprocess.CompletedProcess([], 0, out, err)).get("looks") == "0", err)
    os.remove("bank/terrassay.yaml")
    mock.requests.clear()
    done = run("refresh", "--catalog", url)
    check("the next run has them all", done.returncode == 0 and summary(done)["looks"] == "8", done.stdout, done.stderr)
    mock.items = mock.items[:-8]


def pruned(mock, url):
    """Fetched files go, the oldest first; evidence, young looks and those set aside stay."""
    mock.items.append(scene(mock, 20, "2019-01-01", 20))
    mock.files["20-nir.tif"] = None
    check("one more is set aside", run("refresh", "--catalog", url).returncode == 3)
    before = assets()
    total = sum(os.path.getsize(f"bank/imagery/assets/c/{f}") for f in before)
    young = [f for f in before if f.startswith(("look-4/", "look-20/"))]
    stay = sum(os.path.getsize(f"bank/imagery/assets/c/{f}") for f in young)
    done = run("refresh", "--catalog", url, "--dry-run", "--assets-most", "0", "--json")
    line = [json.loads(x) for x in done.stdout.splitlines()][-1]
    check("dry run: what would go", line["assets_removed"] == total - stay and line["assets_kept"] == stay
          and line["looks_pruned"] == 9 and assets() == before, line, total, stay)
    done = run("refresh", "--catalog", url, "--assets-most", "1")
    check("within the budget nothing goes", "those of 0 looks went" in done.stderr and assets() == before, done.stderr)
    done = run("refresh", "--catalog", url, "--assets-most", "0")
    check("the old ones went", "those of 9 looks went" in done.stderr and assets() == young, done.stderr, assets(), young)
    mock.requests.clear()
    mock.items.pop()
    done = run("refresh", "--catalog", url, "--assets-most", "0")
    check("and are not fetched again", done.returncode == 0 and not [
        r for r in files_asked(mock) if "/4-" not in r[1]], done.stderr, files_asked(mock))
    chips = subprocess.run(["sqlite3", "bank/store.gpkg", "select path from ta_chip"], capture_output=True, text=True)
    check("chips stay", len(chips.stdout.split()) == 10 and all(
        os.path.exists(f"bank/{p}") for p in chips.stdout.split()), chips.stdout)


def remembered(mock, url):
    """What is broken stands in the store, item by item, until it was seen mended."""
    def rows():
        done = subprocess.run(["sqlite3", "bank/store.gpkg", "select reason from ta_scene where id like 'problem/%'"],
                              capture_output=True, text=True)
        return sorted(next((n for n in ("look-50", "look-51") if n in r), r) for r in done.stdout.splitlines())
    mock.items += [scene(mock, 50, "2018-02-01", 50), scene(mock, 51, "2018-06-01", 51)]
    nir = {n: mock.files[f"{n}-nir.tif"] for n in (50, 51)}
    mock.files["50-nir.tif"] = mock.files["51-nir.tif"] = None
    check("two broken items", run("refresh", "--catalog", url).returncode == 3)
    check("are two that are set aside", rows() == ["look-50", "look-51"], rows())
    check("other days", run("refresh", "--catalog", url, "--from", "2019-01-01").returncode == 0)
    check("say nothing of them", rows() == ["look-50", "look-51"], rows())
    aside = [row for row in map(json.loads, run("doctor", "--json").stdout.splitlines())
             if "look-50" in row["found"] or "look-51" in row["found"]]
    check("doctor names where they are, which run looks again, and how to forget them", len(aside) == 2 and all(
        row["found"].startswith(f"{url}: ") and "without --last" in row["mend"]
        and row["mend"].endswith(f"`terrassay refresh --forget {url}`") for row in aside), aside)
    mock.files["51-nir.tif"] = nir[51]
    check("one is mended", run("refresh", "--catalog", url).returncode == 3)
    check("and the other remembered", rows() == ["look-50"], rows())
    mock.files["50-nir.tif"] = nir[50]
    check("its days", run("refresh", "--catalog", url, "--to", "2018-03-01").returncode == 0)
    check("mend it", rows() == [], rows())
    mock.items = mock.items[:-2]


def at_once(mock, url):
    """Two real processes on one workspace: one works, the other is told so at once; nothing doubles."""
    mock.items += [scene(mock, 30 + n, f"2022-0{1 + n}-11", 30 + n) for n in range(4)]
    mock.on_file = lambda name: time.sleep(0.15)
    both = [subprocess.Popen([PROGRAM, "refresh", "--catalog", url, "-w", "bank"], stdout=subprocess.PIPE,
                             stderr=subprocess.PIPE, text=True) for _ in range(2)]
    told = [one.communicate(timeout=120) for one in both]
    codes = sorted(one.returncode for one in both)
    mock.on_file = None
    check("of two at once one works and one is told", codes == [0, 75] and any(
        "another program refreshes" in err for _, err in told), codes, told)
    log = [json.loads(line) for line in open("bank/requests.log")]
    asked = [e["address"] for e in log if "/files/3" in e["address"] and e["address"].rsplit("/", 1)[1][:2] >= "30"]
    check("each file was asked for once", len(asked) == 12 and len(set(asked)) == 12, asked)
    rows = subprocess.run(["sqlite3", "bank/store.gpkg", "select count(*), count(distinct scene) from ta_chip"],
                          capture_output=True, text=True).stdout.strip()
    check("nothing doubled, nothing lost", rows == "14|14", rows)
    check("and nothing is left to do", "nothing new" in run("refresh", "--catalog", url).stderr)


def one_is_closed(mock, url):
    """A catalogue that answers a page of words leaves the others be."""
    mock.items.append(scene(mock, 70, "2017-05-05", 70))
    mock.plan = {"/get": ["html"]}
    done = run("refresh", "--catalog", f"{mock.url}/get", "--catalog", url)
    check("the other catalogue is read", done.returncode == 69 and summary(done)["looks"] == "1"
          and f"{mock.url}/get" in done.stdout, done.returncode, done.stdout, done.stderr)
    mock.plan = {"/get": ["html"]}
    done = run("refresh", "--catalog", f"{mock.url}/get")
    check("alone it is bad data", done.returncode == 65 and mock.url in done.stderr
          and "look whether the address is right: that of the landing page" in done.stderr, done.returncode, done.stderr)
    mock.plan = {"/get": [404]}
    done = run("refresh", "--catalog", f"{mock.url}/get?key=hush")
    told = run("doctor").stdout
    check("doctor has it until it is read", "could not be read on 20" in told and f"{mock.url}/get?key: " in told
          and f"refresh --forget {mock.url}/get`" in told and "refresh --forget ADDRESS`" in told
          and "hush" not in told, told)
    for more in ("", "?key=hush"):
        run("refresh", "--catalog", f"{mock.url}/get{more}", "--last", "60")
    told = run("doctor").stdout
    check("and no longer", "could not be read" not in told, told)
    mock.plan = {"/get": [404]}
    done = run("refresh", "--catalog", f"{mock.url}/get")
    check("nothing is there", done.returncode == 69 and "404" in done.stderr
          and "look whether the address is right" in done.stderr, done.returncode, done.stderr)
    mock.items.pop()


def far_apart(mock, url):
    """Of a site of two far parts, as on both sides of the antimeridian, what lies between is not searched."""
    parts = [[[[x, -17.5], [x + 0.5, -17.5], [x + 0.5, -17.2], [x, -17.2], [x, -17.5]]] for x in (179.25, -179.75)]
    with open("island.geojson", "w") as f:
        json.dump({"type": "FeatureCollection", "features": [{
            "type": "Feature", "properties": {"id": "island"},
            "geometry": {"type": "MultiPolygon", "coordinates": parts}}]}, f)
    done = run("project", "import", "island.geojson")
    check("import of an island", done.returncode == 0, done.stderr)
    for more, home in (([], [[39, 7, 40, 8]]), (["--project", "island"], [])):
        mock.requests.clear()
        run("refresh", "--catalog", url, "--dry-run", *more)
        boxes = sorted(r[2]["bbox"] for r in mock.requests if r[2])
        check("two parts, two searches", boxes == sorted([[179, -18, 180, -17], [-180, -18, -179, -17]] + home), boxes)
    check("removed again", run("project", "remove", "island").returncode == 0)


def secrets(mock, url):
    """An address with a password is refused, and what stands in an address is not told."""
    done = run("refresh", "--catalog", url.replace("://", "://user:hush@"))
    check("a password in an address", done.returncode == 2 and "user or password" in done.stderr
          and "hush" not in done.stdout + done.stderr, done.returncode, done.stdout, done.stderr)
    mock.plan = {"*": [404]}
    done = run("refresh", "--catalog", url + "?token=hush")
    check("a key in an address", done.returncode == 69 and "token" in done.stdout + done.stderr
          and "hush" not in done.stdout + done.stderr, done.stdout, done.stderr)
    mock.plan = {}
    done = run("refresh", "--catalog", url + "?token=hush", "--json", "--verbose")
    held = subprocess.run(["grep", "-rla", "hush", "bank"], capture_output=True, text=True).stdout
    check("nor kept or told where it goes well", done.returncode == 0 and "hush" not in done.stdout + done.stderr + held
          and "post?token" in done.stderr, done.stdout, done.stderr, held)


def configured(mock, url):
    with open("bank/terrassay.yaml", "w") as f:
        f.write(f"catalogues:\n  - url: {url}\n    collections: [c]\n")
    mock.requests.clear()
    done = run("refresh")
    check("from the configuration", done.returncode == 0 and mock.requests[1][2]["collections"] == ["c"], done.stderr)
    os.remove("bank/terrassay.yaml")
    done = run("refresh")
    check("no catalogue at all", done.returncode == 2 and "terrassay.yaml" in done.stderr, done.stderr)
    mock.requests.clear()
    done = run("refresh", "--catalog", url, "--last", "30", "--now", "2022-03-31")
    check("the last days, as of one: later ones are not asked for", done.returncode == 0 and "nothing new" in done.stderr
          and mock.requests[1][2]["datetime"] == "2022-03-01T00:00:00Z/2022-03-31T23:59:59.999999Z", mock.requests, done.stderr)
    mock.requests.clear()
    done = run("refresh", "--catalog", url, "--last", "30")
    check("by the clock the end is open", done.returncode == 0 and mock.requests[1][2]["datetime"].endswith("Z/.."),
          mock.requests, done.stderr)
    check("and not two beginnings", run("refresh", "--catalog", url, "--last", "30", "--from", "2022-01-01").returncode == 2)
    mock.plan = {"*": [503] * 6}
    done = run("refresh", "--catalog", url)
    check("a dead host is 69", done.returncode == 69 and "its host is up" in done.stderr, done.returncode, done.stderr)


def moved(*_):
    """An old look whose item is put right, and lies beside all sites now: it comes off them, for good."""
    own = stac_mock.Mock()
    subprocess.run([PROGRAM, "project", "import", "projects.geojson", "-w", "moved"], check=True, capture_output=True)

    def refresh():
        own.requests.clear()
        done = subprocess.run([PROGRAM, "refresh", "--catalog", f"{own.url}/post", "-w", "moved"], capture_output=True,
                              text=True, timeout=120)
        told = subprocess.run([PROGRAM, "project", "looks", "p", "--json", "-w", "moved"], capture_output=True, text=True)
        return done, sorted({json.loads(line)["scene"] for line in told.stdout.splitlines()}), files_asked(own)

    for promise in (True, False):
        own.items = [scene(own, 1, "2020-03-01", 1, promise), scene(own, 2, "2020-04-01", 2, promise)]
        done, looks, _ = refresh()
        check("moved: both at first", looks == ["c/look-1", "c/look-2"], done.stdout, done.stderr)
        own.items[0] = scene(own, 1, "2020-03-01", 1, promise, east=50000)
        done, looks, _ = refresh()
        check("moved: off its sites", done.returncode == 0 and looks == ["c/look-2"] and "taken off sites" in done.stdout,
              done.stdout, done.stderr, looks)
        done, looks, asked = refresh()
        check("moved: and that is all", "nothing new" in done.stderr and not asked, done.stdout, done.stderr, asked)
        shutil.rmtree("moved")
        subprocess.run([PROGRAM, "project", "import", "projects.geojson", "-w", "moved"], check=True, capture_output=True)


def corrected(*_):
    """An old look whose item is put right in how its values are read, or in which files they stand: read again, once.
    A record that was only touched, and a host that moved, are no such thing."""
    def bands(**more):
        return lambda own, item: [item["assets"][key]["raster:bands"][0].update(more) for key in ("red", "nir")]

    def swapped(own, item):
        red, nir = item["assets"]["red"], item["assets"]["nir"]
        red["href"], nir["href"] = nir["href"], red["href"]

    def without(*keys):
        return lambda own, item: [item["kept"].update({key: item["assets"].pop(key)}) for key in keys]

    def again(own, item):
        item["assets"].update(item["kept"])

    def renamed(own, item):
        own.files["1-red-r2.tif"] = own.files["1-red.tif"]
        item["assets"]["red"]["href"] = f"{own.url}/files/1-red-r2.tif"

    def sentinel(applied):
        def change(own, item):
            item["properties"].update({"platform": "sentinel-2a", "processing:level": "L2A", "s2:processing_baseline": "05.09",
                                       "s2:datatake_id": "GS2A_20200301T080000_012345_N05.09", "grid:code": "MGRS-37NBG",
                                       "earthsearch:boa_offset_applied": applied})
            for key in ("red", "nir"):
                item["assets"][key]["raster:bands"] = [{"scale": 0.0001, "offset": -0.1, "nodata": 0}]
        return change

    def otherwise_read(own, item):
        item["assets"]["qa_pixel"]["terrassay:mask"] = "cloud_probability"

    def touched(own, item):
        item["properties"].update(updated="2026-11-01T00:00:00Z", created="2026-11-01T00:00:00Z")
        item["links"] = [{"rel": "self", "href": f"{own.url}/other/1.json"}]

    def signed(own, item):
        for asset in item["assets"].values():
            asset["href"] += "?sig=another"

    def moved_host(own, item):
        for asset in item["assets"].values():
            asset["href"] = asset["href"].replace(own.url, own.twin)

    def moved_one(own, item):
        asset = item["assets"]["red"]
        asset["href"] = asset["href"].replace(own.url, own.twin)

    def as_before(own, item):
        pass

    nothing = bands()
    cases = (("scale", nothing, bands(scale=0.00003), 1), ("offset", bands(offset=0), bands(offset=-0.2), 1),
             ("no-data value", nothing, bands(nodata=1), 1), ("no-data value, first stated", bands(nodata="nan"), bands(nodata=1), 1),
             ("quantity", nothing, lambda own, item: item["properties"].update({"landsat:correction": "L1TP"}), 1),
             ("offset taken off", sentinel(True), sentinel(False), 1), ("files swapped", nothing, swapped, 1),
             ("another file", nothing, renamed, 1), ("mask that comes later", without("qa_pixel"), again, 1),
             ("band that comes later", without("red"), again, 1), ("mask of another kind", nothing, otherwise_read, 1),
             ("record touched", nothing, touched, 0), ("signed otherwise", signed, lambda own, item: [asset.update(
                 href=asset["href"] + "&sig=2") for asset in item["assets"].values()], 0),
             ("hosts moved", nothing, moved_host, 0), ("one host moved", nothing, moved_one, 0), ("as before", nothing, as_before, 0))
    for name, first, then, times in cases:
        own = stac_mock.Mock()
        own.items = [dict(scene(own, 1, "2020-03-01", 1, promise=False), kept={})]
        shutil.rmtree("corrected", ignore_errors=True)
        subprocess.run([PROGRAM, "project", "import", "projects.geojson", "-w", "corrected"], check=True, capture_output=True)
        with open("corrected/terrassay.yaml", "w") as f:
            f.write(f"catalogues:\n  - url: {own.url}/post\n    hosts: [{{name: \"{own.twin[7:]}\", plain: true}}]\n")

        def refresh(*more):
            own.requests.clear()
            return subprocess.run([PROGRAM, "refresh", "-w", "corrected", *more], capture_output=True, text=True, timeout=120)

        def values():
            told = subprocess.run([PROGRAM, "project", "looks", "p", "--json", "-w", "corrected"], capture_output=True, text=True)
            return [[look.get(k) for k in ("layer", "mean", "count")] for look in map(json.loads, told.stdout.splitlines())]

        first(own, own.items[0])
        done = refresh()
        check(f"corrected: {name}: observed", done.returncode == 0 and summary(done)["observed"] == "1", done.stdout, done.stderr)
        before = values()
        then(own, own.items[0])
        done = refresh("--dry-run")
        check(f"corrected: {name}: a dry run", summary(done)["again"] == str(times) and not files_asked(own), done.stderr,
              files_asked(own))
        done = refresh()
        check(f"corrected: {name}: noticed", summary(done)["observed"] == str(times) and bool(files_asked(own)) == bool(times),
              done.stdout, done.stderr, files_asked(own))
        check(f"corrected: {name}: values", times or values() == before, before, values())
        if times:
            now = values()
            os.rename("corrected", "kept")
            subprocess.run([PROGRAM, "project", "import", "projects.geojson", "-w", "corrected"], check=True,
                           capture_output=True)
            shutil.copy("kept/terrassay.yaml", "corrected")
            refresh()
            check(f"corrected: {name}: as in a new workspace", now == values(), before, now, values())
            shutil.rmtree("corrected")
            os.rename("kept", "corrected")
        done = refresh()
        check(f"corrected: {name}: once", "nothing new" in done.stderr and not files_asked(own), done.stdout, done.stderr,
              files_asked(own))


def disagreeing(*_):
    """Two catalogues of one old look that state its values differently: the first stands, night for night."""
    own, other = stac_mock.Mock(), stac_mock.Mock()
    own.items = [scene(own, 1, "2020-03-01", 1, promise=False)]
    other.items = [scene(other, 1, "2020-03-01", 1, promise=False)]
    other.items[0]["assets"]["red"]["raster:bands"][0]["nodata"] = 1
    shutil.rmtree("corrected", ignore_errors=True)
    subprocess.run([PROGRAM, "project", "import", "projects.geojson", "-w", "corrected"], check=True, capture_output=True)
    for night in range(3):
        done = subprocess.run([PROGRAM, "refresh", "--catalog", f"{own.url}/post", "--catalog", f"{other.url}/post", "-w",
                               "corrected"], capture_output=True, text=True, timeout=120)
        check(f"disagreeing: night {night}", summary(done)["observed"] == ("0" if night else "1") and not files_asked(other),
              done.stdout, done.stderr)


def lagging(*_):
    """One item in two catalogues, which name the same files, and only one of them states a correction."""
    for late in range(2):
        own, other = stac_mock.Mock(), stac_mock.Mock()
        own.items = [scene(own, 1, "2020-03-01", 1, promise=False)]
        other.items = json.loads(json.dumps(own.items))
        shutil.rmtree("lagging", ignore_errors=True)
        subprocess.run([PROGRAM, "project", "import", "projects.geojson", "-w", "lagging"], check=True, capture_output=True)
        with open("lagging/terrassay.yaml", "w") as f:
            f.write(f"catalogues:\n  - url: {own.url}/post\n  - url: {other.url}/post\n"
                    f"    hosts: [{{name: \"{own.url[7:]}\", plain: true}}]\n")
        for night, observed in enumerate((1, 0 if late else 1, 0, 0, 1 if late else 0, 0)):
            if night in (1, 4):  # first in the one, later in the other
                for asset in (own, other)[late if night == 1 else 1 - late].items[0]["assets"].values():
                    for band in asset.get("raster:bands", []):
                        band["offset"] = -0.1
            done = subprocess.run([PROGRAM, "refresh", "-w", "lagging"], capture_output=True, text=True, timeout=120)
            check(f"lagging, {late}: night {night}", done.returncode == 0 and summary(done)["observed"] == str(observed),
                  done.stdout, done.stderr)


def parted(*_):
    """A site that comes lies in the fill of the newer of two processings: it is seen by the older one, which was superseded
    and never read; of another site that the newer one sees nobody reads the older one's bands."""
    own = stac_mock.Mock()
    own.items = [scene(own, 1, "2020-03-01", 1), scene(own, 2, "2020-03-01", 2)]
    for number, item in enumerate(own.items, 1):
        item["properties"]["processing:version"] = str(number)
    for key in ("red", "nir"):
        values = numpy.full((400, 400), {"red": 8500, "nir": 15500}[key], "uint16")
        values[:, 250:] = 0  # fill
        own.files[f"2-{key}.tif"] = raster(values, gdal.GDT_UInt16)
        own.items[1]["assets"][key]["file:size"] = len(own.files[f"2-{key}.tif"])

    def ours(*words):
        own.requests.clear()
        return subprocess.run([PROGRAM, *words, "-w", "parted"], capture_output=True, text=True, timeout=120)

    def site(name, at):
        ring = [[at, 7.05], [at + .005, 7.05], [at + .005, 7.055], [at, 7.055], [at, 7.05]]
        with open("parted.geojson", "w") as f:
            json.dump({"type": "FeatureCollection", "features": [{
                "type": "Feature", "properties": {"id": name}, "geometry": {"type": "Polygon", "coordinates": [ring]}}]}, f)
        ours("project", "import", "parted.geojson")

    def looks(name):
        return sorted({json.loads(line)["scene"] for line in ours("project", "looks", name, "--json").stdout.splitlines()})

    for name, at, observed, seen in (("west", 39.04, 1, ["c/look-2"]), ("middle", 39.06, 1, ["c/look-2"]),
                                     ("east", 39.09, 2, ["c/look-1"])):
        site(name, at)
        done = ours("refresh", "--catalog", f"{own.url}/post")
        check(f"parted, {name}: who sees it", done.returncode == 0 and summary(done)["observed"] == str(observed)
              and looks(name) == seen, done.stdout, done.stderr, looks(name))
        check(f"parted, {name}: the older one is told of once", ("superseded" in done.stdout) == (name == "west"), done.stdout)
        done = ours("refresh", "--catalog", f"{own.url}/post")
        check(f"parted, {name}: and that is all", "nothing new" in done.stderr and not files_asked(own), done.stdout,
              done.stderr, files_asked(own))


def damaged(mock, _):
    """Files here that are not what came, or never came whole: their host would say for ever that nothing has changed."""
    own = stac_mock.Mock()
    own.items = [scene(own, 1, "2020-03-01", 1), scene(own, 2, "2020-04-01", 2, promise=False)]
    url = f"{own.url}/post"

    def refresh(name, *more):
        own.requests.clear()
        done = subprocess.run([PROGRAM, "refresh", "--catalog", url, "-w", name, *more], capture_output=True, text=True,
                              timeout=120)
        return done, summary(done), [os.path.basename(r[1]) for r in files_asked(own)]

    def spoil(name, which, touch):
        folder = f"{name}/imagery/assets/c/look-{which}"
        path = [f"{folder}/{n}" for n in os.listdir(folder) if n.endswith("red.tif")][0]
        times = os.stat(path)
        with open(path, "r+b") as f:
            f.seek(400)
            f.write(b"U" * (times.st_size - 400))
        if not touch:
            os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))

    def anew(name):
        shutil.rmtree(name, ignore_errors=True)
        subprocess.run([PROGRAM, "project", "import", "projects.geojson", "-w", name], check=True, capture_output=True)

    def another_site(name, at):
        with open("more.geojson", "w") as f:
            ring = [[at, 7.05], [at + .005, 7.05], [at + .005, 7.055], [at, 7.055], [at, 7.05]]
            json.dump({"type": "FeatureCollection", "features": [{
                "type": "Feature", "properties": {"id": f"q{at}"}, "geometry": {"type": "Polygon", "coordinates": [ring]}}]}, f)
        subprocess.run([PROGRAM, "project", "import", "more.geojson", "-w", name], check=True, capture_output=True)

    for which in (1, 2):
        name = f"damaged-{which}"
        anew(name)
        done, said, _ = refresh(name)
        check("damaged: both looks at first", done.returncode == 0 and said["observed"] == "2", done.stderr)
        spoil(name, which, touch=True)
        another_site(name, 39.06)
        done, said, asked = refresh(name)
        check("written to since it came: fetched anew at once", done.returncode == 0 and said["observed"] == "2"
              and asked.count(f"{which}-red.tif") >= 1, done.stdout, done.stderr, asked)
        spoil(name, which, touch=False)
        another_site(name, 39.07)
        done, said, _ = refresh(name)
        check("rotten, its times as they were: set aside", done.returncode == 3 and said["set_aside"] == "1", done.stdout,
              done.stderr)
        done, said, asked = refresh(name)
        check("rotten: fetched anew by the next run", done.returncode == 0 and said["observed"] == "1"
              and asked.count(f"{which}-red.tif") >= 1, done.stdout, done.stderr, asked)
    anew("broken-off")
    own.plan = {"/files/2-red.tif": ["unframed"] * 2}
    done, said, _ = refresh("broken-off")
    check("broken off where nobody says the length: set aside", done.returncode == 3 and said["observed"] == "1", done.stdout,
          done.stderr)
    own.plan = {}
    done, said, asked = refresh("broken-off")
    check("broken off: fetched anew", done.returncode == 0 and said["observed"] == "1" and "2-red.tif" in asked, done.stdout,
          done.stderr, asked)
    anew("known")
    own.plan = {"/files/2-red.tif": [None, "unframed"]}
    done, said, _ = refresh("known")
    check("broken off where another answer said the length: told, nothing put in place", done.returncode == 3
          and re.search("look-2: .*/files/2-red.tif: has .* promised were .* the next run asks again", done.stdout) and not any(n.endswith("red.tif") for n in os.listdir(
              "known/imagery/assets/c/look-2")), done.stdout, done.stderr)
    own.plan = {}
    own.files["2-red.tif"] = own.files["2-red.tif"][:2000]  # broken at its host, and of the same ETag each night
    anew("theirs")
    asked = [refresh("theirs")[2].count("2-red.tif") for _ in range(3)]
    own.requests.clear()
    own.sent.clear()
    refresh("theirs")
    check("broken at its host: asked for, and not fetched every night", own.sent.get("2-red.tif", 0) == 0, asked, own.sent)


def progress(*_):
    """How far it is, of how much, while it goes: on a terminal, and as a line of a log."""
    own = stac_mock.Mock()
    own.items = [scene(own, n, f"2020-0{n}-01", n) for n in range(1, 6)]
    own.on_file = lambda name: time.sleep(0.85 if name.startswith("3") or name.startswith("4") else 0.3)
    said = {}
    for where in ("terminal", "log"):
        shutil.rmtree("far-off", ignore_errors=True)
        subprocess.run([PROGRAM, "project", "import", "projects.geojson", "-w", "far-off"], check=True, capture_output=True)
        ours, theirs = pty.openpty() if where == "terminal" else os.pipe()
        command = [PROGRAM, "refresh", "--catalog", f"{own.url}/post", "-w", "far-off"]
        child = subprocess.Popen(command + (["--log", "json"] if where == "log" else []),
                                 stdout=subprocess.DEVNULL, stderr=theirs)
        os.close(theirs)
        said[where] = b""
        try:
            while piece := os.read(ours, 65536):
                said[where] += piece
        except OSError:
            pass  # the end of a terminal
        os.close(ours)
        check(f"progress on a {where}: and all is done", child.wait() == 0, said[where])
        own.on_file = lambda name: time.sleep(1)
    words = f"searched 0 of 1 areas of {own.url}/post, ([1-5]) scenes? found, [0-9.]+ MB came"
    found = re.findall(f"refresh: {words}", said["terminal"].decode())
    check("progress on a terminal", found and found == sorted(found), said["terminal"])
    lines = [json.loads(line) for line in said["log"].decode().splitlines()]
    check("progress in a log: a line after ten seconds", len([line for line in lines if line["event"] == "refresh"
          and re.fullmatch(words, line["text"])]) >= 1, said["log"])


def full_disk(*_):
    """What came whole is observed, what did not leaves its room, and old files go though the run fails."""
    own = stac_mock.Mock()
    own.items = [scene(own, 1, "2020-03-01", 1), scene(own, 2, "2020-04-01", 2), scene(own, 3, "2020-05-01", 3)]
    for number in (2, 3):
        own.files[f"{number}-nir.tif"] += bytes(6_000_000)  # a tail that belongs to no block
        own.items[number - 1]["assets"]["nir"]["file:size"] = len(own.files[f"{number}-nir.tif"])
    subprocess.run([PROGRAM, "project", "import", "projects.geojson", "-w", "full"], check=True, capture_output=True)
    with open("full/terrassay.yaml", "w") as f:
        f.write(f"catalogues:\n  - url: {own.url}/post\n    whole: true\n")

    def limited():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # a file that would be larger is an error of write()
        resource.setrlimit(resource.RLIMIT_FSIZE, (3_000_000, 3_000_000))

    def refresh(*more, limit=True):
        return subprocess.run([PROGRAM, "refresh", "-w", "full", *more], capture_output=True, text=True, timeout=120,
                              preexec_fn=limited if limit else None)

    def kept():
        return sorted(n for _, _, names in os.walk("full/imagery/assets") for n in names if not n.endswith(".source"))

    done = refresh()
    check("full: what came whole is observed, and the others are told", done.returncode == 75
          and summary(done)["observed"] == "1" and summary(done)["set_aside"] == "2" and "2-nir.tif" in done.stderr
          and "2 items left out" in done.stderr and "failed" not in done.stderr and all(
              f"{n}-nir.tif" in done.stdout for n in (2, 3)), done.returncode, done.stdout, done.stderr)
    check("full: what does not fit leaves its room, with all of its look", len(kept()) == 3
          and not [n for n in kept() if ".part" in n], kept())
    own.items = own.items[1:]
    done = refresh("--assets-most", "0")
    check("full: old files go before the walk", done.returncode == 75 and not kept(), done.stderr, kept())
    done = refresh("--assets-most", "0", limit=False)
    check("full: with room again all goes on, and what is told is of both times", done.returncode == 0
          and summary(done)["observed"] == "2" and "0.0 MB are kept" in done.stderr and not kept(), done.stdout,
          done.stderr, kept())


def nearly_full(*_):
    """A disk with room for small things: they go on, what is too large is named, and nothing is filled to the brim."""
    if subprocess.run(["unshare", "-m", "true"], capture_output=True).returncode != 0:
        print("skipped: this machine lets nobody mount a file system: a nearly full disk")
        return
    for kilobytes, large, observed in ((1100, 1, 1), (1300, 3, 2), (1100, None, 1)):
        own = stac_mock.Mock()
        own.items = [scene(own, n, f"2020-0{n}-01", n) for n in range(1, 6)]
        if large:
            own.files[f"{large}-nir.tif"] += bytes(6_000_000)
            own.items[large - 1]["assets"]["nir"]["file:size"] = len(own.files[f"{large}-nir.tif"])
        shutil.rmtree("small", ignore_errors=True)
        subprocess.run([PROGRAM, "project", "import", "projects.geojson", "-w", "small"], check=True, capture_output=True)
        with open("small/terrassay.yaml", "w") as f:
            f.write(f"catalogues:\n  - url: {own.url}/post\n    whole: true\n")
        used = int(subprocess.run(["du", "-sk", "small"], capture_output=True, text=True).stdout.split()[0])
        done = subprocess.run(
            ["unshare", "-m", "bash", "-c", 'mkdir -p disk && mount -t tmpfs -o size="$1"k none disk && cp -r small/. disk/ '
             '&& shift && "$@"; code=$?; find disk -name "*.tif" | wc -l; exit $code', "x", str(used + kilobytes),
             PROGRAM, "refresh", "-w", "disk"], capture_output=True, text=True, timeout=120)
        name = f"nearly full, {kilobytes} kB, large: {large}"
        check(f"{name}: what fits is observed", done.returncode == 75 and summary(done).get("observed") == str(observed)
              and "failed" not in done.stderr, done.returncode, done.stdout, done.stderr)
        told = [line for line in done.stdout.splitlines() if "c/look-" in line]
        check(f"{name}: what does not is named", len(told) == 5 - observed and all(
            "no room on the disk: it has " in line and "MB are free" in line and "--assets-most" in line
            for line in told) and f"{5 - observed} items left out" in done.stderr, told, done.stderr)
        check(f"{name}: no file of these stays", done.stdout.splitlines()[-1] == str(observed * 4), done.stdout)


mock = stac_mock.Mock()
mock.items = [scene(mock, 1, "2020-03-01", 1), scene(mock, 2, "2020-06-01", 2)]
project()
for part in (plain, late_and_overwritten, mirrored, killed, pruned, at_once, configured, remembered, told_to_stop, one_is_closed,
             far_apart, secrets, moved, corrected, disagreeing, lagging, parted, damaged, progress, full_disk, nearly_full):
    part(mock, f"{mock.url}/post")
print("refresh_far:", len(failures), "failed")
sys.exit(1 if failures else 0)
