#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A Sentinel-2 product with pixels, made here, and what numpy says of it.

usage: sentinel2.py make               scenes/NAME.SAFE and site.csv in the current folder
       sentinel2.py bare               the same product in bare/, which lists no offset
       sentinel2.py looks FILE CLOUD SHADOW
                                       rows of `project looks --json`; metres that clouds and shadows grew
       sentinel2.py zonal FILE         rows of `zonal`, which grows nothing

The site's edge runs along cells of 10 m, but was stored in degrees and may lie some millimetres
beside them. The cells on both sides of it are all alike and clear, so that this moves counts and
nothing else: it is taken out, and the rest is held to 1e-9.
"""
import csv
import json
import os
import pathlib
import sys

import numpy as np
from osgeo import gdal, osr

gdal.UseExceptions()
osr.UseExceptions()
NAME = "S2A_MSIL2A_20230115T100401_N0509_R122_T32TQM_20230115T141102"
IMAGES = "GRANULE/L2A_T32TQM_A039531_20230115T100642/IMG_DATA"
SIDE, LEFT, TOP = 400, 699960, 5000040  # cells of 10 m in UTM zone 32
FIRST, LAST, RIM = 40, 360, 4  # the site's cells; the alike ones on both sides of its edge
RIM_RED, RIM_NIR = 2000, 4000


def pixels():
    """Digital numbers of B04 and B08 at 10 m, classes of SCL at 20 m."""
    pick = np.random.default_rng(2)
    red = pick.integers(1000, 3000, (SIDE, SIDE))
    nir = pick.integers(1100, 5000, (SIDE, SIDE))
    scl = pick.choice([4, 5, 6], (SIDE // 2, SIDE // 2))
    red[60:80, 60:80], nir[60:80, 60:80] = 900, 1500  # -0.01 and 0.05: an NDVI of 1.5
    # water and shadow: divisors below, at and above 0, quotients far outside [-1, 1]
    red[60:80, 100:160], nir[60:80, 100:160] = pick.integers(905, 1096, (2, 20, 60))
    red[70, 100:110], nir[70, 100:110] = 990, 1010
    red[100:110, 60:200] = nir[100:110, 60:200] = 0  # fill, which SCL calls clear or cloud
    red[112:114, 60:200] = 0  # missing in one band only
    nir[116:118, 60:200] = 65535  # saturated
    scl[50:52, 60:70] = 9
    scl[60:64, 40:44], scl[70:74, 40:44] = 0, 1
    scl[80:84, 40:44], scl[90:94, 40:44], scl[100:104, 40:44] = 2, 7, 11
    scl[110:118, 60:66], scl[110, 100], scl[140, 120:122] = 8, 9, 10  # clouds and cirrus, of few cells
    scl[124:130, 64:72], scl[150, 60] = 3, 3  # shadow: close to a cloud, and alone
    for cells in (red, nir):
        for first in (FIRST, LAST):
            cells[first - RIM:first + RIM, FIRST - RIM:LAST + RIM] = RIM_RED if cells is red else RIM_NIR
            cells[FIRST - RIM:LAST + RIM, first - RIM:first + RIM] = RIM_RED if cells is red else RIM_NIR
    return red.astype("uint16"), nir.astype("uint16"), scl.astype("uint8")


def write_image(folder, band, metres, cells):
    path = f"{folder}/{IMAGES}/R{metres}m/T32TQM_20230115T100401_{band}_{metres}m.jp2"
    os.makedirs(os.path.dirname(path), exist_ok=True)
    made = gdal.GetDriverByName("MEM").Create("", cells.shape[1], cells.shape[0], 1,
                                              gdal.GDT_UInt16 if cells.dtype == np.uint16 else gdal.GDT_Byte)
    crs = osr.SpatialReference()
    crs.ImportFromEPSG(32632)
    made.SetProjection(crs.ExportToWkt())
    made.SetGeoTransform((LEFT, metres, 0, TOP, 0, -metres))
    made.GetRasterBand(1).WriteArray(cells)
    gdal.GetDriverByName("JP2OpenJPEG").CreateCopy(
        path, made, options=["QUALITY=100", "REVERSIBLE=YES", "BLOCKXSIZE=128", "BLOCKYSIZE=128"])
    for extra in pathlib.Path(path).parent.glob("*.aux.xml"):
        extra.unlink()
    assert (gdal.Open(path).ReadAsArray() == cells).all(), f"{path}: not as written"


def metadata(offsets):
    """What of MTD_MSIL2A.xml (S2-PDGS-TAS-DI-PSD) says how its pixels are read."""
    physical = ("B1", "B2", "B3", "B4", "B5", "B6", "B7", "B8", "B8A", "B9", "B10", "B11", "B12")
    images = "".join(f"<IMAGE_FILE>{IMAGES}/R{metres}m/T32TQM_20230115T100401_{band}_{metres}m</IMAGE_FILE>"
                     for band, metres in (("B04", 10), ("B08", 10), ("SCL", 20)))
    listed = "".join(f'<BOA_ADD_OFFSET band_id="{i}">-1000</BOA_ADD_OFFSET>' for i in range(len(physical)))
    bands = "".join(f'<Spectral_Information bandId="{i}" physicalBand="{band}"/>' for i, band in enumerate(physical))
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<n1:Level-2A_User_Product xmlns:n1="https://psd-15.sentinel2.eo.esa.int/PSD/User_Product_Level-2A.xsd">
<n1:General_Info><Product_Info><PRODUCT_START_TIME>2023-01-15T10:04:01.024Z</PRODUCT_START_TIME>
<PRODUCT_URI>{NAME}.SAFE</PRODUCT_URI><PROCESSING_LEVEL>Level-2A</PROCESSING_LEVEL>
<PROCESSING_BASELINE>05.09</PROCESSING_BASELINE><GENERATION_TIME>2023-01-15T14:11:02.000000Z</GENERATION_TIME>
<Datatake datatakeIdentifier="GS2A_20230115T100401_039531_N05.09"><SPACECRAFT_NAME>Sentinel-2A</SPACECRAFT_NAME>
</Datatake><Product_Organisation><Granule_List><Granule>{images}</Granule></Granule_List></Product_Organisation>
</Product_Info><Product_Image_Characteristics><QUANTIFICATION_VALUES_LIST>
<BOA_QUANTIFICATION_VALUE unit="none">10000</BOA_QUANTIFICATION_VALUE></QUANTIFICATION_VALUES_LIST>
{"<BOA_ADD_OFFSET_VALUES_LIST>" + listed + "</BOA_ADD_OFFSET_VALUES_LIST>" if offsets else ""}
<Spectral_Information_List>{bands}</Spectral_Information_List></Product_Image_Characteristics></n1:General_Info>
<n1:Quality_Indicators_Info><Cloud_Coverage_Assessment>3.5</Cloud_Coverage_Assessment></n1:Quality_Indicators_Info>
</n1:Level-2A_User_Product>
"""


