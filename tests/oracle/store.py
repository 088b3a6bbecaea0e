#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""store.gpkg before other eyes: GDAL's GeoPackage validator, ogrinfo, OGR reading and writing.

    store.py DRIVER FOLDER
"""
import os
import shutil
import sqlite3
import subprocess
import sys
import xml.etree.ElementTree

from osgeo import gdal, ogr
from osgeo_utils.samples import validate_gpkg

ogr.UseExceptions()
driver, folder = sys.argv[1], os.path.join(sys.argv[2], "test-oracle-store")
shutil.rmtree(folder, ignore_errors=True)
os.mkdir(folder)
path = os.path.join(folder, "store.gpkg")


def run(*words):
    return subprocess.run(words, check=True, capture_output=True, text=True).stdout


run(driver, "make", path)
validate_gpkg.check(path)

said = run("ogrinfo", "-al", path)
for words in ["Layer name: sites", "Layer name: layer_styles", "Geometry: Multi Polygon",
              "Feature Count: 2", "level (String) = elevated", "score (Real) = 41.25",
              "project (String) = eth:kafa", "simulated (Integer(Boolean)) = 1",
              "level (String) = (null)", "area_m2 (Real) = (null)", 'ID["EPSG",4326]']:
    assert words in said, words
assert "ta_record" not in said

data = gdal.OpenEx(path, gdal.OF_VECTOR)
sites = data.GetLayer("sites")
rows = {row.GetField("project"): row for row in sites}
kafa = rows["eth:kafa"]
assert kafa.GetField("name") == "咖啡 kafa" and kafa.GetField("position_error_m") == 12.5
wanted = ogr.CreateGeometryFromWkt(
    "MULTIPOLYGON (((36 7,37 7,37 8,36 8,36 7),(36.2 7.2,36.2 7.4,36.4 7.2,36.2 7.2)),"
    "((38 7,39 7,38 8,38 7)))")
shape = kafa.GetGeometryRef()
assert shape.ExportToWkt() == wanted.ExportToWkt(), shape.ExportToWkt()
assert shape.GetEnvelope() == (36, 39, 7, 8) and sites.GetExtent() == (-60.5, 39, -3, 8)
sites.SetSpatialFilterRect(-61, -4, -60, -2)
assert [row.GetField("project") for row in sites] == ["manaus"]
assert sites.TestCapability(ogr.OLCFastSpatialFilter) == 1
row = kafa = rows = shape = sites = data = None

# QGIS reads the default style of the layer: one category and symbol per level, one for none.
with sqlite3.connect(path) as plain:
    style, = plain.execute("SELECT styleQML FROM layer_styles WHERE f_table_name = 'sites'"
                           " AND f_geometry_column = 'geom' AND useAsDefault").fetchone()
plain.close()
tree = xml.etree.ElementTree.fromstring(style)
levels = [c.get("value") for c in tree.iter("category")]
assert levels == ["very_high", "high", "elevated", "moderate", "low", "cannot_say", ""], levels
colours = [next(p.get("v") for p in s.iter("prop") if p.get("k") == "color") for s in tree.iter("symbol")]
assert len(set(colours)) == len(colours) == 7, colours
attribute = tree.find("renderer-v2").get("attr")
assert attribute == """CASE WHEN "opinion" = 'cannot_say' THEN 'cannot_say' ELSE "level" END""", attribute
assert {c.get("symbol") for c in tree.iter("category")} == {
    s.get("name") for s in tree.iter("symbol")}

# Another program moves a site: the index follows, the file stays whole, we find it there.
data = gdal.OpenEx(path, gdal.OF_VECTOR | gdal.OF_UPDATE)
sites = data.GetLayer("sites")
sites.SetAttributeFilter("project = 'manaus'")
row = sites.GetNextFeature()
row.SetGeometry(ogr.CreateGeometryFromWkt("MULTIPOLYGON (((1 1,2 1,2 2,1 1)))"))
assert sites.SetFeature(row) == 0
row = sites = data = None
assert run(driver, "sites", path, "-61", "-4", "-60", "-2") == ""
assert run(driver, "sites", path, "0", "0", "1.5", "1.5") == "manaus/1\n"
assert run(driver, "sites", path, "-180", "-90", "180", "90") == "eth:kafa/1\nmanaus/1\n"
validate_gpkg.check(path)
print("store.gpkg: valid, read, drawn, edited")
