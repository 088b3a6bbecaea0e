#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Kafa (Ethiopia) for the whole program: what goes in, and what numpy says must come out.

usage: kafa.py make DATA      item.json, sites.csv and project files in the current folder
       kafa.py check RECORD   the record's vegetation loss against numpy: the rim of a pixel kept apart
                              or not, as the record's parameter says
       kafa.py page RECORD HTML LANGUAGE
                              the page's table of thresholds against numpy's hectares
"""
import csv
import importlib.util
import json
import math
import os
import pathlib
import re
import shutil
import sys

import numpy as np
from osgeo import gdal, ogr, osr

gdal.UseExceptions()
ogr.UseExceptions()
HERE = pathlib.Path(__file__).resolve().parent
UTM, ADINDAN = 32636, 20137


def golden():
    """The rule in numpy, of tests/golden/kafa.py."""
    spec = importlib.util.spec_from_file_location("kafa", HERE.parent / "golden/kafa.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def item(folder):
    with open(folder / "tura_band_dates.csv", newline="", encoding="utf-8") as f:
        dates = [row["date"] for row in csv.DictReader(f)]
    bands = [{"datetime": f"{date}T08:00:00Z", "platform": "landsat-7"} for date in dates]
    return {
        "type": "Feature", "stac_version": "1.1.0", "id": "tura", "collection": "kafa",
        "geometry": None, "links": [],
        "properties": {"datetime": None, "start_datetime": "1999-01-01T00:00:00Z",
                       "end_datetime": "2014-01-01T00:00:00Z", "terrassay:mask": "applied"},
        "assets": {"ndvi": {"href": "tura.tif", "terrassay:index": "ndvi",
                            "raster:scale": 0.0001, "nodata": -32768, "bands": bands}}}


def way(source, target):
    systems = []
    for code in (source, target):
        system = osr.SpatialReference()
        system.ImportFromEPSG(code)
        system.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
        systems.append(system)
    return osr.CoordinateTransformation(*systems)


def box(x0, y0, x1, y1):
    return f"POLYGON(({x0} {y0},{x1} {y0},{x1} {y1},{x0} {y1},{x0} {y0}))"


def footprint():
    """The stack's footprint less a pixel."""
    stack = gdal.Open(str(pathlib.Path("scenes/tura.tif")))
    a = stack.GetGeoTransform()
    right, low = a[0] + stack.RasterXSize * 30, a[3] - stack.RasterYSize * 30
    return a[0] + 30, low + 30, right - 30, a[3] - 30


