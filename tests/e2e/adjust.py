#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Twelve Junes of a wood that does not change, seen by Landsat 7 and then by Landsat 8, whose bands
differ by just what the table says: a false decline and a false loss, and none; and what records say of it.

  adjust.py make MODEL | plain RECORD | adjusted RECORD | plain-loss RECORD | adjusted-loss RECORD"""
import json
import os
import sys

import numpy
from osgeo import gdal, osr

gdal.UseExceptions()
SIDE, WEST, NORTH = 64, 500000, 785000
# Roy et al. 2016, surface reflectance, ETM+ to OLI, as datasets/tables/band_adjustments.csv has it
TO_OLI = {"red": (0.9047, 0.0061), "nir": (0.8462, 0.0412)}
OLI = {"red": 0.05, "nir": 0.35}


def write(path, value):
    file = gdal.GetDriverByName("GTiff").Create(path, SIDE, SIDE, 1, gdal.GDT_UInt16)
    file.SetGeoTransform((WEST, 30, 0, NORTH, 0, -30))
    system = osr.SpatialReference()
    system.ImportFromEPSG(32637)
    file.SetProjection(system.ExportToWkt())
    file.GetRasterBand(1).WriteArray(numpy.full((SIDE, SIDE), value, "uint16"))
    file = None


def make(model):
    os.makedirs("scenes")
    for n in range(36):
        year, platform = 2013 + n // 3, "landsat-7" if n < 18 else "landsat-8"
        item = {"type": "Feature", "stac_version": "1.0.0", "id": f"look-{n}", "collection": "c", "geometry": None,
                "bbox": [39.0, 7.0, 39.1, 7.1], "links": [], "assets": {"qa_pixel": {"href": "./qa_pixel.tif"}},
                "properties": {"datetime": f"{year}-06-{5 + 8 * (n % 3):02d}T08:00:00Z", "platform": platform,
                               "landsat:correction": "L2SP", "landsat:wrs_path": "168", "landsat:wrs_row": "055"}}
        for band, value in OLI.items():
            slope, offset = TO_OLI[band] if platform == "landsat-7" else (1, 0)
            write(f"scenes/{n}-{band}.tif", round(((value - offset) / slope + 0.2) / 0.0000275))
            item["assets"][band] = {"href": f"./{n}-{band}.tif", "eo:bands": [{"name": band, "common_name": band}],
                                    "raster:bands": [{"scale": 0.0000275, "offset": -0.2, "nodata": 0}]}
        with open(f"scenes/{n}.json", "w") as f:
            json.dump(item, f)
    write("scenes/qa_pixel.tif", 21824)
    ring = [[39.0012, 7.0913], [39.0082, 7.0913], [39.0082, 7.0963], [39.0012, 7.0963], [39.0012, 7.0913]]
    with open("projects.geojson", "w") as f:
        json.dump({"type": "FeatureCollection", "features": [
            {"type": "Feature", "properties": {"id": "p"}, "geometry": {"type": "Polygon", "coordinates": [ring]}}]}, f)
    text = open(model).read()
    asked = "          years: 15\n          min_years: 6\n"
    assert asked in text
    fall = "          threshold: -0.10\n"
    assert fall in text
    for name, more in (("plain", ""), ("adjusted", "          adjust_bands: 1\n")):
        with open(f"{name}.yaml", "w") as f:
            f.write(text.replace("\nid: credit\n", f"\nid: {name}\n").replace(asked, asked + more)
                    .replace(fall, "          threshold: -0.01\n" + more))


def judge_loss(name, path):
    """Landsat 8's first June against those of Landsat 7."""
    record = json.load(open(path, encoding="utf-8"))["record"]
    loss = {i["id"]: i for i in record["indicators"]}["vegetation_loss"]
    if name == "plain-loss":
        assert loss["value"] == 100 and "sensors mixed without adjustment" in loss["why"], loss  # nothing fell
        return
    assert loss["value"] == 0 and loss["why"].endswith("bands adjusted to landsat-8") and loss["unchecked"], loss


def judge(name, path):
    record = json.load(open(path, encoding="utf-8"))["record"]
    trend = {i["id"]: i for i in record["indicators"]}["ndvi_trend"]
    assert "band_adjustments" in json.dumps(record["tables"]), record["tables"]
    if name == "plain":
        assert "sensors mixed without adjustment: landsat-7, landsat-8" in trend["why"], trend
        assert trend["value"] < -1e-3 and trend["grade"] == 3, trend  # nothing fell
        return
    assert trend["why"].endswith("bands adjusted to landsat-8") and "mixed" not in trend["why"], trend
    assert abs(trend["value"]) < 1e-5 and trend["grade"] == 2 and trend["unchecked"], trend
    assert {"name": "adjust_bands", "value": 1} in trend["params"], trend["params"]
    assert "unchecked_table_row" in record["indicative_because"], record["indicative_because"]


if sys.argv[1] == "make":
    make(sys.argv[2])
elif sys.argv[1].endswith("-loss"):
    judge_loss(sys.argv[1], sys.argv[2])
else:
    judge(sys.argv[1], sys.argv[2])
