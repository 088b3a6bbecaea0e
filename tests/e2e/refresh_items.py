#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The same items from a folder and from a far catalogue, in the current folder: what is read of them, and by what.

  refresh_items.py TERRASSAY FOLDER_OF_STAC_MOCK"""
import datetime
import json
import os
import sqlite3
import subprocess
import sys

import numpy
from osgeo import gdal, osr

PROGRAM = sys.argv[1]
sys.path.insert(0, sys.argv[2])
import stac_mock  # noqa: E402
from far_looks import bytes_of, local_copy  # noqa: E402

gdal.UseExceptions()
failures = []


def check(name, condition, *shown):
    if not condition:
        failures.append(name)
        print("FAILED", name, *shown)


def run(workspace, *arguments):
    return subprocess.run([PROGRAM, *arguments, "-w", workspace], capture_output=True, text=True, timeout=120)


def raster(*values):
    """A tiled GeoTIFF in UTM zone 37N around 39.05 E, 7.05 N, a band of one value each."""
    target = gdal.GetDriverByName("GTiff").Create("/vsimem/x.tif", 400, 400, len(values), gdal.GDT_UInt16,
                                                  ["TILED=YES", "COMPRESS=DEFLATE"])
    target.SetGeoTransform((500000, 30, 0, 785000, 0, -30))
    system = osr.SpatialReference()
    system.ImportFromEPSG(32637)
    target.SetProjection(system.ExportToWkt())
    for at, value in enumerate(values):
        target.GetRasterBand(at + 1).WriteArray(numpy.full((400, 400), value, "uint16"))
    target = None
    return bytes_of("/vsimem/x.tif")


def item(mock, name, assets, **properties):
    """@param assets  key: (values of its file's bands, the asset's own members)"""
    one = {"type": "Feature", "stac_version": "1.0.0", "id": name, "collection": "c", "geometry": None, "links": [],
           "bbox": [39.0, 6.99, 39.11, 7.1], "assets": {},
           "properties": {"datetime": "2020-06-01T08:00:00Z", "platform": "landsat-8", "landsat:correction": "L2SP",
                          "landsat:wrs_path": "168", "landsat:wrs_row": "055", **properties}}
    for key, (values, members) in assets.items():
        mock.files[f"{name}-{key}.tif"] = raster(*values)
        one["assets"][key] = {"href": f"{mock.url}/files/{name}-{key}.tif", "type": "image/tiff", **members}
    mock.items.append(one)


def band(name, scale=0.0000275, offset=-0.2, **more):
    return {"roles": ["data"], "eo:bands": [{"name": name, "common_name": name}],
            "raster:bands": [{"scale": scale, "offset": offset, "nodata": 0, **more}]}


CLEAR = {"qa_pixel": ([21824], {"roles": ["cloud"]})}


def layers(workspace):
    """{"scene layer": mean} of the site's looks, and what `refresh` and the list said on the way."""
    done = run(workspace, "project", "looks", "p", "--all-layers", "--json")
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    return {f"{row['scene']} {row['layer']}": row["mean"] for row in rows if "layer" in row}


def both(name, mock):
    """Folder and far catalogue, a workspace each. @return layers of both and the far refresh, asked twice"""
    local_copy(mock, f"{name}-folder")
    outline = [[39.0412, 7.0413], [39.0512, 7.0413], [39.0512, 7.0513], [39.0412, 7.0513], [39.0412, 7.0413]]
    with open("p.geojson", "w") as f:
        json.dump({"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"id": "p"}, "geometry": {
            "type": "Polygon", "coordinates": [outline]}}]}, f)
    for workspace in (f"{name}-near", f"{name}-far"):
        run(workspace, "project", "import", "p.geojson")
    near = run(f"{name}-near", "refresh", "--catalog", f"{name}-folder")
    check(f"{name}: the folder is read", near.returncode == 0, near.stdout, near.stderr)
    far = run(f"{name}-far", "refresh", "--catalog", f"{mock.url}/post")
    return layers(f"{name}-near"), layers(f"{name}-far"), far


