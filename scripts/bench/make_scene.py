# SPDX-License-Identifier: Apache-2.0
"""Makes the data of the scene-pass benchmark: one scene of four bands and sets of parcels.

    make_scene.py FOLDER [--side PIXELS] [--classes-only]

The scene: UInt16, 10 m, four files B02 B03 B04 B08, deflate with predictor 2 in blocks of 512,
no-data 0 in a wedge of about 5 %, land-like structure over five octaves plus sensor noise.
The parcels: non-convex, 0.5 to 50 ha log-uniform; and 20 polygons of 100 km2 with 600 corners.
Each set once in the scene's CRS (_utm.gpkg) and twice in longitude and latitude (_ll.gpkg,
_ll.geojson). A scene classification of 20 m with clouds and shadows in patches. The same seed gives
the same pixels and corners.
"""
import argparse
import json
import math
import os

import numpy
from osgeo import gdal, ogr, osr

gdal.UseExceptions()
ogr.UseExceptions()
osr.UseExceptions()

PIXEL_M, BLOCK, FULL_SIDE = 10.0, 512, 10980
LEFT, TOP, EPSG = 300000.0, 4500000.0, 32650
OCTAVES = ((9, 1.0), (41, 0.55), (205, 0.4), (820, 0.25), (2900, 0.12))
BANDS = {  # mean, response to the structure, noise (all in digital numbers)
    "B02": (1350, 130, 18), "B03": (1600, 165, 20), "B04": (1750, 270, 25),
    "B08": (3300, -720, 60),
}
WEDGE = 0.05  # share of the scene without data, at the lower left


def lattice_rows(nodes, side, rows):
    """Bilinear values of a lattice of nodes, spread over a side, on some of its rows."""
    cells = nodes.shape[0] - 1
    x = numpy.arange(side, dtype=numpy.float32) * (cells / side)
    y = rows.astype(numpy.float32) * (cells / side)
    left, up = x.astype(int), y.astype(int)
    dx, dy = x - left, (y - up)[:, None]
    across = nodes[:, left] + (nodes[:, left + 1] - nodes[:, left]) * dx
    return across[up] + (across[up + 1] - across[up]) * dy


def structure(random, side):
    """Lattices of every octave that the side can show."""
    return [(random.standard_normal((n + 1, n + 1), dtype=numpy.float32), amplitude)
            for n, amplitude in OCTAVES if n < side]


def create(path, side, kind=gdal.GDT_UInt16, pixel_m=PIXEL_M):
    srs = osr.SpatialReference()
    srs.ImportFromEPSG(EPSG)
    options = ["TILED=YES", f"BLOCKXSIZE={BLOCK}", f"BLOCKYSIZE={BLOCK}", "COMPRESS=DEFLATE",
               "PREDICTOR=2", "ZLEVEL=6", "NUM_THREADS=2"]
    file = gdal.GetDriverByName("GTiff").Create(path, side, side, 1, kind, options)
    file.SetProjection(srs.ExportToWkt())
    file.SetGeoTransform((LEFT, pixel_m, 0.0, TOP, 0.0, -pixel_m))
    file.GetRasterBand(1).SetNoDataValue(0)
    return file


def make_scene(folder, side):
    shared = structure(numpy.random.default_rng(20240101), side)
    reach = math.sqrt(2 * WEDGE) * side
    for number, (band, (mean, response, noise)) in enumerate(BANDS.items()):
        random = numpy.random.default_rng([20240102, number])
        own = random.standard_normal((401, 401), dtype=numpy.float32)
        file = create(os.path.join(folder, band + ".tif"), side)
        for top in range(0, side, BLOCK):
            rows = numpy.arange(top, min(side, top + BLOCK))
            land = 0.3 * lattice_rows(own, side, rows)
            for nodes, amplitude in shared:
                land = land + amplitude * lattice_rows(nodes, side, rows)
            pixels = mean + response * land
            pixels += noise * random.standard_normal(pixels.shape, dtype=numpy.float32)
            pixels = numpy.clip(numpy.rint(pixels), 1, 20000).astype(numpy.uint16)
            columns = numpy.arange(side)[None, :]
            pixels[columns < (rows - (side - reach))[:, None]] = 0
            file.GetRasterBand(1).WriteArray(pixels, 0, top)
        file = None
        print(band, flush=True)


def make_classes(folder, side):
    """Sentinel-2 scene classes: vegetation (4) and bare (5), a fifth cloud (9), some shadow (3)."""
    side //= 2
    random = numpy.random.default_rng(20240104)
    cloud, ground = (random.standard_normal((n + 1, n + 1), dtype=numpy.float32) for n in (60, 300))
    file = create(os.path.join(folder, "SCL.tif"), side, gdal.GDT_Byte, 2 * PIXEL_M)
    for top in range(0, side, BLOCK):
        rows = numpy.arange(top, min(side, top + BLOCK))
        sky = lattice_rows(cloud, side, rows)
        classes = numpy.where(lattice_rows(ground, side, rows) > 0, 4, 5).astype(numpy.uint8)
        classes[sky > 0.55] = 9
        classes[(sky > 0.45) & (sky <= 0.55)] = 3
        file.GetRasterBand(1).WriteArray(classes, 0, top)
    file = None
    print("SCL", flush=True)


