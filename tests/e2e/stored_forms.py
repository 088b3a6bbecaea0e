#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""One picture in many forms of GeoTIFF.

usage: stored_forms.py make          forms/*.tif, damaged/*.tif and zones.csv in the current folder
       stored_forms.py judge FILE    rows of `zonal --json`"""
import json
import math
import os
import sys

import numpy as np
from osgeo import gdal, osr

gdal.UseExceptions()
osr.UseExceptions()
ROWS, COLS, LEFT, TOP, CELL = 300, 421, 400000, 1200000, 10
TILED = ["TILED=YES", "BLOCKXSIZE=64", "BLOCKYSIZE=48"]
STRIPS = ["BLOCKYSIZE=37"]  # the last strip is shorter
DEFLATE = ["COMPRESS=DEFLATE"]
# name: (type, bands, creation options)
FORMS = {
    "tiles": ("uint16", 1, TILED + DEFLATE), "strips": ("uint16", 1, STRIPS + DEFLATE),
    "tiles-2": ("uint16", 1, TILED + DEFLATE + ["PREDICTOR=2"]), "strips-2": ("uint16", 1, STRIPS + DEFLATE + ["PREDICTOR=2"]),
    "bytes-2": ("uint8", 1, TILED + DEFLATE + ["PREDICTOR=2"]), "signed-2": ("int16", 1, TILED + DEFLATE + ["PREDICTOR=2"]),
    "wide-2": ("uint32", 1, TILED + DEFLATE + ["PREDICTOR=2"]), "wider-2": ("int32", 1, STRIPS + DEFLATE + ["PREDICTOR=2"]),
    "long": ("int64", 1, TILED + DEFLATE), "long-2": ("int64", 1, TILED + DEFLATE + ["PREDICTOR=2"]),
    "real": ("float32", 1, TILED + DEFLATE), "real-2": ("float32", 1, TILED + DEFLATE + ["PREDICTOR=2"]),
    "real-3": ("float32", 1, TILED + DEFLATE + ["PREDICTOR=3"]), "double": ("float64", 1, STRIPS + DEFLATE),
    "big": ("uint16", 1, TILED + DEFLATE + ["PREDICTOR=2", "BIGTIFF=YES"]),
    "other-end": ("uint16", 1, TILED + DEFLATE + ["PREDICTOR=2", "ENDIANNESS=BIG"]),
    "other-end-1": ("uint16", 1, STRIPS + DEFLATE + ["ENDIANNESS=BIG"]),
    "bits": ("uint16", 1, TILED + DEFLATE + ["NBITS=14"]), "one-bit": ("uint8", 1, TILED + DEFLATE + ["NBITS=1"]),
    "by-band": ("uint16", 3, TILED + DEFLATE + ["PREDICTOR=2", "INTERLEAVE=BAND"]),
    "by-pixel": ("uint16", 3, TILED + DEFLATE + ["PREDICTOR=2", "INTERLEAVE=PIXEL"]),
    "pixel-strips": ("uint8", 3, STRIPS + DEFLATE + ["INTERLEAVE=PIXEL"]),
    "lzw": ("uint16", 1, TILED + ["COMPRESS=LZW", "PREDICTOR=2"]), "zstd": ("uint16", 1, TILED + ["COMPRESS=ZSTD", "PREDICTOR=2"]),
    "packbits": ("uint8", 1, STRIPS + ["COMPRESS=PACKBITS"]), "plain": ("uint16", 1, TILED),
    "one-strip": ("uint16", 1, ["BLOCKYSIZE=300"] + DEFLATE + ["PREDICTOR=2"]),
    "lines": ("uint16", 1, ["BLOCKYSIZE=1"] + DEFLATE + ["PREDICTOR=2"]),
    "one-tile": ("uint16", 1, ["TILED=YES", "BLOCKXSIZE=432", "BLOCKYSIZE=304"] + DEFLATE + ["PREDICTOR=2"]),
    "sparse": ("uint16", 1, TILED + DEFLATE + ["PREDICTOR=2", "SPARSE_OK=YES"]),
    "cog": ("uint16", 1, None),
}


def cells(name, kind, bands):
    """Noise over all that the type holds; something to sum up exactly in doubles."""
    chance = np.random.default_rng(sum(name.encode()))
    most = {"one-bit": 1, "bits": 16383}.get(name)
    if kind.startswith("float"):
        made = chance.integers(-2**20, 2**20, (bands, ROWS, COLS)) / 64
    else:
        info = np.iinfo(kind)
        low, high = (0, most) if most else (max(info.min, -2**40), min(info.max, 2**40))
        made = chance.integers(low, high, (bands, ROWS, COLS), endpoint=True)
    if name == "sparse":
        made[:, 48:200, 64:300] = 0
    return made.astype(kind)


def crs():
    system = osr.SpatialReference()
    system.ImportFromEPSG(32637)
    return system.ExportToWkt()


def write(path, made, options):
    kind = {"uint8": gdal.GDT_Byte, "uint16": gdal.GDT_UInt16, "int16": gdal.GDT_Int16, "uint32": gdal.GDT_UInt32,
            "int32": gdal.GDT_Int32, "int64": gdal.GDT_Int64, "float32": gdal.GDT_Float32,
            "float64": gdal.GDT_Float64}[str(made.dtype)]
    cog = options is None
    driver = gdal.GetDriverByName("MEM" if cog else "GTiff")
    file = driver.Create("" if cog else path, COLS, ROWS, len(made), kind, [] if cog else options)
    file.SetProjection(crs())
    file.SetGeoTransform((LEFT, CELL, 0, TOP, 0, -CELL))
    for i, band in enumerate(made):
        file.GetRasterBand(i + 1).WriteArray(band)
    if cog:
        gdal.GetDriverByName("COG").CreateCopy(path, file, options=["BLOCKSIZE=128", "COMPRESS=DEFLATE", "PREDICTOR=YES"])


def make():
    os.makedirs("forms")
    os.makedirs("damaged")
    for name, (kind, bands, options) in FORMS.items():
        write(f"forms/{name}.tif", cells(name, kind, bands), options)
    for name in ("tiles-2", "strips", "cog"):
        with open(f"forms/{name}.tif", "rb") as f:
            data = bytearray(f.read())
        data[len(data) // 2] ^= 0x20
        with open(f"damaged/{name}-damaged.tif", "wb") as f:
            f.write(data)
    # whole cells: all of them, and a part that ends in the midst of blocks
    boxes = {"all": (0, 0, COLS, ROWS), "part": (30, 20, 333, 271)}
    with open("zones.csv", "w", encoding="utf-8") as f:
        f.write("id,wkt\n")
        for name, (c0, r0, c1, r1) in boxes.items():
            x0, x1, y0, y1 = LEFT + CELL * c0, LEFT + CELL * c1, TOP - CELL * r1, TOP - CELL * r0
            f.write(f'{name},"POLYGON(({x0} {y0},{x1} {y0},{x1} {y1},{x0} {y1},{x0} {y0}))"\n')


def judge(path):
    rows = {}
    for line in open(path, encoding="utf-8"):
        row = json.loads(line)
        rows[os.path.basename(row["raster"])[:-4], row["band"], row["zone"]] = row
    faults = []
    for name, (kind, bands, _) in FORMS.items():
        for i, made in enumerate(cells(name, kind, bands)):
            for zone, part in (("all", made), ("part", made[20:271, 30:333])):
                row = rows.pop((name, str(i + 1), zone))
                want = {"count": part.size, "min": part.min(), "max": part.max(), "sum": math.fsum(part.ravel().tolist()),
                        "mean": math.fsum(part.ravel().tolist()) / part.size, "stdev": part.astype("float64").std()}
                faults += [(name, i + 1, zone, k, row[k], float(v)) for k, v in want.items()
                           if not abs(row[k] - float(v)) <= (1e-9 if k == "stdev" else 1e-14) * max(1, abs(float(v)))]
    if faults or rows:
        sys.exit(f"{faults[:5]} {list(rows)[:5]}")
    print(f"{len(FORMS)} forms are as numpy has them")


if __name__ == "__main__":
    {"make": make, "judge": judge}[sys.argv[1]](*sys.argv[2:])