def write_product(top, offsets):
    folder = f"{top}/{NAME}.SAFE"
    red, nir, scl = pixels()
    for band, metres, cells in (("B04", 10, red), ("B08", 10, nir), ("SCL", 20, scl)):
        write_image(folder, band, metres, cells)
    pathlib.Path(folder, "MTD_MSIL2A.xml").write_text(metadata(offsets), encoding="utf-8")


def make():
    write_product("scenes", True)
    x0, x1 = LEFT + 10 * FIRST, LEFT + 10 * LAST
    y0, y1 = TOP - 10 * LAST, TOP - 10 * FIRST
    with open("site.csv", "w", encoding="utf-8") as f:
        f.write(f'id,wkt\nfarm,"POLYGON(({x0} {y0},{x1} {y0},{x1} {y1},{x0} {y1},{x0} {y0}))"\n')


def near_to(cells, metres):
    """Cells of 20 m whose centre lies within so many metres of that of one of these."""
    found, reach = np.zeros(cells.shape, bool), int(metres // 20)
    rows, cols = np.nonzero(cells)
    for down in range(-reach, reach + 1):
        for across in range(-reach, reach + 1):
            if (20 * down) ** 2 + (20 * across) ** 2 > metres ** 2:
                continue
            r, c = rows + down, cols + across
            inside = (r >= 0) & (r < cells.shape[0]) & (c >= 0) & (c < cells.shape[1])
            found[r[inside], c[inside]] = True
    return found


def states(red, nir, scl, cloud_m, shadow_m):
    """Clear, cloud and shadow on the grid of 10 m: clouds and cirrus grow, shadows (3, not dark areas) too;
    nothing grows over fill, no shadow over a cloud."""
    fill, cloud = scl == 0, np.isin(scl, (8, 9, 10))
    shade = np.isin(scl, (2, 3)) | (near_to(scl == 3, shadow_m) & ~fill & ~cloud)
    cloud = cloud | (near_to(cloud, cloud_m) & ~fill)
    shade &= ~cloud
    clear = np.isin(scl, (4, 5, 6)) & ~cloud & ~shade
    seen = ((red > 0) & (red < 65535)) | ((nir > 0) & (nir < 65535))  # else all bands are fill
    return [np.repeat(np.repeat(a, 2, 0), 2, 1) & seen for a in (clear, cloud, shade)]


def expected(cloud_m, shadow_m):
    """Physical values by layer, NaN where nothing counts, and the shares of the site under cloud and shadow."""
    counts = pixels()
    red, nir, scl = (cells.astype(int) for cells in counts)
    site = np.zeros((SIDE, SIDE), bool)
    site[FIRST:LAST, FIRST:LAST] = True
    clear, cloud, shade = states(red, nir, scl, cloud_m, shadow_m)
    assert clear[FIRST - RIM:FIRST + RIM, FIRST:LAST].all() and clear[FIRST:LAST, LAST - RIM:LAST + RIM].all()
    layer = {name: np.where((dn > 0) & (dn < 65535) & clear & site, (dn - 1000) / 10000, np.nan)
             for name, dn in (("red", red), ("nir", nir))}
    divisor = layer["nir"] + layer["red"]
    with np.errstate(invalid="ignore", divide="ignore"):
        # spectral.h: no index where the divisor is not above 0; what lies outside its range at its end
        layer["ndvi"] = np.where(divisor > 0, np.clip((layer["nir"] - layer["red"]) / divisor, -1, 1), np.nan)
    both = np.isfinite(divisor)
    without = (both & ~(divisor > 0)).sum()
    clipped = (np.abs(layer["ndvi"][both & (divisor > 0)]) == 1).sum()
    assert without > 300 and clipped > 400, (without, clipped)
    assert np.isfinite(layer["ndvi"]).sum() == both.sum() - without
    # what an index without these two rules would say, so that they are seen to matter
    kept = both & (divisor != 0)
    loose = ((layer["nir"] - layer["red"])[kept] / divisor[kept]).mean()
    assert abs(loose - np.nanmean(layer["ndvi"])) > 1e-3, loose
    print(f"{np.isfinite(layer['ndvi']).sum()} cells with an NDVI, {without} without for their divisor, "
          f"{clipped} at an end of its range")
    return layer, (cloud & site).sum(), (shade & site).sum()


def near(what, got, want):
    if not abs(got - want) <= 1e-9 * max(abs(want), 1e-3):
        sys.exit(f"{what}: {got!r}, wanted {want!r}")


def judge(rows, layer):
    """Counts, means and ends of each layer. Returns the cells by which the stored edge is off."""
    rim = {"red": (RIM_RED - 1000) / 1e4, "nir": (RIM_NIR - 1000) / 1e4}
    rim["ndvi"] = (rim["nir"] - rim["red"]) / (rim["nir"] + rim["red"])
    off = float(rows["red"]["count"]) - np.isfinite(layer["red"]).sum()
    assert abs(off) < 2, f"the site's edge is off by {off} cells"
    for name, values in layer.items():
        seen, row = values[np.isfinite(values)], rows[name]
        near(f"{name} count", float(row["count"]), len(seen) + off)
        near(f"{name} mean", float(row["mean"]), (seen.sum() + off * rim[name]) / (len(seen) + off))
        near(f"{name} min", float(row["min"]), seen.min())
        near(f"{name} max", float(row["max"]), seen.max())
    near("a count of 900", float(rows["red"]["min"]), -0.01)
    return off


def looks(path, cloud_m, shadow_m):
    layer, cloud, shade = expected(int(cloud_m), int(shadow_m))
    rows = [json.loads(line) for line in open(path, encoding="utf-8")]
    rows = {row["layer"]: row for row in rows}
    off = judge(rows, layer)
    grown = "".join(f"+{what}{metres}m" for what, metres in (("cloud", cloud_m), ("shadow", shadow_m)) if metres != "0")
    area = (LAST - FIRST) ** 2 + off
    for name, values in layer.items():
        row = rows[name]
        assert row["mask"] == "scl" + grown and row["offset_by"] == "MTD_MSIL2A.xml BOA_ADD_OFFSET", row
        assert row["scene"] == f"sentinel-2-l2a/{NAME}" and row["tile"] == "T32TQM", row
        near("inside", row["inside"], 1.0)
        near("cloud", row["cloud_fraction"], cloud / area)
        near("shadow", row["shadow_fraction"], shade / area)
        near("clear", row["clear_fraction"], (np.isfinite(values).sum() + off) / area)
    print(f"clear {rows['red']['clear_fraction']:.4f}, cloud {cloud / area:.4f}, shadow {shade / area:.4f}, "
          f"NDVI {rows['ndvi']['mean']:.5f}")


def zonal(path):
    with open(path, encoding="utf-8", newline="") as f:
        rows = {row["band"]: row for row in csv.DictReader(f)}
    layer, _, _ = expected(0, 0)
    off = judge(rows, layer)
    for name, values in layer.items():
        assert rows[name]["date"] == "2023-01-15", rows[name]
        near("valid fraction", float(rows[name]["valid_fraction"]),
             (np.isfinite(values).sum() + off) / ((LAST - FIRST) ** 2 + off))


if __name__ == "__main__":
    {"make": make, "bare": lambda: write_product("bare", False), "looks": looks,
     "zonal": zonal}[sys.argv[1]](*sys.argv[2:])
