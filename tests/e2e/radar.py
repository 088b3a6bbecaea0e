#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Terrain-corrected backscatter through refresh: averaged in power, shown in dB, the ways of the orbit
kept apart, from a folder and from a far catalogue. Expected numbers are numpy's.

  radar.py TERRASSAY FOLDER_OF_STAC_MOCK"""
import copy
import json
import os
import subprocess
import sys

import numpy
from osgeo import gdal, osr

PROGRAM = sys.argv[1]
sys.path.insert(0, sys.argv[2])
import stac_mock  # noqa: E402

gdal.UseExceptions()
SIDE, CELL, WEST, NORTH = 512, 10, 500000, 785000
SITE = (200, 120, 40, 30)  # column, row, columns, rows
failures = []


def check(name, condition, *shown):
    if not condition:
        failures.append(name)
        print("FAILED", name, *shown)


def run(workspace, *arguments):
    return subprocess.run([PROGRAM, *arguments, "-w", workspace], capture_output=True, text=True, timeout=120)


def speckle(seed, mean_db):
    """Power with the speckle of 4.4 looks around a mean; a hole of no data, zeros and negatives in the site."""
    chance = numpy.random.default_rng(seed)
    power = (10 ** (mean_db / 10) * chance.gamma(4.4, 1 / 4.4, (SIDE, SIDE))).astype("float32")
    col, row = SITE[:2]
    power[row + 2:row + 6, col + 3:col + 9] = -32768
    power[row + 10, col:col + 20] = 0
    power[row + 11, col:col + 5] = -0.001
    return power


def encode(values):
    target = gdal.GetDriverByName("GTiff").Create("/vsimem/x.tif", SIDE, SIDE, 1, gdal.GDT_Float32,
                                                  ["TILED=YES", "COMPRESS=DEFLATE"])
    target.SetGeoTransform((WEST, CELL, 0, NORTH, 0, -CELL))
    system = osr.SpatialReference()
    system.ImportFromEPSG(32637)
    target.SetProjection(system.ExportToWkt())
    target.GetRasterBand(1).WriteArray(values)
    target = None
    file = gdal.VSIFOpenL("/vsimem/x.tif", "rb")
    data = bytes(gdal.VSIFReadL(1, 10**7, file))
    gdal.VSIFCloseL(file)
    return data


def item(mock, name, day, state, vv, vh, **stated):
    out = {"type": "Feature", "stac_version": "1.0.0", "id": name, "collection": "s1", "geometry": None, "links": [],
           "bbox": [38.9, 6.9, 39.2, 7.2], "properties": dict({
               "datetime": f"{day}T03:00:00Z", "platform": "sentinel-1a", "sar:polarizations": ["VV", "VH"],
               "sar:instrument_mode": "IW", "sat:orbit_state": state, "sat:relative_orbit": 21,
               "card4l:measurement_type": "gamma0", "card4l:measurement_convention": "linear power"}, **stated),
           "assets": {}}
    for key, values in (("vv", vv), ("VH", vh)):
        mock.files[f"{name}-{key}.tif"] = encode(values)
        out["assets"][key] = {"href": f"{mock.url}/files/{name}-{key}.tif", "type": "image/tiff; application=geotiff",
                              "roles": ["data"], "raster:bands": [{"data_type": "float32", "nodata": -32768}]}
    out["properties"] = {k: v for k, v in out["properties"].items() if v is not None}
    return out


def project(workspace):
    system, plain = osr.SpatialReference(), osr.SpatialReference()
    system.ImportFromEPSG(32637)
    plain.ImportFromEPSG(4326)
    plain.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    way = osr.CoordinateTransformation(system, plain)
    col, row, cols, rows = SITE
    x, y, dx, dy = WEST + CELL * col, NORTH - CELL * row, CELL * cols, CELL * rows
    ring = [list(way.TransformPoint(*p)[:2]) for p in [(x, y), (x, y - dy), (x + dx, y - dy), (x + dx, y), (x, y)]]
    with open("projects.geojson", "w") as f:
        json.dump({"type": "FeatureCollection", "features": [
            {"type": "Feature", "properties": {"id": "p"}, "geometry": {"type": "Polygon", "coordinates": [ring]}}]}, f)
    check("import", run(workspace, "project", "import", "projects.geojson").returncode == 0)


def expected(power):
    col, row, cols, rows = SITE
    cells = power[row:row + rows, col:col + cols].astype("float64")
    return cells[cells > 1e-6].mean()


def looks(workspace, layer):
    done = run(workspace, "project", "looks", "p", "--layer", layer, "--json")
    return [json.loads(line) for line in done.stdout.splitlines()]


def judge(workspace, power):
    for layer, names in (("vv_asc", ["a1-vv", "a2-vv"]), ("vh_asc", ["a1-VH", "a2-VH"]),
                         ("vv_desc", ["d1-vv"]), ("vh_desc", ["d1-VH"])):
        found = looks(workspace, layer)
        want = [expected(power[name]) for name in names]
        check(f"{workspace}: {layer}: looks of one way alone", len(found) == len(want), found)
        for row, mean in zip(found, want):
            check(f"{workspace}: {layer}: mean of power", abs(row["mean"] / mean - 1) < 2e-5, row["mean"], mean)
            check(f"{workspace}: {layer}: dB of the mean", abs(row["mean_db"] - 10 * numpy.log10(mean)) < 1e-4, row)
            check(f"{workspace}: {layer}: what is no data is not clear", row["mask"] == "applied"
                  and 0.9 < row["clear_fraction"] < 1 and row["cloud_fraction"] == 0, row)
    done = run(workspace, "project", "looks", "p", "--layer", "vv_asc")
    check(f"{workspace}: a person sees dB", "Mean, dB" in done.stdout and "-8." in done.stdout, done.stdout)
    check(f"{workspace}: the way of the orbit stands in the scene", {"card4l:measurement_convention"} ==
          {row["offset_by"] for row in looks(workspace, "vv_desc")})


mock = stac_mock.Mock()
power = {f"{name}-{key}": speckle(seed + n, db) for name, seed in (("a1", 1), ("a2", 3), ("d1", 5), ("x", 7))
         for n, (key, db) in enumerate((("vv", -8.5), ("VH", -15)))}
mock.items = [item(mock, "a1", "2024-05-01", "ascending", power["a1-vv"], power["a1-VH"]),
              item(mock, "a2", "2024-05-13", "ascending", power["a2-vv"], power["a2-VH"]),
              item(mock, "d1", "2024-05-02", "descending", power["d1-vv"], power["d1-VH"])]
os.makedirs("folder")
for one in mock.items:
    one = copy.deepcopy(one)
    for asset in one["assets"].values():
        name = asset["href"].rsplit("/", 1)[1]
        asset["href"] = f"./{name}"
        with open(f"folder/{name}", "wb") as f:
            f.write(mock.files[name])
    with open(f"folder/{one['id']}.json", "w") as f:
        json.dump(one, f)

project("near")
done = run("near", "refresh", "--catalog", "folder")
check("a folder", done.returncode == 0, done.stdout, done.stderr)
judge("near", power)
project("far")
done = run("far", "refresh", "--catalog", f"{mock.url}/post")
check("a far catalogue", done.returncode == 0, done.stdout, done.stderr)
judge("far", power)
check("the far ones came by ranges", any(f.endswith(".head") for _, _, files in os.walk("far/imagery") for f in files))

mock.items = [item(mock, "x", "2024-06-01", None, power["x-vv"], power["x-VH"])]
done = run("far", "refresh", "--catalog", f"{mock.url}/post")
check("without a direction: told", done.returncode == 3 and "direction is not stated" in done.stdout, done.stdout)
mock.items = [item(mock, "y", "2024-06-01", "ascending", power["x-vv"], power["x-VH"],
                   **{"card4l:measurement_convention": "linear amplitude"})]
done = run("far", "refresh", "--catalog", f"{mock.url}/post")
check("amplitude is not averaged", len(looks("far", "vv_asc")) == 2, done.stdout, done.stderr)
print("radar:", len(failures), "failed")
sys.exit(1 if failures else 0)