def outline(random, area_m2, corners):
    """Corners around the origin: a circle whose radius swings, scaled to the exact area."""
    angle = numpy.sort(random.uniform(0, 2 * math.pi, corners))
    radius = numpy.ones(corners)
    for k in range(1, 6):
        radius += random.uniform(0, 0.18) / k * numpy.cos(k * angle + random.uniform(0, 2 * math.pi))
    x, y = radius * numpy.cos(angle), radius * numpy.sin(angle)
    unit_area = abs(numpy.sum(x * numpy.roll(y, -1) - numpy.roll(x, -1) * y)) / 2
    scale = math.sqrt(area_m2 / unit_area)
    return x * scale, y * scale


def polygons(random, count, area_range_m2, corner_range, side):
    lo, hi = (math.log(a) for a in area_range_m2)
    for _ in range(count):
        area = math.exp(random.uniform(lo, hi))
        x, y = outline(random, area, int(random.integers(*corner_range, endpoint=True)))
        room = side * PIXEL_M
        rim = min(1.5 * math.sqrt(area), room / 2)
        yield x + LEFT + random.uniform(rim, room - rim), y + TOP - random.uniform(rim, room - rim)


def write_gpkg(path, rings, epsg=EPSG):
    srs = osr.SpatialReference()
    srs.ImportFromEPSG(epsg)
    file = ogr.GetDriverByName("GPKG").CreateDataSource(path)
    layer = file.CreateLayer("parcels", srs, ogr.wkbPolygon)
    layer.CreateField(ogr.FieldDefn("id", ogr.OFTInteger))
    layer.StartTransaction()
    for number, (x, y) in enumerate(rings, 1):
        ring = ogr.Geometry(ogr.wkbLinearRing)
        for px, py in zip(x, y):
            ring.AddPoint_2D(px, py)
        ring.CloseRings()
        feature = ogr.Feature(layer.GetLayerDefn())
        feature["id"] = number
        shape = ogr.Geometry(ogr.wkbPolygon)
        shape.AddGeometry(ring)
        feature.SetGeometry(shape)
        layer.CreateFeature(feature)
    layer.CommitTransaction()


def to_degrees(rings):
    here, there = osr.SpatialReference(), osr.SpatialReference()
    here.ImportFromEPSG(EPSG)
    there.ImportFromEPSG(4326)
    for srs in (here, there):
        srs.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    transform = osr.CoordinateTransformation(here, there)
    return [numpy.array(transform.TransformPoints(numpy.column_stack(ring)))[:, :2].T for ring in rings]


def write_geojson(path, rings):
    features = []
    for number, (x, y) in enumerate(rings, 1):
        points = numpy.column_stack([x, y]).tolist()
        features.append({"type": "Feature", "properties": {"id": number},
                         "geometry": {"type": "Polygon", "coordinates": [points + points[:1]]}})
    with open(path, "w", encoding="ascii") as f:
        json.dump({"type": "FeatureCollection", "features": features}, f)


def make_parcels(folder, side):
    share = (side / FULL_SIDE) ** 2
    sets = {  # number, area from and to (m2), corners from and to, seed
        "p1000": (1000, (5e3, 5e5), (8, 59), 1), "p10000": (10000, (5e3, 5e5), (8, 59), 2),
        "big20": (20, (1e8 * share, 1e8 * share), (600, 600), 3),
    }
    for name, (count, areas, corners, seed) in sets.items():
        random = numpy.random.default_rng([20240103, seed])
        rings = list(polygons(random, count, areas, corners, side))
        write_gpkg(os.path.join(folder, name + "_utm.gpkg"), rings)
        degrees = to_degrees(rings)
        write_gpkg(os.path.join(folder, name + "_ll.gpkg"), degrees, 4326)
        write_geojson(os.path.join(folder, name + "_ll.geojson"), degrees)
        print(name, flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder")
    parser.add_argument("--side", type=int, default=FULL_SIDE)
    parser.add_argument("--classes-only", action="store_true",
                        help="only the scene classification: bands and parcels are there")
    chosen = parser.parse_args()
    os.makedirs(chosen.folder, exist_ok=True)
    if not chosen.classes_only:
        make_scene(chosen.folder, chosen.side)
        make_parcels(chosen.folder, chosen.side)
    make_classes(chosen.folder, chosen.side)
    with open(os.path.join(chosen.folder, "COMPLETE"), "w", encoding="ascii") as f:
        f.write(f"{chosen.side}\n")


main()
