# SPDX-License-Identifier: Apache-2.0
"""Real scenes: sites of whole pixels and items to refresh from, and numpy's answers beside ours.

usage: python -m refresh_real prepare|judge DATA"""
import csv
import glob
import json
import math
import os
import re
import shutil
import sqlite3
import sys

import numpy as np
import scenes
from osgeo import gdal

gdal.UseExceptions()
NY = "newyork_landsat8/LC08_L1TP_013032_20180131_20180207_01_T1/LC08_L1TP_013032_20180131"
BALE = "bale_ethiopia_debian/LT05_20000309/LT05_L1TP_167055_20000309_20161214_01_T1"
MARBURG = "marburg_debian/LC08_20130707/LC08_L1TP_195025_20130707_20170503_01_T1"
ICE = "landsat_c2l2_greenland/LC08_L2SP_005009_20150710_20200908_02_T2"
KAFA = "ethiopia_kafa/tura_landsat_ndvi_166dates"
OLINDA = "olinda_debian/L7_ETMs"
# site: raster, first column, first row, side (pixels)
SITES = {"ny": (f"{NY}_B4.TIF", 20, 20, 10), "bale": (f"{BALE}_B1.TIF", 30, 30, 40),
         "marburg": (f"{MARBURG}_B1.TIF", 10, 10, 20), "ice": (f"{ICE}_SR_B4.TIF", 250, 250, 20),
         "kafa": (f"{KAFA}.tif", 11, 7, 10), "olinda": (f"{OLINDA}.tif", 100, 100, 50)}


def write_site(data, site):
    path, col, row, side = SITES[site]
    raster = gdal.Open(f"{data}/{path}")
    a = raster.GetGeoTransform()
    x, y, x1, y1 = a[0] + col * a[1], a[3] + row * a[5], a[0] + (col + side) * a[1], a[3] + (row + side) * a[5]
    with open(f"{site}.csv", "w", encoding="utf-8") as file:
        file.write(f'id,wkt\n{site},"POLYGON(({x} {y},{x1} {y},{x1} {y1},{x} {y1},{x} {y}))"\n')
    with open(f"{site}.crs", "w", encoding="utf-8") as file:
        file.write(f"EPSG:{raster.GetSpatialRef().GetAuthorityCode(None)}")


def prepare(data):
    for site in SITES:
        write_site(data, site)
    os.makedirs("items")
    shutil.copy(f"{data}/{KAFA}.tif", "items/kafa.tif")
    shutil.copy(f"{data}/{OLINDA}.tif", "items/olinda.tif")
    with open(f"{data}/ethiopia_kafa/tura_band_dates.csv", encoding="utf-8") as file:
        dates = [(row["date"], row["sensor"]) for row in csv.DictReader(file)]
    platform = {"LE7": "landsat-7", "LT5": "landsat-5", "LC8": "landsat-8"}
    stack = {"type": "Feature", "stac_version": "1.1.0", "id": "tura", "collection": "kafa",
             "geometry": None, "links": [],
             "properties": {"datetime": None, "start_datetime": f"{dates[0][0]}T00:00:00Z",
                            "end_datetime": "2014-12-31T00:00:00Z", "terrassay:mask": "applied"},
             "assets": {"ndvi": {"href": "kafa.tif", "terrassay:index": "ndvi", "raster:scale": 0.0001,
                                 "bands": [{"datetime": date, "platform": platform[sensor]}
                                           for date, sensor in dates]}}}
    plain = {"type": "Feature", "stac_version": "1.1.0", "id": "etm", "collection": "olinda",
             "geometry": None, "links": [], "properties": {"datetime": "2001-01-01T12:00:00Z"},
             "assets": {"data": {"href": "olinda.tif",
                                 "bands": [{"name": name, "eo:common_name": name} for name in
                                           ("blue", "green", "red", "nir", "swir16", "swir22")]}}}
    for name, item in (("tura", stack), ("etm", plain)):
        with open(f"items/{name}.json", "w", encoding="utf-8") as file:
            json.dump(item, file)


def corner(raster, site):
    """Column and row of the site's upper left corner in a raster."""
    home, col, row, _ = SITES[site]
    here, there = raster.GetGeoTransform(), gdal.Open(f"{sys.argv[2]}/{home}").GetGeoTransform()
    x, y = there[0] + col * there[1], there[3] + row * there[5]
    return (x - here[0]) / here[1], (y - here[3]) / here[5]


