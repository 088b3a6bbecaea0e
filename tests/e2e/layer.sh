#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Layers: zones and grids taken in, listed, shown, removed; files kept under their hashes.

zone() { # NAME CLASS WEST EAST
    printf '{"type":"Feature","properties":{"name":"%s","Status":"%s"},"geometry":{"type":"Polygon","coordinates":[[[%s,20],[%s,20],[%s,21],[%s,21],[%s,20]]]}}' "$1" "$2" "$3" "$4" "$4" "$3" "$3"
}
printf '{"type":"FeatureCollection","features":[%s,%s]}' "$(zone A Core 10 11)" "$(zone B Buffer 11 12)" >zones.geojson
hash=$(sha256sum zones.geojson | cut -c1-64)

expect 2 layer import zones.geojson
says '--name'
expect 0 layer import zones.geojson --name reserve --class-field Status --position-error 50 \
    --source 'The ministry' --valid-from 2008-05-01 --json
rows "rows[0]['sha256'] == '$hash' and rows[0]['state'] == 'added' and rows[0]['to'] == 'open'"
[ "$(sha256sum "workspace/layers/$hash.geojson" | cut -c1-64)" = "$hash" ] || die "the copy differs"
expect 0 layer import zones.geojson --name reserve --class-field Status --position-error 50 \
    --source 'The ministry' --valid-from 2008-05-01
says 'unchanged, version 1'
expect 0 layer list
prints '^reserve +1 +zones +OGC:CRS84 +50 +2008-05-01 +open +The ministry$'
expect 0 layer show reserve --json
rows 'rows[0]["zones"] == 2 and rows[0]["classes"] == {"Core": 1, "Buffer": 1}'

printf 'not a raster at all' >grid.nc
expect 65 layer import grid.nc --name rain --kind grid
says 'grid.nc'
printf '{"type":"FeatureCollection","features":[%s,{"type":"Feature","properties":{},"geometry":null}]}' "$(zone A Core 10 11)" >gap.geojson
expect 65 layer import gap.geojson --name reserve
says 'row 2'
says 'gap.geojson: 1 of 2 rows'

# a file that cannot be read is named as it was typed, not as its copy that is gone, and how to mend it
no() { # FILE WORDS MEND
    expect 65 layer import "$1" --name reserve
    says "$1$2"
    says "to mend it: $3"
    says_not layers/new
}
head -c 100 zones.geojson >cut.geojson
no cut.geojson ': is cut short' 'copy or fetch it again, whole'
sed 's/"name":"A"/"name":"\xb1\xa3"/' zones.geojson >gbk.geojson
no gbk.geojson ':1:[0-9]*: unable to decode byte 0xb1' 'save it as UTF-8 text'
printf 'name,x\nA,1\n' >plain.csv
no plain.csv ': the first line names no column of shapes' 'name columns in it: wkt'
printf "no database" >odd.gpkg
no odd.gpkg ': not a GeoJSON' 'save it as one of these'

chmod u+w "workspace/layers/$hash.geojson"
echo >>"workspace/layers/$hash.geojson"
expect 65 layer show reserve
says 'is not the file that layer reserve was read from'
expect 0 layer remove reserve
expect 65 layer show reserve
expect 0 layer list --json
rows 'rows == []'
[ -e "workspace/layers/$hash.geojson" ] || die "the file is gone"

# a Shapefile is several files: one GeoJSON is kept of it
"$PYTHON" - <<'PYTHON'
from osgeo import ogr, osr
ogr.UseExceptions()
crs = osr.SpatialReference()
crs.ImportFromEPSG(32637)
source = ogr.GetDriverByName("ESRI Shapefile").CreateDataSource("zones.shp")
layer = source.CreateLayer("zones", crs, ogr.wkbPolygon)
layer.CreateField(ogr.FieldDefn("Name", ogr.OFTString))
layer.CreateField(ogr.FieldDefn("Status", ogr.OFTString))
for name, status, west in (("A", "Core", 500000), ("B", "Buffer", 510000), ("C", "Core", 520000)):
    feature = ogr.Feature(layer.GetLayerDefn())
    feature["Name"], feature["Status"] = name, status
    feature.SetGeometry(ogr.CreateGeometryFromWkt(
        f"POLYGON(({west} 800000,{west + 10000} 800000,{west + 10000} 810000,{west} 810000,{west} 800000))"))
    layer.CreateFeature(feature)
PYTHON
expect 0 layer import zones.shp --name shapes --class-field Status
expect 0 layer show shapes --json
rows 'rows[0]["path"].endswith(".geojson") and rows[0]["classes"] == {"Core": 2, "Buffer": 1}'
"$PYTHON" - "workspace/$("$PYTHON" -c 'import json, sys; print(json.load(sys.stdin)["path"])' <"$OUT")" <<'PYTHON'
import sys
from osgeo import ogr, osr
ogr.UseExceptions()
source = ogr.Open(sys.argv[1])
layer = source.GetLayer(0)
assert [f["Name"] for f in layer] == ["A", "B", "C"]
crs = osr.SpatialReference()
crs.ImportFromEPSG(32637)
crs.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
here = layer.GetSpatialRef()
here.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
back = osr.CoordinateTransformation(here, crs)
layer.ResetReading()
for feature in layer:
    shape = feature.GetGeometryRef().Clone()
    shape.Transform(back)
    assert abs(shape.GetArea() / 1e8 - 1) < 1e-6, shape.GetArea()
PYTHON

if [ -n "$DATA" ]; then
    kafa=$DATA/data/ethiopia_kafa/kafa_biosphere_zones.gpkg
    expect 65 layer import "$kafa" --name kafa --class-field Status_1
    says '--crs'
    expect 0 layer import "$kafa" --name kafa --class-field Status_1 --crs EPSG:20137
    expect 0 layer show kafa --json
    rows 'rows[0]["zones"] == 21 and rows[0]["crs"] == "EPSG:20137" and rows[0]["accuracy_m"] > 0'
    expect 0 layer import "$DATA/data/florence_debian/test_stageiv_xyt.nc" --name rain --kind grid
fi