def zone_sites(folder):
    """A box well inside a core zone, one smaller than the error of outlines on the rim of all that
    counts as core, and one in the transition area far from it."""
    layer = ogr.Open(str(folder / "kafa_biosphere_zones.gpkg"))
    zones = [(f["Status_1"], f["Name"], f.GetGeometryRef().Clone()) for f in layer.GetLayer(0)]
    core = next(g for status, name, g in zones if (status, name) == ("Core", "Bita"))
    inside = core.Buffer(-1500).PointOnSurface()
    counted = ogr.Geometry(ogr.wkbMultiPolygon)
    for status, _, g in zones:
        if "Core" in status:
            counted = counted.Union(g.Buffer(0))
    largest = max((counted.GetGeometryRef(i) for i in range(counted.GetGeometryCount())),
                  key=lambda g: g.GetArea())
    rim = largest.GetGeometryRef(0)
    edge = rim.GetPoint(rim.GetPointCount() // 3)
    transition = next(g for status, _, g in zones if status == "Transition")
    outside = transition.Buffer(-3000).Difference(counted.Buffer(3000)).PointOnSurface()
    points = {"inside": (inside.GetX(), inside.GetY(), 200), "edge": (*edge[:2], 30),
              "outside": (outside.GetX(), outside.GetY(), 200)}
    return {name: box(x - d, y - d, x + d, y + d) for name, (x, y, d) in points.items()}


def make(data):
    folder = pathlib.Path(data) / "data/ethiopia_kafa"
    os.makedirs("scenes")
    shutil.copy(folder / "tura_landsat_ndvi_166dates.tif", "scenes/tura.tif")
    pathlib.Path("scenes/tura.json").write_text(json.dumps(item(folder)), encoding="utf-8")
    with open("tura.csv", "w", newline="", encoding="utf-8") as f:
        writer = csv.writer(f)
        writer.writerow(["id", "name", "wkt", "position_error_m"])
        writer.writerow(["tura", "Forest at Tura", box(*footprint()), 15])
    with open("zones.csv", "w", newline="", encoding="utf-8") as f:
        writer = csv.writer(f)
        writer.writerow(["id", "wkt", "position_error_m"])
        for name, wkt in zone_sites(folder).items():
            writer.writerow([name, wkt, 20])


def area_m2(x0, y0, x1, y1):
    """Of the box in UTM, on the WGS 84 ellipsoid, by authalic latitudes (Snyder 1987, 3-11, 3-12)."""
    e2 = 0.00669437999014
    e = math.sqrt(e2)
    a = 6378137.0

    def q(lat):
        s = math.sin(lat)
        return (1 - e2) * (s / (1 - e2 * s * s)
                           - math.log((1 - e * s) / (1 + e * s)) / (2 * e))

    corners = [(x0, y0), (x1, y0), (x1, y1), (x0, y1), (x0, y0)]
    ring = []
    for (xa, ya), (xb, yb) in zip(corners, corners[1:]):
        ring += [(xa + (xb - xa) * t / 2000, ya + (yb - ya) * t / 2000) for t in range(2000)]
    ring.append(ring[0])
    lonlat = way(UTM, 4326).TransformPoints(ring)
    total = 0.0
    for (lon0, lat0, _), (lon1, lat1, _) in zip(lonlat, lonlat[1:]):
        total += math.radians(lon1 - lon0) * (q(math.radians(lat0)) + q(math.radians(lat1))) / 2
    return abs(total) * a * a / 2


def near(name, got, want, relative=1e-6):
    if not abs(got - want) <= relative * max(abs(want), 1e-3):
        sys.exit(f"{name}: the record says {got}, numpy {want}")


def follows_schema(record):
    try:
        import jsonschema
    except ImportError:
        print("skipped: no python3-jsonschema: the record's form")
        return
    schema = json.loads((HERE.parents[1] / "datasets/schema/record.schema.json").read_text("utf-8"))
    jsonschema.Draft202012Validator(schema).validate(record)


def read_record(path):
    """A record, its vegetation loss, numpy's answer, and hectares of ground for one of the map's plane."""
    rule = golden()
    record = json.loads(pathlib.Path(path).read_text("utf-8"))["record"]
    days, values, rim = rule.read(pathlib.Path(os.environ["TERRASSAY_TEST_DATA"]) / "data/ethiopia_kafa")
    date = rule.datetime.date.fromisoformat(record["as_of"])
    loss = next(i for i in record["indicators"] if i["id"] == "vegetation_loss")
    apart = next(p["value"] for p in loss["params"] if p["name"] == "leave_out_rim")
    want = rule.expected(days, values, date, rim & (apart == 1))
    area = area_m2(*footprint())
    near("area of the site", record["subject"]["sites"][0]["area_m2"], area)
    # numpy counts cells of 900 m2 in the plane of the map; the ground is a little larger or smaller
    return record, loss, want, area / values.shape[1] / 900


def check(path):
    record, loss, want, scale = read_record(path)
    follows_schema(record)
    date, apart = record["as_of"], next(p["value"] for p in loss["params"] if p["name"] == "leave_out_rim")
    got = {d["name"]: d["value"] for d in loss["details"]}
    for name in (name for name in want if name.endswith("_ha") or "_ha_at_" in name):
        near(name, got[name], want[name] * scale)
    if "value" in want:
        for name in ("value", "lo", "hi"):
            near(name, loss[name], want[name])
        print(f"{date}, leave_out_rim={apart}: {loss['value']:.4f} % lost, "
              + " ".join(f"{got[f'loss_ha_at_0.{t}']:.2f}" for t in ("05", "10", "15", "20"))
              + " ha at -0.05, -0.10, -0.15, -0.20, as by numpy")
    elif loss["value"] is not None or loss["reason"] != want["reason"]:
        sys.exit(f"the record says {loss['value']}, {loss['reason']}, numpy {want['reason']}")


def page(path, html, language):
    """Four thresholds with their hectares as the page rounds them; the one that was used is marked. No
    table, and no nought, where nothing was observed."""
    _, loss, want, scale = read_record(path)
    words = json.loads((HERE.parents[1] / f"datasets/messages/{language}.json").read_text("utf-8"))
    text = pathlib.Path(html).read_text("utf-8")
    caption = re.search(r'<p class="caption" id="(t\d+)">' + re.escape(words["report.sensitivity_caption"]) + "</p>", text)
    if loss["value"] is None:
        assert caption is None, "hectares of ground that nobody saw"
        print(f"page in {language}: not observed, no table of thresholds")
        return
    assert caption, "no table of thresholds"
    body = re.search(rf'<table aria-labelledby="{caption[1]}">.*?<tbody>(.*?)</tbody>', text, re.S)[1]
    rows = re.findall(r'<tr( class="used")?><th scope="row">\u2212(0\.\d\d)( .*?)?</th><td class="n">([\d.,]+)\s?(.*?)</td></tr>', body)
    assert [row[1] for row in rows] == ["0.05", "0.10", "0.15", "0.20"] and body.count("<tr") == 4, body
    used = -next(p["value"] for p in loss["params"] if p["name"] == "threshold")
    for mark, threshold, said, number, unit in rows:
        shown, hectares = float(number.replace(",", "")), want[f"loss_ha_at_{threshold}"] * scale
        half = 0.5 * 10.0 ** -len(number.partition(".")[2])
        assert abs(shown - hectares) <= half * (1 + 1e-6), (threshold, number, hectares)
        assert (mark != "") == (said != "") == (abs(float(threshold) - used) < 1e-9), (threshold, mark, said)
        assert unit == words["unit.ha"], unit
    print(f"page in {language}: " + ", ".join(f"{row[3]} {row[4]} at -{row[1]}" for row in rows))


if __name__ == "__main__":
    {"make": make, "check": check, "page": page}[sys.argv[1]](*sys.argv[2:])
