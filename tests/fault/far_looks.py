# SPDX-License-Identifier: Apache-2.0
"""Looks whose files a mock of stac_mock.py publishes: large enough to be read by ranges, in several forms."""
import copy
import json
import os
import shutil

import numpy
from osgeo import gdal, osr

gdal.UseExceptions()
SIDE, BLOCK, CELL, WEST, NORTH = 2048, 256, 30, 500000, 785000  # UTM zone 37N around 39.05 E, 7 N


def band(seed, low, high):
    chance = numpy.random.default_rng(seed)
    values = chance.integers(low, high, (SIDE, SIDE)).astype("uint16")
    values[:40, :40] = 0  # fill
    return values


def bytes_of(path):
    file = gdal.VSIFOpenL(path, "rb")
    data = bytes(gdal.VSIFReadL(1, 1 << 27, file))
    gdal.VSIFCloseL(file)
    return data


def encode(values, form):
    """The values in UTM zone 37N around 39.05 E, 7 N as a file of one of several forms."""
    memory = gdal.GetDriverByName("MEM").Create("", SIDE, SIDE, 1, gdal.GDT_UInt16)
    memory.SetGeoTransform((WEST, CELL, 0, NORTH, 0, -CELL))
    system = osr.SpatialReference()
    system.ImportFromEPSG(32637)
    memory.SetProjection(system.ExportToWkt())
    memory.GetRasterBand(1).WriteArray(values)
    options = {"cog": ("COG", [f"BLOCKSIZE={BLOCK}", "COMPRESS=DEFLATE", "PREDICTOR=YES"]),
               "strips": ("GTiff", ["COMPRESS=NONE"]),
               "late": ("GTiff", ["TILED=YES", f"BLOCKXSIZE={BLOCK}", f"BLOCKYSIZE={BLOCK}", "COMPRESS=DEFLATE"]),
               "jp2": ("JP2OpenJPEG", ["REVERSIBLE=YES", "QUALITY=100", "YCBCR420=NO"])}[form]
    path = "/vsimem/x." + ("jp2" if form == "jp2" else "tif")
    gdal.GetDriverByName(options[0]).CreateCopy(path, memory, options=options[1])
    if form == "late":  # its directory moves behind the blocks
        file = gdal.Open(path, gdal.GA_Update)
        file.SetMetadataItem("NOTE", "x" * 4000)
        file = None
    data = bytes_of(path)
    gdal.Unlink(path)
    return data


def look(mock, number, day, form="cog"):
    """A look with red, nir and a quality layer, its files published by the mock."""
    bands = {"red": band(3 * number, 8000, 8400), "nir": band(3 * number + 1, 15000, 15400),
             "qa_pixel": numpy.where(band(3 * number + 2, 0, 50) == 7, 21824 | 8, 21824).astype("uint16")}
    item = {"type": "Feature", "stac_version": "1.0.0", "id": f"look-{number}", "collection": "c",
            "bbox": [39.0, 6.5, 39.6, 7.1], "geometry": None, "links": [],
            "properties": {"datetime": f"{day}T08:00:00Z", "platform": "landsat-8", "landsat:correction": "L2SP",
                           "landsat:wrs_path": "168", "landsat:wrs_row": "055", "created": f"{day}T20:00:00Z"},
            "assets": {}}
    for key, values in bands.items():
        name = f"{number}-{key}." + ("jp2" if form == "jp2" else "tif")
        mock.files[name] = encode(values, form)
        asset = {"href": f"{mock.url}/files/{name}", "roles": ["data"],
                 "type": "image/jp2" if form == "jp2" else "image/tiff; application=geotiff"}
        if key == "qa_pixel":
            asset["roles"] = ["cloud"]
        else:
            asset["eo:bands"] = [{"name": key, "common_name": key}]
            asset["raster:bands"] = [{"scale": 0.0000275, "offset": -0.2, "nodata": 0}]
        item["assets"][key] = asset
    return item


def local_copy(mock, folder):
    """The mock's items and files as a folder; the names of files are those of fetched ones, so that
    chips, which know them, can be the same."""
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    for item in mock.items:
        item = copy.deepcopy(item)
        for asset in item["assets"].values():
            name = asset["href"].rsplit("/", 1)[1]
            asset["href"] = f"./{name}"
            with open(f"{folder}/{name}", "wb") as f:
                f.write(mock.files[name])
        with open(f"{folder}/{item['id']}.json", "w") as f:
            json.dump(item, f)