def temperature_and_index():
    """What is no reflectance is used by what it is: a temperature, an index that is there already."""
    mock = stac_mock.Mock()
    item(mock, "warm", {"red": ([20000], band("red")), "nir": ([30000], band("nir")),
                        "lwir11": ([44000], band("lwir11", 0.00341802, 149.0, unit="kelvin")),
                        "ndvi": ([1000], {"terrassay:index": "ndvi", "raster:bands": [{"scale": 0.0001}]}), **CLEAR})
    near, far, done = both("warm", mock)
    check("warm: the same layers with the same means", near == far and near, near, far, done.stdout, done.stderr)
    check("warm: temperature and the stated index", abs(far.get("c/warm lwir11", 0) - 299.39) < 0.01
          and abs(far.get("c/warm ndvi", 0) - 0.1) < 1e-9, far)


def stack_of_indices():
    """A file of an index whose bands are dates, with an address of its own."""
    mock = stac_mock.Mock()
    item(mock, "tura", {"ndvi": ([3000, 4000], {
        "terrassay:index": "ndvi", "raster:scale": 0.0001, "nodata": 0,
        "bands": [{"datetime": "1999-09-12"}, {"datetime": "1999-09-28"}]})}, **{"terrassay:mask": "applied"})
    mock.items[0]["stac_version"] = "1.1.0"
    near, far, done = both("stack", mock)
    check("stack: both dates", done.returncode == 0 and near == far and sorted(far.values()) == [0.3, 0.4], near, far,
          done.stdout, done.stderr)
    again = run("stack-far", "refresh", "--catalog", f"{mock.url}/post")
    check("stack: nothing is left to do", again.returncode == 0 and "nothing new" in again.stderr, again.stderr)


def nothing_listed():
    """A catalogue without an item where sites are may be the wrong one, or asked for a collection that it has not."""
    mock = stac_mock.Mock()
    item(mock, "one", {"red": ([20000], band("red")), **CLEAR})
    near, far, done = both("listed", mock)
    check("listed: how many", near == far and near and " listed=1" in done.stderr, near, far, done.stderr)
    again = run("listed-far", "refresh", "--catalog", f"{mock.url}/post")
    check("listed: though nothing is new", "nothing new" in again.stderr and " listed=1" in again.stderr, again.stderr)
    with open("listed-far/terrassay.yaml", "w") as f:
        f.write(f"catalogues:\n  - url: {mock.url}/items\n    collections: [sea]\n")
    for more, code in (([], 3), (["--last", "60"], 0), (["--project", "p"], 0)):
        done = run("listed-far", "refresh", *more)
        told = "listed no item" in done.stdout and f"{mock.url}/items" in done.stdout and "collections" in done.stdout
        check(f"listed: none, with {more}", done.returncode == code and told == (code == 3) and " listed=0" in done.stderr,
              done.returncode, done.stdout, done.stderr)
    mock.items[0]["bbox"] = [10, 10, 11, 11]
    done = run("listed-far", "refresh", "--catalog", f"{mock.url}/get", "--dry-run", "--json")
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    check("listed: in a dry run, for a program", done.returncode == 3 and rows[-1]["listed"] == 0
          and rows[-1]["problems"] == 1, done.returncode, rows)


def one_id_of_two():
    """Two sources number their items alike: the look that came first stands, and the other is told, in whatever order."""
    mock = stac_mock.Mock()
    item(mock, "1", {"red": ([20000], band("red")), "nir": ([30000], band("nir")), **CLEAR}, datetime="2020-06-01T08:00:00Z")
    near, _, done = both("one", mock)
    other = stac_mock.Mock()
    item(other, "1", {"red": ([10000], band("red")), "nir": ([31000], band("nir")), **CLEAR}, datetime="2020-07-01T08:00:00Z")
    local_copy(other, "two-folder")
    twins = ("--catalog", "one-folder"), ("--catalog", "two-folder"), ("--catalog", "one-folder", "--catalog", "two-folder"), (
        "--catalog", "two-folder", "--catalog", "one-folder"), ("--catalog", f"{other.url}/post")
    for catalogs in twins:
        done = run("one-near", "refresh", *catalogs)
        lone = catalogs == twins[0]
        check(f"one id: {catalogs}", done.returncode == (0 if lone else 3) and lone != (
            "already the look of 2020-06-01" in done.stdout) and layers("one-near") == near, done.returncode, done.stdout,
            done.stderr)
    check("one id: the source is named in the run that knows it", "of one-folder" in run("one-near", "refresh", *twins[2]).stdout)
    done = run("one-near", "refresh", *twins[1], "--rehash")
    check("one id: the other is right, with --rehash alone", done.returncode == 0 and layers("one-near") != near
          and len(layers("one-near")) == len(near), done.stdout, done.stderr)
    mock.items[0]["properties"]["datetime"] = "2020-06-03T08:00:00Z"  # a correction: the files are the same
    local_copy(mock, "one-folder")
    done = run("one-far", "refresh", "--catalog", "one-folder")
    check("one id: a corrected day", done.returncode == 0 and " looks=1 " in done.stderr, done.stdout, done.stderr)


