#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes a small portfolio on made-up scenes: `make FOLDER`, `split IN OUT`, `scale IN OUT FACTOR`."""
import datetime
import json
import os
import random
import sys

SIDE, PLOTS = 10, 8
DAYS = [f"{y}-07-{d:02d}" for y in (2018, 2019, 2020) for d in (1, 11, 21)]


def scene(folder, name, days, lost):
    """NDVI 0.7; from 2020 on a part of each plot's columns is bare."""
    import numpy as np
    from osgeo import gdal, osr
    gdal.UseExceptions()
    os.makedirs(folder, exist_ok=True)
    utm = osr.SpatialReference()
    utm.ImportFromEPSG(32650)
    made = gdal.GetDriverByName("GTiff").Create(f"{folder}/{name}.tif", 120, 120, len(days),
                                                gdal.GDT_Int16)
    made.SetProjection(utm.ExportToWkt())
    made.SetGeoTransform((300000, 10, 0, 4500000, 0, -10))
    for i, day in enumerate(days):
        v = np.full((120, 120), 7000, "int16")
        for plot in range(PLOTS) if day >= "2020" else ():
            x = 10 + 12 * plot
            v[:, x:x + lost(plot)] = 2000
        made.GetRasterBand(i + 1).WriteArray(v)
    made = None
    item = {"type": "Feature", "stac_version": "1.1.0", "id": name, "collection": "made",
            "geometry": None, "links": [],
            "properties": {"datetime": None, "start_datetime": "2018-01-01T00:00:00Z",
                           "end_datetime": "2021-01-01T00:00:00Z",
                           "terrassay:mask": "applied", "terrassay:simulated": True},
            "assets": {"ndvi": {"href": f"{name}.tif", "terrassay:index": "ndvi",
                                "raster:scale": 0.0001, "nodata": -32768,
                                "bands": [{"datetime": f"{day}T03:00:00Z", "platform": "made"}
                                          for day in days]}}}
    with open(f"{folder}/{name}.json", "w", encoding="utf-8") as f:
        json.dump(item, f)


def money(units, currency):
    return {"minor": str(int(units) * 100), "currency": currency}


def project(plot, ring):
    r = random.Random(plot)
    currency = "CNY" if plot < 6 else "EUR"
    loans = []
    for k in range(1 + plot % 3):
        loan = {"id": f"L{plot}-{k}", "asset_class": "project_finance" if plot % 2 else "business_loan",
                "outstanding": money(r.randrange(10**6, 10**8), currency),
                "equity": money(3 * 10**8, currency), "debt": money(5 * 10**8, currency),
                "as_of": "2020-06-30"}
        if plot < 4:
            loan["average_outstanding"] = money(r.randrange(10**6, 10**8), currency)
            loan["total_investment"] = money(9 * 10**8, currency)
            loan["revenue"] = money(7 * 10**8, currency)
        loans.append(loan)
    declared = [{"name": f"emissions.scope{s}", "value": round(r.uniform(100, 90000), 3),
                 "unit": "tCO2e", "from": "2019-01-01", "to": "2019-12-31", "source": "made up",
                 "grade": 1 + plot % 5} for s in (1, 2)]
    if plot in (1, 3):
        declared.append(dict(declared[0], name="emissions.avoided", value=1000 * plot))
    if plot == 7:
        declared = []
    return {"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [ring]},
            "properties": {"id": f"p{plot}", "name": f"Plot {plot}", "simulated": True,
                           "position_error_m": 1, "client": {"id": f"C{plot // 2}"},
                           "sector": {"scheme": "NACE-2.1", "code": ["16.10", "24.10"][plot % 2]},
                           "country": "CN" if plot < 6 else "DE",
                           "loans": loans, "declared": declared}}


def write(path, features):
    with open(path, "w", encoding="utf-8") as f:
        json.dump({"type": "FeatureCollection", "features": features}, f)


def make(folder):
    from osgeo import osr
    osr.UseExceptions()
    utm, wgs = osr.SpatialReference(), osr.SpatialReference()
    utm.ImportFromEPSG(32650)
    wgs.ImportFromEPSG(4326)
    for crs in (utm, wgs):
        crs.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    move = osr.CoordinateTransformation(utm, wgs)
    features = []
    for plot in range(PLOTS):
        x, y, side = 300100 + 120 * plot, 4499800, 10 * SIDE
        ring = [(x, y), (x + side, y), (x + side, y + side), (x, y + side), (x, y)]
        features.append(project(plot, [list(move.TransformPoint(*p)[:2]) for p in ring]))
    os.makedirs(folder, exist_ok=True)
    write(f"{folder}/projects.geojson", features)
    write(f"{folder}/reversed.geojson", features[::-1])
    scene(f"{folder}/scenes", "s", DAYS, lambda plot: plot % 4)
    scene(f"{folder}/late", "t", ["2020-07-25", "2020-07-27", "2020-07-29", "2020-08-01",
                                  "2020-08-03", "2020-08-05"], lambda plot: 3 * (plot % 4))


def amounts(loan, change):
    for key, value in loan.items():
        if isinstance(value, dict) and "minor" in value:
            value["minor"] = str(change(key, int(value["minor"])))


def split(source, target):
    """Each loan in two parts that come to the same."""
    d = json.load(open(source, encoding="utf-8"))
    for feature in d["features"]:
        loans = []
        for loan in feature["properties"]["loans"]:
            for part in (0, 1):
                half = json.loads(json.dumps(loan))
                half["id"] += "ab"[part]

                def cut(key, minor, part=part):
                    if "outstanding" not in key:
                        return minor
                    return minor // 3 if part == 0 else minor - minor // 3
                amounts(half, cut)
                loans.append(half)
        feature["properties"]["loans"] = loans
    write(target, d["features"])


def scale(source, target, factor):
    d = json.load(open(source, encoding="utf-8"))
    for feature in d["features"]:
        for loan in feature["properties"]["loans"]:
            amounts(loan, lambda key, minor: minor * factor)
    write(target, d["features"])


if __name__ == "__main__":
    {"make": make, "split": split,
     "scale": lambda a, b, f: scale(a, b, int(f))}[sys.argv[1]](*sys.argv[2:])
