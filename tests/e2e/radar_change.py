#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A field under clouds for six years, seen by radar alone: simulated Sentinel-1 files through refresh, assess and
report. Beside it a twin on which nothing happens. Expected numbers are numpy's.

  radar_change.py make | record RECORD cleared|calm | page PAGE LANGUAGE | looks LINES"""
import datetime
import json
import os
import re
import sys

import numpy
from osgeo import gdal, osr

gdal.UseExceptions()
SIDE, CELL, WEST, NORTH, NODATA = 96, 10, 500000, 785000, -32768
SITES = {"cleared": (10, 10, 20, 20), "calm": (60, 50, 20, 20)}  # column, row, columns, rows
YEARS, LAST = {"asc": range(2019, 2025), "desc": (2019, 2022, 2023, 2024)}, 2024  # two years without descending looks
DAYS = {"asc": ["10-15", "10-27", "11-08", "11-20", "12-02", "12-14"], "desc": ["10-20", "11-13", "12-07", "12-19"]}
ORBIT = {"asc": ("ascending", 14), "desc": ("descending", 21)}
LEVEL = {"vv": -9.0, "vh": -15.0}  # dB
STEP = {"vv": -1.0, "vh": -4.0}  # of the cleared field in the last year


def write(path, values, kind):
    file = gdal.GetDriverByName("GTiff").Create(path, SIDE, SIDE, 1, kind, ["TILED=YES", "BLOCKXSIZE=32",
                                                                           "BLOCKYSIZE=32", "COMPRESS=DEFLATE"])
    file.SetGeoTransform((WEST, CELL, 0, NORTH, 0, -CELL))
    system = osr.SpatialReference()
    system.ImportFromEPSG(32637)
    file.SetProjection(system.ExportToWkt())
    file.GetRasterBand(1).WriteArray(values)
    file = None


def window(name):
    col, row, cols, rows = SITES[name]
    return slice(row, row + rows), slice(col, col + cols)


def power(year, way, day, key):
    """Speckle of 4.4 looks about a level that strays by a third of a decibel between dates."""
    seed = year * 1000 + 100 * (way == "desc") + 10 * DAYS[way].index(day) + (key == "vh")
    chance = numpy.random.default_rng(seed)
    level = numpy.full((SIDE, SIDE), LEVEL[key] + chance.normal(0, 0.3))
    if year == LAST:
        level[window("cleared")] += STEP[key]
    return (10 ** (level / 10) * chance.gamma(4.4, 1 / 4.4, (SIDE, SIDE))).astype("float32")


def put(name, day, collection, properties, assets):
    item = {"type": "Feature", "stac_version": "1.0.0", "id": name, "collection": collection, "geometry": None,
            "bbox": [38.9, 6.9, 39.2, 7.2], "links": [], "assets": assets,
            "properties": dict({"datetime": f"{day}T03:00:00Z", "terrassay:simulated": True}, **properties)}
    with open(f"scenes/{name}.json", "w") as f:
        json.dump(item, f)


def radar_item(name, day, way, kind="gamma0", **bands):
    state, orbit = ORBIT[way]
    assets = {}
    for key, values in bands.items():
        write(f"scenes/{name}-{key}.tif", values, gdal.GDT_Float32)
        assets[key] = {"href": f"./{name}-{key}.tif", "raster:bands": [{"data_type": "float32", "nodata": NODATA}]}
    put(name, day, "simulated-sentinel-1", {
        "platform": "sentinel-1a", "sar:polarizations": ["VV", "VH"], "sar:instrument_mode": "IW",
        "sat:orbit_state": state, "sat:relative_orbit": orbit, "card4l:measurement_type": kind,
        "card4l:measurement_convention": "linear power"}, assets)


def optical_item(year, day):
    """Nothing but cloud."""
    name = f"optical-{year}-{day}"
    assets = {"scl": {"href": "./scl.tif"}}
    for band in ("red", "nir"):
        assets[band] = {"href": f"./{band}.tif", "eo:bands": [{"name": band, "common_name": band}],
                        "raster:bands": [{"scale": 0.0001, "offset": 0, "nodata": 0}]}
    put(name, f"{year}-{day}", "simulated-sentinel-2", {
        "platform": "sentinel-2a", "processing:level": "L2A", "s2:datatake_id": name, "grid:code": "MGRS-37NEH",
        "s2:processing_baseline": "05.10"}, assets)


def make():
    os.makedirs("scenes")
    write("scenes/red.tif", numpy.full((SIDE, SIDE), 500), gdal.GDT_UInt16)
    write("scenes/nir.tif", numpy.full((SIDE, SIDE), 4000), gdal.GDT_UInt16)
    write("scenes/scl.tif", numpy.full((SIDE, SIDE), 9), gdal.GDT_Byte)
    for way, years in YEARS.items():
        for year in years:
            for day in DAYS[way]:
                radar_item(f"s1-{way}-{year}-{day}", f"{year}-{day}", way,
                           **{key: power(year, way, day, key) for key in LEVEL})
    for year in YEARS["asc"]:
        for day in ("11-05", "11-25", "12-15"):
            optical_item(year, day)
    # sigma0 of the same field, twice as bright: never averaged with gamma0
    radar_item("sigma", f"{LAST}-12-03", "asc", "sigma0", vv=numpy.full((SIDE, SIDE), 2, "float32"),
               vh=numpy.full((SIDE, SIDE), 2, "float32"))
    features = []
    system, plain = osr.SpatialReference(), osr.SpatialReference()
    system.ImportFromEPSG(32637)
    plain.ImportFromEPSG(4326)
    plain.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    way = osr.CoordinateTransformation(system, plain)
    for name, (col, row, cols, rows) in SITES.items():
        x, y, dx, dy = WEST + CELL * col, NORTH - CELL * row, CELL * cols, CELL * rows
        ring = [list(way.TransformPoint(*p)[:2])
                for p in [(x, y), (x, y - dy), (x + dx, y - dy), (x + dx, y), (x, y)]]
        features.append({"type": "Feature", "properties": {"id": name, "name": name},
                         "geometry": {"type": "Polygon", "coordinates": [ring]}})
    with open("projects.geojson", "w") as f:
        json.dump({"type": "FeatureCollection", "features": features}, f)


def expected(site, way, key):
    def mean(years):
        return numpy.mean([power(y, way, d, key)[window(site)].astype("float64").mean()
                           for y in years for d in DAYS[way]])
    return 10 * numpy.log10(mean([LAST]) / mean(YEARS[way][:-1]))


def judge_record(path, site):
    record = json.load(open(path, encoding="utf-8"))["record"]
    found = {i["id"]: i for i in record["indicators"]}
    loss, radar = found["vegetation_loss"], found["radar_backscatter_change"]
    assert loss["value"] is None and loss["reason"] == "no_clear_look", loss
    assert radar["reason"] == "observed" and radar["use"] == "reported" and radar["unit"] == "dB", radar
    detail = {d["name"]: d["value"] for d in radar["details"]}
    for key in LEVEL:
        for way in DAYS:
            got, want = detail[f"change_{key}_{way}"], expected(site, way, key)
            assert abs(got - want) < 0.01, (key, way, got, want)
            assert detail[f"looks_window_{key}_{way}"] == len(DAYS[way]), detail
            assert detail[f"looks_baseline_{key}_{way}"] == (len(YEARS[way]) - 1) * len(DAYS[way]), detail
    assert abs(radar["value"] - detail["change_vh_asc"]) < 1e-12, radar  # six looks a season against four
    assert detail["directions_agree"] == 1 and "orbits agree" in radar["why"], radar
    if site == "cleared":
        assert radar["hi"] < -3 and radar["lo"] > -5, radar
    else:
        assert radar["lo"] < 0 < radar["hi"] and "no change beyond the noise" in radar["why"], radar
    assert all(row["simulated"] for row in record["evidence"] if row["kind"] == "chip"), record["evidence"]
    assert not any("sigma" in row["id"] for row in record["evidence"]), record["evidence"]


def judge_page(path, language, site):
    text = open(path, encoding="utf-8").read()
    words = {"en": ("Change of radar backscatter", "Radar backscatter VH, ascending orbits",
                    "Radar backscatter VV, descending orbits", "no radar look for", "reflects otherwise than"),
             "zh": ("雷达后向散射变化", "雷达后向散射 VH，升轨", "雷达后向散射 VV，降轨", "天无雷达观测", "的反射与往年同季节不同")}
    *shown, question = words[language]
    for word in shown:
        assert word in text, word
    assert (question in text) == (site == "cleared"), question
    assert re.search(r">[−-]1[0-9](\.[0-9])?<", text), "no decibels on an axis"


def judge_looks(path):
    rows = [json.loads(line) for line in open(path, encoding="utf-8")]
    assert len(rows) == 6 * len(YEARS["asc"]), len(rows)
    want = 10 * numpy.log10(power(2019, "asc", "10-15", "vh")[window("cleared")].astype("float64").mean())
    first = min(rows, key=lambda row: row["time"])
    assert abs(first["mean_db"] - want) < 0.01, (first, want)
    assert datetime.date.fromisoformat(first["time"][:10]) == datetime.date(2019, 10, 15), first


if sys.argv[1] == "make":
    make()
elif sys.argv[1] == "record":
    judge_record(*sys.argv[2:4])
elif sys.argv[1] == "page":
    judge_page(*sys.argv[2:5])
else:
    judge_looks(sys.argv[2])