def withdrawn():
    """What was observed before its catalogue withdrew it goes on counting, and that is said."""
    mock = stac_mock.Mock()
    item(mock, "gone", {"red": ([20000], band("red")), **CLEAR})
    near, far, _ = both("withdrawn", mock)
    mock.items[0]["properties"]["deprecated"] = True
    done = run("withdrawn-far", "refresh", "--catalog", f"{mock.url}/post")
    check("withdrawn: it is said that the look stands", done.returncode == 3 and layers("withdrawn-far") == near == far
          and near and "stands and goes on counting" in done.stdout, done.returncode, done.stdout, done.stderr)
    done = run("withdrawn-far", "refresh", "--catalog", f"{mock.url}/post")
    check("withdrawn: told once", done.returncode == 0, done.stdout, done.stderr)
    done = run("withdrawn-far", "doctor")
    check("withdrawn: by doctor, too", "stands and counts" in done.stdout + done.stderr, done.stdout, done.stderr)


def composite():
    """What is of many days is no look, from a folder or far, and doctor says how to mend that."""
    mock = stac_mock.Mock()
    item(mock, "summer", {"red": ([20000], band("red")), **CLEAR}, datetime=None,
         start_datetime="2020-06-01T00:00:00Z", end_datetime="2020-08-31T00:00:00Z")
    local_copy(mock, "composite-folder")
    for name, source in (("composite-near", "composite-folder"), ("composite-far", f"{mock.url}/post")):
        run(name, "project", "import", "p.geojson")
        done = run(name, "refresh", "--catalog", source)
        check(f"{name}: set aside", done.returncode == 3 and "is of 91 days" in done.stdout, done.stdout, done.stderr)
        rows = [row for row in map(json.loads, run(name, "doctor", "--json").stdout.splitlines()) if row["part"] == "Set aside"]
        check(f"{name}: doctor says how to mend it", len(rows) == 1 and "use the scenes that it was made of" in str(rows)
              and "fetch" not in str(rows), rows)


def renamed():
    """A far scene whose tile an older program called otherwise is considered again, once, and has the name of now; one that is
    superseded too, or it would never be let back."""
    mock = stac_mock.Mock()
    for name, version in (("old", "03.00"), ("new", "03.01")):
        item(mock, name, {"red": ([20000], band("red")), **CLEAR})
        mock.items[-1]["properties"] = {
            "datetime": "2020-06-01T08:00:00Z", "platform": "sentinel-2a", "processing:level": "L2A", "grid:code": "MGRS-5QKB",
            "s2:processing_baseline": version, "s2:datatake_id": f"GS2A_20200601T080000_025816_N{version}"}
    newer = mock.items.pop()
    run("renamed", "project", "import", "p.geojson")
    run("renamed", "refresh", "--catalog", f"{mock.url}/post")
    mock.items.append(newer)

    def tiles(sql="select id, tile, state from ta_scene order by id"):
        with sqlite3.connect("renamed/store.gpkg") as store:
            return store.execute(sql).fetchall()

    now = [("c/new", "T05QKB", "observed"), ("c/old", "T05QKB", "superseded")]
    done = run("renamed", "refresh", "--catalog", f"{mock.url}/post")
    check("renamed: one look", tiles() == now, tiles(), done.stdout, done.stderr)
    for name in ("new", "old"):
        tiles(f"update ta_scene set tile = 'T5QKB' where id = 'c/{name}'")
        done = run("renamed", "refresh", "--catalog", f"{mock.url}/post")
        check(f"renamed: {name} is considered again", done.returncode == 0 and tiles() == now, tiles(), done.stdout, done.stderr)
        mock.requests.clear()
        done = run("renamed", "refresh", "--catalog", f"{mock.url}/post")
        check(f"renamed: {name} once", "nothing new" in done.stderr and not [r for r in mock.requests if "/files/" in r[1]],
              done.stderr, mock.requests)