def on_grid(path, site):
    return all(abs(at - round(at)) < 1e-6 for at in corner(gdal.Open(path), site))


def window(path, site, number=1):
    """The pixels of the site, which lie whole in each raster of its grid."""
    raster, side = gdal.Open(path), SITES[site][3]
    c, r = corner(raster, site)
    assert on_grid(path, site), (path, c, r)
    return raster.GetRasterBand(number).ReadAsArray(round(c), round(r), side, side).astype(np.float64)


def covered(path, site):
    """Pixels that the site meets, the share of each in it, and of the site on the raster. Both are
    upright rectangles, so that shares are those of a row times those of a column."""
    raster, home = gdal.Open(path), gdal.Open(f"{sys.argv[2]}/{SITES[site][0]}")
    shares, area = [], 1.0
    for axis, at, cells in zip((1, 5), corner(raster, site), (raster.RasterXSize, raster.RasterYSize)):
        side = SITES[site][3] * home.GetGeoTransform()[axis] / raster.GetGeoTransform()[axis]
        i = np.arange(cells)
        shares.append(np.clip(np.minimum(at + side, i + 1) - np.maximum(at, i), 0, 1))
        area *= side
    all_shares = np.outer(shares[1], shares[0])
    return (raster.GetRasterBand(1).ReadAsArray().astype(np.float64), all_shares,
            all_shares.sum() / area)


def near(got, wanted, what):
    """Sites are stored in longitude and latitude, with edges within 11 mm of those of the pixels."""
    if math.isnan(wanted):
        assert math.isnan(got), (what, got, wanted)
    else:
        assert abs(got - wanted) <= 1e-3 * abs(wanted), (what, got, wanted)


def rows_by_site():
    sites = {}
    for _, project, _, scene, processing, layer, chip, _, mean, count, inside in \
            scenes.knowledge("workspace")["rows"]:
        sites.setdefault(project, {})[scene, layer] = (float(mean), float(count), float(inside), chip)
    return sites


def clear_of_bqa(code):
    """Collection 1, Landsat 8: nothing of fill, terrain, saturation, cloud, and no high confidence
    of cloud (5-6), shadow (7-8), snow (9-10) or cirrus (11-12)."""
    bits = code.astype(int)
    high = [(bits >> low) & 3 == 3 for low in (5, 7, 9, 11)]
    return ((bits & 0x1F) == 0) & ~np.any(high, axis=0)


def judge_newyork(data, rows):
    number = {"blue": 2, "green": 3, "red": 4, "nir": 5, "swir16": 6, "swir22": 7}
    seen, judged = {scene for scene, _ in rows}, 0
    assert {layer for _, layer in rows} == set(number), rows  # counts: no index
    assert len(seen) == 19
    for (scene, layer), (mean, count, inside, _) in rows.items():
        folder = f"{data}/newyork_landsat8/{scene.split('/')[1]}"
        path = glob.glob(f"{folder}/*_B{number[layer]}.TIF")[0]
        values, shares, site = covered(path, "ny")
        states, _, _ = covered(glob.glob(f"{folder}/*_BQA.TIF")[0], "ny")
        shares = np.where(clear_of_bqa(states), shares, 0)
        assert abs(count - shares.sum()) < 0.1, (scene, layer, count, shares.sum())
        assert abs(inside - site) < 1e-3, (scene, inside, site)
        near(mean, (values * shares).sum() / shares.sum(), (scene, layer))
        judged += 1
    assert judged == 19 * len(number), judged
    return f"ny looks={len(seen)} judged={judged}"


def reflectance(data, stem, mtl, number, site):
    text = open(mtl, encoding="ascii").read()

    def value(key):
        return float(re.search(rf"\b{key} = (\S+)", text).group(1))
    counts = window(f"{data}/{stem}_B{number}.TIF", site)
    return (counts * value(f"REFLECTANCE_MULT_BAND_{number}") + value(f"REFLECTANCE_ADD_BAND_{number}")) \
        / math.sin(math.radians(value("SUN_ELEVATION")))


