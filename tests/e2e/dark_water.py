#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Dark water, made here as products and catalogues state it, and what numpy says of it.

usage: dark_water.py make          scenes/, doubtful/, twice/, ponds/, site.csv, field.csv and pond.csv in the current folder
       dark_water.py judge FILE    rows of `project looks --json` """
import json
import os
import sys

import numpy as np
from osgeo import gdal, osr

gdal.UseExceptions()
osr.UseExceptions()
SIDE, LEFT, TOP, CELL = 128, 699960, 5000040, 10  # UTM zone 32
FILL = (slice(0, 16), slice(0, 16))  # no data, inside the site


def water(darkest):
    """Reflectance of red and nir in ten-thousandths; nir is the darker one."""
    chance = np.random.default_rng(5)
    red = chance.integers(darkest, 300, (SIDE, SIDE))
    return {"red": red, "nir": chance.integers(darkest, 60, (SIDE, SIDE))}


BRIGHT, DARK = water(1), water(-60)  # what an atmospheric correction leaves of water may be below zero
S2 = {"platform": "sentinel-2a", "s2:product_type": "S2MSI2A"}
LANDSAT = {"platform": "landsat-8", "landsat:correction": "L2SP", "landsat:wrs_path": "193", "landsat:wrs_row": "29"}
# day: (water, scale of a count, what is added to it in ten-thousandths, stated offset, properties)
LOOKS = {
    "2023-06-01": (BRIGHT, 1e-4, 1000, -0.1, {"s2:processing_baseline": "05.09"}),
    "2023-06-02": (BRIGHT, 1e-4, 1000, -0.1, {"s2:processing_baseline": "05.09",
                                              "earthsearch:boa_offset_applied": False}),
    "2023-06-03": (BRIGHT, 1e-4, 0, -0.1, {"s2:processing_baseline": "05.09",
                                           "earthsearch:boa_offset_applied": True}),
    "2020-06-04": (BRIGHT, 1e-4, 0, None, {"s2:processing_baseline": "02.14"}),
    "2023-06-05": (DARK, 1e-4, 1000, -0.1, {"s2:processing_baseline": "05.09"}),
    "2023-06-06": (DARK, 2.75e-5, 2000, -0.2, None),  # Landsat, Collection 2
}
DOUBTFUL = {
    "2023-06-07": (BRIGHT, 1e-4, 1000, None, {"s2:processing_baseline": "05.09"}),
    "2020-06-08": (BRIGHT, 1e-4, 0, -0.1, {"s2:processing_baseline": "02.14"}),
}
FIELD = {"red": np.full((SIDE, SIDE), 300), "nir": np.full((SIDE, SIDE), 2500)}  # plants
TWICE = {
    "2023-06-09": (FIELD, 1e-4, 1000, -0.1, {"s2:processing_baseline": "05.09"}),
    "2023-06-10": (FIELD, 1e-4, 0, -0.1, {"s2:processing_baseline": "05.09", "earthsearch:boa_offset_applied": False}),
}
# plants around a pond so dark that its own reflectance is below that of any ground
POND = {band: cells.copy() for band, cells in FIELD.items()}
for cells in POND.values():
    cells[100:116, 100:116] = -700
PONDS = {
    "2023-06-11": (POND, 1e-4, 1000, -0.1, {"s2:processing_baseline": "05.09"}),
    "2023-06-12": ({band: np.full((SIDE, SIDE), -700) for band in FIELD}, 2.75e-5, 2000, -0.2, None),  # Landsat
}


def counts(values, scale, added):
    """Whole counts, as a file has them; 0 is no data."""
    made = np.rint((values + added) / 1e4 / scale).astype("uint16")
    made[FILL] = 0
    return made


def write(path, cells):
    made = gdal.GetDriverByName("GTiff").Create(path, SIDE, SIDE, 1, gdal.GDT_UInt16,
                                                ["TILED=YES", "COMPRESS=DEFLATE", "PREDICTOR=2", "BLOCKXSIZE=64",
                                                 "BLOCKYSIZE=64"])
    crs = osr.SpatialReference()
    crs.ImportFromEPSG(32632)
    made.SetProjection(crs.ExportToWkt())
    made.SetGeoTransform((LEFT, CELL, 0, TOP, 0, -CELL))
    made.GetRasterBand(1).WriteArray(cells)


def make_looks(folder, looks, what="water"):
    for day, (values, scale, added, offset, stated) in looks.items():
        name = f"{what}-{day}"
        os.makedirs(f"{folder}/{name}")
        item = {"type": "Feature", "stac_version": "1.0.0", "id": name, "collection": "lakes", "geometry": None,
                "links": [], "properties": dict(LANDSAT if stated is None else dict(S2, **stated),
                                                datetime=f"{day}T10:00:00Z"), "assets": {}}
        for band, cells in values.items():
            write(f"{folder}/{name}/{band}.tif", counts(cells, scale, added))
            line = {"scale": scale, "nodata": 0}
            if offset is not None:
                line["offset"] = offset
            item["assets"][band] = {"href": f"{band}.tif", "roles": ["data", "reflectance"],
                                    "eo:bands": [{"name": band, "common_name": band}], "raster:bands": [line]}
        with open(f"{folder}/{name}/{name}.json", "w", encoding="utf-8") as f:
            json.dump(item, f)


def make():
    make_looks("scenes", LOOKS)
    make_looks("doubtful", DOUBTFUL)
    make_looks("twice", TWICE, "field")
    make_looks("ponds", PONDS, "pond")
    # over all cells, and some metres beyond: a stored edge moves none of them
    x0, x1, y0, y1 = LEFT - 20, LEFT + SIDE * CELL + 20, TOP - SIDE * CELL - 20, TOP + 20
    with open("site.csv", "w", encoding="utf-8") as f:
        f.write(f'id,wkt\nlake,"POLYGON(({x0} {y0},{x1} {y0},{x1} {y1},{x0} {y1},{x0} {y0}))"\n')
    x0, x1, y0, y1 = LEFT + 400, LEFT + 900, TOP - 900, TOP - 400
    with open("field.csv", "w", encoding="utf-8") as f:
        f.write(f'id,wkt\nfield,"POLYGON(({x0} {y0},{x1} {y0},{x1} {y1},{x0} {y1},{x0} {y0}))"\n')
    x0, x1, y0, y1 = LEFT + 1020, LEFT + 1140, TOP - 1140, TOP - 1020
    with open("pond.csv", "w", encoding="utf-8") as f:
        f.write(f'id,wkt\npond,"POLYGON(({x0} {y0},{x1} {y0},{x1} {y1},{x0} {y1},{x0} {y0}))"\n')


def reflectance(values, scale, added, offset):
    """Of the counts as they were written, not of what they were made from."""
    out = {}
    for band, cells in values.items():
        made = counts(cells, scale, added).astype(float)
        taken = -added / 1e4 if offset is not None and added else 0.0
        out[band] = np.where(made == 0, np.nan, made * scale + taken)
    divisor = out["nir"] + out["red"]
    with np.errstate(invalid="ignore", divide="ignore"):
        out["ndvi"] = np.where(divisor > 0, np.clip((out["nir"] - out["red"]) / divisor, -1, 1), np.nan)
    return out


def near(what, got, want):
    if not abs(got - want) <= 1e-12 * max(1, abs(want)):
        sys.exit(f"{what}: {got!r}, wanted {want!r}")


def judge(path):
    rows = {}
    for line in open(path, encoding="utf-8"):
        row = json.loads(line)
        rows[row["time"][:10], row["layer"]] = row
    assert {("2020-06-04", "red"), ("2023-06-06", "ndvi")} <= set(rows), sorted(rows)
    for day, (values, scale, added, offset, _) in LOOKS.items():
        for band, cells in reflectance(values, scale, added, offset).items():
            row, seen = rows[day, band], cells[np.isfinite(cells)]
            near(f"{day} {band} count", row["count"], len(seen))
            near(f"{day} {band} mean", row["mean"], seen.mean())
            near(f"{day} {band} min", row["min"], seen.min())
            near(f"{day} {band} max", row["max"], seen.max())
    # whoever took the offset off, the water is the same, and who did is told
    for band in ("red", "nir", "ndvi"):
        means = [rows[day, band]["mean"] for day in list(LOOKS)[:4]]
        assert max(means) - min(means) < 1e-12, means
    by = [rows[day, "red"]["offset_by"] for day in list(LOOKS)[:3]]
    assert by[1] == by[2] == "earthsearch:boa_offset_applied" and by[0] != by[1], by
    # below zero stays below zero, and an index has no value where its divisor is none
    for day in list(LOOKS)[4:]:
        red, nir, ndvi = (rows[day, band] for band in ("red", "nir", "ndvi"))
        assert red["min"] < -0.005 and nir["min"] < -0.005 and -1 <= ndvi["min"] and ndvi["max"] <= 1, (day, ndvi)
        assert ndvi["count"] < red["count"] - 100, (day, ndvi["count"], red["count"])
    print("water seen six times:", {day: round(rows[day, "red"]["mean"], 5) for day in LOOKS})


if __name__ == "__main__":
    {"make": make, "judge": judge}[sys.argv[1]](*sys.argv[2:])