def newcomers():
    """The nightly run over the last days says that it does not ask for the history of a site that is new."""
    mock = stac_mock.Mock()
    item(mock, "young", {"red": ([20000], band("red")), **CLEAR})
    both("newcomers", mock)
    ask = ("newcomers-far", "refresh", "--catalog", f"{mock.url}/post", "--last", "60", "--now", "2020-06-20")
    told = []
    for at in (0, 39.06, 0):
        if at:
            ring = [[at, 7.05], [at + .005, 7.05], [at + .005, 7.055], [at, 7.055], [at, 7.05]]
            with open("q.geojson", "w") as f:
                json.dump({"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"id": "q"},
                           "geometry": {"type": "Polygon", "coordinates": [ring]}}]}, f)
            run("newcomers-far", "project", "import", "q.geojson")
        told.append("sites were added or redrawn: their looks of before 2020-04-21" in run(*ask).stdout)
    check("newcomers: told once, when there are some", told == [False, True, False], told)


def doctor_of(workspace, part):
    return [r for r in map(json.loads, run(workspace, "doctor", "--json").stdout.splitlines()) if r["part"] == part]


def masks():
    """A look that lost its mask is kept as it was; one that never had a known one is told, and is no problem."""
    cloud = {"qa_pixel": ([21824 | 8], {"roles": ["cloud"]})}
    bands = {"red": ([12000], band("red")), "nir": ([12500], band("nir"))}
    day = (datetime.date.today() - datetime.timedelta(days=4)).isoformat()
    mock = stac_mock.Mock()
    item(mock, "young", {**bands, **cloud}, datetime=f"{day}T08:00:00Z", updated=f"{day}T20:00:00Z")
    near, far, done = both("masks", mock)
    check("masks: all is cloud", near == far and far.get("c/young ndvi", 0) is None, near, far)
    check("masks: all are masked", not doctor_of("masks-far", "Masks"))
    gone = mock.items[0]["assets"].pop("qa_pixel")
    mock.items[0]["properties"]["updated"] = f"{day}T21:00:00Z"
    os.unlink("masks-folder/young-qa_pixel.tif")
    for name, source in (("masks-near", "masks-folder"), ("masks-far", f"{mock.url}/post")):
        done = run(name, "refresh", "--catalog", source)
        check(f"{name}: the masked look stands, and that is told", done.returncode == 3 and layers(name) == far
              and "this copy has no quality layer (cloud mask)" in done.stdout, done.stdout, done.stderr)
    mock.items[0]["assets"]["Fmask"] = gone
    mock.items[0]["id"] = "other"
    mock.items[0]["properties"]["datetime"] = "2020-06-01T08:00:00Z"
    other = mock.files.pop("young-qa_pixel.tif")
    mock.files["other-Fmask.tif"] = other
    gone["href"] = f"{mock.url}/files/other-Fmask.tif"
    near, far, done = both("coding", mock)
    check("coding: no problem, and told", near == far and "c/other ndvi" in far and done.returncode == 0
          and "nobody says how Fmask is read" in done.stdout and "clouds count as ground" in done.stdout, done.stdout, done.stderr)
    rows = doctor_of("coding-far", "Masks")
    check("coding: by doctor, too", len(rows) == 1 and rows[0]["state"] == "note"
          and rows[0]["found"].startswith("1 scene has no quality layer"), rows)


for part in (masks, nothing_listed, newcomers, withdrawn, composite, renamed, one_id_of_two, temperature_and_index, stack_of_indices):
    part()
print("refresh_items:", len(failures), "failed")
sys.exit(1 if failures else 0)
