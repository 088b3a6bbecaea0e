#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Hard polygons: a raster of ones and a zone of each, and what GEOS says of the area on it in cells.

usage: zonal_hard.py make WKT-FOLDER    NAME.tif and NAME.gpkg in the current folder, area.json
       zonal_hard.py check              NAME.1.csv against area.json
"""
import csv
import json
import pathlib
import sys

import numpy as np
from osgeo import gdal, ogr, osr

gdal.UseExceptions()
ogr.UseExceptions()
# x of the left side, y of the top, columns, rows, cells a degree
GRIDS = {"antarctica": (-180, 90, 2160, 1080, 6), "russia": (-180, 90, 2160, 1080, 6),
         "regression4": (-166.84166666666667, 71.358333333333334, 1706, 524, 120),
         "regression6": (145.925, -33.475, 29, 41, 20)}


def raster(name, place, grid):
    left, top, cols, rows, scale = grid
    file = gdal.GetDriverByName("GTiff").Create(f"{name}.tif", cols, rows, 1, gdal.GDT_Byte)
    file.SetGeoTransform((left, 1 / scale, 0, top, 0, -1 / scale))
    file.SetProjection(place.ExportToWkt())
    file.GetRasterBand(1).WriteArray(np.ones((rows, cols), "uint8"))


def zone(name, place, shape):
    file = ogr.GetDriverByName("GPKG").CreateDataSource(f"{name}.gpkg")
    layer = file.CreateLayer("zones", place, ogr.wkbUnknown)
    feature = ogr.Feature(layer.GetLayerDefn())
    feature.SetGeometry(shape)
    layer.CreateFeature(feature)


def area_in_cells(shape, grid):
    left, top, cols, rows, scale = grid
    right, low = left + cols / scale, top - rows / scale
    box = ogr.CreateGeometryFromWkt(
        f"POLYGON (({left!r} {low!r}, {right!r} {low!r}, {right!r} {top!r}, {left!r} {top!r}, {left!r} {low!r}))")
    return shape.MakeValid().Intersection(box).GetArea() * scale * scale


def make(folder):
    place = osr.SpatialReference()
    place.ImportFromEPSG(4326)
    place.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    areas = {}
    for name, grid in GRIDS.items():
        shape = ogr.CreateGeometryFromWkt((folder / f"{name}.wkt").read_text("ascii").strip(' \n"'))
        raster(name, place, grid)
        zone(name, place, shape)
        areas[name] = area_in_cells(shape, grid)
    pathlib.Path("area.json").write_text(json.dumps(areas), "ascii")


def check():
    areas = json.loads(pathlib.Path("area.json").read_text("ascii"))
    assert abs(areas["regression6"] - 823) < 1e-6, areas  # the peer's figure, reference/README.md
    for name, area in areas.items():
        with open(f"{name}.1.csv", newline="", encoding="ascii") as file:
            rows = list(csv.DictReader(file))
        assert len(rows) == 1, (name, rows)
        for figure in "count", "sum":
            got = float(rows[0][figure])
            assert abs(got / area - 1) < 1e-10, (name, figure, got, area)
        assert rows[0]["min"] == rows[0]["max"] == "1", (name, rows)
    print(f"{len(areas)} polygons as GEOS has them")


if __name__ == "__main__":
    if sys.argv[1] == "make":
        make(pathlib.Path(sys.argv[2]))
    else:
        check()
