#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Rasters and zones for zonal.sh, and what must come out, by numpy and GDAL.

    zonal_data.py make | corner | ndvi | files | published FOLDER | outline FILE | cloud ITEM | landsat FOLDER
"""
import csv
import glob
import json
import math
import os
import sys

import numpy
from osgeo import gdal, ogr, osr

gdal.UseExceptions()
ogr.UseExceptions()
osr.UseExceptions()

SIDE = 700  # of the scenes in UTM
LEFT, TOP = 400000.0, 1200000.0
NORTH = 6700000.0  # of the plain with the corner


def srs_of(code):
    srs = osr.SpatialReference()
    srs.ImportFromEPSG(code)
    srs.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    return srs


def write(path, bands, affine, code, nodata=None, options=()):
    bands = [numpy.asarray(band) for band in bands]
    kind = {"int16": gdal.GDT_Int16, "uint16": gdal.GDT_UInt16, "uint8": gdal.GDT_Byte,
            "int64": gdal.GDT_Int64, "float32": gdal.GDT_Float32}[str(bands[0].dtype)]
    rows, cols = bands[0].shape
    file = gdal.GetDriverByName("GTiff").Create(path, cols, rows, len(bands), kind, list(options))
    file.SetProjection(srs_of(code).ExportToWkt())
    file.SetGeoTransform(affine)
    for number, band in enumerate(bands, 1):
        file.GetRasterBand(number).WriteArray(band)
        if nodata is not None:
            file.GetRasterBand(number).SetNoDataValue(nodata)
    return file


def geojson(path, *rings, names=None):
    features = []
    for i, ring in enumerate(rings):
        properties = {"id": names[i]} if names else {}
        features.append({"type": "Feature", "properties": properties, "geometry":
                         {"type": "Polygon", "coordinates": [[list(p) for p in ring]]}})
    with open(path, "w", encoding="ascii") as f:
        json.dump({"type": "FeatureCollection", "features": features}, f)


def box(x0, y0, x1, y1):
    return [(x0, y0), (x1, y0), (x1, y1), (x0, y1), (x0, y0)]


def make_small():
    """In degrees, 4 columns and 3 rows of 1 degree from (0, 3) down, as the peers' tests have it."""
    affine = (0.0, 1.0, 0.0, 3.0, 0.0, -1.0)
    grid = numpy.array([[1, 2, 3, 4], [1, 2, 2, 5], [3, 3, 3, 2]])
    write("small.tif", [grid.astype("int16")], affine, 4326)
    wide = numpy.full((3, 4), 2397083434877565865, "int64")
    write("wide.tif", [wide], affine, 4326)
    counts = numpy.full((3, 4), 17650, "int16")
    counts[1, 1] = -999
    file = write("scaled.tif", [counts], affine, 4326, nodata=-999)
    file.GetRasterBand(1).SetScale(0.00157)
    file.GetRasterBand(1).SetOffset(250.47)
    file = None
    gdal.SetConfigOption("GDAL_TIFF_INTERNAL_MASK", "YES")
    file = write("masked.tif", [numpy.arange(12).reshape(3, 4).astype("int16")], affine, 4326)
    file.CreateMaskBand(gdal.GMF_PER_DATASET)
    mask = numpy.zeros((3, 4), "uint8")
    mask.flat[3:6] = 255
    file.GetRasterBand(1).GetMaskBand().WriteArray(mask)
    file = None
    write("empty.tif", [numpy.full((3, 4), 7, "int16")], affine, 4326, nodata=7)
    classes = numpy.full((3, 4), 9, "uint8")
    classes[:, 0] = 7
    write("classes.tif", [classes], affine, 4326)
    geojson("half.geojson", box(0.5, 0.5, 2.5, 2))
    geojson("whole.geojson", box(0, 0, 4, 3))
    geojson("beside.geojson", box(50, 50, 51, 51))
    with open("bare.csv", "w", encoding="ascii") as f:
        f.write('id,wkt\n"north, ""1""","POLYGON((0.5 0.5,2.5 0.5,2.5 2,0.5 2,0.5 0.5))"\n')
    with open("bow.csv", "w", encoding="ascii") as f:
        f.write('id,wkt\nbow,"POLYGON((0 0,2 2,2 0,0 2,0 0))"\n')
    with open("mixed.csv", "w", encoding="ascii") as f:
        f.write('id,wkt\ngood,"POLYGON((0 0,2 0,2 2,0 2,0 0))"\nbad,"POLYGON((0 0,2"\n')