def judge_landsat(data, rows, site, stem, red, nir):
    scene = f"landsat-c1-l1/{os.path.basename(stem)}"
    states = window(f"{data}/{stem}_BQA.TIF", site)
    clear = clear_of_bqa(states)
    assert clear.sum() == states.size, (site, "the site is chosen clear")
    for layer in ("red", "nir", "ndvi"):
        assert abs(rows[scene, layer][1] - clear.sum()) < 0.1, (scene, layer, rows[scene, layer])
        assert abs(rows[scene, layer][2] - 1.0) < 1e-3, (scene, layer, rows[scene, layer])
    mtl = f"{data}/{stem}_MTL.txt"
    r, n = (reflectance(data, stem, mtl, band, site) for band in (red, nir))
    for layer, wanted in (("red", r), ("nir", n), ("ndvi", (n - r) / (n + r))):
        near(rows[scene, layer][0], wanted.mean(), (scene, layer))
    return f"{site} clear={clear.sum()} ndvi={rows[scene, 'ndvi'][0]:.4f}"


def judge_kafa(rows):
    stack = gdal.Open("items/kafa.tif")
    assert stack.RasterCount == 166 and len(rows) == 166, len(rows)
    with open("items/tura.json", encoding="utf-8") as file:
        dates = [band["datetime"] for band in json.load(file)["assets"]["ndvi"]["bands"]]
    seen = {}
    for number, date in enumerate(dates, 1):
        seen[date] = seen.get(date, 0) + 1
        name = f"kafa/tura#{date}" + (f".{seen[date]}" if seen[date] > 1 else "")
        values = window("items/kafa.tif", "kafa", number)
        nodata = stack.GetRasterBand(number).GetNoDataValue()
        values = np.where(values == nodata, np.nan, values * 0.0001)
        clear = int(np.isfinite(values).sum())
        mean, count, _, _ = rows[name, "ndvi"]
        assert abs(count - clear) < 0.1, (name, count, clear)
        near(mean, np.nanmean(values) if count > 0.1 else mean, (name, "ndvi"))
    return f"kafa looks={len(rows)}"


def judge_olinda(rows):
    bands = ("blue", "green", "red", "nir", "swir16", "swir22")
    assert {layer for _, layer in rows} == set(bands), rows
    for number, layer in enumerate(bands, 1):
        near(rows["olinda/etm", layer][0], window("items/olinda.tif", "olinda", number).mean(), layer)
    return "olinda bands=6"


def judge_ice(data, rows):
    """Cloud from edge to edge: nothing is clear, so no layer has a count or a mean."""
    stem = f"{data}/{ICE}"
    states = window(f"{stem}_QA_PIXEL.TIF", "ice").astype(int)
    clear = (states & 0x3F) == 0  # fill, dilated cloud, cirrus, cloud, shadow, snow
    assert clear.sum() == 0, np.unique(states)
    layers = {layer for _, layer in rows}
    assert {"red", "nir", "swir16", "lwir11", "ndvi", "ndwi"} <= layers, layers
    assert len(rows) == len(layers) == 19, rows
    for key, (mean, count, inside, _) in rows.items():
        assert count == clear.sum() and abs(inside - 1.0) < 1e-3, (key, count, inside)
        near(mean, math.nan, key)
    return f"ice clear={clear.sum()} of {clear.size} layers={len(layers)}"


def judge_store():
    store = sqlite3.connect("file:workspace/store.gpkg?mode=ro", uri=True)
    states = dict(store.execute("SELECT state, count(*) FROM ta_scene GROUP BY 1").fetchall())
    pinned = [json.loads(row[0]) for row in
              store.execute("SELECT bytes FROM ta_document WHERE kind = 'scene'").fetchall()]
    store.close()
    assert all(asset["sha256"] and asset["size"] > 0 for scene in pinned for asset in scene["assets"])
    return f"scenes={states} documents={len(pinned)}"


def judge(data):
    rows = rows_by_site()
    print(judge_newyork(data, rows["ny"]))
    print(judge_landsat(data, rows["bale"], "bale", BALE, 3, 4))
    print(judge_landsat(data, rows["marburg"], "marburg", MARBURG, 4, 5))
    print(judge_kafa(rows["kafa"]))
    print(judge_olinda(rows["olinda"]))
    print(judge_ice(data, rows["ice"]))
    print(judge_store())


{"prepare": prepare, "judge": judge}[sys.argv[1]](sys.argv[2])
