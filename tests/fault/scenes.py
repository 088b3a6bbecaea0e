# SPDX-License-Identifier: Apache-2.0
"""Makes scenes and sites, and reads back what a refresh knows, by other libraries than ours."""
import hashlib
import json
import os
import sqlite3

import h5py
import numpy as np
from osgeo import gdal, osr

gdal.UseExceptions()
SIDE, WEST, NORTH = 96, 300000, 4500000  # cells of 10 m in UTM zone 50


def make_band(path, values):
    kind = gdal.GDT_Byte if values.dtype == np.uint8 else gdal.GDT_UInt16
    file = gdal.GetDriverByName("GTiff").Create(path, SIDE, SIDE, 1, kind,
                                                ["TILED=YES", "BLOCKXSIZE=32", "BLOCKYSIZE=32"])
    crs = osr.SpatialReference()
    crs.ImportFromEPSG(32650)
    file.SetProjection(crs.ExportToWkt())
    file.SetGeoTransform((WEST, 10, 0, NORTH, 0, -10))
    file.GetRasterBand(1).WriteArray(values)
    file = None


def make_scene(folder, number):
    """One of several tiles and months, some under cloud, some a second processing of another."""
    pick = np.random.default_rng(number)
    name = f"s{number:03d}"
    make_band(f"{folder}/{name}_red.tif", pick.integers(500, 1500, (SIDE, SIDE), dtype=np.uint16))
    make_band(f"{folder}/{name}_nir.tif", pick.integers(3000, 4500, (SIDE, SIDE), dtype=np.uint16))
    cloudy = pick.random((SIDE, SIDE)) < (0.9 if number % 7 == 6 else 0.2)
    make_band(f"{folder}/{name}_scl.tif", np.where(cloudy, 9, 4).astype(np.uint8))
    look = number - 1 if number % 5 == 4 else number  # every fifth is processed twice
    assets = {band: {"href": f"{name}_{band}.tif", "eo:bands": [{"name": band, "common_name": band}],
                     "raster:bands": [{"scale": 0.0001, "offset": 0, "nodata": 0}]}
              for band in ("red", "nir")}
    assets["scl"] = {"href": f"{name}_scl.tif"}
    item = {"type": "Feature", "stac_version": "1.0.0", "id": name, "collection": "made",
            "geometry": None, "links": [], "assets": assets,
            "properties": {"datetime": f"2020-{1 + look % 4:02d}-{1 + look % 28:02d}T03:00:00Z",
                           "platform": "sentinel-2a", "processing:level": "L2A",
                           "s2:datatake_id": f"TAKE{look}", "grid:code": f"MGRS-50T{'MN'[look % 2]}K",
                           "s2:processing_baseline": f"{number:02d}.00"}}
    with open(f"{folder}/{name}.json", "w", encoding="utf-8") as file:
        json.dump(item, file)


def make_scenes(folder, n):
    os.makedirs(folder)
    for number in range(n):
        make_scene(folder, number)


def write_sites(path, n, tag="S"):
    """Squares of 100 m on the scenes, in rows of 8."""
    with open(path, "w", encoding="utf-8") as file:
        file.write("id,name,wkt\n")
        for i in range(n):
            x, y = WEST + 30 + 110 * (i % 8), NORTH - 30 - 110 * (i // 8 % 8)
            file.write(f'p{i:05d},{tag},"POLYGON(({x} {y},{x + 100} {y},{x + 100} {y - 100},'
                       f'{x} {y - 100},{x} {y}))"\n')


def texts(dataset):
    return [b"".join(row).split(b"\0")[0].decode() for row in dataset[...]]


def rows_of(path):
    with h5py.File(path, "r") as f:
        columns = [np.repeat(texts(f["project"]), f["row_size"][...]),
                   np.repeat(f["site"][...], f["row_size"][...])]
        for word in ("scene", "processing", "layer", "chip_sha256"):
            words = texts(f[word])
            columns.append([words[i] for i in f[word + "_index"][...]])
        columns += [f[name][...].tolist() for name in ("time", "mean", "count", "inside")]
        return [tuple(map(str, row)) for row in zip(*columns)]


def knowledge(workspace):
    """All that a workspace knows of scenes, chips and observations, checked on the way."""
    store = sqlite3.connect(f"file:{workspace}/store.gpkg?mode=ro", uri=True)
    assert store.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    known = {"scenes": store.execute("SELECT id, processing, state, reason, assets_sha256"
                                     " FROM ta_scene ORDER BY 1, 2").fetchall(),
             "chips": store.execute("SELECT project, site, scene, processing, grid, path, sha256"
                                    " FROM ta_chip ORDER BY 1, 2, 3, 4, 5").fetchall(),
             "holds": store.execute("SELECT part, project, site, stale FROM ta_part_site"
                                    " ORDER BY 1, 2, 3").fetchall(), "rows": []}
    for row in known["chips"]:
        with open(f"{workspace}/{row[5]}", "rb") as file:
            assert hashlib.sha256(file.read()).hexdigest() == row[6], row
    for part, path, sha in store.execute(
            "SELECT part, path, sha256 FROM ta_partition p WHERE version = (SELECT max(version)"
            " FROM ta_partition WHERE kind = p.kind AND part = p.part) ORDER BY part").fetchall():
        with open(f"{workspace}/{path}", "rb") as file:
            assert hashlib.sha256(file.read()).hexdigest() == sha, path
        found = rows_of(f"{workspace}/{path}")
        keys = [row[:5] for row in found]
        assert len(set(keys)) == len(keys), f"{path}: a row stands twice"
        known["rows"] += [(part, *row) for row in found]
    store.close()
    known["rows"].sort()
    return known