def make_pyramid():
    """Its overviews say other than its pixels."""
    file = write("pyramid.tif", [numpy.ones((512, 512), "uint8")], (0, 0.01, 0, 5.12, 0, -0.01), 4326)
    file.BuildOverviews("NEAREST", [2, 4])
    file.GetRasterBand(1).GetOverview(0).WriteArray(numpy.full((256, 256), 200, "uint8"))
    file.GetRasterBand(1).GetOverview(1).WriteArray(numpy.full((128, 128), 200, "uint8"))
    file = None
    geojson("half_pyramid.geojson", box(0, 0, 5.12, 5.12))


def make_globe():
    write("globe.tif", [numpy.ones((180, 360), "uint8")], (-180.0, 1.0, 0, 90.0, 0, -1.0), 4326)
    geojson("fiji.geojson", box(178, -18, -178, -16))


def scene_pixels():
    random = numpy.random.default_rng(5)
    red = random.integers(200, 3000, (SIDE, SIDE)).astype("uint16")
    nir = random.integers(1500, 5000, (SIDE, SIDE)).astype("uint16")
    scl = numpy.full((SIDE // 2, SIDE // 2), 4, "uint8")
    scl[random.random(scl.shape) < 0.2] = 9
    scl[random.random(scl.shape) < 0.1] = 3
    return red, nir, scl


def make_utm():
    red, nir, scl = scene_pixels()
    affine = (LEFT, 10.0, 0, TOP, 0, -10.0)
    tiles = ("TILED=YES", "BLOCKXSIZE=256", "BLOCKYSIZE=256", "COMPRESS=DEFLATE")
    write("red.tif", [red], affine, 32637, options=tiles)
    write("T50TMK_20210605T031131_B04_10m.tif", [red], affine, 32637)
    write("nir.tif", [nir], affine, 32637)
    write("scl.tif", [scl], (LEFT, 20.0, 0, TOP, 0, -20.0), 32637)
    write("stack.tif", [red, red, nir], affine, 32637, options=tiles)
    write("cut.tif", [red], affine, 32637)
    with open("cut.tif", "r+b") as f:
        f.truncate(os.path.getsize("cut.tif") * 2 // 3)
    item = {"type": "Feature", "stac_version": "1.0.0", "id": "first", "collection": "c", "geometry": None,
            "links": [], "properties": {"datetime": "2020-01-02T23:59:59Z",
                                        "terrassay:quantity": "reflectance_surface"},
            "assets": {k: {"href": f"{k}.tif", "eo:bands": [{"name": k, "common_name": k}],
                           "raster:bands": [{"scale": 0.0001}]} for k in ("red", "nir")}}
    with open("item.json", "w", encoding="ascii") as f:
        json.dump(item, f)
    # a wide plain for the corner, far north: 90 km in cells of 100 m
    plain = numpy.ones((900, 900), "uint8")
    write("utm.tif", [plain], (LEFT - 10000, 100.0, 0, NORTH + 10000, 0, -100.0), 32637)


def to_degrees(points):
    way = osr.CoordinateTransformation(srs_of(32637), srs_of(4326))
    return [tuple(p[:2]) for p in way.TransformPoints([list(p) for p in points])]


def make_zones():
    inner = box(LEFT + 1003.5, TOP - 5207.25, LEFT + 6181.75, TOP - 903.0)
    dense = []
    for (x0, y0), (x1, y1) in zip(inner, inner[1:]):
        dense += [(x0 + (x1 - x0) * k / 200, y0 + (y1 - y0) * k / 200) for k in range(200)]
    geojson("utm_zone.geojson", to_degrees(dense + dense[:1]))
    many = []
    random = numpy.random.default_rng(8)
    for x, y in random.random((40, 2)):
        x, y = LEFT - 500 + 7500 * x, TOP + 500 - 7500 * y
        many.append(to_degrees(box(x, y, x + 1100, y + 700)))
    geojson("many.geojson", *many, names=[f"z{i}" for i in range(40)])
    geojson("corner.geojson", to_degrees([(LEFT, NORTH - 60000), (LEFT + 60000, NORTH - 55000),
                                          (LEFT + 3000, NORTH - 500), (LEFT, NORTH - 60000)]))


def table(path):
    with open(path, encoding="utf-8", newline="") as f:
        return list(csv.DictReader(f))


def near(got, want, relative, what):
    got, want = float(got), float(want)
    if not abs(got - want) <= relative * max(abs(want), 1e-300):
        sys.exit(f"{what}: {got!r}, wanted {want!r}")


def corner():
    """Edges that are straight in degrees are bent in metres: cut finely, moved point by point."""
    zone = json.load(open("corner.geojson", encoding="ascii"))["features"][0]["geometry"]["coordinates"][0]
    way = osr.CoordinateTransformation(srs_of(4326), srs_of(32637))
    ring = ogr.Geometry(ogr.wkbLinearRing)
    for (x0, y0), (x1, y1) in zip(zone, zone[1:]):
        for k in range(20000):
            x, y, _ = way.TransformPoint(x0 + (x1 - x0) * k / 20000, y0 + (y1 - y0) * k / 20000)
            ring.AddPoint_2D(x, y)
    ring.CloseRings()
    shape = ogr.Geometry(ogr.wkbPolygon)
    shape.AddGeometry(ring)
    row = table("corner.csv")[0]
    near(row["count"], shape.Area() / 1e4, 4e-4, "cells")  # edges follow to a tenth of a cell
    straight = ogr.Geometry(ogr.wkbLinearRing)
    for x, y in zone:
        straight.AddPoint_2D(*way.TransformPoint(x, y)[:2])
    chord = ogr.Geometry(ogr.wkbPolygon)
    chord.AddGeometry(straight)
    assert abs(chord.Area() / shape.Area() - 1) > 1.5e-3, "the corner shows nothing"


def shares(n, lo, hi):
    cells = numpy.arange(n)
    return numpy.clip(numpy.minimum(cells + 1, hi) - numpy.maximum(cells, lo), 0, 1)


def ndvi():
    """By numpy, from shares of cells under the box."""
    red, nir, scl = (band.astype(float) for band in scene_pixels())
    index = (nir - red) / (nir + red)
    weight = numpy.outer(shares(SIDE, 90.3, 520.725), shares(SIDE, 100.35, 618.175))
    states = numpy.repeat(numpy.repeat(scl, 2, 0), 2, 1)
    for path, usable in (("ndvi.csv", states >= 0), ("together.csv", states >= 0), ("scl.csv", states == 4),
                         ("codes.csv", ~numpy.isin(states, (3, 8, 9))), ("bits.csv", states != 9)):
        w = weight * usable
        mean = (w * index).sum() / w.sum()
        row = table(path)[0]
        near(row["count"], w.sum(), 1e-7, path + " count")  # the zone went through degrees
        near(row["mean"], mean, 1e-7, path + " mean")
        near(row["stdev"], math.sqrt((w * (index - mean) ** 2).sum() / w.sum()), 1e-7, path + " stdev")
        near(row["valid_fraction"], w.sum() / weight.sum(), 1e-7, path + " share")
        assert len(table(path)) == 1 and row["band"] == "ndvi", row


def files():
    rows = table("many.csv")
    for path in ("many.gpkg", "many_out.geojson"):
        file = ogr.Open(path)
        layer = file.GetLayer(0)
        found = [(f["zone"], f["raster"], f["band"], f["count"], f["mean"], f["variety"],
                  f.GetGeometryRef().IsValid()) for f in layer]
        assert len(found) == len(rows) > 60, (path, len(found), len(rows))
        for (zone, raster, band, count, mean, variety, valid), row in zip(found, rows):
            assert (zone, raster, band) == (row["zone"], row["raster"], row["band"]) and valid
            assert count == float(row["count"]) and variety == int(row["variety"]), row
            assert (mean is None) == (row["mean"] == ""), row
            assert mean is None or mean == float(row["mean"]), row
        layer.ResetReading()
        first = layer.GetNextFeature()
        shape = json.loads(first.GetGeometryRef().ExportToJson())
        zones = json.load(open("many.geojson", encoding="ascii"))["features"]
        want = next(z for z in zones if z["properties"]["id"] == rows[0]["zone"])
        corners = (sorted(map(tuple, ring[:-1])) for ring in
                   (shape["coordinates"][0], want["geometry"]["coordinates"][0]))
        for got, drawn in zip(*corners):
            assert math.dist(got, drawn) < 1e-7, (path, got, drawn)


def fractions(shape, affine, rows, cols):
    """Share of each cell in a shape, by GEOS's intersections."""
    x0, dx, _, y0, _, dy = affine
    out = numpy.zeros((rows, cols))
    west, east, south, north = shape.GetEnvelope()
    for r in range(max(0, math.floor((north - y0) / dy)), min(rows, math.ceil((south - y0) / dy))):
        for c in range(max(0, math.floor((west - x0) / dx)), min(cols, math.ceil((east - x0) / dx))):
            cell = ogr.Geometry(ogr.wkbLinearRing)
            for x, y in box(x0 + c * dx, y0 + r * dy, x0 + (c + 1) * dx, y0 + (r + 1) * dy):
                cell.AddPoint_2D(x, y)
            square = ogr.Geometry(ogr.wkbPolygon)
            square.AddGeometry(cell)
            out[r, c] = shape.Intersection(square).Area() / abs(dx * dy)
    return out


def weighted(value, weight):
    """The statistics by their definitions; cells of weight 0 left out."""
    value, weight = value[weight > 0].astype(float), weight[weight > 0]
    order = numpy.lexsort((weight, value))
    value, weight = value[order], weight[order]
    n, mean = weight.sum(), (weight * value).sum() / weight.sum()
    before = numpy.concatenate([[0], numpy.cumsum(weight)[:-1]])
    place = numpy.arange(len(value)) * weight + (len(value) - 1) * before
    return {"count": n, "sum": n * mean, "mean": mean, "min": value.min(), "max": value.max(),
            "stdev": math.sqrt((weight * (value - mean) ** 2).sum() / n),
            "median": numpy.interp(place[-1] / 2, place, value)}


def by_geos(raster, zones, path):
    """A row for each zone that meets the raster, and for no other, by GEOS's shares of the cells that
    the file's own mask lets count. Returns the shares of these zones that were seen."""
    file, layers = gdal.Open(raster), ogr.Open(zones)
    pixels, counts = file.ReadAsArray(), file.GetRasterBand(1).GetMaskBand().ReadAsArray() > 0
    affine, rows, seen = file.GetGeoTransform(), table(path), []
    for name, feature in enumerate(layers.GetLayer(0), 1):
        shape = feature.GetGeometryRef()
        inside = fractions(shape, affine, *pixels.shape)
        if inside.sum() == 0:
            continue
        row = rows.pop(0)
        weight = inside * counts
        share = weight.sum() / (shape.Area() / abs(affine[1] * affine[5]))
        seen.append(round(share, 6))
        if weight.sum() == 0:
            assert float(row["count"]) == float(row["valid_fraction"]) == 0, row
            assert all(row[key] == "" for key in ("sum", "mean", "min", "max", "stdev", "median")), row
            continue
        near(row["valid_fraction"], share, 1e-10, f"{path} {name} valid_fraction")
        exact = weighted(pixels[counts], weight[counts])
        if exact["min"] == exact["max"]:
            exact["stdev"] = 0.0  # and not what rounding leaves
        for key, want in exact.items():
            near(row[key], want, 1e-10, f"{path} {name} {key}")
    assert not rows, (path, rows)
    return seen


def classes(raster, zones):
    file, layers = gdal.Open(raster), ogr.Open(zones)
    pixels = file.ReadAsArray()
    for row, feature in zip(table("slope_classes.csv"), layers.GetLayer(0), strict=True):
        weight = fractions(feature.GetGeometryRef(), file.GetGeoTransform(), *pixels.shape)
        want = {value: weight[pixels == value].sum() / weight.sum() for value in numpy.unique(pixels[weight > 0])}
        got = {float(k): float(v) for k, v in (pair.split(":") for pair in row["shares"].split())}
        assert got.keys() == want.keys() and int(row["variety"]) == len(want), (row, want)
        for value, share in want.items():
            near(got[value], share, 1e-10, f"share of {value}")
        assert float(row["mode"]) == max(want, key=want.get), (row, want)
        assert float(row["minority"]) == min(want, key=want.get), (row, want)


def published(folder):
    """Against exactextract's own answers, whose fractions have single precision (good to about
    4e-9; between neighbours that are interpolated it shows ten times as much), and against GEOS."""
    file = gdal.Open(os.path.join(folder, "slope.tif"))
    pixels = file.ReadAsArray()
    for name in ("polygons", "multipolygons"):
        got = table(name + ".csv")
        want = table(os.path.join(folder, f"expected_exactextract_{name}.csv"))
        layer = ogr.Open(os.path.join(folder, name + ".shp"))
        shapes = [f.GetGeometryRef().Clone() for f in layer.GetLayer(0)]
        assert len(got) == len(want) == len(shapes)
        for g, w, shape in zip(got, want, shapes):
            exact = weighted(pixels, fractions(shape, file.GetGeoTransform(), *pixels.shape))
            for key in ("count", "sum", "mean", "min", "max", "stdev", "median"):
                near(g[key], w[key], 1e-7 if key == "median" else 1e-8, f"{name} {key}")
                near(g[key], exact[key], 1e-10, f"{name} {key} by GEOS")
    seen = {}
    for raster, zones, path in (("slope", "polygons_partial_overlap", "slope-partial.csv"),
                                ("slope_nodata", "polygons", "slope_nodata.csv"),
                                ("all_nodata", "polygons", "all_nodata.csv"),
                                ("dataset_mask", "polygons", "dataset_mask.csv")):
        seen[path] = by_geos(os.path.join(folder, raster + ".tif"), os.path.join(folder, zones + ".shp"), path)
    assert 0 < min(seen["slope-partial.csv"]) and max(seen["slope-partial.csv"]) < 0.7, seen
    assert 0.5 < min(seen["slope_nodata.csv"]) and max(seen["slope_nodata.csv"]) < 0.7, seen
    assert seen["all_nodata.csv"] == [0, 0] and seen["dataset_mask.csv"] == [1], seen
    classes(os.path.join(folder, "slope_classes.tif"), os.path.join(folder, "polygons.shp"))


def outline(path):
    """The whole raster as a zone in its own system."""
    file = gdal.Open(path)
    x, dx, _, y, _, dy = file.GetGeoTransform()
    corners = box(x, y, x + dx * file.RasterXSize, y + dy * file.RasterYSize)
    with open("outline.csv", "w", encoding="ascii") as f:
        f.write('id,wkt\nall,"POLYGON((' + ",".join(f"{a!r} {b!r}" for a, b in corners) + '))"\n')
    with open("outline.wkt", "w", encoding="ascii") as f:
        f.write(file.GetProjection())


def cloud(item):
    stated = json.load(open(item, encoding="utf-8"))["properties"]["eo:cloud_cover"]
    seen, clear = float(table("all.csv")[0]["count"]), float(table("clear.csv")[0]["count"])
    share = 100 * (1 - clear / seen)
    if abs(share - stated) > 1.0:
        sys.exit(f"cloud {share:.3f} %, stated {stated} %")
    print(f"cloud {share:.3f} %, stated {stated} %")


def landsat(folder):
    """A real level 2 scene, from edge to edge, in the constants of USGS LSDS-1619: reflectance
    DN x 0.0000275 - 0.2, surface temperature DN x 0.00341802 + 149 K, fill 0."""
    def read(ending):
        (path,) = glob.glob(os.path.join(folder, "*" + ending))
        return gdal.Open(path).ReadAsArray()
    quality = read("_QA_PIXEL.TIF")
    # fill, dilated cloud, cirrus, cloud, shadow; of clear ground no saturated pixel, of snow (bit 5) any
    usable = ((quality & 0x1F) == 0) & (((quality & 0x20) != 0) | (read("_QA_RADSAT.TIF") == 0))
    counts = {"red": read("_SR_B4.TIF"), "nir": read("_SR_B5.TIF"), "lwir11": read("_ST_B10.TIF")}
    want = {name: numpy.where(usable & (dn > 0), dn * (2.75e-5 if name != "lwir11" else 0.00341802)
                              + (-0.2 if name != "lwir11" else 149.0), numpy.nan)
            for name, dn in counts.items()}
    assert (want["red"] + want["nir"])[usable].min() > 0.5  # no divisor near nought in this scene
    want["ndvi"] = (want["nir"] - want["red"]) / (want["nir"] + want["red"])
    rows = {row["band"]: row for row in table("landsat.csv")}
    for name, values in want.items():
        seen, row = values[numpy.isfinite(values)], rows[name]
        assert float(row["count"]) == len(seen) > 40000, (name, row["count"], len(seen))
        assert row["date"] == "2015-07-10", row
        near(row["valid_fraction"], len(seen) / quality.size, 1e-9, name + " valid_fraction")
        for key, value in (("mean", seen.mean()), ("stdev", seen.std()), ("min", seen.min()), ("max", seen.max())):
            near(row[key], value, 1e-9, f"{name} {key}")
        print(f"{name} of {len(seen)} cells: {seen.mean():.6f}")
    clear = usable & ((quality & 0x20) == 0)
    assert clear.sum() == 0, "nothing but snow is clear in this scene"


def main():
    if sys.argv[1] == "make":
        for step in (make_small, make_pyramid, make_globe, make_utm, make_zones):
            step()
    else:
        {"corner": corner, "ndvi": ndvi, "files": files, "published": published, "outline": outline,
         "cloud": cloud, "landsat": landsat}[sys.argv[1]](*sys.argv[2:])


main()
